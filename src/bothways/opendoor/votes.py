"""The votes of a consultation: who, on which statement, agree, disagree or pass; and how they were counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bothways.terms import Refusal, Side

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

AGREE, PASS, DISAGREE = 1.0, 0.0, -1.0
"""Agree is +1, as in every export of pol.is. Its database, and the centre that its server sends, say −1."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is voted on. `moderated`: 1 let in, 0 not looked at yet, −1 taken out; `meta`: about the people, not the matter."""

    id: str
    text: str = ""
    moderated: int = 1
    meta: bool = False
    author: str = ""
    seed: bool = False
    when: float | None = None

    def shown(self, *, strict: bool = False) -> bool:
        """Say whether it was voted on as a statement of opinion: let in, and not about the people.

        `strict`: what nobody has looked at yet isn't shown either.
        """
        return not self.meta and (self.moderated > 0 if strict else self.moderated >= 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the votes that were read: `read` = counted + changed + repeated + late.

    `changed`: a later vote of the same person on the same statement said something else;
    `repeated`: it said the same; `late`: cast after the end; `tied`: of the earlier ones, how many bear
    the same time as the vote that counts, so that only their place in the file told which is the last.
    """

    read: int = 0
    counted: int = 0
    changed: int = 0
    repeated: int = 0
    late: int = 0
    tied: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return it ready for JSON."""
        return {
            name: getattr(self, name) for name in ("read", "counted", "changed", "repeated", "late", "tied")
        }


class Cast(NamedTuple):
    """A vote as it was cast; `when` is any number that grows with time (pol.is: milliseconds), or None."""

    person: str
    statement: str
    vote: float
    when: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Every person's last vote on every statement.

    `matrix` is people × statements: 1 agree, 0 pass, −1 disagree, NaN no vote; it can't be written to.
    `sides` has one entry a person, None for who declared none. `when` is of the same shape as `matrix`,
    or None where no times are known.
    """

    people: tuple[str, ...]
    statements: tuple[Statement, ...]
    matrix: Floats
    sides: tuple[Side | None, ...]
    tally: Tally = field(default_factory=Tally)
    when: Floats | None = None

    def __post_init__(self) -> None:
        if self.matrix.shape != (len(self.people), len(self.statements)) or len(self.sides) != len(
            self.people
        ):
            raise ValueError(
                "people, sides and statements must be as many as the matrix has rows and columns"
            )
        self.matrix.setflags(write=False)

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Which statements are let in and not meta: one truth a column."""
        return np.array([statement.shown() for statement in self.statements], dtype=bool)

    def of_side(self, side: Side | None) -> NDArray[np.bool_]:
        """Say who belongs to a side (None: who declared none): one truth a person."""
        return np.array([own == side for own in self.sides], dtype=bool)

    def answered(self) -> Whole:
        """Count each person's votes, passes too."""
        return np.asarray(np.count_nonzero(~np.isnan(self.matrix), axis=1), dtype=np.int64)

    def with_sides(self, sides: Mapping[str, Side | str]) -> Votes:
        """Return them with the sides that people declared.

        Raises:
            Refusal: `side` when a side is neither staff nor executives; `side-nobody` when none of the names voted.
        """
        named = {str(person): side_of(side) for person, side in sides.items()}
        if named and not named.keys() & set(self.people):
            raise Refusal(
                "side-nobody",
                "None of those whose side is named has voted.",
                hint="Name people as the votes name them.",
                data={"named": sorted(named)[:5], "voted": list(self.people[:5])},
            )
        return replace(self, sides=tuple(named.get(person) for person in self.people))

    def with_vote(self, cast: Cast) -> Votes:
        """Return them with one more vote, which is the last of its person on its statement.

        Copies the matrix: `self` stays as it is.

        Raises:
            Refusal: `vote` when it is none of 1, 0, −1; `statement` when nobody was asked that.
        """
        _check_vote(cast.vote, "The vote")
        columns = [
            number for number, statement in enumerate(self.statements) if statement.id == cast.statement
        ]
        if not columns:
            raise Refusal(
                "statement", f"There is no statement “{cast.statement}”.", hint="Vote on one that was asked."
            )
        people, sides, matrix = self.people, self.sides, self.matrix.copy()
        when = None if self.when is None else self.when.copy()
        if cast.person not in people:
            people, sides = (*people, cast.person), (*sides, None)
            matrix = np.vstack([matrix, np.full(len(self.statements), np.nan)])
            when = None if when is None else np.vstack([when, np.full(len(self.statements), np.nan)])
        row, column = people.index(cast.person), columns[0]
        before = matrix[row, column]
        matrix[row, column] = cast.vote
        if when is not None:
            when[row, column] = np.nan if cast.when is None else cast.when
        tally = replace(
            self.tally,
            read=self.tally.read + 1,
            counted=self.tally.counted + int(np.isnan(before)),
            changed=self.tally.changed + int(not np.isnan(before) and before != cast.vote),
            repeated=self.tally.repeated + int(before == cast.vote),
        )
        return Votes(people, self.statements, matrix, sides, tally, when)


def side_of(word: Side | str) -> Side:
    """Read a side.

    Raises:
        Refusal: `side` when it is neither staff nor executives.

    >>> side_of("Executives")
    <Side.EXECUTIVES: 'executives'>
    """
    try:
        return Side(str(word).strip().lower())
    except ValueError as bad:
        raise Refusal("side", f"“{word}” is no side.", hint="Write staff or executives.") from bad


def votes_of(
    casts: Iterable[Cast | tuple[Any, ...]],
    *,
    statements: Sequence[Statement] = (),
    people: Sequence[str] = (),
    sides: Mapping[str, Side | str] | None = None,
    until: float | None = None,
) -> Votes:
    """Return the votes out of (person, statement, vote[, when]).

    Args:
        casts: in any order where times are known; without times the last in this order is the last.
        statements: all that were asked, whether anybody voted or not; what is voted on and isn't here is added.
        people: who was asked; who voted and isn't here is added after them.
        sides: who belongs to which side.
        until: votes cast after this time don't count.

    Raises:
        Refusal: `vote` when a vote is none of 1, 0, −1, `side` when a side is neither staff nor executives.

    >>> votes = votes_of([("ada", "s1", 1, 10), ("ben", "s1", -1, 11), ("ada", "s1", 0, 12)])
    >>> votes.matrix.tolist(), votes.tally.changed
    ([[0.0], [-1.0]], 1)
    """
    # Column by column: a value an object for each of a million votes takes longer than all that is reckoned of them.
    rows = list(casts)
    cast = [row[2] for row in rows]
    if not set(cast) <= {AGREE, PASS, DISAGREE}:
        for number, vote in enumerate(cast):
            _check_vote(vote, f"Vote {number + 1}")
    times = [row[3] if len(row) > 3 else None for row in rows]
    known = bool(rows) and None not in times
    return votes_from_columns(
        persons=[str(row[0]) for row in rows],
        voted_on=[str(row[1]) for row in rows],
        votes=np.array(cast, dtype=np.float64),
        when=np.array(times, dtype=np.float64) if known else None,
        statements=statements,
        people=people,
        sides=sides,
        until=until,
    )


def votes_from_columns(
    *,
    persons: NDArray[np.str_] | Sequence[str],
    voted_on: NDArray[np.str_] | Sequence[str],
    votes: Floats,
    when: Floats | None = None,
    statements: Sequence[Statement] = (),
    people: Sequence[str] = (),
    sides: Mapping[str, Side | str] | None = None,
    until: float | None = None,
) -> Votes:
    """Return the votes out of columns of one length: `votes_of` without a loop, for millions.

    `votes` holds 1, 0 and −1 and is not looked at again: who reads it from a file refuses with the line.
    """
    read = len(votes)
    if until is not None and when is not None:
        kept = when <= until
        persons, voted_on = (list(compress(_plain(column), kept.tolist())) for column in (persons, voted_on))
        votes, when = votes[kept], when[kept]
    names, rows = _numbered(persons, people)
    ids, columns = _numbered(voted_on, [statement.id for statement in statements])
    known = {statement.id: statement for statement in statements}
    order = np.arange(len(votes)) if when is None else np.argsort(when, kind="stable")
    cells = (rows * max(len(ids), 1) + columns)[order]
    # Sorted by cell and, inside it, by time: the last of each run is the vote that counts.
    by_cell = np.argsort(cells, kind="stable")
    cells, cast = cells[by_cell], votes[order][by_cell]
    last = np.append(cells[1:] != cells[:-1], True) if len(cells) else np.zeros(0, dtype=bool)
    matrix = np.full(len(names) * len(ids), np.nan)
    matrix[cells[last]] = cast[last]
    times = None
    if when is not None:
        sorted_when = when[order][by_cell]
        times = np.full(len(matrix), np.nan)
        times[cells[last]] = sorted_when[last]
        tied = int(np.count_nonzero(~last & (sorted_when == times[cells])))
    else:
        tied = 0
    following = np.append(cast[1:], np.nan)[~last]
    repeated = int(np.count_nonzero(following == cast[~last]))
    tally = Tally(
        read=read,
        counted=int(last.sum()),
        changed=int((~last).sum()) - repeated,
        repeated=repeated,
        late=read - len(cells),
        tied=tied,
    )
    shape = (len(names), len(ids))
    made = Votes(
        people=tuple(names),
        statements=tuple(known.get(name) or Statement(name) for name in ids),
        matrix=matrix.reshape(shape),
        sides=(None,) * len(names),
        tally=tally,
        when=None if times is None else times.reshape(shape),
    )
    return made.with_sides(sides) if sides else made


def _numbered(column: NDArray[np.str_] | Sequence[str], first: Sequence[str]) -> tuple[list[str], Whole]:
    """Return the names, those told `first` and then the others as people sort them, and each row's number."""
    cells = _plain(column)
    names = [str(name) for name in first]
    told = set(names)
    names += sorted((name for name in dict.fromkeys(cells) if name not in told), key=_as_people_sort)
    places = {name: place for place, name in enumerate(names)}
    return names, np.fromiter(map(places.__getitem__, cells), dtype=np.int64, count=len(cells))


def _plain(column: NDArray[np.str_] | Sequence[str]) -> Sequence[str]:
    """Return a column as plain strings: sorting a million cells as arrays of characters takes ten times as long."""
    if isinstance(column, np.ndarray):
        plain: list[str] = column.tolist()
        return plain
    return column


def _as_people_sort(name: str) -> tuple[int, int, str]:
    """Sort 2 before 10, and numbers before words."""
    return (0, int(name), name) if name.isascii() and name.isdigit() else (1, 0, name)


def _check_vote(vote: float, what: str) -> None:
    if vote not in (AGREE, PASS, DISAGREE):
        raise Refusal(
            "vote",
            f"{what} is {vote!r}, which is no vote.",
            hint="A vote is 1 (agree), 0 (pass) or -1 (disagree).",
        )
