"""The cells of a company: each value of each key, and each combination of two, with what happened in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bothways.evidence.views.columns import Bools, DealColumns, Floats, Ints, Texts
from bothways.insight.shortfall.coding import FEWEST_PEOPLE, coded, known_alike, told_together
from bothways.insight.shortfall.spans import Span

FEWEST_DEALS = 20
"""A cell, and the rest of the company, need so many deals in the two spans to be tested."""
SAME = 0.9
"""A combination that is this much of one of its parts is that part under another name."""
STATS = ("available", "decided", "won", "cents", "squares", "fourths", "log", "log2", "sized")
"""What is added up in a cell, by span."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a key, or a combination of two: `keys` and the `values` that they have in it."""

    keys: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def parents(self) -> tuple[Cell, ...]:
        """The cells that hold it: none of a single value."""
        if len(self.keys) < 2:
            return ()
        return tuple(Cell((k,), (v,)) for k, v in zip(self.keys, self.values, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """The deals that count in one of two spans, their codes by key, and what each brings to the sums.

    `codes[key]` is -1 where the value isn't known; `brings` is spans x stats x deals; `owner` codes,
    -1 unknown. `late` are the keys that are filled in when deals are decided: they tell nothing of how
    many there were, or were decided.
    """

    keys: tuple[str, ...]
    codes: dict[str, Ints]
    names: dict[str, list[str]]
    late: frozenset[str]
    brings: Floats
    owner: Ints
    owners: int

    def __len__(self) -> int:
        return int(self.brings.shape[2])

    def holds(self, cell: Cell) -> Bools:
        """Return which deals lie in a cell."""
        found = np.ones(len(self), dtype=bool)
        for key, value in zip(cell.keys, cell.values, strict=True):
            found &= self.codes[key] == self.names[key].index(value)
        return found

    def known(self, keys: Sequence[str]) -> Bools:
        """Return of which deals some keys are known: those among which their values are compared."""
        found = np.ones(len(self), dtype=bool)
        for key in keys:
            found &= self.codes[key] >= 0
        return found

    def without(self, which: Bools) -> Cube:
        """Return the cube without some deals."""
        keep = ~which
        codes = {key: own[keep] for key, own in self.codes.items()}
        owners, owner = np.unique(np.r_[-1, self.owner[keep]], return_inverse=True)
        return Cube(
            self.keys, codes, self.names, self.late, self.brings[:, :, keep], owner[1:].astype(np.int64) - 1,
            len(owners) - 1,
        )  # fmt: skip

    def sums(self, which: Bools | None = None) -> Floats:
        """Return the sums over some deals (all unless given): spans x stats."""
        found: Floats = self.brings.sum(axis=2) if which is None else self.brings[:, :, which].sum(axis=2)
        return found

    def people(self, which: Bools) -> int:
        """Return how many people own some deals."""
        owner = self.owner[which]
        return len(np.unique(owner[owner >= 0]))


def cube_of(columns: DealColumns, base: Span, now: Span, *, keys: Sequence[str]) -> Cube:
    """Return the deals of two spans with their keys; a key that nobody filled in is left out."""
    counts = base.available | now.available
    rows = np.flatnonzero(counts)
    brings = np.stack([_brings(span, rows) for span in (base, now)])
    codes: dict[str, Ints] = {}
    names: dict[str, list[str]] = {}
    for key in keys:
        known, own = _known(getattr(columns, key)[rows])
        if known:
            codes[key], names[key] = own, known
    owners, owner = _known(columns.owner[rows])
    decided = (base.decided | now.decided)[rows]
    late = frozenset(key for key in codes if not known_alike(codes[key] >= 0, decided, ~decided))
    return Cube(tuple(codes), codes, names, late, brings, owner, len(owners))


def _known(labels: Texts) -> tuple[list[str], Ints]:
    """Return the labels with their codes, -1 for the unknown."""
    names, codes = coded(labels)
    return (names[1:], codes - 1) if names and names[0] == "" else (names, codes)


def _brings(span: Span, rows: Ints) -> Floats:
    won = span.won[rows]
    cents = np.where(won, span.amount[rows], 0.0)
    sized = won & (cents > 0)
    log = np.where(sized, np.log(np.where(sized, cents, 1.0)), 0.0)
    flags = (span.available[rows], span.decided[rows], won)
    return np.stack([*(f.astype(np.float64) for f in flags), cents, cents**2, cents**4, log, log**2, sized])


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells with their sums (cells x spans x stats), and of how many people they are and the rest is.

    `rests`: the sums of all other deals of which the keys are known.
    """

    cells: tuple[Cell, ...]
    sums: Floats
    rests: Floats
    people: Ints
    others: Ints


def cells_of(cube: Cube, *, pairs: bool = True) -> Cells:
    """Return the cells that may be tested and named.

    Large enough (`FEWEST_DEALS` in it and outside), of three people or more where owners are known, and
    a combination only when it is neither of its parts under another name.
    """
    groups: list[tuple[str, ...]] = [(key,) for key in cube.keys]
    if pairs:
        # Teams are set beside each other as they are, never cut up: parts of a team soon are a person.
        groups += list(combinations([key for key in cube.keys if key != "team"], 2))
    found: list[Cell] = []
    sums, rests, people, others = [], [], [], []
    for keys in groups:
        own = _group(cube, keys)
        if own is not None:
            found += own.cells
            sums.append(own.sums)
            rests.append(own.rests)
            people.append(own.people)
            others.append(own.others)
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        nothing = np.zeros((0, 2, len(STATS)))
        return Cells((), nothing, nothing, empty, empty)
    return Cells(
        tuple(found),
        np.concatenate(sums),
        np.concatenate(rests),
        np.concatenate(people),
        np.concatenate(others),
    )


def _group(cube: Cube, keys: tuple[str, ...]) -> Cells | None:
    """Return the cells of one key or pair of keys."""
    code, count = cube.codes[keys[0]], len(cube.names[keys[0]])
    if len(keys) == 2:
        second = len(cube.names[keys[1]])
        known = (code >= 0) & (cube.codes[keys[1]] >= 0)
        code, count = np.where(known, code * second + cube.codes[keys[1]], -1), count * second
    inside = np.flatnonzero(code >= 0)
    own = code[inside]
    size = np.bincount(own, minlength=count)
    people, others = _owners(cube, own, inside, count)
    enough = (size >= FEWEST_DEALS) & (len(inside) - size >= FEWEST_DEALS)
    if cube.owners:
        # The rest is told beside it, and is the whole less the cell: it must not point to someone either.
        enough &= (people >= FEWEST_PEOPLE) & (others >= FEWEST_PEOPLE)
    elif "team" in keys:
        enough &= False
    if len(keys) == 2:
        for place, key in enumerate(keys):
            whole = np.bincount(cube.codes[key][cube.codes[key] >= 0], minlength=len(cube.names[key]))
            part = np.arange(count) // second if place == 0 else np.arange(count) % second
            enough &= size < SAME * whole[part]
            if cube.owners:
                enough &= _left_over(cube, own, inside, cube.codes[key], part) >= FEWEST_PEOPLE
    elif cube.owners:
        enough = told_together(code, cube.owner, enough)
    picked = np.flatnonzero(enough)
    if not picked.size:
        return None
    totals = (
        np.stack(
            [
                np.stack([np.bincount(own, weights=stat[inside], minlength=count)[picked] for stat in span])
                for span in cube.brings
            ]
        )
        .transpose(2, 0, 1)
        .astype(np.float64)
    )
    cells = tuple(Cell(keys, _values(cube, keys, int(one))) for one in picked)
    rests = cube.sums(code >= 0)[None] - totals
    return Cells(cells, totals, rests, people[picked], others[picked])


def _values(cube: Cube, keys: tuple[str, ...], code: int) -> tuple[str, ...]:
    if len(keys) == 1:
        return (cube.names[keys[0]][code],)
    first, second = divmod(code, len(cube.names[keys[1]]))
    return cube.names[keys[0]][first], cube.names[keys[1]][second]


def _owners(cube: Cube, own: Ints, inside: Ints, count: int) -> tuple[Ints, Ints]:
    """Return by cell how many people are in it, and how many are outside (the same one may be both)."""
    if not cube.owners:
        return np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    owner = cube.owner[inside]
    known = owner >= 0
    pairs = np.unique(own[known] * cube.owners + owner[known])
    people = np.bincount(pairs // cube.owners, minlength=count)
    # Who owns nothing but deals of one cell is not outside it.
    held = np.bincount(pairs % cube.owners, minlength=cube.owners)
    elsewhere = np.zeros(cube.owners, dtype=bool)
    left_out = np.ones(len(cube), dtype=bool)
    left_out[inside] = False
    strays = cube.owner[left_out]
    elsewhere[strays[strays >= 0]] = True
    only = (held == 1) & ~elsewhere
    bound = np.bincount((pairs // cube.owners)[only[pairs % cube.owners]], minlength=count)
    return people, cube.owners - bound


def _left_over(cube: Cube, own: Ints, inside: Ints, whole: Ints, part: Ints) -> Ints:
    """Return of how many people a value is without a combination (`own` among `inside`) that lies in it.

    Both are told, so that their difference is.
    """
    width = max(cube.owners, 1)
    known = (whole >= 0) & (cube.owner >= 0)
    pairs, times = np.unique(whole[known] * width + cube.owner[known], return_counts=True)
    people = np.bincount(pairs // width, minlength=int(part.max(initial=0)) + 1)
    owner = cube.owner[inside]
    cells, counts = np.unique(own[owner >= 0] * width + owner[owner >= 0], return_counts=True)
    cell = cells // width
    at = np.searchsorted(pairs, part[cell] * width + cells % width)
    only = np.bincount(cell[times[at] == counts], minlength=len(part))
    return np.asarray(people[part] - only, dtype=np.int64)
