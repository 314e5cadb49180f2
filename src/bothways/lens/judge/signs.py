"""What can be told of a piece by looking: numbers for a weighing, each with a name that a person can read."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bothways.lens.facts import Fact
from bothways.lens.facts.concepts import thesaurus
from bothways.lens.facts.stems import stem_of
from bothways.lens.judge.pieces import Piece
from bothways.lens.judge.turns import turns_in, turns_weight

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_GROUPS: Final[dict[str, str]] = {
    "you": r"\b(?:you|your|yours|yourself|yourselves|u|ur|y'all|yall|ye)\b",
    "i": r"\b(?:i|me|my|mine|myself|im|i'm|i've|i'll|i'd)\b",
    "we": r"\b(?:we|us|our|ours|ourselves)\b",
    "they": r"\b(?:he|she|they|him|her|them|his|their|somebody|someone|anybody|anyone|nobody|everybody|everyone)\b",
    "please": r"\b(?:please|pls|plz|kindly)\b",
    "if": r"\b(?:if|unless|otherwise|or else|should)\b",
    "colour": r"\b(?:apparently|clearly|obviously|surely|evidently|presumably|somehow|actually|really|exactly|perhaps|maybe|"
    r"literally|truly|frankly|honestly|seriously|simply|merely|even|ever|quite|rather|indeed|naturally|of course)\b",
    "whole": r"\b(?:always|never|ever|every|everything|nothing|entire|whole|all|single|nobody|everybody|everyone|anyone)\b",
    "praise": r"\b(?:great|lovely|nice|wonderful|brilliant|fantastic|marvel\w+|splendid|superb|bravo|"
    r"congrat\w+|congratulations|love|"
    r"loved|adore|delight\w+|charming|impress\w+|fascinat\w+|amazing|genius|clever|thank|thanks|"
    r"cheers|ta|kudos|hats off|well done|"
    r"good luck|enjoy|proud|honou?red|pleasure|treat|inspir\w+|touching|moving|heart-?warming|"
    r"what a|how kind|so glad|so happy)\b",
    "looks": r"\b(?:like an?|as if|as though|as an?|looks like|sounds like|feels like|kind of|sort of|"
    r"might as well|would have|"
    r"would be|could have|must be|must have|suppose|wonder|imagine|pretend|guess|hope|wish|bet|swear)\b",
    "rather": r"\b(?:instead of|rather than|while|whilst|busy|too busy|as long as)\b",
    "also": r"^\W*(?:so|and|but|or|well|oh|ah|ok|okay|right|fine|sure|yes|no|wow|hey|look|listen|honestly)\b",
    "asks": r"^\W*(?:what|who|whose|which|where|when|why|how|do|does|did|is|are|was|were|am|can|could|"
    r"will|would|shall|should|have|has|had)\b",
    "work": r"\b(?:customer|client|order|invoice|contract|price|quote|offer|discount|delivery|deadline|"
    r"budget|deal|account|lead|forecast|"
    r"quota|target|revenue|margin|pipeline|release|feature|bug|ticket|support|meeting|call|mail|"
    r"email|report|crm|team|site|licen[cs]e|"
    r"renewal|tender|demo|trial|pilot|stock|shipment|truck|warehouse|sample|machine|server|"
    r"system|portal|database|legal|finance|"
    r"engineer|payment|paid|signed|cancel\w*|approv\w*|confirm\w*|deliver\w*|send|sent|ship\w*|agree\w*|promis\w*)s?\b",
    "distance": r"\b(?:one (?:is|was|wonders|hesitates|might|can|could|would)|i (?:note|see|read|hear|"
    r"notice|gather|understand|learn\w*|admire|"
    r"marvel|trust|take it|look forward)|it (?:seems|appears)|seems?|appears?|in case (?:you|it)|must be nice|"
    r"interest|interesting|curious|surprise\w*|astonish\w*|memorable|famous|legendary|historic|"
    r"unforgettable|mighty|almighty)\b",
    "place": r"^\W*(?:in|into|by|over|at|from|under|through|on|to|of|about|behind|between|with|for)\b",
    "link": r"^\W*(?:like|as|while|whilst|instead|rather|than|because|since|when|until|which|who|that|where)\b",
    "hard": r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred|thousand|million|half|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|yesterday|tonight|january|february|march|april|"
    r"june|july|august|september|october|november|december|week|weeks|month|months|quarter|year|years|noon)\b",
}
_LOOKS: Final = [re.compile(pattern, re.IGNORECASE) for pattern in _GROUPS.values()]
_OPENING: Final = [(n, look) for n, look in enumerate(_LOOKS) if look.pattern.startswith("^")]
_INSIDE: Final = [(n, look) for n, look in enumerate(_LOOKS) if not look.pattern.startswith("^")]
_FACTS: Final[dict[str, str]] = {
    "number": "figure", "money": "figure", "percent": "figure", "duration": "figure", "date": "date", "deadline": "date",
    "name": "name", "negation": "negation", "modality": "modality", "quantity": "quantity", "request": "request",
    "commitment": "commitment", "condition": "condition", "cause": "cause", "comparison": "comparison", "severity": "severity",
    "quotation": "quotation",
}  # fmt: skip
FACTS: Final = tuple(dict.fromkeys(_FACTS.values()))
_FIRM: Final = ("figure", "date", "name", "quotation", "request", "commitment")
_NAMING: Final = frozenset(["name", "quotation"])
_EMOJI: Final = re.compile("[\U0001f300-\U0001faff☀-➿]")
NAMES: Final[tuple[str, ...]] = (
    "one", "words", "first", "last", "inner", "marked", "ends ?", "ends !", "emoji", "capitals",
    *_GROUPS, *(f"fact: {name}" for name in FACTS), "no fact", "handed-in names", "pictures", "a picture", "share of pictures",
    "unknown words", "share unknown", "facts in the rest", "words in the rest",
    "place in message", "message long", "facts before", "facts after", "request in message", "said elsewhere", "little",
    "turns of speech",
)  # fmt: skip


@lru_cache(maxsize=1)
def _pictures() -> frozenset[str]:
    text = files(__package__).joinpath("imagery.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def words_of(text: str) -> list[str]:
    """The words of a text, as they are written."""
    return _WORD.findall(text)


def _known(stem: str) -> bool:
    """Whether the thesaurus of business English knows a word."""
    found = thesaurus()
    return stem in found.single or stem in found.exact or stem in found.phrases


@lru_cache(maxsize=4096)
def _told(low: str) -> tuple[bool, bool, bool]:
    """Of a word in small letters: whether it bears meaning by its length, belongs to a picture, is unknown to the thesaurus."""
    long = len(low) > 3
    return long, low in _pictures(), long and not _known(stem_of(low))


class Sentence:
    """A sentence of a message, looked at once for all its pieces.

    `at` is its place in the message, `facts` are its facts in places of the message.
    """

    def __init__(self, text: str, *, at: int, facts: Sequence[Fact]) -> None:
        self.text = text
        self.at = at
        self.facts = facts
        found = list(_WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.low = [m.group().casefold() for m in found]
        self.loud = [len(m.group()) > 2 and m.group().isupper() for m in found]
        self.told = [_told(word) for word in self.low]
        self.named = [
            frozenset(w.casefold() for w in words_of(f.text)) if f.kind in _NAMING else frozenset()
            for f in facts
        ]
        looks = ((number, look, [m.span() for m in look.finditer(text)]) for number, look in _INSIDE)
        self.looks = [one for one in looks if one[2]]

    def words_in(self, piece: Piece) -> slice:
        """Which of its words a piece holds: no break of a sentence cuts a word."""
        first = bisect_left(self.starts, piece.said)
        return slice(first, bisect_left(self.starts, piece.said + len(piece.text), first))

    def looks_in(self, piece: Piece) -> list[float]:
        """The looks of a piece, 1 or 0, in the order of `_GROUPS`."""
        start, end = piece.said, piece.said + len(piece.text)
        seen = [0.0] * len(_GROUPS)
        for number, look, spans in self.looks:
            near = [(a, b) for a, b in spans if a < end and start < b]
            # What a border of the piece cuts in two may hide a shorter one that lies inside.
            if near and (any(start <= a and b <= end for a, b in near) or look.search(piece.text)):
                seen[number] = 1.0
        for number, look in _OPENING:
            if look.match(piece.text):
                seen[number] = 1.0
        return seen


def signs_of(
    piece: Piece,
    *,
    sentence: Sentence,
    around: tuple[float, float, int, int, bool],
    said: Mapping[str, int],
    names: Sequence[str],
) -> list[float]:
    """The numbers of a piece of a sentence, in the order of `NAMES`.

    `around` tells of the message: place of the sentence (0 to 1), the message's length in words, facts of the sentence
    before and of the one after, whether it asks anything; `said` counts the message's words.
    """
    text, facts = piece.text, sentence.facts
    start, end = sentence.at + piece.start, sentence.at + piece.end
    inside = [n for n, f in enumerate(facts) if f.start < end and start < f.end]
    counts = dict.fromkeys(FACTS, 0.0)
    fact_words: set[str] = set()
    for n in inside:
        counts[_FACTS[facts[n].kind]] += 1.0
        fact_words |= sentence.named[n]
    held = sentence.words_in(piece)
    low, told = sentence.low[held], sentence.told[held]
    painted = sum(picture for _, picture, _ in told)
    bearing = [
        (w, unknown) for w, (long, _, unknown) in zip(low, told, strict=True) if long and w not in fact_words
    ]
    most = max(1, len(bearing))
    unknown = sum(one for _, one in bearing)
    again = [w for w, _ in bearing if said.get(w, 0) > 1]
    here = Counter(low) if again else {}
    low_text = text.casefold()
    place, length, before, after, asks = around
    whole = piece.place == "whole"
    ending = sentence.text[piece.end :] if not whole else text
    ends = ending.rstrip("\"'”’) ")[-2:] if whole or piece.place == "last" else ""
    return [
        1.0,
        math.log1p(len(low)),
        float(piece.place == "first"),
        float(piece.place == "last"),
        float(piece.place == "inner"),
        float(piece.marked),
        float("?" in ends),
        float("!" in ends),
        float(not text.isascii() and bool(_EMOJI.search(text))),
        float(any(sentence.loud[held])),
        *sentence.looks_in(piece),
        *(min(3.0, n) for n in counts.values()),
        float(not any(counts[kind] for kind in _FIRM)),
        min(3.0, float(sum(n.casefold() in low_text for n in names))),
        min(4.0, float(painted)),
        float(painted > 0),
        painted / most,
        min(6.0, float(unknown)),
        unknown / most,
        min(5.0, float(len(facts) - len(inside))),
        math.log1p(max(0, len(sentence.low) - len(low))),
        place,
        math.log1p(length),
        min(3.0, float(before)),
        min(3.0, float(after)),
        float(asks),
        sum(said[w] > here[w] for w in again) / most,
        float(len(low) <= 2),
        turns_weight(turns_in(text, names)),
    ]
