"""By which segments a bridge is built: chosen by what the data hold, small ones put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import DealColumns
from bothways.terms import Refusal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
CHOICES = ("segment", "region", "product", "source", "type", "team", "pipeline")
OTHERS, ALL, NOT_GIVEN = "others", "all", "not given"
FEW_DEALS = 40
"""So few opportunities of both periods together are not told apart."""
FEWEST = 10
"""A segment with fewer opportunities in both periods together is put to the others."""
MOST = 200
_FILLED = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The segments of one game: names, and the place of each deal's (-1: not of this game's deals)."""

    by: str
    names: tuple[str, ...]
    place: Ints

    def __len__(self) -> int:
        return len(self.names)


def chosen(columns: DealColumns, used: Bools, won: Bools) -> str:
    """Return by what deals are told apart: the segment where it is filled in, else region or product.

    Of region and product it is the one that tells more of the size of deals: a mix is only then a cause when
    what is mixed differs. "all" where none is filled in for nearly all: what is filled in late, or only when a deal
    goes well, would make a mix out of the outcome.
    """
    if used.sum() < FEW_DEALS:
        return ALL
    filled = [by for by in ("segment", "region", "product") if _is_filled(getattr(columns, by)[used])]
    if not filled:
        return ALL
    if filled[0] == "segment":
        return "segment"
    return max(filled, key=lambda by: (_told(getattr(columns, by)[won], columns.amount[won]), by == "region"))


def _is_filled(texts: npt.NDArray[np.object_]) -> bool:
    given = texts != ""
    return bool(given.mean() >= _FILLED and len(set(texts[given].tolist())) > 1)


def _told(texts: npt.NDArray[np.object_], amount: Floats) -> float:
    """Return the share of the variance of log amounts that the groups explain, less what chance would."""
    known = amount > 0
    if known.sum() < 3:
        return 0.0
    logs = np.log(amount[known])
    _, place = np.unique(texts[known].astype(str), return_inverse=True)
    n, groups = len(logs), int(place.max()) + 1
    whole = float(((logs - logs.mean()) ** 2).sum())
    if n <= groups or whole == 0:
        return 0.0
    means = np.bincount(place, weights=logs) / np.bincount(place)
    inside = float(((logs - means[place]) ** 2).sum())
    return 1 - (inside / (n - groups)) / (whole / (n - 1))


def segments(columns: DealColumns, used: Bools, by: str) -> Segments:
    """Put the deals that are used into segments, the largest first, "others" last.

    Raises:
        Refusal: `no-segments` when deals can't be told apart like this.
    """
    place = np.full(len(columns), -1, dtype=np.int64)
    if by != ALL and by not in CHOICES:
        raise Refusal(
            "no-segments",
            f"Deals can't be told apart by “{by}”.",
            hint=f"There are: {', '.join((*CHOICES, ALL))}.",
        )
    if by == ALL or used.sum() < FEW_DEALS:
        place[used] = 0
        return Segments(ALL, (ALL,), place)
    texts = getattr(columns, by)[used].astype(str)
    names, own, n = np.unique(texts, return_inverse=True, return_counts=True)
    order = np.lexsort((names, -n))
    kept = [int(k) for k in order[:MOST] if n[k] >= FEWEST]
    if len(kept) == MOST < len(names):
        kept = kept[: MOST - 1]
    rest = len(names) - len(kept)
    if not kept or (len(kept) == 1 and rest == 0):
        place[used] = 0
        return Segments(ALL, (ALL,), place)
    new = np.full(len(names), len(kept), dtype=np.int64)
    new[kept] = np.arange(len(kept))
    place[used] = new[own]
    labels = [str(names[k]) or NOT_GIVEN for k in kept]
    return Segments(by, (*labels, *((OTHERS,) if rest else ())), place)
