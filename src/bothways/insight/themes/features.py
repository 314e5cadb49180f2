"""Sentences as rows of numbers: stems and pairs of words, weighed; each distinct sentence once, in an order of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.insight.themes.corpus import Bools, Floats, Ints
from bothways.insight.themes.language import SMALL
from bothways.insight.themes.tokens import Tokens

_ENDINGS = ("ations", "ation", "ungen", "ingly", "ement", "ments", "ment", "ings", "ing", "ung", "edly", "ed", "ies",
            "es", "en", "ern", "er", "em", "ent", "ees", "ee", "s", "e", "n", "y")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """`matrix`: a row a sentence, a column a stem or a pair of words, scipy CSR, rows of length one.

    `names` are the columns' words as people write them; `weight` is each column's inverse frequency.
    """

    matrix: Any
    names: list[str]
    weight: Floats
    is_pair: Bools


def stem(word: str) -> str:
    """Return a word without its ending, in a way that fits English, German and French; numbers are all alike.

    >>> [stem(one) for one in ("retypes", "retyping", "Lieferung".lower(), "42")]
    ['retyp', 'retyp', 'liefer', '#']
    """
    if word[0].isdigit():
        return "#"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def features_of(tokens: Tokens, *, hide: Bools | None = None, least: int = 2, most: int = 60_000) -> Features:
    """Return the weighed stems and pairs of neighbouring words of sentences.

    `hide` marks words that count as absent. A column needs `least` sentences; at most `most` are kept, the
    commonest, and among the equally common the first by name: never by the order of rows.
    """
    import scipy.sparse as sp  # noqa: PLC0415

    stems = [stem(word) for word in tokens.words]
    known = sorted(set(stems))
    number = {one: at for at, one in enumerate(known)}
    of_word = np.array([number[one] for one in stems], dtype=np.int64)
    is_small = np.array(
        [word in SMALL or (len(word) == 1 and not word.isdigit()) for word in tokens.words], dtype=bool
    )
    shown = np.ones(len(tokens.id), dtype=bool) if hide is None else ~hide
    ids = of_word[tokens.id] if len(tokens.id) else np.zeros(0, dtype=np.int64)
    small = is_small[tokens.id] if len(tokens.id) else np.zeros(0, dtype=bool)
    single = shown & ~small
    next_to = np.flatnonzero(
        (tokens.of[:-1] == tokens.of[1:]) & shown[:-1] & shown[1:] & ~(small[:-1] & small[1:])
    )
    pair = ids[next_to] * len(known) + ids[next_to + 1]
    pairs, at = np.unique(pair, return_inverse=True)
    rows = np.concatenate([tokens.of[single].astype(np.int64), tokens.of[next_to].astype(np.int64)])
    columns = np.concatenate([ids[single], len(known) + at.ravel()])
    full = sp.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(tokens), len(known) + len(pairs))
    )
    full.data[:] = 1.0
    often = np.asarray(full.getnnz(axis=0)).ravel()
    kept = np.flatnonzero(often >= least)
    if len(kept) > most:
        kept = np.sort(kept[np.argsort(-often[kept], kind="stable")[:most]])
    shape = _names(tokens, of_word, len(known))
    names = [
        shape[c]
        if c < len(known)
        else f"{shape[pairs[c - len(known)] // len(known)]} {shape[pairs[c - len(known)] % len(known)]}"
        for c in kept.tolist()
    ]
    weight = np.log((1 + len(tokens)) / (1 + often[kept])) + 0.5
    matrix = full[:, kept] @ sp.diags(weight.astype(np.float32))
    return Features(_unit(matrix.tocsr()), names, weight, kept >= len(known))


def _names(tokens: Tokens, of_word: Ints, stems: int) -> list[str]:
    """Return for each stem the commonest word with it."""
    often = np.bincount(tokens.id, minlength=len(tokens.words))
    best: list[tuple[int, str]] = [(-1, "")] * stems
    for word, at, count in zip(tokens.words, of_word.tolist(), often.tolist(), strict=True):
        if (count, best[at][1]) > (best[at][0], word) or (count == best[at][0] and word < best[at][1]):
            best[at] = (count, word)
    return [word for _, word in best]


def _unit(matrix: Any) -> Any:
    """Make each row's length one; an empty row stays empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(matrix.indptr)).astype(np.float32)
    return matrix
