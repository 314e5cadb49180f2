"""Turns of speech as families: each is found with its inflections and hidden spellings, and firm or friendly words are none."""

from __future__ import annotations

import re

import pytest

from bothways.lens.charge import calm_words, charge
from bothways.lens.charge.detect import ECHO
from bothways.lens.charge.phrases import phrase
from bothways.lens.charge.rules import lexicon
from bothways.lens.receipt import receipt
from bothways.lens.reframing import reframe

HEATED = "The f***ing portal was down on 3 May!! {} The quote for Metro is late."
DROPPED = {
    "insult": [
        "What a bunch of amateurs.",
        "Your team is a collection of yes-men.",
        "They couldn't organise a piss-up in a brewery.",
        "Grow a spine.",
        "u r clueless.",
        "In a normal company you would be fired already.",
        "A trained monkey could fill in this form.",
    ],
    "contempt": [
        "Let me spell it out for you.",
        "Welcome to the real world.",
        "I'm not your secretary.",
        "Bless your heart.",
        "Must be nice up there.",
    ],
    "profanity": ["Same sh1t every quarter.", "Everything is f**ked.", "For fuck's sake.", "Sod this."],
    "blame": ["You let us down again.", "Shame on you.", "You have only yourself to blame.", "How dare you."],
    "motive": ["All you care about is your bonus.", "You just want to look good in front of the board."],
    "threat": ["Or else.", "You'll regret this.", "Watch your step.", "Dont test me."],
    "command": ["Chop chop.", "Just do your job.", "Shut up and sell.", "Stop the whining."],
    "dismissal": ["Save your breath.", "Cry me a river.", "Not my problem.", "I couldn't care less."],
    "passive-aggression": [
        "Thanks for nothing.",
        "Would it kill you to answer a mail?",
        "No worries, I'll do it myself.",
    ],
    "sarcasm": ["So much for teamwork.", "Nothing says trust like a tracking app.", "Employee of the month."],
}


@pytest.mark.parametrize("said", [said for family in DROPPED.values() for said in family])
def test_a_sentence_of_pure_heat_falls_away_and_its_neighbours_stay(said: str) -> None:
    done = reframe(HEATED.format(said), names=("Metro",))
    assert said not in done.reframed
    assert "3 May" in done.reframed
    assert "The quote for Metro is late." in done.reframed
    assert done.receipt.verdict == "clean"


@pytest.mark.parametrize(
    ("said", "calm"),
    [
        ("You couldn't be bothered to check the stock on 3 May.", "You did not check the stock on 3 May."),
        ("You never bothered to answer the mail of 3 May.", "You did not answer the mail of 3 May."),
        ("End of story.", "This is decided."),
    ],
)
def test_blame_becomes_what_happened(said: str, calm: str) -> None:
    done = reframe(said)
    assert done.reframed == calm
    assert done.receipt.verdict == "clean"


FIRM = [
    "They only want a date.",
    "Thanks for letting me know so quickly.",
    "I'm glad you found the file.",
    "I thought we had until Friday; I will check.",
    "There is nothing to add.",
    "Have you read the contract?",
    "Did you open the attachment?",
    "Who decided this?",
    "The customer is furious about the delay.",
    "I will make sure that the order ships.",
    "Be careful with the discount.",
    "The zoo in Leipzig ordered 4 pumps.",
    "The kindergarten in Graz signed for 30 beds.",
    "My decision is final: no discount below 50 units.",
    "You did not send the contract by Friday.",
    "That was my fault.",
    "Try calling the Berlin office.",
    "Let's celebrate the renewal on Friday.",
]


@pytest.mark.parametrize("said", FIRM)
def test_firm_and_friendly_words_stay(said: str) -> None:
    assert reframe(said).reframed == said
    more = f"{said} Please send the report by Friday."
    assert reframe(more).reframed == more


def test_a_phrase_has_its_short_forms_slots_and_words() -> None:
    found = phrase("you [all] don't (care|mind) about <x>", lists={}, at="inside")
    pattern = re.compile(found.pattern, re.IGNORECASE)
    for said in ("you don't care about us", "u dont mind about us", "You all do not care about us"):
        match = pattern.search(said)
        assert match is not None
        assert match["x"] == "us"
    assert found.triggers == {"care", "mind"}
    assert pattern.search("you care about us") is None


def test_each_branch_of_a_phrase_is_tried_only_beside_its_own_words() -> None:
    found = phrase("(case closed|you are (on your own|toast)|enough)", lists={}, at="inside")
    needed = dict(found.ways)
    assert "closed" in needed[frozenset({"case"})]
    assert needed[frozenset({"enough"})] == frozenset()
    assert frozenset({"toast"}) in needed
    for said in ("case closed", "you are on your own", "you are toast", "enough"):
        words = set(said.split())
        assert re.search(found.pattern, said)
        assert any(words & one and (not beside or words & beside) for one, beside in found.ways), said
    assert phrase("(enough|_)", lists={}, at="inside").ways == ()


def test_a_bracket_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="bracket"):
        phrase("you (did) it)", lists={}, at="inside")


def test_every_phrase_compiles() -> None:
    rules = {r.name: r for r in lexicon().rules if "/said/" in r.name}
    assert len(rules) > 200
    for rule in rules.values():
        re.compile(rule.find.pattern, re.IGNORECASE)


def test_the_receipt_knows_the_lexicons_own_wordings_and_nothing_more() -> None:
    assert calm_words("Case closed.")[0][2] == "This is decided"
    assert (
        receipt("The price is 40 EUR. Case closed.", "The price is 40 EUR. This is decided.").verdict
        == "clean"
    )
    assert (
        receipt("The price is 40 EUR. Case closed.", "The price is 45 EUR. This is decided.").verdict
        == "broken"
    )


def test_heat_with_a_name_or_a_number_excuses_nothing() -> None:
    text = "Nobody in your lot ever told Metro about the 4 % rise."
    assert receipt(text, "Somebody told Metro about the 4 % rise.", names=("Metro",)).verdict != "clean"


@pytest.mark.parametrize("echo", ["A LID!", "A lid.", "One single lid.", "A lid!!"])
def test_an_echo_is_heat_only_in_a_heated_message(echo: str) -> None:
    assert echo not in {c.text for c in charge(f"They asked for a lid. {echo}")}
    assert echo in {c.text for c in charge(f"You muppets. They asked for a lid. {echo}")}


@pytest.mark.parametrize("said", ["No.", "A box.", "A lid?", "Acme lid.", "They asked for a lid."])
def test_an_answer_a_question_and_a_name_are_no_echoes(said: str) -> None:
    text = f"You muppets. No, they asked Acme for a lid. {said} Call them by Friday."
    assert ECHO not in {c.reason for c in charge(text, names=("Acme",))}


def test_a_question_asked_again_is_an_echo() -> None:
    text = "You muppets. Who asked Acme for a lid? Who?! Call them by Friday."
    assert "Who?" not in reframe(text, names=("Acme",)).reframed
