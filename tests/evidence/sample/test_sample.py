"""The sample company: deterministic, consistent, and the same on every day."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bothways.evidence.sample import STORY, write_report_export, write_sample
from bothways.evidence.sample.columns import COLUMNS
from bothways.evidence.sample.company import salesforce_id
from bothways.evidence.sample.deals import LOST, REVIEW, WON
from bothways.evidence.sample.locales import LOCALES
from bothways.evidence.sample.world import make_world
from bothways.terms import Calendar, Refusal

WEEK = timedelta(days=7)


def table(path, encoding="iso-8859-1", delimiter=","):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "export"
    started = time.process_time()  # its own work: other programs on the machine don't count
    truth = write_sample(folder, seed=2, as_of=STORY)
    return folder, truth, time.process_time() - started


def deals_of(folder):
    rows = [row for row in table(folder / "Opportunity.csv") if row["IsDeleted"] == "0"]
    return {row["Id"]: row for row in rows}


def test_it_is_written_in_three_seconds_with_some_1500_deals_of_30_reps_in_four_teams(export):
    folder, truth, seconds = export
    assert seconds < 3
    assert 1300 <= len(truth.deals) <= 1700
    users = table(folder / "User.csv")
    reps = [row for row in users if row["Title"] == "Sales representative"]
    assert len(reps) == 30
    assert len({row["ManagerId"] for row in reps}) == len({row["Division"] for row in reps}) == 4
    ended = Counter(Calendar().quarter_of(date.fromisoformat(row["CloseDate"][:10])).name
                    for row in deals_of(folder).values() if row["IsClosed"] == "1")  # fmt: skip
    assert sum(count > 50 for count in ended.values()) >= 8


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(export, tmp_path):
    folder, truth, _ = export
    again = write_sample(tmp_path / "again", seed=2, as_of=STORY)
    assert again == truth
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    assert all((folder / n).read_bytes() == (tmp_path / "again" / n).read_bytes() for n in names)
    assert write_sample(tmp_path / "other", seed=3, as_of=STORY).bookings != truth.bookings


def test_the_files_say_what_the_truth_says(export):
    folder, truth, _ = export
    deals = deals_of(folder)
    assert set(deals) == {row["deal_id"] for row in truth.deals}
    booked, won, lost = Counter(), Counter(), Counter()
    for row in deals.values():
        quarter = Calendar().quarter_of(date.fromisoformat(row["CloseDate"][:10])).name
        if row["IsWon"] == "1":
            booked[quarter] += round(float(row["Amount"]) * 100)
            won[quarter] += 1
        elif row["IsClosed"] == "1":
            lost[quarter] += 1
    assert (dict(booked), dict(won), dict(lost)) == (truth.bookings, truth.won, truth.lost)
    still = [row for row in deals.values() if row["IsClosed"] == "0"]
    assert len(still) == truth.open_count
    assert sum(round(float(row["Amount"]) * 100) for row in still) == truth.open_cents
    for name, count in truth.rows.items():
        encoding = "utf-8-sig" if name == "targets.csv" else "iso-8859-1"
        assert len(table(folder / name, encoding)) == count, name
    assert truth.refused == {"Opportunity.csv": 3}


def test_lines_add_up_to_the_amount_and_history_ends_where_the_deal_stands(export):
    folder, truth, _ = export
    deals = deals_of(folder)
    sums = defaultdict(float)
    for line in table(folder / "OpportunityLineItem.csv"):
        sums[line["OpportunityId"]] += float(line["TotalPrice"])
        off = float(line["Discount"] or 0)
        assert float(line["TotalPrice"]) == pytest.approx(
            float(line["Subtotal"]) * (1 - off / 100), abs=0.005
        )
        assert bool(line["Discount_Approved_By__c"]) == (off > 15)
    assert {key: round(value, 2) for key, value in sums.items()} == {
        key: float(row["Amount"]) for key, row in deals.items()
    }
    last, pushes = {}, Counter()
    for row in table(folder / "OpportunityHistory.csv"):
        if (
            row["PrevCloseDate"]
            and row["CloseDate"] > row["PrevCloseDate"]
            and row["StageName"] not in {WON, LOST}
        ):
            pushes[row["OpportunityId"]] += 1
        last[row["OpportunityId"]] = row
    for key, row in deals.items():
        for column in ("StageName", "Amount", "CloseDate"):
            assert last[key][column] == row[column]
    assert {row["deal_id"]: row["pushes"] for row in truth.deals if row["pushes"]} == dict(pushes)
    assert max(pushes.values()) >= 4
    seen = {(row["OpportunityId"], row["Field"]) for row in table(folder / "OpportunityFieldHistory.csv")}
    assert {field for _, field in seen} == {"created", "Amount", "CloseDate", "Owner"}


def test_another_day_shows_the_same_company_without_later_facts(export, tmp_path):
    folder, _, _ = export
    before = tmp_path / "before"
    earlier = write_sample(before, seed=2, as_of=STORY - WEEK)
    old, new = deals_of(before), deals_of(folder)
    assert set(old) < set(new)
    assert all(old[key]["Name"] == new[key]["Name"] for key in old)
    moved = {
        key for key in old if any(old[key][c] != new[key][c] for c in ("StageName", "Amount", "CloseDate"))
    }
    assert len(moved) > 10
    for path in before.glob("*.csv"):
        if path.name == "targets.csv":
            continue
        rows = table(path)
        later = {row["Id"]: row for row in table(folder / path.name)}
        for row in rows:
            if row["Id"].startswith("see new"):
                continue
            assert row["Id"] in later
            for column in (
                "CreatedDate",
                "MessageDate",
                "ActivityDate",
                "ClosedDate",
                "LastModifiedDate",
                "LastActivityDate",
            ):
                assert row.get(column, "")[:10] <= (STORY - WEEK).isoformat()
        if path.stem in {
            "OpportunityHistory",
            "OpportunityFieldHistory",
            "Task",
            "EmailMessage",
            "CaseComment",
            "Event",
        }:
            assert all(later[row["Id"]] == row for row in rows)
    assert earlier.open_count > 0


def test_references_hold(export):
    folder, _, _ = export
    ids = {name: {row["Id"] for row in table(folder / f"{name}.csv")} for name in COLUMNS}
    ids["Opportunity"] = set(deals_of(folder))
    for name, column, target in (
        ("Opportunity", "AccountId", "Account"), ("Opportunity", "OwnerId", "User"), ("Contact", "AccountId", "Account"),
        ("OpportunityLineItem", "OpportunityId", "Opportunity"), ("OpportunityLineItem", "Product2Id", "Product2"),
        ("OpportunityHistory", "OpportunityId", "Opportunity"), ("OpportunityContactRole", "ContactId", "Contact"),
        ("Task", "WhatId", "Opportunity"), ("Event", "WhatId", "Opportunity"), ("Case", "ContactId", "Contact"),
        ("EmailMessage", "RelatedToId", "Opportunity"), ("CaseComment", "ParentId", "Case"), ("User", "UserRoleId", "UserRole"),
        ("ForecastingQuota", "QuotaOwnerId", "User"), ("OpportunityLineItem", "Discount_Approved_By__c", "User"),
    ):  # fmt: skip
        found = {row[column] for row in table(folder / f"{name}.csv")} - {""}
        assert found, (name, column)
        assert found <= ids[target], (name, column)


@pytest.mark.real_data
def test_the_columns_are_the_true_ones(real_data):
    for name, columns in COLUMNS.items():
        path = real_data / "salesforce_export_headers" / f"{name}.csv"
        if not path.is_file() or name == "ForecastingQuota":
            continue
        true = next(csv.reader([path.read_text("latin-1").strip()]))
        assert [column for column in columns if not column.endswith("__c")] == true


def test_what_is_said_agrees_with_the_deals_fate(export):
    folder, _, _ = export
    deals = deals_of(folder)
    tasks = table(folder / "Task.csv")
    notes = {row["Description"] for row in tasks}
    assert len(notes) > 2000
    mails = table(folder / "EmailMessage.csv")
    assert len({row["TextBody"] for row in mails if row["Incoming"] == "1"}) > 300
    for row in tasks:
        stage = deals[row["WhatId"]]["StageName"]
        assert (row["Subject"] == "Won") <= (stage == WON)
        assert (row["Subject"] == "Lost") <= (stage == LOST)
        if row["Subject"] == "Lost" and "price" in row["Description"].lower():
            assert deals[row["WhatId"]]["Loss_Reason__c"] == "Price"
    for row in mails:
        if row["Subject"] == "Order":
            assert deals[row["RelatedToId"]]["StageName"] == WON
        assert (row["FromAddress"].endswith("@ostervale.example")) == (row["Incoming"] == "0")
    texts = [row["Description"] for row in tasks] + [row["TextBody"] for row in mails]
    assert not [text for text in texts if "{" in text or "  " in text or text != text.strip()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_quarter_has_more_prospects_and_fewer_won_and_deals_wait_in_the_own_review(seed):
    world = make_world(seed, story=STORY)
    calendar = Calendar()
    created, ends = Counter(), defaultdict(Counter)
    waiting = 0
    for deal, state in world.standing(STORY):
        created[calendar.quarter_of(deal.created).name] += 1
        if state.stage in {WON, LOST} and deal.type != "Renewal":
            story = (
                "story"
                if state.day > date(2026, 6, 30)
                else "before"
                if state.day > date(2025, 9, 30)
                else ""
            )
            ends[story][state.stage, deal.account.team == "North"] += 1
        waiting += state.stage == REVIEW

    def rate(story, north):
        won, lost = ends[story][WON, north], ends[story][LOST, north]
        return won / (won + lost)

    assert created["2026Q3"] > 1.2 * created["2026Q1"]
    assert rate("story", False) < 0.8 * rate("before", False)
    assert rate("story", True) > 1.3 * rate("story", False)
    assert waiting >= 12
    target = sum(
        quota.cents for quota in world.quotas if quota.scope == "whole" and quota.period.name == "2026Q3"
    )
    booked = sum(
        s.amount_cents for _, s in world.standing(STORY) if s.stage == WON and s.day > date(2026, 6, 30)
    )
    assert 0.8 < booked / target < 0.92


def test_states_are_in_order_and_every_deal_starts_created():
    for deal in make_world(5, story=STORY).deals:
        assert deal.states[0].changed == "created"
        assert all((a.day, a.second) < (b.day, b.second) for a, b in pairwise(deal.states))
        assert all(state.amount_cents > 0 for state in deal.states)


def test_the_teams_targets_add_up_and_reps_are_planned_above_them(export):
    _, truth, _ = export
    quarters = {quarter for _, _, quarter in truth.targets}
    for quarter in quarters:
        whole = truth.targets["whole", "", quarter]
        teams = sum(v for (scope, _, q), v in truth.targets.items() if scope == "team" and q == quarter)
        reps = sum(v for (scope, _, q), v in truth.targets.items() if scope == "rep" and q == quarter)
        assert whole == teams
        assert 0.95 * whole < reps < 1.3 * whole


@pytest.mark.parametrize("locale", LOCALES)
def test_the_report_is_what_a_manager_has(tmp_path, locale):
    truth = write_report_export(tmp_path / "r", seed=2, as_of=STORY, locale=locale)
    tongue = LOCALES[locale]
    rows = table(tmp_path / "r" / "report.csv", tongue.encoding, tongue.delimiter)
    assert len(rows) == truth.rows["report.csv"] == len(truth.deals) + 4
    assert truth.refused == {"report.csv": 4}
    owner, name = tongue.labels[0], tongue.labels[3]
    assert rows[-4][owner] == tongue.total
    assert rows[-2][owner] == tongue.confidential
    assert [row[name] for row in rows[:-4]] == [row["name"] for row in truth.deals]
    assert not any(salesforce_id("006", 1)[:6] in cell for row in rows for cell in row.values())
    keys = [(row[name], row[tongue.labels[2]], row[tongue.labels[10]]) for row in rows[:-4]]
    assert len(keys) == len(set(keys))  # without ids they can still be told apart
    quotas = table(tmp_path / "r" / "quotas.csv", tongue.encoding, tongue.delimiter)
    assert len(quotas) == truth.rows["quotas.csv"] == 30


def test_refusals(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.csv").write_text("x", "utf-8")
    for call, code in (
        (lambda: write_sample(tmp_path / "full"), "sample-folder"),
        (lambda: write_sample(tmp_path / "full" / "mine.csv"), "sample-folder"),
        (lambda: write_sample(tmp_path / "new", as_of=date(2029, 1, 1)), "sample-day"),
        (lambda: write_sample(tmp_path / "new", as_of=date(2020, 1, 1)), "sample-day"),
        (lambda: write_report_export(tmp_path / "new", locale="xx"), "sample-locale"),
        (lambda: write_report_export(tmp_path / "full"), "sample-folder"),
    ):
        with pytest.raises(Refusal) as no:
            call()
        assert no.value.code == code
    assert (tmp_path / "full" / "mine.csv").read_text("utf-8") == "x"


def test_ids_check_the_case():
    assert salesforce_id("006", 1) != salesforce_id("006", 62)
    assert {len(salesforce_id("006", n)) for n in (0, 1, 61, 62, 10**6)} == {18}
