"""What the pol.is server made of two real conversations, to 1e-12; and each known way of getting it wrong."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest
from served import NAMES, Served, served

from bothways.opendoor import (
    group_informed,
    in_conversation,
    majority_of,
    polis_matrix,
    priorities,
    space_of,
    typical_of,
)
from bothways.opendoor.asking_next import priority_formula
from bothways.opendoor.counting import Counts, counts_of
from bothways.opendoor.grouping import means_of
from bothways.opendoor.representing import coin_test, shares_of, two_shares_test

CLOSE = 1e-12
LARGE, META = NAMES
pytestmark = pytest.mark.real_data
read = functools.lru_cache(served)


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest, real_data: Path) -> Served:
    return read(real_data, request.param)


@pytest.fixture
def large(real_data: Path) -> Served:
    return read(real_data, LARGE)


@pytest.fixture
def meta(real_data: Path) -> Served:
    return read(real_data, META)


def test_the_centre_is_that_of_the_server_with_agree_as_minus_one(case: Served):
    centre = space_of(polis_matrix(case.votes)).centre
    assert np.abs(-centre - case.server["pca"]["center"]).max() < CLOSE


def signs_of(case: Served) -> np.ndarray:
    axes, theirs = space_of(polis_matrix(case.votes)).axes, np.array(case.server["pca"]["comps"])
    return np.sign((axes * theirs).sum(axis=1))


def test_the_axes_are_those_of_the_server_up_to_their_sign(case: Served):
    axes = space_of(polis_matrix(case.votes)).axes
    assert np.abs(signs_of(case)[:, None] * axes - case.server["pca"]["comps"]).max() < CLOSE


def places_as_served(case: Served, places: np.ndarray) -> np.ndarray:
    # The server's votes and centre have the other sign, and so have its places.
    return -places * signs_of(case)


def test_everybody_stands_where_the_server_puts_them(case: Served):
    places = places_as_served(case, space_of(polis_matrix(case.votes)).places)
    bases = case.server["base-clusters"]
    row = {person: number for number, person in enumerate(case.votes.people)}
    for members, x, y in zip(bases["members"], bases["x"], bases["y"], strict=True):
        middle = places[[row[str(person)] for person in members]].mean(axis=0)
        assert np.abs(middle - [x, y]).max() < CLOSE


def test_statements_stand_where_the_server_puts_them(case: Served):
    space, theirs = space_of(polis_matrix(case.votes)), case.server["pca"]
    signed = -signs_of(case)[:, None] * space.statement_places
    assert np.abs(signed - theirs["comment-projection"]).max() < CLOSE
    assert np.abs(space.extremity - theirs["comment-extremity"]).max() < CLOSE


def test_the_people_who_count_are_those_of_the_server(large: Served, meta: Served):
    # Four were let in while fewer than fifteen had seven votes, and stay in.
    assert people_in(large, before=("1", "8", "9", "11")) == set(large.server["in-conv"])
    assert set(large.server["in-conv"]) - people_in(large) == {1, 8, 9, 11}
    assert people_in(meta) == set(meta.server["in-conv"])


def people_in(case: Served, before: tuple[str, ...] = ()) -> set[int]:
    inside = in_conversation(case.votes, before=before)
    return {int(person) for person, is_in in zip(case.votes.people, inside, strict=True) if is_in}


def test_the_servers_groups_are_where_k_means_comes_to_rest(case: Served):
    # Labels from a cold start are no oracle: the server begins where it stood before. Its end must be ours too.
    bases = case.server["base-clusters"]
    groups = case.server["group-clusters"]
    points, weights = np.array([bases["x"], bases["y"]]).T, np.array(bases["count"], dtype=float)
    centres = np.array([group["center"] for group in groups])
    found = means_of(points, starts=centres, weights=weights)
    theirs = {base: number for number, group in enumerate(groups) for base in group["members"]}
    assert found.labels.tolist() == [theirs[base] for base in bases["id"]]
    assert np.abs(found.centres - centres).max() < CLOSE


def test_the_servers_hundred_places_are_where_k_means_comes_to_rest(large: Served):
    bases = large.server["base-clusters"]
    places = places_as_served(large, space_of(polis_matrix(large.votes)).places)[large.groups >= 0]
    found = means_of(places, starts=np.array([bases["x"], bases["y"]]).T)
    assert np.abs(found.centres - np.array([bases["x"], bases["y"]]).T).max() < CLOSE
    assert np.bincount(found.labels).tolist() == bases["count"]


def test_votes_of_the_groups_are_counted_as_the_server_counts_them(case: Served):
    counts = counts_of(case.votes.matrix, case.groups)
    for group, theirs in case.server["group-votes"].items():
        for number, tid in enumerate(case.tids):
            own = (part[int(group), number] for part in (counts.agree, counts.disagree, counts.seen))
            assert tuple(own) == tuple(theirs["votes"][str(tid)][letter] for letter in "ADS")


def test_group_informed_consensus(case: Served):
    counts = counts_of(case.votes.matrix, case.groups)
    assert np.abs(group_informed(counts) - case.by_statement("group-aware-consensus")).max() < CLOSE


def priority_parts(case: Served) -> tuple[Counts, np.ndarray, np.ndarray]:
    counts = counts_of(case.votes.matrix, case.groups).everybody()
    meta = np.array([statement.meta for statement in case.votes.statements])
    return counts, space_of(polis_matrix(case.votes)).extremity, meta


def test_priorities(case: Served):
    counts, extremity, meta = priority_parts(case)
    mine = priorities(counts.agree[0], counts.passed[0], counts.seen[0], extremity, meta=meta)
    assert np.abs(mine / case.by_statement("comment-priorities") - 1).max() < CLOSE


def test_what_is_typical_of_each_group(case: Served):
    found = typical_of(counts_of(case.votes.matrix, case.groups), allowed=case.votes.shown)
    for group, theirs in case.server["repness"].items():
        mine = found[int(group)]
        assert [(case.tids[one.statement], one.way, one.best_agree) for one in mine] == [
            (one["tid"], one["repful-for"], one.get("best-agree", False)) for one in theirs
        ]
        for one, other in zip(mine, theirs, strict=True):
            assert (one.won, one.seen) == (other["n-success"], other["n-trials"])
            assert one.more == pytest.approx(other["repness"], rel=CLOSE)
            assert one.test == pytest.approx(other["p-test"], rel=CLOSE)
            assert one.share == pytest.approx(other["p-success"], rel=CLOSE)
            # The server reckons this one in single precision, and prints eight digits.
            assert np.float32(one.more_test) == pytest.approx(other["repness-test"], rel=1.2e-7)


@pytest.mark.parametrize("way", ["agree", "disagree"])
def test_what_a_majority_of_everybody_holds(case: Served, way):
    counts = counts_of(case.votes.matrix, np.zeros(len(case.votes.people), dtype=int))
    mine = majority_of(counts, way=way, allowed=case.votes.shown)
    theirs = case.server["consensus"][way]
    assert [(case.tids[one.statement], one.won, one.seen) for one in mine] == [
        (one["tid"], one["n-success"], one["n-trials"]) for one in theirs
    ]
    for one, other in zip(mine, theirs, strict=True):
        assert one.share == pytest.approx(other["p-success"], rel=CLOSE)
        assert one.test == pytest.approx(other["p-test"], rel=CLOSE)


# The traps: each way in which others got it wrong must be seen on these data.


def test_trap_statements_taken_out_are_not_left_in(meta: Served):
    centre = space_of(meta.votes.matrix).centre
    assert np.abs(-centre - meta.server["pca"]["center"]).max() > 0.01


def test_trap_statements_taken_out_are_not_dropped(meta: Served):
    shown = meta.votes.shown
    dropped = space_of(meta.votes.matrix[:, shown]).extremity
    assert np.abs(dropped - np.array(meta.server["pca"]["comment-extremity"])[shown]).max() > 0.01


def test_trap_a_pass_is_not_an_empty_cell(large: Served):
    without = np.where(large.votes.matrix == 0, np.nan, large.votes.matrix)
    assert np.abs(-space_of(without).centre - large.server["pca"]["center"]).max() > 0.01


def test_trap_the_sign_of_votes(large: Served):
    assert np.abs(space_of(large.votes.matrix).centre - large.server["pca"]["center"]).max() > 1


def test_trap_the_voter_who_stands_for_a_statement_agrees(large: Served):
    space = space_of(large.votes.matrix)
    disagreeing = np.sqrt(len(large.tids)) * np.abs(-1 - space.centre) * np.hypot(*space.axes)
    assert np.abs(disagreeing - large.server["pca"]["comment-extremity"]).max() > 1


def test_trap_an_empty_cell_is_not_the_mean_in_a_place(large: Served):
    space = space_of(large.votes.matrix)
    unstretched = np.where(np.isnan(large.votes.matrix), 0, large.votes.matrix - space.centre) @ space.axes.T
    assert np.abs(unstretched - space.places).max() > 0.1


def test_trap_who_counts_is_no_root_of_the_people(large: Served):
    given = large.votes.answered()
    rooted = {
        int(person)
        for person, votes in zip(large.votes.people, given, strict=True)
        if votes >= 7 + 0.1 * np.sqrt(len(given))
    }
    assert rooted | {1, 8, 9, 11} != set(large.server["in-conv"])


def test_trap_consensus_counts_passes(case: Served):
    counts = counts_of(case.votes.matrix, case.groups)
    unpassed = Counts(counts.agree, counts.disagree, counts.agree + counts.disagree)
    assert np.abs(group_informed(unpassed) - case.by_statement("group-aware-consensus")).max() > 0.01


def test_trap_one_is_added_not_one_and_a_half(case: Served):
    counts = counts_of(case.votes.matrix, case.groups)
    other = np.prod((counts.agree + 1.5) / (counts.seen + 3.0), axis=0)
    assert np.abs(other - case.by_statement("group-aware-consensus")).max() > 0.01


def test_trap_priorities_need_passes_newness_and_the_square(case: Served):
    counts, extremity, meta = priority_parts(case)
    agree, passed, seen = (part[0].astype(float) for part in (counts.agree, counts.passed, counts.seen))
    theirs = case.by_statement("comment-priorities")
    old = priority_formula(agree, passed, seen + 1e6, extremity, meta=meta)
    for wrong in (
        priority_formula(agree, 0 * passed, seen, extremity, meta=meta),
        priority_formula(agree, passed, seen, 0 * extremity, meta=meta),
        np.sqrt(priority_formula(agree, passed, seen, extremity, meta=meta)),
        old,
    ):
        assert np.abs(wrong / theirs - 1).max() > 0.05


def test_trap_priorities_without_the_special_place_of_meta(meta: Served):
    counts, extremity, _ = priority_parts(meta)
    plain = priorities(counts.agree[0], counts.passed[0], counts.seen[0], extremity)
    assert np.abs(plain / meta.by_statement("comment-priorities") - 1).max() > 0.5


def test_trap_everybody_is_not_only_who_is_in_a_group(large: Served):
    # For the majority everybody counts; for consensus and priorities, only the groups' people.
    grouped = counts_of(large.votes.matrix, large.groups).everybody()
    first = large.server["consensus"]["agree"][0]
    assert int(grouped.seen[0, large.tids.index(first["tid"])]) != first["n-trials"]


def selected(
    case: Served, *, bound: float = 1.2816, metric: str = "product", smoothed: bool = True
) -> dict[int, set[int]]:
    """What would be typical under a wrong rule (the best agreed one left out of the reckoning)."""
    counts = counts_of(case.votes.matrix, case.groups)
    found = {}
    parts = {way: shares_of(counts, way) for way in ("agree", "disagree")}
    for group in range(len(counts.agree)):
        best, scores = {}, {}
        for way, shares in parts.items():
            won = (counts.agree if way == "agree" else counts.disagree)[group]
            seen, others = counts.seen[group], counts.seen.sum(axis=0) - counts.seen[group]
            others_won = (counts.agree if way == "agree" else counts.disagree).sum(axis=0) - won
            test, more_test = shares.test[group], shares.more_test[group]
            if not smoothed:
                with np.errstate(all="ignore"):
                    test = (won / seen - 0.5) / np.sqrt(0.25 / seen)
                    pooled = (won + others_won) / (seen + others)
                    more_test = (won / seen - others_won / others) / np.sqrt(
                        pooled * (1 - pooled) * (1 / seen + 1 / others)
                    )
            score = (
                shares.metric[group]
                if metric == "product"
                else shares.share[group] * (abs(test) + abs(more_test))
            )
            best[way] = (more_test > bound) & (test > bound) & case.votes.shown
            scores[way] = np.where(best[way], score, -np.inf)
        top = np.maximum(scores["agree"], scores["disagree"])
        passing = [int(number) for number in np.argsort(-top, kind="stable") if top[number] > -np.inf]
        found[group] = {case.tids[number] for number in passing[:5]}
    return found


def wrong_groups(case: Served, found: dict[int, set[int]]) -> int:
    """In how many groups one of the server's statements, the best agreed one aside, is missing."""
    return sum(
        not {one["tid"] for one in theirs if not one.get("best-agree")} <= found[int(group)]
        for group, theirs in case.server["repness"].items()
    )


def test_traps_of_the_selection(large: Served, meta: Served):
    for case in (large, meta):
        assert wrong_groups(case, selected(case)) == 0
    for wrong in ({"bound": 1.6449}, {"bound": 1.96}, {"metric": "sum"}):
        assert (
            wrong_groups(large, selected(large, **wrong)) + wrong_groups(meta, selected(meta, **wrong)) > 0
        ), wrong


def test_trap_the_tests_are_smoothed(case: Served):
    entry = case.server["repness"]["0"][0]
    won, seen = entry["n-success"], entry["n-trials"]
    plain = (won / seen - 0.5) / np.sqrt(0.25 / seen)
    assert abs(plain - entry["p-test"]) > 0.05
    assert coin_test(won, seen) == pytest.approx(entry["p-test"], rel=CLOSE)


def test_trap_the_majority_is_not_six_tenths_of_every_group(case: Served):
    counts = counts_of(case.votes.matrix, case.groups)
    everywhere = {
        case.tids[n] for n in np.flatnonzero(((counts.agree + 1) / (counts.seen + 2)).min(axis=0) > 0.6)
    }
    theirs = {one["tid"] for one in case.server["consensus"]["agree"]}
    assert everywhere != theirs


def test_vectors():
    assert float(coin_test(8, 10)) == pytest.approx(2.110579, abs=5e-7)
    assert float(two_shares_test(8, 10, 3, 12)) == pytest.approx(2.500878, abs=5e-7)
    assert float(two_shares_test(10, 10, 12, 12)) == 0.0
    assert float(priorities(0, 0, 0, 0)) == 5.0625
    assert float(priorities(1, 0, 1, 0)) == pytest.approx(12.529726, abs=5e-7)
    assert float(priority_formula(*(np.float64(x) for x in (18, 3, 20, 1)))) == pytest.approx(
        4.493699, abs=5e-7
    )
