from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from tests.e2e.stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A sandbox with a server, #general, #help, `stage.alice`, `stage.bob` and `stage.admin`; no bot in it yet."""
    async with Sandbox() as sandbox:
        yield Stage(sandbox)
