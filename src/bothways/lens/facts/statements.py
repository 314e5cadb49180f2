"""The softer facts: negation, modality, request, commitment, condition, quantity word, cause, severity, and who acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bothways.lens.facts.concepts import Mark
from bothways.lens.facts.lexicon import groups, words
from bothways.lens.facts.names import Called
from bothways.lens.facts.polarity import Negation, negations_of, signs_of
from bothways.lens.facts.roles import Person, Role, persons_of, roles_of
from bothways.lens.facts.tokens import Token, Tokens


@dataclass(slots=True)
class Word:
    """A word (or a short phrase) of modality, condition, quantity, cause or severity, and what it governs."""

    group: str
    first: int
    last: int
    sentence: int
    head: int = -1  # token place of the content word that it governs
    negated: bool = False


@dataclass(slots=True)
class Request:
    """A request: its verb's place, what it is about, whether it is optional, in which form it stands."""

    place: int
    last: int
    concept: str
    objects: frozenset[str]
    sentence: int
    form: str  # imperative, asked, hidden
    optional: bool = False


@dataclass(slots=True)
class Statements:
    """The softer facts of a text."""

    negations: list[Negation] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    questions: set[int] = field(default_factory=set)
    denied_at: set[int] = field(default_factory=set)  # where the negations stand


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for group, members in groups("soft").items():
        for phrase in members:
            parts = tuple(phrase.split("_"))
            index.setdefault(parts[0], []).append((parts, group))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def statements_of(
    found: Tokens, marks: Sequence[Mark | None], taken: bytearray, called: Sequence[Called]
) -> Statements:
    """Read the softer facts of a text; linear in its tokens."""
    items = found.items
    named = bytearray(len(items))
    for one in called:
        for place in range(one.first, one.last + 1):
            named[place] = 1
    got = Statements()
    got.negations = negations_of(items, marks, named)
    got.denied_at = {negation.place for negation in got.negations}
    got.signs = signs_of(items, marks, got.negations)
    got.words = _words_of(items, marks, taken, named)
    denied = {place for negation in got.negations for place in negation.scope[:1]}
    for word in got.words:
        word.negated = word.head in denied
    got.roles = roles_of(items, marks)
    got.persons = persons_of(items, marks)
    got.questions = {token.sentence for token in items if token.low == "?"}
    got.requests = _requests_of(found, marks, got, named)
    return got


def _words_of(
    items: Sequence[Token], marks: Sequence[Mark | None], taken: bytearray, named: bytearray
) -> list[Word]:
    index = _phrases()
    out: list[Word] = []
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        step = 1
        if token.kind != "p" and not named[place] and token.low in index:
            done: set[str] = set()
            for parts, group in index[token.low]:
                size = len(parts)
                if group in done or (taken[place] and size == 1):
                    continue
                if size > 1 and any(
                    place + at >= count or items[place + at].low != parts[at] for at in range(1, size)
                ):
                    continue
                done.add(group)
                head = _head_after(items, marks, place + size - 1)
                out.append(Word(group, place, place + size - 1, token.sentence, head))
        place += step
    return out


def _head_after(items: Sequence[Token], marks: Sequence[Mark | None], place: int) -> int:
    at = place + 1
    while at < len(items) and at - place < 8 and items[at].sentence == items[place].sentence:
        if marks[at] is not None:
            return at
        at += 1
    return -1


def _requests_of(
    found: Tokens, marks: Sequence[Mark | None], got: Statements, named: bytearray
) -> list[Request]:
    items = found.items
    optional = {word.sentence for word in got.words if word.group == "optional"}
    asked: dict[int, Word] = {}
    for word in got.words:
        if word.group == "ask" and _asks(items, word):
            asked.setdefault(word.sentence, word)
    requests: list[Request] = []
    for begin, end in found.sentences:
        sentence = items[begin].sentence
        asking = asked.get(sentence)
        verb = _imperative(items, begin, end, named)
        if verb >= 0:
            requests.append(_request(items, marks, verb, end, "imperative"))
        elif asking is not None:
            head = _head_after(items, marks, asking.last)
            requests.append(_request(items, marks, head if head >= 0 else asking.first, end, "asked"))
        elif sentence in got.questions:
            head = _head_after(items, marks, begin - 1 if begin else 0)
            requests.append(_request(items, marks, head if head >= 0 else begin, end, "hidden"))
        else:
            continue
        requests[-1].optional = sentence in optional
    return requests


def _asks(items: Sequence[Token], word: Word) -> bool:
    """Say whether a phrase asks: not "I need not …", not "I am not asking for", not "you let me …"."""
    before = items[word.first - 1].low if word.first else ""
    after = items[word.last + 1].low if word.last + 1 < len(items) else ""
    if after == "not" or before in {"not", "never"}:
        return False
    if items[word.first].low == "let":
        return items[word.first].first or before in {"please", ",", ";", ":", "and", "so", "-"}
    return True


def _request(items: Sequence[Token], marks: Sequence[Mark | None], verb: int, end: int, form: str) -> Request:
    objects = {mark.concept for mark in marks[verb + 1 : min(end, verb + 16)] if mark is not None}
    mark = marks[verb]
    last = verb
    while last + 1 < end and items[last + 1].kind != "p":
        last += 1
    concept = mark.concept if mark is not None else items[verb].stem
    return Request(verb, last, concept, frozenset(objects), items[verb].sentence, form)


_LEADS = frozenset(
    [
        "please",
        "pls",
        "kindly",
        "just",
        "so",
        "and",
        "then",
        "now",
        "or",
        "but",
        "also",
        "ok",
        "okay",
        "well",
        "first",
        "firstly",
        "next",
        "finally",
        "instead",
        "otherwise",
        "therefore",
        "either",
    ]
)


_BREAKS = frozenset([",", ";", ":", "(", '"', "\n", ".", "!", "?", "•", "→", ">", "*", "...", "/"])
_CALLED = frozenset(
    ["never", "always", "all", "everyone", "everybody", "boss", "team", "guys", "folks", "do", "don't"]
)


def _imperative(items: Sequence[Token], begin: int, end: int, named: bytearray) -> int:
    """Return the place of the verb of an imperative sentence or clause, or -1."""
    verbs = words("verbs", "verbs")
    fresh = True
    called = False  # a name opened the clause: a verb right behind it is the name's own ("Komatsu visit us")
    for place in range(begin, end):
        token = items[place]
        low = token.low
        if token.kind == "p":
            dash = low == "-" and token.spaced and (place + 1 >= end or items[place + 1].spaced)
            fresh = fresh or low in _BREAKS or dash
            called = called and not (low in _BREAKS or dash)
        elif low in {"please", "pls", "kindly"}:
            fresh, called = True, False
        elif fresh and not called and low in verbs and not named[place] and _bare(items, place, end):
            return place
        elif fresh and named[place]:
            called = True
        elif not (
            fresh
            and (
                low in _LEADS
                or low in _CALLED
                or (token.kind == "n" and place == begin and items[min(place + 1, end - 1)].low in {".", ")"})
                or (low == "not" and place > begin and items[place - 1].low == "do")
            )
        ):
            fresh = False
    return -1


def _bare(items: Sequence[Token], place: int, end: int) -> bool:
    """Tell an imperative from a noun or a participle at the start: "Order your parts" but not "order status is"."""
    if place + 1 >= end:
        return True
    after = items[place + 1]
    if after.low in {
        "is",
        "was",
        "are",
        "were",
        "has",
        "had",
        "will",
        "did",
        "does",
        "says",
        "said",
        "of",
        "wants",
        "needs",
        "came",
        "went",
        "do",
        "who",
        "have",
        "status",
    }:
        return False
    if after.kind == "w" and after.low.endswith("ed") and after.low not in {"need", "feed", "speed"}:
        return False  # "Supply shipped the doors"
    if items[place].low in {"do", "have", "be"} and after.low in {"you", "we", "they", "i", "the"}:
        return False
    return not (after.low in {"i", "we", "he", "she", "they"} and items[place].low != "let")
