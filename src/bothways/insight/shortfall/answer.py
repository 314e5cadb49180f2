"""What the bridge of a snapshot answers: causes, figures, sentences, rows; frozen values, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bothways.insight.shortfall.bridge import METHOD
from bothways.insight.shortfall.causes import Mover
from bothways.insight.shortfall.comparing import Against
from bothways.terms import Figure, Period, Refusal, Sentence, Side, sentence_parts

Key = tuple[str, str, str]
"""Name, by, key of a figure."""


@dataclass(frozen=True, slots=True)
class DealBehind:
    """A deal behind a cause. An open one is named to its owner and the manager only."""

    deal_id: str
    owner_id: str
    is_open: bool
    amount_cents: int | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A bar of the bridge.

    `amount` in cents with its 80 % interval; `negative`: the chance that it is below zero; `largest`: that it
    is the largest of those with the sign of the gap. `mover`: the side that can move it (staff, executives,
    both, market, nobody), `because` why; `question` is what it leaves open, `asked` the side it is put to.
    """

    key: str
    label: str
    amount: Figure
    negative: Figure
    largest: Figure
    mover: Mover
    because: str
    question: Sentence
    asked: Side
    deals: tuple[DealBehind, ...]


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What LMDI-I says beside Shapley on one game's mean rates: cents by cause, the largest difference and where.

    `impossible` says why there is none.
    """

    game: str
    amounts: Mapping[str, float]
    difference: float
    cause: str
    impossible: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The bridge from what a period is held against to its bookings: the causes sum to the gap, to the cent.

    `causes` in a fixed order: new business (volume, mix, slippage, win rate, size), renewals likewise, chance.
    `renewals`: theirs together, for a short bridge, None without any. `say`: three sentences. `by`: by what
    deals are told apart, `segments` the names by game. `lmdi`: a second opinion. `figures`: every number a
    reader may see; `behind`: the rows of a figure; `against`: what speaks against it. `notices` say how it was compared.
    """

    period: Period
    as_of: date
    compared_with: Against
    base_period: Period
    base: Figure
    actual: Figure
    gap: Figure
    causes: tuple[Cause, ...]
    renewals: Figure | None
    say: tuple[Sentence, Sentence, Sentence]
    by: str
    segments: Mapping[str, tuple[str, ...]]
    lmdi: tuple[SecondOpinion, ...]
    figures: tuple[Figure, ...]
    behind: Mapping[Key, tuple[tuple[str, str], ...]] = field(repr=False)
    against: Mapping[Key, Sentence] = field(repr=False)
    notices: tuple[str, ...]
    draws: int
    seed: int
    method: str = METHOD

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The three sentences, as every part of the room calls them."""
        return self.say

    def cause(self, key: str) -> Cause:
        """Return a cause by its key.

        Raises:
            Refusal: `no-cause`.
        """
        for one in self.causes:
            if one.key == key:
                return one
        known = ", ".join(one.key for one in self.causes)
        raise Refusal("no-cause", f"There is no cause “{key}”.", hint=f"There are: {known}.")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; sentences as lists of texts and of figures by name and key."""
        return {
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "against": self.compared_with,
            "base_period": self.base_period.name,
            "base": self.base.value,
            "actual": self.actual.value,
            "gap": self.gap.value,
            "by": self.by,
            "segments": {game: list(names) for game, names in self.segments.items()},
            "causes": [_cause_dict(one) for one in self.causes],
            "say": [sentence_parts(one) for one in self.say],
            "notices": list(self.notices),
            "lmdi": [
                {"game": one.game, "amounts": dict(one.amounts), "difference": one.difference,
                 "cause": one.cause, "impossible": one.impossible}
                for one in self.lmdi
            ],
            "figures": [one.as_dict() for one in self.figures],
            "draws": self.draws,
            "seed": self.seed,
            "method": self.method,
        }  # fmt: skip


def _cause_dict(cause: Cause) -> dict[str, Any]:
    interval = cause.amount.interval
    return {
        "key": cause.key,
        "label": cause.label,
        "amount": cause.amount.value,
        "interval": interval.as_dict() if interval else None,
        "negative": cause.negative.value,
        "largest": cause.largest.value,
        "mover": cause.mover,
        "because": cause.because,
        "question": sentence_parts(cause.question),
        "asked": str(cause.asked),
        "deals": [deal.deal_id for deal in cause.deals],
    }
