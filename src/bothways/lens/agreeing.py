"""A second look at a model's wording, made in another way than the receipt: does it agree with the rules' wording?

The rules' wording is the message less its heat, so a wording that contradicts it contradicts the message, also where
the receipt was lenient because words stood in the heat. And words of small closed classes (negations, may, all and
some, we, because, up and down, figures) are counted: a calm wording has as many as the message, or as many as the rules
left. And a sentence whose matter the message does not speak of was made up. All this refuses some honest wordings; the
rules' wording is then used, and nothing is lost.
"""

from __future__ import annotations

import re
from typing import Final

from bothways.lens.charge import charge
from bothways.lens.facts.reading import read
from bothways.lens.receipt import receipt

__all__ = ["disagreement"]

_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    (
        "negations",
        r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot|fail\w*|refus\w*|lack\w*|"
        r"miss(?:ed|es|ing)?|unable|stop(?:s|ped|ping)?)\b|n['’]t\b",
    ),
    ("words of possibility", r"\b(?:may|might|can|could|should|would)\b"),
    (
        "words of quantity",
        r"\b(?:all|every|each|both|most|many|some|few|several|any|half|about|around|roughly|nearly|almost)\b",
    ),
    ("words for us", r"\b(?:we|us|our|ours)\b"),
    ("words of cause", r"\b(?:because|since|due to|therefore|so that|that is why|as a result|caused?)\b"),
    (
        "words of direction",
        r"\b(?:more|less|fewer|higher|lower|up|down|increas\w*|decreas\w*|drop\w*|rose|fell|rais\w*|cut|early|late|"
        r"won|win|lost|lose|sign\w*)\b",
    ),
    ("figures", r"\d+"),
)
_ASKING: Final = frozenset(["please", "pls"])
# Shares of new words from which a sentence counts as made up. On calm wordings by people (the open part of the house's
# set) they refuse one in sixteen, of sentences that were appended they catch nine in ten that the receipt lets through.
_NEW: Final = 0.5
_NEW_BESIDE_FACTS: Final = 0.6
_COUNTED: Final = tuple((said, re.compile(pattern, re.IGNORECASE)) for said, pattern in _CLASSES)


def disagreement(text: str, own: str, wording: str, *, names: tuple[str, ...] = ()) -> str | None:
    """What speaks against `wording` beside `own`, the rules' wording of `text`: a sentence, or None. Linear.

    >>> disagreement("They did not pay, you clowns!", "They did not pay.", "They did pay.")
    'It does not say the same as the wording of the rules: negation lost: “not”.'
    """
    proof = receipt(own, wording, names=names)
    if proof.verdict == "broken":
        bad = next(fact for fact in proof.facts if fact.verdict not in {"kept", "doubt"})
        piece = bad.original if bad.original is not None else bad.rewrite
        return f"It does not say the same as the wording of the rules: {bad.kind} {bad.verdict}: “{piece}”."
    invented = _made_up(text, wording, names)
    if invented is not None:
        return f"It says something that the message does not speak of: “{invented}”."
    cool = _without_charge(own, names)
    for said, pattern in _COUNTED:
        least = len(pattern.findall(cool))
        most = max(len(pattern.findall(text)), len(pattern.findall(own)))
        count = len(pattern.findall(wording))
        if not least <= count <= most:
            return f"It has {count} {said}, where {least if least == most else f'{least} to {most}'} belong."
    return None


def _made_up(text: str, wording: str, names: tuple[str, ...]) -> str | None:
    """The first sentence whose words of content are mostly new, or None.

    A request may have new words: it can be what a rhetorical question hid, and the receipt looks at requests. A sentence
    with a number, a date or a name in it has something of the message, and may have a few more.
    """
    known = read(text, names)
    spoken = {mark.concept for mark in known.marks if mark} | {token.low for token in known.found.items}
    mine = read(wording, names)
    items = mine.found.items
    exempt = {token.sentence for token in items if token.low in _ASKING}
    held = {
        items[at].sentence
        for at in [
            *(a.first for a in mine.amounts),
            *(d.first for d in mine.dates),
            *(n.first for n in mine.names),
        ]
    }
    new: dict[int, dict[str, bool]] = {}
    for token, mark in zip(items, mine.marks, strict=True):
        if mark is not None and not mark.name and token.sentence not in exempt:
            fresh = mark.concept not in spoken and token.low not in spoken
            new.setdefault(token.sentence, {})[mark.concept] = fresh
    for sentence, words in new.items():
        if sum(words.values()) / len(words) >= (_NEW_BESIDE_FACTS if sentence in held else _NEW):
            pieces = [token for token in items if token.sentence == sentence]
            return wording[pieces[0].start : pieces[-1].end]
    return None


def _without_charge(own: str, names: tuple[str, ...]) -> str:
    """The rules' wording without what it had to leave charged: a better wording drops those words."""
    letters = list(own)
    for span in charge(own, names=names):
        letters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(letters)
