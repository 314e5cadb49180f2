"""`bothways limits`: what limits each side, what it costs the other, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from bothways.brief.registers import movable, review
from bothways.cli.importing import read_day, today
from bothways.cli.printing import say, say_json, table
from bothways.cli.promising import needed_day, next_id, tell
from bothways.constraints import (
    Change,
    ChangeKind,
    Limit,
    LimitKind,
    LimitPrice,
    Limits,
    LimitState,
    Moves,
    binding,
    limit_state,
    read_limits,
    write_changes,
)
from bothways.terms import Refusal, Side, Unit

if TYPE_CHECKING:
    from bothways.constraints.cost import Cost

LIMITS: Final = Path("bothways-limits.jsonl")
HELP: Final = "What limits each side, what it costs the other, and whether it still holds."
File = Annotated[Path, typer.Option("--file", metavar="PATH", help="The file that limits are kept in.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Which limit: l1, as the list shows it.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it happened; today.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
By = Annotated[str, typer.Option("--by", metavar="TEXT", help="Who did it.")]
Review = Annotated[str, typer.Option("--review", metavar="DAY", help="When it is to be looked at again.")]
Again = Annotated[
    str | None, typer.Option("--review", metavar="DAY", help="When it is to be looked at again; as before.")
]
# As `finding` has them, which loads the evidence: a list waits for no engine.
SnapshotPath = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="A snapshot's folder, or one that holds some: the newest.")
]  # fmt: skip
PeriodText = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help="2026Q3, 2026-08, 2026; the quarter of the data.")
]  # fmt: skip
Where = Literal["staff", "executives"]
HowMoves = Literal["no", "yes", "within"]
Kind = Annotated[LimitKind | None, typer.Option("--kind", help="What is short.")]
Begins = Annotated[str | None, typer.Option("--from", metavar="DAY", help="From which day it holds.")]
Week = Annotated[str, typer.Option("--week", metavar="TEXT", help="What it means for a week of theirs.")]
Deals = Annotated[list[str] | None, typer.Option("--deal", metavar="ID", help="A deal that shows it.")]
Voices = Annotated[list[str] | None, typer.Option("--voice", metavar="ID", help="A voice that shows it.")]


def list_command(
    side: Annotated[Where | None, typer.Option("--side", help="Only the limits of one side.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Those that were withdrawn, too.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="As it stood on this day; today.")
    ] = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """List the limits by side: the stale ones first."""
    now = read_day(as_of, option="--as-of") or today()
    held = read_limits(file)
    states = held.states(now=now, side=Side(side) if side else None, withdrawn=every)
    if as_json:
        say_json({"limits": [one.as_dict() for one in states], "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    if not states:
        say(
            "No limit is on record here. The first: bothways limits add TEXT --side staff --owner WHO --review DAY"
        )
    for of in Side:
        _print(of, [one for one in states if one.limit.side is of])


def add_command(
    statement: Annotated[str, typer.Argument(metavar="TEXT", help="The limit, in its own side's words.")],
    side: Annotated[Where, typer.Option("--side", help="Whose limit it is.")],
    owner: Annotated[str, typer.Option("--owner", metavar="TEXT", help="Who answers for it.")],
    again: Review,
    cost: Annotated[str, typer.Option("--cost", metavar="TEXT", help="What it costs the other side.")] = "",
    cost_figure: Annotated[
        list[str] | None,
        typer.Option("--cost-figure", metavar="KEY", help="A figure that measures the cost."),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="KEY", help="A figure that shows it, by its key in ledger.json."),
    ] = None,
    moves: Annotated[HowMoves, typer.Option("--moves", help="Whether it can move.")] = "no",
    room: Annotated[
        str, typer.Option("--room", metavar="TEXT", help="How far, where it can move within.")
    ] = "",
    mover: Annotated[str, typer.Option("--mover", metavar="TEXT", help="Who can move it.")] = "",
    kind: Kind = None,
    week: Week = "",
    begins: Begins = None,
    deals: Deals = None,
    voices: Voices = None,
    on: On = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """Declare a limit."""
    day = read_day(on, option="--on") or today()
    until = needed_day(again, option="--review")
    since = read_day(begins, option="--from")

    def make(held: Limits) -> Change:
        name = next_id("l", held.by_limit)
        limit = Limit(
            id=name, side=Side(side), statement=statement, owner=owner, declared=day, review=until,
            evidence=tuple(evidence or ()), cost=cost, cost_figures=tuple(cost_figure or ()), moves=Moves(moves),
            room=room, mover=mover, kind=kind, begins=since, week=week, deals=tuple(deals or ()),
            voices=tuple(voices or ()),
        )  # fmt: skip
        return Change(
            id=f"{name}.1", limit=name, kind=ChangeKind.DECLARED, day=day, recorded=today(), now_reads=limit,
            number=1,
        )  # fmt: skip

    _write(file, make, as_json=as_json)


def confirm_command(
    limit: Id, again: Review, by: By = "", on: On = None, file: File = LIMITS, as_json: Json = False
) -> None:
    """Say that a limit still holds, and until when."""
    until = needed_day(again, option="--review")
    _changed(file, limit, ChangeKind.CONFIRMED, on, as_json=as_json, by=by, review=until)


def understood_command(
    limit: Id,
    words: Annotated[
        str, typer.Argument(metavar="TEXT", help="What the other side says it means, in its words.")
    ],
    by: By = "",
    on: On = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """Write down how the other side says a limit back."""
    day = read_day(on, option="--on") or today()

    def make(held: Limits) -> Change:
        other = _now(held, limit, day).limit.side.other
        return _change(held, limit, ChangeKind.UNDERSTOOD, day, words=words, by=by, side=other)

    _write(file, make, as_json=as_json)


def move_command(
    limit: Id,
    reads: Annotated[str, typer.Option("--now-reads", metavar="TEXT", help="How the limit reads now.")],
    reason: Reason,
    again: Again = None,
    by: By = "",
    on: On = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """Say that a limit was moved, how it reads now, and why."""
    _reads(
        file, limit, ChangeKind.MOVED, on, {"statement": reads}, again, as_json=as_json, by=by, reason=reason
    )


def restate_command(
    limit: Id,
    reason: Reason,
    statement: Annotated[str, typer.Option("--statement", metavar="TEXT", help="Better words for it.")] = "",
    owner: Annotated[str, typer.Option("--owner", metavar="TEXT", help="Who answers for it.")] = "",
    cost: Annotated[str, typer.Option("--cost", metavar="TEXT", help="What it costs the other side.")] = "",
    cost_figure: Annotated[
        list[str] | None,
        typer.Option("--cost-figure", metavar="KEY", help="A figure that measures the cost."),
    ] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar="KEY", help="A figure that shows it.")
    ] = None,
    moves: Annotated[HowMoves | None, typer.Option("--moves", help="Whether it can move.")] = None,
    room: Annotated[str | None, typer.Option("--room", metavar="TEXT", help="How far it can move.")] = None,
    mover: Annotated[str | None, typer.Option("--mover", metavar="TEXT", help="Who can move it.")] = None,
    kind: Kind = None,
    week: Week = "",
    begins: Begins = None,
    deals: Deals = None,
    voices: Voices = None,
    again: Again = None,
    on: On = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """Word a limit anew; the limit itself stays. What is left out stays as it was."""
    given: dict[str, Any] = {
        "statement": statement or None, "owner": owner or None, "cost": cost or None,
        "cost_figures": tuple(cost_figure) if cost_figure else None, "evidence": tuple(evidence) if evidence else None,
        "moves": Moves(moves) if moves else None, "room": room, "mover": mover,
        "kind": kind, "week": week or None, "begins": read_day(begins, option="--from"),
        "deals": tuple(deals) if deals else None, "voices": tuple(voices) if voices else None,
    }  # fmt: skip
    new = {name: value for name, value in given.items() if value is not None}
    _reads(file, limit, ChangeKind.RESTATED, on, new, again, as_json=as_json, reason=reason)


def withdraw_command(
    limit: Id, reason: Reason, by: By = "", on: On = None, file: File = LIMITS, as_json: Json = False
) -> None:
    """Say that a limit does not hold any more, and why."""
    _changed(file, limit, ChangeKind.WITHDRAWN, on, as_json=as_json, by=by, reason=reason)


def history_command(limit: Id, file: File = LIMITS, as_json: Json = False) -> None:
    """Show all that happened to a limit, as it was recorded."""
    held = read_limits(file)
    changes = held.of(limit)
    if as_json:
        say_json({"changes": [one.as_dict() for one in changes], "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    rows = [
        [one.id, one.day.isoformat(), one.recorded.isoformat(), str(one.kind), one.by, _told(one)]
        for one in changes
    ]
    table(["change", "happened", "written down", "what", "by", ""], rows)


def cost_command(
    snapshot: SnapshotPath = None,
    period: PeriodText = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            "--stage", metavar="STAGE", help="In which deals wait for an approval; else by its name."
        ),
    ] = None,
    cap: Annotated[
        float | None, typer.Option("--cap", metavar="PERCENT", help="The most discount that may be given: 8.")
    ] = None,
    deals: Annotated[
        bool,
        typer.Option("--deals", help="The deals behind each number: for you alone, not to be passed on."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure what limits cost in deals: waiting for approvals, the cap of discounts, too few hands."""
    from bothways.cli.importing import choose_snapshot  # noqa: PLC0415
    from bothways.constraints.cost import cost_in_deals  # noqa: PLC0415 - the evidence takes a second to load

    opened = choose_snapshot(snapshot)
    wanted = opened.calendar.period(period) if period else opened.calendar.quarter_of(opened.as_of)
    share = None if cap is None else cap / 100
    if share is not None and not 0 < share < 1:
        raise Refusal("limit-cap", f"A cap of {cap:g} % is no discount.", hint="Write the per cent: --cap 8.")
    costs = cost_in_deals(opened, period=wanted, stages=stage, cap=share)
    if as_json:
        say_json({"costs": [one.as_dict() for one in costs]})
        return
    for of, title in (
        ("waits", "WAITING FOR AN APPROVAL"), ("cap", "THE CAP OF DISCOUNTS"), ("turned away", "TOO FEW HANDS"),
    ):  # fmt: skip
        say(title)
        for one in costs:
            if one.of == of:
                _print_cost(one, deals=deals)
        say()


def _print_cost(one: Cost, *, deals: bool) -> None:
    from bothways.brief import words  # noqa: PLC0415

    say(one.says)
    if not one.is_measured:
        say(f"     not measurable: {one.figure.unknown}", soft=True)
        return
    figure = one.figure
    many = f" ({len(one.deals)} of {figure.n})" if figure.unit is Unit.SHARE else f" (of {figure.n} deals)"
    between = words.between(figure, "")
    unsure = f", {between}, {words.how_sure(figure)}" if between else ""
    say(f"     {words.value(figure, '')}{many}{unsure}", soft=True)
    if deals and one.deals:
        say(f"     {', '.join(one.deals)}", soft=True)


def binds_command(
    case: Annotated[Path, typer.Argument(metavar="CASE.toml", help="The case, filled in.")],
    named: Annotated[
        list[str] | None,
        typer.Option(
            "--as", metavar="BOUND=ID", help="Which limit a bound of the case is, where words differ."
        ),
    ] = None,
    file: File = LIMITS,
    as_json: Json = False,
) -> None:
    """Say which declared limits bind in a case's best plan, at what price, and of which it says nothing."""
    from bothways.budget import read_case, work_out  # noqa: PLC0415 - it loads what the plan is found with
    from bothways.budget.allocation import prices  # noqa: PLC0415

    names = {}
    for one in named or ():
        bound, is_one, limit = one.rpartition("=")
        if not is_one or not bound:
            raise Refusal(
                "limit-as",
                f"“{one}” says of no bound which limit it is.",
                hint="Write --as “Three heads=l1”.",
            )
        names[bound] = limit
    held, read = read_limits(file), read_case(case)
    currency = read.case.currency
    given = [
        LimitPrice(
            says=one.bound, resource=one.resource, end=one.end, amount=one.amount, next_at=one.next_at, gain=one.gain,
            before_at=one.before_at, loss=one.loss, each=one.each, holds_from=one.holds_from, holds_to=one.holds_to,
            unit=currency,
        )
        for one in prices(work_out(read.case).problem)
    ]  # fmt: skip
    found = binding(held.states(now=today()), given, names=names)
    if as_json:
        say_json({**found.as_dict(), "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    for priced in found.limits:
        say(f"{priced.limit.id:<4} {priced.state}: {priced.limit.limit.statement}")
        for price in priced.prices:
            say(f"     {_price(price)}", soft=True)
        if priced.reason:
            say(f"     {priced.reason}", soft=True)
    if found.undeclared:
        say("These bind in the plan, and nobody declared them:")
    for price in found.undeclared:
        say(f"     {price.says}: {_price(price)}")


def _price(price: LimitPrice) -> str:
    at = f"at {price.end} {price.amount:,.0f} {price.resource}"
    if price.next_at is None:
        left = "however tight" if price.slack is None else f"until it is {price.before_at:,.0f}"
        return f"{at}: nothing more is had if it is looser, and nothing is lost {left}"
    each = f"{price.each:,.0f} {price.unit}".strip()
    gain = f"{price.gain:,.0f} {price.unit}".strip()
    held = f", from {price.holds_from:,.0f} to {price.holds_to:,.0f}" if price.holds_from is not None else ""
    return f"{at}: {gain} more at {price.next_at:,.0f}; {each} for each one{held}"


def _told(change: Change) -> str:
    reads = change.now_reads.statement if change.now_reads else ""
    again = f"until {change.review}" if change.review else ""
    said = f"“{change.words}”" if change.words else ""
    return "; ".join(part for part in (reads, change.reason, said, again) if part)


def _reads(
    file: Path,
    limit: str,
    kind: ChangeKind,
    on: str | None,
    new: dict[str, Any],
    again: str | None,
    *,
    as_json: bool,
    **more: Any,
) -> None:
    day = read_day(on, option="--on") or today()
    until = read_day(again, option="--review")

    def make(held: Limits) -> Change:
        was = _now(held, limit, day).limit
        reads = replace(was, **new, review=until or was.review)
        return _change(held, limit, kind, day, now_reads=reads, **more)

    _write(file, make, as_json=as_json)


def _changed(file: Path, limit: str, kind: ChangeKind, on: str | None, *, as_json: bool, **more: Any) -> None:
    day = read_day(on, option="--on") or today()
    _write(file, lambda held: _change(held, limit, kind, day, **more), as_json=as_json)


def _now(held: Limits, limit: str, day: date) -> LimitState:
    changes = held.of(limit)
    return limit_state(changes, now=max(day, min(one.day for one in changes)))


def _change(held: Limits, limit: str, kind: ChangeKind, day: date, **more: Any) -> Change:
    number = len(held.of(limit)) + 1
    return Change(
        id=f"{limit}.{number}", limit=limit, kind=kind, day=day, recorded=today(), number=number, **more
    )


def _write(file: Path, make: Callable[[Limits], Change], *, as_json: bool) -> None:
    """Record one change and say how its limit reads now."""
    (change,) = write_changes(file, lambda held: [make(held)])
    held = read_limits(file)
    now = limit_state(held.of(change.limit), now=today())
    if as_json:
        say_json({"change": change.as_dict(), "limit": now.as_dict(), "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    say(f"{now.id:<4} {now.limit.statement}")
    say(f"     {_heading(now.limit.side)}: {review(now)}", soft=True)


def _heading(side: Side) -> str:
    return f"What limits the {'sales staff' if side is Side.STAFF else 'executives'}"


def _print(side: Side, states: Sequence[LimitState]) -> None:
    if not states:
        return
    say(f"{_heading(side)}:")
    for one in states:
        say(f"{one.id:<4} {one.limit.statement}")
        kind = f"{one.limit.kind}; " if one.limit.kind else ""
        said = f"whose: {one.limit.owner}; can it move: {movable(one)}; said back by the other side: {_back(one)}"
        say(f"     {kind}{review(one)}; {said}", soft=True)
        if one.limit.week:
            say(f"     a week of theirs: {one.limit.week}", soft=True)
    say()


def _back(one: LimitState) -> str:
    if one.understood is None:
        return "not yet"
    if not one.is_understood:
        return "of other words"
    who = [said.by for said in one.each_back if said.by and said.of_these_words]
    return f"yes, by {', '.join(who)}" if who else "yes"


def register(app: typer.Typer) -> None:
    """Add the command."""
    limits = typer.Typer(
        help=HELP, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )

    @limits.callback(invoke_without_command=True)
    def limits_command(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            list_command()

    for name, command in (
        ("list", list_command), ("add", add_command), ("confirm", confirm_command),
        ("understood", understood_command), ("move", move_command), ("restate", restate_command),
        ("withdraw", withdraw_command), ("history", history_command),
        ("cost", cost_command), ("binds", binds_command),
    ):  # fmt: skip
        limits.command(name)(command)
    app.add_typer(limits, name="limits", help=HELP)
