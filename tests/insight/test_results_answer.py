"""Results of a company with planted truth: known values, what each reader may have, and limit cases."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from statistics import median

import pytest

from bothways.evidence import Snapshot, import_files, measure
from bothways.evidence.sample import write_sample
from bothways.insight.results import METHOD, Results, results
from bothways.terms import Refusal, Unit
from bothways.terms.sentence import Called, Said
from insight.results_company import AS_OF, LAST, STAGES, company, days, people, snapshot_of, tables

PERIOD = "2026Q3"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return company(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return tables()["deals"]


@pytest.fixture(scope="module")
def found(snapshot: Snapshot) -> Results:
    return results(snapshot, period=PERIOD, since=date(2026, 9, 10))


def _won(rows, *, owner=None, first="2026-07-01", last=AS_OF):
    return [
        row for row in rows
        if row["meaning"] == "won" and days(first) <= row["close_day"] <= days(last)
        and owner in (None, row["owner_id"])
    ]  # fmt: skip


def test_the_numbers_are_those_of_the_deals(found, rows):
    assert found.one("bookings").now.value == sum(row["amount_cents"] for row in _won(rows))
    for rep in ("n0", "s2", "t1"):
        own = _won(rows, owner=rep)
        booked = sum(row["amount_cents"] for row in own)
        attained = found.one("attainment", "rep", rep)
        assert attained.now.value == pytest.approx(booked / 60_000_000)
        assert attained.target.value == 60_000_000
        before = _won(rows, owner=rep, first="2026-04-01", last="2026-06-30")
        assert found.one("bookings", "rep", rep).before.value == sum(row["amount_cents"] for row in before)
        done = [
            r
            for r in tables()["activities"]
            if r["person_id"] == rep and days("2026-07-01") <= r["at_day"] <= LAST
        ]
        assert found.one("activities", "rep", rep).now.value == len(done)
        assert found.one("meetings", "rep", rep).now.value == sum(r["kind"] == "meeting" for r in done)
        assert found.one("people_met", "rep", rep).now.value == len({r["contact_id"] for r in done})


def test_the_mix_is_that_of_the_deals_won(found, rows):
    for first, last, name in (
        ("2026-07-01", AS_OF, "result_mix"),
        ("2026-04-01", "2026-06-30", "result_mix_before"),
    ):
        won = _won(rows, first=first, last=last)
        total = sum(row["amount_cents"] for row in won)
        shares = {f.key: f for f in found.mix if (f.name, f.by) == (name, "product")}
        assert set(shares) == {"Scale", "Mixer"}
        for product, figure in shares.items():
            own = [row["amount_cents"] for row in won if row["product"] == product]
            assert figure.value == pytest.approx(sum(own) / total)
            assert figure.n == len(own)
            assert figure.interval.low < figure.value < figure.interval.high
    own = [f.value for f in found.mix if f.by == "rep_segment" and f.key.startswith("n0|")]
    assert sum(own) == pytest.approx(1)


def test_the_median_is_of_the_others_and_of_five_or_more(found):
    reps = [row["person_id"] for row in people()[1:]]
    own = {rep: found.one("bookings", "rep", rep) for rep in reps}
    for rep, one in own.items():
        others = [other.now.value for key, other in own.items() if key != rep]
        assert one.others.value == round(median(others))
        assert one.others.n == 8
    assert found.one("bookings", "team", "North").others is None


def test_small_numbers_borrow_and_both_values_are_given(found):
    rates = [
        one for one in found.standings if one.measure == "win_rate_count" and one.by == "rep" and one.shrunk
    ]
    assert len(rates) == 9
    whole = found.one("win_rate_count").now.value
    for one in rates:
        low, high = sorted((one.now.value, whole))
        assert low - 0.06 <= one.shrunk.value <= high + 0.06
        assert 0 < one.borrowed.value <= 1
        assert one.shrunk.interval.low < one.shrunk.value < one.shrunk.interval.high
        assert one.now.interval is not None
    for name in (
        "cycle_days",
        "deal_size_median",
        "activities",
        "attainment",
        "contacts_per_account",
        "discount_share",
    ):
        some = [one for one in found.standings if one.measure == name and one.by == "rep" and one.shrunk]
        assert len(some) >= 3 or name == "contacts_per_account", name
    assert found.one("win_rate_count").shrunk is None


def test_figures_are_unique_well_formed_and_ready_for_json(found):
    keys = [(f.name, f.by, f.key) for f in found.figures]
    assert len(keys) == len(set(keys))
    for figure in found.figures:
        assert figure.name.startswith(("result_", "effort_"))
        assert (figure.value is None) == bool(figure.unknown), figure
        if figure.value is not None:
            assert math.isfinite(figure.value)
            assert figure.unit is not Unit.CENTS or figure.value == int(figure.value)
        if figure.interval:
            assert figure.interval.level == 0.8
            assert figure.interval.method
            assert figure.interval.low <= figure.interval.high
        assert figure.source.snapshot == found.snapshot
    assert set(found.behind) <= set(keys)
    assert set(found.against) <= set(keys)
    assert all(len(one) <= 200 for one in found.behind.values())
    text = json.dumps(found.as_dict(), allow_nan=False)
    assert METHOD in text


def test_plain_words_hold_no_digit_and_every_number_is_a_figure_of_the_answer(found):
    seen = {(f.name, f.by, f.key): f for f in found.figures}
    sentences = [*found.sentences, *found.against.values(), *(one.sentence for one in found.orders)]
    sentences += [line for lines in found.own.values() for line in lines]
    sentences += [one.sentence for one in (*found.habits.recognition, *found.habits.questions)]
    assert len(found.sentences) >= 4
    for sentence in sentences:
        for part in sentence:
            if isinstance(part, str):
                assert not any(char.isdigit() for char in part), part
            elif isinstance(part, Said):
                assert seen[part.figure.name, part.figure.by, part.figure.key] == part.figure
                assert part.form != "n" or part.figure.n is not None
                assert part.form != "between" or part.figure.interval is not None
                assert part.form == "n" or part.figure.value is not None


# --- who may have what ---------------------------------------------------------------------------


def _texts(value) -> list[str]:
    if isinstance(value, dict):
        return [t for k, v in value.items() for t in (*_texts(v), str(k))]
    if isinstance(value, list | tuple):
        return [t for one in value for t in _texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("reader", ["executives", "staff", "person:n1"])
def test_nobodys_number_name_or_deal_is_in_what_another_gets(found, rows, reader):
    cut = found.for_reader(reader)
    me = reader.removeprefix("person:")
    mine = reader.startswith("person:")
    text = "\n".join(_texts(cut.as_dict()))
    for person in people():
        if mine and person["person_id"] == me:
            assert person["name"] in text
            continue
        assert person["name"] not in text
        tokens = {part for one in _texts(cut.as_dict()) for part in one.replace("|", "/").split("/")}
        assert person["person_id"] not in tokens
    open_or_lost = {row["deal_id"] for row in rows if row["meaning"] != "won"}
    others = {row["deal_id"] for row in rows if row["owner_id"] != me}
    for rows_behind in cut.behind.values():
        for table, one in rows_behind:
            assert table == "deals"
            assert one not in (others if mine else open_or_lost)
    assert not cut.orders
    held = {f.by for f in cut.figures}
    assert not held & (
        {"order", "team", "team_stage"} if reader != "executives" else {"order", "rep", "rep_stage"}
    )
    if mine:
        assert {one.key for one in cut.standings if one.by == "rep"} == {me}
        assert all(one.owner_id == me for one in (*cut.habits.recognition, *cut.habits.questions))
        assert cut.changes.movers
        assert all(one.owner_id == me for one in cut.changes.movers)
        assert set(cut.own) == {me}
    else:
        assert not held & {"rep", "rep_stage", "rep_segment", "rep_product"}
        assert not cut.changes.movers
        assert not cut.habits.recognition
        assert not cut.own
        deals = {row["name"] for row in rows}
        assert not [one for one in _texts(cut.as_dict()) if one in deals]
    for sentence in (*cut.sentences, *cut.against.values()):
        assert not [part for part in sentence if isinstance(part, Called) and part.what in ("deal", "person")]


def test_the_managers_answer_holds_what_the_cuts_must_not(found):
    # A must-not test is worth something only where there is something that could leak.
    text = "\n".join(_texts(found.as_dict()))
    assert "Rep North B" in text
    assert {"rep", "team", "order", "rep_stage", "rep_segment"} <= {f.by for f in found.figures}
    assert found.changes.movers
    assert found.habits.questions
    assert any(f.key == "Solo" for f in found.figures if f.by == "segment")
    assert any(f.key == "North|Solo" for f in found.figures if f.by == "team_segment")


def test_no_small_team_and_no_sum_that_gives_it_away(found):
    cut = found.for_reader("executives")
    teams = {f.key for f in cut.figures if f.by == "team"}
    # Tiny has two people, and the whole minus North and South would be Tiny: the next smallest hides it.
    assert teams == {"North"}
    assert {one.key for one in cut.standings if one.by == "team"} == {"North"}
    assert not [f for f in found.for_reader("staff").figures if f.by.startswith("team")]


def test_a_segment_of_one_person_is_among_others_for_the_sides_and_its_own_row_for_the_manager(found):
    assert {row.key for row in found.effort.rows} == {"Retail", "Food", "Solo", ""}
    for reader in ("executives", "staff", "person:s0"):
        cut = found.for_reader(reader)
        assert "Solo" not in "\n".join(_texts(cut.as_dict()))
        for row in cut.effort.rows:
            assert row.people >= 3
    assert found.for_reader("person:n0").effort == found.for_reader("staff").effort


def test_meetings_went_with_wins_and_calls_are_the_artefact_of_a_long_life(found, rows):
    habits = {one.key: one for one in found.habits.habits}
    assert habits["meetings"].is_told
    assert habits["meetings"].difference.value > 0.2
    assert habits["meetings"].difference.interval.low > 0
    assert "associated, not caused" in "".join(p for p in habits["meetings"].sentence if isinstance(p, str))
    # Over their whole lives deals won have far more calls, for they live longer; in the same days they have not.
    calls = {row["deal_id"]: 0 for row in rows}
    for row in tables()["activities"]:
        calls[row["deal_id"]] += row["kind"] == "call"
    mean = {m: sum(calls[r["deal_id"]] for r in rows if r["meaning"] == m) / sum(r["meaning"] == m for r in rows)
            for m in ("won", "lost")}  # fmt: skip
    assert mean["won"] > mean["lost"] + 3
    assert not habits["calls"].is_told
    assert abs(habits["calls"].difference.value) < 0.3
    own = {row["deal_id"]: row for row in rows}
    assert found.habits.recognition
    for shown in found.habits.recognition:
        assert all(
            own[one]["owner_id"] == shown.owner_id and own[one]["meaning"] == "won"
            for one, _, _ in shown.deals
        )
        assert 1 <= len(shown.deals) <= 4
    for shown in found.habits.questions:
        assert all(
            own[one]["owner_id"] == shown.owner_id and own[one]["meaning"] == "open"
            for one, _, _ in shown.deals
        )
        assert "?" in shown.sentence[0]


def test_a_firm_of_one_rep_shows_its_results_and_nothing_of_their_conduct(tmp_path):
    held = tables(each=30)
    for name, key in (("deals", "owner_id"), ("activities", "person_id")):
        held[name] = [row for row in held[name] if row[key] == "n0"]
    held["people"] = [row for row in held["people"] if row["person_id"] in ("boss", "n0")]
    held["targets"] = held["targets"][:1]
    kept = {row["deal_id"] for row in held["deals"]}
    held["deal_changes"] = [row for row in held["deal_changes"] if row["deal_id"] in kept]
    held["deal_lines"] = [row for row in held["deal_lines"] if row["deal_id"] in kept]
    found = results(snapshot_of(tmp_path, as_of=AS_OF, **held), period=PERIOD)
    assert found.one("activities").now.value > 0
    assert not found.orders
    assert not found.habits.habits
    cut = found.for_reader("executives")
    assert cut.one("bookings").now.value == found.one("bookings").now.value
    conduct = {"activities", "meetings", "calls", "people_met", "days_since_touch", "discount_share"}
    assert not conduct & {one.measure for one in cut.standings}
    assert cut.effort.hours.value is None
    assert not [f for f in cut.figures if f.by in ("stage", "team", "rep")]


def test_readers_that_there_are_not_are_refused_and_cuts_are_not_cut_again(found):
    for reader in ("", "person:", "everyone"):
        with pytest.raises(Refusal) as no:
            found.for_reader(reader)
        assert no.value.code == "no-reader"
    cut = found.for_reader("staff")
    assert cut.for_reader("staff") is cut
    with pytest.raises(Refusal):
        cut.for_reader("person:n1")
    with pytest.raises(Refusal):
        cut.one("bookings", "rep", "n1")
    assert found.for_reader("manager") is found


# --- limit cases ---------------------------------------------------------------------------------


def test_an_empty_company(tmp_path):
    found = results(snapshot_of(tmp_path, as_of=AS_OF), period=PERIOD)
    assert found.one("bookings").now.value == 0
    assert found.one("activities").now.unknown
    assert not found.sentences
    assert not found.effort.rows
    for reader in ("executives", "staff", "person:nobody"):
        json.dumps(found.for_reader(reader).as_dict(), allow_nan=False)


@pytest.mark.parametrize("gone", ["activities", "targets", "deal_changes", "people", "stages", "contacts"])
def test_without_a_table(tmp_path, gone):
    held = {name: rows for name, rows in tables(each=12).items() if name != gone}
    found = results(snapshot_of(tmp_path, as_of=AS_OF, **held), period=PERIOD, since=date(2026, 9, 1))
    json.dumps(found.as_dict(), allow_nan=False)
    if gone == "activities":
        assert found.one("activities").now.unknown
        assert all(row.time.value is None and row.time.unknown for row in found.effort.rows)
        assert found.habits.notes
    if gone == "targets":
        assert found.one("attainment").now.value is None
        assert found.one("attainment").now.unknown
    if gone == "deal_changes":
        assert found.changes.notes
        assert found.changes.one("open_amount").then.value is None
        assert found.changes.one("open_amount").then.unknown
        assert not found.changes.movers


def test_nobody_closed_anything_and_owners_are_unknown(tmp_path):
    deals = [
        {
            "deal_id": f"d{i}", "name": f"d{i}", "stage": "Talk", "meaning": "open", "amount_cents": [None, -500][i % 2],
            "created_day": None, "close_day": None,
        }
        for i in range(5)
    ]  # fmt: skip
    found = results(
        snapshot_of(tmp_path, as_of=AS_OF, deals=deals, stages=STAGES, people=people()), period=PERIOD
    )
    assert found.one("win_rate_count").now.value is None
    assert found.one("win_rate_count", "rep", "n0").now.unknown
    assert found.one("win_rate_count", "rep", "n0").shrunk is None
    assert found.one("open_count").now.value == 5
    assert [row.key for row in found.effort.rows] == [""]
    assert found.effort.rows[0].won.value is None
    json.dumps(found.for_reader("staff").as_dict(), allow_nan=False)


def test_a_running_period_is_set_beside_the_same_days(tmp_path, rows):
    held = tables()
    earlier = {"first_day": days("2026-04-01"), "last_day": days("2026-06-30")}
    held["targets"] += [row | earlier | {"target_id": f"q2{row['key']}"} for row in held["targets"]]
    found = results(snapshot_of(tmp_path, **held), period=PERIOD, as_of=date(2026, 8, 15))
    before = found.one("bookings").before
    # 46 days of the quarter have gone: April to 16 May before it.
    assert before.period.last == date(2026, 5, 16)
    assert before.value == sum(r["amount_cents"] for r in _won(rows, first="2026-04-01", last="2026-05-16"))
    # Targets are of whole quarters: what was reached and covered on the same day of the quarter before.
    attained = found.one("attainment")
    assert attained.before.value == pytest.approx(before.value / (9 * 60_000_000))
    due = [
        row for row in rows
        if row["created_day"] <= days("2026-05-16") < row["close_day"] <= days("2026-06-30")
    ]  # fmt: skip
    assert len(due) > 5
    covered = found.one("coverage").before
    assert covered.value is not None
    assert covered.n <= len(due)


def test_it_repeats_and_can_be_seen_from_an_earlier_day_only(snapshot, found):
    again = results(snapshot, period=PERIOD, since=date(2026, 9, 10))
    assert again.as_dict() == found.as_dict()
    for wrong, code in (
        ({"as_of": date(2027, 1, 1)}, "as-of-later"), ({"effort_by": "owner"}, "no-level"), ({"landmark": 0}, "landmark"),
        ({"period": "soon"}, "period"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as no:
            results(snapshot, **({"period": PERIOD} | wrong))
        assert no.value.code == code
        assert no.value.hint


def test_equal_people_are_not_ranked(tmp_path):
    # Nine reps with one planted win rate: whatever chance made of it, nobody is told apart.
    held = tables(seed=8, each=60, met_helps=False)
    found = results(snapshot_of(tmp_path, as_of=AS_OF, **held), period="2026")
    order = next(one for one in found.orders if (one.measure, one.by) == ("win_rate_count", "rep"))
    assert order.pairs == 36
    assert len(order.apart) <= 0.05 * order.pairs
    assert order.members == tuple(sorted(order.members, key=lambda key: order.labels[key].lower()))


def test_plain_differences_are_told_apart_and_the_false_share_is_said(tmp_path):
    held = tables(seed=9, each=60)
    for row in held["deals"]:
        if row["owner_id"] == "n0" and row["meaning"] == "lost":
            row |= {"meaning": "won", "stage": "Won"}
    held.pop("deal_changes")
    found = results(snapshot_of(tmp_path, as_of=AS_OF, **held), period="2026")
    order = next(one for one in found.orders if (one.measure, one.by) == ("win_rate_count", "rep"))
    assert {one.above for one in order.apart} == {"n0"}
    assert len(order.apart) == 8
    assert 0 <= order.false_share <= 0.05
    assert all(one.probability >= 0.95 for one in order.apart)
    assert ("n0",) in order.together


def test_standings_are_frozen(found):
    with pytest.raises(AttributeError):
        found.standings[0].measure = "x"
    assert replace(found, reader="manager") == found


@pytest.mark.slow
def test_the_sample_company_cut_for_everybody_shows_nobody_to_another(tmp_path):
    write_sample(tmp_path / "export", seed=7, as_of=date(2026, 9, 30))
    snapshot = import_files(tmp_path / "export", into=tmp_path / "s", today=date(2026, 9, 30)).snapshot
    found = results(snapshot, period=PERIOD, since=date(2026, 9, 14))
    assert found.one("bookings").now.value == measure(
        snapshot, period=snapshot.calendar.period(PERIOD), by=("all",), names=["bookings"]
    ).one("bookings").value  # fmt: skip
    assert not [kind for one in found.changes.moved for kind in one.kinds if kind.key == "rest"]
    people = {one.key: one.label for one in found.standings if one.by == "rep" and one.key}
    assert len(people) >= 12
    for reader in ("executives", "staff", *(f"person:{one}" for one in people)):
        text = json.dumps(found.for_reader(reader).as_dict(), ensure_ascii=False)
        me = reader.removeprefix("person:")
        for key, name in people.items():
            assert key == me or (f'"{key}"' not in text and f'"{key}|' not in text and f"/{key}" not in text)
            assert key == me or name not in text or name == people.get(me)
    for one in (*found.sentences, *(line for lines in found.own.values() for line in lines)):
        assert not [part for part in one if isinstance(part, Said) and part.figure.value is None]


def test_what_is_not_foreseen_is_the_managers_alone(found):
    made = replace(found.standings[0].now, by="approver", key="p1", label="Somebody")
    whole = replace(found, standings=(*found.standings, replace(found.standings[0], by="approver", now=made)))
    assert made in whole.figures
    for reader in ("executives", "staff"):
        cut = whole.for_reader(reader)
        assert not [one for one in cut.figures if one.by == "approver"]
        assert {one.by for one in cut.figures} <= {
            "all",
            "team",
            "stage",
            "segment",
            "region",
            "product",
            "habit",
            "kind",
        }


def test_a_step_is_now_minus_before(found):
    steps = [one for one in found.standings if one.step is not None and one.step.value]
    assert len(steps) > 20
    for one in steps:
        assert one.step.value == pytest.approx(one.now.value - one.before.value)
        if one.step.interval is not None:
            assert one.step.interval.low <= one.step.value <= one.step.interval.high


def test_the_range_of_an_attainment_is_that_of_as_many_deals_of_such_amounts(found, rows):
    """Counts by chance, each win with its own amount: the variance is the sum of the squares."""
    won = [row["amount_cents"] for row in _won(rows)]
    attained = found.one("attainment")
    half = 1.2815515655 * sum(amount**2 for amount in won) ** 0.5 / attained.target.value
    assert attained.now.interval.high == pytest.approx(attained.now.value + half, rel=1e-6)
    assert attained.now.interval.low == pytest.approx(max(attained.now.value - half, 0.0), rel=1e-6)
