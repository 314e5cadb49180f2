"""Cases are written, put, answered and decided: each write is checked by the command's own reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import prod
from typing import Any, Final

from django.db import transaction

from bothways.terms import Refusal, given_text
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.budget import casefile
from bothways.web.budget.models import CaseEvent, ResourceCase
from bothways.web.budget.queries import my_case
from bothways.web.credibility.operations import check_may_write
from bothways.web.people.models import Person, Team

__all__ = [
    "do_basics", "do_begin", "do_counter", "do_decide", "do_delete", "do_drop", "do_limit", "do_line", "do_put",
    "do_take_back", "look_at_counter", "plans_of",
]  # fmt: skip

Kind = CaseEvent.Kind
MOST_LINES: Final = 30
MOST_ASKED: Final = 400
MOST_STEPS: Final = 600_000
OUTCOMES: Final = ("granted", "in part", "refused")
_BASICS: Final = ("title", "currency", "first_month", "months", "result", "margin")


def do_begin(by: Person, *, team: Team, now: datetime, **basics: Any) -> ResourceCase:
    """Begin a case: title, currency, first_month, months, result, margin, as the case's file has them.

    Raises:
        Refusal: as `read_case`; `absent` for a team of others.
    """
    check_may_write(by, team)
    casefile.check_basics(basics)
    return ResourceCase.objects.create(team=team, asked=basics, by=by, changed=now)


def do_basics(by: Person, case_id: object, *, now: datetime, **basics: Any) -> ResourceCase:
    """Change what stands at a case's head.

    Raises:
        Refusal: as `read_case`; `case-put` while it lies before the executives.
    """
    return _changed(by, case_id, basics, now=now)


def do_line(
    by: Person, case_id: object, *, line: Mapping[str, Any], now: datetime, at: int | None = None
) -> ResourceCase:
    """Add a line, or put it in the place of another (from 0). What a form does not ask of it stays.

    Raises:
        Refusal: as `read_case`; `absent` for a line there is not; `case-put`.
    """
    with transaction.atomic():
        found = _mine(by, case_id)
        lines = list(found.asked.get("line", []))
        if at is None:
            lines.append(dict(line))
        elif at < len(lines):
            kept = {key: lines[at][key] for key in ("relieves", "share") if key in lines[at]}
            lines[at] = {**kept, **line}
        else:
            raise absent("line")
        return _changed(by, case_id, {"line": lines}, now=now)


def do_limit(by: Person, case_id: object, *, limit: Mapping[str, Any], now: datetime) -> ResourceCase:
    """Add a limit that stands already.

    Raises:
        Refusal: as `read_case`; `case-put`.
    """
    with transaction.atomic():
        found = _mine(by, case_id)
        return _changed(by, case_id, {"limit": [*found.asked.get("limit", []), dict(limit)]}, now=now)


def do_drop(by: Person, case_id: object, *, what: str, at: int, now: datetime) -> ResourceCase:
    """Take a line or a limit out. what: line, limit; at: from 0.

    Raises:
        Refusal: `absent` for one there is not; `case-put`; as `read_case` where a limit speaks of the line.
    """
    with transaction.atomic():
        found = _mine(by, case_id)
        held = list(found.asked.get(what, []))
        if what not in ("line", "limit") or at >= len(held):
            raise absent("line")
        del held[at]
        return _changed(by, case_id, {what: held}, now=now)


def do_delete(by: Person, case_id: object) -> None:
    """Throw away a case that nobody else has seen.

    Raises:
        Refusal: `case-seen` where it was put once.
    """
    with transaction.atomic():
        found = _mine(by, case_id)
        if found.events.exists():
            raise Refusal(
                "case-seen", "The executives have seen this case: it stays.", hint="What was said of it stays, too."
            )  # fmt: skip
        found.delete()


def do_put(by: Person, case_id: object, *, now: datetime) -> ResourceCase:
    """Put a case to the executives: from now on they read it, and it is not changed.

    Raises:
        Refusal: as `read_case` and `best_for_the_ask` where it has no answer; `case-put` where it lies before them.
    """
    from bothways.budget import best_for_the_ask, work_out

    with transaction.atomic():
        found = _mine(by, case_id)
        best_for_the_ask(work_out(casefile.read(found.asked).case))
        found.put = now
        found.save(update_fields=["put"])
        _add(found, "put", {"title": found.title}, by=by, now=now)
        record(
            by=by,
            did="case-put",
            what=f"A case was put to the executives: {found.title}.",
            team=found.team,
            now=now,
        )
    return found


def do_take_back(by: Person, case_id: object, *, now: datetime) -> ResourceCase:
    """Take a case back to change it: the executives don't read it until it is put again.

    Raises:
        Refusal: `case-not-put`; `case-decided` for one that was decided.
    """
    with transaction.atomic():
        found = _held(by, case_id)
        check_may_write(by, found.team)
        _check_before_them(found)
        if found.decided is not None:
            raise Refusal("case-decided", "It was decided.", hint="Begin another case.")
        found.put = None
        found.save(update_fields=["put"])
        _add(found, "back", {}, by=by, now=now)
        record(
            by=by, did="case-back", what=f"A case was taken back: {found.title}.", team=found.team, now=now
        )
    return found


def look_at_counter(
    found: ResourceCase, *, words: str, limits: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a counter-offer would mean for a case, as `answer_counter` says it; nothing is kept.

    Raises:
        Refusal: `counter-empty`, and as `answer_counter`.
    """
    from bothways.budget import Counter, CounterLimit, answer_counter, work_out

    worked = work_out(casefile.read(found.asked).case)
    made = tuple(CounterLimit(**one) for one in limits)
    said = given_text(words, what="The counter-offer", most=400, needed=False) or "; ".join(
        one.says for one in made
    )
    return answer_counter(worked, counter=Counter(words=said or "The counter-offer", limits=made)).as_dict(
        worked.case
    )


def do_counter(
    by: Person, case_id: object, *, words: str, limits: Sequence[Mapping[str, Any]], now: datetime
) -> CaseEvent:
    """Keep a counter-offer with what it would mean.

    Raises:
        Refusal: as `look_at_counter`; `case-not-put` where nobody could have made one; `case-changed`.
    """
    seen = my_case(by, case_id)
    _check_before_them(seen)
    answer = look_at_counter(seen, words=words, limits=limits)
    with transaction.atomic():
        found = _still(by, seen)
        made = _add(found, "counter", answer, by=by, now=now)
        record(
            by=by, did="case-counter", what=f"A counter-offer to “{found.title}”: {answer['words']}.", team=found.team, now=now
        )  # fmt: skip
    return made


def plans_of(found: ResourceCase, *, told: Mapping[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """What can be granted, by the key that a form sends: the ask, each rung, each counter-offer that was kept.

    told: what `telling.tell` said of the case, where that was worked out already.
    """
    from bothways.budget import rungs, work_out

    worked = told["worked"] if told else work_out(casefile.read(found.asked).case)
    ladder = told["ladder"] if told else rungs(worked)[0]
    plans = {"ask": {"called": "what is asked", **worked.plan(worked.ask).as_dict(worked.case)}}
    for rung in ladder:
        plans[f"rung {rung.name}"] = {
            "called": f"the best for {rung.name} of the ask",
            **rung.plan.as_dict(worked.case),
        }
    for event in found.events.filter(kind=Kind.COUNTER):
        plans[str(event.pk)] = {"called": f"“{event.words['words']}”", **event.words["offered"]}
    return plans


def do_decide(
    by: Person, case_id: object, *, outcome: str, reasons: str, now: datetime, of: str = "", who: str = ""
) -> CaseEvent:
    """Write down what was decided, by whom and why; a later decision stands beside it and holds.

    outcome: granted, in part, refused; of: a key of `plans_of`, where something was granted; who: who decided, where
    the manager writes it down.

    Raises:
        Refusal: `case-outcome`, `case-not-put`, `given-text` where no reason is given, `case-changed`.
    """
    seen = my_case(by, case_id)
    _check_before_them(seen)
    if outcome not in OUTCOMES:
        raise Refusal(
            "case-outcome", "It was granted, granted in part or refused.", hint="Choose one of them."
        )
    reasons = given_text(reasons, what="The reasons", most=2000)
    name = by.name if by.role == Person.Role.EXECUTIVE else given_text(who, what="Who decided", most=120)
    plans = plans_of(seen) if outcome != "refused" else {}
    if outcome != "refused" and of not in plans:
        raise Refusal("case-outcome", "What was granted is not said.", hint="Choose what it was.")
    words = {"outcome": outcome, "reasons": reasons, "who": name, "granted": plans.get(of)}
    with transaction.atomic():
        found = _still(by, seen)
        made = _add(found, "decided", words, by=by, now=now)
        found.decided = now
        found.save(update_fields=["decided"])
        record(
            by=by, did="case-decided", what=f"“{found.title}” was decided: {outcome}.", team=found.team, now=now
        )  # fmt: skip
    return made


def _add(found: ResourceCase, kind: str, words: Mapping[str, Any], *, by: Person, now: datetime) -> CaseEvent:
    place = found.events.count() + 1
    return CaseEvent.objects.create(case=found, place=place, kind=kind, words=dict(words), by=by, at=now)


def _check_before_them(found: ResourceCase) -> None:
    if found.put is None:
        raise Refusal("case-not-put", "The case was not put to the executives.", hint="Put it to them first.")


def _held(by: Person, case_id: object) -> ResourceCase:
    """The case, with nobody else at it."""
    my_case(by, case_id)
    found = ResourceCase.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if found is None:
        raise absent("case")
    return found


def _still(by: Person, seen: ResourceCase) -> ResourceCase:
    """The case, with nobody else at it, as it was when it was worked out: that takes too long to keep everybody waiting.

    Raises:
        Refusal: `case-not-put`; `case-changed` where it was taken back and put again as another meanwhile.
    """
    found = _held(by, seen.pk)
    _check_before_them(found)
    if found.asked != seen.asked:
        raise Refusal("case-changed", "The case was changed meanwhile.", hint="Read it again, then answer.")
    return found


def _mine(by: Person, case_id: object) -> ResourceCase:
    """The case to write in: its manager's, and not before the executives."""
    found = _held(by, case_id)
    check_may_write(by, found.team)
    if found.put is not None:
        raise Refusal(
            "case-put", "The case lies before the executives as it is.", hint="Take it back to change it."
        )  # fmt: skip
    return found


def _check_size(asked: Mapping[str, Any]) -> None:
    """A page answers at once; what would keep it waiting is for the command, which has no such bound."""
    lines, limits = asked.get("line", []), asked.get("limit", [])
    if len(lines) > MOST_LINES or sum(int(line["ask"]) for line in lines) > MOST_ASKED:
        raise Refusal(
            "case-large",
            f"A page holds up to {MOST_LINES} lines, and {MOST_ASKED} of all things together.",
            hint="Ask in lots of ten; or take the case as a file, for the command: bothways case.",
        )
    if _steps(lines, limits) > MOST_STEPS:
        raise Refusal(
            "case-large",
            "So many things within so many limits would keep a page waiting.",
            hint="Ask in lots of ten, or leave a limit out; or take the case as a file, for the command: bothways case.",
        )


def _steps(lines: Sequence[Mapping[str, Any]], limits: Sequence[Mapping[str, Any]]) -> int:
    """How many sums of money times levels have to be looked at: about 8 seconds a million, by what was measured.

    Where money alone is limited all sums come at once. The first limit of something else is done with before there are
    many sums; with each further one, every sum is told apart by how much of that is taken.
    """
    kinds = {str(one["of"]) for one in limits} - {"money"}
    if not kinds:
        return 0
    told = []
    for of in kinds:
        most = min(int(one.get("most", MOST_ASKED)) for one in limits if one["of"] == of)
        asked = [int(line["ask"]) for line in lines if of in (line["name"], line.get("kind"))]
        told.append((len(asked) + sum(asked)) * (1 + min(most, sum(asked))))
    levels = [int(line["ask"]) + 1 for line in lines]
    return min(2000, prod(levels)) * (sum(levels) + sum(told) - max(told))


def _changed(by: Person, case_id: object, more: Mapping[str, Any], *, now: datetime) -> ResourceCase:
    with transaction.atomic():
        found = _mine(by, case_id)
        asked = {**found.asked, **more}
        casefile.check_basics(asked)
        _check_size(asked)
        found.asked, found.changed = asked, now
        found.save(update_fields=["asked", "changed"])
    return found
