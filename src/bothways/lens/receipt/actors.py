"""Who did it, to whom, whose it is: actors that became others, and blame that was denied and is now admitted."""

from __future__ import annotations

from collections import defaultdict

from bothways.lens.facts.reading import Reading
from bothways.lens.facts.roles import Role
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

_PERSON = {"i": "1", "we": "1", "you": "2"}
_WORDS = {
    "i": "1", "me": "1", "my": "1", "mine": "1", "we": "1", "us": "1", "our": "1", "ours": "1", "myself": "1",
    "you": "2", "your": "2", "yours": "2", "yourself": "2", "yourselves": "2",
}  # fmt: skip
_DISTANCE = frozenset(
    [
        "somehow",
        "apparently",
        "supposedly",
        "allegedly",
        "told",
        "blamed",
        "blame",
        "called",
        "accused",
        "suggested",
        "presented",
        "said",
    ]
)

# "We lost Acme to Beta" and "Beta lost us to Acme": who acts here has a place of its own behind the verb.
_GOES_TO = frozenset(["win", "replace", "prefer", "transfer"])


def actors(pair: Pair) -> list[FactVerdict]:
    """Return the acts whose actor is another one in the rewrite."""
    ours, theirs = _by_act(pair.here), _by_act(pair.there)
    out: list[FactVerdict] = []
    for act, roles in ours.items():
        others = theirs.get(act)
        if not others:
            continue
        mine = {_who(role) for role in roles if role.actor}
        yours = {_who(role) for role in others if role.actor}
        if not mine or not yours or mine & yours or "3" in mine | yours:
            continue
        first, second = next(r for r in roles if r.actor), next(r for r in others if r.actor)
        if second.sentence not in pair.forth.mates.get(first.sentence, ()):
            continue
        if first.sentence in pair.heat.questions:
            continue
        names = {who for who in mine | yours if who not in {"1", "2"}}
        addressed = "2" in mine | yours or act not in _GOES_TO
        if addressed and len(names) == 1 and len(mine | yours) == 2 and _named(pair, names.pop()):
            continue  # "you" may be the one who is addressed by name
        out.append(
            verdict_of(
                "name",
                "changed" if pair.support(first.sentence) >= 0.6 else "doubt",
                pair.here,
                pair.there,
                (first.actor_place, first.place),
                (second.actor_place, second.place),
                "another one acts",
            )
        )
    return out


def _named(pair: Pair, name: str) -> bool:
    return any(one.value == name for reading in (pair.here, pair.there) for one in reading.names)


def _who(role: Role) -> str:
    return _PERSON.get(role.actor, role.actor)


def _by_act(reading: Reading) -> dict[str, list[Role]]:
    acts: dict[str, list[Role]] = defaultdict(list)
    for role in reading.statements.roles:
        acts[role.concept].append(role)
    return acts


def blame(pair: Pair) -> list[FactVerdict]:
    """ "Somehow it is OUR fault" says the contrary of "it is our fault": the doubt in it must not be dropped."""
    ours, theirs = _blames(pair.here), _blames(pair.there)
    out: list[FactVerdict] = []
    for who, (place, distant) in theirs.items():
        mine = ours.get(who)
        if mine is not None and mine[1] and not distant:
            reason = "what the original only reports is said as if it were so"
            out.append(
                verdict_of(
                    "cause", "changed", pair.here, pair.there, (mine[0], mine[0]), (place, place), reason
                )
            )
    return out


def _blames(reading: Reading) -> dict[str, tuple[int, bool]]:
    items, marks = reading.found.items, reading.marks
    found: dict[str, tuple[int, bool]] = {}
    for begin, end in reading.found.sentences:
        for place in range(begin, end):
            mark = marks[place]
            if mark is None or mark.concept != "responsible":
                continue
            near = items[max(begin, place - 3) : place + 4]
            who = next((_WORDS[token.low] for token in near if token.low in _WORDS), "")
            distant = any(
                token.low in _DISTANCE
                or (token.text.isupper() and token.low in _WORDS and len(token.text) > 1)
                for token in items[begin:end]
            )
            if who:
                found.setdefault(who, (place, distant))
    return found
