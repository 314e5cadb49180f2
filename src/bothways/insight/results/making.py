"""How this part makes its figures: one name before all of them, one method, one source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bothways.insight.making import figure_of
from bothways.insight.results.shrinkage import LEVEL, Posterior
from bothways.terms import Figure, Interval, Period, Source, Unit

METHOD = "results/1"
NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes figures of one period, seen from one day, of one snapshot."""

    snapshot: str
    period: Period
    as_of: date

    def make(
        self,
        name: str,
        value: float | None,
        unit: Unit,
        *,
        said: str,
        by: str = "all",
        key: str = "",
        label: str = "",
        n: int | None = None,
        interval: Interval | None = None,
        unknown: str = "",
        as_of: date | None = None,
    ) -> Figure:
        """Return a figure named `result_…` or `effort_…`; `said` is its expression in words."""
        said = f"{said}; {self.period.first} to {self.period.last}, as of {self.as_of}"
        return figure_of(
            name, value, unit, interval=interval, unknown=unknown, period=self.period, as_of=as_of or self.as_of,
            source=Source(self.snapshot, said), method=METHOD, by=by, key=key, label=label, n=n,
        )  # fmt: skip


def renamed(figure: Figure, after: str = "", *, said: str = "") -> Figure:
    """Return a measure's own figure under this part's name; its method and source stay the measure's."""
    name = figure.name if figure.name.startswith("result_") else f"result_{figure.name}"
    source = Source(figure.source.snapshot, f"{said}: {figure.source.expression}") if said else figure.source
    value = figure.value
    # The median of an even number of amounts may end in half a cent: money is whole cents wherever it is shown.
    if value is not None and (
        figure.unit is Unit.CENTS or (figure.unit is Unit.COUNT and value == int(value))
    ):
        value = round(value)
    return replace(figure, name=name + after, value=value, source=source)


def posterior_figures(
    figure: Figure, believed: Posterior, place: int, *, scale: float = 1.0
) -> tuple[Figure, Figure]:
    """Return the shrunk figure of a raw one, and the share of it that is borrowed from the others."""
    whole = figure.unit in (Unit.CENTS, Unit.COUNT)
    value = float(believed.value[place]) * scale
    band = Interval(
        float(believed.low[place]) * scale, float(believed.high[place]) * scale, LEVEL, believed.method
    )
    said = f"{figure.name} of its own and of the others, weighed by how sure each is ({believed.method})"
    source = Source(figure.source.snapshot, f"{said}: {figure.source.expression}")
    shrunk = replace(
        figure, name=f"{figure.name}_shrunk", value=round(value) if whole else value, interval=band,
        unknown="", method=METHOD, source=source,
    )  # fmt: skip
    borrowed = replace(
        figure, name=f"{figure.name}_borrowed", value=float(believed.borrowed[place]), unit=Unit.SHARE,
        interval=None, unknown="", method=METHOD, source=Source(figure.source.snapshot, f"borrowed in {said}"),
    )  # fmt: skip
    return shrunk, borrowed
