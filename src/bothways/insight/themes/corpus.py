"""Texts and their sentences as columns, and which sentence belongs to which theme."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Origin = Literal["seed", "proposed", "edited"]
BY_SEED, LEARNED, BY_EDIT = 0, 1, 2
"""How a sentence came to its theme: by a word of the seed list, learned, or by a person's edit."""


def _no_ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _no_bools() -> Bools:
    return np.zeros(0, dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Stored texts, one row each, and the sentences in them.

    Of texts: `table` (activities or signals), `id`, `text` (to the letter), `is_customer` (the customer's
    own words: a mail, a case, a call's record; else the rep's account), `kind`, `account`, `deal`, `speaker`
    (contact_id of a customer, person_id of a rep, "" unknown), `day` (day number, NaN unknown).
    Of sentences: `of` (row of the text), `start` and `end` (offsets in it): always an exact substring.
    Quoted history of a mail, signatures and greetings are in no sentence.

    `copy_of` is the row of the first text with the same words of the same account and deal (the row itself
    where there is none before it). `is_unread` marks texts in a script that no theme can be read in; they
    have no sentences and are counted, not lost. `is_template` marks sentences that the own firm sends
    out to the letter to many accounts.
    """

    table: Texts
    id: Texts
    text: Texts
    is_customer: Bools
    kind: Texts
    account: Texts
    deal: Texts
    speaker: Texts
    day: Floats
    of: Ints
    start: Ints
    end: Ints
    copy_of: Ints = field(default_factory=_no_ints)
    is_unread: Bools = field(default_factory=_no_bools)
    is_template: Bools = field(default_factory=_no_bools)

    def __post_init__(self) -> None:
        # Whoever builds a corpus by hand says nothing of copies, scripts and templates: then there are none.
        if len(self.copy_of) != len(self.text):
            object.__setattr__(self, "copy_of", np.arange(len(self.text), dtype=np.int64))
        if len(self.is_unread) != len(self.text):
            object.__setattr__(self, "is_unread", np.zeros(len(self.text), dtype=bool))
        if len(self.is_template) != len(self.of):
            object.__setattr__(self, "is_template", np.zeros(len(self.of), dtype=bool))

    def __len__(self) -> int:
        return len(self.text)

    @property
    def is_copy(self) -> Bools:
        """Which texts say again what the same account had said of the same deal, to the letter."""
        return np.asarray(self.copy_of != np.arange(len(self)), dtype=bool)

    def sentence(self, number: int) -> str:
        """Return a sentence to the letter."""
        return str(self.text[self.of[number]])[self.start[number] : self.end[number]]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: a stable `id`, the `name` that people read, where it comes from, and the words that mark it.

    `is_named`: a person named it. `kind` is `concern`, `praise` or `competitor` (then `name` is the competitor).
    """

    id: str
    name: str
    origin: Origin
    words: tuple[str, ...] = ()
    kind: Literal["concern", "praise", "competitor"] = "concern"
    is_named: bool = False

    @property
    def is_proposal(self) -> bool:
        """Say whether it is a heap of words that nobody has given a name: for the manager alone."""
        return self.origin == "proposed" and not self.is_named


@dataclass(frozen=True, slots=True)
class Pin:
    """A quote that a manager pinned to a theme: the text's table and id, and the words."""

    theme: str
    table: str
    id: str
    quote: str


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which sentences belong to which themes: pairs of `sentence` and `theme` (row in `themes`), sorted.

    `score` says how sure, 0 to 1; `how` is 0 by a word of the seed list, 1 learned, 2 by a person's edit.
    `notices` say in plain sentences what a reader should know: what was not read, edits that found nothing.
    `counts` say how many: texts, unread, copies, templates, sentences, themed. `pins` are quotes that were
    pinned by hand. `marks` remember each theme for the next run (see `remembering`).
    """

    themes: tuple[Theme, ...]
    sentence: Ints
    theme: Ints
    score: Floats
    how: Ints
    notices: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def texts_of(self, corpus: Corpus, theme: int) -> Ints:
        """Return the rows of the texts that a theme (row in `themes`) is found in, sorted, each once."""
        return np.unique(corpus.of[self.sentence[self.theme == theme]])
