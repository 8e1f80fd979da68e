from __future__ import annotations

import discord
from hypothesis import given, settings

from bot.interactions.answers import Controls
from bot.interactions.buttons import answer_view
from bot.messages.links import LINK_LENGTH
from bot.messages.markdown import length
from bot.messages.state import AnswerState
from bot.service.snapshots import Snapshot
from tests.bot.messages.test_answer import CATALOGUE, states


@settings(deadline=None)
@given(states())
async def test_the_buttons_of_any_answer_are_within_discords_limits(made: tuple[AnswerState, Snapshot]) -> None:
    state, snapshot = made
    for language in CATALOGUE.languages:
        view = answer_view(state, snapshot, CATALOGUE.words(language), Controls(2**64 - 1, votes=True))
        buttons = [item.item if isinstance(item, discord.ui.DynamicItem) else item for item in view.children]
        assert len(buttons) <= 10
        for button in buttons:
            assert isinstance(button, discord.ui.Button)
            assert 1 <= length(button.label or "") <= 80
            assert len(button.custom_id or "") <= 100
            assert len(button.url or "") <= LINK_LENGTH
        ids = [button.custom_id for button in buttons if isinstance(button, discord.ui.Button) and button.custom_id]
        assert len(ids) == len(set(ids))
