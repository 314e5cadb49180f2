"""A participants-votes.csv: a row a person, a column a statement."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bothways.opendoor.history import History
from bothways.opendoor.reading import read_rows
from bothways.opendoor.votes import Statement
from bothways.terms import Refusal

__all__ = ["read_participants"]

_OTHER = frozenset({"participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "xid"})


def read_participants(path: Path, *, statements: tuple[Statement, ...] = ()) -> History:
    """Read the votes of a participants-votes.csv: each person's last ones; no times are in it, nor what was changed.

    Whoever has a row and no vote is nobody who answered, and is left out, as in votes.csv.

    Args:
        path: of the file.
        statements: of the comments.csv beside it; what it doesn't know is refused.

    Raises:
        Refusal: `column`, `vote`, `ragged`, `person-twice` with the line; `statement-unknown`.
    """
    rows = read_rows(path)
    people = rows.ids("participant", "person", "voter-id")
    before: set[str] = set()
    for line, name in zip(rows.lines, people, strict=True):
        if not name:
            raise rows.refused("empty-cell", line, "the participant is missing", "Name everybody.")
        if name in before:
            raise rows.refused("person-twice", line, f"“{name}” has two rows", "Keep one.")
        before.add(name)
    asked = [name for name in rows.columns if name not in _OTHER and name not in {"person", "voter-id"}]
    if strangers := [name for name in asked if statements and name not in {one.id for one in statements}]:
        raise Refusal(
            "statement-unknown",
            f"{path.name}, line 1: there is no statement “{strangers[0]}”.",
            hint="Give the comments of the same export.",
            data={"file": path.name, "line": 1, "statement": strangers[0]},
        )
    persons: list[str] = []
    voted_on: list[str] = []
    votes: list[np.ndarray] = []
    for statement in asked:
        column = rows.columns[statement]
        given = [at for at, cell in enumerate(column) if cell.strip()]
        # A blank stands for no vote here alone: so the others are read by a table without the blanks.
        some = type(rows)(rows.path, {}, [rows.lines[at] for at in given])
        votes.append(some.votes([column[at] for at in given]))
        persons += [people[at] for at in given]
        voted_on += [statement] * len(given)
    return History(
        persons=np.array(persons, dtype=np.str_),
        voted_on=np.array(voted_on, dtype=np.str_),
        votes=np.concatenate(votes) if votes else np.zeros(0),
        statements=statements or tuple(Statement(name) for name in asked),
    )
