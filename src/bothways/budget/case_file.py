"""A case as a file that a manager fills in: TOML in, a case and its counter-offers out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from bothways.budget.allocation import Bound, Timing
from bothways.budget.assumption import Kind, Strength
from bothways.budget.case import Case, Line
from bothways.budget.counter import Counter, CounterLimit
from bothways.budget.customers import PUBLISHED_EFFECTS, CustomerEffect
from bothways.budget.response import PUBLISHED, Judgement, Response, judged_response, published_response
from bothways.terms import Refusal

__all__ = ["CaseFile", "read_case", "read_case_text"]

_LARGEST: Final = 1_000_000
_HUGE: Final = 1e15
_ANY = object()
_CASE: Final = (
    "title", "currency", "first_month", "months", "result", "margin", "draws", "seed", "line", "limit", "load", "counter",
    "rankings",
)  # fmt: skip
_LINE: Final = (
    "name", "kind", "ask", "least", "most", "cost_per_month", "cost_once", "start", "ramp", "attrition_per_year", "carry_over",
    "share", "felt_by", "judged", "published", "customers", "relieves", "today",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file holds: the case, the counter-offers made to it, and the sides' rankings of its rungs."""

    case: Case
    counters: tuple[Counter, ...]
    staff: tuple[str, ...] = ()
    executives: tuple[str, ...] = ()


def read_case(path: Path) -> CaseFile:
    """Read a case from a TOML file.

    Errors: `Refusal` "case-file" where the file can't be read, "case-field" where something in it is missing or is not
    what it should be (with the place and what it could be), and all that a case refuses.
    """
    try:
        held = path.read_bytes()
    except FileNotFoundError as gone:
        raise Refusal(
            "case-file", f"There is no {path}.", hint="Write one to fill in: bothways case --template"
        ) from gone
    if len(held) > _LARGEST:
        raise Refusal("case-file", f"{path} is too large for a case.")
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise Refusal("case-file", f"{path} is no text in UTF-8.", hint="Save it as UTF-8.") from bad
    return read_case_text(text)


def read_case_text(text: str) -> CaseFile:
    """Read a case from the text of such a file.

    Errors: as `read_case`.
    """
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        raise Refusal("case-file", f"The case can't be read: {bad}.") from bad
    where = "The case"
    _known(held, _CASE, where)
    periods = _months(
        _text(held, "first_month", where), _whole(held, "months", where, default=12, least=1, most=120), where
    )
    lines = tuple(_line(one, periods) for one in _tables(held, "line", where))
    case = Case(
        title=_text(held, "title", where),
        currency=_text(held, "currency", where, default=""),
        periods=periods,
        result=_number(held, "result", where),
        margin=_number(held, "margin", where),
        lines=lines,
        bounds=tuple(_bound(one, lines) for one in _tables(held, "limit", where)),
        loads={
            _text(one, "name", "A load"): _number(one, "load", "A load")
            for one in _tables(held, "load", where)
        },
        draws=_whole(held, "draws", where, default=1000, least=100, most=20_000),
        seed=_whole(held, "seed", where, default=1, least=0, most=2**31),
    )
    named = [line.name for line in lines]
    if len(set(named)) < len(named):
        raise Refusal("named-twice", "Two lines have one name.", hint="Name each its own way.")
    rankings = held.get("rankings", {})
    if not isinstance(rankings, dict):
        raise Refusal("case-field", f"{where}: rankings is a table.", hint="Begin it with [rankings].")
    _known(rankings, ("staff", "executives"), "The rankings")
    return CaseFile(
        case,
        tuple(_counter(one) for one in _tables(held, "counter", where)),
        _texts(rankings, "staff", "The rankings"),
        _texts(rankings, "executives", "The rankings"),
    )


def _line(held: Mapping[str, Any], periods: Sequence[str]) -> Line:
    name = _text(held, "name", "A line")
    where = f"“{name}”"
    _known(held, _LINE, where)
    timing = Timing(
        periods=len(periods),
        start=_start(held, periods, where),
        ramp=_shares(held, "ramp", where),
        attrition=1 - (1 - _share(held, "attrition_per_year", where)) ** (1 / 12),
        carry_over=_share(held, "carry_over", where),
    )
    ask = _whole(held, "ask", where, least=1, most=10_000)
    response, reference, today = _response(held, name, where, ask)
    return Line(
        name=name,
        kind=_text(held, "kind", where, default=name),
        ask=ask,
        least=_whole(held, "least", where, default=0),
        most=_whole(held, "most", where, default=-1, least=-1) if "most" in held else None,
        response=response,
        reference=reference,
        today=today,
        timing=timing,
        each=_number(held, "cost_per_month", where, default=0.0),
        once=_number(held, "cost_once", where, default=0.0),
        share=_number(held, "share", where, default=1.0),
        felt_by=_texts(held, "felt_by", where),
        customers=tuple(_effect(one, name) for one in _tables(held, "customers", where)),
        relieves={str(who): float(part) for who, part in _numbers(held.get("relieves", {}), where)},
    )


def _response(
    held: Mapping[str, Any], name: str, where: str, ask: int
) -> tuple[Response, float | None, float]:
    """Return the response, the effort of reference, and today's effort."""
    today = _number(held, "today", where, default=0.0)
    if "published" in held:
        wanted = _text(held, "published", where)
        grounds = {one.name: one for one in PUBLISHED}
        if wanted not in grounds:
            raise Refusal(
                "case-field", f"{where}: “{wanted}” is not among what is published here.",
                hint=f"There is {'; '.join(grounds)}.",
            )  # fmt: skip
        if today <= 0:
            raise Refusal(
                "case-field",
                f"{where}: an elasticity says what more than today's effort brings, and today's is not said.",
                hint="Say today = 12 for twelve people.",
            )
        return published_response(name, ground=grounds[wanted]), today, today
    judged = list(_tables(held, "judged", where))
    if any("full" in one for one in judged):
        return judged_response(name, judgements=[_of_new(one, where) for one in judged]), float(ask), 0.0
    if judged and today <= 0:
        raise Refusal(
            "case-field",
            f"{where}: a judgement says what would result in full (full = 104), or the line what is there today.",
        )
    return judged_response(name, judgements=[_of_today(one, where) for one in judged]), today, today


def _of_new(one: Mapping[str, Any], where: str) -> Judgement:
    _known(one, ("who", "half", "full", "half_more", "most"), f"{where}, judged")
    half, full, more, most = (
        _number(one, key, f"{where}, judged") / 100 for key in ("half", "full", "half_more", "most")
    )
    who = _text(one, "who", f"{where}, judged")
    return Judgement.of_new(who, half=half, full=full, half_more=more, saturation=most)


def _of_today(one: Mapping[str, Any], where: str) -> Judgement:
    _known(one, ("who", "none", "half", "half_more", "most"), f"{where}, judged")
    none, half, more, most = (
        _number(one, key, f"{where}, judged") / 100 for key in ("none", "half", "half_more", "most")
    )
    return Judgement(
        who=_text(one, "who", f"{where}, judged"), none=none, half=half, half_more=more, saturation=most
    )


def _effect(held: Mapping[str, Any], line: str) -> CustomerEffect:
    where = f"“{line}”, customers"
    reach = _whole(held, "reach", where, default=0)
    if "published" in held:
        wanted = _text(held, "published", where)
        if wanted not in PUBLISHED_EFFECTS:
            raise Refusal(
                "case-field", f"{where}: “{wanted}” is not among what is published here.",
                hint=f"There is {'; '.join(PUBLISHED_EFFECTS)}.",
            )  # fmt: skip
        known = PUBLISHED_EFFECTS[wanted]
        return CustomerEffect(**{**{name: getattr(known, name) for name in known.__slots__}, "reach": reach})
    known_fields = (
        "what",
        "says",
        "kind",
        "source",
        "strength",
        "value",
        "low",
        "high",
        "unit",
        "n",
        "reach",
    )
    _known(held, known_fields, where)
    return CustomerEffect(
        what=_text(held, "what", where),
        says=_text(held, "says", where),
        kind=Kind(_one_of(held, "kind", where, [str(one) for one in Kind], "belief")),
        source=_text(held, "source", where, default=""),
        strength=Strength(_one_of(held, "strength", where, [str(one) for one in Strength], "weak")),
        value=_number(held, "value", where) if "value" in held else None,
        low=_number(held, "low", where) if "low" in held else None,
        high=_number(held, "high", where) if "high" in held else None,
        unit=_text(held, "unit", where, default=""),
        n=_whole(held, "n", where) if "n" in held else None,
        reach=reach,
    )


def _bound(held: Mapping[str, Any], lines: Sequence[Line]) -> Bound:
    says = _text(held, "says", "A limit")
    where = f"The limit “{says}”"
    _known(held, ("says", "of", "least", "most"), where)
    of = _text(held, "of", where)
    named = [line for line in lines if of in (line.name, line.kind)]
    if of != "money" and not named:
        raise Refusal("case-field", f"{where} is of “{of}”, which is no line and no kind.")
    if len({line.kind for line in named}) > 1:
        # It would be counted as the one, and hold nothing of the other.
        raise Refusal(
            "case-field",
            f"{where} is of “{of}”, which is a line and another line's kind.",
            hint="Call one otherwise.",
        )
    return Bound(
        name=says,
        says=says,
        resource="money" if of == "money" else named[0].kind,
        least=_whole(held, "least", where) if "least" in held else None,
        most=_whole(held, "most", where) if "most" in held else None,
        units=None if of == "money" else frozenset(line.name for line in named),
    )


def _counter(held: Mapping[str, Any]) -> Counter:
    words = _text(held, "words", "A counter-offer")
    where = f"The counter-offer “{words}”"
    _known(held, ("words", "limit"), where)
    limits = []
    for one in _tables(held, "limit", where):
        _known(one, ("of", "most", "not_before"), where)
        limits.append(
            CounterLimit(
                of=_text(one, "of", where),
                most=_whole(one, "most", where) if "most" in one else None,
                not_before=_text(one, "not_before", where, default=""),
            )
        )
    return Counter(words=words, limits=tuple(limits))


def _months(first: str, count: int, where: str) -> tuple[str, ...]:
    year, _, month = first.partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12):
        raise Refusal(
            "case-field", f"{where}: first_month “{first}” is no month.", hint="Write it as 2026-01."
        )
    start = int(year) * 12 + int(month) - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, start + count))


def _start(held: Mapping[str, Any], periods: Sequence[str], where: str) -> int:
    month = _text(held, "start", where, default=periods[0])
    if month not in periods:
        raise Refusal(
            "case-field",
            f"{where} starts in “{month}”, which is not looked at.",
            hint=f"The case runs from {periods[0]} to {periods[-1]}.",
        )
    return periods.index(month)


def _known(held: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for name in held:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            raise Refusal(
                "case-field",
                f"{where}: “{name}” means nothing here.",
                hint=f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}.",
            )


def _tables(held: Mapping[str, Any], key: str, where: str) -> Iterator[Mapping[str, Any]]:
    found = held.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refusal(
            "case-field", f"{where}: {key} is a list of tables.", hint=f"Begin each with [[{key}]]."
        )
    yield from found


def _text(held: Mapping[str, Any], key: str, where: str, *, default: Any = _ANY) -> str:
    value = held.get(key, default)
    if value is _ANY:
        raise Refusal("case-field", f"{where} does not say its {key}.")
    if not isinstance(value, str):
        raise Refusal("case-field", f"{where}: {key} is a text.", hint=f'Write {key} = "…".')
    return " ".join(value.split())


def _number(held: Mapping[str, Any], key: str, where: str, *, default: Any = _ANY) -> float:
    value = held.get(key, default)
    if value is _ANY:
        raise Refusal("case-field", f"{where} does not say its {key}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal(
            "case-field", f"{where}: {key} is a number.", hint=f"Write {key} = 12.5, without a unit."
        )
    if not abs(value) <= _HUGE:  # neither infinite, nor no number, nor beyond all money there is
        raise Refusal("case-field", f"{where}: {key} is no number that a case can have: {value}.")
    return float(value)


def _whole(
    held: Mapping[str, Any], key: str, where: str, *, default: Any = _ANY, least: int = 0, most: int = 10**12
) -> int:
    value = _number(held, key, where, default=default)
    if value != int(value) or not least <= value <= most:
        raise Refusal(
            "case-field", f"{where}: {key} is a whole number from {least} to {most}, not {value:g}."
        )
    return int(value)


def _share(held: Mapping[str, Any], key: str, where: str) -> float:
    value = _number(held, key, where, default=0.0)
    if not 0 <= value < 1:
        raise Refusal("case-field", f"{where}: {key} is a share from 0 to below 1: 0.15 for 15 %.")
    return value


def _shares(held: Mapping[str, Any], key: str, where: str) -> tuple[float, ...]:
    value = held.get(key, [1.0])
    if not isinstance(value, list) or not value or not all(isinstance(one, int | float) for one in value):
        raise Refusal(
            "case-field", f"{where}: {key} is a list of shares.", hint=f"Write {key} = [0, 0.5, 1]."
        )
    return tuple(float(one) for one in value)


def _texts(held: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = held.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refusal(
            "case-field", f"{where}: {key} is a list of texts.", hint=f'Write {key} = ["Dana", "Eli"].'
        )
    return tuple(" ".join(one.split()) for one in value)


def _numbers(held: Any, where: str) -> Iterator[tuple[str, float]]:
    if not isinstance(held, dict) or not all(
        isinstance(part, int | float) and 0 <= part <= 1 for part in held.values()
    ):
        raise Refusal(
            "case-field", f"{where}: relieves says of each who by which part, from 0 to 1.", hint="Dana = 0.2"
        )
    yield from held.items()


def _one_of(held: Mapping[str, Any], key: str, where: str, names: Sequence[str], default: str) -> str:
    value = _text(held, key, where, default=default)
    if value not in names:
        raise Refusal(
            "case-field", f"{where}: {key} is {', '.join(names[:-1])} or {names[-1]}, not “{value}”."
        )
    return value
