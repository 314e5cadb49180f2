"""Exact words out of stored texts: which piece is quoted, and whose words it is.

A quote is one run of whole sentences, to the letter. Sentences that greet, thank, sign or only keep a
talk going, and those that hold a name of the own firm, an address or a number to call, are not
quoted: they say nothing about the customer, or would point to one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bothways.brief import words
from bothways.brief.document import Line, Name
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base
from bothways.brief.facts.book import Book, Draft
from bothways.brief.ledger import Quote, Row
from bothways.evidence.views import Text

METHOD = "quote/2"
_LONGEST, _SHORTEST = 200, 25
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")
_GREETING = re.compile(
    r"\s*(?:hi|hello|hallo|hey|dear|good (?:morning|afternoon|evening)|to whom it may concern)\b[^,.!?\n]{0,40},\s*(?=\w)",
    re.IGNORECASE,
)
"""What may stand before the first word that says something; it is left out, the rest stays to the letter."""
_EMPTY = re.compile(
    r"\s*(hi|hello|hallo|dear|hey|good (morning|afternoon|evening)|thanks|thank you|many thanks|cheers"
    r"|regards|best|kind regards|best regards|sincerely|sent from|from:|to:|subject:|on .* wrote:|>)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|https?:|www\.|\+?\d[\d ()/-]{7,}\d")
_DULL = re.compile(
    r"\b((could|can|would|will) you (please |kindly )?(re-?send|send|forward|call|confirm|share)\b"
    r"|please (find|confirm|send|call|answer)\b|attached\b|let me know|look(ing)? forward|just checking"
    r"|following up|voice ?mail|as discussed|you for your (time|help|mail)|will (call|ask|push|try)\b"
    r"|keep(ing)? it open|fingers crossed|sending the)",
    re.IGNORECASE,
)
"""What keeps a talk going and says nothing about the customer: a sentence with it is not quoted."""
_TELLING = re.compile(
    r"\b(because|since|need|needs|needed|must|can't|cannot|could not|couldn't|won't|did not|didn't|does not|without"
    r"|until|before|unless|wait|waits|waited|waiting|late|later|slow|slower|delay|delays|delayed|twice|again|longer"
    r"|disappointed|unhappy|patience|problem|problems|error|fails?|failed|broken|missing|empty|open|price|prices"
    r"|budget|expensive|cheaper|higher|lower|discount|competitor|vendor|supplier|instead|decided?|chose|choose"
    r"|reason|why|convinced|difference|prefers?|audit|security|approve|risk|trust|stuck|stopped|never|quick"
    r"|early|lost|delivery)\b",
    re.IGNORECASE,
)
"""Words of a need, a complaint, a reason or a decision: the more kinds of them, the more a quote says."""
_MOST_TELLING = 4


def quotable(text: str, *, names: frozenset[str]) -> str:
    """Return the piece of a text that can be quoted: whole sentences, exact; "" where there is none.

    Of several such pieces the one that says most is taken, the first among equals.

    >>> quotable("Hi Jo,\\nour budget closes on Friday. Best, Kim", names=frozenset({"jo"}))
    'our budget closes on Friday.'
    """
    return max(_pieces(text, names), key=telling, default="")


def telling(piece: str) -> int:
    """Say how much a quote says: how many words of a need, a complaint, a reason or a decision are in it."""
    return min(len({match[0].lower() for match in _TELLING.finditer(piece)}), _MOST_TELLING)


def _pieces(text: str, names: frozenset[str]) -> Iterator[str]:
    start = end = -1
    for match in _SENTENCE.finditer(text):
        first = _begins(match)
        last = match.start() + len(match[0].rstrip())
        fits = first < last and _is_quotable(text[first:last], names)
        joins = fits and start >= 0 and last - start <= _LONGEST and "\n" not in text[end:first]
        if joins:
            end = last
            continue
        yield from _long_enough(text, start, end)
        start, end = (first, last) if fits and last - first <= _LONGEST else (-1, -1)
    yield from _long_enough(text, start, end)


def _begins(match: re.Match[str]) -> int:
    greeting = _GREETING.match(match[0])
    blank = len(match[0]) - len(match[0].lstrip())
    return match.start() + (greeting.end() if greeting else blank)


def _long_enough(text: str, start: int, end: int) -> Iterator[str]:
    if start >= 0 and end - start >= _SHORTEST:
        yield text[start:end]


def _is_quotable(sentence: str, names: frozenset[str]) -> bool:
    if not sentence.strip() or _EMPTY.match(sentence) or _ADDRESS.search(sentence) or _DULL.search(sentence):
        return False
    return not any(_is_name(word, names) for word in re.findall(r"[^\W\d_]+", sentence))


def _is_name(word: str, names: frozenset[str]) -> bool:
    # "Will" is a name, "will" is none; of other names no spelling passes: reps don't write capitals.
    return word.lower() in names and (word.lower() not in _COMMON or word[0].isupper())


_COMMON_WORDS = """will may mark grant rose hope april june august bill art ray sue pat rob dean king young long
    white black brown green gray short best price case day hall field church bell page power sharp small strong
    swift wise wood banks brooks fields woods cook baker ford van de der den von la le"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that are names of people too."""


def names_of(base: Base) -> frozenset[str]:
    """Return the words that make up the names of all own people, in small letters.

    Two letters at least: an initial alone would take every sentence with an "I" away.
    """
    return frozenset(word.lower() for name in base.own_names for word in re.findall(r"[^\W\d_]{2,}", name))


def quote_fact(base: Base, book: Book, text: Text, account: str, *, names: frozenset[str]) -> str:
    """Enter a quote of a text; return its key, or "" where nothing of it can be quoted."""
    piece = quotable(text.text or "", names=names)
    if not piece:
        return ""
    # Whoever wrote a note is not named to others: it stands as the rep's account.
    who = (text.who or "") if text.voice == "customer" else ""
    label = account if text.voice == "customer" else ""
    quote = Quote(piece, text.voice, Row(text.table, text.id, label), who, text.day)
    return book.enter(
        Draft(
            key=f"quote/{text.table}/{text.id}",
            kind="quote",
            label=f"Quote about {account}",
            title=("Quote about ", Name(account, "account")),
            readers=frozenset({readers.EXECUTIVES}),
            quote=quote,
            rows=(Row(text.table, text.id, account),),
            rows_total=1,
            why=readers.WHY_QUOTE,
        )
    )


def caption(book: Book, key: str, account: str) -> Line:
    """Say who said a quote, of which account, when, and whose words it is."""
    quote = book.draft(key).quote
    if quote is None:
        return ()
    line: Line = (Name(quote.who, "person"), ", ") if quote.who else ()
    line = (*line, Name(account, "account"))
    if quote.day is not None:
        line = (*line, ", ", book.cite(key, words.day(quote.day), mark=False))
    return (*line, ": ", book.cite(key, quote.said_by))
