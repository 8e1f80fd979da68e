"""Examine all that the bot needs, on this machine and at Discord, and say what is to be done about each thing."""

from __future__ import annotations

import asyncio
import email.utils
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import terminal
from bot.cli.exit_status import FAULTY, SOUND
from bot.config import ConfigError
from bot.service.models import load_reranker
from bot.service.permissions import NEEDED, invitation, lacking
from bot.storage.errors import StoreError
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.config import Config

PATIENCE = 60.0  # seconds for all that is asked of Discord
TOLERANCE = 5.0  # seconds that a clock may be off; Discord tells whole ones
MOST_SERVERS = 100  # whose permissions are looked up, two requests each
EXAMINED = "doctor"  # what the store remembers the last examination under


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined: how it is and, where it is not well, what to do."""

    topic: str
    said: str
    well: bool = True

    def __str__(self) -> str:
        return f"{'ok   ' if self.well else 'WRONG'}  {self.topic}: {terminal.printable(self.said)}"


def print_findings(config: Config) -> int:
    """Print a line for each thing that was examined; return the exit status, 0 only if all is well."""
    for name in ("discord", "bot"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # every finding has its own line
    findings = asyncio.run(examine(config))
    for finding in findings:
        print(finding)
    return SOUND if all(finding.well for finding in findings) else FAULTY


async def examine(config: Config, clock: Callable[[], datetime] = discord.utils.utcnow) -> list[Finding]:
    """Return what is found at Discord, then of the sources and the store; `clock` tells this machine's time in UTC."""
    return [
        *await _examine_discord(config, clock),
        *await asyncio.to_thread(_examine_sources, config),
        await _examine_store(config, clock),
    ]


# ---------------------------------------------------------------- Discord


async def _examine_discord(config: Config, clock: Callable[[], datetime]) -> list[Finding]:
    if config.token is None:
        said = (
            "DISCORD_TOKEN is not set: copy the bot's token from the Developer Portal, page Bot, into .env. "
            "Intents, permissions and clock are not checked without it."
        )
        return [Finding("token", said, well=False)]
    if config.api_url:
        discord.http.Route.BASE = config.api_url
    skew = _Skew(clock)
    findings: list[Finding] = []
    async with discord.Client(intents=discord.Intents.none(), http_trace=skew.trace) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                await client.login(config.token)
                application = await client.application_info()
                findings.append(Finding("token", f"logs in as {client.user} (application {application.id})."))
                findings.append(_judge_intents(config, application))
                findings.append(Finding("invite", f"to add the bot to a server: {invitation(application.id)}"))
                findings.append(await _judge_permissions(client))
        except (discord.DiscordException, aiohttp.ClientError, OSError, TypeError, KeyError, ValueError) as error:
            findings.append(Finding("Discord" if findings else "token", _what_to_do(error, config), well=False))
    return [*findings, skew.judge()]


def _what_to_do(error: Exception, config: Config) -> str:
    where = config.api_url or "Discord"
    address = " and DISCORD_API_URL, which ends in /api/v10" if config.api_url else ""
    match error:
        case discord.LoginFailure():
            return f"{where} does not accept DISCORD_TOKEN: copy it again from the Developer Portal, page Bot."
        case discord.HTTPException():
            return f"{where} refused the bot (status {error.status}): try again later; check the network{address}."
        case OSError() | aiohttp.ClientError():  # a TimeoutError is one
            return f"{where} cannot be reached: check the network{address}."
        case _:
            return f"{where} does not answer as Discord does: check the network{address}."


def _judge_intents(config: Config, application: discord.AppInfo) -> Finding:
    flags = application.flags
    enabled = flags.gateway_message_content or flags.gateway_message_content_limited
    if config.message_content and not enabled:
        return Finding(
            "intents",
            "DISCORD_MESSAGE_CONTENT is true and the Message Content Intent is off: enable it in the Developer Portal, "
            "page Bot, or unset DISCORD_MESSAGE_CONTENT.",
            well=False,
        )
    return Finding(
        "intents",
        "the Message Content Intent is on, and used."
        if config.message_content
        else "no privileged one is asked for: automatic channels and follow-ups without a mention stay silent.",
    )


async def _judge_permissions(client: discord.Client) -> Finding:
    """Look the bot's roles up on each server; what a single channel takes away is its admins' choice."""
    if client.user is None:
        raise TypeError("nobody is logged in")
    faults: list[str] = []
    count = 0
    async for listed in client.fetch_guilds(limit=MOST_SERVERS):
        count += 1
        guild = await client.fetch_guild(listed.id, with_counts=False)
        held = (await guild.fetch_member(client.user.id)).guild_permissions
        if missing := lacking(held):
            faults.append(f"{guild.name} ({guild.id}) lacks {', '.join(missing)}")
    if not count:
        return Finding("permissions", "the bot is on no server yet: open the invite link above.", well=False)
    if faults:
        said = f"give them to the bot's role, under Server settings, Roles: {'; '.join(faults)}."
        return Finding("permissions", said, well=False)
    return Finding("permissions", f"all {len(NEEDED)} on {count} server{'s' if count > 1 else ''}.")


class _Skew:
    """How far this machine's clock is from the one of whoever answers, who says the time with every answer."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seconds: float | None = None
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_end.append(self._note)

    async def _note(self, _: object, __: object, request: aiohttp.TraceRequestEndParams) -> None:
        try:
            told = email.utils.parsedate_to_datetime(request.response.headers["Date"])
            self._seconds = (self._clock() - told).total_seconds()
        except (KeyError, ValueError, TypeError):  # none, or not a time in UTC
            return

    def judge(self) -> Finding:
        if self._seconds is None:
            return Finding(
                "clock",
                "not checked, as no answer tells the time: see to what is wrong above, then ask again.",
                well=False,
            )
        off = abs(self._seconds)
        if off > TOLERANCE:
            said = f"{off:.0f} seconds {'ahead of' if self._seconds > 0 else 'behind'} Discord's: let NTP set it"
            return Finding("clock", f"{said} (with systemd: timedatectl set-ntp true).", well=False)
        return Finding("clock", "agrees with Discord's.")


# ---------------------------------------------------------------- this machine


def _examine_sources(config: Config) -> list[Finding]:
    try:
        size, problems = terminal.examine(config.seeds, config.meaning, load_reranker(config))
    except ConfigError as error:
        problems = [str(error)]
    if problems:
        return [Finding("sources", problem, well=False) for problem in problems]
    return [Finding("sources", f"{size}. No problems.")]


async def _examine_store(config: Config, clock: Callable[[], datetime]) -> Finding:
    """Open the store, write to it and read it back."""
    stamp = clock().isoformat()
    try:
        async with Store(config.database_url, clock) as store:
            await store.remember(EXAMINED, stamp)
            found = await store.recall(EXAMINED)
    except (StoreError, SQLAlchemyError) as error:
        said = f"{error} Check INCIDENT_BOT_DATABASE_URL, and that this user may write there."
        return Finding("store", said, well=False)
    if found != stamp:
        return Finding("store", "what was written could not be read back: check the disk.", well=False)
    return Finding("store", "opens, and can be written.")
