"""Statements that the other text does not make at all, whatever facts they hold."""

from __future__ import annotations

from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import missing_of
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_LOW = 0.35


def unsupported(pair: Pair, *, kind: str) -> list[FactVerdict]:
    """Return sentences of the first text whose words the second does not have; greetings and requests apart."""
    here, _there = pair.here, pair.there
    if kind == "lost" and pair.heat.anywhere:
        return []  # a charged text sheds sentences; its facts are followed one by one
    asked = {request.sentence for request in here.statements.requests}
    everything: set[str] = set()
    for keys in pair.forth.others.values():
        everything |= keys
    out: list[FactVerdict] = []
    for begin, end in here.found.sentences:
        sentence = here.found.items[begin].sentence
        keys = pair.forth.keys.get(sentence, set())
        if len(keys) < 2 or sentence in asked:
            continue
        if kind == "lost" and not _promise(pair, sentence):
            continue
        near: set[str] = set()
        for mate in pair.forth.mates.get(sentence, ())[:2]:
            near |= pair.forth.others[mate]
        share = len(keys & near) / len(keys)
        if share >= _LOW or len(keys & everything) / len(keys) >= 0.5:
            continue
        if all(key[0] == "@" for key in keys):
            continue
        place = (begin, end - 1)
        sure = len(keys) >= 3 and not keys & everything
        verdict: Verdict = "invented" if sure and kind == "invented" else "doubt"
        reason = "the other text says nothing of this"
        name = "commitment" if _promise(pair, sentence) else "statement"
        out.append(missing_of(name, verdict, kind, pair, place, reason))
    return out


def _will(pair: Pair, first: int, last: int) -> bool:
    return any(token.low in {"will", "shall"} for token in pair.here.found.items[first:last])


def _promise(pair: Pair, sentence: int) -> bool:
    return any(
        role.sentence == sentence and role.actor in {"i", "we"} and _will(pair, role.actor_place, role.place)
        for role in pair.here.statements.roles
    )
