"""A number about customers never stands without its kind."""

from __future__ import annotations

from datetime import date

import pytest

from bothways.budget import PUBLISHED_EFFECTS, CustomerEffect, Kind, Strength, measured_effect
from bothways.terms import Calendar, Figure, Interval, Refusal, Source, Unit


def figure(**more):
    held = {
        "name": "days_to_first_answer", "value": 3.2, "unit": Unit.DAYS, "period": Calendar(1).period("2026"), "n": 64,
        "as_of": date(2026, 9, 30), "source": Source("abc", "x"), "method": "m/1", "interval": Interval(2.8, 3.9),
    }  # fmt: skip
    return Figure(**(held | more))


def test_a_figure_becomes_a_measured_effect_with_its_own_numbers():
    found = measured_effect(figure(), what="time to first answer", says="Customers wait 3.2 days.", reach=64)
    assert (found.value, found.low, found.high, found.n, found.unit) == (3.2, 2.8, 3.9, 64, "days")
    assert found.kind is Kind.MEASURED
    assert found.strength is Strength.FAIR
    assert found.standing == "measured, n = 64: days_to_first_answer, 2026"


@pytest.mark.parametrize("more", [{"value": None, "unknown": "no cases"}, {"n": None}])
def test_what_can_not_be_known_is_not_measured(more):
    with pytest.raises(Refusal) as refused:
        measured_effect(figure(**more), what="time to first answer", says="Customers wait.")
    assert refused.value.code == "effect-unknown"


@pytest.mark.parametrize(
    "more",
    [{"kind": Kind.MEASURED, "source": "CRM"}, {"kind": Kind.MEASURED, "n": 5}, {"kind": Kind.PUBLISHED}, {"reach": -1},
     {"what": ""}, {"says": " "}],
)  # fmt: skip
def test_a_kind_needs_what_bears_it(more):
    with pytest.raises(Refusal):
        CustomerEffect(**({"what": "coverage", "says": "Each is seen.", "kind": Kind.BELIEF} | more))


def test_published_effects_name_where_they_are_read():
    for effect in PUBLISHED_EFFECTS.values():
        assert effect.kind is Kind.PUBLISHED
        assert effect.standing.startswith("published, weak: ")
        assert effect.as_dict()["source"]
