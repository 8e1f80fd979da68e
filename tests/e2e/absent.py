"""What some tests cannot do without: where that is not there they are skipped with a reason; in CI it must be there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def absent(reason: str) -> NoReturn:
    """Skip the test that runs; in CI let it fail."""
    if in_ci():
        pytest.fail(f"{reason} (CI must)", pytrace=False)
    pytest.skip(reason)
