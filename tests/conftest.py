from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from tests.e2e import conformance
from tests.e2e.stage import Stage


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the descriptions that the sandbox is held against are not there."""
    if not conformance.available():
        terminalreporter.write_line(conformance.NOT_CHECKED, yellow=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Set up a sandbox with a server, #general, #help, `stage.alice`, `stage.bob` and `stage.admin`.

    All that is said in it is held against Discord's own description of its API.
    """
    async with Sandbox() as sandbox:
        watch = None
        if conformance.available():
            watch = conformance.Watch(sandbox)
        else:
            assert os.environ.get("CI") != "true", conformance.NOT_CHECKED
        yield Stage(sandbox)
    if watch is not None and watch.problems:
        pytest.fail("\n".join(dict.fromkeys(watch.problems)), pytrace=False)
