"""The judge itself: pieces of a message with how sure it is that they state nothing and can go."""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final, NamedTuple

from bothways.lens.charge.parts import Part
from bothways.lens.facts import Fact
from bothways.lens.judge.pieces import Piece, pieces_of
from bothways.lens.judge.signs import BORDERS, NAMES, Sentence, signs_of, words_of


class Judged(NamedTuple):
    """A piece of the part with index `part`, and how likely it is that a calm wording leaves it out (0 to 1).

    `cut`: how likely it is that it is cut at just these borders; 0 where it is unlikely to be left out at all.
    """

    part: int
    piece: Piece
    sure: float
    cut: float = 0.0


LIKELY: Final = 0.1  # less likely pieces are never cut


class Seen(NamedTuple):
    """A piece of the part with index `part`, its signs, and the sentence that it stands in."""

    part: int
    piece: Piece
    signs: list[float]
    sentence: Sentence


def looked_at(parts: Sequence[Part], facts: Sequence[Fact], *, names: Sequence[str]) -> list[Seen]:
    """The pieces of a message's sentences with their signs; sentences that are kept verbatim are left out. Linear."""
    found = []
    own = [i for i, part in enumerate(parts) if not part.kept and part.text.strip()]
    inside = _by_part(parts, own, facts)
    said = Counter(w.casefold() for i in own for w in words_of(parts[i].text))
    length = sum(len(parts[i].text.split()) for i in own)
    asks = any(f.kind == "request" for f in facts)
    for rank, i in enumerate(own):
        before = len(inside[own[rank - 1]]) if rank else 0
        after = len(inside[own[rank + 1]]) if rank + 1 < len(own) else 0
        around = (rank / max(1, len(own) - 1), length, before, after, asks)
        sentence = Sentence(parts[i].text, at=parts[i].start, facts=inside[i], said=said, names=names)
        for piece in pieces_of(parts[i].text):
            signs = signs_of(piece, sentence=sentence, around=around)
            found.append(Seen(i, piece, signs, sentence))
    return found


def _by_part(parts: Sequence[Part], own: Sequence[int], facts: Sequence[Fact]) -> dict[int, list[Fact]]:
    """The facts of each sentence, in order. Facts are sorted by their start, so each sentence looks at its own few."""
    starts = [f.start for f in facts]
    longest = max((f.end - f.start for f in facts), default=0)
    found = {}
    for i in own:
        first, last = bisect_left(starts, parts[i].start - longest), bisect_left(starts, parts[i].end)
        found[i] = [f for f in facts[first:last] if parts[i].start < f.end]
    return found


@dataclass(frozen=True, slots=True)
class Forest:
    """Small trees, the nodes of all in one row: each with its sign, its threshold and its two ways.

    The ways of node n are `ways[2 * n]` (at most the threshold) and `ways[2 * n + 1]`; a leaf has its weight and leads to
    itself. `roots` are the first nodes of the trees.
    """

    sign: Any
    threshold: Any
    ways: Any
    weight: Any
    roots: Any
    base: float
    depth: int

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """How likely each row's piece is left out, 0 to 1."""
        import numpy as np  # noqa: PLC0415 - a message without anything to judge never needs it

        count, width = len(rows), len(rows[0])
        x = np.fromiter(chain.from_iterable(rows), np.float64, count * width).reshape(count, width)
        first = np.arange(len(x))[:, None] * x.shape[1]
        signs = x.ravel()
        at = np.repeat(self.roots[None, :], len(x), axis=0)
        for _ in range(self.depth):
            more = signs.take(first + self.sign.take(at)) > self.threshold.take(at)
            at = self.ways.take(2 * at + more)
        score = self.base + self.weight.take(at).sum(axis=1)
        return [1 / (1 + math.exp(-s)) for s in score.tolist()]


@lru_cache(maxsize=1)
def forest() -> Forest:
    """The judge that the package brings; `bench/lens_parts/judge.py` made it."""
    return planted(json.loads(files(__package__).joinpath("forest.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def cuts() -> Forest:
    """The judge of borders that the package brings, made beside the other."""
    made = json.loads(files(__package__).joinpath("cuts.json").read_text(encoding="utf-8"))
    return planted(made, signs=(*NAMES, *BORDERS))


def planted(made: dict[str, Any], *, signs: Sequence[str] = NAMES) -> Forest:
    """The trees of a table, ready to judge pieces by these signs."""
    import numpy as np  # noqa: PLC0415

    if made["signs"] != list(signs):
        raise AssertionError("the judge was made for other signs: make it anew")
    sign, threshold, weight = (np.asarray(made[k]).ravel() for k in ("sign", "threshold", "weight"))
    trees, nodes = np.shape(made["sign"])
    roots = np.arange(trees) * nodes
    ways = np.stack([np.asarray(made["left"]), np.asarray(made["right"])], axis=-1) + roots[:, None, None]
    return Forest(sign, threshold, ways.ravel(), weight, roots, made["base"], made["depth"])


def judged(parts: Sequence[Part], facts: Sequence[Fact], *, names: Sequence[str]) -> list[Judged]:
    """The pieces of a message that state no hard fact, each with how likely it is that a calm wording leaves it out.

    The last few messages are kept: the receipt asks about the message that the plan has just asked about.
    """
    return list(_judged(tuple(parts), tuple(facts), tuple(names)))


@lru_cache(maxsize=16)
def _judged(parts: tuple[Part, ...], facts: tuple[Fact, ...], names: tuple[str, ...]) -> tuple[Judged, ...]:
    found = looked_at(parts, facts, names=names)
    if not found:
        return ()
    sure = forest().chances([one.signs for one in found])
    likely = [n for n, chance in enumerate(sure) if chance >= LIKELY]
    rows = [[*found[n].signs, *found[n].sentence.borders_of(found[n].piece, sure[n])] for n in likely]
    cut = dict(zip(likely, cuts().chances(rows), strict=True)) if rows else {}
    return tuple(Judged(one.part, one.piece, sure[n], cut.get(n, 0.0)) for n, one in enumerate(found))
