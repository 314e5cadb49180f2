"""Where two readings are possible the import asks, and an answer settles it; where one is, it does not."""

from __future__ import annotations

import pytest
from desk import day, fetch, take

from bothways.terms import Refusal

HEAD = "Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date\n"


def questions(tmp_path, files, **settings):
    with pytest.raises(Refusal) as caught:
        take(tmp_path, files, **settings)
    assert caught.value.code == "question"
    assert caught.value.hint
    found = caught.value.data["questions"]
    for question in found:
        assert len(question["options"]) >= 2
        assert all(option["answer"] and option["means"] for option in question["options"])
    assert not list((tmp_path / "snapshots").glob("[0-9]*"))
    assert not list((tmp_path / "snapshots").glob(".import*"))
    return {question["id"]: question for question in found}


def test_day_and_month_that_nothing_tells_apart_are_asked(tmp_path):
    files = {
        "report.csv": HEAD
        + "A,Acme,Ann,Closed Won,100,03/04/2026,01/02/2026\nB,Beta,Bo,Prospecting,50,05/06/2026,02/03/2026\n"
    }
    found = questions(tmp_path, files)
    assert set(found) == {"dates:report.csv"}
    assert {o["answer"] for o in found["dates:report.csv"]["options"]} == {"dmy", "mdy"}
    done = take(tmp_path, files, answers={"dates:report.csv": "dmy"})
    assert fetch(done, "SELECT close_day, created_day FROM deals WHERE name = 'A'") == [
        (day("2026-04-03"), day("2026-02-01"))
    ]
    other = take(tmp_path, files, answers={"dates:report.csv": "mdy"})
    assert fetch(other, "SELECT close_day FROM deals WHERE name = 'A'") == [(day("2026-03-04"),)]
    again = take(tmp_path, files, mapping=done.snapshot.folder / "mapping.toml")
    assert again.snapshot.manifest["content"] == done.snapshot.manifest["content"]


def test_one_column_of_a_file_decides_for_the_others(tmp_path):
    files = {
        "report.csv": HEAD
        + "A,Acme,Ann,Closed Won,100,03/04/2026,25/02/2026\nB,Beta,Bo,Prospecting,50,05/06/2026,02/03/2026\n"
    }
    done = take(tmp_path, files)
    assert fetch(done, "SELECT close_day FROM deals WHERE name = 'A'") == [(day("2026-04-03"),)]


def test_a_stage_that_nobody_knows_is_asked_and_a_probability_answers_it(tmp_path):
    rows = "A,Acme,Ann,Wolke 7,100,2026-04-03,2026-01-01\nB,Beta,Bo,Closed Won,50,2026-04-04,2026-01-01\n"
    found = questions(tmp_path, {"report.csv": HEAD + rows})
    assert set(found) == {"stage:Wolke 7"}
    assert found["stage:Wolke 7"]["samples"] == ["A"]
    done = take(tmp_path, {"report.csv": HEAD + rows}, answers={"stage:Wolke 7": "lost"})
    assert fetch(done, "SELECT meaning FROM deals WHERE name = 'A'") == [("lost",)]
    head = HEAD.strip() + ",Probability (%)\n"
    told = (
        "A,Acme,Ann,Wolke 7,100,2026-04-03,2026-01-01,40\nB,Beta,Bo,Closed Won,50,2026-04-04,2026-01-01,100\n"
    )
    seen = take(tmp_path, {"report.csv": head + told}, name="other")
    assert fetch(seen, "SELECT meaning, probability FROM deals WHERE name = 'A'") == [("open", 0.4)]


def test_a_weighted_amount_is_never_taken_for_the_amount_silently(tmp_path):
    files = {
        "report.csv": "Opportunity Name,Stage,Expected Revenue,Close Date\nA,Closed Won,100,2026-04-03\n"
    }
    found = questions(tmp_path, files)
    assert set(found) == {"amount:report.csv"}
    none = take(tmp_path, files, answers={"amount:report.csv": "none"})
    assert fetch(none, "SELECT amount_cents FROM deals") == [(None,)]
    taken = take(tmp_path, files, answers={"amount:report.csv": "Expected Revenue"})
    assert fetch(taken, "SELECT amount_cents FROM deals") == [(10_000,)]
    beside = {
        "report.csv": "Opportunity Name,Stage,Amount,Expected Revenue,Close Date\nA,Closed Won,200,100,2026-04-03\n"
    }
    assert fetch(take(tmp_path, beside, name="both"), "SELECT amount_cents FROM deals") == [(20_000,)]


@pytest.mark.parametrize(
    ("head", "row", "field"),
    [
        ("Deal Name,Stage,Amount,Deal Value,Close Date,Owner", "A,Closed Won,1,2,2026-04-03,Ann", "amount"),
        (
            "Deal Name,Stage,Amount,Close Date,Expected close date,Owner",
            "A,Closed Won,1,2026-04-03,2026-05-03,Ann",
            "close",
        ),
        ("Deal Name,Stage,Amount,Close Date,Owner,Sales Rep", "A,Closed Won,1,2026-04-03,Ann,Bo", "owner"),
    ],
)
def test_two_columns_for_one_field_are_asked_and_an_empty_one_is_no_rival(tmp_path, head, row, field):
    found = questions(tmp_path, {"deals.csv": f"{head}\n{row}\n"})
    assert set(found) == {f"{field}:deals.csv"}
    answer = found[f"{field}:deals.csv"]["options"][1]["answer"]
    done = take(tmp_path, {"deals.csv": f"{head}\n{row}\n"}, answers={f"{field}:deals.csv": answer})
    (file,) = done.report.files
    assert {g.field: g.column for g in file.guesses}[field] == answer
    cells = row.split(",")
    cells[head.split(",").index(answer)] = ""
    take(tmp_path, {"deals.csv": f"{head}\n{','.join(cells)}\n"}, name="empty")


def test_numbers_that_two_styles_explain_are_asked(tmp_path):
    rows = 'A,Acme,Ann,Closed Won,"1.234",2026-04-03,2026-01-01\nB,Beta,Bo,Closed Won,"5.678",2026-04-03,2026-01-01\n'
    found = questions(tmp_path, {"report.csv": HEAD + rows})
    assert set(found) == {"numbers:report.csv"}
    point = take(tmp_path, {"report.csv": HEAD + rows}, answers={"numbers:report.csv": "point"})
    comma = take(tmp_path, {"report.csv": HEAD + rows}, answers={"numbers:report.csv": "comma"})
    assert fetch(point, "SELECT sum(amount_cents) FROM deals") == [(691,)]
    assert fetch(comma, "SELECT sum(amount_cents) FROM deals") == [(691_200,)]


def test_two_files_that_could_hold_the_deals_are_asked(tmp_path):
    files = {
        "opportunities.csv": "Opportunity Name,Stage,Amount,Close Date\nA,Closed Won,1,2026-04-03\n",
        "pipeline.csv": "Deal Name,Stage,Value,Created Date,Owner\nB,Prospecting,1,2026-04-03,Ann\n",
    }
    found = questions(tmp_path, files)
    assert set(found) == {"deals-table"}
    one = take(tmp_path, files, answers={"deals-table": "pipeline.csv"})
    assert fetch(one, "SELECT name FROM deals") == [("B",)]
    both = take(tmp_path, files, answers={"deals-table": "all"})
    assert fetch(both, "SELECT name FROM deals ORDER BY 1") == [("A",), ("B",)]
    parts = {
        f"deals {n}.csv": f"Opportunity Name,Stage,Amount,Close Date\n{n},Closed Won,1,2026-04-03\n"
        for n in "AB"
    }
    assert take(tmp_path, parts, name="parts").snapshot.rows("deals") == 2


def test_deals_in_several_rows_by_product_are_asked_without_an_id(tmp_path):
    head = "Opportunity Name,Account Name,Stage,Amount,Close Date,Product Name,Quantity\n"
    rows = "A,Acme,Closed Won,300,2026-04-03,Pump,1\nA,Acme,Closed Won,300,2026-04-03,Valve,2\nB,Beta,Closed Won,50,2026-04-03,Pump,1\n"
    found = questions(tmp_path, {"report.csv": head + rows})
    assert set(found) == {"products"}
    one = take(tmp_path, {"report.csv": head + rows}, answers={"products": "lines"})
    assert fetch(one, "SELECT count(*), sum(amount_cents) FROM deals") == [(2, 35_000)]
    assert fetch(one, "SELECT product, quantity FROM deal_lines ORDER BY 1") == [
        ("Pump", 1.0),
        ("Valve", 2.0),
    ]
    many = take(tmp_path, {"report.csv": head + rows}, answers={"products": "deals"})
    assert fetch(many, "SELECT count(*), sum(amount_cents) FROM deals") == [(3, 65_000)]
    with_id = "Opportunity ID," + head + "".join(f"006{r[0]},{r}\n" for r in rows.splitlines())
    assert take(tmp_path, {"report.csv": with_id}, name="ids").snapshot.rows("deals") == 2


def test_deals_are_told_by_their_values_where_no_name_tells(tmp_path):
    head = "Ref,Thing,Where it is,How much,When\n"
    rows = "1,Big one,Won,1200.50,2026-04-03\n2,Small one,Lost,80.00,2026-05-03\n3,New one,Proposal,500.00,2026-12-01\n"
    done = take(tmp_path, {"my list.csv": head + rows})
    (file,) = done.report.files
    assert {g.field: g.column for g in file.guesses} == {
        "name": "Thing", "stage": "Where it is", "amount": "How much", "close": "When",
    }  # fmt: skip
    assert all(guess.confidence <= 0.6 for guess in file.guesses)
    assert file.unused == ("Ref",)
    assert fetch(done, "SELECT meaning, amount_cents FROM deals ORDER BY 2") == [
        ("lost", 8_000),
        ("open", 50_000),
        ("won", 120_050),
    ]
    two = "Ref,Thing,Where it is,How much,Then,Now\n1,Big one,Won,1200.50,2026-04-03,2026-04-09\n2,Small one,Lost,80.00,2026-05-03,2026-04-09\n"
    found = questions(tmp_path / "other", {"my list.csv": two})
    assert set(found) == {"close:my list.csv"}
    answered = take(tmp_path, {"my list.csv": two}, name="two", answers={"close:my list.csv": "Now"})
    assert fetch(answered, "SELECT DISTINCT close_day FROM deals") == [(day("2026-04-09"),)]
