"""The comparison of two readings, fact by fact."""

from __future__ import annotations

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import Side, grouped, sides_of, verdict_of
from bothways.lens.receipt.leftovers import answer_to
from bothways.lens.receipt.verdicts import FactVerdict


def compare(here: Reading, there: Reading) -> tuple[FactVerdict, ...]:
    """Compare the facts of an original (here) and a rewrite (there)."""
    out: list[FactVerdict] = []
    out.extend(_hard(here, there))
    return tuple(out)


def _hard(here: Reading, there: Reading) -> list[FactVerdict]:
    out: list[FactVerdict] = []
    all_ours, all_theirs = sides_of(here), sides_of(there)
    ours, theirs = grouped(all_ours), grouped(all_theirs)
    lost = [side for side in all_ours if side.key not in theirs]
    invented = [side for side in all_theirs if side.key not in ours]
    for key, sides in ours.items():
        if key in theirs:
            found = theirs[key]
            for place, side in enumerate(sides):
                other = found[min(place, len(found) - 1)]
                out.append(
                    verdict_of(side.kind, "kept", here, there, (side.first, side.last), (other.first, other.last))
                )
    answered: set[int] = set()
    for side in lost:
        out.extend(_leftover(side, invented, here, there, all_theirs, answered))
    for side in invented:
        if id(side) in answered or side.weak:
            continue
        got = answer_to(side, lost, there, here, all_ours)
        place = (side.first, side.last)
        if got is None:
            small = side.kind == "number" and side.written == "word" and side.bare in {"1", "2", "3"}
            verdict, reason = ("doubt", "a count that the original may hold uncounted") if small else ("invented", "")
            out.append(verdict_of(side.kind, verdict, here, there, None, place, reason))  # type: ignore[arg-type]
        elif not got.sure:
            other = (got.side.first, got.side.last) if got.side else None
            out.append(verdict_of(side.kind, "doubt", here, there, other, place, got.reason))
    return out


def _leftover(
    side: Side, invented: list[Side], here: Reading, there: Reading, all_theirs: list[Side], answered: set[int]
) -> list[FactVerdict]:
    got = answer_to(side, invented, here, there, all_theirs)
    place = (side.first, side.last)
    if got is None:
        return [] if side.weak else [verdict_of(side.kind, "lost", here, there, place, None)]
    other = (got.side.first, got.side.last) if got.side else None
    if got.side is not None:
        answered.add(id(got.side))
    if got.sure:
        return [verdict_of(side.kind, "kept", here, there, place, other)]
    return [] if side.weak else [verdict_of(side.kind, "doubt", here, there, place, other, got.reason)]
