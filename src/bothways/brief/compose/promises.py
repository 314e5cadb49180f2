"""What was promised, and kept: to each side what was promised to it and by it, to a person what is theirs."""

from __future__ import annotations

from collections.abc import Iterable

from bothways.brief import words
from bothways.brief.compose.cited import figures_line
from bothways.brief.document import Block, Bullets, Line, Paragraph, Section, TableBlock
from bothways.brief.facts import Base, Book, Draft
from bothways.brief.facts.readers import EXECUTIVES, STAFF, WHY_PROMISE, person
from bothways.brief.ledger import Reader
from bothways.brief.registers import stands
from bothways.credibility import Party, Promises, Record, Standing, due_list, record
from bothways.credibility.values import Where
from bothways.terms import Figure

_MOST = 6
_MOST_DUE = 3
_LABELS = {
    "promises_settled": "Promises kept or broken",
    "promises_kept": "Promises kept in time",
    "promises_kept_count": "Promises kept in time, number",
    "promises_kept_late": "Promises kept late",
    "promises_broken": "Promises broken",
    "promises_released": "Promises released",
    "promises_waiting": "Promises still to be kept",
    "promises_late": "Promises late",
    "promises_late_days": "Days late, where kept late, median",
}
_FROM = {"staff": "the sales staff", "executives": "the executives", "manager": "the manager"}
_NAMED = {"staff": "somebody of the sales staff", "executives": "somebody of the executives"}


def promises_kept(base: Base, book: Book, promises: Promises | None) -> Section | None:
    """Return how often the word was kept that was given to this side and by it, and what is late or due soon.

    A few lines, for the sheets that a side reads; `promises_section` has all of it. None where it has nothing
    to say: a record of a handful is told there, too.
    """
    if promises is None:
        return None
    lines = [*_records(base, book, promises, few=False)]
    for one in due_list(_theirs(base, book, promises))[:_MOST_DUE]:
        key = _given(base, book, one)
        by, to = _from(one.promise.by, book.reader), _from(one.promise.to, book.reader)
        whose = "by you" if _is(base, one.promise.by, book.reader) else f"by {by}"
        whom = "to you" if _is(base, one.promise.to, book.reader) else f"to {to}"
        what = book.cite(key, one.promise.text.rstrip("."))
        lines.append((what, f", promised {whose} {whom}: ", book.cite(key, stands(one), mark=False)))
    return Section(title=("Promised, and kept",), blocks=(Bullets(tuple(lines)),)) if lines else None


def promises_section(
    base: Base, book: Book, promises: Promises | None, *, title: str = "All that was promised"
) -> Section | None:
    """Return what was promised to the reader of this brief and by them, and what came of it.

    What is open, and what ended since the period began. None where nothing of it is theirs. A promise to or
    by a single person stands in that person's own brief alone, and no brief names its giver.
    """
    if promises is None:
        return None
    standings = _theirs(base, book, promises)
    groups = {
        "Promised to you": [one for one in standings if _is(base, one.promise.to, book.reader)],
        "Promised by you": [one for one in standings if _is(base, one.promise.by, book.reader)],
    }
    taken = {one.id for group in groups.values() for one in group}
    groups["Promised between others, and open to you"] = [one for one in standings if one.id not in taken]
    blocks: list[Block] = [Paragraph(line) for line in _records(base, book, promises, few=True)]
    for head, group in groups.items():
        if group:
            blocks.append(_table(base, book, head, group[:_MOST]))
        if len(group) > _MOST:
            blocks.append(Paragraph(("More of these stand in the manager's register.",)))
    return Section(title=(title,), blocks=tuple(blocks)) if blocks else None


def _theirs(base: Base, book: Book, promises: Promises) -> list[Standing]:
    """Return what this reader may have of what is open or ended since the period began; what is due first, first.

    Of what ended, the latest first: that is what a reader has not heard of yet.
    """
    found = [
        one
        for one in promises.standings(now=base.as_of)
        if book.reader in _readers(base, one) and (one.ended is None or one.ended >= base.period.first)
    ]
    return sorted(found, key=lambda one: (one.ended is not None, -one.ended.toordinal() if one.ended else 0))


def _records(base: Base, book: Book, promises: Promises, *, few: bool) -> Iterable[Line]:
    """Say how often the word given to this side, and by it, was kept. A person has no record: it would be a mark."""
    reader = book.reader
    if reader not in (EXECUTIVES, STAFF):
        return
    side: Where = "executives" if reader == EXECUTIVES else "staff"
    every = promises.standings(now=base.as_of)
    given = [one for one in every if one.promise.to.is_whole]
    theirs = [one for one in every if one.promise.by.is_whole]
    for whose, found in (
        ("to you", record(given, now=base.as_of, to=side)),
        ("by you", record(theirs, now=base.as_of, by=side)),
    ):
        if found.n and few is (found.share is None):
            yield _record(book, found, whose, source=promises.id, reader=reader)


def _record(book: Book, found: Record, whose: str, *, source: str, reader: Reader) -> Line:
    keys = {figure.name: _enter(book, figure, reader, whose) for figure in found.figures(source=source)}
    if found.share is not None:
        share = keys["promises_kept"]
        sure = book.figure(share)
        likely = f"{words.between(sure, book.currency)}, {words.how_sure(sure)}"
        line: Line = (
            f"Kept in time, of what was promised {whose} and came to an end: ", book.value(share), ", ",
            book.cite(share, likely, mark=False), ", from ", book.n(share, "promise"),
        )  # fmt: skip
    else:
        kept = words.count(found.kept) if found.kept else "none"
        line = (
            f"Promises {whose} that came to an end: ",
            book.cite(keys["promises_settled"], words.count(found.n)),
        )
        line = (*line, "; kept in time: ", book.cite(keys["promises_kept_count"], kept))
    if found.kept_late:
        line = (*line, "; kept late: ", book.cite(keys["promises_kept_late"], words.count(found.kept_late)))
        line = (*line, ", by ", book.value(keys["promises_late_days"]))
        line = (*line, " at the median") if found.kept_late > 1 else line
    if found.broken:
        line = (*line, "; broken: ", book.cite(keys["promises_broken"], words.count(found.broken)))
    return (*line, "." if found.share is not None else "; too few for a rate.")


def _enter(book: Book, figure: Figure, reader: Reader, whose: str) -> str:
    label = f"{_LABELS[figure.name]}, {'to' if whose == 'to you' else 'by'} this side"
    return book.enter(
        Draft(
            key=f"{figure.name}/{figure.key}",
            kind="figure",
            label=label,
            title=(label,),
            readers=frozenset({reader}),
            figure=figure,
            why=WHY_PROMISE,
        )
    )


def _table(base: Base, book: Book, title: str, group: list[Standing]) -> TableBlock:
    whose = "To whom" if title == "Promised by you" else "By whom"
    if title.startswith("Promised between"):
        whose = "From whom to whom"
    return TableBlock(
        heads=("What was promised", whose, "How it stands"),
        rows=tuple(_row(base, book, one, whose) for one in group),
        numeric=(False, False, False),
        caption=(title,),
    )


def _row(base: Base, book: Book, one: Standing, whose: str) -> tuple[Line, ...]:
    promise = one.promise
    key = _given(base, book, one)
    what: Line = (book.cite(key, promise.text.rstrip(".")), ".")
    if promise.benefit:
        what = (*what, " Customers gain: ", book.cite(key, promise.benefit.rstrip("."), mark=False), ".")
    if figures := figures_line(base, book, promise.figures):
        what = (*what, " ", *figures, ".")
    by, to = _from(promise.by, book.reader), _from(promise.to, book.reader)
    who = {"To whom": to, "By whom": by}.get(whose, f"{by} to {to}")
    return what, (who,), (book.cite(key, stands(one), mark=False),)


def _given(base: Base, book: Book, one: Standing) -> str:
    readers = _readers(base, one)
    return book.enter(
        Draft(
            key=f"promise/{one.id}",
            kind="given",
            label="Promise",
            title=("Promise",),
            readers=readers,
            given="\n".join(text for text in (one.promise.text, one.promise.benefit, stands(one)) if text),
            given_by="the register of promises",
            why="" if {EXECUTIVES, STAFF} <= readers else WHY_PROMISE,
        )
    )


def _from(party: Party, reader: Reader) -> str:
    if party.where == "manager":
        return "the manager" if reader == EXECUTIVES else "your manager"
    if party.name:
        # A side's brief names nobody; a person's own brief is about that person.
        return "you" if reader.startswith("person:") and party.where == "staff" else _NAMED[party.where]
    return _FROM[party.where]


def _readers(base: Base, one: Standing) -> frozenset[Reader]:
    """Say whose briefs a promise may stand in: of those to whom it was made, and who made it."""
    by, to = one.promise.by, one.promise.to
    found: set[Reader] = set()
    for party in (by, to):
        if party.is_whole:
            found.add(EXECUTIVES if party.where == "executives" else STAFF)
        elif party.name and party.where == "staff" and (who := _person(base, party.name)):
            found.add(person(who))
    if one.promise.shared and not (by.name or to.name):
        found |= {EXECUTIVES, STAFF}
    return frozenset(found)


def _is(base: Base, party: Party, reader: Reader) -> bool:
    if reader in (EXECUTIVES, STAFF):
        return party.is_whole and party.where == ("executives" if reader == EXECUTIVES else "staff")
    who = _person(base, party.name) if party.where == "staff" and party.name else ""
    return bool(who) and person(who) == reader


def _person(base: Base, name: str) -> str:
    """Return whose name that is, where it is one person's alone; their id serves, too."""
    found = {one.id for one in base.people if name.casefold() in (one.name.casefold(), one.id.casefold())}
    return found.pop() if len(found) == 1 else ""
