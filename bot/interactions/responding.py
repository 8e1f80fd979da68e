"""Answering: interactions within Discord's three seconds, and messages once."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

ACKNOWLEDGE_SECONDS = 1.5  # Discord waits for three; an answer takes milliseconds unless the machine is overloaded

# What may work a moment later.
UNDELIVERED = (discord.DiscordServerError, aiohttp.ClientError, ConnectionError, TimeoutError)
RETRY_SECONDS = (0.5, 2.0)  # beside the retries of discord.py, which knows neither 503 nor a lost answer

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
) -> int | None:
    """Answer an interaction, acknowledged before or not; return the message's id, where Discord tells."""
    if interaction.response.is_done():
        return (await interaction.followup.send(text, view=view, ephemeral=private, wait=True)).id
    return (await interaction.response.send_message(text, view=view, ephemeral=private)).message_id


async def send_layout(interaction: discord.Interaction, view: discord.ui.LayoutView, *, private: bool) -> None:
    """Answer an interaction in Components V2, whether or not it was acknowledged before."""
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=private)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


async def reply_once(message: discord.Message, content: str, view: discord.ui.View | None) -> discord.Message:
    """Reply to a message; try again where Discord may not have taken the reply. Raises one of `UNDELIVERED`.

    However often it is tried there is one reply: Discord knows by the nonce one that it has taken already.
    """
    reply = partial(
        message.reply, content, view=view or discord.utils.MISSING, mention_author=False, nonce=secrets.randbits(63)
    )
    for pause in RETRY_SECONDS:
        try:
            return await reply()
        except UNDELIVERED as error:
            if isinstance(error, discord.DiscordServerError) and error.status != HTTPStatus.SERVICE_UNAVAILABLE:
                raise  # after discord.py has tried five times
            await asyncio.sleep(pause)
    return await reply()


def in_a_line(error: BaseException) -> str:
    """Return what a failed request comes down to, without what was sent."""
    if isinstance(error, discord.HTTPException):
        return f"{error.status} {error.response.reason}"
    return type(error).__name__
