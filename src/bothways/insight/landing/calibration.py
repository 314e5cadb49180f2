"""What past origins teach about a forecast: its level, its common shock, how far its range must be stretched."""

from __future__ import annotations

from dataclasses import dataclass

LEVEL = 0.8
TAU = 0.12
"""The common shock where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What past origins teach: how much more came than expected, the common shock, how far ranges are to be stretched.

    `level_open`, `level_fresh`: what came divided by what was expected, shrunk to 1; `tau`: the common
    shock; `stretch` by part (open, fresh, total): by which the range around the median is multiplied;
    `alpha`: the miss rate aimed at, other than nominal only while the record drifts; `n` origins.
    """

    level_open: float = 1.0
    level_fresh: float = 1.0
    tau: float = TAU
    stretch_open: float = 1.0
    stretch_fresh: float = 1.0
    stretch_total: float = 1.0
    alpha: float = 1 - LEVEL
    n: int = 0
