"""How binding each statement is: must, should, will, may, or only hoped for; sentence by sentence, not by counts."""

from __future__ import annotations

from collections.abc import Iterable

from bothways.lens.facts.evidence import Marker, markers_of
from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_Found = dict[int, list[Marker]]
_ASKED = frozenset(["can", "could", "may", "might", "will", "would", "should"])
_PERSONS = frozenset(
    ["you", "we", "i", "someone", "somebody", "anyone", "anybody", "us", "they", "he", "she"]
)
# What may be added is only what states it without doubt: "need" or "takes" prove a "must", they do not make one.
_STATED = {
    "must": frozenset(["must", "shall", "have to", "has to", "had to", "required", "obliged", "mandatory", "need to", "needs to", "got to", "obligatory", "compulsory"]),
    "should": frozenset(["should", "ought", "supposed to", "recommended", "advisable"]),
    "will": frozenset(["will", "going to"]),
    "may": frozenset(["may", "might", "could", "can", "perhaps", "maybe", "possibly", "potentially", "possible"]),
}  # fmt: skip


def skipped(reading: Reading) -> bytearray:
    """Return the token places that are no words of the author's own: quotations and names."""
    skip = bytearray(len(reading.found.items))
    for quote in reading.quotes:
        for place in range(quote.first, quote.last + 1):
            skip[place] = 1
    for one in reading.names:
        for place in range(one.first, one.last + 1):
            skip[place] = 1
    return skip


def modality(pair: Pair) -> list[FactVerdict]:
    """Return the statements whose strength is another one: softened, made stronger, hedged, or in doubt."""
    ours, theirs = _markers(pair.here), _markers(pair.there)
    out: list[FactVerdict] = []
    out += _hedges(pair, ours, theirs)
    out += _fresh(pair, ours, theirs)
    if not out:
        out += _gone(pair, ours, theirs)
    return out


def _markers(reading: Reading) -> _Found:
    return markers_of(reading.found.items, "modals", skipped(reading))


def _classes(found: _Found, sentences: Iterable[int]) -> set[str]:
    return {name for sentence in sentences for marker in found.get(sentence, ()) for name in marker.classes}


def _stated(reading: Reading, found: _Found, name: str) -> list[tuple[int, Marker]]:
    """Return where a strength is stated outright, questions and requests in the form of one left out."""
    items = reading.found.items
    out = []
    for sentence, markers in found.items():
        for marker in markers:
            if marker.said not in _STATED[name]:
                continue
            after = items[marker.last + 1].low if marker.last + 1 < len(items) else ""
            if marker.said in _ASKED and (after in _PERSONS and items[marker.first].low != "may"):
                continue
            if marker.said == "should" and items[marker.first].first:
                continue  # "Should it happen, …" is a condition
            out.append((sentence, marker))
    return out


def _hedges(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    out: list[FactVerdict] = []
    for sentence, markers in theirs.items():
        fresh = next((marker for marker in markers if "hedge" in marker.classes), None)
        if fresh is None:
            continue
        mates = pair.back.mates.get(sentence, [])
        before = _classes(ours, mates) & {"hedge", "may"} if mates else _classes(ours, ours) & {"hedge"}
        if before:
            continue
        sure = bool(mates) and pair.turned().support(sentence) >= _WELL and len(fresh.said) > 0
        out.append(_verdict(pair, "softened" if sure else "doubt", None, fresh, "a hedge was added"))
    return out


_WELL = 0.6
_PROOF = {
    "must": ("must",),
    "should": ("should",),
    "will": ("will", "may"),
    "may": ("may", "should"),
}


def _fresh(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """Strengths of the rewrite that nothing in the answering sentences has."""
    out: list[FactVerdict] = []
    asked = {request.sentence for request in pair.here.statements.requests}
    for name in ("should", "may", "must"):
        for sentence, marker in _stated(pair.there, theirs, name):
            mates = pair.back.mates.get(sentence, [])
            before = _classes(ours, mates)
            if not mates or before & set(_PROOF[name]):
                continue
            if name == "must" and asked & set(mates):
                continue
            other = next(
                (
                    one
                    for mate in mates
                    for one in ours.get(mate, ())
                    if one.classes & {"must", "will", "may"}
                ),
                None,
            )
            support = pair.turned().support(sentence)
            verdict: Verdict = "doubt"
            if other is not None and support >= _WELL:
                verdict = "softened" if name != "must" else "changed"
            out.append(_verdict(pair, verdict, other, marker, "how binding it is has changed"))
    return out


def _gone(pair: Pair, ours: _Found, theirs: _Found) -> list[FactVerdict]:
    """Strengths of the original that nothing in the answering sentences has."""
    out: list[FactVerdict] = []
    asked = {request.sentence for request in pair.there.statements.requests}
    for name in ("may", "must", "should"):
        for sentence, marker in _stated(pair.here, ours, name):
            if sentence in pair.heat.sentences:
                continue
            mates = pair.forth.mates.get(sentence, [])
            after = _classes(theirs, mates)
            if not mates or after & set(_PROOF[name]) or asked & set(mates):
                continue
            other = next(
                (
                    one
                    for mate in mates
                    for one in theirs.get(mate, ())
                    if one.classes & {"must", "will", "may"}
                ),
                None,
            )
            verdict: Verdict = "doubt"
            if other is not None and pair.support(sentence) >= _WELL:
                verdict = "changed" if name == "may" else "softened"
            out.append(_verdict(pair, verdict, marker, other, "how binding it is has changed"))
    return out


def _verdict(
    pair: Pair, verdict: Verdict, mine: Marker | None, yours: Marker | None, reason: str
) -> FactVerdict:
    place = (mine.first, mine.last) if mine else None
    other = (yours.first, yours.last) if yours else None
    return verdict_of("modality", verdict, pair.here, pair.there, place, other, reason)
