"""Who may change the sources, which all servers of a process share."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE_SECONDS = 1.0  # that Discord has to tell: a command is to be acknowledged within three

log = logging.getLogger(__name__)


class Operators:
    """The owner of the application or its team, as Discord says at the moment, and whom the operator names.

    Not the admins of a server: anybody may invite the bot to a server of their own.
    """

    def __init__(self, named: Iterable[int] = ()) -> None:
        self._named = tuple(named)
        self._owners: tuple[int, ...] | None = None  # as they were last told

    async def of(self, client: discord.Client) -> tuple[int, ...]:
        """Return their ids. While Discord does not tell the owners, they are those whom it told last."""
        try:
            self._owners = _owners(await asyncio.wait_for(client.application_info(), PATIENCE_SECONDS))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("Discord does not tell who owns the application (%s).", type(error).__name__)
        return self.known(client)

    def known(self, client: discord.Client) -> tuple[int, ...]:
        """Return the ids as they were last told."""
        if self._owners is None and client.application is not None:
            self._owners = _owners(client.application)
        return tuple(dict.fromkeys([*(self._owners or ()), *self._named]))


def _owners(application: discord.AppInfo) -> tuple[int, ...]:
    """Return who owns an application: of a team those who accepted, and may do more than read."""
    team = application.team
    if team is None:
        return (application.owner.id,)
    return tuple(
        member.id
        for member in team.members
        if member.id == team.owner_id
        or (
            member.membership_state is discord.TeamMembershipState.accepted
            and member.role is not discord.TeamMemberRole.read_only
        )
    )
