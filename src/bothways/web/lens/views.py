"""The lens: one page, and what is charged as one types. Nothing of it is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bothways.terms import Refusal
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, may
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.lens import wording

__all__ = ["charge", "lens"]


@may(STAFF, EXECUTIVE, MANAGER)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def lens(request: HttpRequest) -> HttpResponse:
    """Write or paste; see the calm wording and what became of each fact."""
    post = request.POST
    audience: wording.Audience = "staff" if post.get("audience") == "staff" else "executives"
    text = post.get("text", "")
    model = wording.model_of()
    context: dict[str, Any] = {"text": text, "audience": audience, "model": model, "longest": wording.LONGEST}
    if request.method == "GET":
        context["audience"] = "staff" if request.user.role == EXECUTIVE else "executives"
        return render(request, "bothways/lens/lens.html", context)
    if post.get("step") == "again":
        return render(request, "bothways/lens/lens.html", context)
    try:
        text = wording.check_text(text)
        # The numbers of changes mean something in the text that they were made in, and in no other.
        undo = post.getlist("undo") if post.get("of") == wording.mark_of(text) else []
        told = wording.worded(
            text,
            person=request.user,
            audience=audience,
            undo=undo,
            model=model if post.get("step") == "model" else None,
        )
    except Refusal as refusal:
        return render(request, "bothways/lens/lens.html", {**context, "refusal": refusal}, status=422)
    team = my_teams_at_work(request.user).first()
    return render(request, "bothways/lens/lens.html", {**context, "text": text, "told": told, "team": team})


@may(STAFF, EXECUTIVE, MANAGER)
@sensitive_post_parameters()
@require_POST
def charge(request: HttpRequest) -> HttpResponse:
    """What is charged in a text as it is typed: a part of the page."""
    text = request.POST.get("text", "").replace("\r\n", "\n")[: wording.LONGEST]
    context = {"charged": wording.charged(text, person=request.user) if text.strip() else None}
    return render(request, "bothways/lens/charged.html", context)
