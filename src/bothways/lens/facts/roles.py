"""Who did what to whom: the actor before a verb and the names behind it, with the passive turned round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.lens.facts.concepts import Mark
from bothways.lens.facts.lexicon import words
from bothways.lens.facts.tokens import Token

_PERSONS = {"i": "i", "we": "we", "you": "you", "he": "3", "she": "3", "they": "3", "it": "3", "who": "3"}
_BACK = 7
_BE = frozenset(["be", "get"])


@dataclass(slots=True)
class Role:
    """One predicate: its place and concept, its actor ("i", "we", "you", "3" or a name), the names it is done to."""

    place: int
    concept: str
    actor: str
    actor_place: int
    passive: bool
    sentence: int
    targets: tuple[str, ...] = ()
    beneficiary: str = ""


def roles_of(items: Sequence[Token], marks: Sequence[Mark | None]) -> list[Role]:
    """Return the predicates whose actor is written: a pronoun or a name before them, or "by" and a name behind."""
    auxiliaries = words("functions", "auxiliaries")
    found: list[Role] = []
    for place, mark in enumerate(marks):
        if mark is None or mark.name or items[place].kind != "w":
            continue
        role = _role_at(items, marks, place, mark, auxiliaries)
        if role is not None:
            found.append(role)
    return found


def _role_at(
    items: Sequence[Token], marks: Sequence[Mark | None], place: int, mark: Mark, auxiliaries: frozenset[str]
) -> Role | None:
    token = items[place]
    passive, actor, actor_place = False, "", -1
    at = place - 1
    while at >= 0 and place - at <= _BACK and items[at].sentence == token.sentence:
        other = items[at]
        low = other.low
        if low in _PERSONS:
            actor, actor_place = _PERSONS[low], at
            break
        here = marks[at]
        if here is not None and here.name and not other.owner:
            actor, actor_place = here.concept, at
            break
        if (other.stem in _BE and at == place - 1) or (
            other.stem in _BE and low != "have" and _between_adverbs(items, at, place)
        ):
            passive = passive or _participle(token)
        elif (
            other.stem in auxiliaries
            or low
            in {
                "not",
                "never",
                "also",
                "always",
                "just",
                "only",
                "then",
                "already",
                "again",
                "to",
                "all",
                "both",
                "really",
                "still",
                "personally",
                "first",
                "now",
            }
            or (here is None and other.kind == "w" and low.endswith("ly"))
        ):
            pass
        else:
            return None if not passive else _agent_behind(items, marks, place, mark, token)
        at -= 1
    if actor_place < 0 or (actor_place == place - 1 and not _finite(token)):
        return _agent_behind(items, marks, place, mark, token) if passive else None
    targets, beneficiary = _behind(items, marks, place)
    if passive:
        agent = _agent_behind(items, marks, place, mark, token)
        if agent is None:
            return Role(place, mark.concept, "", place, True, token.sentence, (actor,), "")
        agent.targets = (actor, *agent.targets)
        return agent
    return Role(place, mark.concept, actor, actor_place, False, token.sentence, targets, beneficiary)


def _between_adverbs(items: Sequence[Token], at: int, place: int) -> bool:
    return all(
        items[step].low in {"not", "never", "been", "being", "also", "just", "already", "again", "still"}
        or items[step].low.endswith("ly")
        for step in range(at + 1, place)
    )


def _participle(token: Token) -> bool:
    return token.low.endswith(
        ("ed", "en", "wn", "ght", "ld", "nt", "ost", "ade", "id", "ut", "one", "ept", "et")
    )


def _finite(token: Token) -> bool:
    return not token.low.endswith("ing")


def _agent_behind(
    items: Sequence[Token], marks: Sequence[Mark | None], place: int, mark: Mark, token: Token
) -> Role | None:
    at = place + 1
    while at < len(items) and at - place < _BACK and items[at].sentence == token.sentence:
        if items[at].low == "by" and at + 1 < len(items):
            nxt = items[at + 1]
            here = marks[at + 1]
            pronoun = {"me": "i", "us": "we", "you": "you", "him": "3", "her": "3", "them": "3"}.get(nxt.low)
            if here is not None and here.name:
                return Role(place, mark.concept, here.concept, at + 1, True, token.sentence)
            if pronoun:
                return Role(place, mark.concept, pronoun, at + 1, True, token.sentence)
            return None
        at += 1
    return None


def _behind(items: Sequence[Token], marks: Sequence[Mark | None], place: int) -> tuple[tuple[str, ...], str]:
    """Return the names and persons that the verb is done to, and the one after "to" or "for"."""
    targets: list[str] = []
    beneficiary = ""
    objects = {"me": "i", "us": "we", "you": "you"}
    at = place + 1
    clause = items[place].clause
    while at < len(items) and at - place <= 8 and items[at].clause == clause:
        here = marks[at]
        value = here.concept if here is not None and here.name else objects.get(items[at].low, "")
        if value and not items[at].owner:
            if items[at - 1].low in {"to", "for"} and not beneficiary:
                beneficiary = value
            elif items[at - 1].low not in {"by", "from", "of", "at", "with", "on", "in", "about"}:
                targets.append(value)
        elif here is not None and items[at].low in {"and"}:
            break
        at += 1
    return tuple(targets), beneficiary
