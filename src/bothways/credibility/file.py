"""The register as a plain file, for those without a server: events are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bothways.credibility.checking import with_event
from bothways.credibility.register import Promises
from bothways.credibility.values import Event, EventKind, event_of
from bothways.terms import Journal, Refusal, append_journal, read_journal

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
    added: list[Event] = []

    def make(journal: Journal) -> list[dict[str, object]]:
        held = _promises(journal, path.name)
        every = held.events
        for event in events(held) if callable(events) else events:
            more = with_event(every, event)
            if len(more) > len(every):
                added.append(event)
            every = more
        return [event.as_dict() for event in added]

    append_journal(path, kind=KIND, make=make)
    return tuple(added)


def _promises(journal: Journal, name: str) -> Promises:
    events, trouble = [], [*journal.trouble]
    for number, record in journal.records:
        try:
            events.append(event_of(record))
        except Refusal as refusal:
            trouble.append(f"{name}, line {number}: {refusal.sentence} It stays there.")
    made = {event.promise for event in events if event.kind is EventKind.MADE}
    lost = dict.fromkeys(event.promise for event in events if event.promise not in made)
    trouble += [f"{name}: what made “{promise}” is not there any more." for promise in lost]
    return Promises(tuple(events), tuple(trouble))
