"""`bothways receipt` as a person calls it, and as a script feeds it lines."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bothways.cli import main
from bothways.cli.reading import decoded
from bothways.lens import receipt
from bothways.lens.lines import LONGEST, answers, receipt_line
from bothways.terms import Refusal

Capture = pytest.CaptureFixture[str]
BEFORE = "Ship the 40 pumps to Acme by Friday, or the order is cancelled."
SAME = "Ship the 40 pumps to Acme by Friday; otherwise the order is cancelled."
WRONG = "Ship the 14 pumps to Acme by Friday, or the order is cancelled."


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def fed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return fed


def lines_of(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


# ---- One pair


def test_the_exit_status_says_the_verdict(capsys: Capture) -> None:
    assert main(["receipt", "--text", BEFORE, BEFORE]) == 0
    assert "CLEAN" in capsys.readouterr().out
    assert main(["receipt", "--text", BEFORE, WRONG]) == 4
    shown = capsys.readouterr().out
    assert "BROKEN" in shown
    assert "[40]" in shown
    assert "[14]" in shown


@pytest.mark.parametrize(("rewrite", "verdict"), [(SAME, "clean"), (WRONG, "broken"), (BEFORE, "clean")])
def test_json_is_what_the_library_says(rewrite: str, verdict: str, capsys: Capture) -> None:
    status = main(["receipt", "--text", BEFORE, rewrite, "--name", "Acme", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(receipt(BEFORE, rewrite, names=("Acme",)).as_dict()))
    assert told["verdict"] == verdict
    assert status == {"clean": 0, "doubt": 3, "broken": 4}[verdict]


def test_doubt_ends_with_3_and_shows_both_places(capsys: Capture) -> None:
    doubtful = (
        (
            "The report is not ready for the board.",
            "It will take more time until the board can have the report.",
        ),
        ("If the test fails we cancel the order.", "The order depends on how the trial ends."),
        ("Nobody told the plant about the change.", "The plant heard of the change from the news."),
        ("Please send the list to the plant if it is complete.", "The plant would like the list."),
    )
    found = [pair for pair in doubtful if receipt(*pair).verdict == "doubt"]
    assert found, "none of these is in doubt any more: find another"
    assert main(["receipt", "--text", *found[0]]) == 3
    shown = capsys.readouterr().out
    assert "DOUBT" in shown
    assert "in doubt" in shown
    assert "original" in shown


def test_files_and_standard_input(tmp_path: Path, feed: Callable[[bytes], None], capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text(BEFORE, "utf-8")
    (tmp_path / "b.txt").write_text(WRONG, "utf-8-sig")
    (tmp_path / "c.txt").write_text(BEFORE, "utf-16")
    assert main(["receipt", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 4
    assert main(["receipt", str(tmp_path / "a.txt"), str(tmp_path / "c.txt")]) == 0
    feed(BEFORE.encode())
    assert main(["receipt", "-", str(tmp_path / "a.txt")]) == 0
    (tmp_path / "d.txt").write_bytes("Pay 5 € for the café by May.".encode("cp1252"))
    capsys.readouterr()
    assert main(["receipt", str(tmp_path / "d.txt"), str(tmp_path / "d.txt")]) == 0
    assert capsys.readouterr().out.count("Windows-1252") == 1
    assert main(["receipt", str(tmp_path / "d.txt"), str(tmp_path / "d.txt"), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["verdict"] == "clean"
    assert "Windows-1252" in said.err


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Am Café".encode("cp1252"), "Am Café"),  # ends as half a letter of UTF-8 would, and is none
        ("5 € im Café".encode("cp1252"), "5 € im Café"),
        ("Öl für 5 €".encode()[:-1], "ends in the middle of a letter"),
        ("5 €".encode()[:-1], "ends in the middle of a letter"),
        ("Öl für ein Ö".encode()[:-1], "ends in the middle of a letter"),
        ("5 €".encode("utf-16")[:-1], "ends in the middle of a letter"),
        (b"a\x00b\x00", "holds no text"),
    ],
)
def test_half_a_file_is_told_from_one_of_windows(data: bytes, text: str) -> None:
    try:
        read = decoded(data, where="It", what="text").text
    except Refusal as refusal:
        read = refusal.sentence.removeprefix("It ").removesuffix(".")
    assert read == text


def test_names_come_from_options_and_from_a_file(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "names.txt").write_text("Acme\n\n  rotor one \r\n", "utf-8-sig")
    pair = ["receipt", "--text", "rotor one costs 5 EUR.", "It costs 5 EUR.", "--json"]
    for options, named in (
        ([], 0),
        (["--name", "rotor one"], 1),
        (["--names", str(tmp_path / "names.txt")], 1),
    ):
        main([*pair, *options])
        facts = json.loads(capsys.readouterr().out)["facts"]
        found = [f for f in facts if f["kind"] == "name" and f["original"] == "rotor one"]
        assert len(found) == named
        assert all(f["verdict"] != "kept" for f in found)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["receipt"], "no-text"),
        (["receipt", "a.txt"], "no-text"),
        (["receipt", "nowhere.txt", "nowhere.txt"], "no-path"),
        (["receipt", ".", "."], "no-path"),
        (["receipt", "-", "-"], "no-text"),
        (["receipt", "picture.png", "picture.png"], "no-text"),
        (["receipt", "half.txt", "half.txt"], "no-text"),
        (["receipt", "half8.txt", "half8.txt"], "no-text"),
        (["receipt", "empty.txt", "empty.txt"], "no-text"),
        (["receipt", "--text", "a", "b", "--names", "line.txt"], "names"),
        (["receipt", "--text", "a", "b", "--names", "nowhere.txt"], "no-path"),
        (["receipt", "--jsonl", "nowhere.jsonl"], "no-path"),
        (["receipt", "--jsonl", "."], "no-path"),
        (["receipt", "--jsonl", "x.jsonl", "more"], "jsonl"),
        (["receipt", "--jsonl", "--text"], "jsonl"),
    ],
)
def test_what_can_not_be_read_is_refused(
    arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (tmp_path / "half.txt").write_bytes(b"\xff\xfea")  # UTF-16 that ends in the middle of a letter
    (tmp_path / "half8.txt").write_bytes("Pay 5 €".encode()[:-1])
    (tmp_path / "empty.txt").touch()
    (tmp_path / "line.txt").write_text("Acme, Beta; " * 100, "utf-8")
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) >= 2
    if "--jsonl" not in arguments:
        assert main([*arguments, "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["refused"] == code


def test_a_missing_file_hints_at_text(capsys: Capture) -> None:
    assert main(["receipt", "We pay 5 EUR.", "We pay 6 EUR."]) == 2
    assert "--text" in capsys.readouterr().err


def test_it_promises_nothing(capsys: Capture) -> None:
    for rewrite in (BEFORE, WRONG, "Something else."):
        main(["receipt", "--text", BEFORE, rewrite])
    assert "guarant" not in capsys.readouterr().out.lower()


def test_control_characters_of_a_text_do_not_reach_the_terminal(capsys: Capture) -> None:
    main(["receipt", "--text", "Pay \x1b[31m5\x1b[0m EUR \u202eby Friday.", "Pay 6 EUR by Friday."])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_brackets_in_a_text_are_no_markup(capsys: Capture) -> None:
    main(["receipt", "--text", "Pay [red]5 EUR[/red] by [/] Friday [link=x].", "Pay 6 EUR by Friday."])
    assert "[red]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after", "empty"),
    [("", "", 0), (" \n", "\t", 0), ("", "Pay 5 EUR.", 0), ("Pay 5 EUR.", "", 1)],
)
def test_an_empty_text_is_a_mistake_of_its_caller(
    before: str, after: str, empty: int, tmp_path: Path, feed: Callable[[bytes], None], capsys: Capture
) -> None:
    assert main(["receipt", "--text", before, after]) == 2
    assert ("The original", "The rewrite")[empty] in capsys.readouterr().err
    files = [tmp_path / "before.txt", tmp_path / "after.txt"]
    for file, text in zip(files, (before, after), strict=True):
        file.write_text(text, "utf-8")
    assert main(["receipt", *map(str, files)]) == 2
    said = capsys.readouterr()
    assert f"{files[empty]} is empty." in said.err
    assert said.out == ""
    feed(before.encode())
    assert main(["receipt", "-", str(files[1])]) == 2
    assert ("Standard input" if not before.strip() else str(files[1])) in capsys.readouterr().err


def test_an_empty_text_of_a_line_is_a_text(feed: Callable[[bytes], None], capsys: Capture) -> None:
    feed(b'{"original": "", "rewrite": " "}\n{"original": "", "rewrite": "Pay 5 EUR."}')
    assert main(["receipt", "--jsonl"]) == 0
    assert [one["verdict"] for one in lines_of(capsys.readouterr().out)] == ["clean", "broken"]


# ---- Lines


def test_a_line_has_the_keys_of_its_format_and_no_others(
    feed: Callable[[bytes], None], capsys: Capture
) -> None:
    feed(json.dumps({"id": "a", "original": BEFORE, "rewrite": WRONG, "names": ["Acme"], "more": 1}).encode())
    assert main(["receipt", "--jsonl"]) == 0
    (told,) = lines_of(capsys.readouterr().out)
    assert list(told) == ["id", "verdict", "facts"]
    assert (told["id"], told["verdict"]) == ("a", "broken")
    assert told["facts"]
    for fact in told["facts"]:
        assert list(fact) == ["kind", "verdict", "original", "rewrite"]
        assert all(value is None or isinstance(value, str) for value in fact.values())
    held = receipt(BEFORE, WRONG, names=["Acme"])
    assert [(f["kind"], f["verdict"], f["original"], f["rewrite"]) for f in told["facts"]] == [
        (f.kind, f.verdict, f.original, f.rewrite) for f in held.facts
    ]


@pytest.mark.parametrize("source", ["-", "pairs.jsonl", ""])
def test_lines_come_from_a_file_or_from_standard_input(
    source: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    feed: Callable[[bytes], None],
    capsys: Capture,
) -> None:
    monkeypatch.chdir(tmp_path)
    pairs = [{"id": at, "original": f"Pay {at} EUR.", "rewrite": "Pay 7 EUR."} for at in range(2, 12)]
    data = "\r\n".join(json.dumps(pair) for pair in pairs).encode("utf-8-sig")
    (tmp_path / "pairs.jsonl").write_bytes(data)
    feed(data)
    assert main(["receipt", "--jsonl", *([source] if source else [])]) == 0
    told = lines_of(capsys.readouterr().out)
    assert [one["id"] for one in told] == list(range(2, 12))
    assert [one["id"] for one in told if one["verdict"] == "clean"] == [7]


def test_a_bad_line_is_answered_and_the_rest_goes_on(feed: Callable[[bytes], None], capsys: Capture) -> None:
    good = b'{"id": 1, "original": "Pay 5 EUR.", "rewrite": "Pay 5 EUR."}'
    bad = [
        b"nope",
        b"[1, 2]",
        b'"text"',
        b'{"id": 4, "original": "a"}',
        b'{"id": 5, "original": null, "rewrite": "a"}',
        b'{"id": 6, "original": 3, "rewrite": "a"}',
        b'{"id": 7, "original": "a", "rewrite": "a", "names": "Acme"}',
        b'{"id": 8, "original": "a", "rewrite": "a", "names": [3]}',
        b'{"id": 9, "original": "\xff", "rewrite": "a"}',
        b'{"id": NaN, "original": "a", "rewrite": "a"}',
        b"[" * 100_000,
        b'{"id": 12' + b"1" * 5000 + b', "original": "a", "rewrite": "a"}',
    ]
    feed(b"\n".join([good, *bad, b"", b"   ", good]))
    assert main(["receipt", "--jsonl"]) == 2
    told = lines_of(capsys.readouterr().out)
    assert len(told) == len(bad) + 2
    assert [one["verdict"] for one in (told[0], told[-1])] == ["clean", "clean"]
    for number, one in enumerate(told[1:-1], start=2):
        assert list(one) == ["id", "error"]
        assert {"code", "sentence", "hint"} <= set(one["error"])
        assert one["error"]["line"] == number
        assert f"Line {number}:" in one["error"]["sentence"]
        assert one["error"]["code"] != "defect", one
        assert one["error"]["hint"]
    assert [one["id"] for one in told[4:9]] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "given", [None, "a", 3, 2.5, True, [1, {"a": None}], {"x": "ü"}, "\ud800", "\u2028\x85"]
)
def test_an_id_comes_back_as_it_came(given: object, feed: Callable[[bytes], None], capsys: Capture) -> None:
    line = json.dumps({"id": given, "original": "a", "rewrite": "a"}).encode()
    feed(line + b"\n" + line)
    assert main(["receipt", "--jsonl"]) == 0
    assert [one["id"] for one in lines_of(capsys.readouterr().out)] == [given, given]


def test_a_missing_id_is_none_and_an_endless_one_too(feed: Callable[[bytes], None], capsys: Capture) -> None:
    feed(b'{"original": "a", "rewrite": "a"}\n{"id": 1e999, "original": "a", "rewrite": "a"}')
    assert main(["receipt", "--jsonl"]) == 2
    first, second = lines_of(capsys.readouterr().out)
    assert (first["id"], first["verdict"]) == (None, "clean")
    assert (second["id"], "error" in second) == (None, True)


def test_no_lines_give_no_lines(feed: Callable[[bytes], None], capsys: Capture) -> None:
    feed(b"")
    assert main(["receipt", "--jsonl"]) == 0
    assert capsys.readouterr().out == ""


def test_a_line_that_is_too_long_is_passed_over(feed: Callable[[bytes], None], capsys: Capture) -> None:
    good = b'{"id": 1, "original": "a", "rewrite": "a"}\n'
    feed(good + b"x" * (2 * LONGEST + 5) + b"\n" + good)
    assert main(["receipt", "--jsonl"]) == 2
    told = lines_of(capsys.readouterr().out)
    assert [("error" in one and one["error"]["code"]) for one in told] == [False, "too-long", False]


def test_utf_16_is_said_to_be_it(feed: Callable[[bytes], None], capsys: Capture) -> None:
    feed('{"id": 1, "original": "a", "rewrite": "a"}\n'.encode("utf-16"))
    assert main(["receipt", "--jsonl"]) == 2
    assert "UTF-16" in lines_of(capsys.readouterr().out)[0]["error"]["sentence"]


def test_only_one_line_is_held_at_a_time() -> None:
    taken: list[int] = []

    def lines():
        for at in range(5):
            taken.append(at)
            yield json.dumps({"id": at, "original": "a", "rewrite": "a"}).encode()

    told = answers(lines(), receipt_line)
    for at in range(5):
        line, good = next(told)
        assert good
        assert json.loads(line)["id"] == at
        assert taken == list(range(at + 1))


def test_an_answer_comes_before_the_next_line_is_there() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bothways", "receipt", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for at in range(3):
            line = json.dumps({"id": at, "original": "Zahlt 5 € für Öl.", "rewrite": "Zahlt 5 € für Öl."})
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == at
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_lines_are_utf_8_whatever_the_console_speaks() -> None:
    line = json.dumps({"id": "Öl 不 🙂", "original": "a", "rewrite": "a"}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "bothways", "receipt", "--jsonl"],
        input=line, capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["id"] == "Öl 不 🙂"
