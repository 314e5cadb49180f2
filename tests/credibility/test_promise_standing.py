"""How a promise stands: every state, at its edges, and the same whatever order its events came in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promised import DUE, MADE, day, happened, histories, promise

from bothways.credibility import Correction, EventKind, Party, Promises, State, due_list, standing
from bothways.terms import Refusal


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        (MADE, State.OPEN, 30),
        (DUE - timedelta(days=8), State.OPEN, 8),
        (DUE - timedelta(days=7), State.DUE, 7),
        (DUE, State.DUE, 0),
        (DUE + timedelta(days=1), State.LATE, -1),
    ],
)
def test_an_open_promise_by_the_days_that_are_left(on: date, state: State, left: int):
    found = standing([promise()], now=on)
    assert (found.state, found.days_left) == (state, left)
    assert found.days_late == max(0, -left)
    assert found.ended is None


def test_within_is_the_callers():
    assert standing([promise()], now=day(10), within=20).state is State.DUE
    assert standing([promise()], now=DUE, within=-1).state is State.OPEN


@pytest.mark.parametrize(
    ("on", "state", "late"), [(DUE, State.KEPT, 0), (day(31), State.KEPT_LATE, 1), (MADE, State.KEPT, 0)]
)
def test_kept_on_the_day_is_kept(on: date, state: State, late: int):
    found = standing([promise(), happened("kept", on, text="The reviewer began.")], now=day(90))
    assert (found.state, found.days_late, found.days_left, found.ended) == (state, late, None, on)
    assert found.reason == "The reviewer began."


def test_broken_and_released():
    broken = standing([promise(), happened("broken", day(5))], now=day(90))
    assert (broken.state, broken.reason, broken.days_late) == (State.BROKEN, "The budget was frozen.", 0)
    assert standing([promise(), happened("released", day(5))], now=day(90)).state is State.RELEASED


def test_asked_before_the_day_is_in_time_on_the_day_it_is_not():
    for asked, in_time in ((DUE - timedelta(days=1), True), (DUE, False), (DUE + timedelta(days=1), False)):
        moved = happened("renegotiated", day(35), asked=asked, due=day(60))
        found = standing([promise(), moved], now=day(40))
        (move,) = found.moves
        assert move.in_time is in_time
        assert (move.was, move.due, found.due) == (DUE, day(60), day(60))
        assert found.state is (State.RENEGOTIATED if in_time else State.RENEGOTIATED_LATE)


def test_the_day_of_the_agreement_stands_where_nobody_said_when_it_was_asked():
    assert standing([promise(), happened("renegotiated", day(10), due=day(60))], now=day(11)).moves[0].in_time


def test_kept_by_a_day_renegotiated_in_time_is_kept_and_by_one_after_the_fact_is_late():
    kept = happened("kept", day(55), number=3)
    in_time = standing([promise(), happened("renegotiated", day(20), due=day(60)), kept], now=day(90))
    assert (in_time.state, in_time.days_late) == (State.KEPT, 0)
    after = standing([promise(), happened("renegotiated", day(32), due=day(60)), kept], now=day(90))
    assert (after.state, after.days_late) == (State.KEPT_LATE, 25)  # from the day that was let pass


def test_a_new_day_comes_due_and_goes_by_like_the_first():
    moved = [promise(), happened("renegotiated", day(20), due=day(60))]
    assert standing(moved, now=day(55)).state is State.DUE
    late = standing(moved, now=day(64))
    assert (late.state, late.days_left, late.days_late) == (State.LATE, -4, 4)


def test_in_time_but_written_down_after_the_day_is_told():
    moved = happened("renegotiated", day(20), due=day(60), recorded=day(33))
    (move,) = standing([promise(), moved], now=day(40)).moves
    assert move.in_time
    assert move.told_late


def test_what_was_not_made_yet_or_came_later_is_left_out():
    with pytest.raises(Refusal) as refused:
        standing([promise()], now=MADE - timedelta(days=1))
    assert refused.value.code == "promise-unmade"
    with pytest.raises(Refusal):
        standing([], now=MADE)
    kept = [promise(), happened("kept", day(20))]
    assert standing(kept, now=day(19)).state is State.OPEN
    assert standing(kept, now=day(20)).state is State.KEPT


def test_corrections_hold_whenever_they_were_made_and_the_event_stays():
    wrong = happened("kept", day(40))
    right = happened("corrected", day(50), number=3, correction=Correction(event="p1.2", day=day(29)))
    found = standing([promise(), wrong, right], now=day(45))
    assert (found.state, found.ended) == (State.KEPT, day(29))
    struck = happened("corrected", day(51), number=4, correction=Correction(event="p1.2", struck=True))
    assert standing([promise(), wrong, right, struck], now=day(60)).state is State.LATE
    back = happened(
        "corrected", day(52), number=5, correction=Correction(event="p1.2", kind=EventKind.BROKEN)
    )
    again = standing([promise(), wrong, right, struck, back], now=day(60))
    assert (again.state, again.ended) == (State.BROKEN, day(29))  # what was corrected before still stands
    # Corrections of days to come are known, and have not happened yet.
    early = standing([promise(), wrong, right, struck, back], now=day(45))
    assert [event.id for event in early.history] == ["p1.1", "p1.2"]


def test_of_two_corrections_of_one_day_the_one_recorded_later_holds_whatever_its_id():
    kept = happened("kept", day(40))
    first = happened("corrected", day(50), number=9, correction=Correction(event="p1.2", day=day(29)))
    second = happened("corrected", day(50), number=10, correction=Correction(event="p1.2", day=day(28)))
    for events in ([promise(), kept, first, second], [second, first, kept, promise()]):
        assert standing(events, now=day(60)).ended == day(28)


def test_a_promise_that_was_struck_never_was():
    struck = happened("corrected", day(2), correction=Correction(event="p1.1", struck=True))
    assert standing([promise(), struck], now=day(9)).state is State.STRUCK
    assert Promises((promise(), struck)).standings(now=day(9)) == ()


def test_a_corrected_promise_reads_as_corrected():
    fixed = happened(
        "corrected",
        day(2),
        correction=Correction(event="p1.1", due=day(45), text="Two reviewers are asked for"),
    )
    found = standing([promise(), fixed], now=day(9))
    assert (found.due, found.promise.due, found.promise.text) == (
        day(45),
        day(45),
        "Two reviewers are asked for",
    )
    assert found.moves == ()


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 120))
def test_any_order_of_arrival_gives_the_same_standing(events, chance, after: int):
    shuffled = [*events, *chance.sample(events, k=len(events) // 2)]  # some arrive twice
    chance.shuffle(shuffled)
    found = standing(shuffled, now=day(after))
    assert found == standing(events, now=day(after))
    assert found.trouble == ()


@given(histories(), st.integers(0, 120))
def test_what_is_told_agrees_with_itself(events, after: int):
    now = day(after)
    found = standing(events, now=now)
    assert (found.ended is None) == (found.state.is_open or found.state is State.STRUCK)
    assert (found.state is State.LATE) == (found.state.is_open and now > found.due)
    assert found.days_late >= 0
    if found.state is State.KEPT:
        assert found.days_late == 0
        assert all(move.in_time for move in found.moves) or found.ended <= found.moves[0].was
    if found.state is State.KEPT_LATE:
        assert found.days_late > 0
    assert [event.day for event in found.history] == sorted(event.day for event in found.history)
    assert all(event.day <= now for event in found.history)


@given(histories(), st.integers(0, 118))
def test_an_end_stays_an_end(events, after: int):
    found = standing(events, now=day(after))
    later = standing(events, now=day(after + 1))
    if found.ended:
        assert (later.state, later.ended, later.days_late) == (found.state, found.ended, found.days_late)


def test_what_can_not_be_is_told_and_the_same_in_any_order():
    events = [promise(), happened("kept", day(5)), happened("broken", day(6), number=3)]
    found = standing(events, now=day(90))
    assert found.state is State.KEPT
    assert "p1.3 (broken) came after it had ended" in found.trouble[0]
    assert standing(events[::-1], now=day(90)) == found
    forged = [promise(), happened("kept", day(5)), happened("kept", day(50))]
    assert standing(forged, now=day(90)).trouble
    assert standing(forged[::-1], now=day(90)) == standing(forged, now=day(90))


def test_the_due_list_has_what_is_late_first_and_nothing_that_ended():
    events = (
        promise(1), promise(2, due=day(12)), promise(3, to="executives", due=day(20)), promise(4, due=day(80)),
        promise(5, due=day(15)), happened("kept", day(10), of=5),
    )  # fmt: skip
    standings = Promises(events).standings(now=day(18))
    assert [one.id for one in due_list(standings, within=14)] == ["p2", "p3", "p1"]
    assert [one.id for one in due_list(standings, within=5)] == ["p2", "p3"]
    assert [one.id for one in due_list(standings, within=99, to="executives")] == ["p3"]
    assert due_list((), within=3) == ()


def test_a_register_counts_only_what_was_made_by_the_day():
    events = (promise(1), promise(2, made=day(20), due=day(30)))
    assert [one.id for one in Promises(events).standings(now=day(10))] == ["p1"]
    assert Promises(events).id == Promises(events[::-1]).id != Promises(events[:1]).id
    with pytest.raises(Refusal) as refused:
        Promises(events).of("p3")
    assert refused.value.code == "promise-unknown"


def test_parties():
    assert str(Party.read("Staff: Ada  Berg")) == "staff:Ada Berg"
    assert Party.read("team") == Party("staff")
    assert Party("manager").side is None
    for bad in ("", "everyone", "board: x"):
        with pytest.raises(Refusal) as refused:
            Party.read(bad)
        assert refused.value.code == "party"
