"""Releases one after another: who is new, who answered again, who is on the record, and how long it takes."""

from __future__ import annotations

import time

import pytest
from disclosure_cast import EXECUTIVES, STAFF, names, one, people

from bothways.opendoor.disclosure import (
    Audit,
    Cell,
    Part,
    Piece,
    Proposal,
    chosen,
    decide,
    propose,
    share,
    side_too_small,
)
from bothways.terms import Refusal


def test_a_release_is_a_snapshot_with_k_new_people_or_the_same():
    first = Audit().after(one("all", people(12)))
    assert first.after(one("all", people(12))) is not None
    assert [first.after(one("all", people(count))) is not None for count in (13, 16, 17)] == [
        False,
        False,
        True,
    ]


def test_few_new_and_few_gone_are_refused_although_their_difference_is_about_enough():
    first = Audit().after(one("all", people(12)))
    moved = (people(12) - {"p000", "p001", "p002"}) | people(3, "new")
    assert first.after(one("all", moved)) is None


def test_few_new_are_too_few_whoever_drops_out():
    """One dropped out and four came: five people in the difference, but only four of whom nothing was shown."""
    first = Audit().after(one("all", people(12)))
    for new, shown in ((4, False), (5, True)):
        moved = (people(12) - {"p000"}) | people(new, "new")
        assert (first.after(one("all", moved)) is not None) is shown
    back = first.after(one("all", moved))
    assert back.after(one("all", moved | {"p000"})) is None  # who comes back is the difference
    assert back.after(one("everybody", moved | {"p000"})) is None


def test_a_changed_answer_is_an_answer_of_its_own():
    first = Audit().after(one("all", people(12)))
    few = {f"p{at:03d}": 1 for at in range(2)}
    many = {f"p{at:03d}": 1 for at in range(6)}
    assert first.after(one("all", people(12), revisions=few)) is None
    assert first.after(one("all", people(12), revisions=many)) is not None


def test_guessing_that_those_who_answered_again_said_the_opposite_leaves_no_few():
    """Twenty of 24 answer again: if all say the opposite, both sums together are twice the other four."""
    for again, shown in ((20, False), (19, True)):
        first = Audit().after(one("all", people(24)))
        after = first.after(one("all", people(24), revisions=dict.fromkeys(people(again), 1)))
        assert (after is not None) is shown


def test_whoever_answered_twice_more_is_told_apart_without_any_guess():
    """A third answer is no guess away from the first: the difference of the two sums is about two people."""
    first = Audit().after(one("all", people(12)))
    assert first.after(one("again", people(12), revisions=dict.fromkeys(people(2), 2))) is None


def test_guessing_that_changed_answers_are_opposite_helps_nobody():
    # x and its opposite sum to a known number: the first sum plus the second leaves those in only one of them
    changed = dict.fromkeys(people(10), 1)
    first = Audit().after(one("a", people(10) | people(5, "q")))
    assert first.after(one("b", people(10) | people(5, "q") | people(4, "z"), revisions=changed)) is None


def test_twelve_and_two_where_both_choose_the_record_is_useful():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    proposal = propose("first", answered={"s1": who}, groups=groups, on_record=EXECUTIVES)
    decision, _ = decide(proposal, audit=Audit())
    assert decision.whole
    (staff,), (whole,) = decision.pieces["s1: staff"], decision.pieces["s1: all"]
    assert staff == whole == (Piece(STAFF, (0, 4, 9)),)  # the same twelve are guarded in both
    assert decision.pieces["s1: on the record"] == ((),)
    gave = {*sorted(STAFF)[:10], "e000"}
    assert str(share(staff, gave=gave)) == "75 to 100 %"
    assert str(share(whole, gave=gave, on_record=EXECUTIVES)) == "70 to 95 %"  # 10 to 13 of 14
    assert str(share((), gave=gave, on_record=EXECUTIVES)) == "50 to 50 %"  # on the record: as it is


def test_the_record_comes_first_wherever_it_stands():
    """Counted among the others first, the two could not be shown as themselves any more."""
    record = Cell("record", (Part("s1", "record", EXECUTIVES, on_record=True),))
    decision, after = decide(Proposal("first", (one("all", STAFF | EXECUTIVES), record)), audit=Audit())
    assert sorted(names(decision)) == ["record", "s1: all"]
    (pieces,) = decision.pieces["s1: all"]
    assert {piece.people for piece in pieces} == {STAFF}
    assert after.after(one("staff", STAFF)) is not None


def test_the_other_executive_is_not_given_away_by_the_one_on_the_record():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    proposal = propose("first", answered={"s1": who}, groups=groups, on_record={"e000"})
    decision, after = decide(proposal, audit=Audit())
    assert names(decision) == ["s1: on the record", "s1: staff"]
    assert after.after(one("all", who)) is None


def test_taking_the_record_back_by_a_new_answer_guards_the_new_answer():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    _, after = decide(
        propose("first", answered={"s1": who}, groups=groups, on_record=EXECUTIVES), audit=Audit()
    )
    again = propose("second", answered={"s1": who}, groups=groups, revisions={"s1": {"e000": 1}})
    decision, _ = decide(again, audit=after)
    assert "s1: all" in decision.withheld


def test_nobody_goes_on_the_record_for_what_was_counted_among_others():
    after = Audit().after(one("all", people(6)))
    shown = Cell("record", (Part("s1", "record", frozenset({"p000"}), on_record=True),))
    assert after.after(shown) is None


def test_answering_again_is_no_way_round_onto_the_record():
    """Whoever guesses that the new answer is the old one takes it off the sum that it was counted in."""
    after = Audit().after(one("all", people(7)))
    again = Part("s1", "record", frozenset({"p000"}), {"p000": 1}, on_record=True)
    assert after.after(Cell("record", (again,))) is None


def test_whoever_was_on_the_record_is_nobody_behind_whom_others_hide():
    """Their new answer may be the one that everybody knows: then it is taken off, and off the bands too."""
    record = Cell("record", (Part("s1", "record", people(2), on_record=True),))
    first = Audit().after(record)
    again = dict.fromkeys(people(2), 1)
    assert first.after(one("all", people(6), revisions=again)) is None  # four others
    later = first.after(one("all", people(9), revisions=again))
    told = {piece.people: piece.edges for piece in later.pieces(Part("s1", "all", people(9), again))}
    assert told == {people(9) - people(2): (0, 4), people(2): (0,)}
    staff = first.after(one("staff", STAFF))
    for few, shown in ((3, False), (5, True)):  # the difference is the two, and few others
        whole = staff.after(one("all", STAFF | people(2) | people(few, "q"), revisions=again))
        assert (whole is not None) is shown


def test_the_record_is_ones_own_choice_and_revocable_until_the_release():
    assert chosen(EXECUTIVES, choices={}).on_record == frozenset()
    assert chosen(EXECUTIVES, choices={"e000": True, "stranger": True}).on_record == {"e000"}
    assert chosen(EXECUTIVES, choices={"e000": False}).guarded == EXECUTIVES
    with pytest.raises(Refusal, match="can't be called back"):
        chosen(EXECUTIVES, choices={"e000": False}, released={"e000"})


def test_a_side_too_small_is_said_before_anyone_answers():
    two, five, seven = (side_too_small("executives", invited=invited) for invited in (2, 5, 7))
    assert not two.can_be_anonymous
    assert "on the record" in two.sentence
    assert five.can_be_anonymous
    assert "which way they lean" in five.sentence
    assert "which way they lean" not in seven.sentence


def test_the_audit_is_fast_at_a_hundred_releases():
    """Five groups of a statement, a hundred releases with seven new people in each group."""
    audit, spent = Audit(), 0.0
    for release in range(1, 101):
        groups = {f"g{at}": people(7 * release, f"g{at}-") for at in range(4)}
        groups["all"] = frozenset().union(*groups.values())
        proposal = propose(str(release), answered={"s1": groups["all"]}, groups=groups)
        before = time.process_time()
        decision, audit = decide(proposal, audit=audit)
        spent = time.process_time() - before
        assert decision.whole
    assert spent < 2.0
    print(f"\nthe hundredth release of 5 groups, 2,800 people: {1000 * spent:.0f} ms")  # noqa: T201
