"""Schulze's order, the common ground in it, and a draft made of what a release tells."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bothways.opendoor import sides_of, votes_of
from bothways.opendoor.balloting import released_of
from bothways.opendoor.gathered import gather
from bothways.opendoor.joint import draft_of, joint_of, schulze
from bothways.terms import Refusal

EXAMPLE = Path(__file__).parents[2] / "examples" / "consultation"


def counted(ballots: dict[str, int]) -> np.ndarray:
    names = sorted(next(iter(ballots)))
    found = np.zeros((len(names), len(names)))
    for ballot, many in ballots.items():
        for at, first in enumerate(ballot):
            for second in ballot[at + 1 :]:
                found[names.index(first), names.index(second)] += many
    return found


def test_the_published_example_of_forty_five_voters():
    """Schulze 2011, the example of his paper and of every encyclopedia: E, A, C, B, D."""
    ballots = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    assert schulze(counted(ballots)) == ((4,), (0,), (2,), (1,), (3,))


def test_limit_cases():
    assert schulze(np.zeros((0, 0))) == ()
    assert schulze(np.zeros((1, 1))) == ((0,),)
    assert schulze(np.zeros((3, 3))) == ((0, 1, 2),)
    assert schulze(counted({"AB": 1, "BA": 1})) == ((0, 1),)
    assert schulze(counted({"ABC": 1, "BCA": 1, "CAB": 1})) == ((0, 1, 2),)  # a circle of equals
    for bad in (np.zeros((2, 3)), np.zeros(4), np.array([[0.0, -1.0], [0.0, 0.0]]), np.full((2, 2), np.nan)):
        with pytest.raises(Refusal):
            schulze(bad)


squares = arrays(np.float64, st.integers(1, 5).map(lambda n: (n, n)), elements=st.integers(0, 9).map(float))


@settings(max_examples=150, deadline=None)
@given(squares, st.randoms(use_true_random=False))
def test_law_names_do_not_matter_and_whoever_beats_all_is_first(prefers, chance):
    order = list(range(len(prefers)))
    chance.shuffle(order)
    renamed = schulze(prefers[np.ix_(order, order)])
    assert tuple(tuple(sorted(order[at] for at in level)) for level in renamed) == schulze(prefers)
    off = ~np.eye(len(prefers), dtype=bool)
    for one in range(len(prefers)):
        if np.all((prefers[one] > prefers[:, one])[off[one]]):
            assert schulze(prefers)[0] == (one,)


def test_law_turning_all_ballots_turns_the_order():
    chance = np.random.default_rng(3)
    every = ["".join(one) for one in permutations("ABCD")]
    compared = 0
    for _ in range(80):
        ballots = {one: int(chance.integers(0, 5)) for one in every}
        turned = {one[::-1]: many for one, many in ballots.items()}
        order = schulze(counted(ballots))
        if all(
            len(level) == 1 for level in order
        ):  # where some are level, who shares a place hangs on the direction
            compared += 1
            assert tuple(reversed(schulze(counted(turned)))) == order
    assert compared > 40


def test_common_ground_stands_in_the_order_of_both_sides_and_two_count_as_much_as_twelve():
    casts = []
    for at in range(12):
        casts += [
            (f"r{at}", "a", 1),
            (f"r{at}", "b", 1 if at < 8 else 0),
            (f"r{at}", "c", -1),
            (f"r{at}", "d", 1),
        ]
    for at in range(2):
        casts += [(f"e{at}", "a", 1), (f"e{at}", "b", 1), (f"e{at}", "c", -1), (f"e{at}", "d", -1)]
    sides = {f"r{at}": "staff" for at in range(12)} | {f"e{at}": "executives" for at in range(2)}
    votes = votes_of(casts, sides=sides)
    found = joint_of(votes, sides=sides_of(votes))
    # All are against c, which is as good as all for a; d is a divide and nothing to sign.
    assert found.order == (("a", "c"), ("b",))
    assert sorted(found.candidates) == ["a", "b", "c"]
    assert joint_of(votes, sides=sides_of(votes), most=1).order[0]
    assert found.as_dict()["method"] == "joint-statement/1"


def test_without_common_ground_there_is_nothing_to_sign():
    votes = votes_of([("r", "a", 1), ("e", "a", -1)], sides={"r": "staff", "e": "executives"})
    assert joint_of(votes, sides=sides_of(votes)).order == ()


def test_a_draft_is_made_of_statements_as_they_were_voted_on():
    found = gather(EXAMPLE / "votes.csv", comments=EXAMPLE / "statements.csv", sides=EXAMPLE / "people.csv")
    (release,) = released_of(found, moments=[("now", None)], day=date(2026, 10, 12))
    draft = draft_of(release)
    assert sum(line.startswith("Both sides hold this: ") for line in draft) == 3
    assert sum(line.startswith("Still open between us: ") for line in draft) == 3
    texts = {one.text for one in release.statements}
    assert all(line.partition(": ")[2] in texts for line in draft)
