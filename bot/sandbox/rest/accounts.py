"""The bot's application and user, the users and guilds it can see, and the gateway's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox import errors, payloads
from bot.sandbox.rest.api import Resource, json_response
from bot.sandbox.rules.shapes import SNOWFLAKE
from bot.sandbox.state.intents import GUILD_MEMBERS

if TYPE_CHECKING:
    from bot.sandbox.state.guilds import Guild


class Accounts(Resource):
    """`/users`, `/oauth2`, `/applications/@me`, `/gateway` and `/guilds`."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/gateway", self.gateway),
            web.get("/gateway/bot", self.gateway_bot),
            web.get("/users/@me", self.me),
            web.get(r"/users/{user_id:\d+}", self.user),
            web.get("/users/@me/guilds", self.my_guilds),
            web.post("/users/@me/channels", self.open_dm),
            web.get("/oauth2/applications/@me", self.application),
            web.get("/applications/@me", self.application),
            web.get(r"/guilds/{guild_id:\d+}", self.guild),
            web.get(r"/guilds/{guild_id:\d+}/channels", self.channels),
            web.get(r"/guilds/{guild_id:\d+}/roles", self.roles),
            web.get(r"/guilds/{guild_id:\d+}/members", self.members),
            web.get(r"/guilds/{guild_id:\d+}/members/{user_id:\d+}", self.member),
            web.get(r"/guilds/{guild_id:\d+}/threads/active", self.active_threads),
        ]

    @property
    def _gateway_url(self) -> str:
        return self.world.base_url.replace("http", "ws", 1) + "/gateway"

    async def gateway(self, _: web.Request) -> web.Response:
        return json_response({"url": self._gateway_url})

    async def gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return json_response({"url": self._gateway_url, "shards": self.world.shards, "session_start_limit": limit})

    async def me(self, _: web.Request) -> web.Response:
        return json_response(payloads.current_user(self.world.application.user))

    async def user(self, request: web.Request) -> web.Response:
        user = self.world.users.get(int(request.match_info["user_id"]))
        if user is None:
            raise errors.unknown_user()
        return json_response(payloads.user(user))

    async def my_guilds(self, _: web.Request) -> web.Response:
        own = self.world.application.user.id
        return json_response([
            {"id": str(g.id), "name": g.name, "icon": None, "banner": None, "owner": g.owner_id == own, "features": [],
             "permissions": str(g.roles[g.id].permissions)}
            for g in self.world.guilds.values()
        ])  # fmt: skip

    async def open_dm(self, request: web.Request) -> web.Response:
        user = self.world.users.get(int(self.body(request, {"recipient_id": SNOWFLAKE}).get("recipient_id") or 0))
        if user is None or user.bot:
            raise errors.unknown_user()
        return json_response(payloads.channel(self.world, self.world.dm(user)))

    async def application(self, _: web.Request) -> web.Response:
        return json_response(payloads.application(self.world))

    def _guild(self, request: web.Request) -> Guild:
        guild = self.world.guilds.get(int(request.match_info["guild_id"]))
        if guild is None:
            raise errors.unknown_guild()
        return guild

    async def guild(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
        return json_response(payloads.guild(guild) | (counts if request.query.get("with_counts") else {}))

    async def channels(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        inside = (c for c in self.world.channels.values() if c.guild_id == guild.id and not c.is_thread)
        return json_response([payloads.channel(self.world, channel) for channel in inside])

    async def roles(self, request: web.Request) -> web.Response:
        return json_response([payloads.role(role) for role in self._guild(request).roles.values()])

    async def members(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        if not self.world.application.approved_intents & GUILD_MEMBERS:
            raise errors.missing_access()
        limit = self.query(request, "limit")
        return json_response(
            [payloads.member(member) for member in guild.members.values()][: 1 if limit is None else limit]
        )

    async def member(self, request: web.Request) -> web.Response:
        member = self._guild(request).members.get(int(request.match_info["user_id"]))
        if member is None:
            raise errors.unknown_member()
        return json_response(payloads.member(member))

    async def active_threads(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        threads = [c for c in self.world.channels.values() if c.guild_id == guild.id and c.is_thread and not c.archived]
        own = self.world.application.user.id
        joined = [payloads.thread_member(thread, own) for thread in threads if own in thread.thread_members]
        listed = [payloads.channel(self.world, thread) for thread in threads]
        return json_response({"threads": listed, "members": joined, "has_more": False})
