"""Who can be the author of a voice, as far as anybody can tell from who was here when: and when a letter may come out.

An author who answers as soon as they are back is told by the days on which the answer came, and by those on which it
didn't. So the people of a crowd are taken in groups, in the order in which they are back, each of `least` or more with
as many or nobody left for later; letters come out where such a group is complete, and whoever of it wrote looks alike.

Not everybody answers on the first day: of those who were back three times more have answered than of those who were back
once, and whoever comes often would be the likelier author. So one counts as back only after `VISITS` batches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

__all__ = ["VISITS", "Crowd", "back_together"]

VISITS: Final = 2
"""In how many batches somebody was here before they count as back: see the table in docs/method/opendoor-voices.md."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """people: who can be the author. back: who was here in each batch that ended since the voice last moved, oldest first.

    A voice moves when it comes out, when a letter to it comes out, and when the manager or the other side does something
    that its author can answer. The batch that ends now is not in `back`.
    """

    people: frozenset[str]
    back: tuple[frozenset[str], ...] = ()


def back_together(crowd: Crowd, *, here: Collection[str], least: int, visits: int = VISITS) -> frozenset[str]:
    """Return the group that is complete now that a batch with these people ends; empty while letters have to wait.

    Hangs on who was here alone, never on whether there is a letter, so waiting tells nothing either. visits: in how many
    batches somebody has to be here to count as back.

    >>> crowd = Crowd(frozenset("abcdefgh"), back=(frozenset("abcd"), frozenset("ab")))
    >>> sorted(back_together(crowd, here="acd", least=4))
    ['a', 'b', 'c', 'd']
    >>> sorted(back_together(crowd, here="abc", least=4))  # d was here once
    []
    """
    told: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    seen: Counter[str] = Counter()
    complete = False
    for batch in (*crowd.back, frozenset(here)):
        if complete:  # letters came out there; what comes now is of those who came later
            told = told | group
        if not crowd.people - told:  # all were back once: a new round
            told = frozenset()
            seen.clear()
        seen.update(batch & crowd.people)
        group = frozenset(one for one in crowd.people - told if seen[one] >= visits)
        left = crowd.people - told - group
        complete = len(group) >= least and (not left or len(left) >= least)
    return group if complete else frozenset()
