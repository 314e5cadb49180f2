"""Numbers, money, percentages and durations, normalised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import isfinite

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.tokens import Token, Tokens, low_at

_SIGNS = frozenset(["$", "€", "£", "¥", "₹", "₺", "₪", "₩", "₦", "₱", "₫", "₴", "₸", "₵"])
_PERCENT = frozenset(["%", "percent", "pct", "procent", "prozent"])
_ARTICLES = frozenset(["a", "an", "the"])
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_MINUTES = {"min": 1, "h": 60}
_DAYS = {"d": 1, "w": 7, "fortnight": 14}
_MONTHS = {"mo": 1, "q": 3, "y": 12}


@dataclass(slots=True)
class Amount:
    """A number as it was found: token places [first, last], its value and its unit."""

    first: int
    last: int
    value: str
    kind: str = "number"
    unit: str = ""
    weak: bool = False
    written: str = ""  # digits | word | ordinal
    relation: str = ""
    bare: str = ""  # the number before its unit was read
    raw: str = ""  # the number before its scale was read


def plain(value: float) -> str:
    """Return a number without needless zeros.

    >>> plain(84000.0), plain(0.5), plain(1.2e6)
    ('84000', '0.5', '1200000')
    """
    if not isfinite(value):
        return "∞"
    rounded = round(value, 6)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.6f}".rstrip("0")


def digits_of(text: str) -> str:
    """Return the value of a number in digits, in either way of writing thousands and decimals.

    Three digits behind a single sign are thousands ("6.800", "1,900"); otherwise the sign is a decimal one.

    >>> digits_of("6.800"), digits_of("2,3"), digits_of("1,234.5"), digits_of("210 000"), digits_of("007")
    ('6800', '2.3', '1234.5', '210000', '7')
    """
    text = text.replace(" ", "")
    signs = [char for char in text if char in ".,"]
    if signs:
        last = max(text.rfind("."), text.rfind(","))
        tail = len(text) - last - 1
        several = len(set(signs)) == 1 and len(signs) > 1
        thousands = several or (len(set(signs)) == 1 and tail == 3 and last <= 3 and text[0] != "0")
        if thousands:
            text = text.replace(".", "").replace(",", "")
        else:
            text = text[:last].replace(".", "").replace(",", "") + "." + text[last + 1 :]
    if len(text) > 15:
        return text.lstrip("0") or "0"
    return plain(float(text))


def amounts_of(found: Tokens, taken: bytearray) -> list[Amount]:
    """Return all numbers of a text that `taken` does not claim yet (dates are read first), and claim their tokens."""
    items = found.items
    amounts: list[Amount] = []
    openers = _openers()
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        amount = None
        if not taken[place] and (token.low in openers if token.kind == "w" else token.kind != "p"):
            amount = _amount_at(items, place)
        if amount is None:
            place += 1
            continue
        _finish(items, amount, taken)
        for claimed in range(amount.first, amount.last + 1):
            taken[claimed] = 1
        amounts.append(amount)
        place = amount.last + 1
    _share_units(items, amounts)
    _echoes(amounts)
    _list_marks(items, amounts)
    return amounts


def _echoes(amounts: list[Amount]) -> None:
    """A bare number that stands for an amount of the same text: "€3.1 million … if the 3.1 stays" counts nothing anew."""
    told = {
        a.raw
        for a in amounts
        if a.unit and a.kind in {"money", "percent"} and a.raw not in {"", "0", "1", "2"}
    }
    short = {
        a.value[:-3] for a in amounts if a.kind == "money" and a.value.endswith("000") and len(a.value) < 8
    }
    for amount in amounts if told else ():
        if amount.kind == "number" and not amount.unit and amount.written == "digits":
            amount.weak = amount.weak or amount.value in told or amount.value in short


def _list_marks(items: list[Token], amounts: list[Amount]) -> None:
    """The marks of a list that counts from 1 on, line by line: "1.", "2)"."""
    marks: list[Amount] = []
    for amount in amounts:
        at = amount.first
        opens = (at == 0 or items[at - 1].low == "\n") and low_at(items, at + 1) in {".", ")"}
        if opens and amount.written == "digits" and amount.value == str(len(marks) + 1):
            marks.append(amount)
    for amount in marks if len(marks) > 1 else ():
        amount.weak = True


@cache
def _openers() -> frozenset[str]:
    """Return the words that a number may begin with: at any other word none is looked for."""
    named = ("a", "an", "another", "fortnight", "half", "hundred", "thousand", "dozen", "million", "billion")
    return frozenset([*table("numbers"), *table("ordinals"), *_TIMES, *named])


def _amount_at(items: list[Token], place: int) -> Amount | None:
    token = items[place]
    low = token.low
    if token.kind == "n":
        if ":" in low or "/" in low:
            return Amount(place, place, low, written="digits")
        return Amount(place, place, digits_of(low), written="digits")
    if token.kind == "c":
        head = low.rstrip("stndrh")
        if head.isdigit() and low[0].isdigit():
            return Amount(place, place, head, unit="ordinal", written="ordinal")
        return None
    if low in {"a", "an", "another"} and place + 1 < len(items) and items[place + 1].low in table("units"):
        unit = table("units")[items[place + 1].low]
        if unit in {"h", "w", "mo", "y", "d", "min", "q"} and len(items[place + 1].low) > 2:
            value, base = lasting(1, unit)
            half = [low_at(items, place + step) for step in (2, 3, 4)] == ["and", "a", "half"]
            if not half:
                return Amount(place, place + 1, value, "duration", base, True, "unit", bare="1")
    if low == "fortnight":
        return Amount(place - (place > 0), place, "14", "duration", "d", written="unit", bare="2")
    if low in _TIMES:
        return Amount(place, place, str(_TIMES[low]), unit="times", weak=low == "once", written="word")
    if low in table("ordinals"):
        return _ordinal(items, place)
    return _spelled(items, place)


def _ordinal(items: list[Token], place: int) -> Amount | None:
    low = items[place].low
    after = items[place + 1].low if place + 1 < len(items) else ""
    if after in {"class", "floor", "rate", "party", "nature", "hand", "grade", "thought", "thoughts"}:
        return None
    if low == "second" and after in {"", "."}:
        return None
    weak = low == "first" and after not in {"time", "day", "week", "month", "quarter", "half"}
    return Amount(place, place, table("ordinals")[low], unit="ordinal", written="ordinal", weak=weak)


def _spelled(items: list[Token], place: int) -> Amount | None:  # noqa: C901, PLR0912 - cases, read in order
    """Read number words: twenty-five, two hundred and ten, half a dozen."""
    words, scales = table("numbers"), table("scales")
    low = items[place].low
    halved = low in {"a", "an"} and [low_at(items, place + step) for step in (2, 3, 4)] == [
        "and",
        "a",
        "half",
    ]
    if halved and low_at(items, place + 1) in table("units"):
        return Amount(place, place, "1", written="word")
    if low not in words and low not in {"half", "hundred", "thousand", "dozen", "million", "billion"}:
        return None
    if low == "half":
        return _half(items, place)
    if low in scales and low not in {"hundred", "thousand", "dozen", "million", "billion"}:
        return None
    total, current, last, at = 0.0, 0.0, place, place
    current = float(words[low]) if low in words else 0.0
    if low in scales:
        before = items[place - 1].low if place else ""
        if before not in _ARTICLES:
            return None
        current = float(scales[low])
    while at + 1 < len(items):
        step = 1
        following = items[at + 1].low
        if following in {"-", "and"} and at + 2 < len(items):
            joined = items[at + 2].low
            if following == "-" and not (
                joined in words and current % 100 >= 20 and float(words[joined]) < 10
            ):
                break
            halved = joined == "a" and low_at(items, at + 3) == "half"
            if following == "and" and not halved and not (current >= 100 and joined in words):
                break
            step, following = 2, joined
        if following in words and (current % 100 >= 20 or current >= 100) and float(words[following]) < 100:
            if current % 10 and current < 100:
                break
            current += float(words[following])
        elif following == "a" and step == 2 and low_at(items, at + 3) == "half":
            current, step = current + 0.5, 3
        elif following in scales and len(following) > 3:
            factor = float(scales[following])
            if factor >= 1000:
                total, current = total + (current or 1) * factor, 0.0
            else:
                current = (current or 1) * factor
        else:
            break
        at += step
        last = at
    weak = low == "one" and last == place
    if low in {"hundred", "thousand", "million", "billion"} and place == last:
        weak = True  # "a hundred times": a figure of speech more often than a count
    return Amount(place, last, plain(total + current), written="word", weak=weak)


def _half(items: list[Token], place: int) -> Amount | None:
    after = [token.low for token in items[place + 1 : place + 3]]
    if after[:2] == ["a", "dozen"]:
        return Amount(place, place + 2, "6", written="word")
    if len(after) == 2 and after[0] in {"a", "an"} and after[1] in table("units"):
        return Amount(place, place + 1, "0.5", written="word")
    if after and after[0] == "year" and low_at(items, place - 1) in {"a", "another", "the", "one", "next"}:
        return Amount(place, place, "0.5", written="word")
    return None


def _finish(items: list[Token], amount: Amount, taken: bytearray) -> None:
    """Add scale, currency, percent sign or unit of time to a bare number."""
    if amount.written in {"ordinal", "unit"} or amount.unit == "times":
        return
    amount.raw = amount.value
    _scale(items, amount)
    amount.bare = amount.value
    _currency(items, amount, taken)
    if amount.kind == "number":
        _percent(items, amount)
    if amount.kind == "number":
        _duration(items, amount)


def _scale(items: list[Token], amount: Amount) -> None:
    following = low_at(items, amount.last + 1)
    factor = table("scales").get(following)
    if factor is None or amount.written != "digits" or not amount.value.replace(".", "").isdigit():
        return
    if len(following) <= 2 and following not in {"bn", "mn"}:
        token = items[amount.last + 1]
        behind = low_at(items, amount.last + 2)
        money = low_at(items, amount.first - 1) in table("currencies") or behind in table("currencies")
        if (token.spaced and not money) or behind in {"²", "³"}:
            return
    amount.value = plain(float(amount.value) * float(factor))
    amount.last += 1


def _currency(items: list[Token], amount: Amount, taken: bytearray) -> None:
    codes = table("currencies")
    before, after = low_at(items, amount.first - 1), low_at(items, amount.last + 1)
    if ((before in codes and not taken[amount.first - 1] and len(before) != 1) or before in _SIGNS) and (
        items[amount.first - 1].kind == "p"
        or items[amount.first - 1].text.isupper()
        or before in {"rs", "zł", "kr"}
    ):
        amount.kind, amount.unit = "money", codes[before]
        amount.first -= 1
        sign = items[amount.first]
        if before == "$" and amount.first and not sign.spaced:
            code = codes.get(items[amount.first - 1].text.casefold() + "$")
            if code is not None:  # R$, A$, C$
                amount.unit, amount.first = code, amount.first - 1
        doubled = low_at(items, amount.first - 1)
        if doubled in codes and items[amount.first - 1].text.isupper():  # US$ or USD $
            amount.first -= 1
        if low_at(items, amount.last + 1) in codes and codes[low_at(items, amount.last + 1)] == amount.unit:
            amount.last += 1
        return
    if after in codes and (after != "p" or not items[amount.last + 1].spaced):
        if after in {"rs", "rand", "ron", "try", "pound", "pounds"} and after not in {"pound", "pounds"}:
            return
        amount.kind, amount.unit = "money", codes[after]
        amount.last += 1
    elif after == "us" and low_at(items, amount.last + 2) in {"dollars", "dollar", "$"}:
        amount.kind, amount.unit = "money", "USD"
        amount.last += 2


def _percent(items: list[Token], amount: Amount) -> None:
    after, behind = low_at(items, amount.last + 1), low_at(items, amount.last + 2)
    if after == "-" and behind in {"percent", "point", "points"}:
        amount.last += 1
        after, behind = behind, low_at(items, amount.last + 2)
    if after == "percentage" and behind in {"point", "points"}:
        amount.kind, amount.unit, amount.last = "percent", "pp", amount.last + 2
    elif after in _PERCENT or (after == "per" and behind == "cent"):
        amount.kind, amount.unit = "percent", "%"
        amount.last += 2 if after == "per" else 1
        if low_at(items, amount.last + 1) == "-":
            behind = low_at(items, amount.last + 2)
            step = 2
        else:
            behind, step = low_at(items, amount.last + 1), 1
        if behind in {"point", "points"}:
            amount.unit = "pp"
            amount.last += step
    elif after in {"pp", "ppt", "ppts"}:
        amount.kind, amount.unit, amount.last = "percent", "pp", amount.last + 1
    elif after in {"bps", "bp"} or (after == "basis" and behind in {"point", "points"}):
        amount.kind, amount.unit = "percent", "bp"
        amount.last += 2 if after == "basis" else 1
    elif after in {"points", "point"} and amount.written == "digits":
        amount.unit = "points"
        amount.last += 1


def _duration(items: list[Token], amount: Amount) -> None:
    at = amount.last + 1
    if low_at(items, at) in {"-", "more", "whole", "full", "straight", "long"}:
        at += 1
    prefix = ""
    if low_at(items, at) in {"working", "business", "calendar"}:
        prefix = "calendar" if low_at(items, at) == "calendar" else "working"
        at += 1
    unit = table("units").get(low_at(items, at))
    if unit is None or ":" in amount.value or "/" in amount.value:
        return
    if low_at(items, at) in {"h", "s"} and items[at].spaced and amount.written != "digits":
        return
    number = float(amount.value)
    if [low_at(items, at + step) for step in (1, 2, 3)] == ["and", "a", "half"]:
        number, at = number + 0.5, at + 3
    amount.kind = "duration"
    amount.weak = False
    amount.value, amount.unit = lasting(number, unit)
    if prefix == "working":
        amount.unit = "working " + amount.unit
    amount.last = at
    if amount.value == "1" or (number == 1 and amount.written == "word"):
        amount.weak = True


def lasting(number: float, unit: str) -> tuple[str, str]:
    """Return a duration in minutes, days or months, whichever holds it exactly.

    >>> lasting(2, "w"), lasting(48, "h"), lasting(1, "y")
    (('14', 'd'), ('2', 'd'), ('12', 'mo'))
    """
    if unit in _DAYS:
        return plain(number * _DAYS[unit]), "d"
    if unit in _MONTHS:
        return plain(number * _MONTHS[unit]), "mo"
    if unit == "h" and number >= 24 and number % 24 == 0:
        return plain(number / 24), "d"
    if unit in _MINUTES:
        return plain(number * _MINUTES[unit]), "min"
    return plain(number), unit


def _share_units(items: list[Token], amounts: list[Amount]) -> None:
    """Give the first number of a range the unit of the second: 10-15 %, €5k to €25k, 2 or 3 weeks."""
    for first, second in pairwise(amounts):
        if first.kind != "number" or first.unit or second.kind not in {"percent", "money", "duration"}:
            continue
        between = [token.low for token in items[first.last + 1 : second.first]]
        if between in (["-"], ["to"]) and second.kind == "percent":
            first.kind, first.unit = second.kind, second.unit
