"""Companies drawn with a seed, as columns: no file, no snapshot, a truth that the test knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bothways.evidence.measures.history import History
from bothways.evidence.views.columns import LOST, OPEN, WON, Changes, DealColumns

BASE = (1000, 1090)
NOW = (1091, 1181)
EVER = -1_000_000
TEXTS = ("account", "owner", "team", "type", "pipeline", "stage", "forecast", "product", "region", "segment",
         "source", "competitor", "reason")  # fmt: skip
PLACES = {
    ("", "First"): (1.0, OPEN),
    ("", "Second"): (2.0, OPEN),
    ("", "Won"): (3.0, WON),
    ("", "Lost"): (4.0, LOST),
}


def no_changes() -> Changes:
    none, texts = np.zeros(0, np.int64), np.zeros(0, object)
    numbers = np.zeros(0)
    return Changes(none, none, none, numbers, numbers, texts, texts, np.zeros(0, bool))


def columns(n: int, *, as_of: int = NOW[1], history: bool = True, **given: Any) -> DealColumns:
    """Return n deals; what isn't given is unknown ("" and NaN), open, and without changes."""
    own: dict[str, Any] = {name: np.full(n, "", object) for name in TEXTS}
    for name in ("amount", "created", "close", "decided", "probability"):
        own[name] = np.full(n, np.nan)
    own["meaning"] = np.zeros(n, np.int64)
    for name, value in given.items():
        kind = object if name in TEXTS else (np.int64 if name == "meaning" else float)
        own[name] = np.asarray(value, dtype=kind) if name != "changes" else value
    if "decided" not in given:
        own["decided"] = np.where(own["meaning"] == OPEN, np.nan, own["close"])
    own.setdefault("changes", no_changes())
    told = History(as_of, {"stage": as_of, "amount": as_of, "close": as_of}, EVER)
    return DealColumns(
        snapshot="drawn",
        currency="EUR",
        as_of=as_of,
        deal=np.array([f"d{one:06d}" for one in range(n)], object),
        history=told if history else History(as_of, missing="no history"),
        places=PLACES,
        **own,
    )


SIZES: Mapping[str, int] = {"segment": 5, "region": 4, "product": 6, "source": 5, "type": 2}


def company(
    seed: int,
    per_span: int,
    *,
    shift: Mapping[str, float] | None = None,
    planted: Mapping[str, Any] | None = None,
    people: int = 5,
    spread: float = 1.0,
) -> DealColumns:
    """Draw two spans of deals: rates differ by segment and source, and all moves alike between the spans.

    `shift`: factors by which volume, decided, win, size move everywhere; `planted`: a cell
    (`at`: key to value) and factors that move in it besides.
    """
    rng = np.random.default_rng(seed)
    shift, planted = dict(shift or {}), dict(planted or {})
    parts = []
    for span in (0, 1):
        n = rng.poisson(per_span * (shift.get("volume", 1.0) if span else 1.0))
        extra = planted.get("volume", 1.0) if span else 1.0
        codes = {k: rng.choice(s, int(n * max(1.0, extra)) + 1, p=_uneven(s)) for k, s in SIZES.items()}
        inside = _inside(codes, planted)
        keep = rng.random(len(inside)) < np.where(inside, min(1.0, extra), 1.0)
        if extra > 1:
            keep = inside | (rng.random(len(inside)) < 1 / extra)
        codes, inside = {k: v[keep] for k, v in codes.items()}, inside[keep]
        size = len(inside)

        def factor(name: str, where: np.ndarray = inside, now: int = span) -> np.ndarray:
            return (
                np.where(where, planted.get(name, 1.0), 1.0) * shift.get(name, 1.0)
                if now
                else np.ones(len(where))
            )

        decided = rng.random(size) < np.clip(0.7 * factor("decided"), 0, 1)
        chance = (0.25 + 0.06 * codes["segment"] + 0.03 * codes["source"]) * factor("win")
        won = decided & (rng.random(size) < np.clip(chance, 0, 0.98))
        amount = np.exp(rng.normal(13 + 0.2 * codes["product"], spread, size)) * factor("size")
        first, last = (BASE, NOW)[span]
        created = rng.integers(first, last + 1, size)
        close = np.minimum(last, created + rng.integers(0, 60, size))
        parts.append(
            {
                **{k: np.array([f"{k}{c}" for c in v], object) for k, v in codes.items()},
                "owner": np.array(
                    [f"p{r}{o}" for r, o in zip(codes["region"], rng.integers(0, people, size), strict=True)],
                    object,
                ),
                "team": np.array([f"team{r}" for r in codes["region"]], object),
                "meaning": np.where(won, WON, np.where(decided, LOST, OPEN)),
                "amount": np.round(amount),
                "created": created.astype(float),
                "close": close.astype(float),
            }
        )
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    # What was open at the end of the base span was pushed far away: it is no opportunity of the next one.
    old = np.flatnonzero((joined["meaning"] == OPEN) & (joined["close"] <= BASE[1]))
    due, far = joined["close"][old].copy(), np.full(len(old), NOW[1] + 200.0)
    joined["close"][old] = far
    texts = np.full(len(old), "", object)
    pushed = Changes(
        old, np.full(len(old), BASE[1]), np.full(len(old), 2), due, far, texts, texts, np.ones(len(old), bool)
    )
    return columns(len(joined["close"]), changes=pushed, **joined)


def _uneven(size: int) -> np.ndarray:
    weights = 1.0 / np.arange(1, size + 1) ** 0.5
    return weights / weights.sum()


def _inside(codes: Mapping[str, np.ndarray], planted: Mapping[str, Any]) -> np.ndarray:
    size = len(next(iter(codes.values())))
    found = np.full(size, bool(planted.get("at")))
    for key, value in planted.get("at", {}).items():
        found &= codes[key] == value
    return found
