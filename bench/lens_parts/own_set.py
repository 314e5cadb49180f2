"""The house's own set, as every part of the bench reads it, and the interval that stands beside every share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[2] / "tests"
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))


def rows(part: str = "charged", files: str = "dev_*.jsonl") -> list[dict[str, Any]]:
    """The messages of a folder of the set, file by file; `files` is a pattern of their names."""
    from lens_set.check import load

    return [dict(row) for row in load(TESTS / "lens_set" / part, files=files)]


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; of nothing, anything."""
    if not n:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
