"""Masking: what in a sentence points to a person is left out, with a visible mark in its place.

A quote then is a tuple of exact segments with marks between. Nothing is reworded: what stands between two
marks is to the letter what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

METHOD = "mask/1"
What = Literal["name", "mail address", "phone number", "link"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a stored text, to the letter: `text` is text[start:end]."""

    start: int
    end: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in the place of something left out, and is seen: “[name]”."""

    what: What

    def __str__(self) -> str:
        return f"[{self.what}]"


Parts = tuple[Segment | Mark, ...]

_MAIL = re.compile(r"(?:mailto:)?[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|ftp://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|eu|de|fr|uk|ch|at|biz|info|co)\b(?:/\S*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d(?:[ ()/.\-\u00a0\u2011\u2013]{0,3}\d){6,}")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Herrn|Frau|Hr|Fr|Monsieur|Madame|Mme|Mlle|Sir|Señor|Señora|Sig)\b\.?[ \u00a0]+"
)
_INITIAL = re.compile(r"\b[A-Z]\.[ \u00a0]?(?=[A-ZÀ-Þ][\w'’-]+)")
_GAP = re.compile(
    r"(?:[ \u00a0]|[-'’])(?:(?:van|von|de|der|den|di|da|del|la|le|ten|ter|af|al|bin)[ \u00a0]+)*"
)
_JOINS = re.compile(r"\.?[ \u00a0]|[-.'’]|" + _GAP.pattern)
_NOUN = re.compile(r".*(?:ung|ungen|heit|keit|schaft|tion|tionen|ität|nis|tum|ment|ing)$")
"""German writes every noun with a capital: these are no surnames."""
# Words that begin a sentence with a capital and are no first name.
_STARTERS_WORDS = """ask call tell send meet met spoke talked told see saw contact write wrote visit give get got need
    needs want wants said says asked called a after again all also am an and any are as at be because
    before both but by can could dear did do does each even every for from had has have he hello her
    here hi his how however i if in into is it its last later let many may maybe meanwhile mine more
    most much my near never new next no nobody none nor not nothing now of off on once only or our ours
    out over per please quick she should since so some soon still such thank thanks that the their then
    there these they this those though to today tomorrow too two under until up us very was we well were
    what when where which while who why will with without would yes yesterday yet you your monday
    tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec q der die das
    den dem des ein eine einen einem einer eines und oder aber wenn weil wir ihr sie er es ich unser
    unsere unseren unserem ihre ihren ihrem mein meine bei mit ohne von vom zu zum zur im in am auf aus
    nach vor seit bitte danke leider auch noch nur schon sehr nicht kein keine alle alles dies diese
    dieser dieses le la les un une des du et ou mais si nous vous ils elles il elle je notre nos votre
    vos mon ma mes ce cet cette ces pour par avec sans dans sur chez merci bonjour cher chère montag
    dienstag mittwoch donnerstag freitag samstag sonntag"""
_STARTERS = frozenset(_STARTERS_WORDS.split())
_COMMON_WORDS = """will may mark grant rose hope april june august bill art ray sue pat rob dean king young long white black brown
    green gray short best price case day hall field church bell page power sharp small strong swift wise wood banks
    brooks fields woods cook baker ford van de der den von la le art drew jack chase chance faith joy grace rich sterling
    max guy gene frank ernest miles reed stone hill lane park parks marsh waters rivers summers winter weeks love good
    goodman major sage sky dawn eve ivy lily daisy olive violet ruby amber crystal jade penny sunny merit mason carter
    fischer koch bauer klein gross lang kurz weiss schwarz braun roth wolf fuchs vogel stein berg feld wald petit grand
    blanc noir martin rey do so an ha ng su he she can tran min sun ann el al in to no on it is as at be by go if me my
    of or us we up am"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that are names of people too: masked with a capital alone."""
_FUNCTION = _STARTERS - frozenset("will may april june august jan march mark".split())  # noqa: SIM905
"""Of these, the ones that begin a sentence far too often to be taken for a name there."""


@dataclass(frozen=True, slots=True)
class Names:
    """What to mask and what not.

    `names`: the words of people's names; `full`: whole names; `safe`: names of products and firms, and their `words`.
    """

    names: frozenset[str]
    full: frozenset[str]
    safe: frozenset[str]
    words: frozenset[str] = frozenset()


def names_from(people: Iterable[str], *, safe: Iterable[str] = ()) -> Names:
    """Return what to mask, from the full names of customers and of the own people.

    Args:
        people: full names.
        safe: names of products, competitors and places, which are no persons even if they look like names.
    """
    full = frozenset(" ".join(_WORD.findall(one.lower())) for one in people)
    words = frozenset(word for one in full for word in one.split() if len(word) > 1)
    kept = frozenset(
        phrase for one in safe if (phrase := " ".join(_WORD.findall(one.lower()))) and phrase not in full
    )
    said = frozenset(word for phrase in kept for word in phrase.split())
    return Names(words, full - {""}, kept, said)


def masked(text: str, start: int, end: int, *, names: Names) -> Parts:
    """Return text[start:end] as exact segments, with a mark for each thing that points to a person.

    >>> parts = masked("Ask Kim Lee at kim@lee.org now.", 0, 31, names=names_from(["Kim Lee"]))
    >>> "".join(str(part) for part in parts)
    'Ask [name] at [mail address] now.'
    """
    piece = text[start:end]
    spans = _merged(piece, sorted(_found(piece, names)))
    parts: list[Segment | Mark] = []
    at = 0
    for first, last, what in spans:
        if first > at:
            parts.append(Segment(start + at, start + first, piece[at:first]))
        parts.append(Mark(what))
        at = last
    if at < len(piece):
        parts.append(Segment(start + at, end, piece[at:]))
    return tuple(parts)


def reads(parts: Parts) -> bool:
    """Say whether a masked quote still reads: few marks, and far more words than marks."""
    marks = sum(isinstance(part, Mark) for part in parts)
    words = sum(len(_WORD.findall(part.text)) for part in parts if isinstance(part, Segment))
    return marks <= 3 and words >= 4 + 3 * marks


Span = tuple[int, int, What]


def _found(piece: str, names: Names) -> Iterator[Span]:
    taken: list[tuple[int, int]] = []
    patterns: tuple[tuple[re.Pattern[str], What], ...]
    patterns = ((_MAIL, "mail address"), (_LINK, "link"), (_PHONE, "phone number"))
    for pattern, what in patterns:
        for match in pattern.finditer(piece):
            first, last = match.start(), match.end()
            if what == "phone number" and _DATE.fullmatch(match[0].strip(" .")):
                continue
            if what != "phone number":
                last -= len(match[0]) - len(match[0].rstrip(".,;:!?)\"'»”"))
            taken.append((first, last))
            yield first, last, what
    safe = _safe_spans(piece, names)
    for first, last in (*_known(piece, names), *_like_names(piece, safe)):
        if not any(first < done and begun < last for begun, done in taken):
            yield first, last, "name"


def _safe_spans(piece: str, names: Names) -> list[tuple[int, int]]:
    """Return where names of products, firms and places stand: what looks like a person there is none."""
    if not names.safe:
        return []
    words = list(_WORD.finditer(piece))
    spans = []
    for row in range(len(words)):
        for count in (4, 3, 2, 1):
            run = words[row : row + count]
            if len(run) == count and " ".join(word[0].lower() for word in run) in names.safe:
                spans.append((run[0].start(), run[-1].end()))
                break
    return spans


def _known(piece: str, names: Names) -> Iterator[tuple[int, int]]:
    """Yield the words that are part of somebody's name, and whole names whatever their letters."""
    words = list(_WORD.finditer(piece))
    for row, word in enumerate(words):
        for count in (4, 3, 2):
            run = words[row : row + count]
            if len(run) == count and " ".join(one[0].lower() for one in run) in names.full:
                yield run[0].start(), run[-1].end()
        lower = word[0].lower()
        # “Kim's” and “Kim’s” hold a name too.
        stem = re.split(r"['’]", lower)[0]
        for held in {lower, stem} & names.names:
            is_common = held in _COMMON or held in _STARTERS
            if is_common and not word[0][0].isupper():
                continue
            # “In” begins a sentence a hundred times for each customer of that name; “Will” may be either.
            if held in _FUNCTION and _begins(piece, word.start()):
                continue
            yield word.start(), word.start() + len(held)


def _like_names(piece: str, safe: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what looks like the name of somebody whom no table knows: “Anna Schmidt”, “J. Smith”, “Herr Weber”."""
    for pattern in (_TITLE, _INITIAL):
        for match in pattern.finditer(piece):
            name = _WORD.match(piece, match.end())
            if name and name[0][0].isupper():
                yield match.start() if pattern is _INITIAL else match.end(), name.end()
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(piece):
        if run and not _GAP.fullmatch(piece, run[-1].end(), word.start()):
            yield from _run(run)
            run = []
        inside = any(begun <= word.start() and word.end() <= done for begun, done in safe)
        if _is_capitalised(word[0]) and not inside and (run or word[0].lower() not in _STARTERS):
            run.append(word)
        elif word[0].lower() not in (
            "van",
            "von",
            "de",
            "der",
            "den",
            "di",
            "da",
            "del",
            "la",
            "le",
            "ten",
            "ter",
        ):
            yield from _run(run)
            run = []
    yield from _run(run)


def _run(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if len(run) >= 2 and not _NOUN.match(run[-1][0]):
        yield run[0].start(), run[-1].end()


def _is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and any(letter.islower() for letter in word)


def _begins(piece: str, at: int) -> bool:
    before = piece[:at].rstrip()
    return not before or before[-1] in ".!?:\n"


def _merged(piece: str, spans: list[Span]) -> list[Span]:
    """Join spans that overlap, and names that only a blank, a point or a hyphen parts: one person, one mark."""
    merged: list[Span] = []
    for first, last, what in spans:
        if merged:
            begun, done, kind = merged[-1]
            between = piece[done:first]
            joins = kind == what == "name" and (not between or _JOINS.fullmatch(between) is not None)
            if first < done or joins:
                merged[-1] = (begun, max(done, last), kind)
                continue
        merged.append((first, last, what))
    return merged
