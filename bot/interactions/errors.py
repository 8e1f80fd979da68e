"""The one funnel: whatever goes wrong while a member waits becomes one sentence in their language.

The errors of the bot, and who is told about them:

    Exception
    ├── ConfigError            the operator, at the start: one sentence on standard error, exit status 2
    ├── index.SourceError      the operator likewise; on a reload, the admin who asked for it
    ├── StoreError             the operator, in the log; the member, that nothing could be saved or read
    └── app_commands.AppCommandError
        └── Refusal            the member: `key` names the sentence
            └── TooFast        the member, once a cooldown

Anything else is a bug: the log gets the traceback, and the member the reference to find it there.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.interactions.place import words_for
from bot.interactions.responding import send
from bot.messages.markdown import clip
from bot.service.refusal import Refusal
from bot.storage.database import StoreError

if TYPE_CHECKING:
    from bot.i18n import Words

VALUE_LENGTH = 80  # of an option that is repeated in a sentence

log = logging.getLogger(__name__)


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the member privately what went wrong, whether or not the interaction was acknowledged."""
    sentence = describe_error(error, await words_for(interaction))
    try:
        await send(interaction, sentence, private=True)
    except discord.HTTPException as failure:
        log.warning("A member could not be told about an error: %s", failure)


def describe_error(error: BaseException, words: Words) -> str:
    """Return an error as a sentence; log what the operator must know."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    refusal = _as_refusal(error)
    return words(f"errors.{refusal.key}", **refusal.values)


def _as_refusal(error: BaseException) -> Refusal:
    """Return what an error comes down to for a member."""
    match error:
        case Refusal():
            return error
        case StoreError():
            log.error("%s", error)
            return Refusal("store")
        case app_commands.NoPrivateMessage():
            return Refusal("guild_only")
        case app_commands.TransformerError():
            return Refusal("option", value=clip(str(error.value), VALUE_LENGTH))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Refusal("outdated")
        case app_commands.CheckFailure():
            return Refusal("not_admin")
    reference = secrets.token_hex(4)
    log.error("Unexpected error %s", reference, exc_info=error)
    return Refusal("unexpected", reference=reference)
