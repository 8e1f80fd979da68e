"""The one funnel: whatever goes wrong while somebody waits becomes one private sentence in their language."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.interactions.responding import send
from bot.messages.answer import StaleError
from bot.messages.markdown import clip
from bot.service.answering import answering_of
from bot.service.refusal import Refusal
from bot.service.snapshots import BusyError
from bot.storage.store import StoreError

if TYPE_CHECKING:
    from bot.i18n import Words

log = logging.getLogger(__name__)


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the member what went wrong; log what nobody expected."""
    words = await answering_of(interaction).words_for(interaction)
    await say_privately(interaction, explain(error, words))


def explain(error: BaseException, words: Words) -> str:
    """Return an error as a sentence; an unexpected one is logged under the reference that the sentence bears."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    match error:
        case Refusal():
            return words(f"errors.{error.key}", **error.values)
        case StaleError():
            return words("answer.stale")
        case StoreError():
            log.error("%s", error)
            return words("errors.store")
        case BusyError():
            return words("index.busy")
        case app_commands.NoPrivateMessage():
            return words("errors.guild_only")
        case app_commands.TransformerError():
            return words("errors.option", value=clip(str(error.value), 80))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return words("errors.outdated")
        case app_commands.CheckFailure():
            return words("errors.not_admin")
    reference = secrets.token_hex(4)
    log.error("Unexpected error %s", reference, exc_info=error)
    return words("errors.unexpected", reference=reference)


async def say_privately(interaction: discord.Interaction, text: str) -> None:
    """Answer an interaction so that only its member sees it, whether or not it was acknowledged."""
    try:
        await send(interaction, text, private=True)
    except discord.HTTPException as error:
        log.warning("A member could not be told about an error: %s", error)
