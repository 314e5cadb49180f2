"""Elasticities that others published, as wide priors for whoever has neither data nor anybody to ask."""

from __future__ import annotations

from typing import Final

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.response.doubt import Response, power_response
from bothways.terms import Refusal

__all__ = ["PRIOR", "PUBLISHED", "published_response"]

PRIOR: Final = Assumption(
    name="elasticity of personal selling, wide",
    statement="One per cent more selling effort brings 0.1 to 0.6 per cent more sales, about 0.3 on average.",
    kind=Kind.PUBLISHED,
    source="A range of ours around the mean 0.34 of Albers, Mantrala and Sridhar (2010), a review of many industries",
    strength=Strength.WEAK,
    value=0.31,
    low=0.1,
    high=0.6,
    would_change="Own data, or people who know these accounts.",
)
"""A log-normal with 80 % between 0.1 and 0.6: its mean is 0.31."""


def _published(name: str, statement: str, source: str, value: float, strength: Strength) -> Assumption:
    return Assumption(
        name=name, statement=statement, kind=Kind.PUBLISHED, source=source, strength=strength, value=value
    )


PUBLISHED: Final = (
    PRIOR,
    _published(
        "personal selling, mean of all industries",
        "One per cent more selling effort brings 0.34 per cent more sales, on average over many studies.",
        "Albers, Mantrala, Sridhar (2010), meta-analysis",
        0.34,
        Strength.FAIR,
    ),
    _published(
        "detailing to physicians, mean",
        "One per cent more calls on physicians brings 0.245 per cent more prescriptions (not corrected for bias).",
        "Albers, Mantrala, Sridhar (2010), meta-analysis",
        0.245,
        Strength.FAIR,
    ),
    _published(
        "detailing, short run",
        "Within the period, one per cent more calls brings 0.05 per cent.",
        "Fischer, Albers (2010), 86 categories",
        0.05,
        Strength.FAIR,
    ),
    _published(
        "detailing, long run",
        "With what carries over, one per cent more calls brings 0.28 per cent.",
        "Fischer, Albers (2010), 86 categories",
        0.28,
        Strength.FAIR,
    ),
    _published(
        "advertising, same period",
        "One per cent more advertising brings 0.09 per cent in the same period.",
        "Henningsen, Heuke, Clement (2011), meta-analysis",
        0.09,
        Strength.FAIR,
    ),
)
"""What is known of elsewhere: correlations and quasi-experiments of other trades, none of them a promise for this team."""

_WIDE: Final = 2.4
"""A single published mean is taken to hold here within a factor of 2.4 either way, 80 times in 100: as wide as `PRIOR`."""


def published_response(name: str, *, ground: Assumption = PRIOR) -> Response:
    """Return the response of a unit from a published elasticity, as wide as studies of other trades are from here.

    Errors: `Refusal` "elasticity" where `ground` has no value.

    >>> published_response("North").kind
    <Kind.PUBLISHED: 'published'>
    """
    if ground.value is None:
        raise Refusal("elasticity", f"“{ground.name}” names no elasticity.")
    low = ground.low if ground.low is not None else ground.value / _WIDE
    high = ground.high if ground.high is not None else min(ground.value * _WIDE, 0.95)
    return power_response(name, low=low, high=high, assumption=ground)
