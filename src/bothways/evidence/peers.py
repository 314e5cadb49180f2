"""The median of others: what one person's number can be set beside without pointing to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from bothways.terms import Figure, Source, Unit

__all__ = ["METHOD", "others_median"]

METHOD = "others-median/1"


def others_median(figure: Figure, *, others: Sequence[Figure], fewest: int = 5) -> Figure | None:
    """Return the median of the same measure over others; None when too few of them have a value.

    The person's own value is not in it, and nobody's is told: a median of fewer than `fewest` would be
    close to pointing at one. Its `n` is the count of others, its key still the person it is made for.

    Args:
        figure: the person's own figure.
        others: figures of the same measure, of others; those without a value are left out.
        fewest: how many must have a value.
    """
    values = [one.value for one in others if one.value is not None and one.key != figure.key]
    if len(values) < fewest:
        return None
    middle: int | float = median(values)
    if figure.unit is Unit.CENTS:
        middle = round(middle)
    expression = f"median over {len(values)} others of {figure.name}: {figure.source.expression}"
    return replace(
        figure,
        value=middle,
        n=len(values),
        interval=None,
        unknown="",
        method=METHOD,
        source=Source(figure.source.snapshot, expression),
    )
