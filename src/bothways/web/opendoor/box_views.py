"""The box, and the return by key. These pages know no sign-in: `unsigned` takes the session away before they run."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bothways.opendoor.voices import LOSS, How, Who, may_do, state_of, waiting_for, who_can_read
from bothways.terms import Refusal, Side
from bothways.web.access import ANYBODY, may
from bothways.web.opendoor import anonymous, keeping, operations, queries, wording
from bothways.web.opendoor.forms import BoxForm
from bothways.web.opendoor.models import Box
from bothways.web.opendoor.unsigned import slow_here
from bothways.web.opendoor.views import TICKET

__all__ = ["box", "key"]


@may(
    ANYBODY,
    why="the box knows no sign-in: a ticket of chance says that one of the side is here, and not which",
)
@require_http_methods(["GET", "POST"])
def box(request: HttpRequest) -> HttpResponse:
    """Send something without a name: write, look at it, put it in the box; the key is shown once."""
    slow_here(request)
    tickets = _tickets(request)
    wanted = (
        request.POST.get("box")
        or request.GET.get("box")
        or (str(next(iter(tickets)).pk) if len(tickets) == 1 else "")
    )
    found = next((one for one in tickets if str(one.pk) == wanted), None)
    if found is None:
        return render(request, "bothways/opendoor/boxes.html", {"boxes": list(tickets)})
    side = Side(found.side)
    form = BoxForm(request.POST or None, side=side)
    context: dict[str, Any] = {
        "box": found,
        "side": side,
        "form": form,
        "admission": anonymous.admission(found.team, side),
        "readers": who_can_read(side=side, how=How.ANONYMOUS),
    }
    try:
        anonymous.check_spent(found, tickets[found])
    except Refusal as refusal:
        return render(request, "bothways/opendoor/boxes.html", {"boxes": [], "refusal": refusal})
    step = request.POST.get("step", "")
    if request.method == "GET" or not form.is_valid() or step == "edit" or not context["admission"].possible:
        status = 422 if request.method == "POST" and form.errors and step != "edit" else 200
        return render(request, "bothways/opendoor/box.html", context, status=status)
    try:
        return _looked_or_sent(request, context, ticket=tickets[found], step=step)
    except Refusal as refusal:
        return render(request, "bothways/opendoor/box.html", context | {"refusal": refusal}, status=422)


def _looked_or_sent(request: HttpRequest, context: dict[str, Any], *, ticket: str, step: str) -> HttpResponse:
    found, given = context["box"], context["form"].cleaned_data
    text = operations.check_text(given["text"])
    told = wording.told(text, side=context["side"], team=found.team, recognise=True)
    if step == "send" and (not told.sure or request.POST.get("all_the_same")):
        agreed = given["agreed"] if request.POST.get("wording") == "calm" else ""
        made = anonymous.do_put(found.pk, ticket, kind=given["kind"], text=text, agreed=agreed)
        shown = {"key": made.printed, "loss": LOSS, "side": context["side"]}
        return render(request, "bothways/opendoor/key_once.html", shown)
    context |= {
        "told": told,
        "anonymous": True,
        "check": step == "send" and told.sure,
        "receipt": wording.receipt_of(text, told.look.calm, team=found.team),
    }
    return render(request, "bothways/opendoor/look.html", context, status=422 if context["check"] else 200)


def _tickets(request: HttpRequest) -> dict[Box, str]:
    given: dict[uuid.UUID, str] = {}
    for name, ticket in request.COOKIES.items():
        if name.startswith(TICKET):
            try:
                given[uuid.UUID(hex=name.removeprefix(TICKET))] = ticket
            except ValueError:
                continue
    boxes = Box.objects.select_related("team").filter(pk__in=given).order_by("team__name")
    return {one: given[one.pk] for one in boxes}


@may(ANYBODY, why="whoever holds the key of a voice is its author")
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Return by the key: see the wording before it crosses, agree, refuse, reword, read the answer, write back.

    The key comes in the body of each request and is kept nowhere, in no cookie and in no address.
    """
    slow_here(request)
    typed = request.POST.get("key", "")
    if request.method == "GET" or not typed.strip():
        return render(request, "bothways/opendoor/key.html", {})
    refusal = None
    try:
        held = anonymous.voice_by(typed)
    except Refusal as no:
        status = int(no.data.get("status", 422))
        return render(request, "bothways/opendoor/key.html", {"refusal": no, "typed": typed}, status=status)
    what = request.POST.get("what", "")
    if what:
        try:
            held = anonymous.do_letter(typed, what=what, text=request.POST.get("text", ""))
        except Refusal as no:
            refusal = no
    context: dict[str, Any] = {
        "held": held,
        "key": typed,
        "refusal": refusal,
        "typed": request.POST if refusal else {},
    }
    if held.voice is not None and held.box is not None:
        events = keeping.for_the_key(held.voice, held.box)
        state = state_of(events)
        context |= {
            "state": state,
            "events": queries.as_author(events),
            "kind": queries.KINDS[held.voice.kind],
            "stage_word": queries.STAGES[state.stage][1],
            "waiting": waiting_for(state),
            "can": {move.what.replace(" ", "_"): True for move in may_do(state, by=Who.AUTHOR)},
            "readers": who_can_read(side=state.side, how=state.how, state=state),
            "changes": wording.changes_of(state.words, state.proposed) if state.stage == "proposed" else (),
            "receipt": wording.receipt_of(state.words, state.proposed, team=held.voice.team)
            if state.stage == "proposed"
            else None,
            "today": timezone.localdate(),
            "sent": [one.fields for one in held.waiting],
        }
    return render(request, "bothways/opendoor/keyed.html", context, status=422 if refusal else 200)
