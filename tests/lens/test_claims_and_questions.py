"""Claims, figures of speech, irony and questions: forms with slots come out as the fact or the request that they hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.lens.reframing import reframe
from bothways.lens.rewrite.forms import base, inflected, past, third


def calm(text: str) -> str:
    return reframe(text, names=("Bosch", "Siemens")).reframed


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Is it too much to ask for a working laptop?", "Please provide a working laptop."),
        ("Is it too much to ask that someone replies to Siemens?", "Please reply to Siemens."),
        ("Do you even read what we send you?", "Please read what we send you."),
        ("Has anyone even looked at the numbers?", "Please look at the numbers."),
        (
            'What part of "no discount above 10 %" don\'t you understand?',
            'Please note: "no discount above 10 %".',
        ),
        ("Did it occur to anyone to ask the customer first?", "Please ask the customer first."),
        ("Would it kill you to log a call?", "Please log a call."),
        ("Isn't it your job to check the contract?", "Please check the contract."),
        ("Is anybody actually running this department?", "Please tell me who is running this department."),
        ("How is it possible that we still fax orders?", "Please explain why we still fax orders."),
    ],
)
def test_a_question_that_asks_nothing_becomes_the_request_that_it_hides(asked: str, said: str) -> None:
    assert calm(asked) == said


@pytest.mark.parametrize(
    ("claim", "rest"),
    [
        ("Nothing ever works here.", "The demo server crashed twice on Tuesday."),
        ("All you people ever do is complain.", "We need the forecast by Friday."),
        ("It's always the same with your team: late, late, late.", "The report was due on Monday."),
        ("Sales only cares about commission.", "The Bosch contract has no SLA."),
        ("No one in finance has ever met a customer.", "Siemens has waited 6 weeks for the credit note."),
        ("You clearly don't care about our customers.", "Bosch has called 5 times."),
        ("This is the worst launch ever.", "There were 40 tickets on day one."),
        ("This is a train wreck.", "The data of 300 customers is wrong."),
    ],
)
def test_a_claim_falls_away_and_what_is_counted_stays(claim: str, rest: str) -> None:
    assert calm(f"{claim} {rest}") == rest


@pytest.mark.parametrize(
    ("heated", "said"),
    [
        ("Nice of you to finally reply after 12 days.", "You replied after 12 days."),
        ("Slow clap for logistics: 3 pallets went to Bonn.", "Logistics: 3 pallets went to Bonn."),
        (
            "I'm sure the customer will be thrilled to wait another 6 weeks.",
            "The customer will wait another 6 weeks.",
        ),
        ("Love that the discount tool is down on Friday.", "The discount tool is down on Friday."),
        (
            "We are drowning in tickets: 140 open since Monday.",
            "We are overloaded with tickets: 140 open since Monday.",
        ),
        ("We're bleeding customers: 5 left in May.", "We're losing customers: 5 left in May."),
        ("The team has waited an eternity for the price list.", "The team has waited for the price list."),
        (
            "I have told you a million times that the number is missing.",
            "I have told you that the number is missing.",
        ),
        ("For the love of God, send the contract to Bosch today.", "Send the contract to Bosch today."),
    ],
)
def test_irony_and_hyperbole_become_the_plain_fact(heated: str, said: str) -> None:
    assert calm(heated) == said


@pytest.mark.parametrize(
    "text",
    [
        "Who approved the discount for Bosch?",
        "Did you check the contract? I need your view by Friday.",
        "The plant always closes in August.",
        "We never ship on Sundays.",
        "Nobody from our side was at the meeting on 3 May.",
        "Thank you for sending the file so quickly.",
        "Congratulations on winning the Bosch renewal.",
        "It takes long to train a new colleague, about 6 months.",
        "The disaster recovery plan is due on Friday.",
        "Kindly send the signed copy by Tuesday.",
        "The museum asked for 40 lamps, and the zoo for 12.",
        "The bakery returned the dog biscuits because the bags were torn.",
    ],
)
def test_real_questions_plain_claims_and_real_thanks_stay(text: str) -> None:
    assert calm(text) == text


def test_a_word_repeated_for_force_falls_away_only_in_a_charged_message() -> None:
    assert calm("The clowns in product built a lid. A LID.") == "Product built a lid."
    assert calm("We need a lid. A lid.") == "We need a lid. A lid."


def test_verbs_take_every_form() -> None:
    for verb in ("send", "lose", "move", "reply", "stop", "need", "use", "cancel", "write", "charge"):
        assert base(past(verb)) == verb
        assert base(third(verb)) == verb
    assert inflected("You {past|telling} Acme.") == "You told Acme."
    assert inflected("no form asked for") == "no form asked for"


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=12))
def test_forms_never_fail(word: str) -> None:
    assert isinstance(past(word), str)
    assert isinstance(third(word), str)


def test_what_the_judge_takes_is_marked_and_bears_no_fact() -> None:
    text = "The clowns in billing lost order 8841. Did your phone drown in the soup like a puppy? Please answer by Friday."
    done = reframe(text)
    assert "Friday" in done.reframed
    assert "8841" in done.reframed
    proposals = [e for e in done.edits if e.proposal]
    assert all(not any(c.isdigit() for c in e.before) for e in proposals)
    assert all("proposal" in e.reason for e in proposals)
    for edit in proposals:
        assert edit.before in done.without(edit.id).reframed
