"""A register in a journal: entries of one kind, each checked against all before it, added all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bothways.terms.journal import Journal, append_journal
from bothways.terms.refusal import Refusal

__all__ = ["Recorded", "read_entries", "write_entries"]


class Recorded(Protocol):
    """An entry of a register: what it is of, and how it is written."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""


Entry = TypeVar("Entry", bound=Recorded)


def read_entries(
    journal: Journal,
    *,
    name: str,
    read: Callable[[Mapping[str, Any]], Entry],
    of: Callable[[Entry], str],
    begins: Callable[[Entry], bool],
    began: str,
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return a journal's entries, and what is wrong with it in sentences; what can't be read stays where it is.

    Args:
        journal: as it was read.
        name: the file's name, for the sentences.
        read: an entry out of a record; refuses what is none.
        of: the id of what an entry is about.
        begins: whether an entry is the one that brings that thing into the register.
        began: that entry in words ("what made", "what declared"): where it is gone, it is told.
    """
    entries, trouble = [], [*journal.trouble]
    for number, record in journal.records:
        try:
            entries.append(read(record))
        except Refusal as refusal:
            trouble.append(f"{name}, line {number}: {refusal.sentence} It stays there.")
    known = {of(entry) for entry in entries if begins(entry)}
    lost = dict.fromkeys(of(entry) for entry in entries if of(entry) not in known)
    trouble += [f"{name}: {began} “{one}” is not there any more." for one in lost]
    return tuple(entries), tuple(trouble)


def write_entries(
    path: Path,
    *,
    kind: str,
    entries_of: Callable[[Journal], tuple[Entry, ...]],
    given: Callable[[Journal], Iterable[Entry]],
    with_entry: Callable[[tuple[Entry, ...], Entry], tuple[Entry, ...]],
) -> tuple[Entry, ...]:
    """Check entries one after the other and add them to a journal, all or none; return those that are new.

    Args:
        path: the file; made where there is none.
        kind: of the journal.
        entries_of: the entries that a journal holds.
        given: the entries to add, from the journal as it stands while nobody else can write.
        with_entry: the entries with one more, checked; the same ones where it is there already.

    Raises:
        Refusal: as `with_entry` and `append_journal`.
    """
    added: list[Entry] = []

    def make(journal: Journal) -> list[dict[str, Any]]:
        every = entries_of(journal)
        for entry in given(journal):
            more = with_entry(every, entry)
            if len(more) > len(every):
                added.append(entry)
            every = more
        return [entry.as_dict() for entry in added]

    append_journal(path, kind=kind, make=make)
    return tuple(added)
