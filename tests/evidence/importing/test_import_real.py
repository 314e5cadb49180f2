"""The real exports beside the project give their known answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.evidence import Import, import_files
from bothways.terms.period import day_number

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
TODAY = date(2026, 11, 24)


def take(path: Path, into: Path, **settings: object) -> Import:
    done = import_files(path, into=into, today=TODAY, **settings)
    for file in done.report.files:
        assert file.read == file.kept + len(file.refused), file.file
        assert sum(file.codes.values()) == len(file.refused), file.file
        assert len(list(file.refused)) == len(file.refused), file.file
    return done


def fetch(done: Import, query: str) -> list[tuple]:
    return done.snapshot.con.execute(query).fetchall()


def test_both_maven_variants_are_one_company_with_the_known_answers(real_data, tmp_path):
    iso = take(real_data / "maven_crm" / "original_zip", tmp_path / "a")
    short = take(real_data / "maven_crm" / "variant_thomas", tmp_path / "b")
    assert iso.snapshot.manifest["content"] == short.snapshot.manifest["content"]
    assert iso.snapshot.manifest["table_hashes"] == short.snapshot.manifest["table_hashes"]
    assert iso.snapshot.as_of == date(2017, 12, 31)
    stages = dict(fetch(iso, "SELECT stage, count(*) FROM deals GROUP BY ALL"))
    assert stages == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    assert fetch(iso, "SELECT sum(amount_cents) FROM deals WHERE meaning = 'won'") == [(1_000_553_400,)]
    rate = fetch(iso, "SELECT avg((meaning = 'won')::INT) FROM deals WHERE meaning <> 'open'")[0][0]
    assert round(rate, 4) == 0.6315
    by_quarter = {}
    for number, (first, last) in enumerate(
        [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")], 1
    ):
        days = [day_number(date.fromisoformat(f"2017-{d}")) for d in (first, last)]
        query = f"SELECT sum(amount_cents) // 100 FROM deals WHERE meaning = 'won' AND close_day BETWEEN {days[0]} AND {days[1]}"
        by_quarter[number] = fetch(iso, query)[0][0]
    assert by_quarter == {1: 1_134_672, 2: 3_086_111, 3: 2_982_255, 4: 2_802_496}
    teams = dict(
        fetch(
            iso,
            "SELECT p.team, sum(amount_cents) // 100 FROM deals d JOIN people p ON p.person_id = d.owner_id "
            "WHERE meaning = 'won' GROUP BY ALL",
        )
    )
    assert teams["Melvin Marxen"] == 2_251_930
    assert teams["Dustin Brinkmann"] == 1_094_363
    assert len(teams) == 6
    assert fetch(iso, "SELECT count(*) FROM deals WHERE account_id IS NULL") == [(1425,)]
    regions = dict(fetch(iso, "SELECT region, count(*) FROM deals GROUP BY ALL"))
    assert set(regions) == {"Central", "East", "West"}
    assert fetch(iso, "SELECT role, count(*) FROM people GROUP BY ALL ORDER BY 1") == [
        ("manager", 6),
        ("rep", 35),
    ]


def test_a_product_spelt_in_two_ways_is_proposed_and_merged_only_on_an_answer(real_data, tmp_path):
    path = real_data / "maven_crm" / "original_zip"
    asked = take(path, tmp_path / "a")
    assert [(m.id, m.answer, m.rows) for m in asked.report.merges] == [
        ("merge:product:gtxpro", "GTX Pro", 1480)
    ]
    assert fetch(asked, "SELECT count(*) FROM deals WHERE product = 'GTXPro'") == [(1480,)]
    merged = take(path, tmp_path / "b", answers={"merge:product:gtxpro": "GTX Pro"})
    assert fetch(merged, "SELECT count(*) FROM deals WHERE product = 'GTX Pro'") == [(1480,)]
    assert not merged.report.merges
    again = take(path, tmp_path / "c", mapping=merged.snapshot.folder / "mapping.toml")
    assert again.snapshot.manifest["content"] == merged.snapshot.manifest["content"]


def test_ibm_gives_the_published_rates_when_its_duplicates_count(real_data, tmp_path):
    path = real_data / "ibm_sales_win_loss"
    counted = take(path, tmp_path / "a", as_of=date(2016, 1, 1), answers={"duplicates": "keep"})
    assert counted.snapshot.rows("deals") == 78_025
    assert counted.snapshot.currency == "USD"
    rate = "SELECT round(avg((meaning = 'won')::INT), 4) FROM deals"
    assert fetch(counted, rate) == [(0.2259,)]
    by_route = dict(
        fetch(counted, "SELECT source, round(avg((meaning = 'won')::INT), 4) FROM deals GROUP BY ALL")
    )
    assert by_route == {
        "Reseller": 0.2757, "Telesales": 0.219, "Fields Sales": 0.1857, "Other": 0.1852, "Telecoverage": 0.0646,
    }  # fmt: skip
    assert fetch(counted, "SELECT count(*) FROM deals WHERE competitor = 'None'")[0][0] > 0
    once = take(path, tmp_path / "b", as_of=date(2016, 1, 1))
    assert once.snapshot.rows("deals") == 77_970
    assert once.report.files[-1].codes == {"duplicate": 55}
    assert fetch(once, "SELECT count(DISTINCT deal_id) FROM deals") == [(77_970,)]


def test_adventureworks_orders_become_won_deals_that_meet_the_known_attainment(real_data, tmp_path):
    done = take(real_data / "adventureworks_quota", tmp_path)
    assert done.snapshot.rows("deals") == 3616
    assert done.snapshot.rows("deal_lines") == 57_851
    until = day_number(date(2020, 5, 31))
    sales = fetch(done, f"SELECT sum(amount_cents) FROM deals WHERE close_day <= {until}")[0][0]
    assert round(sales / 1e8, 2) == 77.55
    target = fetch(done, f"SELECT sum(total_cents) FROM targets WHERE last_day <= {until}")[0][0]
    assert round(target / 1e8, 2) == 343.16
    attained = dict(
        fetch(
            done,
            "WITH t AS (SELECT key, sum(total_cents) AS cents FROM targets WHERE last_day <= "
            f"{until} GROUP BY ALL), s AS (SELECT owner_id, sum(amount_cents) AS cents FROM deals GROUP BY ALL) "
            "SELECT p.name, round(s.cents / t.cents, 3) FROM t JOIN s ON s.owner_id = t.key "
            "JOIN people p ON p.person_id = t.key",
        )
    )
    assert attained["Lynn Tsoflias"] == 1.550
    assert attained["Jillian Carson"] == 1.530
    assert attained["Michael Blythe"] == 0.440
    assert attained["Pamela Ansman-Wolfe"] == 0.104
    assert fetch(done, "SELECT count(*) FROM deals WHERE region IS NULL") == [(0,)]


def test_dated_notes_of_workbench_are_split_right(real_data, tmp_path):
    done = take(real_data / "workbench", tmp_path)
    text = (real_data / "workbench" / "customer_relationship_manager_data.csv").read_text("utf-8")
    marks = (
        text.count(": Had a call.")
        + text.count(": Saw the demo.")
        + text.count(": On holiday.")
        + text.count(": Met in person.")
    )
    notes = fetch(
        done, "SELECT deal_id, at_day, text FROM activities WHERE kind = 'note' ORDER BY deal_id, at_day"
    )
    assert len(notes) >= marks > 300
    own = [(day, text) for deal, day, text in notes if deal == "00000107"]
    assert own == [
        (day_number(date(2023, 10, 27)), "Had a call."),
        (day_number(date(2023, 11, 26)), "Saw the demo."),
        (day_number(date(2023, 11, 29)), "Had a call."),
    ]
    assert fetch(done, "SELECT count(*) FROM activities WHERE kind = 'note' AND at_day IS NULL") == [(0,)]
    # Colleagues wrote the mails: none of them is a customer's own word.
    assert fetch(done, "SELECT DISTINCT kind, voice FROM activities WHERE kind LIKE 'mail%'") == [
        ("mail_in", "rep")
    ]


def test_the_salesforce_seeds_import_without_a_question(real_data, tmp_path):
    done = take(real_data / "fivetran_salesforce_seeds", tmp_path)
    assert done.snapshot.rows("deals") == 0  # all ten are deleted in the CRM
    codes = {f.file: f.codes for f in done.report.files}
    assert codes["sf_opportunity_data.csv"] == {"deleted": 10}
    assert done.snapshot.rows("people") >= 4


def test_the_hubspot_seeds_import_without_a_question(real_data, tmp_path):
    done = take(real_data / "fivetran_hubspot_seeds", tmp_path)
    assert done.snapshot.rows("deals") == 44
    meanings = dict(fetch(done, "SELECT meaning, count(*) FROM stages GROUP BY ALL"))
    assert meanings["won"] >= 1
    assert meanings["open"] >= 50
    assert fetch(done, "SELECT count(*) FROM signals WHERE first_reply_second IS NOT NULL") == [(4,)]
    assert any("have no stage" in notice for notice in done.report.notices)


def test_headers_alone_make_a_snapshot_without_rows(real_data, tmp_path):
    done = take(real_data / "salesforce_export_headers", tmp_path)
    assert all(rows == 0 for rows in done.snapshot.manifest["tables"].values())
    assert len([f for f in done.report.files if f.layout == "salesforce-export"]) > 40
    assert any(sentence.startswith("No file holds a deal") for sentence in done.report.sentences())
