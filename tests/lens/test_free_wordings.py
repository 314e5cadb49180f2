"""Free wordings: what is said in other words is not called new, what is new is, and other ways of counting answer."""

from __future__ import annotations

import time

import pytest

from bothways.lens import receipt
from bothways.lens.facts.reading import read
from bothways.lens.receipt.alignment import align, keys_of

NAMES = ("Acme", "Kone", "Priya")


def got(original: str, rewrite: str):
    return receipt(original, rewrite, names=NAMES)


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("The shipment for Kone was delayed by a week.", "Kone's delivery came seven days late."),
        ("Acme rejected the offer.", "Acme turned our quote down."),
        ("We postponed the launch to 5 May.", "The launch was put off to May 5th."),
        ("Half of the stores did not answer.", "50 percent of the stores did not reply."),
        ("Freight doubled.", "Freight costs twice as much."),
        ("The trip is in autumn.", "The journey is this autumn."),
        ("I have had three managers since last June.", "Since June of last year three managers have led me."),
        ("Update the pipeline by 5 pm, no exceptions.", "Update the pipeline by 17:00, without exception."),
    ],
)
def test_other_words_are_not_broken(original: str, rewrite: str):
    verdict = got(original, rewrite)
    assert verdict.verdict != "broken", [fact for fact in verdict.facts if fact.verdict != "kept"]


@pytest.mark.parametrize(
    "added",
    [
        "The landlord has sold the warehouse.",
        "Our competitor hired two of her engineers.",
        "A journalist asked about the recall.",
        "Marketing wants another logo.",
    ],
)
def test_a_new_sentence_is_never_clean(added: str):
    text = "Acme pays on arrival. Priya sends the list by Friday."
    assert got(text, f"{text} {added}").verdict != "clean"


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("It took 0 minutes.", "It took 5 minutes."),
        ("We gave 50 % off; half of it was lost.", "We gave 40 % off; half of it was lost."),
        ("This is the second outage.", "This is the third outage, and another one will come."),
        ("Two people came.", "Three people came; the two are friends."),
        ("We met last year.", "We met next year."),
    ],
)
def test_another_figure_is_no_other_wording(original: str, rewrite: str):
    assert got(original, rewrite).verdict != "clean"


def test_a_sentence_finds_the_one_that_says_it_in_other_words():
    here = read("The pump leaks. Acme will not renew its contract.", NAMES)
    there = read("Acme's agreement won't be extended. From the pump, water drips.", NAMES)
    mates = align(here, there).mates
    assert mates[0][0] == 1
    assert mates[1][0] == 0


def test_two_weeks_and_fourteen_days_are_one_key():
    assert keys_of(read("It took two weeks.", ())) == keys_of(read("It took 14 days.", ()))


def test_a_word_that_moved_to_another_sentence_is_not_lost():
    verdict = got(
        "Our cap is 5 %; always. Acme has signed.",
        "Our cap is 5 %, always. Acme has signed.",
    )
    assert verdict.verdict != "broken"


def test_a_long_text_is_aligned_in_linear_time():
    one = " ".join(
        f"Customer {n} renewed the contract {n} and the plant shipped part {n}." for n in range(150)
    )
    four = " ".join(
        f"Customer {n} renewed the contract {n} and the plant shipped part {n}." for n in range(600)
    )

    def cost(text: str, turn: int) -> float:
        # Another text each time: what a comparison worked out is kept with the reading.
        reading, other = read(f"{text} Part {turn}.", ()), read(f"{text} Part {turn}. ", ())
        began = time.process_time()
        align(reading, other)
        return time.process_time() - began

    # The best of some runs, in turns: what else a machine does makes a run longer, never shorter.
    small, large = zip(*((cost(one, turn), cost(four, turn)) for turn in range(3)), strict=True)
    assert min(large) < 12 * min(small) + 0.05
