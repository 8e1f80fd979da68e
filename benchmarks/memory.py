"""How much memory this process needed."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path


def peak_memory() -> float:
    """Return the most memory that this process held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        match = re.search(r"VmHWM:\s+(\d+)", status.read_text("ascii"))
        return int(match[1]) * 1024 / 1e6 if match else float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
