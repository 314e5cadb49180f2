"""Which mails somebody wants: by one click out of a mail, or on their own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from bothways.web.access import ANYBODY, EVERYBODY, may
from bothways.web.brief import queries, stopping
from bothways.web.brief.stopkeys import Stops, stops_of
from bothways.web.people.slowing import slow_down

__all__ = ["my_mails", "stop"]


@csrf_exempt
@may(ANYBODY, why="the address in a mail carries its own key")
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, stop_key: str) -> HttpResponse:
    """Stop mails. Opening the address changes nothing: mail scanners do; a mail program's one click is a POST.

    That POST comes from a server that has no page of ours, so the signed key is what speaks for it (RFC 8058); a POST
    from a browser needs the page's own token, as everywhere.
    """
    slow_down(request, "link")
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        stops = stops_of(stop_key)
        stopping.do_stop_mails(stops, now=timezone.now())
        return _page(request, stops, stop_key)
    answer: HttpResponse = _by_hand(request, stop_key)
    return answer


@csrf_protect
def _by_hand(request: HttpRequest, stop_key: str) -> HttpResponse:
    stops = stops_of(stop_key)
    if request.method == "POST":
        does = stopping.do_want_mails if "again" in request.POST else stopping.do_stop_mails
        does(stops, now=timezone.now())
        return redirect("mails-stop", stop_key=stop_key)
    return _page(request, stops, stop_key)


def _page(request: HttpRequest, stops: Stops, key: str) -> HttpResponse:
    context = {"stops": stops, "stopped": stops.stopped, "stop_key": key}
    return render(request, "bothways/brief/stop.html", context)


@may(*EVERYBODY)
@require_POST
def my_mails(request: HttpRequest) -> HttpResponse:
    """Keep which mails somebody wants: each that is listed on their page, by whether its box is ticked."""
    now = timezone.now()
    for name, stops, gets in queries.mails_of(request.user):
        wanted = name in request.POST.getlist("mails")
        if wanted is not gets:
            (stopping.do_want_mails if wanted else stopping.do_stop_mails)(stops, now=now)
    messages.info(request, _("Kept."))
    return redirect("me")
