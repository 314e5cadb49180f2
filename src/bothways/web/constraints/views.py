"""The pages of limits: both sides' beside each other, one with all that happened, a new one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.constraints import Moves
from bothways.terms import Refusal, Side
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.constraints import operations, queries
from bothways.web.constraints.disputing import my_disputes
from bothways.web.constraints.forms import ChangeForm, LimitForm
from bothways.web.people.models import Person

__all__ = ["act", "add", "limit", "limits"]


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """What limits each side, the stale ones first."""
    every = queries.my_limits(request.user, now=timezone.localdate(), withdrawn=True)
    holds = [one for one in every if one.state.holds]
    context = {
        "holds": holds,
        "stale": [one for one in holds if one.state.stale],
        "unsaid": _unsaid(request.user, holds),
        "columns": [
            ("staff", [one for one in holds if one.limit.side is Side.STAFF]),
            ("exec", [one for one in holds if one.limit.side is Side.EXECUTIVES]),
        ],
        "disputes": my_disputes(request.user),
        "withdrawn": [one for one in every if not one.state.holds],
        "is_manager": request.user.role == Person.Role.MANAGER,
        # To the manager, who is of no side, every week is one of theirs.
        "is_of": {"staff": "staff", "executives": "exec"}.get(str(request.user.side), ""),
    }
    return render(request, "bothways/constraints/limits.html", context)


def _unsaid(person: Person, holds: list[queries.Seen]) -> list[queries.Seen]:
    """A manager's: those that somebody has not said back; of a side: the other's that this person has not."""
    if person.role == Person.Role.MANAGER:
        return [one for one in holds if one.missing or not one.state.is_understood]
    return [one for one in holds if one.waits_for_me]


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Declare a limit."""
    form = LimitForm(request.POST or None, by=request.user)
    refusal = None
    if form.is_valid():
        try:
            made = operations.do_add(request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            refusal = no
        else:
            return redirect("limit", limit=made.pk)
    status = 422 if refusal or form.errors else 200
    return render(request, "bothways/constraints/add.html", {"form": form, "refusal": refusal}, status=status)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def limit(request: HttpRequest, limit: uuid.UUID) -> HttpResponse:
    """A limit, with everything that happened to it."""
    return _limit(request, limit)


def _limit(
    request: HttpRequest, pk: uuid.UUID, *, typed: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    seen = queries.my_limit(request.user, pk, now=timezone.localdate())
    is_manager = request.user.role == Person.Role.MANAGER
    is_theirs = request.user.side is seen.limit.side.other
    context = {
        "seen": seen,
        "is_manager": is_manager,
        "can_write": is_manager and seen.state.holds,
        "can_move": seen.limit.moves is not Moves.NO,
        "can_say_back": seen.state.holds and operations.may_say_back(request.user, seen),
        "is_theirs": is_theirs,
        # Whoever reads a colleague's words first says those back.
        "first_own": is_theirs and seen.state.holds and seen.mine is None,
        "typed": typed or {},
        "refusal": refusal,
    }
    return render(request, "bothways/constraints/limit.html", context, status=422 if refusal else 200)


@may(STAFF, EXECUTIVE, MANAGER)
@require_POST
def act(request: HttpRequest, limit: uuid.UUID) -> HttpResponse:
    """Write down what happened to a limit."""
    queries.my_limit(request.user, limit, now=timezone.localdate())
    form = ChangeForm(request.POST)
    try:
        if "review" in form.errors:
            raise Refusal("limit-day", "A day can't be read.", hint="Write it as 2026-09-30.")
        if not form.is_valid():
            raise Refusal("given-text", "Something of it is too long.", hint="Say it in a sentence or two.")
        operations.do_change(request.user, limit, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _limit(request, limit, typed=request.POST, refusal=refusal)
    return redirect("limit", limit=limit)
