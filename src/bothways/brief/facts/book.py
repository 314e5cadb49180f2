"""The book of a pair: facts are entered under a key, and get their number when they are first cited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bothways.brief import words
from bothways.brief.document import Cite, Line
from bothways.brief.ledger import Fact, Kind, Ledger, Quote, Reader, Row
from bothways.terms import Figure, Refusal

Part = str | tuple[str, str]
"""A piece of a line that is not numbered yet: plain text, or a key and its words."""
Argument = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact before it has a number.

    `behind` finds the rows of a figure when it is cited: most figures never are. `against` lists
    arguments; the best comes before others, and a reader is told the best that they may have.
    """

    key: str
    kind: Kind
    label: str
    readers: frozenset[Reader]
    title: Line = ()
    figure: Figure | None = None
    quote: Quote | None = None
    given: str = ""
    given_by: str = ""
    rows: tuple[Row, ...] = ()
    rows_total: int = 0
    behind: Callable[[Figure], tuple[tuple[Row, ...], int]] | None = None
    against: tuple[Argument, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Book:
    """Enters facts, numbers them in the order in which the briefs cite them, and guards their readers."""

    currency: str
    _drafts: dict[str, Draft] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _reader: Reader = ""
    _marked: set[str] = field(default_factory=set)

    def begin(self, reader: Reader) -> None:
        """Begin a brief for a reader: from here on only their facts can be cited."""
        self._reader = reader
        self._marked = set()

    @property
    def reader(self) -> Reader:
        """Who the brief that is being written is for."""
        return self._reader

    def enter(self, draft: Draft) -> str:
        """Enter a fact and return its key; a key that is there keeps its fact and its readers."""
        held = self._drafts.get(draft.key)
        if held is None:
            self._drafts[draft.key] = draft
        elif (held.figure, held.quote, held.given) != (draft.figure, draft.quote, draft.given):
            raise Refusal("two-values", f"“{draft.key}” was entered with two values.")
        return draft.key

    def has(self, key: str) -> bool:
        """Say whether a fact was entered and this brief's reader may have it."""
        draft = self._drafts.get(key)
        return draft is not None and self._reader in draft.readers

    def holds(self, key: str, figure: Figure) -> bool:
        """Say whether this very figure was entered under a key."""
        draft = self._drafts.get(key)
        return draft is not None and draft.figure == figure

    def draft(self, key: str) -> Draft:
        """Return what was entered under a key, with its rows."""
        draft = self._drafts[key]
        if draft.behind is not None and draft.figure is not None:
            rows, total = draft.behind(draft.figure)
            draft = self._drafts[key] = replace(draft, rows=rows, rows_total=total, behind=None)
        return draft

    def name_rows(self, key: str, rows: tuple[Row, ...]) -> None:
        """Put rows that a brief names before the others behind a fact, for its reader and the executives."""
        draft = self.draft(key)
        held = {(row.table, row.id) for row in rows}
        rest = tuple(row for row in draft.rows if (row.table, row.id) not in held)
        self._drafts[key] = replace(draft, rows=(*rows, *rest))

    def cite(self, key: str, text: str, *, mark: bool | None = None) -> Cite:
        """Cite a fact in words; the small mark stands where a brief says the fact before all else.

        Raises:
            Refusal: `reader` when the reader of this brief must not have the fact.
        """
        draft = self._drafts[key]
        if self._reader not in draft.readers:
            raise Refusal("reader", f"“{key}” is not for {self._reader or 'nobody'}.")
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        marked = key not in self._marked if mark is None else mark
        if marked:
            self._marked.add(key)
        return Cite(number, text, mark=marked)

    def value(self, key: str, *, signed: bool = False, mark: bool | None = None) -> Cite:
        """Cite the value of a figure, or the sentence that says why it is not known."""
        figure = self.figure(key)
        if figure.value is None:
            return self.cite(key, figure.unknown or "not known", mark=mark)
        return self.cite(key, words.value(figure, self.currency, signed=signed), mark=mark)

    def size(self, key: str, word: str = "", *, mark: bool | None = None) -> Cite:
        """Cite a value without its sign, with the word that says its direction (“€790k short”)."""
        figure = self.figure(key)
        text = words.value(figure, self.currency).removeprefix(words.MINUS)
        return self.cite(key, f"{text} {word}".strip(), mark=mark)

    def n(self, key: str, noun: str, *, many: str = "") -> Cite:
        """Cite how many things stand behind a figure."""
        return self.cite(key, words.count(self.figure(key).n or 0, noun, many=many), mark=False)

    def figure(self, key: str) -> Figure:
        """Return the figure of a fact."""
        figure = self._drafts[key].figure
        if figure is None:
            raise Refusal("no-figure", f"“{key}” is no figure.")
        return figure

    def argument(self, key: str) -> Line:
        """Return the best argument against a fact that the reader of this brief may have."""
        for argument in self._drafts[key].against:
            if all(isinstance(part, str) or self.has(part[0]) for part in argument):
                return tuple(
                    part if isinstance(part, str) else self.cite(part[0], part[1], mark=False)
                    for part in argument
                )
        return ()

    def quoted(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """Return the words of quotes by their numbers."""
        keys = {number: key for key, number in self._numbers.items()}
        drafts = (self._drafts[keys[number]] for number in numbers)
        return tuple(draft.quote.text for draft in drafts if draft.quote is not None)

    def cited(self) -> Iterator[tuple[int, Draft]]:
        """Yield number and draft of each cited fact that the present reader may have.

        Facts that are cited meanwhile, by arguments, come at the end.
        """
        done: set[str] = set()
        while fresh := [key for key in self._numbers if key not in done]:
            for key in fresh:
                done.add(key)
                if self._reader in self._drafts[key].readers:
                    yield self._numbers[key], self.draft(key)

    def ledger(self) -> Ledger:
        """Return the facts that were cited, by number."""
        return Ledger(tuple(self._fact(key, number) for key, number in self._numbers.items()))

    def why(self, number: int) -> str:
        """Say why a fact is kept to its readers; empty where both sides may have it."""
        return next((self._drafts[key].why for key, held in self._numbers.items() if held == number), "")

    def _is_numbered(self, argument: Argument) -> bool:
        return all(isinstance(part, str) or part[0] in self._numbers for part in argument)

    def _fact(self, key: str, number: int) -> Fact:
        draft = self.draft(key)
        # An argument that no brief could tell would stand on facts that have no number.
        argument = next((one for one in draft.against if self._is_numbered(one)), ())
        return Fact(
            number=number,
            key=key,
            kind=draft.kind,
            label=draft.label,
            readers=draft.readers,
            figure=draft.figure,
            quote=draft.quote,
            given=draft.given,
            given_by=draft.given_by,
            rows=draft.rows,
            rows_total=draft.rows_total,
            against="".join(part if isinstance(part, str) else part[1] for part in argument),
        )
