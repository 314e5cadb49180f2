"""Batches: whatever stands in a line, one answer comes, as one line of JSON; the rest goes on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import reframe
from bothways.lens.lines import (
    LONGEST,
    answers,
    as_json,
    audience_of_line,
    names_of_line,
    reframing_as_dict,
    text_of_line,
)
from bothways.lens.lines import receipt_line as answer
from bothways.terms import Refusal

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON,
        "original": st.one_of(st.text(max_size=20), JSON),
        "rewrite": st.text(max_size=20),
        "names": JSON,
    },
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        ROWS.map(lambda row: json.dumps(row).encode()),
        JSON.map(lambda j: json.dumps(j).encode()),
    )
)
def test_any_line_gets_one_answer_and_the_next_one_too(line: bytes) -> None:
    line = line.replace(b"\n", b" ")
    good = json.dumps({"id": "next", "original": "a", "rewrite": "a"}).encode()
    told = list(answers([line, good], answer))
    assert len(told) == (2 if line.strip(b" \t\r\n") else 1)
    for said, is_good in told:
        assert len(said.splitlines()) == 1
        one = json.loads(said.encode("utf-8"))
        assert ("error" in one) != is_good
        assert next(iter(one)) == "id"
        if not is_good:
            assert one["error"]["code"] != "defect"
    assert json.loads(told[-1][0])["verdict"] == "clean"


@given(st.dictionaries(st.text(max_size=5), st.text(), max_size=3))
def test_an_answer_is_read_back_as_it_was(row: dict[str, str]) -> None:
    assert json.loads(as_json(row).encode("utf-8")) == row
    assert len(as_json(row).splitlines()) == 1


def test_a_defect_is_told_as_one_and_the_rest_goes_on() -> None:
    def broken(given: object) -> dict[str, object]:
        if given == {"id": 1}:
            raise ZeroDivisionError
        return {"id": 2}

    (first, bad), (second, good) = answers([b'{"id": 1}', b'{"id": 2}'], broken)
    assert (bad, good) == (False, True)
    error = json.loads(first)["error"]
    assert (error["code"], error["line"]) == ("defect", 1)
    assert "ZeroDivisionError" in error["sentence"]
    assert json.loads(second) == {"id": 2}


def test_a_cut_line_is_too_long() -> None:
    ((said, good),) = answers([b" " * LONGEST + b"x"], answer)
    assert not good
    assert json.loads(said)["error"]["code"] == "too-long"


@pytest.mark.parametrize("names", [None, [], ["Acme"], ["", " "]])
def test_names_are_a_list_or_nothing(names: object) -> None:
    assert names_of_line({"names": names}) == (("Acme",) if names == ["Acme"] else ())


@pytest.mark.parametrize("names", ["Acme", 3, {}, [3], [None], True])
def test_other_names_are_refused(names: object) -> None:
    with pytest.raises(Refusal, match="names"):
        names_of_line({"names": names})


def test_the_side_is_the_lines_own_or_the_usual_one() -> None:
    assert audience_of_line({}, "staff") == "staff"
    assert audience_of_line({"for": "executives"}, "staff") == "executives"
    for side in ("board", 3, [], ""):
        with pytest.raises(Refusal, match="side"):
            audience_of_line({"for": side}, "staff")


def test_an_empty_text_is_a_text() -> None:
    assert text_of_line({"text": ""}) == ""
    assert reframing_as_dict(reframe(""))["changed"] is False
