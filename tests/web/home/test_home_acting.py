"""Which acts come next, and where voices stand on the bridge."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.web.home.acting import Candidate, next_acts, weight
from bothways.web.home.bridging import PLACES, deck, marks


def one(what="a", **more):
    return Candidate(**{"what": what, "why": "", "button": "", "address": f"/{what}/", "minutes": 2, **more})


def test_who_waited_longest_comes_first():
    found = next_acts([one("a", waited=2), one("b", waited=19), one("c", waited=8)])
    assert [act.what for act in found] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("left", "expected"), [(30, 0), (8, 0), (7, 0), (6, 1), (0, 7), (-1, 10), (-10, 37), (None, 0)]
)
def test_what_is_due_presses_and_what_is_late_more(left, expected):
    assert weight(one(left=left)) == expected


@pytest.mark.parametrize(
    ("money", "expected"), [(None, 0), (-5, 0), (0, 0), (999, 0), (1_000, 2), (10_000_000, 6)]
)
def test_money_never_drowns_a_week_of_waiting(money, expected):
    assert weight(one(money=money)) == expected


def test_of_two_alike_the_shorter_one_and_one_for_each_place():
    found = next_acts([one("a", minutes=5), one("b", minutes=1), one("c", address="/b/")])
    assert [act.what for act in found] == ["b", "a"]


@given(st.lists(st.builds(one, what=st.sampled_from("abcdefgh"), waited=st.integers(0, 400))))
def test_there_are_never_more_than_three_and_none_that_presses_less(given_ones):
    found = next_acts(given_ones)
    assert len(found) == min(3, len({act.address for act in given_ones}))
    left = [weight(act) for act in given_ones if act.address not in {f.address for f in found}]
    assert all(weight(act) >= max(left, default=0) for act in found)


def voice(side, step, days):
    return SimpleNamespace(side=side, step=step, days=days, address=f"/{side}{step}/")


def test_the_staff_s_go_right_above_the_deck_and_the_executives_left_below():
    staff, brought = marks([voice("staff", 1, 2), voice("staff", 1, 5)]), marks([voice("executives", 1, 1)])
    assert (staff[0].x, staff[0].count, staff[0].days) == (PLACES[0], 2, 5)
    assert brought[0].x == PLACES[-1]
    assert staff[0].y < deck(PLACES[0]) < brought[0].y + 1
    assert marks([]) == []
