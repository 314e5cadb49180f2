"""The door's pages for who is signed in: what waits, bringing, the desk, the author's page, the other side's."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.opendoor.voices import How, State, Who, may_do, state_of, waiting_for, who_can_read
from bothways.terms import Refusal, Side
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.brief import posting
from bothways.web.opendoor import anonymous, keeping, links, operations, queries, wording
from bothways.web.opendoor.forms import BehalfForm, BringForm
from bothways.web.opendoor.models import Voice
from bothways.web.opendoor.unsigned import PATH
from bothways.web.people.models import Person

__all__ = ["act", "bring", "door", "passing", "receipt", "shown_voice", "voice"]

TICKET = "bw_box_"
_KEPT = 60 * 86_400
_ON_DESK = ("brought", "refused", "reworded", "agreed")
_ANSWERED = ("answered", "answer refused", "answer agreed")


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """What waits at the door, for whom, and since when."""
    person = request.user
    every = queries.my_voices(person)
    seen = [queries.seen(one, queries.who_is(person, one)) for one in every]
    open_ones = [one for one in seen if not one.ended]
    context = {
        "waits": [one for one in open_ones if one.mine],
        "under_way": [one for one in open_ones if not one.mine],
        "staff": [one for one in open_ones if one.side == Side.STAFF.value],
        "executives": [one for one in open_ones if one.side == Side.EXECUTIVES.value],
        "ended": sorted((one for one in seen if one.ended), key=lambda one: one.since, reverse=True)[:20],
        "is_manager": person.role == Person.Role.MANAGER,
        "boxes": _admissions(person),
    }
    return render(request, "bothways/opendoor/door.html", context)


def _admissions(person: Person) -> list[tuple[str, Any]]:
    if person.side is None:
        return []
    teams = queries.my_teams_at(person, Who.AUTHOR)
    return [(team.name, anonymous.admission(team, person.side)) for team in teams]


@may(STAFF, EXECUTIVE)
@require_POST
def passing(request: HttpRequest) -> HttpResponse:
    """Be handed a ticket for the box, as everybody is who passes by. Pages ask for it by themselves, once a day."""
    now = timezone.now()
    response = HttpResponse(status=204) if request.htmx else redirect("door-box")
    for box, ticket in anonymous.do_pass(request.user, now=now):
        response.set_cookie(
            TICKET + box.pk.hex, ticket, max_age=_KEPT, path=PATH, httponly=True, samesite="Strict",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    response.set_cookie(
        "bw_here", str(request.user.pk), max_age=_until_midnight(now), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _until_midnight(now: datetime) -> int:
    here = timezone.localtime(now, timezone.get_default_timezone())
    night = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(60, int((night - here).total_seconds()) + 120)  # the night's work is done by then


@may(STAFF, EXECUTIVE, MANAGER)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a voice: write, look at it, send it. Nothing is kept before it is sent."""
    behalf = request.user.role == Person.Role.MANAGER
    kind_of_form = BehalfForm if behalf else BringForm
    form = kind_of_form(request.POST or None, by=request.user)
    step = request.POST.get("step", "")
    if request.method == "GET" or not form.is_valid() or step == "edit":
        status = 422 if request.method == "POST" and form.errors and step != "edit" else 200
        context = {"form": form, "behalf": behalf, "boxes": _admissions(request.user)}
        return render(request, "bothways/opendoor/bring.html", context, status=status)
    given = dict(form.cleaned_data)
    side = Side(given.pop("side", "") or form.side)
    refusal = None
    try:
        operations.check_side(request.user, given["team"], side)
        given["text"] = operations.check_text(given["text"])
        without = behalf or not given["name_crosses"]
        told = wording.told(given["text"], side=side, team=given["team"], recognise=without)
        if step == "send" and (not told.sure or request.POST.get("all_the_same")):
            if request.POST.get("wording") != "calm":
                given["agreed"] = ""
            made = operations.do_bring(request.user, side=side, now=timezone.now(), **given)
            return redirect("door-voice", voice=made.pk)
    except Refusal as no:
        refusal = no
        return render(
            request,
            "bothways/opendoor/bring.html",
            {"form": form, "behalf": behalf, "refusal": refusal, "boxes": _admissions(request.user)},
            status=422,
        )
    how = How.ON_BEHALF if behalf else How.NAMED
    context = {
        "form": form,
        "told": told,
        "side": side,
        "behalf": behalf,
        "readers": who_can_read(side=side, how=how, name_crosses=given.get("name_crosses", False)),
        "may_be_anonymous": None if behalf else anonymous.admission(given["team"], side),
        "check": step == "send" and told.sure,
        "receipt": wording.receipt_of(given["text"], told.look.calm, team=given["team"]),
    }
    return render(request, "bothways/opendoor/look.html", context, status=422 if context["check"] else 200)


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def voice(request: HttpRequest, voice: uuid.UUID) -> HttpResponse:
    """A voice, as the reader may read it."""
    return shown_voice(request, voice)


@may(STAFF, EXECUTIVE, MANAGER)
@require_POST
def act(request: HttpRequest, voice: uuid.UUID) -> HttpResponse:
    """Do something to a voice."""
    post = request.POST
    try:
        operations.do_event(
            request.user,
            voice,
            what=post.get("what", ""),
            now=timezone.now(),
            text=post.get("text", ""),
            why=post.get("why", ""),
            consent_who=post.get("consent_who", ""),
            consent_day=_day(post.get("consent_day", "")),
            consent_how=post.get("consent_how", ""),
            told_by=post.get("told_by", ""),
        )
    except Refusal as refusal:
        if refusal.code == "absent":
            raise
        return shown_voice(request, voice, typed=post, refusal=refusal)
    return redirect("door-voice", voice=voice)


@may(MANAGER)
@require_POST
def receipt(request: HttpRequest, voice: uuid.UUID) -> HttpResponse:
    """The receipt of a wording as it is typed: a part where htmx asks, the whole page without it."""
    if not request.htmx:
        return shown_voice(request, voice, typed=request.POST)
    found, _who, events = queries.my_voice(request.user, voice)
    context = _desk(found, state_of(events), typed=request.POST)
    return render(request, "bothways/opendoor/parts/wording.html", context)


def shown_voice(
    request: HttpRequest,
    voice_id: uuid.UUID,
    *,
    typed: Any = None,
    refusal: Refusal | None = None,
    by_hand: Any = (),
) -> HttpResponse:
    """A voice as the reader may read it, with what was typed and refused; `by_hand`: links to be given, shown once."""
    found, who, events = queries.my_voice(request.user, voice_id)
    seen = queries.seen(found, who)
    context: dict[str, Any] = {
        "voice": found,
        "seen": seen,
        "who": who.value,
        "kind": seen.kind,
        "stage_word": seen.stage_word,
        "events": events,
        "state": seen.state,
        "typed": typed or {},
        "refusal": refusal,
        "can": {move.what.replace(" ", "_"): True for move in may_do(seen.state, by=who)},
        "waiting": waiting_for(seen.state),
        "readers": who_can_read(
            side=Side(found.side), how=How(found.how), name_crosses=seen.state.name_crosses, state=seen.state
        ),
    }
    template = {Who.MANAGER: "desk", Who.AUTHOR: "mine", Who.OTHER_SIDE: "crossed"}[who]
    if who is Who.MANAGER:
        context |= _desk(found, seen.state, typed=typed)
        context["consent"] = next((event.consent for event in events if event.consent), None)
        context |= _asked(found, seen.state) | {"by_hand": by_hand}
    if who is Who.OTHER_SIDE:
        context["action"] = reverse("door-act", kwargs={"voice": found.pk})
    return render(request, f"bothways/opendoor/{template}.html", context, status=422 if refusal else 200)


def _desk(voice: Voice, state: State, *, typed: Any = None) -> dict[str, Any]:
    """The words beside their wording, with its receipt: of the voice on its way there, of the answer on its way back."""
    side = Side(voice.side)
    back = state.stage in (*_ANSWERED, "answer proposed")
    original = state.answer if back else state.words
    found = wording.look(original, side=side.other if back else side, team=voice.team)
    text = (typed or {}).get("text", "").strip()
    # The wording that the author has asked for, or agreed to, is not replaced by a machine's.
    agreed = state.may_return[:1] if back else state.may_cross[:1]
    kept = (state.answer_proposed if back else state.draft or state.proposed) or found.calm
    if state.stage in ("agreed", "reworded") and not text:
        kept = agreed[0] if agreed else kept
    shown = keeping.in_one_form(text) or kept
    return {
        "voice": voice,
        "look": found,
        "back": back,
        "shown": shown,
        "changes": wording.changes_of(original, shown),
        "receipt": wording.receipt_of(original, shown, team=voice.team),
        "simple": wording.simple_of(shown),
        "agreed": agreed[0] if agreed else "",
        "on_desk": state.stage in _ON_DESK,
        "to_side": side if back else side.other,
        "from_side": side.other if back else side,
    }


def _asked(voice: Voice, state: State) -> dict[str, Any]:
    """Who of the other side can be asked by a link while it is theirs to say something, and who of them did."""
    said = [row for row in voice.events.all() if row.by == Who.OTHER_SIDE.value]
    name = (said[-1].name or getattr(said[-1].person, "name", "")) if said else ""
    waits = bool(may_do(state, by=Who.OTHER_SIDE))
    return {
        "askable": links.askable(voice) if waits else [],
        "told": waits and settings.MODE == "desk",
        "asks": waits,
        "answered_by": name,
        "server": posting.mail_settings(),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
