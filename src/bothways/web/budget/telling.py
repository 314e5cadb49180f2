"""What a case says, ready for its pages: the command's own functions, and amounts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.terms import Refusal
from bothways.web.budget import casefile, picturing

if TYPE_CHECKING:
    from bothways.budget import Case, Line, Plan, Rung, Worked

__all__ = ["reply_to", "said_of", "tell", "tell_all", "tell_ask", "tell_line"]


def money(amount: float, currency: str, *, signed: bool = False) -> str:
    """An amount of whole units, in words."""
    from bothways.brief import words

    # No line is broken behind a sign.
    return words.money(round(amount) * 100, currency, signed=signed).replace("−", "−\u2060")


def tell_ask(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the builder shows of a case: the ask, and each line with its curve.

    Raises:
        Refusal: as `read_case`, `work_out` and `best_for_the_ask`.
    """
    from bothways.budget import best_for_the_ask, work_out

    worked = work_out(casefile.read(asked).case)
    return _asked(worked, proposed=best_for_the_ask(worked).levels)


def tell(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the two pages show of a case: the ask, the ladder, what would change it.

    Raises:
        Refusal: as `read_case`, `work_out` and `rungs`.
    """
    from bothways.budget import rungs, work_out

    worked = work_out(casefile.read(asked).case)
    case, (found, gaps) = worked.case, rungs(worked)
    full = next(rung for rung in found if rung.share == 1)
    drawn = picturing.bars([(rung.plan.value, rung.plan.low, rung.plan.high) for rung in found])
    return _asked(worked, proposed=full.plan.levels) | {
        "ladder": found,
        "best": _rung(full, case, drawn[found.index(full)]),
        "as_asked": full.plan.levels == worked.ask,
        "rungs": [_rung(rung, case, bar) for rung, bar in zip(found, drawn, strict=True)],
        "gaps": [{"name": gap.name.replace(" ", "\u00a0"), "why": gap.why} for gap in gaps],
        "changes": _changes(case),
    }


def tell_all(asked: Mapping[str, Any]) -> dict[str, Any]:
    """All that the result shows of a case: with the flat region, prices, the front, and what it stands on.

    Raises:
        Refusal: as `tell`.
    """
    from bothways.budget import pareto_front
    from bothways.budget.allocation import prices

    told = tell(asked)
    case, worked = told["case"], told["worked"]
    front = pareto_front(worked)
    return told | {
        "size": _size(worked),
        "prices": [_price(one, case) for one in prices(worked.problem)],
        "front": [_plan(plan, case) | {"knee": at == front.knee} for at, plan in enumerate(front.plans)][:40],
        "assumptions": _assumptions(case),
    }


def _asked(worked: Worked, *, proposed: Sequence[int]) -> dict[str, Any]:
    case = worked.case
    return {
        "case": case,
        "worked": worked,
        "months": _months(case),
        "ask": _plan(worked.plan(worked.ask), case),
        "lines": [_line(worked, at, line, proposed=proposed[at]) for at, line in enumerate(case.lines)],
    }


def tell_line(asked: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """One line by itself, as its form shows it while it is filled in: curve, cost, return, assumptions.

    Raises:
        Refusal: as `read_case` and `work_out`.
    """
    from bothways.budget import work_out

    alone = {key: asked[key] for key in ("title", "currency", "first_month", "months", "result", "margin")}
    worked = work_out(
        casefile.read({**alone, "line": [{**line, "name": line.get("name") or _("This line")}]}).case
    )
    return _line(worked, 0, worked.case.lines[0], proposed=None) | {
        "assumptions": _assumptions(worked.case, own=True)
    }


def said_of(answer: Mapping[str, Any], *, currency: str) -> dict[str, Any]:
    """A counter-offer's answer with its amounts in words, as it was kept."""
    asked, offered = answer["asked"], answer["offered"]
    cost, left = offered["cost"] - asked["cost"], offered["return"] - asked["return"]
    return {
        "words": answer["words"],
        "limits": [one["says"] for one in answer["limits"]],
        "changes": [
            {
                "line": one["line"],
                "had": one["levels"],
                "starts": one["starts"],
                "moved": one["starts"][0] != one["starts"][1] and one["levels"][1] > 0,
                "cost": money(one["costs"][1] - one["costs"][0], currency, signed=True),
                "left": money(one["returns"][1] - one["returns"][0], currency, signed=True),
                "felt_by": one["felt_by"],
                "changed": one["levels"][0] != one["levels"][1] or one["starts"][0] != one["starts"][1],
            }
            for one in answer["changes"]
        ],
        "cost": money(cost, currency, signed=True),
        "left": money(left, currency, signed=True),
        "saves": money(-cost, currency) if cost < 0 else "",
        "leaves": money(offered["return"], currency),
        "between": _between(offered["low"], offered["high"], currency),
        "instead": money(asked["return"], currency),
        "costs": [
            {"limit": one["limit"], "cost": money(one["return"], currency), "any": one["return"] >= 1} for one in answer["costs"]
        ],
        "given_up": answer["given_up"],
    }  # fmt: skip


def reply_to(answer: Mapping[str, Any], *, title: str, currency: str) -> str:
    """A reply in plain sentences, to be read and changed in the lens before anybody gets it."""
    said = said_of(answer, currency=currency)
    parts = [
        _("To our case “%(title)s” you offered: %(words)s.")
        % {"title": title, "words": said["words"].rstrip(".")}
    ]
    if said["saves"]:
        parts.append(
            _(
                "It saves %(saves)s, and leaves %(leaves)s (%(between)s, 8 times in 10) beyond its cost in place of %(instead)s."
            )
            % said
        )
    else:
        parts.append(
            _("It leaves %(leaves)s (%(between)s, 8 times in 10) beyond its cost in place of %(instead)s.")
            % said
        )
    for one in said["changes"]:
        if one["changed"]:
            felt = _(" It is felt by %(who)s.") % {"who": "; ".join(one["felt_by"])} if one["felt_by"] else ""
            start = _(" from %(month)s") % {"month": one["starts"][1]} if one["moved"] else ""
            parts.append(f"{one['line']}: {one['had'][1]} in place of {one['had'][0]}{start}.{felt}")
    parts += [
        _("“%(limit)s” costs %(cost)s by itself.") % one for one in said["costs"] if one["any"]
    ]  # fmt: skip
    parts.append(_("Which of these limits can move?"))
    return "\n".join(parts)


def _months(case: Case) -> str:
    return _("%(first)s to %(last)s") % {"first": case.periods[0], "last": case.periods[-1]}


def _between(low: float, high: float, currency: str) -> str:
    return _("%(low)s to %(high)s") % {"low": money(low, currency), "high": money(high, currency)}


def _plan(plan: Plan, case: Case) -> dict[str, Any]:
    from bothways.brief import words

    return {
        "cost": money(plan.cost, case.currency),
        "value": money(plan.value, case.currency),
        "between": _between(plan.low, plan.high, case.currency),
        "loses": words.chance(plan.chance_loss),
        "customers": round(plan.reach),
        "unevenness": None if plan.unevenness is None else f"{plan.unevenness:.2f}",
        "funds": _funded(case, plan.levels),
    }


def _funded(case: Case, levels: Sequence[int]) -> str:
    held = [f"{level} × {line.name}" for line, level in zip(case.lines, levels, strict=True) if level]
    return ", ".join(held) or _("nothing")


def _rung(rung: Rung, case: Case, bar: Mapping[str, float]) -> dict[str, Any]:
    from bothways.brief import words

    price = rung.price
    more = None
    if price.next_at is not None:
        more = {
            "money": money(price.next_at - rung.plan.cost, case.currency), "gain": money(price.gain, case.currency)
        }  # fmt: skip
    return _plan(rung.plan, case) | {
        "name": rung.name.replace(" ", "\u00a0"), "money": money(rung.money, case.currency), "bar": bar,
        "given_up": rung.given_up,
        "beyond": rung.beyond, "best": words.chance(rung.doubt.chance_best), "near": words.chance(rung.doubt.chance_near),
        "regret": money(rung.doubt.regret, case.currency), "regret_high": money(rung.doubt.regret_high, case.currency),
        "more": more, "draws": rung.doubt.draws,
    }  # fmt: skip


def _line(worked: Worked, at: int, line: Line, *, proposed: int | None) -> dict[str, Any]:
    case = worked.case
    alone = tuple(line.ask if other == at else 0 for other in range(len(case.lines)))
    return _plan(worked.plan(alone), case) | {
        "at": at,
        "line": line,
        "name": line.name,
        "ask": line.ask,
        "proposed": proposed,
        "each": money(line.cost, case.currency),
        "judges": [one.who for one in line.response.judgements],
        "kind": str(line.response.kind),
        "curve": picturing.curve_of(line, proposed=proposed, seed=case.seed),
        "effects": [_effect(one) for one in line.customers],
        "felt_by": line.felt_by,
    }


def _effect(one: Any) -> dict[str, Any]:
    number = "" if one.value is None else f"{one.value:g} {one.unit}".strip()
    if number and one.low is not None and one.high is not None:
        number += f", {one.low:g} to {one.high:g}"
    return {
        "what": one.what,
        "says": one.says,
        "number": number,
        "standing": one.standing,
        "reach": one.reach,
    }


def _size(worked: Worked) -> dict[str, Any]:
    """The flat region, and what the same money or more of it would bring."""
    from bothways.budget.allocation import best_by_size, flat_region, gain_split

    case = worked.case
    sizes = best_by_size(worked.problem, resource="money")
    flat = flat_region(sizes)
    cost = worked.problem.used("money", levels=worked.ask)
    picture = picturing.sizes_of(sizes, low=flat.low, high=flat.high, asked=cost)
    found: dict[str, Any] = {
        "low": money(flat.low, case.currency), "high": money(flat.high, case.currency), "best": money(flat.best, case.currency),
        "wide": flat.low < flat.high, "picture": picture,
    }  # fmt: skip
    found["rows"] = [
        {"money": money(row["x"], case.currency), "left": money(row["y"], case.currency)}
        for row in picture.rows
    ]
    try:
        split = gain_split(worked.problem, sizes=sizes, today=worked.ask)
    except Refusal:
        return found | {"outside": True}
    return found | {
        "same": money(split.reallocation, case.currency), "any_same": split.reallocation >= 1,
        "more": money(split.size, case.currency), "any_more": split.size >= 1,
    }  # fmt: skip


def _price(one: Any, case: Case) -> dict[str, Any]:
    amount = money(one.amount, case.currency) if one.resource == "money" else str(one.amount)
    next_at = None
    if one.next_at is not None:
        next_at = money(one.next_at, case.currency) if one.resource == "money" else str(one.next_at)
    return {
        "says": one.bound, "amount": amount, "end": one.end, "binds": one.binds, "next": next_at,
        "gain": money(one.gain, case.currency),
    }  # fmt: skip


def _assumptions(case: Case, *, own: bool = False) -> list[Any]:
    every = (
        [one for line in case.lines for one in line.response.assumptions] if own else list(case.assumptions())
    )
    return list({one.statement: one for one in every}.values())


def _changes(case: Case) -> list[Any]:
    """What would change our mind, once each, with what it is about."""
    return list({one.would_change: one for one in reversed(_assumptions(case)) if one.would_change}.values())[
        ::-1
    ]
