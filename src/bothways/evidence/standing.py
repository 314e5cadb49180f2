"""What is open on a day: the largest open deals of each owner, and totals by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

import narwhals as nw

from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views import DealView, Reason, deal_views
from bothways.evidence.views.deals import on_day, standing
from bothways.evidence.views.risk import PUSHED, UNTOUCHED
from bothways.terms import Figure, Period, Source, Unit

__all__ = ["METHOD", "Standing", "standing_on"]

METHOD = "open-by-stage/1"
_NAMES = (("open_amount", Unit.CENTS), ("open_count", Unit.COUNT), ("open_age_days", Unit.DAYS))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open: `figures` by stage (open_amount, open_count, open_age_days), how many people have deals
    in each stage, and each owner's largest open deals, the largest first."""

    figures: tuple[Figure, ...]
    owners: dict[str, int]
    deals: tuple[DealView, ...]


def standing_on(snapshot: Snapshot, *, period: Period, as_of: date, of_each: int = 10) -> Standing:
    """Return what is open on a day.

    Args:
        snapshot: the evidence.
        period: the period that the figures are said to be of.
        as_of: the day.
        of_each: how many deals of each owner are told.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    evidence = on_day(snapshot, as_of)
    is_open = (nw.col("meaning_a") == "open") & nw.col("gone_day").is_null()
    frame = standing(evidence).filter(is_open.fill_null(value=False))
    rows = evidence.frames.rows(
        frame.select("deal_id", "owner_id", "stage_a", "amount_a", "created_day").sort("deal_id")
    )
    stages: dict[str, list[tuple[str, str, int, int | None]]] = {}
    of_owner: dict[str, list[tuple[int, str]]] = {}
    for deal, owner, stage, amount, created in rows:
        age = None if created is None else evidence.window.now - created
        stages.setdefault(stage or "", []).append((deal, owner or "", amount or 0, age))
        of_owner.setdefault(owner or "", []).append((-(amount or 0), deal))
    ids = [deal for held in of_owner.values() for _, deal in sorted(held)[:of_each]]
    views = deal_views(snapshot, ids, as_of=as_of)
    order = {stage: place or 0 for _, stage, place, _ in evidence.meanings.rows}
    figures = [
        figure
        for stage in sorted(stages, key=lambda one: (order.get(one, 0), one))
        for figure in _figures(snapshot, stage, stages[stage], period, as_of)
    ]
    return Standing(
        tuple(figures),
        {stage: len({owner for _, owner, _, _ in held}) for stage, held in stages.items()},
        tuple(replace(views[one], reasons=_reasons(views[one], as_of)) for one in ids if one in views),
    )


def _reasons(view: DealView, day: date) -> tuple[Reason, ...]:
    """Name what about an open deal asks for a talk, by the bounds of `at_risk`, whenever it is due."""
    found: list[Reason] = []
    if view.pushes is not None and view.pushes >= PUSHED:
        found.append(Reason("pushed", view.pushes))
    if view.close_day is not None and view.close_day < day:
        found.append(Reason("overdue", (day - view.close_day).days))
    if view.days_since_touch is not None and view.days_since_touch >= UNTOUCHED:
        found.append(Reason("untouched", view.days_since_touch))
    if view.contacts == 1:
        found.append(Reason("one_contact", 1))
    return tuple(found)


def _figures(
    snapshot: Snapshot,
    stage: str,
    deals: list[tuple[str, str, int, int | None]],
    period: Period,
    as_of: date,
) -> Iterable[Figure]:
    ages = [age for *_, age in deals if age is not None]
    values: tuple[int | float | None, ...] = (
        sum(amount for _, _, amount, _ in deals), len(deals), median(ages) if ages else None,
    )  # fmt: skip
    for (name, unit), value in zip(_NAMES, values, strict=True):
        yield Figure(
            name=name,
            value=value,
            unit=unit,
            period=period,
            as_of=as_of,
            source=Source(snapshot.id, f"{name} of the open deals in the stage, as of {as_of}"),
            method=METHOD,
            by="stage",
            key=stage,
            label=stage or "not given",
            n=len(deals),
            unknown="" if value is not None else "No deal in this stage has a day of creation.",
        )
