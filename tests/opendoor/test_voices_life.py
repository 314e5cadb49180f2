"""The life of a voice: what may follow what, by whom, and that nothing ends without an answer and a why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.opendoor.voices import (
    KINDS,
    MOVES,
    Consent,
    Event,
    How,
    Who,
    check_event,
    kinds_of,
    may_do,
    seen_by,
    state_of,
    waiting_for,
    who_can_read,
)
from bothways.terms import Refusal, Side

DAY = date(2026, 9, 7)
KIM = Consent("Kim Osei", DAY, "on the phone")
ANGRY = "You people lost Acme with your nine-day quotes!"
CALM = "Quotes take nine days, and Acme went elsewhere."
TOLD = Event("brought", Who.AUTHOR, DAY, ANGRY, kind="concern", side=Side.STAFF, how=How.ANONYMOUS)
BEHALF = replace(TOLD, by=Who.MANAGER, how=How.ON_BEHALF, consent=KIM)


def told(
    what: str, by: Who, text: str = "", why: str = "", days: int = 0, consent: Consent | None = None
) -> Event:
    return Event(what, by, DAY + timedelta(days=days), text, why, consent)


WHOLE = [
    TOLD,
    told("marked", Who.MANAGER, "blame"),
    told("drafted", Who.MANAGER, CALM, days=1),
    told("proposed", Who.MANAGER, CALM, days=1),
    told("agreed", Who.AUTHOR, days=2),
    told("crossed", Who.MANAGER, CALM, days=3),
    told(
        "answered", Who.OTHER_SIDE, "Quotes take two days from October.", "Legal has a second reader.", days=5
    ),
    told("returned", Who.MANAGER, "Quotes take two days from October.", days=6),
    told("closed", Who.MANAGER, days=9),
]


def refused(events: list[Event], event: Event) -> str:
    with pytest.raises(Refusal) as no:
        check_event(events, event=event)
    assert no.value.hint
    return no.value.code


def accepted(events: list[Event], event: Event) -> bool:
    try:
        check_event(events, event=event)
    except Refusal:
        return False
    return True


def test_a_voice_goes_the_whole_way_and_ends_with_an_answer_and_a_why():
    state = state_of(WHOLE)
    assert (state.stage, state.ended) == ("closed", True)
    assert state.end == "Quotes take two days from October."
    assert state.end_why == "Legal has a second reader."
    assert state.crossed == (CALM,)
    assert waiting_for(state).whom is Who.NOBODY
    assert may_do(state, by=Who.MANAGER) == ()


def test_who_is_awaited_and_since_when():
    turns = [
        (waiting_for(state_of(WHOLE[:n])).whom, waiting_for(state_of(WHOLE[:n])).since) for n in range(1, 9)
    ]
    days = [0, 0, 0, 1, 2, 3, 5, 6]
    assert [str(whom) for whom, _ in turns] == [
        "manager", "manager", "manager", "author", "manager", "other side", "manager", "manager",
    ]  # fmt: skip
    # What stays on the manager's desk does not make the author's waiting shorter.
    assert [since for _, since in turns] == [DAY + timedelta(days=n) for n in days]
    assert waiting_for(state_of(WHOLE[:6])).days(today=DAY + timedelta(days=13)) == 10


def test_nothing_crosses_that_its_author_has_not_said_or_agreed_to():
    assert refused(WHOLE[:3], told("crossed", Who.MANAGER, CALM, days=1)) == "not-agreed"
    assert (
        refused(WHOLE[:3], told("crossed", Who.MANAGER, ANGRY)) == "day-goes-back"
    )  # the draft was a day later
    assert state_of(WHOLE[:4]).may_cross == ()
    assert refused(WHOLE[:5], told("crossed", Who.MANAGER, CALM + " Soon.", days=3)) == "not-agreed"
    assert refused(WHOLE[:5], told("crossed", Who.MANAGER, ANGRY, days=3)) == "not-agreed"
    assert refused(WHOLE[:4], told("crossed", Who.MANAGER, CALM, days=3)) == "not-now"
    said_no = [*WHOLE[:4], told("refused", Who.AUTHOR, days=2)]
    assert refused(said_no, told("crossed", Who.MANAGER, CALM, days=3)) == "not-now"
    own = [*said_no, told("reworded", Who.AUTHOR, "Quotes are slow.", days=2)]
    assert refused(own, told("crossed", Who.MANAGER, CALM, days=3)) == "not-agreed"
    assert check_event(own, event=told("crossed", Who.MANAGER, "Quotes are slow.", days=3)).crossed == (
        "Quotes are slow.",
    )


def test_an_authors_own_words_may_cross_as_they_are():
    assert check_event([TOLD], event=told("crossed", Who.MANAGER, ANGRY)).stage == "crossed"


def test_the_answer_comes_back_in_words_that_the_other_side_said_or_agreed_to():
    answered = WHOLE[:7]
    assert refused(answered, told("returned", Who.MANAGER, "No.", days=6)) == "not-agreed"
    asked = [
        *answered,
        told("answer proposed", Who.MANAGER, "Two days from October.", "A second reader.", days=6),
    ]
    assert waiting_for(state_of(asked)).whom is Who.OTHER_SIDE
    agreed = [*asked, told("answer agreed", Who.OTHER_SIDE, days=7)]
    assert refused(agreed, told("returned", Who.MANAGER, WHOLE[6].text, days=7)) == "not-agreed"
    back = check_event(agreed, event=told("returned", Who.MANAGER, "Two days from October.", days=7))
    assert (back.returned, back.why) == ("Two days from October.", "A second reader.")
    no = [*asked, told("answer refused", Who.OTHER_SIDE, days=7)]
    kept = check_event(no, event=told("returned", Who.MANAGER, WHOLE[6].text, days=7))
    assert kept.why == "Legal has a second reader."


def test_an_author_can_write_back_and_it_goes_round_again():
    again = [*WHOLE[:8], told("replied", Who.AUTHOR, "And until October?", days=7)]
    state = state_of(again)
    assert (state.stage, state.rounds, state.words) == ("brought", 2, "And until October?")
    assert refused(again, told("crossed", Who.MANAGER, CALM, days=8)) == "not-agreed"
    assert (
        check_event(again, event=told("crossed", Who.MANAGER, "And until October?", days=8)).crossed[1]
        != CALM
    )
    ended = check_event(
        again, event=told("declined", Who.MANAGER, why="It was answered: nothing sooner.", days=8)
    )
    assert ended.end_why == "It was answered: nothing sooner."


@pytest.mark.parametrize(
    ("before", "event", "code"),
    [
        ([], told("agreed", Who.AUTHOR), "not-now"),
        ([], replace(TOLD, by=Who.OTHER_SIDE), "not-yours"),
        ([], replace(TOLD, by=Who.MANAGER), "not-yours"),
        ([], replace(TOLD, text="  "), "no-words"),
        ([], replace(TOLD, kind="imperative"), "no-such-kind"),
        ([], replace(TOLD, name_crosses=True), "name-crosses"),
        ([], replace(BEHALF, consent=None), "no-consent"),
        ([], replace(BEHALF, by=Who.AUTHOR), "not-yours"),
        ([TOLD], TOLD, "not-now"),
        ([TOLD], told("proposed", Who.AUTHOR, CALM), "not-yours"),
        ([TOLD], told("declined", Who.MANAGER, why=" "), "no-reason"),
        ([TOLD], told("proposed", Who.MANAGER, "\n"), "no-words"),
        ([TOLD], told("reframed", Who.MANAGER, CALM), "no-such-event"),
        (WHOLE[:4], told("agreed", Who.MANAGER, days=1), "not-yours"),
        (WHOLE[:4], told("agreed", Who.AUTHOR), "day-goes-back"),
        (WHOLE[:6], told("declined", Who.MANAGER, why="Late.", days=4), "not-now"),
        (WHOLE[:6], told("withdrawn", Who.AUTHOR, days=4), "not-now"),
        (WHOLE[:6], told("answered", Who.OTHER_SIDE, "No.", days=4), "no-reason"),
        (WHOLE[:6], told("answered", Who.MANAGER, "No.", "Money.", days=4), "not-yours"),
        (WHOLE, told("replied", Who.AUTHOR, "But…", days=10), "not-now"),
    ],
)
def test_what_can_not_happen_is_refused_with_a_hint(before: list[Event], event: Event, code: str):
    if code == "no-such-event":
        with pytest.raises(Refusal, match="reframed"):
            check_event(before, event=event)
    else:
        assert refused(before, event) == code


def test_no_voice_no_state_and_no_side_no_voice():
    with pytest.raises(Refusal, match="Nothing was brought"):
        state_of([])
    with pytest.raises(Refusal, match="of which side"):
        state_of([replace(TOLD, side=None)])


def test_on_behalf_the_manager_speaks_with_a_consent_and_the_person_is_named_to_nobody():
    events = [
        BEHALF,
        told("proposed", Who.MANAGER, CALM, days=1),
    ]
    assert refused(events, told("agreed", Who.MANAGER, days=2)) == "no-consent"
    assert refused(events, told("agreed", Who.AUTHOR, days=2, consent=KIM)) == "not-yours"
    events += [
        told("agreed", Who.MANAGER, days=2, consent=KIM),
        told("crossed", Who.MANAGER, CALM, days=3),
        told("answered", Who.OTHER_SIDE, "No.", "Money.", days=4),
    ]
    assert "Kim" in repr(seen_by(events, who=Who.MANAGER))
    for who in (Who.OTHER_SIDE, Who.AUTHOR):
        assert "Kim" not in repr(seen_by(events, who=who))
    assert "Kim" not in KIM.printed
    for empty in (("", "on the phone"), ("Kim", " ")):
        with pytest.raises(Refusal, match="who agreed and how"):
            Consent(empty[0], DAY, empty[1])


def test_the_other_side_reads_what_crossed_and_nothing_else():
    assert seen_by(WHOLE[:5], who=Who.OTHER_SIDE) == ()
    seen = seen_by(WHOLE, who=Who.OTHER_SIDE)
    assert [event.what for event in seen] == ["brought", "crossed", "answered"]
    for hidden in (ANGRY, "blame"):
        assert hidden not in repr(seen)
    assert seen[0].day == seen[1].day  # when it was brought is nobody's business
    with pytest.raises(Refusal):
        seen_by(WHOLE, who=Who.NOBODY)


def test_the_author_reads_the_answer_as_it_was_agreed_and_never_the_desk():
    seen = seen_by(WHOLE, who=Who.AUTHOR)
    assert [event.what for event in seen] == [
        "brought",
        "proposed",
        "agreed",
        "crossed",
        "returned",
        "closed",
    ]
    assert seen[4].why == "Legal has a second reader."
    rude = replace(WHOLE[6], text="Stop whining.", why="Because I say so.")
    asked = told("answer proposed", Who.MANAGER, "Not this year.", "There is no money for it.", days=6)
    events = [
        *WHOLE[:6],
        rude,
        asked,
        told("answer agreed", Who.OTHER_SIDE, days=6),
        told("returned", Who.MANAGER, "Not this year.", days=7),
    ]
    words = repr(seen_by(events, who=Who.AUTHOR))
    assert "whining" not in words
    assert "I say so" not in words
    assert "There is no money for it." in words


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("side", Side)
def test_who_can_read_is_said_before_and_after(side: Side, how: How):
    before = who_can_read(side=side, how=how)
    assert f"The {side.other} read nothing until" in before
    assert ("without your name" in before) is (how is not How.ON_BEHALF)
    if how is How.NAMED:
        assert "with your name" in who_can_read(side=side, how=how, name_crosses=True)
    after = who_can_read(side=side, how=how, state=state_of(WHOLE))
    assert "have read what crossed" in after
    declined = state_of([TOLD, told("declined", Who.MANAGER, why="Not ours.")])
    assert "and will not" in who_can_read(side=side, how=how, state=declined)


def test_executives_bring_imperatives_and_costs():
    assert set(kinds_of(Side.EXECUTIVES)) - set(kinds_of(Side.STAFF)) == {"imperative", "cost concern"}
    stop = Event(
        "brought",
        Who.AUTHOR,
        DAY,
        "Discounts stop at 8 %.",
        kind="imperative",
        side=Side.EXECUTIVES,
        how=How.NAMED,
    )
    assert state_of([stop]).side.other is Side.STAFF


# Laws, over every life that the rules allow.


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    how = draw(st.sampled_from(How))
    side = draw(st.sampled_from(Side))
    first = Event(
        "brought",
        Who.MANAGER if how is How.ON_BEHALF else Who.AUTHOR,
        DAY,
        "own words",
        kind=draw(st.sampled_from(KINDS[side])),
        side=side,
        how=how,
        consent=KIM if how is How.ON_BEHALF else None,
    )
    events = [first]
    for _ in range(draw(st.integers(0, 14))):
        state = state_of(events)
        could = [(who, move) for who in Who for move in may_do(state, by=who)]
        if not could:
            break
        by, move = draw(st.sampled_from(could))
        text = draw(st.sampled_from(["own words", "calm words", "other words"])) if move.text else ""
        if move.what == "crossed" and state.may_cross:
            text = draw(st.sampled_from(state.may_cross))
        if move.what == "returned" and state.may_return:
            text = draw(st.sampled_from(state.may_return))
        day = state.touched + timedelta(days=draw(st.integers(0, 3)))
        events.append(Event(move.what, by, day, text, "a reason" if move.why else "", KIM))
    return events


@settings(max_examples=300, deadline=None)
@given(lives())
def test_whatever_may_be_done_can_be_done_and_nothing_else(events: list[Event]):
    state = state_of(events)  # what `may_do` offered was accepted, or this refuses
    for who in Who:
        offered = {move.what for move in may_do(state, by=who)}
        for move in MOVES:
            words = {"crossed": state.may_cross, "returned": state.may_return}.get(move.what, ("words",))
            event = Event(move.what, who, state.touched, words[0] if words else "x", "why", KIM)
            assert accepted(events, event) is (move.what in offered), (who, move.what)


@settings(max_examples=300, deadline=None)
@given(lives())
def test_somebody_is_always_awaited_until_there_is_an_answer_and_a_why(events: list[Event]):
    state = state_of(events)
    whom = waiting_for(state).whom
    if state.ended:
        assert whom is Who.NOBODY
        assert state.end.strip()
        assert state.end_why.strip()
    else:
        assert may_do(state, by=Who.MANAGER if state.how is How.ON_BEHALF and whom is Who.AUTHOR else whom)
        assert not state.end


@settings(max_examples=300, deadline=None)
@given(lives())
def test_all_that_ever_crossed_was_said_or_agreed_to(events: list[Event]):
    author = {"brought", "reworded", "replied"}
    for at, event in enumerate(events):
        if event.what == "crossed":
            said = {one.text for one in events[:at] if one.what in author}
            agreed = {
                events[n - 1].text if events[n - 1].what == "proposed" else state_of(events[:n]).proposed
                for n in range(1, at)
                if events[n].what == "agreed"
            }
            assert event.text in said | agreed


@settings(max_examples=200, deadline=None)
@given(lives())
def test_history_is_only_added_to(events: list[Event]):
    for day in ("since", "touched"):
        days = [getattr(state_of(events[:n]), day) for n in range(1, len(events) + 1)]
        assert days == sorted(days)
    for n in range(1, len(events)):
        assert check_event(events[:n], event=events[n]) == state_of(events[: n + 1])
        assert not state_of(events[:n]).ended
        assert (
            state_of(events[: n + 1]).crossed[: len(state_of(events[:n]).crossed)]
            == state_of(events[:n]).crossed
        )


@settings(max_examples=200, deadline=None)
@given(lives())
def test_the_other_side_never_reads_more_than_what_crossed(events: list[Event]):
    allowed = {
        "brought",
        "crossed",
        "answered",
        "answer proposed",
        "answer agreed",
        "answer refused",
        "unanswered",
    }
    for event in seen_by(events, who=Who.OTHER_SIDE):
        assert event.what in allowed
        assert event.consent is None
        assert event.what != "brought" or event.text == ""
