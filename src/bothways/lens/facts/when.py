"""A date as a value, and the words of a calendar: months, years, numbers of days."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.tokens import Token, low_at

AMBIGUOUS = frozenset(["may", "march", "mar", "sat", "sun", "mon", "wed", "jan", "second", "dec"])
BEFORE_A_DATE = frozenset(
    [
        "in",
        "since",
        "by",
        "until",
        "till",
        "from",
        "of",
        "before",
        "after",
        "during",
        "last",
        "next",
        "this",
        "every",
        "on",
        "to",
        "past",
        "for",
        "through",
        "and",
        "mid",
    ]
)
ORDINAL_ENDS = ("st", "nd", "rd", "th")


@dataclass(slots=True)
class When:
    """A date as it was found: token places [first, last], its parts and its relation."""

    first: int
    last: int
    value: str
    relation: str = ""
    weak: bool = False


def day_number(low: str) -> int | None:
    """Return the day of a month that a word may be: 5, 5th."""
    core = low[:-2] if low.endswith(ORDINAL_ENDS) else low
    if core.isdecimal() and len(core) <= 2 and 1 <= int(core) <= 31:
        return int(core)
    return None


def month_at(items: list[Token], place: int) -> int | None:
    """Return the month that a word names, 1 to 12."""
    low = low_at(items, place)
    key = table("dates").get(low)
    if key is None or key[0] != "M":
        return None
    return int(key[1:])


def year_at(items: list[Token], place: int) -> str:
    """Return the year that stands at a place, "" where none does."""
    low = low_at(items, place)
    if len(low) == 4 and low.isdigit() and low[:2] in {"19", "20"}:
        return low
    return ""
