"""Consultations that the tests of releases share, and random ones."""

from __future__ import annotations

import random
from datetime import date

from bothways.opendoor.asked import Asked, AskedStatement, Ballot, Release, release
from bothways.terms import Side

STAFF, EXECUTIVES = Side.STAFF, Side.EXECUTIVES
DAY = date(2026, 10, 30)


def asked(
    statements: int = 4, *, staff: int = 12, executives: int = 2, number: int = 1, **more: object
) -> Asked:
    rows = tuple(AskedStatement(f"s{at}", f"Statement {chr(65 + at)}.") for at in range(statements))
    return Asked(
        "c1", "What slows us?", rows, {STAFF: staff, EXECUTIVES: executives}, number, date(2026, 10, 1)
    )


def ballot(
    name: str,
    side: Side,
    votes: str,
    *,
    record: bool = False,
    guesses: int | None = None,
    important: str = "",
) -> Ballot:
    """A ballot from "+-0." a statement: agree, disagree, pass, no vote. Its name is its token, so that a test finds it."""
    cast = {f"s{at}": {"+": 1, "-": -1, "0": 0}[vote] for at, vote in enumerate(votes) if vote != "."}
    predictions = {} if guesses is None else dict.fromkeys(cast, guesses)
    marks = frozenset(f"s{at}" for at, mark in enumerate(important) if mark == "!")
    return Ballot(name, side, cast, marks, predictions, record, name)


def twelve_and_two(*, record: bool = True, both: bool = True) -> list[Ballot]:
    """Twelve reps (all for A and B, two of them against C, halved on D) and two executives (for A, against B, split)."""
    staff = [
        ballot(
            f"t{at:02}",
            STAFF,
            f"++{'-' if at < 2 else '+'}{'+' if at % 2 else '-'}",
            guesses=20,
            important="!",
        )
        for at in range(12)
    ]
    votes = ("+-+0", "+--0")
    executives = [
        ballot(f"x{at}", EXECUTIVES, votes[at], record=record and (both or not at), guesses=90)
        for at in range(2)
    ]
    return [*staff, *executives]


def released(question: Asked, ballots: list[Ballot], *earlier: Release) -> Release:
    return release(question, ballots, earlier=earlier, day=DAY)


def random_round(chance: random.Random, question: Asked, people: dict[str, Side]) -> list[Ballot]:
    """Somebody of everybody answers, not everything, as one-sidedly as can be; some on the record."""
    leaning = {one.id: chance.choice([0.02, 0.1, 0.5, 0.9, 0.98]) for one in question.statements}
    skips, found = chance.choice([0.0, 0.0, 0.05, 0.3]), []
    turnout, open_to_all = chance.choice([0.6, 0.9, 1.0]), chance.choice([0.0, 0.1, 0.4])
    for name, side in people.items():
        if chance.random() > turnout:
            continue
        record = chance.random() < (0.6 if side is EXECUTIVES else open_to_all)
        votes, marks, guesses = {}, set(), {}
        for one in question.statements:
            if chance.random() >= skips:
                agrees = chance.random() < leaning[one.id]
                votes[one.id] = 0 if chance.random() < 0.05 else 1 if agrees else -1
                if chance.random() < leaning[one.id]:
                    marks.add(one.id)
            if chance.random() >= skips:
                guesses[one.id] = chance.choice([0, 10, 50, 90, 100, chance.randint(0, 100)])
        found.append(Ballot(name, side, votes, frozenset(marks), guesses, record, name))
    return found
