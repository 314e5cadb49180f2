"""Texts of one column as days or numbers: each distinct text once, in Python."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bothways.evidence.canonical.bench import Bench
from bothways.evidence.targets.amounts import amount_of
from bothways.terms.period import day_number

_NUMERIC = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?")


@dataclass(frozen=True)
class NumbersRead:
    values: list[Decimal | None]
    currencies: list[str | None]
    reading: str


def read_numbers(bench: Bench, texts: Sequence[str], *, file: str, column: str, money: bool, given: str) -> NumbersRead:
    return NumbersRead([amount_of(t) for t in texts], [None] * len(texts), "")


@dataclass
class DateReader:
    bench: Bench
    file: str
    given: Mapping[str, str]
    columns: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def add(self, name: str, column: str, texts: list[str]) -> None:
        self.columns[name] = (column, texts)

    def read(self, name: str) -> tuple[list[str], list[int | None], list[int | None], str]:
        texts = self.columns[name][1]
        days: list[int | None] = []
        for t in texts:
            m = _NUMERIC.match(t)
            d = None
            if m:
                a, b, c = int(m[1]), int(m[2]), int(m[3])
                try:
                    d = day_number(date(a, b, c) if a > 999 else date(c if c > 99 else 2000 + c, b, a))
                except ValueError:
                    d = None
            days.append(d)
        return texts, days, [None] * len(texts), "day-month-year"
