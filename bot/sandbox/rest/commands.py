"""Application commands: slash commands and context menus, global or of one guild."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.objects import Json
from bot.sandbox.rest.api import BODY, Resource, json_response, require_shape
from bot.sandbox.rules import commands as rules
from bot.sandbox.state.events import Event

Registry = dict[int, Json]


class Commands(Resource):
    """`/applications/{id}/commands` and `/applications/{id}/guilds/{id}/commands`."""

    def routes(self) -> list[web.RouteDef]:
        found: list[web.RouteDef] = []
        for many in (
            r"/applications/{application_id:\d+}/commands",
            r"/applications/{application_id:\d+}/guilds/{guild_id:\d+}/commands",
        ):
            one = many + r"/{command_id:\d+}"
            found += [
                web.get(many, self.every),
                web.put(many, self.overwrite),
                web.post(many, self.create),
                web.get(one, self.get),
                web.patch(one, self.edit),
                web.delete(one, self.delete),
            ]
        return found

    def _registry(self, request: web.Request) -> tuple[Registry, int | None]:
        application = self.world.application
        if int(request.match_info["application_id"]) != application.id:
            raise errors.missing_access()
        if "guild_id" not in request.match_info:
            return application.commands, None
        guild_id = int(request.match_info["guild_id"])
        if guild_id not in self.world.guilds:
            raise errors.missing_access()
        return application.guild_commands.setdefault(guild_id, {}), guild_id

    async def every(self, request: web.Request) -> web.Response:
        registry, _ = self._registry(request)
        full = request.query.get("with_localizations", "").lower() in ("true", "1")
        return json_response([command if full else _without_localizations(command) for command in registry.values()])

    async def overwrite(self, request: web.Request) -> web.Response:
        registry, guild_id = self._registry(request)
        bodies: list[Json] = request[BODY]
        require_shape(bodies, [rules.COMMAND_SHAPE])
        rules.check_commands(bodies)
        known = {(command["type"], command["name"]): command for command in registry.values()}
        registry.clear()
        for body in bodies:
            earlier = known.get((body.get("type", rules.CHAT_INPUT), body["name"]))
            self._store(registry, guild_id, body, None if earlier is None else int(earlier["id"]))
        return json_response(list(registry.values()))

    async def create(self, request: web.Request) -> web.Response:
        registry, guild_id = self._registry(request)
        body = self.body(request, rules.COMMAND_SHAPE)
        rules.check_command(body)
        key = (body.get("type", rules.CHAT_INPUT), body["name"])
        earlier = next((c for c in registry.values() if (c["type"], c["name"]) == key), None)
        stored = self._store(registry, guild_id, body, None if earlier is None else int(earlier["id"]))
        return json_response(stored, status=200 if earlier else 201)

    async def get(self, request: web.Request) -> web.Response:
        return json_response(self._one(request)[2])

    async def edit(self, request: web.Request) -> web.Response:
        registry, guild_id, command = self._one(request)
        changed = command | self.body(request, rules.COMMAND_SHAPE)
        rules.check_command(changed)
        return json_response(self._store(registry, guild_id, changed, int(command["id"])))

    async def delete(self, request: web.Request) -> web.Response:
        registry, _, command = self._one(request)
        del registry[int(command["id"])]
        self.world.publish(Event("commands", {}))
        return json_response()

    def _one(self, request: web.Request) -> tuple[Registry, int | None, Json]:
        registry, guild_id = self._registry(request)
        command = registry.get(int(request.match_info["command_id"]))
        if command is None:
            raise errors.unknown_command()
        return registry, guild_id, command

    def _store(self, registry: Registry, guild_id: int | None, body: Json, command_id: int | None) -> Json:
        """Store a command as the API returns it: with its ids, its version and every default."""
        command_id = command_id or self.world.new_id()
        permissions = body.get("default_member_permissions")
        stored: Json = {
            "id": str(command_id),
            "application_id": str(self.world.application.id),
            "version": str(self.world.new_id()),
            "type": body.get("type", rules.CHAT_INPUT),
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "default_member_permissions": None if permissions is None else str(permissions),
            "dm_permission": True,
            "nsfw": body.get("nsfw", False),
            "integration_types": body.get("integration_types") or [0],
            "contexts": body.get("contexts"),
            "options": [_with_option_defaults(option) for option in body.get("options") or []],
        }
        if guild_id is not None:
            stored["guild_id"] = str(guild_id)
        registry[command_id] = stored
        self.world.publish(Event("commands", {}))
        return stored


def _with_option_defaults(option: Json) -> Json:
    filled: Json = {"name_localizations": None, "description_localizations": None} | option
    if "options" in filled:
        filled["options"] = [_with_option_defaults(child) for child in filled["options"]]
    return filled


def _without_localizations(entry: Json) -> Json:
    """Return a command, option or choice without its localizations, as the API lists it by default."""
    left = {key: value for key, value in entry.items() if not key.endswith("_localizations")}
    inside = {key: [_without_localizations(inner) for inner in left.get(key) or []] for key in ("options", "choices")}
    return left | {key: entries for key, entries in inside.items() if key in left}
