"""Each rule for messages, broken on purpose: refused with Discord's code, at the field that breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import ApiError
from bot.sandbox.objects import Json
from bot.sandbox.rules import messages
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest

V2 = 1 << 15


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def button(custom_id: str = "b", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id} | more


def row(*inside: Json) -> Json:
    return {"type": 1, "components": list(inside)}


def link(url: str) -> Json:
    return {"type": 2, "style": 5, "label": "Open", "url": url}


def select(**more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]} | more


LEGACY = {"content": "x"}
REFUSED = {
    "content over 2,000": ({"content": "x" * 2001}, "content"),
    "too many embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    "embed title": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    "embed description": ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
    "embed field value": ({"embeds": [{"fields": [{"name": "n", "value": "x" * 1025}]}]}, "embeds.0.fields.0.value"),
    "empty embed field": ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "embeds.0.fields.0.name"),
    "embeds over 6,000 together": ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
    "content beside Components V2": ({"flags": V2, "content": "x", "components": [text("y")]}, "content"),
    "embeds beside Components V2": ({"flags": V2, "embeds": [{"title": "x"}], "components": [text("y")]}, "embeds"),
    "V2 component without the flag": (LEGACY | {"components": [text("y")]}, "components.0.type"),
    "4,001 characters in all text displays": (
        {"flags": V2, "components": [text("x" * 2000), text("y" * 2001)]},
        "components",
    ),
    "empty text display": ({"flags": V2, "components": [text("")]}, "components.0.content"),
    "41 components": (
        {"flags": V2, "components": [row(*[button(f"{n}{m}") for m in range(5)]) for n in range(7)]},
        "components",
    ),
    "six rows without V2": (LEGACY | {"components": [row(button(str(n))) for n in range(6)]}, "components"),
    "six buttons in a row": (
        LEGACY | {"components": [row(*[button(str(n)) for n in range(6)])]},
        "components.0.components",
    ),
    "button beside a select": (LEGACY | {"components": [row(select(), button())]}, "components.0.components"),
    "bare button": (LEGACY | {"components": [button()]}, "components.0.type"),
    "duplicate custom_id": (
        LEGACY | {"components": [row(button("a")), row(button("a"))]},
        "components.1.components.0.custom_id",
    ),
    "custom_id over 100": (LEGACY | {"components": [row(button("x" * 101))]}, "components.0.components.0.custom_id"),
    "empty custom_id": (LEGACY | {"components": [row(button(""))]}, "components.0.components.0.custom_id"),
    "button without custom_id": (
        LEGACY | {"components": [row({"type": 2, "style": 1, "label": "x"})]},
        "components.0.components.0.custom_id",
    ),
    "label over 80": (LEGACY | {"components": [row(button(label="x" * 81))]}, "components.0.components.0.label"),
    "button without a label": (
        LEGACY | {"components": [row({"type": 2, "style": 1, "custom_id": "x"})]},
        "components.0.components.0.label",
    ),
    "button of no style": (LEGACY | {"components": [row(button(style=9))]}, "components.0.components.0.style"),
    "link of another scheme": (LEGACY | {"components": [row(link("javascript:x"))]}, "components.0.components.0.url"),
    "link over 512": (
        LEGACY | {"components": [row(link("https://x.example/" + "a" * 500))]},
        "components.0.components.0.url",
    ),
    "link with custom_id": (
        LEGACY | {"components": [row(link("https://x.example") | {"custom_id": "x"})]},
        "components.0.components.0.custom_id",
    ),
    "26 options": (
        LEGACY | {"components": [row(select(options=[{"label": str(n), "value": str(n)} for n in range(26)]))]},
        "components.0.components.0.options",
    ),
    "option value twice": (
        LEGACY | {"components": [row(select(options=[{"label": "a", "value": "a"}] * 2))]},
        "components.0.components.0.options.1.value",
    ),
    "section without accessory": (
        {"flags": V2, "components": [{"type": 9, "components": [text("x")]}]},
        "components.0.accessory",
    ),
    "section of four texts": (
        {"flags": V2, "components": [{"type": 9, "components": [text("x")] * 4, "accessory": button()}]},
        "components.0.components",
    ),
    "container in a container": (
        {"flags": V2, "components": [{"type": 17, "components": [{"type": 17, "components": [text("x")]}]}]},
        "components.0.components.0.type",
    ),
    "a select of no custom_id": (
        LEGACY | {"components": [row(select(custom_id=None))]},
        "components.0.components.0.custom_id",
    ),
    "more to choose than may be": (
        LEGACY | {"components": [row(select(min_values=3, max_values=2))]},
        "components.0.components.0.min_values",
    ),
    "link without an address": (
        LEGACY | {"components": [row({"type": 2, "style": 5, "label": "Open"})]},
        "components.0.components.0.url",
    ),
    "gallery of nothing": ({"flags": V2, "components": [{"type": 12, "items": []}]}, "components.0.items"),
    "empty container": ({"flags": V2, "components": [{"type": 17, "components": []}]}, "components.0.components"),
    "101 mentions allowed": (
        LEGACY | {"allowed_mentions": {"users": [str(n) for n in range(101)]}},
        "allowed_mentions.users",
    ),
    "mentions both parsed and listed": (
        LEGACY | {"allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    "mentions of an unknown kind": (LEGACY | {"allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0"),
    "reply to an unknown message": (LEGACY | {"message_reference": {"message_id": "1"}}, "message_reference"),
    "ephemeral outside an interaction": (LEGACY | {"flags": 64}, "flags"),
    "a flag that only Discord sets": (LEGACY | {"flags": 1}, "flags"),
}


@pytest.mark.parametrize(("body", "field"), REFUSED.values(), ids=REFUSED)
async def test_a_body_that_breaks_a_limit_is_refused(stage: Stage, rest: Rest, body: Json, field: str) -> None:
    assert field in await rest.field_errors("POST", f"/channels/{stage.general.id}/messages", body)
    assert not stage.general.posts


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": "  \n"}, {"flags": V2, "components": []}])
async def test_an_empty_message_is_refused(stage: Stage, rest: Rest, body: Json) -> None:
    assert await rest.refusal("POST", f"/channels/{stage.general.id}/messages", body) == (400, 50006)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"flags": V2, "components": [text("x" * 2000), text("y" * 2000)]},
        {"flags": V2, "components": [row(*[button(f"{n}{m}") for m in range(5)]) for n in range(6)]},
        {"content": "x", "components": [row(link("https://x.example"), button("x" * 100, label="x" * 80))]},
        {"embeds": [{"description": "x" * 3000}] * 2},
    ],
)
async def test_a_body_at_its_limits_is_taken(stage: Stage, rest: Rest, body: Json) -> None:
    message = await rest.ok("POST", f"/channels/{stage.general.id}/messages", body)
    assert message["id"] == str(stage.general.posts[0].id)


OTHER_SHAPES = {
    "content": {"content": 5},
    "embeds": {"content": "x", "embeds": "x"},
    "embeds.0.fields": {"embeds": [{"fields": "x"}]},
    "embeds.0.footer.text": {"embeds": [{"footer": {"text": 5}}]},
    "components": {"content": "x", "components": {}},
    "components.0": {"content": "x", "components": ["x"]},
    "components.0.type": LEGACY | {"components": [{}]},
    "components.0.content": {"flags": V2, "components": [{"type": 10, "content": None}]},
    "components.0.components.0.spacing": {
        "flags": V2,
        "components": [{"type": 17, "components": [{"type": 14, "spacing": "wide"}]}],
    },
    "components.0.components.0.emoji": LEGACY | {"components": [row(button(emoji="x"))]},
    "components.0.components.0.min_values": LEGACY | {"components": [row(select(min_values=None))]},
    "flags": {"content": "x", "flags": "x"},
    "nonce": {"content": "x", "nonce": []},
    "attachments.0.id": {"content": "x", "attachments": [{"filename": "x"}]},
    "message_reference.message_id": {"content": "x", "message_reference": {}},
    "allowed_mentions": {"content": "x", "allowed_mentions": []},
    "allowed_mentions.users.0": {"content": "x", "allowed_mentions": {"users": ["alice"]}},
}


@pytest.mark.parametrize(("field", "body"), OTHER_SHAPES.items(), ids=OTHER_SHAPES)
async def test_a_body_of_another_shape_is_refused(stage: Stage, rest: Rest, field: str, body: Json) -> None:
    at = f"/channels/{stage.general.id}/messages"
    assert await rest.field_errors("POST", at, body) == {field}
    sent = await rest.ok("POST", at, {"content": "x"})
    assert await rest.refusal("PATCH", f"{at}/{sent['id']}", body) == (400, 50035)


async def test_an_edit_keeps_to_the_same_rules(stage: Stage, rest: Rest) -> None:
    at = f"/channels/{stage.general.id}/messages"
    plain = await rest.ok("POST", at, {"content": "x"})
    assert "content" in await rest.field_errors("PATCH", f"{at}/{plain['id']}", {"content": "x" * 2001})
    assert await rest.refusal("PATCH", f"{at}/{plain['id']}", {"content": ""}) == (400, 50006)
    layout = await rest.ok("POST", at, {"flags": V2, "components": [text("x")]})
    assert "content" in await rest.field_errors("PATCH", f"{at}/{layout['id']}", {"content": "x"})
    edited = await rest.ok("PATCH", f"{at}/{plain['id']}", {"content": "y"})
    assert edited["edited_timestamp"]


async def test_only_ones_own_messages_can_be_edited(stage: Stage, rest: Rest) -> None:
    post = await stage.alice.say("mine")
    path = f"/channels/{stage.general.id}/messages/{post.id}"
    assert await rest.refusal("PATCH", path, {"content": "yours"}) == (403, 50005)


async def test_pings_are_what_the_request_allows(stage: Stage, rest: Rest) -> None:
    at, alice = f"/channels/{stage.general.id}/messages", stage.alice.user
    body = {"content": f"<@{alice.id}> @everyone `<@{stage.bob.user.id}>`"}
    assert [u["username"] for u in (await rest.ok("POST", at, body))["mentions"]] == ["alice"]
    silent = await rest.ok("POST", at, body | {"allowed_mentions": {"parse": []}})
    assert (silent["mentions"], silent["mention_everyone"]) == ([], False)


@given(st.text(max_size=2100))
def test_content_is_measured_as_it_is(content: str) -> None:
    if len(content) > 2000 or not content.strip():
        with pytest.raises(ApiError) as refused:
            messages.check_message({"content": content})
        assert refused.value.code == (50035 if len(content) > 2000 else 50006)
    else:
        messages.check_message({"content": content})
