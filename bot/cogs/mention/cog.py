"""Questions in messages: mentions, replies to an answer, direct messages, automatic channels and threads."""

from __future__ import annotations

import contextlib
import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.cogs.mention.exchanges import Replies
from bot.cogs.mention.reading import MessageReader
from bot.cogs.mention.threads import Threads
from bot.interactions import errors
from bot.interactions.answers import Controls
from bot.interactions.asides import compose_aside
from bot.interactions.buttons import compose_reply
from bot.interactions.place import place_of_message
from bot.interactions.responding import UNDELIVERED, in_a_line, reply_once
from bot.messages.lists import list_titles
from bot.messages.markdown import clip, strip_mentions
from bot.service.answering import Asked, Trigger
from bot.service.limits import Act, TooFast
from bot.service.news.quoting import drop_quotes, note_answer
from bot.service.refusal import Refusal
from index import Intent, Standing, intent_after, spoken_language

if TYPE_CHECKING:
    from bot.cogs.mention.exchanges import Exchange
    from bot.cogs.mention.reading import Heard, Reading
    from bot.service.answering import Answering
    from bot.service.settings import Place

EXAMPLES, EXAMPLE_LENGTH = 3, 90
WELCOME, NOT_HERE, NOT_DELIVERED = "👍", "🚫", "⚠️"
READING_SECONDS = 10.0  # that a refusal stays
MOST_POINTED = 1000  # channels of which it is known that somebody was sent elsewhere

log = logging.getLogger(__name__)


class Mention(commands.Cog):
    """Answer messages that ask the bot something, and keep the answers up to date with them."""

    def __init__(self, bot: discord.Client, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        self._replies = Replies()
        self._threads = Threads()
        self._pointed: dict[int, float] = {}  # id of a channel -> when somebody was sent elsewhere
        self._reader = MessageReader(bot, answering, self._threads)

    # ---- hearing

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        if self._bot.user is not None and message.author.id == self._bot.user.id:
            self._replies.adopt(message)
        if message.author.bot or message.webhook_id is not None or message.is_system():
            return
        async with self._replies.begin(message.id) as exchange:
            if exchange is not None:
                await self._keep_up(message, exchange)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Update the answer to an edited question; delete it where nothing is asked any more."""
        message = payload.message
        async with self._replies.resume(payload.message_id) as exchange:
            if exchange is not None and message.content and message.content != exchange.content:
                await self._keep_up(message, exchange)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer along with its question."""
        async with self._replies.resume(payload.message_id) as exchange:
            if exchange is not None:
                await self._withdraw(exchange)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers along with their questions."""
        for message_id in payload.message_ids:
            async with self._replies.resume(message_id) as exchange:
                if exchange is not None:
                    await self._withdraw(exchange)

    # ---- answering

    async def _keep_up(self, message: discord.Message, exchange: Exchange) -> None:
        """Bring the reply to a message up to date with it."""
        self._answering.work.join()
        heard = self._reader.hear(message)
        if heard is None:
            await self._withdraw(exchange)
            exchange.content = message.content
        else:
            await self._respond(heard, await place_of_message(message, self._answering.settings), exchange)

    async def _respond(self, heard: Heard, place: Place, exchange: Exchange) -> None:
        reading = None
        try:
            reading = await self._reader.read(heard, place)
            if reading is None:
                await self._withdraw(exchange)
            else:
                await self._answer(heard.message, reading, place, exchange)
            exchange.content = heard.content
        except discord.Forbidden:
            log.info("The bot may not reply in channel %d.", heard.message.channel.id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the member is told, and the log, by the funnel
            if isinstance(error, discord.HTTPException) and _is_gone(error):
                log.debug("The question or its answer was deleted meanwhile.")
            elif isinstance(error, UNDELIVERED) or _is_logged_out(error):
                await self._regret(heard.message, error, exchange)
            else:
                await self._withdraw(exchange)  # of what was asked before it was edited
                await self._refuse(heard.message, error, place, aloud=reading is not None and reading.addressed)

    async def _answer(self, message: discord.Message, reading: Reading, place: Place, exchange: Exchange) -> None:
        intent = intent_after(reading.question, reading.earlier)
        if reading.question and intent is not Intent.QUESTION:
            await self._reply_aside(message, reading, intent, place, exchange)
            return
        if reading.addressed:
            self._answering.admit(Act.ASK, message.author.id, place, aloud=True)
        if not reading.question:
            await self._show(message, exchange, self._help(place))
            return
        private = message.guild is None
        trigger = Trigger.MENTION if reading.addressed else Trigger.OVERHEARD
        asked = Asked(
            reading.question,
            message.author.id,
            place,
            private=private,
            earlier=reading.earlier,
            trigger=Trigger.DIRECT if private else trigger,
        )
        answered = await self._answering.answer(asked)
        if not reading.addressed:
            if answered.answer.standing is not Standing.SURE:
                await self._withdraw(exchange)
                return
            self._answering.admit(Act.ASK, message.author.id, place, aloud=True)
        controls = Controls(message.author.id, votes=message.guild is not None)
        understood = answered.answer.question
        header = reading.header if understood == reading.question else understood
        await self._show(message, exchange, *compose_reply(answered, controls, header))
        await self._answering.record(answered)
        if exchange.reply is not None:
            await note_answer(self._answering.store, answered, message.channel.id, exchange.reply.id)

    async def _reply_aside(
        self, message: discord.Message, reading: Reading, intent: Intent, place: Place, exchange: Exchange
    ) -> None:
        """Give what is wanted where that is no answer, and only where the bot was addressed."""
        if not reading.addressed:
            await self._withdraw(exchange)
            return
        self._answering.admit(Act.ASIDE, message.author.id, place, aloud=True)
        if intent is Intent.THANKS and message.guild is not None and exchange.reply is None:
            await message.add_reaction(WELCOME)
            return
        words = self._answering.words(place, spoken_language(reading.question))
        own = self._bot.user.mention if self._bot.user else ""
        text, view = await compose_aside(self._answering, intent, words, own, message.author.id)
        await self._show(message, exchange, text, view)

    async def _show(
        self, message: discord.Message, exchange: Exchange, content: str, view: discord.ui.View | None = None
    ) -> None:
        """Reply to a message, or edit the reply that it has."""
        if exchange.reply is not None:
            await drop_quotes(self._answering.store, exchange.reply.id)
            exchange.reply = await exchange.reply.edit(content=content, view=view)
            return
        exchange.replying = True
        exchange.reply = await reply_once(message, content, view)
        if isinstance(message.channel, discord.Thread | discord.DMChannel):
            self._threads.note(exchange.reply)

    async def _regret(self, message: discord.Message, error: Exception, exchange: Exchange) -> None:
        """Let a member know that their answer did not get through to Discord, unless it did all the same."""
        self._answering.metrics.refusals.labels("undelivered").inc()
        log.warning("An answer in channel %d did not get through: %s", message.channel.id, in_a_line(error))
        if exchange.reply is None:
            with contextlib.suppress(discord.HTTPException, *UNDELIVERED):
                await message.add_reaction(NOT_DELIVERED)

    async def _withdraw(self, exchange: Exchange) -> None:
        """Delete the reply, if there is one."""
        reply, exchange.reply = exchange.reply, None
        if reply is None:
            return
        try:
            await reply.delete()
        except discord.HTTPException as error:
            log.info("An answer could not be deleted with its question: %s", error)
        await drop_quotes(self._answering.store, reply.id)

    def _is_first_here(self, channel_id: int) -> bool:
        """Tell whether nobody was sent to another channel from this one of late: a crowd hears it once."""
        now = time.monotonic()
        if now - self._pointed.get(channel_id, -READING_SECONDS) < READING_SECONDS:
            return False
        if len(self._pointed) >= MOST_POINTED:
            self._pointed.clear()
        self._pointed[channel_id] = now
        return True

    def _help(self, place: Place) -> str:
        words, snapshot = self._answering.words(place), self._answering.snapshots.current
        answered = [check.question for check in snapshot.checks if check.expect is not None]
        answered.sort(key=lambda question: spoken_language(question) != words.language)
        examples = [words("mention.example", question=clip(question, EXAMPLE_LENGTH)) for question in answered]
        if not examples:
            return words("mention.help_plain", titles=list_titles(snapshot.corpus.sources))
        return words("mention.help", examples=" · ".join(examples[:EXAMPLES]))

    async def _refuse(self, message: discord.Message, error: Exception, place: Place, *, aloud: bool) -> None:
        """Say no to whoever addressed the bot: with a sentence that goes by itself, unless something broke."""
        refusal = errors.refusal_of(error, self._answering.metrics)
        if isinstance(error, Refusal) and not aloud:
            return
        words = self._answering.words(place, spoken_language(strip_mentions(message.content)))
        sentence = errors.sentence_of(refusal, words)
        try:
            match error:
                case TooFast() if not error.first:
                    pass
                case Refusal() if not (isinstance(error, TooFast) or self._is_first_here(message.channel.id)):
                    await message.add_reaction(NOT_HERE)
                case Refusal():
                    await message.reply(sentence, mention_author=False, delete_after=READING_SECONDS)
                case _ if aloud:
                    await message.reply(sentence, mention_author=False)
        except discord.HTTPException as failure:
            log.info("A member could not be told about a refusal: %s", failure)


def _is_logged_out(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.status == HTTPStatus.UNAUTHORIZED


def _is_gone(error: discord.HTTPException) -> bool:
    """Tell whether the message to reply to, or to edit, is no longer there."""
    return isinstance(error, discord.NotFound) or "message_reference" in error.text
