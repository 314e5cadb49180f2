"""What a release says to one person alone: made of the release and of their own ballot, and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.opendoor.asked.asking import Asked, Ballot
from bothways.opendoor.asked.released import Release
from bothways.opendoor.asked.shores import Point, place_of
from bothways.opendoor.asked.told import band_json
from bothways.opendoor.declared import SIDES, Holds
from bothways.opendoor.disclosure import Band
from bothways.terms import Side

__all__ = ["Mine", "Misread", "mine"]

FAR = 20
"""Points from which a guess is called off: of two executives the truth is 0, 50 or 100, and nobody guesses that."""


@dataclass(frozen=True, slots=True)
class Misread:
    """What one believed of the other side, and what is so. least, most: points between them, as the band leaves it."""

    statement: str
    text: str
    guess: int
    true: Band
    others: Band | None

    @property
    def low(self) -> int:
        """The least that guess − truth can be."""
        return self.guess - self.true.high

    @property
    def high(self) -> int:
        """The most that guess − truth can be."""
        return self.guess - self.true.low

    @property
    def least(self) -> int:
        """How many points it is off at least; 0 inside the band."""
        return max(self.low, -self.high, 0)

    @property
    def direction(self) -> str:
        """`too low`, `too high`, or `` inside the band."""
        return "too high" if self.low > 0 else "too low" if self.high < 0 else ""

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "statement": self.statement,
            "text": self.text,
            "guess": self.guess,
            "true": band_json(self.true),
            "others": band_json(self.others),
            "least": self.least,
            "direction": self.direction,
        }


@dataclass(frozen=True, slots=True)
class Mine:
    """Where one sits and what one misread. **For that person alone.**

    with_own, with_other: (answered as most of that side, of so many statements). place: on the map of the release.
    """

    side: Side
    headline: str
    with_own: tuple[int, int]
    with_other: tuple[int, int]
    misread: tuple[Misread, ...]
    place: Point | None
    votes: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "side": str(self.side),
            "headline": self.headline,
            "with_own": list(self.with_own),
            "with_other": list(self.with_other),
            "misread": [one.to_json() for one in self.misread],
            "place": None if self.place is None else list(self.place),
            "votes": dict(self.votes),
        }


def mine(release: Release, ballot: Ballot, asked: Asked) -> Mine:
    """Return what a release says to whoever cast a ballot in it."""
    shown = {one.id for one in asked.shown} & {one.id for one in release.statements}
    votes = tuple((one.id, ballot.votes[one.id]) for one in release.statements if one.id in ballot.votes)
    own, other = (alike(release, ballot, side) for side in (ballot.side, ballot.side.other))
    found = []
    for one in release.statements:
        true, guess = one.of(ballot.side.other).whole, ballot.predictions.get(one.id)
        if one.id in shown and guess is not None and true is not None and true.tells:
            others = one.of(ballot.side).guess
            found.append(Misread(one.id, one.text, guess, true, others if others and others.tells else None))
    found.sort(key=lambda one: -one.least)
    place = None if release.shores is None else place_of(ballot.votes, shores=release.shores)
    return Mine(ballot.side, headline(ballot.side, own, other, found), own, other, tuple(found), place, votes)


def alike(release: Release, ballot: Ballot, side: Side) -> tuple[int, int]:
    """Return on how many statements one answered as most of a side did, of those where that is told."""
    same = of = 0
    for one in release.statements:
        holds, vote = one.of(side).holds, ballot.votes.get(one.id)
        if vote is not None and holds in (Holds.FOR, Holds.AGAINST):
            of += 1
            same += vote == (1 if holds is Holds.FOR else -1)
    return same, of


def headline(side: Side, own: tuple[int, int], other: tuple[int, int], found: list[Misread]) -> str:
    """Return the one sentence that opens one's own page."""
    them = "the executives" if side is SIDES[0] else "the staff"
    wide = [one.direction for one in found if one.least >= FAR]
    if found and not wide:
        return f"You know {them} well: no guess of yours is surely off by {FAR} points or more."
    if wide:
        wrong = f"{len(wide)} of your {len(found)} guesses" if len(found) > 1 else "Your guess"
        way = max(set(wide), key=lambda one: (wide.count(one), one))
        which = (
            f", {'all' if wide.count(way) == len(wide) else 'most of them'} {way}"
            if len(wide) > 1
            else f", {way}"
        )
        if 2 * wide.count(way) == len(wide):
            which = ""
        return (
            f"{wrong} about {them} {'was' if len(wide) == 1 else 'were'} off by {FAR} points or more{which}."
        )
    if other[1] and own[1]:
        return (
            f"You answered as most {side} did on {own[0]} of {own[1]} statements, and as {them} did on "
            f"{other[0]} of {other[1]}."
        )
    return "Too little can be shown yet to say where you sit."
