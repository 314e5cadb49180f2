"""What became of each word: a diff of two texts, word by word, in the order in which one reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Done = Literal["kept", "deleted", "inserted"]
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*|\s|[^\w\s]")
_SENTENCE: Final = re.compile(r".*?(?:[.!?]+\s+|\n+|\Z)", re.DOTALL)
# Comparing word by word grows with the product of both lengths: what is larger is shown as one change.
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """Words that were kept, deleted or inserted, and where they stand: in both texts, at an empty place where absent."""

    done: Done
    text: str
    original_span: tuple[int, int]
    rewrite_span: tuple[int, int]

    def as_dict(self) -> dict[str, object]:
        """Return the step, ready for JSON."""
        return {
            "done": self.done,
            "text": self.text,
            "original_span": self.original_span,
            "rewrite_span": self.rewrite_span,
        }


def word_diff(original: str, rewrite: str) -> tuple[Step, ...]:
    """The steps from one text to the other, in characters; a deletion stands before the insertion in its place.

    Kept and deleted steps joined give the original, kept and inserted ones the rewrite, letter for letter. Memory and
    time are bounded: a changed stretch of more than about a thousand words on both sides is one change.

    >>> [(step.done, step.text) for step in word_diff("You never answer.", "You did not answer.")]
    [('kept', 'You '), ('deleted', 'never'), ('inserted', 'did not'), ('kept', ' answer.')]
    """
    steps: list[Step] = []
    left = right = 0
    for same, before, after in _joined(_changes(original, rewrite)):
        ends = left + len(before), right + len(after)
        if same:
            steps.append(Step("kept", before, (left, ends[0]), (right, ends[1])))
        else:
            if before:
                steps.append(Step("deleted", before, (left, ends[0]), (right, right)))
            if after:
                steps.append(Step("inserted", after, (ends[0], ends[0]), (right, ends[1])))
        left, right = ends
    return tuple(steps)


def original_of(steps: Sequence[Step]) -> str:
    """The text before: what was kept and what was deleted."""
    return "".join(step.text for step in steps if step.done != "inserted")


def rewrite_of(steps: Sequence[Step]) -> str:
    """The text after: what was kept and what was inserted."""
    return "".join(step.text for step in steps if step.done != "deleted")


def _changes(original: str, rewrite: str) -> Iterator[tuple[bool, str, str]]:
    """Sentences first, then the words of those that differ: comparing all words at once grows with their square."""
    for same, before, after in _compared(_SENTENCE.findall(original), _SENTENCE.findall(rewrite)):
        if same:
            yield True, "".join(before), "".join(after)
            continue
        words, others = _WORD.findall("".join(before)), _WORD.findall("".join(after))
        if len(words) * len(others) > _MOST:
            yield False, "".join(words), "".join(others)
            continue
        for kept, some, more in _compared(words, others):
            yield kept, "".join(some), "".join(more)


def _compared(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """What two sequences share, in order; what both begin and end with is taken off first, which is most of it."""
    shortest = min(len(before), len(after))
    head = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    tail = next((at for at in range(shortest - head) if before[-1 - at] != after[-1 - at]), shortest - head)
    yield True, before[:head], after[:head]
    middle, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if middle and other:
        for what, a, b, c, d in SequenceMatcher(None, middle, other).get_opcodes():
            yield what == "equal", middle[a:b], other[c:d]
    else:
        yield False, middle, other
    yield True, before[len(before) - tail :], after[len(after) - tail :]


def _joined(changes: Iterator[tuple[bool, str, str]]) -> Iterator[tuple[bool, str, str]]:
    """Neighbours of one kind as one; a blank between two changes belongs to them: "[you] [people]" reads badly."""
    kept, before, after = "", "", ""
    for same, old, new in changes:
        if not same:
            if kept and (before or after) and not kept.strip(" "):
                before, after = before + kept, after + kept
            else:
                if before or after:
                    yield False, before, after
                if kept:
                    yield True, kept, kept
                before = after = ""
            kept, before, after = "", before + old, after + new
        else:
            kept += old
    if before or after:
        yield False, before, after
    if kept:
        yield True, kept, kept
