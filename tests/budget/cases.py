"""Small cases built by hand."""

from __future__ import annotations

from typing import Any

from bothways.budget import Case, Line
from bothways.budget.allocation import Timing
from bothways.budget.response import Judgement, judged_response


def judged_line(name: str, *, full: float = 1.1, ask: int = 2, months: int = 12, **more: Any) -> Line:
    """A line judged beside today's result by two people who nearly agree."""
    gain = full - 1
    people = [
        Judgement.of_new(
            who,
            half=1 + 0.55 * gain * off,
            full=1 + gain * off,
            half_more=1 + 1.25 * gain * off,
            saturation=1 + 1.6 * gain * off,
        )
        for who, off in (("Ada", 1.0), ("Ben", 1.1))
    ]
    timing = more.pop("timing", Timing(periods=months))
    return Line(
        **({"kind": "people", "each": 3000.0} | more),
        name=name, ask=ask, response=judged_response(name, judgements=people), timing=timing,
    )  # fmt: skip


def three_lines(**more: Any) -> Case:
    """Two people, a tool, four trips: what the first week asks for."""
    lines = (
        judged_line("People", full=1.10, felt_by=("Dana",), relieves={"Dana": 0.3}),
        judged_line("Tool", full=1.03, ask=1, kind="tool", each=2500.0, felt_by=("all reps",)),
        judged_line("Trips", full=1.04, ask=4, kind="travel", each=500.0, felt_by=("Gus",)),
    )
    held = {
        "title": "Two people and a tool", "lines": lines, "result": 1_500_000.0, "margin": 0.6, "currency": "EUR",
        "periods": tuple(f"2027-{month:02d}" for month in range(1, 13)), "draws": 200,
        "loads": {"Dana": 40.0, "Eli": 20.0},
    }  # fmt: skip
    return Case(**(held | more))
