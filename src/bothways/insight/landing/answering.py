"""Where it will land: the answer for one snapshot and one day to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from bothways.evidence import Snapshot, measure
from bothways.evidence.views import DealColumns, deal_columns
from bothways.insight.landing.book import OPEN, WON, Book, book_of
from bothways.insight.landing.claims import Claim, ClaimRecord, score
from bothways.insight.landing.forecasting import Forecast, forecast
from bothways.insight.landing.making import METHOD, Maker, count_figures, part_figures
from bothways.insight.landing.recording import (
    baseline_figures,
    claim_figures,
    record_figures,
    signal_figures,
)
from bothways.insight.landing.saying import against_total, say_of, sentences_of
from bothways.insight.landing.signals import Signal, signals
from bothways.insight.threads import single_threaded
from bothways.terms import Figure, Interval, Period, Refusal, Sentence, Unit, sentence_parts
from bothways.terms.period import day_number, day_of

_FEATURES = ("segment", "product", "region", "source", "owner", "type")
_CAP = 200
_LEAST, _MOST = 100, 100_000
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Deciding:
    """An open deal that decides where it lands: for its owner and the manager alone.

    `chance`: of being won in the window; `cents`: its open amount, the mean of its product where unknown;
    `share`: its part of what is unsure in the open deals.
    """

    deal_id: str
    owner_id: str
    cents: int
    chance: float
    share: float
    is_stuck: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False)
class Landing:
    """What closes as won after `as_of`, up to and with `until`.

    `window` is those days, `period` the fiscal quarter or year that they end (None where they end none);
    `figures` every number; `say` the three sentences to be said aloud, `sentences` all; `against` what
    speaks against a figure; `behind` the rows of deals behind it; `deciding` the deals that decide it,
    with their owners, to be cut for each reader; `claims` what was claimed before; `signals` what is known
    at creation, tested. `forecast` keeps the draws and every past window.
    """

    snapshot: str
    currency: str
    as_of: date
    until: date
    window: Period
    period: Period | None
    figures: tuple[Figure, ...]
    sentences: tuple[Sentence, ...]
    say: tuple[Sentence, ...]
    against: Mapping[Key, Sentence]
    behind: Mapping[Key, tuple[tuple[str, str], ...]]
    deciding: tuple[Deciding, ...]
    claims: ClaimRecord
    signals: tuple[Signal, ...]
    forecast: Forecast
    method: str = METHOD

    def one(self, name: str, by: str = "all", key: str = "") -> Figure:
        """Return a figure.

        Raises:
            Refusal: `no-figure` when there is none of that name.
        """
        for figure in self.figures:
            if (figure.name, figure.by, figure.key) == (name, by, key):
                return figure
        raise Refusal("no-figure", f"There is no figure {name} by {by} for “{key}”.")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; `figures` are what `claims_of` reads later. Deals are under `deciding` alone."""
        return {
            "snapshot": self.snapshot,
            "currency": self.currency,
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "window": self.window.name,
            "period": self.period.name if self.period else None,
            "method": self.method,
            "figures": [figure.as_dict() for figure in self.figures],
            "say": [sentence_parts(one) for one in self.say],
            "sentences": [sentence_parts(one) for one in self.sentences],
            "deciding": [one.as_dict() for one in self.deciding],
            "record": _record(self.forecast),
        }


@single_threaded
def landing(
    snapshot: Snapshot,
    *,
    until: date,
    as_of: date | None = None,
    draws: int = 4000,
    seed: int = 0,
    claims: Iterable[Claim] = (),
) -> Landing:
    """Return the distribution of what closes as won after `as_of`, up to and with `until`, in cents.

    Args:
        snapshot: the evidence.
        until: the last day that counts; the last day of a quarter or a year brings in its target.
        as_of: seen from the end of which day; the snapshot's own by default. Nothing recorded later is used.
        draws: how many possible futures are drawn, 100 to 100,000.
        seed: of the draws; the same seed gives the same answer.
        claims: what was claimed before (`claims_of` an earlier brief's figures); those whose windows have
            ended are scored.

    Raises:
        Refusal: `as-of-later`, `landing-window` (no day to come), `landing-far` (more than two years),
            `landing-draws`.
    """
    day = as_of or snapshot.as_of
    check_window(day, until, newest=snapshot.as_of)
    if not _LEAST <= draws <= _MOST:
        raise Refusal(
            "landing-draws", f"{draws} draws are too few or too many.", hint=f"Give {_LEAST} to {_MOST:,}."
        )
    columns = deal_columns(snapshot)
    book = book_of(columns, fiscal_start=snapshot.calendar.start_month)
    seen = forecast(book, day=day_number(day), until=day_number(until), draws=draws, seed=seed)
    window, period = _window(snapshot, day, until)
    maker = Maker(snapshot.id, window, day)
    tested = _tested(columns, book, day_number(day))
    scored = _scored(book, claims, day)
    figures = [
        *part_figures(maker, seen),
        *_period_figures(maker, snapshot, book, seen, period),
        *count_figures(maker, seen),
        *record_figures(maker, seen),
        *baseline_figures(maker, seen),
        *signal_figures(maker, tested),
        *claim_figures(maker, scored),
    ]
    held = {(one.name, one.by, one.key): one for one in figures}
    counter = against_total(held) if seen.parts else ()
    last = f"{until.day} {until:%B %Y}"
    return Landing(
        snapshot.id,
        snapshot.currency,
        day,
        until,
        window,
        period,
        tuple(figures),
        sentences_of(held, seen, last, tested, scored),
        say_of(held, seen, last),
        {("landing_total", "all", ""): counter} if counter else {},
        _behind(columns, seen),
        _deciding(columns, seen),
        scored,
        tested,
        seen,
    )


def check_window(as_of: date, until: date, *, newest: date) -> None:
    """Refuse a window without a day, one too far ahead, or a day later than the data.

    Raises:
        Refusal: `as-of-later`, `landing-window`, `landing-far`.
    """
    if as_of > newest:
        raise Refusal(
            "as-of-later", f"The data stand as of {newest}, {as_of} is later.", hint="Import a newer export."
        )
    if until <= as_of:
        raise Refusal(
            "landing-window",
            f"Nothing can land between {as_of} and {until}: no day lies between them.",
            hint="Give a day after the one it is seen from.",
        )
    if (until - as_of).days > 731:
        raise Refusal(
            "landing-far",
            f"{until} is more than two years after {as_of}.",
            hint="Give a nearer day: most of what closes by then doesn't exist yet.",
        )


def _window(snapshot: Snapshot, day: date, until: date) -> tuple[Period, Period | None]:
    """Return the days ahead, by the name of a quarter or year where they are one; and the period that they end.

    The shortest that holds the next day and ends on the last one: only of such a period there is a target
    to be held against what it will have brought.
    """
    calendar = snapshot.calendar
    tomorrow = day_of(day_number(day) + 1)
    month = calendar.period(f"{until.year}-{until.month:02d}")
    wholes = [month, calendar.quarter_of(until), calendar.year_of(until)]
    ending = [one for one in wholes if one.last == until and one.first <= tomorrow]
    # A quarter's target is what firms run on: a month is only taken where nothing longer ends here.
    quarters = [one for one in ending if one.kind == "quarter"]
    period = next(iter(quarters or ending), None)
    same = [one for one in ending if one.first == tomorrow]
    window = same[0] if same else Period(tomorrow, until, "days", f"{tomorrow} to {until}")
    return window, period


def _period_figures(
    maker: Maker, snapshot: Snapshot, book: Book, seen: Forecast, period: Period | None
) -> list[Figure]:
    """Return what the period has brought already, what it will have brought, its target and the chance of it."""
    if period is None:
        why = f"{day_of(seen.until)} ends no fiscal month, quarter or year: there is no target to hold it against."
        return [maker.make("target_chance", None, Unit.SHARE, "the chance of the target", unknown=why)]
    already = book.won_between(period.first_day - 1, seen.day)
    n = int(((book.kind == WON) & (book.ended >= period.first_day) & (book.ended <= seen.day)).sum())
    found = [
        maker.make(
            "already_won",
            already,
            Unit.CENTS,
            "what the period has brought up to the day",
            n=n,
            period=period,
        )
    ]
    target = measure(snapshot, period=period, as_of=maker.as_of, by=("all",), names=("target",)).one("target")
    found.append(
        maker.make(
            "target",
            target.value,
            Unit.CENTS,
            f"the target: {target.source.expression}",
            n=target.n,
            period=period,
            unknown=target.unknown,
        )
    )
    total = seen.parts.get("total")
    if total is None:
        return [
            *found,
            maker.make(
                "target_chance", None, Unit.SHARE, "the chance of the target", period=period, unknown=seen.why
            ),
        ]
    whole = maker.make(
        "period_total",
        already + float(np.median(total)),
        Unit.CENTS,
        "already won, and the median of the total",
        n=seen.open,
        period=period,
        interval=_shifted(maker, seen, already),
    )
    chance = None if target.value is None else float((total + already >= target.value).mean())
    return [
        *found,
        whole,
        maker.make(
            "target_chance",
            chance,
            Unit.SHARE,
            "share of the draws that reach the target",
            n=seen.open,
            period=period,
            unknown=target.unknown,
        ),
    ]


def _shifted(maker: Maker, seen: Forecast, by: float) -> Interval:
    band = next(
        one.interval for one in part_figures(maker, seen) if one.name == "landing_total" and one.interval
    )
    return replace(band, low=band.low + by, high=band.high + by)


def _tested(columns: DealColumns, book: Book, day: int) -> tuple[Signal, ...]:
    closed = np.flatnonzero((book.kind != OPEN) & (book.ended <= day))
    if not closed.size:
        return ()
    features = {name: getattr(columns, name)[closed] for name in _FEATURES}
    return signals(features, won=book.kind[closed] == WON, closed=book.ended[closed].astype(np.float64))


def _scored(book: Book, claims: Iterable[Claim], day: date) -> ClaimRecord:
    claims = tuple(claims)
    ended = {(one.as_of, one.until) for one in claims if one.until <= day}
    return score(claims, {(a, u): book.won_between(day_number(a), day_number(u)) for a, u in ended})


def _deciding(columns: DealColumns, seen: Forecast) -> tuple[Deciding, ...]:
    model = seen.seen
    if model is None:
        return ()
    place = {int(row): n for n, row in enumerate(model.row.tolist())} if len(seen.deciding) else {}
    found = []
    for row, share in zip(seen.deciding.tolist(), seen.shares.tolist(), strict=True):
        n = place[row]
        found.append(
            Deciding(
                str(columns.deal[row]),
                str(columns.owner[row]),
                round(float(model.size[n])),
                float(model.win[n]),
                float(share),
                bool(model.stuck[n]),
            )
        )
    return tuple(found)


def _behind(columns: DealColumns, seen: Forecast) -> dict[Key, tuple[tuple[str, str], ...]]:
    """Return the deals behind the parts, by what they are expected to bring; those that decide, by what they hold."""
    model = seen.seen
    if model is None:
        return {}
    expected = model.win * model.size
    found = {}
    for name, which in (
        ("landing_total", model.win >= 0),
        ("landing_existing", ~model.stuck),
        ("landing_stuck", model.stuck),
    ):
        own = np.flatnonzero(which)
        if not own.size:
            continue
        order = own[np.argsort(-expected[own], kind="stable")][:_CAP]
        found[name, "all", ""] = tuple(("deals", str(columns.deal[row])) for row in model.row[order].tolist())
    if len(seen.deciding):
        rows = seen.deciding.tolist()
        found["landing_deciding_deals", "all", ""] = tuple(("deals", str(columns.deal[row])) for row in rows)
    return found


def _record(seen: Forecast) -> list[dict[str, Any]]:
    if seen.record is None:
        return []
    return [
        {
            "as_of": day_of(one.day).isoformat(),
            "until": day_of(one.until).isoformat(),
            "value": round(one.median),
            "low": round(one.low),
            "high": round(one.high),
            "came": round(one.came),
            "inside": one.inside,
            "crps": round(one.crps),
        }
        for one in seen.record.total
    ]
