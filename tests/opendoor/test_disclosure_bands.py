"""The bands that a share is told in: whatever was answered, they settle nobody's answer for two who share."""

from __future__ import annotations

from itertools import product

import pytest
from disclosure_cast import STAFF, one, people
from hypothesis import given
from hypothesis import strategies as st

from bothways.opendoor.disclosure import (
    Audit,
    Cell,
    Part,
    decide,
    edges_for,
    propose,
    size_band,
)
from bothways.opendoor.disclosure.bands import band_of, ranges
from bothways.opendoor.disclosure.corners import Told, finest, settled
from bothways.terms import Refusal


@pytest.mark.parametrize("n", range(1, 61))
def test_no_band_of_one_group_settles_anybody_for_two_who_share(n: int):
    """Every count, and every pair of own answers: the others may be of both minds."""
    edges = edges_for(n)
    for low, high in ranges(edges, n=n):
        if len(edges) > 1:
            for own in range(3):
                others = [agree - own for agree in range(low, high + 1) if 0 <= agree - own <= n - 2]
                assert not others or max(others) > 0
                assert not others or min(others) < n - 2


@pytest.mark.parametrize("n", range(7, 41))
def test_agree_disagree_and_pass_together_settle_nobody(n: int):
    """Brute force: all counts of the three that show the same three bands, and all pairs of own answers."""
    edges = edges_for(n)

    def shown(count: int) -> int:
        return sum(edge <= count for edge in edges)

    seen: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for agree in range(n + 1):
        for disagree in range(n + 1 - agree):
            counts = (agree, disagree, n - agree - disagree)
            seen.setdefault(tuple(map(shown, counts)), []).append(counts)
    for fitting in seen.values():
        for own in ((2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 1, 0), (1, 0, 1), (0, 1, 1)):
            rest = [[c - o for c, o in zip(counts, own, strict=True)] for counts in fitting]
            rest = [counts for counts in rest if min(counts) >= 0]
            for at in range(3):
                some = [counts[at] for counts in rest]
                assert not some or (max(some) > 0 and min(some) < n - 2)


def test_bands_of_a_whole_and_its_part_settle_nobody():
    found = 0
    for n in range(12, 31):
        for inside in range(7, n - 4):
            part = Told(((0, 2**inside - 1),), inside, edges_for(inside))
            edges = finest(((0, 2**n - 1),), told=[part], insiders=2)
            found += len(edges) > 1
            rest = n - inside
            for (low, high), (own_low, own_high) in product(ranges(edges, n=n), ranges(part.edges, n=inside)):
                left = [
                    whole - mine
                    for whole in range(low, high + 1)
                    for mine in range(own_low, own_high + 1)
                    if 0 <= whole - mine <= rest
                ]
                if left and len(edges) > 1:
                    assert max(left) > 2
                    assert min(left) < rest - 2
    assert found > 20


@pytest.mark.parametrize(
    ("low", "high", "found"), [(2, 3, False), (3, 5, True), (0, 2, True), (0, 3, False), (-1, 5, False)]
)
def test_two_insiders_settle_the_rest_where_all_but_they_are_left_one_way(low: int, high: int, found: bool):
    """Of five: three who hold it are all, if the two insiders don't; two who hold it may be the insiders."""
    assert settled(frozenset({low}), frozenset({high}), 5, 2) is found


def test_a_whole_is_told_by_the_bands_of_its_parts():
    groups = {"staff": STAFF, "executives": people(7, "e"), "all": STAFF | people(7, "e")}
    decision, after = decide(propose("first", answered={"s1": groups["all"]}, groups=groups), audit=Audit())
    assert {piece.people for piece in decision.pieces["s1: all"][0]} == {STAFF, people(7, "e")}
    later = {"staff": people(20, "s"), "executives": people(14, "e")}
    who = later["staff"] | later["executives"]
    decision, _ = decide(propose("second", answered={"s1": who}, groups=later), audit=after)
    assert {len(piece.people) for piece in decision.pieces["s1: staff"][0]} == {12, 8}  # then, and since


def test_answers_given_again_settle_nobody_who_guesses_that_they_are_the_same():
    """Twelve then; the same twelve again and some more now: the bands of both, if nobody changed their mind."""
    directions = 0
    for n, more in product(range(7, 25), range(5, 13)):
        before, now = (
            Part("s1", "all", people(n)),
            Part("s1", "all", people(n + more), dict.fromkeys(people(n), 1)),
        )
        after = Audit().after(Cell("all", (before,))).after(Cell("all", (now,)))
        (then,), (since,) = after.pieces(before), after.pieces(now)
        directions += len(since.edges) > 1
        for (low, high), (low_now, high_now) in product(
            ranges(then.edges, n=n), ranges(since.edges, n=n + more)
        ):
            least, most = max(low_now - high, 0), min(high_now - low, more)  # of whoever is new
            if len(since.edges) > 1 and least <= most:
                assert most > 2
                assert least < more - 2
    assert directions > 10


def test_groups_that_cross_tell_one_direction_only():
    left, right = people(20, "a") | people(8, "x"), people(20, "b") | people(8, "x")
    after = Audit().after(one("left", left)).after(one("right", right))
    assert [len(piece.edges) for piece in after.pieces(Part("s1", "right", right))] == [1]


def test_a_band_is_rounded_outward_and_a_count_that_cannot_be_is_refused():
    assert str(band_of(5, n=5, edges=edges_for(5))) == "too few to show which way"
    assert (band_of(7, n=7, edges=(0, 4)).low, band_of(0, n=7, edges=(0, 4)).high) == (55, 45)
    assert band_of(0, n=0, edges=(0,)).high == 100
    with pytest.raises(Refusal):
        band_of(8, n=7, edges=(0, 4))


@given(st.integers(0, 30_000))
def test_a_number_of_people_is_told_in_bands(n: int):
    words = size_band(n)
    low = 0 if words.startswith("fewer") else int(words.split()[0])
    assert low <= n
