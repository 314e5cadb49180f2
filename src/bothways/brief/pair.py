"""The pair of briefs, and one for each person who sells: all on one ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bothways.brief.check import check_document, check_quotes
from bothways.brief.compose import compose_executive, compose_person, compose_team, evidence_for
from bothways.brief.document import Document
from bothways.brief.facts import Base, Book, gather
from bothways.brief.facts.insights import PARTS
from bothways.brief.given import (
    Answered,
    Asked,
    Imperative,
    read_answered,
    read_asks,
    read_imperatives,
    read_note,
)
from bothways.brief.ledger import Ledger
from bothways.brief.lines import cites_of
from bothways.brief.previous import claimed, read_previous
from bothways.brief.proof import Proof, prove
from bothways.brief.registers import read_register_of_limits, read_register_of_promises, read_release
from bothways.constraints import Limits
from bothways.credibility import Promises
from bothways.evidence import Snapshot
from bothways.terms import Period

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release

METHOD = "brief-pair/2"
Progress = Callable[[int, int, str], None]
Tables = Path | str | Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One frozen pair of briefs, the briefs of single people (by person_id), and the proof."""

    ledger: Ledger
    executive: Document
    team: Document
    people: Mapping[str, Document]
    names: Mapping[str, str]
    proof: Proof

    def documents(self) -> tuple[Document, ...]:
        """Return every brief of the pair."""
        return (self.executive, self.team, *self.people.values())


def make_pair(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date | None = None,
    asks: Tables = None,
    imperatives: Tables = None,
    note: str = "",
    promises: Path | str | Promises | None = None,
    limits: Path | str | Limits | None = None,
    answered: Sequence[Answered] = (),
    consultation: Path | str | Mapping[str, Any] | Release | None = None,
    previous: Path | str | Mapping[str, Any] | None = None,
    edits: Path | None = None,
    parts: Iterable[str] = PARTS,
    progress: Progress | None = None,
) -> Pair:
    """Write the pair of briefs of a period.

    Args:
        snapshot: the evidence.
        period: of which period.
        as_of: seen from which day; the snapshot's own by default.
        asks: a TOML file of `[[ask]]` tables, or such tables: what is asked of the executives.
        imperatives: a TOML file of `[[imperative]]` tables, or such tables: what they require.
        note: the manager's own words to both sides.
        promises: the register of promises, or its file: each side sees what was promised to it and by it.
        limits: the register of limits, or its file: both sides see both sides' limits.
        answered: what crossed the door, the latest first: with its answer both sides read it, without one the side
            that owes it.
        consultation: what both sides answered, as it was released to all, or its file: both sides read the same of it.
        previous: the ledger of the last brief (its `ledger.json`, or what is in it): what changed since is
            told, and what was claimed is scored.
        edits: the manager's file of edited themes.
        parts: which parts of the insight room are asked; what is not asked stands in no brief.
        progress: called with what is done, of how many steps, and what comes.

    Raises:
        Refusal: of the evidence or of what was given; `two-values`, `reader` or `brief-number` when a
            brief would say what its reader must not have, or what no fact bears.
    """
    given = (read_asks(asks), read_imperatives(imperatives), read_note(note))
    registers = (read_register_of_promises(promises), read_register_of_limits(limits))
    released = read_release(consultation)
    last = read_previous(previous)
    base = gather(
        snapshot,
        period=period,
        as_of=as_of,
        since=last,
        claims=claimed(last),
        edits=edits,
        parts=parts,
        progress=progress,
    )
    pair = pair_of(
        base,
        asks=given[0],
        imperatives=given[1],
        note=given[2],
        promises=registers[0],
        limits=registers[1],
        answered=read_answered(answered),
        consultation=released,
    )
    check_quotes(pair.ledger, snapshot)
    return pair


def pair_of(
    base: Base,
    *,
    asks: tuple[Asked, ...] = (),
    imperatives: tuple[Imperative, ...] = (),
    note: str = "",
    promises: Promises | None = None,
    limits: Limits | None = None,
    answered: tuple[Answered, ...] = (),
    consultation: Release | None = None,
) -> Pair:
    """Write the pair of briefs on what was gathered; see `make_pair`."""
    book = Book(base.currency)
    documents = [
        compose_executive(
            base,
            book,
            asks=asks,
            note=note,
            promises=promises,
            limits_of=limits,
            answered=answered,
            consultation=consultation,
        ),
        compose_team(
            base,
            book,
            imperatives=imperatives,
            note=note,
            promises=promises,
            limits_of=limits,
            answered=answered,
            consultation=consultation,
        ),
        *(compose_person(base, book, who, promises=promises) for who in base.people),
    ]
    ledger, documents = numbered_on(book, documents)
    executive, team, *people = documents
    return Pair(
        ledger=ledger,
        executive=executive,
        team=team,
        people={who.id: document for who, document in zip(base.people, people, strict=True)},
        names={who.id: who.name for who in base.people},
        proof=prove(
            book, executive, team, {who.name: one for who, one in zip(base.people, people, strict=True)}
        ),
    )


def numbered_on(book: Book, documents: Sequence[Document]) -> tuple[Ledger, list[Document]]:
    """Number the facts of documents, give each its evidence and its cut of the ledger, and check it.

    Raises:
        Refusal: `reader`, `brief-number`, as `make_pair`.
    """
    # An argument against a fact may cite one that no brief cites: the notes are written again until
    # every fact has its number, so that each file holds the evidence of all that it cites.
    numbered = -1
    while numbered != (numbered := len(book.ledger())):
        notes = [evidence_for(book, document.reader) for document in documents]
    ledger = book.ledger()
    documents = [
        _counted(replace(document, ledger=ledger.cut(document.reader), evidence=evidence))
        for document, evidence in zip(documents, notes, strict=True)
    ]
    for document in documents:
        check_document(document)
    return ledger, documents


def _counted(document: Document) -> Document:
    """Let a person's brief count its own facts; those of the two sides show the ledger's numbers."""
    if not document.reader.startswith("person:"):
        return document
    cited = [cite.fact for cite in cites_of(document, evidence=False) if cite.mark]
    marks = tuple(dict.fromkeys((*cited, *(note.fact for note in document.evidence))))
    place = {fact: at for at, fact in enumerate(marks)}
    return replace(
        document, marks=marks, evidence=tuple(sorted(document.evidence, key=lambda note: place[note.fact]))
    )


__all__ = ["METHOD", "Pair", "make_pair", "numbered_on", "pair_of"]
