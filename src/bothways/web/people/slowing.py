"""Guessing is slowed down: how often an address may try something, counted where all processes see it."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from bothways.terms import Refusal

__all__ = ["PER_MINUTE", "slow_down"]

PER_MINUTE: Final = {"link": 60, "voice": 30, "code": 10}
"""How many tries a minute one address has, by what is tried. A key has 128 bits or more: this is for the server's sake."""


def slow_down(request: HttpRequest, what: str) -> None:
    """Refuse (429) who tries too often."""
    name = f"slow:{what}:{get_adapter().get_client_ip(request)}"
    cache.add(name, 0, timeout=60)
    try:
        tries = cache.incr(name)
    except ValueError:  # it ended between the two
        return
    if tries > PER_MINUTE[what]:
        raise Refusal("too-often", "That was tried too often.", hint="Wait a minute.", data={"status": 429})
