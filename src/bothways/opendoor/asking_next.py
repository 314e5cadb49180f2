"""Which statement to show next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.terms import Refusal

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

METHOD = "polis-priority/1"
META = 49.0


def priorities(
    agree: Any, passed: Any, seen: Any, extremity: Any, *, meta: Truths | None = None
) -> Floats:  # fmt: skip
    """Return how much each statement deserves the next look, as the server of pol.is reckons it.

    (1 − share of passes) · (extremity + 1) · share of agreement, times 1 + 8 · 2^(−seen / 5) so that new ones
    get their chance; squared. Statements about the people (meta) have 49.

    Args:
        agree, passed, seen: counts over the groups together, one a statement (or single numbers).
        extremity: of `Space`.
        meta: which are meta.

    Raises:
        Refusal: `counts` when more agreed and passed than saw it.

    >>> float(priorities(0, 0, 0, 0)), round(float(priorities(1, 0, 1, 0)), 6)
    (5.0625, 12.529726)
    """
    agree, passed, seen = (np.asarray(part, dtype=float) for part in (agree, passed, seen))
    if np.any(agree + passed > seen) or np.any(np.minimum(agree, passed) < 0):
        raise Refusal(
            "counts",
            "More have agreed or passed than have seen a statement.",
            hint="Count every vote, passes too, as seen.",
        )
    return priority_formula(agree, passed, seen, np.asarray(extremity, dtype=float), meta=meta)


def priority_formula(
    agree: Floats, passed: Floats, seen: Floats, extremity: Floats, *, meta: Truths | None = None
) -> Floats:  # fmt: skip
    """Return `priorities` by arithmetic alone, with nothing refused.

    >>> round(float(priority_formula(18.0, 3.0, 20.0, 1.0)), 6)
    4.493699
    """
    passing, agreeing = (passed + 1.0) / (seen + 2.0), (agree + 1.0) / (seen + 2.0)
    importance = (1.0 - passing) * (extremity + 1.0) * agreeing
    value = (importance * (1.0 + 8.0 * 2.0 ** (-seen / 5.0))) ** 2
    return np.asarray(value if meta is None else np.where(meta, META, value))
