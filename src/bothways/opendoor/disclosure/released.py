"""What is to be released, what may be, and what is proposed instead: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bothways.opendoor.disclosure.bands import Edges

__all__ = ["Cell", "Decision", "Offer", "Part", "Proposal"]


@dataclass(frozen=True, slots=True)
class Part:
    """One sum: the answers to `item` of the people of `group` who answered it.

    revisions: for whoever changed an answer, which of their answers counts (0, the first, is left out).
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

    edges: for each shown cell, the lowest counts of its bands, part by part, over whoever is not on the record:
    `band_of` turns their count into its band.
    withheld: names only. There is one reason for all of them, so that the reason tells nothing either.
    """

    proposal: str
    shown: tuple[Cell, ...]
    withheld: tuple[str, ...]
    offers: tuple[Offer, ...]
    edges: Mapping[str, tuple[Edges, ...]] = field(hash=False)

    @property
    def whole(self) -> bool:
        """Whether everything that was proposed may be shown."""
        return not self.withheld
