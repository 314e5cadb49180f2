"""Every command, as a person at a terminal calls it."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from bothways.cli import main
from bothways.cli.application import HOMES, application

DEALS = [
    [
        "Opportunity Name",
        "Account Name",
        "Stage",
        "Amount",
        "Close Date",
        "Created Date",
        "Opportunity Owner",
    ],
    ["Pump line", "Acme", "Closed Won", "12000.00", "2026-08-20", "2026-05-02", "Ada Berg"],
    ["Filter", "Birk", "Closed Lost", "8000.00", "2026-09-15", "2026-06-11", "Ada Berg"],
    ["Mixer", "Celta", "Negotiation", "20000.00", "2026-09-29", "2026-07-01", "Ben Solo"],
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(DEALS)
    return tmp_path


def test_help_is_everywhere(capsys: pytest.CaptureFixture[str]):
    for command in (
        [],
        ["demo"],
        ["import"],
        ["targets"],
        ["show"],
        ["measures"],
        ["brief"],
        ["reframe"],
        ["receipt"],
    ):
        assert main([*command, "--help"]) == 0
        assert "Usage: bothways" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("bothways ")


@pytest.mark.parametrize("command", HOMES)
def test_a_command_alone_is_what_it_is_beside_the_others(command: str):
    alone = typer.main.get_command(application([command])).commands  # type: ignore[attr-defined]
    beside = typer.main.get_command(application()).commands  # type: ignore[attr-defined]
    assert list(beside) == list(HOMES)
    assert list(alone) == [command]
    assert [p.opts for p in alone[command].params] == [p.opts for p in beside[command].params]


@pytest.mark.parametrize("arguments", [["--version"], ["receipt", "--text", "Pay 5 EUR.", "Pay 5 EUR."]])
def test_what_needs_no_engine_waits_for_none(arguments: list[str]):
    code = (
        "import sys\n"
        "from bothways.cli import main\n"
        f"main({arguments!r})\n"
        "print([m for m in sys.modules if m in ('duckdb', 'narwhals', 'bothways.evidence')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_import_then_show_measures_and_brief(here: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "deals.csv", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["read"], report["kept"]) == (3, 3)

    assert main(["show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["content"].startswith(report["id"])
    assert shown["cant_be_known"]

    assert main(["measures", "--period", "2026Q3", "--json", "--behind"]) == 0
    measured = json.loads(capsys.readouterr().out)
    (bookings,) = [f for f in measured["figures"] if f["name"] == "bookings" and f["by"] == "all"]
    assert bookings["value"] == 1_200_000
    assert [len(b["ids"]) for b in measured["behind"] if b["name"] == "bookings" and b["by"] == "all"] == [1]

    assert main(["brief", "--period", "2026Q3", "--out", "out"]) == 0
    said = capsys.readouterr().out
    assert str(Path("out") / "executive.html") in said
    for name in ("executive.html", "executive.md", "executive.pdf", "team.pdf", "pair.html", "ledger.json"):
        assert (here / "out" / name).stat().st_size > 0
    assert len(list((here / "out" / "people").glob("*.html"))) == 2


def test_brief_takes_an_export_directly(here: Path):
    assert main(["brief", "deals.csv", "--period", "2026Q3", "--out", "out", "--json"]) == 0
    assert (here / "out" / "executive.html").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "nowhere.csv"], "no-path"),
        (["show"], "no-snapshot"),
        (["show", "nowhere"], "no-snapshot"),
        (["measures", "--period", "2026Q3"], "no-snapshot"),
        (["brief", "nowhere"], "no-path"),
        (["import", "deals.csv", "--as-of", "soon"], "day"),
        (["import", "deals.csv", "--answer", "what"], "answer"),
        (["targets"], "targets"),
    ],
)
def test_a_refusal_ends_with_2_and_a_hint(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
):
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) >= 1
    assert "Traceback" not in said.err
    if arguments[0] not in {"targets", "brief"}:
        assert main([*arguments, "--json"]) == 2
        refused = json.loads(capsys.readouterr().out)
        assert refused["refused"] == code
        assert refused["sentence"]


def test_a_wrong_option_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "deals.csv", "--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


def test_a_question_is_put_with_its_answers_and_an_answer_settles_it(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [
        DEALS[0],
        *(
            [name, acc, stage, amount, "03/04/2026", "01/02/2026", who]
            for name, acc, stage, amount, _, _, who in DEALS[1:]
        ),
    ]
    with (here / "asked.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert main(["import", "asked.csv", "--json"]) == 2
    refused = json.loads(capsys.readouterr().out)
    assert refused["refused"] == "question"
    answers = [f"--answer={q['id']}={q['options'][0]['answer']}" for q in refused["data"]["questions"]]
    assert main(["import", "asked.csv", *answers]) == 0


def test_targets_go_out_and_come_back(here: Path, capsys: pytest.CaptureFixture[str]):
    assert (
        main(
            [
                "targets",
                "--template",
                "--out",
                "t.csv",
                "--by",
                "whole",
                "--every",
                "quarter",
                "--year",
                "2026",
            ]
        )
        == 0
    )
    with (here / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    at = next(i for i, row in enumerate(rows) if "Target" in row)
    period, target = rows[at].index("Period"), rows[at].index("Target")
    for row in rows[at + 1 :]:
        if "Q3" in row[period]:
            row[target] = "24000"
    with (here / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    capsys.readouterr()
    assert main(["import", "deals.csv", "t.csv"]) == 0
    capsys.readouterr()
    assert main(["measures", "--period", "2026Q3", "--name", "attainment", "--by", "all", "--json"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)["figures"]
    assert figure["value"] == pytest.approx(0.5)


def test_it_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "bothways", "--version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_demo_ends_with_briefs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    said = capsys.readouterr().out
    assert "executive.html" in said
    briefs = tmp_path / "bothways-demo" / "briefs"
    assert len(list((briefs / "people").glob("*.pdf"))) >= 30


def test_the_example_of_twelve_deals_gives_briefs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    examples = Path(__file__).parent.parent.parent / "examples"
    assert main(["import", str(examples / "report.csv"), str(examples / "targets.csv"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (deals,) = [file for file in report["files"] if file["table"] == "deals"]
    assert (deals["kept"], deals["kept"] + deals["refused"]) == (12, deals["read"])
    assert main(["brief", "--period", "2026Q3", "--out", "briefs"]) == 0
    assert "next Monday" in (tmp_path / "briefs" / "executive.md").read_text("utf-8")


def test_explain_shows_files_columns_and_stages_and_what_nothing_reads(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    text = (here / "deals.csv").read_text("utf-8").splitlines()
    rows = [f"{line},{extra}" for line, extra in zip(text, ["Moon phase", "new", "full", "new"], strict=True)]
    (here / "export").mkdir()
    (here / "export" / "deals.csv").write_text("\n".join(rows), "utf-8")
    (here / "export" / "readings.csv").write_text("sensor,celsius\na,1\nb,2\n", "utf-8")
    assert main(["import", "export", "--explain"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Moon phase not used nothing here reads it" in shown
    assert "readings.csv not used its columns are none that are known" in shown
    assert "Negotiation open 90%" in shown


def test_an_answer_is_shown_as_a_shell_takes_it(here: Path, capsys: pytest.CaptureFixture[str]):
    text = (here / "deals.csv").read_text("utf-8").replace("Negotiation", "Warm (80 %)")
    (here / "deals.csv").write_text(text, "utf-8")
    assert main(["import", "deals.csv"]) == 2
    shown = capsys.readouterr().err
    assert '--answer "stage:Warm (80 %)=open"' in shown
    assert shown.count("What does the stage") == 1
    (option,) = [line for line in shown.splitlines() if "=won" in line]
    words = shlex.split(option.split("   ")[0].strip() if "   " in option.strip() else option)
    assert main(["import", "deals.csv", *words[:2]]) == 0


@pytest.mark.skipif(os.name != "posix", reason="a terminal of this kind is only there on Unix")
def test_at_a_terminal_a_question_is_answered_by_its_number(here: Path):
    import pty  # noqa: PLC0415

    text = (here / "deals.csv").read_text("utf-8").replace("Negotiation", "Warm (80 %)")
    (here / "deals.csv").write_text(text, "utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bothways", "import", "deals.csv"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    os.write(ours, b"7\n3\n")
    shown = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(ours)
    assert process.wait(timeout=120) == 0, shown
    words = shown.decode("utf-8")
    assert "Type a number from 1 to 3." in words
    mapping = next((here / "bothways-snapshots").glob("*/mapping.toml")).read_text("utf-8")
    assert '"stage:Warm (80 %)" = "lost"' in mapping


def test_a_folder_that_can_not_be_written_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "taken").write_text("x", "utf-8")
    assert main(["import", "deals.csv", "--into", "taken"]) == 2
    assert "a file, not a folder" in capsys.readouterr().err
    assert main(["targets", "--template", "--out", "taken/t.xlsx"]) == 2
    assert "Traceback" not in capsys.readouterr().err
