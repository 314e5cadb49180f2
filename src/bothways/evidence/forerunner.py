"""Which earlier snapshot new data are set beside: of the same CRM, and of an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import some
from bothways.evidence.comparison import changes_between
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Refusal

__all__ = ["FIELDS", "Forerun", "same_deals", "set_beside"]

FIELDS = ("amount", "close", "created", "gone", "owner", "stage")
"""The fields of a deal that a comparison looks at, whether anything moved in them or not."""
_ALIKE = 0.5  # of the deals whose ids both have, the share that must bear the same name or day of creation
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Forerun:
    """The snapshot that was compared with (None: none), what it gives the manifest, and what should be said."""

    snapshot: Snapshot | None = None
    history: dict[str, Any] | None = None
    notices: tuple[str, ...] = ()


def set_beside(
    con: e.Connection, snapshots: Sequence[Snapshot], *, day: date, currency: str, chosen: bool = False
) -> Forerun:
    """Compare new data with the newest snapshot of an earlier day that holds the same deals.

    Args:
        con: an engine with the new canonical tables; what moved is added to its `deal_changes`.
        snapshots: those that may be compared with.
        day: the day of the new data.
        currency: their currency.
        chosen: a person chose the snapshot: then one of other deals is said by name.
    """
    alike = [(s, same_deals(con, s)) for s in sorted(snapshots, key=_age, reverse=True)]
    same = [s for s, shared in alike if shared]
    earlier = [s for s in same if s.as_of < day]
    later = [s for s in same if s.as_of > day]
    notices: list[str] = []
    if later:
        one = later[-1]
        notices.append(
            f"A snapshot of a later day ({one.as_of}) is here already, and was made without this one. Import its "
            "export once more, and what moved in between is known."
        )
    if not earlier:
        return Forerun(notices=(*notices, *_why_none(snapshots, same, day, chosen=chosen)))
    old = earlier[0]
    try:
        found = changes_between(old, con, new_as_of=day, currency=currency)
    except Refusal as no:
        return Forerun(notices=(*notices, f"Nothing was compared with the snapshot of {old.as_of}. {no}"))
    notices += found.notices
    moved = sum(found.found.values())
    notices.append(
        f"Compared with the snapshot of {old.as_of}: "
        + (f"{some(moved, 'change', 'changes')} since then." if moved else "nothing moved since then.")
    )
    if old.rows("targets") and not e.count(con.table("targets")):
        notices.append(
            f"The snapshot of {old.as_of} has targets, and these files bring none. Import the export together with "
            "the file of targets, and results can be set against them."
        )
    gone = found.found.get("gone", 0)
    if gone > _MOSTLY * max(1, old.rows("deals")):
        notices.append(
            f"{gone:,} of the {old.rows('deals'):,} deals of {old.as_of} are not in these files, and count as gone. "
            "If this is another report or another filter, import it with --alone."
        )
    return Forerun(old, _history(con, old), tuple(notices))


def same_deals(con: e.Connection, snapshot: Snapshot) -> bool:
    """Say whether a snapshot holds deals of the new data: the same ids, and not by chance.

    Two companies may both count their deals 1, 2, 3: so of the shared ids most must bear the same name or the
    same day of creation.
    """
    if not snapshot.rows("deals"):
        return False
    deals = "deal_id", "name", "created_day"
    was = e.pick(e.read(con, snapshot.folder / "deals.parquet"), list(deals))
    now = e.pick(con.table("deals"), list(deals))
    found = e.lookup(
        now, was, on={"deal_id": "deal_id"}, take={"_id": "deal_id", "_name": "name", "_day": "created_day"}
    ).filter(e.col("_id").isnotnull())
    named = e.first(e.col("name") == e.col("_name"), e.val(False))
    dated = e.first(e.col("created_day") == e.col("_day"), e.val(False))
    bare = e.first(e.col("name"), e.col("_name")).isnull()
    shared, alike = e.one(e.group(found, [], {"n": e.counted(), "alike": e.counted(named | dated | bare)}))
    return bool(shared) and alike >= _ALIKE * shared


def _history(con: e.Connection, old: Snapshot) -> dict[str, Any]:
    """Return what the manifest says of the history: of which fields it is, and from which day on.

    Where the CRM keeps a history of its own, the day is left to that history: it may go back further.
    """
    given: dict[str, Any] = {"history_fields": sorted({*FIELDS, *(old.manifest.get("history_fields") or ())})}
    own = con.table("deal_changes").filter(e.col("origin") == e.val("history"))
    if not e.count(own):
        given["history_from"] = str(old.manifest.get("history_from") or old.as_of.isoformat())
    return given


def _why_none(
    snapshots: Sequence[Snapshot], same: Sequence[Snapshot], day: date, *, chosen: bool
) -> list[str]:
    """Say why nothing was compared, where a person could have expected it."""
    if same and all(s.as_of == day for s in same):
        return [
            f"Nothing was compared: the snapshot that is here is of the same day, {day}. If these files are newer, "
            "give their day with --as-of."
        ]
    if snapshots and not same:
        one = max(snapshots, key=_age)
        what = (
            f"the snapshot of {one.as_of}" if chosen or len(snapshots) == 1 else "the snapshots that are here"
        )
        return [f"Nothing was compared: {what} and these files share no deal. Is it another CRM, or report?"]
    return []


def _age(snapshot: Snapshot) -> tuple[date, int]:
    return snapshot.as_of, (snapshot.folder / "manifest.json").stat().st_mtime_ns
