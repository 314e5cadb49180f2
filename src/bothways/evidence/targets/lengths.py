"""How long a target lasts that has but a first day: told by the distance of the days, else asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Literal

from bothways.evidence.targets.periods import read_period, read_start
from bothways.terms import Calendar, Refusal
from bothways.terms.period import day_number

Length = Literal["month", "quarter", "year"]
MONTHS_OF: dict[Length, int] = {"month": 1, "quarter": 3, "year": 12}


def every_of(texts: Iterable[str | None], *, answers: Mapping[str, str]) -> Length | None:
    """Return how long each target lasts; None where the texts name their period themselves.

    Raises:
        Refusal: `question` when all targets start on one day, or at distances that are no month,
            quarter or year.
    """
    plain_days = {d for text in texts if not read_period(text) and (d := read_start(text))}
    if not plain_days:
        return None
    answer = answers.get("targets-every")
    if answer in MONTHS_OF:
        return answer
    months = sorted({d.year * 12 + d.month for d in plain_days})
    gaps = [b - a for a, b in pairwise(months)]
    for length, count in MONTHS_OF.items():
        if gaps and min(gaps) == count:
            return length
    raise Refusal(
        "question",
        "The targets have a first day, but nothing tells how long each lasts.",
        hint="Answer targets-every = month, quarter or year.",
        data={
            "questions": [
                {
                    "id": "targets-every",
                    "question": "How long does one target last?",
                    "options": [{"answer": k, "means": f"one {k}"} for k in MONTHS_OF],
                    "samples": [day.isoformat() for day in sorted(plain_days)[:5]],
                }
            ]
        },
    )


def span_of(text: str, *, calendar: Calendar, every: Length | None) -> tuple[int, int] | None:
    """Return the day numbers of the first and last day; None where the text tells none."""
    if period := read_period(text, calendar=calendar):
        return period.first_day, period.last_day
    start = read_start(text)
    if start is None or every is None:
        return None
    total = start.year * 12 + start.month - 1 + MONTHS_OF[every]
    after = date(total // 12, total % 12 + 1, 1)
    return day_number(start.replace(day=1)), day_number(after) - 1
