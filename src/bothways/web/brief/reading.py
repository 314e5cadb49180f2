"""Readers' pages: a link opens a brief as often as one likes; what is written is a POST that says who writes."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.brief.document import text_of
from bothways.brief.rewording import places
from bothways.terms import Refusal, Side
from bothways.web.access import ANYBODY, absent, may
from bothways.web.brief import operations, pages, saying
from bothways.web.brief.forms import CodeForm, SayForm
from bothways.web.brief.models import Brief
from bothways.web.brief.notes import do_send_code
from bothways.web.people.models import Link, Person
from bothways.web.people.operations import do_check_code, link_by
from bothways.web.people.slowing import slow_down

__all__ = ["answering", "code", "more", "more_of", "open_link", "say", "send_code", "unlocked"]

_WHY = "a reader's link carries its own key"
_OPENS = {Link.Purpose.BRIEF: "read-link", Link.Purpose.VOICE: "door-link"}
"""The page of a link, by what it opens: the code that any of them may ask for is mailed and checked here."""


def _opened(request: HttpRequest, token: str) -> tuple[Link, Brief]:
    slow_down(request, "link")
    link = link_by(token, purpose="brief", now=timezone.now())
    brief = Brief.objects.select_related("team").filter(pk=link.target, state=Brief.State.APPROVED).first()
    if brief is None:
        raise absent("brief")
    return link, brief


def unlocked(request: HttpRequest, link: Link) -> bool:
    """Whether a link asks for no code, or this browser has given it."""
    return not link.ask_code or str(link.pk) in request.session.get("links", [])


@may(ANYBODY, why=_WHY)
@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The reader's own brief. Nothing is changed by opening it: mail scanners do."""
    link, brief = _opened(request, token)
    if not unlocked(request, link):
        return render(request, "bothways/brief/code.html", {"link": link, "token": token, "form": CodeForm()})
    told = operations.previewed(brief)
    given = {"token": token}
    bar = pages.bar_for(
        told,
        link.side,
        say=reverse("read-say", kwargs=given),
        more=reverse("read-more", kwargs=given),
        words=_("This is your own link, %(name)s.") % {"name": link.name},
    )
    own = request.GET.get("own") and link.person is not None and told.people.get(link.person.crm_id or "-")
    return pages.finished(own or operations.for_side(told, link.side), bar=bar)


@may(ANYBODY, why=_WHY)
@require_GET
def more(request: HttpRequest, token: str) -> HttpResponse:
    """The facts that the other side's brief has and this one has not."""
    link, brief = _opened(request, token)
    back = reverse("read-link", kwargs={"token": token})
    if not unlocked(request, link):
        return redirect(back)
    return more_of(request, brief, side=link.side, back=back)


def more_of(request: HttpRequest, brief: Brief, *, side: Side | str, back: str) -> HttpResponse:
    """The page of what the other side's brief has besides."""
    facts = pages.only_theirs(operations.previewed(brief), side)
    context = {"facts": facts, "back": back, "brief": brief, "side": str(side)}
    return render(request, "bothways/brief/more.html", context)


@may(ANYBODY, why=_WHY)
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Answer or ask about a sentence; the page says as whom."""
    link, brief = _opened(request, token)
    back = reverse("read-link", kwargs={"token": token})
    if not unlocked(request, link):
        return redirect(back)
    return answering(request, brief, name=link.name, side=link.side, back=back, link=link)


def answering(
    request: HttpRequest,
    brief: Brief,
    *,
    name: str,
    side: Side | str,
    back: str,
    link: Link | None = None,
    person: Person | None = None,
) -> HttpResponse:
    """The page on which a reader answers or asks; what is written is a POST, by who is named on it."""
    document = operations.for_side(operations.previewed(brief), side)
    lines = [
        (place, text_of(line)) for place, line in places(document) if "." in place or place.startswith("h")
    ]
    form = SayForm(request.POST or None, lines=lines, initial={"place": request.GET.get("place", "")})
    context = {"name": name, "brief": brief, "form": form, "back": back}
    if form.is_valid():
        try:
            saying.do_say(
                brief,
                link=link,
                person=person,
                name=name,
                side=str(side),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            return render(request, "bothways/brief/say.html", {**context, "refusal": refusal}, status=422)
        return render(request, "bothways/brief/said.html", context)
    return render(request, "bothways/brief/say.html", context, status=422 if form.errors else 200)


@may(ANYBODY, why=_WHY)
@require_POST
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a code to the reader's own address, however the link came to who has it."""
    slow_down(request, "code")
    link = link_by(token, purpose=None, now=timezone.now())
    if link.ask_code:
        do_send_code(link, now=timezone.now(), key=uuid.uuid4().hex)
    return render(
        request, "bothways/brief/code.html", {"link": link, "token": token, "form": CodeForm(), "sent": True}
    )


@may(ANYBODY, why=_WHY)
@require_POST
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Check the code; this browser may then read."""
    slow_down(request, "code")
    link = link_by(token, purpose=None, now=timezone.now())
    form = CodeForm(request.POST)
    context = {"link": link, "token": token, "form": form, "sent": True}
    if not form.is_valid():
        return render(request, "bothways/brief/code.html", context, status=422)
    try:
        do_check_code(link, form.cleaned_data["code"], now=timezone.now())
    except Refusal as refusal:
        return render(request, "bothways/brief/code.html", {**context, "refusal": refusal}, status=422)
    if not request.user.is_authenticated:
        # A session that somebody else put into this browser is not let in with it.
        request.session.cycle_key()
    request.session["links"] = [*request.session.get("links", []), str(link.pk)]
    return redirect(_OPENS.get(Link.Purpose(link.purpose), "read-link"), token=token)
