"""What each side is told before anybody answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.opendoor.asked.asking import Asked
from bothways.opendoor.declared import SIDES
from bothways.opendoor.disclosure import Rules, SideNotice, side_too_small
from bothways.terms import Side

__all__ = ["Notice", "before"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says before the first answer, side by side.

    offer_record: the sides that can't be shown anonymously, whose members are offered to answer on the record.
    (Anybody of any side may choose it.) both: a sentence for everybody.
    """

    sides: tuple[SideNotice, ...]
    both: str

    @property
    def offer_record(self) -> tuple[Side, ...]:
        """The sides of which nothing can be shown but what is answered on the record."""
        return tuple(side for side, told in zip(SIDES, self.sides, strict=True) if not told.can_be_anonymous)

    def of(self, side: Side) -> SideNotice:
        """Return what one side is told."""
        return self.sides[SIDES.index(side)]

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        sides = [
            {"side": one.side, "can_be_anonymous": one.can_be_anonymous, "sentence": one.sentence}
            for one in self.sides
        ]
        return {"sides": sides, "both": self.both}


def before(asked: Asked, *, rules: Rules | None = None) -> Notice:
    """Return what each side must be told before anybody answers: it hangs on who could answer alone.

    >>> from datetime import date
    >>> asked = Asked("c1", "What slows us?", (), {Side.STAFF: 12, Side.EXECUTIVES: 2}, 1, date(2026, 10, 1))
    >>> before(asked).offer_record
    (<Side.EXECUTIVES: 'executives'>,)
    """
    rules = rules or Rules()
    sides = tuple(
        side_too_small(str(side), invited=asked.eligible.get(side, 0), rules=rules) for side in SIDES
    )
    both = (
        "Nobody sees a result before it is released, the manager neither; then all see the same. Shares are shown in "
        "bands, never exactly."
    )
    return Notice(sides, both)
