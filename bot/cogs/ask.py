"""/ask, with proposals while somebody types, and the message menu."""

from __future__ import annotations

import contextlib
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from rapidfuzz import fuzz, process

from bot.i18n import BASE
from bot.interactions.answers import Controls
from bot.interactions.asides import compose_aside
from bot.interactions.buttons import compose_reply
from bot.interactions.place import place_of
from bot.interactions.responding import in_time, send
from bot.interactions.wording import text_of
from bot.messages.markdown import strip_mentions
from bot.service.answering import Asked, Trigger
from bot.service.limits import Act
from bot.service.news.quoting import note_answer
from bot.service.refusal import Refusal
from bot.storage.errors import StoreError
from index import Corpus, Intent, Status, intent_of, spoken_language

if TYPE_CHECKING:
    from bot.service.answering import Answering
    from bot.service.snapshots import Snapshot
    from index import Strictness

LONGEST_QUESTION = 1000
PROPOSALS, PROPOSAL_LENGTH = 25, 100  # Discord's limits
ALIKE = 60  # of 100: how closely a proposal must resemble what is typed
LIKED = 50  # well-rated questions that are considered


class Ask(commands.Cog):
    """Ask by command or from a message's menu."""

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        menus = answering.catalogue.words(BASE)
        name = app_commands.locale_str(menus("commands.menus.answer.name"), key="menus.answer")
        self._answerable: tuple[Snapshot, dict[tuple[str, Strictness], bool]] = (answering.snapshots.current, {})
        self._menu = app_commands.ContextMenu(name=name, callback=self.answer_message, extras={"asks": True})

    async def cog_load(self) -> None:
        """Add the menu: a cog cannot declare one."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(extras={"asks": True})
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        private: bool | None = None,
    ) -> None:
        """Answer a question."""
        hidden = (await place_of(interaction)).hides(private)
        await self._respond(interaction, question, private=hidden, trigger=Trigger.COMMAND)

    async def answer_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer somebody's message, privately: its author did not ask for it."""
        await self._respond(interaction, text_of(message), private=True, trigger=Trigger.MENU)

    async def _respond(self, interaction: discord.Interaction, text: str, *, private: bool, trigger: Trigger) -> None:
        question = strip_mentions(text)
        if not question:
            raise Refusal("no_question")
        place = await place_of(interaction)
        if (intent := intent_of(question)) is not Intent.QUESTION:
            self._answering.admit_instead(Act.ASIDE, interaction.user.id, place, aloud=not private)
            words = self._answering.words(place, str(interaction.locale), spoken_language(question))
            own = interaction.client.user
            asker_id = None if private else interaction.user.id
            saying = compose_aside(self._answering, intent, words, own.mention if own else "", asker_id)
            text, view = await in_time(interaction, saying, private=private)
            await send(interaction, text, private=private, view=view or discord.utils.MISSING)
            return
        asked = Asked(question, interaction.user.id, place, str(interaction.locale), private, trigger=trigger)
        answered = await in_time(interaction, self._answering.answer(asked), private=private)
        controls = Controls() if private else Controls(asked.asker_id, votes=place.guild_id is not None)
        content, view = compose_reply(answered, controls, header=question)
        message_id = await send(interaction, content, private=private, view=view)
        await self._answering.record(answered)
        if message_id is not None:
            await note_answer(self._answering.store, answered, interaction.channel_id or 0, message_id)

    @ask.autocomplete("question")
    async def propose(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose questions that the sources are known to answer."""
        known = [check.question for check in self._answering.snapshots.current.checks if check.expect is not None]
        place = await place_of(interaction)
        if place.guild_id is not None:
            with contextlib.suppress(StoreError):
                known = [*await self._liked(place.guild_id, place.settings.strictness), *known]
        language = self._answering.words(place, str(interaction.locale)).language
        known.sort(key=lambda question: spoken_language(question) != language)
        short = [question for question in dict.fromkeys(known) if len(question) <= PROPOSAL_LENGTH]
        return [app_commands.Choice(name=question, value=question) for question in closest_questions(typed, short)]

    async def _liked(self, guild_id: int, strictness: Strictness) -> list[str]:
        """Return a server's well-rated questions that the current sources answer at its strictness."""
        snapshot = self._answering.snapshots.current
        questions = await self._answering.store.votes.liked_questions(guild_id, LIKED)
        if self._answerable[0] is not snapshot:
            self._answerable = (snapshot, {})
        known = self._answerable[1]
        for question in questions:
            if (question, strictness) not in known:
                asking = partial(Corpus.answer, question=question, strictness=strictness)
                _, answer = await self._answering.snapshots.ask(asking)
                known[question, strictness] = answer.status is Status.ANSWERED
        return [question for question in questions if known[question, strictness]]


def closest_questions(typed: str, questions: list[str]) -> list[str]:
    """Return the questions that resemble what is typed, the closest first; accents, case and typos aside."""
    if not typed.strip():
        return questions[:PROPOSALS]
    found = process.extract(typed, questions, scorer=fuzz.WRatio, processor=_fold, limit=PROPOSALS, score_cutoff=ALIKE)
    return [question for question, _, _ in found]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
