"""The audit over everything published so far together, item by item.

People who are in the same published sums, with the same answer of theirs counted, form a class: whatever is computed
from the sums is about whole classes. So nothing has to be tested while every class holds enough people; where one
does not, `algebra` looks whether anything computable is about few people only.

Texts are no sums: one that is shown in two places is known again there, so each of their classes must be large enough.
Whoever was on the record once may have answered the same again: they are in a sum, but don't count as people in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bothways.opendoor.disclosure.algebra import isolates
from bothways.opendoor.disclosure.corners import Counted, Told, pieces_for, size, without
from bothways.opendoor.disclosure.released import Cell, Part, Piece
from bothways.opendoor.disclosure.rules import Rules

__all__ = ["Audit", "ItemAudit"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One sum that was published."""

    group: str
    counted: Counted
    people: int
    words: bool
    pieces: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemAudit:
    """Everything published about one item. Immutable: trying a release changes nothing."""

    least: int
    sums: tuple[Shown, ...] = ()
    classes: tuple[int, ...] = ()
    spoken: tuple[int, ...] = ()  # the classes by the texts alone
    known: Counted = ()
    told: tuple[Told, ...] = ()  # of which more than one band was shown

    def after(self, group: str, counted: Counted, *, words: bool, rules: Rules) -> ItemAudit | None:
        """Return the audit with one more sum, or None where it would be about too few people."""
        least = max(self.least, rules.least_words if words else rules.least)
        everybody = union(bits for _, bits in counted)
        counted = without(counted, self.known)
        people = union(bits for _, bits in counted)
        if everybody and not people:
            return replace(self, least=least)  # only people on the record: there is nobody else to guard
        # Nobody at all is withheld as a few are: shown, it would make of every "no" the news that somebody answered.
        if (people & ~self.named).bit_count() < least or not self.new_enough(group, counted, least):
            return None
        same = next((shown for shown in self.sums if shown.counted == counted), None)
        if same is not None and same.words == words and least == self.least:
            return replace(self, sums=(*self.sums, replace(same, group=group)))
        shown = Shown(group, counted, people, words)
        classes = split(self.classes, counted)
        spoken = split(self.spoken, counted) if words else self.spoken
        found = replace(self, least=least, sums=(*self.sums, shown), classes=classes, spoken=spoken)
        if not found.holds():
            return None
        if words:
            return found
        pieces = same.pieces if same and same.pieces else self.cut(counted, rules.insiders)
        told = tuple(one for one in pieces if len(one.edges) > 1 and one not in self.told)
        return replace(found, sums=(*self.sums, replace(shown, pieces=pieces)), told=(*self.told, *told))

    def on_record(self, counted: Counted) -> ItemAudit | None:
        """Return the audit once everybody knows these answers, or None where one was already shown among others'.

        Known afterwards, it would narrow the band that it was shown in: the others would pay for it. So would an answer
        given again, for whoever guesses that it is the same.
        """
        people = union(bits for _, bits in counted)
        if any(people & shown.people for shown in self.sums):
            return None
        known = dict(self.known)
        for version, bits in counted:
            known[version] = known.get(version, 0) | bits
        return replace(self, known=tuple(sorted(known.items())))

    @property
    def named(self) -> int:
        """Whoever was on the record once, with whichever answer."""
        return union(bits for _, bits in self.known)

    def cut(self, counted: Counted, insiders: int) -> tuple[Told, ...]:
        """Return the pieces that a sum is told by; whoever was on the record once is in none that tells anything."""
        again = tuple((version, both) for version, bits in counted if (both := bits & self.named))
        pieces = pieces_for(without(counted, again), told=self.told, insiders=insiders)
        return (*pieces, Told(again, size(again), (0,))) if again else pieces

    def new_enough(self, group: str, counted: Counted, least: int) -> bool:
        """Whether the snapshot is the group's last one again, or holds `least` new people or more."""
        last = next((shown.counted for shown in reversed(self.sums) if shown.group == group), None)
        if last is None:
            return True
        before = dict(last)
        if before == dict(counted):
            return True
        return union(bits & ~before.get(version, 0) for version, bits in counted).bit_count() >= least

    def holds(self) -> bool:
        """Whether nothing that can be computed, or read in two places, is about fewer than `least` people."""
        if any((mask & ~self.named).bit_count() < self.least for mask in self.spoken):
            return False
        sizes = [(mask & ~self.named).bit_count() for mask in self.classes]
        if all(size >= self.least for size in sizes):
            return True
        changed = any(version for shown in self.sums for version, _ in shown.counted)
        # Whoever changed an answer has two. An attacker may guess that they are alike, or the opposite of each other.
        for like in (None, 1, -1) if changed else (1,):
            rows, owners = self.matrix(like)
            if isolates(rows, owners=owners, sizes=sizes, least=self.least):
                return False
        return True

    def matrix(self, like: int | None) -> tuple[list[list[int]], list[int]]:
        """Return the published sums as rows over the classes, and the class of each column."""
        if like is not None:
            signed = [[(bits, like**version) for version, bits in shown.counted] for shown in self.sums]
            rows = [
                [sum(sign for bits, sign in row if bits & mask) for mask in self.classes] for row in signed
            ]
            return rows, list(range(len(self.classes)))
        versions = sorted({version for shown in self.sums for version, _ in shown.counted})
        columns = [(version, at) for version in versions for at in range(len(self.classes))]
        by_version = [dict(shown.counted) for shown in self.sums]
        rows = [[int(bool(row.get(v, 0) & self.classes[at])) for v, at in columns] for row in by_version]
        return rows, [at for _, at in columns]


@dataclass(frozen=True, slots=True)
class Register:
    """Which bit stands for whom. Only ever added to, so that all audits of one history may share it."""

    places: dict[str, int] = field(default_factory=dict)
    known: dict[frozenset[str], int] = field(default_factory=dict)

    def bits(self, people: frozenset[str]) -> int:
        """Return people as bits."""
        if (found := self.known.get(people)) is not None:
            return found
        places = [self.places.setdefault(person, len(self.places)) for person in sorted(people)]
        digits = bytearray(b"0") * (max(places, default=0) + 1)
        for place in places:
            digits[place] = 49
        found = int(bytes(reversed(digits)), 2)
        if len(self.known) > 4_096:
            self.known.clear()
        self.known[people] = found
        return found

    def people(self, counted: Counted) -> frozenset[str]:
        """Return bits as people."""
        bits, everybody = union(bits for _, bits in counted), list(self.places)
        return frozenset(everybody[at] for at, digit in enumerate(reversed(f"{bits:b}")) if digit == "1")


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything published so far. `after` gives the next one; nothing is ever changed in place.

    >>> everybody = frozenset("abcdefghijkl")
    >>> first = Audit().after(Cell("all", (Part("s1", "all", everybody),)))
    >>> first.after(Cell("staff", (Part("s1", "staff", everybody - frozenset("ab")),))) is None
    True
    """

    rules: Rules = field(default_factory=Rules)
    items: Mapping[str, ItemAudit] = field(default_factory=dict)
    register: Register = field(default_factory=Register, repr=False, compare=False)

    def after(self, cell: Cell) -> Audit | None:
        """Return the audit with everything that `cell` tells, or None where it would give somebody away."""
        changed: dict[str, ItemAudit] = {}
        for part in cell.parts:
            before = changed.get(part.item) or self.items.get(part.item) or ItemAudit(least=self.rules.least)
            if part.on_record:
                found = before.on_record(self.counted(part))
            else:
                found = before.after(part.group, self.counted(part), words=cell.words, rules=self.rules)
            if found is None:
                return None
            changed[part.item] = found
        return replace(self, items={**self.items, **changed})

    def pieces(self, part: Part) -> tuple[Piece, ...]:
        """Return the pieces that a part's share is told by, as it was shown last; none for people on the record."""
        mine = self.guarded(part)
        sums = self.items[part.item].sums if part.item in self.items else ()
        shown = next((shown for shown in reversed(sums) if shown.counted == mine and shown.pieces), None)
        return tuple(
            Piece(self.register.people(one.counted), one.edges) for one in (shown.pieces if shown else ())
        )

    def guarded(self, part: Part) -> Counted:
        """Return the answers of a part that not everybody knows."""
        item = self.items.get(part.item)
        return without(self.counted(part), item.known if item else ())

    def counted(self, part: Part) -> Counted:
        """Return the people of a part as bits, by which of their answers counts."""
        if not part.revisions:
            return ((0, self.register.bits(part.people)),)
        versions: dict[int, set[str]] = {}
        for person in part.people:
            versions.setdefault(part.revisions.get(person, 0), set()).add(person)
        return tuple(
            (version, self.register.bits(frozenset(versions[version]))) for version in sorted(versions)
        )


def union(masks: Iterable[int]) -> int:
    """Return the people of all masks."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def split(classes: Iterable[int], counted: Counted) -> tuple[int, ...]:
    """Return the classes cut by one more sum, and one class a version of those who are new."""
    found = []
    fresh = dict(counted)
    for mask in classes:
        rest = mask
        for version, bits in counted:
            if inside := mask & bits:
                found.append(inside)
                rest &= ~inside
                fresh[version] &= ~inside
        if rest:
            found.append(rest)
    return (*found, *(bits for bits in fresh.values() if bits))
