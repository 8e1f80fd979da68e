"""Reading messages: what they ask the bot, and what a follow-up follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord

from bot.cogs.mention.phrases import addresses, goes_on, is_chatter, is_question
from bot.interactions.answers import is_answer, question_of, shown_on
from bot.interactions.wording import text_of
from bot.messages.markdown import strip_mentions
from bot.service.permissions import may_answer
from index import Earlier, Intent, intent_of, leans_back

if TYPE_CHECKING:
    from bot.cogs.mention.threads import Threads
    from bot.service.answering import Answering
    from bot.service.settings import Place


WISHES = frozenset({Intent.OVERVIEW, Intent.CHRONOLOGY, Intent.SOURCES, Intent.HELP})


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that may ask the bot something, as it was when it arrived: an edit changes the message itself."""

    message: discord.Message
    content: str
    text: str  # its content without mentions
    target: discord.Message | None  # the message that it replies to
    mentioned: bool  # it mentions the bot, or is a direct message


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message asks the bot; no question at all is a request for help."""

    question: str
    header: str | None = None  # the question, where the message alone does not say all of it
    earlier: Earlier | None = None  # the exchange that it follows
    addressed: bool = True  # to the bot; where it is not, only a sure answer is worth a reply


class MessageReader:
    """Reads messages, in the light of what was said before."""

    def __init__(self, bot: discord.Client, answering: Answering, threads: Threads) -> None:
        self._bot = bot
        self._answering = answering
        self._threads = threads

    def hear(self, message: discord.Message) -> Heard | None:
        """Return a message that may ask the bot something; None for one that is none of its business."""
        own, content, target = self._own_id, message.content, _replied_to(message)
        role = message.guild.self_role if message.guild is not None else None  # its name is the bot's: members pick it
        named = any(user.id == own for user in message.mentions) or (role is not None and role in message.role_mentions)
        mentioned = named and addresses(content, own, role.id if role is not None else None)
        heard = Heard(message, content, strip_mentions(content), target, mentioned or message.guild is None)
        if heard.mentioned or self._is_own(target):
            return heard
        to_others = message.mention_everyone or message.mentions or message.role_mentions
        if not heard.text or to_others or not is_question(content, self._answering.catalogue):
            return None
        return heard

    async def read(self, heard: Heard, place: Place) -> Reading | None:
        """Return what a message asks the bot, None where it asks it nothing."""
        target = heard.target
        if target is not None and self._is_own(target):
            return await self._follow_up(heard, target)
        if not heard.mentioned:
            return await self._overhear(heard, place)
        if not heard.text and target is not None and not target.author.bot:
            question = strip_mentions(text_of(target))
            return Reading(question, header=question or None)
        return Reading(heard.text, earlier=await self._last_exchange(heard))

    async def _last_exchange(self, heard: Heard) -> Earlier | None:
        """Return the exchange that a direct message goes on from, though it replies to nothing."""
        channel = heard.message.channel
        if heard.target is not None or not isinstance(channel, discord.DMChannel) or not leans_back(heard.text):
            return None
        said = await self._threads.last_words(channel, self._own_id)
        return await self._earlier(said) if said is not None and is_answer(said) else None

    async def _follow_up(self, heard: Heard, answer: discord.Message) -> Reading | None:
        """Read what follows one of the bot's messages with the question before it."""
        languages, question = self._answering.catalogue, heard.text
        if not question:
            return Reading("") if heard.mentioned else None
        if is_chatter(question, languages):
            return None
        earlier = await self._earlier(answer) if is_answer(answer) else None
        if heard.mentioned or is_question(heard.content, languages) or intent_of(question) in WISHES:
            return Reading(question, earlier=earlier)
        # A comment is not a question, unless the sources answer it for sure, by itself or as what it goes on from.
        return Reading(question, earlier=earlier if goes_on(question, languages) else None, addressed=False)

    async def _earlier(self, answer: discord.Message) -> Earlier | None:
        """Return the exchange that one of the bot's answers ended."""
        question = await question_of(answer)
        return None if question is None else Earlier(question, shown_on(answer, self._answering.snapshots.current))

    async def _overhear(self, heard: Heard, place: Place) -> Reading | None:
        """Read a question to nobody in particular, where the admins let the bot answer those."""
        if not may_answer(place, aloud=True):
            return None
        channel = heard.message.channel
        if place.settings.threads and isinstance(channel, discord.Thread):
            said = await self._threads.last_words(channel, self._own_id)
            if said is not None:
                reading = await self._follow_up(heard, said)
                return replace(reading, addressed=False) if reading else None
        return Reading(heard.text, addressed=False) if place.is_among(place.settings.automatic) else None

    def _is_own(self, message: discord.Message | None) -> bool:
        return message is not None and message.author.id == self._own_id

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
