"""What every answer carries, and how a refusal becomes a page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from bothways.terms import Refusal

__all__ = ["POLICY", "Refusals", "headers", "readers_format"]

Answer = Callable[[HttpRequest], HttpResponse]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
"""Nothing comes from elsewhere, nothing stands in the page itself. An answer that needs another policy sets it."""


def headers(answer: Answer) -> Answer:
    """Set the policy; keep pages out of shared caches and of the browser's history of signed-out people."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        # For browsers that don't read the policy's own word on frames.
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "HX-Request, Cookie")
        return response

    return middleware


def readers_format(answer: Answer) -> Answer:
    """Write times in the reader's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "") or settings.TIME_ZONE
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return answer(request)

    return middleware


class Refusals:
    """A refusal is a page, or a part of one: what, where, what to do. Everything else that is raised is a bug."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Show a refusal with its status: 403 not for you, 404 absent, 422 everything else."""
        if not isinstance(raised, Refusal):
            return None
        return refused(request, raised)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, as a part where htmx asks, as JSON where a machine asks."""
    status = int(refusal.data.get("status", 422))
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(refusal.as_dict(), status=status)
    part: Any = getattr(request, "htmx", False)
    template = "bothways/parts/refusal.html" if part else "bothways/refusal.html"
    return render(request, template, {"refusal": refusal, "status": status}, status=status)
