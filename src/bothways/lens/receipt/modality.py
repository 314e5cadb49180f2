"""How binding each statement is: must, should, will, may, or only hoped for; sentence by sentence, not by counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bothways.lens.facts.evidence import Marker
from bothways.lens.facts.reading import Reading, marked
from bothways.lens.facts.tokens import Token
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_WELL = 0.6  # share of a sentence that the other text holds, from which a difference is certain
_REASON = "how binding it is has changed"
_SAME = 0.75  # from which even a charged sentence is the same one
_RANKS = {"must": 4, "will": 3, "should": 2, "may": 1}
_PROOF = {"must": {"must"}, "should": {"should"}, "may": {"may"}}
_ASKED = frozenset(["can", "could", "may", "might", "will", "would", "should"])
_PERSONS = frozenset(
    ["you", "we", "i", "someone", "somebody", "anyone", "anybody", "us", "they", "he", "she"]
)
# What may be added is only what states it without doubt: "need" or "takes" prove a "must", they do not make one.
_STATED = {
    "must": frozenset([
        "must", "shall", "have to", "has to", "required", "obliged", "mandatory", "need to", "needs to", "got to",
        "has got to", "obligatory", "compulsory",
    ]),
    "should": frozenset(["should", "ought", "supposed to", "recommended", "advisable"]),
    "may": frozenset(["may", "might", "could", "can", "perhaps", "maybe", "possibly", "potentially", "possible"]),
}  # fmt: skip


@dataclass(slots=True)
class _Side:
    """The modal words of one side by sentence, and the sentences that ask."""

    reading: Reading
    found: dict[int, list[Marker]]
    asked: set[int]

    @classmethod
    def of(cls, reading: Reading) -> _Side:
        found = marked(reading, "modals")
        return cls(reading, found, {request.sentence for request in reading.statements.requests})

    def classes(self, sentences: Iterable[int]) -> set[str]:
        """Return every strength that these sentences have a word of."""
        return {name for one in sentences for marker in self.found.get(one, ()) for name in marker.classes}

    def stated(self, name: str) -> list[tuple[int, Marker]]:
        """Return where a strength is stated outright: no question, no "Should it …", no "can not"."""
        items = self.reading.found.items
        out = []
        for sentence, markers in self.found.items():
            for marker in markers:
                if marker.said not in _STATED[name]:
                    continue
                after = items[marker.last + 1].low if marker.last + 1 < len(items) else ""
                asks = after in _PERSONS and (marker.said != "may" or items[marker.first].first)
                if (marker.said in _ASKED and asks) or (name == "may" and after == "not"):
                    continue
                if name == "should" and (items[marker.first].first or _past(items, marker.last)):
                    continue
                before = items[marker.first - 1].low if marker.first else ""
                if name == "must" and before in _ASKED:
                    continue  # "may have to": the weaker of the two counts
                out.append((sentence, marker))
        return out

    def governed(self, marker: Marker) -> str:
        """Return the concept of the verb that a modal governs, or ""."""
        items, marks = self.reading.found.items, self.reading.marks
        sentence = items[marker.first].sentence
        for at in range(marker.last + 1, min(len(items), marker.last + 7)):
            mark = marks[at]
            if items[at].sentence != sentence:
                return ""
            if mark is not None and not items[at].low.endswith("ly"):
                return mark.concept
        return ""


def _past(items: Sequence[Token], place: int) -> bool:
    """Say whether "should have done" stands there: what was missed binds nobody any more."""
    return any(token.low in {"have", "'ve"} for token in items[place + 1 : place + 3])


def modality(pair: Pair) -> list[FactVerdict]:
    """Return the statements whose strength is another one: softened, made stronger, hedged, or in doubt."""
    ours, theirs = _Side.of(pair.here), _Side.of(pair.there)
    return [
        *_hedges(pair, ours, theirs),
        *_unproved(pair, ours, theirs, way="lost"),
        *_unproved(pair.turned(), theirs, ours, way="invented", hot=pair.heat.sentences),
    ]


def _hedges(pair: Pair, ours: _Side, theirs: _Side) -> list[FactVerdict]:
    """Hopes, trials and intentions that stand where a promise or a plain statement stood."""
    out: list[FactVerdict] = []
    turned = pair.turned()
    items = pair.there.found.items
    for sentence, markers in theirs.found.items():
        mates = pair.back.mates.get(sentence, [])
        before = ours.classes(mates)
        fresh = next(
            (marker for marker in markers if "hedge" in marker.classes and _hedges_here(items, marker)), None
        )
        if fresh is None and "will" in before and sentence not in theirs.asked:
            fresh = next((marker for marker in markers if "wish" in marker.classes), None)
        if fresh is None or before & {"hedge", "may", "wish"}:
            continue
        if not mates and ours.classes(ours.found) & {"hedge"}:
            continue
        sure = bool(mates) and turned.support(sentence) >= _WELL
        out.append(_verdict(pair, "softened" if sure else "doubt", None, fresh, "a hedge was added"))
    return out


def _hedges_here(items: Sequence[Token], marker: Marker) -> bool:
    """Tell "consider moving" from "consider it a mistake"."""
    if not marker.said.startswith("consider"):
        return True
    return marker.last + 1 < len(items) and items[marker.last + 1].low.endswith("ing")


def _unproved(
    pair: Pair, mine: _Side, yours: _Side, *, way: str, hot: Collection[int] = ()
) -> list[FactVerdict]:
    """Strengths stated in the first text that no answering sentence of the second has a word for."""
    out: list[FactVerdict] = []
    for name in ("must", "should", "may"):
        orphan: bool | None = None
        for sentence, marker in mine.stated(name):
            if sentence in pair.heat.sentences and pair.support(sentence) < _SAME:
                continue
            mates = pair.forth.mates.get(sentence, [])
            there = yours.classes(mates)
            if not mates or there & _PROOF[name] or (name == "must" and yours.asked & set(mates)):
                continue
            if name != "should":
                orphan = _orphan(pair, mine, yours, name) if orphan is None else orphan
                if orphan:
                    continue
            other = _rival(mine, yours, marker, mates)
            if other is None and name == "must" and way == "invented" and sentence in mine.asked:
                continue
            verdict: Verdict = "doubt"
            heated = sentence in pair.heat.sentences or bool(set(mates) & set(hot))
            if other is not None and pair.support(sentence) >= _WELL and not heated:
                weaker = (_rank(marker) > _rank(other)) == (way == "lost")
                verdict = "softened" if weaker else "changed"
            if way == "lost":
                out.append(_verdict(pair, verdict, marker, other, _REASON))
            else:
                out.append(_verdict(pair.turned(), verdict, other, marker, _REASON))
    return out


def _rank(marker: Marker) -> int:
    return max((_RANKS.get(name, 0) for name in marker.classes), default=0)


def _orphan(pair: Pair, mine: _Side, yours: _Side, name: str) -> bool:
    """Say whether the other text states the strength where nothing of this text answers: said in other words."""
    for sentence, _ in yours.stated(name):
        mates = pair.back.mates.get(sentence, [])
        if not mine.classes(mates) & _PROOF[name]:
            return True
    return False


def _rival(mine: _Side, yours: _Side, marker: Marker, mates: list[int]) -> Marker | None:
    """Return the modal of another strength that governs the same verb there."""
    act = mine.governed(marker)
    if not act:
        return None
    for mate in mates:
        for other in yours.found.get(mate, ()):
            if not other.classes & marker.classes and yours.governed(other) == act:
                return other
    return None


def _verdict(
    pair: Pair, verdict: Verdict, mine: Marker | None, yours: Marker | None, reason: str
) -> FactVerdict:
    place = (mine.first, mine.last) if mine else None
    other = (yours.first, yours.last) if yours else None
    return verdict_of("modality", verdict, pair.here, pair.there, place, other, reason)
