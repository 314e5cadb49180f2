"""A message under six questions, in its own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens.charge.parts import parts_of
from bothways.lens.simplify import simplified

MESSAGE = (
    "Hi all,\n\nThe portal was down from 9:10 to 11:45. Acme will cancel unless we explain it, and that is 40,000 EUR a year.\n"
    "Priya, send the root cause by Friday noon.\n\nAnn"
)


def test_each_question_gets_the_messages_own_words() -> None:
    short = simplified(MESSAGE, names=("Acme", "Priya"))
    assert short.happened == ("The portal was down from 9:10 to 11:45.",)
    assert short.matters == ("Acme will cancel unless we explain it, and that is 40,000 EUR a year.",)
    assert short.asked == ("Priya, send the root cause by Friday noon.",)
    assert short.of_whom == ("Priya",)
    assert short.by_when == ("by Friday noon",)
    assert short.condition == ("unless we explain it, and that is 40,000 EUR a year",)


def test_greeting_and_signature_are_left_out_and_empty_questions_too() -> None:
    short = simplified(MESSAGE, names=("Acme",))
    assert all("Hi all" not in line and line != "Ann" for _, said in short.lines() for line in said)
    assert [label for label, _ in simplified("Acme signed.").lines()] == ["What happened"]
    assert simplified("").lines() == ()


def test_a_question_is_asked() -> None:
    assert simplified("Who signed the offer?").asked == ("Who signed the offer?",)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_nothing_is_made_up_and_no_sentence_is_lost(text: str) -> None:
    short = simplified(text)
    sentences = {p.text.strip() for p in parts_of(text) if not p.kept}
    told = {*short.happened, *short.matters, *short.asked}
    # A greeting ("Mr. Whitfield,") in the first line is the only thing that is left out.
    assert told <= sentences
    assert all(s.endswith(",") for s in sentences - told)
    assert all(piece in text for piece in (*short.by_when, *short.condition))
    assert all(who in text or (who == "you" and short.asked) for who in short.of_whom)


def test_who_is_asked_is_the_one_who_is_named_the_one_who_is_greeted_or_the_reader() -> None:
    assert simplified("Fritz, clean the list by Friday.").of_whom == ("Fritz",)
    assert simplified("Mr. Whitfield,\n\nplease decide by June 15.").of_whom == ("Mr. Whitfield",)
    assert simplified("Open points:\nPlease send the offer.").of_whom == ("you",)
    assert simplified("The offer is late.").of_whom == ()


def test_a_date_is_no_condition_and_a_consequence_is_why_it_matters() -> None:
    assert simplified("Lotte offers a trial until May, Wim sends an invoice in March.").condition == ()
    short = simplified("If the answer is no, I'll take the offer from Arista.")
    assert short.matters == ("If the answer is no, I'll take the offer from Arista.",)
    assert short.condition == ("If the answer is no",)


def test_a_loss_that_happened_is_what_happened() -> None:
    said = simplified(
        "The airline lost the demo kit. I've filed the claim. If we miss the fair, we lose 40 orders."
    )
    assert said.happened == ("The airline lost the demo kit.", "I've filed the claim.")
    assert said.matters == ("If we miss the fair, we lose 40 orders.",)


def test_since_a_date_or_an_event_is_no_reason() -> None:
    assert (
        simplified("The door has been shut since Easter. There was no call since the clocks changed.").matters
        == ()
    )
    assert simplified("He pays for the piano, since he was on it.").matters == (
        "He pays for the piano, since he was on it.",
    )


def test_empty_words_answer_nothing_and_fragments_stay_with_their_sentence() -> None:
    said = simplified("Fine. The airline charged a fine of 40 euros. Twice. Look, it is late.")
    assert all("Fine." not in one for _, told in said.lines() for one in told)
    assert said.matters[-1] == "Twice."
    assert said.of_whom == ()


@pytest.mark.parametrize(
    "ask",
    [
        "Redo it, they sign on Tuesday.",
        "And take the rights away.",
        "Speak to all six this week.",
        "Undo it.",
    ],
)
def test_more_requests_are_heard(ask: str) -> None:
    assert simplified(f"Two files are wrong. {ask}").asked == (ask,)


def test_a_time_is_no_condition() -> None:
    assert simplified("The stock report comes at 7, until further notice.").condition == ()
