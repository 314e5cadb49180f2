"""The case builder: the head of a case, its lines, and the curve that answers while its numbers move."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bothways.terms import Refusal
from bothways.web.access import MANAGER, absent, may
from bothways.web.budget import operations, queries, telling
from bothways.web.budget.forms import BasicsForm, LimitForm, next_month
from bothways.web.budget.lineforms import WAYS, LineForm, way_of
from bothways.web.budget.models import ResourceCase

__all__ = ["add_line", "ask", "begin", "curve", "drop", "limit", "line"]


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    today = timezone.localdate()
    form = BasicsForm(request.POST or None, by=request.user, initial={"first_month": next_month(today)})
    refusal = None
    if form.is_valid():
        try:
            made = operations.do_begin(
                request.user, team=form.cleaned_data["team"], now=timezone.now(), **form.basics()
            )
        except Refusal as no:
            refusal = no
        else:
            return redirect("case-line-add", case=made.pk, case_way="new")
    status = 422 if refusal or form.errors else 200
    return render(request, "bothways/budget/begin.html", {"form": form, "refusal": refusal}, status=status)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """What is asked: the head, the lines with their curves, limits that stand already."""
    found = queries.my_case(request.user, case)
    if request.method == "GET":
        return _ask(request, found)
    form = _basics(request, found, data=request.POST)
    if not form.is_valid():
        return _ask(request, found, form=form)
    try:
        operations.do_basics(request.user, case, now=timezone.now(), **form.basics())
    except Refusal as refusal:
        return _ask(request, found, form=form, refusal=refusal)
    return redirect("case-ask", case=case)


def _basics(request: HttpRequest, found: ResourceCase, *, data: Any = None) -> BasicsForm:
    shown = {**found.asked, "margin": f"{100 * found.asked['margin']:g}"}
    form = BasicsForm(data, by=request.user, initial=shown)
    del form.fields["team"]
    return form


def _ask(
    request: HttpRequest, found: ResourceCase, *, form: BasicsForm | None = None, limit: LimitForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    lines, told = found.asked.get("line", []), None
    if lines:
        try:
            told = telling.tell_ask(found.asked)
        except Refusal as no:
            refusal = refusal or no
    context = {
        "found": found, "form": form or _basics(request, found), "limit": limit or LimitForm(lines=lines), "told": told,
        "lines": lines, "limits": found.asked.get("limit", []), "refusal": refusal,
        "may_delete": not found.events.exists(),
    }  # fmt: skip
    wrong = refusal or (form and form.errors) or (limit and limit.errors)
    return render(
        request,
        "bothways/budget/ask.html",
        context,
        status=422 if wrong and request.method == "POST" else 200,
    )


@may(MANAGER)
@require_POST
def limit(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Add a limit that stands already."""
    found = queries.my_case(request.user, case)
    form = LimitForm(request.POST, lines=found.asked.get("line", []))
    if not form.is_valid():
        return _ask(request, found, limit=form)
    try:
        operations.do_limit(request.user, case, limit=form.cleaned_data, now=timezone.now())
    except Refusal as refusal:
        return _ask(request, found, limit=form, refusal=refusal)
    return redirect("case-ask", case=case)


@may(MANAGER)
@require_POST
def drop(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Take a line or a limit out; throw the whole case away."""
    found = queries.my_case(request.user, case)
    what, at = request.POST.get("what", ""), request.POST.get("at", "")
    try:
        if what == "case":
            operations.do_delete(request.user, case)
            return redirect("case")
        operations.do_drop(
            request.user, case, what=what, at=int(at) if at.isdecimal() and len(at) < 6 else 10**6, now=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _ask(request, found, refusal=refusal)
    return redirect("case-ask", case=case)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def add_line(request: HttpRequest, case: uuid.UUID, case_way: str) -> HttpResponse:
    """Ask for something more."""
    found = queries.my_case(request.user, case)
    if case_way not in WAYS:
        raise absent("page")
    return _line(request, found, way=case_way, at=None)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, case: uuid.UUID, case_line: int) -> HttpResponse:
    """Change what is asked for, from the first line on."""
    found = queries.my_case(request.user, case)
    lines = found.asked.get("line", [])
    if not 1 <= case_line <= len(lines):
        raise absent("line")
    return _line(request, found, way=way_of(lines[case_line - 1]), at=case_line - 1)


def _line(request: HttpRequest, found: ResourceCase, *, way: str, at: int | None) -> HttpResponse:
    """A line's form with its curve; the button that only draws works without script."""
    held = found.asked.get("line", [])[at] if at is not None else {}
    refusal = None
    if request.method == "GET":
        form = LineForm(way=way, line=held)
        drawn = _drawn(found, held) if held else {}
    else:
        form = LineForm(request.POST, way=way)
        drawn = _drawn_form(found, form)
        if request.POST.get("step") != "draw" and form.is_valid():
            try:
                operations.do_line(request.user, found.pk, line=form.table(), at=at, now=timezone.now())
            except Refusal as no:
                if "status" in no.data:
                    raise
                refusal = no
            else:
                return redirect("case-ask", case=found.pk)
    wrong = request.method == "POST" and (
        refusal or (request.POST.get("step") != "draw" and not form.is_valid())
    )
    context = {"found": found, "form": form, "way": way, "at": at, "refusal": refusal, **drawn}
    return render(request, "bothways/budget/line.html", context, status=422 if wrong else 200)


@may(MANAGER)
@require_POST
def curve(request: HttpRequest, case: uuid.UUID, case_way: str) -> HttpResponse:
    """The curve of a line as it is filled in, with what has to be asked again: a part of the page. Nothing is kept."""
    found = queries.my_case(request.user, case)
    if case_way not in WAYS:
        raise absent("page")
    form = LineForm(request.POST, way=case_way)
    context = {"found": found, "form": form, "way": case_way, "part": True, **_drawn_form(found, form)}
    return render(request, "bothways/budget/curve.html", context)


def _drawn_form(found: ResourceCase, form: LineForm) -> dict[str, Any]:
    table = form.for_curve()
    if table is None:
        return {"waits": any(judge.is_bound and judge.errors for judge in form.judges)}
    return _drawn(found, table)


def _drawn(found: ResourceCase, line: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"drawn": telling.tell_line(found.asked, line)}
    except Refusal as refusal:
        return {"curve_refusal": refusal}
