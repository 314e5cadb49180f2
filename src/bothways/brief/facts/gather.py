"""Gather what the evidence holds for a period: measures of now and of the past, views, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import narwhals as nw

from bothways.brief.facts import readers
from bothways.brief.facts.base import Base, Behind, Person, Sheet
from bothways.brief.facts.insights import PARTS, Since, insights, sellers_of
from bothways.brief.facts.labels import LABELS
from bothways.brief.ledger import Row
from bothways.evidence import Snapshot
from bothways.evidence.behaviour import usual_of_wins
from bothways.evidence.comparison import what_cant_be_known
from bothways.evidence.measures import CATALOGUE, measure, rows_behind
from bothways.evidence.peers import others_median
from bothways.evidence.standing import standing_on
from bothways.evidence.views import DealView, account_movements, at_risk, texts, won
from bothways.insight import Claim
from bothways.terms import Figure, Period
from bothways.terms.period import day_number

Progress = Callable[[int, int, str], None]
_ROWS = 8
_LEVELS = ("all", "team", "rep")
_MOVEMENTS = 4
_TEXTS = 12
_BEFORE = 30
"""So many days before the period begins, what was said may still be about it."""
_PAST = (
    "bookings", "bookings_count", "won_count", "win_rate_count", "deal_size_median", "cycle_days",
    "pipeline_created", "target", "gap", "attainment", "renewal_rate_count", "renewal_rate_amount",
    "retention_count", "retention_amount", "contacts_per_account", "account_tenure_days", "days_since_touch",
    "reply_hours_cases", "reply_hours_mail", "discount_share", "discount_given", "open_amount", "open_count",
    "lost_count", "coverage", "pushed_amount", "pushed_count", "waterfall_start", "waterfall_created",
    "waterfall_moved_out", "waterfall_moved_out_count", "waterfall_lost", "waterfall_lost_count", "waterfall_won",
    "waterfall_end", "days_in_stage", "stage_conversion",
)  # fmt: skip
_YEARS = {"quarter": 4, "month": 12}


def gather(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date | None = None,
    since: Since | None = None,
    claims: Iterable[Claim] = (),
    edits: Path | None = None,
    parts: Iterable[str] = PARTS,
    alone: bool = False,
    progress: Progress | None = None,
    **settings: Any,
) -> Base:
    """Return all that the briefs of a period stand on.

    A period that is still running is set beside the same days of the period before, never beside the
    whole of it. `since`, `claims`, `edits`, `parts` and `settings` are those of `insights`; `alone` leaves
    the measures out, for a page of one part.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    say = progress or (lambda _done, _of, _what: None)
    seen = as_of or snapshot.as_of
    asked = tuple(part for part in PARTS if part in set(parts))
    told: dict[str, Any] = {"period": period, "as_of": seen, "since": since, "claims": claims, "edits": edits,
                            "parts": asked, **settings}  # fmt: skip
    if alone:
        return _alone(snapshot, told, progress=progress)
    steps = 5 + len(asked)
    say(0, steps, "measuring the period")
    standing = standing_on(snapshot, period=period, as_of=seen)
    measured = _measure(snapshot, period=period, as_of=seen, by=_LEVELS)
    wins = won(snapshot, period=period, as_of=seen)
    usual = usual_of_wins(snapshot, wins=wins, period=period, as_of=seen)
    now = Sheet.of((*measured, *standing.figures, *usual))
    say(1, steps, "measuring the period before")
    before = _past(snapshot, period, seen, steps=1, levels=_LEVELS)
    say(2, steps, "measuring the same period a year earlier")
    years = _YEARS.get(period.kind)
    year_ago = _past(snapshot, period, seen, steps=years, levels=("all",)) if years else None
    say(3, steps, "looking at deals and accounts")
    people = _people(snapshot, now)
    peers, peers_are_team = _peers(now, people)
    movements = account_movements(snapshot, period=period, as_of=seen, limit=_MOVEMENTS)
    said = texts(
        snapshot,
        account_ids=[movement.account_id for movement in movements],
        first_day=period.first - timedelta(days=_BEFORE),
        last_day=min(seen, period.last),
        limit=_TEXTS * max(1, len(movements)),
    )
    base = Base(
        snapshot=snapshot.id,
        currency=snapshot.currency,
        period=period,
        as_of=seen,
        fiscal=snapshot.calendar.start_month != 1,
        now=now,
        before=before,
        year_ago=year_ago,
        people=people,
        own_names=_own_names(snapshot),
        at_risk=tuple(_called(view) for view in at_risk(snapshot, period=period, as_of=seen, limit=_ROWS)),
        open_deals=tuple(_called(view) for view in standing.deals),
        owners_in_stage=standing.owners,
        won=tuple(replace(win, deal=_called(win.deal)) for win in wins),
        movements=movements,
        texts={m.account_id: tuple(t for t in said if t.account_id == m.account_id) for m in movements},
        unknowable=_unknowable(snapshot),
        behind=_behind(snapshot),
        labels={**{name: one.label for name, one in CATALOGUE.items()}, **LABELS},
        peers=peers,
        peers_are_team=peers_are_team,
        insight=insights(snapshot, **told, progress=lambda done, _of, what: say(4 + done, steps, what)),
        sellers=sellers_of(snapshot, as_of_day=day_number(seen)),
        named=_Names(snapshot).rows,
    )
    say(steps - 1, steps, "writing")
    return base


def _alone(snapshot: Snapshot, told: dict[str, Any], *, progress: Progress | None) -> Base:
    """Return what a page of single parts stands on: what they found, and the names in it."""
    period, seen = told["period"], told["as_of"]
    bookings = measure(snapshot, period=period, as_of=seen, by=("all",), names=("bookings",)).figures
    now = Sheet.of(bookings)
    return Base(
        snapshot=snapshot.id,
        currency=snapshot.currency,
        period=period,
        as_of=seen,
        fiscal=snapshot.calendar.start_month != 1,
        now=now,
        people=_people(snapshot, now),
        own_names=_own_names(snapshot),
        behind=_behind(snapshot),
        labels={**{name: one.label for name, one in CATALOGUE.items()}, **LABELS},
        insight=insights(snapshot, **told, progress=progress),
        sellers=sellers_of(snapshot, as_of_day=day_number(seen)),
        stage_places=_stage_places(snapshot),
        named=_Names(snapshot).rows,
    )


def _stage_places(snapshot: Snapshot) -> dict[str, int]:
    frame = nw.from_native(snapshot.con.table("stages")).select("stage", "position")
    return {str(stage): int(place) for stage, place in frame.to_native().fetchall() if place is not None}


def _called(view: DealView) -> DealView:
    """Give a deal a name that people can speak of: some CRMs have none but an id."""
    parts = [part for part in (view.account, view.product) if part]
    return view if view.name else replace(view, name=" - ".join(parts) or view.deal_id)


def _measure(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date,
    by: tuple[str, ...],
    names: tuple[str, ...] | None = None,
) -> tuple[Figure, ...]:
    """Measure, and leave out what stands on a table that the export did not bring: that is no nought."""
    figures = measure(snapshot, period=period, as_of=as_of, by=by, names=names).figures
    absent = {name for name, table in _STANDS_ON.items() if not snapshot.rows(table)}
    return tuple(figure for figure in figures if figure.name not in absent)


_STANDS_ON = {"contacts_per_account": "contacts"}


def _unknowable(snapshot: Snapshot) -> tuple[str, ...]:
    sentences = what_cant_be_known(snapshot)
    if snapshot.currency or not snapshot.rows("deals"):
        return sentences
    return (*sentences, "The export names no currency: amounts stand here without a sign.")


def _past(
    snapshot: Snapshot, period: Period, seen: date, *, steps: int, levels: tuple[str, ...]
) -> Sheet | None:
    """Measure an earlier period; as many days of it as the present one has had."""
    past = snapshot.calendar.before(period, steps=steps)
    if seen < period.last:
        last = min(past.first + (seen - period.first), past.last)
        past = Period(past.first, last, "days", f"{past.first} to {last}")
    figures = _measure(snapshot, period=past, as_of=min(seen, past.last), by=levels, names=_PAST)
    # A past in which nothing closed is one that the export does not reach: its noughts would be untrue.
    closed = next((f for f in figures if f.name == "win_rate_count" and f.by == "all"), None)
    return Sheet.of(figures) if closed is not None and closed.n else None


def _people(snapshot: Snapshot, now: Sheet) -> tuple[Person, ...]:
    """Return those who sell: the reps that are still here, and whoever else has a number of their own."""
    columns = ("person_id", "name", "team", "role", "is_active")
    rows = nw.from_native(snapshot.con.table("people")).select(*columns).to_native().fetchall()
    known = {str(row[0]): row for row in rows}
    active = {
        figure.key for figure in now.figures.values() if figure.by == "rep" and figure.key and figure.value
    }
    found = [
        Person(key, str(row[1] or key), str(row[2] or ""))
        for key, row in known.items()
        if (row[3] == "rep" and row[4] is not False) or (key in active and row[3] != "manager")
    ]
    found += [Person(key, key) for key in active - set(known)]
    return tuple(sorted(found, key=lambda person: (person.name.lower(), person.id)))


def _own_names(snapshot: Snapshot) -> frozenset[str]:
    rows = nw.from_native(snapshot.con.table("people")).select("name").to_native().fetchall()
    return frozenset(str(row[0]) for row in rows if row[0])


def _peers(now: Sheet, people: tuple[Person, ...]) -> tuple[dict[str, Sheet], dict[str, bool]]:
    """Return, by person, the medians of the others: of the team, or of all who sell where it is small."""
    sheets: dict[str, Sheet] = {}
    of_team: dict[str, bool] = {}
    by_rep: dict[str, dict[str, Figure]] = {}
    for (name, by, key), figure in now.figures.items():
        if by == "rep":
            by_rep.setdefault(name, {})[key] = figure
    for person in people:
        mates = [
            other for other in people if other.team and other.team == person.team and other.id != person.id
        ]
        others = mates if len(mates) >= readers.FEWEST_PEERS else [o for o in people if o.id != person.id]
        of_team[person.id] = others is mates
        figures = []
        for held in by_rep.values():
            own = held.get(person.id)
            theirs = [held[other.id] for other in others if other.id in held]
            if own and (middle := others_median(own, others=theirs, fewest=readers.FEWEST_PEERS)):
                figures.append(middle)
        sheets[person.id] = Sheet.of(figures)
    return sheets, of_team


def _behind(snapshot: Snapshot) -> Behind:
    names = _Names(snapshot)

    def behind(figure: Figure) -> tuple[tuple[Row, ...], int]:
        if figure.name not in CATALOGUE or figure.by not in CATALOGUE[figure.name].bys:
            return (), figure.n or 0
        ids = rows_behind(snapshot, figure, limit=_ROWS)
        return names.rows(CATALOGUE[figure.name].table, ids), max(figure.n or 0, len(ids))

    return behind


class _Names:
    """Finds the names of rows, and who may see them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def rows(self, table: str, ids: tuple[str, ...]) -> tuple[Row, ...]:
        """Return rows with their names; an open deal's row is for the executives and its owner."""
        if table not in ("deals", "accounts") or not ids:
            return tuple(Row(table, one) for one in ids)
        key = "deal_id" if table == "deals" else "account_id"
        columns = (key, "name", "meaning", "owner_id") if table == "deals" else (key, "name")
        frame = nw.from_native(self.snapshot.con.table(table))
        rows = frame.filter(nw.col(key).is_in(list(ids))).select(*columns).to_native().fetchall()
        found = {str(row[0]): row for row in rows}
        return tuple(_row(table, one, found.get(one)) for one in ids)


def _row(table: str, one: str, found: tuple[object, ...] | None) -> Row:
    if found is None:
        return Row(table, one)
    if table == "accounts":
        return Row(table, one, str(found[1] or one))
    meaning, owner = found[2], found[3]
    who = readers.of_deal(str(owner) if owner else None)
    return Row(table, one, str(found[1] or one), who | {readers.STAFF} if meaning == "won" else who)
