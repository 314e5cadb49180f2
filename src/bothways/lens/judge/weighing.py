"""The judge itself: pieces of a message with how sure it is that they state nothing and can go."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bothways.lens.charge.parts import Part
from bothways.lens.facts import Fact
from bothways.lens.judge.pieces import Piece, pieces_of
from bothways.lens.judge.signs import NAMES, signs_of, words_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece of the part with index `part`, and how likely it is that a calm wording leaves it out (0 to 1)."""

    part: int
    piece: Piece
    sure: float


def looked_at(
    parts: Sequence[Part], facts: Sequence[Fact], *, names: Sequence[str]
) -> list[tuple[int, Piece, list[float]]]:
    """The pieces of a message's sentences with their signs; sentences that are kept verbatim are left out. Linear."""
    found = []
    own = [i for i, part in enumerate(parts) if not part.kept and part.text.strip()]
    inside = {i: [f for f in facts if f.start < parts[i].end and parts[i].start < f.end] for i in own}
    said = Counter(w.casefold() for i in own for w in words_of(parts[i].text))
    length = sum(len(parts[i].text.split()) for i in own)
    asks = any(f.kind == "request" for f in facts)
    for rank, i in enumerate(own):
        before = len(inside[own[rank - 1]]) if rank else 0
        after = len(inside[own[rank + 1]]) if rank + 1 < len(own) else 0
        around = (rank / max(1, len(own) - 1), length, before, after, asks)
        part = parts[i]
        for piece in pieces_of(part.text):
            signs = signs_of(
                piece,
                at=part.start,
                sentence=part.text,
                facts=inside[i],
                around=around,
                said=said,
                names=names,
            )
            found.append((i, piece, signs))
    return found


@dataclass(frozen=True, slots=True)
class Forest:
    """Small trees, each node with its sign, its threshold and its two ways; a leaf has its weight and leads to itself."""

    sign: Any
    threshold: Any
    left: Any
    right: Any
    weight: Any
    base: float
    depth: int

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """How likely each row's piece is left out, 0 to 1."""
        import numpy as np  # noqa: PLC0415 - a message without anything to judge never needs it

        x = np.asarray(rows)
        trees = np.arange(self.sign.shape[0])
        at = np.zeros((len(x), len(trees)), np.int64)
        row = np.arange(len(x))[:, None]
        for _ in range(self.depth):
            less = x[row, self.sign[trees, at]] <= self.threshold[trees, at]
            at = np.where(less, self.left[trees, at], self.right[trees, at])
        score = self.base + self.weight[trees, at].sum(axis=1)
        return [1 / (1 + math.exp(-s)) for s in score.tolist()]


@lru_cache(maxsize=1)
def forest() -> Forest:
    """The judge that the package brings; `bench/lens_parts/judge.py` made it."""
    import numpy as np  # noqa: PLC0415

    made = json.loads(files(__package__).joinpath("forest.json").read_text(encoding="utf-8"))
    if made["signs"] != list(NAMES):
        raise AssertionError("the judge was made for other signs: make it anew")
    arrays = {k: np.asarray(made[k]) for k in ("sign", "threshold", "left", "right", "weight")}
    return Forest(**arrays, base=made["base"], depth=made["depth"])


def judged(parts: Sequence[Part], facts: Sequence[Fact], *, names: Sequence[str]) -> list[Judged]:
    """The pieces of a message that state no hard fact, each with how likely it is that a calm wording leaves it out."""
    found = looked_at(parts, facts, names=names)
    if not found:
        return []
    sure = forest().chances([signs for _, _, signs in found])
    return [Judged(part, piece, chance) for (part, piece, _), chance in zip(found, sure, strict=True)]
