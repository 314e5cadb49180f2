"""Insight's pages and edits, with the permission in the question.

A manager has every page of their teams' snapshots; a side has those that were made for it and opened to it.
"""

from __future__ import annotations

import hashlib
import json

from django.db.models import Q, QuerySet

from bothways.web.access import absent
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.queries import teams_i_manage
from bothways.web.insight.asking import Asked
from bothways.web.insight.before import last_brief, marked
from bothways.web.insight.models import InsightPage, ThemeEdit
from bothways.web.people.models import Person, Team
from bothways.web.people.queries import my_teams

__all__ = [
    "asked_page",
    "digest_of_edits",
    "edits_in_force",
    "footing_of",
    "my_edit",
    "my_edits",
    "my_page",
    "my_pages",
    "opened_to",
]

_HEAVY = ("html", "notes", "own", "behind", "document")


def my_pages(person: Person) -> QuerySet[InsightPage]:
    """The pages that a person may see, without what is heavy in them."""
    pages = InsightPage.objects.filter(snapshot__removed_at=None).select_related("snapshot__team", "job")
    managed = Q(snapshot__team__in=teams_i_manage(person))
    return pages.filter(managed | _opened(person)).defer(*_HEAVY)


def opened_to(person: Person) -> QuerySet[InsightPage]:
    """What was opened to the side that a person is of, the newest first."""
    return my_pages(person).filter(_opened(person)).order_by("-opened_at", "id")


def _opened(person: Person) -> Q:
    # Who is of no side has nothing opened to them; a side's name is never empty.
    side = person.side
    if side is None:
        return Q(pk__in=[])
    return Q(
        snapshot__team__in=my_teams(person), side=side.value, opened_at__isnull=False, made_at__isnull=False
    )


def my_page(person: Person, page_id: object) -> InsightPage:
    """One of them, or the refusal that tells nothing of others."""
    page = my_pages(person).filter(pk=page_id).defer(None).defer("notes", "behind", "document").first()
    if page is None:
        raise absent("page")
    return page


def asked_page(snapshot: Snapshot, asked: Asked, *, edits: str) -> InsightPage | None:
    """The page of a snapshot that is asked for, if it was ever asked for before. The snapshot carries the permission."""
    found = InsightPage.objects.filter(snapshot=snapshot, key=asked.key(edits=edits))
    return found.select_related("job", "snapshot").defer(*_HEAVY).first()


def my_edits(person: Person, team: Team) -> QuerySet[ThemeEdit]:
    """The edits of a team's themes, those that were undone too."""
    return ThemeEdit.objects.filter(team__in=teams_i_manage(person), team=team).select_related("by")


def my_edit(person: Person, edit_id: object) -> ThemeEdit:
    """One of them."""
    edit = (
        ThemeEdit.objects.filter(team__in=teams_i_manage(person), pk=edit_id).select_related("team").first()
    )
    if edit is None:
        raise absent("edit")
    return edit


def edits_in_force(team_id: object) -> dict[str, list[dict[str, object]]]:
    """A team's edits as a file of edits holds them: by kind, in the order in which they were made."""
    tables: dict[str, list[dict[str, object]]] = {}
    for kind, entry in ThemeEdit.objects.filter(team=team_id, undone_at=None).values_list("kind", "entry"):
        tables.setdefault(kind, []).append(entry)
    return tables


def footing_of(snapshot: Snapshot, part: str) -> str:
    """What the key of a page holds beside what was asked: of themes the edits, of others the brief beside it."""
    if part == "themes":
        return digest_of_edits(edits_in_force(snapshot.team_id))
    return marked(last_brief(snapshot))


def digest_of_edits(tables: dict[str, list[dict[str, object]]]) -> str:
    """What the key of a page holds of the edits that it was made with; empty where there are none."""
    if not tables:
        return ""
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()[:16]
