"""Cause and effect: whether a cause is still given, and which of two statements is the cause."""

from __future__ import annotations

from collections.abc import Iterable

from bothways.lens.facts.evidence import Marker
from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import Reading, marked
from bothways.lens.facts.reasons import Reason, reasons_of
from bothways.lens.receipt.answers import keys_at
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import missing_of
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 12  # causes of the other side that are set beside each one
_HARDLY = frozenset(["hardly", "barely", "nearly", "almost", "mostly", "partly", "scarcely", "largely"])


def causes(pair: Pair) -> list[FactVerdict]:
    """Return causes that are gone, that became effects, and causes that became mere circumstances."""
    ours, theirs = _reasons(pair.here), _reasons(pair.there)
    out = _contrary(pair, ours)
    for reason in ours:
        out += _turned(pair, reason, theirs)
    if not out:
        out += _gone(pair, ours, theirs)
        out += _new(pair, ours, theirs)
    return out


def _reasons(reading: Reading) -> list[Reason]:
    return reasons_of(reading.found.items, marked(reading, "causal"), reading.taken)


def _gone(pair: Pair, ours: list[Reason], theirs: list[Reason]) -> list[FactVerdict]:
    """Causes whose clause the other text does not have, or whose link it does not state."""
    here, there = pair.here, pair.there
    if not ours:
        return []
    said = keys_at(there, range(len(there.marks)))
    hints = marked(there, "causal")
    out: list[FactVerdict] = []
    for reason in ours:
        cause, effect = keys_at(here, reason.cause), keys_at(here, reason.effect)
        own = cause - effect or cause
        hot = reason.sentence in pair.heat.sentences
        held = len(effect & said) / len(effect) if effect else 0.0
        mates = pair.forth.mates.get(reason.sentence, [])
        place = (reason.first, max(reason.last, reason.cause.stop - 1) if reason.cause else reason.last)
        if reason.cause and reason.cause.start < reason.first:
            place = (reason.first, reason.last)
        charged = _charged(pair, reason.cause, whole=not hot)
        if not charged and own and not own & said and held >= (0.6 if hot else 0.3):
            sure = len(own) >= 3 and held >= 0.75 and not pair.heat.anywhere
            verdict: Verdict = "lost" if sure else "doubt"
            out.append(missing_of("cause", verdict, "lost", pair, place, "the cause is not found there"))
        elif (hot and (charged or held < 0.6)) or theirs:
            continue
        elif mates and not _linked(here, reason, [one for mate in mates for one in hints.get(mate, ())]):
            out.append(
                missing_of("cause", "doubt", "lost", pair, place, "the link of cause is not found there")
            )
    return out


def _new(pair: Pair, ours: list[Reason], theirs: list[Reason]) -> list[FactVerdict]:
    """Causes added in a sentence of their own ("This happened because …") to a text that gives none."""
    if ours or not theirs:
        return []
    here, there = pair.here, pair.there
    said = keys_at(here, range(len(here.marks)))
    out: list[FactVerdict] = []
    for reason in theirs[:_MANY]:
        effect = keys_at(there, reason.effect)
        before = reason.effect.stop <= reason.first
        if before and len(effect) <= 1 and not effect & said and reason.cause:
            place = (reason.first, max(reason.last, reason.cause.stop - 1))
            turned = pair.turned()
            out.append(
                missing_of("cause", "doubt", "invented", turned, place, "the original gives no such cause")
            )
    return out


def _charged(pair: Pair, places: range, *, whole: bool) -> bool:
    """Say whether the cause itself is charged: it stands in a charged sentence (`whole`), or has a charged word."""
    items = pair.here.found.items
    if whole:
        return any(items[place].sentence in pair.heat.sentences for place in places)
    heat = table("heat")
    return any(items[place].low in heat for place in places)


def _linked(here: Reading, reason: Reason, markers: Iterable[Marker]) -> bool:
    """Say whether a word there may state the link; a word that the effect has itself proves nothing."""
    own = {here.found.items[place].low for place in reason.effect}
    return any(
        marker.classes & {"back", "front"} or ("hint" in marker.classes and marker.said not in own)
        for marker in markers
    )


def _turned(pair: Pair, reason: Reason, theirs: list[Reason]) -> list[FactVerdict]:
    here, there = pair.here, pair.there
    cause, effect = keys_at(here, reason.cause), keys_at(here, reason.effect)
    if not effect or not cause:
        return []
    best: tuple[int, int, int, Reason] | None = None
    for other in theirs[:_MANY]:
        yours = keys_at(there, other.cause), keys_at(there, other.effect)
        if not yours[0] or not yours[1]:
            continue
        straight = len(cause & yours[0]) + len(effect & yours[1])
        one, two = len(cause & yours[1]), len(effect & yours[0])
        found = (straight - one - two, one, two, other)
        if best is None or abs(found[0]) > abs(best[0]):
            best = found
    if best is None or best[0] > -2:
        return []
    sure = bool(best[1] and best[2])
    return [
        verdict_of(
            "cause",
            "changed" if sure else "doubt",
            here,
            there,
            (reason.first, reason.last),
            (best[3].first, best[3].last),
            "cause and effect have changed places",
        )
    ]


def _contrary(pair: Pair, ours: list[Reason]) -> list[FactVerdict]:
    """ "In spite of" where the original has nothing of the kind."""
    here, there = pair.here, pair.there
    mine = marked(here, "causal")
    if any(marker.classes & {"against"} for markers in mine.values() for marker in markers):
        return []
    out: list[FactVerdict] = []
    for sentence, markers in marked(there, "causal").items():
        fresh = next((marker for marker in markers if "against" in marker.classes), None)
        if fresh is None:
            continue
        mates = pair.back.mates.get(sentence, [])
        caused = next((reason for reason in ours if reason.sentence in mates), None)
        if caused is None and any(
            marker.classes & {"but"} for mate in mates for marker in mine.get(mate, ())
        ):
            continue
        place = (caused.first, caused.last) if caused else None
        verdict: Verdict = "changed" if caused else "doubt"
        text = "the cause has become its contrary" if caused else "the original knows no such contrast"
        out.append(verdict_of("cause", verdict, here, there, place, (fresh.first, fresh.last), text))
    return out


def weakened(pair: Pair) -> list[FactVerdict]:
    """Return "nobody" that became "hardly anybody": a word that takes something back."""
    ours, theirs = _first(pair.here, _HARDLY), _first(pair.there, _HARDLY)
    if len(theirs) <= len(ours):
        return []
    place = (theirs[-1], theirs[-1])
    return [verdict_of("quantity", "doubt", pair.here, pair.there, None, place, "it takes something back")]


def _first(reading: Reading, wanted: frozenset[str]) -> list[int]:
    return [place for place, token in enumerate(reading.found.items) if token.low in wanted]
