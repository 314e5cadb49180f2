"""What a release tells of each side: bands and answers on the record. Everything else is reckoned from these alone.

That is the whole of the guard's use here: a verdict, a gap, an order or a point on a map that was made of the exact
counts would tell more than the bands. Made of what is told already, it can't.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.opendoor.asked.asking import Ballot
from bothways.opendoor.asked.deciding import EVERYBODY, RECORD, cell_name, guess_of
from bothways.opendoor.declared import Holds
from bothways.opendoor.disclosure import Band, Decision, Piece, size_band
from bothways.opendoor.disclosure.bands import share_between
from bothways.opendoor.disclosure.telling import ends
from bothways.opendoor.finite import bounds_of
from bothways.opendoor.important import item_of
from bothways.terms import Side

__all__ = ["Known", "SideTold", "everybody_of", "known_of", "side_told"]

LEVEL = 0.9


def band_json(band: Band | None) -> list[int] | None:
    """Return a band ready for JSON."""
    return None if band is None else [band.low, band.high]


def band_of_json(told: Sequence[int] | None) -> Band | None:
    """Read what `band_json` gave."""
    return None if told is None else Band(int(told[0]), int(told[1]))


@dataclass(frozen=True, slots=True)
class Known:
    """How many of `n` people of a side gave an answer, at least and at most, as far as is told."""

    low: int
    high: int
    n: int

    def holders(self, asked: int, *, sampled: bool) -> tuple[int, int]:
        """Return how many of all `asked` hold it, at least and at most.

        sampled: those who answered are a chance part of the side. Who chose the record are not: then whoever is not
        told may hold anything.
        """
        if not sampled or self.n == asked:
            return self.low, self.high + asked - self.n
        low, high = bounds_of([self.low, self.high], [self.n] * 2, [asked] * 2, level=LEVEL)
        return int(low[0]), int(high[1])


@dataclass(frozen=True, slots=True)
class SideTold:
    """One side on one statement.

    people: how many of those whose answers are told, as a band ("" where nothing is told but the record).
    record: agree, disagree and pass of those on the record, exactly. guarded: whether the bands hold others too.
    agree, disagree, passed, important, guess: bands in per cent (None: not told); guess is what this side believes
    of the **other**. whole: what share of **all** of the side agrees, at least and at most.
    holds: what the side as a whole holds; certain: whoever has not answered could not change it.
    """

    side: Side
    people: str
    guarded: bool
    record: tuple[int, int, int]
    agree: Band | None
    disagree: Band | None
    passed: Band | None
    important: Band | None
    guess: Band | None
    whole: Band | None
    holds: Holds
    not_for: bool
    not_against: bool
    certain: bool

    @property
    def told(self) -> bool:
        """Whether anything that tells a direction is shown."""
        return self.agree is not None and (self.agree.tells or bool(self.disagree and self.disagree.tells))

    @property
    def exact(self) -> bool:
        """Whether only answers on the record are told, which everybody may count."""
        return not self.guarded and sum(self.record) > 0

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "side": str(self.side),
            "people": self.people,
            "guarded": self.guarded,
            "record": list(self.record),
            "agree": band_json(self.agree),
            "disagree": band_json(self.disagree),
            "passed": band_json(self.passed),
            "important": band_json(self.important),
            "guess": band_json(self.guess),
            "whole": band_json(self.whole),
            "holds": str(self.holds),
            "not_for": self.not_for,
            "not_against": self.not_against,
            "certain": self.certain,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> SideTold:
        """Read what `to_json` gave."""
        agree, disagree, passed = (int(many) for many in told["record"])
        return cls(
            side=Side(told["side"]),
            people=str(told["people"]),
            guarded=bool(told["guarded"]),
            record=(agree, disagree, passed),
            agree=band_of_json(told["agree"]),
            disagree=band_of_json(told["disagree"]),
            passed=band_of_json(told["passed"]),
            important=band_of_json(told["important"]),
            guess=band_of_json(told["guess"]),
            whole=band_of_json(told["whole"]),
            holds=Holds(told["holds"]),
            not_for=bool(told["not_for"]),
            not_against=bool(told["not_against"]),
            certain=bool(told["certain"]),
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What may be told of one group on one item: the pieces of those guarded, and who is on the record."""

    pieces: tuple[Piece, ...]
    known: frozenset[str]

    @property
    def n(self) -> int:
        """How many people are told of."""
        return sum(len(piece.people) for piece in self.pieces) + len(self.known)

    def count(self, gave: Collection[str]) -> Known:
        """Return how many gave an answer, as the bands tell."""
        low, high, n = ends(self.pieces, gave=gave)
        more = len(self.known.intersection(gave))
        return Known(low + more, high + more, n + len(self.known))

    def share(self, gave: Collection[str]) -> Band | None:
        """Return its share as a band; None where nobody is told of."""
        found = self.count(gave)
        return share_between(found.low / found.n, found.high / found.n) if found.n else None

    def mean(self, said: Mapping[str, int]) -> Band | None:
        """Return the mean of what people said, in per cent, as a band.

        The cuts are those of counts, in whole people: a sum of numbers from 0 to 1 leaves at least as much doubt in
        them as a sum of noughts and ones does.
        """
        if not self.n:
            return None
        low = high = sum(said[person] for person in self.known)
        for piece in self.pieces:
            total, many = sum(said[person] for person in piece.people), len(piece.people)
            low += 100 * max(edge for edge in piece.edges if 100 * edge <= total)
            high += 100 * min((edge for edge in piece.edges if 100 * edge > total), default=many)
        return share_between(low / 100 / self.n, high / 100 / self.n)


def known_of(decision: Decision, *, item: str, group: str, members: Collection[str]) -> Source | None:
    """Return what may be told of a group on an item, or None."""
    shown = {cell.name: cell for cell in decision.shown}
    record = shown.get(cell_name(item, RECORD))
    known = record.parts[0].people.intersection(members) if record else frozenset[str]()
    name = cell_name(item, group)
    if name in shown:
        return Source(decision.pieces[name][0], known)
    return Source((), known) if known and group != EVERYBODY else None


def side_told(
    statement: str, side: Side, *, ballots: Sequence[Ballot], decision: Decision, asked: int
) -> SideTold:
    """Return what a release tells of one side on one statement."""
    members = {one.person: one for one in ballots if one.side is side}
    told = known_of(decision, item=statement, group=str(side), members=members)
    gave = {
        vote: {name for name, one in members.items() if one.votes.get(statement) == vote}
        for vote in (1, -1, 0)
    }
    nothing = Source((), frozenset())
    source = told or nothing
    agree, disagree = (source.count(gave[vote]) for vote in (1, -1))
    sampled = bool(source.pieces)
    (least, most), (against, most_against) = (
        part.holders(asked, sampled=sampled) for part in (agree, disagree)
    )
    sure = [part.holders(asked, sampled=False) for part in (agree, disagree)]
    holds, not_for, not_against = held(least, most, against, most_against, asked)
    surely, _, _ = held(*sure[0], *sure[1], asked)
    marks = known_of(decision, item=item_of(statement), group=str(side), members=members)
    guesses = known_of(decision, item=guess_of(statement), group=str(side), members=members)
    record = [len(source.known & gave[vote]) for vote in (1, -1, 0)]
    return SideTold(
        side=side,
        people=people_in_words(source.n, asked) if source.pieces else "",
        guarded=bool(source.pieces),
        record=(record[0], record[1], record[2]),
        agree=source.share(gave[1]),
        disagree=source.share(gave[-1]),
        passed=source.share(gave[0]),
        important=(marks or nothing).share(
            {name for name, one in members.items() if statement in one.important and statement in one.votes}
        ),
        guess=(guesses or nothing).mean(
            {name: one.predictions.get(statement, 0) for name, one in members.items()}
        ),
        whole=share_between(least / asked, most / asked) if source.n and asked else None,
        holds=holds,
        not_for=not_for,
        not_against=not_against,
        certain=holds is not Holds.UNSURE and surely is holds,
    )


def people_in_words(n: int, asked: int) -> str:
    """Return how many people in a band, cut off where there are no more to be asked.

    >>> people_in_words(11, 12), people_in_words(11, 40)
    ('10 to 12', '10 to 19')
    """
    low, to, high = size_band(n).partition(" to ")
    return f"{low} to {min(int(high), asked)}" if to and int(low) < asked else low if to else size_band(n)


def held(low: int, high: int, against: int, most_against: int, asked: int) -> tuple[Holds, bool, bool]:
    """Return what a side of `asked` people holds, and whether it is surely not for, and surely not against.

    In whole people, as everywhere: more than half of all of the side, never a rounded share.
    """
    not_for, not_against = 2 * high <= asked, 2 * most_against <= asked
    if not asked:
        return Holds.UNSURE, False, False
    if 2 * low > asked:
        return Holds.FOR, False, True
    if 2 * against > asked:
        return Holds.AGAINST, True, False
    return (Holds.NEITHER if not_for and not_against else Holds.UNSURE), not_for, not_against


def everybody_of(statement: str, *, ballots: Sequence[Ballot], decision: Decision) -> Band | None:
    """Return the share of everybody who agrees, where the total of both sides may be shown."""
    members = {one.person for one in ballots}
    told = known_of(decision, item=statement, group=EVERYBODY, members=members)
    gave = {one.person for one in ballots if one.votes.get(statement) == 1}
    return told.share(gave) if told else None
