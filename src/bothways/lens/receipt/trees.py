"""Small trees that were learned elsewhere, out of plain arrays: a sum of leaves for a row of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = tuple[
    int, float, Any, Any
]  # sign, threshold, the way at or below it, the way above; a leaf is its weight


class Trees:
    """Trees whose leaves are summed; a row that holds the signs in another order than `signs` is none of theirs."""

    def __init__(self, made: Mapping[str, Any], signs: Sequence[str]) -> None:
        if list(made["signs"]) != list(signs):
            raise AssertionError("the trees were made for other signs: make them anew")
        self.base = float(made["base"])
        self.trees = [_grown(tree, 0) for tree in made["trees"]]

    def score(self, row: Sequence[float]) -> float:
        """Return the sum for a row of numbers: above zero speaks for what was learned.

        >>> Trees({"signs": ["a"], "base": 1.0, "trees": [[[0, 0.5, 1, 2], 2.0, -3.0]]}, ["a"]).score([1.0])
        -2.0
        """
        total = self.base
        for node in self.trees:
            while type(node) is tuple:  # a subclass check would double the cost of the hottest line
                node = node[2] if row[node[0]] <= node[1] else node[3]  # noqa: PLW2901 - walks down
            total += node
        return total


def _grown(tree: Sequence[Any], at: int) -> Any:
    """A tree out of its list: a branch names the places of its two ways, a leaf is a number."""
    node = tree[at]
    if isinstance(node, (int, float)):
        return float(node)
    sign, threshold, low, high = node
    return (int(sign), float(threshold), _grown(tree, low), _grown(tree, high))
