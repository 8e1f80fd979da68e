"""How often members may ask and click."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bot.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.settings import Place

CHANNEL_SECONDS = 10.0
MOST_TRACKED = 20_000  # buckets of members, and as many of channels: beyond that the stalest is dropped


class Act(Enum):
    """What a member does, and how often they may within one cooldown."""

    ASK = 3
    ASIDE = 4  # what is asked of the bot and not of the sources: an overview, help, hello
    CLICK = 12


CHANNEL_LIMIT = {Act.ASK: 10, Act.ASIDE: 6, Act.CLICK: 40}  # in `CHANNEL_SECONDS`, by all members together


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
    """Counts what members do, for each member and each channel."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Apart, so that a crowd of members never costs a channel its limit; the stalest first.
        self._buckets: dict[str, OrderedDict[tuple[Act, int, int], _Bucket]] = defaultdict(OrderedDict)

    def spend(self, act: Act, user_id: int, place: Place) -> None:
        """Count an act; raise `TooFast`, and count nothing, where it is one too many."""
        now, cooldown = self._clock(), place.settings.cooldown
        windows = [(self._bucket(act, "channel", place, place.channel_id), CHANNEL_SECONDS, CHANNEL_LIMIT[act])]
        if cooldown > 0:
            windows.append((self._bucket(act, "member", place, user_id), cooldown, act.value))
        for bucket, window, limit in windows:
            bucket.times = [at for at in bucket.times if now - at < window]
            if len(bucket.times) >= limit:
                first, bucket.refused = not bucket.refused, True
                raise TooFast(math.ceil(bucket.times[-limit] + window - now), first=first)
        for bucket, _, _ in windows:
            bucket.times.append(now)
            bucket.refused = False

    def refund(self, act: Act, user_id: int, place: Place) -> None:
        """Take back the last act of a member, which turned out to be another one."""
        for kind, owner_id in (("channel", place.channel_id), ("member", user_id)):
            times = self._bucket(act, kind, place, owner_id).times
            if times:
                times.pop()

    def _bucket(self, act: Act, kind: str, place: Place, owner_id: int) -> _Bucket:
        buckets, key = self._buckets[kind], (act, place.guild_id or 0, owner_id)
        bucket = buckets.setdefault(key, _Bucket())
        buckets.move_to_end(key)
        if len(buckets) > MOST_TRACKED:
            buckets.popitem(last=False)
        return bucket
