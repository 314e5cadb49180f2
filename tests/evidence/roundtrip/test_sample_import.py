"""The sample company's Data Export comes back as what is true in it."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from bothways.evidence.importing import import_files
from bothways.evidence.sample import STORY, write_sample
from bothways.terms import Calendar
from bothways.terms.period import day_of

COLUMNS = [
    "deal_id",
    "name",
    "account_id",
    "owner_id",
    "type",
    "stage",
    "meaning",
    "amount_cents",
    "created_day",
    "close_day",
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    truth = write_sample(folder / "export", seed=2, as_of=STORY)
    done = import_files(folder / "export", into=folder / "snapshots", today=STORY, as_of=STORY)
    yield folder / "export", truth, done
    done.snapshot.close()


def ask(done, sql):
    return done.snapshot.con.execute(sql).fetchall()


def exported(folder, name, encoding="iso-8859-1"):
    with (folder / f"{name}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_every_deal_comes_back_and_the_dirt_is_refused(sample):
    _, truth, done = sample
    got = sorted(ask(done, f"SELECT {', '.join(COLUMNS)} FROM deals"))
    assert got == sorted(tuple(row[column] for column in COLUMNS) for row in truth.deals)
    files = {file.file: file for file in done.report.files}
    for name, read in truth.rows.items():
        assert files[name].read == read, name
        assert files[name].kept + len(files[name].refused) == read, name
    for name, file in files.items():
        assert len(file.refused) == truth.refused.get(name, 0), (name, file.codes)
    assert all(row.reason for file in files.values() for row in file.refused)


def test_bookings_and_wins_by_quarter(sample):
    _, truth, done = sample
    booked, counts = Counter(), {"won": Counter(), "lost": Counter()}
    for meaning, day, cents in ask(done, "SELECT meaning, close_day, amount_cents FROM deals"):
        if meaning == "open":
            continue
        quarter = Calendar().quarter_of(day_of(day)).name
        counts[meaning][quarter] += 1
        booked[quarter] += cents if meaning == "won" else 0
    assert booked == truth.bookings
    assert counts == {"won": truth.won, "lost": truth.lost}


def test_each_change_is_there_once_although_two_files_tell_it(sample):
    folder, truth, done = sample
    pushes = dict(
        ask(
            done,
            "SELECT c.deal_id, count(*) FROM deal_changes c WHERE field = 'close' AND new_number > old_number "
            "AND new_number > at_day GROUP BY 1",
        )
    )
    assert pushes == {row["deal_id"]: row["pushes"] for row in truth.deals if row["pushes"]}
    history = exported(folder, "OpportunityHistory")
    moves = Counter(
        row["OpportunityId"]
        for row in history
        if row["FromOpportunityStageName"] not in {"", row["StageName"]}
    )
    assert (
        dict(
            ask(
                done,
                "SELECT deal_id, count(*) FROM deal_changes WHERE field = 'stage' AND old_text IS NOT NULL GROUP BY 1",
            )
        )
        == moves
    )
    owners = Counter(
        r["OpportunityId"] for r in exported(folder, "OpportunityFieldHistory") if r["Field"] == "Owner"
    )
    assert (
        dict(ask(done, "SELECT deal_id, count(*) FROM deal_changes WHERE field = 'owner' GROUP BY 1"))
        == owners
    )
    amounts = Counter(
        r["OpportunityId"] for r in exported(folder, "OpportunityFieldHistory") if r["Field"] == "Amount"
    )
    assert (
        dict(
            ask(
                done,
                "SELECT deal_id, count(*) FROM deal_changes WHERE field = 'amount' AND old_number IS NOT NULL GROUP BY 1",
            )
        )
        == amounts
    )
    created = ask(done, "SELECT count(*), count(DISTINCT deal_id) FROM deal_changes WHERE field = 'created'")
    assert created == [(len(truth.deals), len(truth.deals))]
    assert ask(done, "SELECT DISTINCT origin FROM deal_changes") == [("history",)]


def test_lines_add_up_to_the_deals(sample):
    _, truth, done = sample
    assert dict(ask(done, "SELECT deal_id, sum(total_cents) FROM deal_lines GROUP BY 1")) == {
        row["deal_id"]: row["amount_cents"] for row in truth.deals
    }
    (row,) = ask(
        done,
        "SELECT count(*), count(*) FILTER (total_cents > list_cents), count(*) FILTER (approved_by IS NOT NULL), "
        "count(*) FILTER (total_cents * 100 < list_cents * 84.5), count(*) FILTER (cost_cents IS NULL), "
        "count(DISTINCT family), count(DISTINCT product) FROM deal_lines",
    )
    assert row[0] == truth.rows["OpportunityLineItem.csv"]
    assert row[1] == 0
    assert row[2] == row[3] > 100
    assert 0 < row[4] < row[0]
    assert row[5:] == (5, 8)


def test_texts_keep_their_words_and_their_voice(sample):
    folder, truth, done = sample
    want = Counter(
        (row["Description"], "rep") for row in exported(folder, "Task") + exported(folder, "Event")
    )
    want += Counter(
        (row["TextBody"], "customer" if row["Incoming"] == "1" else "rep")
        for row in exported(folder, "EmailMessage")
    )
    assert Counter(ask(done, "SELECT text, voice FROM activities")) == want
    assert ask(
        done, "SELECT count(*) FROM activities WHERE deal_id IS NULL OR at_day IS NULL OR person_id IS NULL"
    ) == [(0,)]
    kinds = dict(ask(done, "SELECT kind, count(*) FROM activities GROUP BY 1"))
    assert kinds["meeting"] == truth.rows["Event.csv"]
    assert kinds["mail_in"] + kinds["mail_out"] == truth.rows["EmailMessage.csv"]
    assert kinds["call"] + kinds["note"] == truth.rows["Task.csv"]
    cases = ask(
        done,
        "SELECT count(*), count(account_id), count(text), count(first_reply_second) FROM signals WHERE kind = 'case'",
    )
    replied = truth.rows["CaseComment.csv"]
    assert cases == [(truth.rows["Case.csv"],) * 3 + (replied,)]
    assert ask(done, "SELECT count(*) FROM signals WHERE first_reply_second < at_second") == [(0,)]


def test_targets_of_reps_teams_and_the_whole_and_roll_ups(sample):
    _, truth, done = sample
    rows = ask(done, "SELECT scope, key, first_day, total_cents, is_rollup FROM targets")
    people = dict(ask(done, "SELECT person_id, role FROM people"))
    reps = {(row[1], row[2]): row[3] for row in rows if row[0] == "rep" and not row[4]}
    assert all(people[key] == "rep" for key, _ in reps)
    marked = {people[row[1]] for row in rows if row[4]}
    assert marked == {"manager"}
    quarter = Calendar().period("2026Q3")
    whole = [row[3] for row in rows if row[0] == "whole" and row[2] == quarter.first_day]
    assert whole == [truth.targets["whole", "", "2026Q3"]]
    teams = {row[1]: row[3] for row in rows if row[0] == "team" and row[2] == quarter.first_day}
    assert teams == {
        key: cents for (scope, key, q), cents in truth.targets.items() if scope == "team" and q == "2026Q3"
    }
    assert sum(c for (_, day), c in reps.items() if day == quarter.first_day) == sum(
        cents for (scope, _, q), cents in truth.targets.items() if scope == "rep" and q == "2026Q3"
    )


def test_people_have_their_teams(sample):
    _, truth, done = sample
    teams = dict(ask(done, "SELECT person_id, team FROM people"))
    assert teams == {key: team for key, team in truth.teams.items() if key in teams}
    assert len(teams) == truth.rows["User.csv"]
