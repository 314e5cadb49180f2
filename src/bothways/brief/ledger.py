"""The fact ledger: the numbered figures and quotes that one pair of briefs stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from bothways.terms import Figure, Refusal

Kind = Literal["figure", "quote", "given"]
Reader = str
"""Who a file is for: `executives`, `staff`, `person:<person_id>`; the manager has the whole ledger."""


MASK = "[name]"
"""What stands in a quote where a name was masked."""


def figure_groups(figure: Figure) -> tuple[str, ...]:
    """Return the groups of deals that a figure is of, where its own name is of more than a single one.

    A theme's figure of a group has the key “timing/Nordics”; one by “segment+product” the key “Labs|Device”.
    """
    if figure.by.startswith("theme_") and figure.by != "theme_period":
        return (figure.key.partition("/")[2],)
    return tuple(figure.key.split("|")) if "+" in figure.by else ()


def masked_text(segments: Sequence[str]) -> str:
    """Return the words of a quote from its exact pieces, a visible mark between them.

    >>> masked_text(["I told ", " in May that we wait."])
    'I told [name] in May that we wait.'
    """
    return MASK.join(segments)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a snapshot behind a fact: its table, id, and name as people know it.

    `readers` narrows who may see this row, where that is fewer than may have the fact; None: all of them.
    """

    table: str
    id: str
    label: str = ""
    readers: frozenset[str] | None = None

    def as_dict(self) -> dict[str, str]:
        """Return it ready for JSON."""
        return {"table": self.table, "id": self.id, "label": self.label}


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact piece of a stored text, and whose words it is.

    `voice` is `customer` (the customer's own words: a mail, a case, a call) or `rep` (the rep's
    account: a note). `text` is a substring of the stored text, to the letter. Where names were masked,
    `segments` are the exact pieces, and `text` is these with `MASK` between them.
    """

    text: str
    voice: Literal["customer", "rep"]
    row: Row
    who: str
    day: date | None
    segments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.segments and self.text != masked_text(self.segments):
            raise Refusal("brief-quote", f"“{self.text}” is not its pieces with marks between them.")

    @property
    def pieces(self) -> tuple[str, ...]:
        """The exact pieces of the stored text; one where nothing was masked."""
        return self.segments or (self.text,)

    @property
    def said_by(self) -> str:
        """The label that stands wherever the quote is shown."""
        return "customer's own words" if self.voice == "customer" else "rep's account"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "text": self.text,
            "segments": list(self.segments),
            "voice": self.voice,
            "said_by": self.said_by,
            "row": self.row.as_dict(),
            "who": self.who,
            "day": self.day.isoformat() if self.day else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One numbered fact: a measured figure, a quote, or something a person gave (an ask, a note).

    `key` is stable from brief to brief (`bookings/all`, `bookings/rep/r7`). `readers` are those whose
    files may use it; the manager may see all. `rows` are what stands behind it: `rows_total` counts
    them all, `rows` holds those that a reader can be shown. `against` is the best counter-evidence.
    """

    number: int
    key: str
    kind: Kind
    label: str
    readers: frozenset[Reader]
    figure: Figure | None = None
    quote: Quote | None = None
    given: str = ""
    given_by: str = ""
    rows: tuple[Row, ...] = ()
    rows_total: int = 0
    against: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "number": self.number,
            "key": self.key,
            "kind": self.kind,
            "label": self.label,
            "readers": sorted(self.readers),
            "figure": self.figure.as_dict() if self.figure else None,
            "quote": self.quote.as_dict() if self.quote else None,
            "given": self.given,
            "given_by": self.given_by,
            "rows": [row.as_dict() for row in self.rows],
            "rows_total": self.rows_total,
            "against": self.against,
        }

    def as_cut(self) -> dict[str, Any]:
        """Return it as a reader's page holds it: what is empty is left out, and so is who else may read it.

        Of rows it has the ids, by table: their names stand in the page. The manager's `ledger.json` has all.
        """
        held: dict[str, Any] = _filled({**self.as_dict(), "readers": [], "rows": []})
        rows: dict[str, list[str]] = {}
        for row in self.rows:
            rows.setdefault(row.table, []).append(row.id)
        return held | ({"rows": rows} if rows else {})


def _filled(value: Any) -> Any:
    """Return a value of `as_dict` without what is empty."""
    if isinstance(value, dict):
        held = {key: _filled(one) for key, one in value.items()}
        return {key: one for key, one in held.items() if one not in (None, "", [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Ledger:
    """All facts of one pair of briefs, numbered from 1."""

    facts: tuple[Fact, ...]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def fact(self, number: int) -> Fact:
        """Return a fact by its number.

        Raises:
            Refusal: `no-fact` when no fact has it.
        """
        for fact in self.facts:
            if fact.number == number:
                return fact
        raise Refusal("no-fact", f"The ledger has no fact {number}.")

    def keyed(self, key: str) -> Fact | None:
        """Return a fact by its key, or None."""
        return next((fact for fact in self.facts if fact.key == key), None)

    def cut(self, reader: Reader) -> Ledger:
        """Return the ledger that this reader may have: facts keep their numbers, rows are theirs to see.

        The counter-evidence in words may name what a reader must not have, so it stays with the manager;
        a document brings its own, made for its reader.
        """
        return Ledger(
            tuple(
                replace(
                    fact,
                    readers=frozenset({reader}),
                    rows=tuple(row for row in fact.rows if row.readers is None or reader in row.readers),
                    against="",
                )
                for fact in self.facts
                if reader in fact.readers
            )
        )
