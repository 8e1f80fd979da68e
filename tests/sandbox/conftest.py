from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest


@pytest.fixture
async def rest(stage: Stage) -> AsyncIterator[Rest]:
    """Talk to the API as the bot would, by hand."""
    async with aiohttp.ClientSession() as session:
        yield Rest(stage.sandbox, session)
