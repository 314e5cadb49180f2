"""Months, quarters and years as people write them beside a target."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from bothways.terms import Calendar, Period, Refusal
from bothways.terms.period import month_period

_MONTHS = (
    "jan january janvier enero ene januar janv jaenner janner",
    "feb february fevrier febrero februar fevr fev",
    "mar march mars marzo marz maerz mrz",
    "apr april avril abril avr abr",
    "may mai mayo",
    "jun june juin junio juni",
    "jul july juillet julio juli juil",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre set",
    "oct october octobre octubre okt oktober",
    "nov november novembre noviembre",
    "dec december decembre diciembre dez dezember dic",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_QUARTER = r"(?:q|t|quarter|quartal|trimestre|trim)"
_YEAR = r"(?:fy|gj|ej|exercice|year|jahr|annee|ano)?(\d{4}|\d{2})"


def plain(text: str) -> str:
    """Lower-case a text, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def read_period(text: str | None, *, calendar: Calendar | None = None) -> Period | None:
    """Read a month, quarter or year; None where the text is none of them.

    Reads `2026Q3`, `Q3 2026`, `FY26 Q1`, `2026-09`, `09/2026`, `Sep 2026`, `Sept. 26`, `2026`, `FY2026`
    and the same in French, Spanish and German. Quarters and years are of the fiscal calendar.

    >>> [read_period(t).name for t in ("Q3 2026", "FY26 Q1", "septembre 2026", "09/2026", "3. Quartal 2026")]
    ['2026Q3', '2026Q1', '2026-09', '2026-09', '2026Q3']
    """
    fiscal = calendar or Calendar()
    # Excel keeps the year 2026 as the number 2026.0.
    raw = re.sub(r"[’'.,_]", " ", plain((text or "").strip().removesuffix(".0")))
    raw = re.sub(r"\s+", " ", raw).strip()
    if not raw:
        return None
    try:
        return _quarter(raw, fiscal) or _month(raw) or _year(raw, fiscal)
    except (ValueError, Refusal):
        return None


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _quarter(raw: str, calendar: Calendar) -> Period | None:
    shapes = (
        (rf"{_YEAR}[ /-]?{_QUARTER}[ -]?([1-4])", (1, 2)),
        (rf"{_QUARTER}[ -]?([1-4])[ /-]*(?:de |del |des )?{_YEAR}", (2, 1)),
        (rf"([1-4])(?:st|nd|rd|th|er|eme|e|o)?[ -]?{_QUARTER}[ /-]*(?:de |del |des )?{_YEAR}", (2, 1)),
    )
    for shape, (year, quarter) in shapes:
        if match := re.fullmatch(shape, raw):
            return calendar.period(f"{_full(match[year])}Q{match[quarter]}")
    return None


def _month(raw: str) -> Period | None:
    if match := re.fullmatch(r"(\d{4})[ /-]?(0[1-9]|1[0-2]|[1-9])", raw):
        return month_period(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{1,2})[ /-](\d{4})", raw):
        return month_period(int(match[2]), int(match[1]))
    if match := re.fullmatch(r"([a-z]+)[ /-]*(?:de |del )?(\d{4}|\d{2})", raw):
        return month_period(_full(match[2]), MONTHS[match[1]]) if match[1] in MONTHS else None
    if match := re.fullmatch(r"(\d{4})[ /-]?([a-z]+)", raw):
        return month_period(int(match[1]), MONTHS[match[2]]) if match[2] in MONTHS else None
    return None


def _year(raw: str, calendar: Calendar) -> Period | None:
    if match := re.fullmatch(r"(?:fy|gj|ej|exercice|year|jahr|annee|ano)?[ /-]?((?:19|20)\d{2})", raw):
        return calendar.period(match[1])
    if match := re.fullmatch(r"fy[ /-]?(\d{2})", raw):
        return calendar.period(str(_full(match[1])))
    return None


def read_start(text: str | None) -> date | None:
    """Read the first day of a target's period; the last day of a month means the day after.

    Only dates whose year stands first, or whose day is the 1st or cannot be a month, are read: others
    could be two days. Excel's serial days are read too.

    >>> read_start("2017/12/01"), read_start("01.10.2026"), read_start("2011-05-31 00:00:00")
    (datetime.date(2017, 12, 1), datetime.date(2026, 10, 1), datetime.date(2011, 6, 1))
    """
    raw = (text or "").strip()
    day: date | None = None
    try:
        if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[ T])", raw):
            day = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:$|[ T])", raw):
            one, two, year = int(match[1]), int(match[2]), int(match[3])
            if one == 1 or two == 1:
                # 01.10. and 10/01 both name the first of October: a target starts on a first.
                day = date(year, max(one, two), 1)
            elif one > 12 or two > 12:
                day = date(year, min(one, two), max(one, two))
        elif re.fullmatch(r"[34]\d{4}|5[0-4]\d{3}", raw):
            day = date(1899, 12, 30) + timedelta(days=int(raw))
    except ValueError:
        return None
    if day is None:
        return None
    after = day + timedelta(days=1)
    return after if after.day == 1 else day
