"""The prospects in figures and sentences: totals for the sides, never a deal or a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bothways.evidence.measures.intervals import rate_interval
from bothways.evidence.views.columns import WON, Bools, DealColumns
from bothways.insight.shortfall.coding import FEWEST_PEOPLE, people_in
from bothways.insight.shortfall.coverage import Coverage
from bothways.insight.shortfall.sheet import Sheet, said, told
from bothways.insight.shortfall.stopping import FEWEST, Stop
from bothways.insight.shortfall.unreal import RULES, Looks, Record, Rule
from bothways.terms import Called, Figure, Period, Sentence, Unit

FEWEST_DEALS = 3
"""The amount of fewer deals would be the amount of a deal: it is not told."""
PRICED = 0.9
"""So many of the open deals need an amount before amounts are added up."""
REASONS: Mapping[str, str] = {
    "age": "older than nearly all deals were when they were won",
    "pushes": "pushed more often than deals that were won",
    "silent": "untouched for longer than nearly all deals that were won ever were",
    "one_contact": "known to a single person of the customer",
    "overdue": "past the close date for longer than deals that were won",
}
NO_HISTORY = (
    "Close dates and amounts of earlier days can't be rebuilt: there is no history of the deals. "
    "What must be open is told in deals, not in money; pushes and overdue close dates have no record."
)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All that was worked out: what `tell` makes figures and sentences of."""

    columns: DealColumns
    period: Period
    now: int
    target: int | None
    why: str
    booked: int
    coverage: Coverage | None
    due: Bools
    looks: Looks
    records: Mapping[Rule | Literal["any"], Record]
    stops: tuple[Stop, ...]


def tell(sheet: Sheet, material: Material) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """Write the figures and return the sentences and notices."""
    notices: list[str] = []
    say = [
        *_needed(sheet, material, notices),
        *_unreal(sheet, material, notices),
        *_stopping(sheet, material),
    ]
    if not material.stops:
        notices.append("Where deals stop isn't known: the history holds no change of stage.")
    return tuple(say), tuple(notices)


def _largest(material: Material, which: Bools) -> list[int]:
    rows = np.flatnonzero(which)
    return [int(row) for row in rows[np.argsort(-material.looks.amount[rows], kind="stable")][:200]]


def _needed(sheet: Sheet, material: Material, notices: list[str]) -> list[Sentence]:
    found, is_over = material.coverage, material.now >= material.period.last_day
    target = sheet.write(
        "prospects_target", material.target, Unit.CENTS, "target of the period", unknown=material.why
    )
    booked = sheet.write("prospects_booked", material.booked, Unit.CENTS, "won in the period so far")
    _rates(sheet, material)
    if is_over:
        notices.append(
            "The period is over, or ends on this day: what is open can't reach its target any more."
        )
        return []
    if found is None:
        notices.append("What must be open isn't known: no earlier period with open deals can be rebuilt.")
        return []
    if found.by_count:
        notices.append(NO_HISTORY)
    unit = Unit.COUNT if found.by_count else Unit.CENTS
    due = int(material.due.sum())
    there = sheet.write(
        "prospects_there", found.there, unit, "open, due by the end of the period", n=due,
        rows=_largest(material, material.due),
    )  # fmt: skip
    sound = material.due & ~material.looks.unreal
    real = float(sound.sum()) if found.by_count else float(material.looks.amount[sound].sum())
    sound_there = sheet.write(
        "prospects_there_real", real, unit, "open and due, less what looks unreal", n=int(sound.sum())
    )
    periods = sheet.write(
        "prospects_periods", len(found.periods), Unit.COUNT, "earlier periods looked at", n=found.open
    )
    new = sheet.write(
        "prospects_new", found.new, Unit.CENTS, "won by deals that were not there, or not due, at this point",
        n=len(found.periods),
    )  # fmt: skip
    if not found.by_count:
        sheet.write(
            "prospects_yield", found.yielded, Unit.SHARE, "of the amount open and due, what was won by the end",
            n=found.open, low=found.yielded_low, high=found.yielded_high, how="student-periods",
        )  # fmt: skip
    if material.target is None:
        return []
    missing = sheet.write(
        "prospects_missing", found.missing, Unit.CENTS, "target less won so far, not under nought"
    )
    if found.missing == 0:
        return [("The target of ", said(target), " is reached: ", said(booked), " is won.")]
    needed = sheet.write(
        "prospects_needed", found.needed, unit, "(missing - new) / yield", n=found.open, low=found.low,
        high=found.high, how="jackknife-periods", unknown="Nothing that was open at this point was ever won.",
        against=_season(found, new),
    )  # fmt: skip
    if not found.by_count:
        for name, value in (("prospects_needed_times", found.needed), ("prospects_there_times", found.there)):
            share = value / found.missing
            ends = (found.low / found.missing, found.high / found.missing)
            low, high = ends if name == "prospects_needed_times" else (np.nan, np.nan)
            sheet.write(
                name, share, Unit.TIMES, "of what is missing to the target", n=found.open, low=low, high=high,
                how="jackknife-periods",
            )  # fmt: skip
    if needed.value is None:
        return []
    noun = "open deal" if found.by_count else ""
    if needed.value == 0:
        return [
            ("What is missing to the target, ", said(missing), ", is less than what new deals usually bring, ",
             said(new), ".")
        ]  # fmt: skip
    hidden = int(sound.sum()) < due
    start: Sentence = (
        "To win the ", said(missing), " that is missing to the target, ", said(needed, noun=noun),
        *((" (", said(needed, "between", noun and f"{noun}s"), ")") if needed.interval else ()),
        " must be open and due by the rates of " if not found.by_count else " are needed by the rates of ",
        said(periods, noun="earlier period"), ", beside ", said(new), " from deals that are not there yet; ",
        said(there, noun=noun), " is there" if not found.by_count else " are there",
        *((", ", said(sound_there, noun=noun), " without what looks unreal") if hidden else ()), ".",
    )  # fmt: skip
    return [start]


def _season(found: Coverage, new: Figure) -> Sentence:
    own = [one.came / (one.open if found.by_count else one.open_amount) for one in found.periods]
    if len(own) < 2 or max(own) < 2 * max(min(own), 1e-12):
        return ()
    return (
        "Earlier periods differ much in what came of their pipeline; new deals alone brought ",
        said(new),
        ".",
    )


def _rates(sheet: Sheet, material: Material) -> None:
    """Write win rate, share decided and cycle, by deals: what the coverage comes from."""
    columns, found = material.columns, material.coverage
    for name, hits, n, words in (
        ("prospects_share_decided", found.decided if found else 0, found.open if found else 0,
         "of what was open and due, decided by the end of its period"),
        ("prospects_win_rate", found.won if found else 0, found.decided if found else 0,
         "of these, won"),
    ):  # fmt: skip
        interval = rate_interval(hits, n)
        sheet.write(
            name, hits / n if n else None, Unit.SHARE, words, n=n,
            low=interval.low if interval else np.nan, high=interval.high if interval else np.nan, how="wilson",
            unknown="No deal was open at this point of an earlier period, or none was decided.",
        )  # fmt: skip
    recent = (
        (columns.meaning == WON) & (columns.decided > material.now - 365) & (columns.decided <= material.now)
    )
    days = (columns.decided - columns.created)[recent]
    days = days[~np.isnan(days)]
    sheet.write(
        "prospects_cycle_days", float(np.median(days)) if days.size else None, Unit.DAYS,
        "median of the days from created to won, won in the last year", n=int(days.size),
        unknown="No deal with a day of creation was won in the last year.",
    )  # fmt: skip


def _unreal(sheet: Sheet, material: Material, notices: list[str]) -> list[Sentence]:
    looks, columns = material.looks, material.columns
    opened = int(looks.open.sum())
    if not opened:
        return [("No deal is open.",)]
    priced = float((looks.amount[looks.open] > 0).mean()) >= PRICED
    no_amount = "" if priced else "Too few of the open deals have an amount."
    total = sheet.write(
        "prospects_open_amount", float(looks.amount[looks.open].sum()) if priced else None, Unit.CENTS,
        "open deals", n=opened, unknown=no_amount,
    )  # fmt: skip
    count = sheet.write("prospects_open_count", opened, Unit.COUNT, "open deals", n=opened)
    flagged = int(looks.unreal.sum())
    unreal = sheet.write(
        "prospects_unreal_count", flagged, Unit.COUNT, "open deals that look unreal", n=opened
    )
    few = _pointing(material, looks.unreal)
    amount = sheet.write(
        "prospects_unreal_amount", float(looks.amount[looks.unreal].sum()) if priced and not few else None,
        Unit.CENTS, "open deals that look unreal", n=flagged, unknown=few or no_amount,
    )  # fmt: skip
    for rule in RULES:
        _by_reason(sheet, material, rule, notices)
    record = material.records["any"]
    shares = _record(sheet, record, "all", "")
    if record.unknown:
        notices.append(f"How deals that looked unreal ended isn't known. {record.unknown}")
    if not flagged:
        return [
            (
                "None of ",
                said(count, noun="open deal"),
                " looks unreal by what is usual of deals that are won.",
            )
        ]
    start: Sentence = ("Of ", said(count, noun="open deal"), ", ", said(unreal), " look unreal")
    if amount.value is not None and total.value:
        start = (*start, ": ", said(amount), " of ", said(total))
    main = max(RULES, key=lambda rule: int((looks.holds[rule] & looks.unreal).sum()))
    own = sheet.figures["prospects_unreal_count", "reason", main]
    share: Sentence = ("all",) if own.value == flagged else (said(own), " of them")
    say: list[Sentence] = [(*start, "; ", *share, " are ", REASONS[main], ".")]
    if shares:
        one, other = shares
        verdict = (
            "Such deals are not worth what they say: " if record.speaks_for
            else "The past does not say that such deals are worth less: "
        )  # fmt: skip
        told_record: Sentence = (
            verdict, "of ", said(one, "n", "deal"), " that looked so at earlier starts of a quarter, ", said(one),
            " were won in the months after, of ", said(other, "n", "deal"), " that did not, ", said(other), ".",
        )  # fmt: skip
        say.append(told_record)
        sheet.against["prospects_unreal_count", "all", ""] = told_record
    if 0 < people_in(columns.owner, looks.unreal) < FEWEST_PEOPLE:
        notices.append(
            "The deals that look unreal are those of very few people: speak with them, not of them."
        )
    return say


def _pointing(material: Material, which: Bools) -> str:
    return _too_few(int(which.sum()), people_in(material.columns.owner, which))


def _too_few(deals: int, people: int) -> str:
    """Say why an amount is not told: it would be a deal's, or a person's; or ""."""
    if 0 < deals < FEWEST_DEALS:
        return "Of so few deals the amount would be a deal's own."
    if 0 < people < FEWEST_PEOPLE:
        return "Of so few people the amount would be a person's own."
    return ""


def _by_reason(sheet: Sheet, material: Material, rule: Rule, notices: list[str]) -> None:
    looks, bound = material.looks, material.looks.bounds[rule]
    own = looks.holds[rule] & looks.unreal
    count = int(own.sum())
    unknown = bound.unknown if np.isnan(bound.value) else ""
    sheet.write(
        "prospects_unreal_count", None if unknown else count, Unit.COUNT, f"look unreal, and are {REASONS[rule]}",
        by="reason", key=rule, label=REASONS[rule], n=int(looks.open.sum()), unknown=unknown,
    )  # fmt: skip
    priced = float((looks.amount[looks.open] > 0).mean()) >= PRICED if looks.open.any() else False
    why = unknown or ("" if priced else "Too few of the open deals have an amount.")
    why = why or _pointing(material, own)
    sheet.write(
        "prospects_unreal_amount", None if why else float(looks.amount[own].sum()), Unit.CENTS,
        f"look unreal, and are {REASONS[rule]}", by="reason", key=rule, label=REASONS[rule], n=count,
        unknown=why,
    )  # fmt: skip
    if rule != "one_contact":
        sheet.write(
            "prospects_bound", bound.value, Unit.TIMES if rule == "pushes" else Unit.DAYS,
            "more than so much is unusual of won deals", by="reason", key=rule, label=REASONS[rule], n=bound.n,
            unknown=unknown,
        )  # fmt: skip
    if unknown:
        notices.append(f"Deals {REASONS[rule]} can't be told. {unknown}")
    _record(sheet, material.records[rule], "reason", rule)


def _record(sheet: Sheet, record: Record, by: str, key: str) -> tuple[Figure, Figure] | None:
    """Write how deals that looked so ended, beside the others."""
    found = []
    for name, hits, n, words in (
        (
            "prospects_unreal_won",
            record.won,
            record.n,
            "of deals that looked so at earlier quarter starts, won since",
        ),
        ("prospects_others_won", record.others_won, record.others, "of the other open deals, won since"),
    ):
        interval = rate_interval(hits, n)
        known = n > 0 and not record.unknown and interval is not None
        found.append(
            sheet.write(
                name, hits / n if known else None, Unit.SHARE, f"{words}, within {record.horizon} days", by=by,
                key=key, label=REASONS.get(key, ""), n=n,
                low=interval.low if interval else np.nan, high=interval.high if interval else np.nan,
                how="wilson", unknown=record.unknown,
            )
        )  # fmt: skip
    sheet.write(
        "prospects_unreal_apart", None if record.unknown else record.apart, Unit.SHARE,
        "share won of those that looked so, less that of the others", by=by, key=key,
        label=REASONS.get(key, ""), n=record.n, low=record.low, high=record.high, how="clustered-by-deal",
        unknown=record.unknown,
    )  # fmt: skip
    return None if record.unknown else (found[0], found[1])


def _stopping(sheet: Sheet, material: Material) -> list[Sentence]:
    told_of: list[tuple[Stop, Figure, Figure, Figure]] = []
    for stop in material.stops:
        interval = rate_interval(stop.on, stop.left)
        on = sheet.write(
            "prospects_went_on", stop.on / stop.left, Unit.SHARE, "of the deals that left the stage in a year, went on",
            n=stop.left, low=interval.low if interval else np.nan, high=interval.high if interval else np.nan,
            how="wilson", by="stage", key=stop.stage,
        )  # fmt: skip
        lost = sheet.write(
            "prospects_lost_count",
            stop.lost,
            Unit.COUNT,
            "deals lost from the stage in a year",
            n=stop.left,
            by="stage",
            key=stop.stage,
        )
        few = _too_few(stop.lost, stop.lost_people)
        money = sheet.write(
            "prospects_lost_amount", None if few else stop.lost_amount, Unit.CENTS, "lost from the stage in a year",
            n=stop.lost, rows=stop.rows, unknown=few, by="stage", key=stop.stage,
        )  # fmt: skip
        why = f"Only {stop.usual_n} stays of won deals tell what is usual; {FEWEST} are needed."
        sheet.write(
            "prospects_usual_days", stop.usual, Unit.DAYS, "nine in ten stays of won deals are no longer",
            n=stop.usual_n, unknown=why, by="stage", key=stop.stage,
        )  # fmt: skip
        known = not np.isnan(stop.usual)
        sheet.write(
            "prospects_longer_count", stop.longer if known else None, Unit.COUNT,
            "open deals that stand longer than that", n=stop.standing, unknown=why, by="stage", key=stop.stage,
        )  # fmt: skip
        hidden = _too_few(stop.longer, stop.longer_people)
        sheet.write(
            "prospects_longer_amount", stop.longer_amount if known and not hidden else None, Unit.CENTS,
            "open deals that stand longer than that", n=stop.longer,
            unknown=why if not known else hidden, by="stage", key=stop.stage,
        )  # fmt: skip
        told_of.append((stop, on, lost, money))
    worst = max((one for one in told_of if one[3].value), key=lambda one: one[0].lost_amount, default=None)
    if worst is None:
        return []
    stop, on, lost, money = worst
    say: list[Sentence] = [
        ("Most money of the last year was lost from the stage ", Called(stop.stage, "stage"), ": ", said(money), " in ",
         said(lost, noun="deal"), "; of ", said(on, "n", "deal"), " that left it, ", *told(on), " went on.")
    ]  # fmt: skip
    rate = max(told_of, key=lambda one: 1 - one[0].on / one[0].left)
    if rate[0].stage != stop.stage and rate[0].left >= FEWEST:
        sheet.against["prospects_lost_amount", "stage", stop.stage] = (
            "A smaller share goes on from ", Called(rate[0].stage, "stage"), ": ", said(rate[1]), " of ",
            said(rate[1], "n", "deal"), ".",
        )  # fmt: skip
    stuck = max((one[0] for one in told_of), key=lambda one: one.longer_amount)
    longer = sheet.figures["prospects_longer_count", "stage", stuck.stage]
    amount = sheet.figures["prospects_longer_amount", "stage", stuck.stage]
    if longer.value and amount.value:
        usual = sheet.figures["prospects_usual_days", "stage", stuck.stage]
        say.append(
            ("Of the open deals in ", Called(stuck.stage, "stage"), ", ", said(longer), " of ",
             said(longer, "n", "deal"), " stand there for more than ", said(usual),
             ", longer than nearly all deals that were won: ", said(amount), ".")
        )  # fmt: skip
    return say
