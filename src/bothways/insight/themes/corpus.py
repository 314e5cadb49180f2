"""Texts and their sentences as columns, and which sentence belongs to which theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Origin = Literal["seed", "proposed", "edited"]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Stored texts, one row each, and the sentences in them.

    Of texts: `table` (activities or signals), `id`, `text` (to the letter), `is_customer` (the customer's
    own words: a mail, a case, a call's record; else the rep's account), `kind`, `account`, `deal`, `speaker`
    (contact_id of a customer, person_id of a rep, "" unknown), `day` (day number, NaN unknown).
    Of sentences: `of` (row of the text), `start` and `end` (offsets in it): always an exact substring.
    Quoted history of a mail, signatures and greetings are in no sentence.
    """

    table: Texts
    id: Texts
    text: Texts
    is_customer: npt.NDArray[np.bool_]
    kind: Texts
    account: Texts
    deal: Texts
    speaker: Texts
    day: Floats
    of: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.text)

    def sentence(self, number: int) -> str:
        """Return a sentence to the letter."""
        return str(self.text[self.of[number]])[self.start[number] : self.end[number]]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: a stable `id`, the `name` that people read, where it comes from, and the words that mark it.

    `kind` is `concern`, `praise` or `competitor` (then `name` is the competitor).
    """

    id: str
    name: str
    origin: Origin
    words: tuple[str, ...] = ()
    kind: Literal["concern", "praise", "competitor"] = "concern"


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which sentences belong to which themes: pairs of `sentence` and `theme` (row in `themes`), sorted.

    `score` says how sure, 0 to 1; `how` is 0 by a word of the seed list, 1 learned, 2 by a person's edit.
    """

    themes: tuple[Theme, ...]
    sentence: Ints
    theme: Ints
    score: Floats
    how: Ints
