"""Dates, times of day, quarters and weeks: found, claimed, and with the relation in which they are meant."""

from __future__ import annotations

from bothways.lens.facts.days import day_first, day_with_signs, iso_day, month_first, more_days
from bothways.lens.facts.hours import clock_at, hour_of, meridiem_at
from bothways.lens.facts.lexicon import table
from bothways.lens.facts.periods import code_at, openers, period_at
from bothways.lens.facts.tokens import Token, Tokens, low_at
from bothways.lens.facts.when import AMBIGUOUS, BEFORE_A_DATE, ORDINAL_ENDS, When, day_number, year_at


def dates_of(found: Tokens, taken: bytearray) -> list[When]:
    """Return all dates and times of day, and claim their tokens."""
    items = found.items
    dates: list[When] = []
    opening = openers()
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        if token.kind == "p" or taken[place] or (token.kind == "w" and token.low not in opening):
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
            more = more_days(items, got, int(head[0][1:]))
            for one in more:
                one.relation = got.relation
            dates.extend(more)
        for claimed in range(got.first, dates[-1].last + 1):
            if items[claimed].kind != "p" or claimed <= got.last:
                taken[claimed] = 1
        place = dates[-1].last + 1
    return dates


def _date_at(items: list[Token], place: int) -> When | None:
    token = items[place]
    if token.kind == "n":
        return _numeric(items, place)
    if token.kind == "c" and token.low not in table("dates"):
        return period_at(items, place) if token.low.endswith(ORDINAL_ENDS) else code_at(items, place)
    key = table("dates").get(token.low)
    if key is not None:
        if key[0] == "M":
            return month_first(items, place, int(key[1:]))
        if token.low in AMBIGUOUS and not token.text[:1].isupper():
            return None
        if key[0] == "W" and token.low in AMBIGUOUS and not _stands_as_date(items, place):
            return None
        return When(place, place, key)
    return period_at(items, place)


def _stands_as_date(items: list[Token], place: int) -> bool:
    return low_at(items, place - 1) in BEFORE_A_DATE or (
        place + 1 < len(items) and items[place + 1].kind in "nc"
    )


def _numeric(items: list[Token], place: int) -> When | None:
    low = items[place].low
    if "." in low and low_at(items, place - 1) in table("currencies"):
        return None
    if ":" in low:
        return clock_at(items, place)
    got = iso_day(items, place) or day_with_signs(items, place)
    if got is not None or not low.isdigit():
        return got
    return _bare_number(items, place)


def _bare_number(items: list[Token], place: int) -> When | None:
    """20 past 11, 5 May, 3 pm, in 2024."""
    low = items[place].low
    hour = low_at(items, place + 2)
    if (
        low_at(items, place + 1) == "past"
        and hour.isdigit()
        and 1 <= int(hour[:4]) <= 12
        and int(low[:4]) < 60
    ):
        return When(place, place + 2, f"T{int(hour)}:{int(low):02d}")
    day = day_number(low)
    if day is not None:
        got = day_first(items, place, day)
        if got is not None:
            return got
    meridiem = meridiem_at(items, place + 1)
    if meridiem and 1 <= int(low[:4]) <= 12:
        return When(place, place + meridiem[1], hour_of(int(low), 0, meridiem[0]))
    if year_at(items, place) and low_at(items, place - 1) in BEFORE_A_DATE:
        return When(place, place, f"Y{low}")
    return None


def _relate(items: list[Token], got: When) -> None:
    """Read the words before a date: by, before, after, from, not later than, at the latest, due."""
    at = got.first - 1
    while at >= 0 and low_at(items, at) in {
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
    low, before = low_at(items, at), low_at(items, at - 1)
    relations = table("relations")
    if low == "than" and before in {"later", "earlier", "sooner"}:
        denied = low_at(items, at - 2) in {"no", "not", "never"}
        got.relation = (
            ("by" if denied else "after") if before == "later" else ("from" if denied else "before")
        )
    elif low == "ahead":
        got.relation = "before"
    elif low == "as" or (low in {"of", "from"} and before == "as"):
        got.relation = "from"
    elif (low, before) in {("to", "prior"), ("of", "ahead")}:
        got.relation = "before"
    elif low in relations:
        got.relation = relations[low] if relations[low] != "on" else ""
    if got.relation == "before" and got.value in {"RE", "RX", "RY", "RZ", "end y"}:
        got.relation = "by"  # "before the week is over"
    tail = [low_at(items, got.last + step) for step in range(1, 4)]
    if tail[:3] == ["at", "the", "latest"] or tail[:2] == ["or", "earlier"] or tail[:2] == ["or", "sooner"]:
        got.relation = "by"
    if tail[:2] in (["at", "the"],) and tail[2:] == ["earliest"]:
        got.relation = "from"
    if tail[:2] == ["or", "later"] or tail[:1] == ["onwards"] or tail[:1] == ["onward"]:
        got.relation = "from"
