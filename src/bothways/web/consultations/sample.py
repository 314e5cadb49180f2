"""Two consultations of the sample company: one that was released, with two executives on the record, and one that is open."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bothways.terms import Side
from bothways.web.consultations import ballots
from bothways.web.consultations.models import Consultation
from bothways.web.consultations.operations import Given, do_make, do_open
from bothways.web.consultations.releasing import do_close, do_look
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Person, Team

__all__ = ["seed"]

_S, _E = Side.STAFF, Side.EXECUTIVES
# What is said; whose it is; how many of twelve who sell agree, and what each of two executives says; what they believe of
# the other side, in per cent: those who sell, then the executives. Made up, as the company is.
_SLOW: Final = (
    ("The security review costs us more deals than price does.", _S, 11, (1, 1), 30, 45),
    ("A quote that takes more than five days is usually lost.", _S, 10, (1, 1), 40, 60),
    ("Customers should hear one price from us, and hear it once.", None, 11, (1, 1), 60, 80),
    ("Empty territories should lower the target.", _S, 10, (-1, -1), 20, 70),
    ("Discounts are given because the value is not explained.", _E, 3, (1, 1), 85, 40),
    ("We would sell more if marketing sent fewer, better leads.", None, 8, (1, -1), 35, 75),
    ("The pipeline reviews on Friday help to win deals.", _E, 2, (1, 0), 90, 55),
    ("Trainers who are booked out lose us customers.", _S, 11, (1, 1), 45, 50),
    ("A new customer is worth a lower margin in the first year.", None, 6, (-1, -1), 50, 65),
)
_NEXT: Final = (
    ("We write down in advance what would make a forecast wrong.", _E),
    ("Ten days for a security questionnaire can be kept by one person.", _S),
    ("References from hospitals would do more than another price list.", _S),
    ("Reports that nobody answers should end.", _S),
    ("The targets of two empty territories can follow until March.", _E),
    ("I know why we lost the last three deals that I cared about.", None),
)


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Ask, answer and release one; ask the other, which waits for whoever looks."""
    chance = random.Random(6)  # nosec B311 - a sample
    then = now - timedelta(days=24)
    slow = _asked(
        cast["manager"], team, "What slows our deals down?", [Given(s[0], s[1]) for s in _SLOW], 14, then
    )
    _answered(slow, chance)
    do_close(slow, now=then + timedelta(days=15))
    said = [Given(text, side) for text, side in _NEXT]
    late = now - timedelta(days=3)
    following = _asked(cast["manager"], team, "What should change before the next quarter?", said, 9, late)
    for one in list(following.invited.filter(side=_S.value).exclude(person=cast["rep"]))[:7]:
        voter = ballots.voter_of(following, one)
        held = replace(
            voter.held,
            votes={statement.place: chance.choice((1, 1, 0, -1)) for statement in voter.statements},
            guesses={statement.place: chance.randrange(10, 91, 10) for statement in voter.statements},
        )
        ballots.put(following, voter.ballot, held)
    do_look(following, now=now)


def _asked(
    by: Person, team: Team, question: str, said: Sequence[Given], days: int, now: datetime
) -> Consultation:
    made = do_make(
        by,
        team=team,
        question=question,
        statements=said,
        closes=day_of(now) + timedelta(days=days),
        now=now,
        people=[*team.staff.all(), *team.executives.all()],
    )
    return do_open(by, made, now=now)


def _answered(found: Consultation, chance: random.Random) -> None:
    people = {side: list(found.invited.filter(side=side.value)) for side in Side}
    for side, everybody in people.items():
        for at, one in enumerate(everybody):
            voter = ballots.voter_of(found, one)
            votes, guesses, marks = {}, {}, set()
            for place, (_text, whose, agree, (first, second), of_exec, of_staff) in enumerate(_SLOW):
                if side is _S:
                    # Who agrees moves along from statement to statement, so that it is not always the same ones.
                    turn = (at + 5 * place) % len(everybody)
                    votes[place] = 1 if turn * 12 < agree * len(everybody) else chance.choice((-1, -1, 0))
                else:
                    votes[place] = (first, second)[at % 2]
                believed = of_exec if side is _S else of_staff
                guesses[place] = min(100, max(0, believed + 10 * chance.randint(-1, 1)))
                if whose is side and chance.random() < 0.6:
                    marks.add(place)
            held = replace(voter.held, votes=votes, guesses=guesses, important=frozenset(marks))
            if side is _E:
                held = replace(held, record=True, name=one.name)
            ballots.put(found, voter.ballot, held)
