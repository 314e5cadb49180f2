"""The buckets of the waterfall: start plus what came, minus what went, is end."""

from __future__ import annotations

from bothways.evidence.measures.forms import Measure, Needs, Total, of_deals
from bothways.terms import Unit

_BUCKETS: tuple[tuple[str, str, str, str, int, Needs, str], ...] = (
    (
        "start",
        "Pipeline at the start",
        "in_start",
        "entry",
        1,
        "moves",
        "Open when the period began, with a close date in the period.",
    ),
    (
        "created",
        "Created",
        "from_created",
        "entry",
        1,
        "",
        "Not there when the period began, and in its pipeline or closed in it since.",
    ),
    (
        "reopened",
        "Reopened",
        "from_reopened",
        "entry",
        1,
        "moves",
        "Closed when the period began, and in its pipeline or closed in it since.",
    ),
    (
        "moved_in",
        "Moved in",
        "from_moved",
        "entry",
        1,
        "moves",
        "Open when the period began with a close date outside it, and in its pipeline or closed in it since.",
    ),
    (
        "amount_up",
        "Amounts raised",
        "is_up",
        "up",
        1,
        "moves",
        "What the amounts of these deals rose by, from entry to exit.",
    ),
    (
        "amount_down",
        "Amounts lowered",
        "is_down",
        "down",
        1,
        "moves",
        "What the amounts of these deals fell by, from entry to exit (negative).",
    ),
    (
        "moved_out",
        "Moved out",
        "to_moved",
        "exit",
        -1,
        "moves",
        "Left with a close date outside the period, open or closed (negative).",
    ),
    ("lost", "Lost", "lost_in", "exit", -1, "", "Lost with a closing day in the period (negative)."),
    (
        "won",
        "Won",
        "won_in",
        "exit",
        -1,
        "",
        "Won with a closing day in the period (negative): the bookings.",
    ),
    (
        "gone",
        "Gone from the CRM",
        "to_gone",
        "exit",
        -1,
        "moves",
        "Disappeared from the CRM while they were in the pipeline (negative).",
    ),
    (
        "end",
        "Pipeline at the end",
        "in_end",
        "exit",
        1,
        "state",
        "Open with a close date in the period, when the period ended or as of now.",
    ),
)
WATERFALL = tuple(bucket[0] for bucket in _BUCKETS)
"""The names of the buckets, in order; the sum of all but `end` is `end`."""


def _what(name: str, holds: str) -> str:
    # Deals whose amount rose or fell neither enter nor leave: their count is no part of the sum.
    if name.startswith("amount"):
        how = "raised" if name == "amount_up" else "lowered"
        return f"How many deals had their amount {how}, from entry to exit."
    return f"How many deals: {holds}"


BUCKETS: tuple[Measure, ...] = tuple(
    of_deals(
        f"waterfall_{name}{suffix}",
        f"{label}: deals" if suffix else label,
        Unit.COUNT if suffix else Unit.CENTS,
        Total(flag, None if suffix else value, sign),
        _what(name, holds) if suffix else holds,
        needs=needs,
    )
    for name, label, flag, value, sign, needs, holds in _BUCKETS
    for suffix in ("", "_count")
)
