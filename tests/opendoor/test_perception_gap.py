from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.opendoor import (
    Statement,
    gap_change,
    misread,
    perception_gap,
    predictions_of,
    surprisingly_popular,
    truth_serum,
    votes_of,
)
from bothways.opendoor.gap import gap_parts
from bothways.terms import Refusal, Side

STAFF, EXECUTIVES = Side.STAFF, Side.EXECUTIVES


def asked(staff: dict[str, list[int]], executives: dict[str, list[int]]):
    """Votes: statement → the votes of the people of a side, in order."""
    rows, sides = [], {}
    for side, given_ in ((STAFF, staff), (EXECUTIVES, executives)):
        for statement, votes in given_.items():
            for number, vote in enumerate(votes):
                rows.append((f"{side}{number}", statement, vote))
                sides[f"{side}{number}"] = side
    return votes_of(rows, sides=sides)


def believing(votes, side: Side, percent: dict[str, list[float]]):
    rows = [(f"{side}{n}", name, one) for name, many in percent.items() for n, one in enumerate(many)]
    return predictions_of(rows, votes)


FIVE = asked({"a": [1, 1, -1, 0]}, {"a": [1] * 5})


def test_a_perfect_prediction_of_a_side_that_answered_whole_has_gap_0():
    found = perception_gap(FIVE, believing(FIVE, STAFF, {"a": [100] * 4}), by=STAFF).gaps[0]
    assert (found.gap, found.low, found.high, found.squared, found.true) == (0.0, 0.0, 0.0, 0.0, 1.0)
    assert not found.beyond_chance


def test_the_truth_is_drawn_to_the_middle_only_where_somebody_is_missing():
    found = perception_gap(
        FIVE, believing(FIVE, STAFF, {"a": [100] * 4}), by=STAFF, asked={EXECUTIVES: 8}
    ).gaps[0]
    assert found.true == pytest.approx((5 + 3 * 6 / 7) / 8)
    assert found.low <= 0.0 < found.high
    assert not found.beyond_chance


def test_fewer_than_are_among_the_votes_can_not_have_been_asked():
    with pytest.raises(Refusal) as no:
        perception_gap(FIVE, believing(FIVE, STAFF, {"a": [100] * 4}), by=STAFF, asked={EXECUTIVES: 3})
    assert no.value.code == "asked"


def test_everybody_half_wrong_is_half_wrong():
    found = perception_gap(FIVE, believing(FIVE, STAFF, {"a": [50] * 4}), by=STAFF)
    assert found.gaps[0].gap == -0.5
    assert (found.mean, found.beyond) == (0.5, 0.5)
    assert found.gaps[0].beyond_chance


def test_taking_the_others_for_oneself_is_the_baseline():
    # Half of the staff agree; they believe the same of the executives, of whom all do.
    found = perception_gap(FIVE, believing(FIVE, STAFF, {"a": [50] * 4}), by=STAFF)
    assert (found.gaps[0].own, found.gaps[0].baseline) == (0.5, -0.5)
    assert found.skill == 0.0
    assert perception_gap(FIVE, believing(FIVE, STAFF, {"a": [100] * 4}), by=STAFF).skill == 1.0
    assert perception_gap(FIVE, believing(FIVE, STAFF, {"a": [0] * 4}), by=STAFF).skill == -3.0


def test_each_side_about_the_other():
    votes = asked({"a": [1] * 9 + [-1]}, {"a": [-1, -1]})
    rows = [(f"staff{n}", "a", 80) for n in range(10)] + [("executives0", "a", 20), ("executives1", "a", 40)]
    predictions = predictions_of(rows, votes)
    staff, executives = (perception_gap(votes, predictions, by=side).gaps[0] for side in (STAFF, EXECUTIVES))
    assert (staff.about, staff.gap) == (EXECUTIVES, 0.8)
    assert (executives.about, executives.gap) == (STAFF, pytest.approx(-0.6))
    # Both executives predicted: their mean is no sample of anything.
    assert (executives.low, executives.high) == pytest.approx((-0.6, -0.6))


def test_gap_squared_is_right_on_average():
    chance = np.random.default_rng(5)
    holders, size, answered, belief = 12, 20, 8, np.clip(chance.normal(0.5, 0.2, 30), 0, 1)
    truth, found = (belief.mean() - holders / size) ** 2, []
    for _ in range(4000):
        agree = int(chance.hypergeometric(holders, size - holders, answered))
        said = chance.choice(belief, 6, replace=False)
        found.append(gap_parts(said, agree=agree, answered=answered, asked=size, predictors=30)[2])
    found = np.array(found)
    # The part of the truth is unbiased but for (size − 1) / size, which the formula leaves out.
    assert found.mean() == pytest.approx(truth, abs=4 * found.std() / np.sqrt(len(found)) + 0.002)


def test_without_sizes_the_formula_is_the_plain_one():
    said = np.array([0.2, 0.4, 0.9])
    believed, share, squared, _ = gap_parts(said, agree=3, answered=10)
    assert squared == pytest.approx((believed - 0.3) ** 2 - said.var(ddof=1) / 3 - 0.3 * 0.7 / 9)
    assert share == 0.3


def test_a_gap_that_chance_makes_is_called_none():
    votes = asked({"a": [1, -1]}, {"a": [1, 1, -1]})
    found = perception_gap(
        votes, believing(votes, STAFF, {"a": [40, 90]}), by=STAFF, asked={STAFF: 30, EXECUTIVES: 9}
    )
    assert not found.gaps[0].beyond_chance
    assert found.gaps[0].low < 0 < found.gaps[0].high


def test_one_prediction_tells_nothing_of_the_others():
    votes = asked({"a": [1, -1]}, {"a": [1, 1]})
    found = perception_gap(votes, predictions_of([("staff0", "a", 50)], votes), by=STAFF).gaps[0]
    assert found.high - found.low > 0.8


def test_nobody_predicted_and_nobody_answered():
    votes = asked({"a": [1, -1]}, {"b": [1, 1]})
    assert perception_gap(votes, believing(votes, STAFF, {"a": [50, 50]}), by=STAFF).gaps == ()
    nothing = perception_gap(FIVE, np.full(FIVE.matrix.shape, np.nan), by=STAFF)
    assert (nothing.mean, nothing.skill, nothing.gaps) == (None, None, ())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.integers(0, 100)), min_size=2, max_size=6),
       st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.integers(0, 100)), min_size=2, max_size=6))  # fmt: skip
def test_law_swapping_the_sides_mirrors_the_gaps(staff, executives):
    def both(one, other):
        votes = asked({"a": [vote for vote, _ in one]}, {"a": [vote for vote, _ in other]})
        rows = [(f"staff{n}", "a", percent) for n, (_, percent) in enumerate(one)]
        rows += [(f"executives{n}", "a", percent) for n, (_, percent) in enumerate(other)]
        made = predictions_of(rows, votes)
        return [perception_gap(votes, made, by=side, draws=50).gaps[0] for side in (STAFF, EXECUTIVES)]

    mine, mirrored = both(staff, executives), both(executives, staff)
    for one, other in zip(mine, mirrored[::-1], strict=True):
        assert (one.gap, one.low, one.high, one.squared, one.own) == (
            other.gap,
            other.low,
            other.high,
            other.squared,
            other.own,
        )


def test_what_one_person_misread_the_worst_first():
    votes = asked({"a": [1], "b": [1]}, {"a": [1, 1], "b": [-1, -1]})
    predictions = predictions_of([("staff0", "a", 90), ("staff0", "b", 60)], votes)
    gaps = perception_gap(votes, predictions, by=STAFF)
    assert misread(votes, predictions, "staff0", gaps=gaps) == (
        ("b", 0.6, 0.0),
        ("a", pytest.approx(-0.1), 1.0),
    )
    with pytest.raises(Refusal, match="nobody"):
        misread(votes, predictions, "nobody", gaps=gaps)


def test_change_over_rounds():
    def round_of(percent):
        votes = asked({"a": [1] * 4, "b": [1] * 4}, {"a": [1, 1], "b": [-1, 1]})
        return perception_gap(
            votes, believing(votes, STAFF, {"a": [percent] * 4, "b": [percent] * 4}), by=STAFF
        )

    change = gap_change(round_of(0), round_of(75))
    assert (change.statements, change.before, change.after, change.change) == (2, 0.75, 0.25, -0.5)
    assert change.moved
    assert not gap_change(round_of(50), round_of(50)).moved
    other = perception_gap(FIVE, believing(FIVE, EXECUTIVES, {"a": [50] * 5}), by=EXECUTIVES)
    with pytest.raises(Refusal, match="different sides"):
        gap_change(round_of(0), other)


def test_what_is_no_prediction_is_refused():
    for row, said in (
        (("staff0", "a", 101), "0 to 100"),
        (("staff0", "a", float("nan")), "0 to 100"),
        (("x", "a", 1), "no person"),
        (("staff0", "z", 1), "no statement"),
    ):
        with pytest.raises(Refusal, match=said):
            predictions_of([row], FIVE)
    sideless = votes_of([("m", "a", 1)], statements=[Statement("a")])
    with pytest.raises(Refusal, match="belongs to no side"):
        predictions_of([("m", "a", 50)], sideless)


def test_the_truth_serum_of_the_published_example():
    answers = np.repeat([0, 1], [6, 4])
    predictions = np.repeat([[0.8, 0.2], [0.6, 0.4]], [6, 4], axis=0)
    found = truth_serum(answers, predictions)
    assert found.predicted == pytest.approx([0.7130, 0.2639], abs=5e-5)
    assert found.information == pytest.approx([-0.1726, 0.4159], abs=5e-5)
    assert found.prediction[[0, 6]] == pytest.approx([-0.1046, 0.0], abs=5e-5)
    assert found.total.sum() == pytest.approx(0.0, abs=1e-12)
    assert surprisingly_popular(answers, predictions) == 1


def test_who_is_sure_beyond_all_measure_scores_no_infinity():
    found = truth_serum(np.array([0, 1]), np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert np.isfinite(found.total).all()
    with pytest.raises(Refusal, match="sum to 1"):
        surprisingly_popular(np.array([0]), np.array([[0.7, 0.7]]))
    with pytest.raises(Refusal, match="one row"):
        truth_serum(np.array([], dtype=int), np.zeros((0, 2)))


def published(data: Path, name: str):
    return json.loads((data / "perception_gap_published" / name).read_text("utf-8"))


@pytest.mark.real_data
def test_students_who_took_the_others_for_themselves(real_data: Path):
    """Ross, Greene and House (1977): in every story, who chose a thing expects more others to choose it."""
    told = published(real_data, "ross_greene_house_1977.json")
    for item in told["study1"] + told["study3"]:
        n1, n2 = item["n1"], item["n2"]
        answers = np.repeat([0, 1], [n1, n2])
        expected = np.repeat([item["est_1_by_choosers_1"], item["est_1_by_choosers_2"]], [n1, n2]) / 100
        believed, share, _, _ = gap_parts(expected, agree=n1, answered=n1 + n2)
        assert share == n1 / (n1 + n2)
        assert believed == pytest.approx((n1 * expected[0] + n2 * expected[-1]) / (n1 + n2))
        assert expected[0] > expected[-1]
        # Between choosers' means lies more than chance: as the published F says.
        assert item["F"] > 4
        picked = surprisingly_popular(answers, np.stack([expected, 1 - expected], axis=1))
        assert picked == (0 if share > believed else 1)


@pytest.mark.real_data
def test_students_who_thought_the_others_drank_with_more_ease(real_data: Path):
    """Prentice and Miller (1993): own comfort 5.33 of 11, of the average student 7.04."""
    rows = published(real_data, "prentice_miller_1993.json")["study1"]
    means = {(row["measure"], row["group"]): row["mean"] for row in rows}
    gap = means["average_student_estimate", "all"] - means["self", "all"]
    assert gap == pytest.approx(1.71)
    # A scale of 1 to 11 as shares of it: the gap is made by the same function as ours.
    believed = np.full(132, (means["average_student_estimate", "all"] - 1) / 10)
    true = (means["self", "all"] - 1) / 10
    made = gap_parts(believed, agree=round(132 * true), answered=132, asked=132, predictors=132)
    assert 10 * (made[0] - made[1]) == pytest.approx(gap, abs=10 / 132)
    women, men = (means["average_student_estimate", who] - means["self", who] for who in ("women", "men"))
    assert women == pytest.approx(2.39)
    assert men == pytest.approx(0.97)
