"""What comes out calm has lost nothing, or it says so."""

from __future__ import annotations

import pytest

from bothways.lens import receipt

# One word turned in a sentence that is otherwise the same, with figures, dates and short forms written in another way.
TURNED = [
    ("Acme won't pay $240k.", "Acme will pay 240,000 USD."),
    ("We can't deliver before 5 May.", "We can deliver before May 5th."),
    ("They didn't sign the contract for €1.2m.", "They did sign the contract for 1,200,000 euros."),
    ("Please don't send the offer to Acme by Friday.", "Send the offer to Acme by Friday."),
    ("The team must finish the audit in two weeks.", "The team may finish the audit in 14 days."),
    ("I'll pay the 12 % by 3 March.", "You'll pay the 12 percent by March 3."),
]
SAID_OTHERWISE = [
    ("Acme won't pay $240k.", "Acme will not pay 240,000 USD."),
    ("We can't deliver before 5 May.", "We cannot deliver before May 5th."),
    ("There were no orders in two weeks.", "There were 0 orders in 14 days."),
    ("Please send the offer by Friday, without exception.", "Send the offer by Friday."),
]


@pytest.mark.parametrize(("original", "rewrite"), TURNED)
def test_one_turned_word_is_certain(original: str, rewrite: str) -> None:
    assert receipt(original, rewrite, names=["Acme"]).verdict == "broken"


@pytest.mark.parametrize(("original", "rewrite"), SAID_OTHERWISE)
def test_another_way_of_writing_is_clean(original: str, rewrite: str) -> None:
    assert receipt(original, rewrite, names=["Acme"]).verdict == "clean"
