"""The register as a plain file, for those without a server: changes are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bothways.constraints.checking import with_change
from bothways.constraints.register import Limits
from bothways.constraints.values import Change, ChangeKind, change_of
from bothways.terms import Journal, Refusal, append_journal, read_journal

KIND = "limits"


def read_limits(path: Path | str) -> Limits:
    """Read a register; one that does not exist yet is empty.

    What can't be read or was changed by hand is told in `trouble` and stays in the file.

    Raises:
        Refusal: `journal-file`, `journal-kind` or `journal-form`: it can't be read, or is none of limits.
    """
    return _limits(read_journal(path, kind=KIND), Path(path).name)


def write_changes(
    path: Path | str, changes: Iterable[Change] | Callable[[Limits], Iterable[Change]]
) -> tuple[Change, ...]:
    """Check changes and add them to a register: all or none. Return those that are new.

    Args:
        path: the file; made where there is none.
        changes: in the order in which they are recorded; or what makes them from the register as it stands
            while nobody else can write.

    Raises:
        Refusal: as `check_change` and `read_limits`; `journal-busy` when another command is writing.
    """
    path = Path(path)
    added: list[Change] = []

    def make(journal: Journal) -> list[dict[str, object]]:
        held = _limits(journal, path.name)
        every = held.changes
        for change in changes(held) if callable(changes) else changes:
            more = with_change(every, change)
            if len(more) > len(every):
                added.append(change)
            every = more
        return [change.as_dict() for change in added]

    append_journal(path, kind=KIND, make=make)
    return tuple(added)


def _limits(journal: Journal, name: str) -> Limits:
    changes, trouble = [], [*journal.trouble]
    for number, record in journal.records:
        try:
            changes.append(change_of(record))
        except Refusal as refusal:
            trouble.append(f"{name}, line {number}: {refusal.sentence} It stays there.")
    declared = {change.limit for change in changes if change.kind is ChangeKind.DECLARED}
    lost = dict.fromkeys(change.limit for change in changes if change.limit not in declared)
    trouble += [f"{name}: what declared “{limit}” is not there any more." for limit in lost]
    return Limits(tuple(changes), tuple(trouble))
