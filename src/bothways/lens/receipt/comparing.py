"""The comparison of two readings, fact by fact."""

from __future__ import annotations

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import grouped, sides_of, verdict_of
from bothways.lens.receipt.verdicts import FactVerdict


def compare(here: Reading, there: Reading) -> tuple[FactVerdict, ...]:
    """Compare the facts of an original (here) and a rewrite (there)."""
    out: list[FactVerdict] = []
    ours, theirs = grouped(sides_of(here)), grouped(sides_of(there))
    for key, sides in ours.items():
        found = theirs.get(key, [])
        for place, side in enumerate(sides):
            other = found[min(place, len(found) - 1)] if found else None
            if other is None and side.weak:
                continue
            out.append(
                verdict_of(
                    side.kind,
                    "kept" if other else "lost",
                    here,
                    there,
                    (side.first, side.last),
                    (other.first, other.last) if other else None,
                )
            )
    for key, sides in theirs.items():
        if key not in ours:
            out.extend(
                verdict_of(side.kind, "invented", here, there, None, (side.first, side.last))
                for side in sides
                if not side.weak
            )
    return tuple(out)
