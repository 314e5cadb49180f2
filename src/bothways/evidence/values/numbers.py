"""Numbers as people write them: the column decides whether a dot or a comma is the decimal mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

POINT: Final = "point"  # 1,234.56
COMMA: Final = "comma"  # 1.234,56
STYLES: Final = (POINT, COMMA)

# What an engine's cast to DECIMAL reads exactly like `read_numbers`, in a column where every value fits.
# Three decimals behind one to three digits are left out: "1.234" may be a thousand and more.
plain_number_pattern: Final = r"^-?([0-9]{1,18}(\.([0-9]{1,2}|[0-9]{4,9}))?|(0|[0-9]{4,18})\.[0-9]{3})$"

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_APOSTROPHES = str.maketrans(
    {"’": "'", "ʼ": "'", "´": "'", "`": "'", "−": "-", "–": "-", "—": "-", "﹣": "-"}
)
_GROUPED = (
    r"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+"
    r"|[1-9][0-9]{{0,2}}(?:'[0-9]{{3}})+{1})?"
)
_BODY = {
    POINT: re.compile(_GROUPED.format(",", "|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}") + r"(?:\.[0-9]*)?"),
    COMMA: re.compile(_GROUPED.format(r"\.", "") + r"(?:,[0-9]*)?"),
}
_DECIMAL_MARK = {POINT: ".", COMMA: ","}
_SCALE = {
    **dict.fromkeys(("k", "tsd", "tsd."), 3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mio.", "mill", "million", "millions"), 6),
    **dict.fromkeys(("b", "bn", "mrd", "mrd.", "md", "billion"), 9),
}
_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS", "₫": "VND",
    "฿": "THB", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "mx$": "MXN", "zł": "PLN", "kč": "CZK", "fr.": "CHF",
    "sfr.": "CHF", "rs": "INR", "rs.": "INR", "$": "$", "¥": "¥", "kr": "kr", "kr.": "kr",
}  # fmt: skip
_CODES = frozenset([
    "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DOP",
    "DZD", "EGP", "EUR", "GBP", "GEL", "GHS", "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY",
    "KES", "KRW", "KWD", "KZT", "LBP", "LKR", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP",
    "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "TZS", "UAH",
    "UGX", "USD", "UYU", "VND", "XAF", "XOF", "ZAR",
])  # fmt: skip
_MILLS = frozenset(("BHD", "KWD", "JOD", "OMR", "TND"))  # currencies of a thousand parts
_WORD_BEFORE = re.compile(r"([^\d\s.,'()+-]+\.?)\s*(?=[-+(.,\d])")
_WORD_AFTER = re.compile(r"(?<=[\d.,)\s-])\s*([^\d\s.,'()+-]+\.?)\s*$")
_SCALE_LIMIT = 30
_EXPONENT = re.compile(r"([0-9.,]+)e([-+]?[0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A column of numbers, read.

    `style` is "point" (1,234.56) or "comma" (1.234,56); None when both are possible and would give different
    numbers: then `ambiguous` names them and `parsed` holds only what is the same in both. `bad` says why a
    text is no number. `currency` gives the ISO code that stands with a value, or the bare sign where it
    belongs to several ("$", "¥", "kr"). Percentages are shares (25% is 0.25) and named in `percent`.
    """

    style: str | None
    ambiguous: tuple[str, ...]
    parsed: dict[str, Decimal]
    bad: dict[str, str]
    currency: dict[str, str]
    percent: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Seen:
    """One text, taken apart; `numbers` by style."""

    numbers: dict[str, Decimal] = field(default_factory=dict)
    currency: str = ""
    percent: bool = False
    reason: str = ""


def read_numbers(values: Mapping[str, int], *, style: str | None = None) -> NumberReading:
    """Read the distinct texts of one column (text → count) as numbers.

    A text that only one decimal mark explains decides for the column; "1.234" and "1,234" alone do not
    (with a currency they do: a price has no three decimals).
    Empty texts are left out. `style` is the answer to an earlier `ambiguous`.

    >>> read_numbers({"1.234": 1, "22.700,00 €": 1}).parsed["1.234"]
    Decimal('1234')
    >>> read_numbers({"1.234": 1}).ambiguous
    ('point', 'comma')
    """
    seen = {text: _look(text) for text in values if text.strip()}
    bad = {text: one.reason for text, one in seen.items() if one.reason}
    fine = {text: one for text, one in seen.items() if not one.reason}
    chosen, ambiguous = (style, ()) if style in STYLES else _decide(fine, values)
    parsed: dict[str, Decimal] = {}
    for text, one in fine.items():
        if chosen is None:
            if len(set(one.numbers.values())) == 1 and len(one.numbers) == 2:
                parsed[text] = one.numbers[POINT]
        elif chosen in one.numbers:
            parsed[text] = one.numbers[chosen]
        else:
            bad[text] = "It is written with another decimal mark than its column."
    return NumberReading(
        style=chosen,
        ambiguous=ambiguous,
        parsed=parsed,
        bad=bad,
        currency={text: one.currency for text, one in fine.items() if one.currency},
        percent=frozenset(text for text, one in fine.items() if one.percent),
    )


def _decide(fine: Mapping[str, _Seen], values: Mapping[str, int]) -> tuple[str | None, tuple[str, ...]]:
    """Return the column's style, or the two that remain."""
    only = dict.fromkeys(STYLES, 0)
    open_question = False
    for text, one in fine.items():
        if len(one.numbers) == 1:
            only[next(iter(one.numbers))] += max(1, values[text])
        elif one.numbers[POINT] != one.numbers[COMMA]:
            open_question = True
    for style, other in (STYLES, STYLES[::-1]):
        # One stray value in fifty does not turn a column.
        if only[style] and only[other] * 50 <= only[style]:
            return style, ()
    if any(only.values()) or open_question:
        return None, STYLES
    return POINT, ()


def _look(text: str) -> _Seen:
    """Take one text apart."""
    rest = _SPACES.sub(" ", text).strip().translate(_APOSTROPHES)
    if len(rest) > 60 or not any(c.isdigit() for c in rest):
        return _Seen(reason="It is no number.")
    seen = _Seen()
    scale, negative = 0, False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip()
    for pattern in (_WORD_BEFORE, _WORD_AFTER, _WORD_AFTER):
        found = pattern.search(rest) if pattern is _WORD_AFTER else _WORD_BEFORE.match(rest.lstrip("-+ "))
        if found is None or _EXPONENT.search(rest):
            continue
        sign = rest[: len(rest) - len(rest.lstrip("-+ "))] if pattern is _WORD_BEFORE else ""
        power = _take_word(seen, found[1], after=pattern is _WORD_AFTER)
        if power is None:
            return _Seen(reason="It is no number.")
        scale += power
        body = rest.lstrip("-+ ")[found.end() :] if pattern is _WORD_BEFORE else rest[: found.start()]
        rest = (sign + body).strip()
    if rest.startswith("(") and rest.endswith(")") and not negative:
        negative, rest = True, rest[1:-1].strip()
    return _with_numbers(seen, rest, scale, negative=negative)


def _take_word(seen: _Seen, word: str, *, after: bool) -> int | None:
    """Take a currency, a percent sign or a magnitude; return the power of ten, None when it is none."""
    bare = word.strip()
    if bare == "%" and after and not seen.percent:
        seen.percent = True
        return -2
    low = bare.lower()
    if after and low in _SCALE:
        return _SCALE[low]
    if seen.currency:
        return None
    if bare.upper() in _CODES:
        seen.currency = bare.upper()
        return 0
    if low in _SYMBOLS:
        seen.currency = _SYMBOLS[low]
        return 0
    # "342K€", "T€": a magnitude glued to a currency.
    for cut in range(1, len(low)):
        if after and low[:cut] in _SCALE and (low[cut:] in _SYMBOLS or low[cut:].upper() in _CODES):
            seen.currency = _SYMBOLS.get(low[cut:], low[cut:].upper())
            return _SCALE[low[:cut]]
    return None


def _with_numbers(seen: _Seen, rest: str, scale: int, *, negative: bool) -> _Seen:
    """Read the digits in every style that explains them."""
    signs = 0
    if rest[:1] in "+-" and rest:
        signs += 1
        negative ^= rest[0] == "-"
        rest = rest[1:].strip()
    if rest.endswith("-") and not signs:
        negative, rest = not negative, rest[:-1].strip()
    if exponent := _EXPONENT.fullmatch(rest):
        rest, scale = exponent[1], scale + int(exponent[2])
    if abs(scale) > _SCALE_LIMIT:
        return _Seen(reason="It is too large or too small a number.")
    digits = any(c.isdigit() for c in rest)
    for style in STYLES:
        if digits and rest.isascii() and _BODY[style].fullmatch(rest):
            number = _number(rest, style, scale)
            if number is not None:
                seen.numbers[style] = -number if negative else number
    if exponent and len(seen.numbers) == 2 and "." in rest:
        del seen.numbers[COMMA]  # nobody groups thousands before an exponent
    if exponent and len(seen.numbers) == 2 and "," in rest:
        del seen.numbers[POINT]
    if len(seen.numbers) == 2 and seen.currency and seen.currency not in _MILLS and not scale:
        # "$22,700": no price has three decimals, so the mark is one of thousands.
        seen.numbers = {style: n for style, n in seen.numbers.items() if n == n.to_integral_value()}
    return seen if seen.numbers else _Seen(reason="It is no number.")


def _number(rest: str, style: str, scale: int) -> Decimal | None:
    mark = _DECIMAL_MARK[style]
    whole, _, part = rest.rpartition(mark) if mark in rest else (rest, "", "")
    digits = re.sub(r"[^0-9]", "", whole) or "0"
    try:
        number = Decimal(f"{digits}.{part or '0'}") if part else Decimal(digits)
        return number * Decimal(10) ** scale if scale else number
    except (InvalidOperation, ValueError):
        return None
