"""Turns of speech: words and pairs of words, each with how much oftener it stood in what calm wordings left out."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+(?:['*][^\W_]+)*|[?!…]")
_FIGURE: Final = re.compile(r"\d[\d.,:%]*")


def turns_in(text: str, names: Sequence[str]) -> frozenset[str]:
    """The words of a piece and their neighbours in pairs; a name handed in is "@", a figure "0"."""
    low = text.casefold().replace("’", "'")
    for name in names:
        one = name.casefold()
        if one in low:
            low = low.replace(one, " nnn ")
    words = _TOKEN.findall(_FIGURE.sub("0", low))
    if "nnn" in words:
        words = ["@" if w == "nnn" else w for w in words]
    pairs = [f"{a} {b}" for a, b in pairwise(["^", *words, "$"])]
    return frozenset([*words, *pairs])


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The weights that `bench/lens_parts/judge.py` found; empty where they were not made yet."""
    found: dict[str, float] = json.loads(
        files(__package__).joinpath("turns.json").read_text(encoding="utf-8")
    )
    return found


def turns_weight(turns: frozenset[str]) -> float:
    """The sum of the weights: above 0 it sounds like what is left out. Log-odds."""
    known = weights()
    # `fsum` rounds once, so that the order of a set is no part of the sum.
    return known.get("", 0.0) + math.fsum([known[t] for t in turns if t in known])
