"""What the pages of insight show, as their templates take it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from bothways.web.access import MANAGER
from bothways.web.evidence import queries as evidence
from bothways.web.evidence.models import Snapshot
from bothways.web.insight import queries
from bothways.web.insight.asking import AGAINST, ALL_TEXTS, BYS, PARTS, SIDES, Asked, periods_of, read
from bothways.web.insight.behind import behind_one
from bothways.web.insight.forms import said
from bothways.web.insight.models import InsightPage
from bothways.web.people.models import Person

__all__ = ["asked_of", "edits_of", "note_of", "overview", "page", "waiting"]

Context = dict[str, Any]
_SNAPSHOTS = 12


def asked_of(page: InsightPage) -> Asked:
    """What a page was asked for by."""
    return Asked(part=page.part, period=page.period, side=page.side, against=page.against, by=page.by)


def edits_of(row: Snapshot, asked: Asked) -> str:
    """What the key of a page holds of the team's edits, or of the brief that it is set beside."""
    return queries.footing_of(row, asked.part)


def overview(person: Person, row: Snapshot) -> Context:
    """All parts of a snapshot as they are usually asked for, each with its state; other snapshots to go to."""
    opened = evidence.opened(row)
    parts: list[Context] = []
    edits, before = (queries.footing_of(row, part) for part in ("themes", "results"))
    asked = {name: read({}, part=name, evidence=opened) for name in PARTS}
    keys = {one.key(edits=edits if name == "themes" else before): name for name, one in asked.items()}
    pages = {
        keys[one.key]: one
        for one in queries.my_pages(person).filter(snapshot=row, key__in=list(keys))
    }  # fmt: skip
    for name, called in PARTS.items():
        found = pages.get(name)
        parts.append(
            {
                "called": called,
                "page": found,
                "stands": found.stands if found else "",
                "address": reverse("insight-part", args=[row.pk, name]),
                "when": _period(name, asked[name].period, opened),
            }
        )
    made = [one["page"] for one in parts if one["stands"] == "made"]
    first = next((one for one in made if one.part == "shortfall"), made[0] if made else None)
    return {
        "snapshot": row,
        "parts": parts,
        "first": f"{first.title.split(';')[0].rstrip('.')}." if first else "",
        "working": any(one["stands"] == "working" for one in parts),
        "snapshots": evidence.my_snapshots(person)[:_SNAPSHOTS],
    }


def waiting(person: Person, row: Snapshot, asked: Asked, found: InsightPage | None) -> Context:
    """A page that isn't there yet: nobody asked, it is being worked out, or its work has ended without one."""
    return {
        "snapshot": row,
        "asked": asked,
        "page": found,
        "stands": found.stands if found else "",
        "job": found.job if found else None,
        "is_mine": found is not None and found.job is not None and found.job.by_id == person.pk,
        **chooser(row, asked),
    }


def page(person: Person, found: InsightPage) -> Context:
    """A page that was worked out, with what the manager does with it."""
    parts = {name: mark_safe(value) for name, value in found.html.items() if isinstance(value, str)}  # noqa: S308
    lines = {name: [mark_safe(one) for one in found.html.get(name, [])] for name in ("more", "foot")}  # noqa: S308
    context: Context = {
        "page": found,
        "found": {**parts, **lines, "before": found.html.get("before", [])},
        "snapshot": found.snapshot,
        "part_called": PARTS[found.part],
        "manages": person.role == MANAGER,
    }
    if person.role != MANAGER:
        return context
    asked = asked_of(found)
    context |= chooser(found.snapshot, asked)
    if found.part == "themes":
        themes = found.own.get("themes", [])
        names = {one["id"]: one["name"] for one in themes}
        edits = queries.my_edits(person, found.snapshot.team)
        context |= {
            "themes": themes,
            "notices": found.own.get("notices", []),
            "edits": [{"edit": one, "said": said(one.kind, one.entry, names)} for one in edits if not one.undone_at],
            "is_old": found.edits != edits_of(found.snapshot, asked),
        }  # fmt: skip
    return context


def note_of(person: Person, found: InsightPage, fact: str) -> Context:
    """The evidence of one fact, with the deals that this person may see; nothing for one that the page has not."""
    note = found.notes.get(fact) if fact else None
    if not note:
        return {"note": ""}
    behind = behind_one(found, fact, person=person)
    if behind is not None:
        # Into the note itself: on a phone it is a sheet of its own, and what stands after it would lie under it.
        context = {"behind": behind, "is_owner": person.role != MANAGER}
        head, end, rest = note.rpartition("</aside>")
        note = f"{head}{render_to_string('bothways/insight/behind.html', context)}{end}{rest}"
    return {"note": mark_safe(note)}  # noqa: S308 - written by our own renderer and template


def chooser(row: Snapshot, asked: Asked) -> Context:
    """What can be chosen instead: part, period, side, and for the bridge what it is held against and by what."""
    opened = evidence.opened(row)
    periods = periods_of(asked.part, opened)
    names = {one.name if one else ALL_TEXTS for one in periods}
    choices = [(one.name if one else ALL_TEXTS, _called(asked.part, one, opened)) for one in periods]
    if asked.period not in names:
        one = opened.calendar.period(asked.period)
        choices.insert(0, (asked.period, _called(asked.part, one, opened)))
    return {
        "asked": asked,
        "parts": [
            {"name": name, "called": called, "address": f"{reverse('insight-part', args=[row.pk, name])}?side={asked.side}"}
            for name, called in PARTS.items()
        ],
        "periods": choices,
        "sides": SIDES.items(),
        "againsts": AGAINST.items() if asked.part == "shortfall" else (),
        "bys": BYS.items() if asked.part == "shortfall" else (),
    }  # fmt: skip


def _period(part: str, name: str, opened: Any) -> str:
    return _called(part, None if name == ALL_TEXTS else opened.calendar.period(name), opened)


def _called(part: str, period: Any, opened: Any) -> str:
    from django.utils.translation import gettext as _

    from bothways.brief import words

    if period is None:
        return _("all texts")
    called = words.period(period, fiscal=opened.calendar.start_month != 1)
    if part == "landing":
        return _("until the end of %(period)s") % {"period": called}
    if part == "themes":
        return _("texts since %(day)s") % {"day": words.day(period.first)}
    return called
