"""What makes deals alike before a theme is looked at: size, segment, region, type, age, stage, number of texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns
from bothways.insight.themes.landmark import Landmarks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
_LEVELS = 6
_FEWEST = 0.02
_KNOWN = 0.5
_BINS = {"size": 4, "age": 4, "texts": 5}
WORDS = {
    "texts": "the number of texts", "age": "the age of the deal", "size": "the size of the deal",
    "stage": "the stage", "segment": "the segment", "region": "the region", "type": "the type of the deal",
}  # fmt: skip
"""What each is called in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """`bins`: name → the bin of each deal, for strata; `design`: deals × columns, scaled on the deals that enter."""

    bins: dict[str, Ints]
    design: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """What is known of enough deals to compare by it."""
        return tuple(self.bins)


def covariates(deals: DealColumns, marks: Landmarks, notes: Floats) -> Covariates:
    """Return what deals are compared by, each as it stood on the landmark.

    What is known of fewer than half of the deals that enter, or is alike in all, is left out.
    """
    enters = marks.enters
    bins: dict[str, Ints] = {}
    columns: list[Floats] = []
    numbers = {
        "texts": np.log1p(notes),
        "age": np.log1p(marks.age),
        "size": np.where(marks.amount > 0, np.log(np.maximum(marks.amount, 1.0)), np.nan),
    }
    for name, values in numbers.items():
        known = ~np.isnan(values)
        if not _tells(values, known, enters):
            continue
        bins[name] = np.where(known, _binned(values, enters & known, _BINS[name]), -1)
        columns += _smooth(values, known, enters)
    # A stage is a kind and no length: a review in the middle may be where deals stop.
    known = ~np.isnan(marks.stage)
    stage = np.where(known, np.nan_to_num(marks.stage).astype(int).astype(str), "").astype(object)
    stage = stage if _tells(marks.stage, known, enters) else np.full(len(deals), "", dtype=object)
    kinds = {"stage": stage, "segment": deals.segment, "region": deals.region, "type": deals.type}
    for name, texts in kinds.items():
        levels = _levels(texts, enters)
        if len(np.unique(levels[enters])) > 1:
            bins[name] = levels
            columns += [(levels == level).astype(np.float64) for level in np.unique(levels[enters])[1:]]
    design = np.column_stack(columns) if columns else np.zeros((len(deals), 0))
    return Covariates(bins, design)


def _tells(values: Floats, known: Bools, enters: Bools) -> bool:
    held = values[enters & known]
    return bool(held.size and held.size >= _KNOWN * enters.sum() and np.ptp(held) > 0)


def _binned(values: Floats, within: Bools, count: int) -> Ints:
    cuts = np.unique(np.quantile(values[within], np.arange(1, count) / count))
    return np.searchsorted(cuts, np.nan_to_num(values), side="right").astype(np.int64)


def _smooth(values: Floats, known: Bools, enters: Bools) -> list[Floats]:
    """Return a number as two columns, a line and a bend, and a third that says where it is unknown."""
    held = values[enters & known]
    scaled = np.where(known, (values - held.mean()) / held.std(), 0.0)
    # What lies far outside of what closed deals have been like must not swing a forecast.
    line = np.clip(scaled, -3.0, 3.0)
    bend = np.where(known, line * line - 1.0, 0.0)
    unknown = (~known).astype(np.float64)
    return [line, bend / 2.0, *([unknown] if unknown[enters].any() else [])]


def _levels(texts: Texts, enters: Bools) -> Ints:
    """Return a number for each of the commonest names; 0 for all others and for none."""
    names, numbers = np.unique(texts.astype(str), return_inverse=True)
    counts = np.bincount(numbers[enters], minlength=len(names))
    fewest = max(2.0, _FEWEST * enters.sum())
    order = [
        place for place in np.argsort(-counts, kind="stable") if counts[place] >= fewest and names[place]
    ]
    places = np.zeros(len(names), dtype=np.int64)
    places[order[:_LEVELS]] = np.arange(1, len(order[:_LEVELS]) + 1)
    return places[numbers]
