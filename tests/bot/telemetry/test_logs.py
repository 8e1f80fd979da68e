from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

import pytest

from bot.telemetry.logs import handler_for

TOKEN = "s3cret-t0ken"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def logged(
    stream: io.StringIO, name: str, level: int, text: str, *args: object, exc_info: Any = None, **extra: Any
) -> str:
    """Return what a record becomes on a stream."""
    handler = handler_for(stream, TOKEN)
    handler.handle(logging.getLogger(name).makeRecord(name, level, __file__, 0, text, args, exc_info, **extra))
    return stream.getvalue()


def message(name: str, level: int, text: str, *args: object) -> str:
    return str(json.loads(logged(io.StringIO(), name, level, text, *args))["message"])


def test_a_record_is_an_object_a_line() -> None:
    more = {"extra": {"reference": "0a1b2c3d"}}
    line = logged(io.StringIO(), "bot.client", logging.WARNING, "Été %d\nand more", 3, **more)
    assert line.count("\n") == 1
    entry = json.loads(line)
    assert entry.pop("timestamp").endswith("+00:00")
    assert entry == {
        "level": "WARNING", "logger": "bot.client", "message": "Été 3\nand more", "reference": "0a1b2c3d",
    }  # fmt: skip


def test_a_traceback_is_in_its_record() -> None:
    try:
        int(f"with {TOKEN} at /webhooks/12/aW50/messages")
    except ValueError:
        entry = json.loads(logged(io.StringIO(), "bot", logging.ERROR, "It broke", exc_info=sys.exc_info()))
    assert entry["exc_info"].startswith("Traceback")
    assert entry["exc_info"].endswith("'with […] at /webhooks/12/[…]/messages'")


def test_in_a_terminal_it_is_a_line_for_people() -> None:
    line = logged(Terminal(), "bot.client", logging.INFO, "Ready as %s", "bot")
    assert line[20:] == "INFO     bot.client: Ready as bot\n"


def test_a_terminal_obeys_nothing_but_the_colour_of_a_warning() -> None:
    line = logged(Terminal(), "bot", logging.ERROR, "Reload by %s", "\x1b[2Jal\u202eice\r")
    assert line.startswith("\x1b[31m")
    assert line.endswith("bot: Reload by \\x1b[2Jal\\u202eice\\r\x1b[0m\n")


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_the_token_is_never_written(stream: type[io.StringIO]) -> None:
    for name in ("bot", "discord.http"):
        for level in (logging.DEBUG, logging.ERROR):
            assert TOKEN not in logged(stream(), name, level, f"A: {TOKEN}, B: %s", TOKEN)


def test_what_other_libraries_log_of_payloads_is_withheld() -> None:
    url = "https://discord.com/api/v10/webhooks/11/aW50ZXJhY3Rpb24/messages/@original?with=x"
    body = {"content": "Why?"}
    assert message("discord.http", logging.DEBUG, "%s %s with %s has returned %s", "PATCH", url, body, 200) == (
        "PATCH /api/v10/webhooks/11/[…]/messages/@original with […] has returned 200"
    )
    event = {"op": 0, "t": "MESSAGE_CREATE", "d": {"content": "Why?"}}
    assert message("discord.gateway", logging.DEBUG, "For Shard ID %s: WebSocket Event: %s", 0, event) == (
        "For Shard ID 0: WebSocket Event: MESSAGE_CREATE (0) […]"
    )
    assert message("aiosqlite", logging.DEBUG, "executing %s", "INSERT INTO meta VALUES ('salt')") == "executing […]"
    assert message("other", logging.DEBUG, "%s", {"question": "Why?"}) == "{'question': '[…]'}"
    assert message("other", logging.DEBUG, "%(question)s", {"question": "Why?"}) == "[…]"
    assert message("other", logging.DEBUG, "%5.1f or %d", 1.25, "no number") == "%5.1f or %d"


def test_from_info_on_other_libraries_say_what_they_have_to_say() -> None:
    url = "https://discord.com/api/v10/interactions/11/aW50/callback"
    assert message("discord.http", logging.WARNING, "%s %s responded with 429", "POST", url) == (
        "POST https://discord.com/api/v10/interactions/11/[…]/callback responded with 429"
    )


def test_other_handlers_get_the_record_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logger = logging.getLogger("some.library")
    handler = handler_for(stream := io.StringIO())
    logger.addHandler(handler)
    try:
        logger.debug("executing %s", "this")
    finally:
        logger.removeHandler(handler)
    assert json.loads(stream.getvalue())["message"] == "executing […]"
    assert caplog.messages == ["executing this"]
