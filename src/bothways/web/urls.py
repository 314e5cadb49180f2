"""All addresses: those of the rooms, and of sign-in."""

from __future__ import annotations

from django.urls import include, path

from bothways.web.rooms import parts

urlpatterns = [path("", include(name)) for name in parts("urls")]
