from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index.search.reader import open_store
from tests import postgres
from tests.e2e import conformance
from tests.e2e.stage import Stage, staged

settings.register_profile("fuzz", max_examples=50_000, deadline=None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the descriptions that the sandbox is held against are not there."""
    if not conformance.available():
        terminalreporter.write_line(conformance.NOT_CHECKED, yellow=True)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep saved indexes and readings out of the user's cache folder, and share them between all tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder
        open_store().close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL for all tests; yield the address of its databases, up to their names."""
    with postgres.cluster() as address:
        yield address


@pytest.fixture
def postgresql(postgres_server: str) -> str:
    """Return the address of an empty database of PostgreSQL."""
    return postgres.new_database(postgres_server)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Set up a sandbox with a server, #general, #help, `stage.alice`, `stage.bob` and `stage.admin`."""
    async with staged() as stage:
        yield stage
