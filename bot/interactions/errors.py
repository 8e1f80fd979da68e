"""The one funnel: whatever goes wrong while a member waits becomes one sentence in their language.

The errors of the bot, and who is told about them:

    Exception
    ├── ConfigError            the operator, at the start: one sentence on standard error, exit status 2
    ├── index.SourceError      the operator likewise; on a reload, the admin who asked for it
    ├── StoreError             the operator, in the log, by `Outage`; the member, that nothing could be saved or read
    ├── UNDELIVERED            the operator, in a line of the log; the member, where that can still be done
    └── app_commands.AppCommandError
        └── Refusal            the member: `key` names the sentence
            └── TooFast        the member, once a cooldown

Anything else is a bug: the log gets the traceback, and the member the reference to find it there.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.interactions.place import answering_of, words_for
from bot.interactions.responding import UNDELIVERED, in_a_line, send
from bot.messages.markdown import clip
from bot.service.refusal import Refusal
from bot.storage.errors import StoreError

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.telemetry.metrics import Metrics

VALUE_LENGTH = 80  # of an option that is repeated in a sentence
TOO_LATE = {10062, 40060}  # Discord's codes: the interaction has expired, or was acknowledged before

log = logging.getLogger(__name__)


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the member privately what went wrong, whether or not the interaction was acknowledged."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if _is_too_late(cause):
        log.warning("An answer came too late or twice for Discord: %s", in_a_line(cause))
        return
    refusal = refusal_of(error, answering_of(interaction).metrics)
    sentence = sentence_of(refusal, await words_for(interaction))
    try:
        await send(interaction, sentence, private=True)
    except (discord.HTTPException, *UNDELIVERED) as failure:
        if not _is_too_late(failure):  # the answer did arrive after all
            log.warning("A member could not be told about an error: %s", in_a_line(failure))


def _is_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in TOO_LATE


def refusal_of(error: BaseException, metrics: Metrics) -> Refusal:
    """Return what an error comes down to for a member; log what the operator must know, and count it."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    refusal = _as_refusal(error)
    metrics.refusals.labels(refusal.key).inc()
    return refusal


def sentence_of(refusal: Refusal, words: Words) -> str:
    """Return a refusal as a member is told it."""
    return words(f"errors.{refusal.key}", **refusal.values)


def _as_refusal(error: BaseException) -> Refusal:
    match error:
        case Refusal():
            return error
        case StoreError():
            return Refusal("store")
        case app_commands.NoPrivateMessage():
            return Refusal("guild_only")
        case app_commands.TransformerError():
            return Refusal("option", value=clip(str(error.value), VALUE_LENGTH))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Refusal("outdated")
        case app_commands.CheckFailure():
            return Refusal("not_admin")
        case discord.HTTPException(status=HTTPStatus.UNAUTHORIZED):
            log.error("Discord does not accept DISCORD_TOKEN any more.")
            return Refusal("undelivered")
        case discord.DiscordServerError() | aiohttp.ClientError() | ConnectionError() | TimeoutError():
            log.warning("An answer did not get through to Discord: %s", in_a_line(error))
            return Refusal("undelivered")
    reference = secrets.token_hex(4)
    log.error("Unexpected error %s", reference, exc_info=error, extra={"reference": reference})
    return Refusal("unexpected", reference=reference)
