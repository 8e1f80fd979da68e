"""Buttons that survive restarts: what they do depends only on their custom_id and the message they are under."""

from __future__ import annotations

import contextlib
import logging
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ButtonStyle, ui

from bot.interactions import errors
from bot.interactions.answers import (
    DELETE_PREFIX,
    MENU_PREFIX,
    TURN_PREFIX,
    VOTE_PREFIX,
    Controls,
    note_shown,
    question_of,
    state_of,
)
from bot.interactions.place import answering_of, place_of, words_for
from bot.messages.answer import is_foreign, read_header, render_answer, resolve
from bot.messages.links import translation_link
from bot.messages.markdown import MESSAGE_LENGTH
from bot.messages.state import AnswerState
from bot.service.limits import Act
from bot.service.news.quoting import drop_quotes
from bot.service.permissions import may_delete
from bot.service.refusal import Refusal
from index import Standing

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.service.answering import Answered
    from bot.service.snapshots import Snapshot
    from index import Quote

BUTTON_LENGTH = 80  # of a label
MOST_SENTENCES = 6  # that a quote is widened by on either side

log = logging.getLogger(__name__)


class _Button(ui.DynamicItem[ui.Button[ui.View]], template=r"unused"):
    """A button whose clicks are counted and whose errors reach the funnel."""

    async def callback(self, interaction: discord.Interaction) -> None:
        answering_of(interaction).work.join()
        try:
            answering_of(interaction).admit(Act.CLICK, interaction.user.id, await place_of(interaction), aloud=False)
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the funnel knows what was expected; discord.py would only log
            await errors.report(interaction, error)

    @abstractmethod
    async def act(self, interaction: discord.Interaction) -> None:
        """Do what the button is for."""


def _read(packed: str) -> AnswerState:
    """Return the state that a button bears. Raises `Refusal` for one of an earlier version of the bot."""
    try:
        return AnswerState.unpack(packed)
    except ValueError as error:
        raise Refusal("stale") from error


class TurnButton(_Button, template=r"t:(?P<state>[\w-]{8,98})"):
    """Shows the answer in another state: with more sentences, or another quote."""

    def __init__(self, packed: str, label: str = "") -> None:
        self.packed = packed
        super().__init__(ui.Button(label=label[:BUTTON_LENGTH], custom_id=f"{TURN_PREFIX}{packed}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(match["state"])

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the answer in this button's state."""
        answering, state = answering_of(interaction), _read(self.packed)
        if interaction.message is None:
            raise Refusal("stale")
        words, snapshot = answering.catalogue.words(state.language), answering.snapshots.current
        content = render_answer(state, snapshot, words, read_header(interaction.message.content))
        view = answer_view(state, snapshot, words, Controls.on(interaction.message))
        await interaction.response.edit_message(content=content, view=view)
        if (await place_of(interaction)).guild_id is not None:
            await note_shown(answering.store, interaction.message, state, snapshot)


class VoteButton(_Button, template=r"v:(?P<helpful>[01])"):
    """Saves whether an answer was helpful: one vote per member, of which the last counts."""

    def __init__(self, *, helpful: bool, label: str = "") -> None:
        self.helpful = helpful
        label = f"{'👍' if helpful else '👎'} {label}".strip()
        super().__init__(ui.Button(label=label[:BUTTON_LENGTH], custom_id=f"{VOTE_PREFIX}{int(helpful)}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(helpful=match["helpful"] == "1")

    async def act(self, interaction: discord.Interaction) -> None:
        """Save the vote."""
        await interaction.response.defer()
        words, guild_id = await words_for(interaction), (await place_of(interaction)).guild_id
        if interaction.message is None or guild_id is None:
            raise Refusal("guild_only")
        question = await question_of(interaction.message)
        if question is None:
            raise Refusal("question_gone")
        user, message, votes = interaction.user.id, interaction.message.id, answering_of(interaction).store.votes
        await votes.record(guild_id, message, user, question, helpful=self.helpful)
        helpful, unhelpful = await votes.count(message)
        await self._show(interaction, interaction.message, helpful, unhelpful)
        await interaction.followup.send(words("vote.helpful" if self.helpful else "vote.unhelpful"), ephemeral=True)

    @staticmethod
    async def _show(interaction: discord.Interaction, message: discord.Message, helpful: int, unhelpful: int) -> None:
        """Show on the buttons of an answer how many members voted."""
        state = state_of(message)
        if state is None:
            return
        answering = answering_of(interaction)
        controls = replace(Controls.on(message), helpful=helpful, unhelpful=unhelpful)
        words, snapshot = answering.catalogue.words(state.language), answering.snapshots.current
        with contextlib.suppress(Refusal, discord.NotFound):  # the source has changed, or the answer was deleted
            view = answer_view(state, snapshot, words, controls)
            await interaction.edit_original_response(view=view)


class MenuButton(_Button, template=r"m:(?P<asker>\d{1,20}):(?P<state>[\w-]{8,76})"):
    """Shows the rarer buttons, or hides them again; bears what its message shows, and who asked."""

    def __init__(self, asker_id: int | None, packed: str) -> None:
        self.packed = packed
        super().__init__(ui.Button(label="⋯", custom_id=f"{MENU_PREFIX}{asker_id or 0}:{packed}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(int(match["asker"]), match["state"])

    async def act(self, interaction: discord.Interaction) -> None:
        """Show or hide the other buttons."""
        answering, state = answering_of(interaction), _read(self.packed)
        if interaction.message is None:
            raise Refusal("stale")
        words, snapshot = answering.catalogue.words(state.language), answering.snapshots.current
        view = answer_view(state.toggled(), snapshot, words, Controls.on(interaction.message))
        await interaction.response.edit_message(view=view)


class DeleteButton(_Button, template=r"x:(?P<asker>\d{1,20})"):
    """Deletes an answer, for its asker and for moderators."""

    def __init__(self, asker_id: int, label: str = "") -> None:
        self.asker_id = asker_id
        super().__init__(ui.Button(label=f"🗑️ {label}"[:BUTTON_LENGTH], custom_id=f"{DELETE_PREFIX}{asker_id}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(int(match["asker"]))

    async def act(self, interaction: discord.Interaction) -> None:
        """Delete the message."""
        settings = (await place_of(interaction)).settings
        if not may_delete(interaction.user, interaction.permissions, settings, self.asker_id):
            raise Refusal("not_yours")
        user = interaction.user
        if user.id != self.asker_id:
            log.info(
                "An answer on server %s, channel %s, deleted by %s (%d)",
                interaction.guild_id, interaction.channel_id, user, user.id,
            )  # fmt: skip
        await interaction.response.defer()
        with contextlib.suppress(discord.NotFound):  # somebody else was faster
            await interaction.delete_original_response()
        if interaction.message is not None:
            await drop_quotes(answering_of(interaction).store, interaction.message.id)


BUTTONS = (TurnButton, MenuButton, VoteButton, DeleteButton)


def answer_view(state: AnswerState, snapshot: Snapshot, words: Words, controls: Controls) -> ui.View:
    """Return the buttons of an answer: one row, and a second one where the menu is open.

    Raises `Refusal` where a source has changed since.
    """
    # Nothing but dynamic items and links may be on it: with any other item discord.py would forget the dynamic ones
    # of every message once this view ends.
    view = ui.View(timeout=None)
    for button in _turn_buttons(state, snapshot, words):
        view.add_item(button)
    if controls.votes:
        view.add_item(VoteButton(helpful=True, label=str(controls.helpful or "")))
    rarer: list[ui.Item[Any]] = []
    if controls.votes:
        label = f"{words('buttons.unhelpful')} {controls.unhelpful or ''}".strip()
        rarer.append(VoteButton(helpful=False, label=label))
    if controls.asker_id is not None:
        rarer.append(DeleteButton(controls.asker_id, words("buttons.delete")))
    if link := _translation(state, snapshot):
        rarer.append(ui.Button(style=ButtonStyle.link, label=words("answer.translate"), url=link))
    if rarer:
        view.add_item(MenuButton(controls.asker_id, state.pack()))
    for item in rarer if state.menu else ():
        item.row = 1
        view.add_item(item)
    return view


def compose_reply(answered: Answered, controls: Controls, header: str | None = None) -> tuple[str, ui.View]:
    """Return the message of an answer and its buttons.

    `header` is the question, where the message replied to does not contain it.
    """
    snapshot, words = answered.snapshot, answered.words
    state = AnswerState.of(answered.answer, snapshot, words.language)
    content = render_answer(state, snapshot, words, header, answered.answer.unmentioned)
    return content, answer_view(state, snapshot, words, controls)


def _turn_buttons(state: AnswerState, snapshot: Snapshot, words: Words) -> list[TurnButton]:
    turns = []
    if state.shown:
        _, stretch = resolve(state.shown[0], snapshot, state.before, state.after)
        fits = len(stretch.shown) < MESSAGE_LENGTH // 2 and state.before + state.after < 2 * MOST_SENTENCES
        if fits and (stretch.more_before or stretch.more_after):
            turns.append(TurnButton(state.widen(before=1, after=1).pack(), words("buttons.context")))
    if state.pages > 1:
        turns.append(TurnButton(state.turn().pack(), _turn_label(state, words)))
    return turns


def _turn_label(state: AnswerState, words: Words) -> str:
    """Say what turning the page brings."""
    count, page = len(state.citations), state.turn().page
    match state.standing:
        case Standing.UNANSWERED if not state.page:
            return words.count("buttons.closest", count)
        case Standing.UNANSWERED if page:
            return words("buttons.passage", number=page, of=count)
        case Standing.UNANSWERED:
            return words("buttons.close")
        case _ if not state.page:
            return words.count("buttons.more", count - 1)
        case _ if page:
            return words("buttons.quote", number=page + 1, of=count)
        case _:
            return words("buttons.back")


def _translation(state: AnswerState, snapshot: Snapshot) -> str | None:
    for at, citation in enumerate(state.shown):
        source, stretch = resolve(citation, snapshot, *((0, 0) if at else (state.before, state.after)))
        if is_foreign(state.question_language, source):
            return translation_link(source, stretch.shown, state.question_language)
    return None


def quotes_view(quotes: Sequence[Quote], words: Words, asker_id: int | None) -> ui.View:
    """Return what can be done with quotes that answer no question: deleted by their asker, translated."""
    view = ui.View(timeout=None)
    if asker_id is not None:
        view.add_item(DeleteButton(asker_id, words("buttons.delete")))
    foreign = [quote for quote in quotes if is_foreign(words.language, quote.source)]
    if foreign:
        link = translation_link(foreign[0].source, "\n".join(quote.words for quote in foreign), words.language)
        view.add_item(ui.Button(label=words("answer.translate"), url=link))
    return view
