"""A text as tokens, clauses and sentences, each with its place in the text.

One linear pattern cuts tokens; nothing here backtracks over more than one token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bothways.lens.facts.stems import stem_of

# Characters that mean the same are replaced one for one, so that places in the text stay what they are.
_ALIKE = str.maketrans(
    {
        "’": "'", "‘": "'", "‛": "'", "´": "'", "`": "'", "ʼ": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‒": "-", "−": "-", "‑": "-", "‐": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u2002": " ", "\u2003": " ", "\t": " ",
        "％": "%", "\r": "\n", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
_TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th|ST|ND|RD|TH)\b|2day\b|2morrow\b|\d{1,2}[aApP][mM]\b"  # 5th, 5pm
    r"|\d{1,3}(?: \d{3})+(?![\d])"  # 210 000
    r"|\d+(?:[.,:/]\d+)*"  # 4 000, 2,3, 18:00, 14/03
    r"|[^\W\d_]+\d\w*"  # X200, Q4, v7
    r"|[^\W\d_]+(?:'[^\W\d_]+|\*+[^\W\d_]*)*"  # words, isn't, f***ing
    r"|\n+|\.{2,}|[^\w\s]|_+"
)
ABBREVIATIONS = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "vs",
        "approx",
        "inc",
        "ltd",
        "co",
        "jr",
        "sr",
        "etc",
        "resp",
        "ca",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
STRONG = frozenset([".", "!", "?", "\n", ";", "...", "…", ":", "•", "→"])
_CONTRACTED = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "cant": ("can", "not"), "won't": ("will", "not"),
    "wont": ("will", "not"), "shan't": ("shall", "not"), "ain't": ("is", "not"), "let's": ("let", "us"),
    "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"),
    "wasnt": ("was", "not"), "havent": ("have", "not"), "hasnt": ("has", "not"), "couldnt": ("could", "not"),
    "wouldnt": ("would", "not"), "shouldnt": ("should", "not"), "arent": ("are", "not"),
    "werent": ("were", "not"), "hadnt": ("had", "not"), "mustnt": ("must", "not"), "im": ("i", "am"),
    "ive": ("i", "have"), "gonna": ("going", "to"), "gotta": ("have", "to"), "wanna": ("want", "to"),
    "thats": ("that", "is"), "u": ("you",), "ur": ("your",), "r": ("are",), "pls": ("please",),
    "plz": ("please",), "bcause": ("because",), "cos": ("because",), "cuz": ("because",), "coz": ("because",),
    "bc": ("because",), "n": ("and",), "w/o": ("without",), "wo": ("without",), "b4": ("before",),
    "2day": ("today",), "2morrow": ("tomorrow",), "tmrw": ("tomorrow",), "tmr": ("tomorrow",), "tomorow": ("tomorrow",),
    "ppl": ("people",),
    "4ever": ("forever",), "thx": ("thanks",), "asap": ("asap",), "y'all": ("you",), "its": ("its",),
    "theres": ("there", "is"), "hes": ("he", "is"), "shes": ("she", "is"), "theyre": ("they", "are"),
    "youre": ("you", "are"), "weve": ("we", "have"), "til": ("until",), "till": ("until",), "&": ("and",),
}  # fmt: skip
_TAILS = {"'ll": "will", "'re": "are", "'ve": "have", "'m": "am", "'d": "would"}


@dataclass(slots=True)
class Token:
    """One token: its place, its spelling, the plain lower-case word, its stem and where it stands."""

    start: int
    end: int
    text: str
    low: str
    kind: str  # n(umber), c(ode), w(ord), p(unctuation)
    stem: str = ""
    clause: int = 0
    sentence: int = 0
    spaced: bool = True  # white space stands before it
    owner: bool = False  # had a genitive s
    first: bool = False  # opens a sentence
    place: int = 0  # its number among the tokens


@dataclass(slots=True)
class Tokens:
    """All tokens of a text."""

    text: str
    items: list[Token] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)  # token places, from and to
    bounds: dict[int, tuple[int, int]] = field(default_factory=dict)  # the same by the number of the sentence


def low_at(items: Sequence[Token], place: int) -> str:
    """Return the word at a place in small letters, "" outside the text."""
    return items[place].low if 0 <= place < len(items) else ""


@lru_cache(maxsize=8192)
def parts_of(low: str) -> tuple[str, ...]:
    """Return the plain words of a contracted word.

    >>> parts_of("isn't"), parts_of("won't"), parts_of("house")
    (('is', 'not'), ('will', 'not'), ('house',))
    """
    if low in _CONTRACTED:
        return _CONTRACTED[low]
    if low.endswith("n't") and len(low) > 4:
        return (low[:-3], "not")
    if "'" in low:
        head, _, tail = low.rpartition("'")
        if "'" + tail in _TAILS:
            return (head, _TAILS["'" + tail])
        if tail == "s":
            pronoun = head in {"it", "that", "he", "she", "there", "what", "who", "where", "here", "how"}
            return (head, "is") if pronoun else (head,)
    return (low,)


@lru_cache(maxsize=8192)
def _spelled(raw: str) -> tuple[str, str, tuple[tuple[str, str], ...], bool]:
    """Return what a token's spelling says: its kind, itself in small letters, its words with their stems, a genitive s."""
    head = raw[0]
    kind = ("n" if raw[-1].isdecimal() else "c") if head.isdecimal() else "w" if head.isalpha() else "p"
    if kind == "p":
        return kind, "\n" if head == "\n" else raw, (), False
    if kind == "w" and any(map(str.isdigit, raw)):
        kind = "c"
    low = raw.lower()
    words = parts_of(low)
    owner = kind == "w" and len(words) == 1 and low.endswith("'s")
    return kind, low, tuple([(word, stem_of(word)) for word in words]), owner


def tokens_of(text: str) -> Tokens:
    """Cut a text into tokens with clauses and sentences; linear in its length."""
    plain = text.translate(_ALIKE)
    found = Tokens(text)
    items = found.items
    last_end = 0
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        raw = match.group()
        kind, low, words, owner = _spelled(raw)
        spaced = start > last_end or not items
        last_end = end
        if kind == "p":
            items.append(Token(start, end, raw, low, kind, "", 0, 0, spaced))
            continue
        written = text[start:end]
        for word, stem in words:
            items.append(Token(start, end, written, word, kind, stem, 0, 0, spaced, owner))
            spaced = False  # the second half of "isn't" hangs on the first
    _divide(found)
    return found


_OPENERS = frozenset(
    [
        "but",
        "because",
        "although",
        "though",
        "unless",
        "if",
        "while",
        "whereas",
        "otherwise",
        "whenever",
        "so",
        "when",
        "until",
        "and",
        "or",
        "yet",
    ]
)


def _divide(found: Tokens) -> None:
    sentence, clause, begin, fresh = 0, 0, 0, True
    items = found.items
    count = len(items)
    for place, token in enumerate(items):
        if token.kind != "p":
            token.first = fresh
            fresh = False
            if token.low in _OPENERS and place > begin:
                clause += 1
        token.sentence, token.clause, token.place = sentence, clause, place
        if token.kind != "p":
            continue
        after = items[place + 1] if place + 1 < count else None
        if token.low in STRONG and not _dotted(items, place, after):
            if place + 1 > begin:
                found.sentences.append((begin, place + 1))
                found.bounds[sentence] = (begin, place + 1)
                begin = place + 1
            sentence, clause, fresh = sentence + 1, clause + 1, True
        elif token.low in ',-()/"':
            clause += 1
    if begin < count:
        found.sentences.append((begin, count))
        found.bounds[sentence] = (begin, count)


def _dotted(items: list[Token], place: int, after: Token | None) -> bool:
    """Say whether a full stop belongs to what stands before it (Dr. Patel, a.m., 15.10.) and ends nothing."""
    if items[place].low != "." or place == 0:
        return False
    before = items[place - 1]
    if before.end != items[place].start:
        return False
    if after is not None and not after.spaced and after.kind != "p":
        return True
    if before.low in ABBREVIATIONS and before.low not in {"st", "co"}:
        return after is not None and after.low != "\n"
    if len(before.low) == 1 and before.kind == "w" and before.low != "i":
        return after is not None and (after.text[:1].islower() or after.kind == "n" or after.text == ",")
    if before.kind == "n":
        if place == 1 or items[place - 2].low == "\n":
            return True  # a numbered list
        return after is not None and (after.text[:1].islower() or after.text == ",") and "." in before.text
    return False
