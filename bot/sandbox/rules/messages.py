"""Messages: content, embeds, flags, and what cannot be combined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import errors
from bot.sandbox.errors import FormErrors
from bot.sandbox.rules import components
from bot.sandbox.rules.shapes import BOOLEAN, INTEGER, SNOWFLAKE, STRING, STRING_OR_NUMBER, ObjectShape, Required
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL

if TYPE_CHECKING:
    from bot.sandbox.objects import Json

MAX_CONTENT = 2000
MAX_EMBEDS, MAX_EMBED_TEXT = 10, 6000
SETTABLE_FLAGS = 1 << 2 | EPHEMERAL | 1 << 12 | 1 << 13 | COMPONENTS_V2

EMBED_SHAPE: ObjectShape = {
    "title": STRING,
    "description": STRING,
    "footer": {"text": STRING},
    "author": {"name": STRING},
    "fields": [{"name": STRING, "value": STRING}],
}
ATTACHMENT_SHAPE: ObjectShape = {"id": Required(SNOWFLAKE), "filename": STRING, "description": STRING}
MESSAGE_SHAPE: ObjectShape = {
    "content": STRING,
    "flags": INTEGER,
    "nonce": STRING_OR_NUMBER,
    "enforce_nonce": BOOLEAN,
    "embeds": [EMBED_SHAPE],
    "components": [components.COMPONENT_SHAPE],
    "attachments": [ATTACHMENT_SHAPE],
    "sticker_ids": [SNOWFLAKE],
    "poll": {},
    "allowed_mentions": {"parse": [STRING], "users": [SNOWFLAKE], "roles": [SNOWFLAKE], "replied_user": BOOLEAN},
    "message_reference": {
        "message_id": Required(SNOWFLAKE),
        "channel_id": SNOWFLAKE,
        "fail_if_not_exists": BOOLEAN,
    },
}


def check_message(
    body: Json, *, files: int = 0, v2: bool = False, may_be_empty: bool = False, prefix: str = ""
) -> None:
    """Refuse an invalid message; it has the shape `MESSAGE_SHAPE` already.

    `v2` says that an edited message has Components V2 already; `prefix` is the path of the message in the request
    (`data` for an interaction's callback). Raises 50035 for a limit, 50006 for an empty message.
    """
    form = FormErrors(prefix)
    flags = body.get("flags") or 0
    v2 = v2 or bool(flags & COMPONENTS_V2)
    form.length("content", body.get("content"), 0, MAX_CONTENT)
    if flags & ~SETTABLE_FLAGS:
        form.add("flags", "MESSAGE_FLAGS_INVALID", "The specified flags cannot be set.")
    embeds = body.get("embeds") or []
    form.count("embeds", embeds, 0, MAX_EMBEDS)
    for index, embed in enumerate(embeds):
        _check_embed(f"embeds.{index}", embed, form)
    if sum(map(_embed_length, embeds)) > MAX_EMBED_TEXT:
        form.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}")
    if v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                form.add(key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{key} cannot stand beside them.")
    components.check_components(body.get("components") or [], v2=v2, errors=form)
    _check_mentions(body.get("allowed_mentions") or {}, form)
    form.raise_if_any()
    if not may_be_empty and not _has_something(body, files):
        raise errors.empty_message()


def _has_something(body: Json, files: int) -> bool:
    text = (body.get("content") or "").strip()
    return bool(text or files or any(body.get(k) for k in ("embeds", "components", "poll", "sticker_ids")))


def _check_embed(path: str, embed: Json, form: FormErrors) -> None:
    form.length(f"{path}.title", embed.get("title"), 0, 256)
    form.length(f"{path}.description", embed.get("description"), 0, 4096)
    form.length(f"{path}.footer.text", (embed.get("footer") or {}).get("text"), 0, 2048)
    form.length(f"{path}.author.name", (embed.get("author") or {}).get("name"), 0, 256)
    fields = embed.get("fields") or []
    form.count(f"{path}.fields", fields, 0, 25)
    for index, entry in enumerate(fields):
        form.length(f"{path}.fields.{index}.name", entry.get("name", ""), 1, 256)
        form.length(f"{path}.fields.{index}.value", entry.get("value", ""), 1, 1024)


def _embed_length(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts.append((embed.get("author") or {}).get("name"))
    for entry in embed.get("fields") or []:
        texts += [entry.get("name"), entry.get("value")]
    return sum(len(text) for text in texts if text)


def _check_mentions(allowed: Json, form: FormErrors) -> None:
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in ("roles", "users", "everyone"):
            message = "Value must be one of ('everyone', 'roles', 'users')."
            form.add(f"allowed_mentions.parse.{index}", "BASE_TYPE_CHOICES", message)
    for kind in ("users", "roles"):
        if kind in parse and allowed.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
        if len(allowed.get(kind) or []) > 100:
            form.add(f"allowed_mentions.{kind}", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
