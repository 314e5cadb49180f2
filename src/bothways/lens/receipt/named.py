"""Names and quotations: kept, lost, invented."""

from __future__ import annotations

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict


def names(pair: Pair) -> list[FactVerdict]:
    """Return what became of the names: the ones handed in must survive, other capitals are in doubt when they go."""
    here, there = pair.here, pair.there
    out: list[FactVerdict] = []
    ours: dict[str, list[tuple[int, int, bool]]] = {}
    theirs: dict[str, list[tuple[int, int, bool]]] = {}
    for reading, table in ((here, ours), (there, theirs)):
        for one in reading.names:
            table.setdefault(one.value, []).append((one.first, one.last, one.given))
    my_lows, your_lows = (_lows(here), _lows(there))
    for value, places in ours.items():
        first, last, given = places[0]
        if value in theirs:
            other = theirs[value][0]
            out.append(verdict_of("name", "kept", here, there, (first, last), (other[0], other[1])))
            continue
        if _said(value, your_lows, given):
            out.append(verdict_of("name", "kept", here, there, (first, last), None))
            continue
        hot = all(here.found.items[place[0]].sentence in pair.heat.sentences for place in places)
        if given and not hot:
            out.append(verdict_of("name", "lost", here, there, (first, last), None))
        elif given or not hot:
            out.append(
                verdict_of("name", "doubt", here, there, (first, last), None, "the name is not found there")
            )
    for value, places in theirs.items():
        first, last, given = places[0]
        if value in ours or _said(value, my_lows, given):
            continue
        verdict = "invented" if given or last > first or there.found.items[first].kind == "c" else "doubt"
        reason = "the original has no such name"
        out.append(verdict_of("name", verdict, here, there, None, (first, last), reason))  # type: ignore[arg-type]
    return out


def _lows(reading: Reading) -> set[str]:
    lows = {token.low for token in reading.found.items}
    lows |= {token.stem for token in reading.found.items}
    return lows


def _said(value: str, lows: set[str], given: bool) -> bool:
    """Say whether the words of a name stand in the other text, in whatever case."""
    parts = [part for part in value.split() if len(part) > 1]
    if not parts:
        return True
    found = sum(part in lows or part.rstrip("s") in lows for part in parts)
    return found == len(parts) or (not given and found > 0 and len(parts) > 1)


def quotations(pair: Pair) -> list[FactVerdict]:
    """Return what became of what was quoted: the same words must stand there, quoted or not."""
    here, there = pair.here, pair.there
    out: list[FactVerdict] = []
    theirs = {quote.value: (quote.first, quote.last) for quote in there.quotes}
    mine = {quote.value for quote in here.quotes}
    whole = _running(there)
    own = _running(here)
    for quote in here.quotes:
        place = (quote.first, quote.last)
        if quote.value in theirs:
            out.append(verdict_of("quotation", "kept", here, there, place, theirs[quote.value]))
        elif (part := _part_of(quote.value, theirs)) is not None:
            reason = "the quotation is not the same"
            out.append(verdict_of("quotation", "changed", here, there, place, part, reason))
        elif f" {quote.value} " in whole or _content(here, quote.first, quote.last) <= _lows(there):
            continue
        else:
            hot = here.found.items[quote.first].sentence in pair.heat.sentences
            if not hot:
                verdict = "lost" if quote.last > quote.first + 1 else "doubt"
                out.append(verdict_of("quotation", verdict, here, there, place, None))  # type: ignore[arg-type]
    for quote in there.quotes:
        if quote.value in mine or f" {quote.value} " in own:
            continue
        known = _content(there, quote.first, quote.last)
        if known <= _lows(here):
            continue
        verdict = "invented" if quote.last > quote.first else "doubt"
        out.append(verdict_of("quotation", verdict, here, there, None, (quote.first, quote.last)))  # type: ignore[arg-type]
    return out


def _part_of(value: str, theirs: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    """Return the quotation there that has most of these words, but not all or not only these."""
    own = set(value.split())
    for other, place in theirs.items():
        said = set(other.split())
        if said != own and len(said & own) * 2 >= max(len(said), len(own)) - 1 and said & own:
            return place
    return None


def _running(reading: Reading) -> str:
    return " " + " ".join(token.low for token in reading.found.items if token.kind != "p") + " "


def _content(reading: Reading, first: int, last: int) -> set[str]:
    items = reading.found.items
    return {items[place].low for place in range(first, last + 1) if items[place].kind != "p"}
