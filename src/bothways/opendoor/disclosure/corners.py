"""Bands of several groups can meet in a corner that settles an answer: which cuts never do, whatever is answered.

If 15 at most of 41 agree, 4 at least of one part and 10 at least of another, then one at most of the rest agrees, and
two of the rest who did so know all the others. Here every corner is looked for among all the bands that could be shown,
so that the choice of the cuts depends on who answered and never on what.

Groups that cross each other get one band, which says nothing: for nested and separate groups alone the search is
complete and polynomial, since what is known of a group travels up and down a tree as bounds of single options.

Where answers were given again it is made twice: for answers unknown to each other, and for whoever guesses that they
are the same. "All twelve then" and "all twelve and five more now" are strangers to each other only until they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bothways.opendoor.disclosure.bands import Edges, ranges, schemes

__all__ = ["Counted", "Told", "finest", "overlap", "pieces_for", "size", "without"]

Counted = tuple[tuple[int, int], ...]  # (which of their answers, the people as bits)
Bounds = frozenset[int]
Shape = tuple[tuple[int, int, Edges, tuple[int, ...]], ...]  # n, loose, edges, groups inside
MOST = 600  # people times groups in one tree; a larger one isn't searched, and the new group is told by its pieces


@dataclass(frozen=True, slots=True)
class Told:
    """A group of which more than one band was or would be shown."""

    counted: Counted
    n: int
    edges: Edges


@dataclass(slots=True)
class Node:
    """A group in the tree: how many are in none of the groups directly inside it, and which those are."""

    n: int
    loose: int
    inside: list[int] = field(default_factory=list)


def finest(counted: Counted, *, told: Sequence[Told], insiders: int) -> Edges:
    """Return the finest cuts for a new group beside those told before, or (0,)."""
    n = size(counted)
    same = next((one for one in told if one.n == n == overlap(counted, one.counted)), None)
    if same is not None:
        return same.edges
    views = [(counted, told)]
    if any(version for answers in (counted, *(one.counted for one in told)) for version, _ in answers):
        views.append((alike(counted), [replace(one, counted=alike(one.counted)) for one in told]))
    trees = []
    for mine, others in views:
        if any(overlap(mine, one.counted) not in (0, n, one.n) for one in others):
            return (0,)
        near = related(mine, n, others)
        if len(near) > 1 and n * len(near) > MOST:
            return (0,)
        trees.append((mine, near))
    for edges in schemes(n, insiders):
        if len(edges) > 1 and all(
            leaves_doubt([*near, Told(mine, n, edges)], insiders) for mine, near in trees
        ):
            return edges
    return (0,)


def alike(counted: Counted) -> Counted:
    """Return the answers as they are for whoever guesses that nobody changed theirs."""
    people = 0
    for _, bits in counted:
        people |= bits
    return ((0, people),)


def pieces_for(counted: Counted, *, told: Sequence[Told], insiders: int) -> tuple[Told, ...]:
    """Return separate pieces of a group, each with its own cuts, that tell of the group what can be told.

    One piece where the group can have cuts of its own; else the groups inside it that were told before, and whoever is
    left: most often the people who came since.
    """
    n = size(counted)
    if len(edges := finest(counted, told=told, insiders=insiders)) > 1:
        return (Told(counted, n, edges),)
    kept: list[Told] = []
    rest = counted
    for one in sorted(told, key=lambda one: -one.n):
        if overlap(one.counted, rest) == one.n:  # inside the group, and nobody of it is taken yet
            kept.append(one)
            rest = without(rest, one.counted)
    if left := size(rest):
        kept.append(Told(rest, left, finest(rest, told=told, insiders=insiders) if left < n else (0,)))
    return tuple(kept)


def related(counted: Counted, n: int, told: Sequence[Told]) -> list[Told]:
    """Return the groups of the tree that the new one stands in."""
    roots = [one.counted for one in told if one.n > n and overlap(one.counted, counted) == n]
    top = max(roots, key=size, default=counted)
    return [one for one in told if overlap(one.counted, top) == one.n]


def leaves_doubt(told: Sequence[Told], insiders: int) -> bool:
    """Whether no bands that the groups could show settle anybody's answer for `insiders` who share theirs.

    Complete for agree, disagree and pass each by itself. The three sum to everybody, which is used once on any way
    through the tree: in a group, or among whoever is in none of the groups inside it.
    """
    nodes, order = tree(told)
    shape = tuple(
        (one.n, node.loose, one.edges, tuple(node.inside)) for one, node in zip(told, nodes, strict=True)
    )
    return shape_leaves_doubt(shape, tuple(order), insiders)


@lru_cache(maxsize=16_384)
def shape_leaves_doubt(shape: Shape, order: tuple[int, ...], insiders: int) -> bool:
    """Whether the groups leave doubt: it hangs on their numbers alone, which are the same for many statements."""
    nodes = [Node(n, loose, list(inside)) for n, loose, _, inside in shape]
    bands = [ranges(edges, n=n) for n, _, edges, _ in shape]
    alone = [(frozenset(low for low, _ in one), frozenset(high for _, high in one)) for one in bands]
    together = [closed(lows, highs, node.n) for (lows, highs), node in zip(alone, nodes, strict=True)]
    for at, (lows, highs) in loose_bounds(nodes, order, alone):
        if settled(*closed(lows, highs, nodes[at].loose), nodes[at].loose, insiders):
            return False
    nested = {at for at, node in enumerate(nodes) if node.inside} | {
        at for node in nodes for at in node.inside
    }
    return not any(
        settled(lows, highs, nodes[at].loose, insiders)
        for at, (lows, highs) in loose_bounds(nodes, order, together)
        if at in nested  # a group by itself was cut so that the three together leave doubt
    )


def settled(lows: Bounds, highs: Bounds, people: int, insiders: int) -> bool:
    """Whether all of some people but the insiders must have given an answer, or none of them can have."""
    return any(people - insiders <= low <= people for low in lows) or any(
        0 <= high <= insiders for high in highs
    )


def loose_bounds(
    nodes: Sequence[Node], order: Sequence[int], ends: Sequence[tuple[Bounds, Bounds]]
) -> Iterator[tuple[int, tuple[Bounds, Bounds]]]:
    """Yield, for whoever of a group is in none of the groups inside it, all bounds that could be known of them."""
    up = list(ends)
    for at in order:  # from the smallest group up
        inside = nodes[at].inside
        lows = ends[at][0] | sums(up[child][0] for child in inside)
        more = sums(up[child][1] for child in inside)
        highs = ends[at][1] | {min(high + nodes[at].loose, nodes[at].n) for high in more}
        up[at] = (lows, highs)
    down = list(ends)
    for at in reversed(order):  # from the largest down
        node, (lows, highs) = nodes[at], down[at]
        for child in node.inside:
            others = [other for other in node.inside if other != child]
            most, least = sums(up[other][1] for other in others), sums(up[other][0] for other in others)
            down[child] = (
                ends[child][0] | {low - more - node.loose for low in lows for more in most},
                ends[child][1] | {high - less for high in highs for less in least if high >= less},
            )
        if node.loose:
            most, least = (
                sums(up[child][1] for child in node.inside),
                sums(up[child][0] for child in node.inside),
            )
            known = frozenset(low - more for low in lows for more in most)
            yield at, (known, frozenset(high - less for high in highs for less in least))


def tree(told: Sequence[Told]) -> tuple[list[Node], list[int]]:
    """Return the groups with what is directly inside each, and their order from the smallest up."""
    order = sorted(range(len(told)), key=lambda at: told[at].n)
    nodes = [Node(one.n, one.n) for one in told]
    for place, at in enumerate(order):
        for other in order[place + 1 :]:
            if overlap(told[at].counted, told[other].counted):
                nodes[other].inside.append(at)
                nodes[other].loose -= told[at].n
                break
    return nodes, order


def closed(lows: Bounds, highs: Bounds, n: int) -> tuple[Bounds, Bounds]:
    """Return the bounds with those that two options set for the third: agree, disagree and pass sum to n."""
    more = {n - a - b for a in lows for b in lows if a >= 0 and b >= 0 and a + b <= n}
    less = {n - a - b for a in highs for b in highs if a + b <= n}
    return (
        frozenset(low for low in lows | less if low <= n),
        frozenset(min(high, n) for high in highs | more if high >= 0),
    )


def sums(parts: Iterable[Bounds]) -> Bounds:
    """Return every sum of one bound of each part."""
    found = frozenset({0})
    for part in parts:
        found = frozenset(total + bound for total in found for bound in part)
    return found


def size(counted: Counted) -> int:
    """Return how many answers."""
    return sum(bits.bit_count() for _, bits in counted)


def overlap(one: Counted, other: Counted) -> int:
    """Return how many answers are in both."""
    others = dict(other)
    return sum((bits & others.get(version, 0)).bit_count() for version, bits in one)


def without(counted: Counted, known: Counted) -> Counted:
    """Return the answers that are not among the known ones."""
    seen = dict(known)
    return tuple((version, left) for version, bits in counted if (left := bits & ~seen.get(version, 0)))
