"""Answering: the same pages for who is signed in and for who comes by a link of their own, which asks for no account."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.terms import Refusal, Side
from bothways.web.access import ANYBODY, EXECUTIVE, STAFF, absent, may
from bothways.web.consultations import ballots, queries, releasing
from bothways.web.consultations.ballots import Voter
from bothways.web.consultations.forms import AnswerForm
from bothways.web.people.slowing import slow_down

__all__ = [
    "answer", "asked", "asked_answer", "asked_begin", "asked_done", "asked_record", "asked_wish", "begin", "done", "record",
    "start_page", "wish",
]  # fmt: skip

COOKIE: Final = "bw_asked"
PATH: Final = "/c/"
_KEPT: Final = 200 * 86_400
_WHY: Final = "a link of one's own carries its own key"
Page = Callable[..., HttpResponse]


def _signed_in(page: Page) -> Page:
    """Give a page the voter who is signed in."""

    @wraps(page)
    def found(request: HttpRequest, consultation: uuid.UUID, **more: Any) -> HttpResponse:
        voter = queries.my_voter(request.user, queries.my_consultation(request.user, consultation))
        if voter is None:
            raise absent("consultation")
        return page(request, voter, **more)

    return found


def _by_link(page: Page) -> Page:
    """Give a page the voter whose link it is. Only tries that fail are counted: an office answers from one address."""

    @wraps(page)
    def found(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        try:
            voter = queries.voter_by(token, browser=request.COOKIES.get(COOKIE, ""), now=timezone.now())
        except Refusal as refusal:
            if refusal.code == "gone":
                slow_down(request, "link")
            raise
        if request.user.is_authenticated and voter.invited.person_id == request.user.pk:
            # Signed in they are known without the browser: to begin by the link would take away what they answered.
            return redirect("consultation", consultation=voter.consultation.pk)
        return page(request, voter, **more)

    return found


def address(voter: Voter, name: str, **more: Any) -> str:
    """A page of this voter's own."""
    if voter.link:
        return reverse({"start": "asked"}.get(name, f"asked-{name}"), kwargs={"token": voter.link, **more})
    name = {"start": "consultation"}.get(name, f"consultation-{name}")
    return reverse(name, kwargs={"consultation": voter.consultation.pk, **more})


def _context(voter: Voter) -> dict[str, Any]:
    return {
        "voter": voter,
        "consultation": voter.consultation,
        "of": len(voter.statements),
        "minutes": max(1, round(len(voter.statements) / 3)),
        "start_address": address(voter, "start"),
        "begin_address": address(voter, "begin"),
        "record_address": address(voter, "record"),
        "done_address": address(voter, "done"),
        "next_address": address(voter, "answer", place=voter.next_place),
    }


def start_page(request: HttpRequest, voter: Voter, *, refusal: Refusal | None = None) -> HttpResponse:
    """What is asked, what is told before anybody answers, and where one begins; what was released where it was."""
    if hasattr(voter.consultation, "released"):
        return redirect(address(voter, "result"))
    notice = releasing.notice_of(voter.consultation)
    # Who is asked is told to whoever is: somebody who was made up is seen by those who would stand beside them.
    people = list(voter.consultation.invited.all()) if voter.known else []
    context = _context(voter) | {
        "notice": notice.of(voter.side),
        "sides": [(side, [one for one in people if one.side == side.value]) for side in Side]
        if people
        else [],
        "refusal": refusal,
    }
    return render(request, "bothways/consultations/start.html", context, status=422 if refusal else 200)


def _begin(request: HttpRequest, voter: Voter) -> HttpResponse:
    browser = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(24)
    voter = replace(voter, browser=browser)
    try:
        if voter.link and not voter.known:
            ballots.do_begin(voter)
        if "record" in request.POST:
            ballots.do_record(voter, on=request.POST["record"] == "on")
    except Refusal as refusal:
        return start_page(request, voter, refusal=refusal)
    if voter.known and voter.done:
        response = redirect(address(voter, "done"))
    else:
        place = voter.next_place if voter.known else 1
        response = redirect(address(voter, "answer", place=place))
    if voter.link:
        response.set_cookie(
            COOKIE, browser, max_age=_KEPT, path=PATH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )  # fmt: skip
    return response


def _meant(request: HttpRequest, voter: Voter, place: int) -> int:
    """Where the statement stands that the page showed: since one was taken out, another may stand in its place."""
    shown = request.POST.get("statement", "")
    if not shown:
        return place
    for at, one in enumerate(voter.statements, start=1):
        if str(one.pk) == shown:
            return at
    raise Refusal(
        "taken-out", "This statement was taken out: nothing of it is kept.", hint="Go on with the rest."
    )


def _answer(request: HttpRequest, voter: Voter, place: int) -> HttpResponse:
    try:
        place = _meant(request, voter, place)
    except Refusal as refusal:
        if request.htmx:
            raise
        return start_page(request, voter, refusal=refusal)
    if not 1 <= place <= len(voter.statements):
        raise absent("statement")
    if not voter.consultation.is_open or not voter.known:
        if request.htmx:
            raise Refusal("closed", "It is closed, or was begun elsewhere.", hint="Open its first page.")
        return redirect(address(voter, "start"))
    statement = voter.statements[place - 1]
    if request.method == "GET":
        return _statement(request, voter, place)
    form = AnswerForm(request.POST)
    try:
        held = ballots.do_save(voter, statement, **form.checked())
    except Refusal as refusal:
        if request.htmx:
            raise
        if refusal.code in {"closed", "elsewhere"}:
            return start_page(request, voter, refusal=refusal)
        return _statement(request, voter, place, typed=request.POST, refusal=refusal)
    voter = replace(voter, held=held)
    if request.htmx:
        return render(request, "bothways/consultations/kept.html", _context(voter))
    go = {"back": place - 1, "stay": place}.get(request.POST.get("go", ""), place + 1)
    if go > len(voter.statements):
        return redirect(address(voter, "done"))
    return redirect(address(voter, "answer", place=go) if go else address(voter, "start"))


def _statement(
    request: HttpRequest, voter: Voter, place: int, *, typed: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    statement = voter.statements[place - 1]
    words = {number: word for word, number in ballots.VOTES.items()}
    guess = voter.held.guesses.get(statement.place)
    context = _context(voter) | {
        "statement": statement,
        "place": place,
        "vote": typed.get("vote", "") if typed else words.get(voter.held.votes.get(statement.place, 2), ""),
        "important": bool(typed.get("important")) if typed else statement.place in voter.held.important,
        "guess": typed.get("guess", "") if typed else "" if guess is None else guess,
        "answer_address": address(voter, "answer", place=place),
        "last": place == len(voter.statements),
        "refusal": refusal,
    }
    return render(request, "bothways/consultations/vote.html", context, status=422 if refusal else 200)


def _record(request: HttpRequest, voter: Voter) -> HttpResponse:
    try:
        if voter.known:
            ballots.do_record(voter, on=request.POST.get("record") == "on")
    except Refusal as refusal:
        return start_page(request, voter, refusal=refusal)
    return redirect(address(voter, "done" if request.POST.get("from") == "done" else "start"))


def _wish(request: HttpRequest, voter: Voter) -> HttpResponse:
    """Keep a statement that is missed: first it is shown how recognisable it is, unless that was read."""
    from bothways.web.opendoor.wording import traces_of

    if not voter.known:
        return redirect(address(voter, "start"))
    typed = request.POST.get("safer" if request.POST.get("do") == "safer" else "wish", "")
    try:
        found = traces_of(typed, team=voter.consultation.team) if typed.strip() else None
        if found is not None and found.traces and not request.POST.get("do"):
            return _done(request, voter, typed=typed, look=found)
        ballots.do_wish(voter, typed)
    except Refusal as refusal:
        if refusal.code in {"closed", "elsewhere"}:
            return start_page(request, voter, refusal=refusal)
        return _done(request, voter, typed=typed, refusal=refusal)
    return redirect(address(voter, "done"))


def _done(
    request: HttpRequest,
    voter: Voter,
    *,
    typed: str | None = None,
    look: Any = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    if not voter.known or not voter.consultation.is_open:
        return redirect(address(voter, "start"))
    words = {number: word for word, number in ballots.VOTES.items()}
    rows = [
        {
            "text": one.text,
            "vote": words.get(voter.held.votes.get(one.place, 2), ""),
            "guess": voter.held.guesses.get(one.place),
            "important": one.place in voter.held.important,
            "address": address(voter, "answer", place=at),
        }
        for at, one in enumerate(voter.statements, start=1)
    ]
    context = _context(voter) | {
        "rows": rows,
        "notice": releasing.notice_of(voter.consultation).of(voter.side),
        "wish": voter.held.wish if typed is None else typed,
        "wish_address": address(voter, "wish"),
        "longest": ballots.WISH,
        "look": look,
        "refusal": refusal,
    }
    return render(request, "bothways/consultations/done.html", context, status=422 if refusal else 200)


begin = may(STAFF, EXECUTIVE)(require_POST(_signed_in(_begin)))
answer = may(STAFF, EXECUTIVE)(require_http_methods(["GET", "POST"])(_signed_in(_answer)))
record = may(STAFF, EXECUTIVE)(require_POST(_signed_in(_record)))
done = may(STAFF, EXECUTIVE)(require_GET(_signed_in(_done)))
wish = may(STAFF, EXECUTIVE)(require_POST(_signed_in(_wish)))
asked = may(ANYBODY, why=_WHY)(require_GET(_by_link(start_page)))
asked_begin = may(ANYBODY, why=_WHY)(require_POST(_by_link(_begin)))
asked_answer = may(ANYBODY, why=_WHY)(require_http_methods(["GET", "POST"])(_by_link(_answer)))
asked_record = may(ANYBODY, why=_WHY)(require_POST(_by_link(_record)))
asked_done = may(ANYBODY, why=_WHY)(require_GET(_by_link(_done)))
asked_wish = may(ANYBODY, why=_WHY)(require_POST(_by_link(_wish)))
