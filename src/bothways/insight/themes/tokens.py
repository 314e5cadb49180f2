"""The words of many sentences as one array of numbers: whatever looks for words then looks at all at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.corpus import Bools, Ints
from bothways.insight.themes.language import plain

Small = npt.NDArray[np.int32]
_WORD = re.compile(r"\x00|[^\W_]{1,2}(?=['’])|[^\W_]+(?:['’][^\W_]+)?")
_CHUNK = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Sentences as words: `id` numbers `words`, `of` is the sentence of each, `first` where each sentence begins.

    Words are plain (small, without accents); `first` has one more entry than there are sentences.
    """

    words: list[str]
    id: Small
    of: Small
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def of_sentence(self, number: int) -> list[str]:
        """Return the words of a sentence, in order."""
        return [self.words[one] for one in self.id[self.first[number] : self.first[number + 1]]]


def tokens_of(sentences: Sequence[str]) -> Tokens:
    """Split sentences into plain words.

    >>> tokens_of(["L'intégration n'est pas là", "We don't know"]).words[:4]
    ['l', 'integration', 'n', 'est']
    """
    known: dict[str, int] = {}
    ids: list[Small] = []
    counts: list[Ints] = []
    for chunk in _chunks(sentences):
        # A sign that no sentence can hold marks where each begins; one search then reads them all.
        found = _WORD.findall(
            "\x00" + "\x00".join(plain(one.replace("\x00", " ").replace("’", "'")) for one in chunk)
        )
        for word in dict.fromkeys(found):
            known.setdefault(word, len(known))
        numbers = np.fromiter(map(known.__getitem__, found), dtype=np.int32, count=len(found))
        marks = np.flatnonzero(numbers == known["\x00"])
        counts.append(np.diff(np.append(marks, len(numbers))) - 1)
        ids.append(numbers[numbers != known["\x00"]])
    mark = known.pop("\x00", None)
    all_ids = np.concatenate(ids) if ids else np.zeros(0, dtype=np.int32)
    if mark is not None:
        all_ids[all_ids > mark] -= 1
    lengths = np.concatenate(counts) if counts else np.zeros(0, dtype=np.int64)
    return Tokens(
        words=list(known),
        id=all_ids,
        of=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        first=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)]),
    )


def _chunks(sentences: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(sentences), _CHUNK):
        yield sentences[at : at + _CHUNK]


class Places:
    """Where each word stands, for patterns of words."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._order = np.argsort(tokens.id, kind="stable")
        self._starts = np.searchsorted(tokens.id[self._order], np.arange(len(tokens.words) + 1))
        self._number = {word: at for at, word in enumerate(tokens.words)}
        self._sorted = sorted(self._number)
        self._backward = sorted(word[::-1] for word in self._number)

    def words_like(self, pattern: str) -> list[int]:
        """Return the numbers of the words that a pattern of one word means: `a|b`, `begin*`, `*end`, `#`."""
        found: set[int] = set()
        for one in pattern.split("|"):
            if one == "#":
                found.update(at for word, at in self._number.items() if word[:1].isdigit())
            elif one.startswith("*"):
                found.update(self._number[w[::-1]] for w in _beginning(self._backward, one[:0:-1]))
            elif one.endswith("*"):
                found.update(self._number[w] for w in _beginning(self._sorted, one[:-1]))
            elif one in self._number:
                found.add(self._number[one])
        return sorted(found)

    def of_words(self, numbers: Sequence[int]) -> Ints:
        """Return the places of any of these words, sorted."""
        parts = [self._order[self._starts[n] : self._starts[n + 1]] for n in numbers]
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)

    def spans(self, pattern: str, *, gap: int = 3) -> tuple[Ints, Ints]:
        """Return where a pattern of words stands: first and last places; `~` is up to `gap` words between."""
        steps, loose = [], False
        for part in pattern.split():
            if part == "~":
                loose = True
                continue
            steps.append((self.words_like(part), loose))
            loose = False
        if not steps or not all(numbers for numbers, _ in steps):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        begin = self.of_words(steps[0][0])
        end = begin
        for numbers, jumps in steps[1:]:
            begin, end = self._further(begin, end, numbers, gap if jumps else 0)
        return begin, end

    def _further(self, begin: Ints, end: Ints, numbers: list[int], gap: int) -> tuple[Ints, Ints]:
        tokens = self.tokens
        is_meant = np.zeros(len(tokens.words), dtype=bool)
        is_meant[numbers] = True
        reached = np.full(len(end), -1, dtype=np.int64)
        for step in range(1, gap + 2):
            place = np.minimum(end + step, len(tokens.id) - 1)
            hit = (reached < 0) & (end + step < len(tokens.id)) & is_meant[tokens.id[place]]
            hit &= tokens.of[place] == tokens.of[end]
            reached[hit] = place[hit]
        found: Bools = reached >= 0
        return begin[found], reached[found]


def _beginning(words: list[str], start: str) -> list[str]:
    """Return the words of a sorted list that begin with `start`."""
    return words[bisect_left(words, start) : bisect_left(words, start + "\U0010ffff")]
