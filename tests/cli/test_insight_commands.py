"""The four commands of what the insight room finds: as a manager at a terminal calls them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bothways.brief.readback.numbers import numbers_in
from bothways.cli import main
from bothways.evidence import Snapshot
from bothways.evidence.importing import import_files
from bothways.evidence.sample import write_sample
from company import day, snapshot_of

COMMANDS = ("results", "shortfall", "landing", "themes")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(tmp_path_factory.mktemp("sample"))
    write_sample(folder / "export", seed=7, as_of=date(2026, 9, 30))
    done = import_files(
        folder / "export", into=folder / "snapshots", today=date(2026, 10, 1), as_of=date(2026, 9, 30)
    )
    return done.snapshot.folder


def some_deals(into: Path, *, deals: int = 90, targets: bool = False, **more: object) -> Snapshot:
    """A firm of two who sell: deals that closed over two years, no history of changes, no text."""
    rows = []
    for number in range(deals):
        created = day("2024-09-01") + number * 8
        close = created + 25 + number % 40
        meaning = "open" if close > day("2026-09-30") else "won" if number % 2 else "lost"
        rows.append(
            {"deal_id": f"d{number}", "name": f"Deal {number}", "owner_id": f"r{number % 2}", "account_id": f"a{number % 9}",
             "stage": meaning.title(), "meaning": meaning, "amount_cents": 9_000_00 + 1_300 * number, "type": "new",
             "created_day": created, "close_day": close})  # fmt: skip
    aims = [{"target_id": "t", "scope": "company", "key": "", "first_day": day("2026-07-01"), "last_day": day("2026-09-30"),
             "total_cents": 30_000_000, "is_rollup": False}]  # fmt: skip
    return snapshot_of(
        into, as_of="2026-09-30", deals=rows, targets=aims if targets else [],
        people=[{"person_id": f"r{i}", "name": f"Rep {'AB'[i]}", "role": "rep"} for i in range(2)],
        accounts=[{"account_id": f"a{i}", "name": f"Account {i}"} for i in range(9)], **more,
    )  # fmt: skip


def said(capsys: Capture) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


# ---- On the sample company


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_part_is_told_drawn_and_told_to_machines(command: str, sample: Path, capsys: Capture) -> None:
    assert main([command, str(sample)]) == 0
    out, err = said(capsys)
    assert err == ""
    # What customers say begins with the table of all themes; all else with a sentence.
    first = out.splitlines()[0]
    assert first.startswith("theme ") if command == "themes" else first.endswith(".") and numbers_in(first)
    assert "€" in out
    assert main([command, str(sample), "--json"]) == 0
    told = json.loads(said(capsys)[0])
    assert told
    assert json.dumps(told, allow_nan=False)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["shortfall", "landing", "themes"])
def test_say_prints_sentences_and_nothing_else(command: str, sample: Path, capsys: Capture) -> None:
    assert main([command, str(sample), "--say"]) == 0
    lines = said(capsys)[0].splitlines()
    assert 1 <= len(lines) <= 8
    assert all(line.endswith((".", "?")) for line in lines)
    if command != "themes":
        assert len(lines) == 3


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_comes_in_every_kind_for_each_side(
    command: str, sample: Path, tmp_path: Path, capsys: Capture
) -> None:
    for side in ("executives", "staff"):
        for ending in ("html", "pdf", "md", "svg"):
            out = tmp_path / side / f"{command}.{ending}"
            assert main([command, str(sample), "--for", side, "--out", str(out)]) == 0, said(capsys)[1]
            assert f"Written: {out}" in said(capsys)[0]
            assert out.stat().st_size > 500
    page = (tmp_path / "staff" / f"{command}.html").read_text("utf-8")
    assert "FOR YOU ALONE" not in page


@pytest.mark.slow
def test_deals_and_people_are_said_to_be_for_the_manager_alone(sample: Path, capsys: Capture) -> None:
    for command, option in (("results", "--people"), ("shortfall", "--deals"), ("landing", "--deals")):
        assert main([command, str(sample)]) == 0
        plain, _ = said(capsys)
        assert main([command, str(sample), option]) == 0
        more, _ = said(capsys)
        assert "FOR YOU ALONE" not in plain
        assert "FOR YOU ALONE" in more
        assert more.startswith(plain.rstrip()[:200])


@pytest.mark.slow
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", COMMANDS)
def test_pictures_fit_the_terminal(command: str, width: int, sample: Path) -> None:
    """What is drawn stays inside the terminal; sentences are broken by the terminal itself."""
    done = subprocess.run(
        [sys.executable, "-m", "bothways", command, str(sample)], capture_output=True, check=True,
        env={"COLUMNS": str(width), "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip
    drawn = [line for line in done.stdout.decode("utf-8").splitlines() if any(c in line for c in "█├●○▐")]
    assert command == "themes" or drawn
    assert all(len(line) <= width for line in drawn)


@pytest.mark.slow
def test_the_bridge_needs_two_lines_a_cause_at_eighty_columns(sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bothways", "shortfall", str(sample)], capture_output=True, check=True,
        env={"COLUMNS": "80", "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip
    lines = done.stdout.decode("utf-8").splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("Target "))
    end = next(at for at, line in enumerate(lines) if line.startswith("Booked "))
    causes = sum(" to " in line for line in lines[begin:end])
    heads = 3
    assert end - begin - 2 - heads <= 2 * causes


# ---- What can't be known is said, or refused with a way on


def test_without_targets_the_period_before_is_held_against(tmp_path: Path, capsys: Capture) -> None:
    snapshot = some_deals(tmp_path)
    assert main(["shortfall", str(snapshot.folder)]) == 0
    out, _ = said(capsys)
    assert "The quarter before" in out
    assert main(["shortfall", str(snapshot.folder), "--against", "target"]) == 2
    _, err = said(capsys)
    assert "target" in err
    assert len(err.splitlines()) >= 2
    for command in ("results", "landing"):
        assert main([command, str(snapshot.folder)]) == 0
        assert "of the target of" not in said(capsys)[0]


def test_without_texts_themes_say_what_to_export(tmp_path: Path, capsys: Capture) -> None:
    snapshot = some_deals(tmp_path)
    assert main(["themes", str(snapshot.folder)]) == 2
    out, err = said(capsys)
    assert out == ""
    assert "text" in err
    assert "Export" in err
    assert main(["themes", str(snapshot.folder), "--json"]) == 2
    assert json.loads(said(capsys)[0])["refused"]


@pytest.mark.parametrize("deals", [0, 1, 2, 7])
@pytest.mark.parametrize("command", COMMANDS)
def test_next_to_nothing_is_refused_or_said(
    command: str, deals: int, tmp_path: Path, capsys: Capture
) -> None:
    snapshot = some_deals(tmp_path, deals=deals)
    for more in ([], ["--json"], *([["--say"]] if command != "results" else [])):
        status = main([command, str(snapshot.folder), *more])
        out, err = said(capsys)
        assert status in (0, 2)
        assert "Traceback" not in err
        if status == 2:
            assert len(err.splitlines()) >= 2, "a refusal says what to do"
        else:
            assert out.strip()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["shortfall", "--period", "2026Q9"], "2026Q9"), (["shortfall", "--against", "luck"], "luck"),
        (["shortfall", "--by", "colour"], "colour"), (["shortfall", "--as-of", "yesterday"], "yesterday"),
        (["results", "--for", "everybody"], "everybody"), (["results", "--last", "nowhere"], "nowhere"),
        (["landing", "--until", "2026-13-01"], "2026-13-01"), (["landing", "--until", "2020-01-01"], "2020"),
        (["landing", "--last", "nowhere"], "nowhere"), (["themes", "--from", "x"], "x"),
        (["shortfall", "--out", "page.docx"], "docx"), (["shortfall", "--as-of", "2031-01-01"], "2031"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_a_way_on(
    arguments: list[str], word: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    snapshot = some_deals(tmp_path, targets=True)
    assert main([arguments[0], str(snapshot.folder), *arguments[1:]]) == 2
    _, err = said(capsys)
    assert word in err
    assert len(err.splitlines()) >= 2, err


def test_each_tells_what_it_takes(capsys: Capture) -> None:
    for command in COMMANDS:
        assert main([command, "--help"]) == 0
        out, _ = said(capsys)
        for option in ("--json", "--out", "--for", "--as-of"):
            assert option in out, (command, option)


# ---- The brief, the demo, and how soon a command begins


def test_a_brief_takes_the_last_one_and_edits(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    snapshot = some_deals(tmp_path, targets=True)
    begin = ["brief", str(snapshot.folder), "--period", "2026Q3"]
    assert main([*begin, "--as-of", "2026-08-20", "--out", "old"]) == 0, said(capsys)[1]
    assert main([*begin, "--last", "old", "--out", "new"]) == 0, said(capsys)[1]
    assert "since the last brief" in (tmp_path / "new" / "executive.md").read_text("utf-8").lower()
    assert main([*begin, "--last", "nowhere", "--out", "third"]) == 2
    assert "ledger.json" in said(capsys)[1]
    assert not (tmp_path / "third").exists()
    with (tmp_path / "bad.toml").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["[[merge"])
    assert main(["themes", str(snapshot.folder), "--edits", "bad.toml"]) == 2


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["show", "SNAPSHOT"]])
def test_a_command_that_reckons_nothing_loads_no_statistics(arguments: list[str], tmp_path: Path) -> None:
    folder = str(some_deals(tmp_path, deals=3).folder)
    code = (
        "import sys; from bothways.cli import main; main(sys.argv[1:]);"
        "print([name for name in ('scipy', 'sklearn', 'typst', 'bothways.insight') if name in sys.modules], file=sys.stderr)"
    )
    given = [folder if one == "SNAPSHOT" else one for one in arguments]
    done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
