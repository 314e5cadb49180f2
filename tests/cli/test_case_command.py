"""`bothways case`: the template, the case in three minutes, the counter-offer, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bothways.cli import main


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "case.toml"
    assert main(["case", "--template", "--out", str(path)]) == 0
    assert str(path) in capsys.readouterr().out.replace("\n", "")
    return path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_the_template_is_read_as_it_is_in_three_minutes(case, capsys):
    assert main(["case", str(case)]) == 0
    out = capsys.readouterr().out
    assert len(out.split()) < 700  # words, read in three minutes
    text = " ".join(out.split())
    for part in ("THE LADDER", "60 %", "120 %", "given up. Felt by", "WHAT CUSTOMERS GAIN", "a belief", "published, weak",
                 "WHAT THIS STANDS ON", "more would be left", "THE COUNTER-OFFER: “One, and no travel until July”",
                 "“people: at most 1” costs"):  # fmt: skip
        assert part in text


def test_json_holds_every_number_with_its_assumptions(case, capsys):
    assert main(["case", str(case), "--json", "--share", "0.5"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert [rung["share"] for rung in held["ladder"]] == [0.5, 0.6, 0.8, 1.0, 1.2]
    assert held["asked"]["levels"] == {"People for the north": 2, "Quote tool": 1, "Visits to customers": 4}
    assert held["counters"][0]["offered"]["levels"]["People for the north"] == 1
    assert {"result and margin", "lines add up"} <= {one["name"] for one in held["assumptions"]}
    assert all(one["kind"] and one["source"] for one in held["assumptions"])
    assert all(one["standing"] for line in held["lines"] for one in line["customers"])
    assert held["front"]["complete"]


def test_a_counter_offer_by_its_words_and_as_limits_is_one_answer(case, capsys):
    assert main(["case", str(case), "--counter", "no travel", "--json"]) == 0
    words = json.loads(capsys.readouterr().out)["counters"][0]
    limits = ["--counter", "people=1", "--counter", "travel from 2027-07"]
    assert main(["case", str(case), *limits, "--json"]) == 0
    (given,) = json.loads(capsys.readouterr().out)["counters"]
    assert given["offered"] == words["offered"]
    assert given["changes"] == words["changes"]
    assert main(["case", str(case), *limits]) == 0
    assert "2 → 1" in said(capsys)


def test_rankings_bring_one_proposal(case, capsys):
    text = (
        case.read_text("utf-8") + '\n[rankings]\nstaff = ["100 %", "80 %"]\nexecutives = ["80 %", "60 %"]\n'
    )
    case.write_text(text, "utf-8")
    assert main(["case", str(case)]) == 0
    assert "“80 %” is what both rank furthest above “0 %”" in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["case"], "--template"),
        (["case", "gone.toml"], "There is no gone.toml"),
        (["case", "CASE", "--counter", "fairs=1"], "“fairs” is no line"),
        (["case", "CASE", "--counter", "two"], "No counter-offer has these words"),
        (["case", "CASE", "--share", "-1"], "A rung is a share"),
        (["case", "--template", "--out", "CASE"], "is there already"),
    ],
)
def test_what_can_not_be_is_refused_with_what_to_do(case, capsys, arguments, part):
    given = [str(case) if one == "CASE" else one for one in arguments]
    assert main(given) == 2
    assert part in " ".join(capsys.readouterr().err.split())


def test_limits_that_can_not_hold_together_are_named(case, capsys):
    limit = '\n[[limit]]\nsays = "two people or it does not work"\nof = "people"\nleast = 2\n'
    case.write_text(case.read_text("utf-8") + limit, "utf-8")
    assert main(["case", str(case), "--counter", "people=1", "--json"]) == 2
    caught = capsys.readouterr()
    refused = json.loads(caught.out)
    assert refused["refused"] == "no-plan"
    assert [one["says"] for one in refused["data"]["limits"]] == [
        "two people or it does not work",
        "people: at most 1",
    ]
    assert "What would free it" in caught.err


def test_two_or_nothing_still_has_a_case_and_an_offer_that_can_not_be_takes_nothing_from_it(case, capsys):
    whole = (
        case.read_text("utf-8")
        .replace("ask = 2", "ask = 2\nleast = 2")
        .replace("ask = 1", "ask = 1\nleast = 1")
    )
    case.write_text(
        whole + '\n[rankings]\nstaff = ["100 %", "60 %"]\nexecutives = ["60 %", "100 %"]\n', "utf-8"
    )
    assert main(["case", str(case)]) == 0
    text = said(capsys)
    assert "60 %: funds nothing that can be had." in text
    assert "“60 % of the ask” can't hold together." in text
    assert "THE COUNTER-OFFER: “One, and no travel until July” “People for the north: at least 2” and" in text
    assert "“100 %” is what both rank furthest above" in text
    assert main(["case", str(case), "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert [gap["share"] for gap in held["gaps"]] == [0.6]
    assert [rung["share"] for rung in held["ladder"]] == [0.8, 1.0, 1.2]
    assert (held["counters"][0]["refused"], held["counters"][0]["words"]) == (
        "no-plan",
        "One, and no travel until July",
    )


def test_what_a_file_says_is_shown_and_never_interpreted(case, capsys):
    case.write_text(
        case.read_text("utf-8").replace("Two people and a tool", "[red]Two[/red] people"), "utf-8"
    )
    assert main(["case", str(case)]) == 0
    assert "[RED]TWO[/RED] PEOPLE" in capsys.readouterr().out
