"""The front: all measures of a period, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw

from bothways.evidence.measures.aggregate import Groups, grouped, keys_of
from bothways.evidence.measures.catalogue import CATALOGUE
from bothways.evidence.measures.evidence import Evidence, evidence_of
from bothways.evidence.measures.figures import Maker
from bothways.evidence.measures.forms import Measure, Share
from bothways.evidence.measures.relations import ID
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Figure, Period, Refusal

Progress = Callable[[int, int, str], None]
BYS = ("all", "team", "rep", "region", "product")
NOT_GIVEN = "not given"
_ALL_BYS = (*BYS, "segment", "stage", "approver")
_OWN_BYS = ("stage", "approver")
"""Levels that come with their measures, asked for or not."""


class Measures:
    """The figures of one period, made when they are asked for. `notices` says what a reader of the targets must know."""

    def __init__(
        self, maker: Maker, levels: Mapping[tuple[str, str], Measure], notices: Sequence[str]
    ) -> None:
        self.notices = tuple(notices)
        self._maker = maker
        self._levels = levels
        self._made: dict[tuple[str, str], tuple[Figure, ...]] = {}
        self._places = {by: {key: i for i, (key, _) in enumerate(keys)} for by, keys in maker.keys.items()}

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order of the catalogue."""
        return tuple(figure for level in self._levels for figure in self._level(level))

    def one(self, name: str, by: str = "all", key: str = "") -> Figure:
        """Return one figure.

        Raises:
            Refusal: `no-figure` when it was not measured.
        """
        place = self._places.get(by, {}).get(key) if (name, by) in self._levels else None
        if place is None:
            raise Refusal("no-figure", f"There is no figure {name} by {by} for “{key}”.")
        return self._level((name, by))[place]

    def each(self, name: str, by: str) -> tuple[Figure, ...]:
        """Return a measure's figures of all groups of a level, by label; the group not given is last."""
        return self._level((name, by)) if (name, by) in self._levels else ()

    def _level(self, level: tuple[str, str]) -> tuple[Figure, ...]:
        if level not in self._made:
            self._made[level] = self._maker.figures(self._levels[level], level[1])
        return self._made[level]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"figures": [figure.as_dict() for figure in self.figures], "notices": list(self.notices)}


def measure(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date | None = None,
    by: Sequence[str] = BYS,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Measures:
    """Return the measures of a period, overall and by group.

    A measure comes for those levels of `by` for which it makes sense, and a measure that is of stages,
    segments or approvers only comes by those in any case. `key` is "" for the group whose key isn't given.

    Args:
        snapshot: the evidence.
        period: of which period.
        as_of: seen from which day; the snapshot's own by default.
        by: levels: all, team, rep, region, product, segment, stage, approver.
        names: only these measures; all by default.
        progress: called with what is done, of how many steps, and what comes.

    Raises:
        Refusal: `as-of-later`; `no-measure` or `no-level` for a name that there is not.
    """
    _check(names, by)
    return measured(evidence_of(snapshot, period=period, as_of=as_of), by=by, names=names, progress=progress)


def measured(
    evidence: Evidence,
    *,
    by: Sequence[str] = BYS,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Measures:
    """Return the measures of facts that any engine holds; see `measure`."""
    wanted = [CATALOGUE[name] for name in (names or CATALOGUE)]
    sources = list(dict.fromkeys(one.source for one in wanted if one.source != "targets"))
    groups: dict[str, Groups] = {}
    for done, source in enumerate(sources):
        if progress:
            progress(done, len(sources) + 1, f"measuring {source}")
        own = [one for one in wanted if one.source == source]
        levels = [
            level for level in _ALL_BYS if level == "all" or any(level in _levels(one, by) for one in own)
        ]
        groups[source] = grouped(evidence.frames, evidence.facts(source), measures=own, bys=levels)
    if progress:
        progress(len(sources), len(sources) + 1, "writing figures")
    keys = _keys(evidence, groups, sorted({level for one in wanted for level in _levels(one, by)}))
    notices = evidence.targets.notices if any(one.bys == ("all", "team", "rep") for one in wanted) else ()
    asked = {(one.name, level): one for one in wanted for level in _levels(one, by)}
    return Measures(Maker(evidence, groups, keys), asked, notices)


def rows_behind(snapshot: Snapshot, figure: Figure, *, limit: int | None = None) -> tuple[str, ...]:
    """Return the ids of the rows behind a figure, in `CATALOGUE[figure.name].table`, in order.

    For a share these are the rows of its whole (the deals closed, for a win rate); for a median or a
    mean those of the group, with and without a value.

    Raises:
        Refusal: `no-measure` when the catalogue has no such measure.
    """
    _check([figure.name], ())
    evidence = evidence_of(snapshot, period=figure.period, as_of=figure.as_of)
    return behind(evidence, figure, limit=limit)


def behind(evidence: Evidence, figure: Figure, *, limit: int | None = None) -> tuple[str, ...]:
    """Return the ids behind a figure from facts that any engine holds; see `rows_behind`."""
    one = CATALOGUE[figure.name]
    if one.source == "targets":
        return evidence.targets.of(figure.by, figure.key).ids[:limit]
    flag = one.form.whole if isinstance(one.form, Share) else one.form.flag
    rows = evidence.facts(one.source).filter(nw.col(flag))
    if figure.by != "all":
        rows = rows.filter(nw.col(figure.by) == figure.key)
    ids = rows.select(ID[one.source]).sort(ID[one.source])
    if limit is not None:
        ids = ids.head(limit)
    return tuple(str(row[0]) for row in evidence.frames.rows(ids))


def _levels(one: Measure, by: Sequence[str]) -> tuple[str, ...]:
    return tuple(level for level in one.bys if level in by or level in _OWN_BYS or one.bys == (level,))


def _check(names: Iterable[str] | None, by: Iterable[str]) -> None:
    for name in names or ():
        if name not in CATALOGUE:
            raise Refusal(
                "no-measure", f"There is no measure “{name}”.", hint=f"There are: {', '.join(CATALOGUE)}."
            )
    for level in by:
        if level not in _ALL_BYS:
            raise Refusal(
                "no-level", f"There is no level “{level}”.", hint=f"There are: {', '.join(_ALL_BYS)}."
            )


def _keys(
    evidence: Evidence, groups: Mapping[str, Groups], levels: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    """Return the keys and labels of each level: of groups, targets, and reps who are still here."""
    frames = evidence.frames
    people = frames.rows(frames.table("people").select("person_id", "name", "team", "role", "is_active"))
    names = {person: name or person for person, name, *_ in people}
    here = [
        (person, team) for person, _, team, role, active in people if role == "rep" and active is not False
    ]
    found: dict[str, list[tuple[str, str]]] = {"all": [("", "")]}
    for level in levels:
        if level == "all":
            continue
        keys = keys_of(groups, level) | {key for by, key in evidence.targets.found if by == level}
        keys |= {person for person, _ in here} if level == "rep" else set()
        keys |= {team or "" for _, team in here} if level == "team" else set()
        if level == "stage":
            keys |= {stage for _, stage, _, meaning in evidence.meanings.rows if meaning == "open"}
        label = names if level in {"rep", "approver"} else {}
        labelled = [(key, label.get(key, key) or NOT_GIVEN) for key in keys]
        found[level] = sorted(labelled, key=lambda pair: (not pair[0], pair[1], pair[0]))
    return found
