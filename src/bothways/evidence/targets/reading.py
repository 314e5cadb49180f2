"""Any table of targets, row by row, into rows of `tables.TARGETS`; what can't be read is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bothways.evidence.targets.amounts import Mark, amount_of, decimal_mark, share_of
from bothways.evidence.targets.lengths import Length, every_of, span_of
from bothways.evidence.targets.owners import Owners
from bothways.evidence.targets.periods import read_start
from bothways.evidence.targets.rollups import mark_rollups
from bothways.evidence.targets.shapes import Layout, Shape, layout_of
from bothways.terms import Calendar, Refusal

Record = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class RefusedTarget:
    """A record that gave no target: its number (from 1, or as handed in), a code, a sentence."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class TargetsRead:
    """Rows of `tables.TARGETS`, refused records, and notices; kept + len(refused) = records read."""

    shape: Shape
    rows: tuple[dict[str, Any], ...]
    refused: tuple[RefusedTarget, ...]
    notices: tuple[str, ...]
    kept: int


class _Refused(Exception):  # noqa: N818 - inside this module only: why one record is refused
    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def shape_of(columns: Sequence[str]) -> Shape | None:
    """Say whether a table with these column labels holds targets, and in which shape.

    `template` (Scope, Who, Period, Target), `forecasting` (Salesforce's ForecastingQuota), `long` (a line
    a person and period), `wide` (a column a month, quarter or year); None where it holds no targets.

    >>> shape_of(["EmployeeID", "TargetAmount", "TargetMonth"]), shape_of(["Rep", "Jan 2026", "Feb 2026"])
    ('long', 'wide')
    """
    layout = layout_of(columns)
    return layout.shape if layout else None


def is_template(columns: Sequence[str]) -> bool:
    """Say whether these are the columns of the template that `write_template` writes."""
    return shape_of(columns) == "template"


def read_targets(
    columns: Sequence[str],
    records: Iterable[Record],
    *,
    people: Iterable[Mapping[str, Any]] = (),
    calendar: Calendar | None = None,
    numbers: Sequence[int] | None = None,
    answers: Mapping[str, str] | None = None,
    rates: Mapping[str, float | Decimal] | None = None,
    currency: str = "",
) -> TargetsRead:
    """Read a table of targets.

    Args:
        columns: the labels.
        records: the values, as texts, None where empty; in the order of the columns.
        people: rows of `tables.PEOPLE`, to tell persons from teams and leaders from led; a row may hold
            `aliases`, further ids of the same person. Without people, whoever is named is taken as a rep.
        calendar: the fiscal calendar that quarters and years belong to.
        numbers: the records' own numbers, for refusals; 1, 2, … by default.
        answers: answers to questions: `targets-every` (month, quarter, year: how long a target lasts that
            has but a first day) and `rollup:<person_id>` (total, own).
        rates: what one unit of another currency is worth in `currency`; a target in a currency
            without a rate is refused.

    Returns:
        Rows, refused records, notices.

    Raises:
        Refusal: `no-targets` when these are no columns of targets; `question` when only a person can say
            how long the targets last.
    """
    fiscal = calendar or Calendar()
    layout = layout_of(columns, calendar=fiscal)
    if layout is None:
        raise Refusal(
            "no-targets",
            "These columns hold no targets.",
            hint="`bothways targets --template` writes a spreadsheet with the right ones.",
            data={"columns": list(columns)},
        )
    folk = list(people)
    table = [tuple(record) for record in records]
    reading = _Reading(layout, fiscal, Owners(folk), dict(answers or {}), dict(rates or {}), currency)
    reading.prepare(table)
    kept = 0
    for index, record in enumerate(table):
        number = numbers[index] if numbers else index + 1
        try:
            reading.take(record, number)
            kept += 1
        except _Refused as no:
            reading.refused.append(RefusedTarget(number, no.code, no.reason))
    rows = list(reading.rows.values())
    notices = [*dict.fromkeys(reading.notices), *mark_rollups(rows, people=folk, answers=answers)]
    return TargetsRead(layout.shape, tuple(rows), tuple(reading.refused), tuple(notices), kept)


@dataclass
class _Reading:
    layout: Layout
    calendar: Calendar
    owners: Owners
    answers: dict[str, str]
    rates: dict[str, float | Decimal]
    currency: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    refused: list[RefusedTarget] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    every: Length | None = None
    mark: Mark = ""
    kind: str = ""

    def prepare(self, table: Sequence[Record]) -> None:
        """Learn from all records what one alone does not tell: decimal mark, length of a target."""
        money = set(self.layout.periods) or {self.layout.at["target"]}
        money |= {self.layout.at[role] for role in ("size",) if role in self.layout.at}
        self.mark = decimal_mark(_at(record, i) for record in table for i in money)
        types = Counter(kind for record in table if (kind := self.cell(record, "type")))
        if types:
            # Sorted first, so that equal counts give the same answer every time.
            self.kind = max(sorted(types), key=lambda kind: types[kind])
        if "period" in self.layout.at:
            texts = [self.cell(record, "period") for record in table]
            self.every = every_of(texts, answers=self.answers)

    def cell(self, record: Record, role: str) -> str:
        """Return the trimmed text of a role's column; "" where there is none."""
        return _at(record, self.layout.at.get(role, -1))

    def take(self, record: Record, number: int) -> None:
        """Keep the targets of one record, or raise why not."""
        if not any(_at(record, i) for i in range(len(record))):
            raise _Refused("blank", "The line is empty.")
        if self.layout.shape == "wide":
            self.take_wide(record, number)
            return
        if self.layout.shape == "forecasting":
            self.check_forecasting(record)
        text = self.cell(record, "target")
        scope, key = self.whose(record)
        if not text:
            raise _Refused("empty", "No target is written in this line.")
        first, last = self.when(record)
        self.keep(record, number, scope=scope, key=key, first=first, last=last, text=text)

    def take_wide(self, record: Record, number: int) -> None:
        cells = {i: _at(record, i) for i in self.layout.periods}
        if not any(cells.values()):
            raise _Refused("empty", "No target is written in this line.")
        scope, key = self.whose(record)
        wrong: list[str] = []
        for index, period in self.layout.periods.items():
            if not cells[index]:
                continue
            try:
                self.keep(record, number, scope=scope, key=key, first=period.first_day,
                          last=period.last_day, text=cells[index])  # fmt: skip
            except _Refused as no:
                wrong.append(f"{period.name}: {no.reason}")
        if len(wrong) == len([text for text in cells.values() if text]):
            raise _Refused("amount", " ".join(wrong))
        self.notices += [f"Line {number} of the targets, {sentence}" for sentence in wrong]

    def check_forecasting(self, record: Record) -> None:
        if "who" not in self.layout.at or "period" not in self.layout.at:
            raise _Refused(
                "no-owner",
                "This export of quotas says neither whose a quota is nor when it starts (columns "
                "QuotaOwnerId and StartDate): export ForecastingQuota with Data Loader, or fill in the "
                "template.",
            )
        if self.cell(record, "is_amount").casefold() in {"false", "0", "no"}:
            raise _Refused("quantity", "This is a quota of pieces, not of money.")
        kind = self.cell(record, "type")
        if kind and kind != self.kind:
            raise _Refused(
                "other-type",
                f"It belongs to another kind of forecast ({kind}) than most quotas ({self.kind}).",
            )

    def whose(self, record: Record) -> tuple[str, str | None]:
        """Return scope and key of a record."""
        scope, who, team = (self.cell(record, role) for role in ("scope", "who", "team"))
        found = self.owners.find(scope, who, team)
        if found.code:
            raise _Refused(found.code, found.words)
        if found.words:
            self.notices.append(found.words)
        return found.scope, found.key

    def when(self, record: Record) -> tuple[int, int]:
        """Return first and last day of a record's target."""
        text = self.cell(record, "period")
        if not text:
            raise _Refused("no-period", "The line names no period.")
        span = span_of(text, calendar=self.calendar, every=self.every)
        if span is None:
            why = (
                "is a date that could be two days" if read_start(text) is None and text[:1].isdigit() else ""
            )
            raise _Refused("period", f"“{text}” {why or 'is no period'}: write 2026Q3, 2026-09 or 2026.")
        return span

    def keep(
        self, record: Record, number: int, *, scope: str, key: str | None, first: int, last: int, text: str
    ) -> None:
        """Put one target among the rows."""
        cents = self.cents(text, record, "target")
        if cents < 0:
            raise _Refused("negative", f"A target of {text} is less than nothing.")
        target_id = f"{scope}:{key or ''}:{first}..{last}"
        family = self.cell(record, "family")
        if target_id in self.rows:
            line, other = self.lines[target_id]
            if family and other and family != other:
                self.rows[target_id]["total_cents"] += cents
                return
            same = self.rows[target_id]["total_cents"] == cents
            raise _Refused(
                "duplicate" if same else "second",
                f"The same target stands in line {line}."
                if same
                else f"Line {line} holds another target for the same and the same period; that one counts.",
            )
        rate = self.cell(record, "win_rate")
        share = share_of(rate)
        if rate and share is None:
            self.notices.append(f"Line {number} of the targets: “{rate}” is no win rate; it is left out.")
        size = self.cell(record, "size")
        self.rows[target_id] = {
            "target_id": target_id,
            "scope": scope,
            "key": key,
            "first_day": first,
            "last_day": last,
            "total_cents": cents,
            "volume": self.number(record, "volume", number),
            "win_rate": share,
            "size_cents": self.cents(size, record, "size") if size else None,
            "cycle_days": self.number(record, "cycle", number),
            "is_rollup": False,
        }
        self.lines[target_id] = (number, family)

    def cents(self, text: str, record: Record, role: str) -> int:
        """Return an amount in cents of the snapshot's currency."""
        value = amount_of(text, mark=self.mark)
        if value is None:
            raise _Refused("amount", f"“{text}” is no amount of money.")
        own = self.cell(record, "currency").upper()
        if own and self.currency and own != self.currency:
            if own not in self.rates:
                raise _Refused("no-rate", f"No rate is known from {own} to {self.currency}.")
            value *= Decimal(str(self.rates[own]))
        return int((value * 100).to_integral_value(ROUND_HALF_UP))

    def number(self, record: Record, role: str, line: int) -> float | None:
        """Return an optional number; a note in its place is said and left out."""
        text = self.cell(record, role)
        value = amount_of(text)
        if text and value is None:
            self.notices.append(f"Line {line} of the targets: “{text}” is no number; it is left out.")
        return None if value is None else float(value)


def _at(record: Record, index: int) -> str:
    value = record[index] if 0 <= index < len(record) else None
    return (value or "").strip()
