"""Is there anything worth saying? A brief that is due is set beside the last one, and skipped with the reason if not.

What counts is written down in docs/method/brief.md; nothing here decides by the look of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from bothways.brief import words
from bothways.brief.document import Cite, Document
from bothways.brief.ledger import Ledger
from bothways.brief.mailed import Quoted, mailed, pieces_of
from bothways.terms import Unit

__all__ = ["METHOD", "Change", "Reading", "worth_sending"]

METHOD = "worth/1"
Previous = Document | Ledger | Mapping[str, Any] | None
Kind = Literal["first", "period", "given", "leading", "moved", "said"]
_LEADING: Final = ("landing_total/", "landing_target_chance/")
_LEAST: Final[Mapping[str, tuple[float, float]]] = {
    # what moved: how much of what leads, how much of all else
    "part": (0.02, 0.10),
    "points": (0.02, 0.05),
    "chance": (0.10, 0.20),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is worth saying: the fact's key, what it is called, and a sentence without a number."""

    kind: Kind
    key: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a brief is worth sending, why, and what changed; `reason` is a sentence for the manager."""

    worth: bool
    reason: str
    changes: tuple[Change, ...] = ()


def worth_sending(previous: Previous, new: Document) -> Reading:
    """Say whether a brief holds anything that its reader was not told by the last one.

    Args:
        previous: what the reader had last: its document, the ledger it stood on, or that ledger as JSON
            (`ledger.json`). None where there was none.
        new: the brief that is due.

    >>> from bothways.brief.ledger import Ledger
    >>> one = Document(reader="staff", side="staff", title="T", kicker=("K",), period_line=(), headline=(),
    ...     sections=(), footer=(), ledger=Ledger(()))
    >>> worth_sending(None, one).worth, worth_sending(one, one).worth
    (True, False)
    """
    if previous is None:
        return Reading(
            True, "It is the first brief of this reader.", (Change("first", "", "", "It is the first."),)
        )
    before = _facts(previous, new.reader)
    now = {fact.key: fact.as_dict() for fact in new.ledger}
    changes = tuple(_changes(before, now, new))
    if changes:
        return Reading(True, changes[0].sentence, changes)
    as_of, snapshots = _day(before), (_snapshots(before), _snapshots(now))
    since = f" of {words.day(as_of)}" if as_of else ""
    if snapshots[0] & snapshots[1]:
        return Reading(
            False, f"Skipped: it stands on the same data as the last brief{since}, and nothing was added."
        )
    return Reading(
        False,
        f"Skipped: since the last brief{since} no number moved far enough to be worth saying, and no ask, note or "
        "customer's word is new.",
    )


def _changes(before: Mapping[str, Any], now: Mapping[str, Any], new: Document) -> Iterator[Change]:
    """Yield what is worth saying, what weighs most first."""
    told = _told(new)
    leading = [key for key in told if told[key] or key.startswith(_LEADING)]
    if (one := _period(before, leading)) and (other := _period(now, leading)) and one != other:
        yield Change("period", "", "", "It is of another period than the last one.")
    yield from _given(before, now)
    for key in leading:
        fact = now[key]
        if fact["figure"] is None:
            continue
        label = str(fact["label"])
        if key not in before:
            yield Change("leading", key, label, f"What leads the brief is new: {label}.")
        elif _moved(before, now, key, leads=True):
            yield Change("leading", key, label, f"What leads the brief moved: {label}.")
    for key in told:
        if now[key]["kind"] == "quote" and not _was_said(before, now[key]):
            yield Change(
                "said", key, str(now[key]["label"]), "Words that were not quoted before stand in it."
            )
    for key in told:
        # What was before stays what it was; which past it is, the period decides.
        if key in leading or "@" in key or key not in before or now[key]["figure"] is None:
            continue
        if _moved(before, now, key, leads=False):
            label = str(now[key]["label"])
            yield Change("moved", key, label, f"It moved: {label}.")


def _told(new: Document) -> dict[str, bool]:
    """Return the keys of the facts that the mail tells, and whether the headline does; the annex does not count."""
    keys = {fact.number: fact.key for fact in new.ledger}
    first = {span.fact for line in new.headline for span in line if isinstance(span, Cite)}
    found: dict[str, bool] = {}
    for piece in pieces_of(mailed(new)):
        numbers = (
            [piece.fact] if isinstance(piece, Quoted) else [s.fact for s in piece if isinstance(s, Cite)]
        )
        for number in numbers:
            if number in keys:
                found[keys[number]] = number in first
    return found


def _given(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    """Asks are told by what they say, not by their place: one that moved up is not new."""
    old, new = (
        {(f["label"], f["given"]) for f in held.values() if f.get("kind") == "given"}
        for held in (before, now)
    )
    for label, _ in sorted(new - old, key=str):
        yield Change("given", "", str(label), f"Something was added or reworded: {label}.")
    for label, _ in sorted(old - new, key=str):
        yield Change("given", "", str(label), f"Something was taken back: {label}.")


def _moved(before: Mapping[str, Any], now: Mapping[str, Any], key: str, *, leads: bool) -> bool:
    one, other = before[key].get("figure") or {}, now[key]["figure"]
    old, new = one.get("value"), other["value"]
    if not isinstance(old, int | float) or not isinstance(new, int | float):
        return bool(old != new)
    share = other["unit"] == Unit.SHARE
    kind = "chance" if share and words.is_chance(other["name"]) else "points" if share else "part"
    least = _LEAST[kind][0 if leads else 1]
    if kind != "part":
        return bool(abs(new - old) >= least - 1e-9)
    # A gap near nought moves by any part of itself: it is measured against the target.
    goal = (before.get("target/all") or {}).get("figure") or {}
    scale = max(abs(old), abs(goal.get("value") or 0) if other["name"] == "gap" else 0)
    return bool(new != old and abs(new - old) >= least * scale)


def _was_said(before: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    return any((held.get("quote") or {}).get("text") == fact["quote"]["text"] for held in before.values())


def _facts(previous: Document | Ledger | Mapping[str, Any], reader: str) -> dict[str, Any]:
    """Return what this reader could know of the last ledger, by key."""
    if isinstance(previous, Document):
        previous = previous.ledger
    if isinstance(previous, Ledger):
        return {fact.key: fact.as_dict() for fact in previous if reader in fact.readers}
    facts = previous.get("facts")
    held = [fact for fact in facts if isinstance(fact, Mapping)] if isinstance(facts, list) else []
    return {
        str(fact["key"]): fact
        for fact in held
        if "key" in fact and (not fact.get("readers") or reader in fact["readers"])
    }


def _period(facts: Mapping[str, Any], leading: list[str]) -> str:
    held = [
        (facts.get(key) or {}).get("figure")
        for key in leading
        if key.startswith(("bookings/", "bookings_count/"))
    ]
    return next((str(figure["period"]) for figure in held if figure), "")


def _figures(facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (fact["figure"] for fact in facts.values() if fact.get("figure"))


def _day(facts: Mapping[str, Any]) -> date | None:
    days = [
        str(figure["as_of"])
        for key, fact in facts.items()
        if "@" not in key and (figure := fact.get("figure"))
    ]
    try:
        return date.fromisoformat(max(days)) if days else None
    except ValueError:
        return None


def _snapshots(facts: Mapping[str, Any]) -> set[str]:
    return {str((figure.get("source") or {}).get("snapshot", "")) for figure in _figures(facts)} - {""}
