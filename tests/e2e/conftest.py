from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from tests.e2e import conformance
from tests.e2e.stage import Stage


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
            assert os.environ.get("CI") != "true", f"{conformance.NOT_CHECKED}: {conformance.SHARED} lacks it"
        yield Stage(sandbox)
    if watch is not None and watch.problems:
        pytest.fail("\n".join(dict.fromkeys(watch.problems)), pytrace=False)
