"""The sheet on which figures are written: each unique by name, by and key, with the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bothways.evidence.views.columns import DealColumns
from bothways.insight.making import figure_of
from bothways.terms import Figure, Interval, Period, Said, Sentence, Source, Unit
from bothways.terms.sentence import Form

Key = tuple[str, str, str]
Rows = tuple[tuple[str, str], ...]
MOST_ROWS = 200


@dataclass(slots=True)
class Sheet:
    """Figures of one snapshot, period and method, as they are made."""

    snapshot: str
    period: Period
    as_of: date
    method: str
    columns: DealColumns
    figures: dict[Key, Figure] = field(default_factory=dict)
    behind: dict[Key, Rows] = field(default_factory=dict)
    against: dict[Key, Sentence] = field(default_factory=dict)

    def write(
        self, name: str, value: float | None, unit: Unit, expression: str, *, by: str = "all", key: str = "",
        label: str = "", n: int | None = None, low: float = float("nan"), high: float = float("nan"),
        how: str = "", unknown: str = "", rows: Iterable[int] = (), period: Period | None = None,
        against: Sentence = (),
    ) -> Figure:  # fmt: skip
        """Write a figure: money and counts whole, without an interval where its ends aren't known.

        What was written before under the same name, by and key stands. `rows` are deals behind it (rows of
        the columns), largest first; `against` speaks against it.
        """
        place = (name, by, key)
        if place in self.figures:
            return self.figures[place]
        figure = figure_of(
            name, value, unit, interval=Interval(low, high, 0.8, how), period=period or self.period,
            unknown=unknown or "Too little is known to tell it.", as_of=self.as_of,
            source=Source(self.snapshot, expression), method=self.method, by=by, key=key, label=label or key, n=n,
        )  # fmt: skip
        self.figures[place] = figure
        held = tuple(("deals", str(self.columns.deal[row])) for row in list(rows)[:MOST_ROWS])
        if held:
            self.behind[place] = held
        if against:
            self.against[place] = against
        return figure


def said(figure: Figure, form: Form = "value", noun: str = "") -> Said:
    """Return a figure as it stands in a sentence."""
    return Said(figure, form, noun)


def told(figure: Figure) -> tuple[str | Said, ...]:
    """Return its value, and what its interval runs between where it has one."""
    if figure.interval is None:
        return (Said(figure),)
    return (Said(figure), " (", Said(figure, "between"), ")")
