"""Dates, times of day, quarters and weeks, with the relation in which they are meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bothways.lens.facts.lexicon import table, words
from bothways.lens.facts.tokens import Token, Tokens

_PERIODS = {"week": "w", "month": "mo", "quarter": "q", "year": "y", "weekend": "we", "half": "half", "summer": "su",
            "winter": "wi", "spring": "sp", "autumn": "au", "fall": "au", "morning": "am", "afternoon": "pm",
            "evening": "ev", "night": "night", "day": "d"}  # fmt: skip
_WHICH = {"this": "0", "last": "-1", "past": "-1", "previous": "-1", "next": "1", "coming": "1", "current": "0",
          "following": "1"}  # fmt: skip
_AMBIGUOUS = frozenset(["may", "march", "mar", "sat", "sun", "mon", "wed", "jan", "second", "dec"])
_DATE_PREPOSITIONS = frozenset(
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
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
_PARTS_OF_DAY = {
    "morning": "am",
    "afternoon": "pm",
    "evening": "ev",
    "noon": "T12:00",
    "lunchtime": "lunch",
    "night": "night",
}


@dataclass(slots=True)
class When:
    """A date as it was found: token places [first, last], its parts and its relation."""

    first: int
    last: int
    value: str
    relation: str = ""
    weak: bool = False


def dates_of(found: Tokens, taken: bytearray) -> list[When]:
    """Return all dates and times of day, and claim their tokens."""
    items = found.items
    dates: list[When] = []
    openers = _openers()
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        if token.kind == "p" or taken[place] or (token.kind == "w" and token.low not in openers):
            place += 1
            continue
        got = _date_at(items, place)
        if got is None:
            place += 1
            continue
        _relate(items, got)
        dates.append(got)
        head = got.value.split()
        if len(head) == 2 and head[0][0] == "M" and token.kind == "w" and token.low in table("dates"):
            more = _more_days(items, got, int(head[0][1:]))
            for one in more:
                one.relation = got.relation
            dates.extend(more)
        for claimed in range(got.first, dates[-1].last + 1):
            if items[claimed].kind != "p" or claimed <= got.last:
                taken[claimed] = 1
        place = dates[-1].last + 1
    return dates


def _low(items: list[Token], place: int) -> str:
    return items[place].low if 0 <= place < len(items) else ""


def _day_number(low: str) -> int | None:
    core = low[:-2] if low.endswith(_ORDINAL_ENDS) else low
    if core.isdecimal() and len(core) <= 2 and 1 <= int(core) <= 31:
        return int(core)
    return None


def _month(items: list[Token], place: int) -> int | None:
    low = _low(items, place)
    key = table("dates").get(low)
    if key is None or key[0] != "M":
        return None
    return int(key[1:])


def _year(items: list[Token], place: int) -> str:
    low = _low(items, place)
    if len(low) == 4 and low.isdigit() and low[:2] in {"19", "20"}:
        return low
    return ""


def _date_at(items: list[Token], place: int) -> When | None:
    token = items[place]
    if token.kind == "n":
        return _numeric(items, place)
    if token.kind == "c" and token.low not in table("dates"):
        return _relative(items, place) if token.low.endswith(_ORDINAL_ENDS) else _code(items, place)
    key = table("dates").get(token.low)
    if key is not None:
        if key[0] == "M":
            return _month_first(items, place, int(key[1:]))
        if token.low in _AMBIGUOUS and not token.text[:1].isupper():
            return None
        if key[0] == "W" and token.low in _AMBIGUOUS and not _stands_as_date(items, place):
            return None
        return When(place, place, key)
    return _relative(items, place)


def _stands_as_date(items: list[Token], place: int) -> bool:
    return _low(items, place - 1) in _DATE_PREPOSITIONS or (
        place + 1 < len(items) and items[place + 1].kind in "nc"
    )


def _numeric(items: list[Token], place: int) -> When | None:
    low = items[place].low
    if "." in low and _low(items, place - 1) in table("currencies"):
        return None
    if ":" in low:
        return _clock(items, place)
    got = _iso(items, place) or _with_signs(items, place)
    if got is not None or not low.isdigit():
        return got
    return _bare_number(items, place)


def _iso(items: list[Token], place: int) -> When | None:
    """2026-05-05."""
    low = items[place].low
    if len(low) == 4 and low.isdigit() and _low(items, place + 1) == "-" and _low(items, place + 3) == "-":
        month, day = _low(items, place + 2), _low(items, place + 4)
        if month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return When(place, place + 4, f"Y{low} M{int(month)} D{int(day)}")
    return None


def _with_signs(items: list[Token], place: int) -> When | None:
    """14/03, 31.01., 05.05.2026."""
    low = items[place].low
    parts = low.replace("/", ".").split(".")
    if len(parts) not in {2, 3} or not all(part.isdigit() for part in parts):
        return None
    dotted = "." in low and _low(items, place + 1) == "." and not items[place + 1].spaced
    before = _low(items, place - 1)
    if dotted and len(parts[-1]) == 1 and before not in {"by", "on", "until", "before", "since", "am"}:
        dotted = False  # "contributed 2.1." ends a sentence
    if "/" in low or len(parts) == 3 or (dotted and len(parts[0]) <= 2 and len(parts[1]) <= 2):
        got = _day_month(items, place, parts)
        if got is not None and dotted and place + 2 < len(items):
            got.last += 1
        return got
    return None


def _bare_number(items: list[Token], place: int) -> When | None:
    """20 past 11, 5 May, 3 pm, in 2024."""
    low = items[place].low
    hour = _low(items, place + 2)
    if _low(items, place + 1) == "past" and hour.isdigit() and 1 <= int(hour[:4]) <= 12 and int(low[:4]) < 60:
        return When(place, place + 2, f"T{int(hour)}:{int(low):02d}")
    day = _day_number(low)
    if day is not None:
        got = _day_first(items, place, day)
        if got is not None:
            return got
    meridiem = _meridiem(items, place + 1)
    if meridiem and 1 <= int(low[:4]) <= 12:
        return When(place, place + meridiem[1], _hour(int(low), 0, meridiem[0]))
    if _year(items, place) and _low(items, place - 1) in _DATE_PREPOSITIONS:
        return When(place, place, f"Y{low}")
    return None


def _day_month(items: list[Token], place: int, parts: list[str]) -> When | None:
    first, second = int(parts[0][:4]), int(parts[1][:4])
    year = ""
    if len(parts) == 3:
        if len(parts[0]) == 4:
            return When(place, place, f"Y{parts[0]} M{second} D{int(parts[2][:4])}")
        year = f"Y{parts[2] if len(parts[2]) == 4 else '20' + parts[2]} "
    if "." in items[place].low:
        if second > 12 or first > 31 or not first or not second:
            return None
        return When(place, place, f"{year}M{second} D{first}")
    if not min(first, second) >= 1 or max(first, second) > 31 or min(first, second) > 12:
        return None
    if (
        len(parts) == 2
        and parts[0][0] != "0"
        and parts[1][0] != "0"
        and _low(items, place - 1) in {"about", "ratio"}
    ):
        return None
    if first == second:
        return When(place, place, f"{year}M{first} D{first}")
    if first > 12:
        return When(place, place, f"{year}M{second} D{first}")
    if second > 12:
        return When(place, place, f"{year}M{first} D{second}")
    return When(place, place, f"{year}?{first}/{second}")


def _day_first(items: list[Token], place: int, day: int) -> When | None:
    """5 May, 5th of May 2025, 9, 16 and 23 October."""
    at = place + 1
    if (
        _low(items, at) == "."
        and not items[at].spaced
        and items[place].kind == "n"
        and _low(items, at + 1) != "may"
    ):
        at += 1
    if _low(items, at) == "of":
        at += 1
    if _low(items, at) in {"-"}:
        at += 1
    month = _month(items, at)
    if month is None:
        return _listed(items, place, day)
    if (
        _low(items, at) in {"may", "march", "mar"}
        and not items[at].text[:1].isupper()
        and _low(items, at + 1).isalpha()
        and at > place + 1
    ):
        return None
    year = _year(items, at + 1)
    skip = 1
    if not year and _low(items, at + 1) == ",":
        year, skip = _year(items, at + 2), 2
    value = f"M{month} D{day}"
    return When(place, at + (skip if year else 0), f"Y{year} {value}" if year else value)


def _more_days(items: list[Token], got: When, month: int) -> list[When]:
    """The further days of "October 9, 16 and 23"."""
    more: list[When] = []
    at = got.last
    while _low(items, at + 1) in {",", "and", "or", "-", "to"} and _day_number(_low(items, at + 2)):
        step = at + 2
        if (
            _low(items, at + 1) in {",", "and"}
            and _low(items, step + 1) in {"and", "or"}
            and _low(items, at + 1) == "and"
        ):
            break
        behind = items[step + 1] if step + 1 < len(items) else None
        if (
            behind is not None
            and behind.kind != "p"
            and behind.low not in {"and", "or", "to", "i", "we", "on", "but"}
        ):
            break
        more.append(When(step, step, f"M{month} D{_day_number(_low(items, step))}"))
        at = step
    return more


def _listed(items: list[Token], place: int, day: int) -> When | None:
    """The first of several days of one month: "9, 16 and 23 October", "5-9 May"."""
    at, steps = place, 0
    while (
        steps < 6
        and _low(items, at + 1) in {",", "and", "or", "-", "to", "/"}
        and _day_number(_low(items, at + 2))
    ):
        at += 2
        steps += 1
        month = _month(items, at + 1)
        if month is not None and (items[at + 1].text[:1].isupper() or _low(items, at + 1) not in _AMBIGUOUS):
            return When(place, place, f"M{month} D{day}")
    return None


def _month_first(items: list[Token], place: int, month: int) -> When | None:
    token = items[place]
    day = _day_number(_low(items, place + 1)) if place + 1 < len(items) else None
    after = _low(items, place + 2)
    capital = token.text[:1].isupper()
    if (
        day is not None
        and not (after in table("scales") or after in {"%", "percent", "euro", "hours", "days"})
        and (
            token.low not in {"may", "march", "mar"}
            or capital
            or _low(items, place - 1) in _DATE_PREPOSITIONS
        )
    ):
        year, skip = _year(items, place + 2), 1
        if not year and after == ",":
            year, skip = _year(items, place + 3), 2
        last = place + 1 + (skip if year else 0)
        return When(place, last, f"Y{year} M{month} D{day}" if year else f"M{month} D{day}")
    if token.low in _AMBIGUOUS:
        inside = _low(items, place - 1) in _DATE_PREPOSITIONS
        if token.low == "may":
            if not _may_is_a_month(items, place, capital):
                return None
        elif not inside and not capital:
            return None
    year = _year(items, place + 1)
    return When(place, place + bool(year), f"Y{year} M{month}" if year else f"M{month}")


def _may_is_a_month(items: list[Token], place: int, capital: bool) -> bool:
    before, after = _low(items, place - 1), _low(items, place + 1)
    if before in _DATE_PREPOSITIONS - {"that", "and", "this"}:
        return capital or after not in {"i", "we", "they", "you", "he", "she", "it"}
    if not capital:
        return False
    if items[place].first:
        return after in {":", "is", "was", "-", "figures", "numbers", "and", "saw", "brought", "had"}
    if before in {"the", "not"}:
        return after not in {"not", "be", "have"}
    return before in {",", "and", "or", "-", "(", ";", "of", "end", "mid", "early", "late"}


def _meridiem(items: list[Token], place: int) -> tuple[str, int] | None:
    low = _low(items, place)
    if low in {"am", "pm"}:
        return low, 1
    if low in {"a", "p"} and _low(items, place + 1) == "." and _low(items, place + 2) == "m":
        return low + "m", 4 if _low(items, place + 3) == "." and not items[place + 3].spaced else 3
    if low in {"o'clock", "oclock"}:
        return "", 1
    return None


def _hour(hour: int, minute: int, meridiem: str) -> str:
    if meridiem == "pm" and hour < 12:
        hour += 12
    if meridiem == "am" and hour == 12:
        hour = 0
    return f"T{hour}:{minute:02d}"


def _clock(items: list[Token], place: int) -> When | None:
    hour, _, minute = items[place].low.partition(":")
    if not (hour.isdigit() and minute.isdigit() and len(hour) <= 2 and len(minute) == 2):
        return None
    if int(hour) > 24 or int(minute) > 59:
        return None
    meridiem = _meridiem(items, place + 1)
    last = place + (meridiem[1] if meridiem else 0)
    return When(place, last, _hour(int(hour), int(minute), meridiem[0] if meridiem else ""))


def _code(items: list[Token], place: int) -> When | None:
    low = items[place].low
    meridiem = low[-2:]
    if meridiem in {"am", "pm"} and low[:-2].isdigit() and 1 <= int(low[:-2]) <= 12:
        return When(place, place, _hour(int(low[:-2]), 0, meridiem))
    if low == "2day":
        return When(place, place, "R0")
    if len(low) == 2 and low[0] in "qh" and low[1] in "1234":
        year = _year(items, place + 1)
        return When(place, place + bool(year), f"Y{year} {low.upper()}" if year else low.upper())
    if low[:2] in {"cw", "kw"} and low[2:].isdigit():
        return When(place, place, f"CW{int(low[2:])}")
    return None


@cache
def _openers() -> frozenset[str]:
    """Return the words that a date or time may begin with: at any other word none is looked for."""
    named = ("end", "half", "quarter", "now", "noon", "midday", "midnight", "lunchtime", "week", "immediately", "asap", "at",
             "year", "month", "morning", "afternoon", "evening")  # fmt: skip
    return frozenset([*table("dates"), *_WHICH, *table("ordinals"), *table("numbers"), *named])


def _relative(items: list[Token], place: int) -> When | None:  # noqa: C901, PLR0912 - cases, read in order
    low = items[place].low
    after = _low(items, place + 1)
    day = _day_number(low) if not low.isdigit() else None
    if low in _WHICH:
        return _which(items, place)
    if low in table("ordinals") or day is not None:
        return _ordinal_date(items, place, day)
    if low == "end" and after in {"of", "-"}:
        return _end_of(items, place)
    if low in {"half", "quarter"} and after in {"past", "to"}:
        number = table("numbers").get(_low(items, place + 2), _low(items, place + 2))
        if number.isdigit() and 1 <= int(number) <= 12:
            minutes = (30 if low == "half" else 15) * (1 if after == "past" else -1)
            total = int(number) * 60 + minutes
            return When(place, place + 2, f"T{total // 60}:{total % 60:02d}")
    if low in table("numbers") and after in {"o'clock", "oclock"}:
        return When(place, place + 1, _hour(int(table("numbers")[low]), 0, ""))
    if low == "now":
        return When(place, place, "now", weak=True)
    if low in {"noon", "midday"}:
        return When(place, place, "T12:00")
    if low == "midnight":
        return When(place, place, "T0:00")
    if low == "lunchtime":
        return When(place, place, "lunch")
    if low == "week" and after.isdigit() and len(after) <= 2:
        return When(place, place + 1, f"CW{int(after)}")
    if low in {"immediately", "asap"} or (low == "at" and after == "once"):
        return When(place, place + (low == "at"), "now", weak=True)
    if low in {"year", "month", "quarter", "week"} and after == "-" and _low(items, place + 2) == "end":
        return When(place, place + 2, f"end {_PERIODS[low]}")
    if (
        low in {"morning", "afternoon", "evening"}
        and place
        and _low(items, place - 1) not in {"good", "hi"}
        and not items[place].first
    ):
        return When(place, place, _PARTS_OF_DAY[low])
    return None


def _which(items: list[Token], place: int) -> When | None:
    low, after = _low(items, place), _low(items, place + 1)
    if (
        after in _PERIODS
        and _low(items, place + 2) != "one"
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
    low, after = _low(items, place), _low(items, place + 1)
    number = day if day is not None else int(table("ordinals")[low])
    if after == "quarter" and number <= 4:
        return When(place, place + 1, f"Q{number}")
    if after == "half" and number <= 2 and _low(items, place - 1) in {"the", "in", "for"}:
        return When(place, place + 1, f"H{number}")
    got = _day_first(items, place, number)
    if got is not None:
        return got
    if day is not None and _low(items, place - 1) in {"the", "by", "on", "before", "until", "since"} and (
        after in _AFTER_DAY
        or (place + 1 < len(items) and items[place + 1].kind in "nc")
        or after in table("dates")
    ):  # fmt: skip
        return When(place, place, f"D{number}")
    return None


def _end_of(items: list[Token], place: int) -> When | None:
    at = place + 2
    if _low(items, at) in {"the", "this"}:
        at += 1
    low = _low(items, at)
    if low == "business" and _low(items, at + 1) == "day":
        return When(place, at + 1, "RE")
    if low in {"day", "week", "month", "quarter", "year"}:
        return When(
            place, at, {"day": "RE", "week": "RX", "month": "RY", "quarter": "RZ", "year": "end y"}[low]
        )
    month = _month(items, at)
    if month is not None:
        return When(place, at, f"end M{month}")
    if low[:1] in "qh" and low[1:] in {"1", "2", "3", "4"} and len(low) == 2:
        return When(place, at, f"end {low.upper()}")
    return None


def _relate(items: list[Token], got: When) -> None:
    """Read the words before a date: by, before, after, from, not later than, at the latest, due."""
    at = got.first - 1
    while at >= 0 and _low(items, at) in {
        "the",
        "this",
        "coming",
        "early",
        "late",
        "mid",
        "end",
        "of",
        "and",
        ",",
    }:
        at -= 1
        if got.first - at > 4:
            break
    low, before = _low(items, at), _low(items, at - 1)
    relations = table("relations")
    if low == "than" and before in {"later", "earlier", "sooner"}:
        denied = _low(items, at - 2) in {"no", "not", "never"}
        got.relation = (
            ("by" if denied else "after") if before == "later" else ("from" if denied else "before")
        )
    elif low == "ahead":
        got.relation = "before"
    elif low == "as" or (low in {"of", "from"} and before == "as"):
        got.relation = "from"
    elif (low, before) in {("to", "prior"), ("of", "ahead"), ("than", "earlier")}:
        got.relation = "before"
    elif low in relations:
        got.relation = relations[low]
        if low in words("relations", "on"):
            got.relation = ""
    elif low == "than" and before in {"sooner"}:
        got.relation = "from"
    tail = [_low(items, got.last + step) for step in range(1, 4)]
    if tail[:3] == ["at", "the", "latest"] or tail[:2] == ["or", "earlier"] or tail[:2] == ["or", "sooner"]:
        got.relation = "by"
    if tail[:2] in (["at", "the"],) and tail[2:] == ["earliest"]:
        got.relation = "from"
    if tail[:2] == ["or", "later"] or tail[:1] == ["onwards"] or tail[:1] == ["onward"]:
        got.relation = "from"
