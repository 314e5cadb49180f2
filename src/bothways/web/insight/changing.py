"""What changed in the numbers between two snapshots, in words: for the manager's first page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bothways.evidence import Snapshot as Evidence
    from bothways.insight.results.moved import Changes
    from bothways.terms import Period

__all__ = ["add_history", "changes_since"]

_FIRST: Final = (
    "bookings", "attainment", "win_rate_count", "open_amount", "coverage", "pipeline_created", "won_count",
    "cycle_days", "deal_size_median", "days_since_touch", "lost_count", "open_count", "open_due_amount",
)  # fmt: skip
_MOST, _NAMED = 6, 2


def changes_since(evidence: Evidence, *, since: Evidence, period: Period) -> dict[str, Any]:
    """What changed of the whole between two snapshots, the weightiest measures first, ready for JSON.

    Each row: `label`, `was`, `is`, `small` (the range, or how many), `why` (the deals that moved it most), `key`.

    Raises:
        Refusal: where the two can't be compared.
    """
    from bothways.brief import words
    from bothways.brief.facts.labels import LABELS
    from bothways.evidence.measures import CATALOGUE
    from bothways.insight import results

    found = results(evidence, period=period, since=since).changes
    if found is None:
        return {}
    labels = {**{name: one.label for name, one in CATALOGUE.items()}, **LABELS}
    rows: list[dict[str, Any]] = []
    for name in _FIRST:
        one = found.one(name)
        if one is None or one.then.value is None or one.now.value is None or one.then.value == one.now.value:
            continue
        was, now = words.value(one.then, evidence.currency), words.value(one.now, evidence.currency)
        if was == now:
            continue
        small = words.between(one.now, evidence.currency) if one.now.interval else ""
        if not small and one.now.n and not name.endswith("_count"):
            small = f"n {words.count(one.now.n)}"
        label = labels.get(name, name)
        rows.append(
            {"key": name, "label": label[:1].upper() + label[1:], "was": was, "is": now, "small": small,
             "why": _why(found, name, evidence.currency)}
        )  # fmt: skip
    return {"since": found.since.isoformat(), "rows": rows[:_MOST], "of": len(rows)}


def add_history(held: dict[str, Any], *, earlier: Iterable[Evidence], period: Period, currency: str) -> None:
    """Put beside each row of `changes_since` what the same measure of the same period was in earlier snapshots.

    earlier: one after the other, since only a few can be open at a time; one in another currency is passed over.
    """
    from bothways.brief import words
    from bothways.evidence.measures import measure

    rows = {row["key"]: row for row in held.get("rows", [])}
    for one in earlier:
        if not rows or one.currency != currency:
            continue
        found = measure(one, period=period, by=("all",), names=list(rows))
        for figure in found.figures:
            if figure.by == "all" and figure.value is not None and figure.name in rows:
                said = words.value(figure, currency)
                point = {"day": one.as_of.isoformat(), "value": float(figure.value), "said": said}
                rows[figure.name].setdefault("history", []).append(point)
    for row in rows.values():
        row.get("history", []).sort(key=lambda point: point["day"])


def _why(found: Changes, name: str, currency: str) -> str:
    from bothways.brief import words
    from bothways.insight.results.moved import KINDS

    of = sorted((one for one in found.movers if one.measure == name), key=lambda one: -abs(one.added))
    said = []
    for one in of[:_NAMED]:
        money = words.money(one.added, currency, signed=True) if not name.endswith("_count") else ""
        said.append(
            f"{one.name or one.deal_id} {KINDS.get(one.kind, one.kind)}{f' ({money})' if money else ''}"
        )
    return "; ".join(said)
