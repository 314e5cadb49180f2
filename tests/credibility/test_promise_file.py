"""The register as a plain file: what goes in comes out, and what became of the file is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from promised import day, happened, histories, promise

from bothways.credibility import Event, Promises, read_promises, standing, write_events
from bothways.credibility.values import event_of
from bothways.terms import Refusal


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_what_goes_in_comes_out(tmp_path: Path, events: tuple[Event, ...]):
    path = tmp_path / "promises.jsonl"
    path.unlink(missing_ok=True)
    for event in events:
        assert write_events(path, [event]) == (event,)
        before = path.read_bytes()
        assert write_events(path, [event]) == ()  # once more changes nothing
        assert path.read_bytes() == before
    assert read_promises(path) == Promises(events)


@given(histories())
def test_an_event_survives_json(events: tuple[Event, ...]):
    for event in events:
        assert event_of(json.loads(json.dumps(event.as_dict()))) == event


def test_line_ends_in_a_text_are_blanks_everywhere(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    event = happened("note", day(3), text="one\n two  three")
    write_events(path, [promise(), event])
    assert event.text == "one two three"
    assert read_promises(path).events[1] == event


def test_all_of_them_or_none(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    with pytest.raises(Refusal):
        write_events(path, [promise(), happened("kept", day(3), of=9)])
    assert not path.exists()


def test_what_makes_events_sees_the_register_as_it_stands(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    write_events(path, [promise()])
    write_events(path, lambda held: [promise(len(held.by_promise) + 1)])
    assert [*read_promises(path).by_promise] == ["p1", "p2"]


def test_a_record_that_is_no_event_is_told_and_stays(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    write_events(path, [promise(), happened("kept", day(3))])
    text = path.read_text("utf-8").replace('"kind": "kept"', '"kind": "eaten"')
    path.write_text(text, "utf-8")
    held = read_promises(path)
    assert [event.id for event in held.events] == ["p1.1"]
    assert "line 3" in held.trouble[0]
    assert "eaten" in " ".join(held.trouble)
    write_events(path, [happened("note", day(4), number=3)])
    assert path.read_text("utf-8").startswith(text)


def test_a_promise_whose_first_line_is_gone_is_told(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    write_events(path, [promise(), happened("kept", day(3))])
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join((lines[0], lines[2])), "utf-8")
    held = read_promises(path)
    assert any("p1" in told and "not there any more" in told for told in held.trouble)
    assert held.standings(now=day(9)) == ()


@pytest.mark.parametrize("key", ["id", "promise", "kind", "day", "recorded"])
def test_a_missing_part_is_named(key: str):
    held = promise().as_dict()
    del held[key]
    with pytest.raises(Refusal) as refused:
        event_of(held)
    assert key in refused.value.sentence


def test_an_edited_text_that_a_command_would_refuse_is_refused_here_too():
    held = promise().as_dict()
    held["given"]["text"] = "x" * 700
    with pytest.raises(Refusal) as refused:
        event_of(held)
    assert refused.value.code == "given-text"


def test_ids_come_from_outside_and_stay():
    event = replace(promise(), id="0198-uuid")
    assert standing([event], now=day(1)).history[0].id == "0198-uuid"
