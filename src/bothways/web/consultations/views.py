"""The pages of consultations for who is signed in: the list, asking in one page, what the manager sees while it is open."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.terms import Refusal, Side
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, absent, may
from bothways.web.consultations import answering, inviting, operations, queries, releasing
from bothways.web.consultations.forms import MakeForm
from bothways.web.consultations.models import Consultation
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person, Team

__all__ = [
    "change", "close", "consultation", "consultations", "drop", "link", "move", "new", "open_it", "remind", "take_out",
]  # fmt: skip

QUESTIONS = (
    gettext_lazy("What slows our deals down?"),
    gettext_lazy("What do customers need from us that they don’t get?"),
    gettext_lazy("What should we stop doing?"),
    gettext_lazy("What would make the target one that we believe in?"),
)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    """What asks for an answer, what is under way, what was released."""
    person = request.user
    every = list(queries.my_consultations(person))
    waits = queries.waiting_for(person) if person.side else []
    mine = {one.consultation.pk for one in waits}
    open_ones = [one for one in every if one.is_open]
    context = {
        "waits": waits,
        "open": [one for one in open_ones if one.pk not in mine],
        "drafts": [one for one in every if one.state == "draft"],
        "released": [one for one in every if hasattr(one, "released")],
        "closed": [one for one in every if one.state == "closed" and not hasattr(one, "released")],
        "is_manager": person.role == Person.Role.MANAGER,
    }
    return render(request, "bothways/consultations/consultations.html", context)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask both sides: question, statements, people, last day, on one page."""
    teams = list(my_teams_at_work(request.user))
    if not teams:
        return render(request, "bothways/consultations/no_team.html")
    wanted = request.POST.get("team") or request.GET.get("team") or str(teams[0].pk)
    team = next((one for one in teams if str(one.pk) == wanted), None)
    if team is None:
        raise absent("team")
    return _make(request, team=team, teams=teams, over=None)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    found = queries.my_consultation(request.user, consultation)
    if found.state != Consultation.State.DRAFT or found.round > 1:
        return redirect("consultation", consultation=found.pk)
    return _make(request, team=found.team, teams=[found.team], over=found)


def _make(request: HttpRequest, *, team: Team, teams: list[Team], over: Consultation | None) -> HttpResponse:
    form = MakeForm(request.POST or None, by=request.user, team=team, initial=_initial(over))
    refusal = None
    if form.is_valid():
        try:
            made = operations.do_make(request.user, **form.given(), over=over, now=timezone.now())
            if request.POST.get("do") == "draft":
                return redirect("consultation", consultation=made.pk)
            return _opened(request, made)
        except Refusal as no:
            if "status" in no.data:
                raise
            refusal = no
    context = {"form": form, "team": team, "teams": teams, "over": over, "refusal": refusal, "questions": QUESTIONS,
               "can_mail": inviting.can_mail()}  # fmt: skip
    status = 422 if refusal or form.errors else 200
    return render(request, "bothways/consultations/make.html", context, status=status)


def _initial(over: Consultation | None) -> dict[str, Any]:
    if over is None:
        return {}
    texts = list(over.statements.values_list("text", "side"))
    asked = over.invited.values_list("person", "email")
    people = {str(person) for person, _email in asked if person}
    emails = {email.casefold() for person, email in asked if not person}
    readers = [
        str(one.pk)
        for everybody in queries.can_be_asked(over.team).values()
        for one in everybody
        if one.email.casefold() in emails
    ]
    return {
        "question": over.question,
        "said": [text for text, side in texts if side],
        "own": "\n".join(text for text, side in texts if not side),
        "people": [*people, *readers],
        "closes": over.closes,
        "guesses": over.guesses,
    }


def _opened(request: HttpRequest, made: Consultation) -> HttpResponse:
    now = timezone.now()
    opened = operations.do_open(request.user, made, now=now)
    sent = inviting.do_invite_all(opened, now=now)
    many = opened.invited.count()
    if sent:
        said = ngettext("%(n)s person was asked by mail.", "%(n)s people were asked by mail.", sent) % {
            "n": sent
        }
    else:
        said = ngettext("%(n)s person is asked.", "%(n)s people are asked, on their first page.", many) % {
            "n": many
        }
    messages.success(request, said)
    return redirect("consultation", consultation=opened.pk)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def consultation(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """A consultation: where one begins to answer, or what the manager may see of it."""
    found = queries.my_consultation(request.user, consultation)
    if hasattr(found, "released"):
        return redirect("consultation-result", consultation=found.pk)
    if request.user.role == Person.Role.MANAGER:
        return _managed(request, found)
    voter = queries.my_voter(request.user, found)
    if voter is None:
        raise absent("consultation")
    return answering.start_page(request, voter)


def _managed(
    request: HttpRequest,
    found: Consultation,
    *,
    refusal: Refusal | None = None,
    link: dict[str, str] | None = None,
) -> HttpResponse:
    people = list(found.invited.select_related("person"))
    today = timezone.localdate()
    context = {
        "consultation": found,
        "statements": list(found.statements.all()),
        "sides": [(side, [one for one in people if one.side == side.value]) for side in Side],
        "notice": releasing.notice_of(found) if found.eligible else None,
        "least": queries.rules_of().least,
        "can_mail": inviting.can_mail(),
        "link": link,
        "refusal": refusal,
        "today": today,
        "later": max(found.closes, today) + timedelta(days=7),
    }
    return render(request, "bothways/consultations/managed.html", context, status=422 if refusal else 200)


def _done(request: HttpRequest, found: Consultation, act: Any) -> HttpResponse:
    """Do something to a consultation; what is refused is said on its page."""
    try:
        said = act()
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        found.refresh_from_db()
        return _managed(request, found, refusal=refusal)
    if said:
        messages.success(request, said)
    return redirect("consultation", consultation=found.pk)


@may(MANAGER)
@require_POST
def open_it(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Ask: what was a draft is open."""
    found = queries.my_consultation(request.user, consultation)
    try:
        return _opened(request, found)
    except Refusal as refusal:
        return _managed(request, found, refusal=refusal)


@may(MANAGER)
@require_POST
def drop(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Drop a draft."""
    found = queries.my_consultation(request.user, consultation)
    try:
        operations.do_drop(request.user, found)
    except Refusal as refusal:
        return _managed(request, found, refusal=refusal)
    return redirect("consultations")


@may(MANAGER)
@require_POST
def move(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Move the last day."""
    found = queries.my_consultation(request.user, consultation)

    def act() -> str:
        closes = _day(request.POST.get("closes", ""))
        operations.do_move(request.user, found, closes=closes, now=timezone.now())
        return _("The last day was moved.")

    return _done(request, found, act)


@may(MANAGER)
@require_POST
def remind(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Remind everybody alike."""
    found = queries.my_consultation(request.user, consultation)

    def act() -> str:
        many = inviting.do_remind(request.user, found, now=timezone.now())
        return ngettext("%(n)s person is reminded.", "%(n)s people are reminded, all alike.", many) % {
            "n": many
        }

    return _done(request, found, act)


@may(MANAGER)
@require_POST
def take_out(request: HttpRequest, consultation: uuid.UUID, statement: uuid.UUID) -> HttpResponse:
    """Take a statement out."""
    found = queries.my_consultation(request.user, consultation)
    one = queries.my_statement(found, statement)

    def act() -> str:
        operations.do_take_out(request.user, one, now=timezone.now())
        return _("The statement was taken out: nothing of it is shown.")

    return _done(request, found, act)


@may(MANAGER)
@require_POST
def link(request: HttpRequest, consultation: uuid.UUID, invited: uuid.UUID) -> HttpResponse:
    """Make somebody's link, shown once: for who has no account, where no mail goes out."""
    found = queries.my_consultation(request.user, consultation)
    one = queries.my_invited(found, invited)
    try:
        token = operations.do_hand_link(request.user, one, now=timezone.now())
    except Refusal as refusal:
        return _managed(request, found, refusal=refusal)
    shown = {
        "name": one.name,
        "address": request.build_absolute_uri(reverse("asked", kwargs={"token": token})),
    }
    return _managed(request, found, link=shown)


@may(MANAGER)
@require_POST
def close(request: HttpRequest, consultation: uuid.UUID) -> HttpResponse:
    """Close it and show the result to everybody at once, where the guard lets it."""
    found = queries.my_consultation(request.user, consultation)

    def act() -> str:
        releasing.do_release(request.user, found, now=timezone.now())
        return _("Everybody sees the same result now.")

    return _done(request, found, act)


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refusal("no-day", "That is no day.", hint="Choose one in the calendar.")
    return found
