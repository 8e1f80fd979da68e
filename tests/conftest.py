from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from tests.e2e import conformance
from tests.e2e.stage import Stage, staged

settings.register_profile("fuzz", max_examples=50_000, deadline=None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the descriptions that the sandbox is held against are not there."""
    if not conformance.available():
        terminalreporter.write_line(conformance.NOT_CHECKED, yellow=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Set up a sandbox with a server, #general, #help, `stage.alice`, `stage.bob` and `stage.admin`."""
    async with staged() as stage:
        yield stage
