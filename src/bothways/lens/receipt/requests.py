"""Requests set side by side: each one's act and objects are sought in what the other text asks for or makes binding."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import marked
from bothways.lens.facts.statements import Request
from bothways.lens.receipt.answers import free_of
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import by_group, missing_of
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 60  # requests of one side that are set beside each one of the other


@dataclass(slots=True)
class _Match:
    """Which requests answer to each other; those of the first text that wait, those of the second that are spare."""

    pairs: list[tuple[Request, Request]] = field(default_factory=list)
    waiting: list[Request] = field(default_factory=list)
    spare: list[Request] = field(default_factory=list)


def requests(pair: Pair) -> list[FactVerdict]:
    """Return what became of the requests: kept, softened to an option, gone, or new."""
    match = _matched(pair)
    out: list[FactVerdict] = [_kept(pair, mine, yours) for mine, yours in match.pairs]
    if not any(fact.verdict == "softened" for fact in out):
        out += _optional(pair)
    silent = not pair.there.statements.requests  # then even a charged question was the only one who asked
    asking, binding = _binding(pair) if match.waiting else (set(), set())
    for number, request in enumerate(match.waiting):
        if _asked_for(pair, request, asking, binding, wide=number < _MANY):
            continue
        hot = request.sentence in pair.heat.sentences or request.form == "hidden"
        if hot and not silent and (request.form == "hidden" or not _wants(pair, request)):
            continue
        place = (request.place, max(request.place, request.last))
        alone = silent and pair.support(request.sentence) < 0.35 and not pair.heat.anywhere
        verdict: Verdict = "lost" if alone else "doubt"
        reason = (
            "the request is not found there"
            if request.form != "hidden"
            else "a question that nothing answers to"
        )
        out.append(missing_of("request", verdict, "lost", pair, place, reason))
    out += _new(pair, match)
    return out


def _matched(pair: Pair) -> _Match:
    """Match each request with the one that shares most with it, the closest first; then what is left, in order."""
    ours = pair.here.statements.requests
    theirs = pair.there.statements.requests
    scored = []
    places: dict[int, list[int]] = defaultdict(list)
    for two, yours in enumerate(theirs):
        places[yours.sentence].append(two)
    for one, mine in enumerate(ours):
        mates = pair.forth.mates.get(mine.sentence, ())
        near = (
            range(len(theirs))
            if len(theirs) <= _MANY
            else [two for mate in mates for two in places.get(mate, ())]
        )
        for two in near:
            yours = theirs[two]
            value = 3 * (mine.concept == yours.concept) + (yours.sentence in mates)
            value += len((mine.objects | {mine.concept}) & (yours.objects | {yours.concept}))
            if value:
                scored.append((-value, one, two))
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, one, two in sorted(scored):
        if one not in taken and two not in used:
            taken[one] = two
            used.add(two)
    match = _Match([(ours[one], theirs[two]) for one, two in sorted(taken.items())])
    left = [mine for one, mine in enumerate(ours) if one not in taken]
    spare = deque(yours for two, yours in enumerate(theirs) if two not in used)
    for mine in sorted(left, key=lambda one: (one.form == "hidden", one.place)):
        if spare:
            match.pairs.append((mine, spare.popleft()))
        else:
            match.waiting.append(mine)
    match.spare = list(spare)
    return match


def _binding(pair: Pair) -> tuple[set[int], set[int]]:
    """Return the sentences there that ask, and those that make something binding."""
    there = pair.there
    modals = marked(there, "modals")
    binding = {
        sentence
        for sentence, markers in modals.items()
        if any(marker.classes & {"must", "should", "wish"} for marker in markers)
    }
    return {other.sentence for other in there.statements.requests}, binding


def _asked_for(pair: Pair, request: Request, asking: set[int], binding: set[int], *, wide: bool) -> bool:
    """Say whether another request there holds this one too, or a sentence makes it binding in other words."""
    free = free_of(pair, [request.sentence], wide=wide)
    wanted = request.objects | {request.concept}
    for sentence in free:
        keys = {key.lstrip("@") for key in pair.forth.others[sentence]}
        shared = len(wanted & keys) + (request.concept in keys)
        if not shared:
            continue
        binds = sentence in binding
        if sentence in asking or (
            binds and (shared >= 2 or sentence in pair.forth.mates.get(request.sentence, ()))
        ):
            return True
    return False


def _spoken_of(pair: Pair, request: Request, *, wide: bool) -> bool:
    """Say whether the other text speaks of the act, or of two of its objects, in a sentence."""
    for sentence in free_of(pair, [request.sentence], wide=wide):
        keys = {key.lstrip("@") for key in pair.forth.others[sentence]}
        if request.concept in keys or len(request.objects & keys) >= 2:
            return True
    return False


def _wants(pair: Pair, request: Request) -> bool:
    """Say whether a charged sentence asks for something besides its charge."""
    items = pair.here.found.items
    begin, end = pair.here.found.bounds.get(request.sentence, (0, 0))
    return not any(token.low in table("heat") for token in items[begin : min(end, begin + _MANY)])


def _new(pair: Pair, match: _Match) -> list[FactVerdict]:
    """Requests of the rewrite that nothing in the original asks for."""
    if pair.here.statements.requests:
        return []
    turned = pair.turned()
    out: list[FactVerdict] = []
    for number, request in enumerate(match.spare):
        if request.form == "hidden" or _spoken_of(turned, request, wide=number < _MANY):
            continue
        place = (request.place, max(request.place, request.last))
        out.append(
            missing_of("request", "doubt", "invented", turned, place, "the original asks for no such thing")
        )
    return out


def _optional(pair: Pair) -> list[FactVerdict]:
    ours, theirs = by_group(pair.here).get("optional", []), by_group(pair.there).get("optional", [])
    if len(theirs) <= len(ours):
        return []
    word = theirs[-1]
    place = (word.first, word.last)
    reason = "something has become optional"
    return [verdict_of("request", "softened", pair.here, pair.there, None, place, reason)]


def _kept(pair: Pair, mine: Request, yours: Request) -> FactVerdict:
    verdict: Verdict = "kept"
    reason = ""
    if yours.optional and not mine.optional:
        verdict, reason = "softened", "the request has become optional"
    elif mine.optional and not yours.optional:
        verdict, reason = "doubt", "an optional request may have become binding"
    place, other = (mine.place, max(mine.place, mine.last)), (yours.place, max(yours.place, yours.last))
    return verdict_of("request", verdict, pair.here, pair.there, place, other, reason)
