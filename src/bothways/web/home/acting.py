"""Which acts come next, and why: a pure choice among what could be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Candidate", "next_acts", "weight"]

SOON: Final = 7
"""From so many days before it is due, a thing begins to press."""
_LATE, _MONEY = 3.0, 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that can be done now: what, why it is wise, what the button says, where, how long it takes.

    `waited` are days that somebody has waited for it, `left` days until it is due (negative: late), `money` what hangs
    on it, in whole units of a currency; None where there is none.
    """

    what: str
    why: str
    button: str
    address: str
    minutes: int
    waited: int = 0
    left: int | None = None
    money: float | None = None
    kind: str = ""
    """What sort of thing it is: of three acts at most two are of one kind, where there is another."""


def weight(one: Candidate) -> float:
    """How much a candidate presses: a day waited is 1, a day late 3 more than what is due today (7); money adds up to 6.

    >>> weight(Candidate(what="", why="", button="", address="", minutes=1, waited=19))
    19.0
    >>> weight(Candidate(what="", why="", button="", address="", minutes=1, left=-2))
    13.0
    """
    pressing = 0.0
    if one.left is not None:
        pressing = SOON - _LATE * one.left if one.left < 0 else float(max(0, SOON - one.left))
    # Each tenfold of money counts as two days: it must not drown who has waited for a week.
    worth = min(_MONEY, 2.0 * max(0, len(str(int(one.money))) - 3)) if one.money and one.money > 0 else 0.0
    return one.waited + pressing + worth


def next_acts(candidates: Iterable[Candidate], *, most: int = 3) -> tuple[Candidate, ...]:
    """The acts that press most, at most one for each address; of two alike the shorter one, then the one named first.

    After two of one kind the third is the one of another kind that presses most, if there is any.

    >>> next_acts([])
    ()
    """
    order = sorted(candidates, key=lambda one: (-weight(one), one.minutes))
    left: dict[str, Candidate] = {}
    for one in order:
        left.setdefault(one.address, one)
    rest, found = list(left.values()), list[Candidate]()
    while rest and len(found) < most:
        # Thirty voices that wait would hide the promise that is late: the third is of another kind.
        kinds = {one.kind for one in found[-2:]}
        same = len(found) >= 2 and len(kinds) == 1 and kinds != {""}
        other = next((one for one in rest if one.kind not in kinds), None) if same else None
        found.append(other or rest[0])
        rest.remove(found[-1])
    return tuple(found)
