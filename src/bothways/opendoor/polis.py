"""Exports of pol.is (comments.csv, votes.csv, participants-votes.csv), and plain tables of person, statement, vote."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bothways.opendoor.history import History
from bothways.opendoor.reading import Rows, read_rows
from bothways.opendoor.votes import Statement, Votes
from bothways.terms import Refusal, Side

METHOD = "polis-export/1"


@dataclass(frozen=True, slots=True)
class Participants:
    """The header and rows of a participants-votes.csv, as text, cell for cell."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_export(
    folder: Path, *, sides: Mapping[str, Side | str] | None = None, until: float | None = None
) -> Votes:
    """Read an export of pol.is: votes.csv, and comments.csv where it lies beside it.

    In an export agree is 1 and disagree −1; its rows are sorted by statement, not by time, and a vote that was
    changed stands there more than once: the last by `timestamp` counts.

    Args:
        folder: with the files.
        sides: who belongs to which side, by voter id.
        until: votes after this timestamp (milliseconds) don't count.

    Raises:
        Refusal: `no-file`, `column`, `vote`, `number`, `ragged`; with the line where a line is the matter.
    """
    comments = folder / "comments.csv"
    statements = read_comments(comments) if comments.is_file() else ()
    return read_votes(folder / "votes.csv", statements=statements, sides=sides, until=until)


def read_votes(
    path: Path,
    *,
    statements: tuple[Statement, ...] = (),
    sides: Mapping[str, Side | str] | None = None,
    until: float | None = None,
) -> Votes:
    """Read the votes of an export, or a plain table with the columns person, statement, vote and perhaps when.

    Raises:
        Refusal: as `read_export`; `statement-unknown` with the line, when statements are given and a vote is on another.
    """
    history = read_history(path, statements=statements, sides=sides)
    if until is not None and history.when is None:
        raise Refusal(
            "no-times", f"{path.name} does not say when votes were cast.", hint="Leave the end out."
        )
    return history.at(until)


def read_history(
    path: Path, *, statements: tuple[Statement, ...] = (), sides: Mapping[str, Side | str] | None = None
) -> History:
    """Read every vote of an export or a plain table, those too that were changed later.

    Raises:
        Refusal: as `read_votes`.
    """
    return history_of(read_rows(path), statements=statements, sides=sides)


def history_of(
    rows: Rows, *, statements: tuple[Statement, ...] = (), sides: Mapping[str, Side | str] | None = None
) -> History:
    """Return every vote of a table that was read already: reading it again takes longer than all that is made of it.

    Raises:
        Refusal: as `read_votes`.
    """
    people, asked = rows.ids("voter-id", "person"), rows.ids("comment-id", "statement")
    votes, times = rows.votes(rows.needed("vote")), rows.first_of("timestamp", "when")
    for name, column in (("person", people), ("statement", asked)):
        if "" in column:
            line = rows.lines[column.index("")]
            raise rows.refused(
                "empty-cell", line, f"the {name} is missing", "Give every vote a person and a statement."
            )
    if statements:
        known = {statement.id for statement in statements}
        strangers = set(asked) - known
        if strangers:
            place = next(number for number, cell in enumerate(asked) if cell in strangers)
            what = f"there is no statement “{asked[place]}”"
            raise rows.refused(
                "statement-unknown", rows.lines[place], what, "Give the comments of the same export."
            )
    when = None if times is None else times_of(rows, times)
    if when is not None and not np.isfinite(when).all():
        # A vote without a time would sort last, and count as the last.
        line = rows.lines[int(np.argmin(np.isfinite(when)))]
        raise rows.refused(
            "time", line, "the time is missing", "Give every vote a time, or leave the column out."
        )
    return History(
        persons=np.array(people, dtype=np.str_),
        voted_on=np.array(asked, dtype=np.str_),
        votes=votes,
        when=when,
        statements=statements,
        sides=dict(sides or {}),
    )


def read_comments(path: Path) -> tuple[Statement, ...]:
    """Read the statements of an export, in the order of their numbers, or a table with statement and text.

    Raises:
        Refusal: `column`, `number`; `statement-twice` with the line.
    """
    rows = read_rows(path)
    ids, texts = rows.ids("comment-id", "statement"), rows.needed("comment-body", "text")
    blank = [""] * len(rows)
    moderated = rows.first_of("moderated")
    let_in = np.ones(len(rows)) if moderated is None else rows.numbers(moderated, "moderated")
    authors, meta, seeds = (rows.first_of(name) or blank for name in ("author-id", "is-meta", "is-seed"))
    times = rows.first_of("timestamp", "when")
    when = [None] * len(rows) if times is None else times_of(rows, times).tolist()
    found: dict[str, Statement] = {}
    for number, name in enumerate(ids):
        if name in found:
            raise rows.refused(
                "statement-twice", rows.lines[number], f"statement {name} is there again", "Keep one."
            )
        found[name] = Statement(
            id=name,
            text=texts[number],
            moderated=int(np.sign(let_in[number])),
            meta=_true(meta[number]),
            author=authors[number],
            seed=_true(seeds[number]),
            when=when[number],
        )
    numbered = all(name.isascii() and name.isdigit() for name in found)
    return tuple(sorted(found.values(), key=lambda one: int(one.id)) if numbered else found.values())


def read_sides(path: Path) -> dict[str, Side]:
    """Read who belongs to which side: a table with the columns person (or voter-id) and side.

    Raises:
        Refusal: `side` with the line when a side is neither staff nor executives, or somebody belongs to both.
    """
    return sides_in(read_rows(path))


def sides_in(rows: Rows) -> dict[str, Side]:
    """Return who belongs to which side, of a table that was read already.

    Raises:
        Refusal: as `read_sides`.
    """
    found: dict[str, Side] = {}
    people, sides, known = rows.ids("person", "voter-id"), rows.needed("side"), frozenset(Side)
    for line, person, word in zip(rows.lines, people, sides, strict=True):
        if word.strip().lower() not in known:
            raise rows.refused("side", line, f"“{word}” is no side", "Write staff or executives.")
        side = Side(word.strip().lower())
        if found.setdefault(person, side) is not side:
            raise rows.refused("side", line, f"“{person}” belongs to both sides", "Name one side a person.")
    return found


def participants_table(votes: Votes, *, groups: Mapping[str, int] | None = None) -> Participants:
    """Return the rows of a participants-votes.csv: each person's last votes, and how many of what.

    One column for each statement that anybody voted on, as pol.is has it; an empty cell is no vote, 0 a pass.

    Args:
        votes: of the conversation.
        groups: each person's opinion group, where there are groups.
    """
    cast = ~np.isnan(votes.matrix)
    columns = np.flatnonzero(cast.any(axis=0))
    authors: dict[str, int] = {}
    for statement in votes.statements:
        authors[statement.author] = authors.get(statement.author, 0) + 1
    header = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    words = np.full(votes.matrix.shape, "", dtype="<U2")
    words[votes.matrix == 1.0], words[votes.matrix == 0.0], words[votes.matrix == -1.0] = "1", "0", "-1"
    agree, disagree = (np.count_nonzero(votes.matrix == value, axis=1) for value in (1.0, -1.0))
    counted = cast.sum(axis=1)
    rows = tuple(
        (
            person,
            str((groups or {}).get(person, "")),
            str(authors.get(person, 0)),
            str(counted[row]),
            str(agree[row]),
            str(disagree[row]),
            *words[row, columns].tolist(),
        )
        for row, person in enumerate(votes.people)
    )
    return Participants((*header, *(votes.statements[number].id for number in columns)), rows)


def write_export(votes: Votes, folder: Path, *, groups: Mapping[str, int] | None = None) -> tuple[Path, ...]:
    """Write comments.csv, votes.csv and participants-votes.csv, as pol.is exports them; return their paths.

    Each person's last vote alone is written, without the ones it replaced, and without a time where none is known.
    **This holds who voted what**: it is for whoever may see that, never for a release.

    Raises:
        Refusal: `exists` when one of the files is there already: nothing is written over.
    """
    paths = tuple(folder / name for name in ("comments.csv", "votes.csv", "participants-votes.csv"))
    for path in paths:
        if path.exists():
            raise Refusal("exists", f"{path.name} is there already.", hint="Give an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    agree, disagree = (np.count_nonzero(votes.matrix == value, axis=0) for value in (1.0, -1.0))
    _write(
        paths[0],
        ("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta", "is-seed", "comment-body"),
        [
            (
                _time(one.when), one.id, one.author, int(agree[number]), int(disagree[number]), one.moderated,
                str(one.meta).lower(), str(one.seed).lower(), one.text,
            )
            for number, one in enumerate(votes.statements)
        ],
    )  # fmt: skip
    columns, people = np.nonzero(~np.isnan(votes.matrix.T))
    times = votes.when
    # Without times there is no such column: an empty cell in it would be no time.
    header = (
        ("comment-id", "voter-id", "vote")
        if times is None
        else ("timestamp", "comment-id", "voter-id", "vote")
    )
    rows: list[tuple[Any, ...]] = []
    for column, person in zip(columns.tolist(), people.tolist(), strict=True):
        row = (votes.statements[column].id, votes.people[person], int(votes.matrix[person, column]))
        rows.append(row if times is None else (_time(float(times[person, column])), *row))
    _write(paths[1], header, rows)
    table = participants_table(votes, groups=groups)
    _write(paths[2], table.header, list(table.rows))
    return paths


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _time(when: float | None) -> str:
    return (
        ""
        if when is None or np.isnan(when)
        else f"{when:.0f}"
        if float(when).is_integer()
        else repr(float(when))
    )


def times_of(rows: Rows, column: list[str]) -> Any:
    """Read numbers, or days and times as ISO writes them (without a zone: taken as they stand)."""
    try:
        return np.array([cell or "nan" for cell in column], dtype=np.float64)
    except ValueError:
        found, ways = [], []
        for line, cell in zip(rows.lines, column, strict=True):
            try:
                when = datetime.fromisoformat(cell.strip())
            except ValueError as bad:
                if cell.strip().isdigit():
                    ways.append("number")
                    continue
                hint = "Write a number that grows, or 2026-09-30 or 2026-09-30T14:05."
                raise rows.refused("time", line, f"“{cell}” is no time", hint) from bad
            ways.append("a zone" if when.tzinfo else "no zone")
            found.append((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000.0)
        if len(set(ways)) > 1:
            # An hour here and an hour there: which vote is the last would hang on it.
            line = next(line for line, way in zip(rows.lines, ways, strict=True) if way != ways[0])
            what = "times are written in two ways (numbers and days, or with a zone and without)"
            raise rows.refused("time", line, what, "Write them all in one way.") from None
        return np.array(found, dtype=np.float64)


def _true(cell: str) -> bool:
    return cell.strip().lower() in {"true", "1", "yes"}
