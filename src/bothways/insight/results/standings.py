"""Where each stands: the whole, the teams and each rep, beside own past, the median of others and target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from bothways.evidence.measures import Measures, measure
from bothways.evidence.measures.evidence import evidence_of
from bothways.evidence.peers import others_median
from bothways.evidence.snapshot import Snapshot
from bothways.insight.results.loading import Done, World, done_in
from bothways.insight.results.making import NOT_GIVEN, Maker, renamed
from bothways.terms import Figure, Interval, Period, Refusal, Source, Unit
from bothways.terms.period import day_number

LEVELS = ("all", "team", "rep")
MEASURES = (
    "bookings", "target", "gap", "attainment", "coverage", "won_count", "lost_count", "win_rate_count", "deal_size_median",
    "cycle_days", "pipeline_created", "open_amount", "open_due_amount", "contacts_per_account",
    "days_since_touch", "reply_hours_mail", "discount_share", "stage_conversion", "open_count",
)  # fmt: skip
CONDUCT = frozenset(
    {"activities", "meetings", "calls", "people_met", "days_since_touch", "reply_hours_mail",
     "contacts_per_account", "discount_share"}
)  # fmt: skip
"""What people did, and not what came of it: of fewer than three people it is a portrait, on any level."""
FEWEST_OTHERS = 5
_STANDS_ON = {"contacts_per_account": "contacts", "days_since_touch": "activities", "reply_hours_mail": "activities",
              "discount_share": "deal_lines"}  # fmt: skip
_OF_TARGET = ("target", "gap", "attainment", "coverage", "open_due_amount")
_YEARS = {"quarter": 4, "month": 12, "year": 1}
_NAMELESS = "No activity of these days names a person of the customer."
_ACTS = {"activities": None, "meetings": "meeting", "calls": "call"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One measure of the whole, a team or a rep. None is unknown, or nothing to compare with.

    `shrunk` and `borrowed`: the value after it borrowed from the others, and how much of it is theirs;
    `before`, `year_ago`: the own past; `step`: now minus before; `others`: the median of the others (at least
    five, without the own); `target`: what was asked for.
    """

    measure: str
    by: str
    key: str
    label: str
    now: Figure
    shrunk: Figure | None = None
    borrowed: Figure | None = None
    before: Figure | None = None
    year_ago: Figure | None = None
    step: Figure | None = None
    others: Figure | None = None
    target: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of it that there are."""
        parts = (self.now, self.shrunk, self.borrowed, self.before, self.year_ago, self.step, self.others)
        return tuple(part for part in parts if part is not None)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        names = ("now", "shrunk", "borrowed", "before", "year_ago", "step", "others", "target")
        held = {name: getattr(self, name) for name in names}
        return {
            "measure": self.measure, "by": self.by, "key": self.key, "label": self.label,
            **{name: figure.as_dict() if figure else None for name, figure in held.items()},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one period by (name, by, key), raw names; `done`: its activities."""

    period: Period
    as_of: date
    figures: Mapping[tuple[str, str, str], Figure]
    done: Done | None
    measured: Measures

    def one(self, name: str, by: str = "all", key: str = "") -> Figure | None:
        """Return a figure, or None."""
        return self.figures.get((name, by, key))

    def each(self, name: str, by: str) -> tuple[Figure, ...]:
        """Return the figures of a level."""
        return tuple(figure for (one, level, _), figure in self.figures.items() if (one, level) == (name, by))


def sheet_of(world: World, *, period: Period, as_of: date) -> Sheet:
    """Measure a period, and count what was done in it."""
    snapshot = world.snapshot
    absent = {name for name, table in _STANDS_ON.items() if not snapshot.rows(table)}
    names = [name for name in MEASURES if name not in absent]
    measured = measure(snapshot, period=period, as_of=as_of, by=LEVELS, names=names)
    figures = {(figure.name, figure.by, figure.key): figure for figure in measured.figures}
    last = min(day_number(as_of), period.last_day)
    done = done_in(world, first=period.first_day, last=last) if world.has_activities else None
    sheet = Sheet(period, as_of, figures, done, measured)
    figures |= {(f.name, f.by, f.key): f for f in (*_activity(world, sheet), *_conversion(world, sheet))}
    return sheet


def past_of(world: World, *, period: Period, as_of: date, steps: int) -> Sheet | None:
    """Measure an earlier period, as many days of it as the present one has had; None where nothing closed."""
    whole = world.snapshot.calendar.before(period, steps=steps)
    past = whole
    if as_of < period.last:
        last = min(whole.first + (as_of - period.first), whole.last)
        past = Period(whole.first, last, "days", f"{whole.first} to {last}")
    # Seen from the last of these days, the whole period holds nothing but them; and a target is of the whole
    # period: how far it was reached, and covered, on the same day of it.
    sheet = sheet_of(world, period=whole, as_of=min(as_of, past.last))
    closed = sheet.one("win_rate_count")
    # A past in which nothing closed is one that the export does not reach: its noughts would be untrue.
    if closed is None or not closed.n:
        return None
    figures = {
        place: figure if figure.name in _OF_TARGET else replace(figure, period=past)
        for place, figure in sheet.figures.items()
    }
    return replace(sheet, period=past, figures=figures)


def sheets_of(world: World, *, period: Period, as_of: date) -> tuple[Sheet, Sheet | None, Sheet | None]:
    """Return the period, the one before, and the same a year earlier."""
    now = sheet_of(world, period=period, as_of=as_of)
    before = past_of(world, period=period, as_of=as_of, steps=1)
    years = _YEARS.get(period.kind)
    year_ago = past_of(world, period=period, as_of=as_of, steps=years) if years and years > 1 else None
    return now, before, year_ago


def sellers_of(world: World, now: Sheet) -> tuple[str, ...]:
    """Return the ids of those who sell: reps still here, and whoever else, no manager, has a number."""
    active = {
        f.key for name in ("won_count", "open_count", "win_rate_count") for f in now.each(name, "rep") if f.n
    }
    found = {
        one.id
        for one in world.people.values()
        if (one.role == "rep" and one.is_active) or (one.id in active and one.role != "manager")
    }
    return tuple(sorted((found | (active - set(world.people))) - {""}))


def standings_of(
    world: World, sheets: tuple[Sheet, Sheet | None, Sheet | None], *, sellers: Sequence[str]
) -> list[Standing]:
    """Return every measure of every level, without what is shrunk."""
    now, before, year_ago = sheets
    selling = frozenset(sellers)
    by_rep: dict[str, dict[str, Figure]] = {}
    for (name, by, key), figure in now.figures.items():
        if by == "rep" and key in selling:
            by_rep.setdefault(name, {})[key] = figure
    found = []
    for (name, by, key), figure in now.figures.items():
        if name == "target":
            continue
        past = _of(before, figure)
        then = _of(year_ago, figure)
        others = _others(world, figure, by_rep, now, sellers)
        target = now.one("target", by, key) if name in ("bookings", "attainment", "gap", "coverage") else None
        own = renamed(figure)
        found.append(
            Standing(
                measure=name,
                by=by,
                key=key,
                label=figure.label,
                now=own,
                before=renamed(past, "_before", said="in the period before") if past else None,
                year_ago=renamed(then, "_year_ago", said="a year earlier") if then else None,
                step=_step(own, renamed(past) if past else None),
                others=renamed(others, "_others") if others else None,
                target=renamed(target) if target and target.value is not None else None,
            )
        )
    return found


def _of(sheet: Sheet | None, figure: Figure) -> Figure | None:
    return sheet.one(figure.name, figure.by, figure.key) if sheet else None


def _step(now: Figure, before: Figure | None) -> Figure | None:
    """Return now minus before; its interval from both intervals (the square-and-add of their arms)."""
    if before is None or before.value is None or now.value is None:
        return None
    off = now.value - before.value
    interval = None
    if now.interval and before.interval:
        down = ((now.value - now.interval.low) ** 2 + (before.interval.high - before.value) ** 2) ** 0.5
        up = ((now.interval.high - now.value) ** 2 + (before.value - before.interval.low) ** 2) ** 0.5
        interval = Interval(off - down, off + up, now.interval.level, "square-and-add")
    source = Source(now.source.snapshot, f"{now.source.expression}, minus that of {before.period.name}")
    return replace(now, name=f"{now.name}_step", value=off, interval=interval, source=source)


def _others(
    world: World,
    figure: Figure,
    by_rep: Mapping[str, Mapping[str, Figure]],
    now: Sheet,
    sellers: Sequence[str],
) -> Figure | None:
    """Return the median of the others: of the own team where it is large enough, else of all who sell."""
    if figure.by == "rep":
        held = by_rep.get(figure.name, {})
        if figure.key not in held:
            return None
        team = world.people[figure.key].team if figure.key in world.people else ""
        mates = [held[one] for one in sellers if one in held and team and _team(world, one) == team]
        return others_median(figure, others=mates, fewest=FEWEST_OTHERS) or others_median(
            figure, others=list(held.values()), fewest=FEWEST_OTHERS
        )
    if figure.by == "rep_stage":
        stage = figure.key.partition("|")[2]
        same = [now.one(figure.name, "rep_stage", f"{one}|{stage}") for one in sellers]
        return others_median(figure, others=[one for one in same if one], fewest=FEWEST_OTHERS)
    if figure.by == "team" and figure.key:
        teams = [one for one in now.each(figure.name, "team") if one.key]
        return others_median(figure, others=teams, fewest=FEWEST_OTHERS)
    return None


def _team(world: World, person: str) -> str:
    return world.people[person].team if person in world.people else ""


def _activity(world: World, sheet: Sheet) -> list[Figure]:
    """Return what was done, of the whole, by team and by person."""
    maker = Maker(world.snapshot.id, sheet.period, sheet.as_of)
    if sheet.done is None:
        why = "There are no activities in the data: export calls, mails and meetings too."
        return [maker.make("activities", None, Unit.COUNT, said="count of activities", unknown=why)]
    done = sheet.done
    people = {who for who, _ in done.kinds} | {one.id for one in world.people.values() if one.role == "rep"}
    teams = sorted({_team(world, who) for who in people})
    keys = [("all", "", "")]
    keys += [("team", team, team or NOT_GIVEN) for team in teams]
    keys += [("rep", who, world.name_of(who) or NOT_GIVEN) for who in sorted(people)]
    sums: dict[tuple[str, str, str], int] = {}
    for (who, kind), n in done.kinds.items():
        for name, wanted in _ACTS.items():
            if wanted is None or wanted == kind:
                for place in (("all", ""), ("team", _team(world, who)), ("rep", who)):
                    sums[name, *place] = sums.get((name, *place), 0) + n
    met = {("all", ""): done.met_in_all}
    met |= {("team", team): n for team, n in done.met_by_team.items()}
    met |= {("rep", who): n for who, n in done.met.items()}
    found = []
    for by, key, label in keys:
        for name in _ACTS:
            n = sums.get((name, by, key), 0)
            found.append(
                maker.make(name, n, Unit.COUNT, said=f"count of {name}", by=by, key=key, label=label, n=n)
            )
        # Where no activity names anybody, it isn't known whom they met: that is no nought.
        named = met.get((by, key), 0) if done.met_in_all else None
        said = "people of customers that calls, mails and meetings name"
        found.append(
            maker.make(
                "people_met",
                named,
                Unit.COUNT,
                said=said,
                by=by,
                key=key,
                label=label,
                n=named,
                unknown=_NAMELESS,
            )
        )
    return found


def _conversion(world: World, sheet: Sheet) -> list[Figure]:
    """Return the conversion by stage of each team and rep: the measure's own stays, cut by who owns the deal."""
    if not any(figure.n for figure in sheet.each("stage_conversion", "stage")):
        return []
    evidence = evidence_of(world.snapshot, period=sheet.period, as_of=sheet.as_of)
    known = {f.key: f for f in sheet.each("stage_conversion", "stage") if f.value is not None}
    frames = evidence.frames
    owners = frames.table("deals").select("deal_id", nw.col("owner_id").fill_null("").alias("owner"))
    stays = evidence.facts("stays").join(owners, on="deal_id", how="left")
    counted = stays.group_by("owner", "stage").agg(
        nw.len().alias("n"), nw.col("went_on").cast(nw.Int64).sum().alias("on")
    )
    sums: dict[tuple[str, str, str], list[int]] = {}
    for owner, stage, n, on in frames.rows(counted.select("owner", "stage", "n", "on")):
        for by, key in (("team_stage", _team(world, owner or "")), ("rep_stage", owner or "")):
            one = sums.setdefault((by, key, stage), [0, 0])
            one[0] += int(n)
            one[1] += int(on)
    from bothways.evidence.measures.intervals import rate_interval  # noqa: PLC0415 - the room's own closed forms

    maker = Maker(world.snapshot.id, sheet.period, sheet.as_of)
    found = []
    for (by, key, stage), (n, on) in sorted(sums.items()):
        if stage not in known:
            continue
        name = world.name_of(key) if by == "rep_stage" else key
        found.append(
            maker.make(
                "stage_conversion", on / n, Unit.SHARE, said=known[stage].source.expression.split(";")[0],
                by=by, key=f"{key}|{stage}", label=f"{name or NOT_GIVEN}: {stage}", n=n,
                interval=rate_interval(on, n),
            )
        )  # fmt: skip
    return found


def check_day(snapshot: Snapshot, *, as_of: date | None) -> date:
    """Return the day to look from.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    day = as_of or snapshot.as_of
    if day > snapshot.as_of:
        raise Refusal(
            "as-of-later",
            f"The snapshot stands as of {snapshot.as_of}; it can't tell how things stood on {day}.",
            hint=f"Ask as of {snapshot.as_of} or earlier, or import a later export.",
        )
    return day
