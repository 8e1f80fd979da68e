"""Interactions: three seconds, one acknowledgement, the right kind of it, and who sees what."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import NotOfferedError
from bot.sandbox.objects import Json
from bot.sandbox.state import interactions
from bot.sandbox.state.interactions import Interaction, State
from tests.e2e.posts import Post
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest, connected

EPHEMERAL = 64
COMMANDS = [
    {"name": "ask", "description": "Ask", "type": 1, "options": [
        {"type": 3, "name": "question", "description": "What", "required": True, "autocomplete": True, "max_length": 9},
        {"type": 7, "name": "where", "description": "Where"},
        {"type": 8, "name": "whom", "description": "Whom"},
    ]},
    {"name": "menu", "type": 3, "description": ""},
]  # fmt: skip
BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}
MODAL = {
    "custom_id": "m",
    "title": "T",
    "components": [{"type": 18, "label": "L", "component": {"type": 4, "style": 1, "custom_id": "i"}}],
}


@pytest.fixture
async def hands(stage: Stage, rest: Rest) -> Hands:
    """Answer interactions by hand."""
    await rest.ok("PUT", f"/applications/{stage.sandbox.world.application.id}/commands", COMMANDS)
    return Hands(stage, rest)


class Hands:
    """Alice acts, and the test answers for the bot."""

    def __init__(self, stage: Stage, rest: Rest) -> None:
        self.stage = stage
        self.rest = rest
        self.person = stage.sandbox.person(stage.alice.user)
        self.channel = stage.general.channel

    def ask(self) -> Interaction:
        return self.person.slash(self.channel, "ask", {"question": "why"})

    async def click(self) -> Interaction:
        post = await self.rest.ok(
            "POST", f"/channels/{self.channel.id}/messages", {"content": "x", "components": [BUTTON]}
        )
        return self.person.click(self.channel, self.channel.messages[int(post["id"])], "press")

    def callback(self, of: Interaction) -> str:
        return f"/interactions/{of.id}/{of.token}/callback"

    def hook(self, of: Interaction, message: str = "") -> str:
        return f"/webhooks/{self.stage.sandbox.world.application.id}/{of.token}{message}"

    async def answer(self, of: Interaction, kind: int, data: Json | None = None) -> Any:
        body: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self.rest.ok("POST", self.callback(of) + "?with_response=true", body)

    async def refused(self, of: Interaction, kind: int, data: Json | None = None) -> tuple[int, int]:
        body: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self.rest.refusal("POST", self.callback(of), body)


async def test_an_answer_after_three_seconds_is_too_late(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    assert interactions.INITIAL_RESPONSE_SECONDS == 3
    monkeypatch.setattr("bot.sandbox.acts.people.INITIAL_RESPONSE_SECONDS", 0.01)
    asked = hands.ask()
    await hands.stage.until(lambda: True if asked.state is State.FAILED else None, what="the deadline")
    assert await hands.refused(asked, 4, {"content": "late"}) == (404, 10062)
    assert await hands.rest.refusal("POST", hands.hook(asked), {"content": "late"}) == (404, 10015)


async def test_a_second_acknowledgement_is_refused(hands: Hands) -> None:
    asked = hands.ask()
    await hands.answer(asked, 4, {"content": "one"})
    for kind in (4, 5):
        assert await hands.refused(asked, kind, {"content": "two"}) == (400, 40060)
    assert [post.text for post in hands.stage.general.posts] == ["one"]


async def test_another_token_answers_nothing(hands: Hands) -> None:
    asked = hands.ask()
    assert await hands.rest.refusal("POST", f"/interactions/{asked.id}/other/callback", {"type": 5}) == (404, 10062)
    assert await hands.rest.refusal("POST", f"/webhooks/{hands.stage.sandbox.world.application.id}/other", {}) == (
        404,
        10015,
    )


@pytest.mark.parametrize("kind", [1, 6, 7, 8])
async def test_a_command_takes_no_answer_of_another_kind(hands: Hands, kind: int) -> None:
    assert await hands.refused(hands.ask(), kind, {}) == (400, 50035)


@pytest.mark.parametrize("kind", [4, 5, 9])
async def test_an_autocompletion_takes_choices_alone(hands: Hands, kind: int) -> None:
    typing = hands.person.autocomplete(hands.channel, "ask", "question", "wh", {})
    assert await hands.refused(typing, kind, {"content": "x"}) == (400, 50035)


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": str(n), "value": str(n)} for n in range(26)],
        [{"name": "x" * 101, "value": "x"}],
        [{"name": "x", "value": "x" * 101}],
        [{"name": "", "value": "x"}],
    ],
)
async def test_choices_have_limits(hands: Hands, choices: list[Json]) -> None:
    typing = hands.person.autocomplete(hands.channel, "ask", "question", "wh", {})
    assert await hands.refused(typing, 8, {"choices": choices}) == (400, 50035)
    await hands.answer(typing, 8, {"choices": [{"name": "why", "value": "why"}]})
    assert typing.choices == [{"name": "why", "value": "why"}]


async def test_a_refusal_names_the_field_within_the_callback(hands: Hands) -> None:
    asked, typing = hands.ask(), hands.person.autocomplete(hands.channel, "ask", "question", "wh", {})
    long = {"content": "x" * 2001}
    bare = {"components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}
    for of, kind, data, field in (
        (asked, 4, long, "data.content"),
        (asked, 4, bare, "data.components.0.type"),
        (asked, 9, MODAL | {"title": ""}, "data.title"),
        (asked, 9, MODAL | {"components": [{"type": 18, "label": "L"}]}, "data.components.0.component"),
        (asked, 9, MODAL | {"components": [{"type": 18, "label": "L", "component": {"type": 4, "custom_id": "i"}}]},
         "data.components.0.component.style"),
        (typing, 8, {"choices": [{"name": "", "value": "x"}]}, "data.choices.0.name"),
    ):  # fmt: skip
        body = {"type": kind, "data": data}
        assert field in await hands.rest.field_errors("POST", hands.callback(of), body)


@pytest.mark.parametrize(
    "change",
    [{"title": "x" * 46}, {"title": ""}, {"custom_id": "x" * 101}, {"components": []}, {"components": [BUTTON]}],
)
async def test_a_modal_has_limits(hands: Hands, change: Json) -> None:
    asked = hands.ask()
    assert await hands.refused(asked, 9, MODAL | change) == (400, 50035)
    await hands.answer(asked, 9, MODAL)


async def test_a_modals_submission_opens_no_modal(hands: Hands) -> None:
    asked = hands.ask()
    await hands.answer(asked, 9, MODAL)
    sent = hands.person.submit(asked, {"i": "typed"})
    assert await hands.refused(sent, 9, MODAL) == (400, 50035)
    await hands.answer(sent, 4, {"content": "thanks"})


async def test_a_reply_keeps_to_the_rules_of_messages(hands: Hands) -> None:
    asked = hands.ask()
    assert await hands.refused(asked, 4, {"content": "x" * 2001}) == (400, 50035)
    assert await hands.refused(asked, 4, {}) == (400, 50006)
    await hands.answer(asked, 4, {"content": "x"})
    assert await hands.rest.refusal("POST", hands.hook(asked), {"content": "x" * 2001}) == (400, 50035)
    assert await hands.rest.refusal("PATCH", hands.hook(asked, "/messages/@original"), {"content": "x" * 2001}) == (
        400,
        50035,
    )


async def test_a_follow_up_needs_an_acknowledgement_first(hands: Hands) -> None:
    asked = hands.ask()
    assert await hands.rest.refusal("POST", hands.hook(asked), {"content": "x"}) == (404, 10015)
    assert await hands.rest.refusal("GET", hands.hook(asked, "/messages/@original")) == (404, 10015)


async def test_a_token_lasts_fifteen_minutes(hands: Hands) -> None:
    asked = hands.ask()
    await hands.answer(asked, 5)
    asked.started -= 15 * 60
    assert await hands.rest.refusal("POST", hands.hook(asked), {"content": "x"}) == (401, 50027)


async def test_the_response_tells_of_the_message(hands: Hands) -> None:
    asked = hands.ask()
    told = await hands.answer(asked, 4, {"content": "private", "flags": EPHEMERAL})
    assert told["interaction"]["response_message_ephemeral"] is True
    assert told["resource"]["message"]["content"] == "private"
    assert await hands.rest.ok("POST", hands.callback(hands.ask()), {"type": 5}) is None


async def test_a_defer_settles_who_sees_the_answer(hands: Hands) -> None:
    for flags in (EPHEMERAL, 0):
        asked = hands.ask()
        await hands.answer(asked, 5, {"flags": flags})
        loading = await hands.rest.ok("GET", hands.hook(asked, "/messages/@original"))
        assert loading["flags"] == flags | 128
        sent = await hands.rest.ok("POST", hands.hook(asked), {"content": "x", "flags": EPHEMERAL})
        assert (sent["id"], sent["flags"]) == (loading["id"], flags)


async def test_an_ephemeral_message_is_the_members_alone(hands: Hands) -> None:
    async with connected(hands.stage.sandbox) as socket:
        await socket.identify(hands.stage.sandbox.token)
        asked = hands.ask()
        told = await hands.answer(asked, 4, {"content": "private", "flags": EPHEMERAL})
        at = f"/channels/{hands.channel.id}/messages"
        assert await hands.rest.refusal("GET", f"{at}/{told['resource']['message']['id']}") == (404, 10008)
        assert await hands.rest.ok("GET", at) == []
        await hands.rest.ok("DELETE", hands.hook(asked, "/messages/@original"))
        await hands.stage.alice.say("public")
        assert (await socket.event("MESSAGE_CREATE"))["author"]["username"] == "alice"


async def test_a_button_updates_its_message(hands: Hands) -> None:
    pressed = await hands.click()
    told = await hands.answer(pressed, 7, {"content": "changed", "components": []})
    assert told["resource"]["message"]["id"] == str(pressed.message_id)
    with pytest.raises(NotOfferedError):
        hands.person.click(hands.channel, hands.channel.messages[int(pressed.message_id or 0)], "press")


async def test_the_original_after_a_deferred_update_is_the_buttons_message(hands: Hands) -> None:
    pressed = await hands.click()
    await hands.answer(pressed, 6)
    original = await hands.rest.ok("GET", hands.hook(pressed, "/messages/@original"))
    assert original["id"] == str(pressed.message_id)
    edited = await hands.rest.ok("PATCH", hands.hook(pressed, "/messages/@original"), {"content": "later"})
    assert edited["content"] == "later"


async def test_follow_ups_are_read_edited_and_deleted_by_their_token(hands: Hands) -> None:
    asked = hands.ask()
    await hands.answer(asked, 4, {"content": "one"})
    sent = await hands.rest.ok("POST", hands.hook(asked), {"content": "two"})
    path = hands.hook(asked, f"/messages/{sent['id']}")
    assert (await hands.rest.ok("PATCH", path, {"content": "three"}))["content"] == "three"
    assert (await hands.rest.ok("GET", path))["content"] == "three"
    await hands.rest.ok("DELETE", path)
    assert await hands.rest.refusal("GET", path) == (404, 10008)
    stranger = await hands.stage.bob.say("mine")
    assert await hands.rest.refusal("GET", hands.hook(asked, f"/messages/{stranger.id}")) == (404, 10008)


async def test_a_client_sends_only_what_the_command_takes(hands: Hands) -> None:
    channel = hands.channel
    for path, options in (("nothing", {}), ("ask", {}), ("ask", {"question": 1}), ("ask", {"question": "x" * 10}),
                          ("ask", {"question": "x", "more": "y"}), ("ask now", {"question": "x"}), ("", {}),
                          ("ask", {"question": "x", "where": "1"}),
                          ("ask", {"question": "x", "whom": "nobody"})):  # fmt: skip
        with pytest.raises(NotOfferedError):
            hands.person.slash(channel, path, dict(options))


async def test_a_menu_carries_the_message_with_its_text(hands: Hands) -> None:
    said: Post = await hands.stage.bob.say("a question")
    async with connected(hands.stage.sandbox) as socket:
        await socket.identify(hands.stage.sandbox.token)
        chosen = hands.person.menu(hands.channel, "menu", said.message)
        data = (await socket.event("INTERACTION_CREATE"))["data"]
        assert data["resolved"]["messages"][data["target_id"]]["content"] == "a question"
        await hands.answer(chosen, 4, {"content": "answered"})
