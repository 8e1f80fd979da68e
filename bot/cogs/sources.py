"""/index reload, add and remove: change the sources, under the guard of their golden questions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.interactions.admins import FOR_OPERATORS, ForAdmins
from bot.interactions.place import words_for
from bot.messages.markdown import clip, one_line
from bot.messages.operators.changes import list_changes, list_problems
from bot.service.refusal import Refusal
from bot.storage.bus.announcements import Kind
from bot.storage.errors import StoreError
from index import LARGEST_ARTICLE, SourceError, StagingError, Unfit, check_article

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from bot.service.sources.guard import Outcome

MISSED = 20  # questions of this server that were asked in vain: what a new source may answer
DOWNLOAD_SECONDS = 60.0
PROPOSED, NAME_LENGTH = 25, 100  # Discord's limits
UNFIT = {
    Unfit.NAME: "file_name",
    Unfit.FORMAT: "file_format",
    Unfit.SIZE: "file_size",
    Unfit.EXISTS: "file_exists",
    Unfit.MISSING: "file_missing",
    Unfit.WRITING: "file_writing",
}

log = logging.getLogger(__name__)

index = app_commands.Group(
    name="index",
    description="…",
    default_permissions=discord.Permissions(manage_guild=True),
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


class Sources(ForAdmins):
    """Change the sources. All servers of the process share them, so this is for its operators."""

    @index.command(extras=FOR_OPERATORS)
    async def reload(self, interaction: discord.Interaction, force: bool = False) -> None:
        """Load the sources again; where they cannot go live, the ones in use stay."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        reloading = self._answering.guard.reload(await self._missed(interaction), force=force)
        await self._tell(interaction, "Reload", reloading, force=force, always=True)

    @index.command(extras=FOR_OPERATORS)
    async def add(
        self, interaction: discord.Interaction, file: discord.Attachment, replace: bool = False, force: bool = False
    ) -> None:
        """Add an article."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = await _download(file)
        adding = self._answering.guard.add(
            file.filename, data, await self._missed(interaction), replace=replace, force=force
        )
        await self._tell(interaction, f"Adding {file.filename!r}", adding, force=force)

    @index.command(extras=FOR_OPERATORS)
    async def remove(self, interaction: discord.Interaction, name: str, force: bool = False) -> None:
        """Remove an article."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        removing = self._answering.guard.remove(name, await self._missed(interaction), force=force)
        await self._tell(interaction, f"Removing {name!r}", removing, force=force)

    @remove.autocomplete("name")
    async def propose_names(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose the articles that there are."""
        if interaction.user.id not in self._answering.operators.known(interaction.client):
            return []
        names = [source.path.name for source in self._answering.snapshots.current.corpus.sources]
        alike = [name for name in names if typed.casefold() in name.casefold() and len(name) <= NAME_LENGTH]
        return [app_commands.Choice(name=name, value=name) for name in alike[:PROPOSED]]

    async def _tell(
        self,
        interaction: discord.Interaction,
        what: str,
        work: Coroutine[Any, Any, Outcome],
        *,
        force: bool,
        always: bool = False,
    ) -> None:
        """Wait for a change of the sources, and tell whoever asked for it and the log what became of it.

        Other processes are told of what went live, and `always` where they are to look for themselves.
        """
        words = await words_for(interaction)
        outcome = None
        try:
            outcome = await work
            text = list_changes(outcome, words)
        except SourceError as error:
            text = list_problems(error, self._answering.snapshots.current, words)
        except StagingError as error:
            raise as_refusal(error) from error
        accepted = outcome is not None and outcome.accepted
        if (accepted or always) and not await self._announce(outcome if force and accepted else None):
            text += "\n" + words("index.not_announced")
        user, said = interaction.user, one_line(text)
        log.info("%s by %s (%d) on server %s: %s", what, user, user.id, interaction.guild_id, said)
        await interaction.followup.send(text, ephemeral=True)

    async def _announce(self, forced: Outcome | None) -> bool:
        """Have other processes reload, too; tell whether they will, or there are none."""
        version = forced.proposal.after.name if forced else ""
        try:
            await self._answering.store.announcements.announce(Kind.RELOAD, version)
        except StoreError:  # the log knows
            return not self._answering.config.shard_ids
        return True

    async def _missed(self, interaction: discord.Interaction) -> list[str]:
        with contextlib.suppress(StoreError):
            gaps = await self._answering.store.misses.gaps(interaction.guild_id or 0, MISSED)
            return [gap.question for gap in gaps]
        return []


def as_refusal(error: StagingError) -> Refusal:
    """Return what is wrong with a file as what a member is told."""
    return Refusal(
        UNFIT[error.unfit], name=clip(error.name, NAME_LENGTH), most=LARGEST_ARTICLE >> 20, reason=error.detail
    )


async def _download(file: discord.Attachment) -> bytes:
    """Return what was uploaded; what cannot be an article is not even fetched. Raises `Refusal`."""
    try:
        check_article(file.filename, file.size)
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            return await file.read()
    except StagingError as error:
        raise as_refusal(error) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("An upload cannot be had from Discord (%s).", type(error).__name__)
        raise Refusal("file_gone") from error
