"""Customers: the relationship in numbers, and what they said where the most money moved."""

from __future__ import annotations

from bothways.brief.compose.results import past_table
from bothways.brief.document import Block, Insight, Line, Name, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.deals import account_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.quotes import caption, names_of, quote_fact
from bothways.evidence.views import AccountMovement

RELATIONS = (
    "renewal_rate_count", "renewal_rate_amount", "retention_count", "retention_amount", "account_tenure_days",
    "contacts_per_account", "days_since_touch", "reply_hours_cases", "reply_hours_mail",
)  # fmt: skip
_MOVES = (("lost", "lost"), ("moved_out", "moved out"), ("won", "won"), ("moved_in", "moved in"))
_ACCOUNTS = 4
_QUOTES = 2


def relations(base: Base, book: Book) -> Section | None:
    """Return renewals, retention and closeness, beside the own past; None where nothing is known."""
    table = past_table(base, book, RELATIONS)
    if table is None:
        return None
    title = _renewal_title(base, book)
    return Section(title=title or ("How close we are to our customers",), blocks=(table,))


def _renewal_title(base: Base, book: Book) -> Line:
    key = known(base, book, "renewal_rate_count")
    if not key or not book.figure(key).n:
        return ()
    return ("Of ", book.n(key, "renewal"), " decided, ", book.value(key, mark=False), " were kept")


def said(base: Base, book: Book) -> Section | None:
    """Return the accounts where the most money moved, with what was said there."""
    names = names_of(base)
    heard: set[str] = set()
    blocks: list[Block] = []
    for movement in base.movements[:_ACCOUNTS]:
        block = _insight(base, book, movement, names, heard)
        if block is not None:
            blocks.append(block)
    if not blocks:
        return None
    quoted = any(isinstance(block, Insight) and block.quotes for block in blocks)
    title = "What was said where the most money moved" if quoted else "Where the most money moved"
    return Section(title=(title,), blocks=tuple(blocks), new_page=True)


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
    texts = sorted(
        base.texts.get(movement.account_id, ()),
        key=lambda text: (text.voice != "customer", -(text.day.toordinal() if text.day else 0)),
    )
    quotes: list[str] = []
    for text in texts:
        if len(quotes) == _QUOTES:
            break
        entered = quote_fact(base, book, text, movement.account, names=names)
        quote = book.draft(entered).quote if entered else None
        # The same words in another place say nothing new: templates and copied notes are common.
        if quote is not None and quote.text not in heard:
            heard.add(quote.text)
            quotes.append(entered)
    captions = tuple(caption(book, quote, movement.account) for quote in quotes)
    return Insight(
        title=(Name(movement.account, "account"), ": ", book.size(key), f" {word}"),
        quotes=tuple(book.cite(quote, "").fact for quote in quotes),
        small=small,
        captions=captions,
    )
