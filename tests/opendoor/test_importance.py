"""Importance: shares side by side, exact bounds, orders within verdicts, and the guard in front of what is shown."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.opendoor import Votes, by_bands, important_cells, important_of, sides_of, votes_of
from bothways.opendoor.declared import Verdict
from bothways.opendoor.disclosure import Audit, Band, Proposal, decide, propose, share
from bothways.opendoor.important import Cares, item_of
from bothways.opendoor.votes import Statement
from bothways.terms import Refusal, Side

STAFF = [f"r{at}" for at in range(12)]
TOP = ["e0", "e1"]


def cast(rows: dict[str, list[int]], top: dict[str, list[int]]) -> Votes:
    casts = [
        (person, statement, vote)
        for people, votes in ((STAFF, rows), (TOP, top))
        for statement, row in votes.items()
        for person, vote in zip(people, row, strict=False)
    ]
    sides = dict.fromkeys(STAFF, "staff") | dict.fromkeys(TOP, "executives")
    return votes_of(casts, sides=sides)


AGREED = cast({"s1": [1] * 12, "s2": [1] * 12, "s3": [1] * 12}, {"s1": [1, 1], "s2": [1, 1], "s3": [-1, -1]})


def test_shares_are_of_those_who_voted_and_a_census_has_no_doubt() -> None:
    marks = {**{name: ["s1"] for name in STAFF[:9]}, "e0": ["s1"]}
    one = important_of(AGREED, marks).of("s1")
    assert (one.marked, one.answered, one.share) == ((9, 1), (12, 2), (0.75, 0.5))
    assert (one.low, one.high) == ((0.75, 0.5), (0.75, 0.5))
    assert one.cares is Cares.STAFF  # half of the executives is not more than half
    assert one.weaker == 0.5
    assert (one.of(Side.STAFF), one.of(Side.EXECUTIVES)) == (0.75, 0.5)


def test_a_pass_is_an_answer_and_whoever_never_saw_it_is_not_counted() -> None:
    votes = cast({"s1": [0, 1, -1, 0, 1, 1]}, {})
    one = important_of(votes, {"r0": ["s1"], "r1": ["s1"]}, asked={Side.STAFF: 12, Side.EXECUTIVES: 2}).of(
        "s1"
    )
    assert (one.marked, one.answered, one.share[1]) == ((2, 0), (6, 0), None)
    assert one.cares is Cares.UNSURE
    assert (one.low[1], one.high[1]) == (0.0, 1.0)
    assert one.low[0] < 1 / 3 < one.high[0]


def test_common_ground_by_who_cares_less_and_divides_by_both_sides_alike() -> None:
    marks = {name: ["s1", "s3"] for name in STAFF} | {"e0": ["s2"], "e1": ["s2"]}
    for name in STAFF[:3]:
        marks[name] = ["s1", "s2", "s3"]
    found = important_of(AGREED, marks)
    sides = sides_of(AGREED)
    assert [one.statement for one in found.within(sides, Verdict.COMMON)] == ["s2", "s1"]
    assert [one.statement for one in found.within(sides, Verdict.DIVIDE)] == ["s3"]
    assert found.of("s3").cares is Cares.STAFF
    assert found.within(sides, Verdict.ONE_SIDED) == ()
    assert json.loads(json.dumps(found.as_dict()))["statements"][0]["staff"]["marked"] == 12


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"nobody": ["s1"]}, "person"),
        ({"r0": ["s9"]}, "statement"),
        ({"r11": ["s1"]}, "mark-no-vote"),
    ],
)
def test_what_can_not_be_is_refused(marks: dict[str, list[str]], code: str) -> None:
    votes = cast({"s1": [1] * 11, "s2": [1] * 12}, {})
    with pytest.raises(Refusal) as refused:
        important_of(votes, marks)
    assert refused.value.code == code


def test_more_people_than_were_asked_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        important_of(AGREED, {}, asked={Side.STAFF: 5})
    assert refused.value.code == "asked"
    assert important_of(AGREED, {}, asked={Side.STAFF: None}).of("s1").high[0] > 0.0


def test_nobody_and_nothing() -> None:
    none = votes_of([], statements=[Statement("s1"), Statement("s2", meta=True)])
    found = important_of(none, {})
    assert [one.statement for one in found.statements] == ["s1"]
    assert found.statements[0].share == (None, None)
    assert found.statements[0].weaker == found.statements[0].mean == 0.0


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_order_and_names_do_not_matter_and_swapping_the_sides_mirrors(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people = STAFF + TOP
    casts = [
        (name, f"s{at}", int(chance.integers(-1, 2)))
        for name in people
        for at in range(4)
        if chance.random() < 0.8
    ]
    marks: dict[str, list[str]] = {}
    for name, statement, _ in casts:
        if chance.random() < 0.4:
            marks.setdefault(name, []).append(statement)
    sides = dict.fromkeys(STAFF, Side.STAFF) | dict.fromkeys(TOP, Side.EXECUTIVES)
    statements = [Statement(f"s{at}") for at in range(4)]
    one = important_of(votes_of(casts, statements=statements, sides=sides), marks)
    shuffled = [casts[at] for at in chance.permutation(len(casts))]
    other = {name: f"x{at}" for at, name in enumerate(chance.permutation(people))}
    renamed = important_of(
        votes_of(
            [(other[name], statement, vote) for name, statement, vote in shuffled],
            statements=statements,
            sides={other[name]: side for name, side in sides.items()},
        ),
        {other[name]: chosen for name, chosen in marks.items()},
    )
    assert renamed.as_dict() == one.as_dict()
    mirrored = important_of(
        votes_of(casts, statements=statements, sides={name: side.other for name, side in sides.items()}),
        marks,
    )
    for here, there in zip(one.statements, mirrored.statements, strict=True):
        assert here.share == there.share[::-1]
        assert (here.low, here.high) == (there.low[::-1], there.high[::-1])
        assert here.weaker == there.weaker


def test_marks_are_guarded_as_votes_are_and_by_who_voted_alone() -> None:
    groups = {"staff": STAFF, "executives": TOP}
    cells = important_cells(AGREED, groups=groups)
    decision, after = decide(Proposal("marks", cells), audit=Audit())
    assert {cell.name for cell in decision.shown} == {
        f"{item_of(name)}: staff" for name in ("s1", "s2", "s3")
    }
    (pieces,) = decision.pieces[f"{item_of('s1')}: staff"]
    assert str(share(pieces, gave=set(STAFF[:11]))) == "75 to 100 %"
    # One more person two days later is too few for another release, with or without a mark.
    fewer = cast({"s1": [1] * 11}, {})
    late, _ = decide(Proposal("late", important_cells(fewer, groups=groups)), audit=after)
    assert not late.shown


def test_marks_on_the_record_are_shown_and_no_total_gives_the_others_away() -> None:
    groups = {"staff": STAFF, "executives": TOP, "all": STAFF + TOP}
    decision, _ = decide(
        Proposal("marks", important_cells(AGREED, groups=groups, on_record=["e0"])), audit=Audit()
    )
    names = {cell.name for cell in decision.shown}
    assert f"{item_of('s1')}: on the record" in names
    assert not any(name.endswith((": all", ": executives")) for name in names)


def test_a_mark_set_later_is_another_answer() -> None:
    groups = {"staff": STAFF}
    _, after = decide(Proposal("first", important_cells(AGREED, groups=groups)), audit=Audit())
    again = {"s1": dict.fromkeys(STAFF[:2], 1)}
    decision, _ = decide(
        Proposal("second", important_cells(AGREED, groups=groups, revisions=again)), audit=after
    )
    assert f"{item_of('s1')}: staff" in decision.withheld
    many = {"s1": dict.fromkeys(STAFF[:5], 1)}
    decision, _ = decide(
        Proposal("second", important_cells(AGREED, groups=groups, revisions=many)), audit=after
    )
    assert f"{item_of('s1')}: staff" not in decision.withheld


def test_votes_and_marks_are_items_of_their_own() -> None:
    answered = {"s1": STAFF}
    votes = propose("votes", answered=answered, groups={"staff": STAFF})
    both = Proposal("both", (*votes.cells, *important_cells(AGREED, groups={"staff": STAFF})))
    decision, _ = decide(both, audit=Audit())
    assert {cell.name for cell in decision.shown} >= {"s1: staff", f"{item_of('s1')}: staff"}


def test_the_order_shown_is_made_of_bands_alone() -> None:
    wide: list[Band | None] = [Band(60, 100), Band(60, 100)]
    bands: dict[str, list[Band | None]] = {
        "s1": [Band(0, 35), None],
        "s2": wide,
        "s3": wide,
        "s4": [Band(0, 100), Band(60, 100)],
    }
    assert by_bands(bands) == ("s2", "s3", "s4", "s1")
    assert by_bands(bands, order=["s3", "s2", "s1", "s4"]) == ("s3", "s2", "s4", "s1")
    assert by_bands({}) == ()
