"""Declared, binding, slack or unknown: from prices handed in as plain values."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limited import changed, day, declared

from bothways.constraints import Binds, LimitPrice, LimitState, binding, limit_state
from bothways.terms import Refusal

NOW = day(30)
HEADS = LimitPrice(
    says="Three heads", resource="people", end="most", amount=3, next_at=4, gain=90.0, before_at=2, loss=140.0, each=90.0,
    holds_from=3, holds_to=5,
)  # fmt: skip
SLACK = replace(HEADS, says="Ten trips", resource="travel", amount=10, next_at=None, gain=0.0, before_at=7)


def state(number: int, statement: str, **more: object) -> LimitState:
    return limit_state((declared(number, statement=statement, **more),), now=NOW)


def test_what_binds_stands_first_then_slack_then_what_is_unknown():
    held = [state(1, "Legal takes a week"), state(2, "Ten trips"), state(3, "Three heads"), state(4, "Money")]
    money = replace(HEADS, says="l4", resource="money", gain=300.0)
    found = binding(held, [HEADS, SLACK, money])
    assert [(one.limit.id, one.state) for one in found.limits] == [
        ("l4", Binds.BINDS), ("l3", Binds.BINDS), ("l2", Binds.SLACK), ("l1", Binds.UNKNOWN),
    ]  # fmt: skip
    assert found.of(Binds.BINDS)[1].prices == (HEADS,)
    assert found.of(Binds.SLACK)[0].prices[0].slack == 3
    assert "no bound" in found.of(Binds.UNKNOWN)[0].reason
    assert found.undeclared == ()


def test_what_binds_and_nobody_declared_is_said():
    other = replace(HEADS, says="No travel until July", gain=200.0)
    found = binding([state(1, "Ten trips")], [HEADS, SLACK, other])
    assert found.undeclared == (other, HEADS)
    assert SLACK not in found.undeclared


def test_names_carry_a_bound_to_its_limit():
    held = [state(1, "We can’t hire this year")]
    found = binding(held, [HEADS], names={"three HEADS": "l1"})
    assert found.limits[0].state is Binds.BINDS
    with pytest.raises(Refusal) as no:
        binding(held, [HEADS], names={"Three heads": "l9"})
    assert no.value.code == "limit-unknown"


def test_a_limit_that_does_not_hold_binds_nothing_and_its_bound_is_undeclared():
    gone = limit_state((declared(1, statement="Three heads"), changed("withdrawn", day(9))), now=NOW)
    ahead = state(2, "Three heads more", begins=day(60))
    found = binding([gone, ahead], [HEADS, replace(HEADS, says="l2", gain=1.0)])
    assert {one.state for one in found.limits} == {Binds.UNKNOWN}
    assert {one.reason for one in found.limits} == {
        "It was withdrawn.",
        f"It holds only from {day(60).isoformat()} on.",
    }
    assert [one.says for one in found.undeclared] == ["Three heads", "l2"]


def test_both_ends_of_one_limit_stand_together():
    least = replace(SLACK, says="Three heads", end="least", amount=1)
    (one,) = binding([state(1, "Three heads")], [least, HEADS]).limits
    assert one.state is Binds.BINDS
    assert set(one.prices) == {least, HEADS}
    assert one.gain == 90.0


@pytest.mark.parametrize(
    "bad",
    [
        {"end": "middle"}, {"gain": nan}, {"gain": -1.0}, {"loss": -1.0}, {"holds_from": 6}, {"gain": 0.0},
        {"amount": float("inf")},
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused(bad: dict[str, object]):
    with pytest.raises(Refusal) as no:
        binding([], [replace(HEADS, **bad)])
    assert no.value.code == "limit-price"


@given(st.lists(st.tuples(st.sampled_from(["l1", "l2", "Other"]), st.booleans()), max_size=6))
def test_every_declared_limit_comes_once_and_no_binding_price_is_lost(drawn: list[tuple[str, bool]]):
    held = [state(1, "One"), state(2, "Two")]
    prices = [
        replace(HEADS if binds else SLACK, says=says, amount=at) for at, (says, binds) in enumerate(drawn)
    ]
    found = binding(held, prices)
    assert sorted(one.limit.id for one in found.limits) == ["l1", "l2"]
    told = [price for one in found.limits for price in one.prices] + list(found.undeclared)
    assert {price.amount for price in prices if price.binds} <= {price.amount for price in told}
    assert found.as_dict()["method"]
