"""What a wording adds: apologies, thanks, cheer, hedges, words about itself, hidden characters, length.

The receipt looks at facts. These are none, and a model adds them out of habit. What the message itself says is no
addition.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["Addition", "added"]


@dataclass(frozen=True, slots=True)
class Addition:
    """Something that a wording has and its message has not."""

    code: str
    sentence: str


# Each kind of addition with the words that tell it. A kind counts where the wording has more of it than the message.
_KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "adds-apology",
        "an apology",
        r"\b(?:sorry|apolog\w+|regret(?:s|fully|tably)?|forgive|excuse (?:me|us)|my (?:bad|mistake|fault)|our (?:mistake|fault)|"
        r"mea culpa|pardon)\b",
    ),
    (
        "adds-thanks",
        "thanks",
        r"\b(?:thank(?:s| you|ful)?|grateful|gratitude|appreciat\w+|cheers)\b",
    ),
    (
        "adds-cheer",
        "cheer or flattery",
        r"\b(?:great (?:job|work|team|effort)|good (?:job|work)|well done|keep up|excit\w+|thrilled|delighted|happy to|"
        r"pleased to|glad to|look(?:ing)? forward|hope (?:this|you|that|it|all)|wonderful|amazing|fantastic|awesome|"
        r"value (?:your|our|the)|hard work|best (?:regards|wishes)|warm(?:est)? regards|kind regards|sincerely)\b",
    ),
    (
        "adds-hedge",
        "a hedge",
        r"\b(?:perhaps|maybe|possibly|might|could be|seems?|appears?|somewhat|kind of|sort of|if possible|"
        r"when(?:ever)? (?:you can|convenient|possible)|at your (?:earliest )?convenience|no (?:rush|hurry|worries)|"
        r"i (?:think|feel|believe|guess|understand|wonder)|we (?:think|feel|believe|understand)|just wanted|"
        r"hopefully|ideally|potentially)\b",
    ),
    (
        "talks-about-itself",
        "words about the wording itself",
        r"\b(?:as an? (?:ai|assistant|language model)|language model|i (?:can(?:'|’)?t|cannot|can not|am unable to|won(?:'|’)?t) "
        r"(?:help|assist|comply|fulfil\w*|do that|provide|reword|rephrase)|here(?:'s| is| are) (?:the|a|your|my|one)\b"
        r"[^.:\n]{0,40}(?:version|wording|message|rewrite|text)|(?:re(?:written|worded|phrased|framed)|calmer|polite) "
        r"(?:version|message|text)|reframed|json|instructions?|system prompt|let me know if)\b|```|[{}]|</?message",
    ),
    ("adds-address", "an address", r"https?://|www\.|\S@\w[\w-]*\.\w|\b(?:\w+\.)+(?:com|net|org|io|de|eu)\b"),
)
_FOUND: Final = tuple((code, said, re.compile(pattern, re.IGNORECASE)) for code, said, pattern in _KINDS)
_LONGER: Final = 1.5
_ROOM: Final = 12  # words: a short outburst may need a whole sentence in its place
_REPEATED: Final = 3


def added(original: str, wording: str) -> Addition | None:
    """The first thing that `wording` adds to `original`, or None. Linear in their lengths.

    >>> added("Your idiots lost the Acme order.", "Sorry, the Acme order was lost.").code
    'adds-apology'
    >>> added("Sorry, your idiots lost the Acme order.", "Sorry, the Acme order was lost.") is None
    True
    """
    odd = sorted({c for c in wording if _hidden(c) and c not in original})
    if odd:
        return Addition("hidden-characters", f"It holds characters that can't be seen (U+{ord(odd[0]):04X}).")
    words, had = wording.split(), len(original.split())
    if len(words) > _LONGER * had + _ROOM:
        return Addition("too-long", f"It has {len(words)} words for {had}.")
    for code, said, pattern in _FOUND:
        found = pattern.findall(wording)
        if len(found) > len(pattern.findall(original)):
            match = pattern.search(wording)
            assert match is not None  # noqa: S101 - it was found a line above
            return Addition(code, f"It adds {said}: “{match.group().strip()}”.")
    again = _said_again(original, wording)
    if again:
        return Addition("repeats", f"It says “{again}” more than once.")
    return None


def _hidden(letter: str) -> bool:
    # Control characters can rule a terminal, format characters turn the direction of a line, halves of pairs break files.
    return letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _said_again(original: str, wording: str) -> str:
    """A sentence of more than two words that the wording says more often than the message does."""
    sentences = [s.strip().lower() for s in re.split(r"[.!?\n]+", wording)]
    for sentence in dict.fromkeys(s for s in sentences if len(s.split()) >= _REPEATED):
        if sentences.count(sentence) > max(1, original.lower().count(sentence)):
            return sentence
    return ""
