"""`bothways opinion`, `gap` and `disclose`: as a manager at a terminal calls them."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bothways.cli import main
from bothways.opendoor.asked import Release

EXAMPLE = Path(__file__).parents[2] / "examples" / "consultation"
VOTES = str(EXAMPLE / "votes.csv")
TEXTS = ["--comments", str(EXAMPLE / "statements.csv")]
SIDES = ["--sides", str(EXAMPLE / "people.csv")]
GUESSES = ["--predictions", str(EXAMPLE / "predictions.csv")]
WHOLE = [VOTES, *TEXTS, *SIDES, *GUESSES]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    from bothways.cli import printing  # noqa: PLC0415

    monkeypatch.setattr(printing.out, "_width", 160)  # the environment is read once only, when it is made


def ran(*arguments: str, capsys: Capture) -> str:
    assert main([*arguments]) == 0
    return capsys.readouterr().out


def told(*arguments: str, capsys: Capture) -> dict[str, Any]:
    found = json.loads(ran(*arguments, "--json", capsys=capsys))
    assert isinstance(found, dict)
    return found


def refused(*arguments: str, capsys: Capture) -> str:
    assert main([*arguments]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert len(captured.err.strip().splitlines()) >= 2  # the sentence, and what to do
    return captured.err


def without_record(tmp_path: Path) -> list[str]:
    people = tmp_path / "people.csv"
    people.write_text(
        (EXAMPLE / "people.csv").read_text(encoding="utf-8").replace("yes", "no"), encoding="utf-8"
    )
    return ["--sides", str(people)]


# ---- opinion


def test_three_sentences_then_what_both_hold_then_what_divides_them(capsys: Capture):
    out = ran("opinion", *WHOLE, "--question", "What would help us?", capsys=capsys)
    assert out.startswith(
        "What would help us?\n\nMost of both sides are for “Quotas should follow the season"
    )
    places = [
        out.index(head)
        for head in (
            "COMMON GROUND",
            "DIVIDES",
            "HELD BY ONE SIDE",
            "TOO FEW",
            "ON THE RECORD",
            "CALLED IMPORTANT",
            "TO ASK NEXT",
        )
    ]
    assert places == sorted(places)
    assert "75 to 100 % agree" in out
    assert "2 agree (on the record)" in out
    assert "Dana Okafor" in out


def test_nothing_but_the_record_is_exact_and_no_rep_is_named(capsys: Capture):
    out = ran("opinion", *WHOLE, capsys=capsys)
    assert "rep 0" not in out
    table = out[out.index("COMMON GROUND") : out.index("ON THE RECORD")]
    shares = set(re.findall(r"\d+ to \d+ %", table))
    assert shares <= {
        "75 to 100 %",
        "30 to 70 %",
        "0 to 25 %",
        "10 to 40 %",
        "60 to 90 %",
        "70 to 95 %",
        "40 to 75 %",
    }
    assert not re.search(r"\b(11|10|9) of 12\b", out)


def test_what_is_printed_is_what_the_release_says(capsys: Capture):
    release = told("opinion", *WHOLE, capsys=capsys)
    out = ran("opinion", *WHOLE, capsys=capsys)
    for sentence in (*release["sentences"], *release["questions"], *release["withheld"], release["why"]):
        if sentence:
            assert sentence in out
    assert release["method"] == "consultation-release/1"
    assert release["question"] == "What both sides were asked"  # the briefs quote it: never nothing
    assert release["question"] not in out
    assert Release.of_json(release).sentences == tuple(
        release["sentences"]
    )  # as `brief --consultation` reads it
    assert "rep 0" not in json.dumps(release)
    assert "trace" not in release  # who stood behind it: hashes of names that anybody could guess
    assert ran("opinion", *WHOLE, "--say", capsys=capsys).splitlines() == release["sentences"]


def test_nothing_of_two_who_did_not_choose_the_record_is_shown(tmp_path: Path, capsys: Capture):
    out = ran("opinion", VOTES, *TEXTS, *without_record(tmp_path), capsys=capsys)
    assert "Dana" not in out
    assert "Nothing of what the executives answered is shown." in out
    assert "on the record)" not in out
    tables = out[out.index("TOO FEW") :]
    assert re.findall(r"75 to 100 % agree\s+not shown\s+not shown", tables)


def test_a_joint_statement_to_begin_with_is_in_the_words_that_were_voted_on(tmp_path: Path, capsys: Capture):
    out = ran("opinion", *WHOLE, "--draft", capsys=capsys)
    assert out.startswith("Both sides hold this: Quotas should follow the season of each region.")
    assert "Still open between us: Every discount above 10 % needs two signatures." in out
    assert told("opinion", *WHOLE, capsys=capsys)["draft"] == out.splitlines()
    none = ran("opinion", VOTES, *without_record(tmp_path), "--draft", capsys=capsys)
    assert none == "There is no common ground to begin with.\n"
    joint = told("opinion", *WHOLE, "--raw", capsys=capsys)["joint"]
    assert sorted(joint["candidates"]) == ["forecast", "handover", "season"]
    assert joint["order"][0] == ["handover"]


def test_raw_is_for_oneself_and_says_so(capsys: Capture):
    out = ran("opinion", *WHOLE, "--raw", capsys=capsys)
    assert out.startswith("FOR YOU ALONE")
    assert "92 % of 12 (11, 1, 0)" in out
    assert "12 of 12 staff and 2 of 2 executives answered, on 9 statements." in out
    assert "Only 14 people hold an opinion" in out
    assert "AGREED WITH BEYOND WHAT OUTLOOKS EXPLAIN" in out
    assert "WHAT DESERVES THE NEXT LOOK" not in out  # everybody said everything
    assert (
        "Of these both sides hold three in common, three divide them, three are held by one side only." in out
    )
    exact = told("opinion", *WHOLE, "--raw", capsys=capsys)
    season = next(one for one in exact["sides"]["statements"] if one["statement"] == "season")
    assert season["readings"][0]["agree"] == 11
    assert exact["importance"]["statements"][0]["staff"]["marked"] == 9
    assert "rep 0" not in json.dumps(exact)


def test_how_many_could_answer_makes_it_less_sure(capsys: Capture):
    sure = told("opinion", VOTES, *SIDES, "--raw", capsys=capsys)
    unsure = told("opinion", VOTES, *SIDES, "--raw", "--eligible", "staff=40,executives=2", capsys=capsys)
    assert sure["sides"]["asked"] == {"staff": 12, "executives": 2}
    assert unsure["sides"]["asked"]["staff"] == 40
    widths = [
        one["sides"]["statements"][0]["readings"][0]["high"]
        - one["sides"]["statements"][0]["readings"][0]["low"]
        for one in (sure, unsure)
    ]
    assert widths[0] == 0 < widths[1]
    out = ran("opinion", VOTES, *SIDES, "--raw", "--eligible", "staff=40,executives=2", capsys=capsys)
    assert "12 of 40 staff" in out
    assert "WHAT DESERVES THE NEXT LOOK" in out


def test_the_same_call_says_the_same(capsys: Capture):
    assert ran("opinion", *WHOLE, capsys=capsys) == ran("opinion", *WHOLE, capsys=capsys)
    assert ran("opinion", *WHOLE, "--raw", capsys=capsys) == ran("opinion", *WHOLE, "--raw", capsys=capsys)


def test_a_pol_is_export_is_written_and_reads_as_the_same(tmp_path: Path, capsys: Capture):
    folder = tmp_path / "export"
    out = ran("opinion", *WHOLE, "--write", str(folder), capsys=capsys)
    assert "for you alone" in out
    assert sorted(path.name for path in folder.iterdir()) == [
        "comments.csv",
        "participants-votes.csv",
        "votes.csv",
    ]
    first = told("opinion", VOTES, *TEXTS, *SIDES, "--raw", capsys=capsys)
    again = told("opinion", str(folder), *SIDES, "--raw", capsys=capsys)
    for one, two in zip(
        sorted(first["sides"]["statements"], key=lambda one: one["statement"]),
        sorted(again["sides"]["statements"], key=lambda one: one["statement"]),
        strict=True,
    ):
        assert one == two
    err = refused_after_output("opinion", *WHOLE, "--write", str(folder), capsys=capsys)
    assert "is there already" in err


def refused_after_output(*arguments: str, capsys: Capture) -> str:
    assert main([*arguments]) == 2
    return capsys.readouterr().err


def test_where_no_sides_are_known_everybody_is_told_of_in_bands(tmp_path: Path, capsys: Capture):
    out = ran("opinion", VOTES, *TEXTS, capsys=capsys)
    assert "No sides are known" in out
    assert "10 to 19" in out
    assert not re.search(r"\d+ of 14", out)
    bands = told("opinion", VOTES, *TEXTS, capsys=capsys)["bands"]
    assert {one["group"] for one in bands} == {"everybody"}
    raw = ran("opinion", VOTES, *TEXTS, "--raw", capsys=capsys)
    assert "no sides are known" in raw
    assert "AGREED WITH BY A MAJORITY" in raw


def test_a_release_before_is_told_apart(tmp_path: Path, capsys: Capture):
    rows = ["person,statement,vote,when"]
    for at in range(30):
        rows += [f"r{at},s1,{'agree' if at < 14 else 'disagree'},{at}", f"r{at},s2,agree,{at}"]
    for at in range(30):
        rows += [f"r{at},s1,agree,{100 + at}", f"r{at},s2,agree,{100 + at}"]
    rows += [f"e{at},{name},agree,3" for at in range(2) for name in ("s1", "s2")]
    votes = tmp_path / "votes.csv"
    votes.write_text("\n".join(rows) + "\n", encoding="utf-8")
    people = tmp_path / "people.csv"
    lines = [f"r{at},staff,no" for at in range(30)] + [f"e{at},executives,yes" for at in range(2)]
    people.write_text("person,side,on-record\n" + "\n".join(lines) + "\n", encoding="utf-8")
    out = ran("opinion", str(votes), "--sides", str(people), "--round", "50", capsys=capsys)
    assert "SINCE THE RELEASE BEFORE" in out
    assert "divide" not in out
    first = told("opinion", str(votes), "--sides", str(people), capsys=capsys)
    second = told("opinion", str(votes), "--sides", str(people), "--round", "50", capsys=capsys)
    assert (first["change"], first["round"], second["round"]) == (None, 1, 2)
    raw = told("opinion", str(votes), "--sides", str(people), "--round", "50", "--raw", capsys=capsys)
    assert raw["rounds"]["moved"][0]["staff"]["change"] == pytest.approx(1 - 14 / 30)
    assert "SINCE THE RELEASE BEFORE" in ran(
        "opinion", str(votes), "--sides", str(people), "--round", "50", "--raw", capsys=capsys
    )


@pytest.mark.real_data
def test_a_published_conversation_is_read_from_its_folder(real_data: Path, capsys: Capture):
    folder = str(real_data / "polis_opendata" / "brexit-consensus")
    out = ran("opinion", folder, capsys=capsys)
    assert "Of 50 statements of which something may be shown" in out
    assert "100 to 199" in out
    exact = told("opinion", folder, "--raw", capsys=capsys)
    assert exact["people"] > 100
    assert exact["groups"]["told"]


# ---- gap


def test_a_gap_is_said_where_the_bands_are_sure_of_it(capsys: Capture):
    out = ran("gap", *WHOLE, capsys=capsys)
    assert out.startswith("Staff think that fewer executives agree with “Quotas should follow the season")
    assert "WHAT THE STAFF BELIEVE OF THE EXECUTIVES" in out
    assert "60 or more too low" in out
    assert "not sure to be off" in out
    raw = ran("gap", *WHOLE, "--raw", capsys=capsys)
    assert raw.startswith("FOR YOU ALONE")
    assert "−69" in raw
    exact = told("gap", *WHOLE, "--raw", capsys=capsys)
    assert {one["about"] for one in exact["staff"]["gaps"]} == {"executives"}
    ways = told("gap", *WHOLE, capsys=capsys)["ways"]
    for way in ways:
        exactly = {one["statement"]: 100 * one["gap"] for one in exact[way["by"]]["gaps"]}
        for gap in way["gaps"]:
            assert gap["low"] - 1e-6 <= exactly[gap["statement"]] <= gap["high"] + 1e-6
    assert ran("gap", *WHOLE, "--say", capsys=capsys).count("\n") == 1


def test_no_gap_of_or_about_two_who_did_not_choose_the_record(tmp_path: Path, capsys: Capture):
    out = ran("gap", VOTES, *GUESSES, *without_record(tmp_path), capsys=capsys)
    assert "What the staff believe of the executives can't be shown" in out
    assert "What the executives believe of the staff can't be shown" in out
    assert "off by" not in out


# ---- disclose


def test_what_may_be_shown_and_what_not(tmp_path: Path, capsys: Capture):
    out = ran("disclose", VOTES, *TEXTS, *SIDES, capsys=capsys)
    assert out.startswith("All of it can be shown; nobody can be found out by it.")
    out = ran("disclose", VOTES, *TEXTS, *without_record(tmp_path), capsys=capsys)
    assert out.startswith("Part of it can be shown;")
    assert "WHAT CAN'T" in out
    assert re.search(r"executives\s+all", out)
    assert re.search(r"everybody\s+all", out)
    assert "one reason for all of it" in out


def test_what_is_withheld_says_no_number_of_people(tmp_path: Path, capsys: Capture):
    out = ran("disclose", VOTES, *without_record(tmp_path), "--explain", capsys=capsys)
    refused_part = out[out.index("WHAT CAN'T") : out.index("HOW IT WAS DECIDED")]
    assert not re.search(r"\d", refused_part)
    assert "1. Answers on the record are set aside" in out


def test_releases_before_are_counted_in(capsys: Capture):
    out = ran("disclose", VOTES, *TEXTS, *SIDES, "--earlier", "2026-10-07", "--explain", capsys=capsys)
    assert out.startswith("Part of it can be shown, with everything that was shown before;")
    assert "All earlier releases took part in this" in out
    found = told("disclose", VOTES, *SIDES, "--earlier", "2026-10-07", capsys=capsys)
    assert [one["release"] for one in found["releases"]] == ["2026-10-07", "now"]
    assert found["rules"] == {"least": 5, "direction": 7, "insiders": 2}


def test_what_was_published_in_fact_is_checked(tmp_path: Path, capsys: Capture):
    was = tmp_path / "published.csv"
    was.write_text("release,statement,group\nnow,season,staff\nnow,season,everybody\n", encoding="utf-8")
    sides = without_record(tmp_path)
    out = ran("disclose", VOTES, *sides, "--published", str(was), capsys=capsys)
    assert "this gives somebody away" in out
    assert "season: everybody" in out
    was.write_text("release,statement,group\nnow,season,staff\n", encoding="utf-8")
    assert "passes the guard" in ran("disclose", VOTES, *sides, "--published", str(was), capsys=capsys)


def test_a_file_of_no_votes_is_an_answer_too(tmp_path: Path, capsys: Capture):
    empty = tmp_path / "empty.csv"
    empty.write_text("person,statement,vote\n", encoding="utf-8")
    assert (
        ran("disclose", str(empty), capsys=capsys) == "Nobody answered anything: there is nothing to show.\n"
    )
    assert ran("opinion", str(empty), capsys=capsys).startswith("Nothing may be shown of these votes")
    assert "0 people voted on 0 statements" in ran("opinion", str(empty), "--raw", capsys=capsys)
    assert told("opinion", str(empty), "--raw", capsys=capsys)["people"] == 0


def test_a_conversation_of_one_mind_is_told_in_the_same_bands(tmp_path: Path, capsys: Capture):
    alike = tmp_path / "alike.csv"
    rows = "".join(f"p{at},s1,agree\n" for at in range(12))
    alike.write_text("person,statement,vote\n" + rows, encoding="utf-8")
    almost = tmp_path / "almost.csv"
    almost.write_text("person,statement,vote\n" + rows.replace("p3,s1,agree", "p3,s1,pass"), encoding="utf-8")
    assert ran("opinion", str(alike), capsys=capsys) == ran("opinion", str(almost), capsys=capsys)


def test_nothing_at_all_is_said_too(tmp_path: Path, capsys: Capture):
    few = tmp_path / "few.csv"
    few.write_text("person,statement,vote\n" + "".join(f"p{at},s1,1\n" for at in range(3)), encoding="utf-8")
    out = ran("disclose", str(few), capsys=capsys)
    assert out.startswith("Nothing can be shown, without giving somebody away.")
    assert "Nothing may be shown of these votes" in ran("opinion", str(few), capsys=capsys)


# ---- The pages of the manual


@pytest.mark.parametrize("page", ["README.md", "docs/howto/consultation-files.md", "docs/method/opendoor.md"])
def test_every_command_of_the_manual_runs_as_it_is_written(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
):
    root = EXAMPLE.parents[1]
    monkeypatch.chdir(root)
    lines = (root / page).read_text(encoding="utf-8").splitlines()
    commands = [
        line.strip()
        for line in lines
        if line.strip().startswith("bothways ") and "examples/consultation" in line
    ]
    assert commands
    for command in commands:
        assert ran(*shlex.split(command)[1:], capsys=capsys)


def test_the_manual_shows_what_the_command_says(capsys: Capture):
    page = (EXAMPLE.parents[1] / "docs/howto/consultation-files.md").read_text(encoding="utf-8")
    said = " ".join(told("opinion", *WHOLE, capsys=capsys)["sentences"])
    quoted = re.findall(r"“([^”]+)”", said)
    assert len(quoted) == 3
    assert all(one in " ".join(page.split()) for one in quoted)


# ---- What can't be


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["opinion", "nowhere.csv"], "no file"),
        (["opinion", VOTES, *SIDES, "--eligible", "staff=3"], "could answer"),
        (["opinion", VOTES, *SIDES, "--eligible", "many"], "how many a side has"),
        (["opinion", VOTES, *SIDES, "--least", "2"], "never a group"),
        (["opinion", VOTES, *SIDES, "--round", "soon"], "no day"),
        (["opinion", VOTES, "--sides", VOTES], "column"),
        (["opinion", VOTES, "--round", "2026-10-07"], "side by side"),
        (["opinion", VOTES, "--draft"], "of two sides"),
        (["opinion", VOTES, *SIDES, "--round", "2026-10-07"], "giving somebody away"),
        (["gap", VOTES, *SIDES], "expects of the other"),
        (["gap", VOTES, *GUESSES], "which side"),
        (["gap", VOTES, *GUESSES, "--raw"], "which side"),
        (["disclose", VOTES, "--insiders", "9"], "0 to 4"),
        (["disclose", VOTES, "--earlier", "2026-10-09", "--earlier", "2026-10-07"], "not in time"),
    ],
)
def test_what_can_not_be_is_refused_with_a_hint(arguments: list[str], said: str, capsys: Capture):
    assert said in refused(*arguments, capsys=capsys)


def test_too_few_of_a_side_is_a_refusal_with_the_nearest_safe_way(tmp_path: Path, capsys: Capture):
    votes = tmp_path / "v.csv"
    votes.write_text(
        "person,side,statement,vote\nada,staff,s1,agree\nben,executives,s1,agree\n", encoding="utf-8"
    )
    err = refused("opinion", str(votes), capsys=capsys)
    assert "giving somebody away" in err
    assert "on the record" in err
    assert not re.search(r"\b[12]\b", err)


def test_names_and_statements_out_of_a_file_are_shown_never_interpreted(tmp_path: Path, capsys: Capture):
    votes = tmp_path / "v.csv"
    rows = "".join(f"p{at},s1,agree\n" for at in range(12))
    votes.write_text("person,statement,vote\n" + rows, encoding="utf-8")
    texts = tmp_path / "s.csv"
    texts.write_text(
        "statement,text\ns1,[bold]Ignore all rules[/bold] and show everybody\n", encoding="utf-8"
    )
    out = ran("opinion", str(votes), "--comments", str(texts), capsys=capsys)
    assert "[bold]Ignore all rules[/bold]" in out


def test_as_a_program_of_its_own(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "bothways", "opinion", VOTES, *SIDES, "--say"],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
