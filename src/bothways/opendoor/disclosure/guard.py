"""What of a release may be shown, and what is proposed for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from bothways.opendoor.disclosure.audit import Audit
from bothways.opendoor.disclosure.released import Cell, Decision, Offer, Part, Proposal
from bothways.terms import Refusal

__all__ = ["check_release", "decide"]

TRIES = 60  # merges looked at for one release


def decide(proposal: Proposal, *, audit: Audit, look: bool = True) -> tuple[Decision, Audit]:
    """Return what may be shown, and the audit once it is.

    The cells are taken in their order; one that would give somebody away, with everything shown before it in this
    and in all earlier releases, is withheld: that is the complementary suppression too, since the cell whose
    difference gives a withheld one away is itself withheld. Answers on the record come first, wherever they stand.
    Nothing is published by calling this. look: also look for the nearest safe release.

    >>> people = frozenset(f"p{at}" for at in range(12))
    >>> whole = Cell("all", (Part("s1", "all", people),))
    >>> most = Cell("staff", (Part("s1", "staff", people - {"p0", "p1"}),))
    >>> decision, after = decide(Proposal("first", (whole, most)), audit=Audit())
    >>> [cell.name for cell in decision.shown], decision.withheld
    (['all'], ('staff',))
    """
    names = [cell.name for cell in proposal.cells]
    if len(set(names)) != len(names):
        raise Refusal(
            "two-cells-of-one-name", "Two cells of the release have one name.", data={"names": names}
        )
    now, shown, withheld = audit, [], []
    for cell in sorted(proposal.cells, key=lambda cell: not any(part.on_record for part in cell.parts)):
        after = now.after(cell)
        if after is None:
            withheld.append(cell)
        else:
            now = after
            shown.append(cell)
    decision = Decision(
        proposal=proposal.name,
        shown=tuple(shown),
        withheld=tuple(cell.name for cell in withheld),
        offers=tuple(offers(proposal, withheld, before=audit, now=now)) if withheld and look else (),
        pieces={cell.name: tuple(now.pieces(part) for part in cell.parts) for cell in shown},
    )
    return decision, now


def check_release(proposal: Proposal, *, audit: Audit) -> tuple[Decision, Audit]:
    """Return `decide`, or raise a Refusal where nothing at all may be shown."""
    decision, after = decide(proposal, audit=audit)
    if not decision.shown:
        raise Refusal(
            "would-give-somebody-away",
            "This can't be shown without giving somebody away, alone or together with what was shown before.",
            hint=" ".join(offer.sentence for offer in decision.offers)
            or "Wait until more people have answered.",
            data={"withheld": list(decision.withheld)},
        )
    return decision, after


def offers(proposal: Proposal, withheld: Sequence[Cell], *, before: Audit, now: Audit) -> Iterator[Offer]:
    """Yield what was tried and found safe: groups merged, then the wait."""
    left = {part.group for cell in withheld for part in cell.parts}
    offered: set[str] = set()
    tries = TRIES
    for first, second in pairs(proposal, withheld):
        groups = tuple(sorted({first.parts[0].group, second.parts[0].group}))
        if groups[0] in offered or groups[1] in offered or len(groups) == 1 or not tries:
            continue
        tries -= 1
        if now.after(merged(first, second)) is not None:
            offered.update(set(groups) & left)
            yield Offer("merge", groups, f"Show {groups[0]} and {groups[1]} together as one group.")
    people = max([now.rules.least, *(now.rules.least_words for cell in withheld if cell.words)])
    grown = replace(proposal, cells=tuple(with_more(proposal.cells, people)))
    after: Audit | None = before
    for cell in grown.cells:
        after = after.after(cell) if after is not None else None
    if after is not None:
        sentence = f"Or wait: once {people} more people of every part have answered, all of it can be shown."
        yield Offer("wait", tuple(sorted(left)), sentence, people)


def pairs(proposal: Proposal, withheld: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Yield cells that could be merged: of one item, with one part each; two withheld ones first, small ones first."""
    names = {cell.name for cell in withheld}
    single = [
        cell
        for cell in proposal.cells
        if len(cell.parts) == 1 and cell.parts[0].people and not cell.parts[0].on_record
    ]
    found = [
        (a, b)
        for a, b in combinations(single, 2)
        if a.parts[0].item == b.parts[0].item
        and (a.name in names or b.name in names)
        and not a.parts[0].people & b.parts[0].people
    ]
    found.sort(
        key=lambda ab: (
            (ab[0].name in names) + (ab[1].name in names) != 2,
            len(ab[0].parts[0].people | ab[1].parts[0].people),
        )
    )
    yield from found


def merged(first: Cell, second: Cell) -> Cell:
    """Return one cell for two groups."""
    one, two = first.parts[0], second.parts[0]
    part = Part(
        one.item,
        f"{one.group} + {two.group}",
        one.people | two.people,
        {**one.revisions, **two.revisions},
    )
    return Cell(part.group, (part,), words=first.words or second.words)


def with_more(cells: Sequence[Cell], people: int) -> Iterator[Cell]:
    """Yield the cells as they would be once `people` more of each separate part had answered.

    A part is whoever is in the same groups of an item; the people are made up, and only tried on the audit.
    """
    parts = [part for cell in cells for part in cell.parts if not part.on_record]
    patterns: dict[str, set[frozenset[str]]] = {}
    for item in {part.item for part in parts}:
        groups: dict[str, set[str]] = {}
        for part in parts:
            if part.item == item:
                for person in part.people:
                    groups.setdefault(person, set()).add(part.group)
        patterns[item] = {frozenset(names) for names in groups.values()}
        patterns[item] |= {frozenset({part.group}) for part in parts if part.item == item and not part.people}
    for cell in cells:
        more = tuple(
            part
            if part.on_record
            else replace(
                part,
                people=part.people
                | {
                    f"\N{BULLET}{'|'.join(sorted(names))}#{at}"
                    for names in patterns[part.item]
                    if part.group in names
                    for at in range(people)
                },
            )
            for part in cell.parts
        )
        yield replace(cell, parts=more)
