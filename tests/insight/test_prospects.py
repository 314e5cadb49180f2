"""What the prospects are worth: what must be open, what looks unreal by the company's own bounds, and its record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from bothways.evidence.views.columns import LOST, OPEN, WON, Changes
from bothways.insight.shortfall.coverage import coverage, passed
from bothways.insight.shortfall.prospects import prospects
from bothways.insight.shortfall.stopping import stops
from bothways.insight.shortfall.touches import Touches, no_touches
from bothways.insight.shortfall.unreal import looks_at, records
from bothways.terms import Calendar, Refusal
from company import day, snapshot_of
from insight.drawn import columns
from insight.test_explain import check

END = 2000


def touched(rows):
    """Touches from (deal, day, contact)."""
    own = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    return Touches(own[:, 0], own[:, 1], own[:, 2])


def pushed(rows):
    """Changes of the close date from (deal, day, old, new)."""
    own = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    texts = np.full(len(own), "", object)
    return Changes(own[:, 0], own[:, 1], np.full(len(own), 2), own[:, 2].astype(float), own[:, 3].astype(float),
                   texts, texts, own[:, 3] > own[:, 2])  # fmt: skip


def won_and_open(won, still, **more):
    """Won deals that took 10, 11, 12 … days, and open ones of given ages; all closed by END."""
    ages = [10 + at for at in range(won)]
    created = [END - 100 - age for age in ages] + [END - age for age in still]
    close = [END - 100] * won + [END + 30] * len(still)
    meaning = [WON] * won + [OPEN] * len(still)
    n = won + len(still)
    return columns(n, as_of=END, created=created, close=close, meaning=meaning, amount=[1000.0] * n, **more)


@pytest.mark.parametrize(("won", "quantile"), [(20, 0.9), (59, 0.9), (60, 0.95)])
def test_the_age_bound_is_what_the_companys_own_won_deals_say(won, quantile):
    drawn = won_and_open(won, [5, 200])
    looks = looks_at(drawn, no_touches(), END)
    bound = looks.bounds["age"]
    assert (bound.n, bound.quantile) == (won, quantile)
    assert bound.value == np.quantile(np.arange(10, 10 + won), quantile, method="higher")
    assert looks.holds["age"].tolist() == [False] * won + [False, True]
    assert looks.unreal.tolist() == looks.holds["age"].tolist()


def test_under_twenty_won_deals_there_is_no_bound_and_it_says_why():
    looks = looks_at(won_and_open(19, [500]), no_touches(), END)
    assert np.isnan(looks.bounds["age"].value)
    assert "19" in looks.bounds["age"].unknown
    assert not looks.unreal.any()


def test_three_pushes_are_named_unless_won_deals_had_as_many():
    drawn = won_and_open(30, [20, 20])
    moves = [(30, END - 9 + k, END + k, END + k + 1) for k in range(3)] + [(31, END - 9, END, END + 1)]
    looks = looks_at(won_and_open(30, [20, 20], changes=pushed(moves)), no_touches(), END)
    assert looks.holds["pushes"].tolist() == [False] * 30 + [True, False]
    usual = [(at, END - 108 + k, END - 104 + k, END - 103 + k) for at in range(30) for k in range(4)]
    looks = looks_at(won_and_open(30, [20, 20], changes=pushed([*usual, *moves])), no_touches(), END)
    assert looks.bounds["pushes"].value == 4
    assert not looks.holds["pushes"].any()
    assert not looks_at(drawn, no_touches(), END).holds["pushes"].any()


def test_silence_is_held_against_the_longest_gap_of_won_deals():
    drawn = won_and_open(40, [60, 60])
    rows = [(at, END - 100 - 5, 0) for at in range(40)] + [(40, END - 55, 1), (41, END - 3, 1)]
    looks = looks_at(drawn, touched(rows), END)
    # The gaps run from creation to the touch five days before the end: 5, 6, … 44 days.
    assert looks.bounds["silent"].n == 40
    assert looks.holds["silent"][40:].tolist() == [True, False]


def test_one_contact_says_something_only_where_won_deals_knew_more():
    drawn = won_and_open(30, [30, 30])
    still = [(30, END - 4, 1), (31, END - 4, 1), (31, END - 3, 2)]
    several = [(at, END - 103, person) for at in range(30) for person in (1, 2)]
    looks = looks_at(drawn, touched([*several, *still]), END)
    assert looks.holds["one_contact"][30:].tolist() == [True, False]
    assert not looks.unreal.any()  # by itself it is ordinary
    alone = [(at, END - 103, 1) for at in range(30)]
    looks = looks_at(drawn, touched([*alone, *still]), END)
    assert "says nothing" in looks.bounds["one_contact"].unknown
    assert not looks.holds["one_contact"].any()


def test_two_weak_reasons_make_it_look_unreal():
    drawn = won_and_open(30, [30])
    drawn.close[30] = END - 20
    several = [(at, END - 103, person) for at in range(30) for person in (1, 2)]
    looks = looks_at(drawn, touched([*several, (30, END - 4, 1)]), END)
    assert looks.holds["overdue"][30]
    assert looks.unreal[30]


def test_the_record_uses_bounds_of_the_day_and_counts_what_came_after():
    # 40 wins set the bound (at most 49 days); of four old ones one is won later, of four young ones three.
    won = [10 + at for at in range(40)]
    origin = END - 300
    created = [origin - 50 - age for age in won] + [origin - 90] * 4 + [origin - 5] * 4
    close = [origin - 50] * 40 + [origin + 30] * 8
    meaning = [WON] * 40 + [WON, LOST, LOST, LOST, WON, WON, WON, LOST]
    drawn = columns(48, as_of=END, created=created, close=close, meaning=meaning, amount=[1e3] * 48)
    found = records(drawn, no_touches(), origins=[origin], as_of=END)["age"]
    assert (found.won, found.n, found.others_won, found.others, found.origins) == (1, 4, 3, 4, 1)
    assert found.apart == pytest.approx(0.25 - 0.75)
    assert found.low < found.apart < found.high
    late = records(drawn, no_touches(), origins=[END - 10], as_of=END)["any"]
    assert late.unknown
    assert late.n == 0
    # What was won after the half year does not count.
    drawn.decided[40] = drawn.close[40] = origin + 200
    assert records(drawn, no_touches(), origins=[origin], as_of=END)["age"].won == 0


def test_a_deal_that_stands_at_many_starts_is_not_many_deals():
    rng = np.random.default_rng(0)
    won = [10 + 2 * at for at in range(80)]
    first = 1000
    created = [first - 50 - age for age in won] + [first - 200 - at for at in range(12)] + [first + 300] * 12
    close = [first - 50] * 80 + [first + 400] * 12 + [first + 400] * 12
    meaning = (
        [WON] * 80
        + list(rng.permutation([WON] * 6 + [LOST] * 6))
        + list(rng.permutation([WON] * 6 + [LOST] * 6))
    )
    drawn = columns(104, as_of=1900, created=created, close=close, meaning=meaning, amount=[1e3] * 104)
    once = records(drawn, no_touches(), origins=[first + 390], as_of=1900)["age"]
    often = records(drawn, no_touches(), origins=[first + 390 - 10 * k for k in range(8)], as_of=1900)["age"]
    assert not once.unknown
    assert often.high - often.low >= 0.9 * (once.high - once.low)
    assert often.n > once.n


def periods(yields, *, size=10, amount=100.0):
    """Quarters of 90 days: `size` deals are open and due at each start, so many of them are won."""
    created, close, meaning = [], [], []
    for at, won in enumerate(yields):
        first = 90 * at
        created += [first - 5.0] * size
        close += [first + 40.0] * size
        meaning += [WON] * won + [LOST] * (size - won)
    start = 90 * len(yields)
    created += [start - 5.0] * size
    close += [start + 40.0] * size
    meaning += [OPEN] * size
    n = len(created)
    drawn = columns(n, as_of=start - 1, created=created, close=close, meaning=meaning, amount=[amount] * n)
    points = [(90 * at - 1, 90 * at, 90 * at + 89) for at in range(len(yields) + 1)]
    return drawn, points


def test_what_must_be_open_is_what_is_missing_over_what_came_of_it():
    drawn, points = periods([3, 4, 2, 3])
    past = passed(drawn, points[0], by_count=False)
    assert (past.open, past.decided, past.won, past.came, past.new) == (10, 10, 3, 300.0, 0.0)
    found = coverage(drawn, point=points[-1], earlier=points[:-1], missing=600.0)
    assert found.yielded == pytest.approx(0.3)
    assert found.needed == pytest.approx(2000.0)
    assert found.low < found.needed < found.high
    assert found.there == 1000.0
    assert (found.open, found.decided, found.won) == (40, 40, 12)


def test_what_comes_besides_need_not_be_open():
    """Each quarter also wins a deal that was not there at its start: so much less has to be open."""
    drawn, points = periods([3, 4, 2, 3])
    late = columns(
        4, as_of=drawn.as_of, created=[90.0 * at + 10 for at in range(4)], close=[90.0 * at + 60 for at in range(4)],
        meaning=[WON] * 4, amount=[150.0] * 4,
    )  # fmt: skip
    both = joined(drawn, late)
    assert passed(both, points[0], by_count=False).new == 150.0
    found = coverage(both, point=points[-1], earlier=points[:-1], missing=600.0)
    assert found.new == 150.0
    assert found.needed == pytest.approx((600.0 - 150.0) / 0.3)


def test_what_was_won_before_the_day_looked_from_is_nothing_that_came():
    """Seen from the middle of a quarter, what its first days won was won already."""
    drawn, _ = periods([3])
    early = columns(
        2, as_of=drawn.as_of, created=[-9.0] * 2, close=[20.0] * 2, meaning=[WON] * 2, amount=[500.0] * 2
    )
    both = joined(drawn, early)
    assert passed(both, (-1, 0, 89), by_count=False).came == 300.0 + 1000.0
    assert passed(both, (30, 0, 89), by_count=False).came == 300.0
    assert passed(both, (30, 0, 89), by_count=False).new == 0.0


def joined(one, other):
    """Return the deals of both; neither has changes."""
    parts = {}
    for field in fields(one):
        held = getattr(one, field.name)
        if isinstance(held, np.ndarray):
            parts[field.name] = np.concatenate([held, getattr(other, field.name)])
    parts["deal"] = np.array([f"d{at:06d}" for at in range(len(parts["deal"]))], object)
    return replace(one, **parts)


def test_two_periods_are_too_few_for_a_range_and_no_period_for_anything():
    drawn, points = periods([3, 4])
    found = coverage(drawn, point=points[-1], earlier=points[:-1], missing=600.0)
    assert np.isnan(found.low)
    assert coverage(drawn, point=points[-1], earlier=[], missing=600.0) is None
    nothing, points = periods([0, 0, 0])
    assert np.isnan(coverage(nothing, point=points[-1], earlier=points[:-1], missing=5.0).needed)


def staged(n, path, stayed, *, created=1700.0, amount=100.0):
    """Deals that pass stages: `path` of names, `stayed` days in each before the next."""
    rows = []
    for deal in range(n):
        at = created
        for one, other, days in zip(path, path[1:], stayed, strict=False):
            at += days
            rows.append((deal, int(at), one, other))
    own = len(rows)
    changes = Changes(
        np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), np.zeros(own, np.int64), np.full(own, np.nan),
        np.full(own, np.nan), np.array([r[2] for r in rows], object), np.array([r[3] for r in rows], object),
        np.zeros(own, bool),
    )  # fmt: skip
    return changes, at


def test_stages_are_told_with_what_went_on_and_what_was_lost():
    changes, at = staged(30, ["First", "Second", "Lost"], [20, 30])
    drawn = columns(
        30, as_of=END, changes=changes, stage=["Lost"] * 30, meaning=[LOST] * 30, created=[1700.0] * 30, close=[at] * 30,
        amount=[100.0] * 30,
    )  # fmt: skip
    first, second = stops(drawn, as_of=END)
    assert (first.stage, first.left, first.on, first.lost, first.lost_amount) == ("First", 30, 30, 0, 0)
    assert (second.stage, second.left, second.on, second.lost, second.lost_amount) == (
        "Second",
        30,
        0,
        30,
        3000,
    )
    assert np.isnan(second.usual)
    assert second.longer == 0
    assert stops(columns(3), as_of=END) == ()


def test_a_deal_that_went_back_did_not_go_on():
    changes, at = staged(30, ["Second", "First", "Lost"], [20, 30])
    drawn = columns(
        30, as_of=END, changes=changes, stage=["Lost"] * 30, meaning=[LOST] * 30, created=[1700.0] * 30, close=[at] * 30,
    )  # fmt: skip
    first, second = stops(drawn, as_of=END)
    assert (second.stage, second.left, second.on, second.lost) == ("Second", 30, 0, 0)
    assert (first.stage, first.left, first.on, first.lost) == ("First", 30, 0, 30)


def test_stages_of_fewer_than_three_people_are_not_told():
    changes, at = staged(30, ["First", "Second", "Lost"], [20, 30])
    more = {"as_of": END, "changes": changes, "stage": ["Lost"] * 30, "meaning": [LOST] * 30, "close": [at] * 30,
            "created": [1700.0] * 30}  # fmt: skip
    assert stops(columns(30, owner=["a", "b"] * 15, **more), as_of=END) == ()
    assert len(stops(columns(30, owner=["a", "b", "c"] * 10, **more), as_of=END)) == 2


def company(tmp_path, *, open_deals=8, targets=True):
    """Five reps, wins in six quarters, a few open deals of which two are very old."""
    stages = [{"stage_id": s, "stage": s, "position": p, "meaning": m}
              for p, (s, m) in enumerate([("Open", "open"), ("Won", "won"), ("Lost", "lost")])]  # fmt: skip
    people = [{"person_id": f"p{one}", "name": f"Rep Number{one}", "role": "rep"} for one in range(5)]
    deals = []
    for at in range(240):
        first = day("2025-01-01") + 2 * at
        won = at % 3 == 0
        deals.append(
            {"deal_id": f"d{at}", "name": "x", "owner_id": f"p{at % 5}", "stage": "Won" if won else "Lost",
             "meaning": "won" if won else "lost", "amount_cents": 50_000, "created_day": first,
             "close_day": first + 20 + at % 40}
        )  # fmt: skip
    deals += [
        {
            "deal_id": f"o{at}", "name": "y", "owner_id": f"p{at % 5}", "stage": "Open", "meaning": "open",
            "amount_cents": 70_000, "created_day": day("2026-09-01") - (400 if at < 2 else 0),
            "close_day": day("2026-11-01"),
        }
        for at in range(open_deals)
    ]  # fmt: skip
    more = {}
    if targets:
        more["targets"] = [
            {"target_id": "t", "scope": "whole", "first_day": day("2026-10-01"), "last_day": day("2026-12-31"),
             "total_cents": 5_000_000, "is_rollup": False}
        ]  # fmt: skip
    return snapshot_of(tmp_path, as_of="2026-09-30", people=people, deals=deals, stages=stages, **more)


def test_prospects_of_a_company_without_history_say_what_they_cant(tmp_path):
    snapshot = company(tmp_path)
    found = prospects(snapshot, period=Calendar().period("2026Q4"))
    check(found, people={f"Rep Number{one}" for one in range(5)})
    sheet = {(figure.name, figure.by, figure.key): figure for figure in found.figures}
    assert sheet["prospects_target", "all", ""].value == 5_000_000
    assert sheet["prospects_unreal_count", "all", ""].value == 2
    # The amount of two deals would be theirs.
    assert sheet["prospects_unreal_amount", "all", ""].value is None
    assert sheet["prospects_needed", "all", ""].unit == "count"
    assert sheet["prospects_bound", "reason", "pushes"].unknown
    assert any("can't be rebuilt" in notice for notice in found.notices)
    assert [one.deal_id for one in found.deals] == ["o0", "o1"]
    assert {one.owner_id for one in found.deals} == {"p0", "p1"}
    assert set(found.deals[0].reasons) == {"age"}


def test_single_deals_are_given_only_when_asked_for(tmp_path):
    found = prospects(company(tmp_path), period=Calendar().period("2026Q4"))
    assert "deals" not in found.as_dict()
    assert "o0" not in str(found.as_dict())
    assert "p0" not in str(found.as_dict()).replace("prospects", "")
    assert found.as_dict(deals=True)["deals"][0]["deal_id"] == "o0"
    assert not [row for key, rows in found.behind.items() if "unreal" in key[0] for row in rows]


def test_prospects_without_a_target_say_why_and_tell_the_rest(tmp_path):
    found = prospects(company(tmp_path, targets=False), period=Calendar().period("2026Q4"))
    check(found)
    sheet = {(figure.name, figure.by, figure.key): figure for figure in found.figures}
    assert sheet["prospects_target", "all", ""].unknown
    assert ("prospects_needed", "all", "") not in sheet
    given = prospects(company(tmp_path, targets=False), period=Calendar().period("2026Q4"), target=1_000)
    assert any(figure.name == "prospects_missing" and figure.value == 1_000 for figure in given.figures)


def test_a_period_that_is_over_has_nothing_left_to_reach(tmp_path):
    found = prospects(company(tmp_path), period=Calendar().period("2026Q3"))
    check(found)
    assert any("is over" in notice for notice in found.notices)
    assert not [figure for figure in found.figures if figure.name == "prospects_needed"]


def test_no_open_deal_and_no_deal_at_all(tmp_path):
    none_open = prospects(company(tmp_path / "a", open_deals=0), period=Calendar().period("2026Q4"))
    check(none_open)
    assert ("No deal is open.",) in none_open.say
    empty = snapshot_of(tmp_path / "b", as_of="2026-09-30")
    with pytest.raises(Refusal):
        prospects(empty, period=Calendar().period("2026Q4"))
    with pytest.raises(Refusal):
        prospects(company(tmp_path / "c"), period=Calendar().period("2026Q4"), as_of=date(2027, 1, 1))
