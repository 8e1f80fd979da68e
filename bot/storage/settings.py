"""The settings of servers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from bot.storage.tables import Guild
from index import Strictness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from bot.storage.database import Database


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

    @classmethod
    def from_saved(cls, saved: Mapping[str, object]) -> Self:
        """Read what any version of the bot has saved, with the defaults for what either version does not know."""
        known = {f.name for f in fields(cls)}
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in saved.items()}
        if (level := str(values.pop("strictness", ""))) in list(Strictness):
            values["strictness"] = Strictness(level)
        return cls(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]


class SavedSettings:
    """What the admins of each server chose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, guild_id: int) -> GuildSettings:
        """Return a server's settings, the defaults where nothing was chosen."""
        async with self._database.session() as session:
            found = await session.get(Guild, guild_id)
        return GuildSettings.from_saved(found.settings if found else {})

    async def save(self, guild_id: int, settings: GuildSettings) -> None:
        """Save a server's settings."""
        async with self._database.session() as session:
            await session.merge(Guild(id=guild_id, settings=asdict(settings)))
