from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom
from statsmodels.stats.proportion import proportion_confint

from bothways.opendoor import Cast, Holds, Statement, Verdict, sides_of, votes_of
from bothways.opendoor.finite import bounds_of, chance_of_most, draw_shares, expected_share, share_bounds
from bothways.terms import Refusal, Side

STAFF, EXECUTIVES = Side.STAFF, Side.EXECUTIVES


def sides_with(staff, executives, *, asked=(None, None), level=0.9):
    """One statement; (agree, disagree, passed) of each side; asked: how many each has (None: who answered)."""
    rows, sides = [], {}
    for side, numbers in ((STAFF, staff), (EXECUTIVES, executives)):
        votes = [1] * numbers[0] + [-1] * numbers[1] + [0] * numbers[2]
        for number, vote in enumerate(votes):
            person = f"{side}{number}"
            rows.append((person, "s", vote))
            sides[person] = side
    sizes = {side: size for side, size in zip((STAFF, EXECUTIVES), asked, strict=True) if size is not None}
    votes = votes_of(rows, statements=[Statement("s")], sides=sides)
    return sides_of(votes, asked=sizes, level=level).between(0)


@pytest.mark.parametrize(
    ("staff", "executives", "asked", "verdict"),
    [
        ((10, 1, 1), (2, 0, 0), (12, 2), Verdict.COMMON),
        ((1, 10, 1), (0, 2, 0), (12, 2), Verdict.COMMON),
        ((10, 1, 1), (0, 2, 0), (12, 2), Verdict.DIVIDE),
        ((10, 1, 1), (1, 1, 0), (12, 2), Verdict.ONE_SIDED),
        ((5, 5, 2), (1, 1, 0), (12, 2), Verdict.NEITHER),
        ((10, 1, 1), (1, 0, 0), (12, 2), Verdict.TOO_FEW),
        ((3, 0, 0), (2, 0, 0), (12, 2), Verdict.TOO_FEW),
        ((0, 0, 0), (0, 0, 0), (12, 2), Verdict.TOO_FEW),
        ((6, 0, 0), (2, 0, 0), (12, 2), Verdict.COMMON),
        ((0, 0, 12), (0, 0, 2), (12, 2), Verdict.NEITHER),
    ],
)
def test_what_a_statement_is(staff, executives, asked, verdict):
    assert sides_with(staff, executives, asked=asked).verdict is verdict


def test_the_weaker_side_decides_not_the_larger():
    # 95 of 100 agree: a majority of everybody, and no common ground.
    found = sides_with((95, 0, 0), (0, 5, 0))
    assert found.verdict is Verdict.DIVIDE
    assert (found.whose, found.way, found.weaker) == (STAFF, Holds.FOR, 0.0)


def test_a_pass_is_no_agreement():
    assert sides_with((6, 0, 6), (2, 0, 0)).verdict is Verdict.ONE_SIDED


def test_a_side_that_answered_whole_is_a_census():
    reading = sides_with((7, 3, 2), (1, 1, 0)).readings[0]
    assert reading.census
    assert reading.low == reading.high == reading.share == 7 / 12
    assert reading.stays == 1.0
    assert sides_with((7, 3, 2), (1, 1, 0)).certain


def test_what_the_missing_could_still_change_is_not_certain():
    found = sides_with((6, 0, 0), (2, 0, 0), asked=(12, 2))
    assert found.verdict is Verdict.COMMON
    assert not found.certain
    assert sides_with((7, 0, 0), (2, 0, 0), asked=(12, 2)).certain


def test_common_ground_is_ranked_by_the_weaker_side():
    rows, sides = [], {}
    agree = {"a": (12, 3), "b": (8, 5), "c": (11, 4)}
    for number in range(12):
        sides[f"s{number}"] = STAFF
        rows += [(f"s{number}", name, 1 if number < many[0] else -1) for name, many in agree.items()]
    for number in range(5):
        sides[f"e{number}"] = EXECUTIVES
        rows += [(f"e{number}", name, 1 if number < many[1] else -1) for name, many in agree.items()]
    common = sides_of(votes_of(rows, sides=sides)).ranked(Verdict.COMMON)
    assert [one.statement for one in common] == ["c", "b", "a"]


def test_fewer_asked_than_answered_is_refused():
    with pytest.raises(Refusal, match="5 of the staff were asked"):
        sides_with((6, 0, 0), (2, 0, 0), asked=(5, 2))


def test_a_side_of_which_nobody_knows_the_size():
    votes = votes_of([(str(n), "s", 1) for n in range(6)], sides=dict.fromkeys(map(str, range(6)), "staff"))
    reading = sides_of(votes, asked={STAFF: None}).between(0).readings[0]
    low, high = proportion_confint(6, 6, alpha=0.1, method="beta")
    assert (reading.low, reading.high) == pytest.approx((low, high))
    assert (reading.stays, reading.census) == (None, False)


@pytest.mark.parametrize(
    ("asked", "answered"), [(8, 6), (12, 6), (14, 12), (40, 12), (60, 40), (500, 400), (5, 1), (9, 9)]
)
def test_bounds_are_those_of_the_exact_test(asked, answered):
    holders, held = np.arange(asked + 1), np.arange(answered + 1)
    chances = hypergeom.pmf(held[None, :], asked, holders[:, None], answered)
    at_least, at_most = chances[:, ::-1].cumsum(axis=1)[:, ::-1], chances.cumsum(axis=1)
    low, high = bounds_of(held, answered, asked, level=0.9)
    for number in held:
        assert low[number] == holders[at_least[:, number] > 0.05 + 1e-12][0]
        assert high[number] == holders[at_most[:, number] > 0.05 + 1e-12][-1]
    # So they hold for every truth, not only on average.
    hold = (low[None, :] <= holders[:, None]) & (holders[:, None] <= high[None, :])
    assert (chances * hold).sum(axis=1).min() >= 0.9
    even = chances / chances.sum(axis=0)
    assert chance_of_most(held, answered, asked) == pytest.approx(
        even[2 * holders > asked].sum(axis=0), abs=1e-9
    )
    assert expected_share(held, answered, asked) == pytest.approx(
        (even * holders[:, None]).sum(axis=0) / asked
    )


def test_bounds_of_many_cells_of_many_sizes_are_those_of_one():
    chance = np.random.default_rng(3)
    answered = chance.integers(0, 3000, 150)
    held = chance.integers(0, answered + 1)
    asked = answered + chance.integers(0, 3000, 150)
    low, high = bounds_of(held, answered, asked)
    for number in range(0, 150, 10):
        one = bounds_of(held[number], answered[number], asked[number])
        assert (int(one[0]), int(one[1])) == (low[number], high[number])
    assert np.all((low <= asked) & (low >= held) & (high <= held + asked - answered))


def test_draws_are_a_census_where_all_answered():
    chance = np.random.default_rng(1)
    assert np.all(draw_shares(3, 5, 5, draws=50, chance=chance) == 0.6)
    drawn = draw_shares(3, 5, 20, draws=4000, chance=chance)
    assert drawn.mean() == pytest.approx(float(expected_share(3, 5, 20)), abs=0.01)
    assert drawn.min() >= 3 / 20


def test_bounds_without_a_size_are_those_of_clopper_and_pearson():
    for held, answered in ((0, 7), (3, 7), (7, 7), (120, 400)):
        theirs = proportion_confint(held, answered, alpha=0.1, method="beta")
        assert [float(bound) for bound in share_bounds(held, answered)] == pytest.approx(list(theirs))
    assert [float(bound) for bound in share_bounds(0, 0)] == [0.0, 1.0]


def test_a_count_of_more_than_there_are_is_a_bug():
    with pytest.raises(ValueError, match="no more than the next"):
        bounds_of(3, 2, 5)


counts = st.tuples(*[st.integers(0, 6)] * 3)


@settings(max_examples=60)
@given(counts, counts, st.integers(0, 5), st.integers(0, 5))
def test_law_swapping_the_sides_mirrors_the_result(staff, executives, more, fewer):
    one = sides_with(staff, executives, asked=(sum(staff) + more, sum(executives) + fewer))
    other = sides_with(executives, staff, asked=(sum(executives) + fewer, sum(staff) + more))
    assert (one.verdict, one.way, one.weaker, one.certain) == (
        other.verdict,
        other.way,
        other.weaker,
        other.certain,
    )
    assert one.whose is (None if other.whose is None else other.whose.other)
    assert one.informed == pytest.approx(other.informed)
    if one.apart is not None:
        assert (one.apart, one.apart_low, one.apart_high) == pytest.approx(
            (-other.apart, -other.apart_high, -other.apart_low)
        )
    assert [reading.share for reading in one.readings] == [reading.share for reading in other.readings[::-1]]


@settings(max_examples=60)
@given(counts, counts, st.integers(0, 5), st.integers(0, 5))
def test_law_turning_every_vote_turns_for_and_against(staff, executives, more, fewer):
    asked = (sum(staff) + more, sum(executives) + fewer)
    one = sides_with(staff, executives, asked=asked)
    other = sides_with(
        (staff[1], staff[0], staff[2]), (executives[1], executives[0], executives[2]), asked=asked
    )
    turned = {Holds.FOR: Holds.AGAINST, Holds.AGAINST: Holds.FOR}
    assert [turned.get(reading.holds, reading.holds) for reading in one.readings] == [
        reading.holds for reading in other.readings
    ]
    if one.verdict in (Verdict.COMMON, Verdict.NEITHER, Verdict.TOO_FEW):
        assert one.verdict is other.verdict


@settings(max_examples=60)
@given(counts, st.integers(1, 8))
def test_law_certain_is_what_no_missing_vote_can_change(staff, missing):
    asked = (sum(staff) + missing, 2)
    found = sides_with(staff, (2, 0, 0), asked=asked)
    if found.certain:
        for agree in range(missing + 1):
            full = (staff[0] + agree, staff[1] + missing - agree, staff[2])
            assert sides_with(full, (2, 0, 0)).verdict is found.verdict


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from([-1, 0, 1])), min_size=1, max_size=12
    )
)
def test_law_reckoned_again_after_a_vote_is_reckoned_anew(casts):
    sides = {str(n): "staff" if n < 7 else "executives" for n in range(10)}
    votes = votes_of([], people=list(sides), statements=[Statement(str(n)) for n in range(4)]).with_sides(
        sides
    )
    before = sides_of(votes)
    for person, statement, vote in casts:
        votes = votes.with_vote(Cast(str(person), str(statement), vote))
        before = sides_of(votes, before=before)
    anew = sides_of(votes)
    for part in ("low", "high", "holds", "stays"):
        assert np.array_equal(getattr(before, part), getattr(anew, part), equal_nan=True)
    assert before.as_dict() == anew.as_dict()


def test_an_empty_side_leaves_nothing_to_tell():
    votes = votes_of([(str(n), "s", 1) for n in range(6)], sides=dict.fromkeys(map(str, range(6)), "staff"))
    found = sides_of(votes).between(0)
    assert found.verdict is Verdict.TOO_FEW
    assert (found.weaker, found.apart, found.apart_low, found.apart_high) == (None, None, -1.0, 1.0)


PAGE = Path(__file__).parent.parent.parent / "docs" / "method" / "opendoor.md"
COUNTED = r"\| (\d+) \| (\d+) \| (\d+) \| (\d+) – (\d+) \| ([\d.]+) \| (\w+)"
SIDED = r"\| (\d+), (\d+), (\d+) of 12 \| (\d+), (\d+), (\d+) of 2 \| ([a-z -]+?)(?: \(staff\))?(, certain)? \| (?:(\d+) %)?"


def test_the_worked_tables_of_the_page_are_what_is_reckoned():
    text = PAGE.read_text("utf-8")
    counted, sided = re.findall(COUNTED, text), re.findall(SIDED, text)
    assert (len(counted), len(sided)) == (7, 4)
    for asked, answered, agree, low, high, most, holds in counted:
        bounds = bounds_of(int(agree), int(answered), int(asked))
        assert [int(bound) for bound in bounds] == [int(low), int(high)]
        assert float(chance_of_most(int(agree), int(answered), int(asked))) == pytest.approx(
            float(most), abs=6e-4
        )
        staff = (int(agree), int(answered) - int(agree), 0)
        assert sides_with(staff, (1, 0, 0), asked=(int(asked), 1)).readings[0].holds == holds
    for *numbers, verdict, certain, weaker in sided:
        votes = [int(number) for number in numbers]
        found = sides_with(tuple(votes[:3]), tuple(votes[3:]), asked=(12, 2))
        assert (found.verdict, found.certain) == (verdict, bool(certain))
        assert not weaker or found.weaker == pytest.approx(int(weaker) / 100)
