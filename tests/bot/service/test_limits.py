from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service import limits
from bot.service.limits import CHANNEL_LIMIT, CHANNEL_SECONDS, Act, Cooldowns, TooFast
from bot.service.settings import Place
from bot.storage.settings import GuildSettings

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spend(clock: Clock) -> Callable[..., TooFast | None]:
    cooldowns = Cooldowns(clock)

    def spend(
        user: int = 1, channel: int = 1, *, act: Act = Act.ASK, guild: int = 1, seconds: int = 15
    ) -> TooFast | None:
        try:
            cooldowns.spend(act, user, Place(GuildSettings(cooldown=seconds), channel, guild))
        except TooFast as refusal:
            return refusal
        return None

    return spend


def test_a_member_asks_three_times_in_a_cooldown(clock: Clock, spend: Callable[..., TooFast | None]) -> None:
    for _ in range(3):
        assert spend() is None
        clock.now += 1
    refused = spend()
    assert refused is not None
    assert refused.values == {"seconds": 12}
    clock.now += 12
    assert spend() is None
    assert spend() is not None


def test_only_the_first_refusal_of_a_cooldown_is_told(clock: Clock, spend: Callable[..., TooFast | None]) -> None:
    refusals = [spend() for _ in range(6)][3:]
    assert [refusal.first for refusal in refusals if refusal] == [True, False, False]
    clock.now += 15
    refusals = [spend() for _ in range(4)][3:]
    assert [refusal.first for refusal in refusals if refusal] == [True]


def test_members_servers_and_kinds_of_acts_are_counted_apart(spend: Callable[..., TooFast | None]) -> None:
    assert [spend() is None for _ in range(4)] == [True, True, True, False]
    assert spend(user=2) is None
    assert spend(guild=2) is None
    assert spend(act=Act.CLICK) is None
    assert spend(channel=2) is not None


def test_a_channel_takes_so_many_from_everybody_together(clock: Clock, spend: Callable[..., TooFast | None]) -> None:
    most = CHANNEL_LIMIT[Act.ASK]
    assert all(spend(user) is None for user in range(most))
    assert spend(most) is not None
    assert spend(most, channel=2) is None
    clock.now += CHANNEL_SECONDS
    assert spend(most) is None


def test_without_a_cooldown_the_channels_limit_still_holds(spend: Callable[..., TooFast | None]) -> None:
    allowed = [spend(seconds=0) is None for _ in range(CHANNEL_LIMIT[Act.ASK] + 1)]
    assert allowed == [True] * CHANNEL_LIMIT[Act.ASK] + [False]


def test_who_is_refused_spends_nothing(spend: Callable[..., TooFast | None]) -> None:
    for _ in range(20):
        spend(user=1)
    assert all(spend(user) is None for user in range(2, CHANNEL_LIMIT[Act.ASK] - 1))


def test_the_stalest_members_are_forgotten_and_a_channel_keeps_its_limit(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_TRACKED", 10)
    cooldowns, place = Cooldowns(clock), Place(GuildSettings(cooldown=15), 1, 1)
    most = CHANNEL_LIMIT[Act.ASK]
    for user in range(most):
        cooldowns.spend(Act.ASK, user, place)
    for user in range(100, 130):  # a crowd elsewhere
        cooldowns.spend(Act.ASK, user, Place(GuildSettings(cooldown=15), user % 3 + 2, 1))
    assert len(cooldowns._buckets["member"]) == 10
    with pytest.raises(TooFast):
        cooldowns.spend(Act.ASK, 999, place)


def test_an_act_that_was_another_one_is_taken_back(clock: Clock) -> None:
    cooldowns, place = Cooldowns(clock), Place(GuildSettings(cooldown=15), 1, 1)
    for _ in range(10):
        cooldowns.spend(Act.ASK, 1, place)
        cooldowns.refund(Act.ASK, 1, place)
    cooldowns.refund(Act.ASK, 1, place)
    for _ in range(3):
        cooldowns.spend(Act.ASK, 1, place)
    with pytest.raises(TooFast):
        cooldowns.spend(Act.ASK, 1, place)
