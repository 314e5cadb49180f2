"""What usually went with a win: medians over the deals won, for recognition that points to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median

from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views import WonView
from bothways.terms import Figure, Period, Source, Unit

__all__ = ["METHOD", "usual_of_wins"]

METHOD = "usual-of-wins/1"
_PARTS = (
    ("wins_met", "people_met", Unit.COUNT),
    ("wins_meetings", "meetings", Unit.COUNT),
    ("wins_calls", "calls", Unit.COUNT),
    ("wins_reply_hours", "reply_hours", Unit.HOURS),
)


def usual_of_wins(
    snapshot: Snapshot, *, wins: Sequence[WonView], period: Period, as_of: date, fewest: int = 5
) -> tuple[Figure, ...]:
    """Return the median of what was done in the deals won: people met, meetings, calls, hours to reply.

    A part has a figure only when at least `fewest` wins by three people or more have it: fewer would be
    a portrait of somebody. Its `n` is the count of wins that have it.
    """
    found = []
    for name, attribute, unit in _PARTS:
        held = [(getattr(win, attribute), win.deal.owner_id) for win in wins]
        values = [value for value, _ in held if value is not None]
        owners = {owner for value, owner in held if value is not None}
        if len(values) < fewest or len(owners) < 3:
            continue
        found.append(
            Figure(
                name=name,
                value=median(values),
                unit=unit,
                period=period,
                as_of=as_of,
                source=Source(snapshot.id, f"median of {attribute} over the deals won"),
                method=METHOD,
                n=len(values),
            )
        )
    return tuple(found)
