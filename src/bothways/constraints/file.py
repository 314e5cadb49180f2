"""The register as a plain file, for those without a server: changes are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bothways.constraints.checking import with_change
from bothways.constraints.register import Limits
from bothways.constraints.values import Change, ChangeKind, change_of
from bothways.terms import Journal, read_entries, read_journal, write_entries

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
    return write_entries(
        path,
        kind=KIND,
        entries_of=lambda journal: _limits(journal, path.name).changes,
        given=lambda journal: changes(_limits(journal, path.name)) if callable(changes) else changes,
        with_entry=with_change,
    )


def _limits(journal: Journal, name: str) -> Limits:
    return Limits(
        *read_entries(
            journal,
            name=name,
            read=change_of,
            of=lambda change: change.limit,
            begins=lambda change: change.kind is ChangeKind.DECLARED,
            began="what declared",
        )
    )
