"""Two views of one thing: nobody reads the other's before both have written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.constraints import TwoViews, View, check_view, with_view
from bothways.constraints.two_views import view_of
from bothways.terms import Refusal, Side

OURS = View(
    side=Side.STAFF, statement="Approvals take two weeks", facts=("Acme waited 13 days.", "Two deals slipped"),
    wish="Up to ten percent without asking", day=date(2026, 9, 1), by="Ben",
)  # fmt: skip
THEIRS = View(
    side=Side.EXECUTIVES, statement="Most are answered in a day", facts=("acme waited 13 days", "Nine of ten in a day"),
    wish="Complete requests", day=date(2026, 9, 3), by="Eve",
)  # fmt: skip


def test_neither_reads_the_other_s_before_both_wrote():
    one = with_view(TwoViews("Approvals"), OURS)
    assert one.is_open
    assert one.shown_to(Side.STAFF) == (OURS,)
    for other in (Side.EXECUTIVES, None):
        assert one.shown_to(other) == ()
        told = json.dumps(one.as_dict(side=other))
        assert "two weeks" not in told
        assert "Acme" not in told
        assert "ten percent" not in told
        assert '"written": ["staff"]' in told


def test_both_read_both_and_what_neither_disputes():
    both = with_view(with_view(TwoViews("Approvals"), THEIRS), OURS)
    for side in (*Side, None):
        assert both.shown_to(side) == (OURS, THEIRS)
    assert both.agreed_facts == ("Acme waited 13 days.",)
    with pytest.raises(Refusal) as no:
        with_view(both, replace(OURS, wish="More"))
    assert no.value.code == "views-shown"


def test_a_side_may_put_it_otherwise_until_then():
    again = with_view(with_view(TwoViews("Approvals"), OURS), replace(OURS, wish="Twelve"))
    assert [one.wish for one in again.views] == ["Twelve"]


@given(st.lists(st.sampled_from([OURS, THEIRS, replace(OURS, wish="Else")]), max_size=5))
def test_whatever_the_order_nobody_sees_one_side_alone_but_itself(views: list[View]):
    held = TwoViews("Approvals")
    for view in views:
        if held.is_open:
            held = with_view(held, view)
        for side in (*Side, None):
            foreign = [one for one in held.shown_to(side) if one.side is not side]
            assert not foreign or {one.side for one in held.views} == set(Side)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"statement": " "}, "given-text"), ({"wish": ""}, "given-text"), ({"facts": ()}, "view-facts"),
        ({"facts": ("f",) * 7}, "view-facts"), ({"facts": ("",)}, "given-text"), ({"facts": ("f" * 301,)}, "given-text"),
    ],
)  # fmt: skip
def test_what_is_no_view(more: dict[str, object], code: str):
    with pytest.raises(Refusal) as no:
        check_view(replace(OURS, **more))
    assert no.value.code == code


def test_a_view_comes_out_of_json_as_it_went_in():
    assert view_of(json.loads(json.dumps(OURS.as_dict()))) == OURS
    with pytest.raises(Refusal):
        view_of({"side": "staff"})
