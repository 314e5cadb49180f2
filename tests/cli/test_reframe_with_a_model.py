"""`bothways reframe` with a model: a real server on loopback, whose wording is used only if it holds."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest

from bothways.cli import main
from bothways.lens import reframe
from ports.bad_server import Call, serving

Capture = pytest.CaptureFixture[str]
TEXT = "Hartmann will not sign the 240,000 EUR order unless you idiots deliver by 5 May, damn it!!!"
CALM = "Hartmann will not sign the 240,000 EUR order unless you deliver by 5 May."


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOTHWAYS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def good(call: Call) -> None:
    name = "Hartmann" if "Hartmann" in call.message else "NAME_1"
    call.wording(CALM.replace("Hartmann", name))


def wrong(call: Call) -> None:
    call.wording(CALM.replace("240,000", "240").replace("not ", ""))


def test_a_wording_that_holds_is_used_and_it_is_said_where_the_message_went(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with serving(good) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        assert main(["reframe", TEXT, "--name", "Hartmann", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["reframed"] == CALM
        assert told["receipt"]["verdict"] == "clean"
        assert told["worded"]["sent"] is True
        assert told["worded"]["worded_by"] != "rules"
        assert main(["reframe", TEXT, "--name", "Hartmann"]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert "The message went to 127.0.0.1" in shown
        assert "Nothing was sent" not in shown
        assert "no single changes to undo" in shown
        assert main(["reframe", TEXT, "--name", "Hartmann", "--say"]) == 0
        said = capsys.readouterr()
        assert said.out == CALM + "\n"
        assert "The message went to" in " ".join(said.err.split())


def test_a_wording_that_does_not_hold_is_not_used(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with serving(wrong) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        assert main(["reframe", TEXT, "--name", "Hartmann", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reframed"] == reframe(TEXT, names=("Hartmann",)).reframed
    assert told["worded"]["worded_by"] == "rules"
    assert told["worded"]["candidates"]


def test_masked_names_do_not_leave(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with serving(good) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        assert main(["reframe", TEXT, "--name", "Hartmann", "--mask", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert server.requests
        assert "Hartmann" not in json.dumps(server.requests)
    assert told["worded"]["names_masked"] == 1
    assert "Hartmann" in told["reframed"]


def test_offline_asks_nobody(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with serving(good) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        assert main(["reframe", TEXT, "--offline"]) == 0
        assert server.requests == []
    assert "Nothing was sent anywhere." in capsys.readouterr().out


def test_what_is_never_softened_is_never_sent(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with serving(good) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        assert main(["reframe", "He put his hand on my back again at dinner."]) == 0
        assert server.requests == []
    assert "Nothing was sent to the model." in " ".join(capsys.readouterr().out.split())


def test_lines_are_worded_by_the_model_too(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    lines = json.dumps({"id": 1, "text": TEXT, "names": ["Hartmann"]}).encode()
    with serving(good) as server:
        for name, value in server.environ().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
        assert main(["reframe", "--jsonl"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["id"], told["reframed"], told["changed"], told["edits"]) == (1, CALM, True, [])
    assert "127.0.0.1" in said.err


def test_settings_that_can_not_be_meant_are_refused(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("BOTHWAYS_LLM_BASE_URL", "nowhere")
    assert main(["reframe", TEXT]) == 2
    assert "BOTHWAYS_LLM_BASE_URL" in capsys.readouterr().err
    assert main(["reframe", TEXT, "--offline"]) == 0
