from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox import Sandbox
from tests.e2e.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Set up a sandbox with a server, #general, #help, `stage.alice`, `stage.bob` and `stage.admin`."""
    async with Sandbox() as sandbox:
        yield Stage(sandbox)
