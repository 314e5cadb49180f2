"""The pages of two views: what is disputed, each side's form, and both beside each other once both are written."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.terms import Refusal, Side
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.constraints import disputing
from bothways.web.constraints.forms import DisputeForm, ViewForm
from bothways.web.constraints.queries import my_limit
from bothways.web.people.models import Person

__all__ = ["dispute", "dispute_open", "limit_dispute", "view_write"]


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def dispute_open(request: HttpRequest) -> HttpResponse:
    """Ask both sides how they see a number, or a limit."""
    form = DisputeForm(request.POST or None, by=request.user)
    refusal = None
    if form.is_valid():
        try:
            made = disputing.do_open_dispute(request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            if "status" in no.data:
                raise
            refusal = no
        else:
            return redirect("dispute", dispute=made.pk)
    status = 422 if refusal or form.errors else 200
    return render(
        request, "bothways/constraints/dispute_open.html", {"form": form, "refusal": refusal}, status=status
    )


@may(MANAGER)
@require_POST
def limit_dispute(request: HttpRequest, limit: uuid.UUID) -> HttpResponse:
    """Ask both sides how they see a limit."""
    seen = my_limit(request.user, limit, now=timezone.localdate())
    made = disputing.do_open_dispute(request.user, team=seen.team, about="", limit=limit, now=timezone.now())
    return redirect("dispute", dispute=made.pk)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def dispute(request: HttpRequest, dispute: uuid.UUID) -> HttpResponse:
    """One disputed thing, as this person may read it."""
    return _dispute(request, dispute)


@may(STAFF, EXECUTIVE, MANAGER)
@require_POST
def view_write(request: HttpRequest, dispute: uuid.UUID) -> HttpResponse:
    """Write how one's side sees it."""
    disputing.my_dispute(request.user, dispute)
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(
                "view-form", "Something is missing or too long.", hint="Each of the three has its place."
            )
        disputing.do_write_view(request.user, dispute, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _dispute(request, dispute, typed=request.POST, refusal=refusal)
    return redirect("dispute", dispute=dispute)


def _dispute(
    request: HttpRequest, pk: uuid.UUID, *, typed: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    held = disputing.my_dispute(request.user, pk)
    sides = disputing.sides_to_write(request.user, held)
    own = held.own
    context = {
        "held": held,
        "row": held.row,
        "columns": [(side, next((one for one in held.views if one.side is side), None)) for side in Side],
        "sides": sides,
        "own": own,
        "facts": "\n".join(own.facts) if own else "",
        "waits": [side for side in Side if side not in held.written],
        "is_manager": request.user.role == Person.Role.MANAGER,
        "typed": typed or {},
        "refusal": refusal,
    }
    return render(request, "bothways/constraints/dispute.html", context, status=422 if refusal else 200)
