"""Days of a month, however written: 5 May, May 5th, 9, 16 and 23 October, 14/03, 2025-05-05."""

from __future__ import annotations

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.tokens import Token, low_at
from bothways.lens.facts.when import AMBIGUOUS, BEFORE_A_DATE, When, day_number, month_at, year_at


def iso_day(items: list[Token], place: int) -> When | None:
    """2026-05-05."""
    low = items[place].low
    if (
        len(low) == 4
        and low.isdigit()
        and low_at(items, place + 1) == "-"
        and low_at(items, place + 3) == "-"
    ):
        month, day = low_at(items, place + 2), low_at(items, place + 4)
        if month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return When(place, place + 4, f"Y{low} M{int(month)} D{int(day)}")
    return None


def day_with_signs(items: list[Token], place: int) -> When | None:
    """14/03, 31.01., 05.05.2026."""
    low = items[place].low
    parts = low.replace("/", ".").split(".")
    if len(parts) not in {2, 3} or not all(part.isdigit() for part in parts):
        return None
    dotted = "." in low and low_at(items, place + 1) == "." and not items[place + 1].spaced
    before = low_at(items, place - 1)
    if dotted and len(parts[-1]) == 1 and before not in {"by", "on", "until", "before", "since", "am"}:
        dotted = False  # "contributed 2.1." ends a sentence
    if "/" in low or len(parts) == 3 or (dotted and len(parts[0]) <= 2 and len(parts[1]) <= 2):
        got = _day_month(items, place, parts)
        if got is not None and dotted and place + 2 < len(items):
            got.last += 1
        return got
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
        and low_at(items, place - 1) in {"about", "ratio"}
    ):
        return None
    if first == second:
        return When(place, place, f"{year}M{first} D{first}")
    if first > 12:
        return When(place, place, f"{year}M{second} D{first}")
    if second > 12:
        return When(place, place, f"{year}M{first} D{second}")
    return When(place, place, f"{year}?{first}/{second}")


def day_first(items: list[Token], place: int, day: int) -> When | None:
    """5 May, 5th of May 2025, 9, 16 and 23 October."""
    at = place + 1
    if (
        low_at(items, at) == "."
        and not items[at].spaced
        and items[place].kind == "n"
        and low_at(items, at + 1) != "may"
    ):
        at += 1
    if low_at(items, at) == "of":
        at += 1
    if low_at(items, at) in {"-"}:
        at += 1
    month = month_at(items, at)
    if month is None:
        return _listed(items, place, day)
    if (
        low_at(items, at) in {"may", "march", "mar"}
        and not items[at].text[:1].isupper()
        and low_at(items, at + 1).isalpha()
        and at > place + 1
    ):
        return None
    year = year_at(items, at + 1)
    skip = 1
    if not year and low_at(items, at + 1) == ",":
        year, skip = year_at(items, at + 2), 2
    value = f"M{month} D{day}"
    return When(place, at + (skip if year else 0), f"Y{year} {value}" if year else value)


def _listed(items: list[Token], place: int, day: int) -> When | None:
    """The first of several days of one month: "9, 16 and 23 October", "5-9 May"."""
    at, steps = place, 0
    while (
        steps < 6
        and low_at(items, at + 1) in {",", "and", "or", "-", "to", "/"}
        and day_number(low_at(items, at + 2))
    ):
        at += 2
        steps += 1
        month = month_at(items, at + 1)
        if month is not None and (items[at + 1].text[:1].isupper() or low_at(items, at + 1) not in AMBIGUOUS):
            return When(place, place, f"M{month} D{day}")
    return None


def more_days(items: list[Token], got: When, month: int) -> list[When]:
    """The further days of "October 9, 16 and 23"."""
    more: list[When] = []
    at = got.last
    while low_at(items, at + 1) in {",", "and", "or", "-", "to"} and day_number(low_at(items, at + 2)):
        step = at + 2
        if (
            low_at(items, at + 1) in {",", "and"}
            and low_at(items, step + 1) in {"and", "or"}
            and low_at(items, at + 1) == "and"
        ):
            break
        behind = items[step + 1] if step + 1 < len(items) else None
        if (
            behind is not None
            and behind.kind != "p"
            and behind.low not in {"and", "or", "to", "i", "we", "on", "but"}
        ):
            break
        more.append(When(step, step, f"M{month} D{day_number(low_at(items, step))}"))
        at = step
    return more


def month_first(items: list[Token], place: int, month: int) -> When | None:
    """May 5, May 5th 2025, in May: None where "may" or "march" is a verb."""
    token = items[place]
    day = day_number(low_at(items, place + 1)) if place + 1 < len(items) else None
    after = low_at(items, place + 2)
    capital = token.text[:1].isupper()
    if (
        day is not None
        and not (after in table("scales") or after in {"%", "percent", "euro", "hours", "days"})
        and (token.low not in {"may", "march", "mar"} or capital or low_at(items, place - 1) in BEFORE_A_DATE)
    ):
        year, skip = year_at(items, place + 2), 1
        if not year and after == ",":
            year, skip = year_at(items, place + 3), 2
        last = place + 1 + (skip if year else 0)
        return When(place, last, f"Y{year} M{month} D{day}" if year else f"M{month} D{day}")
    if token.low in AMBIGUOUS:
        inside = low_at(items, place - 1) in BEFORE_A_DATE
        if token.low == "may":
            if not _may_is_a_month(items, place, capital):
                return None
        elif not inside and not capital:
            return None
    year = year_at(items, place + 1)
    return When(place, place + bool(year), f"Y{year} M{month}" if year else f"M{month}")


def _may_is_a_month(items: list[Token], place: int, capital: bool) -> bool:
    before, after = low_at(items, place - 1), low_at(items, place + 1)
    if before in BEFORE_A_DATE - {"that", "and", "this"}:
        return capital or after not in {"i", "we", "they", "you", "he", "she", "it"}
    if not capital:
        return False
    if items[place].first:
        return after in {":", "is", "was", "-", "figures", "numbers", "and", "saw", "brought", "had"}
    if before in {"the", "not"}:
        return after not in {"not", "be", "have"}
    return before in {",", "and", "or", "-", "(", ";", "of", "end", "mid", "early", "late"}
