"""Every API call against Discord's own description: REST against its OpenAPI, gateway events against their JSON Schema.

The descriptions are not part of this repository: they are looked for beside it. What they leave out, the sandbox's
rules check.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Specification
from referencing.jsonschema import DRAFT7, DRAFT202012

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from bot.sandbox import Sandbox
    from bot.sandbox.objects import Json
    from bot.sandbox.rest.api import ApiCall

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
OPENAPI, GATEWAY = SHARED / "discord-openapi.json", SHARED / "discord-gateway.schema.json"
NOT_CHECKED = "not checked against Discord's API description"

# Events that the gateway's schema lacks: the REST object they carry, or the keys they must have.
OBJECTS = {
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
    "GUILD_UPDATE": "GuildWithCountsResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
}
KEYS = {
    "MESSAGE_DELETE": {"id", "channel_id"},
    "MESSAGE_REACTION_REMOVE": {"user_id", "channel_id", "message_id", "emoji", "burst", "type"},
    "TYPING_START": {"channel_id", "user_id", "timestamp"},
    "THREAD_DELETE": {"id", "guild_id", "parent_id", "type"},
    "GUILD_MEMBERS_CHUNK": {"guild_id", "members", "chunk_index", "chunk_count"},
    "GUILD_MEMBER_REMOVE": {"guild_id", "user"},
    "GUILD_ROLE_UPDATE": {"guild_id", "role"},
    "GUILD_DELETE": {"id"},
    "RESUMED": set(),
}


def available() -> bool:
    return OPENAPI.exists() and GATEWAY.exists()


@functools.cache
def description() -> Description:
    return Description(json.loads(OPENAPI.read_text()), json.loads(GATEWAY.read_text()))


class Description:
    """Both descriptions, with a validator for each place once it is needed."""

    def __init__(self, openapi: Json, gateway: Json) -> None:
        self._paths: Json = openapi["paths"]
        self._patterns = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in sorted(self._paths, key=_literal_first)
        ]
        # The description calls a field's error code a number; every refusal of the real API bears a name there.
        named = {"type": "object", "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}
        openapi["components"]["schemas"]["InnerErrors"]["properties"]["_errors"]["items"] = named
        lenient = copy.deepcopy(openapi)  # the real API takes snowflakes as numbers too; it never sends them so
        lenient["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
        self._sent = _registry("urn:sent", openapi, DRAFT202012)
        self._taken = _registry("urn:taken", lenient, DRAFT202012)
        self._gateway = _registry("urn:gateway", _without_bit_enums(gateway), DRAFT7)
        self._events = set(gateway["definitions"]["GW"]["properties"])
        self._cached: dict[str, Validator] = {}

    def problems(self, call: ApiCall) -> list[str]:
        """Return what is wrong with a call: an accepted request, and any response."""
        found = next((path for pattern, path in self._patterns if pattern.fullmatch(call.path)), None)
        where = f"{call.method} {call.path} -> {call.status}"
        operation = self._paths.get(found, {}).get(call.method.lower()) if found else None
        if operation is None:
            return [] if call.status in (404, 405) else [f"{where}: Discord has no such operation"]
        at = f"/paths/{_pointer(str(found))}/{call.method.lower()}"
        wrong = []
        if call.status < 300 and call.body is not None:
            if "requestBody" not in operation:
                wrong.append(f"{where}: takes no body")
            else:
                kind = "application~1json"
                schema = f"urn:taken#{at}/requestBody/content/{kind}/schema"
                wrong += self._check(schema, self._taken, call.body, f"{where} request")
        return wrong + self._response(call, operation, at, where)

    def _response(self, call: ApiCall, operation: Json, at: str, where: str) -> list[str]:
        responses = operation["responses"]
        key = next((k for k in (str(call.status), f"{call.status // 100}XX", "default") if k in responses), None)
        if key is None:
            return [] if call.status >= 500 else [f"{where}: no such status in the description"]
        reference = responses[key].get("$ref")
        place = f"urn:sent{reference}" if reference else f"urn:sent#{at}/responses/{key}"
        holder = self._sent.resolver().lookup(place).contents
        if "content" not in holder:
            return [] if call.response is None else [f"{where}: has a body where Discord sends none"]
        schema = f"{place}/content/application~1json/schema"
        return self._check(schema, self._sent, call.response, f"{where} response")

    def event_problems(self, name: str, data: Json) -> list[str]:
        """Return what is wrong with a gateway event."""
        if name in self._events:
            schema = f"urn:gateway#/definitions/GW/properties/{name}"
            return self._check(schema, self._gateway, data, name)
        if name in OBJECTS:
            return self._check(f"urn:sent#/components/schemas/{OBJECTS[name]}", self._sent, data, name)
        if name not in KEYS:
            return [f"{name}: unknown event"]
        missing = KEYS[name] - set(data)
        return [f"{name}: lacks {sorted(missing)}"] if missing else []

    def _check(self, schema: str, registry: Registry[Any], value: Any, where: str) -> list[str]:
        validator = self._cached.get(schema)
        if validator is None:
            kind = Draft7Validator if registry is self._gateway else Draft202012Validator
            validator = self._cached[schema] = kind({"$ref": schema}, registry=registry)
        if validator.is_valid(value):
            return []
        return [f"{where}: {_explain(error)}" for error in validator.iter_errors(value)]


class Watch:
    """What a sandbox says and takes, checked as it happens; `problems` gathers the violations."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.problems: list[str] = []
        self._description = description()
        sandbox.api.observers.append(lambda call: self.problems.extend(self._description.problems(call)))
        sandbox.gateway.observers.append(self._event)

    def _event(self, name: str, data: Json) -> None:
        self.problems += self._description.event_problems(name, data)


def _explain(error: ValidationError) -> str:
    """Say what is wrong at the deepest place, in the branch of a union that comes closest."""
    while error.context:
        branches: dict[object, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        error = min(branches.values(), key=lambda inners: (_is_other_type(inners), len(inners)))[0]
    return f"at /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def _is_other_type(inners: list[ValidationError]) -> bool:
    return any(inner.validator in ("const", "enum") or list(inner.path) == ["type"] for inner in inners)


def _registry(urn: str, contents: Json, draft: Specification[Any]) -> Registry[Any]:
    registry: Registry[Any] = Registry()
    filled: Registry[Any] = registry.with_resource(urn, draft.create_resource(contents))
    return filled


def _pointer(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _literal_first(path: str) -> tuple[int, str]:
    return path.count("{"), path


def _without_bit_enums(gateway: Json) -> Json:
    """Return the schema with flags as any non-negative integer: TypeScript lists their bits, not their sums."""
    loose = copy.deepcopy(gateway)
    for name, definition in loose["definitions"].items():
        if name.endswith("Flags") and {"enum", "const"} & set(definition):
            loose["definitions"][name] = {"type": "integer", "minimum": 0}
    return loose
