"""The facts of a reading as values that can leave the room."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.lens.facts.kinds import Fact
from bothways.lens.facts.reading import Reading, read

_GROUPS = {
    "must": ("modality", "must"),
    "should": ("modality", "should"),
    "will": ("modality", "will"),
    "may": ("modality", "may"),
    "condition_if": ("condition", "if"),
    "condition_only": ("condition", "only if"),
    "condition_unless": ("condition", "unless"),
    "condition_else": ("condition", "otherwise"),
    "quantity_all": ("quantity", "all"),
    "quantity_most": ("quantity", "most"),
    "quantity_some": ("quantity", "some"),
    "quantity_few": ("quantity", "few"),
    "quantity_many": ("quantity", "many"),
    "quantity_only": ("quantity", "only"),
    "cause": ("cause", "because"),
    "again": ("severity", "again"),
}


def facts_of(text: str, *, names: Sequence[str] = (), today: object = None) -> tuple[Fact, ...]:
    """Return the typed facts of a text in the order of their places.

    `names` are names that the text may hold (customers, people, products), spelt as a CRM spells them. `today` is
    taken for callers that know the day; relative days ("tomorrow") stay relative, so that a text means the same
    on every day.

    >>> [(fact.kind, fact.value) for fact in facts_of("Acme pays $240k by 5 May.", names=["Acme"])]
    [('name', 'acme'), ('money', '240000 USD'), ('deadline', 'M5 D5')]
    """
    del today
    reading = read(text, names)
    known = reading.noted.get("facts")
    if isinstance(known, tuple):
        return known
    facts = [*_hard(reading), *_soft(reading)]
    facts.sort(key=lambda fact: (fact.start, fact.end, fact.kind))
    reading.noted["facts"] = tuple(facts)
    return tuple(facts)


def _piece(reading: Reading, first: int, last: int) -> tuple[int, int, str]:
    items = reading.found.items
    start, end = items[first].start, items[last].end
    return start, end, reading.found.text[start:end]


def around(reading: Reading, first: int, last: int) -> str:
    """Return the content words around a piece, the nearest first: what it is bound to."""
    items = reading.found.items
    sentence = items[first].sentence
    near: list[str] = []
    for step in range(1, 7):
        for at in (last + step, first - step):
            if 0 <= at < len(items) and items[at].sentence == sentence:
                mark = reading.marks[at]
                if mark is not None and mark.concept not in near:
                    near.append(mark.concept)
    return " ".join(near[:4])


def _hard(reading: Reading) -> list[Fact]:
    facts: list[Fact] = []
    denied = {
        place
        for negation in reading.statements.negations
        for place in range(negation.place, negation.last + 1)
    }
    for amount in reading.amounts:
        start, end, text = _piece(reading, amount.first, amount.last)
        kind = "severity" if amount.unit == "ordinal" else amount.kind
        value = f"{amount.value} {amount.unit}".strip()
        bound = around(reading, amount.first, amount.last)
        facts.append(
            Fact(kind, start, end, text, value, bound, amount.relation, amount.first in denied, amount.weak)
        )
    for when in reading.dates:
        start, end, text = _piece(reading, when.first, when.last)
        kind = "deadline" if when.relation in {"by", "before"} else "date"
        facts.append(
            Fact(kind, start, end, text, when.value, around(reading, when.first, when.last), when.relation)
        )
    for called in reading.names:
        start, end, text = _piece(reading, called.first, called.last)
        facts.append(Fact("name", start, end, text, called.value, around(reading, called.first, called.last)))
    for quoted in reading.quotes:
        start, end, text = _piece(reading, quoted.first, quoted.last)
        facts.append(Fact("quotation", start, end, text, quoted.value))
    return facts


def _soft(reading: Reading) -> list[Fact]:
    facts: list[Fact] = []
    statements = reading.statements
    marks = reading.marks
    for negation in statements.negations:
        start, end, text = _piece(reading, negation.place, max(negation.place, negation.last))
        denied = [marks[place] for place in negation.scope]
        value = " ".join(mark.concept for mark in denied if mark is not None)
        facts.append(Fact("negation", start, end, text, f"not {value}".strip(), value, negated=True))
    for word in statements.words:
        if word.group in _GROUPS:
            kind, value = _GROUPS[word.group]
            start, end, text = _piece(reading, word.first, word.last)
            bound = around(reading, word.first, word.last)
            facts.append(Fact(kind, start, end, text, value, bound, negated=word.negated))
    for request in statements.requests:
        if request.form == "hidden":
            continue
        start, end, text = _piece(reading, request.place, max(request.place, request.last))
        value = "optional" if request.optional else "asked"
        bound = " ".join([request.concept, *sorted(request.objects)])
        facts.append(Fact("request", start, end, text, value, bound))
    for role in statements.roles:
        if role.actor in {"i", "we"} and _promised(reading, role.actor_place, role.place):
            start, end, text = _piece(reading, role.actor_place, role.place)
            facts.append(Fact("commitment", start, end, text, f"{role.actor} {role.concept}", role.concept))
    return facts


def _promised(reading: Reading, first: int, last: int) -> bool:
    return any(token.low in {"will", "shall"} for token in reading.found.items[first:last])
