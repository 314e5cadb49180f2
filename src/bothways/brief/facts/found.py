"""What the insight room found, entered into the book: its sentences become lines, its figures facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from bothways.brief import words
from bothways.brief.document import Cite, Line, Name, Span
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base
from bothways.brief.facts.book import Argument, Book, Draft, Part
from bothways.brief.facts.figures import key_of
from bothways.brief.facts.found_labels import label_of
from bothways.brief.ledger import Reader, Row, figure_groups
from bothways.terms import Called, Figure, Period, Said, Sentence

Key = tuple[str, str, str]
_OF_ALL = frozenset(
    {
        "all", "stage", "cause", "mix", "reason", "habit", "order", "kind", "baseline", "claim", "quantile", "feature",
        "theme", "theme_period", "theme_competitor", "competitor",
    }
)  # fmt: skip
"""What is told of the whole firm, in parts that are nobody's: a figure by such a part may be both sides'."""
_POINTS = frozenset({"segment", "region", "product", "source", "type"})
"""Groups of the data that may be the work of a single person: shown only where several sell in them."""


class Insight(Protocol):
    """What each part of the insight room gives."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number that a reader may see."""
        ...

    @property
    def behind(self) -> Mapping[Key, tuple[tuple[str, str], ...]]:
        """Rows behind a figure: table and id."""
        ...

    @property
    def against(self) -> Mapping[Key, Sentence]:
        """The best that can be said against a figure."""
        ...


@dataclass(frozen=True)
class Found:
    """One part of the insight room, ready to be cited in a brief."""

    base: Base
    book: Book
    part: Insight

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Figure, ...]]:
        found: dict[str, list[Figure]] = {}
        for figure in self.part.figures:
            for name in {figure.label, *figure_groups(figure)} - {""}:
                found.setdefault(name, []).append(figure)
        return {name: tuple(figures) for name, figures in found.items()}

    def enter(self, figure: Figure) -> str:
        """Enter a figure as a fact and return its key."""
        key = key_of(figure.name, figure.by, figure.key)
        if self.book.holds(key, figure):
            return key
        who, why = who_may(self.base, figure)
        label = label_of(figure.name, self.base.labels)
        name = "" if figure.by == "all" else figure.label or figure.key
        self.book.enter(
            Draft(
                key=key,
                kind="figure",
                label=label + (f": {name}" if name else ""),
                readers=who,
                title=_title(label, figure),
                figure=figure,
                rows_total=figure.n or 0,
                behind=self._behind,
                against=self._against(figure),
                why=why,
            )
        )
        # What an argument stands on has to be at hand too.
        for part in self.part.against.get((figure.name, figure.by, figure.key), ()):
            if isinstance(part, Said):
                self.enter(part.figure)
        return key

    def has(self, figure: Figure | None) -> bool:
        """Say whether a figure is known and this brief's reader may have it."""
        if figure is None or figure.value is None:
            return False
        return self.book.has(self.enter(figure))

    def value(self, figure: Figure, *, signed: bool = False, mark: bool | None = None) -> Cite:
        """Cite a figure's value."""
        return self.book.value(self.enter(figure), signed=signed, mark=mark)

    def between(self, figure: Figure, *, mark: bool | None = False) -> Line:
        """Cite where a figure may lie; empty without an interval."""
        text = words.between(figure, self.base.currency)
        return (self.book.cite(self.enter(figure), text, mark=mark),) if text else ()

    def line(self, sentence: Sentence) -> Line:
        """Return a sentence of the insight room as a line; empty where its reader must not have all of it.

        A name in it has to be that of a figure which the reader may have too: so a group that points to a
        person is not named either.
        """
        figures = [part.figure for part in sentence if isinstance(part, Said)]
        keys = [self.enter(figure) for figure in figures]
        named = [
            self._bearer(part.text) for part in sentence if isinstance(part, Called) and part.what != "period"
        ]
        if not all(self.book.has(key) for key in keys) or None in named:
            return ()
        line = tuple(self._span(part) for part in sentence)
        for figure in named:
            if figure is not None:
                self.book.cite(self.enter(figure), "", mark=False)
        return line

    def _bearer(self, name: str) -> Figure | None:
        """Return a figure that the reader may have and that has this name; None where there is none."""
        held = self._by_name.get(name, ())
        return next((figure for figure in held if self._may(figure)), None)

    def _may(self, figure: Figure) -> bool:
        return self.book.has(self.enter(figure))

    def lines(self, sentences: Iterable[Sentence]) -> tuple[Line, ...]:
        """Return sentences as lines, those that the reader may have."""
        return tuple(line for sentence in sentences if (line := self.line(sentence)))

    def _span(self, part: str | Said | Called) -> Span:
        if isinstance(part, str):
            return part
        if isinstance(part, Said):
            return self.book.cite(self.enter(part.figure), words.said(part, self.base.currency))
        if part.what == "period":
            return self.period(part.text) or "that period"
        return Name(part.text, part.what)

    def period(self, name: str) -> Cite | None:
        """Cite a period or its last day by its name: it holds digits, so a fact of it bears it; None without such."""
        for figure in self.part.figures:
            said = _of_period(figure.period, name, fiscal=self.base.fiscal)
            if said and self.has(figure):
                return self.book.cite(self.enter(figure), said, mark=False)
        return None

    def _behind(self, figure: Figure) -> tuple[tuple[Row, ...], int]:
        held = self.part.behind.get((figure.name, figure.by, figure.key), ())
        rows: list[Row] = []
        for table in dict.fromkeys(table for table, _ in held):
            rows += self.base.named(table, tuple(one for where, one in held if where == table))
        return tuple(rows), max(figure.n or 0, len(held))

    def _against(self, figure: Figure) -> tuple[Argument, ...]:
        found: list[Argument] = []
        sentence = self.part.against.get((figure.name, figure.by, figure.key))
        if sentence and not any(isinstance(part, Called) and part.what == "person" for part in sentence):
            found.append(tuple(self._part(part) for part in sentence))
        if figure.interval is not None and figure.value is not None:
            key = key_of(figure.name, figure.by, figure.key)
            sure = f"{words.between(figure, self.base.currency)}, {words.how_sure(figure)}"
            found.append(("Chance alone puts it ", (key, sure), "."))
        return tuple(found)

    def _part(self, part: str | Said | Called) -> Part:
        if isinstance(part, Said):
            key = key_of(part.figure.name, part.figure.by, part.figure.key)
            return (key, words.said(part, self.base.currency))
        return part if isinstance(part, str) else part.text


def _of_period(period: Period, name: str, *, fiscal: bool) -> str:
    """Return how a period is said where `name` is its name or its last day; empty where it is neither."""
    if period.name == name:
        return words.period(period, fiscal=fiscal)
    last = words.day(period.last)
    return last if name in (last, str(period.last)) else ""


def who_may(base: Base, figure: Figure) -> tuple[frozenset[Reader], str]:
    """Say who may have a figure of the insight room; what is not foreseen here is for the manager alone."""
    by, _, within = figure.by.partition("_")
    if by == "rep":
        # “rep_stage” is a person's figure of a stage; the person stands before the stroke.
        return readers.of_person(figure.key.partition("|")[0]), readers.WHY_PERSON
    if figure.by == "team" and base.smallest_team >= readers.FEWEST_IN_GROUP:
        return frozenset({readers.EXECUTIVES}), readers.WHY_TEAM
    if figure.by == "deal":
        return frozenset(), readers.WHY_DEAL
    if figure.by in _OF_ALL:
        return readers.SIDES, ""
    group = within if by == "theme" else figure.by
    key = figure.key.partition("/")[2] if by == "theme" else figure.key
    parts = set(group.split("+"))
    enough = base.sellers.get((group, key), 0) >= readers.FEWEST_IN_GROUP
    if enough and parts <= _POINTS:
        return readers.SIDES, ""
    if enough and parts <= _POINTS | {"team"} and base.smallest_team >= readers.FEWEST_IN_GROUP:
        return frozenset({readers.EXECUTIVES}), readers.WHY_TEAM
    return frozenset(), readers.WHY_PERSON


_OURS = frozenset({"cause", "habit", "kind", "baseline", "mix"})
"""Groups whose names are our own words, not names out of the data."""


def _title(label: str, figure: Figure) -> Line:
    """Return what a figure is called in its evidence: with whose it is, where that may stand there."""
    shown = label_name(figure)
    if shown is not None:
        return (f"{label}: ", shown)
    named = figure.label if figure.by in _OURS and not any(char.isdigit() for char in figure.label) else ""
    return (f"{label}: {named[:1].lower()}{named[1:]}",) if named else (label,)


def label_name(figure: Figure) -> Name | None:
    """Return the name of whose figure it is, where it is a name out of the data."""
    text = figure.label or figure.key
    match figure.by:
        case "team" | "region" | "product" | "stage" | "segment" | "theme" | "source" | "competitor":
            return Name(text, figure.by) if text else None
        case "reason" | "type":
            return Name(text, "segment") if text else None
        case "theme_period" | "theme_competitor" | "theme_segment" | "theme_region" | "theme_product":
            return Name(text, "theme") if text else None
        case _:
            return None
