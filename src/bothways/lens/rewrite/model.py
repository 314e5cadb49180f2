"""Edits and flags."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.lens.charge.model import Charge
from bothways.lens.charge.parts import Part


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `before` at `start:end` of the message becomes `after`. `whole` edits take a whole sentence.

    A `proposal` comes from the judge, not from a rule: its author should look at it.
    """

    id: str
    start: int
    end: int
    kind: str
    reason: str
    before: str
    after: str
    whole: bool
    part: int
    proposal: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A sentence left as it is because no rule can mend it, with a suggestion for its author."""

    start: int
    end: int
    text: str
    kind: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What could be changed in a message, and what could not."""

    parts: tuple[Part, ...]
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    charge: tuple[Charge, ...]
    heat: tuple[tuple[int, int, str], ...]
