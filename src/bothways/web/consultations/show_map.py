"""The map of a release as a page draws it: where the middle of each side lies, who is on the record, and oneself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from bothways.terms import Side

if TYPE_CHECKING:
    from bothways.opendoor.asked import Mine, Release

__all__ = ["drawn_map"]

_WIDE: Final = 400.0
_TALL: Final = 200.0
_EDGE: Final = 30.0
"""Nothing is drawn nearer to an edge than this."""


def drawn_map(release: Release, mine: Mine | None) -> dict[str, Any] | None:
    """The map: the shapes of both sides, who is on the record, and one's own place only on one's own page."""
    from bothways.opendoor.asked import place_of

    shores = release.shores
    if shores is None:
        return None
    people = [(one, place_of(one.votes, shores=shores)) for one in release.record]
    me = mine.place if mine else None
    points = [point for corners in shores.hulls.values() for point in corners]
    points += [place for _one, place in people if place is not None] + ([me] if me else [])
    across = max([1.4, *(abs(x) for x, _y in points)])
    low, high = min([0.0, *(y for _x, y in points)]), max([0.5, *(y for _x, y in points)])

    def at(point: Sequence[float]) -> tuple[float, float]:
        x = _WIDE / 2 + point[0] / across * (_WIDE / 2 - _EDGE)
        y = _TALL - _EDGE - (point[1] - low) / (high - low) * (_TALL - 2 * _EDGE)
        return round(x, 1), round(y, 1)

    return {
        "shapes": [_shape(side, [at(point) for point in corners]) for side, corners in shores.hulls.items()],
        "people": [
            {"x": at(place)[0], "y": at(place)[1], "fill": "c-staff" if one.side is Side.STAFF else "c-exec"}
            for one, place in people
            if place is not None
        ],
        "me": None if me is None else _me(at(me), mine),
        "level": at((0.0, 0.0))[1],
        "said": _map_said(me),
        "table": [
            {"side": side, **_extent(corners)} for side, corners in shores.hulls.items()
        ],
        "mine": None if me is None else {"across": me[0], "up": me[1]},
    }  # fmt: skip


def _me(place: tuple[float, float], mine: Mine | None) -> dict[str, Any]:
    staff = mine is not None and mine.side is Side.STAFF
    x, y = place
    return {"x": x, "y": y, "label_y": round(y + 20, 1), "ring": "ring-staff" if staff else "ring-exec"}


def _shape(side: Side, corners: Sequence[tuple[float, float]]) -> dict[str, Any]:
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    small = max(xs) - min(xs) < 4 and max(ys) - min(ys) < 4
    return {
        "side": side,
        "kind": "staff" if side is Side.STAFF else "exec",
        "fill": "c-staff" if side is Side.STAFF else "c-exec",
        "points": " ".join(f"{x},{y}" for x, y in corners),
        "dot": small,
        "x": round((max(xs) + min(xs)) / 2, 1),
        "y": round((max(ys) + min(ys)) / 2, 1),
        "label_y": round(max(12.0, min(ys) - (16 if small else 8)), 1),
        "label_x": round(min(max((max(xs) + min(xs)) / 2, 40), 360), 1),
    }


def _extent(corners: Iterable[Sequence[float]]) -> dict[str, float]:
    points = list(corners)
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return {"left": min(xs), "right": max(xs), "low": min(ys), "high": max(ys)}


def _map_said(me: Sequence[float] | None) -> str:
    """What the map shows, for whoever doesn't see it."""
    shapes = _("Two shapes: where the middle of each side lies, staff to the left, executives to the right.")
    if me is None:
        return shapes
    if abs(me[0]) < 0.25:
        return f"{shapes} {_('You stand about halfway between them.')}"
    return (
        f"{shapes} {_('You stand nearer to staff.') if me[0] < 0 else _('You stand nearer to executives.')}"
    )
