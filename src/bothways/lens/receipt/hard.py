"""Numbers, money, percentages, dates, durations, names and quotations set side by side as multisets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bothways.lens.facts.numbers import Amount
from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.verdicts import FactVerdict, Verdict


@dataclass(slots=True)
class Side:
    """One occurrence of a hard fact on one side; `bare` is the number without its unit."""

    kind: str
    key: str
    first: int
    last: int
    sentence: int
    relation: str = ""
    weak: bool = False
    bare: str = ""
    unit: str = ""
    written: str = ""
    raw: str = ""


def span(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the places in characters of tokens [first, last]."""
    items = reading.found.items
    return items[first].start, items[last].end


def verdict_of(
    kind: str,
    verdict: Verdict,
    here: Reading,
    there: Reading,
    ours: tuple[int, int] | None,
    theirs: tuple[int, int] | None,
    reason: str = "",
) -> FactVerdict:
    """Make a verdict from token places on both sides."""
    first = span(here, *ours) if ours else None
    second = span(there, *theirs) if theirs else None
    return FactVerdict(
        kind,
        verdict,
        here.found.text[first[0] : first[1]] if first else None,
        there.found.text[second[0] : second[1]] if second else None,
        reason,
        first,
        second,
    )


def amount_key(amount: Amount) -> str:
    """Return what two equal amounts have in common."""
    return f"{amount.value} {amount.unit}".strip()


def sides_of(reading: Reading) -> list[Side]:
    """Return all amounts and dates of a reading."""
    items = reading.found.items
    sides = [
        Side(
            "severity" if a.unit == "ordinal" else a.kind,
            amount_key(a),
            a.first,
            a.last,
            items[a.first].sentence,
            a.relation,
            a.weak,
            a.bare or a.value,
            a.unit,
            a.written,
            a.raw,
        )
        for a in reading.amounts
    ]
    for d in reading.dates:
        kind = "deadline" if d.relation in {"by", "before"} else "date"
        sides.append(
            Side(kind, d.value, d.first, d.last, items[d.first].sentence, d.relation, d.weak, "", "date")
        )
    return sides


def grouped(sides: Iterable[Side]) -> dict[str, list[Side]]:
    """Group the occurrences by their value."""
    groups: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        groups[side.key].append(side)
    return groups
