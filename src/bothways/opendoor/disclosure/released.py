"""What is to be released, what may be, and what is proposed instead: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bothways.opendoor.disclosure.bands import Edges

__all__ = ["Cell", "Decision", "Offer", "Part", "Piece", "Proposal"]


@dataclass(frozen=True, slots=True)
class Part:
    """One sum: the answers to `item` of the people of `group` who answered it.

    revisions: for whoever answered again, which of their answers counts (0, the first, is left out). It counts as
    another answer even if it is the same one: otherwise the decision would tell who changed their mind.
    on_record: these people chose to be shown with these answers; from then on everybody knows them.
    """

    item: str
    group: str
    people: frozenset[str]
    revisions: Mapping[str, int] = field(default_factory=dict, hash=False)
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to be shown, and every sum that it can be turned back into: shown whole or not at all.

    A share or a smoothed rate (A + 1)/(S + 2) is one part; a group-informed consensus is one part a side; a
    perception gap is the predictions of one side and the answers of the other. words: texts instead of votes.
    """

    name: str
    parts: tuple[Part, ...]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that one release would show, the most important first: what comes first is kept."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the people of a part, and the lowest counts of the bands in which their number may be told.

    (0,) is one band, which says nothing. A share is told by the bands of its pieces, added up.
    """

    people: frozenset[str]
    edges: Edges


@dataclass(frozen=True, slots=True)
class Offer:
    """The nearest release that would be safe: `merge` these groups, or `wait`.

    people: how many more answers are always enough. It is the rule's own number, never what is missing: that would
    give away how many answered.
    """

    kind: str
    groups: tuple[str, ...]
    sentence: str
    people: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What of a proposal may be shown. Depends on who answered and on earlier releases, never on answers.

    pieces: for each shown cell, part by part, the pieces that its share is told by (`share` makes the band of them);
    whoever is on the record is in none.
    withheld: names only. There is one reason for all of them, so that the reason tells nothing either.
    """

    proposal: str
    shown: tuple[Cell, ...]
    withheld: tuple[str, ...]
    offers: tuple[Offer, ...]
    pieces: Mapping[str, tuple[tuple[Piece, ...], ...]] = field(hash=False)

    @property
    def whole(self) -> bool:
        """Whether everything that was proposed may be shown."""
        return not self.withheld
