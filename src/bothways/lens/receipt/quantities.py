"""How many, how often, at least or at most, once more: words of closed classes, sentence by sentence."""

from __future__ import annotations

from bothways.lens.facts.evidence import Marker
from bothways.lens.facts.reading import Reading, marked
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_PERIODS = ("hour", "day", "week", "month", "quarter", "year")
_FRESH = {
    "some": frozenset(["some", "several", "sometimes", "partly", "partially", "somewhat", "occasionally"]),
    "few": frozenset(["few", "rarely", "seldom", "hardly", "barely", "scarcely"]),
    "mostly": frozenset(["most", "mostly", "mainly", "largely", "usually"]),
}
_BOUNDS = {
    "least": frozenset(
        ["at least", "at the least", "at the very least", "minimum", "no less than", "no fewer than"]
    ),
    "most": frozenset(["at most", "at the most", "at the very most", "maximum", "no more than", "the most"]),
}
_AGAIN = frozenset(["again", "once more", "yet again", "once again", "repeatedly"])


def amounts_in_words(pair: Pair) -> list[FactVerdict]:
    """Return the words of quantity, frequency, bound and repetition that are new, gone or turned."""
    ours, theirs = _markers(pair.here), _markers(pair.there)
    return [
        *_periods(pair, ours, theirs),
        *_quantities(pair, ours, theirs),
        *_bounds(pair, ours, theirs),
        *_again(pair, ours, theirs),
    ]


_Found = dict[int, list[Marker]]


def _markers(reading: Reading) -> _Found:
    return marked(reading, "amounts")


def _classes(found: _Found, sentences: list[int]) -> set[str]:
    return {name for one in sentences for marker in found.get(one, ()) for name in marker.classes}


def _rates(found: _Found) -> dict[str, Marker]:
    rates: dict[str, Marker] = {}
    for markers in found.values():
        for marker in markers:
            if (
                marker.said.endswith("ly")
                or marker.said in {"annual", "per annum"}
                or marker.first < marker.last
            ):
                for name in _PERIODS:
                    if name in marker.classes:
                        rates.setdefault(name, marker)
    return rates


def _periods(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """Daily that became weekly: a rate of the rewrite whose period the original nowhere has."""
    mine, yours = _rates(ours), _rates(theirs)
    known = {name for markers in ours.values() for marker in markers for name in marker.classes}
    gone = [name for name in mine if name not in yours]
    out: list[FactVerdict] = []
    for name, marker in yours.items():
        if name in mine or not gone:
            continue
        other = mine[gone[0]]
        verdict: Verdict = "doubt" if name in known else "changed"
        place, to = (other.first, other.last), (marker.first, marker.last)
        out.append(verdict_of("quantity", verdict, pair.here, pair.there, place, to, "how often has changed"))
    return out


def _quantities(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """Some, few, most in the rewrite that no word of the answering sentences has."""
    out: list[FactVerdict] = []
    items = pair.there.found.items
    for sentence, markers in theirs.items():
        mates = pair.back.mates.get(sentence, [])
        for marker in markers:
            name = next((key for key, words in _FRESH.items() if marker.said in words), "")
            after = items[marker.last + 1] if marker.last + 1 < len(items) else None
            before = items[marker.first - 1].low if marker.first else ""
            if not name or not mates or (name == "some" and after is not None and after.kind == "n"):
                continue
            if before in {"at", "the"} and marker.said == "most":
                continue
            if name in _classes(ours, mates):
                continue
            place = (marker.first, marker.last)
            text = "the original does not say how many so"
            out.append(verdict_of("quantity", "doubt", pair.here, pair.there, None, place, text))
    return out


def _bounds(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """At least that became at most: a bound of the rewrite that no answering sentence has."""
    out: list[FactVerdict] = []
    for sentence, markers in theirs.items():
        mates = pair.back.mates.get(sentence, [])
        before = _classes(ours, mates)
        for marker in markers:
            name = next((key for key, words in _BOUNDS.items() if marker.said in words), "")
            if not name or not mates or name in before:
                continue
            turned = ({"least", "most"} - {name}) & before
            mine = next((one for mate in mates for one in ours.get(mate, ()) if one.classes & turned), None)
            verdict: Verdict = (
                "changed" if mine is not None and pair.turned().support(sentence) >= 0.75 else "doubt"
            )
            place = (mine.first, mine.last) if mine else None
            to = (marker.first, marker.last)
            out.append(
                verdict_of("comparison", verdict, pair.here, pair.there, place, to, "the bound is another")
            )
    return out


def _again(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """ "Again" that no word of the answering sentences has; in charged texts, that no word of the whole has."""
    out: list[FactVerdict] = []
    whole = {name for markers in theirs.values() for marker in markers for name in marker.classes}
    for sentence, markers in ours.items():
        marker = next((one for one in markers if one.said in _AGAIN), None)
        if marker is None:
            continue
        mates = pair.forth.mates.get(sentence, [])
        near = [at for mate in mates for at in (mate - 1, mate, mate + 1)]
        hot = sentence in pair.heat.sentences
        if "again" in (whole if hot or not mates else _classes(theirs, near)):
            continue
        place = (marker.first, marker.last)
        out.append(
            verdict_of(
                "severity",
                "doubt",
                pair.here,
                pair.there,
                place,
                None,
                "that it happened before is not said there",
            )
        )
    return out
