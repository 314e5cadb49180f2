"""The rooms of the web, each with its addresses, its jobs and what it does each minute."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

__all__ = ["NAMES", "parts", "register"]

NAMES: Final = (
    "people", "home", "evidence", "insight", "brief", "opendoor", "consultations", "lens", "constraints", "credibility",
    "priorities", "budget", "audit", "jobs", "design",
)  # fmt: skip


def parts(module: str) -> list[str]:
    """The dotted names of the rooms' modules of a name: `urls`, `models`, `work`. A room may have none."""
    names = [f"bothways.web.{room}" for room in NAMES]
    return [f"{name}.{module}" for name in names if find_spec(name) and find_spec(f"{name}.{module}")]


def register() -> None:
    """Load what the rooms do in the background: jobs and minutes, by their `work` modules."""
    for name in parts("work"):
        import_module(name)
