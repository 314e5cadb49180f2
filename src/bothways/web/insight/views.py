"""Insight's pages: which is asked for, how far it is, what it holds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bothways.terms import Refusal
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, absent, may
from bothways.web.evidence import queries as evidence
from bothways.web.evidence.models import Snapshot
from bothways.web.insight import making, operations, queries, showing
from bothways.web.insight.asking import Asked, read
from bothways.web.insight.forms import entry_of
from bothways.web.insight.models import InsightPage

__all__ = [
    "ask", "edit", "edits_file", "file", "insight", "open_to_side", "overview", "part", "show", "take_back", "undo",
]  # fmt: skip

_KINDS = {"html": "text/html", "pdf": "application/pdf", "md": "text/markdown", "svg": "image/svg+xml"}


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def insight(request: HttpRequest) -> HttpResponse:
    """The newest snapshot's insight; for a side, what was opened to it."""
    person = request.user
    if person.role != MANAGER:
        return render(request, "bothways/insight/opened.html", {"pages": queries.opened_to(person)})
    for team in evidence.teams_i_manage(person):
        row = evidence.newest(person, team)
        if row is not None:
            return redirect("insight-overview", snapshot=row.pk)
    return render(request, "bothways/insight/none.html")


@may(MANAGER)
@require_GET
def overview(request: HttpRequest, snapshot: str) -> HttpResponse:
    """All parts of a snapshot, each with what it says first."""
    row = evidence.my_snapshot(request.user, snapshot)
    return render(request, "bothways/insight/overview.html", showing.overview(request.user, row))


@may(MANAGER)
@require_GET
def part(request: HttpRequest, snapshot: str, insight_part: str) -> HttpResponse:
    """One part for a period and a side: leads to the page where it is worked out, says how far it is where not."""
    row = evidence.my_snapshot(request.user, snapshot)
    return _part(request, row, _asked(row, insight_part, request.GET))


def _asked(row: Snapshot, part: str, given: Any) -> Asked:
    return read(given, part=part, evidence=evidence.opened(row))


def _part(request: HttpRequest, row: Snapshot, asked: Asked) -> HttpResponse:
    page = queries.asked_page(row, asked, edits=showing.edits_of(row, asked))
    if page is not None and page.made_at is not None:
        address = reverse("insight-read", args=[page.pk])
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    context = showing.waiting(request.user, row, asked, page)
    if request.htmx:
        return render(request, "bothways/insight/progress.html", context)
    response = render(request, "bothways/insight/waiting.html", context)
    if page is not None and page.stands == "working":
        response.headers["Refresh"] = "2"
    return response


@may(MANAGER)
@require_POST
def ask(request: HttpRequest, snapshot: str, insight_part: str) -> HttpResponse:
    """Ask for a page to be worked out."""
    row = evidence.my_snapshot(request.user, snapshot)
    asked = _asked(row, insight_part, request.POST)
    operations.do_ask(request.user, snapshot=row, asked=asked, now=timezone.now())
    if request.htmx:
        return _part(request, row, asked)
    return redirect(f"{reverse('insight-part', args=[row.pk, asked.part])}?{asked.query}")


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def show(request: HttpRequest, insight_page: str) -> HttpResponse:
    """A page as it was worked out; with `?fact=4` its evidence beside it."""
    page = queries.my_page(request.user, insight_page)
    context = showing.note_of(request.user, page, request.GET.get("fact", ""))
    if request.htmx:
        return render(request, "bothways/insight/margin.html", context)
    return _shown(request, page, **context)


def _shown(request: HttpRequest, page: InsightPage, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {**showing.page(request.user, page), **more}
    return render(request, "bothways/insight/page.html", context, status=status)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def file(request: HttpRequest, insight_page: str, insight_file: str) -> HttpResponse:
    """The page as a file, written by the commands' function and read back before it goes."""
    page = queries.my_page(request.user, insight_page)
    if insight_file not in _KINDS or page.stands != "made":
        raise absent("file")
    name = f"{page.part}-{page.period}-{page.side}.{insight_file}".lower()
    with tempfile.TemporaryDirectory() as folder:
        data = making.write(page.document, Path(folder) / name).read_bytes()
    response = HttpResponse(data, content_type=f"{_KINDS[insight_file]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@may(MANAGER)
@require_POST
def open_to_side(request: HttpRequest, insight_page: str) -> HttpResponse:
    """Open a page to its side."""
    page = queries.my_page(request.user, insight_page)
    operations.do_open(request.user, page=page, now=timezone.now())
    return redirect("insight-read", insight_page=page.pk)


@may(MANAGER)
@require_POST
def take_back(request: HttpRequest, insight_page: str) -> HttpResponse:
    """Take a page back from its side."""
    page = queries.my_page(request.user, insight_page)
    operations.do_close(page)
    return redirect("insight-read", insight_page=page.pk)


@may(MANAGER)
@require_POST
def edit(request: HttpRequest, insight_page: str, theme_edit_kind: str) -> HttpResponse:
    """Put themes in order: the edit is written, and the page worked out anew with it."""
    page = queries.my_page(request.user, insight_page)
    team = page.snapshot.team
    try:
        entry = entry_of(theme_edit_kind, request.POST, themes=page.own.get("themes", []))
        operations.do_edit(request.user, team=team, kind=theme_edit_kind, entry=entry, now=timezone.now())
    except Refusal as refusal:
        typed = {**request.POST.dict(), "kind": theme_edit_kind}
        return _shown(request, page, status=422, refusal=refusal, typed=typed)
    return _again(request, page)


@may(MANAGER)
@require_POST
def undo(request: HttpRequest, theme_edit: str) -> HttpResponse:
    """Undo an edit of themes."""
    one = queries.my_edit(request.user, theme_edit)
    operations.do_undo(one, now=timezone.now())
    page = queries.my_pages(request.user).filter(pk=request.POST.get("page") or None).first()
    if page is None or page.snapshot.team_id != one.team_id:
        return redirect("insight")
    return _again(request, page)


def _again(request: HttpRequest, page: InsightPage) -> HttpResponse:
    asked = showing.asked_of(page)
    operations.do_ask(request.user, snapshot=page.snapshot, asked=asked, now=timezone.now())
    return redirect(f"{reverse('insight-part', args=[page.snapshot_id, asked.part])}?{asked.query}")


@may(MANAGER)
@require_GET
def edits_file(request: HttpRequest, snapshot: str) -> HttpResponse:
    """The team's edits as the file that `bothways themes --edits` reads."""
    from bothways.insight.themes.edits import edits_from, write_edits

    row = evidence.my_snapshot(request.user, snapshot)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "themes.toml"
        write_edits(edits_from(queries.edits_in_force(row.team_id)), path)
        data = path.read_bytes()
    response = HttpResponse(data, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="themes.toml"'
    return response
