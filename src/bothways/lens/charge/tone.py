"""Whether a sentence without a fact is heat: a figure of speech, a taunt, a sigh. Said by its shape and its classes of words.

Rules know turns of speech that somebody wrote down. Nobody can write down "Did your phone drown?"; but it has no number, no
date, no name, asks for nothing, and a phone that drowns is no business. The weights were fitted: docs/method/lens-rewriting.md.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

_WORD: Final = re.compile(r"[a-zà-ÿ]+(?:[-'’][a-zà-ÿ]+)*", re.IGNORECASE)
_YOU: Final = frozenset(
    [
        "you",
        "your",
        "yours",
        "yourself",
        "yourselves",
        "u",
        "ur",
        "you're",
        "youre",
        "you've",
        "you'll",
        "you'd",
        "y'all",
        "yall",
    ]
)
_ME: Final = frozenset(
    [
        "i",
        "i'm",
        "im",
        "i've",
        "i'll",
        "i'd",
        "me",
        "my",
        "mine",
        "myself",
        "we",
        "us",
        "our",
        "ours",
        "we're",
        "we've",
    ]
)
_THEM: Final = frozenset(
    ["they", "them", "their", "he", "him", "his", "she", "her", "somebody", "someone", "whoever", "people"]
)
_AUX: Final = frozenset(
    [
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "shall",
        "should",
        "would",
        "will",
        "can",
        "could",
        "may",
        "might",
        "must",
        "am",
        "isn't",
        "aren't",
        "wasn't",
        "didn't",
        "don't",
        "doesn't",
        "can't",
        "couldn't",
        "wouldn't",
        "shouldn't",
        "won't",
        "haven't",
        "hasn't",
        "r",
    ]
)
_WH: Final = frozenset(["who", "what", "which", "when", "where", "why", "how", "since", "whose"])
_NOT: Final = re.compile(r"\b(?:not|no|nor|never|cannot)\b|n[’']t\b", re.IGNORECASE)
_LIKE: Final = re.compile(
    r"\blike (?:an?|the|some|my|your|we|you|it|they|in)\b|\bas if\b|\bas though\b|\bas \w+ as\b|"
    r"\bthe \w+ of (?:an? )?\w+\b|\bthan an?\b",
    re.IGNORECASE,
)
_VETO: Final = re.compile(
    r"\b(?:if|unless|until|otherwise|provided|must|shall|needs? to|have to|has to|required|deadline|"
    r"thanks?|thank you|sorry|apologi[sz]e|regards|welcome)\b"
    r"|^\W*(?:(?:so|and|then|now|ok|but|just),? )*(?:please|pls|kindly|dear|hello|hi|let me know|"
    r"let us know|i need|i want|we need|i ask|we ask|i'd like|i would like|i expect|can you|could you|can we|"
    r"would you|will you|may i|may we|who can|what can|when can|how can|where can|what do you|"
    r"when do you|are you free|is it possible)\b",
    re.IGNORECASE,
)
_ASKS_START: Final = re.compile(
    r"^\W*(?:(?:so|and|then|now|ok),? )*(?:please|pls|kindly|let me know|i need|i want|we need)\b",
    re.IGNORECASE,
)
_EMOJI: Final = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_POINTED: Final = re.compile(
    r"^\W*(?:(?:and|but|so|well) )?(?:one |i (?:must|had|would|did|do|note|see|take it|gather|trust|"
    r"suppose|assume|wonder|hope|am sure|know)\b|it (?:must|would|is|was|may|takes|took)\b|"
    r"(?:there|that|this)(?:'s| is| was| must| should)\b|(?:some|most|other) )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Classes:
    words: dict[str, frozenset[str]]
    weights: dict[str, float]


@lru_cache(maxsize=1)
def _classes() -> _Classes:
    table = tomllib.loads(
        files("bothways.lens.charge").joinpath("lexicon", "tone.toml").read_text(encoding="utf-8")
    )
    return _Classes({k: frozenset(v.split()) for k, v in table["classes"].items()}, table.get("weights", {}))


def features(said: str, *, charged: bool) -> dict[str, float]:
    """What the judgement looks at: shape and classes of words; `charged`: heat was found elsewhere in the message."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(said)]
    n = len(words)
    known = _classes().words
    counts = {name: sum(_in(w, group) for w in words) for name, group in known.items()}
    ends = said.rstrip(" )\"'”")[-1:]
    first = words[0] if words else ""
    question = "?" in said
    warm = any(counts[k] for k in ("everyday", "sneers", "absolutes", "hedges"))
    likened, pointed = bool(_LIKE.search(said)), bool(_POINTED.search(said))
    you = bool(_YOU.intersection(words))
    return {
        "bias": 1.0,
        "plain": float(not warm and not likened and not question and not you),
        "you, plain": float(you and not warm and not likened and not question),
        "question, plain": float(question and not warm and not likened),
        "everyday, no trade": float(counts["everyday"] > 0 and not counts["trade"]),
        "charged": float(charged),
        **{f"any {k}": float(v > 0) for k, v in counts.items()},
        **{f"share {k}": v / max(3, n) for k, v in counts.items()},
        "question": float(question),
        "question aux": float(question and first in _AUX),
        "question wh": float(question and first in _WH),
        "question you": float(question and bool(_YOU.intersection(words))),
        "exclaimed": float(ends == "!"),
        "you": float(bool(_YOU.intersection(words))),
        "me": float(bool(_ME.intersection(words))),
        "them": float(bool(_THEM.intersection(words))),
        "short": float(n <= 3),
        "middling": float(3 < n <= 7),
        "long": float(n > 14),
        "not": float(bool(_NOT.search(said))),
        "likened": float(likened),
        "asks": float(bool(_ASKS_START.search(said))),
        "first asks": float(_in(first, known["asks"])),
        "emoji": float(bool(_EMOJI.search(said))),
        "pointed": float(pointed),
        "capital inside": float(bool(re.search(r"(?<=[a-z,] )[A-Z][a-z]", said))),
        "quoted": float('"' in said or "“" in said),
    }


def _in(word: str, group: frozenset[str]) -> bool:
    return word in group or (
        word.endswith("s") and (word[:-1] in group or (word.endswith("es") and word[:-2] in group))
    )


def may_be_heat(said: str) -> bool:
    """Whether a sentence is looked at: a condition, a duty, a request, a quotation, thanks and a bare word are never heat by
    tone; nor is a plain statement without any word of figure, sneer or sweep.
    """
    if _VETO.search(said) or '"' in said or "“" in said:
        return False
    words = [w.lower().replace("’", "'") for w in _WORD.findall(said)]
    if len(words) < 3 and said.rstrip()[-1:] not in "!?":
        return False
    known = _classes().words
    if any(_in(w, known["everyday"]) or _in(w, known["sneers"]) for w in words) or _LIKE.search(said):
        return True
    swept = any(w in known["absolutes"] or w in known["hedges"] for w in words)
    return ("?" in said and (words[:1] == [] or words[0] not in _WH or swept)) or (
        swept and bool(_YOU.intersection(words) or _POINTED.search(said))
    )


def is_figure(said: str) -> bool:
    """Whether the words hold a thing that business does not speak of, or a sneer, and nothing of the trade."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(said)]
    known = _classes().words
    return any(_in(w, known["everyday"]) or _in(w, known["sneers"]) for w in words) and not any(
        _in(w, known["trade"]) for w in words
    )


def is_swept(said: str) -> bool:
    """Whether the words sweep ("ever", "nobody") or hedge ("even", "really"), as reproaches do."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(said)]
    known = _classes().words
    return any(w in known["absolutes"] or w in known["hedges"] for w in words)


def heat_score(said: str, *, charged: bool) -> float:
    """How likely the sentence is heat, 0 to 1, by the fitted weights."""
    weights = _classes().weights
    total = sum(weights.get(name, 0.0) * value for name, value in features(said, charged=charged).items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
