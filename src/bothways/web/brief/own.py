"""A side's own brief, to somebody who signed in: read, answered, with what the other side's has besides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bothways.web.access import EXECUTIVE, STAFF, absent, may
from bothways.web.brief import operations, pages, queries, reading
from bothways.web.brief.models import Brief

__all__ = ["more", "read", "say"]


def _mine(request: HttpRequest, brief: str) -> Brief:
    made = queries.sent_to_me(request.user).filter(pk=brief).first()
    if made is None:
        raise absent("brief")
    return made


@may(STAFF, EXECUTIVE)
@require_GET
def read(request: HttpRequest, brief: str) -> HttpResponse:
    """The brief of one's side; with `?own=1` one's own, where there is one."""
    made = _mine(request, brief)
    person = request.user
    told = operations.previewed(made)
    own = told.people.get(person.crm_id) if request.GET.get("own") and person.crm_id else None
    given = {"brief": made.pk}
    bar = pages.bar_for(
        told,
        person.side,
        say=reverse("brief-say", kwargs=given),
        more=reverse("brief-more", kwargs=given),
        words=_("You read as %(name)s.") % {"name": person.name},
    )
    return pages.finished(own or operations.for_side(told, person.side), bar=bar)


@may(STAFF, EXECUTIVE)
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, brief: str) -> HttpResponse:
    """Answer or ask about a sentence."""
    made, person = _mine(request, brief), request.user
    back = reverse("brief-read", kwargs={"brief": made.pk})
    return reading.answering(request, made, name=person.name, side=str(person.side), back=back, person=person)


@may(STAFF, EXECUTIVE)
@require_GET
def more(request: HttpRequest, brief: str) -> HttpResponse:
    """The facts that the other side's brief has and this one has not."""
    made = _mine(request, brief)
    back = reverse("brief-read", kwargs={"brief": made.pk})
    return reading.more_of(request, made, side=str(request.user.side), back=back)
