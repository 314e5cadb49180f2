"""`bothways case`: what is asked for, what it returns, what is given up at each level, and a counter-offer's answer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bothways.cli.printing import say, say_json, table
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.budget import Answer, Case, CaseFile, Counter, CustomerEffect, Gap, Line, Plan, Rung, Worked

TEMPLATE: Final = Path(__file__).parent / "examples" / "case.toml"
_LIMIT: Final = re.compile(r"(?P<of>.+?)\s*(?:=\s*(?P<most>\d+)|\bfrom\s+(?P<period>\S+))")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("case")
    def case_command(
        case: Annotated[Path | None, typer.Argument(metavar="CASE.toml", help="The case, filled in.")] = None,
        template: Annotated[bool, typer.Option("--template", help="Write a case to fill in.")] = False,
        out: Annotated[Path, typer.Option(metavar="PATH", help="Where the template goes.")] = Path(
            "case.toml"
        ),
        counter: Annotated[
            list[str] | None,
            typer.Option(
                metavar="TEXT",
                help="Answer a counter-offer: words of one in the file, or a limit: “people=1”, “travel from 2027-07”.",
            ),
        ] = None,
        share: Annotated[
            list[float] | None,
            typer.Option(
                metavar="SHARE", help="Another rung: 0.5 for half of what is asked. Can be given again."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Make the case for what you ask: its return, the compromise ladder, and what a counter-offer would mean."""
        if template:
            _write_template(out)
            return
        if case is None:
            raise Refusal(
                "case-file", "No case was named.", hint="Write one to fill in: bothways case --template"
            )
        from bothways.budget import read_case, work_out  # noqa: PLC0415

        held = read_case(case)
        worked = work_out(held.case)
        if counter:
            _print_answers(worked, _counters(held, counter), as_json=as_json)
            return
        _print_case(held, worked, share or [], as_json=as_json)


def _write_template(out: Path) -> None:
    if out.exists():
        raise Refusal("exists", f"{out} is there already.", hint="Name another file with --out.")
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(TEMPLATE, out)
    say(f"Wrote {out}: a case that can be read as it is. Put yours in its place, then: bothways case {out}")


def _counters(held: CaseFile, given: Sequence[str]) -> list[Counter]:
    """Return the counter-offers that are meant: those of the file by their words, and one made of all limits given."""
    from bothways.budget import Counter, CounterLimit  # noqa: PLC0415

    found, limits = [], []
    for text in given:
        limit = _LIMIT.fullmatch(text.strip())
        if limit:
            most = limit["most"]
            limits.append(
                CounterLimit(
                    of=limit["of"], most=None if most is None else int(most), not_before=limit["period"] or ""
                )
            )
            continue
        named = [one for one in held.counters if text.casefold() in one.words.casefold()]
        if len(named) != 1:
            several = (
                "Several counter-offers have these words" if named else "No counter-offer has these words"
            )
            offers = ", ".join(f"“{one.words}”" for one in held.counters) or "none"
            raise Refusal(
                "no-such-counter",
                f"{several}: “{text}”.",
                hint=f"The file has {offers}. Or give limits: people=1, travel from 2027-07, money=90000.",
            )
        found += named
    if limits:
        found.append(Counter(words="; ".join(one.says for one in limits), limits=tuple(limits)))
    return found


def _print_case(held: CaseFile, worked: Worked, shares: Sequence[float], *, as_json: bool) -> None:
    from bothways.budget import SHARES, nash_compromise, pareto_front, rungs  # noqa: PLC0415
    from bothways.budget.allocation import best_by_size, flat_region, prices  # noqa: PLC0415

    ladder, gaps = rungs(worked, shares=[*SHARES, *shares])
    answers = [_tried(worked, one) for one in held.counters]
    ranked, missing = held.staff or held.executives, {gap.name for gap in gaps}
    proposal = (
        nash_compromise(
            [one for one in held.staff if one not in missing],
            executives=[one for one in held.executives if one not in missing],
            fallback=_NOTHING,
            options=[_NOTHING, *(rung.name for rung in ladder)],
        )
        if ranked
        else None
    )
    if as_json:
        case = held.case
        flat = flat_region(best_by_size(worked.problem, resource="money"))
        say_json(
            {
                "title": case.title,
                "currency": case.currency,
                "asked": worked.plan(worked.ask).as_dict(case),
                "ladder": [rung.as_dict(case) for rung in ladder],
                "gaps": [gap.as_dict() for gap in gaps],
                "front": pareto_front(worked).as_dict(case),
                "flat": flat.as_dict(),
                "prices": [price.as_dict() for price in prices(worked.problem)],
                "counters": [
                    _told(one, answer, case) for one, answer in zip(held.counters, answers, strict=True)
                ],
                "proposal": None if proposal is None else proposal.as_dict(),
                "lines": [
                    {
                        "name": line.name,
                        "cost_each": line.cost,
                        "response": line.response.as_dict(),
                        "timing": line.timing.as_dict(),
                        "customers": [one.as_dict() for one in line.customers],
                    }
                    for line in case.lines
                ],
                "assumptions": [one.as_dict() for one in case.assumptions()],
            }
        )
        return
    _print_ask(worked)
    _print_ladder(worked.case, ladder, gaps)
    if proposal is not None:
        say(proposal.sentence)
        say()
    _print_customers(worked.case)
    _print_ground(worked)
    for one, answer in zip(held.counters, answers, strict=True):
        if isinstance(answer, Refusal):
            say(f"THE COUNTER-OFFER: “{one.words}”")
            say(f"{answer.sentence} {answer.hint}".strip())
            say()
        else:
            _print_answer(worked.case, answer)


def _tried(worked: Worked, counter: Counter) -> Answer | Refusal:
    """What a counter-offer of the file would mean; one that can't be kept takes nothing from the case."""
    from bothways.budget import answer_counter  # noqa: PLC0415

    try:
        return answer_counter(worked, counter=counter)
    except Refusal as no:
        return no


def _told(counter: Counter, answer: Answer | Refusal, case: Case) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        return {"words": counter.words, **answer.as_dict()}
    return answer.as_dict(case)


_NOTHING: Final = "0 %"


def _print_ask(worked: Worked) -> None:
    from bothways.brief import words  # noqa: PLC0415

    case, plan = worked.case, worked.plan(worked.ask)
    say(case.title.upper())
    say(
        f"Asked: {_money(plan.cost, case)} over {len(case.periods)} months. Expected to leave {_money(plan.value, case)} "
        f"beyond its cost, {_range(plan, case)} 8 times in 10; it costs more than it brings {words.chance(plan.chance_loss)}."
    )
    say()
    rows = []
    for at, line in enumerate(case.lines):
        alone = tuple(line.ask if other == at else 0 for other in range(len(case.lines)))
        one = worked.plan(alone)
        rows.append(
            [
                f"{line.ask} × {line.name}",
                _money(one.cost, case),
                _money(one.value, case),
                _range(one, case),
                _who(line),
            ]
        )
    table(["asked", "costs", "leaves", "8 times in 10", "judged by"], rows, numeric=(1, 2))
    say()


def _print_ladder(case: Case, rungs: Sequence[Rung], gaps: Sequence[Gap]) -> None:
    say("THE LADDER: WHAT EACH LEVEL FUNDS, AND WHAT IS GIVEN UP")
    rows = [
        [
            rung.name,
            _money(rung.plan.cost, case),
            _funded(case, rung.plan),
            _money(rung.plan.value, case),
            _range(rung.plan, case),
            f"{100 * rung.plan.chance_loss:.0f} in 100",
            f"{100 * rung.doubt.chance_near:.0f} in 100",
        ]
        for rung in rungs
    ]
    table(
        ["of the ask", "spends", "funds", "leaves", "8 times in 10", "loses", "best within 2 %"], rows,
        numeric=(0, 1, 3),
    )  # fmt: skip
    say()
    for gap in gaps:
        say(f"{gap.name:>6}: funds nothing that can be had. {gap.why}")
    for rung in rungs:
        for one in rung.given_up:
            felt = f" Felt by {'; '.join(one.felt_by)}." if one.felt_by else " Nobody is named who feels it."
            say(f"{rung.name:>6}: {one.fewer} of {one.of} × {one.line} given up.{felt}")
    for rung in rungs:
        price = rung.price
        if price.next_at is None:
            say(f"{rung.name:>6}: more money would leave nothing more, by these judgements.", soft=True)
        else:
            more = _money(price.next_at - rung.plan.cost, case)
            say(
                f"{rung.name:>6}: with {more} more, {_money(price.gain, case)} more would be left.", soft=True
            )
    say()


def _print_customers(case: Case) -> None:
    say("WHAT CUSTOMERS GAIN")
    for line in case.lines:
        for one in line.customers:
            reach = f"{one.reach} customers; " if one.reach else ""
            say(f"- {line.name}: {one.what}. {one.says}{_number(one)}")
            say(f"  {reach}{one.standing}", soft=True)
        if not line.customers:
            say(f"- {line.name}: nothing is said of customers.")
    say()


def _number(one: CustomerEffect) -> str:
    if one.value is None or one.low is None or one.high is None:
        return ""
    return f" ({one.value:g} {one.unit}, {one.low:g} to {one.high:g})"


def _print_ground(worked: Worked) -> None:
    say("WHAT THIS STANDS ON, AND WHAT WOULD CHANGE IT")
    judged = {one.response.assumptions[0] for one in worked.case.lines if one.response.judgements}
    for one in {held.statement: held for held in worked.case.assumptions() if held not in judged}.values():
        change = f" Would change it: {one.would_change}" if one.would_change else ""
        say(f"- {one.statement} ({one.kind}, {one.strength}.){change}", soft=True)
    say()


def _print_answers(worked: Worked, counters: Sequence[Counter], *, as_json: bool) -> None:
    from bothways.budget import answer_counter  # noqa: PLC0415

    answers = [answer_counter(worked, counter=one) for one in counters]
    if as_json:
        say_json({"counters": [answer.as_dict(worked.case) for answer in answers]})
        return
    for answer in answers:
        _print_answer(worked.case, answer)


def _print_answer(case: Case, answer: Answer) -> None:
    asked, offered = answer.asked, answer.offered
    say(f"THE COUNTER-OFFER: “{answer.counter.words}”")
    rows = [
        [
            change.line,
            f"{change.levels[0]} → {change.levels[1]}",
            f"{change.starts[0]} → {change.starts[1]}" if change.starts[0] != change.starts[1] else "",
            _money(change.costs[1] - change.costs[0], case, signed=True),
            _money(change.returns[1] - change.returns[0], case, signed=True),
            "; ".join(change.felt_by) if change.changed else "",
        ]
        for change in answer.changes
    ]
    rows.append(
        [
            "together", "", "", _money(offered.cost - asked.cost, case, signed=True),
            _money(offered.value - asked.value, case, signed=True), "",
        ]
    )  # fmt: skip
    table(["line", "had", "starts", "cost", "left", "felt by"], rows, numeric=(3, 4))
    say(
        f"It saves {_money(asked.cost - offered.cost, case)} and leaves {_money(offered.value, case)} "
        f"({_range(offered, case)}) in place of {_money(asked.value, case)}."
        if offered.cost <= asked.cost
        else f"It leaves {_money(offered.value, case)} in place of {_money(asked.value, case)}."
    )
    for says, cost in answer.costs:
        told = f"costs {_money(cost, case)} by itself" if cost >= 1 else "costs nothing"
        say(f"- “{says}” {told}.", soft=True)
    say()


def _funded(case: Case, plan: Plan) -> str:
    held = [f"{level} × {line.name}" for line, level in zip(case.lines, plan.levels, strict=True) if level]
    return ", ".join(held) or "nothing"


def _who(line: Line) -> str:
    asked = [one.who for one in line.response.judgements]
    return ", ".join(asked) if asked else f"nobody; {line.response.kind}"


def _range(plan: Plan, case: Case) -> str:
    return f"{_money(plan.low, case)} to {_money(plan.high, case)}"


def _money(amount: float, case: Case, **more: Any) -> str:
    from bothways.brief import words  # noqa: PLC0415

    return words.money(round(amount) * 100, case.currency, **more)
