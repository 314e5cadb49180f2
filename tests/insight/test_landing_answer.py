"""The answer for a snapshot: small companies, limit cases, refusals, what may be said and what not."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import pytest

from bothways.insight.landing import claims_of, landing
from bothways.terms import Called, Refusal, Said
from bothways.terms.period import day_of
from company import day, snapshot_of

STAGES = [
    {"stage_id": f"s{n}", "pipeline": "", "stage": name, "position": n, "meaning": meaning}
    for n, (name, meaning) in enumerate(
        (("Early", "open"), ("Late", "open"), ("Won", "won"), ("Lost", "lost")), 1
    )
]
AS_OF = "2026-09-30"
NUMBER_WORDS = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|half|twice|double|hundred|dozen)\b",
    re.I,
)


def deal(n: int, created: str | int | None, *, closed: int | None = None, won: bool = False, **more) -> dict:
    begun = day(created) if isinstance(created, str) else created
    row = {
        "deal_id": f"d{n:04}", "name": f"Deal {n}", "owner_id": f"r{n % 3}", "pipeline": "", "created_day": begun,
        "stage": "Early", "meaning": "open", "amount_cents": 1_000_000 + 1000 * (n % 7), "product": f"P{n % 2}",
    }  # fmt: skip
    if closed is not None:
        row |= {"stage": "Won" if won else "Lost", "meaning": "won" if won else "lost", "close_day": closed}
    return row | more


def company(tmp_path, *, closed: int = 300, opened: int = 40, fields=None, targets=(), **more):
    """A company of two years: deals every few days, closed after a month or two, two of five won."""
    rng = np.random.default_rng(1)
    last = day(AS_OF)
    rows = []
    for n in range(closed):
        begun = int(last - 60 - rng.integers(0, 640))
        rows.append(deal(n, begun, closed=min(begun + int(rng.integers(10, 90)), last), won=n % 5 < 2))
    rows += [
        deal(n, int(last - rng.integers(0, 80)), close_day=last + 30) for n in range(closed, closed + opened)
    ]
    rows = [row | (fields(row) if fields else {}) for row in rows]
    return snapshot_of(tmp_path, as_of=AS_OF, deals=rows, stages=STAGES, targets=targets, **more)


def whole_target(cents: int) -> dict:
    return {"target_id": "t1", "scope": "whole", "first_day": day("2026-10-01"), "last_day": day("2026-12-31"),
            "total_cents": cents, "is_rollup": False}  # fmt: skip


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    snapshot = company(tmp_path_factory.mktemp("landing"), targets=[whole_target(15_000_000)])
    return landing(snapshot, until=date(2026, 12, 31))


def test_a_usual_company_gets_a_range_its_parts_a_target_and_three_sentences(answer):
    total = answer.one("landing_total")
    assert total.interval.low < total.value < total.interval.high
    assert total.interval.level == 0.8
    assert answer.one("landing_existing").value > 0
    assert answer.one("landing_new").value > 0
    assert answer.one("landing_already_won").value == 0
    assert answer.one("landing_target").value == 15_000_000
    assert 0 < answer.one("landing_target_chance").value < 1
    assert answer.period.name == "2026Q4"
    assert answer.window.name == "2026Q4"
    assert len(answer.say) == 3
    assert answer.sentences[:3] == answer.say
    assert answer.one("landing_coverage").n == len(answer.forecast.record.total) > 10


def test_the_figures_are_unique_whole_cents_and_tell_where_they_are_from(answer):
    keys = [(one.name, one.by, one.key) for one in answer.figures]
    assert len(keys) == len(set(keys))
    for one in answer.figures:
        assert one.name.startswith("landing_")
        assert one.method == "landing/2"
        assert one.source.expression
        assert (one.value is None) == bool(one.unknown)
        if one.unit.value in ("cents", "count") and one.value is not None:
            assert isinstance(one.value, int)


def test_plain_words_hold_no_number_and_every_figure_said_is_in_the_figures(answer):
    for sentence in answer.sentences + tuple(answer.against.values()):
        for part in sentence:
            if isinstance(part, Said):
                assert part.figure in answer.figures
                assert part.figure.value is not None
                assert part.form != "between" or part.figure.interval is not None
            elif isinstance(part, str):
                assert not re.search(r"\d", part), part
                assert not NUMBER_WORDS.search(part), part


def test_no_deal_and_no_person_is_named_in_sentences_and_deciding_deals_carry_their_owner(answer):
    assert all(part.what == "period" for one in answer.sentences for part in one if isinstance(part, Called))
    assert answer.deciding
    assert all(one.owner_id.startswith("r") for one in answer.deciding)
    assert answer.one("landing_deciding_deals").value == len(answer.deciding)
    assert not [one for one in answer.figures if one.by in ("rep", "deal")]
    behind = answer.behind["landing_deciding_deals", "all", ""]
    assert [deal_id for _, deal_id in behind] == [one.deal_id for one in answer.deciding]


def test_the_answer_goes_through_json_and_comes_back_as_a_claim(answer):
    kept = json.loads(json.dumps(answer.as_dict()))
    (claim,) = claims_of(kept["figures"])
    total = answer.one("landing_total")
    assert (claim.value, claim.low, claim.high) == (total.value, total.interval.low, total.interval.high)
    assert (claim.as_of, claim.until) == (date(2026, 9, 30), date(2026, 12, 31))
    assert len(claim.quantiles) == 7


def test_what_was_claimed_is_scored_in_the_next_answer(tmp_path):
    snapshot = company(tmp_path)
    earlier = landing(snapshot, until=date(2026, 8, 31), as_of=date(2026, 6, 30), draws=500)
    ahead = landing(snapshot, until=date(2026, 12, 31), draws=500)
    claims = (*claims_of(earlier.as_dict()["figures"]), *claims_of(ahead.as_dict()["figures"]))
    now = landing(snapshot, until=date(2026, 10, 31), claims=claims, draws=500)
    key = "2026-06-30..2026-08-31"
    came = snapshot.con.execute(
        "SELECT sum(amount_cents) FROM deals WHERE meaning = 'won' AND close_day > ? AND close_day <= ?",
        [day("2026-06-30"), day("2026-08-31")],
    ).fetchone()[0]
    assert now.one("landing_claim_came", "claim", key).value == came
    said = now.one("landing_claim_said", "claim", key)
    assert said.value == earlier.one("landing_total").value
    assert said.as_of == date(2026, 6, 30)
    assert now.claims.n == 1
    assert now.claims.waiting[0].until == date(2026, 12, 31)
    held = said.interval.low <= came <= said.interval.high
    assert now.one("landing_claims_held").value == float(held)
    assert any("Last time we said " in part for one in now.sentences for part in one if isinstance(part, str))


def test_what_is_recorded_later_changes_nothing_of_an_answer_for_an_earlier_day(tmp_path):
    june = date(2026, 6, 30)

    def later(row):
        if row.get("close_day", 0) > day("2026-06-30") and row["meaning"] != "open":
            return {"meaning": "won", "stage": "Won", "amount_cents": 99_000_000}
        return {}

    whole = landing(company(tmp_path / "a"), until=date(2026, 9, 30), as_of=june, draws=500)
    other = landing(company(tmp_path / "b", fields=later), until=date(2026, 9, 30), as_of=june, draws=500)
    for name in ("total", "existing", "new", "stuck", "mean", "coverage", "deciding_deals"):
        one, same = (x.one(f"landing_{name}") for x in (whole, other))
        assert (one.value, one.interval) == (same.value, same.interval), name


def test_no_closed_deals_is_too_little_to_say_with_the_counts(tmp_path):
    found = landing(company(tmp_path, closed=0, opened=12), until=date(2026, 12, 31))
    total = found.one("landing_total")
    assert total.value is None
    assert total.unknown.startswith("Too little to say: 0 deals")
    assert found.one("landing_open_deals").value == 12
    assert found.one("landing_closed_deals").value == 0
    assert len(found.say) == 3
    assert found.deciding == ()
    assert claims_of(found.as_dict()["figures"]) == ()
    assert found.one("landing_target_chance").value is None


def test_no_deals_at_all_and_a_single_deal(tmp_path):
    nothing = landing(snapshot_of(tmp_path / "a", as_of=AS_OF), until=date(2026, 12, 31))
    assert nothing.one("landing_total").value is None
    assert nothing.one("landing_open_deals").value == 0
    single = landing(company(tmp_path / "b", closed=0, opened=1), until=date(2026, 12, 31))
    assert single.one("landing_total").value is None
    assert single.one("landing_open_deals").value == 1


def test_no_open_deals_leaves_new_business(tmp_path):
    found = landing(company(tmp_path, opened=0), until=date(2026, 12, 31))
    assert found.one("landing_existing").value == 0
    assert found.one("landing_new").value > 0
    assert found.say[1] == ("No deal is open: all of it would have to be created and won by then.",)


def test_one_open_deal_among_many_closed(tmp_path):
    found = landing(company(tmp_path, opened=1), until=date(2026, 10, 31))
    assert found.one("landing_deciding_deals").value == 1
    assert len(found.deciding) == 1
    assert found.one("landing_deciding_share").value == pytest.approx(1.0)


def test_unknown_amounts_take_the_mean_of_what_their_product_won(tmp_path):
    def fields(row):
        size = 4_000_000 if row["product"] == "P1" else 1_000_000
        return {"amount_cents": size if row["meaning"] == "won" else None}

    found = landing(company(tmp_path, fields=fields), until=date(2026, 12, 31))
    assert found.one("landing_unknown_amounts").value == 40
    seen = found.forecast.seen
    assert set(np.round(seen.size / 1e6).tolist()) == {1.0, 4.0}
    assert found.one("landing_total").value > 0


def test_no_amount_anywhere_brings_nothing_and_does_not_fail(tmp_path):
    found = landing(company(tmp_path, fields=lambda row: {"amount_cents": None}), until=date(2026, 12, 31))
    assert found.one("landing_total").value == 0


def test_no_creation_days_is_too_little_to_say(tmp_path):
    found = landing(company(tmp_path, fields=lambda row: {"created_day": None}), until=date(2026, 12, 31))
    assert "no deal has a day of creation" in found.one("landing_total").unknown
    assert found.one("landing_undated_deals").value == 40


def test_some_deals_without_a_day_are_counted_and_left_out(tmp_path):
    def fields(row):
        return {"created_day": None} if row["meaning"] == "open" and int(row["deal_id"][1:]) % 4 == 0 else {}

    found = landing(company(tmp_path, fields=fields), until=date(2026, 12, 31))
    assert found.one("landing_undated_deals").value == 10
    assert found.one("landing_open_deals").value == 30


def test_everything_stuck(tmp_path):
    def fields(row):
        return {"created_day": day("2024-11-01")} if row["meaning"] == "open" else {}

    found = landing(company(tmp_path, fields=fields), until=date(2026, 12, 31))
    assert found.one("landing_stuck_deals").value == 40
    assert found.one("landing_existing").value == 0
    assert found.one("landing_stuck").value < 0.5 * 40 * 1_000_000


def test_negative_amounts_are_kept(tmp_path):
    found = landing(
        company(tmp_path, fields=lambda row: {"amount_cents": -row["amount_cents"]}), until=date(2026, 12, 31)
    )
    assert found.one("landing_existing").value < 0


@pytest.mark.parametrize(
    ("until", "as_of", "code"),
    [
        (date(2026, 9, 30), None, "landing-window"),
        (date(2026, 9, 1), None, "landing-window"),
        (date(2026, 12, 31), date(2026, 10, 1), "as-of-later"),
        (date(2029, 1, 1), None, "landing-far"),
    ],
)
def test_windows_that_are_none_are_refused(tmp_path, until, as_of, code):
    with pytest.raises(Refusal) as refused:
        landing(company(tmp_path, closed=2, opened=2), until=until, as_of=as_of)
    assert refused.value.code == code
    assert refused.value.hint


@pytest.mark.parametrize("draws", [0, 99, 100_001])
def test_too_few_or_too_many_draws_are_refused(tmp_path, draws):
    with pytest.raises(Refusal, match="draws"):
        landing(company(tmp_path, closed=2, opened=2), until=date(2026, 12, 31), draws=draws)


def test_a_window_inside_a_quarter_has_no_target_and_says_so(tmp_path):
    found = landing(company(tmp_path, targets=[whole_target(1)]), until=date(2026, 11, 15))
    assert found.period is None
    assert "ends no fiscal" in found.one("landing_target_chance").unknown
    assert found.window.first == date(2026, 10, 1)
    assert found.window.last == date(2026, 11, 15)


def test_in_the_middle_of_a_quarter_what_is_won_already_counts_for_the_target(tmp_path):
    target = whole_target(10_000_000) | {"first_day": day("2026-07-01"), "last_day": day("2026-09-30")}
    snapshot = company(tmp_path, targets=[target])
    found = landing(snapshot, until=date(2026, 9, 30), as_of=date(2026, 8, 15))
    already = found.one("landing_already_won")
    assert already.value > 0
    assert already.period.name == "2026Q3"
    assert found.one("landing_period_total").value == already.value + found.one("landing_total").value
    band, total = found.one("landing_period_total").interval, found.one("landing_total").interval
    assert band.low == total.low + already.value


def test_a_target_already_reached_is_sure_and_one_out_of_reach_is_not(tmp_path):
    for cents, chance in ((1, 1.0), (10**12, 0.0)):
        target = whole_target(cents) | {"first_day": day("2026-07-01"), "last_day": day("2026-09-30")}
        snapshot = company(tmp_path / str(cents), targets=[target])
        found = landing(snapshot, until=date(2026, 9, 30), as_of=date(2026, 8, 15), draws=500)
        assert found.one("landing_already_won").value > 1
        assert found.one("landing_target_chance").value == chance


def test_data_that_began_yesterday_have_no_record_and_say_so(tmp_path):
    last = day(AS_OF)
    rows = [
        deal(n, last - 50 + n % 20, closed=last - 28 - n % 3 + (n % 29), won=n % 2 == 0) for n in range(60)
    ]
    rows += [deal(n, last - 10) for n in range(60, 80)]
    found = landing(snapshot_of(tmp_path, as_of=AS_OF, deals=rows, stages=STAGES), until=day_of(last + 60))
    assert found.one("landing_coverage").value is None
    assert found.one("landing_coverage").n == 0
    assert found.one("landing_skill").value is None
    assert found.one("landing_total").value > 0


def test_a_stray_closing_of_years_ago_does_not_make_the_years_since_look_empty(tmp_path):
    def fields(row):
        return (
            {"created_day": day("2020-01-05"), "close_day": day("2020-02-01")}
            if row["deal_id"] == "d0000"
            else {}
        )

    usual = landing(company(tmp_path / "a"), until=date(2026, 12, 31), draws=1000)
    stray = landing(company(tmp_path / "b", fields=fields), until=date(2026, 12, 31), draws=1000)
    assert stray.one("landing_total").value == pytest.approx(usual.one("landing_total").value, rel=0.15)
