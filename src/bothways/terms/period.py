"""Months, quarters and years of a fiscal calendar, and spans of days between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bothways.terms.refusal import Refusal

Kind = Literal["month", "quarter", "year", "days"]
_EPOCH = date(1970, 1, 1)
_SPELLINGS = "2026, 2026Q3, 2026-09, or 2026-07-01..2026-09-30"


def day_number(day: date) -> int:
    """Return days since 1970-01-01; snapshots keep days as such numbers.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return _EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed span of days, `first` to `last`, with the name that people use for it.

    >>> Calendar().period("2017Q3").days
    92
    """

    first: date
    last: date
    kind: Kind
    name: str

    @property
    def first_day(self) -> int:
        """Day number of the first day."""
        return day_number(self.first)

    @property
    def last_day(self) -> int:
        """Day number of the last day."""
        return day_number(self.last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last_day - self.first_day + 1

    def holds(self, day: date) -> bool:
        """Say whether a day falls in it."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Calendar:
    """A fiscal calendar of calendar months; `start_month` is 1 to 12.

    A fiscal year is named after the calendar year in which it **ends** (FY2026 from
    1 February 2025 to 31 January 2026), the custom of most firms; with `start_month=1`
    the two are the same.

    >>> Calendar(start_month=2).period("2026Q1").first
    datetime.date(2025, 2, 1)
    """

    start_month: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise Refusal(
                "fiscal-month",
                f"A fiscal year can't start in month {self.start_month}.",
                hint="Give a month from 1 to 12.",
            )

    def period(self, text: str) -> Period:
        """Read `2026`, `2026Q3`, `2026-09` or `2026-07-01..2026-09-30`.

        Raises:
            Refusal: `period` when the text is none of these.
        """
        wanted = text.strip().upper().removeprefix("FY")
        try:
            if match := re.fullmatch(r"(\d{4})", wanted):
                return self._year(int(match[1]))
            if match := re.fullmatch(r"(\d{4})[- ]?Q([1-4])", wanted):
                return self._quarter(int(match[1]), int(match[2]))
            if match := re.fullmatch(r"(\d{4})-(\d{1,2})", wanted):
                return month_period(int(match[1]), int(match[2]))
            if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", wanted):
                first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
                if first > last:
                    raise ValueError(text)
                return Period(first, last, "days", f"{first} to {last}")
        except ValueError as bad:
            raise Refusal("period", f"“{text}” is no period.", hint=f"Write {_SPELLINGS}.") from bad
        raise Refusal("period", f"“{text}” is no period.", hint=f"Write {_SPELLINGS}.")

    def quarter_of(self, day: date) -> Period:
        """Return the fiscal quarter that holds a day."""
        offset = (day.month - self.start_month) % 12
        start_year = day.year - (1 if day.month < self.start_month else 0)
        year = start_year if self.start_month == 1 else start_year + 1
        return self._quarter(year, offset // 3 + 1)

    def year_of(self, day: date) -> Period:
        """Return the fiscal year that holds a day."""
        quarter = self.quarter_of(day)
        return self._year(int(quarter.name[:4]))

    def before(self, period: Period, *, steps: int = 1) -> Period:
        """Return the period of the same kind, `steps` earlier (negative: later)."""
        if period.kind == "days":
            shift = timedelta(days=period.days * steps)
            first, last = period.first - shift, period.last - shift
            return Period(first, last, "days", f"{first} to {last}")
        months = {"month": 1, "quarter": 3, "year": 12}[period.kind] * steps
        first = _add_months(period.first, -months)
        if period.kind == "month":
            return month_period(first.year, first.month)
        return self.quarter_of(first) if period.kind == "quarter" else self.year_of(first)

    def _year(self, year: int) -> Period:
        start = date(year if self.start_month == 1 else year - 1, self.start_month, 1)
        return Period(start, _add_months(start, 12) - timedelta(days=1), "year", f"{year}")

    def _quarter(self, year: int, quarter: int) -> Period:
        start = _add_months(self._year(year).first, 3 * (quarter - 1))
        return Period(start, _add_months(start, 3) - timedelta(days=1), "quarter", f"{year}Q{quarter}")


def month_period(year: int, month: int) -> Period:
    """Return a calendar month."""
    start = date(year, month, 1)
    return Period(start, _add_months(start, 1) - timedelta(days=1), "month", f"{year}-{month:02d}")


def _add_months(first_of_month: date, months: int) -> date:
    total = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
