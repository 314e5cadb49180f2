"""What to open first: the plain address, or one with a key where nobody can sign in yet."""

from __future__ import annotations

__all__ = ["first_address"]


def first_address(address: str) -> str:
    """The address to open in a browser once the server runs."""
    return f"{address}/"
