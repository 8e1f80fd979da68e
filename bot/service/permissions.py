"""Who may do what, and how often: the one place that decides, for commands, mentions, menus and buttons alike."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import discord

from bot.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.storage.store import GuildSettings

DM_COOLDOWN = 15  # seconds in which three questions may be asked, where no admin has a say
CHANNEL_SECONDS = 10.0
MOST_TRACKED = 10_000  # buckets, before the idle ones are dropped


class Act(Enum):
    """What somebody does, with how many times in one cooldown they may."""

    ASK = 3
    CLICK = 12


CHANNEL_LIMIT = {Act.ASK: 10, Act.CLICK: 40}  # in `CHANNEL_SECONDS`, by everybody together


class TooFast(Refusal):
    """A cooldown is not over; `first` for the first refusal since it began."""

    def __init__(self, seconds: int, *, first: bool) -> None:
        super().__init__("too_fast", seconds=seconds)
        self.first = first


@dataclass(slots=True)
class _Bucket:
    """When the last few acts were, in a sliding window."""

    times: list[float] = field(default_factory=list)
    refused: bool = False


class Cooldowns:
    """Counts acts per member and per channel."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[Act, str, int, int], _Bucket] = {}

    def spend(self, act: Act, *, guild_id: int, channel_id: int, user_id: int, seconds: float) -> None:
        """Count an act; raise `TooFast` where it is one too many. `seconds` is the member's window, 0 for none."""
        now = self._clock()
        windows = [(self._bucket(act, "channel", guild_id, channel_id), CHANNEL_SECONDS, CHANNEL_LIMIT[act])]
        if seconds > 0:
            windows.append((self._bucket(act, "member", guild_id, user_id), seconds, act.value))
        for bucket, window, limit in windows:
            bucket.times = [at for at in bucket.times if now - at < window]
            if len(bucket.times) >= limit:
                first, bucket.refused = not bucket.refused, True
                raise TooFast(math.ceil(bucket.times[-limit] + window - now), first=first)
        for bucket, _, _ in windows:
            bucket.times.append(now)
            bucket.refused = False

    def _bucket(self, act: Act, kind: str, guild_id: int, owner_id: int) -> _Bucket:
        if len(self._buckets) > MOST_TRACKED:
            latest = self._clock() - 3600
            self._buckets = {key: b for key, b in self._buckets.items() if b.times and b.times[-1] > latest}
        return self._buckets.setdefault((act, kind, guild_id, owner_id), _Bucket())


def may_manage(
    member: discord.User | discord.Member, permissions: discord.Permissions, settings: GuildSettings
) -> bool:
    """Tell whether somebody may change things on a server: Manage Server, or the role that its admins named."""
    if permissions.manage_guild or permissions.administrator:
        return True
    return isinstance(member, discord.Member) and any(role.id == settings.admin_role for role in member.roles)


def may_remove(
    member: discord.User | discord.Member, permissions: discord.Permissions, settings: GuildSettings, asker_id: int
) -> bool:
    """Tell whether somebody may remove an answer: who asked for it, moderators, admins."""
    return member.id == asker_id or permissions.manage_messages or may_manage(member, permissions, settings)


def may_speak(channel_ids: tuple[int | None, ...], settings: GuildSettings) -> bool:
    """Tell whether the bot may answer in a channel, named by its id and that of its parent."""
    return not settings.allowed or not set(settings.allowed).isdisjoint(channel_ids)
