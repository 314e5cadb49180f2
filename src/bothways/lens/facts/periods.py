"""Days and periods that are told by a word: next week, the fourth quarter, the 12th, end of May, now."""

from __future__ import annotations

from functools import cache

from bothways.lens.facts.days import day_first
from bothways.lens.facts.hours import hour_of, spoken_at
from bothways.lens.facts.lexicon import table
from bothways.lens.facts.tokens import Token, low_at
from bothways.lens.facts.when import When, day_number, month_at, year_at

_PERIODS = {"week": "w", "month": "mo", "quarter": "q", "year": "y", "weekend": "we", "half": "half", "summer": "su",
            "winter": "wi", "spring": "sp", "autumn": "au", "fall": "au", "morning": "am", "afternoon": "pm",
            "evening": "ev", "night": "night", "day": "d"}  # fmt: skip
_WHICH = {"this": "0", "last": "-1", "past": "-1", "previous": "-1", "next": "1", "coming": "1", "current": "0",
          "following": "1"}  # fmt: skip
# What may stand behind "the 5th" where it is a day: "the 5th floor" is none.
_AFTER_DAY = frozenset(
    [
        "it",
        "we",
        "i",
        "he",
        "she",
        "they",
        "you",
        "this",
        "that",
        "please",
        "but",
        "as",
        "since",
        "until",
        "instead",
        "latest",
        "and",
        "or",
        "if",
        "unless",
        "in",
        "at",
        "for",
        "so",
        "because",
        "then",
        "otherwise",
        "to",
        "with",
        "is",
        "was",
    ]
) | frozenset(["", ".", ",", ";", "!", "?", "\n", ":", ")", "-"])
_PARTS_OF_DAY = {
    "morning": "am",
    "afternoon": "pm",
    "evening": "ev",
}


@cache
def openers() -> frozenset[str]:
    """Return the words that a date or time may begin with: at any other word none is looked for."""
    named = ("end", "half", "quarter", "now", "noon", "midday", "midnight", "lunchtime", "week", "immediately", "asap", "at",
             "year", "month", "day", "close", "lunch", "morning", "afternoon", "evening")  # fmt: skip
    return frozenset([*table("dates"), *_WHICH, *table("ordinals"), *table("numbers"), *named])


def period_at(items: list[Token], place: int) -> When | None:  # noqa: C901, PLR0912 - cases, read in order
    """Next week, the 12th, end of May, half past two, noon, tonight, now."""
    low = items[place].low
    after = low_at(items, place + 1)
    day = day_number(low) if not low.isdigit() else None
    if low in _WHICH:
        return _which(items, place)
    if low in table("ordinals") or day is not None:
        return _ordinal_date(items, place, day)
    if low == "end" and after in {"of", "-"}:
        return _end_of(items, place)
    if low in {"half", "quarter"} and after in {"past", "to"}:
        number = table("numbers").get(low_at(items, place + 2), low_at(items, place + 2))
        if number.isdigit() and 1 <= int(number) <= 12:
            minutes = (30 if low == "half" else 15) * (1 if after == "past" else -1)
            total = int(number) * 60 + minutes
            return When(place, place + 2, f"T{total // 60}:{total % 60:02d}")
    if low in table("numbers"):
        return spoken_at(items, place)
    if low == "now":
        return When(place, place, "now", weak=True)
    if low in {"noon", "midday"}:
        return When(place, place, "T12:00")
    if low == "midnight":
        return When(place, place, "T0:00")
    if low == "lunchtime" or (low == "lunch" and low_at(items, place - 1) in _UP_TO):
        return When(place, place, "lunch")
    if low == "close" and after in {"of", "-"} and low_at(items, place + 2) in {"business", "play"}:
        return When(place, place + 2, "RE")
    if low in _ENDS:
        return _ending(items, place)
    if low in {"immediately", "asap"} or (low == "at" and after == "once"):
        return When(place, place + (low == "at"), "now", weak=True)
    if (
        low in _PARTS_OF_DAY
        and place
        and low_at(items, place - 1) not in {"good", "hi"}
        and not items[place].first
    ):
        return When(place, place, _PARTS_OF_DAY[low])
    return None


# What the end of a period is called: "eod", "end of the month", "month-end", "when the month ends".
_ENDS = {"day": "RE", "week": "RX", "month": "RY", "quarter": "RZ", "year": "end y"}
_UP_TO = frozenset(["by", "before", "until", "till", "after"])


def _ending(items: list[Token], place: int) -> When | None:
    """Month-end, the week's end, when the month ends, before the day is out; week 49."""
    low, after = low_at(items, place), low_at(items, place + 1)
    if low == "week" and after.isdigit() and len(after) <= 2:
        return When(place, place + 1, f"CW{int(after)}")
    if after == "-" and low_at(items, place + 2) == "end":
        return When(place, place + 2, _ENDS[low])
    if after in {"end", "ends", "closes"} and low_at(items, place - 1) not in {
        "last",
        "next",
        "each",
        "every",
    }:
        return When(place, place + 1, _ENDS[low])
    if after in {"is", "be"} and low_at(items, place + 2) in {"out", "over", "up", "through"}:
        return When(place, place + 2, _ENDS[low])
    return None


def _which(items: list[Token], place: int) -> When | None:
    low, after = low_at(items, place), low_at(items, place + 1)
    if low == "last" and after == "day" and low_at(items, place + 2) == "of":
        got = _end_of(items, place + 1)
        return got and When(place, got.last, got.value)
    if after in _ENDS and (ending := _ending(items, place + 1)) is not None and low in {"this", "current"}:
        return When(place, ending.last, ending.value)
    if (low, after) in {("this", "evening"), ("this", "night")}:
        return When(place, place + 1, "RN")
    if (
        after in _PERIODS
        and low_at(items, place + 2) != "one"
        and not (after == "day" and low in {"last", "next"})
    ):
        return When(place, place + 1, f"{_WHICH[low]}{_PERIODS[after]}")
    key = table("dates").get(after)
    if key is not None and key[0] in "MW" and low in {"this", "last", "next", "coming"}:
        if after == "may" and not items[place + 1].text[:1].isupper():
            return None
        return When(place, place + 1, key if low in {"this", "coming"} else f"{_WHICH[low]}:{key}")
    return None


def _ordinal_date(items: list[Token], place: int, day: int | None) -> When | None:
    """The 12th, the 5th of May, fourth quarter, first half."""
    low, after = low_at(items, place), low_at(items, place + 1)
    number = day if day is not None else int(table("ordinals")[low])
    if after == "quarter" and number <= 4:
        return When(place, place + 1, f"Q{number}")
    if after == "half" and number <= 2 and low_at(items, place - 1) in {"the", "in", "for"}:
        return When(place, place + 1, f"H{number}")
    got = day_first(items, place, number)
    if got is not None:
        return got
    if day is not None and low_at(items, place - 1) in {"the", "by", "on", "before", "until", "since"} and (
        after in _AFTER_DAY
        or (place + 1 < len(items) and items[place + 1].kind in "nc")
        or after in table("dates")
    ):  # fmt: skip
        return When(place, place, f"D{number}")
    return None


def _end_of(items: list[Token], place: int) -> When | None:
    at = place + 2
    if low_at(items, at) in {"the", "this"}:
        at += 1
    low = low_at(items, at)
    if low in {"business", "working", "work"} and low_at(items, at + 1) == "day":
        return When(place, at + 1, "RE")
    if low == "today":
        return When(place, at, "RE")
    if low in _ENDS:
        return When(place, at, _ENDS[low])
    month = month_at(items, at)
    if month is not None:
        return When(place, at, f"end M{month}")
    if low[:1] in "qh" and low[1:] in {"1", "2", "3", "4"} and len(low) == 2:
        return When(place, at, f"end {low.upper()}")
    return None


def code_at(items: list[Token], place: int) -> When | None:
    """5pm, Q4, H1, CW12: letters and digits in one."""
    low = items[place].low
    meridiem = low[-2:]
    if meridiem in {"am", "pm"} and low[:-2].isdigit() and 1 <= int(low[:-2]) <= 12:
        return When(place, place, hour_of(int(low[:-2]), 0, meridiem))
    if low == "2day":
        return When(place, place, "R0")
    if len(low) == 2 and low[0] in "qh" and low[1] in "1234":
        year = year_at(items, place + 1)
        return When(place, place + bool(year), f"Y{year} {low.upper()}" if year else low.upper())
    if low[:2] in {"cw", "kw"} and low[2:].isdigit():
        return When(place, place, f"CW{int(low[2:])}")
    return None
