"""Exact words out of stored texts: which piece is quoted, and whose words it is.

A quote is one run of whole sentences, to the letter. Sentences that greet, thank or sign, and those
that hold a name of the own firm, an address or a number to call, are not quoted: they say nothing
about the customer, or would point to one person.
"""

from __future__ import annotations

import re

from bothways.brief import words
from bothways.brief.document import Line, Name
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base
from bothways.brief.facts.book import Book, Draft
from bothways.brief.ledger import Quote, Row
from bothways.evidence.views import Text

METHOD = "quote/1"
_LONGEST, _SHORTEST = 200, 25
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")
_EMPTY = re.compile(
    r"\s*(hi|hello|hallo|dear|hey|good (morning|afternoon|evening)|thanks|thank you|many thanks|cheers"
    r"|regards|best|kind regards|best regards|sincerely|sent from|from:|to:|subject:|on .* wrote:|>)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|https?:|www\.|\+?\d[\d ()/-]{7,}\d")


def quotable(text: str, *, names: frozenset[str]) -> str:
    """Return the piece of a text that can be quoted: whole sentences, exact; "" where there is none.

    >>> quotable("Hi Jo,\\nour budget closes on Friday. Best, Kim", names=frozenset({"jo"}))
    'our budget closes on Friday.'
    """
    start = end = -1
    for match in _SENTENCE.finditer(text):
        if _is_quotable(match[0], names):
            first = match.start() + len(match[0]) - len(match[0].lstrip())
            if start < 0:
                start = first
            elif match.end() - start > _LONGEST or "\n" in text[end:first]:
                break
            end = match.start() + len(match[0].rstrip())
            if end - start > _LONGEST:
                return ""
        elif start >= 0:
            break
    piece = text[start:end] if start >= 0 else ""
    return piece if len(piece) >= _SHORTEST else ""


def _is_quotable(sentence: str, names: frozenset[str]) -> bool:
    if not sentence.strip() or _EMPTY.match(sentence) or _ADDRESS.search(sentence):
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
