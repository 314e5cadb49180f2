"""The whole answer, and the cut of it that each reader may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bothways.insight.results.effort import Effort
from bothways.insight.results.habits import Habits, Shown
from bothways.insight.results.making import METHOD
from bothways.insight.results.moved import Changes
from bothways.insight.results.order import Order
from bothways.insight.results.standings import CONDUCT, Standing
from bothways.terms import Figure, Period, Refusal, Sentence, sentence_parts
from bothways.terms.sentence import Called, Said

FEWEST_PEOPLE = 3
"""A figure of a group is shown to others only when this many people stand behind it."""
MANAGER, EXECUTIVES, STAFF = "manager", "executives", "staff"
_PERSON = "person:"
_OF_PEOPLE = ("rep", "rep_stage", "rep_segment", "rep_product")
_OF_NOBODY = ("all", "stage", "segment", "region", "product", "habit")
"""What is not foreseen here (who approved a discount …) is the manager's alone."""
_WITHIN_TEAMS = ("team_stage", "team_segment", "team_product")
Key = tuple[str, str, str]
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Where each stands, what changed, what went with wins, and effort against money.

    `standings`: every measure of the whole, teams and reps; `orders`: who is told apart, for the manager;
    `changes`: since the last brief, or None; `habits`: what went with wins; `effort`: the table;
    `sentences`: what can be said of the whole; `own`: what each person is told of their
    own numbers. `behind` has the rows behind a figure,
    `against` the best argument against it. `reader`: whose cut this is.
    """

    snapshot: str
    period: Period
    as_of: date
    reader: str
    standings: tuple[Standing, ...]
    mix: tuple[Figure, ...]
    orders: tuple[Order, ...]
    changes: Changes | None
    habits: Habits
    effort: Effort
    sentences: tuple[Sentence, ...]
    own: Mapping[str, tuple[Sentence, ...]]
    behind: Mapping[Key, Rows]
    against: Mapping[Key, Sentence]
    notices: tuple[str, ...]
    method: str = METHOD
    _people: Mapping[str, int] = field(default_factory=dict, repr=False)
    _owners: Mapping[str, tuple[str, bool]] = field(default_factory=dict, repr=False)
    _groups: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    _for_sides: Effort | None = field(default=None, repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number of it that this reader may see, each once by (name, by, key)."""
        found: dict[Key, Figure] = {}
        parts = [f for one in self.standings for f in one.figures]
        parts += [one.target for one in self.standings if one.target]
        parts += [*self.mix, *self.effort.figures]
        if self.changes:
            parts += [f for one in self.changes.moved for f in one.figures]
        parts += [f for one in self.habits.habits for f in one.figures]
        parts += [f for one in self.orders for f in one.figures]
        parts += [self.habits.landmark] if self.habits.landmark else []
        for figure in parts:
            found.setdefault((figure.name, figure.by, figure.key), figure)
        return tuple(found.values())

    def one(self, measure: str, by: str = "all", key: str = "") -> Standing:
        """Return where somebody stands.

        Raises:
            Refusal: `no-standing` when there is none, or none that this reader may see.
        """
        for standing in self.standings:
            if (standing.measure, standing.by, standing.key) == (measure, by, key):
                return standing
        raise Refusal("no-standing", f"There is no {measure} by {by} for “{key}” here.")

    def for_reader(self, reader: str) -> Results:
        """Return what a reader may have: `manager`, `executives`, `staff`, or `person:<id>`.

        Nobody's number is in what another gets, nor a figure of fewer than three people, nor a sum from which
        one could be taken away to find it.

        Raises:
            Refusal: `no-reader` for another name, or a cut of a cut.
        """
        if reader == self.reader:
            return self
        if self.reader != MANAGER:
            raise Refusal(
                "no-reader", f"This is already the cut for {self.reader}.", hint="Cut the manager's."
            )
        if reader not in (EXECUTIVES, STAFF) and not (reader.startswith(_PERSON) and reader != _PERSON):
            raise Refusal(
                "no-reader",
                f"There is no reader “{reader}”.",
                hint="There are: manager, executives, staff, person:<id>.",
            )
        return _cut(self, reader)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": self.method,
            "snapshot": self.snapshot,
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "reader": self.reader,
            "standings": [one.as_dict() for one in self.standings],
            "mix": [one.as_dict() for one in self.mix],
            "orders": [one.as_dict() for one in self.orders],
            "changes": self.changes.as_dict() if self.changes else None,
            "habits": {
                "landmark": self.habits.landmark.as_dict() if self.habits.landmark else None,
                "habits": [one.as_dict() for one in self.habits.habits],
                "recognition": [one.as_dict() for one in self.habits.recognition],
                "questions": [one.as_dict() for one in self.habits.questions],
                "notes": list(self.habits.notes),
            },
            "effort": self.effort.as_dict(),
            "sentences": [sentence_parts(one) for one in self.sentences],
            "own": {person: [sentence_parts(one) for one in lines] for person, lines in self.own.items()},
            "against": {"/".join(key): sentence_parts(one) for key, one in self.against.items()},
            "behind": {"/".join(key): [list(row) for row in rows] for key, rows in self.behind.items()},
            "notices": list(self.notices),
        }


def _cut(whole: Results, reader: str) -> Results:
    person = reader.removeprefix(_PERSON) if reader.startswith(_PERSON) else ""
    teams = _teams_shown(whole._people) if reader == EXECUTIVES else frozenset()
    names = {one.label for one in whole.standings if one.by == "rep" and one.label}
    names |= {f"team {one.label}" for one in whole.standings if one.by == "team" and one.key not in teams}
    few = sum(whole._people.values()) < FEWEST_PEOPLE
    stages = Counter(one.key.partition("|")[2] for one in whole.standings if one.by == "rep_stage")

    def may(figure: Figure, measure: str) -> bool:
        if figure.by in _OF_PEOPLE:
            return bool(person) and figure.key.partition("|")[0] == person
        if (few and measure in CONDUCT) or (
            figure.by == "stage" and stages.get(figure.key, 0) < FEWEST_PEOPLE
        ):
            return False
        if figure.by in ("segment", "product"):
            return (figure.by, figure.key) in whole._groups
        if figure.by == "team":
            return figure.key in teams
        # A stage or segment of a team may be one person's, whatever the team's size: none of these goes out.
        return figure.by in _OF_NOBODY

    effort = whole._for_sides or whole.effort
    if few:
        why = "Fewer than three people sell here: the hours would be a person's own."
        effort = replace(effort, hours=replace(effort.hours, value=None, n=None, unknown=why))
    stood = tuple(one for one in whole.standings if may(one.now, one.measure))
    cut = replace(
        whole,
        reader=reader,
        standings=stood,
        mix=tuple(one for one in whole.mix if may(one, "")),
        orders=(),
        changes=_changes(whole.changes, may, person),
        habits=_habits(whole.habits, person),
        effort=effort,
        own={person: whole.own[person]} if person in whole.own else {},
        _people={},
        _owners={},
        _groups=frozenset(),
        _for_sides=None,
    )
    seen = {(figure.name, figure.by, figure.key): figure for figure in cut.figures}
    return replace(
        cut,
        sentences=tuple(one for one in _sentences(whole, effort) if _shown(one, seen)),
        against={
            key: one
            for key, one in {**whole.against, **_effort_against(effort)}.items()
            if key in seen and _shown(one, seen)
        },
        behind={
            key: kept
            for key, rows in whole.behind.items()
            if key in seen and (kept := _rows(rows, whole._owners, person))
        },
        notices=tuple(one for one in whole.notices if not any(name in one for name in names)),
    )


def _teams_shown(people: Mapping[str, int]) -> frozenset[str]:
    """Return the teams that executives see: three people or more, and what is hidden holds three too.

    The whole is shown, so a hidden team is the whole minus those shown: hidden teams must hide each other.
    """
    hidden = {team for team, count in people.items() if count < FEWEST_PEOPLE or not team}
    shown = sorted((team for team in people if team not in hidden), key=lambda team: (people[team], team))
    while shown and 0 < sum(people[team] for team in hidden) < FEWEST_PEOPLE:
        hidden.add(shown.pop(0))
    return frozenset(shown)


def _changes(changes: Changes | None, may: Callable[[Figure, str], bool], person: str) -> Changes | None:
    if changes is None:
        return None
    movers = tuple(one for one in changes.movers if person and one.owner_id == person)
    return replace(changes, moved=tuple(m for m in changes.moved if may(m.now, m.measure)), movers=movers)


def _habits(habits: Habits, person: str) -> Habits:
    def own(shown: tuple[Shown, ...]) -> tuple[Shown, ...]:
        return tuple(one for one in shown if person and one.owner_id == person)

    return replace(habits, recognition=own(habits.recognition), questions=own(habits.questions))


def _sentences(whole: Results, effort: Effort) -> tuple[Sentence, ...]:
    """Return the sentences, those of the manager's effort table replaced by those of the sides'."""
    full = {row.sentence for row in whole.effort.rows if row.sentence}
    others = tuple(one for one in whole.sentences if one not in full)
    return (*others, *(row.sentence for row in effort.rows if row.sentence))


def _effort_against(effort: Effort) -> dict[Key, Sentence]:
    return {(r.time.name, r.time.by, r.time.key): r.against for r in effort.rows if r.against}


def _shown(sentence: Sentence, seen: Mapping[Key, Figure]) -> bool:
    """A sentence goes where all its figures go, as they are there; none names a deal or a person."""
    for part in sentence:
        if isinstance(part, Called) and part.what in ("deal", "person", "team"):
            return False
        if isinstance(part, Said):
            figure = part.figure
            if seen.get((figure.name, figure.by, figure.key)) != figure:
                return False
    return True


def _rows(rows: Rows, owners: Mapping[str, tuple[str, bool]], person: str) -> Rows:
    """Return the deals of a person's own; of the sides those that were won: no open deal, no lost one."""
    kept = []
    for table, one in rows:
        owner, is_won = owners.get(one, ("", False))
        if table == "deals" and ((person and owner == person) or (not person and is_won)):
            kept.append((table, one))
    return tuple(kept)
