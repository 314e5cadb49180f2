"""The pair's proof: fact by fact, which brief says it and in what words, and who has not got it and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.brief import words
from bothways.brief.document import Cite, Document, Line, text_of
from bothways.brief.facts import Book
from bothways.brief.ledger import Fact, Kind, Ledger
from bothways.brief.lines import cites_of, quotes_of, told_in
from bothways.brief.readback import bears
from bothways.terms import Refusal, Unit

METHOD = "pair-proof/2"


@dataclass(frozen=True, slots=True)
class FactUse:
    """One fact: what it is, and the lines in which each side's brief says it.

    `value` is the fact in words, `small` its count, interval and period. `executives` and `staff`
    are the lines of the two briefs that cite it; empty where a brief does not. `people` are the
    names of those whose own brief cites it. `why` says why a side has it not. What is a single person's
    is `of` that name, and `shown` is the number that it has in their own brief.
    """

    number: int
    kind: Kind
    label: str
    value: Line
    small: Line
    executives: tuple[Line, ...] = ()
    staff: tuple[Line, ...] = ()
    people: tuple[str, ...] = ()
    why: str = ""
    of: str = ""
    shown: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "number": self.number,
            "kind": self.kind,
            "label": self.label,
            "value": text_of(self.value),
            "small": text_of(self.small),
            "executives": [text_of(line) for line in self.executives],
            "staff": [text_of(line) for line in self.staff],
            "people": list(self.people),
            "why": self.why,
            "of": self.of,
            "shown": self.shown,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All facts of a pair: told to both sides, to one of them, or to single people.

    The page is the manager's: it names people and deals that a side does not see.
    """

    title: str
    period_line: Line
    both: tuple[FactUse, ...]
    executives_only: tuple[FactUse, ...]
    staff_only: tuple[FactUse, ...]
    people_only: tuple[FactUse, ...]
    ledger: Ledger

    @property
    def facts(self) -> int:
        """How many facts the ledger has."""
        return len(self.ledger)

    @property
    def opening(self) -> str:
        """The sentence that the page opens with."""
        return (
            f"Both briefs stand on one ledger of {self.facts:,} facts: {len(self.both):,} are told to both "
            f"sides, {len(self.executives_only):,} to the executives only, {len(self.staff_only):,} to staff "
            f"only, {len(self.people_only):,} to single people."
        )

    def by_person(self) -> dict[str, tuple[FactUse, ...]]:
        """Return what is told to single people by their names, in the order in which their brief counts it."""
        found: dict[str, list[FactUse]] = {}
        for use in sorted(self.people_only, key=lambda use: (use.shown, use.number)):
            found.setdefault(use.of or ", ".join(use.people), []).append(use)
        return {name: tuple(found[name]) for name in sorted(found, key=str.lower)}

    def __iter__(self) -> Iterator[FactUse]:
        yield from (*self.both, *self.executives_only, *self.staff_only, *self.people_only)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "title": self.title,
            "opening": self.opening,
            "both": [use.as_dict() for use in self.both],
            "executives_only": [use.as_dict() for use in self.executives_only],
            "staff_only": [use.as_dict() for use in self.staff_only],
            "people_only": [use.as_dict() for use in self.people_only],
        }


def prove(book: Book, executive: Document, team: Document, people: Mapping[str, Document]) -> Proof:
    """Return the proof of a pair.

    Args:
        book: the book that both stand on.
        executive: the executives' brief.
        team: the team's brief.
        people: the briefs of single people, by their names.

    Raises:
        Refusal: `two-values` when a brief states another value of a fact than the ledger;
            `brief-number` when a claim cites no fact, or says what its fact does not bear.
    """
    ledger = book.ledger()
    check_pair(ledger, (executive, team, *people.values()))
    said = {reader: _said(document) for reader, document in (("executives", executive), ("staff", team))}
    own = {
        name: {cite.fact for cite in cites_of(document, evidence=False)} for name, document in people.items()
    }
    owners = {document.reader: (name, document) for name, document in people.items()}
    groups: dict[str, list[FactUse]] = {"both": [], "executives": [], "staff": [], "people": []}
    for fact in ledger:
        of, shown = _owner(fact, owners)
        use = FactUse(
            number=fact.number,
            kind=fact.kind,
            label=fact.label,
            value=_value(fact, book.currency),
            small=_small(fact, book.currency),
            executives=said["executives"].get(fact.number, ()),
            staff=said["staff"].get(fact.number, ()),
            people=tuple(name for name, numbers in own.items() if fact.number in numbers),
            why=_why(fact, book.why(fact.number)),
            of=of,
            shown=shown,
        )
        groups[_group(use, fact)].append(use)
    return Proof(
        title="The same facts, worded for each side",
        period_line=executive.period_line,
        both=tuple(groups["both"]),
        executives_only=tuple(groups["executives"]),
        staff_only=tuple(groups["staff"]),
        people_only=tuple(groups["people"]),
        ledger=ledger,
    )


def _owner(fact: Fact, owners: Mapping[str, tuple[str, Document]]) -> tuple[str, int]:
    """Return whose fact it is, and its number in their brief; nothing for what is not one person's alone."""
    if len(fact.readers) != 1 or (owner := owners.get(min(fact.readers))) is None:
        return "", 0
    name, document = owner
    return name, document.mark(fact.number)


def check_pair(ledger: Ledger, documents: Iterable[Document]) -> None:
    """Check that every brief of a pair states each fact as the ledger has it.

    Raises:
        Refusal: `two-values` or `brief-number`.
    """
    for document in documents:
        held = {fact.number: fact for fact in document.ledger}
        for fact in held.values():
            whole = ledger.fact(fact.number)
            if (fact.key, fact.figure, fact.quote, fact.given) != (
                whole.key, whole.figure, whole.quote, whole.given,
            ):  # fmt: skip
                raise Refusal("two-values", f"Fact {fact.number} has another value in “{document.title}”.")
        for cite in cites_of(document):
            if cite.fact not in held:
                raise Refusal(
                    "brief-number", f"“{cite.text}” in “{document.title}” claims a fact it has not."
                )
            if why := bears(ledger.fact(cite.fact), cite.text):
                raise Refusal("two-values", f"In “{document.title}”, {why}.")


def count_of(uses: Sequence[FactUse]) -> str:
    """Say how many facts a person has."""
    return words.count(len(uses), "fact")


def short_label(use: FactUse, name: str) -> str:
    """Return what a fact is, without the name under which it is listed."""
    return use.label.replace(f": {name}", "", 1)


def _said(document: Document) -> dict[int, tuple[Line, ...]]:
    found: dict[int, list[Line]] = {}
    for line in told_in(document):
        for number in dict.fromkeys(span.fact for span in line if isinstance(span, Cite)):
            found.setdefault(number, []).append(line)
    for number in quotes_of(document):
        found.setdefault(number, []).append((Cite(number, _quoted(document, number), mark=False),))
    return {number: tuple(lines[:_LINES]) for number, lines in found.items()}


_LINES = 3
"""So many wordings of one fact are shown for each side; a brief seldom has more."""


def _quoted(document: Document, number: int) -> str:
    quote = document.ledger.fact(number).quote
    return quote.text if quote else ""


def _group(use: FactUse, fact: Fact) -> str:
    sides = ("executives" in fact.readers, "staff" in fact.readers)
    if (use.executives and use.staff) or (not use.executives and not use.staff and all(sides)):
        return "both"
    if use.executives or (sides[0] and not use.staff):
        return "executives"
    return "staff" if use.staff or sides[1] else "people"


def _why(fact: Fact, why: str) -> str:
    if {"executives", "staff"} <= fact.readers:
        return "It stands among the evidence there; no sentence needed it."
    return why


def _value(fact: Fact, currency: str) -> Line:
    if fact.figure is not None:
        figure = fact.figure
        text = words.value(figure, currency) if figure.value is not None else figure.unknown
        text = text.removeprefix(words.MINUS) if figure.unit is Unit.COUNT else text
        return (Cite(fact.number, text, mark=False),)
    return (Cite(fact.number, fact.quote.text if fact.quote else fact.given, mark=False),)


def _small(fact: Fact, currency: str) -> Line:
    if fact.quote is not None:
        return (fact.quote.said_by,)
    figure = fact.figure
    if figure is None:
        return (f"given by {fact.given_by}",)
    line: Line = (Cite(fact.number, words.span(figure.period), mark=False),)
    if figure.n is not None:
        line = (*line, "; counted: ", Cite(fact.number, words.count(figure.n), mark=False))
    if figure.interval is not None and figure.value is not None:
        text = f"{words.between(figure, currency)}, {words.how_sure(figure)}"
        line = (*line, "; ", Cite(fact.number, text, mark=False))
    return line
