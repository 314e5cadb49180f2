"""Amounts and shares as people type them into a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Literal

Mark = Literal[".", ",", ""]

_THOUSAND = {"k", "tsd", "tausend", "mil", "thousand", "th", "tds"}
_MILLION = {"m", "mio", "mn", "mln", "mm", "million", "millions", "millionen", "millones", "millon"}
_BILLION = {"b", "bn", "mrd", "md", "milliard", "milliards", "milliarden", "billion"}
_NUMBER = re.compile(r"[-+]?[\d.,'’\s\u00a0\u202f]*\d[.,]?")
_DIGITS = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def decimal_mark(texts: Iterable[str | None]) -> Mark:
    """Return the decimal mark that a column's texts prove, or "" where none does.

    >>> decimal_mark(["1.200", "1.234.567"]), decimal_mark(["12.5"]), decimal_mark(["1,200"])
    (',', '.', '')
    """
    found: set[Mark] = set()
    for text in texts:
        digits = re.sub(r"[^\d.,]", "", text or "").strip(".,")
        dots, commas = digits.count("."), digits.count(",")
        if dots and commas:
            found.add("." if digits.rindex(".") > digits.rindex(",") else ",")
        elif dots > 1 or commas > 1:
            found.add("," if dots else ".")
        elif dots or commas:
            mark: Mark = "." if dots else ","
            whole, part = digits.split(mark)
            if len(part) != 3 or len(whole) > 3 or whole in {"", "0"}:
                found.add(mark)
    return found.pop() if len(found) == 1 else ""


def amount_of(text: str | None, *, mark: Mark = "") -> Decimal | None:
    """Read an amount of money; None where it is none.

    Without a proven `mark`, one separator before exactly three digits groups thousands: nobody
    writes a target with three decimals.

    >>> amount_of("€ 1,2 Mio"), amount_of("1.234.567,89 €"), amount_of("$250k"), amount_of("(1,200)")
    (Decimal('1200000.0'), Decimal('1234567.89'), Decimal('250000'), Decimal('-1200'))
    >>> amount_of("tbd") is None
    True
    """
    raw = (text or "").strip()
    if not raw:
        return None
    if _DIGITS.fullmatch(raw) and mark != "," and not re.fullmatch(r"\d{1,3}\.\d{3}", raw):
        return Decimal(raw)
    negative = raw.startswith("(") and raw.endswith(")")
    body = raw.strip("()").replace("−", "-")
    match = _NUMBER.search(body)
    if not match:
        return None
    words = [word.casefold().strip(".") for word in re.findall(r"[^\W\d_]+\.?", body)]
    factor, left = Decimal(1), []
    for word in words:
        for scale, names in ((1_000, _THOUSAND), (1_000_000, _MILLION), (1_000_000_000, _BILLION)):
            if word in names:
                factor *= scale
                break
        else:
            left.append(word)
    if any(len(word) > 3 for word in left) or len(left) > 1:
        return None  # more than a currency beside the number is a note, not an amount
    number = _plain_number(match.group(), mark)
    if number is None or re.search(r"\d", body[: match.start()] + body[match.end() :]):
        return None
    value = number * factor
    return -abs(value) if negative else value


def _plain_number(text: str, mark: Mark) -> Decimal | None:
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", text).rstrip(".,")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    found = mark or decimal_mark([digits])
    if found:
        other = "," if found == "." else "."
        digits = digits.replace(other, "").replace(found, ".")
    else:
        digits = digits.replace(",", "").replace(".", "")
    try:
        return sign * Decimal(digits)
    except InvalidOperation:
        return None


def share_of(text: str | None) -> float | None:
    """Read a share: "25%", "25 %", "0.25", "0,25" or "25" (above one counts in hundreds); None otherwise.

    >>> share_of("25%"), share_of("0,25"), share_of("25"), share_of("130%")
    (0.25, 0.25, 0.25, None)
    """
    raw = (text or "").strip()
    number = amount_of(raw.replace("%", " "))
    if number is None:
        return None
    share = number / 100 if "%" in raw or number > 1 else number
    return float(share) if 0 <= share <= 1 else None
