"""One date as it is written, taken apart: its parts, the orders they may stand in, its time and zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

ORDERS: Final = ("dmy", "mdy", "ymd")

_MONTHS = {
    1: "january jan janvier janv januar jän jänner enero ene",
    2: "february feb février févr fév februar febrero",
    3: "march mar mars märz mrz marzo",
    4: "april apr avril avr abril abr",
    5: "may mai mayo",
    6: "june jun juin juni junio",
    7: "july jul juillet juil juli julio",
    8: "august aug août agosto ago",
    9: "september sep sept septembre septiembre setiembre set",
    10: "october oct octobre oktober okt octubre",
    11: "november nov novembre noviembre",
    12: "december dec décembre déc dezember dez diciembre dic",
}


def _plain(text: str) -> str:
    """Return lower-case text without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


_MONTH = {_plain(name): number for number, names in _MONTHS.items() for name in names.split()}
_WEEKDAY = re.compile(
    r"^(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim"
    r"|(mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|mo|di|mi|do|fr|sa|so"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\.?,?\s+"
)
_TIME = re.compile(
    r"(?:^|[t,\s]\s*)(?:(?:a|at|um|a las)\s+)?(\d{1,2})(?::|h|\.(?=\d\d(?::|\.|\s*[ap]\.?m|\s*uhr)))(\d{2})?"
    r"(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*(?:uhr)?\s*([ap])?(?:\.?\s?m\.?)?"
    r"\s*(z|utc|gmt)?\s*([+-]\d{2}(?::?\d{2})?)?$"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_SHORT = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})")
_MONTH_ONLY = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_NAMED_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[-/\s.]*(?:of\s+|de\s+)?([a-z]{3,12})\.?,?[-/\s]*(?:de\s+|del\s+|')?(\d{4}|\d{2})"
)
_NAMED_MONTH_FIRST = re.compile(
    r"([a-z]{3,12})\.?[-/\s]*(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|[-/\s]+)(\d{4}|\d{2})"
)
_NAMED_YEAR_FIRST = re.compile(r"(\d{4})[-/\s]+([a-z]{3,12})\.?[-/\s]+(\d{1,2})")
_NAMED_MONTH = re.compile(r"([a-z]{3,12})\.?,?[-/\s]+(?:de\s+|')?(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2}))?")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d{1,17}))?")
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.0+)?")
_EXCEL_ZERO = date(1899, 12, 30)
_UNIX_ZERO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """A date's three numbers; `orders` names the orders they may stand in ("" none: they are fixed).

    `seconds` is the time of the day, None without one; `zone` is seconds ahead of UTC.
    """

    parts: tuple[int, int, int]
    orders: tuple[str, ...] = ()
    short: bool = False
    seconds: int | None = None
    zone: int = 0

    def day(self, order: str) -> date | None:
        """Return the day in that order (fixed dates: in any); None when there is none."""
        if not self.orders:
            year, month, day = self.parts
        elif order not in self.orders:
            return None
        else:
            by = dict(zip(order, self.parts, strict=True))
            year, month, day = by["y"], by["m"], by["d"]
            if self.short:
                year += 2000 if year < 69 else 1900
        try:
            return date(year, month, day)
        except ValueError:
            return None


def look(text: str) -> Shape | None:
    """Take a text apart; None when it is no date at all."""
    rest = " ".join(_plain(text).split())
    if len(rest) > 60 or not any(c.isdigit() for c in rest):
        return None
    if (number := _from_number(rest)) is not None:
        return number
    rest = _WEEKDAY.sub("", rest)
    seconds: int | None = None
    zone = 0
    if found := _TIME.search(rest, 4):
        time = _time(found)
        if time is not None:
            seconds, zone = time
            rest = rest[: found.start()].rstrip(" ,")
    for reader in _READERS:
        shape = reader(rest)
        if shape is not None:
            return Shape(shape.parts, shape.orders, shape.short, seconds, zone)
    return None


def _time(found: re.Match[str]) -> tuple[int, int] | None:
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] == "p" else 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    zone = 0
    if found[7]:
        digits = found[7][1:].replace(":", "").ljust(4, "0")
        if int(digits[:2]) > 15 or int(digits[2:]) > 59:
            return None
        zone = (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if found[7][0] == "-" else 1)
    return hour * 3600 + minute * 60 + second, zone


def _from_number(rest: str) -> Shape | None:
    """Read a bare number: 20161020, a serial day of Excel, seconds or milliseconds since 1970."""
    if found := _COMPACT.fullmatch(rest):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        if 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31:
            seconds = int(found[4]) * 3600 + int(found[5]) * 60 + int(found[6]) if found[4] else None
            return Shape((year, month, day), seconds=seconds)
    if found := _SERIAL.fullmatch(rest):
        if not 20000 <= int(found[1]) <= 80000:
            return None
        day_ = _EXCEL_ZERO + timedelta(days=int(found[1]))
        seconds = round(float(f"0.{found[2]}") * 86400) if found[2] and int(found[2]) else None
        if seconds == 86400:
            day_, seconds = day_ + timedelta(days=1), 0
        return Shape((day_.year, day_.month, day_.day), seconds=seconds)
    if found := _EPOCH.fullmatch(rest):
        total = int(found[1]) // (1000 if len(found[1]) > 10 else 1)
        day_ = _UNIX_ZERO + timedelta(days=total // 86400)
        return Shape((day_.year, day_.month, day_.day), seconds=total % 86400)
    return None


def _year_first(rest: str) -> Shape | None:
    found = _YEAR_FIRST.fullmatch(rest)
    return Shape((int(found[1]), int(found[3]), int(found[4]))) if found else None


def _year_last(rest: str) -> Shape | None:
    found = _YEAR_LAST.fullmatch(rest)
    if not found:
        return None
    # Nobody who writes dots puts the month first.
    orders = ("dmy",) if found[2] in ". " else ("dmy", "mdy")
    return Shape((int(found[1]), int(found[3]), int(found[4])), orders)


def _short(rest: str) -> Shape | None:
    found = _SHORT.fullmatch(rest)
    if not found:
        return None
    orders = ("dmy",) if found[2] == "." else ORDERS
    return Shape((int(found[1]), int(found[3]), int(found[4])), orders, short=True)


def _month_only(rest: str) -> Shape | None:
    found = _MONTH_ONLY.fullmatch(rest)
    if not found:
        return None
    year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    return Shape((int(year), int(month), 1))


def _named(rest: str) -> Shape | None:
    if found := _NAMED_DAY_FIRST.fullmatch(rest):
        return _with_month(found[3], found[2], found[1])
    if found := _NAMED_MONTH_FIRST.fullmatch(rest):
        return _with_month(found[3], found[1], found[2])
    if found := _NAMED_YEAR_FIRST.fullmatch(rest):
        return _with_month(found[1], found[2], found[3])
    if found := _NAMED_MONTH.fullmatch(rest):
        return _with_month(found[2], found[1], "1")
    return None


def _with_month(year: str, name: str, day: str) -> Shape | None:
    month = _MONTH.get(name)
    if month is None:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 69 else 1900
    return Shape((number, month, int(day)))


_READERS: tuple[Callable[[str], Shape | None], ...] = (_year_first, _year_last, _short, _month_only, _named)
