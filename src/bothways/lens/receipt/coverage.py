"""Statements that the other text does not make at all, whatever facts they hold."""

from __future__ import annotations

from bothways.lens.facts.fields import uncovered, weight_of_all
from bothways.lens.facts.lexicon import table, words
from bothways.lens.facts.roles import Role
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import missing_of
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

# A sentence is taken for unsaid where less than _LOW of its weight is said and more than _OPEN stays open; chosen by
# cross-validation over the sources of free wordings, against sentences out of other messages.
_LOW, _OPEN = 0.35, 0.9
# A lost sentence is also shown, as less certain, from here on; a charged text sheds sentences, and figures.py asks the
# judge which of them state something.
_HALF, _SOME, _LEAST_WORDS = 0.45, 0.75, 3
NOTHING, LITTLE = "the other text says nothing of this", "the other text says little of this"
_NONE, _MUCH = 0.1, 1.6  # where next to nothing of a full sentence is said, it is certain


def unsupported(pair: Pair, *, kind: str) -> list[FactVerdict]:
    """Return sentences of the first text whose words the second does not have; greetings and requests apart."""
    here, _there = pair.here, pair.there
    asked = {request.sentence for request in here.statements.requests}
    everything: set[str] = set()
    for keys in pair.forth.others.values():
        everything |= keys
    out: list[FactVerdict] = []
    for begin, end in here.found.sentences:
        sentence = here.found.items[begin].sentence
        keys = pair.forth.keys.get(sentence, set())
        if not keys or sentence in asked or all(key[0] == "@" for key in keys):
            continue
        promised = _promise(pair, sentence)
        if kind == "lost" and not promised and not _whole(pair, begin, end):
            continue
        # A figure that is not found there is judged where figures are; one that is found speaks for the sentence.
        unsaid = sum(weight for key, weight in uncovered(keys, everything) if key[0] != "#")
        total = weight_of_all(key for key in keys if key[0] != "#" or key in everything)
        said = 1 - unsaid / total if total else 1.0
        little = said >= _LOW or unsaid < _OPEN or not (promised or _verbal(pair, begin, end))
        if kind == "lost" and little and (said >= _HALF or unsaid < _SOME or promised):
            continue
        if kind != "lost" and (said >= _LOW or unsaid < _OPEN):
            continue
        sure = said < _NONE and unsaid >= _MUCH
        verdict: Verdict = "invented" if sure and kind == "invented" else "doubt"
        reason = LITTLE if kind == "lost" and little else NOTHING
        name = "commitment" if promised else "statement"
        out.append(missing_of(name, verdict, kind, pair, (begin, end - 1), reason))
    return out


def _whole(pair: Pair, first: int, last: int) -> bool:
    """Say whether a sentence is one that can state something: three words, and no question or heading."""
    items = pair.here.found.items[first:last]
    return items[-1].low not in {"?", ":"} and sum(token.kind != "p" for token in items) >= _LEAST_WORDS


def _verbal(pair: Pair, first: int, last: int) -> bool:
    """Say whether a verb is seen in a sentence: an actor's, a helping verb, a past."""
    items = pair.here.found.items[first:last]
    if _roles(pair).get(items[0].sentence):
        return True
    pasts, helping = table("irregular"), words("functions", "auxiliaries")
    return any(token.low in helping or token.low in pasts or token.low.endswith("ed") for token in items[1:])


def _will(pair: Pair, first: int, last: int) -> bool:
    return any(token.low in {"will", "shall"} for token in pair.here.found.items[first:last])


def _promise(pair: Pair, sentence: int) -> bool:
    return any(
        role.actor in {"i", "we"} and _will(pair, role.actor_place, role.place)
        for role in _roles(pair).get(sentence, ())
    )


def _roles(pair: Pair) -> dict[int, list[Role]]:
    """Return who acts in each sentence; found once for a reading, else a long text is gone through for each sentence."""
    known = pair.here.noted.get("roles by sentence")
    if isinstance(known, dict):
        return known
    made: dict[int, list[Role]] = {}
    for role in pair.here.statements.roles:
        made.setdefault(role.sentence, []).append(role)
    pair.here.noted["roles by sentence"] = made
    return made
