"""The pages of priorities: rounds and what stands, opening one, ranking blind, what a release shows."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.opendoor.ranked import LONGEST
from bothways.terms import Refusal, Side
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.people.models import Person
from bothways.web.priorities import operations, queries
from bothways.web.priorities.forms import RoundForm
from bothways.web.priorities.models import PriorityRound

__all__ = ["agree", "open_round", "priorities", "rank", "release", "round_page", "told"]


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def priorities(request: HttpRequest) -> HttpResponse:
    """What stands, which round is open, which were released."""
    rounds = list(queries.my_rounds(request.user))
    context = {
        "standing": queries.agreed_for(request.user),
        "open": [one for one in rounds if one.closed is None],
        "closed": [one for one in rounds if one.closed is not None],
        "is_manager": request.user.role == Person.Role.MANAGER,
    }
    return render(request, "bothways/priorities/priorities.html", context)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    form = RoundForm(request.POST or None, by=request.user)
    refusal = None
    if form.is_valid():
        try:
            made = operations.do_open(request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            refusal = no
        else:
            return redirect("round", round_id=made.pk)
    status = 422 if refusal or form.errors else 200
    return render(request, "bothways/priorities/open.html", {"form": form, "refusal": refusal}, status=status)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """A round: to rank in while it is open, to read when it is released."""
    return _round(request, round_id)


def _round(
    request: HttpRequest,
    pk: uuid.UUID,
    *,
    typed: dict[int, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    person = request.user
    found = queries.my_round(person, pk)
    mine = queries.my_ranking(person, found) if queries.can_rank(person, found) else None
    places = {item: str(place) for place, item in enumerate(mine.ranked, start=1)} if mine else {}
    rows = [(at, item, (typed or {}).get(at, places.get(item, ""))) for at, item in enumerate(found.items)]
    context: dict[str, Any] = {
        "round": found,
        "rows": rows,
        "places": [str(place) for place in range(1, LONGEST + 1)],
        "mine": mine,
        "can_rank": queries.can_rank(person, found),
        "small": person.side is not None and queries.side_is_small(found.team, person.side),
        "least": queries.rules_of().least,
        "result": queries.result_of(found),
        "is_manager": person.role == Person.Role.MANAGER,
        "refusal": refusal,
        "desk": settings.MODE == "desk",
        "told": _told(found) if settings.MODE == "desk" and found.closed is None else [],
    }
    return render(request, "bothways/priorities/round.html", context, status=422 if refusal else 200)


def _told(found: PriorityRound) -> list[tuple[Side, bool, list[tuple[int, str, str]]]]:
    """Of each side at a desk: whether it is written down, and the rows of its form."""
    made = []
    for side in Side:
        order = [item for group in found.released.get(side.value, {}).get("order", []) for item in group]
        places = {item: str(place) for place, item in enumerate(order, start=1)}
        made.append(
            (side, bool(order), [(at, item, places.get(item, "")) for at, item in enumerate(found.items)])
        )
    return made


def _typed(request: HttpRequest, found: PriorityRound) -> dict[int, str]:
    return {at: request.POST.get(f"place-{at}", "") for at in range(len(found.items))}


def _ranked(typed: dict[int, str], found: PriorityRound) -> list[str]:
    given = {at: int(place) for at, place in typed.items() if place.isdecimal()}
    if len(set(given.values())) < len(given):
        raise Refusal("place-twice", "Two of them have the same place.", hint="Give each place once.")
    return [found.items[at] for at in sorted(given, key=lambda at: given[at])]


@may(STAFF, EXECUTIVE)
@require_POST
def rank(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Keep one's own ranking."""
    found = queries.my_round(request.user, round_id)
    typed = _typed(request, found)
    try:
        ranked = _ranked(typed, found)
        operations.do_rank(
            request.user, round_id, ranked=ranked, on_record=bool(request.POST.get("on_record"))
        )
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _round(request, round_id, typed=typed, refusal=refusal)
    return redirect("round", round_id=round_id)


@may(MANAGER)
@require_POST
def told(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Write down what a side puts first, at a desk."""
    found = queries.my_round(request.user, round_id)
    side = next((one for one in Side if one.value == request.POST.get("side")), Side.STAFF)
    try:
        ranked = _ranked(_typed(request, found), found)
        operations.do_told(request.user, round_id, side=side, ranked=ranked)
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _round(request, round_id, refusal=refusal)
    return redirect("round", round_id=round_id)


@may(MANAGER)
@require_POST
def release(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Close the round and show what it shows."""
    try:
        operations.do_release(request.user, round_id, now=timezone.now())
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _round(request, round_id, refusal=refusal)
    return redirect("round", round_id=round_id)


@may(MANAGER)
@require_POST
def agree(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Write down the agreed top three."""
    post = request.POST
    try:
        items = [post.get(name, "") for name in ("first", "second", "third")]
        operations.do_agree(
            request.user, round_id, items=items, note=post.get("note", ""), now=timezone.now()
        )
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _round(request, round_id, refusal=refusal)
    return redirect("round", round_id=round_id)
