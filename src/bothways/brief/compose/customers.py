"""Customers: the relationship in numbers, and what they said where the most money moved."""

from __future__ import annotations

import re

from bothways.brief import words
from bothways.brief.compose.results import past_table
from bothways.brief.document import Block, Insight, Line, Name, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.deals import account_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.quotes import caption, names_of, quotable, quote_fact, telling
from bothways.evidence.views import AccountMovement

RELATIONS = (
    "renewal_rate_count", "renewal_rate_amount", "retention_count", "retention_amount", "account_tenure_days",
    "contacts_per_account", "days_since_touch", "reply_hours_cases", "reply_hours_mail",
)  # fmt: skip
_MOVES = (("lost", "lost"), ("moved_out", "moved out"), ("won", "won"), ("moved_in", "moved in"))
_ACCOUNTS = 4
_QUOTES = 2
_FEWEST = 5


def relations(base: Base, book: Book) -> Section | None:
    """Return renewals, retention and closeness, beside the own past; None where nothing is known."""
    table = past_table(base, book, RELATIONS, fewest=_FEWEST)
    if table is None:
        return None
    title = _renewal_title(base, book)
    return Section(title=title or ("How close we are to our customers",), blocks=(table,))


def _renewal_title(base: Base, book: Book) -> Line:
    key = known(base, book, "renewal_rate_count")
    if not key or not book.figure(key).n:
        return ()
    if words.cases(book.figure(key)):
        noun = " renewal was kept" if book.figure(key).n == 1 else " renewals decided were kept"
        return (book.value(key), noun)
    return ("Of ", book.n(key, "renewal"), " decided, ", book.value(key, mark=False), " were kept")


def said(base: Base, book: Book, *, shown: Section | None = None) -> Section | None:
    """Return the accounts where the most money moved, with what was said there and not `shown` before."""
    names = names_of(base)
    before = [block for block in shown.blocks if isinstance(block, Insight)] if shown is not None else []
    heard = {_same(text) for block in before for text in book.quoted(block.shown)}
    # The title of each says its largest movement: a reader expects these to fall.
    movements = sorted(base.movements[:_ACCOUNTS], key=_largest, reverse=True)
    found = (_insight(base, book, movement, names, heard) for movement in movements)
    blocks: list[Block] = [block for block in found if block is not None]
    if not blocks:
        return None
    quoted = any(isinstance(block, Insight) and block.quotes for block in blocks)
    title = "What was said where the most money moved" if quoted else "Where the most money moved"
    return Section(title=(title,), blocks=tuple(blocks))


def _same(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _largest(movement: AccountMovement) -> int:
    moved = (movement.lost_cents, movement.moved_out_cents, movement.won_cents, movement.moved_in_cents)
    return max(abs(cents or 0) for cents in moved)


def _insight(
    base: Base, book: Book, movement: AccountMovement, names: frozenset[str], heard: set[str]
) -> Insight | None:
    moves = [(key, word) for what, word in _MOVES if (key := account_fact(base, book, movement, what))]
    if not moves:
        return None
    key, word = max(moves, key=lambda move: abs(book.figure(move[0]).value or 0))
    others = [move for move in moves if move[0] != key]
    small: Line = ()
    for other, other_word in others:
        small = (*small, *((", ",) if small else ()), book.size(other), f" {other_word}")
    quotes = _quotes(base, book, movement, names, heard)
    captions = tuple(caption(book, quote, movement.account) for quote in quotes)
    return Insight(
        title=(Name(movement.account, "account"), ": ", book.size(key), f" {word}"),
        quotes=tuple(book.cite(quote, "").fact for quote in quotes),
        small=small,
        captions=captions,
    )


def _quotes(
    base: Base, book: Book, movement: AccountMovement, names: frozenset[str], heard: set[str]
) -> list[str]:
    """Enter the quotes of an account: the customer's own words first, then those that say most, then the latest."""
    found = []
    for text in base.texts.get(movement.account_id, ()):
        piece = quotable(text.text or "", names=names)
        if piece:
            day = text.day.toordinal() if text.day else 0
            found.append((text.voice != "customer", -telling(piece), -day, text.id, piece, text))
    quotes: list[str] = []
    for _, silent, _, _, piece, text in sorted(found, key=lambda one: one[:4]):
        # The same words in another place say nothing new: templates and copied notes are common.
        same = _same(piece)
        if len(quotes) == _QUOTES or same in heard or (quotes and not silent):
            continue
        heard.add(same)
        quotes.append(quote_fact(base, book, text, movement.account, names=names))
    return quotes
