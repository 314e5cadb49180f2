"""What moved between two rounds: laws, limit cases, and how often the bounds hold."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bothways.opendoor import Statement, Votes, between_rounds, sides_of
from bothways.opendoor.declared import Verdict
from bothways.terms import Refusal, Side

SIDES = (Side.STAFF,) * 12 + (Side.EXECUTIVES,) * 2


def round_of(*columns: list[float], ids: str = "abcdef", sides: tuple[Side, ...] = SIDES) -> Votes:
    matrix = np.array(columns, dtype=float).T
    return Votes(
        tuple(f"p{at}" for at in range(len(matrix))),
        tuple(Statement(ids[at]) for at in range(len(columns))),
        matrix,
        sides,
    )


FOR, SPLIT = [1.0] * 12, [1.0] * 6 + [-1.0] * 6


def test_what_both_asked_is_compared_and_what_one_asked_is_named():
    before = sides_of(round_of([*SPLIT, 1, 1], [*FOR, -1, -1], [*FOR, 1, 1], ids="abc"))
    after = sides_of(round_of([*FOR, -1, -1], [*FOR, 1, 1], [*FOR, 1, 1], ids="abd"))
    found = between_rounds(before, after)
    assert [(one.statement, one.then, one.now) for one in found.moved] == [
        ("a", Verdict.ONE_SIDED, Verdict.DIVIDE), ("b", Verdict.DIVIDE, Verdict.COMMON),
    ]  # fmt: skip
    assert (found.new, found.gone, found.closer, found.further) == (("d",), ("c",), ("b",), ("a",))
    assert found.moved[0].change == (0.5, -1.0)
    assert (found.moved[0].low, found.moved[0].high) == ((0.5, -1.0), (0.5, -1.0))  # all answered, twice
    assert found.moved[0].surely(Side.STAFF)
    assert not found.moved[1].surely(Side.STAFF)
    assert json.loads(json.dumps(found.as_dict()))["moved"][0]["now"] == "divide"


def test_the_same_round_twice_moved_nothing():
    sides = sides_of(round_of([*SPLIT, 1, -1], [*FOR, 0, 0]))
    found = between_rounds(sides, sides)
    assert not any(one.turned for one in found.moved)
    assert all(one.change == (0.0, 0.0) for one in found.moved)


def test_backwards_it_mirrors():
    chance = np.random.default_rng(2)
    rounds = [
        sides_of(round_of(*chance.choice([1.0, 0.0, -1.0, np.nan], size=(4, 14)).tolist())) for _ in range(2)
    ]
    forth, back = between_rounds(*rounds), between_rounds(*reversed(rounds))
    for one, other in zip(forth.moved, back.moved, strict=True):
        assert one.change == tuple(None if moved is None else -moved for moved in other.change)
        assert one.low == pytest.approx([-high for high in other.high])


def test_a_side_that_did_not_answer_may_have_moved_anywhere():
    nothing = [float("nan")] * 12
    found = between_rounds(sides_of(round_of([*FOR, 1, 1])), sides_of(round_of([*nothing, 1, 1])))
    (one,) = found.moved
    assert (one.change, one.low[0], one.high[0]) == ((None, 0.0), -1.0, 1.0)
    assert not one.surely(Side.STAFF)


def test_rounds_with_bounds_of_different_levels_are_refused():
    votes = round_of([*FOR, 1, 1])
    with pytest.raises(Refusal) as refused:
        between_rounds(sides_of(votes, level=0.9), sides_of(votes, level=0.8))
    assert refused.value.code == "level"


@pytest.mark.parametrize(("answered", "asked"), [(6, 12), (12, 24), (40, 80)])
def test_bounds_of_a_change_hold_as_often_as_they_say(answered: int, asked: int):
    """Other people answer in each round: nine in ten at least, whatever is true."""
    chance, statements = np.random.default_rng(answered), 1500
    held, made = [], []
    for _ in range(2):
        truth = chance.integers(0, asked + 1, statements)
        answers = np.array([chance.permutation([1.0] * one + [-1.0] * (asked - one)) for one in truth]).T
        answers[answered:] = np.nan
        votes = Votes(
            tuple(map(str, range(asked + 1))),
            tuple(Statement(str(at)) for at in range(statements)),
            np.vstack([answers, np.ones((1, statements))]),
            (Side.STAFF,) * asked + (Side.EXECUTIVES,),
        )
        held.append(truth / asked)
        made.append(sides_of(votes))
    found = between_rounds(*made)
    true = held[1] - held[0]
    holds = [
        one.low[0] - 1e-9 <= moved <= one.high[0] + 1e-9 for one, moved in zip(found.moved, true, strict=True)
    ]
    assert np.mean(holds) >= 0.9 - 0.02
