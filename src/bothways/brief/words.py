"""Numbers in words, as readers see them: the only place of the product that formats a value.

The rules stand in docs/method/brief.md. What reads the numbers back (`check`) shares no code with it.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bothways.terms import Called, Figure, Period, Refusal, Said, Sentence, Unit

METHOD = "words/4"
MINUS = "\N{MINUS SIGN}"
SMALL_N = 20
"""Below this many, a rate is said as its cases, “9 of 11”; from here on as “23 of 100”."""

_SYMBOLS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "BRL": "R$",
    "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "MXN": "MX$", "ILS": "₪", "TRY": "₺",
    "UAH": "₴", "VND": "₫", "PHP": "₱", "NGN": "₦",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_QUARTERS = ("first", "second", "third", "fourth")
_SCALES = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
_PER = {"contacts_per_account": "people", "landing_expected_wins": "deals", "landing_created_deals": "deals"}
"""What is counted where a measure is so many of something for each of another thing."""
_OF_OTHERS = "others-median"
_CHANCES = ("_chance", "_probability")
_RATES = ("win_rate", "renewal_rate", "retention", "stage_conversion", "promises_kept")
_RATES_FOUND = re.compile(
    r"shortfall_(win_rate|decided_share)(_base)?|where_(pooled(_before)?|still|part_rate)"
    r"|where_(win_rate|decided|slippage)(_before|_rest|_rest_before|_believed)?|explain_win_rate_(now|before|\w+_without)"
    r"|driver_(rate|shrunk)|prospects_(share_decided|win_rate|unreal_won|others_won|went_on)"
    r"|theme_win_rate(_alike)?|theme_works_\w+_(done|not)"
)
"""Shares of cases among what the insight room finds."""
_DIFFERENCES = re.compile(
    r"result_\w+_(step|moved|by_kind)|result_habit_(difference|within)|where_(within|mix)"
    r"|(where|explain)_\w+_(change|part|left|year_ago|surplus|surplus_raw)|driver_(apart|alike|spread)"
    r"|prospects_unreal_apart|theme_win_difference(_\w+)?|theme_trend(_in)?|theme_works_[a-z]+"
)
"""What one share is above another: said in points, for a bare per cent of it would read as a share of the other."""
_POINT = "percentage point"


def symbol(currency: str) -> str:
    """Return what stands before an amount: a sign where it is plain whose, else the code and a blank.

    >>> symbol("EUR"), symbol("NOK"), symbol("")
    ('€', 'NOK ', '')
    """
    code = currency.strip().upper()
    return _SYMBOLS.get(code, f"{code} " if code else "")


def money(cents: float, currency: str, *, signed: bool = False) -> str:
    """Say an amount: in full below ten thousand, with three digits that count above.

    >>> money(79_000_000, "EUR"), money(420_000_000, "EUR"), money(-38_000_000, "EUR")
    ('€790k', '€4.20M', '−€380k')
    >>> money(945_000, "EUR"), money(1_250, "USD"), money(0, "NOK")
    ('€9,450', '$12.50', 'NOK 0')
    """
    amount = Decimal(str(cents)) / 100
    return _sign(amount, signed) + symbol(currency) + _amount(abs(amount))


def _amount(amount: Decimal) -> str:
    if amount < 100 and amount != amount.to_integral_value():
        return f"{_round(amount, 2):,}"
    if _round(amount, 0) < 10_000:
        return f"{_round(amount, 0):,}"
    # Rounded before the scale is chosen: 999,700 is 1.00M, never 1000k.
    rounded = _three_digits(amount)
    scale, letter = next((s, name) for s, name in _SCALES if rounded >= s)
    scaled = rounded / scale
    places = 2 - scaled.adjusted()
    text = f"{_round(scaled, max(places, 0)):,}"
    if letter == "k" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + letter


def _three_digits(amount: Decimal) -> Decimal:
    return _round(amount, 2 - amount.adjusted())


def _round(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return Decimal(format(rounded, "f")) if places < 0 else rounded


def _sign(value: Decimal, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def count(value: float, noun: str = "", *, many: str = "", signed: bool = False) -> str:
    """Say a count, with its noun where it has one.

    >>> count(1284), count(1, "deal"), count(12, "deal"), count(2, "company", many="companies")
    ('1,284', '1 deal', '12 deals', '2 companies')
    """
    whole = int(value)
    text = _sign(Decimal(whole), signed) + f"{abs(whole):,}"
    if not noun:
        return text
    return f"{text} {noun}" if abs(whole) == 1 else f"{text} {many or _many(noun)}"


def _many(noun: str) -> str:
    if noun.endswith("person"):
        return noun.removesuffix("person") + "people"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def percent(share: float, *, n: int | None = None) -> str:
    """Say a share: whole per cent, one place below ten when at least 30 things stand behind it.

    It never rounds to nothing or to all: 99.7% stays so.

    >>> percent(0.63), percent(0.084, n=120), percent(0.084, n=12), percent(0.997), percent(1.0)
    ('63%', '8.4%', '8%', '99.7%', '100%')
    """
    hundred = Decimal(str(share)) * 100
    size = abs(hundred)
    places = 1 if size < 10 and n is not None and n >= 30 else 0
    if _round(size, places) in (0, 100) and size not in (0, 100):
        places = 1 if _round(size, 1) not in (0, 100) else 2
    text = f"{_round(size, places):,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".") or "0"
    return f"{_sign(hundred, False)}{text}%"


def of_hundred(share: float) -> str:
    """Say a rate as so many of a hundred.

    >>> of_hundred(0.2333)
    '23 of 100'
    """
    return f"{_round(Decimal(str(share)) * 100, 0)} of 100"


def chance(share: float) -> str:
    """Say how likely something is: so many times in ten; in a hundred near the ends; never 0, never all.

    >>> chance(0.72), chance(0.11), chance(0.03), chance(0.97)
    ('7 times in 10', '1 time in 10', '3 times in 100', '97 times in 100')
    >>> chance(0.0), chance(1.0)
    ('less than 1 time in 100', 'more than 99 times in 100')

    Raises:
        Refusal: `unknown-value` where it is no chance: below 0, above 1.
    """
    exact = Decimal(str(share))
    if not 0 <= exact <= 1:
        raise Refusal("unknown-value", f"{share} is no chance: it lies outside of 0 to 1.")
    if exact < Decimal("0.01"):
        return "less than 1 time in 100"
    if exact > Decimal("0.99"):
        return "more than 99 times in 100"
    of = 10 if Decimal("0.05") < exact < Decimal("0.95") else 100
    times = _round(exact * of, 0)
    return f"{times} {'time' if times == 1 else 'times'} in {of}"


def is_chance(name: str) -> bool:
    """Say whether a figure is how likely something is, which people read as so many times in ten."""
    return name.endswith(_CHANCES)


def plain(value: float) -> str:
    """Say a measure: whole from ten on, one place below.

    >>> plain(12.4), plain(3.14), plain(3.0), plain(1284.0)
    ('12', '3.1', '3', '1,284')
    """
    number = Decimal(str(value))
    text = f"{_round(abs(number), 0 if abs(number) >= 10 else 1):,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _sign(number if text != "0" else Decimal(0), False) + text


def spell(value: float, unit: str) -> str:
    """Say a measure with its unit.

    >>> spell(12.0, "day"), spell(1.0, "hour"), spell(3.14, "time")
    ('12 days', '1 hour', '3.1 times')
    """
    text = plain(value)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def day(when: date, *, year: bool = True) -> str:
    """Say a day.

    >>> day(date(2026, 9, 30)), day(date(2026, 9, 30), year=False)
    ('30 September 2026', '30 September')
    """
    text = f"{when.day} {_MONTHS[when.month - 1]}"
    return f"{text} {when.year}" if year else text


def span(period: Period) -> str:
    """Say from when to when.

    >>> from bothways.terms import Calendar
    >>> span(Calendar().period("2026Q3"))
    '1 July to 30 September 2026'
    """
    if period.first == period.last:
        return day(period.first)
    return f"{day(period.first, year=period.first.year != period.last.year)} to {day(period.last)}"


def period(period: Period, *, fiscal: bool = False) -> str:
    """Say a period by its name.

    >>> from bothways.terms import Calendar
    >>> period(Calendar().period("2026Q3")), period(Calendar().period("2026-09"))
    ('third quarter 2026', 'September 2026')
    """
    of_year = "of fiscal " if fiscal else ""
    if period.kind == "quarter":
        year, quarter = period.name.split("Q")
        return f"{_QUARTERS[int(quarter) - 1]} quarter {of_year}{year}"
    if period.kind == "month":
        return f"{_MONTHS[period.first.month - 1]} {period.first.year}"
    if period.kind == "year":
        return f"{'fiscal ' if fiscal else ''}year {period.name}"
    return span(period)


def measured(name: str) -> str:
    """Return the measure that a result is of: a result is said like its measure.

    >>> measured("result_win_rate_count"), measured("effort_win_rate"), measured("bookings")
    ('win_rate_count', 'win_rate', 'bookings')
    """
    return name.removeprefix("result_").removeprefix("effort_")


def is_rate(name: str) -> bool:
    """Say whether a measure is a share of cases, which people read as so many of a hundred.

    >>> is_rate("win_rate_count"), is_rate("result_win_rate_count"), is_rate("result_win_rate_count_step")
    (True, True, False)
    """
    if is_difference(name) or name.endswith("_borrowed"):
        return False
    if _RATES_FOUND.fullmatch(name):
        return True
    return measured(name).startswith(_RATES) and "_amount" not in name


def is_difference(name: str) -> bool:
    """Say whether a figure is how far one share is above another.

    >>> is_difference("theme_win_difference"), is_difference("result_win_rate_count_step"), is_difference("result_mix")
    (True, True, False)
    """
    return _DIFFERENCES.fullmatch(name) is not None


def points(difference: float, *, n: int | None = None, signed: bool = False) -> str:
    """Say how far one share is above another, in percentage points.

    >>> points(-0.047, n=120), points(0.01, signed=True), points(0.13)
    ('−4.7 percentage points', '+1 percentage point', '13 percentage points')
    """
    text = percent(abs(difference), n=n).removesuffix("%")
    sign = _sign(Decimal(str(difference)), signed)
    return f"{sign}{text} {_POINT}" if text == "1" else f"{sign}{text} {_POINT}s"


def cases(figure: Figure) -> str:
    """Say a rate of a handful as its cases: “9 of 11”; empty where it is no such rate.

    A median of rates has no cases: its n counts people.

    >>> from bothways.terms import Calendar, Source
    >>> quarter = Calendar().period("2026Q3")
    >>> source = Source("9c41e7aa0000", "x")
    >>> nine = Figure(name="win_rate_count", value=9 / 11, unit=Unit.SHARE, period=quarter,
    ...               as_of=quarter.last, source=source, method="x/1", n=11)
    >>> cases(nine)
    '9 of 11'
    """
    n = figure.n
    if figure.unit is not Unit.SHARE or not is_rate(figure.name) or figure.value is None:
        return ""
    if not n or n >= SMALL_N:
        return ""
    kept = round(figure.value * n)
    exact = abs(figure.value * n - kept) < 1e-6 and not figure.method.startswith(_OF_OTHERS)
    return f"{count(kept)} of {count(n)}" if exact else ""


def value(figure: Figure, currency: str, *, signed: bool = False) -> str:
    """Say the value of a figure by its unit.

    Raises:
        Refusal: `unknown-value` when the figure has no value; say its `unknown` then.
    """
    if figure.value is None:
        raise Refusal("unknown-value", f"{figure.name} has no value to be said: {figure.unknown}")
    if figure.unit is Unit.SHARE and is_chance(figure.name):
        return chance(figure.value)
    return cases(figure) or amount(figure.value, figure, currency, signed=signed)


def amount(number: float, figure: Figure, currency: str, *, signed: bool = False) -> str:
    """Say a number that has the unit of a figure: its value, or an end of its interval."""
    match figure.unit:
        case Unit.CENTS:
            return money(number, currency, signed=signed)
        case Unit.COUNT:
            if number == int(number):
                return count(number, signed=signed)
            return plain(number)
        case Unit.SHARE:
            if is_difference(figure.name):
                return points(number, n=figure.n, signed=signed)
            return of_hundred(number) if is_rate(figure.name) else percent(number, n=figure.n)
        case Unit.DAYS:
            return spell(number, "day")
        case Unit.HOURS:
            return spell(number, "hour")
        case Unit.TIMES:
            return _times(number, figure)


def _times(number: float, figure: Figure) -> str:
    """Say so many times; or so many of what is counted for each of another thing."""
    if figure.by == "habit":
        # The sentence names what was counted.
        return plain(number)
    for name, noun in _PER.items():
        if measured(figure.name).startswith(name):
            return f"{plain(number)} {noun}"
    return spell(number, "time")


def between(figure: Figure, currency: str) -> str:
    """Say where the value may lie, without how sure; empty without an interval.

    Raises nothing: a figure without an interval has nothing to say here.
    """
    if figure.interval is None:
        return ""
    low, high = (_end(end, figure, currency) for end in (figure.interval.low, figure.interval.high))
    head, _, unit = high.partition(" ")
    # “1 percentage point and 13 percentage points”: the unit stands once, behind the latter.
    for one in (unit, unit.removesuffix("s"), f"{unit}s"):
        if one and low.endswith(f" {one}"):
            low, high = low.removesuffix(one).strip(), f"{head} {max(one, unit, key=len)}"
            break
    return f"between {low} and {high}"


def _end(number: float, figure: Figure, currency: str) -> str:
    # The ends of an interval carry no places of their own: whole per cent say all that is known.
    if figure.unit is Unit.SHARE:
        if is_rate(figure.name):
            return of_hundred(number)
        if is_difference(figure.name):
            return points(float(_round(Decimal(str(number)), 2)))
        whole = _round(Decimal(str(number)) * 100, 0)
        return f"{_sign(whole, False)}{abs(whole)}%"
    return amount(number, figure, currency)


def how_sure(figure: Figure) -> str:
    """Say how often such a range holds the truth; empty without an interval.

    Reads “80 times in 100”.
    """
    if figure.interval is None:
        return ""
    return f"{_round(Decimal(str(figure.interval.level)) * 100, 0)} times in 100"


def said(part: Said, currency: str) -> str:
    """Say a figure as it stands in a sentence; what is not known is said as why.

    >>> from bothways.terms import Calendar, Source
    >>> quarter = Calendar().period("2026Q3")
    >>> gap = Figure(name="shortfall_gap", value=-79_000_000, unit=Unit.CENTS, period=quarter,
    ...              as_of=quarter.last, source=Source("9c41e7aa0000", "x"), method="x/1", n=11)
    >>> said(Said(gap, "size", "short"), "EUR"), said(Said(gap, "n", "deal"), "EUR"), said(Said(gap), "EUR")
    ('€790k short', '11 deals', '−€790k')

    Raises:
        Refusal: `unknown-value` when it asks for a count or a range that the figure has not.
    """
    figure = part.figure
    if part.form == "n":
        if figure.n is None:
            raise Refusal("unknown-value", f"{figure.name} does not say how many stand behind it.")
        return count(figure.n, part.noun)
    if part.form == "between":
        if figure.interval is None:
            raise Refusal("unknown-value", f"{figure.name} has no range to be said.")
        return _followed(between(figure, currency), part.noun)
    if figure.value is None:
        return figure.unknown or "not known"
    if part.form == "value" and part.noun and figure.unit is Unit.COUNT and figure.value == int(figure.value):
        return count(figure.value, part.noun)
    text = value(figure, currency, signed=part.form == "signed")
    return _followed(text.removeprefix(MINUS) if part.form == "size" else text, part.noun)


def _followed(text: str, noun: str) -> str:
    return f"{text} {noun}" if noun else text


def sentence(parts: Sentence, currency: str) -> str:
    """Say a sentence of a room below: its words, its figures in words, its names.

    Raises:
        Refusal: `unknown-value`, as `said`.
    """
    return "".join(part if isinstance(part, str) else _spoken(part, currency) for part in parts)


def _spoken(part: Said | Called, currency: str) -> str:
    if isinstance(part, Said):
        return said(part, currency)
    quarter = re.fullmatch(r"(\d{4})Q([1-4])", part.text) if part.what == "period" else None
    return f"{_QUARTERS[int(quarter[2]) - 1]} quarter {quarter[1]}" if quarter else part.text
