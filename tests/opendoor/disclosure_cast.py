"""People and cells that the tests of the guard share."""

from __future__ import annotations

from bothways.opendoor.disclosure import Cell, Part


def people(count: int, letter: str = "p") -> frozenset[str]:
    return frozenset(f"{letter}{at:03d}" for at in range(count))


def one(name: str, who: frozenset[str], item: str = "s1", **more) -> Cell:
    return Cell(f"{item}: {name}", (Part(item, name, who, **more),))


def names(decision) -> list[str]:
    return [cell.name for cell in decision.shown]


STAFF, EXECUTIVES = people(12, "s"), people(2, "e")
