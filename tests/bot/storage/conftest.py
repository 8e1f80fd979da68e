"""The databases that the store is tested on: a file of SQLite, and a real PostgreSQL of the tests' own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.store import Store

KEY = "5e" * 32
START = datetime(2024, 7, 19, 4, 9, tzinfo=UTC)
POSTGRES_USER = "postgres"  # Debian's; its server refuses to run as root
STARTING_SECONDS = 60


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs, as Debian or the PATH has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).resolve().parent if beside else None


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run a PostgreSQL on a loopback port of its own; yield the address of its databases, up to their names."""
    folder = programs()
    if folder is None:
        pytest.skip("the store is not tried on PostgreSQL: it is not installed")
    as_user = ["setpriv", f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--clear-groups"]
    prefix = as_user if os.geteuid() == 0 else []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        data = Path(name) / "data"
        data.mkdir()
        if prefix:
            Path(name).chmod(0o755)
            shutil.chown(data, POSTGRES_USER, POSTGRES_USER)
        run(prefix, folder / "initdb", "-D", data, "--auth=trust", "--username=bot", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -c unix_socket_directories="
        run(prefix, folder / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start")
        try:
            yield f"postgresql+asyncpg://bot@127.0.0.1:{port}"
        finally:
            run(prefix, folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    server: str = request.getfixturevalue("server")
    folder = programs()
    assert folder is not None
    name, port = f"bot_{secrets.token_hex(8)}", server.rpartition(":")[2]
    run([], folder / "createdb", "--host=127.0.0.1", f"--port={port}", "--username=bot", name)
    return f"{server}/{name}"


def run(prefix: list[str], *command: object) -> None:
    """Run a program of PostgreSQL's; what it says is told where it fails."""
    done = subprocess.run(  # noqa: S603 - Debian's
        [*prefix, *map(str, command)], capture_output=True, text=True, timeout=STARTING_SECONDS, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database: str, clock: Clock) -> AsyncIterator[Store]:
    async with Store(database, clock, KEY) as store:
        yield store
