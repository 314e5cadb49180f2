"""`bothways promises` and `bothways limits`, as a person at a terminal calls them."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bothways.cli import main
from bothways.cli.application import application
from bothways.cli.demonstrating import AS_OF, EXAMPLES
from bothways.cli.importing import today
from bothways.cli.limiting import LIMITS
from bothways.cli.promising import PROMISES
from bothways.constraints import read_limits
from bothways.credibility import due_list, read_promises
from company import day, snapshot_of

Capture = pytest.CaptureFixture[str]


def in_days(number: int) -> str:
    return (today() + timedelta(days=number)).isoformat()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def ran(*arguments: str, capsys: Capture) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def no(*arguments: str, capsys: Capture) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["sentence"]
    return dict(told)


def test_a_limit_with_its_kind_its_beginning_and_a_week_of_theirs(here: Path, capsys: Capture):
    made = ran(
        "limits", "add", "Nobody is hired", "--side", "executives", "--owner", "CFO", "--review", in_days(90),
        "--kind", "hiring freeze", "--from", in_days(10), "--week", "Each rep has four accounts more",
        "--deal", "D7", "--voice", "v2", capsys=capsys,
    )  # fmt: skip
    limit = made["limit"]["limit"]
    assert (limit["kind"], limit["deals"], limit["voices"]) == ("hiring freeze", ["D7"], ["v2"])
    assert not made["limit"]["has_begun"]
    main(["limits"])
    shown = capsys.readouterr().out
    assert "Each rep has four accounts more" in shown
    assert "holds from" in shown
    ran("limits", "restate", "l1", "--kind", "headcount", "--reason", "It is that", capsys=capsys)
    ran("limits", "understood", "l1", "Four accounts more for each of us", "--by", "Ben", capsys=capsys)
    main(["limits"])
    shown = capsys.readouterr().out
    assert "said back by the other side: yes, by Ben" in " ".join(shown.split())
    assert "headcount" in shown


def test_which_limits_bind_in_a_case(here: Path, capsys: Capture):
    text = (EXAMPLES / "case.toml").read_text("utf-8")
    for says, most in (("No more than one head", 1), ("A thousand heads", 1000)):
        text = f'{text}\n[[limit]]\nsays = "{says}"\nof = "people"\nmost = {most}\n'
    Path("case.toml").write_text(text, "utf-8")
    for statement in ("Nobody is hired before spring", "A thousand heads", "Legal takes a week"):
        ran(
            "limits",
            "add",
            statement,
            "--side",
            "executives",
            "--owner",
            "CFO",
            "--review",
            in_days(90),
            capsys=capsys,
        )
    found = ran("limits", "binds", "case.toml", "--as", "No more than one head=l1", capsys=capsys)
    assert [(one["limit"], one["state"]) for one in found["limits"]] == [
        ("l1", "binds"), ("l2", "slack"), ("l3", "unknown"),
    ]  # fmt: skip
    (price,) = found["limits"][0]["prices"]
    assert price["gain"] > 0
    assert price["holds_from"] <= 1 <= price["holds_to"]
    assert [one["says"] for one in ran("limits", "binds", "case.toml", capsys=capsys)["undeclared"]] == [
        "No more than one head"
    ]
    main(["limits", "binds", "case.toml"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "nobody declared them: No more than one head: at most 1 people:" in shown
    assert no("limits", "binds", "case.toml", "--as", "l1", capsys=capsys)["refused"] == "limit-as"
    assert no("limits", "binds", "case.toml", "--as", "x=l9", capsys=capsys)["refused"] == "limit-unknown"


def test_what_limits_cost_in_deals(here: Path, capsys: Capture):
    lost = [
        {
            "deal_id": f"D{n}", "stage": "Lost", "meaning": "lost", "reason": "Price" if n else "Size",
            "close_day": day("2026-08-30"), "created_day": day("2026-07-02"),
        }
        for n in range(4)
    ]  # fmt: skip
    lines = [{"line_id": "L1", "deal_id": "D1", "list_cents": 100, "total_cents": 92}]
    snapshot = snapshot_of(here / "snapshots", as_of="2026-09-30", deals=lost, deal_lines=lines)
    at = str(snapshot.folder)
    assert main(["limits", "cost", at, "--cap", "8", "--deals"]) == 0
    shown = capsys.readouterr().out
    for text in (
        "(1 of 1)",
        "(3 of 4)",
        "80 times in 100",
        "not measurable: ",
        "no activities",
        "D1, D2, D3",
    ):
        assert text in shown
    main(["limits", "cost", at])
    assert "D1" not in capsys.readouterr().out
    told = ran("limits", "cost", at, "--cap", "8", capsys=capsys)["costs"]
    assert [one["figure"]["value"] for one in told if one["figure"]["name"] == "lost_at_cap"] == [1.0]
    assert no("limits", "cost", at, "--cap", "800", capsys=capsys)["refused"] == "limit-cap"


def test_a_promise_from_its_making_to_its_end(here: Path, capsys: Capture):
    made = ran("promises", "add", "A tool by spring", "--to", "staff", "--due", in_days(20), capsys=capsys)
    assert (made["standing"]["state"], made["event"]["id"]) == ("open", "p1.1")
    assert PROMISES.is_file()
    ran("promises", "note", "p1", "Asked again", capsys=capsys)
    moved = ran(
        "promises", "renegotiate", "p1", "--due", in_days(40), "--reason", "The vote is later", capsys=capsys
    )
    assert moved["standing"]["state"] == "renegotiated in time"
    kept = ran("promises", "keep", "p1", "--how", "It runs", capsys=capsys)
    assert (kept["standing"]["state"], kept["standing"]["reason"]) == ("kept", "It runs")
    assert no("promises", "break", "p1", "--reason", "x", capsys=capsys)["refused"] == "promise-ended"
    ran("promises", "correct", "p1", "--strike", "--reason", "That was another", capsys=capsys)
    released = ran("promises", "release", "p1", "--by", "staff", capsys=capsys)
    assert released["standing"]["state"] == "released"
    history = ran("promises", "history", "p1", capsys=capsys)
    assert [one["kind"] for one in history["events"]] == [
        "made", "note", "renegotiated", "kept", "corrected", "released",
    ]  # fmt: skip
    assert ran("promises", "list", capsys=capsys)["promises"] == []
    (row,) = ran("promises", "list", "--all", capsys=capsys)["promises"]
    assert row["state"] == "released"


def test_the_list_says_in_words_what_json_says_in_values(here: Path, capsys: Capture):
    main(["promises"])
    assert "No promise is on record here" in capsys.readouterr().out
    for to, due in (("staff", 3), ("executives", 30), ("staff:Ada Berg", 9)):
        ran("promises", "add", f"Something for {to}", "--to", to, "--due", in_days(due), capsys=capsys)
    main(["promises"])
    said = capsys.readouterr().out
    assert said.index("p1 ") < said.index("p3 ") < said.index("p2 ")  # what is due first stands first
    assert "the manager to Ada Berg: due on" in said
    assert "Promised to the sales staff: 2 still to be kept." in said
    main(["promises", "list", "--to", "executives"])
    assert "p1 " not in capsys.readouterr().out
    main(["promises", "due", "--within", "5"])
    said = capsys.readouterr().out
    assert "in 3 days" in said
    assert "p3 " not in said
    main(["promises", "due", "--within", "1"])
    assert capsys.readouterr().out == "Nothing is due within 1 day.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "x", "--to", "everybody", "--due", "2030-01-01"], "party"),
        (["add", "x", "--to", "staff", "--due", "soon"], "day"),
        (["add", "x", "--to", "staff", "--due", "2020-01-01"], "promise-due"),
        (["add", " ", "--to", "staff", "--due", "2030-01-01"], "given-text"),
        (["add", "x", "--to", "manager", "--due", "2030-01-01"], "promise-party"),
        (["add", "x", "--to", "staff", "--due", "2030-01-01", "--made", "2029-01-01"], "promise-day"),
        (["keep", "p2"], "promise-unknown"),
        (["keep", "p1", "--on", "2029-01-01"], "promise-day"),
        (["break", "p1", "--reason", ""], "promise-reason"),
        (["release", "p1", "--by", "executives"], "promise-release"),
        (["renegotiate", "p1", "--due", "2020-01-01", "--reason", "x"], "promise-due"),
        (["correct", "p1", "--reason", "x"], "promise-corrects"),
        (["correct", "p1", "--reason", "x", "--strike", "--event", "p9.1"], "promise-corrects"),
        (["history", "p7"], "promise-unknown"),
        (["list", "--as-of", "today"], "day"),
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(
    here: Path, capsys: Capture, arguments: list[str], code: str
):
    ran("promises", "add", "A tool", "--to", "staff", "--due", in_days(20), capsys=capsys)
    before = PROMISES.read_bytes()
    assert no("promises", *arguments, capsys=capsys)["refused"] == code
    assert PROMISES.read_bytes() == before
    assert [path.name for path in here.iterdir()] == [PROMISES.name]


def test_a_limit_from_its_declaring_to_its_withdrawal(here: Path, capsys: Capture):
    main(["limits"])
    assert "No limit is on record here" in capsys.readouterr().out
    ran("limits", "add", "Discounts stop at 8 %", "--side", "executives", "--owner", "CFO", "--review", in_days(90),
        "--cost", "Two days in each deal", "--evidence", "discount_share/all", capsys=capsys)  # fmt: skip
    assert (
        no("limits", "move", "l1", "--now-reads", "9 %", "--reason", "x", capsys=capsys)["refused"]
        == "limit-fixed"
    )
    ran("limits", "restate", "l1", "--moves", "within", "--room", "renewals", "--mover", "CFO", "--reason", "Asked",
        capsys=capsys)  # fmt: skip
    said = ran("limits", "understood", "l1", "Above 8 % we ask first", "--by", "the team", capsys=capsys)
    assert said["limit"]["is_understood"]
    assert said["change"]["side"] == "staff"
    moved = ran("limits", "move", "l1", "--now-reads", "Discounts stop at 10 %", "--reason", "Renewals", "--review",
                in_days(120), capsys=capsys)  # fmt: skip
    assert moved["limit"]["limit"]["statement"] == "Discounts stop at 10 %"
    assert moved["limit"]["limit"]["room"] == "renewals"
    assert not moved["limit"]["is_understood"]
    sure = ran("limits", "confirm", "l1", "--review", in_days(200), capsys=capsys)
    assert sure["limit"]["limit"]["review"] == in_days(200)
    main(["limits", "list", "--as-of", in_days(201)])
    out = capsys.readouterr().out
    assert "stale: its review was due 1 day ago" in out
    assert "said back by the other side: of other words" in out
    gone = ran("limits", "withdraw", "l1", "--reason", "Repealed", capsys=capsys)
    assert not gone["limit"]["holds"]
    assert ran("limits", "list", capsys=capsys)["limits"] == []
    assert len(ran("limits", "list", "--all", "--side", "executives", capsys=capsys)["limits"]) == 1
    assert [one["kind"] for one in ran("limits", "history", "l1", capsys=capsys)["changes"]] == [
        "declared", "restated", "understood", "moved", "confirmed", "withdrawn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "x", "--side", "staff", "--owner", " ", "--review", "2030-01-01"], "given-text"),
        (["add", "x", "--side", "staff", "--owner", "y", "--review", "2020-01-01"], "limit-review"),
        (
            ["add", "x", "--side", "staff", "--owner", "y", "--review", "2030-01-01", "--moves", "within"],
            "limit-room",
        ),
        (["confirm", "l1", "--review", "2020-01-01"], "limit-review"),
        (["understood", "l1", "Two quotes a day"], "limit-change"),
        (["withdraw", "l1", "--reason", " "], "limit-reason"),
        (["withdraw", "l2", "--reason", "x"], "limit-unknown"),
        (["history", "l9"], "limit-unknown"),
    ],
)
def test_what_is_no_limit_is_refused_and_changes_nothing(
    here: Path, capsys: Capture, arguments: list[str], code: str
):
    ran(
        "limits",
        "add",
        "Two quotes a day",
        "--side",
        "staff",
        "--owner",
        "Leads",
        "--review",
        in_days(20),
        capsys=capsys,
    )
    before = LIMITS.read_bytes()
    assert no("limits", *arguments, capsys=capsys)["refused"] == code
    assert LIMITS.read_bytes() == before


def test_a_file_that_was_changed_by_hand_is_told_and_still_read(here: Path, capsys: Capture):
    ran("promises", "add", "A tool by spring", "--to", "staff", "--due", in_days(20), capsys=capsys)
    ran(
        "limits",
        "add",
        "Two quotes a day",
        "--side",
        "staff",
        "--owner",
        "Leads",
        "--review",
        in_days(20),
        capsys=capsys,
    )
    for path, was, is_now in ((PROMISES, "spring", "autumn"), (LIMITS, "Two", "Six")):
        path.write_text(path.read_text("utf-8").replace(was, is_now), "utf-8")
    main(["promises", "list"])
    told = capsys.readouterr()
    assert "line 2: it was changed after it was written" in told.err
    assert "A tool by autumn" in told.out
    assert ran("limits", "list", capsys=capsys)["trouble"]
    main(["limits", "list"])
    assert "line 2" in capsys.readouterr().err


def test_a_register_of_the_other_kind_is_refused(here: Path, capsys: Capture):
    ran("promises", "add", "A tool", "--to", "staff", "--due", in_days(20), capsys=capsys)
    assert no("limits", "list", "--file", str(PROMISES), capsys=capsys)["refused"] == "journal-kind"


def test_every_act_has_its_help(capsys: Capture):
    for command, acts in (
        ("promises", "list due add keep renegotiate break release note correct history"),
        ("limits", "list add confirm understood move restate withdraw history cost binds"),
    ):
        for act in ("", *acts.split()):
            assert main([command, *([act] if act else []), "--help"]) == 0
            assert "Usage: bothways " + command in capsys.readouterr().out


def test_the_command_gives_what_the_library_gives(here: Path, capsys: Capture):
    file, on = EXAMPLES / PROMISES.name, AS_OF
    shown = ran("promises", "due", "--file", str(file), "--as-of", on.isoformat(), capsys=capsys)
    assert shown["due"] == [one.as_dict() for one in due_list(read_promises(file).standings(now=on))]
    limits = EXAMPLES / LIMITS.name
    listed = ran("limits", "list", "--file", str(limits), "--as-of", on.isoformat(), capsys=capsys)
    assert listed["limits"] == json.loads(
        json.dumps([one.as_dict() for one in read_limits(limits).states(now=on)])
    )


def test_the_examples_are_whole_and_show_each_kind_of_thing():
    promises, limits = read_promises(EXAMPLES / PROMISES.name), read_limits(EXAMPLES / LIMITS.name)
    assert promises.trouble == limits.trouble == ()
    standings = promises.standings(now=AS_OF)
    assert {str(one.state) for one in standings} == {
        "kept", "kept late", "broken", "late", "due", "open", "renegotiated in time",
    }  # fmt: skip
    assert not any(one.trouble for one in standings)
    states = limits.states(now=AS_OF)
    assert sum(bool(one.stale) for one in states) == 1
    assert {one.is_understood for one in states} == {True, False}
    assert {str(one.limit.side) for one in states} == {"staff", "executives"}


@pytest.mark.slow
def test_registers_beside_the_snapshots_stand_in_the_briefs(here: Path, capsys: Capture):
    with (here / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
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
            ]
        )
    due = date(2026, 10, 30).isoformat()
    for to, what in (
        ("staff", "A tool"),
        ("staff:Ada Berg", "A talk on your deal"),
        ("executives", "A forecast"),
    ):
        ran("promises", "add", what, "--to", to, "--due", due, "--made", "2026-08-01", capsys=capsys)
    ran("limits", "add", "Two quotes a day", "--side", "staff", "--owner", "Leads", "--review", "2026-12-01", "--on",
        "2026-08-01", capsys=capsys)  # fmt: skip
    assert main(["import", "deals.csv", "--json"]) == 0
    capsys.readouterr()
    assert main(["brief", "--period", "2026Q3", "--out", "out"]) == 0
    team, executive = ((here / "out" / f"{name}.md").read_text("utf-8") for name in ("team", "executive"))
    own = (here / "out" / "people" / "ada-berg.md").read_text("utf-8")
    assert "A tool" in team
    assert "A tool" not in executive + own
    assert "A forecast" in executive
    assert "A forecast" not in team + own
    assert "A talk on your deal" in own
    assert "A talk" not in team + executive
    assert "Two quotes a day" in team
    assert "Two quotes a day" in executive

    PROMISES.rename("elsewhere.jsonl")
    LIMITS.unlink()
    assert main(["brief", "--period", "2026Q3", "--out", "bare"]) == 0
    assert "A tool" not in (here / "bare" / "team.md").read_text("utf-8")
    assert main(["brief", "--period", "2026Q3", "--out", "named", "--promises", "elsewhere.jsonl"]) == 0
    assert "A tool" in (here / "named" / "team.md").read_text("utf-8")
    capsys.readouterr()
    assert (
        no("brief", "--period", "2026Q3", "--limits", "absent.jsonl", capsys=capsys)["refused"]
        == "given-file"
    )


ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "howto" / "promises-and-limits.md"


def test_the_page_names_only_acts_and_options_that_exist():
    import typer.main  # noqa: PLC0415

    known = typer.main.get_command(application())
    text = PAGE.read_text("utf-8")
    lines = re.findall(r"^bothways .*$", text, re.MULTILINE) + re.findall(r"`(bothways [^`]+)`", text)
    called = [shlex.split(line)[1:] for line in lines]
    acts = set()
    for name, *words in called:
        command, rest = known.commands[name], words  # type: ignore[attr-defined]
        if name in ("promises", "limits"):
            acts.add(f"{name} {words[0]}")
            command, rest = command.commands[words[0]], words[1:]
        command.make_context("bothways", [*rest])  # refuses an option or a value that there is not
    assert len(acts) >= 14


def test_the_pages_python_runs(here: Path, capsys: Capture):
    shutil.copyfile(EXAMPLES / PROMISES.name, here / PROMISES.name)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(code, "promises-and-limits.md", "exec"), {})  # noqa: S102 - our own page
    assert "A firm delivery date for the Pelican line staff late -47" in capsys.readouterr().out


def test_a_list_waits_for_no_engine(tmp_path: Path):
    code = (
        "import sys\nfrom bothways.cli import main\n"
        "main(['promises', 'add', 'A tool', '--to', 'staff', '--due', '2999-01-01'])\n"
        "main(['promises', 'list']); main(['limits', 'list'])\n"
        "print([m for m in sys.modules if m in ('duckdb', 'narwhals', 'numpy', 'bothways.evidence')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert [path.name for path in tmp_path.iterdir()] == [PROMISES.name]
