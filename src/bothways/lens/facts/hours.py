"""Hours and minutes: 17:00, 5:00 p.m., 5 o'clock."""

from __future__ import annotations

from bothways.lens.facts.tokens import Token, low_at
from bothways.lens.facts.when import When


def meridiem_at(items: list[Token], place: int) -> tuple[str, int] | None:
    """Return am, pm or "" (o'clock) behind an hour, with how many tokens it takes."""
    low = low_at(items, place)
    if low in {"am", "pm"}:
        return low, 1
    if low in {"a", "p"} and low_at(items, place + 1) == "." and low_at(items, place + 2) == "m":
        return low + "m", 4 if low_at(items, place + 3) == "." and not items[place + 3].spaced else 3
    if low in {"o'clock", "oclock"}:
        return "", 1
    return None


def hour_of(hour: int, minute: int, meridiem: str) -> str:
    """Return the value of an hour.

    >>> hour_of(5, 0, "pm"), hour_of(12, 30, "am")
    ('T17:00', 'T0:30')
    """
    if meridiem == "pm" and hour < 12:
        hour += 12
    if meridiem == "am" and hour == 12:
        hour = 0
    return f"T{hour}:{minute:02d}"


def clock_at(items: list[Token], place: int) -> When | None:
    """17:00, 5:00 pm."""
    hour, _, minute = items[place].low.partition(":")
    if not (hour.isdigit() and minute.isdigit() and len(hour) <= 2 and len(minute) == 2):
        return None
    if int(hour) > 24 or int(minute) > 59:
        return None
    meridiem = meridiem_at(items, place + 1)
    last = place + (meridiem[1] if meridiem else 0)
    return When(place, last, hour_of(int(hour), int(minute), meridiem[0] if meridiem else ""))
