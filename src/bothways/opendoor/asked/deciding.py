"""What of a round may be shown: decided from who answered what, and from everything released before; never from answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.opendoor.asked.asking import Asked, Ballot, checked
from bothways.opendoor.declared import SIDES
from bothways.opendoor.disclosure import Audit, Cell, Decision, Part, Proposal, Rules, decide, side_too_small
from bothways.opendoor.important import item_of
from bothways.terms import Refusal

__all__ = [
    "EVERYBODY",
    "RECORD",
    "MayRelease",
    "Sealed",
    "cell_name",
    "decided",
    "guess_of",
    "judged",
    "refused",
]

RECORD = "on the record"
EVERYBODY = "everybody"


def guess_of(statement: str) -> str:
    """Return the name under which the predictions about a statement are guarded."""
    return f"guess:{statement}"


def cell_name(item: str, group: str) -> str:
    """Return the name of what one group answered to one item."""
    return f"{item}: {group}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who stood behind what one release showed: kept for the next one, never shown. No answer is in it."""

    round: int
    cells: tuple[Cell, ...] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return it ready to be stored, apart from everything that is shown; people as bits, so that it stays small."""
        people = sorted({person for cell in self.cells for part in cell.parts for person in part.people})
        places = {person: at for at, person in enumerate(people)}

        def bits(chosen: Iterable[str]) -> str:
            return f"{sum(1 << places[person] for person in chosen):x}"

        cells: list[list[Any]] = []
        for cell in self.cells:
            rows = []
            for part in cell.parts:
                versions = sorted({part.revisions.get(person, 0) for person in part.people})
                rows.append(
                    [
                        part.item,
                        part.group,
                        int(part.on_record),
                        {
                            str(which): bits(p for p in part.people if part.revisions.get(p, 0) == which)
                            for which in versions
                        },
                    ]
                )
            cells.append([cell.name, rows])
        return {"round": self.round, "people": people, "cells": cells}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Sealed:
        """Read what `to_json` gave."""
        people = list(told["people"])
        cells = []
        for name, rows in told["cells"]:
            parts = []
            for item, group, on_record, versions in rows:
                revisions: dict[str, int] = {}
                everybody = set[str]()
                for which, bits in versions.items():
                    chosen = {person for at, person in enumerate(people) if int(bits, 16) >> at & 1}
                    everybody |= chosen
                    revisions |= dict.fromkeys(chosen, int(which)) if int(which) else {}
                parts.append(Part(item, group, frozenset(everybody), revisions, on_record=bool(on_record)))
            cells.append(Cell(name, tuple(parts)))
        return cls(int(told["round"]), tuple(cells))


@dataclass(frozen=True, slots=True)
class MayRelease:
    """Whether a round may be released. `sentence` and `hint` give no count away."""

    allowed: bool
    sentence: str
    hint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"allowed": self.allowed, "sentence": self.sentence, "hint": self.hint}


def audit_of(earlier: Sequence[Sealed], *, rules: Rules) -> Audit:
    """Return the audit over everything that was released, in the order of the rounds.

    Raises:
        Refusal: `rules-stricter` where what was shown then would not be shown by these rules.
    """
    now = Audit(rules=rules)
    for one in sorted(earlier, key=lambda one: one.round):
        for cell in one.cells:
            after = now.after(cell)
            if after is None:
                raise Refusal(
                    "rules-stricter",
                    "What was released before would not be released by the rules of today.",
                    hint="Keep the smallest group that earlier rounds were released with, or ask a new question.",
                )
            now = after
    return now


def answered(ballots: Iterable[Ballot], statement: str) -> dict[str, frozenset[str]]:
    """Return who answered each of the three items of a statement; a pass is an answer, a mark stands beside a vote."""
    people = tuple(ballots)
    voted = frozenset(one.person for one in people if statement in one.votes)
    guessed = frozenset(one.person for one in people if statement in one.predictions)
    return {statement: voted, item_of(statement): voted, guess_of(statement): guessed}


def proposal_of(
    asked: Asked, ballots: Sequence[Ballot], *, earlier: Sequence[Sealed], rules: Rules
) -> Proposal:
    """Return everything that a release would like to show: the sides of each statement, then the total of both.

    All answers of a round are new ones: whoever was counted before answered again. Whoever was counted among others
    once is counted so again, also if they now choose the record: those others would pay for it.

    Of a side too small to be shown without names, a total is proposed only where all of it is on the record. If it were
    shown wherever nobody else of that side answered, its absence would say that somebody did.
    """
    small = [
        side
        for side in SIDES
        if not side_too_small(str(side), invited=asked.eligible.get(side, 0), rules=rules).can_be_anonymous
    ]
    of_side = {side: frozenset(one.person for one in ballots if one.side is side) for side in SIDES}
    chose = frozenset(one.person for one in ballots if one.on_record)
    counted, guarded = history(earlier)
    first: list[Cell] = []
    votes: list[Cell] = []
    others: list[Cell] = []
    for statement in asked.shown:
        for item, who in answered(ballots, statement.id).items():
            again = {person: counted[item, person] for person in who if (item, person) in counted}
            known = frozenset(person for person in who & chose if (item, person) not in guarded)
            parts = [
                Part(
                    item,
                    str(side),
                    who & of_side[side],
                    {p: n for p, n in again.items() if p in of_side[side]},
                )
                for side in SIDES
            ]
            if known:
                shown = {person: again[person] for person in known if person in again}
                first.append(
                    Cell(cell_name(item, RECORD), (Part(item, RECORD, known, shown, on_record=True),))
                )
            where = votes if item == statement.id else others
            where += [Cell(cell_name(item, part.group), (part,)) for part in parts]
            open_ones = [len(known & of_side[side]) == asked.eligible.get(side, 0) for side in small]
            if item == statement.id and all(open_ones):
                whole = Part(item, EVERYBODY, who, again)
                where.append(Cell(cell_name(item, EVERYBODY), (whole,)))
    return Proposal(f"round {asked.round}", (*first, *votes, *others))


def history(earlier: Sequence[Sealed]) -> tuple[dict[tuple[str, str], int], frozenset[tuple[str, str]]]:
    """Return how often each person's answer to an item was shown, and who was so among others."""
    counted: dict[tuple[str, str], int] = {}
    guarded = set[tuple[str, str]]()
    for one in earlier:
        here = set[tuple[str, str]]()
        for part in (part for cell in one.cells for part in cell.parts):
            pairs = {(part.item, person) for person in part.people}
            here |= pairs
            if part.on_record:
                continue
            known = {
                (other.item, person)
                for cell in one.cells
                for other in cell.parts
                if other.on_record and other.item == part.item
                for person in other.people
            }
            guarded |= pairs - known
        for pair in here:
            counted[pair] = counted.get(pair, 0) + 1
    return counted, frozenset(guarded)


def decided(
    asked: Asked, ballots: Iterable[Ballot], *, earlier: Sequence[Sealed], rules: Rules, look: bool = False
) -> Decision:
    """Return what of this round may be shown.

    Raises:
        Refusal: `already-released` where the round was; those of `checked` and `audit_of`.
    """
    if any(one.round >= asked.round for one in earlier):
        raise Refusal(
            "already-released",
            "This round has been released.",
            hint="Ask again in a new round; there is one release a round.",
        )
    proposal = proposal_of(asked, checked(asked, ballots), earlier=earlier, rules=rules)
    decision, _ = decide(proposal, audit=audit_of(earlier, rules=rules), look=look)
    return decision


def judged(asked: Asked, ballots: Iterable[Ballot], *, earlier: Sequence[Sealed], rules: Rules) -> MayRelease:
    """Return whether this round may be released (`may_release`)."""
    try:
        decision = decided(asked, ballots, earlier=earlier, rules=rules)
    except Refusal as no:
        if no.code not in ("already-released", "rules-stricter"):
            raise
        return MayRelease(False, no.sentence, no.hint or "")
    if tells(decision, asked):
        return MayRelease(True, "This round can be released; all will see the same.")
    return refused(rules, again=bool(earlier))


def refused(rules: Rules, *, again: bool) -> MayRelease:
    """Return the one refusal that there is, whoever is missing."""
    return MayRelease(
        False,
        "This round can't be released without giving somebody away, alone or with what was released before.",
        nearest(rules, again=again),
    )


def nearest(rules: Rules, *, again: bool) -> str:
    """Return the nearest safe release, in numbers of the rule alone: what is missing would tell how many answered."""
    wait = f"Once {rules.direction} more of a side have answered, what it answered can be shown; or whoever wants to "
    wait += "answers on the record."
    return (
        f"Ask everybody who answered the last time to answer again. {wait}"
        if again
        else f"Leave it open. {wait}"
    )


def tells(decision: Decision, asked: Asked) -> bool:
    """Whether anything of it says which way anybody leans: a vote, for guesses alone say nothing of what is so."""
    votes = {one.id for one in asked.shown}
    for cell in decision.shown:
        if cell.parts[0].item not in votes:
            continue
        if any(part.on_record for part in cell.parts):
            return True
        if any(len(piece.edges) > 1 for pieces in decision.pieces[cell.name] for piece in pieces):
            return True
    return False
