"""Say whether a fact bears the numbers that a text states of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bothways.brief.ledger import Fact
from bothways.brief.readback.numbers import Number, numbers_in
from bothways.terms import Figure, Unit

_EXACT = Decimal("0.000001")
_FEWER = re.compile(r"\b(short|below|under|behind|less|fewer|lower|down)\b", re.IGNORECASE)
_CHANCE = re.compile("_(chance|probability)$")
_MORE = re.compile(r"\b(above|over|ahead|more|higher|up)\b", re.IGNORECASE)


def bears(fact: Fact, text: str) -> str:
    """Return why a fact does not bear a text that cites it; empty when it does.

    Every number of the text must be one that the fact holds: its value or an end of its interval to
    the precision printed, its n, how many rows stand behind it, its period or day. What a person
    gave, and a quote, must stand in the fact to the letter.
    """
    if fact.kind == "given" and text and _single(text) in _single(fact.given):
        return ""
    if fact.quote is not None and _single(text) in (_single(fact.quote.text), fact.quote.said_by):
        return ""
    numbers = numbers_in(text)
    figure = fact.figure
    if figure is not None and text.strip() in {figure.source.snapshot[:12], figure.method}:
        return ""
    if figure is not None and figure.value is None and text and _single(text) in _single(figure.unknown):
        return ""
    if not numbers:
        if figure is not None and figure.value == 0 and re.match(r"(no|none|nothing)\b", text, re.IGNORECASE):
            return ""
        return f"“{text}” cites fact {fact.number} and states no number"
    for number in numbers:
        if not _is_borne(fact, number, text):
            return f"“{number.text}” is not what fact {fact.number} ({fact.label}) says"
    return _direction(fact, text, numbers)


def _single(text: str) -> str:
    """Return a text with single blanks: a page has no others."""
    return " ".join(text.split())


def _direction(fact: Fact, text: str, numbers: tuple[Number, ...]) -> str:
    """A word of direction must agree with the value's sign, for the sign itself is then not printed."""
    figure = fact.figure
    if figure is None or not figure.value or any(n.sort in ("date", "daymonth", "chance") for n in numbers):
        return ""
    wrong = _FEWER if figure.value > 0 else _MORE
    if (match := wrong.search(text)) and all(not number.sign for number in numbers):
        return f"“{match[0]}” turns fact {fact.number} ({fact.label}) round"
    return ""


def _is_borne(fact: Fact, number: Number, text: str) -> bool:
    if number.sort == "odd":
        return False
    if number.sort in ("date", "daymonth"):
        days = set(_days(fact))
        if number.sort == "date":
            return number.when in days
        return any(number.when is not None and _same_day(day, number.when) for day in days)
    figure = fact.figure
    if figure is None:
        return number.sort == "plain" and not number.unit and fact.rows_total == number.value
    if number.sort in ("month", "quarter"):
        return _is_period(figure, number)
    if number.sort == "cases":
        return _is_cases(figure, number)
    if number.sort in ("level", "chance"):
        return _is_level(figure, number) or _is_chance(figure, number)
    if number.sort == "plain" and not number.unit and figure.unit is not Unit.COUNT:
        if number.value == figure.n or (fact.rows_total and number.value == fact.rows_total):
            return True
        if _is_year(figure, number, text):
            return True
        if figure.unit not in (Unit.CENTS, Unit.TIMES):
            return False
    if number.sort == "plain" and number.value == figure.n and not number.unit:
        return True
    return _fits(figure.unit, number) and any(_near(number, value) for value in _values(figure, number))


def _fits(unit: Unit, number: Number) -> bool:
    match unit:
        case Unit.CENTS:
            return number.sort in ("money", "plain") and not number.unit
        case Unit.SHARE:
            return number.sort in ("percent", "hundred") or (
                number.sort == "plain" and number.unit == "point"
            )
        case Unit.COUNT:
            return number.sort == "plain" and number.unit in ("time", "point", "")
        case Unit.DAYS:
            return number.sort == "plain" and number.unit == "day"
        case Unit.HOURS:
            return number.sort == "plain" and number.unit == "hour"
        case Unit.TIMES:
            return number.sort == "plain" and number.unit in ("time", "")


def _values(figure: Figure, number: Number) -> Iterator[Decimal]:
    """Yield the value and the ends of the interval on the scale of a number: whole money, points of a share."""
    whole = Decimal(100) if figure.unit is Unit.CENTS else Decimal(1)
    if figure.unit is Unit.SHARE and number.unit == "point":
        whole = Decimal("0.01")
    if figure.value is not None:
        yield Decimal(str(figure.value)) / whole
    if figure.interval is not None:
        yield Decimal(str(figure.interval.low)) / whole
        yield Decimal(str(figure.interval.high)) / whole


def _near(number: Number, value: Decimal) -> bool:
    if number.sign:
        return abs(number.sign * number.value - value) <= number.half
    return abs(number.value - abs(value)) <= number.half


def _days(fact: Fact) -> Iterator[date]:
    if fact.figure is not None:
        yield from (fact.figure.period.first, fact.figure.period.last, fact.figure.as_of)
    if fact.quote is not None and fact.quote.day is not None:
        yield fact.quote.day


def _same_day(day: date, other: date) -> bool:
    return (day.month, day.day) == (other.month, other.day)


def _is_period(figure: Figure, number: Number) -> bool:
    name, year, part = figure.period.name, number.year, number.part
    if number.sort == "quarter":
        return name == f"{year}Q{part}"
    return figure.period.kind == "month" and name == f"{year}-{part:02d}"


def _is_cases(figure: Figure, number: Number) -> bool:
    """“9 of 11” is borne by a rate of exactly eleven cases; a median of rates has none."""
    if figure.unit is not Unit.SHARE or figure.value is None or not figure.n:
        return False
    if figure.method.startswith("others-median"):
        return False
    return number.part == figure.n and abs(number.value - Decimal(str(figure.value)) * figure.n) < _EXACT


def _is_level(figure: Figure, number: Number) -> bool:
    return (
        number.sort == "level"
        and figure.interval is not None
        and _near(number, Decimal(str(figure.interval.level)))
    )


def _is_chance(figure: Figure, number: Number) -> bool:
    """“7 times in 10” is borne by a figure that is a chance; a bound holds on its own side."""
    if figure.unit is not Unit.SHARE or figure.value is None or not _CHANCE.search(figure.name):
        return False
    value = Decimal(str(figure.value))
    if number.bound:
        return (value - number.value) * number.bound > 0
    return 0 < number.value < 1 and _near(number, value)


def _is_year(figure: Figure, number: Number, text: str) -> bool:
    return (
        figure.period.kind == "year"
        and re.search(rf"\b(year|fiscal) {number.text}\b", text, re.IGNORECASE) is not None
        and figure.period.name == number.text
    )
