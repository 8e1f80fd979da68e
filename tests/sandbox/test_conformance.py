"""The check against Discord's own description sees what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import Sandbox, payloads
from bot.sandbox.objects import Json
from bot.sandbox.rest.api import ApiCall
from bot.sandbox.state.world import World
from tests.e2e import conformance
from tests.e2e.absent import absent
from tests.e2e.stage import staged


@pytest.fixture(autouse=True)
def described() -> None:
    if not conformance.available():
        absent(conformance.NOT_CHECKED)


def exchange(method: str, path: str, response: object, *, body: object = None, status: int = 200) -> list[str]:
    return conformance.description().problems(ApiCall(method, path, {}, body, status, response))


@pytest.fixture
def user() -> Json:
    return payloads.current_user(World().application.user)


def test_what_discord_says_has_no_problem(user: Json) -> None:
    assert exchange("GET", "/users/@me", user) == []


@pytest.mark.parametrize("change", [{"id": 5}, {"username": None}, {"flags": "0"}])
def test_a_response_of_another_shape_is_found(user: Json, change: Json) -> None:
    assert exchange("GET", "/users/@me", user | change)


def test_a_missing_key_an_unknown_route_and_a_wrong_status_are_found(user: Json) -> None:
    del user["username"]
    assert exchange("GET", "/users/@me", user)
    assert exchange("GET", "/nothing/there", {})
    assert exchange("DELETE", "/channels/1/messages/2", {}, status=200)


def test_a_request_that_was_taken_although_it_breaks_the_description_is_found() -> None:
    body = {"content": "x" * 4001}
    assert any("request" in problem for problem in exchange("POST", "/channels/1/messages", {}, body=body))
    refused = {"code": 50035, "message": "Invalid Form Body"}
    assert exchange("POST", "/channels/1/messages", refused, body=body, status=400) == []


def test_a_request_may_carry_snowflakes_as_numbers_but_no_response(user: Json) -> None:
    at = "/users/@me/channels"
    dm = {"id": "1", "type": 1, "flags": 0, "recipients": []}
    assert exchange("POST", at, dm, body={"recipient_id": 1}) == []
    assert exchange("POST", at, dm | {"id": 1}, body={"recipient_id": 1})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("READY", {}),
        ("MESSAGE_CREATE", {"id": "1"}),
        ("MESSAGE_DELETE", {"id": "1"}),
        ("THREAD_CREATE", {"id": "1"}),
        ("NOTHING", {}),
    ],
)
def test_a_broken_or_unknown_event_is_found(name: str, data: Json) -> None:
    assert conformance.description().event_problems(name, data)


async def test_what_is_wrong_on_a_stage_fails_its_test() -> None:
    def play(sandbox: Sandbox) -> None:
        for observer in sandbox.gateway.observers:
            observer("MESSAGE_DELETE", {"id": "1"})
        for watch in sandbox.api.observers:
            watch(ApiCall("GET", "/nothing/there", {}, None, 200, {}))

    with pytest.raises(pytest.fail.Exception) as failed:
        async with staged() as stage:
            play(stage.sandbox)
    assert "MESSAGE_DELETE: lacks ['channel_id']" in str(failed.value)
    assert "Discord has no such operation" in str(failed.value)


@pytest.mark.parametrize("variable", ["true", "1"])
async def test_without_the_description_a_stage_fails_in_ci_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    monkeypatch.setattr(conformance, "OPENAPI", tmp_path / "absent.json")
    monkeypatch.setenv("CI", variable)
    with pytest.raises(pytest.fail.Exception, match=conformance.NOT_CHECKED):
        async with staged():
            pass
    monkeypatch.delenv("CI")
    async with staged() as stage:
        assert not stage.sandbox.api.observers
