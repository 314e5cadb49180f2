"""What can be told of a piece by looking: numbers for a weighing, each with a name that a person can read."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Final, NamedTuple

from bothways.lens.facts import Fact
from bothways.lens.facts.concepts import thesaurus
from bothways.lens.facts.stems import stem_of
from bothways.lens.judge.pieces import Piece, small
from bothways.lens.judge.tagging import running, tagged
from bothways.lens.judge.turns import turns_in, turns_weight
from bothways.lens.judge.words import class_of, warm

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
_LOOKS: Final = [re.compile(pattern) for pattern in _GROUPS.values()]  # for small letters
_OPENING: Final = [(n, look) for n, look in enumerate(_LOOKS) if look.pattern.startswith("^")]
_INSIDE: Final = [(n, look) for n, look in enumerate(_LOOKS) if not look.pattern.startswith("^")]
_FIRST: Final = re.compile(r"\W*(\w+)")


@lru_cache(maxsize=8192)
def _opened(word: str) -> tuple[int, ...]:
    """Which groups look at what a piece opens with, and see it in this word: their turns are single words."""
    return tuple(number for number, look in _OPENING if look.fullmatch(word))


_KINDS: Final[dict[str, str]] = {
    "number": "figure", "money": "figure", "percent": "figure", "duration": "figure", "date": "date", "deadline": "date",
    "name": "name", "negation": "negation", "modality": "modality", "quantity": "quantity", "request": "request",
    "commitment": "commitment", "condition": "condition", "cause": "cause", "comparison": "comparison", "severity": "severity",
    "quotation": "quotation",
}  # fmt: skip
FACTS: Final = tuple(dict.fromkeys(_KINDS.values()))
_FACTS: Final = {kind: FACTS.index(name) for kind, name in _KINDS.items()}
_FIRM: Final = [FACTS.index(n) for n in ("figure", "date", "name", "quotation", "request", "commitment")]
_NOTHING: Final[frozenset[str]] = frozenset()
_EMOJI: Final = re.compile("[\U0001f300-\U0001faff☀-➿]")
NAMES: Final[tuple[str, ...]] = (
    "one", "words", "first", "last", "inner", "marked", "ends ?", "ends !", "emoji", "capitals",
    *_GROUPS, *(f"fact: {name}" for name in FACTS), "no fact", "handed-in names", "pictures", "a picture", "share of pictures",
    "unknown words", "share unknown", "facts in the rest", "words in the rest",
    "place in message", "message long", "facts before", "facts after", "request in message", "said elsewhere", "little",
    "turns of speech",
    "tags", "least tag", "most tag", "share tagged", "first tags", "last tags", "tag before", "tag after", "tags of the rest",
    "warm", "warmest",
)  # fmt: skip

_CODES: Final[dict[str, float]] = {
    name: float(code)
    for code, name in enumerate(
        ["", "w", "det", "your", "prep", "rel", "conj", "wh", "ing", "ed", "ly", "adv", "neg", "i", "you", "we", "they",
         "some", "be", "aux", "please", "0", "time", "p,", "p;", "p:", "p-", "p—", "p–", "p(", "p)", "p.", "p!", "p?", "p…"]
    )
}  # fmt: skip
BORDERS: Final[tuple[str, ...]] = (
    "sure", "before it", "its first", "its second", "its last", "after it", "after that", "before that", "signs in it",
    "opens the sentence", "ends the sentence", "helping verbs in it", "helping verbs in the rest", "words after it",
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


class _Told(NamedTuple):
    """Of a word: whether it is long enough to bear meaning, belongs to a picture, is long and unknown to the thesaurus."""

    long: bool
    picture: bool
    unknown: bool


@lru_cache(maxsize=4096)
def _told(low: str) -> _Told:
    long = len(low) > 3
    return _Told(long, low in _pictures(), long and not _known(stem_of(low)))


def _words_of(fact: Fact) -> frozenset[str]:
    """The words of a name or a quotation: they are no words of the author's own."""
    if fact.kind not in {"name", "quotation"}:
        return _NOTHING
    return frozenset(w.casefold() for w in words_of(fact.text))


def _summed(flags: Iterable[bool]) -> list[int]:
    """How many of the flags before each place are set."""
    return list(accumulate(flags, initial=0))


class Sentence:
    """A sentence of a message, looked at once for all its pieces.

    `at` is its place in the message, `facts` are its facts in places of the message, `said` counts the message's words,
    `names` are those handed in.
    """

    def __init__(
        self, text: str, *, at: int, facts: Sequence[Fact], said: Mapping[str, int], names: Sequence[str]
    ) -> None:
        self.text = text
        self.at = at
        found = list(_WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.low = [m.group().casefold() for m in found]
        self.told = [_told(word) for word in self.low]
        self.loud = _summed(len(m.group()) > 2 and m.group().isupper() for m in found)
        self.painted = _summed(told.picture for told in self.told)
        self.bearing = _summed(told.long for told in self.told)
        self.unknown = _summed(told.unknown for told in self.told)
        self.again = _summed(
            told.long and said[word] > 1 for word, told in zip(self.low, self.told, strict=True)
        )
        self.said = said
        self.facts = [(f.start, f.end, _FACTS[f.kind], _words_of(f)) for f in facts]
        self.warm = [warm(word) for word in self.low]
        folded = text.casefold()
        folded += folded.replace("’", "'")
        self.names = [n for n in names if n.casefold() in folded]
        self.small = small(text)
        looks = ((number, look, [m.span() for m in look.finditer(self.small)]) for number, look in _INSIDE)
        self.looks = [one for one in looks if one[2]]
        self.tags = tagged(text, facts=[(f.start - at, f.end - at, f.kind) for f in facts], names=self.names)
        self.tag_sums = running(self.tags.scores)
        self.codes = [_CODES.get(class_of(word), 1.0) for word in self.tags.low]

    def words_in(self, piece: Piece) -> tuple[int, int]:
        """Which of its words a piece holds, from and to: no break of a sentence cuts a word."""
        first = bisect_left(self.starts, piece.said)
        return first, bisect_left(self.starts, piece.said + len(piece.text), first)

    def looks_in(self, piece: Piece) -> list[float]:
        """The looks of a piece, 1 or 0, in the order of `_GROUPS`."""
        start, end = piece.said, piece.said + len(piece.text)
        text = self.small[start:end]
        seen = [0.0] * len(_GROUPS)
        for number, look, spans in self.looks:
            near = [(a, b) for a, b in spans if a < end and start < b]
            # What a border of the piece cuts in two may hide a shorter one that lies inside.
            if near and (any(start <= a and b <= end for a, b in near) or look.search(text)):
                seen[number] = 1.0
        opening = _FIRST.match(text)
        for number in _opened(opening[1]) if opening else ():
            seen[number] = 1.0
        return seen

    def tags_in(self, piece: Piece) -> list[float]:
        """What the tagger says of a piece: its words, those at its borders, the rest of the sentence."""
        scores, sums = self.tags.scores, self.tag_sums
        first = bisect_left(self.tags.starts, piece.said)
        last = bisect_left(self.tags.starts, piece.said + len(piece.text), first)
        if first == last:
            return [0.0] * 9
        inside = scores[first:last]
        long, rest = last - first, len(scores) - (last - first)
        return [
            (sums[last] - sums[first]) / long,
            min(inside),
            max(inside),
            sum(score > 0 for score in inside) / long,
            sum(inside[:2]) / min(2, long),
            sum(inside[-2:]) / min(2, long),
            scores[first - 1] if first else 0.0,
            scores[last] if last < len(scores) else 0.0,
            (sums[-1] - sums[last] + sums[first]) / rest if rest else 0.0,
        ]

    def borders_of(self, piece: Piece, sure: float) -> list[float]:
        """What stands at the borders of a piece, in the order of `BORDERS`: whether it can be cut there."""
        codes = self.codes
        first = bisect_left(self.tags.starts, piece.said)
        last = bisect_left(self.tags.starts, piece.said + len(piece.text), first)
        at = dict(enumerate(codes))
        helping = [_CODES["be"] <= code <= _CODES["aux"] for code in codes]
        inside = sum(helping[first:last])
        return [
            sure,
            at.get(first - 1, 0.0),
            at.get(first, 0.0),
            at.get(first + 1, 0.0),
            at.get(last - 1, 0.0),
            at.get(last, 0.0),
            at.get(last + 1, 0.0),
            at.get(first - 2, 0.0),
            float(sum(code >= _CODES["p,"] for code in codes[first:last])),
            float(first == 0),
            float(all(code >= _CODES["p,"] for code in codes[last:])),
            float(inside),
            float(sum(helping) - inside),
            float(len(codes) - last),
        ]

    def warmth_in(self, first: int, last: int) -> tuple[float, float]:
        """How warm the words from `first` to `last` are on the whole, and the warmest of them."""
        warms = [w for w in self.warm[first:last] if w is not None]
        return (sum(warms) / len(warms), max(warms)) if warms else (0.0, 0.0)

    def facts_in(self, piece: Piece) -> tuple[list[float], int, frozenset[str]]:
        """How many facts of each kind a piece touches, how many in all, and the words of its names and quotations."""
        start, end = self.at + piece.start, self.at + piece.end
        counts, total, naming = [0.0] * len(FACTS), 0, _NOTHING
        for a, b, kind, words in self.facts:
            if a < end and start < b:
                counts[kind] = min(3.0, counts[kind] + 1.0)
                total += 1
                naming |= words
        return counts, total, naming

    def bearing_in(self, first: int, last: int, naming: frozenset[str]) -> tuple[int, int, int]:
        """Of the words from `first` to `last`: how many bear meaning, how many of those no list knows, how many are echoes."""
        bearing, unknown = (sums[last] - sums[first] for sums in (self.bearing, self.unknown))
        echoes = self.again[last] > self.again[first]
        if not naming and not echoes:
            return bearing, unknown, 0
        low = self.low[first:last]
        own = [
            (word, told.unknown)
            for word, told in zip(low, self.told[first:last], strict=True)
            if told.long and word not in naming
        ]
        here = Counter(low) if echoes else {}
        echoed = sum(self.said[word] > here[word] for word, _ in own) if echoes else 0
        return len(own), sum(strange for _, strange in own), echoed


def signs_of(piece: Piece, *, sentence: Sentence, around: tuple[float, float, int, int, bool]) -> list[float]:
    """The numbers of a piece of a sentence, in the order of `NAMES`.

    `around` tells of the message: place of the sentence (0 to 1), the message's length in words, facts of the sentence
    before and of the one after, whether it asks anything.
    """
    text, kind = piece.text, piece.place
    first, last = sentence.words_in(piece)
    counts, touched, naming = sentence.facts_in(piece)
    bearing, unknown, echoed = sentence.bearing_in(first, last, naming)
    painted = sentence.painted[last] - sentence.painted[first]
    most = max(1, bearing)
    place, length, before, after, asks = around
    ending = text if kind == "whole" else sentence.text[piece.end :]
    ends = ending.rstrip("\"'”’) ")[-2:] if kind in {"whole", "last"} else ""
    handed = 0
    if sentence.names:
        low = text.casefold()
        handed = sum(n.casefold() in low for n in sentence.names)
    return [
        1.0,
        math.log1p(last - first),
        float(kind == "first"),
        float(kind == "last"),
        float(kind == "inner"),
        float(piece.marked),
        float("?" in ends),
        float("!" in ends),
        float(not text.isascii() and bool(_EMOJI.search(text))),
        float(sentence.loud[last] > sentence.loud[first]),
        *sentence.looks_in(piece),
        *counts,
        float(not any(counts[n] for n in _FIRM)),
        min(3.0, float(handed)),
        min(4.0, float(painted)),
        float(painted > 0),
        painted / most,
        min(6.0, float(unknown)),
        unknown / most,
        min(5.0, float(len(sentence.facts) - touched)),
        math.log1p(len(sentence.low) - (last - first)),
        place,
        math.log1p(length),
        min(3.0, float(before)),
        min(3.0, float(after)),
        float(asks),
        echoed / most,
        float(last - first <= 2),
        turns_weight(turns_in(text, sentence.names)),
        *sentence.tags_in(piece),
        *sentence.warmth_in(first, last),
    ]
