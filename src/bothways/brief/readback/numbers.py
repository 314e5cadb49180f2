"""Find the numbers in a text: digits, dates, periods and number words, each with its precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Sort = Literal[
    "money", "percent", "hundred", "cases", "level", "chance", "plain", "date", "daymonth", "month", "quarter", "odd",
]  # fmt: skip

_MONTH = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SCALE = {"": Decimal(1), "k": Decimal(10) ** 3, "m": Decimal(10) ** 6, "bn": Decimal(10) ** 9}
_CARDINALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty"""
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_OTHERS = """hundred=100 hundreds=100 thousand=1000 thousands=1000 million=1000000 millions=1000000
    billion=1000000000 billions=1000000000 dozen=12 dozens=12 half=0.5 halves=0.5 halved=0.5 thirds=3 fifths=5
    tenths=10 twice=2 thrice=3 double=2 doubled=2 triple=3 tripled=3 firstly=1 secondly=2 thirdly=3"""
_WORDS: dict[str, Decimal] = {
    **{word: Decimal(value) for value, word in enumerate(_CARDINALS.split())},
    **{word: Decimal(value) for value, word in enumerate(_ORDINALS.split(), 1)},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), 3)},
    **{word: Decimal(value) for word, _, value in (pair.partition("=") for pair in _OTHERS.split())},
}

_months = "|".join(sorted(_MONTH, key=len, reverse=True))
number_words = "|".join(sorted(_WORDS, key=len, reverse=True))
"""Every word that says a number, as alternatives of an expression."""
currency_signs = "$¢£¤¥֏؋৲৳৻૱௹฿៛\u20a0-\u20cf﷼﹩＄￠￡￥￦"
_PATTERN = re.compile(
    rf"""
    (?P<iso>(?<![\d])(?P<iy>\d{{4}})-(?P<im>\d\d)-(?P<id>\d\d)(?!\d))
  | (?P<day>(?<![\d.,])(?P<dd>\d{{1,2}})\ (?P<dm>{_months})\b(?:\ (?P<dy>\d{{4}})\b)?)
  | (?P<month>\b(?P<mm>{_months})\ (?P<my>\d{{4}})\b)
  | (?P<quarter>\b(?P<qq>first|second|third|fourth)\ quarter(?:\ of\ fiscal)?\ (?P<qy>\d{{4}})\b)
  | (?P<chance>(?:(?P<cb>less|more)\ than\ )?(?P<cv>\d+)\ times?\ in\ (?P<co>100|10)\b(?![.,]\d))
  | (?P<hundred>(?P<hv>\d+(?:\.\d+)?)(?:\ of\ 100\b|(?=\ and\ \d+(?:\.\d+)?\ of\ 100\b)))
  | (?P<cases>(?<![\d.,])(?P<ck>\d+)\ of\ (?P<cn>\d+)\b(?![.,]\d|\ ?%))
  | (?P<number>
        (?P<sign>[-+\u2212\u2013])?
        (?P<money>(?-i:[A-Z]{{0,3}}[SIGNS]|\b[A-Z]{{3}}\ (?=\d)))?
        (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?:(?P<scale>bn|k|M)(?![A-Za-z]))?
        (?P<percent>\ ?%)?
        (?:\ (?P<unit>days?|hours?|times?|percentage\ points?)\b
          |(?=\ and\ [-+\u2212]?[\d.,]+\ (?P<later>days?|hours?|times?|percentage\ points?)\b))?
    )
  | (?P<ofpart>\b(?:a|one|three)[\ -]quarters?\ of\b)
  | (?P<word>\b(?:{number_words})\b)
""".replace("SIGNS", currency_signs),
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text.

    `value` is what it says, `half` half of the last place it is printed to: what it stands for lies
    within. `bound` is -1 for “less than”, 1 for “more than”. `sign` is 0 where none is printed. `sort`
    "odd" is a numeral that no brief may hold.
    """

    text: str
    start: int
    end: int
    sort: Sort
    value: Decimal = Decimal(0)
    half: Decimal = Decimal(0)
    sign: int = 0
    unit: str = ""
    prefix: str = ""
    when: date | None = None
    year: int | None = None
    part: int | None = None
    bound: int = 0


@lru_cache(maxsize=8192)
def numbers_in(text: str) -> tuple[Number, ...]:
    """Return every number of a text, in order.

    >>> [n.text for n in numbers_in("We won €790k, 23 of 100, in the third quarter 2026; half waits.")]
    ['€790k', '23 of 100', 'third quarter 2026', 'half']
    """
    found = [_number(match) for match in _PATTERN.finditer(text)]
    taken = {place for number in found for place in range(number.start, number.end)}
    found += [
        Number(char, place, place + 1, "odd")
        for place, char in enumerate(text)
        if char.isnumeric() and place not in taken
    ]
    # \d also matches the digits of other scripts: their value is right, yet no reader checks them.
    return tuple(
        sorted((n if n.text.isascii() or not _foreign(n.text) else _odd(n) for n in found), key=_start)
    )


def _start(number: Number) -> int:
    return number.start


def _foreign(text: str) -> bool:
    return any(char.isnumeric() and not char.isascii() for char in text)


def _odd(number: Number) -> Number:
    return Number(number.text, number.start, number.end, "odd")


def _number(match: re.Match[str]) -> Number:
    text, start, end = match[0], match.start(), match.end()
    try:
        if match["iso"]:
            when = date(int(match["iy"]), int(match["im"]), int(match["id"]))
            return Number(text, start, end, "date", when=when)
        if match["day"]:
            return _day(match)
    except ValueError:
        return Number(text, start, end, "odd")
    if match["month"]:
        month = _MONTH[match["mm"].lower()]
        return Number(text, start, end, "month", year=int(match["my"]), part=month)
    if match["quarter"]:
        quarter = _ORDINAL[match["qq"].lower()]
        return Number(text, start, end, "quarter", year=int(match["qy"]), part=quarter)
    if match["chance"]:
        return _chance(match)
    if match["hundred"]:
        return Number(text, start, end, "hundred", Decimal(match["hv"]) / 100, _half(match["hv"]) / 100)
    if match["cases"]:
        return Number(text, start, end, "cases", Decimal(match["ck"]), part=int(match["cn"]))
    if match["word"] or match["ofpart"]:
        return Number(text, start, end, "plain", _WORDS.get(text.lower(), Decimal("0.25")))
    return _digits(match)


def _day(match: re.Match[str]) -> Number:
    text, start, end = match[0], match.start(), match.end()
    month, day_of_month = _MONTH[match["dm"].lower()], int(match["dd"])
    if match["dy"]:
        when = date(int(match["dy"]), month, day_of_month)
        return Number(text, start, end, "date", when=when)
    return Number(text, start, end, "daymonth", when=date(2000, month, day_of_month))


def _chance(match: re.Match[str]) -> Number:
    """“80 times in 100” may be how often a range holds, or how likely something is: the fact decides."""
    of = Decimal(match["co"])
    bound = {"less": -1, "more": 1}.get((match["cb"] or "").lower(), 0)
    sort: Sort = "level" if of == 100 and not bound else "chance"
    value, half = Decimal(match["cv"]) / of, Decimal("0.5") / of
    return Number(match[0], match.start(), match.end(), sort, value, half, bound=bound)


def _digits(match: re.Match[str]) -> Number:
    digits = match["digits"].replace(",", "")
    scale = _SCALE[(match["scale"] or "").lower()]
    prefix = (match["money"] or "").strip()
    sign = {"+": 1, "": 0}.get(match["sign"] or "", -1)
    sort: Sort = "percent" if match["percent"] else "money" if prefix or match["scale"] else "plain"
    value, half = Decimal(digits) * scale, _half(digits) * scale
    if sort == "percent":
        value, half = value / 100, half / 100
    unit = (match["unit"] or match["later"] or "").rstrip("s").lower().removeprefix("percentage ")
    return Number(match[0], match.start(), match.end(), sort, value, half, sign, unit, prefix)


def _half(digits: str) -> Decimal:
    places = len(digits.partition(".")[2])
    return Decimal(1).scaleb(-places) / 2
