"""From who answered what, and groups of people, to everything that a release would show."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bothways.opendoor.disclosure.released import Cell, Part, Proposal

__all__ = ["propose"]


def propose(
    name: str,
    *,
    answered: Mapping[str, Collection[str]],
    groups: Mapping[str, Collection[str]],
    consensus: Collection[str] = (),
    revisions: Mapping[str, Mapping[str, int]] | None = None,
    on_record: Collection[str] = (),
    on_record_group: str = "on the record",
    words: Collection[str] = (),
) -> Proposal:
    """Return the proposal to show every item for every group, in the order of the groups: the most important first.

    answered: item → who answered it; groups: name → who belongs to it; consensus: groups (usually the two sides)
    whose group-informed consensus or gap is shown too; revisions: item → person → which of their answers counts;
    on_record: who chose to be shown with their answers; words: items whose answers are texts.
    The answers themselves are never handed in, so that nothing here can depend on them.

    >>> proposal = propose("first", answered={"s1": "abcdefgh"}, groups={"all": "abcdefgh", "staff": "abcdef"})
    >>> [(cell.name, len(cell.parts[0].people)) for cell in proposal.cells]
    [('s1: all', 8), ('s1: staff', 6)]
    """
    cells, members = [], {group: frozenset(people) for group, people in groups.items()}
    for item, people in answered.items():
        who, text = frozenset(people), item in words
        changed = dict((revisions or {}).get(item, {}))

        def part(
            group: str, inside: frozenset[str], item: str = item, changed: dict[str, int] = changed
        ) -> Part:
            return Part(
                item, group, inside, {person: changed[person] for person in changed if person in inside}
            )

        if open_to_all := who & frozenset(on_record):
            shown = part(on_record_group, open_to_all)
            cells.append(
                Cell(
                    f"{item}: {on_record_group}",
                    (Part(item, shown.group, shown.people, shown.revisions, on_record=True),),
                )
            )
        cells += [
            Cell(f"{item}: {group}", (part(group, who & inside),), words=text)
            for group, inside in members.items()
        ]
        if consensus:
            cells.append(
                Cell(
                    f"{item}: consensus",
                    tuple(part(group, who & members[group]) for group in consensus),
                    words=text,
                )
            )
    return Proposal(name, tuple(cells))
