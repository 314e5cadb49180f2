"""Which way an equal figure leans: 15 % lower, 15 % higher."""

from __future__ import annotations

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import amount_key, verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

_WINDOW = 4


def leaning(pair: Pair) -> list[FactVerdict]:
    """Return the figures that lean up on one side and down on the other: in doubt, for the sides may be exchanged."""
    ours = _leans(pair.here)
    if not any(lean for lean, _ in ours.values()):
        return []
    theirs = _leans(pair.there)
    out: list[FactVerdict] = []
    for key, (lean, place) in ours.items():
        other = theirs.get(key)
        if other is not None and lean and other[0] and lean != other[0]:
            text = "the figure leans the other way"
            out.append(
                verdict_of(
                    "comparison", "doubt", pair.here, pair.there, (place, place), (other[1], other[1]), text
                )
            )
    return out


def _leans(reading: Reading) -> dict[str, tuple[int, int]]:
    """Return for each figure that stands once which way the words beside it point: 1, -1, or 0."""
    items = reading.found.items
    words = table("leaning")
    found: dict[str, tuple[int, int]] = {}
    twice: set[str] = set()
    for amount in reading.amounts:
        key = amount_key(amount)
        if key in found:
            twice.add(key)
        lean, place = 0, amount.first
        for step in range(1, _WINDOW + 1):
            for at in (amount.first - step, amount.last + step):
                if 0 <= at < len(items) and items[at].clause == items[amount.first].clause:
                    way = words.get(items[at].low)
                    if way and not lean:
                        lean, place = (1 if way == "up" else -1), at
        found[key] = (lean, place)
    return {key: value for key, value in found.items() if key not in twice}
