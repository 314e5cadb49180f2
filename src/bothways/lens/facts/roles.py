"""Who does what: the actor before a verb, with the passive turned round.

And whose, for whom, by whom: each personal or possessive pronoun with the words that it is bound to.
"""

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
    """One predicate: its place and concept, and its actor: "i", "we", "you", "3", a name, or "" in a passive without one."""

    place: int
    concept: str
    actor: str
    actor_place: int
    sentence: int


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
    if passive:
        agent = _agent_behind(items, marks, place, mark, token)
        return agent or Role(place, mark.concept, "", place, token.sentence)
    return Role(place, mark.concept, actor, actor_place, token.sentence)


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
                return Role(place, mark.concept, here.concept, at + 1, token.sentence)
            if pronoun:
                return Role(place, mark.concept, pronoun, at + 1, token.sentence)
            return None
        at += 1
    return None


_SPEAKER = {
    "i": ("1", "actor"), "we": ("1", "actor"), "me": ("1", "object"), "us": ("1", "object"),
    "myself": ("1", "object"), "ourselves": ("1", "object"), "my": ("1", "owner"), "our": ("1", "owner"),
    "mine": ("1", "owner"), "ours": ("1", "owner"),
    "you": ("2", "actor"), "yourself": ("2", "object"), "yourselves": ("2", "object"), "your": ("2", "owner"),
    "yours": ("2", "owner"),
    "he": ("3", "actor"), "she": ("3", "actor"), "they": ("3", "actor"), "him": ("3", "object"),
    "them": ("3", "object"), "himself": ("3", "object"), "themselves": ("3", "object"), "his": ("3", "owner"),
    "their": ("3", "owner"), "hers": ("3", "owner"), "theirs": ("3", "owner"), "her": ("3", "owner"),
}  # fmt: skip
_ALONE = frozenset(["mine", "ours", "yours", "hers", "theirs"])
_NEXT, _AHEAD, _BEHIND = 2, 7, 6  # content words on either side, and how far they are looked for


@dataclass(slots=True)
class Person:
    """A pronoun: whose person it is ("1", "2", "3"), as what it stands, and the concepts that it is bound to.

    `heads` are what it governs or hangs on (the verb of an actor, the thing of an owner, the verb or noun before an
    object), `near` the content words on either side; both with the nearest first, for a set would show another place
    in every run.
    """

    place: int
    person: str
    role: str  # actor, object, owner
    heads: tuple[str, ...]
    near: tuple[str, ...]
    sentence: int
    frame: tuple[str, str] = ("", "")  # the words right before and behind


def persons_of(items: Sequence[Token], marks: Sequence[Mark | None]) -> list[Person]:
    """Return the personal and possessive pronouns of a text in order, each with what it is bound to."""
    found: list[Person] = []
    for place, token in enumerate(items):
        known = _SPEAKER.get(token.low) if token.kind == "w" else None
        if known is None:
            continue
        person, role = known
        behind = _content(items, marks, place, 1, _AHEAD)
        before = _content(items, marks, place, -1, _BEHIND)
        if token.low in {"you", "her"} and _as_object(items, marks, place):
            role = "object"
        if role == "object" and place and items[place - 1].low == "by":
            role, behind = "actor", before  # "asked by us": the verb stands before
        elif role == "actor" and _suffers(items, marks, place):
            role, before = "object", behind  # "we were not told"
        if role == "actor":
            heads = behind[:1]
        elif role == "object" or token.low in _ALONE:
            heads = before[:1]
        else:
            heads = behind
        frame = (
            items[place - 1].low if place else "",
            items[place + 1].low if place + 1 < len(items) else "",
        )
        near = tuple(dict.fromkeys(behind + before))
        found.append(Person(place, person, role, tuple(dict.fromkeys(heads)), near, token.sentence, frame))
    return found


def _as_object(items: Sequence[Token], marks: Sequence[Mark | None], place: int) -> bool:
    """Tell "told you", "for you" and "call her" from "you told" and "her plan"."""
    if items[place].low == "her":
        return place + 1 >= len(items) or marks[place + 1] is None
    before = items[place - 1] if place and items[place - 1].sentence == items[place].sentence else None
    return before is not None and (before.low in _PREPOSITIONS or before.stem in _GIVING)


def _suffers(items: Sequence[Token], marks: Sequence[Mark | None], place: int) -> bool:
    """Say whether a passive follows a pronoun: "we were told", "you have been asked"."""
    at, being = place + 1, False
    while at < len(items) and at - place <= _AHEAD and items[at].sentence == items[place].sentence:
        if items[at].kind == "p":
            return False
        if marks[at] is not None and not items[at].low.endswith("ly"):
            return being and _participle(items[at])
        being = being or items[at].stem in _BE
        at += 1
    return False


_PREPOSITIONS = frozenset(["to", "for", "by", "with", "from", "of", "about", "at", "on", "behind", "against"])
_GIVING = frozenset(
    ["tell", "give", "send", "ask", "let", "thank", "show", "offer", "owe", "inform", "remind", "cost", "pay"]
)


def _content(
    items: Sequence[Token], marks: Sequence[Mark | None], place: int, step: int, reach: int
) -> list[str]:
    """Return the next content words on one side, in the same sentence and before the next mark of punctuation."""
    got: list[str] = []
    at, sentence = place + step, items[place].sentence
    while 0 <= at < len(items) and abs(at - place) <= reach and len(got) < _NEXT:
        other = items[at]
        if other.sentence != sentence or other.kind == "p":
            break
        mark = marks[at]
        if mark is not None:
            got.append(mark.concept)
        at += step
    return got
