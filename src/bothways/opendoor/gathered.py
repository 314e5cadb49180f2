"""A consultation out of files: votes, statements, who is of which side and on the record, predictions, marks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.gap import predictions_of
from bothways.opendoor.history import History
from bothways.opendoor.participants import read_participants
from bothways.opendoor.polis import history_of, read_comments, read_sides, sides_in, times_of
from bothways.opendoor.reading import Rows, read_rows
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

__all__ = ["Gathered", "eligible_of", "gather"]

_Floats = NDArray[np.float64]
_FILES = ("votes.csv", "comments.csv", "participants-votes.csv")
_MOST_BYTES = 1_000_000_000
_YES, _NO = frozenset({"yes", "true", "1", "y"}), frozenset({"", "no", "false", "0", "n"})


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Everything that the files say. `asked`: how many each side has; None where the sides aren't known.

    `on_record`: who chose to be shown with their answers. `marks`: person → what they marked as important.
    """

    history: History
    sides: Mapping[str, Side]
    on_record: frozenset[str]
    asked: Mapping[Side, int] | None
    guesses: tuple[tuple[str, str, float], ...] = ()
    marks: Mapping[str, frozenset[str]] | None = None

    def at(self, until: float | None = None, *, since: float | None = None) -> Votes:
        """Return the votes as they stood at a moment (None: at the end); since: only those cast after it."""
        return self.history.at(until, since=since)

    def predictions(self, votes: Votes, *, beside: bool = False) -> _Floats | None:
        """Return the predictions in the shape of `votes`; None where there are none.

        beside: only those whose person voted on the statement in `votes`: of a round, since a prediction has no time.

        Raises:
            Refusal: as `predictions_of`.
        """
        if not self.guesses:
            return None
        if not beside:
            return predictions_of(self.guesses, votes)
        rows = {name: at for at, name in enumerate(votes.people)}
        columns = {one.id: at for at, one in enumerate(votes.statements)}
        here = [
            (person, statement, percent)
            for person, statement, percent in self.guesses
            if person in rows
            and statement in columns
            and not np.isnan(votes.matrix[rows[person], columns[statement]])
        ]
        return predictions_of(here, votes)

    def marked(self, votes: Votes) -> dict[str, frozenset[str]]:
        """Return the marks of those who are among `votes`, on what they had voted on by then."""
        found: dict[str, frozenset[str]] = {}
        columns = {one.id: at for at, one in enumerate(votes.statements)}
        for row, person in enumerate(votes.people):
            chosen = (self.marks or {}).get(person, frozenset())
            cast = {
                name for name in chosen if name in columns and not np.isnan(votes.matrix[row, columns[name]])
            }
            if cast:
                found[person] = frozenset(cast)
        return found


def gather(
    votes: Path,
    *,
    comments: Path | None = None,
    sides: Path | None = None,
    predictions: Path | None = None,
    important: Path | None = None,
    eligible: Mapping[Side, int] | None = None,
) -> Gathered:
    """Read a consultation.

    Args:
        votes: an export of pol.is (its folder, a zip of it, its votes.csv or its participants-votes.csv), or a plain
            table with the columns person, statement, vote and perhaps when, side, important.
        comments: statements and their texts, where they don't lie beside the votes.
        sides: person and side, perhaps on-record (yes or no); everybody who was asked, also who did not answer.
        predictions: person, statement, percent: what share of the other side they expect to agree.
        important: person, statement: what they marked.
        eligible: how many each side has, where `sides` doesn't name everybody.

    Raises:
        Refusal: `no-file`, `zip`, `column`, `side`, `percent`, `statement-unknown` and the others of the readers,
            with the line where a line is the matter; `eligible` when fewer were asked than are named.
    """
    with _files(votes) as found:
        statements = (
            read_comments(comments or found["comments.csv"]) if comments or "comments.csv" in found else ()
        )
        table = found.get("votes.csv")
        beside = read_rows(table) if table is not None else None
        history = (
            history_of(beside, statements=statements)
            if beside is not None
            else read_participants(found["participants-votes.csv"], statements=statements)
        )
        marks = _marks_beside(beside) if beside and important is None else None
        own = sides_in(beside) if beside and sides is None and "side" in beside.columns else None
    known = read_sides(sides) if sides else own or {}
    voted = frozenset(str(name) for name in np.unique(history.persons))
    if known and not voted & known.keys():
        raise Refusal(
            "side-nobody",
            "None of those whose side is named has voted.",
            hint="Name people as the votes name them.",
            data={"named": sorted(known)[:5], "voted": sorted(voted)[:5]},
        )
    asked = _asked(known, eligible)
    return Gathered(
        history=replace(history, sides={name: side for name, side in known.items() if name in voted}),
        sides=known,
        on_record=_on_record(sides) if sides else frozenset(),
        asked=asked,
        guesses=_guesses(predictions) if predictions else (),
        marks=_marks(important) if important else marks,
    )


def eligible_of(text: str) -> dict[Side, int]:
    """Read how many each side has.

    Raises:
        Refusal: `eligible` when it isn't a number for one or both sides.

    >>> eligible_of("staff=12, executives=2")
    {<Side.STAFF: 'staff'>: 12, <Side.EXECUTIVES: 'executives'>: 2}
    """
    found: dict[Side, int] = {}
    for part in text.split(","):
        name, _, number = (piece.strip().lower() for piece in part.partition("="))
        if name not in set(Side) or not (number.isascii() and number.isdigit()) or Side(name) in found:
            raise Refusal(
                "eligible",
                f"“{part.strip()}” doesn't say how many a side has.",
                hint="Write staff=12,executives=2.",
            )
        found[Side(name)] = int(number)
    return found


@contextmanager
def _files(path: Path) -> Iterator[dict[str, Path]]:
    """Give the files of an export by their name; one file alone is its votes."""
    if path.is_dir():
        found = {name: path / name for name in _FILES if (path / name).is_file()}
        if not found.keys() & {"votes.csv", "participants-votes.csv"}:
            raise Refusal(
                "no-file",
                f"{path.name} holds no votes.csv.",
                hint="Give the folder of an export, a zip of it, or a table of person, statement, vote.",
                data={"path": str(path)},
            )
        yield found
    elif path.suffix.lower() == ".zip":
        with TemporaryDirectory(prefix="bothways-") as folder:
            yield _unzipped(path, Path(folder))
    elif path.name == "participants-votes.csv":
        beside = path.with_name("comments.csv")
        yield {path.name: path} | ({"comments.csv": beside} if beside.is_file() else {})
    else:
        # Only an export's own file has its statements beside it: whose comments.csv lies by a plain table, nobody knows.
        beside = path.with_name("comments.csv")
        yield {"votes.csv": path} | (
            {"comments.csv": beside} if path.name == "votes.csv" and beside.is_file() else {}
        )


def _unzipped(path: Path, folder: Path) -> dict[str, Path]:
    if not path.is_file():
        raise Refusal(
            "no-file", f"There is no file {path.name}.", hint="Check the path.", data={"path": str(path)}
        )
    found: dict[str, Path] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename).name
                if name not in _FILES or entry.is_dir() or "__MACOSX" in entry.filename:
                    continue
                if name in found:
                    raise Refusal(
                        "zip", f"{path.name} holds two files {name}.", hint="Give one export at a time."
                    )
                if entry.file_size > _MOST_BYTES:
                    raise Refusal(
                        "zip", f"{name} in {path.name} is too large.", hint="Unpack it, and give the folder."
                    )
                found[name] = folder / name
                # Written under our own name, in our own folder: where a path inside the zip points to is no matter.
                with archive.open(entry) as source, found[name].open("wb") as target:
                    _copy(source.read, target.write, name=name, path=path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as bad:
        raise Refusal(
            "zip", f"{path.name} can't be opened as a zip.", hint="Unpack it, and give the folder."
        ) from bad
    if not found.keys() & {"votes.csv", "participants-votes.csv"}:
        raise Refusal("no-file", f"{path.name} holds no votes.csv.", hint="Zip the export's own files.")
    return found


def _copy(read: Callable[[int], bytes], write: Callable[[bytes], object], *, name: str, path: Path) -> None:
    left = _MOST_BYTES
    while part := read(1 << 20):
        left -= len(part)
        if left < 0:  # what the zip says of a size need not be true
            raise Refusal(
                "zip", f"{name} in {path.name} is too large.", hint="Unpack it, and give the folder."
            )
        write(part)


def _asked(sides: Mapping[str, Side], eligible: Mapping[Side, int] | None) -> dict[Side, int] | None:
    named = {side: sum(own is side for own in sides.values()) for side in Side}
    for side, number in (eligible or {}).items():
        if number < named[side]:
            raise Refusal(
                "eligible",
                f"{number} of the {side} could answer, it says, but {named[side]} are named.",
                hint="Count everybody who was asked, whether they answered or not.",
                data={"side": str(side), "eligible": number, "named": named[side]},
            )
    return named | dict(eligible or {}) if sides or eligible else None


def _on_record(path: Path) -> frozenset[str]:
    rows = read_rows(path)
    chosen = rows.first_of("on-record", "on_record", "on record")
    if chosen is None:
        return frozenset()
    said: dict[str, bool] = {}
    for line, person, word in zip(rows.lines, rows.ids("person", "voter-id"), chosen, strict=True):
        if word.strip().lower() not in _YES | _NO:
            what = f"“{word}” doesn't say whether somebody is on the record"
            raise rows.refused("on-record", line, what, "Write yes or no.")
        said[person] = word.strip().lower() in _YES
    return frozenset(person for person, yes in said.items() if yes)


def _guesses(path: Path) -> tuple[tuple[str, str, float], ...]:
    rows = read_rows(path)
    people, asked = rows.ids("person", "voter-id"), rows.ids("statement", "comment-id")
    percents = rows.numbers(
        [cell.strip().removesuffix("%") for cell in rows.needed("percent", "prediction")], "percent"
    )
    for line, percent in zip(rows.lines, percents, strict=True):
        if not 0.0 <= percent <= 100.0:
            raise rows.refused(
                "percent", line, f"{percent:g} is no share", "A prediction is 0 to 100 percent."
            )
    return tuple(zip(people, asked, (float(one) for one in percents), strict=True))


def _marks(path: Path) -> dict[str, frozenset[str]]:
    rows = read_rows(path)
    return _collected(zip(rows.ids("person", "voter-id"), rows.ids("statement", "comment-id"), strict=True))


def _marks_beside(rows: Rows) -> dict[str, frozenset[str]] | None:
    """Return the marks out of the votes' own table, where it has such a column.

    The mark beside the vote that counts is the one that counts: the last by time, else by place.
    """
    column = rows.first_of("important")
    if column is None:
        return None
    said: dict[tuple[str, str], bool] = {}
    pairs = list(zip(rows.ids("voter-id", "person"), rows.ids("comment-id", "statement"), strict=True))
    times = rows.first_of("timestamp", "when")
    order = range(len(pairs)) if times is None else np.argsort(times_of(rows, times), kind="stable").tolist()
    for at in order:
        word = column[at].strip().lower()
        if word not in _YES | _NO:
            raise rows.refused(
                "important",
                rows.lines[at],
                f"“{column[at]}” doesn't say whether it is important",
                "Write yes or no.",
            )
        said[pairs[at]] = word in _YES
    return _collected(pair for pair, yes in said.items() if yes)


def _collected(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for person, statement in pairs:
        found.setdefault(person, set()).add(statement)
    return {person: frozenset(chosen) for person, chosen in found.items()}
