"""A snapshot is looked at: what it holds, its measures, the deals behind each, what moved, the targets' spreadsheet."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bothways.terms import Refusal
from bothways.web.access import MANAGER, may
from bothways.web.evidence import listing, measuring, operations, queries
from bothways.web.evidence.forms import TargetsForm
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.words import said

__all__ = ["behind", "measure", "remove", "since", "snapshot", "targets"]


@may(MANAGER)
@require_GET
def snapshot(request: HttpRequest, snapshot: str) -> HttpResponse:
    """What a snapshot holds, and every measure of a period."""
    from bothways.evidence import TABLES, what_cant_be_known

    kept = queries.my_snapshot(request.user, snapshot)
    held = queries.opened(kept)
    period = measuring.chosen_period(held, request.GET.get("period", ""))
    figures, notices = measuring.figures_of(kept, period=period, by="all")
    by_name = {figure.name: figure for figure in figures}
    walk = [by_name[name] for name in measuring.GROUPS[2][1]]
    rows = [measuring.shown(figure, held.currency) for figure in walk]
    labels = [measuring.catalogue(figure.name).label for figure in walk]
    steps = measuring.steps_of(walk)
    groups = [
        (
            title,
            [
                (measuring.catalogue(name).label, measuring.shown(by_name[name], held.currency))
                for name in names
            ],
        )
        for title, names in measuring.GROUPS
        if not (steps and names is measuring.GROUPS[2][1])
    ]
    context = {
        **_about(kept, held, period),
        "groups": groups,
        "walk": list(zip(labels, rows, steps, strict=True)) if steps else [],
        "own_levels": [
            (name, measuring.catalogue(name).label) for name in ("stage_conversion", "days_in_stage")
        ],
        "notices": [said(one) for one in notices],
        "unknown": [said(one) for one in what_cant_be_known(held)],
        "tables": [(name, held.rows(name), TABLES[name].holds) for name in TABLES],
        "sources": held.manifest.get("sources", ()),
        "before": queries.the_one_before(request.user, kept),
        "targets_form": TargetsForm(
            initial={"by": "rep", "every": "quarter", "year": held.calendar.year_of(held.as_of).name}
        ),
    }
    return render(request, "bothways/evidence/snapshot.html", context)


def _about(kept: Snapshot, held: Any, period: Any) -> dict[str, Any]:
    """What every page of a snapshot needs: itself, the period chosen, and those that can be."""
    from bothways.brief import words

    fiscal = held.calendar.start_month != 1
    return {
        "snapshot": kept,
        "held": held,
        "period": period,
        "period_word": words.period(period, fiscal=fiscal),
        "span": words.span(period),
        "periods": [(one.name, words.period(one, fiscal=fiscal)) for one in measuring.periods_of(held)],
    }


_OF_TARGETS = frozenset({"target", "gap", "attainment", "coverage"})
"""What is said of the targets is for those who look at one of these."""


@may(MANAGER)
@require_GET
def measure(request: HttpRequest, snapshot: str, measure_name: str) -> HttpResponse:
    """One measure by team, rep, region, product …: a bar each, and the deals behind every bar."""
    kept = queries.my_snapshot(request.user, snapshot)
    one = measuring.catalogue(measure_name)
    held = queries.opened(kept)
    period = measuring.chosen_period(held, request.GET.get("period", ""))
    levels = [level for level in one.bys if level != "all"]
    level = request.GET.get("by", "")
    if level not in levels:
        level = "rep" if "rep" in levels else levels[0]
    figures, notices = measuring.figures_of(kept, period=period, by=level)
    rows = measuring.rows_of([figure for figure in figures if figure.name == one.name], held.currency)
    whole = None
    if "all" in one.bys:
        overall, _notices = measuring.figures_of(kept, period=period, by="all")
        whole = next(measuring.shown(f, held.currency) for f in overall if f.name == one.name)
    context = {
        **_about(kept, held, period),
        "measure": one,
        "rows": [row for row in rows if row.known],
        "unknown": [row for row in rows if not row.known],
        "whole": whole,
        "level": level,
        "levels": [(name, measuring.LEVELS[name]) for name in levels],
        "notices": [said(text) for text in notices] if one.name in _OF_TARGETS else [],
        "source": rows[0].figure.source.expression if rows else one.expression,
    }
    return render(request, "bothways/evidence/measure.html", context)


@may(MANAGER)
@require_GET
def behind(request: HttpRequest, snapshot: str, measure_name: str) -> HttpResponse:
    """The deals (accounts, cases …) behind one figure."""
    kept = queries.my_snapshot(request.user, snapshot)
    held = queries.opened(kept)
    period = measuring.chosen_period(held, request.GET.get("period", ""))
    by, key = request.GET.get("by", "all"), request.GET.get("key", "")
    figure = measuring.figure_of(kept, name=measure_name, period=period, by=by, key=key)
    listed = listing.behind(held, figure, page=request.GET.get("page", ""))
    one = measuring.catalogue(measure_name)
    context = {
        **_about(kept, held, period),
        "measure": one,
        "row": measuring.shown(figure, held.currency),
        "counted": listing.counted(one.table, listed.of),
        "by": by,
        "query": urlencode({"period": period.name, "by": by, "key": key}),
        "listed": listed,
    }
    return render(request, "bothways/evidence/behind.html", context)


@may(MANAGER)
@require_GET
def since(request: HttpRequest, snapshot: str) -> HttpResponse:
    """What moved since the snapshot before: the same measures beside each other, and each change."""
    kept = queries.my_snapshot(request.user, snapshot)
    held = queries.opened(kept)
    before = queries.the_one_before(request.user, kept)
    period = measuring.chosen_period(held, request.GET.get("period", ""))
    context = {**_about(kept, held, period), "before": before}
    if before is not None:
        context |= {
            "beside": _beside(kept, before, held=held, period=period),
            "query": urlencode({"period": period.name}),
            "changed": listing.changed(held, since=before.as_of, page=request.GET.get("page", "")),
        }
    return render(request, "bothways/evidence/since.html", context)


def _beside(kept: Snapshot, before: Snapshot, *, held: Any, period: Any) -> list[tuple[str, Any, Any]]:
    """Measures of the same period as both snapshots know it: label, then, now."""
    now = {f.name: f for f in measuring.figures_of(kept, period=period, by="all")[0]}
    currency = queries.opened(before).currency
    try:
        then = {f.name: f for f in measuring.figures_of(before, period=period, by="all")[0]}
    except Refusal:
        then = {}  # the earlier snapshot ends before the period begins: nothing of it was known then
    return [
        (
            measuring.catalogue(name).label,
            measuring.shown(then[name], currency) if name in then else None,
            measuring.shown(now[name], held.currency),
        )
        for _title, names in measuring.GROUPS[:2]
        for name in names
    ]


@may(MANAGER)
@require_GET
def targets(request: HttpRequest, snapshot: str) -> HttpResponse:
    """The small spreadsheet of targets, with the names of a snapshot filled in."""
    from bothways.evidence import write_template

    kept = queries.my_snapshot(request.user, snapshot)
    held = queries.opened(kept)
    form = TargetsForm(
        {
            "by": "rep",
            "every": "quarter",
            "year": held.calendar.year_of(held.as_of).name,
            **request.GET.dict(),
        }
    )
    if not form.is_valid():
        raise Refusal(
            "targets",
            "There is no such spreadsheet of targets.",
            hint="Choose for whom, how often, and which year.",
        )
    wish = form.cleaned_data
    with tempfile.TemporaryDirectory() as folder:
        path = write_template(
            Path(folder) / "targets.xlsx",
            period=held.calendar.period(str(wish["year"])),
            snapshot=held,
            by=wish["by"],
            every=wish["every"],
        )
        made = io.BytesIO(path.read_bytes())
    return FileResponse(
        made,
        as_attachment=True,
        filename=f"targets {wish['year']}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, snapshot: str) -> HttpResponse:
    """Take a snapshot away: asked for twice."""
    kept = queries.my_snapshot(request.user, snapshot)
    if request.method == "POST":
        operations.do_remove(kept, by=request.user, now=timezone.now())
        messages.info(request, _("The snapshot was taken away. Briefs that stand on it keep their numbers."))
        return redirect("evidence")
    return render(request, "bothways/evidence/remove.html", {"snapshot": kept})
