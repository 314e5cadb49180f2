"""What explains the factors: planted shifts are found, even movements aren't, and `where` on a snapshot says it well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bothways.brief.readback.numbers import numbers_in
from bothways.evidence.views.columns import LOST, OPEN, WON
from bothways.insight.shortfall.drivers import drivers
from bothways.insight.shortfall.explain import explain
from bothways.insight.shortfall.where import where
from bothways.terms import Calendar, Called, Refusal, Said
from company import day, snapshot_of
from insight.drawn import BASE, NOW, columns, company


def borne(found):
    return {(one.factor, one.by, one.value) for one in found.borne}


def mixed(shares, *, rates=(0.7, 0.2), sizes=(1e5, 1e5), n=600, seed=0):
    """Two spans of deals from two sources: shares of the first by span; rates and sizes by source."""
    rng = np.random.default_rng(seed)
    span = np.repeat([0, 1], n)
    source = np.where(rng.random(2 * n) < np.array(shares)[span], 0, 1)
    won = rng.random(2 * n) < np.array(rates)[source]
    days = np.where(span == 0, 1050.0, 1150.0)
    return columns(
        2 * n, source=np.array(["web", "partner"])[source], segment=rng.choice(["a", "b", "c"], 2 * n),
        owner=rng.choice([f"p{one}" for one in range(8)], 2 * n), meaning=np.where(won, WON, LOST),
        amount=np.array(sizes)[source] * rng.lognormal(0, 0.3, 2 * n), created=days - 20, close=days,
    )  # fmt: skip


def test_a_shift_of_the_mix_explains_the_win_rate_by_what_it_is():
    found = explain(mixed((0.7, 0.3)), now=NOW, base=BASE)
    one = next(one for one in found.borne if (one.factor, one.by) == ("win_rate", "source"))
    assert one.part == pytest.approx(-0.4 * 0.5, abs=0.05)
    assert one.low < one.part < one.high < 0
    assert one.part + one.left == pytest.approx(one.change)
    assert one.value in {"web", "partner"}
    assert not {by for _, by, _ in borne(found)} & {"segment", "load"}


def test_a_shift_of_the_mix_explains_the_size():
    found = explain(mixed((0.7, 0.3), rates=(0.5, 0.5), sizes=(4e5, 1e5)), now=NOW, base=BASE)
    one = next(one for one in found.borne if (one.factor, one.by) == ("size", "source"))
    assert one.part == pytest.approx(-0.4 * 3e5, rel=0.25)


def test_losses_for_a_reason_that_grew_are_found():
    rng = np.random.default_rng(1)
    drawn = mixed((0.5, 0.5), n=500)
    lost = drawn.meaning == LOST
    late = drawn.close > BASE[1]
    reason = np.where(lost & late & (rng.random(1000) < 0.4), "Lead time", np.where(lost, "Price", ""))
    found = explain(replace(drawn, reason=reason.astype(object)), now=NOW, base=BASE)
    told = {one.value: one for one in found.borne if one.by == "reason"}
    assert told["Lead time"].part < 0 < told["Price"].part


def test_people_who_left_explain_the_number_of_opportunities():
    rng = np.random.default_rng(2)
    n = np.concatenate([np.repeat([0], 600), np.repeat([1], 300)])
    owner = np.where(n == 0, rng.integers(0, 12, 900), rng.integers(0, 6, 900))
    days = np.where(n == 0, 1050.0, 1150.0)
    drawn = columns(
        900, owner=[f"p{one}" for one in owner], meaning=rng.choice([WON, LOST], 900), amount=[1e5] * 900,
        created=days - 5, close=days,
    )  # fmt: skip
    one = next(one for one in explain(drawn, now=NOW, base=BASE).borne if one.by == "reps")
    assert (one.share_before, one.share_now) == (12, 6)
    assert one.change == -300
    assert one.part == pytest.approx(-300, abs=1)
    assert one.value == ""


def test_of_people_and_deals_each_the_people_part_is_at_the_middle_of_both():
    """Twelve people with 50 deals each, then six with 60: six fewer at 55, whichever period comes before."""
    owner = [f"p{one % 12}" for one in range(600)] + [f"p{one % 6}" for one in range(360)]
    days = np.repeat([1050.0, 1150.0], [600, 360])
    drawn = columns(
        960, owner=owner, meaning=[WON, LOST] * 480, amount=[1e5] * 960, created=days - 5, close=days
    )
    one = next(one for one in explain(drawn, now=NOW, base=BASE).borne if one.by == "reps")
    assert (one.change, one.part) == (-240.0, -330.0)
    turned = explain(drawn, now=BASE, base=NOW, as_of=NOW[1])
    back = next(one for one in turned.borne if one.by == "reps")
    assert (back.change, back.part) == (240.0, 330.0)


def test_an_even_movement_is_seldom_explained():
    told = [
        len(explain(company(seed, 300, shift={"win": 0.7}), now=NOW, base=BASE).borne) for seed in range(40)
    ]
    assert np.mean(np.array(told) > 0) <= 0.1


def test_a_missing_amount_of_lost_deals_explains_nothing():
    drawn = mixed((0.5, 0.5))
    gone = replace(drawn, amount=np.where(drawn.meaning == LOST, np.nan, drawn.amount))
    assert not [one for one in explain(gone, now=NOW, base=BASE).all_tested if one.by == "amount"]


def test_a_value_of_fewer_than_three_people_is_not_named():
    drawn = mixed((0.7, 0.3))
    owner = np.where(drawn.source == "web", "p0", drawn.owner)
    found = explain(replace(drawn, owner=owner.astype(object)), now=NOW, base=BASE)
    assert all(one.value != "web" for one in found.all_tested)
    assert any(one.by == "source" for one in found.borne)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_so_few_deals_are_not_explained(n):
    drawn = columns(n, meaning=[WON] * n, amount=[1.0] * n, created=[1090.0] * n, close=[1100.0] * n)
    assert explain(drawn, now=NOW, base=BASE).all_tested == ()


@pytest.mark.parametrize("meaning", [OPEN, WON, LOST])
def test_all_alike_explains_nothing_and_warns_of_nothing(meaning):
    days = np.r_[np.full(100, 1050.0), np.full(100, 1150.0)]
    drawn = columns(
        200, segment=["a", "b"] * 100, meaning=[meaning] * 200, amount=[5.0] * 200, created=days, close=days
    )
    assert explain(drawn, now=NOW, base=BASE).borne == ()


def test_drivers_rank_what_tells_most_and_say_what_is_alike_beside():
    rng = np.random.default_rng(3)
    n = 4000
    source = rng.choice(["web", "partner"], n)
    # The region tells nothing but where which source sells.
    region = np.where(rng.random(n) < np.where(source == "web", 0.8, 0.2), "north", "south")
    won = rng.random(n) < np.where(source == "web", 0.5, 0.2)
    drawn = columns(n, source=source, region=region, meaning=np.where(won, WON, LOST))
    found = drivers(drawn, decided=drawn.meaning > 0, won=drawn.meaning == WON)
    assert [group.by for group in found] == ["source", "region"]
    web = found[0].values[0]
    assert (web.key, web.won, web.n) == (
        "web",
        int((won & (source == "web")).sum()),
        int((source == "web").sum()),
    )
    assert web.rate == web.won / web.n
    assert web.low < web.shrunk < web.high
    north = next(one for one in found[1].values if one.key == "north")
    assert north.apart > 0.1
    assert north.beside == "source"
    assert abs(north.alike) < 0.03


def test_drivers_of_nothing_are_none():
    nothing = columns(0)
    assert drivers(nothing, decided=nothing.meaning > 0, won=nothing.meaning == WON) == ()
    alike = columns(30, segment=["a"] * 30, meaning=[WON] * 30)
    (group,) = drivers(alike, decided=alike.meaning > 0, won=alike.meaning == WON)
    assert group.spread < 1e-6
    assert (group.values[0].rate, group.values[0].n) == (1.0, 30)


def small(tmp_path, *, team="North", reps=4, shift=0):
    """A company of four reps with two quarters of deals in two segments."""
    rng = np.random.default_rng(5)
    people = [
        {"person_id": f"p{one}", "name": f"Rep Number{one}", "team": team, "role": "rep"}
        for one in range(reps)
    ]
    deals = []
    for quarter, first in ((0, "2026-04-01"), (1, "2026-07-01")):
        for at in range(160):
            large = at % 2
            rate = 0.7 if large and not quarter else 0.25
            won = rng.random() < rate
            deals.append(
                {
                    "deal_id": f"d{quarter}-{at}", "name": f"Deal {at}", "owner_id": f"p{at // 2 % reps}",
                    "stage": "Won" if won else "Lost", "meaning": "won" if won else "lost",
                    "amount_cents": 100_000 + 1000 * at, "created_day": day(first) + at % 80 - 5,
                    "close_day": day(first) + at % 80, "segment": "Large" if large else "Small", "region": "Home",
                }
            )  # fmt: skip
    stages = [{"stage_id": s, "stage": s, "position": p, "meaning": m}
              for p, (s, m) in enumerate([("Open", "open"), ("Won", "won"), ("Lost", "lost")])]  # fmt: skip
    return snapshot_of(tmp_path, as_of="2026-09-30", people=people, deals=deals, stages=stages)


def words_of(sentence):
    return "".join(part for part in sentence if isinstance(part, str))


def check(found, people=()):
    keys = [(figure.name, figure.by, figure.key) for figure in found.figures]
    assert len(keys) == len(set(keys))
    own = set(map(id, found.figures))
    for sentence in (*found.say, *found.against.values()):
        assert not numbers_in(words_of(sentence)), words_of(sentence)
        for part in sentence:
            if isinstance(part, Said):
                assert id(part.figure) in own
                assert part.figure.value is not None
            if isinstance(part, Called):
                assert part.what != "person"
                assert part.text not in people
    for figure in found.figures:
        assert figure.by not in {"rep", "deal"}
        assert (figure.value is None) == bool(figure.unknown)
        if figure.unit == "share" and figure.value is not None:
            assert figure.n is not None, figure.name
        if figure.unit in {"cents", "count"} and figure.value is not None:
            assert isinstance(figure.value, int)
    assert set(found.behind) <= set(keys)
    assert set(found.against) <= set(keys)
    assert all(len(rows) <= 200 for rows in found.behind.values())


def test_where_says_it_with_figures_and_names_nobody(tmp_path):
    snapshot = small(tmp_path)
    found = where(snapshot, period=Calendar().period("2026Q3"))
    check(found, people={f"Rep Number{one}" for one in range(4)})
    assert [(seat.cell.keys, seat.cell.values) for seat in found.location.seats] == [
        (("segment",), ("Large",))
    ]
    assert any(Called("Large", "segment") in sentence for sentence in found.say)
    assert found.as_dict()["figures"]
    rows = found.behind["where_contribution", "segment", "Large"]
    assert all(table == "deals" for table, _ in rows)


def test_where_names_no_part_of_two_people(tmp_path):
    found = where(small(tmp_path, reps=2), period=Calendar().period("2026Q3"))
    check(found)
    assert found.location.cells == 0
    assert any("of people enough" in notice for notice in found.notices)
    assert not [figure for figure in found.figures if figure.by in {"segment", "team", "region"}]


def test_where_does_not_name_teams_that_are_called_after_people(tmp_path):
    found = where(small(tmp_path, team="Rep Number1"), period=Calendar().period("2026Q3"))
    check(found, people={"Rep Number1"})
    assert not [figure for figure in found.figures if figure.by == "team"]
    assert any("after people" in notice for notice in found.notices)


def test_where_refuses_what_it_cant_tell(tmp_path):
    snapshot = small(tmp_path)
    with pytest.raises(Refusal):
        where(snapshot, period=Calendar().period("2026Q3"), against="year")
    with pytest.raises(Refusal):
        where(snapshot, period=Calendar().period("2026Q3"), against="nothing")


def test_a_key_that_is_filled_in_after_a_loss_drives_nothing():
    drawn = mixed((0.5, 0.5))
    named = np.where(drawn.meaning == LOST, "Veltis", "").astype(object)
    found = drivers(replace(drawn, competitor=named), decided=drawn.meaning > 0, won=drawn.meaning == WON)
    assert "competitor" not in [group.by for group in found]
    fair = replace(drawn, competitor=np.array(["Veltis", ""] * 600, object))
    assert "competitor" in [g.by for g in drivers(fair, decided=fair.meaning > 0, won=fair.meaning == WON)]
