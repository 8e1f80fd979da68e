"""A real PostgreSQL of the tests' own, on a loopback port."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

POSTGRES_USER = "postgres"  # Debian's; its server refuses to run as root
STARTING_SECONDS = 60


def programs() -> Path:
    """Return the folder of PostgreSQL's own programs, as Debian or the PATH has them; skip the test without."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    if not found and not beside:
        pytest.skip("nothing is tried on PostgreSQL: it is not installed")
    return found[-1].parent if found else Path(str(beside)).resolve().parent


@contextmanager
def cluster() -> Iterator[str]:
    """Run a PostgreSQL until the block ends; yield the address of its databases, up to their names."""
    folder = programs()
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


def new_database(server: str) -> str:
    """Return the address of an empty database on a server."""
    name, port = f"bot_{secrets.token_hex(8)}", server.rpartition(":")[2]
    run([], programs() / "createdb", "--host=127.0.0.1", f"--port={port}", "--username=bot", name)
    return f"{server}/{name}"


def run(prefix: list[str], *command: object) -> None:
    """Run a program of PostgreSQL's; what it says is told where it fails."""
    done = subprocess.run(  # noqa: S603 - Debian's
        [*prefix, *map(str, command)], capture_output=True, text=True, timeout=STARTING_SECONDS, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stdout + done.stderr
