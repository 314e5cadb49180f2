"""Hours and minutes: 17:00, 5:00 p.m., 5 o'clock."""

from __future__ import annotations

from bothways.lens.facts.lexicon import table
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
        got = _part_of_day(items, place + 1)
        return (got[0], got[1] + 1) if got else ("", 1)
    return _part_of_day(items, place)


def _part_of_day(items: list[Token], place: int) -> tuple[str, int] | None:
    """ "In the morning", "at night" behind an hour."""
    if low_at(items, place) == "in" and low_at(items, place + 1) == "the":
        got = {"morning": "am", "afternoon": "pm", "evening": "pm"}.get(low_at(items, place + 2))
        return (got, 3) if got else None
    return ("pm", 2) if (low_at(items, place), low_at(items, place + 1)) == ("at", "night") else None


def spoken_at(items: list[Token], place: int) -> When | None:
    """Ten past one, seven minutes past twelve, two minutes to six, seven in the morning: in words."""
    words = table("numbers")
    first = int(words.get(low_at(items, place), "0"))
    at = place + 1
    if not 1 <= first <= 29:
        return None
    minutes = low_at(items, at) in {"minute", "minutes"}
    at += minutes
    way, hour = low_at(items, at), int(words.get(low_at(items, at + 1), "0"))
    if (way == "past" or (way == "to" and minutes)) and 1 <= hour <= 12:
        total = hour * 60 + (first if way == "past" else -first)
        return When(place, at + 1, f"T{total // 60}:{total % 60:02d}")
    meridiem = None if minutes or first > 12 else meridiem_at(items, place + 1)
    return When(place, place + meridiem[1], hour_of(first, 0, meridiem[0])) if meridiem else None


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
