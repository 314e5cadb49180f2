"""A quota that stands beside a person, without a period: for how long it is must be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.money import Rates
from bothways.evidence.mapping import Question, TableGuess
from bothways.evidence.mapping.words import bare
from bothways.evidence.reading import RawTable
from bothways.evidence.tables import TARGETS
from bothways.evidence.targets import read_targets
from bothways.terms import Calendar, Period

_WORDS = frozenset(
    {"quota", "quotas", "target", "ziel", "zielvorgabe", "objectif", "cuota", "objetivo", "meta"}
)
_EVERY = {"year": 1, "quarter": 4, "month": 12}


def quota_column(guess: TableGuess) -> str:
    """Return the column of a table of people that holds a quota; "" where none does."""
    if guess.kind != "people":
        return ""
    return next((c for c in guess.unused if _WORDS & set(bare(c).split())), "")


def ask_quotas(bench: Bench, guesses: Sequence[TableGuess], rows: Mapping[str, int]) -> None:
    """Ask for how long the quotas of each table of people are, where it holds any."""
    for guess in guesses:
        column = quota_column(guess)
        if column and rows.get(guess.file):
            bench.ask(
                Question(
                    f"quota:{guess.file}",
                    f"“{column}” in {guess.file} names no period. For how long is each quota?",
                    (
                        ("year", "for the whole fiscal year"),
                        ("quarter", "for each quarter of the fiscal year"),
                        ("month", "for each month of the fiscal year"),
                        ("none", "it is not to be used"),
                    ),
                )
            )


def fill_quotas(
    bench: Bench,
    raws: Sequence[RawTable],
    tables: Sequence[TableGuess],
    *,
    people: Sequence[Mapping[str, Any]],
    calendar: Calendar,
    rates: Rates,
    currency: str,
    day: date,
) -> None:
    """Add the quotas beside people to the targets, for the fiscal year of the data.

    Targets of another file are of named periods, and count for more: then these are not used, and it is said.
    """
    for raw, guess in zip(raws, tables, strict=True):
        column, every = quota_column(guess), bench.answer(f"quota:{guess.file}")
        if not column or every not in _EVERY:
            continue
        if e.count(bench.con.table("targets")):
            bench.say(f"“{column}” in {raw.file} is not used: another file holds targets with their periods.")
            continue
        periods = _periods(calendar, day, every)
        who = next((guess.columns[f] for f in ("id", "email", "name") if f in guess.columns), "")
        if not who:
            continue
        at = {label: f"c{i}" for i, label in enumerate(raw.columns)}
        texts = e.rows(e.pick(e.read(bench.con, raw.parquet), ["_row", at[who], at[column]]).order("_row"))
        records = [(name, p.name, text) for _, name, text in texts if name and text for p in periods]
        read = read_targets(
            ["Who", "Period", "Target"],
            records,
            people=people,
            calendar=calendar,
            answers=bench.answers,
            rates=rates.worth(),
            currency=currency,
        )
        for sentence in dict.fromkeys([*(r.reason for r in read.refused), *read.notices]):
            bench.say(f"Quotas of {raw.file}: {sentence}")
        bench.say(
            f"“{column}” in {raw.file} counts as the target of each {every} of the fiscal year {calendar.year_of(day).name}."
        )
        if read.rows:
            made = {c.name: (c.type, [row.get(c.name) for row in read.rows]) for c in TARGETS.columns}
            e.fill(bench.con, TARGETS, e.of_values(bench.con, made, name=bench.fresh("quotas")))


def _periods(calendar: Calendar, day: date, every: str) -> list[Period]:
    year = calendar.year_of(day)
    if every == "year":
        return [year]
    if every == "quarter":
        return [calendar.period(f"{year.name}Q{n}") for n in range(1, 5)]
    months, at = [], year.first
    for _ in range(12):
        month = calendar.period(f"{at:%Y-%m}")
        months.append(month)
        at = date.fromordinal(month.last.toordinal() + 1)
    return months
