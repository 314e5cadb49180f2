"""What a release tells of a consultation, and what it never tells."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bothways.opendoor.asked import (
    Asked,
    AskedStatement,
    Ballot,
    Release,
    before,
    may_release,
    mine,
    release,
    sections,
)
from bothways.opendoor.declared import Holds, Verdict
from bothways.opendoor.disclosure import Band, Rules
from bothways.terms import Refusal
from opendoor.asked.asked_cast import (
    DAY,
    EXECUTIVES,
    STAFF,
    asked,
    ballot,
    released,
    twelve_and_two,
)


def test_twelve_reps_and_two_executives_on_the_record_are_told_apart_usefully():
    found = released(asked(), twelve_and_two())
    verdicts = [one.verdict for one in found.statements]
    assert verdicts == [Verdict.COMMON, Verdict.DIVIDE, Verdict.ONE_SIDED, Verdict.TOO_FEW]
    common, divide, single, close = found.statements
    assert (common.way, common.certain, common.weaker) == (Holds.FOR, True, 75)
    assert common.of(STAFF).agree == Band(75, 100)
    assert common.of(EXECUTIVES).agree == Band(100, 100)
    assert common.of(EXECUTIVES).record == (2, 0, 0)
    assert (divide.way, divide.whose) == (Holds.FOR, STAFF)
    assert (single.whose, single.of(EXECUTIVES).holds) == (STAFF, Holds.NEITHER)
    assert close.of(STAFF).agree == Band(30, 70)
    assert common.everybody == Band(75, 100)  # the band of the twelve, and the two that all know
    assert [side.people for side in found.sides] == ["10 to 12", ""]
    assert [side.record for side in found.sides] == [0, 2]
    assert found.order == ("s0", "s1", "s2", "s3")
    assert found.important[0] == "s0"
    assert found.sentences[0].startswith("Most of both sides are for “Statement A”")
    assert "most executives against it" in found.sentences[1]
    assert found.sentences[2].startswith("Staff think that fewer executives agree with “Statement A”")
    assert found.withheld == ("Of the executives, only answers given on the record are shown.",)


def test_nothing_of_two_executives_who_are_not_on_the_record_and_no_total():
    found = released(asked(), twelve_and_two(record=False))
    for one in found.statements:
        told = one.of(EXECUTIVES)
        assert not told.told
        assert (told.people, told.record, told.guarded) == ("", (0, 0, 0), False)
        assert {told.agree, told.disagree, told.passed, told.important, told.guess, told.whole} == {None}
        assert one.everybody is None
        assert one.informed is None
        assert one.verdict is Verdict.TOO_FEW
        assert one.of(STAFF).told
    assert found.record == ()
    assert found.shores is None
    assert found.ways[0].gaps == found.ways[1].gaps == ()
    assert "Nothing of what the executives answered is shown." in found.withheld
    assert any("No total" in line for line in found.withheld)
    assert found.sides[1].sentence == "2 executives were asked. Nothing of what they answered can be shown."


def test_of_two_only_the_one_on_the_record_is_told_and_no_total_that_would_leave_the_other():
    found = released(asked(), twelve_and_two(both=False))
    for one in found.statements:
        assert sum(one.of(EXECUTIVES).record) == 1
        assert one.everybody is None
    first = found.statements[0].of(EXECUTIVES)
    assert first.holds is Holds.UNSURE  # one of two is no majority, whatever the other says
    assert first.whole == Band(50, 100)
    assert found.statements[1].of(EXECUTIVES).not_for
    assert [one.name for one in found.record] == ["x0"]


def test_the_other_executive_can_answer_anything_and_nothing_changes():
    """Not one byte: the strongest form of "no total whose difference gives the others away"."""
    ballots = twelve_and_two(both=False)
    shown = released(asked(), ballots).shown()
    for votes in ("++++", "----", "0000", "-+-+"):
        other = ballot("x1", EXECUTIVES, votes, guesses=10, important="!!!!")
        assert released(asked(), [*ballots[:-1], other]).shown() == shown


def test_all_see_the_same_and_what_is_ones_own_is_made_of_ones_own_ballot():
    question, ballots = asked(), twelve_and_two()
    found = released(question, ballots)
    again = Release.of_json(json.loads(json.dumps(found.to_json())))
    assert again == found
    assert again.sealed.to_json() == found.sealed.to_json()
    assert "trace" not in found.shown()
    assert Release.of_json(found.shown()) == found
    first, last = mine(again, ballots[0], question), mine(again, ballots[-1], question)
    assert first.with_own == (2, 3)
    assert first.with_other == (1, 2)
    assert {one.statement: one.direction for one in first.misread} == {
        "s0": "too low", "s1": "too high", "s2": "too low", "s3": "too high",
    }  # fmt: skip
    assert first.misread[0].least == 80
    assert first.headline == "4 of your 4 guesses about the executives were off by 20 points or more."
    assert last.side is EXECUTIVES
    assert last.place is not None
    assert first.place is not None
    assert first.place[0] < 0 < last.place[0]  # staff to the left
    assert found.shown() == released(question, ballots).shown()
    stranger = Ballot("nobody", STAFF)
    assert mine(found, stranger, question).headline == "Too little can be shown yet to say where you sit."


@pytest.mark.parametrize(
    ("guesses", "said"),
    [
        (
            (100, 0, 50, 0),
            "You know the executives well: no guess of yours is surely off by 20 points or more.",
        ),
        (
            (90, 10, 60, 10),
            "You know the executives well: no guess of yours is surely off by 20 points or more.",
        ),
        (
            (10, 0, 20, 0),
            "2 of your 4 guesses about the executives were off by 20 points or more, all too low.",
        ),
        (
            (10, 50, 20, 0),
            "3 of your 4 guesses about the executives were off by 20 points or more, most of them too low.",
        ),
        (
            (100, 80, 50, 0),
            "1 of your 4 guesses about the executives was off by 20 points or more, too high.",
        ),
    ],
)
def test_the_first_sentence_is_about_guesses_that_are_far_off(guesses: tuple[int, ...], said: str):
    question, ballots = asked(), twelve_and_two()
    ballots[0] = replace(ballots[0], predictions={f"s{at}": share for at, share in enumerate(guesses)})
    assert mine(released(question, ballots), ballots[0], question).headline == said


def test_a_trace_leads_back_to_no_ballot_and_is_in_nothing_that_is_shown():
    ballots = twelve_and_two()
    found = released(asked(), [replace(one, token=f"secret-{one.token}", name="") for one in ballots])
    assert "secret" not in json.dumps(found.to_json())
    shown = json.dumps(found.shown())
    assert not [one.person for one in ballots if one.person in shown]
    trace = json.dumps(found.sealed.to_json())
    assert '"votes"' not in trace
    assert '"agree"' not in trace


@pytest.mark.parametrize("record", [True, False])
def test_neither_the_order_of_ballots_nor_what_stands_for_people_matters(record: bool):
    ballots = twelve_and_two(record=record)
    shown = released(asked(), ballots).shown()
    assert released(asked(), ballots[::-1]).shown() == shown
    assert released(asked(), [replace(one, token=f"z{one.token}") for one in ballots]).shown() == shown


def test_the_sides_exchanged_mirror_the_result():
    ballots = [
        *(ballot(f"t{at}", STAFF, "+-+", guesses=20) for at in range(9)),
        *(ballot(f"x{at}", EXECUTIVES, "++-", guesses=80) for at in range(12)),
    ]
    found = released(asked(3, staff=9, executives=12), ballots)
    turned = released(
        asked(3, staff=12, executives=9), [replace(one, side=one.side.other) for one in ballots]
    )
    for one, other in zip(found.statements, turned.statements, strict=True):
        assert one.verdict is other.verdict
        for side in (STAFF, EXECUTIVES):
            assert one.of(side).agree == other.of(side.other).agree
            assert one.of(side).guess == other.of(side.other).guess
    assert [one.verdict for one in found.statements] == [Verdict.COMMON, Verdict.DIVIDE, Verdict.DIVIDE]
    assert found.ways[0].low == turned.ways[1].low


def test_what_is_said_beforehand_hangs_on_who_could_answer_alone():
    notice = before(asked())
    assert notice.offer_record == (EXECUTIVES,)
    assert "on the record" in notice.of(EXECUTIVES).sentence
    assert "five or more" in notice.of(STAFF).sentence
    assert "their" not in notice.both
    assert "seven" in before(asked(executives=6)).of(EXECUTIVES).sentence
    assert before(asked(), rules=Rules(k=15)).offer_record == (STAFF, EXECUTIVES)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6])
def test_a_refusal_says_the_same_whoever_is_missing(count: int):
    ballots = [ballot(f"t{at}", STAFF, "+++.", guesses=50) for at in range(count)]
    said = may_release(asked(), ballots)
    assert not said.allowed
    assert said == may_release(asked(), [])
    assert not any(
        figure.isdigit() and int(figure) not in (7,) for figure in f"{said.sentence} {said.hint}".split()
    )
    with pytest.raises(Refusal) as no:
        release(asked(), ballots, day=DAY)
    assert (no.value.code, no.value.sentence, no.value.hint) == (
        "would-give-somebody-away", said.sentence, said.hint,
    )  # fmt: skip


def test_whether_it_is_released_never_hangs_on_an_answer():
    for ballots in (twelve_and_two(), twelve_and_two(record=False), twelve_and_two()[:6]):
        turned = [
            replace(
                one, votes={name: -vote for name, vote in one.votes.items()}, important=frozenset(),
                predictions={name: 100 - share for name, share in one.predictions.items()},
            )
            for one in ballots
        ]  # fmt: skip
        assert may_release(asked(), ballots) == may_release(asked(), turned)


def test_who_passes_on_everything_agrees_with_nothing():
    ballots = [*twelve_and_two()[:11], ballot("t11", STAFF, "0000"), *twelve_and_two()[12:]]
    found = released(asked(), ballots)
    assert found.statements[0].of(STAFF).passed == Band(0, 25)
    assert found.statements[0].verdict is Verdict.COMMON


def test_empty_and_unanimous_consultations_and_what_was_taken_out():
    assert not may_release(asked(0), []).allowed
    everybody = [ballot(f"t{at}", STAFF, "++", guesses=100) for at in range(12)]
    everybody += [ballot(f"x{at}", EXECUTIVES, "++", guesses=100) for at in range(8)]
    found = released(asked(2, executives=8), everybody)
    assert [one.verdict for one in found.statements] == [Verdict.COMMON, Verdict.COMMON]
    assert found.shores is None  # nothing sets the sides apart
    assert all(not gap.least for way in found.ways for gap in way.gaps)
    assert found.sentences[2] == "Where it can be told, neither side is sure to misread the other."
    question = replace(
        asked(3, executives=8),
        statements=(
            AskedStatement("s0", "A."), AskedStatement("s1", "B.", meta=True), AskedStatement("s2", "C.", out=True),
        ),
    )  # fmt: skip
    three = [replace(one, votes={**one.votes, "s2": -1}) for one in everybody]
    assert [one.id for one in released(question, three).statements] == ["s0"]


def test_a_side_of_five_or_six_is_told_no_direction_and_helps_the_total():
    ballots = [ballot(f"t{at}", STAFF, "+") for at in range(12)]
    ballots += [ballot(f"x{at}", EXECUTIVES, "+") for at in range(5)]
    one = released(asked(1, executives=5), ballots).statements[0]
    assert one.of(EXECUTIVES).agree == Band(0, 100)
    assert not one.of(EXECUTIVES).told
    assert one.verdict is Verdict.TOO_FEW


def test_who_did_not_answer_is_never_guessed():
    ballots = [ballot(f"t{at}", STAFF, "+") for at in range(8)]
    told = released(asked(1, staff=40), ballots).statements[0].of(STAFF)
    assert told.holds is Holds.UNSURE
    assert told.whole is not None
    assert told.whole.high - told.whole.low > 40
    assert not told.certain
    sure = released(asked(1, staff=8), ballots).statements[0].of(STAFF)
    assert (sure.holds, sure.certain) == (Holds.FOR, True)


@pytest.mark.parametrize(
    ("ballots", "code"),
    [
        ([Ballot("a", STAFF), Ballot("a", STAFF)], "two-ballots"),
        ([Ballot("a", STAFF, {"s9": 1})], "statement"),
        ([Ballot("a", STAFF, {"s0": 2})], "vote"),
        ([Ballot("a", STAFF, {"s0": 1}, predictions={"s0": 101})], "percent"),
        ([Ballot(f"x{at}", EXECUTIVES, {"s0": 1}) for at in range(3)], "asked"),
    ],
)
def test_ballots_that_do_not_fit_are_refused(ballots: list[Ballot], code: str):
    with pytest.raises(Refusal) as no:
        may_release(asked(), ballots)
    assert no.value.code == code


def test_there_is_one_release_a_round_and_only_of_its_own_question():
    question, ballots = asked(), twelve_and_two()
    first = released(question, ballots)
    assert not may_release(question, ballots, earlier=[first]).allowed
    with pytest.raises(Refusal, match="has been released"):
        released(question, ballots, first)
    with pytest.raises(Refusal, match="another question"):
        released(replace(asked(number=2), id="c2"), ballots, first)
    with pytest.raises(Refusal, match="who stood behind it"):
        released(asked(number=2), ballots, Release.of_json(first.shown()))


def test_another_round_tells_what_moved():
    first = released(asked(), twelve_and_two())
    turned = [
        replace(one, votes={**one.votes, "s1": 1}, predictions={"s0": 95, "s1": 95, "s2": 50, "s3": 5})
        for one in twelve_and_two()
    ]
    again = released(asked(number=2), turned, first)
    assert again.change is not None
    assert again.change.round == 1
    assert again.change.moved == (("s1", Verdict.DIVIDE, Verdict.COMMON),)
    assert again.change.same == 3
    low, high, now_low, now_high = again.change.gaps[STAFF]
    assert now_low < low
    assert now_high < high
    assert Release.of_json(again.to_json()) == again


def test_a_round_that_one_fewer_answered_tells_nothing_of_what_was_told_before():
    """Round one less round two would be the answer of whoever is missing, for a reader who guesses that nobody changed."""
    first = released(asked(), twelve_and_two())
    said = may_release(asked(number=2), twelve_and_two(record=False)[1:-2], earlier=[first])
    assert not said.allowed
    assert "everybody who answered the last time" in said.hint
    found = released(asked(number=2), twelve_and_two()[1:], first)
    assert all(one.of(STAFF).agree is None for one in found.statements)
    assert len(found.record) == 2


def test_whoever_was_counted_among_others_is_never_shown_by_name_afterwards():
    first = released(asked(), twelve_and_two())
    again = [replace(one, on_record=True) for one in twelve_and_two()]
    found = released(asked(number=2), again, first)
    assert {one.name for one in found.record} == {"x0", "x1"}


def test_a_larger_smallest_group_is_held_to_in_all_rounds():
    first = released(asked(), twelve_and_two())
    strict = may_release(asked(number=2), twelve_and_two(), earlier=[first], rules=Rules(k=13))
    assert not strict.allowed
    assert "rules of today" in strict.sentence
    only = release(asked(), twelve_and_two(), rules=Rules(k=13), day=DAY)
    assert only.k == 13
    assert not only.statements[0].of(STAFF).told


def test_values_go_through_json():
    question = replace(
        asked(), statements=(AskedStatement("s0", "A.", STAFF, meta=True), AskedStatement("s1", "B."))
    )
    assert Asked.of_json(json.loads(json.dumps(question.to_json()))) == question
    for one in twelve_and_two():
        assert Ballot.of_json(json.loads(json.dumps(one.to_json()))) == one
    with pytest.raises(ValueError, match="no release"):
        Release.of_json({"method": "other/1"})
    assert json.dumps(before(question).to_json())
    assert may_release(asked(), twelve_and_two()).to_json()["allowed"] is True


def test_what_enters_the_briefs_says_no_more_than_the_page():
    found = released(asked(), twelve_and_two())
    told = sections(found)
    assert told[0].title == "What slows us?"
    assert [row[0] for row in told[0].rows][:2] == ["What both hold", "What sets them apart"]
    common = told[1]
    assert common.rows == (
        ("It is", "common ground"),
        ("Staff", "75 to 100 % agree, of 10 to 12 who answered"),
        ("Executives", "2 of 2 on the record agree"),
    )
    silent = sections(released(asked(), twelve_and_two(record=False)))
    assert len(silent) == 1
    assert date(2026, 10, 30) == found.day


@pytest.mark.parametrize("on_record", [False, True])
def test_whether_the_rest_of_a_small_side_took_part_changes_no_byte(on_record: bool):
    """A total that is there wherever nobody else answered would say, where it is missing, that somebody did."""
    staff = twelve_and_two()[:12]
    first = ballot("x0", EXECUTIVES, "++-0", guesses=50, record=True)
    other = ballot("x1", EXECUTIVES, "-+0.", guesses=20, important="!!")
    known = [first] if on_record else []
    without = released(asked(), [*staff, *known])
    assert released(asked(), [*staff, *known, other]).shown() == without.shown()
    if not on_record:
        both = [*staff, replace(first, on_record=False), other]
        assert released(asked(), both).shown() == without.shown()
    assert all(one.everybody is None for one in without.statements)
    assert any(side.told for one in without.statements for side in one.sides)
    whole = released(
        asked(), [*staff, first, replace(other, votes={f"s{at}": 1 for at in range(4)}, on_record=True)]
    )
    assert all(one.everybody is not None for one in whole.statements), (
        "where all are on the record there is one"
    )


def test_guesses_alone_are_no_result():
    ballots = [replace(one, votes={}) for one in twelve_and_two()]
    assert any(one.predictions for one in ballots)
    assert not may_release(asked(), ballots).allowed
    with pytest.raises(Refusal) as no:
        released(asked(), ballots)
    assert no.value.code == "would-give-somebody-away"


def test_where_neither_side_leans_nothing_is_said_to_be_hidden_of_it():
    passed = [ballot(f"t{at}", STAFF, "00") for at in range(12)]
    passed += [ballot(f"x{at}", EXECUTIVES, "00", record=True) for at in range(2)]
    found = released(asked(2), passed)
    assert [one.verdict for one in found.statements] == [Verdict.NEITHER, Verdict.NEITHER]
    assert found.sentences[1] == "No statement is known to set the two sides against each other."
