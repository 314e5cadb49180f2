"""Of which day an export is: what the report says of itself, what its file is called, what the data hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bothways.evidence import engine as e
from bothways.evidence.mapping import TableGuess
from bothways.evidence.reading import RawTable
from bothways.evidence.values import read_dates
from bothways.terms.period import day_number, day_of

__all__ = ["Dated", "day_in_name", "day_of_data", "days_said"]

_SAYS = re.compile(
    r"\b(generated|exported|as of|report run|run (?:on|at|by)|downloaded|erstellt|generiert|exportiert|stand"
    r"|g[eé]n[eé]r[eé]e?|export[eé]e?|en date du|arr[eê]t[eé]e? au|generado|exportado|a fecha de)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{1,2}[-./]\d{1,2}[-./]\d{2}(?!\d)"
    r"|\d{1,2}\.?\s+[^\W\d]+\.?,?\s+\d{4}|[^\W\d]+\.?\s+\d{1,2},?\s+\d{4})"
)
_NAME_ISO = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NAME_DOTS = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(20\d\d)(?!\d)")
_NAME_STAMP = re.compile(r"report\W?(1[4-9]\d{8})\d{3}(?!\d)", re.IGNORECASE)  # as Salesforce names reports


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of the data, and the sentence that says why it is this day."""

    day: date
    sentence: str


def day_of_data(
    con: e.Connection, raws: Sequence[RawTable], tables: Sequence[TableGuess], *, today: date
) -> Dated:
    """Say of which day the data are, where nobody said it.

    The strongest that is there counts: a line of the report that says when it was made; a date in the name of
    the file; the latest day in the data. No day later than tomorrow counts (a server may be a zone ahead), and
    no name that is older than a deal in the file.

    Args:
        con: an engine with the canonical tables.
        raws: what was read.
        tables: what each was understood as, in the same order.
        today: the day of the import.
    """
    tomorrow = today + timedelta(days=1)
    youngest = _youngest(con, tomorrow)
    latest = e.latest_day(con, until=day_number(today))
    last = None if latest is None else day_of(latest)
    deals = [(raw, guess) for raw, guess in zip(raws, tables, strict=True) if guess.kind == "deals"]
    for raw, guess in deals:
        if said := days_said(raw, guess, not_before=youngest, not_after=tomorrow, latest=last):
            day, line = max(said)
            return Dated(day, f"The data are of {day}: {raw.file} says “{_short(line)}”.")
    dated = ((day_in_name(raw.file), raw.file) for raw, _ in deals)
    named = [(d, f) for d, f in dated if d and d <= tomorrow and (youngest is None or youngest <= d)]
    if named:
        day, file = max(named)
        return Dated(
            day,
            f"The data are taken to be of {day}, as the name of {file} says. Give --as-of if it was another day.",
        )
    if last is None:
        return Dated(
            today,
            f"No day in the data says when the export was made; {today} is taken. Give --as-of if it is older.",
        )
    return Dated(
        last,
        f"The data are taken to be of {last}, the latest day in them that is not in the future. "
        "Give --as-of if the export was made later.",
    )


def days_said(
    raw: RawTable,
    guess: TableGuess,
    *,
    not_before: date | None,
    not_after: date,
    latest: date | None,
) -> list[tuple[date, str]]:
    """Return the days on which a report says it was made, each with its line; lines above and below the table.

    Of two readings of a day (9/10/2026) the one that is not before the latest day of the data is taken.
    """
    orders = {order for order in guess.readings.values() if order in ("dmy", "mdy", "ymd")}
    found = []
    for line in _lines(raw):
        keyword = _SAYS.search(line)
        text = _DATE.search(line, keyword.end()) if keyword else None
        if text is None:
            continue
        days = _days(text[1], orders)
        days = {d for d in days if d <= not_after and (not_before is None or d >= not_before)}
        if len(days) > 1 and latest is not None:
            days = {d for d in days if d >= latest}
        if len(days) == 1:  # two readings are none
            found.append((days.pop(), line))
    return found


def day_in_name(file: str) -> date | None:
    """Return the day that the name of a file or of its folder bears; a clock's seconds are read too.

    >>> day_in_name("Pipeline 2026-09-28.xlsx#Sheet1"), day_in_name("deals_20260928.csv"), day_in_name("28.9.2026.csv")
    (datetime.date(2026, 9, 28), datetime.date(2026, 9, 28), datetime.date(2026, 9, 28))
    >>> day_in_name("report1790640000000.csv"), day_in_name("deals-2026.csv")
    (datetime.date(2026, 9, 29), None)
    """
    for part in reversed(file.split("#", 1)[0].split("/")):
        try:
            if iso := _NAME_ISO.search(part):
                return date(int(iso[1]), int(iso[3]), int(iso[4]))
            if dots := _NAME_DOTS.search(part):
                return date(int(dots[3]), int(dots[2]), int(dots[1]))
            if stamp := _NAME_STAMP.search(part):
                return datetime.fromtimestamp(int(stamp[1]), UTC).date()
        except ValueError:
            continue
    return None


def _lines(raw: RawTable) -> Iterator[str]:
    yield from raw.above
    for row in raw.refused:
        if row.code in ("footer", "total"):
            yield " ".join(row.text.split())


def _days(text: str, orders: set[str]) -> set[date]:
    tried = orders if len(orders) == 1 else {"dmy", "mdy", "ymd"}
    parsed = [read_dates({text: 1}, order=order).parsed for order in sorted(tried)]
    return {day_of(found[text][0]) for found in parsed if text in found}


def _youngest(con: e.Connection, until: date) -> date | None:
    """Return the day on which the youngest deal was created, of those that are not in the future."""
    created = con.table("deals").filter(e.col("created_day") <= e.val(day_number(until), "INTEGER"))
    day = e.one(e.group(created, [], {"day": e.call("max", e.col("created_day"))}))[0]
    return None if day is None else day_of(int(day))


def _short(line: str) -> str:
    text = " ".join(line.strip(' ",;\t').split())
    return text if len(text) <= 90 else f"{text[:89]}…"
