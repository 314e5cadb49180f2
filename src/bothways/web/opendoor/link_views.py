"""Readers' pages of a voice: the link opens it as often as one likes; what is written is a POST that says as whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bothways.opendoor.voices import Who, may_do, seen_by
from bothways.terms import Refusal
from bothways.web.access import ANYBODY, MANAGER, may
from bothways.web.brief.forms import CodeForm
from bothways.web.brief.reading import unlocked
from bothways.web.opendoor import keeping, links, queries
from bothways.web.opendoor.views import shown_voice
from bothways.web.people.models import Link
from bothways.web.people.operations import link_by
from bothways.web.people.slowing import slow_down

__all__ = ["answer", "open_link", "send"]

_WHY = "a reader's link carries its own key"


@may(MANAGER)
@require_POST
def send(request: HttpRequest, voice: uuid.UUID) -> HttpResponse:
    """Mail readers of the other side their links; without a mail server the page shows them, once."""
    root = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    try:
        made = links.do_send_links(
            request.user,
            voice,
            readers=request.POST.getlist("reader"),
            now=timezone.now(),
            address=lambda token: root + reverse("door-link", kwargs={"token": token}),
        )
    except Refusal as refusal:
        if refusal.code == "absent":
            raise
        return shown_voice(request, voice, refusal=refusal)
    if not made:
        nobody = Refusal("nobody-chosen", _("Nobody was chosen."), hint=_("Choose who is asked by a link."))
        return shown_voice(request, voice, refusal=nobody)
    by_hand = [one for one in made if not one.mailed]
    if by_hand:
        return shown_voice(request, voice, by_hand=by_hand)
    names = ", ".join(one.name for one in made)
    messages.info(request, _("The link is on its way to %(names)s.") % {"names": names})
    return redirect("door-voice", voice=voice)


def _page(request: HttpRequest, token: str, link: Link, **more: Any) -> HttpResponse:
    voice = links.voice_of(link)
    seen = queries.seen(voice, Who.OTHER_SIDE)
    context = {
        "link": link,
        "token": token,
        "seen": seen,
        "state": seen.state,
        "typed": {},
        "events": seen_by(keeping.events_of(voice), who=Who.OTHER_SIDE),
        "can": {move.what.replace(" ", "_"): True for move in may_do(seen.state, by=Who.OTHER_SIDE)},
        "action": reverse("door-link-answer", kwargs={"token": token}),
        **more,
    }
    return render(
        request, "bothways/opendoor/linked.html", context, status=422 if more.get("refusal") else 200
    )


@may(ANYBODY, why=_WHY)
@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A voice that crossed to the reader's side. Nothing is changed by opening it: mail scanners do."""
    slow_down(request, "link")
    link = link_by(token, purpose="voice", now=timezone.now())
    if not unlocked(request, link):
        return render(request, "bothways/brief/code.html", {"link": link, "token": token, "form": CodeForm()})
    return _page(request, token, link)


@may(ANYBODY, why=_WHY)
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer as the one whom the link was made for; or say of the answer's wording whether it may go."""
    slow_down(request, "link")
    link = link_by(token, purpose="voice", now=timezone.now())
    if not unlocked(request, link):
        return redirect("door-link", token=token)
    post = request.POST
    try:
        links.do_by_link(
            link,
            what=post.get("what", ""),
            text=post.get("text", ""),
            why=post.get("why", ""),
            now=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.code == "absent":
            raise
        return _page(request, token, link, refusal=refusal, typed=post)
    return redirect("door-link", token=token)
