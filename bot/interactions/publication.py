"""Telling Discord the commands: beside answering, only where they changed, and until Discord takes them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.interactions.responding import UNDELIVERED, in_a_line
from bot.storage.errors import StoreError

if TYPE_CHECKING:
    from bot.interactions.tree import IncidentTree
    from bot.service.answering import Answering

COMMANDS_DIGEST = "commands"
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds between two tries

log = logging.getLogger(__name__)


class Publication:
    """Whether Discord knows the commands as they are now. It allows few changes a day."""

    def __init__(self, tree: IncidentTree, answering: Answering) -> None:
        self._tree = tree
        self._answering = answering
        self._store = answering.store
        self.is_done = False

    async def run(self) -> None:
        """Tell Discord the commands; try again, at longer and longer intervals, where it does not take them."""
        pause = FIRST_PAUSE
        while not self.is_done:
            try:
                await self._publish()
            except (discord.HTTPException, *UNDELIVERED) as error:
                log.warning(
                    "Discord did not take the commands (%s): it still has those of before. Trying again in %d s.",
                    in_a_line(error),
                    pause,
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _publish(self) -> None:
        try:
            # Shielded, as everything that may be cancelled while it uses the database.
            known = await asyncio.shield(self._store.recall(COMMANDS_DIGEST))
        except StoreError:
            known = None
        digest = await self._tree.publish(known)
        self.is_done = True
        await self._learn_ids()
        if digest == known:
            return
        try:
            await asyncio.shield(self._store.remember(COMMANDS_DIGEST, digest))
        except StoreError as error:
            log.warning("%s The commands will be told to Discord again at the next start.", error)

    async def _learn_ids(self) -> None:
        """Ask Discord for the ids of the commands, by which help can mention them."""
        try:
            commands = await self._tree.fetch_commands()
        except (discord.HTTPException, *UNDELIVERED) as error:
            log.info("The ids of the commands could not be read: %s", in_a_line(error))
            return
        slash = discord.AppCommandType.chat_input
        self._answering.command_ids = {command.name: command.id for command in commands if command.type is slash}
