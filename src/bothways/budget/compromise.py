"""One proposal between two sides' rankings: Nash's bargaining point. A proposal, and not the answer.

METHOD: docs/method/budget.md, “The compromise”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bothways.terms import Refusal

__all__ = ["METHOD", "Compromise", "nash_compromise"]

METHOD = "nash-compromise/1"


@dataclass(frozen=True, slots=True)
class Compromise:
    """What is proposed: level options are all named; product: of what both gain beside the fallback, each 0 to 1."""

    proposed: tuple[str, ...]
    product: float
    gains: tuple[tuple[str, float, float], ...]  # option, the staff's gain, the executives'
    sentence: str
    method: str = METHOD

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "proposed": list(self.proposed),
            "product": self.product,
            "gains": [
                {"option": option, "staff": staff, "executives": executives}
                for option, staff, executives in self.gains
            ],
            "sentence": self.sentence,
            "method": self.method,
        }


def nash_compromise(
    staff: Sequence[str], *, executives: Sequence[str], fallback: str, options: Sequence[str]
) -> Compromise:
    """Return the option whose gains for both sides, beside what stands if nothing is agreed, have the largest product.

    staff, executives: rankings, first to last; what a side did not rank is level, last. fallback: what stands without an
    agreement. A place r of n is worth (n − r) / (n − 1): only the order of each side counts, no claim is made of how much
    more a side likes one than the next.

    Errors: `Refusal` "ranked-twice", "no-such-option".

    >>> nash_compromise(["100 %", "80 %", "0 %"], executives=["80 %", "0 %", "100 %"], fallback="0 %",
    ...     options=["0 %", "80 %", "100 %"]).proposed
    ('80 %',)
    """
    names = list(dict.fromkeys(options))
    for ranking in (staff, executives):
        twice = [one for one in ranking if list(ranking).count(one) > 1]
        if twice:
            raise Refusal("ranked-twice", f"“{twice[0]}” has two places.", data={"option": twice[0]})
    for one in (*staff, *executives, fallback):
        if one not in names:
            raise Refusal(
                "no-such-option",
                f"“{one}” is not among what can be agreed on.",
                hint=f"There are {', '.join(names)}.",
                data={"option": one},
            )
    mine, theirs = _worth(staff, names), _worth(executives, names)
    gains = tuple(
        (one, mine[one] - mine[fallback], theirs[one] - theirs[fallback]) for one in names if one != fallback
    )
    both = [(one, a * b) for one, a, b in gains if a > 0 and b > 0]
    if not both:
        return Compromise(
            (),
            0.0,
            gains,
            f"Nothing is better for both sides than “{fallback}”: what could be is not on the table yet.",
        )
    most = max(product for _, product in both)
    best = tuple(one for one, product in both if product > most - 1e-12)
    said = " or ".join(f"“{one}”" for one in best)
    return Compromise(
        best,
        most,
        gains,
        f"{said} is what both rank furthest above “{fallback}”, taken together: a proposal, no verdict.",
    )


def _worth(ranking: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    last = max(1, len(names) - 1)
    unranked = [one for one in names if one not in ranking]
    level = sum(len(names) - 1 - place for place in range(len(ranking), len(names))) / max(1, len(unranked))
    return {
        one: (len(names) - 1 - list(ranking).index(one)) / last if one in ranking else level / last
        for one in names
    }
