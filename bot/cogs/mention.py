"""Questions in messages: mentions, replies to an answer, direct messages, automatic channels and threads."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot import errors
from bot.card import Standing
from bot.desk import Asked, Place, place_of
from bot.markdown import clip
from bot.policy import Act, TooFast, may_speak
from bot.questions import addresses, is_question, join, leans_on_earlier, read_question
from bot.refusal import Refusal
from bot.render import list_titles
from bot.views import Controls, compose, is_answer, question_of

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.i18n import Words

REMEMBERED_SECONDS = 15 * 60  # an answer follows its question's edits and deletion that long
MOST_REMEMBERED = 2000
EXAMPLES = 3
TOO_FAST, NOT_HERE = "⏳", "🚫"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a message asks; `header` is the question where the message alone does not say it all."""

    question: str
    header: str | None = None
    unasked: bool = False  # nobody addressed the bot: it answers only when sure


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer that was given to a message."""

    reply: discord.Message
    content: str
    at: float


class Mention(commands.Cog):
    """Answer messages that ask the bot, and keep the answers in step with them."""

    def __init__(self, bot: discord.Client, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._given: OrderedDict[int, _Given] = OrderedDict()
        self._threads: set[int] = set()  # in which the bot was mentioned

    # ---- hearing

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer, where somebody asks."""
        if message.author.bot or message.webhook_id is not None or message.is_system():
            return
        try:
            reading = await self._read(message)
            if reading is not None:
                await self._answer(message, reading)
        except discord.Forbidden:
            log.info("The bot may not reply in channel %d.", message.channel.id)
        except discord.NotFound:
            log.debug("The question was deleted before it was answered.")
        except Exception as error:  # noqa: BLE001 - the funnel tells apart what was expected
            await self._refuse(message, error)

    async def _read(self, message: discord.Message) -> _Reading | None:
        """Return what a message asks the bot, None where it asks it nothing."""
        own = self._own_id
        mentioned = addresses(message.content, own)
        if mentioned and isinstance(message.channel, discord.Thread):
            self._threads.add(message.channel.id)
        question = read_question(message.content)
        answered = await self._replied_to(message)
        if answered is not None and answered.author.id == own:
            return await self._read_follow_up(message, answered, question, mentioned=mentioned)
        if mentioned or message.guild is None:
            if not question and answered is not None and not answered.author.bot:
                question = read_question(answered.content)
                return _Reading(question, header=question or None)
            return _Reading(question)
        if question and await self._listens(message) and is_question(message.content, self._words(message)):
            return _Reading(question, unasked=True)
        return None

    async def _read_follow_up(
        self, message: discord.Message, answer: discord.Message, question: str, *, mentioned: bool
    ) -> _Reading | None:
        """Read a reply to one of the bot's messages with the question before it."""
        if not question:
            return _Reading("") if mentioned else None
        words = self._words(message)
        earlier = await question_of(answer) if is_answer(answer) else None
        asks = mentioned or message.guild is None or is_question(question, words)
        if earlier is None or not leans_on_earlier(question, words):
            # Thanks and comments are not questions; what the sources answer is.
            alone = (await self._desk.library.answer(question))[1]
            if alone.status == "answered" or (asks and earlier is None):
                return _Reading(question)
            if not asks:
                return None
        whole = join(earlier or "", question)
        return _Reading(whole, header=whole)

    @staticmethod
    async def _replied_to(message: discord.Message) -> discord.Message | None:
        reference = message.reference
        if reference is None or message.type is not discord.MessageType.reply:
            return None
        found = reference.cached_message or reference.resolved
        return found if isinstance(found, discord.Message) else None

    async def _listens(self, message: discord.Message) -> bool:
        """Tell whether the admins let the bot answer here without being addressed."""
        guild = await self._desk.guild(message.guild.id if message.guild else None)
        place = place_of(message)
        if not {place.channel_id, place.parent_id}.isdisjoint(guild.automatic):
            return True
        if not guild.threads or not isinstance(message.channel, discord.Thread):
            return False
        thread = message.channel
        return thread.id in self._threads or thread.me is not None or thread.owner_id == self._own_id

    # ---- answering

    async def _answer(self, message: discord.Message, reading: _Reading) -> None:
        place = place_of(message)
        if reading.unasked and not may_speak(
            (place.channel_id, place.parent_id), await self._desk.guild(place.guild_id)
        ):
            return
        if not reading.unasked:
            await self._desk.spend(Act.ASK, message.author.id, place)
        if not reading.question:
            await self._reply(message, await self._help(message))
            return
        asked = self._asked(message, place, reading.question)
        answered = await self._desk.answer(asked)
        if reading.unasked:
            if answered.card.standing is not Standing.SURE:
                return
            await self._desk.spend(Act.ASK, message.author.id, place)
        content, view = compose(answered, self._controls(message), reading.header)
        reply = await self._reply(message, content, view)
        self._remember(message, reply)
        await self._desk.file(asked, answered)

    async def _help(self, message: discord.Message) -> str:
        words, shelf = self._words(message), self._desk.library.shelf
        examples = [f"“{clip(c.question, 90)}”" for c in shelf.checks if c.expect is not None][:EXAMPLES]
        if not examples:
            return words("mention.help_plain", titles=list_titles(shelf.corpus.sources))
        return words("mention.help", examples=" · ".join(examples))

    @staticmethod
    async def _reply(
        message: discord.Message, content: str, view: discord.ui.View = discord.utils.MISSING
    ) -> discord.Message:
        return await message.reply(content, view=view, mention_author=False)

    async def _refuse(self, message: discord.Message, error: Exception) -> None:
        """Say no: by a single reaction where a cooldown or an admin says so, by a sentence where something broke."""
        try:
            match error:
                case TooFast():
                    if error.first:
                        await message.add_reaction(TOO_FAST)
                case Refusal():
                    await message.add_reaction(NOT_HERE)
                case _:
                    await self._reply(message, errors.explain(error, self._words(message)))
        except discord.HTTPException as failure:
            log.info("A member could not be told about a refusal: %s", failure)

    # ---- edits and deletions

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question anew, in the same message."""
        given = self._recall(payload.message_id)
        message = payload.message
        if given is None or message.content == given.content or not message.content:
            return
        try:
            reading = await self._read(message)
            if reading is None or not reading.question:
                return
            place = place_of(message)
            await self._desk.spend(Act.ASK, message.author.id, place)
            answered = await self._desk.answer(self._asked(message, place, reading.question))
            content, view = compose(answered, self._controls(message), reading.header)
            await given.reply.edit(content=content, view=view)
            self._given[message.id] = replace(given, content=message.content)
        except (Refusal, discord.HTTPException) as error:
            log.info("An answer could not follow its question's edit: %s", error)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the answer along with its question."""
        await self._withdraw(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the answers along with their questions."""
        for message_id in payload.message_ids:
            await self._withdraw(message_id)

    async def _withdraw(self, message_id: int) -> None:
        given = self._recall(message_id)
        if given is None:
            return
        del self._given[message_id]
        try:
            await given.reply.delete()
        except discord.HTTPException as error:
            log.info("An answer could not be deleted with its question: %s", error)

    def _remember(self, message: discord.Message, reply: discord.Message) -> None:
        self._given[message.id] = _Given(reply, message.content, time.monotonic())
        if len(self._given) > MOST_REMEMBERED:
            self._given.popitem(last=False)

    def _recall(self, message_id: int) -> _Given | None:
        given = self._given.get(message_id)
        return given if given and time.monotonic() - given.at < REMEMBERED_SECONDS else None

    # ---- who and where

    @property
    def _own_id(self) -> int:
        return self._bot.user.id if self._bot.user else 0

    def _words(self, message: discord.Message) -> Words:
        """Return the language to speak where no question tells: the server's."""
        guild = message.guild
        locale = str(guild.preferred_locale) if guild else None
        return self._desk.catalogue.words(locale, self._desk.settings.language)

    @staticmethod
    def _asked(message: discord.Message, place: Place, question: str) -> Asked:
        return Asked(question, message.author.id, place, private=message.guild is None)

    @staticmethod
    def _controls(message: discord.Message) -> Controls:
        return Controls(message.author.id, votes=message.guild is not None)
