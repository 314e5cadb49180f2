"""Quotes of a theme: exact, typical, different from one another, and at least one that speaks against it."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.corpus import Assignment, Corpus
from bothways.insight.themes.masking import Mark, Names, Parts, Segment, masked, reads
from bothways.insight.themes.mentions import Mentions
from bothways.terms.period import day_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
METHOD = "theme-quotes/1"
FEWEST_ACCOUNTS = 5
"""Customers' words are shown where so many accounts say it: of fewer, each knows the other."""
FEWEST_REPS = 3
"""A rep's account is shown where so many reps wrote it, as the house counts behaviour."""
SHOWN = 3
_SHORTEST, _LONGEST = 25, 240
_CANDIDATES = 80
_WIDTH = 1024
_TYPICAL = 0.7
_SAME = 0.55
_MARKED = 0.85
_WORD = re.compile(r"[^\W\d_]{2,}")
Ended = Literal["won", "lost", "open", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeQuote:
    """A quote: exact segments of one stored text with visible marks between, and where it stands.

    `table`, `id`, `start`, `end`: the sentence in the stored text, whose SHA-256 is `digest`; `voice` as
    everywhere (`customer`: own words, `rep`: a rep's account); `account`, `deal`: ids, "" unknown; `ended`:
    how that deal stands; `against`: it speaks against what the theme is said to go with.
    """

    theme: str
    parts: Parts
    voice: Literal["customer", "rep"]
    table: str
    id: str
    start: int
    end: int
    digest: str
    account: str
    deal: str
    day: date | None
    ended: Ended
    against: bool = False

    @property
    def text(self) -> str:
        """The quote as it is shown: segments to the letter, marks in brackets."""
        return "".join(str(part) for part in self.parts)

    @property
    def said_by(self) -> str:
        """The label that stands wherever the quote is shown."""
        return "customer's own words" if self.voice == "customer" else "rep's account"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "theme": self.theme,
            "text": self.text,
            "parts": [
                {"mark": part.what}
                if isinstance(part, Mark)
                else {"start": part.start, "end": part.end, "text": part.text}
                for part in self.parts
            ],
            "voice": self.voice,
            "said_by": self.said_by,
            "table": self.table,
            "id": self.id,
            "start": self.start,
            "end": self.end,
            "digest": self.digest,
            "account": self.account,
            "deal": self.deal,
            "day": self.day.isoformat() if self.day else None,
            "ended": self.ended,
            "against": self.against,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """The quotes of a theme, the customers' own words first; `hidden` says why there are none, or no customer's."""

    shown: tuple[ThemeQuote, ...] = ()
    hidden: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """All that quotes are chosen from: the texts, which sentence is of which theme, and how each deal stands."""

    corpus: Corpus
    assignment: Assignment
    held: Mentions
    names: Names
    ended: Mapping[str, Ended]
    found: dict[int, list[tuple[ThemeQuote, float]]] = field(default_factory=dict)


def quotes_of(store: Store, theme: int, *, against: frozenset[Ended], count: int = SHOWN) -> Quotes:
    """Return the quotes of a theme (row in `assignment.themes`).

    Args:
        store: what they are chosen from.
        theme: which theme.
        against: deals that ended so speak against it ({"won"} for a concern).
        count: how many, beside the one against it.
    """
    voices, hidden = allowed(store, theme)
    if not voices:
        return Quotes(hidden=hidden)
    found = _candidates(store, theme, voices)
    if not found:
        return Quotes(hidden=hidden or "No sentence of it can be shown without pointing to a person.")
    vectors = _vectors([one.text for one, _ in found], store.names)
    scores = np.array([score for _, score in found])
    marks = np.array([sum(isinstance(part, Mark) for part in one.parts) for one, _ in found])
    typical = _typical(vectors) * (0.5 + 0.5 * scores) * _MARKED**marks
    chosen: list[int] = [row for row, (one, _) in enumerate(found) if _is_pinned(store, one)][:count]
    for voice in ("customer", "rep"):
        rows = [row for row, (one, _) in enumerate(found) if one.voice == voice]
        _choose(found, vectors, typical, rows, chosen, count - len(chosen))
    opposed = [row for row, (one, _) in enumerate(found) if one.ended in against]
    own = [row for row in opposed if found[row][0].voice == "customer"]
    if opposed and not any(found[row][0].ended in against for row in chosen):
        before = len(chosen)
        _choose(found, vectors, typical, own or opposed, chosen, 1)
        if len(chosen) == before:
            _stand_in(found, own or opposed, chosen)

    shown = (replace(found[row][0], against=found[row][0].ended in against) for row in chosen)
    return Quotes(shown=tuple(sorted(shown, key=lambda one: one.voice != "customer")), hidden=hidden)


def _is_pinned(store: Store, quote: ThemeQuote) -> bool:
    """Say whether a manager pinned this sentence; a pin opens nothing that is hidden."""
    return any(
        pin.theme == quote.theme and (pin.table, pin.id) == (quote.table, quote.id)
        for pin in store.assignment.pins
    )


def allowed(store: Store, theme: int) -> tuple[frozenset[str], str]:
    """Return whose words of a theme may be shown, and why not the others'.

    Counted in accounts for customers and in people for reps: whoever reads must not be able to tell from a
    quote who alone can have said it.
    """
    held = store.held
    rows = held.text[held.theme == theme]
    customer = store.corpus.is_customer[rows]
    accounts = _count(held.account[rows[customer]])
    reps = _count(held.speaker[rows[~customer]])
    from_accounts = _count(held.account[rows[~customer]])
    voices = set()
    if accounts >= FEWEST_ACCOUNTS:
        voices.add("customer")
    if reps >= FEWEST_REPS and from_accounts >= FEWEST_ACCOUNTS:
        voices.add("rep")
    if not voices:
        return (
            frozenset(),
            "Quotes are hidden: too few accounts or reps say it, and each could be told from the others.",
        )
    if "customer" not in voices and customer.any():
        return frozenset(voices), "Customers' own words are hidden: too few accounts say it."
    if "rep" not in voices and not customer.all():
        return frozenset(voices), "What reps noted is hidden: too few of them did."
    return frozenset(voices), ""


def _count(numbers: Ints) -> int:
    return len(np.unique(numbers[numbers >= 0]))


def _candidates(store: Store, theme: int, voices: frozenset[str]) -> list[tuple[ThemeQuote, float]]:
    """Return the sentences that can be quoted, masked, the surest first; of the same words the first only."""
    if theme not in store.found:
        store.found[theme] = list(_chosen_from(store, theme, voices))
    return store.found[theme]


def _chosen_from(store: Store, theme: int, voices: frozenset[str]) -> Iterator[tuple[ThemeQuote, float]]:
    corpus, assignment = store.corpus, store.assignment
    pairs = np.flatnonzero(assignment.theme == theme)
    sentence = assignment.sentence[pairs]
    rows = corpus.of[sentence]
    length = corpus.end[sentence] - corpus.start[sentence]
    fits = store.held.counts[rows] & (length >= _SHORTEST) & (length <= _LONGEST)
    fits &= ~corpus.is_template[sentence]
    voice = np.where(corpus.is_customer[rows], "customer", "rep")
    fits &= np.isin(voice, sorted(voices))
    pairs, sentence, rows = pairs[fits], sentence[fits], rows[fits]
    # The latest of the surest, customers' own words before reps' accounts.
    order = np.lexsort((sentence, -np.nan_to_num(corpus.day[rows]), -np.round(assignment.score[pairs], 2)))
    order = order[np.argsort(~corpus.is_customer[rows[order]], kind="stable")]
    pinned = {(pin.table, pin.id) for pin in assignment.pins if pin.theme == assignment.themes[theme].id}
    if pinned:
        first = [(corpus.table[row], corpus.id[row]) not in pinned for row in rows[order].tolist()]
        order = order[np.argsort(first, kind="stable")]
    heard: set[tuple[str, str]] = set()
    taken = {"customer": 0, "rep": 0}
    for place in order.tolist():
        own = "customer" if corpus.is_customer[rows[place]] else "rep"
        words = " ".join(_WORD.findall(corpus.sentence(int(sentence[place])).lower()))
        # The same words of a deal that ended otherwise are another story.
        said = (words, store.ended.get(str(corpus.deal[rows[place]]), ""))
        if taken[own] >= _CANDIDATES or said in heard:
            continue
        heard.add(said)
        one = quote_at(store, int(sentence[place]), theme)
        if reads(one.parts):
            taken[own] += 1
            yield one, float(assignment.score[pairs[place]])
        if min(taken.values()) >= _CANDIDATES:
            return


def quote_at(store: Store, sentence: int, theme: int) -> ThemeQuote:
    """Return a sentence as a quote of a theme, masked."""
    corpus = store.corpus
    row = int(corpus.of[sentence])
    text, start, end = str(corpus.text[row]), int(corpus.start[sentence]), int(corpus.end[sentence])
    day = float(corpus.day[row])
    deal = str(corpus.deal[row])
    return ThemeQuote(
        theme=store.assignment.themes[theme].id,
        parts=masked(text, start, end, names=store.names),
        voice="customer" if corpus.is_customer[row] else "rep",
        table=str(corpus.table[row]),
        id=str(corpus.id[row]),
        start=start,
        end=end,
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        account=str(corpus.account[row]),
        deal=deal,
        day=None if np.isnan(day) else day_of(int(day)),
        ended=store.ended.get(deal, ""),
    )


def _vectors(texts: Sequence[str], names: Names) -> Floats:
    """Return each text as a row of unit length: its words, the rarer the heavier, in a hashed space.

    Names of products and firms are left out: the same said of another product is the same.

    Hashed by their own letters and never by the language's hash, which differs from run to run.
    """
    counts = np.zeros((len(texts), _WIDTH))
    for row, text in enumerate(texts):
        for word in _WORD.findall(text.lower()):
            if word in names.words:
                continue
            counts[
                row, int.from_bytes(hashlib.blake2b(word[:7].encode(), digest_size=4).digest()) % _WIDTH
            ] += 1
    rare = np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1
    weighted = np.sqrt(counts) * rare
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    found: Floats = weighted / np.where(length > 0, length, 1.0)
    return found


def _typical(vectors: Floats) -> Floats:
    """Say how near each is to the middle of all: 1 is the nearest."""
    middle = vectors.mean(axis=0)
    near: Floats = vectors @ middle
    return near / max(float(near.max()), 1e-12)


def _choose(
    found: Sequence[tuple[ThemeQuote, float]],
    vectors: Floats,
    typical: Floats,
    rows: Sequence[int],
    chosen: list[int],
    count: int,
) -> None:
    """Add up to `count` rows: typical, and unlike those chosen (maximal marginal relevance); an account once."""
    for _ in range(count):
        accounts = {found[row][0].account for row in chosen} - {""}
        left = [row for row in rows if row not in chosen and found[row][0].account not in accounts]
        if not left:
            return
        alike = (vectors[left] @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(left))
        worth = _TYPICAL * typical[left] - (1 - _TYPICAL) * alike
        # Forms filled with other names say the same again: fewer quotes are better.
        worth = np.where(alike > _SAME, -np.inf, np.round(worth, 9))
        if not np.isfinite(worth).any():
            return
        chosen.append(left[int(np.argmax(worth))])


def _stand_in(found: Sequence[tuple[ThemeQuote, float]], rows: Sequence[int], chosen: list[int]) -> None:
    """Put the first of `rows` in: what speaks against it says the same words, so it takes the place of those."""
    words = [found[row][0].text for row in chosen]
    for row in rows:
        if found[row][0].text in words:
            chosen[words.index(found[row][0].text)] = row
            return
    chosen.append(rows[0])


def is_exact(quote: ThemeQuote, text: str) -> bool:
    """Say whether each segment is an exact piece of this stored text at its place, in order, inside the sentence."""
    held = [part for part in quote.parts if isinstance(part, Segment)]
    ordered = all(one.end <= other.start for one, other in itertools.pairwise(held))
    inside = all(quote.start <= one.start and one.end <= quote.end for one in held)
    exact = all(text[one.start : one.end] == one.text for one in held)
    return ordered and inside and exact and quote.digest == hashlib.sha256(text.encode("utf-8")).hexdigest()


def won_quotes(
    store: Store, theme: int, *, owners: Mapping[str, str], count: int = 2
) -> tuple[ThemeQuote, ...]:
    """Return for the team what was said in deals with this theme that were won; customers' own words first.

    Praise of the same deals counts too: it says what made the difference. Only where five such deals of
    three owners were won: of fewer, a colleague would know whose it is.
    """
    held, assignment, corpus = store.held, store.assignment, store.corpus
    deals = {
        str(one) for one in corpus.deal[held.text[held.theme == theme]] if store.ended.get(str(one)) == "won"
    }
    if len(deals) < FEWEST_ACCOUNTS or len({owners.get(one, "") for one in deals}) < FEWEST_REPS:
        return ()
    found: list[tuple[ThemeQuote, float]] = []
    praise = [row for row, one in enumerate(assignment.themes) if one.kind == "praise" and row != theme]
    for row in (*praise, theme):
        voices, _ = allowed(store, row)
        if voices:
            found += [(one, score) for one, score in _candidates(store, row, voices) if one.deal in deals]
    if not found:
        return ()
    vectors = _vectors([one.text for one, _ in found], store.names)
    chosen: list[int] = []
    for voice in ("customer", "rep"):
        rows = [row for row, (one, _) in enumerate(found) if one.voice == voice]
        _choose(found, vectors, _typical(vectors), rows, chosen, count - len(chosen))
    return tuple(found[row][0] for row in chosen)
