"""The last brief beside a page: what it said, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bothways.terms import Refusal
from bothways.web.brief.models import Brief
from bothways.web.evidence.models import Snapshot

if TYPE_CHECKING:
    from bothways.brief.document import Document
    from bothways.brief.ledger import Ledger

__all__ = ["beside_last", "last_brief", "ledger_of", "marked"]

_MOST: Final = 16
_OF_RESULTS: Final = "result_"


def last_brief(snapshot: Snapshot) -> Brief | None:
    """The brief that went out last on an earlier day's snapshot of the same team: its words are scored by this one."""
    found = Brief.objects.filter(team=snapshot.team_id, state=Brief.State.APPROVED)
    return found.filter(snapshot__as_of__lt=snapshot.as_of).order_by("-approved_at").first()


def marked(brief: Brief | None) -> str:
    """What the key of a page holds of the brief that it is set beside."""
    return "" if brief is None else brief.pk.hex[:16]


def ledger_of(brief: Brief | None) -> Ledger | None:
    """The facts that a brief stood on; None where its files are gone."""
    from bothways.web.brief.operations import documents_of

    if brief is None:
        return None
    try:
        return documents_of(brief).ledger
    except Refusal:
        return None


def beside_last(document: Document, *, last: Ledger, currency: str) -> list[dict[str, Any]]:
    """The figures of a page that the last brief told the same side of the same period: what it said, what it is now.

    Each row: `number` of the fact on the page, `label`, `then`, `now`, `same`. A figure that the side was not told then
    is not told it now by this.
    """
    from bothways.brief import words

    told = {fact.key: fact for fact in last if fact.figure is not None and document.reader in fact.readers}
    rows: list[dict[str, Any]] = []
    for fact in document.ledger:
        before = told.get(fact.key) or told.get(fact.key.removeprefix(_OF_RESULTS))
        now = fact.figure
        if before is None or before.figure is None or now is None or before.figure.period != now.period:
            continue
        if before.figure.value is None or now.value is None:
            continue
        said = (words.value(before.figure, currency), words.value(now, currency))
        rows.append(
            {
                "number": fact.number,
                "label": fact.label[:1].upper() + fact.label[1:],
                "then": said[0],
                "now": said[1],
                "same": said[0] == said[1],
            }
        )
    return rows[:_MOST]
