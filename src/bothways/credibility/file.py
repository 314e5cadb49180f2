"""The register as a plain file, for those without a server: events are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bothways.credibility.checking import with_event
from bothways.credibility.register import Promises
from bothways.credibility.values import Event, EventKind, event_of
from bothways.terms import Journal, read_entries, read_journal, write_entries

KIND = "promises"


def read_promises(path: Path | str) -> Promises:
    """Read a register; one that does not exist yet is empty.

    What can't be read or was changed by hand is told in `trouble` and stays in the file.

    Raises:
        Refusal: `journal-file`, `journal-kind` or `journal-form`: it can't be read, or is none of promises.
    """
    return _promises(read_journal(path, kind=KIND), Path(path).name)


def write_events(
    path: Path | str, events: Iterable[Event] | Callable[[Promises], Iterable[Event]]
) -> tuple[Event, ...]:
    """Check events and add them to a register: all or none. Return those that are new.

    Args:
        path: the file; made where there is none.
        events: in the order in which they are recorded; or what makes them from the register as it stands
            while nobody else can write.

    Raises:
        Refusal: as `check_event` and `read_promises`; `journal-busy` when another command is writing.
    """
    path = Path(path)
    return write_entries(
        path,
        kind=KIND,
        entries_of=lambda journal: _promises(journal, path.name).events,
        given=lambda journal: events(_promises(journal, path.name)) if callable(events) else events,
        with_entry=with_event,
    )


def _promises(journal: Journal, name: str) -> Promises:
    return Promises(
        *read_entries(
            journal,
            name=name,
            read=event_of,
            of=lambda event: event.promise,
            begins=lambda event: event.kind is EventKind.MADE,
            began="what made",
        )
    )
