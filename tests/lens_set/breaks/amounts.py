"""Breaks numbers, money, percentages and durations."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from lens_set.breaks.scene import Break, Scene, like

__all__ = [
    "Amount",
    "amount_blurred",
    "amounts",
    "bumped",
    "currency_changed",
    "digits_swapped",
    "duration_changed",
    "money_changed",
    "number_changed",
    "numbers_exchanged",
    "percent_changed",
    "percent_to_points",
    "scale_changed",
]

SMALL = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORD = (
    rf"(?:(?:(?:one|a)\s(?=hundred|thousand|dozen))?(?:{'|'.join([*SMALL, *TENS])}|hundred|thousand|dozen)"
    rf"(?:(?:\s(?:and\s)?|-)(?:one|{'|'.join([*SMALL, *TENS])}|hundred|thousand|half)\b)*)\b"
)
DIGITS = r"\d+(?:[.,'’]\d+)*"
VALUE = rf"(?:{DIGITS}|\b{WORD})"
SCALE = r"(?:\s?(?:k|K|m|M|bn)\b|\s(?:million|thousand|lakh|mio)\b)"
SIGN = r"(?:[A-Z]{0,2}\$|€|£|¥|₹|₦|\bzł|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK|PLN|AED|INR|JPY|CZK)\b)"
COIN = (
    r"(?:(?:\s[A-Z][a-z]+)?\s(?:euros?|Euro|dollars?|pounds?|francs|kroner|złoty|rupees|cents)\b"
    r"|\s?€|\s(?:EUR|USD|GBP|CHF|NOK|SEK|DKK|PLN|AED|INR)\b)"
)
UNIT = r"(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|years?|nights?)"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
TOKEN = re.compile(
    rf"""
    (?P<date>
      \b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}\b\.?(?:\s(?:19|20)\d\d\b)?
    | \b{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?[%:])
    | (?<![\d/.])\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?(?![\d/])
    | (?<![\d.,])\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}\b)?
    | (?<!\d)\d{{1,2}}:\d\d\b | \b\d{{1,2}}(?:\.\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)
    | (?<!\w)\d{{1,2}}(?:st|nd|rd|th)\b | \b[QH][1-4]\b | (?<![\d€$£%.,])(?:19|20)\d\d\b(?![.,]?\d|\s?(?:kg|km|t|units|{UNIT})\b)
    | \b[Ww]eek\s\d+\b | \b(?:day|Day)\s(?:\d+|one|two|three)\b
    )
    | (?P<money> {SIGN}\s?(?P<m1>{VALUE}){SCALE}? | (?<![\w.,])(?P<m2>{VALUE}){SCALE}?{COIN} )
    | (?P<percent> (?<![\w.,])(?P<p>{VALUE})(?:\s?%|\s(?:per\s?cent|percentage\spoints|points)\b) )
    | (?P<duration> (?<![\w.,])(?P<t>{VALUE})[\s-](?P<unit>{UNIT})\b )
    | (?P<number> (?<![\w.,/:])(?P<n>{DIGITS}){SCALE}?(?![\w%]|[/:]\d) | \b(?P<w>{WORD}) )
    """,
    re.VERBOSE,
)
CURRENCIES = {
    "€": "$",
    "$": "€",
    "£": "€",
    "¥": "$",
    "₹": "$",
    "₦": "$",
    "zł": "€",
    "EUR": "USD",
    "USD": "EUR",
}
COINS = {"euro": "dollar", "euros": "dollars", "dollar": "euro", "dollars": "euros", "pounds": "euros"}
BIGGER = {
    "k": "m",
    "K": "M",
    "m": "k",
    "M": "k",
    "bn": "m",
    "million": "thousand",
    "thousand": "million",
    "mio": "k",
}
UNITS = {
    "second": "minute", "minute": "hour", "min": "hour", "hour": "day", "hr": "day", "h": "day", "day": "week",
    "week": "month", "month": "week", "year": "month", "night": "week",
}  # fmt: skip


class Amount(NamedTuple):
    """A figure: its kind, the span of all of it, and the span of the value alone."""

    kind: str
    start: int
    end: int
    value_start: int
    value_end: int


def amounts(scene: Scene) -> list[Amount]:
    """Every figure of a text that is not inside a name, a quotation or a quoted mail, dates included."""
    out = []
    for at in TOKEN.finditer(scene.text):
        if not scene.free(*at.span()):
            continue
        first = re.search(r"(?:^|\n)\s*$", scene.text[: at.start()])
        if first and re.match(r"[.)]\s", scene.text[at.end() :]):
            continue  # the number of a list's item says nothing
        kind = next(k for k in ("date", "money", "percent", "duration", "number") if at[k] is not None)
        value = next((at.span(g) for g in ("m1", "m2", "p", "t", "n", "w") if at[g] is not None), at.span())
        out.append(Amount(kind, *at.span(), *value))
    return out


def bumped(value: str, rng: random.Random) -> str:
    """Another value, written the same way: one digit up or down, or the neighbouring number word."""
    places = [i for i, sign in enumerate(value) if sign.isdigit()]
    if not places:
        return _other_word(value, rng)
    at = rng.choice(places)
    digit, lowest = int(value[at]), 1 if at == places[0] else 0
    up = digit < 9 and (digit <= lowest or rng.random() < 0.5)
    return value[:at] + str(digit + 1 if up else digit - 1) + value[at + 1 :]


def number_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A plain number, up or down."""
    yield from _bumps(scene, rng, "number")


def money_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """An amount of money, up or down."""
    yield from _bumps(scene, rng, "money")


def percent_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A percentage, up or down."""
    yield from _bumps(scene, rng, "percent")


def digits_swapped(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """Two neighbouring digits change places: 41 becomes 14."""
    for one in amounts(scene):
        if one.kind == "date":
            continue
        value = scene.text[one.value_start : one.value_end]
        places = [
            i
            for i in range(len(value) - 1)
            if value[i : i + 2].isdigit() and value[i] != value[i + 1] and not (i == 0 and value[1] == "0")
        ]
        if places:
            i = rng.choice(places)
            new = value[:i] + value[i + 1] + value[i] + value[i + 2 :]
            yield ((one.value_start, one.value_end, new),), f"the digits of {value!r} were swapped: {new!r}"


def scale_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Thousands for millions, or one nought less."""
    for one in amounts(scene):
        if one.kind not in {"number", "money"}:
            continue
        value = scene.text[one.value_start : one.value_end]
        rest = re.match(SCALE, scene.text[one.value_end : one.end])
        words = re.search(r"\bthousand\b", value)
        if rest:
            old = rest[0].strip()
            if old in BIGGER:
                start = one.value_end + rest[0].index(old)
                yield ((start, start + len(old), BIGGER[old]),), f"the scale {old!r} became {BIGGER[old]!r}"
        elif words:
            start = one.value_start + words.start()
            yield ((start, start + 8, "million"),), "the scale 'thousand' became 'million'"
        elif value.isdigit() and value.endswith("0") and len(value) > 1:
            yield ((one.value_start, one.value_end, value[:-1]),), f"{value!r} lost a nought"
        elif re.fullmatch(r"\d{1,3},\d{3}", value) and value.endswith("0"):
            figure = value.replace(",", "")[:-1]
            new = f"{int(figure):,}"
            yield ((one.value_start, one.value_end, new),), f"{value!r} lost a nought: {new!r}"


def currency_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Euros for dollars, and so on."""
    for one in amounts(scene):
        if one.kind != "money":
            continue
        sign = re.compile(r"[A-Z]{0,2}\$|[€£¥₹₦]|zł|\b[A-Z]{3}\b|\b(?:euros?|Euro|dollars?|pounds)\b")
        at = sign.search(scene.text, one.start, one.end)
        if at:
            old = at[0]
            new = CURRENCIES.get(old) or COINS.get(old.casefold()) or ("€" if old.endswith("$") else "EUR")
            yield ((*at.span(), new),), f"the currency {old!r} became {new!r}"


def percent_to_points(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Percent for percentage points."""
    for one in amounts(scene):
        if one.kind == "percent":
            old = scene.text[one.value_end : one.end]
            new = " percent" if "point" in old else " percentage points"
            yield ((one.value_end, one.end, new),), f"{old.strip()!r} became {new.strip()!r}"


def duration_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A span of time gets another figure or another unit."""
    for one in amounts(scene):
        if one.kind != "duration":
            continue
        if rng.random() < 0.5:
            value = scene.text[one.value_start : one.value_end]
            new = bumped(value, rng)
            if new != value:
                yield ((one.value_start, one.value_end, new),), f"{value!r} became {new!r}"
        else:
            unit = scene.text[one.value_end + 1 : one.end]
            single = unit.removesuffix("s")
            new = UNITS[single] + ("s" if unit.endswith("s") or unit == "h" else "")
            yield ((one.value_end + 1, one.end, new),), f"{unit!r} became {new!r}"


def numbers_exchanged(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Two figures of one kind change places, each then belongs to the other's subject."""
    figures = [one for one in amounts(scene) if one.kind != "date"]
    for first, second in itertools.pairwise(figures):
        one = scene.text[first.value_start : first.value_end]
        other = scene.text[second.value_start : second.value_end]
        between = scene.text[first.end : second.start]
        # "9, 16 and 23" is a list: the same when read in another order.
        if first.kind != second.kind or one == other or re.fullmatch(r"\W*(?:and|or|to|plus|&)?\W*", between):
            continue
        if one[0].isdigit() == other[0].isdigit():
            edits = ((first.value_start, first.value_end, other), (second.value_start, second.value_end, one))
            yield edits, f"{one!r} and {other!r} changed places"


def amount_blurred(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A count becomes "several", a percentage "some": the figure is lost."""
    for one in amounts(scene):
        value = scene.text[one.value_start : one.value_end]
        following = re.match(r"\s[a-z]+s\b", scene.text[one.end :])
        if one.kind == "number" and one.end == one.value_end and following and value not in {"0", "1"}:
            yield ((one.start, one.end, like("several", value)),), f"{value!r} became 'several'"
        elif one.kind == "money":
            yield ((one.start, one.end, "a certain amount"),), f"{scene.text[one.start : one.end]!r} is lost"


def _bumps(scene: Scene, rng: random.Random, kind: str) -> Iterator[Break]:
    for one in amounts(scene):
        if one.kind == kind:
            value = scene.text[one.value_start : one.value_end]
            new = bumped(value, rng)
            if new != value:
                yield ((one.value_start, one.value_end, new),), f"{value!r} became {new!r}"


def _other_word(value: str, rng: random.Random) -> str:
    words = re.findall(r"[a-zA-Z]+", value)
    for word in words:
        for row in (SMALL, TENS):
            if word.casefold() in row:
                i = row.index(word.casefold())
                step = 1 if i == 0 or (i < len(row) - 1 and rng.random() < 0.5) else -1
                return value.replace(word, like(row[i + step], word), 1)
    for old, new in (("dozen", "score"), ("hundred", "thousand"), ("thousand", "hundred")):
        if old in value.casefold():
            return re.sub(old, new, value, count=1, flags=re.IGNORECASE)
    return value
