"""Answering interactions within Discord's three seconds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import discord

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

ACKNOWLEDGE_SECONDS = 1.5  # Discord waits for three; an answer takes milliseconds unless the machine is overloaded

T = TypeVar("T")


async def in_time(interaction: discord.Interaction, work: Coroutine[Any, Any, T], *, private: bool) -> T:
    """Return the result of some work; if it takes long, tell Discord meanwhile that an answer will follow."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=ACKNOWLEDGE_SECONDS)
    if not done:
        await interaction.response.defer(ephemeral=private, thinking=True)
    return await task


async def send(
    interaction: discord.Interaction, text: str, *, private: bool, view: discord.ui.View = discord.utils.MISSING
) -> None:
    """Answer an interaction, whether or not it was acknowledged before."""
    if interaction.response.is_done():
        await interaction.followup.send(text, view=view, ephemeral=private)
    else:
        await interaction.response.send_message(text, view=view, ephemeral=private)
