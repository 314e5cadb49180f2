"""The word given to both sides, and what became of it.

For: promises between the manager and the two sides, with a due day; what is due to whom; how often a word was kept.
Gives: `Promise` and its `Event`s, `standing`, `due_list`, `record`, a register as a plain file.
Never: edits the past; counts what was renegotiated in time as broken; makes one number of a person.
"""

from bothways.credibility.checking import check_event, with_event
from bothways.credibility.file import read_promises, write_events
from bothways.credibility.recording import FEWEST, Record, record
from bothways.credibility.register import Promises, due_list
from bothways.credibility.standing import METHOD, Move, Standing, State, standing
from bothways.credibility.values import Correction, Event, EventKind, Party, Promise

__all__ = [
    "FEWEST", "METHOD", "Correction", "Event", "EventKind", "Move", "Party", "Promise", "Promises", "Record", "Standing",
    "State", "check_event", "due_list", "read_promises", "record", "standing", "with_event", "write_events",
]  # fmt: skip
