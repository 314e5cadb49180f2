"""What of a charged text may vanish: rhetorical questions, insults, guesses at motives, figures of speech.

The receipt must know heat itself: it judges any pair of texts, also where the rules of this room did not rewrite.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import Reading


@dataclass(slots=True)
class Heat:
    """The sentences of a text that bear heat, and its questions."""

    sentences: set[int] = field(default_factory=set)
    questions: set[int] = field(default_factory=set)

    @property
    def anywhere(self) -> bool:
        """Whether the text is charged at all: then a sentence without hard facts may have been dropped for it."""
        return bool(self.sentences)


def heat_of(reading: Reading) -> Heat:
    """Return the charged sentences of a text: by words and short phrases, by rhetorical questions."""
    found = reading.found
    hot = Heat(questions=set(reading.statements.questions))
    index = table("heat")
    items = found.items
    count = len(items)
    for place, token in enumerate(items):
        if token.kind == "p":
            continue
        low = token.low
        if low in index or "*" in low:
            hot.sentences.add(token.sentence)
            continue
        if place + 1 < count:
            two = f"{low} {items[place + 1].low}"
            if two in index:
                hot.sentences.add(token.sentence)
                continue
            if place + 2 < count and f"{two} {items[place + 2].low}" in index:
                hot.sentences.add(token.sentence)
    hot.sentences |= hot.questions
    return hot
