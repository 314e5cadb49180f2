"""Numbers and dates of two texts matched by value, then by another way of writing."""

from __future__ import annotations

from dataclasses import replace

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import Side, grouped, sides_of, verdict_of
from bothways.lens.receipt.leftovers import answer_to
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.relations import relation_of
from bothways.lens.receipt.verdicts import FactVerdict


def compare_hard(pair: Pair) -> list[FactVerdict]:
    """Return what became of numbers, money, percentages, durations and dates."""
    here, there = pair.here, pair.there
    out: list[FactVerdict] = []
    all_ours, all_theirs = sides_of(here), sides_of(there)
    ours, theirs = grouped(all_ours), grouped(all_theirs)
    lost = [side for side in all_ours if side.key not in theirs]
    invented = [side for side in all_theirs if side.key not in ours]
    for key, sides in ours.items():
        if key in theirs:
            out.extend(_equal(pair, sides, theirs[key]))
    answered: set[int] = set()
    for side in lost:
        got = _leftover(side, invented, here, there, all_theirs, answered)
        if got is not None and got.verdict == "lost" and side.sentence in pair.heat.sentences:
            # A figure in a rhetorical question or an insult may be a figure of speech: shown, not decided.
            question = side.sentence in pair.heat.questions and side.kind in {"number", "date"}
            if question or side.kind == "severity" or side.written == "word":
                got = replace(got, verdict="doubt", reason="it stands in a charged sentence that is gone")
        if (
            (
                got is not None
                and got.verdict == "lost"
                and side.written == "word"
                and side.bare in {"1", "2", "3"}
            )
            and side.kind == "number"
            and not any(other.kind == "number" for other in invented)
        ):
            got = replace(got, verdict="doubt", reason="a count that the rewrite may hold uncounted")
        if got is not None and got.verdict == "lost":
            got = _echo(pair, side, all_ours, theirs) or got
        if got is not None:
            out.append(got)
    for side in invented:
        if id(side) in answered or side.weak:
            continue
        answer = answer_to(side, lost, there, here, all_ours)
        place = (side.first, side.last)
        if answer is None:
            small = side.kind == "number" and side.written == "word" and side.bare in {"1", "2", "3"}
            reason = "a count that the original may hold uncounted" if small else ""
            out.append(
                verdict_of(side.kind, "doubt" if small else "invented", here, there, None, place, reason)
            )
        elif not answer.sure:
            other = (answer.side.first, answer.side.last) if answer.side else None
            out.append(verdict_of(side.kind, "doubt", here, there, other, place, answer.reason))
    return out


_ECHO = 3  # words of a sentence that only says a figure again: "… 19 days. Nineteen."


def _echo(pair: Pair, side: Side, ours: list[Side], theirs: dict[str, list[Side]]) -> FactVerdict | None:
    """A figure said once more in a sentence of its own is kept where it was kept the first time."""
    items = pair.here.found.items
    begin, end = pair.here.found.bounds[side.sentence]
    if sum(items[place].kind != "p" for place in range(begin, end)) > _ECHO or not side.bare:
        return None
    again = next(
        (one for one in ours if one is not side and one.bare == side.bare and one.key in theirs), None
    )
    if again is None:
        return None
    other = theirs[again.key][0]
    return verdict_of(
        side.kind,
        "kept",
        pair.here,
        pair.there,
        (side.first, side.last),
        (other.first, other.last),
        "said again",
    )


def _equal(pair: Pair, ours: list[Side], theirs: list[Side]) -> list[FactVerdict]:
    out: list[FactVerdict] = []
    for side in ours:
        verdict, reason, other = relation_of(ours, theirs, side)
        out.append(
            verdict_of(
                side.kind,
                verdict,
                pair.here,
                pair.there,
                (side.first, side.last),
                (other.first, other.last),
                reason,
            )
        )
    return out


def _leftover(
    side: Side,
    invented: list[Side],
    here: Reading,
    there: Reading,
    all_theirs: list[Side],
    answered: set[int],
) -> FactVerdict | None:
    got = answer_to(side, invented, here, there, all_theirs)
    place = (side.first, side.last)
    if got is None:
        return None if side.weak else verdict_of(side.kind, "lost", here, there, place, None)
    other = (got.side.first, got.side.last) if got.side else None
    if got.side is not None:
        answered.add(id(got.side))
    if got.sure:
        return verdict_of(side.kind, "kept", here, there, place, other)
    return None if side.weak else verdict_of(side.kind, "doubt", here, there, place, other, got.reason)
