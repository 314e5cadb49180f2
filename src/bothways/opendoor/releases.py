"""One release after another of the same consultation, and the audit over everything published so far together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from bothways.opendoor.disclosure import (
    Audit,
    Band,
    Cell,
    Decision,
    Part,
    Proposal,
    Rules,
    decide,
    share,
    size_band,
)
from bothways.opendoor.gathered import Gathered
from bothways.opendoor.important import item_of
from bothways.opendoor.reading import read_rows
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

__all__ = [
    "EVERYBODY",
    "METHOD",
    "ON_RECORD",
    "Banded",
    "Released",
    "bands_of",
    "groups_of_file",
    "proposal_at",
    "published_of_file",
    "releases_of",
]

METHOD: Final = "disclosed-releases/1"
EVERYBODY: Final = "everybody"
ON_RECORD: Final = "on the record"


@dataclass(frozen=True, slots=True)
class Released:
    """One release: what was proposed, what of it may be shown with all that came before it.

    `given_away`: of what is said to have been **published**, the cells that would not have passed the guard, alone or
    with what was published before them; empty where the guard itself decided.
    """

    name: str
    decision: Decision
    given_away: tuple[str, ...] = ()
    groups: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON: names only, and the ways that were found safe."""
        return {
            "release": self.name,
            "shown": [cell.name for cell in self.decision.shown],
            "withheld": list(self.decision.withheld),
            "given_away": list(self.given_away),
            "offers": [
                {"kind": offer.kind, "groups": list(offer.groups), "sentence": offer.sentence}
                for offer in self.decision.offers
            ],
        }


@dataclass(frozen=True, slots=True)
class Banded:
    """What may be shown of one group on one statement. `people`: how many are told of, as a band of its own.

    `exact`: these people chose the record, and everybody may count them; then `people` is their number.
    """

    statement: str
    group: str
    people: str
    agree: Band
    disagree: Band
    exact: bool = False

    @property
    def holds(self) -> str:
        """What more than half of those told of surely hold: `for`, `against`, or `` where the bands leave it open."""
        return "for" if self.agree.low > 50 else "against" if self.disagree.low > 50 else ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "statement": self.statement,
            "group": self.group,
            "people": self.people,
            "agree": [self.agree.low, self.agree.high],
            "disagree": [self.disagree.low, self.disagree.high],
            "exact": self.exact,
        }


def bands_of(released: Released, *, votes: Votes) -> tuple[Banded, ...]:
    """Return the bands of every group that a release shows on the votes themselves; none of marks and of consensus.

    votes: as they stood at that release.
    """
    columns = {one.id: at for at, one in enumerate(votes.statements)}
    people = np.array(votes.people, dtype=object)
    gave = {
        one.id: [frozenset(people[votes.matrix[:, at] == vote].tolist()) for vote in (1.0, -1.0)]
        for one, at in zip(votes.statements, columns.values(), strict=True)
    }
    record: dict[str, frozenset[str]] = {
        cell.parts[0].item: cell.parts[0].people
        for cell in released.decision.shown
        if cell.parts[0].on_record
    }
    found: list[Banded] = []
    for cell in released.decision.shown:
        part = cell.parts[0]
        if part.item not in columns or len(cell.parts) > 1:
            continue
        open_to_all = part.people & record.get(part.item, frozenset())
        pieces = released.decision.pieces[cell.name][0]
        agree, disagree = (share(pieces, gave=who, on_record=open_to_all) for who in gave[part.item])
        exact = open_to_all == part.people
        many = str(len(part.people)) if exact else size_band(len(part.people))
        found.append(Banded(part.item, part.group, many, agree, disagree, exact))
    return tuple(found)


def proposal_at(
    gathered: Gathered,
    *,
    name: str,
    until: float | None = None,
    groups: Mapping[str, Collection[str]] | None = None,
    marks: bool = False,
) -> Proposal:
    """Return everything that a release at a moment would show: each statement for each side, each group, everybody.

    The sides come first, everybody last: a total that is cut first leaves its parts no direction. Where both sides
    are known their group-informed consensus is proposed too. Who answered what is looked at, never how.

    groups: others than the sides, by name. marks: the marks of importance too, each as an item of its own.
    """
    votes, revisions = gathered.at(until), gathered.history.revisions(until)
    cast = ~np.isnan(votes.matrix)
    sides = {
        str(side): frozenset(name for name, own in gathered.sides.items() if own is side)
        for side in Side
        if side in gathered.sides.values()
    }
    other = {name: frozenset(people) for name, people in (groups or {}).items()}
    if clash := [name for name in other if name in {*Side, EVERYBODY, ON_RECORD}]:
        raise Refusal("group-name", f"A group can't be called “{clash[0]}”.", hint="Give it another name.")
    inside = {**sides, **other, EVERYBODY: frozenset(votes.people)}
    cells: list[Cell] = []
    for column in np.flatnonzero(votes.shown):
        statement = votes.statements[column].id
        who = frozenset(votes.people[row] for row in np.flatnonzero(cast[:, column]))
        again = revisions.get(statement, {})
        for item in (statement, item_of(statement)) if marks else (statement,):
            cells += _cells(
                item,
                who=who,
                groups=inside,
                again=again,
                record=who & gathered.on_record,
                consensus=tuple(sides) if len(sides) == 2 and item == statement else (),
            )
    return Proposal(name, tuple(cells))


def releases_of(
    gathered: Gathered,
    *,
    moments: Sequence[tuple[str, float | None]],
    groups: Mapping[str, Collection[str]] | None = None,
    published: Mapping[str, Collection[tuple[str, str]]] | None = None,
    rules: Rules | None = None,
    marks: bool = False,
) -> tuple[tuple[Released, ...], Audit]:
    """Return what may be shown at each moment, each with all releases before it, and the audit over all of them.

    Args:
        gathered: the consultation.
        moments: (name, until) of each release, in time; the last one is asked about.
        groups: others than the sides.
        published: release → (statement, group) that **was** published there, whatever a guard would have said. What of
            it would not have passed is told. It can't be called back: nothing more of such a statement is shown later.
        rules: of the guard.
        marks: as `proposal_at`.

    Raises:
        Refusal: `releases-order` when they are not in time; `published` when something is said to have been published
            that is in no proposal of that release.
    """
    untils = [until for _, until in moments if until is not None]
    if untils != sorted(untils) or any(until is None for _, until in moments[:-1]):
        raise Refusal(
            "releases-order",
            "The releases are not in time.",
            hint="Name the earliest first, each with its day.",
        )
    audit, found, burnt = Audit(rules=rules or Rules()), list[Released](), set[str]()
    for name, until in moments:
        proposal = proposal_at(gathered, name=name, until=until, groups=groups, marks=marks)
        was = published.get(name) if published is not None else None
        if was is not None:
            proposal = Proposal(name, tuple(_chosen(proposal, was)))
        lost = tuple(cell.name for cell in proposal.cells if burnt & {part.item for part in cell.parts})
        left = tuple(cell for cell in proposal.cells if cell.name not in set(lost))
        last = was is None and (name, until) == moments[-1]
        decision, audit = decide(Proposal(name, left), audit=audit, look=last)
        if was is not None:
            given = set(decision.withheld)
            burnt |= {part.item for cell in left if cell.name in given for part in cell.parts}
        decision = replace(decision, withheld=(*decision.withheld, *lost))
        seen = tuple(dict.fromkeys(part.group for cell in proposal.cells for part in cell.parts))
        found.append(Released(name, decision, decision.withheld if was is not None else (), seen))
    return tuple(found), audit


def _cells(
    item: str,
    *,
    who: frozenset[str],
    groups: Mapping[str, frozenset[str]],
    again: Mapping[str, int],
    record: frozenset[str],
    consensus: Sequence[str],
) -> Iterable[Cell]:
    def part(group: str, people: frozenset[str], *, on_record: bool = False) -> Part:
        return Part(
            item, group, people, {name: again[name] for name in people if name in again}, on_record=on_record
        )

    if record:
        yield Cell(f"{item}: {ON_RECORD}", (part(ON_RECORD, record, on_record=True),))
    for group, people in groups.items():
        yield Cell(f"{item}: {group}", (part(group, who & people),))
    if consensus:
        yield Cell(f"{item}: consensus", tuple(part(group, who & groups[group]) for group in consensus))


def _chosen(proposal: Proposal, was: Collection[tuple[str, str]]) -> Iterable[Cell]:
    known = {cell.name: cell for cell in proposal.cells}
    for statement, group in dict.fromkeys(was):
        cell = known.get(f"{statement}: {group}")
        if cell is None:
            raise Refusal(
                "published",
                f"“{statement}” for “{group}” is in no release “{proposal.name}”.",
                hint="Name a statement that was asked, and a side, a group, everybody, consensus, or on the record.",
                data={"release": proposal.name, "statement": statement, "group": group},
            )
        yield cell


def groups_of_file(path: Path) -> dict[str, frozenset[str]]:
    """Read groups: a table with person and a column for each way to group people; each value of a column is a group.

    Raises:
        Refusal: `no-groups` when there is no other column; `person-twice` with the line.
    """
    rows = read_rows(path)
    people = rows.ids("person", "voter-id")
    ways = [name for name in rows.columns if name not in {"person", "voter-id", "side", "on-record"}]
    if not ways:
        raise Refusal(
            "no-groups",
            f"{path.name} groups nobody.",
            hint="Add a column: its values are the groups.",
            data={"file": path.name},
        )
    seen: set[str] = set()
    found: dict[str, set[str]] = {}
    for at, (line, person) in enumerate(zip(rows.lines, people, strict=True)):
        if person in seen:
            raise rows.refused("person-twice", line, f"“{person}” has two rows", "Keep one.")
        seen.add(person)
        for way in ways:
            if value := rows.columns[way][at].strip():
                found.setdefault(f"{way} {value}", set()).add(person)
    return {name: frozenset(members) for name, members in sorted(found.items())}


def published_of_file(path: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    """Read what was published: a table with release, statement, group.

    Raises:
        Refusal: `column` when one is missing.
    """
    rows = read_rows(path)
    found: dict[str, list[tuple[str, str]]] = {}
    columns = rows.ids("release"), rows.ids("statement", "comment-id"), rows.ids("group")
    for release, statement, group in zip(*columns, strict=True):
        found.setdefault(release, []).append((statement, group))
    return {release: tuple(pairs) for release, pairs in found.items()}
