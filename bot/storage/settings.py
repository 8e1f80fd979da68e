"""The settings of servers."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.bus.announcements import Kind
from bot.storage.errors import StoreError
from bot.storage.tables import Guild
from index import Strictness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.storage.bus.announcements import Announcements
    from bot.storage.database import Database

LONGEST_COOLDOWN = 3600
ALL = "all of them"  # are damaged

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What the admins of a server chose."""

    language: str | None = None  # None: the server's own
    admin_role: int | None = None
    cooldown: int = 15  # seconds in which a member may ask three questions; 0: no limit
    private: bool = False  # answers to /ask are private unless the member says otherwise
    threads: bool = False  # follow-ups without a mention in threads the bot takes part in
    automatic: tuple[int, ...] = ()  # channels in which questions are answered without a mention
    allowed: tuple[int, ...] = ()  # channels in which the bot answers at all; none: everywhere
    strictness: Strictness = Strictness.NORMAL  # how sure an answer must be
    news: int | None = None  # the channel that is told what is new in the sources

    @property
    def known(self) -> bool:
        """Whether they were ever read: where they were not, any channel may be one that is not allowed."""
        return self is not STRICTEST


# Of a server whose settings were never read: whatever its admins chose, this allows no more.
STRICTEST = GuildSettings(cooldown=LONGEST_COOLDOWN, private=True, strictness=Strictness.STRICT)
# In place of what is damaged for good: as strict as can be without leaving a server without answers.
RESET = replace(STRICTEST, cooldown=GuildSettings().cooldown)


def decode_settings(saved: str | None, last: GuildSettings = RESET) -> tuple[GuildSettings, list[str]]:
    """Read what any version of the bot has saved, and name what of it is damaged, which is as in `last` then.

    What another version did not know has its default.
    """
    try:
        values = json.loads(saved or "")
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return last, [ALL]
    known = {name: value for name, value in values.items() if name in _SOUND}
    damaged = [name for name, value in known.items() if not _SOUND[name](value)]
    known |= {name: getattr(last, name) for name in damaged}
    known |= {name: tuple(known[name]) for name in ("automatic", "allowed") if name in known}
    if (level := known.pop("strictness", None)) in list(Strictness):
        known["strictness"] = Strictness(level)
    return GuildSettings(**known), damaged


def encode_settings(settings: GuildSettings) -> dict[str, object]:
    """Return what is saved of settings."""
    return {name: value for name, value in asdict(settings).items() if name in _SOUND}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(_is_number(each) for each in value)


_SOUND: Mapping[str, Callable[[object], bool]] = {
    "language": lambda value: value is None or isinstance(value, str),
    "admin_role": lambda value: value is None or _is_number(value),
    "cooldown": lambda value: value in range(LONGEST_COOLDOWN + 1) and _is_number(value),
    "private": lambda value: isinstance(value, bool),
    "threads": lambda value: isinstance(value, bool),
    "automatic": _are_numbers,
    "allowed": _are_numbers,
    "news": lambda value: value is None or _is_number(value),
    "strictness": lambda value: isinstance(value, str),  # a later version may have levels that this one has not
}


class SavedSettings:
    """What the admins of each server chose."""

    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements

    async def read(self, guild_id: int, last: GuildSettings | None = None) -> GuildSettings:
        """Return a server's settings, the defaults where nothing was chosen; reset what of them is damaged.

        `last` is what is known of them from before, should they be.
        """
        # As text, since what is no JSON could not even be told from a database that fails.
        query = select(cast(Guild.settings, Text)).where(Guild.id == guild_id)
        async with self._database.reading() as session:
            found = (await session.execute(query)).first()
        if found is None:
            return GuildSettings()
        settings, damaged = decode_settings(found[0], last or RESET)
        if damaged:
            everywhere = ", save that the bot answers in every channel" if {"allowed", ALL} & {*damaged} else ""
            log.warning(
                "The settings of server %d were damaged (%s), and are now %s: its admins may choose again.",
                guild_id,
                ", ".join(damaged),
                "as they were last known" if last else f"as strict as can be{everywhere}",
            )
            with suppress(StoreError):  # the log knows
                await self.save(guild_id, settings)
        return settings

    async def save(self, guild_id: int, settings: GuildSettings) -> None:
        """Save a server's settings, and tell the other processes."""
        row = Guild(id=guild_id, settings=encode_settings(settings))
        changed = update(Guild).where(Guild.id == guild_id).values(settings=row.settings).returning(Guild.id)
        async with self._database.writing() as session:
            await self._announcements.add(session, Kind.SETTINGS, str(guild_id))
            if (await session.execute(changed)).first() is not None:
                return
            try:
                async with session.begin_nested():
                    session.add(row)
            except IntegrityError:  # another process has just saved the first ones
                if (await session.execute(changed)).first() is None:
                    raise
