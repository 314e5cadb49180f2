"""Nothing closed, nothing said, all alike, no amounts, no days: normal input, told as unknown and never as nought."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bothways.brief.readback.atoms import atoms_in
from bothways.evidence.views.columns import LOST, OPEN, WON, Changes
from bothways.insight.themes.corpus import Assignment, Corpus, Theme
from bothways.insight.themes.exposure import shares
from bothways.insight.themes.landmark import landmarks
from bothways.insight.themes.measuring import measured
from planted.effects import AS_OF, PLANTS, planted

ONE = planted(300, seed=1)


def core_of(*, deals=ONE.deals, corpus=ONE.corpus, assignment=ONE.assignment, **more):
    core = measured(corpus, assignment, deals, as_of=AS_OF, **more)
    for one in core.themes:
        for unknown in (one.association.unknown, one.stake.unknown, one.trend.unknown):
            assert not atoms_in(unknown)
    return core


def without_changes(deals, **values):
    none = np.zeros(0, dtype=np.int64)
    empty = Changes(none, none, none, none.astype(float), none.astype(float), none.astype(object), none.astype(object), none.astype(bool))  # fmt: skip
    return replace(deals, changes=empty, **values)


def test_no_deal_has_closed():
    n = len(ONE.deals)
    names = np.full(n, "Qualify", dtype=object)
    deals = without_changes(ONE.deals, meaning=np.full(n, OPEN), stage=names, decided=np.full(n, np.nan))
    core = core_of(deals=deals)
    for one in core.themes:
        assert one.association.unknown
        assert one.stake.unknown
        assert np.isnan(one.association.value)
        assert not one.association.called
        assert one.exposure.accounts > 5
        assert one.exposure.open_amount > 0
    assert len(core.five) == 5


@pytest.mark.parametrize("meaning", [WON, LOST])
def test_all_ended_alike(meaning):
    closed = ONE.deals.meaning != OPEN
    deals = replace(ONE.deals, meaning=np.where(closed, meaning, OPEN))
    stage = np.array(["Won" if meaning == WON else "Lost"], dtype=object)
    changes = replace(
        ONE.deals.changes,
        new_stage=np.where(
            np.isin(ONE.deals.changes.new_stage.astype(str), ["Won", "Lost"]),
            stage,
            ONE.deals.changes.new_stage,
        ),
    )
    deals = replace(deals, changes=changes, stage=np.where(closed, stage, ONE.deals.stage))
    for one in core_of(deals=deals).themes:
        assert "ended alike" in one.association.unknown
        assert np.isnan(one.stake.value)


def test_a_theme_of_none():
    texts = len(ONE.corpus)
    themes = (Theme("all", "All", "seed"), Theme("none", "None", "seed"))
    rows = np.arange(texts)
    every = Assignment(themes, rows, rows * 0, np.ones(texts), rows * 0)
    said, none = core_of(assignment=every).themes
    assert none.exposure.accounts == 0
    assert none.exposure.is_emerging
    assert none.exposure.share == 0
    assert none.exposure.low == 0 < none.exposure.high
    assert "In no closed deal" in none.association.unknown
    assert none.trend.unknown
    assert 0 < said.exposure.share <= 1


def test_a_theme_of_every_closed_deal_has_none_to_compare_with():
    rows = np.arange(len(ONE.deals))
    day = ONE.deals.created
    corpus = Corpus(
        table=np.full(len(rows), "activities", dtype=object), id=ONE.deals.deal, text=np.full(len(rows), "Said.", dtype=object),
        is_customer=np.ones(len(rows), dtype=bool), kind=np.full(len(rows), "mail_in", dtype=object), account=ONE.deals.account,
        deal=ONE.deals.deal, speaker=np.full(len(rows), "", dtype=object), day=day, of=rows, start=rows * 0, end=rows * 0 + 5,
    )  # fmt: skip
    every = Assignment((Theme("all", "All", "seed"),), rows, rows * 0, np.ones(len(rows)), rows * 0)
    one = core_of(corpus=corpus, assignment=every).themes[0]
    assert "in every closed deal" in one.association.unknown
    assert one.exposure.share == 1.0
    assert one.exposure.high == 1.0
    assert one.exposure.low < 1.0
    assert one.exposure.people == 0
    assert one.exposure.unnamed == len(rows)


def test_deals_that_are_all_alike_are_one_stratum():
    n = len(ONE.deals)
    same = np.full(n, "x", dtype=object)
    deals = replace(
        ONE.deals, segment=same, region=same, type=same, amount=np.full(n, 1e6), created=np.full(n, np.nan)
    )
    core = core_of(deals=without_changes(deals))
    assert set(core.covariates.names) == {"texts"}
    assert any(not one.association.unknown for one in core.themes)


def test_no_amounts():
    deals = replace(ONE.deals, amount=np.full(len(ONE.deals), np.nan))
    core = core_of(deals=deals)
    assert "size" not in core.covariates.names
    for one in core.themes:
        assert np.isnan(one.exposure.share)
        assert one.exposure.open_priced == 0
        assert np.isnan(one.stake.value)
        assert one.stake.unknown
        assert one.certain_open == 0


def test_texts_without_days_count_as_said_and_in_no_comparison():
    core = core_of(corpus=replace(ONE.corpus, day=np.full(len(ONE.corpus), np.nan)))
    assert core.held.undated == len(ONE.corpus)
    for one in core.themes:
        assert one.exposure.accounts > 0
        assert one.association.n_with == 0
        assert one.association.unknown
        assert one.trend.unknown


def test_nothing_at_all():
    none = np.zeros(0, dtype=object)
    numbers = np.zeros(0, dtype=np.int64)
    corpus = Corpus(
        none,
        none,
        none,
        none.astype(bool),
        none,
        none,
        none,
        none,
        numbers.astype(float),
        numbers,
        numbers,
        numbers,
    )
    empty = Assignment((), numbers, numbers, numbers.astype(float), numbers)
    core = core_of(corpus=corpus, assignment=empty)
    assert core.themes == ()
    assert core.five == ()
    unsaid = replace(empty, themes=(Theme("a", "A", "seed"),))
    assert core_of(corpus=corpus, assignment=unsaid).themes[0].exposure.is_emerging


def test_no_deals():
    rows = np.zeros(0, dtype=np.int64)
    names = ("deal", "account", "owner", "team", "type", "pipeline", "stage", "forecast", "product", "region", "segment", "source", "competitor", "reason")  # fmt: skip
    deals = without_changes(
        ONE.deals,
        **{name: rows.astype(object) for name in names},
        **{name: rows.astype(float) for name in ("amount", "created", "close", "decided", "probability")},
        meaning=rows,
    )
    core = core_of(deals=deals)
    assert all(one.association.unknown and one.stake.unknown for one in core.themes)
    assert core.themes[0].exposure.accounts > 5


def test_a_deal_enters_only_if_it_was_open_two_weeks_before_its_close():
    deals = ONE.deals
    marks = landmarks(deals, as_of=AS_OF)
    closed = deals.meaning != OPEN
    assert (marks.enters <= closed).all()
    assert (deals.decided - marks.day)[marks.enters].min() == 14
    assert ((deals.created <= marks.day) | ~marks.enters).all()
    assert (marks.day[marks.is_open] == AS_OF - 14).all()
    young = replace(deals, created=np.where(closed, deals.decided - 13, deals.created))
    assert not landmarks(young, as_of=AS_OF).enters.any()
    # A deal that had been closed for long when its close date was moved was decided before.
    changes = deals.changes
    ends = np.isin(changes.new_stage.astype(str), ["Won", "Lost"])
    late = replace(changes, day=changes.day, old_stage=np.where(ends, "Lost", changes.old_stage))
    assert not landmarks(replace(deals, changes=late), as_of=AS_OF).enters.any()


def test_the_amount_is_that_of_the_landmark():
    deals = ONE.deals
    closed = np.flatnonzero(deals.meaning != OPEN)[:5]
    changes = deals.changes
    cut = replace(
        changes,
        deal=np.concatenate([changes.deal, closed]), day=np.concatenate([changes.day, deals.decided[closed].astype(np.int64) - 1]),
        field=np.concatenate([changes.field, np.ones(5, dtype=np.int64)]), old=np.concatenate([changes.old, np.full(5, 777.0)]),
        new=np.concatenate([changes.new, deals.amount[closed]]),
        old_stage=np.concatenate([changes.old_stage, np.full(5, "", dtype=object)]),
        new_stage=np.concatenate([changes.new_stage, np.full(5, "", dtype=object)]),
        is_push=np.concatenate([changes.is_push, np.zeros(5, dtype=bool)]),
    )  # fmt: skip
    assert (landmarks(replace(deals, changes=cut), as_of=AS_OF).amount[closed] == 777.0).all()


def test_copies_and_templates_are_said_once_or_not_at_all():
    texts = len(ONE.corpus)
    copied = replace(ONE.corpus, copy_of=np.zeros(texts, dtype=np.int64))
    assert core_of(corpus=copied).held.counts.sum() == 1
    sent = replace(ONE.corpus, is_template=np.ones(texts, dtype=bool))
    assert all(one.exposure.texts == 0 for one in core_of(corpus=sent).themes)


def test_a_case_of_an_account_is_about_its_deals_that_were_open():
    loose = replace(ONE.corpus, deal=np.full(len(ONE.corpus), "", dtype=object))
    core = core_of(corpus=loose)
    held, deals = core.held, ONE.deals
    for text, deal in zip(held.link_text[:200], held.link_deal[:200], strict=True):
        assert loose.account[text] == deals.account[deal]
        assert deals.created[deal] <= loose.day[text]
        assert not loose.day[text] > deals.decided[deal]
    assert held.ever.any()


def test_shares_of_money_have_width_and_stay_within():
    told = np.zeros((4, 3), dtype=bool)
    told[:, 1] = True
    told[0, 2] = True
    share, low, high = shares(told, np.array([100.0, 50.0, 25.0, 25.0]), seed=0)
    assert share.tolist() == [0.0, 1.0, 0.5]
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (high - low > 0.05).all()
    assert np.isnan(shares(told, np.zeros(4), seed=0)[0]).all()
    assert np.isnan(shares(told[:0], np.zeros(0), seed=0)[0]).all()


def test_shares_hold_what_they_say():
    rng = np.random.default_rng(0)
    held = []
    for run in range(400):
        money = np.exp(rng.normal(0, 0.7, 80))
        told = rng.random((80, 1)) < 0.3
        _, low, high = shares(told, money, seed=run)
        held.append(low[0] <= 0.3 <= high[0])
    assert 0.75 <= np.mean(held) <= 0.85


def test_reasons_are_shown_and_never_used():
    plants = {plant.name for plant in PLANTS}
    lost = ONE.deals.meaning == LOST
    reason = np.where(lost, "Price too high", "").astype(object)
    told, untold = core_of(deals=replace(ONE.deals, reason=reason)), core_of()
    assert "price" in plants
    price = [one.theme.id for one in told.themes].index("price")
    assert told.themes[price].reason == told.themes[price].reasons > 50
    assert untold.themes[price].reasons == 0
    assert repr([one.association for one in told.themes]) == repr([one.association for one in untold.themes])
    assert repr([one.stake for one in told.themes]) == repr([one.stake for one in untold.themes])
