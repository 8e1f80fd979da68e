"""Questions in messages: mentions, replies to an answer, direct messages, automatic channels and threads."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.cogs.mention.exchanges import Replies
from bot.cogs.mention.threads import Threads
from bot.interactions import errors
from bot.interactions.buttons import Controls, compose, is_answer, question_of
from bot.messages.answer import list_titles
from bot.messages.markdown import clip
from bot.messages.reading import addresses, is_chatter, is_question, join, leans_on_earlier, read_question
from bot.messages.state import Standing
from bot.service.answering import Asked, place_of
from bot.service.permissions import Act, TooFast, may_speak
from bot.service.refusal import Refusal
from index import Status

if TYPE_CHECKING:
    from bot.cogs.mention.exchanges import Exchange
    from bot.service.answering import Answering, Place

EXAMPLES = 3
TOO_FAST, NOT_HERE = "⏳", "🚫"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a message asks; `header` is the question where the message alone does not say it all."""

    question: str
    header: str | None = None
    worst: Standing = Standing.UNANSWERED  # that is worth a reply: less than that where nobody addressed the bot

    @property
    def addressed(self) -> bool:
        """Whether somebody spoke to the bot."""
        return self.worst is Standing.UNANSWERED


class Mention(commands.Cog):
    """Answer messages that ask the bot, and keep the answers in step with them."""

    def __init__(self, bot: discord.Client, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        self._replies = Replies()
        self._threads = Threads()

    # ---- hearing

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer, where somebody asks."""
        if message.author.bot or message.webhook_id is not None or message.is_system():
            return
        async with self._replies.begin(message.id) as exchange:
            await self._keep_up(message, exchange)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question anew, in the same message; withdraw the answer where it asks no more."""
        message = payload.message
        async with self._replies.resume(payload.message_id) as exchange:
            if exchange is not None and message.content and message.content != exchange.content:
                await self._keep_up(message, exchange)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the answer along with its question."""
        async with self._replies.resume(payload.message_id) as exchange:
            if exchange is not None:
                await self._withdraw(exchange)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the answers along with their questions."""
        for message_id in payload.message_ids:
            async with self._replies.resume(message_id) as exchange:
                if exchange is not None:
                    await self._withdraw(exchange)

    # ---- reading

    async def _read(self, message: discord.Message) -> _Reading | None:
        """Return what a message asks the bot, None where it asks it nothing."""
        own = self._own_id
        mentioned = any(user.id == own for user in message.mentions) and addresses(message.content, own)
        question = read_question(message.content)
        target = _replied_to(message)
        if target is not None and target.author.id == own:
            return await self._read_follow_up(message, target, question, addressed=mentioned or message.guild is None)
        if mentioned or message.guild is None:
            if not question and target is not None and not target.author.bot:
                question = read_question(target.content)
                return _Reading(question, header=question or None)
            return _Reading(question)
        to_others = message.mention_everyone or message.mentions or message.role_mentions
        if not question or to_others or not is_question(message.content, self._answering.catalogue):
            return None
        return await self._overhear(message, question)

    async def _read_follow_up(
        self, message: discord.Message, answer: discord.Message, question: str, *, addressed: bool
    ) -> _Reading | None:
        """Read what follows one of the bot's messages with the question before it."""
        languages = self._answering.catalogue
        if not question:
            return _Reading("") if addressed else None
        if is_chatter(question, languages):
            return None
        earlier = await question_of(answer) if is_answer(answer) else None
        asks = addressed or is_question(message.content, languages)
        if earlier is None or not leans_on_earlier(question, languages):
            # Comments are not questions; what the sources answer is.
            guild = await self._answering.guild(place_of(message).guild_id)
            _, alone = await self._answering.snapshots.ask(lambda corpus: corpus.answer(question, guild.strictness))
            if alone.status is Status.ANSWERED or (asks and earlier is None):
                return _Reading(question)
            if not asks:
                return None
        whole = join(earlier or "", question)
        return _Reading(whole, header=whole)

    async def _overhear(self, message: discord.Message, question: str) -> _Reading | None:
        """Read a question to nobody in particular, where the admins let the bot answer such."""
        place = place_of(message)
        guild = await self._answering.guild(place.guild_id)
        where = (place.channel_id, place.parent_id)
        if not may_speak(where, guild):
            return None
        if guild.threads and isinstance(message.channel, discord.Thread):
            said = await self._threads.last_words(message.channel, self._own_id)
            if said is not None:
                reading = await self._read_follow_up(message, said, question, addressed=False)
                return replace(reading, worst=Standing.SURE) if reading else None
        if not set(where).isdisjoint(guild.automatic):
            return _Reading(question, worst=Standing.SURE)
        return None

    # ---- answering

    async def _keep_up(self, message: discord.Message, exchange: Exchange) -> None:
        """Bring the reply to a message in step with it."""
        reading, content = None, message.content  # as it is read: an edit changes the message itself meanwhile
        try:
            reading = await self._read(message)
            if reading is None:
                await self._withdraw(exchange)
            else:
                await self._answer(message, reading, exchange)
            exchange.content = content
        except discord.Forbidden:
            log.info("The bot may not reply in channel %d.", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the funnel tells apart what was expected
            if isinstance(error, discord.HTTPException) and _is_gone(error):
                log.debug("The question or its answer was deleted meanwhile.")
            else:
                await self._refuse(message, error, aloud=reading is not None and reading.addressed)

    async def _answer(self, message: discord.Message, reading: _Reading, exchange: Exchange) -> None:
        place = place_of(message)
        if reading.addressed:
            await self._answering.spend(Act.ASK, message.author.id, place)
        if not reading.question:
            await self._show(message, exchange, await self._help(place))
            return
        asked = Asked(reading.question, message.author.id, place, private=message.guild is None)
        answered = await self._answering.answer(asked)
        if Standing.of(answered.answer) > reading.worst:
            await self._withdraw(exchange)
            return
        if not reading.addressed:
            await self._answering.spend(Act.ASK, message.author.id, place)
        controls = Controls(message.author.id, votes=message.guild is not None)
        await self._show(message, exchange, *compose(answered, controls, reading.header))
        await self._answering.record_miss(answered)

    async def _show(
        self, message: discord.Message, exchange: Exchange, content: str, view: discord.ui.View | None = None
    ) -> None:
        """Reply to a message, or put something else into the reply that it has."""
        if exchange.reply is not None:
            exchange.reply = await exchange.reply.edit(content=content, view=view)
            return
        exchange.reply = await message.reply(content, view=view or discord.utils.MISSING, mention_author=False)
        if isinstance(message.channel, discord.Thread):
            self._threads.note(exchange.reply)

    @staticmethod
    async def _withdraw(exchange: Exchange) -> None:
        """Delete the reply, if there is one."""
        reply, exchange.reply = exchange.reply, None
        if reply is None:
            return
        try:
            await reply.delete()
        except discord.HTTPException as error:
            log.info("An answer could not be deleted with its question: %s", error)

    async def _help(self, place: Place) -> str:
        words, snapshot = await self._answering.words(place), self._answering.snapshots.current
        examples = [
            words("mention.example", question=clip(check.question, 90))
            for check in snapshot.checks
            if check.expect is not None
        ]
        if not examples:
            return words("mention.help_plain", titles=list_titles(snapshot.corpus.sources))
        return words("mention.help", examples=" · ".join(examples[:EXAMPLES]))

    async def _refuse(self, message: discord.Message, error: Exception, *, aloud: bool) -> None:
        """Say no, to who spoke to the bot: by a single reaction, or by a sentence where something broke."""
        if not aloud:
            if not isinstance(error, Refusal):
                errors.explain(error, await self._answering.words(place_of(message)))
            return
        try:
            match error:
                case TooFast():
                    if error.first:
                        await message.add_reaction(TOO_FAST)
                case Refusal():
                    await message.add_reaction(NOT_HERE)
                case _:
                    text = errors.explain(error, await self._answering.words(place_of(message)))
                    await message.reply(text, mention_author=False)
        except discord.HTTPException as failure:
            log.info("A member could not be told about a refusal: %s", failure)

    @property
    def _own_id(self) -> int:
        return self._bot.user.id if self._bot.user else 0


def _replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that another one replies to, where Discord tells."""
    reference = message.reference
    if reference is None or message.type is not discord.MessageType.reply:
        return None
    found = reference.cached_message or reference.resolved
    return found if isinstance(found, discord.Message) else None


def _is_gone(error: discord.HTTPException) -> bool:
    """Tell whether what was replied to, or edited, is no longer there."""
    return isinstance(error, discord.NotFound) or "message_reference" in error.text
