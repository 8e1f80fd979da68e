"""What every way of asking shares: who may ask now, the answer, its language, and what is saved of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.service.limits import Act, Cooldowns
from bot.service.news.newsroom import Newsroom
from bot.service.permissions import may_answer
from bot.service.refusal import Refusal
from bot.service.settings import SettingsCache
from bot.service.sources.guard import Guard
from bot.service.sources.operators import Operators
from bot.service.sources.recent import Recent
from bot.service.work import Work
from bot.storage.errors import StoreError
from bot.telemetry.metrics import Metrics, announce
from index import Standing, Status

if TYPE_CHECKING:
    from bot.config import Config
    from bot.i18n import Catalogue, Words
    from bot.service.settings import Place
    from bot.service.snapshots import Snapshot, Snapshots
    from bot.storage.store import Store
    from index import Answer, Earlier


class Trigger(StrEnum):
    """How a question came to the bot."""

    COMMAND = "command"
    MENU = "menu"
    MENTION = "mention"  # or a reply to the bot
    DIRECT = "direct"
    OVERHEARD = "overheard"  # in a channel or thread where it answers unasked


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and who asks it where; nothing is saved of a private one."""

    question: str
    asker_id: int
    place: Place
    locale: str | None = None  # of the asker's client, where Discord tells
    private: bool = False
    earlier: Earlier | None = None  # the exchange that it may follow
    trigger: Trigger = Trigger.COMMAND


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, the snapshot that it comes from, and the language to give it in."""

    asked: Asked
    answer: Answer
    snapshot: Snapshot
    words: Words


class Answering:
    """Answers questions, from wherever they come.

    A command, which the tree has admitted already, asks like this:

        place = await place_of(interaction)
        asked = Asked("Who is the CEO of Delta?", interaction.user.id, place, str(interaction.locale))
        answered = await answering.answer(asked)
        content, view = compose_reply(answered, Controls(asked.asker_id), header=asked.question)
        await send(interaction, content, view=view, private=False)
        await answering.record(answered)

    Where there is no command, `answering.admit(Act.ASK, message.author.id, place, aloud=True)` comes first.
    """

    def __init__(
        self,
        config: Config,
        snapshots: Snapshots,
        store: Store,
        catalogue: Catalogue,
        metrics: Metrics | None = None,
    ) -> None:
        self.config = config
        self.snapshots = snapshots
        self.store = store
        self.catalogue = catalogue
        self.metrics = metrics or Metrics()
        announce(self.metrics.answers, Standing, Trigger)
        announce(self.metrics.refusals, catalogue.keys_under("errors"))
        self.settings = SettingsCache(store)
        self.started = datetime.now(UTC)
        self.work = Work()
        self.command_ids: dict[str, int] = {}  # by the commands' names, once Discord has told them
        self.operators = Operators(config.operators)
        self.recent = Recent()
        self.guard = Guard(snapshots, self.recent, self.metrics)
        self.newsroom = Newsroom(snapshots, store)
        self._cooldowns = Cooldowns()

    def admit(self, act: Act, user_id: int, place: Place, *, aloud: bool) -> None:
        """Count what a member does; raise `TooFast`, or `Refusal` where the bot may not answer (aloud)."""
        self._cooldowns.spend(act, user_id, place)
        # Counted first, so that a crowd in the wrong channel is not refused one by one.
        if act in {Act.ASK, Act.ASIDE} and not may_answer(place, aloud=aloud):
            if not place.settings.known:
                raise Refusal("settings_unknown")
            raise Refusal("not_here", channels=", ".join(f"<#{channel}>" for channel in place.settings.allowed))

    def admit_instead(self, act: Act, user_id: int, place: Place, *, aloud: bool) -> None:
        """Count an act in place of the question that it was taken for; raise like `admit`."""
        self._cooldowns.refund(Act.ASK, user_id, place)
        self.admit(act, user_id, place, aloud=aloud)

    async def answer(self, asked: Asked) -> Answered:
        """Answer a question; the reply is in the asker's language, else the question's, else the server's."""
        strictness = asked.place.settings.strictness
        with self.metrics.answer_seconds.time():
            snapshot, answer = await self.snapshots.ask(
                lambda corpus: corpus.answer(asked.question, strictness, asked.earlier)
            )
        return Answered(asked, answer, snapshot, self.words(asked.place, asked.locale, answer.language))

    async def record(self, answered: Answered) -> None:
        """Count an answer that was given; save a question of a server that it did not answer, for its admins.

        Any question that was asked openly there is remembered for a while, to try changes of the sources on.
        """
        self.metrics.answers.labels(answered.answer.standing, answered.asked.trigger).inc()
        asked, guild_id = answered.asked, answered.asked.place.guild_id
        if asked.private or guild_id is None:
            return
        if not asked.earlier:
            self.recent.note(asked.asker_id, asked.question)
        if answered.answer.status is not Status.UNANSWERED:
            return
        with suppress(StoreError):  # the log knows
            await self.store.misses.record(guild_id, asked.asker_id, answered.answer.question)

    def words(self, place: Place, *preferences: str | None) -> Words:
        """Return the first preferred language that the bot speaks, else what the admins chose, else the server's."""
        return self.catalogue.words(*preferences, place.settings.language, place.locale, self.config.language)
