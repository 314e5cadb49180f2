"""Whose, for whom, by whom: "our budget" that became "your budget", "send me" that became "send them".

A pronoun is compared where it is bound to the same word on both sides. First, second and third person are told apart;
"I" and "we" are not, nor "he" and "they".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bothways.lens.facts.reading import Reading
from bothways.lens.facts.roles import Person
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 24  # pronouns bound to one word that are looked at
_CHANGED = "it is somebody else's, or for somebody else"
_PERHAPS = "it may be about somebody else"
_FRESH = "the original does not speak of this person here"
_COURTESY = frozenset(["ask", "thank", "like", "want", "welcome"])
_REPORTED = frozenset(["tell", "say", "give", "send", "let", "call", "answer", "explain", "show", "know", "help"])


@dataclass(slots=True)
class _Bound:
    """The pronouns of one text by the words that they are bound to, by the words near them, and by sentence."""

    heads: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    near: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    sentences: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def persons(pair: Pair) -> list[FactVerdict]:
    """Return pronouns of the rewrite that stand for another person than the original's at the same word."""
    ours, theirs = _bound(pair.here), _bound(pair.there)
    if not theirs.counts:
        return []
    asked = {request.sentence for request in pair.there.statements.requests}
    called_upon = {request.sentence for request in pair.here.statements.requests} | pair.heat.questions
    out: list[FactVerdict] = []
    for person in _spoken(pair.there):
        mates = pair.back.mates.get(person.sentence, ())[:2]
        verdict, other, reason = _judged(person, mates, ours, theirs)
        if not verdict:
            aside = person.sentence in asked
            if _unheard(person, ours, asked=aside, called_upon=bool(called_upon)):
                verdict, reason = "doubt", _FRESH
        if verdict:
            place = (person.place, person.place)
            mine = (other.place, other.place) if other is not None else None
            out.append(verdict_of("name", verdict, pair.here, pair.there, mine, place, reason))
    return out


def _judged(
    person: Person, mates: list[int], ours: _Bound, theirs: _Bound
) -> tuple[Verdict | None, Person | None, str]:
    """Return what the pronouns at the same words of the original say, the one that speaks against it, and why."""
    at_heads = [other for head in person.heads for other in ours.heads.get(head, ())[:_MANY]]
    at_near = [other for word in person.near for other in ours.near.get(word, ())[:_MANY] if other.sentence in mates]
    against = [other for other in at_heads if other.person != person.person]
    if any(other.person == person.person for other in at_heads):
        return _outnumbered(person, against, mates, ours, theirs)
    beside = [other for other in at_near if other.person != person.person]
    heard = any(person.person in ours.sentences.get(mate, ()) for mate in mates)
    exact = [other for other in against if other.role == person.role and other.sentence in mates]
    if exact:
        return ("doubt" if person.person == "3" and not _anywhere(person, ours) else "changed"), exact[0], _CHANGED
    if any(other.person == person.person for other in at_near):
        return None, None, ""
    weak = against or beside
    if weak and not (heard and not against) and not (person.person == "3" and _close(person, mates, ours)):
        return "doubt", weak[0], _PERHAPS
    return None, None, ""


def _outnumbered(
    person: Person, against: list[Person], mates: list[int], ours: _Bound, theirs: _Bound
) -> tuple[Verdict | None, Person | None, str]:
    """Where both persons stand at a word: one more of this and one fewer of another is a change."""
    for other in against:
        if other.role != person.role or other.sentence not in mates:
            continue
        for head in other.heads & person.heads:
            mine, his = (head, person.role, person.person), (head, other.role, other.person)
            if theirs.counts[mine] > ours.counts[mine] and theirs.counts[his] < ours.counts[his]:
                return "doubt", other, _PERHAPS
    return None, None, ""


def _unheard(person: Person, ours: _Bound, *, asked: bool, called_upon: bool) -> bool:
    """Say whether a person comes in of whom the original never speaks, in a place that is no courtesy."""
    if _anywhere(person, ours):
        return False
    if person.person == "2":
        return not asked and not called_upon and not person.heads & _COURTESY
    return person.person == "3" and person.role == "object" and asked and bool(person.heads & _REPORTED)


def _anywhere(person: Person, ours: _Bound) -> bool:
    return any(person.person in spoken for spoken in ours.sentences.values())


def _close(person: Person, mates: list[int], ours: _Bound) -> bool:
    return any(person.person in ours.sentences.get(mate + step, ()) for mate in mates for step in (-1, 0, 1))


def _bound(reading: Reading) -> _Bound:
    got = _Bound()
    for person in _spoken(reading):
        got.sentences[person.sentence].add(person.person)
        for head in person.heads:
            got.heads[head].append(person)
            got.counts[head, person.role, person.person] += 1
        for word in person.near:
            got.near[word].append(person)
    return got


def _spoken(reading: Reading) -> list[Person]:
    """Return the pronouns outside quotations: what somebody else said has its own "I" and "you"."""
    quoted = {place for quote in reading.quotes for place in range(quote.first, quote.last + 1)}
    return [person for person in reading.statements.persons if person.place not in quoted]
