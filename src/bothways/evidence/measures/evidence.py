"""All facts of one period of one snapshot, each source computed when it is first asked for."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from functools import cached_property

import narwhals as nw

from bothways.evidence.measures import relations
from bothways.evidence.measures.deals import deal_facts
from bothways.evidence.measures.frames import DuckFrames, Frame, Frames
from bothways.evidence.measures.history import History, history_of
from bothways.evidence.measures.states import Meanings, changes_since, meanings_of
from bothways.evidence.measures.stays import stay_facts
from bothways.evidence.measures.targets import Targets, targets_of
from bothways.evidence.measures.window import Window, window_of
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Period

_KEPT = 5
"""How many periods' facts are kept with an open snapshot: this one, those before, the year, a single day."""


class Evidence:
    """The facts behind the measures of one period, as of one day."""

    def __init__(self, frames: Frames, *, period: Period, as_of: date) -> None:
        self.frames = frames
        self.period = period
        self.as_of = as_of
        self.window: Window = window_of(period, as_of=as_of, latest=frames.as_of)
        self._facts: dict[str, Frame] = {}

    @cached_property
    def history(self) -> History:
        """What the history can tell."""
        return history_of(self.frames).reaching(self.first_created)

    @cached_property
    def first_created(self) -> int | None:
        """The day on which the first deal was created; None where no deal says it."""
        first = self.frames.rows(self.frames.table("deals").select(nw.col("created_day").min()))
        return first[0][0] if first else None

    def brings(self, table: str) -> bool:
        """Say whether the snapshot holds any row of a table."""
        return bool(self.frames.manifest.get("tables", {}).get(table, 1))

    @cached_property
    def meanings(self) -> Meanings:
        """What each stage means."""
        return meanings_of(self.frames)

    @cached_property
    def targets(self) -> Targets:
        """What was asked for."""
        return targets_of(self.frames, self.period)

    @cached_property
    def recent(self) -> Frame:
        """The changes since the period began: read once, for states, pushes and stages alike."""
        return self.frames.keep(changes_since(self.frames, self.window.start), "recent_changes")

    @cached_property
    def accounts(self) -> Frame:
        """Every account with the keys of its groups."""
        return self.frames.keep(relations.account_keys(self.frames), "account_keys")

    def facts(self, source: str) -> Frame:
        """Return the facts of a source: deals, stays, lines, accounts, cases, mails or activities."""
        if source not in self._facts:
            self._facts[source] = self.frames.keep(self._made(source), f"{source}_facts")
        return self._facts[source]

    def _made(self, source: str) -> Frame:
        frames, window = self.frames, self.window
        match source:
            case "deals":
                return deal_facts(frames, window, self.history, self.meanings, recent=self.recent)
            case "stays":
                return stay_facts(frames, window, self.history, self.meanings, recent=self.recent)
            case "lines":
                return relations.line_facts(frames, self.facts("deals"))
            case "accounts":
                return relations.account_facts(frames, window, self.facts("deals"), self.accounts)
            case "cases":
                return relations.case_facts(frames, window, self.accounts)
            case "mails":
                return relations.mail_facts(frames, window, self.accounts)
            case "activities":
                return relations.activity_facts(frames, window)
        raise ValueError(source)


def evidence_of(snapshot: Snapshot, *, period: Period, as_of: date | None = None) -> Evidence:
    """Return the facts of a period, kept with the open snapshot for the next question.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day than `as_of`.
    """
    day = as_of or snapshot.as_of
    # Kept where `Snapshot.con` itself is kept: they end together.
    kept: OrderedDict[tuple[date, date, date], Evidence]
    kept = snapshot.__dict__.setdefault("_evidence", OrderedDict())
    name = (period.first, period.last, day)
    if name not in kept:
        window_of(period, as_of=day, latest=snapshot.as_of)
        kept[name] = Evidence(DuckFrames(snapshot), period=period, as_of=day)
        if len(kept) > _KEPT:
            _, oldest = kept.popitem(last=False)
            if isinstance(oldest.frames, DuckFrames):
                oldest.frames.close()
    kept.move_to_end(name)
    return kept[name]
