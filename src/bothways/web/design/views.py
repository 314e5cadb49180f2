"""The page of patterns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bothways.web.access import EVERYBODY, may

__all__ = ["design"]


@may(*EVERYBODY)
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Every element in every state."""
    return render(request, "bothways/design/design.html")
