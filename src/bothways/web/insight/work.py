"""Pages are worked out by a worker; those of a new snapshot without being asked for."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.opening import opened
from bothways.web.insight import making
from bothways.web.insight.asking import PARTS, Asked, read, version
from bothways.web.insight.before import last_brief, ledger_of, marked
from bothways.web.insight.models import InsightPage
from bothways.web.insight.operations import KIND, do_ask
from bothways.web.insight.queries import digest_of_edits, edits_in_force
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Tell, each_minute, job

__all__ = ["prepare", "work_out"]
_BEFORE: Final = 7
_log = logging.getLogger("bothways.insight")


@job(KIND)
def work_out(work: Job, tell: Tell) -> Mapping[str, Any]:
    """Work a page out and keep it; a refusal of the part is kept as well, since it is what the page says."""
    from django.urls import reverse

    page = InsightPage.objects.filter(pk=work.payload["page"]).select_related("snapshot__team").first()
    if page is None:
        raise Refusal("gone", "The snapshot was taken away.", hint="Look at another one.")
    asked = Asked(part=page.part, period=page.period, side=page.side, against=page.against, by=page.by)
    edits = edits_in_force(page.snapshot.team_id) if page.part == "themes" else {}
    if page.part == "themes" and digest_of_edits(edits) != page.edits:
        raise Refusal("edits-later", "The themes were edited since.", hint="Open the page again.")
    last = None if page.part == "themes" else last_brief(page.snapshot)
    if last is not None and marked(last) != page.edits:
        raise Refusal("brief-later", "Another brief went out since.", hint="Open the page again.")
    try:
        evidence = opened(page.snapshot)
        fields = making.made(evidence, asked, edits=edits, last=ledger_of(last), progress=tell)
        if page.part == "results":
            fields["own"]["changes"] = _changes(page.snapshot, evidence, asked)
    except Refusal as refusal:
        fields = making.refused(refusal)
    for name, value in fields.items():
        setattr(page, name, value)
    page.made_at = timezone.now()
    page.save(update_fields=[*fields, "made_at"])
    return {"address": reverse("insight-read", args=[page.pk])}


def _changes(snapshot: Snapshot, evidence: Any, asked: Asked) -> dict[str, Any]:
    """What changed since the snapshot before, with what it was in those before that; nothing where there is none, or it
    can't be compared."""
    from bothways.web.insight.changing import add_history, changes_since

    before = Snapshot.objects.filter(
        team=snapshot.team_id, removed_at=None, as_of__lt=snapshot.as_of, summary__rows__deals__gt=0
    )
    every = list(before[:_BEFORE])
    if not every:
        return {}
    period, currency = evidence.calendar.period(asked.period), evidence.currency
    try:
        held = changes_since(evidence, since=opened(every[0]), period=period)
    except Refusal:
        return {}
    add_history(held, earlier=_each([snapshot, *every]), period=period, currency=currency)
    return held


def _each(snapshots: Iterable[Snapshot]) -> Iterator[Any]:
    """Each snapshot opened in its turn; one whose folder is gone is passed over. Of a day, the one brought last."""
    days: set[Any] = set()
    for one in snapshots:
        if one.as_of in days:
            continue
        days.add(one.as_of)
        try:
            yield opened(one)
        except Refusal:
            continue


@each_minute("insight")
def prepare(now: datetime) -> None:
    """Ask for the usual pages of each team's newest snapshot, so that nobody waits for them."""
    newest: dict[Any, Snapshot] = {}
    for one in Snapshot.objects.filter(removed_at=None).select_related("team"):
        if one.summary.get("rows", {}).get("deals"):
            newest.setdefault(one.team_id, one)
    asked_for = InsightPage.objects.filter(snapshot__in=list(newest.values()), version=version())
    done = set(asked_for.values_list("snapshot_id", flat=True))
    for snapshot in newest.values():
        if snapshot.pk in done:
            continue
        try:
            evidence = opened(snapshot)
        except Refusal as refusal:
            _log.warning("No pages of snapshot %s: %s", snapshot.pk, refusal.sentence)
            continue
        for part in PARTS:
            do_ask(None, snapshot=snapshot, asked=read({}, part=part, evidence=evidence), now=now)
