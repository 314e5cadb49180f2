"""What is known of single words: what they do in a sentence, how near in meaning they are to what calm wordings leave out."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

from bothways.lens.facts.concepts import thesaurus
from bothways.lens.facts.fields import fields_of, weight_of
from bothways.lens.facts.stems import stem_of

_ENDINGS: Final = ("'s", "s", "es", "d", "ed", "ing", "ly", "er")
_LEAST: Final = 4  # letters of a word that can be warm


@lru_cache(maxsize=1)
def classes() -> dict[str, str]:
    """The closed classes of words, word by word."""
    text = files(__package__).joinpath("classes.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            for word in words.split():
                found.setdefault(word, name)
    return found


@lru_cache(maxsize=1)
def warmth() -> dict[str, float]:
    """How near words are to what calm wordings leave out, from -3 (contract) to 3 (fascination)."""
    text = files(__package__).joinpath("warmth.txt").read_text(encoding="utf-8")
    found: dict[str, float] = {}
    for line in text.splitlines():
        level, _, words = line.partition(" ")
        if level != "#":
            found.update(dict.fromkeys(words.split(), int(level) / 2))
    return found


@lru_cache(maxsize=8192)
def warm(word: str) -> float | None:
    """The warmth of a word in small letters, also of a form of it; None for short words and unknown ones.

    >>> warm("contract") < 0 < warm("fascination"), warm("in")
    (True, None)
    """
    if len(word) < _LEAST or not word[0].isalpha():
        return None
    known = warmth()
    if word in known:
        return known[word]
    for ending in _ENDINGS:
        root = word.removesuffix(ending)
        if root != word and root in known:
            return known[root]
    return None


@lru_cache(maxsize=8192)
def bears(stem: str) -> bool:
    """Whether a stem is a word of business English that weighs something: what is said with it is more likely a statement."""
    mark = thesaurus().single.get(stem)
    concept = stem if mark is None else mark.concept
    return (mark is not None or bool(fields_of(stem))) and weight_of(concept) >= 1


@lru_cache(maxsize=8192)
def class_of(word: str) -> str:
    """What a word in small letters does in a sentence: a closed class, or the look of its ending.

    >>> [class_of(w) for w in ("you", "heroically", "5", ",", "pump")]
    ['you', 'ly', '0', 'p,', 'w']
    """
    known = classes().get(word)
    if known:
        return known
    if word[0].isdigit() or word[0] in "€$£%":
        return "0"
    if not word[0].isalpha():
        return f"p{word[0]}"
    for ending, least in (("ly", 5), ("ing", 5), ("ed", 4)):
        if word.endswith(ending) and len(word) >= least:
            return ending
    return "w"


@lru_cache(maxsize=8192)
def business(word: str) -> bool:
    """The same as `bears`, for a word as it is written in small letters."""
    return word[0].isalpha() and bears(stem_of(word.removesuffix("'s")))
