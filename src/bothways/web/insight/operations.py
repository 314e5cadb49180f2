"""Pages are asked for, opened to a side and taken back; themes are edited, edits undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bothways.terms import Refusal
from bothways.web.evidence.models import Snapshot
from bothways.web.insight.asking import Asked, version
from bothways.web.insight.models import InsightPage, ThemeEdit
from bothways.web.insight.queries import footing_of
from bothways.web.jobs.operations import enqueue
from bothways.web.people.models import Person, Team

__all__ = ["KIND", "check_edit", "do_ask", "do_close", "do_edit", "do_open", "do_undo"]

KIND: Final = "insight"
_MOST: Final = 300


def do_ask(by: Person | None, *, snapshot: Snapshot, asked: Asked, now: datetime) -> InsightPage:
    """Ask for a page: the one that is there, or that is being worked out; else work is asked for."""
    edits = footing_of(snapshot, asked.part)
    with transaction.atomic():
        page, _made = InsightPage.objects.select_for_update().get_or_create(
            snapshot=snapshot,
            key=asked.key(edits=edits),
            defaults={
                "part": asked.part, "period": asked.period, "side": asked.side, "against": asked.against,
                "by": asked.by, "edits": edits, "version": version(), "asked_at": now,
            },
        )  # fmt: skip
        # One that was refused may come out otherwise now: nothing of the evidence changes, but a program can.
        if page.stands == "failed":
            page.job = enqueue(KIND, by=by, now=now, payload={"page": str(page.pk)})
            page.save(update_fields=["job"])
    return page


def do_open(by: Person, *, page: InsightPage, now: datetime) -> None:
    """Open a page to the side that it was made for.

    Raises:
        Refusal: `not-made` for one that holds nothing yet.
    """
    if page.stands != "made":
        raise Refusal("not-made", "There is nothing to open yet.", hint="Wait until it is worked out.")
    InsightPage.objects.filter(pk=page.pk).update(opened_at=now, opened_by=by)


def do_close(page: InsightPage) -> None:
    """Take a page back from its side."""
    InsightPage.objects.filter(pk=page.pk).update(opened_at=None, opened_by=None)


def check_edit(team: Team, *, kind: str, entry: Mapping[str, Any]) -> None:
    """Refuse an edit that means nothing, or that is one too many.

    Raises:
        Refusal: `edits`.
    """
    from bothways.insight.themes.edits import edits_from

    empty = [name for name, value in entry.items() if not value and not (kind == "move" and name == "to")]
    if empty:
        raise Refusal("edits", "Something is left out.", hint="Fill in each field.", data={"fields": empty})
    if kind == "merge" and len(set(entry["themes"])) < 2 and entry["into"] in entry["themes"]:
        raise Refusal("edits", "A theme can't be merged into itself.", hint="Choose another theme.")
    edits_from({kind: [dict(entry)]})
    if ThemeEdit.objects.filter(team=team, undone_at=None).count() >= _MOST:
        raise Refusal("edits", f"A team has at most {_MOST} edits.", hint="Undo some that no longer matter.")


def do_edit(by: Person, *, team: Team, kind: str, entry: Mapping[str, Any], now: datetime) -> ThemeEdit:
    """Write an edit of themes, as a file of edits would hold it. It is applied after every run.

    Raises:
        Refusal: `edits`.
    """
    check_edit(team, kind=kind, entry=entry)
    return ThemeEdit.objects.create(team=team, kind=kind, entry=dict(entry), by=by, made_at=now)


def do_undo(edit: ThemeEdit, *, now: datetime) -> None:
    """Undo an edit, whichever it was: the others stay."""
    ThemeEdit.objects.filter(pk=edit.pk, undone_at=None).update(undone_at=now)
