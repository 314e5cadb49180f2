"""The pictures of a case: a curve with its points and its doubt; each value of a picture stands in a table, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bothways.budget import Line
    from bothways.budget.allocation import Sizes

__all__ = ["Drawn", "bars", "curve_of", "sizes_of"]

_WIDE: Final = 400.0
_TALL: Final = 220.0
_LEFT, _RIGHT, _TOP, _FOOT = 40.0, 18.0, 18.0, 34.0
_STEPS: Final = 48
_DRAWS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture's lines and marks in its own units, and the rows of the table behind it."""

    line: str
    band: str
    points: tuple[dict[str, Any], ...]
    marks: tuple[dict[str, Any], ...]
    across: tuple[dict[str, Any], ...]
    up: tuple[dict[str, Any], ...]
    rows: tuple[dict[str, Any], ...]


def curve_of(line: Line, *, proposed: int | None = None, seed: int = 1) -> Drawn:
    """The curve of a line: how many across, the team's result up (today's = 100); with what people said and the 80 % range.

    proposed: how many are recommended, where that is another number than what is asked.
    """
    import numpy as np

    reference = float(line.ask) if line.reference is None else line.reference
    base, asked = line.today, line.today + line.ask
    right = max(1.7 * reference, 1.3 * asked)
    grid = np.linspace(0.0, right, _STEPS + 1)
    known = sorted({0.0, base, asked, *([base + proposed] if proposed is not None else [])})
    every = np.concatenate([grid, np.array(known)])
    draws = line.response.draws(_DRAWS, seed=seed)
    now = float(line.response.curve.at(base / reference))
    worth = 100 * np.array([float(line.response.curve.at(x / reference)) for x in every]) / now
    drawn = 100 * draws.at(every / reference) / draws.at(base / reference)
    low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
    said = [one for one in _said(line, reference) if one["x"] <= right]
    tops = [float(high[: len(grid)].max()), *(one["y"] for one in said)]
    bottoms = [float(low[: len(grid)].min()), *(one["y"] for one in said)]
    place = _place((0.0, right), (min(bottoms), max(tops)))
    at = {
        x: (float(worth[len(grid) + k]), float(low[len(grid) + k]), float(high[len(grid) + k]))
        for k, x in enumerate(known)
    }
    # Of what there is none today, the axis itself says so: a label there would lie on the curve.
    marks = [
        _mark(place, base, at[base][0], "today") | {"bare": base == 0},
        _mark(place, asked, at[asked][0], "asked"),
    ]
    if proposed is not None and proposed != line.ask:
        marks.append(_mark(place, base + proposed, at[base + proposed][0], "proposed"))
    rows = [
        {
            "kind": _of(x, base, asked),
            "x": _n(x),
            "y": round(at[x][0], 1),
            "low": round(at[x][1], 1),
            "high": round(at[x][2], 1),
        }
        for x in known
    ]
    return Drawn(
        line=_path(place, grid, worth), band=_band(place, grid, low, high),
        points=tuple({**one, **_xy(place, one["x"], one["y"])} for one in said),
        marks=tuple(marks),
        across=tuple(
            {"x": place(x, 0)[0], "said": _n(x), "today": x == base == 0} for x in sorted({0.0, base, asked})
        ),
        up=_ticks(place, min(bottoms), max(tops)),
        rows=tuple(rows),
    )  # fmt: skip


def sizes_of(sizes: Sizes, *, low: int, high: int, asked: int) -> Drawn:
    """What the best plan leaves for each amount of money, with the region that is within 2 % of the best, and the ask."""
    import numpy as np

    money = np.asarray(sizes.sizes, dtype=float)
    worth = np.maximum.accumulate(np.asarray(sizes.values, dtype=float))
    reach = (0.0, max(float(money.max()), float(asked)) or 1.0)
    place = _place(reach, (min(0.0, float(worth.min())), float(worth.max())))
    steps = []
    for at in range(len(money)):
        if at:
            steps.append((float(money[at]), float(worth[at - 1])))
        steps.append((float(money[at]), float(worth[at])))
    left, right = place(low, 0)[0], place(high, 0)[0]
    band = f"{left},{_TOP} {max(right, left + 2):.1f},{_TOP} {max(right, left + 2):.1f},{_TALL - _FOOT} {left},{_TALL - _FOOT}"
    found = int(np.searchsorted(money, asked, side="right")) - 1
    marks = (_mark(place, float(asked), float(worth[max(found, 0)]), "asked"),)
    picked = sorted({0, *np.linspace(0, len(money) - 1, 9).round().astype(int).tolist()})
    return Drawn(
        line=" ".join("{:.1f},{:.1f}".format(*place(*step)) for step in steps), band=band, points=(), marks=marks,
        across=(), up=(), rows=tuple({"x": int(money[at]), "y": float(worth[at])} for at in picked),
    )  # fmt: skip


def bars(values: Sequence[tuple[float, float, float]]) -> list[dict[str, float]]:
    """Bars on one scale of 0 to 200: value with its low and high end; nought wherever it lies."""
    ends = [0.0, *(end for one in values for end in one)]
    least, most = min(ends), max(ends)
    wide = (most - least) or 1.0

    def x(value: float) -> float:
        return round(2 + 196 * (value - least) / wide, 1)

    return [
        {
            "nought": x(0),
            "x": min(x(0), x(value)),
            "width": round(abs(x(value) - x(0)), 1),
            "low": x(low),
            "high": x(high),
        }
        for value, low, high in values
    ]


def _said(line: Line, reference: float) -> list[dict[str, Any]]:
    found = []
    for one in line.response.judgements:
        scale = 100 / one.none if line.today == 0 else 100.0
        for effort, value in ((0.0, one.none), (0.5, one.half), (1.0, 1.0), (1.5, one.half_more)):
            found.append(
                {
                    "who": one.who,
                    "x": effort * reference,
                    "y": value * scale,
                    "said": f"{round(value * scale, 1):g}",
                }
            )
    return found


def _place(across: tuple[float, float], up: tuple[float, float]) -> Any:
    wide, tall = (across[1] - across[0]) or 1.0, (up[1] - up[0]) or 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            round(_LEFT + (x - across[0]) / wide * (_WIDE - _LEFT - _RIGHT), 1),
            round(_TALL - _FOOT - (y - up[0]) / tall * (_TALL - _TOP - _FOOT), 1),
        )

    return at


def _path(place: Any, xs: Any, ys: Any) -> str:
    return " ".join("{:.1f},{:.1f}".format(*place(float(x), float(y))) for x, y in zip(xs, ys, strict=False))


def _band(place: Any, xs: Any, low: Any, high: Any) -> str:
    count = len(xs)
    return f"{_path(place, xs, low[:count])} {_path(place, xs[::-1], high[:count][::-1])}"


def _xy(place: Any, x: float, y: float) -> dict[str, float]:
    across, up = place(x, y)
    return {"px": across, "py": up}


def _mark(place: Any, x: float, y: float, kind: str) -> dict[str, Any]:
    across, up = place(x, y)
    end = across > _WIDE - 120
    return {
        "kind": kind, "px": across, "py": up, "said": f"{round(y, 1):g}", "end": end,
        "tx": across - 9 if end else across + 9, "ty": up - 10 if end or kind == "today" else up + 18,
    }  # fmt: skip


def _ticks(place: Any, low: float, high: float) -> tuple[dict[str, Any], ...]:
    wanted = [round(low), 100, round(high)]
    held: list[dict[str, Any]] = []
    for value in wanted:
        up = place(0, value)[1]
        if _TOP - 6 <= up <= _TALL - _FOOT + 6 and all(abs(up - one["y"]) > 14 for one in held):
            held.append({"y": up, "ty": up + 4, "said": f"{value:g}"})
    return tuple(held)


def _of(x: float, base: float, asked: float) -> str:
    if x == asked:
        return "asked"
    if x == base:
        return "today"
    return "none" if x == 0 else "proposed"


def _n(value: float) -> str:
    return f"{value:g}"
