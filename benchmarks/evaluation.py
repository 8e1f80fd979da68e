"""The question sets beside the project, which stay out of it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT.parent / "shared" / "eval"


def load_protocols(folder: Path) -> Any:
    """Return the module of the evaluation protocols; end with a sentence where there is none."""
    script = folder / "evaluate.py"
    if not script.exists():
        sys.exit(f"Nothing was measured: the question sets are not here ({script}). Name their folder with --data.")
    spec = importlib.util.spec_from_file_location("evaluate", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calibration_error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error of (confidence, right) pairs over equal bins (Naeini et al., 2015)."""
    error = 0.0
    for b in range(bins):
        inside = [(p, right) for p, right in pairs if min(int(p * bins), bins - 1) == b]
        if inside:
            gap = sum(p for p, _ in inside) / len(inside) - sum(right for _, right in inside) / len(inside)
            error += abs(gap) * len(inside) / len(pairs)
    return error
