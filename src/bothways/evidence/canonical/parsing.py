"""The texts of a file's columns that the engine can't read: each distinct one once, a column in one way.

Where a column alone leaves two readings, the other columns of the file decide: one program wrote them all.
Where they don't either, it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bothways.evidence.canonical.bench import Bench
from bothways.evidence.mapping import Question
from bothways.evidence.values import DateReading, NumberReading, read_dates, read_numbers
from bothways.terms.period import day_of

_SIGNS = {"$": "USD", "¥": "JPY"}
_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


@dataclass
class DateReader:
    """The dates of one file."""

    bench: Bench
    file: str
    given: Mapping[str, str]
    columns: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)
    _read: dict[str, DateReading] = field(default_factory=dict)

    def add(self, name: str, column: str, texts: dict[str, int]) -> None:
        """Add the texts (with their counts) of a field."""
        self.columns[name] = (column, texts)
        order = self.given.get(name) or self.bench.answer(f"dates:{self.file}") or None
        self._read[name] = read_dates(texts, order=order)

    def read(self, name: str) -> DateReading:
        """Return a field's reading, asking where it must."""
        own = self._read[name]
        if own.order is not None:
            return own
        others = {r.order for r in self._read.values() if r.order and r.order in own.ambiguous}
        if len(others) == 1:
            return read_dates(self.columns[name][1], order=others.pop())
        sample = next((t for t in self.columns[name][1] if t not in own.parsed and t not in own.bad), "")
        options = []
        for order in own.ambiguous:
            one = read_dates({sample: 1}, order=order).parsed.get(sample)
            means = f"{_ORDERS[order]}: {sample} is {_spoken(day_of(one[0]))}" if one else _ORDERS[order]
            options.append((order, means))
        column, texts = self.columns[name]
        question = Question(
            f"dates:{self.file}",
            f"In which order do day, month and year stand in {self.file} (column “{column}”)?",
            tuple(options),
            tuple(list(texts)[:5]),
        )
        if all(q.id != question.id for q in self.bench.questions):
            self.bench.ask(question)
        return own


@dataclass
class NumberReader:
    """The numbers of one file."""

    bench: Bench
    file: str
    given: Mapping[str, str]
    columns: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)
    _read: dict[str, NumberReading] = field(default_factory=dict)

    def add(self, name: str, column: str, texts: dict[str, int]) -> None:
        """Add the texts (with their counts) of a field."""
        self.columns[name] = (column, texts)
        style = self.given.get(name) or self.bench.answer(f"numbers:{self.file}") or None
        self._read[name] = read_numbers(texts, style=style)

    def read(self, name: str) -> NumberReading:
        """Return a field's reading, asking where it must."""
        own = self._read[name]
        if own.style is not None:
            return own
        column, texts = self.columns[name]
        others = {r.style for r in self._read.values() if r.style and _proves(r)}
        if len(others) == 1:
            return read_numbers(texts, style=others.pop())
        sample = next((t for t in texts if t not in own.parsed and t not in own.bad), "")
        options = []
        for style in own.ambiguous:
            one = read_numbers({sample: 1}, style=style).parsed.get(sample)
            mark = "a dot is the decimal mark" if style == "point" else "a comma is the decimal mark"
            options.append((style, f"{mark}: {sample} is {_said(one)}" if one is not None else mark))
        question = Question(
            f"numbers:{self.file}",
            f"How are numbers written in {self.file} (column “{column}”)?",
            tuple(options),
            tuple(list(texts)[:5]),
        )
        if all(q.id != question.id for q in self.bench.questions):
            self.bench.ask(question)
        return own

    def currencies(self, name: str) -> dict[str, str]:
        """Return the currency that stands with each text of a field."""
        found = self._read[name].currency
        if any(code in _SIGNS for code in found.values()):
            sign = next(code for code in found.values() if code in _SIGNS)
            self.bench.say(f"“{sign}” is read as {_SIGNS[sign]}.")
        return {
            text: code
            for text, sign in found.items()
            if (code := _SIGNS.get(sign, sign if len(sign) == 3 else ""))
        }


def _proves(reading: NumberReading) -> bool:
    """Say whether a column shows its style by itself: whole numbers fit both."""
    return any(mark in text for text in reading.parsed for mark in ".,")


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"  # %-d is unknown on Windows


def _said(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
