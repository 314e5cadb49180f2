"""What the history of the deals can tell, and since when: what it can't is said, never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import narwhals as nw

from bothways.evidence.measures.frames import Frames
from bothways.terms.period import day_number, day_of

FIELDS: Mapping[str, str] = {"stage": "the stage", "amount": "the amount", "close": "the close date"}
_EVER = -1_000_000
NEXT = "Import the next export of the same report too: the comparison shows what moved from then on."


@dataclass(frozen=True, slots=True)
class History:
    """Which fields have a history, since which day, and the latest change there is.

    `latest` maps a field to its latest change; `since` is the first day whose end can be rebuilt.
    """

    as_of_day: int
    latest: Mapping[str, int] = field(default_factory=dict)
    since: int | None = None
    missing: str = ""

    def has(self, name: str) -> bool:
        """Say whether the changes of a field are known."""
        return name in self.latest

    def unknown_at(self, day: int) -> str:
        """Say in a sentence why the deals can't be rebuilt as they stood at the end of a day; or ""."""
        return "" if day >= self.as_of_day else self.unknown_since(day, *FIELDS)

    def unknown_since(self, day: int, *names: str) -> str:
        """Say in a sentence why what moved in these fields after a day isn't known; or ""."""
        if self.missing:
            return self.missing
        absent = [FIELDS[name] for name in names if not self.has(name)]
        if absent:
            return f"The history of the deals holds no change of {' and '.join(absent)}. {NEXT}"
        if self.since is None or day < self.since:
            start = day_of(self.since if self.since is not None else self.as_of_day)
            return f"What moved is known from the end of {_said(start)} on only, and {_said(day_of(day))} is earlier."
        return ""

    def reaching(self, first_created: int | None) -> History:
        """Return it reaching back for ever when the first deal came later: where no deal was, none moved."""
        if self.since is None or first_created is None or first_created <= self.since:
            return self
        return replace(self, since=_EVER)


def history_of(frames: Frames) -> History:
    """Look at `deal_changes`, in one pass, and at what the manifest says of it.

    The manifest may say `history_from` (a day: earlier moves aren't known) and `history_fields`
    (fields that are tracked even if none of them ever changed).
    """
    changes = frames.table("deal_changes")
    column = nw.col
    days = changes.group_by("origin", "field").agg(
        column("at_day").min().alias("first"), column("at_day").max().alias("last")
    )
    found = frames.rows(days.select("origin", "field", "first", "last"))
    ids: dict[str, str] = {}
    if any(origin == "snapshots" for origin, *_ in found):
        # Only of these the id tells a day; reading the ids of all changes would take longest of all here.
        compared = changes.filter(column("origin") == "snapshots").group_by("field")
        ids = dict(frames.rows(compared.agg(column("change_id").min()).select("field", "change_id")))
    as_of_day = day_number(frames.as_of)
    tracked = tuple(frames.manifest.get("history_fields") or ())
    given = frames.manifest.get("history_from")
    if not found and not (tracked and given):
        return History(
            as_of_day,
            missing=f"The export holds no history of the deals, and no earlier one was imported. {NEXT}",
        )
    latest: dict[str, int] = dict.fromkeys(tracked, as_of_day)
    starts = []
    for origin, name, first, last in found:
        latest[name] = max(last, latest.get(name, last))
        starts.append(_start(origin, first, ids.get(name, "")))
        if origin == "snapshots":
            # A comparison looks at every field, also at those in which nothing moved.
            for other in FIELDS:
                latest.setdefault(other, last)
    since = day_number(date.fromisoformat(given)) if given else min(starts)
    return History(as_of_day, latest, since)


def _start(origin: str, first: int, change_id: str) -> int:
    """Return the first day whose end is known: before the CRM's first change, or the earlier snapshot's."""
    if origin == "snapshots" and (stamp := re.match(r"(\d{4}-\d\d-\d\d)\.\.", change_id or "")):
        return day_number(date.fromisoformat(stamp[1]))
    return first if origin == "snapshots" else first - 1


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
