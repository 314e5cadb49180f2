"""The pages of promises: what is due to whom, one promise with all that happened, a new one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.brief.registers import record_in_words
from bothways.credibility import EventKind, record
from bothways.terms import Refusal
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.credibility import operations, queries
from bothways.web.credibility.forms import ActForm, PromiseForm
from bothways.web.people.models import Person

__all__ = ["act", "add", "promise", "promises"]


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """What was promised to whom, and how it stands."""
    now = timezone.localdate()
    every = queries.my_promises(request.user, now=now)
    still = [one for one in every if one.standing.state.is_open]
    is_manager = request.user.role == Person.Role.MANAGER
    records = []
    if is_manager:
        standings = [one.standing for one in every]
        records = [record(standings, now=now, to=side) for side in ("staff", "executives", "manager")]
    context = {
        "late": [one for one in still if (one.standing.days_left or 0) < 0],
        "still": still,
        "columns": [
            ("staff", [one for one in still if one.promise.to.where == "staff"]),
            ("you", [one for one in still if one.promise.to.where == "manager"]),
            ("exec", [one for one in still if one.promise.to.where == "executives"]),
        ],
        "ended": [one for one in every if not one.standing.state.is_open],
        "records": [record_in_words(one) for one in records if one.first is not None],
        "is_manager": is_manager,
    }
    return render(request, "bothways/credibility/promises.html", context)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a promise down."""
    form = PromiseForm(request.POST or None, by=request.user)
    refusal = None
    if form.is_valid():
        try:
            made = operations.do_add(request.user, now=timezone.now(), **form.given())
        except Refusal as no:
            refusal = no
        else:
            return redirect("promise", promise=made.pk)
    status = 422 if refusal or form.errors else 200
    return render(request, "bothways/credibility/add.html", {"form": form, "refusal": refusal}, status=status)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def promise(request: HttpRequest, promise: uuid.UUID) -> HttpResponse:
    """A promise, with everything that happened to it."""
    return _promise(request, promise)


def _promise(
    request: HttpRequest, pk: uuid.UUID, *, typed: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    now = timezone.localdate()
    seen = queries.my_promise(request.user, pk, now=now)
    is_manager = request.user.role == Person.Role.MANAGER
    is_open = seen.standing.state.is_open
    context = {
        "seen": seen,
        "is_manager": is_manager,
        "can_write": is_manager and is_open,
        "can_release": is_open and queries.is_theirs(seen.promise.to, request.user),
        "can_strike": is_manager and seen.standing.history[-1].kind is not EventKind.MADE,
        "today": now.isoformat(),
        "typed": typed or {},
        "refusal": refusal,
    }
    return render(request, "bothways/credibility/promise.html", context, status=422 if refusal else 200)


@may(STAFF, EXECUTIVE, MANAGER)
@require_POST
def act(request: HttpRequest, promise: uuid.UUID) -> HttpResponse:
    """Write down what happened to a promise."""
    queries.my_promise(request.user, promise, now=timezone.localdate())
    form = ActForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("promise-day", "A day can't be read.", hint="Write it as 2026-09-30.")
        operations.do_event(request.user, promise, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _promise(request, promise, typed=request.POST, refusal=refusal)
    return redirect("promise", promise=promise)
