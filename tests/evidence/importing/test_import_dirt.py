"""Dirt of real exports: what becomes of each row is said, nothing is lost, and order changes nothing."""

from __future__ import annotations

import csv
import os
import random
from datetime import date

import pytest
from desk import day, fetch, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.evidence.refusing import unguarded
from bothways.terms import Refusal

DEALS = "Id,Name,AccountId,OwnerId,StageName,Amount,CloseDate,CreatedDate,IsClosed,IsWon,IsDeleted,CreatedById,SystemModstamp\n"


def deal(
    number: int, *, stage="Closed Won", amount="100.0", deleted="0", close="2026-04-03 00:00:00", name="Deal"
):
    won, closed = ("1", "1") if stage == "Closed Won" else ("0", "0")
    return f"006{number:012d}AAA,{name} {number},001A,005A,{stage},{amount},{close},2026-01-01 09:00:00,{closed},{won},{deleted},005A,2026-04-03 10:00:00\n"


def test_deleted_duplicate_and_unreadable_rows_are_refused_each_with_its_reason(tmp_path):
    rows = [deal(1), deal(2, deleted="1"), deal(3), deal(3), deal(4, amount="a lot"), deal(5, close="soon")]
    done = take(tmp_path, {"Opportunity.csv": DEALS + "".join(rows)})
    (file,) = done.report.files
    assert file.codes == {"deleted": 1, "duplicate": 1, "bad-amount": 1, "bad-date": 1}
    assert (file.read, file.kept) == (6, 2)
    reasons = {row.code: (row.line, row.reason) for row in file.refused}
    assert reasons["bad-amount"] == (6, "“a lot” in the column “Amount” is no amount.")
    assert reasons["bad-date"] == (7, "“soon” in the column “CloseDate” is no date.")
    assert "4 rows were refused, none was changed" in " ".join(done.report.sentences())
    assert "6 rows read, 2 kept." in done.report.sentences()


def test_rows_of_unknown_or_refused_deals_are_refused_and_unknown_accounts_are_kept(tmp_path):
    lines = "Id,OpportunityId,Product2Id,Name,Quantity,UnitPrice,TotalPrice,IsDeleted,CreatedById,SystemModstamp\n"
    lines += "".join(
        f"00k{n},006{n:012d}AAA,01t,Pump,1,50,50,0,005A,2026-01-01 00:00:00\n" for n in (1, 2, 9)
    )
    files = {
        "Opportunity.csv": DEALS + deal(1) + deal(2, deleted="1"),
        "OpportunityLineItem.csv": lines,
        "Account.csv": "Id,Name,Industry,IsDeleted,CreatedById,SystemModstamp\n001B,Beta,Food,0,005A,2026-01-01 00:00:00\n",
    }
    done = take(tmp_path, files)
    codes = {f.file: f.codes for f in done.report.files}
    assert codes["OpportunityLineItem.csv"] == {"deleted-deal": 1, "no-deal": 1}
    assert fetch(done, "SELECT account_id FROM deals") == [("001A",)]
    assert fetch(done, "SELECT name FROM accounts ORDER BY 1") == [("001A",), ("Beta",)]
    assert any(notice.startswith("1 account is named by other rows") for notice in done.report.notices)


def test_refused_rows_lie_beside_the_snapshot_and_no_spreadsheet_runs_them(tmp_path):
    evil = ['=HYPERLINK("http://x","y")', "+1", "-1+2", "@SUM(A1)", "'quoted", "plain"]
    rows = "".join(
        f'"{e.replace(chr(34), chr(34) * 2)}",Acme,Ann,Closed Won,no money,2026-04-03,2026-01-01\n'
        for e in evil
    )
    head = "Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date\n"
    done = take(tmp_path, {"report.csv": head + rows})
    path = done.snapshot.folder / "refused" / "report.csv"
    with path.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [
        unguarded(row["Opportunity Name"]) if row["Opportunity Name"] != "plain" else "plain" for row in kept
    ] == evil
    for row in kept:
        assert not any(str(cell)[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row.values())
    assert [row["line"] for row in kept] == ["2", "3", "4", "5", "6", "7"]


CELLS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(CELLS, min_size=1, max_size=12), seed=st.integers(0, 999))
def test_the_law_holds_and_order_changes_nothing(tmp_path_factory, names, seed):
    rng = random.Random(seed)
    header = [
        "Opportunity Name",
        "Account Name",
        "Opportunity Owner",
        "Stage",
        "Amount",
        "Close Date",
        "Created Date",
    ]
    rows = [
        [name, rng.choice(["Acme", "Beta", ""]), rng.choice(["Ann", "Bo"]), rng.choice(["Closed Won", "Closed Lost", "Prospecting"]),
         rng.choice(["100", "1,250.50", "", "much"]), rng.choice(["2026-04-03", "2026-12-24", ""]), "2026-01-05"]
        for name in names
    ]  # fmt: skip
    hashes = set()
    for turn in range(2):
        tmp_path = tmp_path_factory.mktemp("turn")
        columns = list(range(len(header)))
        if turn:
            rng.shuffle(rows)
            rng.shuffle(columns)
        folder = tmp_path / "export"
        folder.mkdir()
        with (folder / "report.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([[line[c] for c in columns] for line in [header, *rows]])
        done = take(tmp_path, {}, as_of=date(2026, 6, 1))
        hashes.add(done.snapshot.manifest["content"])
    assert len(hashes) == 1


def test_the_same_files_give_the_same_snapshot_wherever_they_lie(tmp_path):
    files = {"Opportunity.csv": DEALS + deal(1) + deal(2)}
    one = take(tmp_path, files, name="a")
    two = take(tmp_path, files, name="b")
    assert one.snapshot.folder == two.snapshot.folder
    assert len(list((tmp_path / "snapshots").iterdir())) == 1


def test_files_that_nobody_understands_are_said_and_nothing_else_is_refused(tmp_path):
    done = take(
        tmp_path, {"Opportunity.csv": DEALS + deal(1), "weather.csv": "place,rain\nOslo,3\nBergen,9\n"}
    )
    file = next(f for f in done.report.files if f.file == "weather.csv")
    assert (file.read, file.kept, file.codes, file.table) == (2, 0, {"not-understood": 2}, "")
    assert [row.row for row in file.refused] == [1, 2]
    with pytest.raises(Refusal) as caught:
        take(tmp_path, {"weather.csv": "place,rain\nOslo,3\n"}, name="alone")
    assert caught.value.code == "not-understood"


def test_several_currencies_need_rates_and_a_missing_one_is_named(tmp_path):
    head = "Id,Name,StageName,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon,IsDeleted,CreatedById,SystemModstamp\n"
    rows = "".join(
        f"006{i},D{i},Closed Won,{amount},{code},2026-04-03,1,1,0,005,2026-04-03 00:00:00\n"
        for i, (amount, code) in enumerate([("100", "EUR"), ("108", "USD"), ("200", "CHF")])
    )
    with pytest.raises(Refusal) as caught:
        take(tmp_path, {"Opportunity.csv": head + rows})
    assert caught.value.code == "rate"
    rates = tmp_path / "rates.toml"
    rates.write_text('base = "EUR"\n[rates]\nUSD = 1.08\n', "utf-8")
    with pytest.raises(Refusal) as caught:
        take(tmp_path, {"Opportunity.csv": head + rows}, rates=rates)
    assert caught.value.data["missing"] == ["CHF"]
    rates.write_text('base = "EUR"\n[rates]\nUSD = 1.08\nCHF = 0.8\n', "utf-8")
    done = take(tmp_path, {"Opportunity.csv": head + rows}, rates=rates)
    got = fetch(done, "SELECT name, amount_cents, original_cents, currency FROM deals ORDER BY 1")
    assert got == [
        ("D0", 10_000, 10_000, "EUR"),
        ("D1", 10_000, 10_800, "USD"),
        ("D2", 25_000, 20_000, "CHF"),
    ]
    assert done.snapshot.currency == "EUR"
    kinds = "Id,IsoCode,ConversionRate,IsCorporate,IsActive,CreatedById,SystemModstamp\n1,EUR,1,1,1,005,2026\n2,USD,1.08,0,1,005,2026\n3,CHF,0.8,0,1,005,2026\n"
    same = take(tmp_path, {"Opportunity.csv": head + rows, "CurrencyType.csv": kinds}, name="own")
    assert same.snapshot.manifest["content"] == done.snapshot.manifest["content"]
    table = tmp_path / "rates.csv"
    table.write_text("currency,rate\nEUR,1\nUSD,1.08\nCHF,0.8\n", "utf-8")
    third = take(tmp_path, {"Opportunity.csv": head + rows}, name="table", rates=table)
    assert third.snapshot.manifest["content"] == done.snapshot.manifest["content"]


def test_cases_mails_and_notes_carry_the_right_voice(tmp_path):
    base = "IsDeleted,CreatedById,SystemModstamp\n"
    files = {
        "Opportunity.csv": DEALS + deal(1),
        "User.csv": "Id,Name,Email,Title,CreatedById,SystemModstamp\n005A,Ann Ash,ann@own.example,Sales rep,005A,2026\n",
        "Contact.csv": "Id,AccountId,FirstName,LastName,Email," + base + "003A,001A,Cy,Cole,cy@acme.example,0,005A,2026\n",
        "EmailMessage.csv": "Id,ParentId,RelatedToId,FromAddress,ToAddress,Subject,HtmlBody,MessageDate,Incoming," + base
        + "02s1,,006000000000001AAA,cy@acme.example,ann@own.example,Price,<p>Too &amp; dear<br>by far</p>,2026-02-01 10:00:00,1,0,005A,2026\n"
        + "02s2,500A,,ann@own.example,cy@acme.example,Re,We look,2026-02-02 12:00:00,0,0,005A,2026\n"
        + "02s3,,006000000000001AAA,bo@own.example,ann@own.example,Fwd,inside,2026-02-03 10:00:00,1,0,005A,2026\n",
        "Case.csv": "Id,CaseNumber,ContactId,AccountId,Subject,Description,Status,CreatedDate,ClosedDate," + base
        + "500A,1,003A,001A,Broken,It is broken,New,2026-02-02 09:00:00,,0,005A,2026\n",
        "Note.csv": "Id,ParentId,Title,Body,OwnerId,CreatedDate," + base + "0021,006000000000001AAA,Call,They like it,005A,2026-02-05 08:00:00,0,005A,2026\n",
    }  # fmt: skip
    done = take(tmp_path, files)
    got = fetch(
        done, "SELECT activity_id, kind, voice, text, contact_id, account_id FROM activities ORDER BY 1"
    )
    assert got == [
        ("0021", "note", "rep", "They like it", None, "001A"),
        ("02s1", "mail_in", "customer", "Too & dear\nby far", "003A", "001A"),
        ("02s2", "mail_out", "rep", "We look", "003A", "001A"),
        ("02s3", "mail_in", "rep", "inside", None, "001A"),
    ]
    assert fetch(done, "SELECT first_reply_second - at_second, text, account_id FROM signals") == [
        (3 * 3600, "It is broken", "001A")
    ]


def test_histories_become_changes(tmp_path):
    history = "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,CloseDate,IsDeleted,SystemModstamp\n"
    states = [
        ("2026-01-01 09:00:00", "Prospecting", "80.0", "2026-03-01 00:00:00"),
        ("2026-01-20 09:00:00", "Prospecting", "80.0", "2026-04-03 00:00:00"),
        ("2026-02-01 09:00:00", "Closed Won", "100.0", "2026-04-03 00:00:00"),
    ]
    history += "".join(
        f"008{i},006000000000001AAA,005A,{a},{s},{m},{c},0,2026\n" for i, (a, s, m, c) in enumerate(states)
    )
    field = "Id,OpportunityId,CreatedById,CreatedDate,Field,OldValue,NewValue,IsDeleted\n"
    field += "0171,006000000000001AAA,005A,2026-01-15 09:00:00,Owner,005A,005B,0\n0172,006000000000001AAA,005A,2026-01-15 09:00:00,NextStep,a,b,0\n"
    files = {
        "Opportunity.csv": DEALS + deal(1),
        "OpportunityHistory.csv": history,
        "OpportunityFieldHistory.csv": field,
    }
    done = take(tmp_path, files)
    got = fetch(
        done,
        "SELECT field, old_text, new_text, old_number, new_number, at_day FROM deal_changes ORDER BY at_day, field",
    )
    assert got == [
        ("created", None, "Prospecting", None, None, day("2026-01-01")),
        ("owner", "005A", "005B", None, None, day("2026-01-15")),
        ("close", None, None, day("2026-03-01"), day("2026-04-03"), day("2026-01-20")),
        ("amount", None, None, 8_000, 10_000, day("2026-02-01")),
        ("stage", "Prospecting", "Closed Won", None, None, day("2026-02-01")),
    ]
    codes = {f.file: f.codes for f in done.report.files}
    assert codes["OpportunityFieldHistory.csv"] == {"no-field": 1}


def test_owner_by_name_is_the_person_of_that_name_and_teams_come_from_managers(tmp_path):
    files = {
        "deals.csv": "Deal Name,Stage,Amount,Close Date,Owner\nA,Closed Won,1,2026-04-03,Ann Ash\nB,Closed Won,1,2026-04-03,Zoe Zimt\n",
        "reps.csv": "id,name,email,manager,region\n7,Ann Ash,ann@own.example,Max Mut,North\n",
    }
    done = take(tmp_path, files)
    assert fetch(done, "SELECT name, owner_id, region FROM deals ORDER BY 1") == [
        ("A", "7", "North"),
        ("B", "Zoe Zimt", None),
    ]
    assert fetch(done, "SELECT person_id, team, manager_id, role FROM people ORDER BY 1") == [
        ("7", "Max Mut", "Max Mut", "rep"), ("Max Mut", "Max Mut", None, "manager"), ("Zoe Zimt", None, None, "rep"),
    ]  # fmt: skip


def test_an_unverified_layout_says_so(tmp_path):
    pipedrive = (
        "Deal - Title,Deal - Value,Deal - Currency of value,Organization - Name,Deal - Owner,Deal - Stage,Deal - Status,"
        "Deal - Deal created,Deal - Expected close date,Deal - Won time,Deal - Lost time,Deal - Lost reason,Deal - ID\n"
        "Big one,1500,EUR,Acme,Ann,Proposal Made,Won,2026-01-02 10:00:00,2026-05-01,2026-04-03 09:00:00,,,1\n"
        "Small one,20,EUR,Beta,Bo,Wolke 7,Open,2026-01-02 10:00:00,2026-05-01,,,,2\n"
        "Gone,20,EUR,Beta,Bo,Proposal Made,Lost,2026-01-02 10:00:00,2026-05-01,,2026-03-01 00:00:00,Price,3\n"
    )
    done = take(tmp_path, {"deals.csv": pipedrive})
    assert any("Pipedrive export” is unverified" in notice for notice in done.report.notices)
    got = fetch(
        done, "SELECT name, stage, meaning, close_day, amount_cents, reason FROM deals ORDER BY deal_id"
    )
    assert got == [
        ("Big one", "Proposal Made", "won", day("2026-04-03"), 150_000, None),
        ("Small one", "Wolke 7", "open", day("2026-05-01"), 2_000, None),
        ("Gone", "Proposal Made", "lost", day("2026-03-01"), 2_000, "Price"),
    ]
    assert done.snapshot.currency == "EUR"


def test_an_answer_that_nothing_asked_for_is_said(tmp_path):
    done = take(tmp_path, {"Opportunity.csv": DEALS + deal(1)}, answers={"dates:other.csv": "dmy"})
    assert any("dates:other.csv" in notice for notice in done.report.notices)


def test_a_value_of_a_lesser_column_becomes_unknown_and_is_counted(tmp_path):
    head = "Deal Name,Stage,Amount,Close Date,Owner,Last Activity\n"
    done = take(
        tmp_path,
        {"deals.csv": head + "A,Closed Won,1,2026-04-03,Ann,yesterday\nB,Closed Won,n/a,2026-04-03,Ann,\n"},
    )
    assert fetch(done, "SELECT name, amount_cents, last_activity_day FROM deals ORDER BY 1") == [
        ("A", 100, None),
        ("B", None, None),
    ]
    assert any("1 value of the column “Last Activity”" in notice for notice in done.report.notices)


def test_scratch_is_gone_and_what_a_killed_import_left_is_swept(tmp_path):
    snapshots = tmp_path / "snapshots"
    left = snapshots / ".import-99999999-abc"
    (left / "read0").mkdir(parents=True)
    fresh = snapshots / ".2026-01-01-abc.99999998.part"
    fresh.mkdir()
    old = 1_000_000_000
    os.utime(left / "read0", (old, old))
    os.utime(left, (old, old))
    take(tmp_path, {"Opportunity.csv": DEALS + deal(1)})
    names = {path.name for path in snapshots.iterdir()}
    assert left.name not in names
    assert fresh.name in names  # another import may be writing it now
    assert not [name for name in names if name.startswith((".import-", ".now-"))]


def test_progress_goes_forward_to_the_end(tmp_path):
    seen = []
    take(
        tmp_path,
        {"Opportunity.csv": DEALS + deal(1)},
        progress=lambda done, total, what: seen.append((done, total, what)),
    )
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][:2] == (100, 100)
    assert all(total == 100 for _, total, _ in seen)


def test_amounts_that_the_crm_converted_are_taken_and_their_currency_found(tmp_path):
    head = "Deal Name,Deal Stage,Amount,Amount in company currency,Currency,Close Date,Deal owner\n"
    rows = 'A,Closed won,"1,200.00","1,100.00",USD,2026-04-03,Ann\nB,Closed won,80,80,EUR,2026-04-03,Ann\n'
    done = take(tmp_path, {"deals.csv": head + rows})
    assert fetch(done, "SELECT amount_cents, original_cents, currency FROM deals ORDER BY name") == [
        (110_000, 120_000, "USD"), (8_000, 8_000, "EUR"),
    ]  # fmt: skip
    assert done.snapshot.currency == "EUR"


def test_a_quota_without_a_period_is_asked_and_not_guessed(tmp_path):
    files = {
        "deals.csv": "Deal Name,Stage,Amount,Close Date,Owner\nA,Closed Won,1,2026-04-03,Ann Ash\n",
        "reps.csv": "id,name,manager,Annual quota\n7,Ann Ash,Max Mut,100000\n",
    }
    with pytest.raises(Refusal) as caught:
        take(tmp_path, files)
    (question,) = caught.value.data["questions"]
    assert question["id"] == "quota:reps.csv"
    assert "Annual quota" in question["question"]
    done = take(tmp_path, files, answers={"quota:reps.csv": "none"})
    assert done.snapshot.rows("targets") == 0
    expected = {
        "year": [("rep", "7", 100_000_00, day("2026-01-01"), day("2026-12-31"))],
        "quarter": [
            ("rep", "7", 100_000_00, day(a), day(b))
            for a, b in (
                ("2026-01-01", "2026-03-31"),
                ("2026-04-01", "2026-06-30"),
                ("2026-07-01", "2026-09-30"),
                ("2026-10-01", "2026-12-31"),
            )
        ],
    }
    wanted = "SELECT scope, key, total_cents, first_day, last_day FROM targets ORDER BY first_day"
    for every, rows in expected.items():
        assert fetch(take(tmp_path, files, answers={"quota:reps.csv": every}), wanted) == rows
    months = fetch(take(tmp_path, files, answers={"quota:reps.csv": "month"}, fiscal_start_month=7), wanted)
    assert len(months) == 12
    assert months[0][3] == day("2025-07-01")
    assert months[-1][4] == day("2026-06-30")
