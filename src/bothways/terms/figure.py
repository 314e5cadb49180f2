"""A figure: a value that says what it is, of when, of how many, how sure, and where from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bothways.terms.period import Period


class Unit(StrEnum):
    """The unit of a value. Money is whole cents of the snapshot's currency, a share runs 0 to 1."""

    CENTS = "cents"
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    HOURS = "hours"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the underlying value may lie: `low` to `high`, at `level` (0.8 = 80 times in 100)."""

    low: float
    high: float
    level: float = 0.8
    method: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"low": self.low, "high": self.high, "level": self.level, "method": self.method}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: the snapshot's content hash and the expression that made it."""

    snapshot: str
    expression: str

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"snapshot": self.snapshot, "expression": self.expression}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value of one measure.

    `by` and `key` say of whom: `by="all", key=""`, or `by="team", key="North"`; `label` is
    the key as people read it. `value` is None where it can't be known, and `unknown` says why.
    `n` is the count of things behind it (deals unless the measure says otherwise).
    """

    name: str
    value: int | float | None
    unit: Unit
    period: Period
    as_of: date
    source: Source
    method: str
    by: str = "all"
    key: str = ""
    label: str = ""
    n: int | None = None
    interval: Interval | None = None
    unknown: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "name": self.name,
            "by": self.by,
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "unit": str(self.unit),
            "n": self.n,
            "interval": self.interval.as_dict() if self.interval else None,
            "period": self.period.name,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "as_of": self.as_of.isoformat(),
            "source": self.source.as_dict(),
            "method": self.method,
            "unknown": self.unknown,
        }
