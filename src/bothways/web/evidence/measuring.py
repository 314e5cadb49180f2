"""The figures of a snapshot for its pages: what each measure comes to, for whom, in which period; as rows with bars."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from bothways.terms import Figure, Period, Refusal
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.opening import opened

if TYPE_CHECKING:
    from bothways.evidence import Snapshot as Evidence

__all__ = [
    "LEVELS",
    "Row",
    "Step",
    "catalogue",
    "chosen_period",
    "figure_of",
    "figures_of",
    "periods_of",
    "rows_of",
    "shown",
    "steps_of",
]

LEVELS: Final = {
    "all": _("Overall"),
    "team": _("By team"),
    "rep": _("By rep"),
    "region": _("By region"),
    "product": _("By product"),
    "segment": _("By segment"),
    "stage": _("By stage"),
    "approver": _("By who approved the discount"),
}
GROUPS: Final = (
    (_("Results"), ("bookings", "target", "gap", "attainment", "win_rate_count", "win_rate_amount", "deal_size",
                    "deal_size_median", "cycle_days", "won_count", "lost_count")),
    (_("Pipeline"), ("open_amount", "open_count", "open_due_amount", "coverage", "pipeline_created",
                     "pipeline_created_count", "open_age_days", "pushes_per_deal", "pushed_count", "pushed_amount",
                     "pulled_in_count", "pulled_in_amount")),
    (_("From the period's start to its end"), ("waterfall_start", "waterfall_created", "waterfall_reopened",
        "waterfall_moved_in", "waterfall_amount_up", "waterfall_amount_down", "waterfall_moved_out", "waterfall_lost",
        "waterfall_won", "waterfall_gone", "waterfall_end")),
    (_("Customers and prices"), ("renewal_rate_count", "renewal_rate_amount", "retention_count", "retention_amount",
        "account_tenure_days", "contacts_per_account", "days_since_touch", "reply_hours_cases", "reply_hours_mail",
        "discount_given", "discount_share", "margin_share")),
)  # fmt: skip
"""Which measures stand in which part of a snapshot's page. Those of stages and segments open from `LEVELS`."""
_KEPT: Final = 64
_made: OrderedDict[tuple[Any, ...], tuple[tuple[Figure, ...], tuple[str, ...]]] = OrderedDict()
_lock = threading.Lock()


def catalogue(name: str) -> Any:
    """A measure by its name.

    Raises:
        Refusal: `no-measure`, as a page that there is not.
    """
    from bothways.evidence import CATALOGUE  # the engine takes a moment to load

    if name not in CATALOGUE:
        raise Refusal(
            "no-measure",
            f"There is no measure “{name[:60]}”.",
            hint="Choose one on the snapshot's page.",
            data={"status": 404},
        )
    return CATALOGUE[name]


def periods_of(evidence: Evidence) -> list[Period]:
    """The periods that can be chosen: this quarter and the four before, this month and the two before, two years."""
    calendar, day = evidence.calendar, evidence.as_of
    quarter, year = calendar.quarter_of(day), calendar.year_of(day)
    month = calendar.period(f"{day:%Y-%m}")
    return [
        quarter,
        *(calendar.before(quarter, steps=n) for n in range(1, 5)),
        month,
        *(calendar.before(month, steps=n) for n in (1, 2)),
        year,
        calendar.before(year),
    ]


def chosen_period(evidence: Evidence, text: str) -> Period:
    """The period of a name; the quarter of the snapshot's day where none is given. Nonsense is refused."""
    return evidence.calendar.period(text) if text else evidence.calendar.quarter_of(evidence.as_of)


def figures_of(snapshot: Snapshot, *, period: Period, by: str) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """All figures of a level, and what a reader of the targets must know. Computed once in a process."""
    from bothways.evidence import measure

    if by not in LEVELS:
        raise Refusal("no-level", f"There is no level “{by[:60]}”.", data={"status": 404})
    name = (snapshot.path, period.first, period.last, by)
    with _lock:
        if name in _made:
            _made.move_to_end(name)
            return _made[name]
    done = measure(opened(snapshot), period=period, by=(by,))
    found = (tuple(figure for figure in done.figures if figure.by == by), tuple(done.notices))
    with _lock:
        _made[name] = found
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return found


def figure_of(snapshot: Snapshot, *, name: str, period: Period, by: str, key: str) -> Figure:
    """One figure.

    Raises:
        Refusal: `no-figure`, as a page that there is not.
    """
    catalogue(name)
    found = next(
        (f for f in figures_of(snapshot, period=period, by=by)[0] if f.name == name and f.key == key), None
    )
    if found is None:
        raise Refusal(
            "no-figure",
            "There is no such figure in this snapshot.",
            hint="Choose one on the snapshot's page.",
            data={"status": 404},
        )
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as a row of a table: in words, and as a bar between 0 and 400 with its whisker; "" where there is none."""

    figure: Figure
    label: str
    value: str
    between: str
    n: int | None
    left: str = ""
    width: str = ""
    nought: str = ""
    whisker: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value to open."""
        return self.figure.value is not None


def shown(figure: Figure, currency: str) -> Row:
    """A figure in words."""
    from bothways.brief import words

    known = figure.value is not None
    return Row(
        figure=figure,
        label=figure.label or figure.key,
        value=words.value(figure, currency) if known else "",
        between=words.between(figure, currency) if known else "",
        n=figure.n,
    )


def rows_of(figures: Sequence[Figure], currency: str) -> list[Row]:
    """Figures of one measure as rows with bars on one scale, which always holds nought; the largest first."""
    values = [float(f.value) for f in figures if f.value is not None]
    ends = [
        end
        for f in figures
        if f.value is not None and f.interval
        for end in (f.interval.low, f.interval.high)
    ]
    low, high = min([0.0, *values, *ends]), max([0.0, *values, *ends])
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return 2 + 396 * (value - low) / span

    rows = []
    for figure in figures:
        row = shown(figure, currency)
        if figure.value is not None and values:
            left, right = sorted((at(0.0), at(float(figure.value))))
            whisker = ""
            if figure.interval:
                a, b = at(figure.interval.low), at(figure.interval.high)
                whisker = f"M{a:.1f} 22H{b:.1f}M{a:.1f} 17V27M{b:.1f} 17V27"
            row = Row(
                figure, row.label, row.value, row.between, row.n,
                f"{left:.1f}", f"{max(right - left, 0.8):.1f}", f"M{at(0.0):.1f} 4V40", whisker,
            )  # fmt: skip
        rows.append(row)
    if figures and figures[0].by != "stage":  # stages stand in their own order
        rows.sort(key=lambda row: -float(row.figure.value or 0))
    return rows


@dataclass(frozen=True, slots=True)
class Step:
    """A step from the pipeline at the start to that at the end: how it is drawn, and from where to where (0 to 400)."""

    kind: str
    left: str
    width: str
    join: str


_INK: Final = frozenset({"waterfall_start", "waterfall_won", "waterfall_end"})
_OUT: Final = frozenset({"waterfall_amount_down", "waterfall_moved_out", "waterfall_lost", "waterfall_gone"})


def steps_of(figures: Sequence[Figure]) -> list[Step]:
    """The steps of the waterfall as bars that hang where the one before ended; [] where one of them is not known.

    What is there and what was won is ink, what came in slate, what went out hatched.
    """
    if not figures or any(figure.value is None for figure in figures):
        return []
    spans: list[tuple[float, float]] = []
    level = 0.0
    for figure in figures:
        value = float(figure.value or 0)
        if figure.name in {"waterfall_start", "waterfall_end"}:
            spans.append((0.0, value))
            level = value
        else:
            spans.append((level, level + value))
            level += value
    low, high = min(min(span) for span in spans), max(max(span) for span in spans)
    scale = 396 / ((high - min(low, 0.0)) or 1.0)
    found = []
    for figure, (start, end) in zip(figures, spans, strict=True):
        left, right = sorted((2 + (start - min(low, 0.0)) * scale, 2 + (end - min(low, 0.0)) * scale))
        kind = "ink" if figure.name in _INK else "out" if figure.name in _OUT else "in"
        ends = 2 + (end - min(low, 0.0)) * scale
        found.append(Step(kind, f"{left:.1f}", f"{max(right - left, 0.8):.1f}", f"M{ends:.1f} 34V44"))
    return found
