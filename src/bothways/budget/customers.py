"""What a line does for customers: measured, published or believed, and never a number without its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.budget.assumption import Kind, Strength
from bothways.terms import Figure, Refusal, given_text

__all__ = ["PUBLISHED_EFFECTS", "CustomerEffect", "measured_effect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEffect:
    """One effect of a line on customers.

    what: what changes for them (response time, coverage, onboarding, continuity, defects); says: the effect in a
    sentence; kind, source and strength: what stands behind it; value, low, high, unit: its number, if it has one;
    n: of how many cases it was measured; reach: how many customers would notice, at what is asked.
    """

    what: str
    says: str
    kind: Kind
    source: str = ""
    strength: Strength = Strength.WEAK
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    n: int | None = None
    reach: int = 0

    def __post_init__(self) -> None:
        given_text(self.what, what="What changes for customers", most=80)
        given_text(self.says, what=f"The effect on “{self.what}”")
        if self.kind in {Kind.MEASURED, Kind.PUBLISHED} and not self.source:
            raise Refusal(
                "effect-source",
                f"The effect on “{self.what}” is said to be {self.kind}, and nobody says where.",
                hint="Name the source, or call it a belief.",
            )
        if self.kind is Kind.MEASURED and self.n is None:
            raise Refusal(
                "effect-n",
                f"The effect on “{self.what}” is said to be measured, and not of how many cases.",
                hint="Say n, or call it a belief.",
            )
        if self.reach < 0:
            raise Refusal("effect-reach", f"“{self.what}” reaches fewer customers than none.")

    @property
    def standing(self) -> str:
        """Its kind as it is said beside it.

        >>> CustomerEffect(what="coverage", says="Each account is seen once a month.", kind=Kind.BELIEF).standing
        'a belief'
        """
        if self.kind is Kind.MEASURED:
            return f"measured, n = {self.n}: {self.source}"
        if self.kind is Kind.PUBLISHED:
            return f"published, {self.strength}: {self.source}"
        return f"judged by {self.source}" if self.kind is Kind.JUDGED and self.source else "a belief"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "what": self.what,
            "says": self.says,
            "kind": str(self.kind),
            "source": self.source,
            "strength": str(self.strength),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "n": self.n,
            "reach": self.reach,
            "standing": self.standing,
        }


def measured_effect(figure: Figure, *, what: str, says: str, reach: int = 0) -> CustomerEffect:
    """Return the effect that a figure of the evidence measures. Its value, range and n are the figure's own.

    Errors: `Refusal` "effect-unknown" where the figure has no value; then it is a belief, or nothing.
    """
    if figure.value is None or figure.n is None:
        raise Refusal(
            "effect-unknown",
            f"“{figure.name}” can't be known here: {figure.unknown or 'it says not of how many'}.",
            hint="Say it as a belief, with what is believed.",
        )
    held = figure.interval
    return CustomerEffect(
        what=what,
        says=says,
        kind=Kind.MEASURED,
        source=f"{figure.name}, {figure.period.name}",
        strength=Strength.STRONG
        if figure.n >= _MANY
        else Strength.FAIR
        if figure.n >= _SOME
        else Strength.WEAK,
        value=float(figure.value),
        low=held.low if held else None,
        high=held.high if held else None,
        unit=str(figure.unit),
        n=figure.n,
        reach=reach,
    )


_MANY, _SOME = 100, 20

PUBLISHED_EFFECTS: dict[str, CustomerEffect] = {
    "first answer": CustomerEffect(
        what="time to first answer",
        says="Enquiries answered within an hour were about 7 times as likely to be qualified as an hour later.",
        kind=Kind.PUBLISHED,
        source="Oldroyd, McElheran, Elkington (HBR 2011): 1.25 million leads, 42 firms; observed, a vendor among the authors",
        strength=Strength.WEAK,
        value=7.0,
        unit="times",
    ),
    "five minutes": CustomerEffect(
        what="time to first answer",
        says="Enquiries answered within 5 minutes were 21 times as likely to be qualified as after 30.",
        kind=Kind.PUBLISHED,
        source="Lead response study of 2007; observed, by a vendor",
        strength=Strength.WEAK,
        value=21.0,
        unit="times",
    ),
    "service and staff": CustomerEffect(
        what="how customers see the service",
        says="Where staff are content, customers see the service better; how much of it is cause is disputed.",
        kind=Kind.PUBLISHED,
        source="Brown, Lam (2008), against Gelade, Young (2005): correlations",
        strength=Strength.WEAK,
    ),
}
"""Published effects that a line can name. Most are correlations, and each says so."""
