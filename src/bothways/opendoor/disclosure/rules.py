"""How many people must stand behind whatever is shown."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.terms import Refusal

__all__ = ["FLOOR", "METHOD", "Rules"]

METHOD = "opendoor-disclosure/2"
FLOOR = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers that the guard holds to.

    k: least people who answered behind anything shown or computable. words_k: the same for words by segment.
    insiders: how many people who took part may put their own answers together (0 to 4).

    >>> Rules().least, Rules(k=3).least, Rules().direction
    (5, 4, 7)
    """

    k: int = 5
    words_k: int = 10
    insiders: int = 2

    def __post_init__(self) -> None:
        for name, value in (("k", self.k), ("words_k", self.words_k), ("insiders", self.insiders)):
            if isinstance(value, bool) or not isinstance(value, int):
                raise Refusal("no-whole-number", f"{name} is no whole number.", data={"setting": name})
        if min(self.k, self.words_k) < FLOOR:
            raise Refusal(
                "minimum-too-small",
                f"Fewer than {FLOOR} people are never a group.",
                hint=f"Choose {FLOOR} or more; 5 is usual, 10 for words.",
            )
        if not 0 <= self.insiders <= 4:
            raise Refusal(
                "insiders-out-of-range",
                "The guard counts on 0 to 4 people who put their answers together.",
                hint="2 is usual: one who takes part, and one who shares.",
            )

    @property
    def least(self) -> int:
        """People that anything computable must be about: k, and always two more than the insiders."""
        return max(self.k, self.insiders + 2)

    @property
    def least_words(self) -> int:
        """The same for words, which are recognised more easily than votes."""
        return max(self.words_k, self.least)

    @property
    def direction(self) -> int:
        """People from whom a share can be shown in more than one band: below, every band would give someone away."""
        return 2 * (self.insiders + 2) - 1
