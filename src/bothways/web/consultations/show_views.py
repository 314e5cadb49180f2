"""What was released: one page for everybody; what is one's own is added for oneself alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bothways.terms import Refusal
from bothways.web.access import ANYBODY, EXECUTIVE, MANAGER, STAFF, may
from bothways.web.consultations import operations, queries, releasing, showing
from bothways.web.consultations.answering import COOKIE
from bothways.web.consultations.ballots import Voter
from bothways.web.consultations.models import Consultation
from bothways.web.people.slowing import slow_down

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release

__all__ = ["again", "asked_result", "result", "result_file", "say"]


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def result(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """The release, to whoever is of the team."""
    found = queries.my_consultation(request.user, consultation)
    return _page(request, found, queries.my_voter(request.user, found))


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def result_file(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """The release as a file: byte for byte the same for everybody, nothing of whoever asks for it is in it."""
    found = queries.my_consultation(request.user, consultation)
    release = _released(found)
    answer = JsonResponse(release.shown(), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="consultation-{release.day}.json"'
    return answer


@may(ANYBODY, why="a link of one's own carries its own key")
@require_GET
def asked_result(request: HttpRequest, token: str) -> HttpResponse:
    """The release, to whoever comes by a link of their own."""
    try:
        voter = queries.voter_by(token, browser=request.COOKIES.get(COOKIE, ""), now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "gone":
            slow_down(request, "link")
        raise
    return _page(request, voter.consultation, voter)


def _released(consultation: Consultation) -> Release:
    release = releasing.release_of(consultation)
    if release is None:
        raise Refusal(
            "not-released",
            "Nothing has been shown of this yet, to anybody.",
            hint="It is shown to all at once, once it is closed and enough have answered.",
            data={"status": 404},
        )
    return release


@may(MANAGER)
@require_POST
def say(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Set the manager's own words beside the three sentences."""
    found = queries.my_consultation(request.user, consultation)
    typed = request.POST.get("words", "")
    try:
        releasing.do_say(request.user, found, typed, now=timezone.now())
    except Refusal as refusal:
        if "status" in refusal.data or refusal.code == "not-released":
            raise
        return _page(request, found, None, typed=typed, refusal=refusal)
    return redirect("consultation-result", consultation=found.pk)


@may(MANAGER)
@require_POST
def again(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Ask the same statements again, and some more where some were missed, as a draft."""
    found = queries.my_consultation(request.user, consultation)
    closes = timezone.localdate() + timedelta(days=7)
    more = [*request.POST.getlist("wish"), *request.POST.get("more", "").splitlines()]
    now = timezone.now()
    try:
        made = operations.do_another_round(
            request.user, found, closes=closes, now=now, more=[text for text in more if text.strip()]
        )
    except Refusal as refusal:
        if "status" in refusal.data or refusal.code == "not-released":
            raise
        return _page(request, found, None, refusal=refusal)
    return redirect("consultation", consultation=made.pk)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    voter: Voter | None,
    *,
    typed: str | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    release = _released(consultation)
    mine = releasing.mine_of(voter) if voter is not None else None
    context = {
        "consultation": consultation,
        "digest": consultation.released.digest,
        "words": consultation.released,
        "typed": consultation.released.words if typed is None else typed,
        "more": request.POST.get("more", "") if refusal else "",
        "wished": request.POST.getlist("wish") if refusal else [],
        "refusal": refusal,
        "by_link": bool(voter and voter.link),
        "mine": showing.drawn_mine(release, mine) if mine is not None else None,
        **showing.drawn(release),
    }
    status = 422 if refusal else 200
    return render(request, "bothways/consultations/release.html", context, status=status)
