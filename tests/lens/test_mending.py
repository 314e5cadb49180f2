"""What edits leave behind is a sentence: joints, stops, leftovers, and guesses that take nothing which others need."""

from __future__ import annotations

import pytest

from bothways.lens import reframe
from bothways.lens.charge.parts import parts_of
from bothways.lens.judge.falling import Clause
from bothways.lens.rewrite.mend import mended
from bothways.lens.rewrite.proposals import proposed
from bothways.lens.rewrite.render import sentence_after


def _guessed(text: str, piece: str, score: float) -> str | None:
    """The first sentence after a guess that this piece of it may go."""
    parts = parts_of(text)
    start = text.index(piece)
    made, _ = proposed(parts, 0, [], [Clause(start, start + len(piece), piece, 0, score, score)])
    return sentence_after(parts[0], made) if made else parts[0].text


@pytest.mark.parametrize(
    ("text", "piece", "said"),
    [
        ("Delphine, bless her, says no.", "bless her", "Delphine says no."),
        (
            "It keeps out burglars and, for good measure, customers.",
            "for good measure",
            "It keeps out burglars and customers.",
        ),
        (
            "He ordered by colour, like a child in a sweet shop.",
            "like a child in a sweet shop",
            "He ordered by colour.",
        ),
        ("What a mess, and Bosch waits since 3 May.", "What a mess", "Bosch waits since 3 May."),
        (
            "They had two meetings while you were choosing fonts.",
            "while you were choosing fonts",
            "They had two meetings.",
        ),
    ],
)
def test_a_guess_takes_an_aside_with_its_commas(text: str, piece: str, said: str) -> None:
    assert _guessed(text, piece, 0.9) == said


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("I have asked for battle notes after a loss.", "for battle notes"),
        ("The shares fell 6 % by lunch.", "by lunch"),
        ("There are two distributors who fight with one customer.", "who fight"),
        (
            "We lost the framework with the county, and you ask about cake.",
            "We lost the framework with the county",
        ),
        ("I am writing this at 1 a.m. for you.", "I am writing this"),
        ("Fulham Brace, orthodontist, wants 900 aligners.", "orthodontist"),
        ("It lapsed on 31 December and we noticed on 17 February.", "and we noticed"),
        ("It is Graham's job on top of mine, for my salary.", "of mine"),
    ],
)
def test_a_likely_guess_leaves_what_tells_which_one(text: str, piece: str) -> None:
    assert _guessed(text, piece, 0.5) == text


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("It has been 5 days since the truck left.", "since the truck left"),
        ("I have nine people who want to know, before Monday, what comes.", "who want to know"),
        ("The one that they nodded at in Leipzig is gone.", "that they nodded"),
        ("Four cities, $23,700, and what did we bring home?", "and what did we bring home"),
        ("I'd carry the risk for labels myself.", "I'd carry the risk for labels myself."),
    ],
)
def test_a_sure_guess_leaves_what_others_need(text: str, piece: str) -> None:
    assert _guessed(text, piece, 0.99) == text


def test_what_happened_to_the_writer_and_what_goes_on_need_a_sure_guess() -> None:
    told = "My desk was given away while I was out."
    assert _guessed(told, told, 0.7) == told
    leaned_on = "The head is promised. It is on the block until the 20th."
    assert _guessed(leaned_on, "The head is promised.", 0.5) == "The head is promised."


def test_a_sentence_without_its_head_is_not_mended() -> None:
    said = "With all due respect, which is not a lot, the price is wrong."
    assert mended(", which is not a lot, the price is wrong.", original=said, opened=True) is None


def test_two_prepositions_in_a_row_are_a_hole() -> None:
    said = "It was seen at the fair in Leipzig."
    assert mended("It was seen at  in Leipzig.", original=said, opened=False) is None


@pytest.mark.parametrize(
    ("heated", "said"),
    [
        ("God forbid that a customer gets what he ordered. Hull got 40 boxes.", "Hull got 40 boxes."),
        ("My god the incompetence. Two licences expired.", "Two licences expired."),
        ("Bloody useless. The file has no contact. Do it again.", "The file has no contact. Do it again."),
        (
            "NO MORE PIZZA ON THE COMPANY CARD. 1,870 in August.",
            "No more pizza on the company card. 1,870 in August.",
        ),
        (
            "Who told the customer? Who on earth told the customer?",
            "Please tell me who told the customer.",
        ),
        (
            "bloody hell, the quote has the wrong bloody currency. it is 40 pounds.",
            "The quote has the wrong currency. it is 40 pounds.",
        ),
        (
            "3 weeks notice for the whole depot?? people have leases!! who decided?",
            "3 weeks notice for the whole depot? People have leases. who decided?",
        ),
        (
            "Don't you dare send another price list without me seeing it. The last one had 4 errors.",
            "Please do not send another price list without me seeing it. The last one had 4 errors.",
        ),
        (
            "How nice to hear from the canteen that the budget was cut by 20k.",
            "I heard from the canteen that the budget was cut by 20k.",
        ),
        (
            "The budget, which I must assume you are saving for retirement, is due on 4 May.",
            "The budget is due on 4 May.",
        ),
        ("YOU. SAID. FEBRUARY. It is in the deck.", "You said February. It is in the deck."),
        ("Jesus wept. Seventeen windows in inches.", "Seventeen windows in inches."),
        ("The belt was ordered on 2 Feb!!!, a rubber belt.", "The belt was ordered on 2 Feb, a rubber belt."),
        (
            "Everything here takes an eternity. Toner: 19 days.",
            "Everything here takes a long time. Toner: 19 days.",
        ),
        ("SEND ME THE FILE BY NOON.", "Send me the file by noon."),
        ("If brains were diesel you couldn't drive a lighter. 14 tickets are open.", "14 tickets are open."),
        ("You wouldn't know a gas meter if it bit you. 14 tickets are open.", "14 tickets are open."),
    ],
)
def test_the_calm_wording_is_a_sentence(heated: str, said: str) -> None:
    done = reframe(heated)
    assert done.reframed == said
    assert done.receipt.verdict == "clean"


@pytest.mark.parametrize(
    "firm",
    [
        "I have seen better prices at Hull.",
        "I had to take the train. The order is late.",
        "I think that he's right and I've paid it.",
        "The rival answered faster. We lost the order.",
        "Do it again by Friday, please. The file has no contact.",
        "Please tell me why the order is late again.",
    ],
)
def test_plain_words_of_the_same_build_stay(firm: str) -> None:
    assert reframe(firm).reframed == firm


@pytest.mark.parametrize(
    "text",
    [
        "I don't care how they did it at your old firm. They are bankrupt.",
        "Nobody tells us anything. Not the price rise, not the new boss. It is 4 weeks late.",
    ],
)
def test_what_the_next_sentence_leans_on_stays(text: str) -> None:
    assert reframe(text).reframed == text


def test_but_goes_where_nothing_is_left_before_it() -> None:
    text = "Idiots. But 95 % is too much. But it may be right."
    assert reframe(text).reframed == "95 % is too much. But it may be right."
