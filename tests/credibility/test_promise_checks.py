"""What can't be recorded of a promise is refused, with a hint; the past is never edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from promised import DUE, MADE, day, happened, histories, promise

from bothways.credibility import Correction, Event, EventKind, Party, check_event, standing, with_event
from bothways.terms import Refusal

OPEN = (promise(),)
KEPT = (promise(), happened("kept", day(20)))


def refused(events: tuple[Event, ...], event: Event) -> Refusal:
    before = tuple(events)
    with pytest.raises(Refusal) as found:
        with_event(events, event)
    assert events == before
    assert found.value.sentence
    return found.value


def made(**more: object) -> Event:
    event = promise()
    assert event.given
    return replace(event, given=replace(event.given, **more), day=more.get("made", event.day))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (made(text=" "), "given-text"),
        (made(text="x" * 601), "given-text"),
        (made(text="Pay \u202etxt"), "given-text"),
        (made(benefit="y" * 601), "given-text"),
        (made(due=MADE - timedelta(days=1)), "promise-due"),
        (made(to=Party("manager")), "promise-party"),
        (made(to=Party("manager", "Me")), "promise-party"),
        (made(by=Party("staff")), "promise-party"),
        (made(figures=("x",) * 9), "promise-figures"),
        (made(figures=(" ",)), "promise-figures"),
        (made(id="p9"), "promise-event"),
        (replace(promise(), given=None), "promise-event"),
        (replace(promise(), recorded=MADE - timedelta(days=1)), "promise-day"),
        (replace(promise(), day=day(1), recorded=day(1)), "promise-day"),
    ],
)
def test_what_is_no_promise(event: Event, code: str):
    assert refused((), event).code == code


def test_due_on_the_day_it_is_made_is_a_promise():
    check_event((), made(due=MADE))
    check_event((), made(to=Party("executives"), by=Party("staff", "Ada Berg")))
    check_event((), made(to=Party("staff", "Ben Solo"), by=Party("staff", "Ada Berg")))


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (replace(promise(), id="p1.9"), "promise-known"),
        (happened("kept", day(5), of=2), "promise-unknown"),
        (happened("kept", MADE - timedelta(days=1)), "promise-day"),
        (happened("kept", day(5), recorded=day(4)), "promise-day"),
        (happened("broken", day(5), reason=""), "promise-reason"),
        (happened("renegotiated", day(5), due=day(9), reason=" "), "promise-reason"),
        (happened("renegotiated", day(5)), "promise-due"),
        (happened("renegotiated", day(5), due=day(4)), "promise-due"),
        (happened("renegotiated", day(5), due=day(9), asked=day(6)), "promise-day"),
        (happened("renegotiated", day(5), due=day(9), asked=MADE - timedelta(days=1)), "promise-day"),
        (happened("released", day(5), by=None), "promise-release"),
        (happened("released", day(5), by=Party("manager")), "promise-release"),
        (happened("released", day(5), by=Party("executives")), "promise-release"),
        (happened("note", day(5), text=""), "given-text"),
        (happened("corrected", day(5), correction=None), "promise-corrects"),
        (happened("corrected", day(5), correction=Correction(event="p1.7", struck=True)), "promise-corrects"),
        (happened("corrected", day(5), correction=Correction(event="p1.1")), "promise-corrects"),
        (
            happened("corrected", day(5), correction=Correction(event="p1.1", kind=EventKind.KEPT)),
            "promise-corrects",
        ),
        (happened("corrected", day(5), correction=Correction(event="p1.1", day=day(6))), "promise-day"),
        (
            happened("corrected", day(5), correction=Correction(event="p1.1", due=MADE - timedelta(days=3))),
            "promise-due",
        ),
        (
            happened("corrected", day(5), reason="", correction=Correction(event="p1.1", struck=True)),
            "promise-reason",
        ),
        (happened("kept", day(5), number=1), "promise-event"),
    ],
)
def test_what_can_not_happen_to_an_open_promise(event: Event, code: str):
    assert refused(OPEN, event).code == code


@pytest.mark.parametrize("end", ["kept", "broken", "released"])
@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in ("made", "corrected")])
def test_after_an_end_only_a_correction(end: str, kind: EventKind):
    events = with_event(OPEN, happened(end, day(20)))
    more = {"due": day(60)} if kind is EventKind.RENEGOTIATED else {}
    for on in (day(20), day(40)):
        no = refused(events, happened(kind, on, number=3, **more))
        assert no.code == "promise-ended"
        assert "correct" in no.hint
    correction = Correction(event="p1.2", struck=True)
    assert len(with_event(events, happened("corrected", day(40), number=3, correction=correction))) == 3


def test_an_end_before_something_that_happened_later_is_refused():
    events = with_event(OPEN, happened("renegotiated", day(20), due=day(50)))
    assert refused(events, happened("kept", day(10), number=3, recorded=day(30))).code == "promise-order"
    struck = Correction(event="p1.2", day=day(10))
    kept = with_event(events, happened("kept", day(25), number=3))
    assert len(with_event(kept, happened("corrected", day(40), number=4, correction=struck))) == 4


def test_what_happened_earlier_may_be_written_down_later():
    events = with_event(KEPT, happened("renegotiated", day(10), number=3, due=day(50), recorded=day(30)))
    assert standing(events, now=day(40)).moves[0].due == day(50)


def test_a_person_releases_what_was_promised_to_them_and_nobody_else_does():
    to_ada = (promise(to="staff:Ada Berg"),)
    assert refused(to_ada, happened("released", day(5))).code == "promise-release"
    assert (
        refused(to_ada, happened("released", day(5), by=Party("staff", "Ben Solo"))).code == "promise-release"
    )
    with_event(to_ada, happened("released", day(5), by=Party("staff", "ada berg")))
    with_event(OPEN, happened("released", day(5), by=Party("staff", "Ada Berg")))


def test_a_struck_promise_has_ended():
    struck = with_event(OPEN, happened("corrected", day(2), correction=Correction(event="p1.1", struck=True)))
    assert refused(struck, happened("kept", day(5), number=3)).code == "promise-ended"


def test_an_unknown_id_brings_the_one_that_was_meant():
    no = refused((promise(11),), happened("kept", day(5), of=1))
    assert "p11" in no.hint


@given(histories())
def test_only_added_to_and_the_same_event_twice_changes_nothing(events: tuple[Event, ...]):
    for place, event in enumerate(events):
        assert with_event(events, event) == events
        assert with_event(events[: place + 1], event) == events[: place + 1]


def test_due_means_due_whatever_was_said_after():
    events = OPEN
    for number, on in enumerate(range(31, 61, 10), 2):
        events = with_event(events, happened("renegotiated", day(on), number=number, due=day(on + 9)))
    found = standing(events, now=day(61))
    assert [move.in_time for move in found.moves] == [False, False, False]
    assert (
        standing(with_event(events, happened("kept", day(62), number=9)), now=day(70)).days_late
        == (day(62) - DUE).days
    )
