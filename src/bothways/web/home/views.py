"""Home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bothways.web.access import EVERYBODY, may

__all__ = ["home"]


@may(*EVERYBODY)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "bothways/home/home.html")
