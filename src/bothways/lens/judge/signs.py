"""What can be told of a piece by looking: numbers for a weighing, each with a name that a person can read."""

from __future__ import annotations

import math
import re
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
_LOOKS: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _GROUPS.items()}
_FACTS: Final[dict[str, str]] = {
    "number": "figure", "money": "figure", "percent": "figure", "duration": "figure", "date": "date", "deadline": "date",
    "name": "name", "negation": "negation", "modality": "modality", "quantity": "quantity", "request": "request",
    "commitment": "commitment", "condition": "condition", "cause": "cause", "comparison": "comparison", "severity": "severity",
    "quotation": "quotation",
}  # fmt: skip
FACTS: Final = tuple(dict.fromkeys(_FACTS.values()))
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


def signs_of(
    piece: Piece,
    *,
    at: int,
    sentence: str,
    facts: Sequence[Fact],
    around: tuple[float, float, int, int, bool],
    said: Mapping[str, int],
    names: Sequence[str],
) -> list[float]:
    """The numbers of a piece of a sentence that begins at `at` of its message, in the order of `NAMES`.

    `facts` are those of its sentence, in places of the message; `around` tells of the message: place of the sentence (0 to
    1), its length in words, facts of the sentence before and of the one after, whether it asks anything; `said` counts the
    message's words.
    """
    start, end = at + piece.start, at + piece.end
    text = piece.text
    inside = [f for f in facts if f.start < end and start < f.end]
    counts = dict.fromkeys(FACTS, 0)
    for fact in inside:
        counts[_FACTS[fact.kind]] += 1
    words = _WORD.findall(text)
    low = [w.casefold() for w in words]
    painted = sum(w in _pictures() for w in low)
    fact_words = {
        w.casefold() for f in inside if f.kind in {"name", "quotation"} for w in _WORD.findall(f.text)
    }
    bearing = [w for w in low if len(w) > 3 and w not in fact_words]
    unknown = sum(not _known(stem_of(w)) for w in bearing)
    here = Counter(low)
    echo = sum(said.get(w, 0) > here[w] for w in bearing)
    low_text = text.casefold()
    handed = sum(n.casefold() in low_text for n in names)
    place, length, before, after, asks = around
    whole = piece.place == "whole"
    tail = sentence[piece.end :] if not whole else sentence
    ends = tail.rstrip("\"'”’) ")[-2:] if (whole or piece.place == "last") else ""
    hard = sum(counts[k] for k in ("figure", "date", "name", "quotation", "request", "commitment"))
    return [
        1.0,
        math.log1p(len(words)),
        float(piece.place == "first"),
        float(piece.place == "last"),
        float(piece.place == "inner"),
        float(piece.marked),
        float("?" in ends),
        float("!" in ends),
        float(bool(_EMOJI.search(text))),
        float(any(w.isupper() and len(w) > 2 for w in words)),
        *(float(bool(found.search(text))) for found in _LOOKS.values()),
        *(min(3.0, float(counts[name])) for name in FACTS),
        float(hard == 0),
        min(3.0, float(handed)),
        min(4.0, float(painted)),
        float(painted > 0),
        painted / max(1, len(bearing)),
        min(6.0, float(unknown)),
        unknown / max(1, len(bearing)),
        min(5.0, float(len(facts) - len(inside))),
        math.log1p(max(0, len(_WORD.findall(sentence)) - len(words))),
        place,
        math.log1p(length),
        min(3.0, float(before)),
        min(3.0, float(after)),
        float(asks),
        echo / max(1, len(bearing)),
        float(len(words) <= 2),
        turns_weight(turns_in(text, names)),
    ]
