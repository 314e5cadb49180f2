"""Curves from judgement: recovered, refused where answers contradict each other, and as unsure as people are."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.budget.assumption import Kind
from bothways.budget.response import (
    PRIOR,
    PUBLISHED,
    Adbudg,
    Judgement,
    check_judgement,
    fit_judgement,
    judged_response,
    published_response,
)
from bothways.budget.response.doubt import ALONE, LEAST, _logits, answers_of
from bothways.terms import Refusal


def judged(who: str = "Ada", **answers: float) -> Judgement:
    return Judgement(who=who, **({"none": 0.4, "half": 0.7, "half_more": 1.2, "saturation": 1.5} | answers))


@given(floor=st.floats(0, 0.9), ceiling=st.floats(1.05, 3), c=st.floats(0.3, 5))
@settings(max_examples=150)
def test_a_true_curve_is_recovered_from_its_own_answers(floor, ceiling, c):
    truth = Adbudg.through_reference(floor=floor, ceiling=ceiling, c=c)
    found = fit_judgement(
        Judgement(who="Ada", none=floor, half=truth.at(0.5), half_more=truth.at(1.5), saturation=ceiling)
    )
    assert found.curve.c == pytest.approx(c, rel=1e-4)
    assert found.worst < 1e-6


def test_c_is_the_least_square_of_both_answers():
    found = fit_judgement(judged(half=0.68, half_more=1.22))
    curve = found.curve

    def loss(c: float) -> float:
        other = Adbudg.through_reference(floor=curve.floor, ceiling=curve.ceiling, c=c)
        return (other.at(0.5) - 0.68) ** 2 + (other.at(1.5) - 1.22) ** 2

    best = min(np.linspace(0.3, 6, 4000), key=loss)
    assert curve.c == pytest.approx(best, abs=2e-3)
    assert found.worst > 0


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ({"half": 0.3}, "judgement-order", "half of it"),
        ({"half": 1.1}, "judgement-order", "the effort of reference"),
        ({"half_more": 0.9}, "judgement-order", "half more"),
        ({"saturation": 1.1}, "judgement-order", "as much as can be"),
        ({"none": 1.0, "half": 1.0}, "judgement-flat", "returns nothing."),
        ({"half_more": 1.0, "saturation": 1.0}, "judgement-flat", "nothing more."),
        ({"none": -0.1}, "judgement-number", "numbers"),
        ({"saturation": float("nan")}, "judgement-number", "numbers"),
    ],
)
def test_answers_that_contradict_each_other_are_refused_by_name(answers, code, said):
    with pytest.raises(Refusal) as refused:
        check_judgement(judged("Ben", **answers))
    assert refused.value.code == code
    assert "Ben" in refused.value.sentence
    assert said in refused.value.sentence


def test_answers_that_no_curve_joins_are_asked_again_with_what_would_fit():
    with pytest.raises(Refusal) as refused:
        fit_judgement(judged("Ben", half=0.98, half_more=1.48))
    assert refused.value.code == "judgement-apart"
    assert "98 % from half" in refused.value.sentence
    assert "Ask again" in refused.value.hint
    # What the hint proposes is consistent indeed.
    proposed = float(
        refused.value.hint.split("from half more; with 148 % from half more about ")[1].split(" %")[0]
    )
    fit_judgement(judged("Ben", half=proposed / 100, half_more=1.48))


def test_a_narrow_range_is_judged_by_its_own_measure():
    # Five points would let anything pass where all that is judged is six points.
    with pytest.raises(Refusal) as refused:
        fit_judgement(Judgement.of_new("Ben", half=1.0395, full=1.04, half_more=1.0595, saturation=1.06))
    assert refused.value.code == "judgement-apart"


def test_a_new_thing_is_judged_against_today_without_it():
    one = Judgement.of_new("Ada", half=1.02, full=1.04, half_more=1.05, saturation=1.06)
    curve = fit_judgement(one).curve
    assert curve.at(0.0) * 1.04 == pytest.approx(1.0)
    assert curve.at(1.0) * 1.04 == pytest.approx(1.04)


def test_one_person_is_shown_as_said_and_the_taken_spread_is_an_assumption():
    found = judged_response("North", judgements=[judged()])
    assert found.curve == fit_judgement(judged()).curve
    assert found.spread is not None
    assert found.spread.width == (ALONE,) * 4
    assert [one.kind for one in found.assumptions] == [Kind.JUDGED, Kind.BELIEF]


def test_several_people_keep_their_spread():
    near = judged_response(
        "North", judgements=[judged("Ada"), judged("Ben", none=0.41), judged("Cy", none=0.39)]
    )
    far = judged_response(
        "North",
        judgements=[
            judged("Ada"),
            judged("Ben", none=0.1, half=0.5),
            judged("Cy", none=0.8, half=0.9, half_more=1.12),
        ],
    )
    assert near.spread is not None
    assert min(near.spread.width) == LEAST
    wide = [np.diff(one.band([0.25, 0.5], seed=1), axis=0).mean() for one in (near, far)]
    assert wide[1] > 1.3 * wide[0]
    assert near.curve.at(0.0) == pytest.approx(0.4, abs=0.01)


def test_asked_twice_or_not_at_all_is_refused():
    with pytest.raises(Refusal, match="twice"):
        judged_response("North", judgements=[judged(), judged()])
    with pytest.raises(Refusal, match="Nobody"):
        judged_response("North", judgements=[])


def test_draws_are_seeded_rise_and_pass_the_reference():
    found = judged_response("North", judgements=[judged(), judged("Ben", none=0.2, half=0.6)])
    x = np.linspace(0, 4, 30)
    one, same, other = (found.draws(300, seed=seed).at(x) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.all(np.diff(one, axis=1) >= -1e-12)
    assert found.draws(300, seed=3).at(1.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("shared", "least", "most"), [(True, 0.7, 0.93), (False, 0.9, 1.0)])
def test_the_interval_holds_as_stated_for_simulated_judges(shared, least, most):
    # Stated: the truth lies from those asked as one more person would. Then 80 % holds about 80 %. Where people err each
    # for themselves around the truth, it holds more; nobody can see from their answers which of both it is.
    chance = np.random.default_rng(11)
    inside = []
    for trial in range(60):
        middle = Adbudg.through_reference(
            floor=chance.uniform(0.1, 0.8), ceiling=chance.uniform(1.2, 2), c=chance.uniform(0.6, 2.5)
        )
        people = [asked(middle, who=who, chance=chance) for who in "abcde"]
        truth = fit_judgement(people[4]).curve if shared else middle
        at = np.array([0.25, 0.5, 1.5, 2.0])
        low, high = judged_response("North", judgements=people[:4]).band(at, count=400, seed=trial)
        inside += list((low <= truth.at(at)) & (truth.at(at) <= high))
    assert least <= np.mean(inside) <= most, np.mean(inside)


def asked(truth: Adbudg, *, who: str, chance: np.random.Generator) -> Judgement:
    right = Judgement(
        who=who, none=truth.floor, half=truth.at(0.5), half_more=truth.at(1.5), saturation=truth.ceiling
    )
    for _ in range(200):
        wrong = np.array(_logits(right)) + 0.4 * chance.standard_normal(4)
        none, half, more, most = (float(one[0]) for one in answers_of(wrong[None, :]))
        said = Judgement(who=who, none=none, half=half, half_more=more, saturation=most)
        with contextlib.suppress(Refusal):
            return fit_judgement(said).judgement
    raise AssertionError(truth)


def test_a_published_elasticity_is_wide_and_says_what_it_is():
    found = published_response("North")
    beta = found.draws(20_000, seed=1).parameters["beta"]
    assert np.quantile(beta, [0.1, 0.9]) == pytest.approx([0.1, 0.6], rel=0.05)
    assert beta.mean() == pytest.approx(0.31, abs=0.015)
    assert found.kind is Kind.PUBLISHED
    assert found.assumptions == (PRIOR,)
    assert found.as_dict()["assumptions"][0]["strength"] == "weak"
    for ground in PUBLISHED:
        other = published_response("North", ground=ground)
        assert np.all(np.diff(other.draws(50, seed=2).at([0, 0.5, 1, 2]), axis=1) > 0)
