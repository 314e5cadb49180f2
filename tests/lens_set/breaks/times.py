"""Breaks dates, weekdays, deadlines and their relations."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lens_set.breaks.amounts import MONTH, amounts
from lens_set.breaks.scene import Break, Scene, exchange, found, like

__all__ = ["DATE", "date_changed", "deadline_dropped", "relation_changed", "weekday_changed"]

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = (
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
)
WEEKDAY = re.compile(rf"\b(?:{'|'.join(DAYS)}|{'|'.join(DAYS).lower()})(?=s?\b)")
NEAR = {
    "the day after tomorrow": "tomorrow", "today": "tomorrow", "tonight": "tomorrow night", "tomorrow": "next week",
    "yesterday": "last week", "this morning": "yesterday morning", "this afternoon": "tomorrow afternoon",
    "last week": "this week", "next week": "this week", "this week": "next week", "last month": "this month",
    "next month": "this month", "this month": "next month", "this quarter": "next quarter",
    "next quarter": "this quarter", "last quarter": "this quarter", "this year": "last year",
    "last year": "this year", "next year": "this year",
}  # fmt: skip
NEARBY = re.compile(rf"\b(?:{'|'.join(sorted(NEAR, key=len, reverse=True))})\b(?!['’]s)", re.IGNORECASE)
# "May" alone is a month only after a word that leads to one.
ALONE = re.compile(
    rf"\b(?:in|since|until|from|by|before|after|for|of|is|{MONTH} and)\s(?P<w>{MONTH})\b(?!\s\d)"
)
PART = re.compile(r"\b(?P<w>first|second|third|fourth)\s(?:quarter|half)\b", re.IGNORECASE)
PARTS = {"first": "second", "second": "first", "third": "fourth", "fourth": "third"}

DATE = (
    rf"(?:(?:the\s)?(?:end\sof\s)?(?:(?:{'|'.join(DAYS)})\b|(?:{MONTH})\b|\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}\s{MONTH}\b"
    rf"|\d{{1,2}}[:/.]\d\d\b|\d{{1,2}}\s?(?:am|pm)\b|[QH][1-4]\b|20\d\d\b|week\s\d+|day\s(?:one|two|three)"
    r"|today|tomorrow|tonight|noon|midnight|lunchtime|Christmas|Easter|next\s(?:week|month|quarter|year)"
    r"|(?:the\s)?(?:weekend|quarter|month|year|week)\b|mid-\w+))"
)
RELATIONS = [
    (re.compile(r"\b(?P<w>no\slater\sthan|not\slater\sthan)(?=\s)", re.IGNORECASE), "no earlier than"),
    (re.compile(rf"\b(?P<w>by)\s(?={DATE})", re.IGNORECASE), "after"),
    (re.compile(rf"\b(?P<w>ahead\sof|prior\sto)\s(?={DATE})", re.IGNORECASE), "after"),
    (re.compile(r"\b(?P<w>before)\s(?=\w)", re.IGNORECASE), "after"),
    (re.compile(rf"\b(?P<w>after)\s(?={DATE}|the\s|\d)", re.IGNORECASE), "before"),
    (re.compile(rf"\b(?P<w>until|till|up\sto)\s(?={DATE})", re.IGNORECASE), "from"),
    (
        re.compile(
            rf"\b(?P<w>since|as\sof|starting|from)\s(?={DATE})(?!{DATE}\s(?:to|till|until|through)\b)(?!\S+\s(?:to|till|until)\b)",
            re.IGNORECASE,
        ),
        "until",
    ),
    (re.compile(rf"\b(?P<w>on)\s(?={DATE})", re.IGNORECASE), "before"),
    (re.compile(r"\b(?P<w>within)\s(?=\d|the\s|two|three|four|five|ten|an?\s)", re.IGNORECASE), "after"),
]
ENDS = re.compile(
    rf"\s?\b(?:by|before|no\slater\sthan|until|ahead\sof)\s{DATE}(?:\s{MONTH}\b|\s\d{{1,2}}(?:st|nd|rd|th)?\b"
    rf"|,?\s\d{{1,2}}:\d\d|\s(?:at\s)?(?:noon|midnight)|\sof\s{MONTH})*",
    re.IGNORECASE,
)


def date_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A day, month, year, week, quarter or hour later or earlier; today for tomorrow."""
    for one in amounts(scene):
        if one.kind == "date":
            old = scene.text[one.start : one.end]
            new = _shifted(old, rng)
            if new != old:
                yield ((one.start, one.end, new),), f"{old!r} became {new!r}"
    for at in found(scene, ALONE):
        old = at["w"]
        row = MONTHS[0] if old in MONTHS[0] else MONTHS[1]
        if old in row:
            new = row[(row.index(old) + 1) % 12]
            yield ((*at.span("w"), new),), f"{old!r} became {new!r}"
    yield from exchange(scene, NEARBY, NEAR)
    yield from exchange(scene, PART, PARTS)


def weekday_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """Another day of the week."""
    for at in found(scene, WEEKDAY):
        old = at[0]
        i = DAYS.index(old.capitalize())
        new = DAYS[(i + rng.choice((1, 2, 6))) % 7]
        new = new if old[0].isupper() else new.lower()
        yield ((*at.span(), new),), f"{old!r} became {new!r}"


def relation_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """By becomes after, before becomes after, until becomes from, on becomes before."""
    for pattern, new in RELATIONS:
        for at in found(scene, pattern):
            if (
                re.search(r"\b(?:day|days|week|weeks|long|shortly|the)\s$", scene.text[: at.start("w")])
                and new == "after"
            ):
                continue
            yield ((*at.span("w"), like(new, at["w"])),), f"{at['w']!r} became {new!r}: {at[0]!r}"


def deadline_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A deadline is left out."""
    for at in found(scene, ENDS):
        if at.start() and not scene.begins(at.start()) and at[0][0] == " ":
            yield ((*at.span(), ""),), f"{at[0].strip()!r} is lost"


def _shifted(old: str, rng: random.Random) -> str:
    if part := re.fullmatch(r"([QH])([1-4])", old):
        return part[1] + str(int(part[2]) % (4 if part[1] == "Q" else 2) + 1)
    if re.fullmatch(r"(?:19|20)\d\d", old):
        return str(int(old) + rng.choice((-1, 1)))
    if part := re.match(r"(\d{1,2})(:\d\d|.*[ap]\.?m\.?$)", old, re.IGNORECASE):
        hour, top = int(part[1]), 12 if re.search(r"m\.?$", old, re.IGNORECASE) else 23
        return f"{hour + 1 if hour < top else hour - 1:0{len(part[1])}d}" + old[part.end(1) :]
    if part := re.match(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?=\s(?:of\s)?{MONTH})", old):
        return (
            _day(part[1]) + (_ending(_day(part[1])) if part.end() > part.end(1) else "") + old[part.end() :]
        )
    if part := re.search(r"(\d{1,2})(st|nd|rd|th)?(?=\D*$)", old):
        return (
            old[: part.start()]
            + _day(part[1])
            + (_ending(_day(part[1])) if part[2] else "")
            + old[part.end() :]
        )
    if part := re.match(r"\d+", old):
        return _day(part[0]) + old[part.end() :]
    return re.sub(r"one$|two$|three$", lambda at: {"one": "two", "two": "three", "three": "one"}[at[0]], old)


def _day(digits: str) -> str:
    day = int(digits)
    return f"{day + 1 if day < 28 else day - 1:0{len(digits)}d}"


def _ending(digits: str) -> str:
    return "th" if digits in {"11", "12", "13"} else {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
