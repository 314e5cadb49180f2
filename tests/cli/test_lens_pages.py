"""What the pages of the lens show is what happens: their commands, lines, tables and Python are run."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from bothways.cli import main
from bothways.cli.demonstrating import EXAMPLES
from bothways.lens import facts_of, receipt, reframe

Capture = pytest.CaptureFixture[str]
DOCS = Path(__file__).parents[2] / "docs"
README = DOCS.parent / "README.md"
HOWTO = DOCS / "howto" / "calm-wording.md"
# Exit status where it is not 0: a receipt's verdict.
STATUS = {"receipt": {"--jsonl": 0, "--text": 4, "bothways-demo/message.txt": 4}}


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    lines = "\n".join(blocks(page, "")).splitlines()
    return [shlex.split(line)[1:] for line in lines if re.match(r"bothways (?:reframe|receipt)\b", line)]


def rows(page: Path, first: str) -> list[list[str]]:
    """The rows of the table whose head begins with `first`, without its two lines of head."""
    lines = page.read_text("utf-8").splitlines()
    head = f"| {first} |" if first else "| |"
    at = next(number for number, line in enumerate(lines) if line.startswith(head))
    table = []
    for line in lines[at + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    assert table
    return table


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `bothways demo` has left its examples."""
    for name in [name for name in os.environ if name.startswith("BOTHWAYS_")]:
        monkeypatch.delenv(name)
    shutil.copytree(EXAMPLES, tmp_path / "bothways-demo")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words", [*commands(HOWTO), *commands(README), *commands(DOCS / "howto" / "model.md")], ids=" ".join
)
def test_each_command_of_the_pages_works(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b"You people blew the 5 May date."), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", pasted)
    wanted = STATUS["receipt"][words[1]] if words[0] == "receipt" else 2 if "--jsonl" in words else 0
    assert main(words) == wanted, capsys.readouterr().err
    assert capsys.readouterr().out.strip()


def test_the_demo_s_message_comes_out_calm_and_the_attempt_at_it_is_broken(capsys: Capture) -> None:
    text = (EXAMPLES / "message.txt").read_text("utf-8")
    names = (EXAMPLES / "names.txt").read_text("utf-8").split()
    found = reframe(text, names=names)
    assert found.receipt.verdict == "clean"
    assert not reframe(found.reframed, names=names).charge or not reframe(found.reframed, names=names).changed
    proof = receipt(text, (EXAMPLES / "wording.txt").read_text("utf-8"), names=names)
    assert [
        (fact.verdict, fact.original, fact.rewrite) for fact in proof.facts if fact.verdict != "kept"
    ] == [("changed", "$240k", "$204k")]


def test_lines_in_and_out_are_those_of_the_page(capsys: Capture) -> None:
    shown = [json.loads(block) for block in blocks(HOWTO, "json")]
    asked, answered = shown[::2], shown[1::2]
    assert len(asked) == len(answered) == 3
    given = [
        json.loads(line)
        for name in ("pairs", "messages")
        for line in (EXAMPLES / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    assert [line for line in asked if line in given] == asked, "the page shows lines of the examples"
    assert main(["receipt", "--jsonl", "bothways-demo/pairs.jsonl"]) == 0
    assert main(["reframe", "--jsonl", "bothways-demo/messages.jsonl"]) == 2
    got = {
        (line["id"], "verdict" in line): line
        for line in map(json.loads, capsys.readouterr().out.splitlines())
    }
    for line in answered:
        assert got[line["id"], "verdict" in line] == line


def test_the_routes_of_the_page_are_those_of_the_example() -> None:
    (shown,) = blocks(HOWTO, "toml")
    example = (EXAMPLES / "routes.toml").read_text("utf-8")
    assert shown[shown.index("[[route]]") :] in example


def test_the_python_of_the_page_prints_what_it_says() -> None:
    (code,) = blocks(HOWTO, "python")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, HOWTO.name, "exec"), {})  # noqa: S102 - our own page
    assert said.getvalue().splitlines() == re.findall(r"# (.*)$", code, re.MULTILINE)


def test_the_python_of_the_page_on_models_runs_without_one(capsys: Capture) -> None:
    (code,) = blocks(DOCS / "howto" / "model.md", "python")
    exec(compile(code, "model.md", "exec"), {})  # noqa: S102 - our own page
    assert capsys.readouterr().out == "You missed the 5 May date.\n"


def test_the_readme_s_message_comes_out_as_it_says() -> None:
    (text,) = [words[1] for words in commands(README) if words[1].startswith("You people")]
    said = {first: rest for first, rest in rows(README, "") if first.startswith("the ")}
    found = reframe(text, names=["Acme"])
    assert (text, found.reframed) == (said["the message"], said["the calm wording"])
    assert found.receipt.verdict == "clean"
    assert {fact.kind for fact in found.receipt.facts if fact.rewrite} == {
        "date",
        "deadline",
        "name",
        "request",
    }


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["reframe", "You", "never", "answer"], "in pieces", "quotation marks"),
        (["receipt", "You never", "pay", "Please pay"], "in pieces", "quotation marks"),
        (["reframe", "bothways-demo/message.txt"], "name of a file", "--file bothways-demo/message.txt"),
        (["reframe", "bothways-demo/messages.jsonl"], "name of a file", "--jsonl bothways-demo/messages.jsonl"),
        (["reframe", "offer.docx"], "name of a file", "--file offer.docx"),
        (["receipt", "You never pay.", "Please pay."], "no file “You never pay.”", "--text"),
        (["reframe", "Acme pays.", "--undo", "e1"], "no edit e1", "nothing to undo"),
        (["reframe", "x", "--for", "managers"], "no side “managers”", "executives or staff"),
    ],
)  # fmt: skip
def test_the_likeliest_mistakes_get_a_hint(
    arguments: list[str], said: str, hint: str, capsys: Capture
) -> None:
    assert main(arguments) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert said in first
    assert hint in " ".join(rest)


@pytest.mark.parametrize(
    "text", ["Ship it.", "See offer.docx and reply.", "a" * 5_000, "1.5", "Acme.", "e.g."]
)
def test_a_message_is_not_taken_for_a_file(text: str, capsys: Capture) -> None:
    assert main(["reframe", text]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", ["reframe", "receipt"])
def test_help_fits_eighty_columns_and_its_examples_can_be_meant(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    import typer.main  # noqa: PLC0415

    from bothways.cli.application import application  # noqa: PLC0415

    monkeypatch.setenv("COLUMNS", "80")
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert max(map(len, shown)) <= 80
    examples = [line.strip() for line in shown if line.startswith("    bothways ")]
    assert len(examples) >= 3
    for line in examples:
        words = shlex.split(line.split(" > ")[0])
        typer.main.get_command(application()).commands[words[1]].make_context("bothways", words[2:])  # type: ignore[attr-defined]


def _said(cell: str) -> str:
    return cell.strip("`")


@pytest.mark.parametrize(
    "row", rows(DOCS / "method" / "lens-rewriting.md", "in"), ids=lambda row: row[0][:40]
)
def test_the_worked_table_of_calm_wordings(row: list[str]) -> None:
    text, _, out, flagged = row
    found = reframe(_said(text), names=["Acme", "Hartmann", "Siemens", "Ivo", "Ayesha"])
    assert found.reframed == (_said(out) or _said(text))
    assert found.receipt.verdict == "clean"
    assert ("yes" if found.flagged else "") == flagged


@pytest.mark.parametrize("row", rows(DOCS / "method" / "lens.md", "original"), ids=lambda row: row[1][:40])
def test_the_worked_table_of_receipts(row: list[str]) -> None:
    original, rewrite, verdict, fact, _ = row
    found = receipt(_said(original), _said(rewrite), names=["Acme", "Beta"])
    assert found.verdict == verdict
    bad = {
        f"{one.kind} {'in doubt' if one.verdict == 'doubt' else one.verdict}"
        for one in found.facts
        if one.verdict != "kept"
    }
    assert fact in (bad or {""})


@pytest.mark.parametrize("row", rows(DOCS / "method" / "lens.md", "one way"), ids=lambda row: row[0][:40])
def test_what_counts_as_the_same_fact(row: list[str]) -> None:
    one, other, kind, value = (_said(cell) for cell in row)
    for text in (one, other):
        assert (kind, value) in {(fact.kind, fact.value) for fact in facts_of(text, names=["Acme"])}, text


def test_one_place_is_told_once_with_all_that_speaks_against_it(capsys: Capture) -> None:
    first, second = "We sign only if Acme pays.", "We sign if Acme pays."
    assert main(["receipt", "--text", first, second]) == 3
    shown = capsys.readouterr().out
    doubts = [fact for fact in receipt(first, second).facts if fact.verdict == "doubt"]
    assert shown.count("[only]") == len({(fact.original_span, fact.rewrite_span) for fact in doubts}) == 1
    for fact in doubts:
        assert fact.reason.lower() in " ".join(shown.split()).lower()


def test_what_fell_away_as_heat_is_not_counted_as_kept(capsys: Capture) -> None:
    assert (
        main(
            [
                "receipt",
                "--text",
                "You people NEVER answer! Acme waits since 5 May.",
                "Acme waits since 5 May.",
            ]
        )
        == 0
    )
    said, *rest = capsys.readouterr().out.splitlines()
    facts = receipt("You people NEVER answer! Acme waits since 5 May.", "Acme waits since 5 May.").facts
    assert f"{sum(fact.rewrite is not None for fact in facts)} fact" in said
    assert sum(fact.rewrite is None for fact in facts)
    assert any("Counted as heat, not as a fact: “You people NEVER answer" in line for line in rest)
