"""Buttons that survive restarts: all that they do follows from their custom_id and the message they are on."""

from __future__ import annotations

import contextlib
import logging
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import discord
from discord import ButtonStyle, ui

from bot.interactions import errors
from bot.messages.answer import (
    BUTTON_LENGTH,
    MESSAGE_LENGTH,
    StaleError,
    is_foreign,
    read_header,
    render_card,
    stretch_of,
    translation_link,
)
from bot.messages.markdown import one_line
from bot.messages.reading import read_question
from bot.messages.state import Card, Standing
from bot.service.answering import answering_of, place_of
from bot.service.permissions import Act, may_remove
from bot.service.refusal import Refusal

if TYPE_CHECKING:
    import re

    from bot.i18n import Words
    from bot.service.answering import Answered
    from bot.service.snapshots import Snapshot

MOST_SENTENCES = 6  # that a quote is widened by on either side

log = logging.getLogger(__name__)


class _Button(ui.DynamicItem[ui.Button[ui.View]], template=r"unused"):
    """A button whose errors reach the funnel, and whose clicks are counted."""

    async def callback(self, interaction: discord.Interaction) -> None:
        try:
            await answering_of(interaction).spend(Act.CLICK, interaction.user.id, place_of(interaction))
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the funnel tells apart what was expected; discord.py would only log
            await errors.report(interaction, error)

    @abstractmethod
    async def act(self, interaction: discord.Interaction) -> None:
        """Do what the button is for."""


class Turn(_Button, template=r"t:(?P<card>[\w-]{8,98})"):
    """Shows another card in place of the one it is on: other sentences, or another quote."""

    def __init__(self, packed: str, label: str = "") -> None:
        self.packed = packed
        super().__init__(ui.Button(label=label[:BUTTON_LENGTH], custom_id=f"t:{packed}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(match["card"])

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the card."""
        answering = answering_of(interaction)
        try:
            card = Card.unpack(self.packed)
        except ValueError as error:  # of an earlier version of the bot
            raise StaleError from error
        if interaction.message is None:
            raise StaleError
        words, snapshot = answering.catalogue.words(card.language), answering.snapshots.current
        content = render_card(card, snapshot, words, read_header(interaction.message.content))
        view = answer_view(card, snapshot, words, Controls.on(interaction.message))
        await interaction.response.edit_message(content=content, view=view)


class Vote(_Button, template=r"v:(?P<helpful>[01])"):
    """Keeps whether an answer was helpful: one vote a member, the last one counts."""

    def __init__(self, *, helpful: bool, label: str = "") -> None:
        self.helpful = helpful
        label = f"{'👍' if helpful else '👎'} {label}"
        super().__init__(ui.Button(label=label[:BUTTON_LENGTH], custom_id=f"v:{int(helpful)}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(helpful=match["helpful"] == "1")

    async def act(self, interaction: discord.Interaction) -> None:
        """Keep the vote."""
        await interaction.response.defer(ephemeral=True)
        answering = answering_of(interaction)
        words = await answering.words_for(interaction)
        if interaction.message is None or interaction.guild_id is None:
            raise Refusal("guild_only")
        question = await question_of(interaction.message)
        if question is None:
            raise Refusal("question_gone")
        user, message = interaction.user.id, interaction.message.id
        await answering.store.vote(interaction.guild_id, message, user, question, helpful=self.helpful)
        await interaction.followup.send(words("vote.helpful" if self.helpful else "vote.unhelpful"), ephemeral=True)


class Delete(_Button, template=r"x:(?P<asker>\d{1,20})"):
    """Removes an answer, for its asker and for moderators."""

    def __init__(self, asker_id: int, label: str = "") -> None:
        self.asker_id = asker_id
        super().__init__(ui.Button(label=f"🗑️ {label}"[:BUTTON_LENGTH], custom_id=f"x:{asker_id}"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]) -> Self:
        """Read the button back."""
        del item
        return cls(int(match["asker"]))

    async def act(self, interaction: discord.Interaction) -> None:
        """Remove the message."""
        guild = await answering_of(interaction).guild(interaction.guild_id)
        if not may_remove(interaction.user, interaction.permissions, guild, self.asker_id):
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


BUTTONS = (Turn, Vote, Delete)


@dataclass(frozen=True, slots=True)
class Controls:
    """What may be done with an answer, besides reading on: delete it (its asker, moderators), vote on it."""

    asker_id: int | None = None
    votes: bool = False

    @classmethod
    def on(cls, message: discord.Message) -> Self:
        """Return what the buttons of a message are."""
        ids = _custom_ids(message)
        asker = next((custom_id for custom_id in ids if custom_id.startswith("x:")), None)
        return cls(int(asker.removeprefix("x:")) if asker else None, any(i.startswith("v:") for i in ids))


def answer_view(card: Card, snapshot: Snapshot, words: Words, controls: Controls) -> ui.View:
    """Return the buttons of an answer. Raises `StaleError`."""
    # Nothing but dynamic items and links may be on it: with any other item discord.py would forget the dynamic ones
    # of every message once this view ends.
    view = ui.View(timeout=None)
    for button in _turns(card, snapshot, words):
        view.add_item(button)
    if link := _translation(card, snapshot):
        view.add_item(ui.Button(style=ButtonStyle.link, label=words("answer.translate"), url=link))
    if controls.votes:
        view.add_item(_low(Vote(helpful=True, label=words("buttons.helpful"))))
        view.add_item(_low(Vote(helpful=False, label=words("buttons.unhelpful"))))
    if controls.asker_id is not None:
        view.add_item(_low(Delete(controls.asker_id, words("buttons.delete"))))
    return view


def compose(answered: Answered, controls: Controls, header: str | None = None) -> tuple[str, ui.View]:
    """Return an answer's message and its buttons; `header` is the question, where no message beside it bears it."""
    snapshot, words = answered.snapshot, answered.words
    card = Card.of(answered.answer, snapshot, words.language)
    return render_card(card, snapshot, words, header), answer_view(card, snapshot, words, controls)


async def question_of(message: discord.Message) -> str | None:
    """Return what one of the bot's answers was asked: it says so itself, or replies to it."""
    if question := read_header(message.content):
        return question
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    asked = reference.cached_message or reference.resolved
    if not isinstance(asked, discord.Message) or not asked.content:
        try:
            asked = await message.channel.fetch_message(reference.message_id)
        except discord.HTTPException:
            return None
    return one_line(read_question(asked.content)) or None


def is_answer(message: discord.Message) -> bool:
    """Tell one of the bot's answers from its other messages."""
    return any(custom_id.startswith("x:") for custom_id in _custom_ids(message))


def _turns(card: Card, snapshot: Snapshot, words: Words) -> list[Turn]:
    turns = []
    if card.shown:
        _, stretch = stretch_of(card, snapshot, card.shown[0])
        fits = stretch.end - stretch.start < MESSAGE_LENGTH // 2
        if stretch.more_before and fits and card.before < MOST_SENTENCES:
            turns.append(Turn(card.widen(before=1).pack(), f"▲ {words('buttons.before')}"))
        if stretch.more_after and fits and card.after < MOST_SENTENCES:
            turns.append(Turn(card.widen(after=1).pack(), f"▼ {words('buttons.after')}"))
    if card.pages > 1:
        following = card.turn()
        match card.standing:
            case Standing.UNANSWERED if not card.page:
                label = words("buttons.closest")
            case _ if not following.page:
                label = words("buttons.back")
            case _:
                label = words("buttons.others", page=following.page + 1, pages=card.pages)
        turns.append(Turn(following.pack(), label))
    return turns


def _translation(card: Card, snapshot: Snapshot) -> str | None:
    for at, place in enumerate(card.shown):
        source, stretch = stretch_of(card, snapshot, place)
        if is_foreign(card.asked, source):
            start, end = (place.start, place.end) if at else (stretch.start, stretch.end)
            return translation_link(source, source.text[start:end], card.asked)
    return None


def _low(button: _Button) -> _Button:
    """Put a button on the second row."""
    button.row = 1
    return button


def _custom_ids(message: discord.Message) -> list[str]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [str(item.custom_id) for row in rows for item in row.children if getattr(item, "custom_id", None)]
