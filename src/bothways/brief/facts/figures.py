"""Figures of the evidence, entered into the book as facts."""

from __future__ import annotations

from typing import Literal

from bothways.brief import words
from bothways.brief.document import Line, Name
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base, Sheet
from bothways.brief.facts.book import Argument, Book, Draft
from bothways.brief.ledger import Reader, Row
from bothways.terms import Figure, Unit

_SHOWN: dict[str, Literal["team", "region", "product", "stage", "segment"]] = {
    "team": "team", "region": "region", "product": "product", "stage": "stage", "segment": "segment",
}  # fmt: skip
_ROWS_OF_REPS = ("bookings", "open_amount")
"""A person's other measures stand on the same deals: naming them once is enough, and thirty times faster."""
_WHENS = {"now": "", "before": ", the period before", "year_ago": ", a year earlier", "peers": ", the others"}


def key_of(name: str, by: str = "all", key: str = "", when: str = "now") -> str:
    """Return the key of a figure: stable from brief to brief.

    >>> key_of("bookings"), key_of("bookings", "rep", "r7"), key_of("bookings", when="before")
    ('bookings/all', 'bookings/rep/r7', 'bookings/all@before')
    """
    return "/".join(part for part in (name, by, key) if part) + ("" if when == "now" else f"@{when}")


def known(
    base: Base,
    book: Book,
    name: str,
    *,
    by: str = "all",
    key: str = "",
    when: str = "now",
    unknown: bool = False,
) -> str:
    """Enter a figure; return its key, or "" where it was not measured or is not known.

    With `unknown`, a figure that is not known is entered too, to be said with its reason.
    """
    sheet = _sheet(base, when, key)
    figure = sheet.one(name, by, key) if sheet else None
    if figure is None or (figure.value is None and not (unknown and figure.unknown)):
        return ""
    entered = key_of(name, by, key, when)
    if (
        when == "now"
        and by != "rep"
        and base.before
        and (was := base.before.one(name, by, key))
        and was.value is not None
    ):
        # The best that can be said against a number is often what it was before: so it has to be at hand.
        book.enter(_draft(base, book, was, key_of(name, by, key, "before"), "before"))
    return book.enter(_draft(base, book, figure, entered, when))


def _sheet(base: Base, when: str, key: str) -> Sheet | None:
    if when == "peers":
        return base.peers.get(key)
    return {"now": base.now, "before": base.before, "year_ago": base.year_ago}[when]


def _draft(base: Base, book: Book, figure: Figure, key: str, when: str) -> Draft:
    label = base.labels.get(figure.name, figure.name.replace("_", " "))
    who, why = _readers(base, figure)
    name = figure.label or figure.key
    # The name of a rep is not told to them: in their own file a person is "you".
    shown = _SHOWN.get(figure.by)
    title: Line = (f"{label}: ", Name(name, shown)) if name and shown else (label,)
    return Draft(
        key=key,
        kind="figure",
        label=label + (f": {name}" if name else "") + _WHENS[when],
        readers=who,
        title=(*title, _WHENS[when]),
        figure=figure,
        rows_total=figure.n or 0,
        behind=base.behind
        if when == "now" and (figure.by != "rep" or figure.name in _ROWS_OF_REPS)
        else None,
        against=_against(base, figure, key, when),
        why=why,
    )


def _readers(base: Base, figure: Figure) -> tuple[frozenset[Reader], str]:
    """Say who may have a figure; what is not foreseen here is for the manager alone."""
    match figure.by:
        case "all" | "stage":
            return readers.SIDES, ""
        case "rep":
            return readers.of_person(figure.key), readers.WHY_PERSON
        case "team" if base.smallest_team >= readers.FEWEST_IN_GROUP:
            return frozenset({readers.EXECUTIVES}), readers.WHY_TEAM
        case _:
            return frozenset(), readers.WHY_PERSON


def _against(base: Base, figure: Figure, key: str, when: str) -> tuple[Argument, ...]:
    """List what can be said against a figure, from the figure itself."""
    found: list[Argument] = []
    if figure.interval is not None and figure.value is not None:
        sure = f"{words.between(figure, base.currency)}, {words.how_sure(figure)}"
        counted = words.count(figure.n or 0)
        found.append(
            ("It rests on ", (key, counted), " cases: chance alone puts it ", (key, sure), ".")
            if figure.n
            else ("Chance alone puts it ", (key, sure), ".")
        )
    earlier = base.before.one(figure.name, figure.by, figure.key) if base.before and when == "now" else None
    if earlier is not None and earlier.value is not None and figure.by != "rep":
        was = key_of(figure.name, figure.by, figure.key, "before")
        said = words.value(earlier, base.currency, signed=figure.name == "gap")
        # So many deals that left are never fewer than none.
        said = said.removeprefix(words.MINUS) if figure.unit is Unit.COUNT else said
        found.append(("In the period before it was ", (was, said), "."))
    return tuple(found)


def label_rows(rows: tuple[Row, ...], who: frozenset[Reader]) -> tuple[Row, ...]:
    """Return rows narrowed to readers."""
    return tuple(Row(row.table, row.id, row.label, who) for row in rows)
