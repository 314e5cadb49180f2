"""Whose, for whom, by whom: "our budget" that became "your budget", "send me" that became "send them".

Each pronoun of the rewrite is looked up in the original: which persons stand there at the same word, between the same
neighbours, in the answering sentences? What speaks for another person is added up, in half points, and what speaks
for this one taken off. First, second and third person are told apart; "I" and "we" are not, nor "he" and "they".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bothways.lens.facts.reading import Reading, quoted
from bothways.lens.facts.roles import Person
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 24  # pronouns bound to one word that are looked at
# Weights in half points, rounded from a regression on the open part of the house's own set, where they were also tried
# on messages left out of it; from 10 half points on it is in doubt, from 15 on it is taken for changed.
_DOUBT, _CHANGED = 10, 15
_AGAINST = {"same role": 5, "acts or owns": 4, "same word": 2, "near, same role": 3, "near": 2, "": 0}
_FRAME = (0, 2, 6)  # the same neighbours around another person: none, one, both
_OWN_FRAME = (0, -1, -4)
_UNBOUND, _NEAR = 3, 2  # this person does not stand at the word in the original; only near it
_ABSENT = {"here": 0, "beside": 3, "elsewhere": 3, "nowhere": 4}
_GONE = 4  # another person of the answering sentences is gone
_UNADDRESSED = 1  # "you" where the original addresses nobody
_PERSON = {"1": 0, "2": 3, "3": -2}
_REQUEST = {"1": 1, "2": -2, "3": 2}
_ROLE = {"actor": -1, "object": 0, "owner": 1}
_SPEECH = {
    "1": -1,
    "2": 0,
    "3": 4,
}  # at ask, tell, thank, want, need: "I ask you" says little, "tell them" much
_SPEAKING = frozenset(["ask", "thank", "want", "need", "tell"])


@dataclass(slots=True)
class _Bound:
    """The pronouns of one text: by the words that they are bound to, the words near them, neighbours, sentences."""

    heads: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    near: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    frames: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    sentences: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    anybody: set[str] = field(default_factory=set)


def persons(pair: Pair) -> list[FactVerdict]:
    """Return pronouns of the rewrite that stand for another person than the original's at the same word."""
    spoken = _spoken(pair.there)
    if not spoken:
        return []
    ours, theirs = _bound(_acts(pair.here), _spoken(pair.here)), _bound([], spoken)
    requests = {request.sentence for request in pair.there.statements.requests}
    out: list[FactVerdict] = []
    for person in spoken:
        mates = pair.back.mates.get(person.sentence, ())[:2]
        kind, other = _against(person, mates, ours)
        points = _AGAINST[kind] + _bearings(person, mates, ours) + _PERSON[person.person] + _ROLE[person.role]
        if person.person == "2" and "2" not in ours.anybody and person.sentence not in requests:
            points += _UNADDRESSED
        if person.sentence in requests:
            points += _REQUEST[person.person]
        if not _SPEAKING.isdisjoint(person.heads):
            points += _SPEECH[person.person]
            if person.person == "1" and person.sentence in requests:
                continue  # "tell me": whoever asks may always name himself
        pair.note(f"persons {person.sentence}", points)
        if points < _DOUBT - _GONE:
            continue
        if _gone(pair, person, mates, ours, theirs):
            points += _GONE
        if points < _DOUBT:
            continue
        verdict: Verdict = "changed" if points >= _CHANGED else "doubt"
        reason = (
            "it is somebody else's, or for somebody else"
            if kind
            else "the original does not speak of this person"
        )
        mine = (other.place, other.place) if other is not None else None
        place = (person.place, person.place)
        out.append(verdict_of("name", verdict, pair.here, pair.there, mine, place, reason))
    return out


def _against(person: Person, mates: Sequence[int], ours: _Bound) -> tuple[str, Person | None]:
    """Return how closely another person is bound to the same word in the original, and that pronoun: the closest."""
    found: dict[str, Person] = {}
    for head in person.heads:
        for other in ours.heads.get(head, ())[:_MANY]:
            if other.person != person.person:
                found.setdefault(_closeness(person, other, mates), other)
    for word in () if found else person.near:
        for other in ours.near.get(word, ())[:_MANY]:
            if other.person != person.person and other.sentence in mates:
                found.setdefault("near, same role" if other.role == person.role else "near", other)
    kind = max(found, key=_AGAINST.__getitem__, default="")
    return kind, found.get(kind)


def _closeness(person: Person, other: Person, mates: Sequence[int]) -> str:
    """Say how close two persons at one verb or thing are."""
    if other.sentence in mates and other.role == person.role:
        return "same role"
    if other.sentence in mates and {other.role, person.role} == {"actor", "owner"}:
        return "acts or owns"
    return "same word"


def _bearings(person: Person, mates: Sequence[int], ours: _Bound) -> int:
    """Return the points for where the person stands in the original: at the word, near it, in the sentence, at all."""
    points = 0
    if not _stands(person, ours.heads, person.heads, None):
        points += _NEAR if _stands(person, ours.near, person.near, mates) else _UNBOUND
    if any(person.person in ours.sentences.get(mate, ()) for mate in mates):
        place = "here"
    elif any(person.person in ours.sentences.get(mate + step, ()) for mate in mates for step in (-1, 1)):
        place = "beside"
    else:
        place = "elsewhere" if person.person in ours.anybody else "nowhere"
    points += _ABSENT[place]
    others = [key for key in ("1", "2", "3") if key != person.person]
    points += _FRAME[max(_framed(person, ours, f"{key} {person.role}") for key in others)]
    own = max(_framed(person, ours, f"{person.person} {role}") for role in ("actor", "object", "owner"))
    return points + _OWN_FRAME[own]


def _stands(
    person: Person, index: dict[str, list[Person]], words: Sequence[str], mates: Sequence[int] | None
) -> bool:
    return any(
        other.person == person.person and (mates is None or other.sentence in mates)
        for word in words
        for other in index.get(word, ())[:_MANY]
    )


def _framed(person: Person, ours: _Bound, who: str) -> int:
    """Return how many of the two neighbours are the same at one pronoun of this person and role."""
    before, behind = person.frame
    if person.frame in ours.frames.get((who, ""), ()):
        return 2
    known = ours.frames.get((who, "one"), ())
    return int(("<", before) in known or (">", behind) in known)


def _gone(pair: Pair, person: Person, mates: Sequence[int], ours: _Bound, theirs: _Bound) -> bool:
    """Say whether a person of the answering sentences stands in none of the sentences that answer to those."""
    here: set[str] = set()
    there = set(theirs.sentences.get(person.sentence, ()))
    for mate in mates:
        here |= ours.sentences.get(mate, set())
        for back in pair.forth.mates.get(mate, ())[:2]:
            there |= theirs.sentences.get(back, set())
    return bool(here - there)


def _bound(acts: list[Person], spoken: list[Person]) -> _Bound:
    got = _Bound()
    for person in spoken:
        got.sentences[person.sentence].add(person.person)
        got.anybody.add(person.person)
        who = f"{person.person} {person.role}"
        got.frames[who, ""].add(person.frame)
        got.frames[who, "one"] |= {("<", person.frame[0]), (">", person.frame[1])}
        for word in person.near:
            got.near[word].append(person)
    for person in (*spoken, *acts):
        for head in person.heads:
            got.heads[head].append(person)
    return got


def _acts(reading: Reading) -> list[Person]:
    """Return the addressee of each request as the one who acts: "explain it" speaks of your explanation."""
    return [
        Person(request.place, "2", "actor", (request.concept,), (), request.sentence)
        for request in reading.statements.requests
        if request.form != "hidden"
    ]


def _spoken(reading: Reading) -> list[Person]:
    """Return the pronouns outside quotations."""
    inside = quoted(reading)
    return [person for person in reading.statements.persons if person.place not in inside]
