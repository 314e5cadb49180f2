"""Hard facts that no equal answers to: are they written in another way, or lost?"""

from __future__ import annotations

from dataclasses import dataclass

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import Side

_RELATIVE = frozenset(["-1y", "1y", "0y"])
_PRESENT = frozenset(["now", "R0", "0y", "0q", "0mo", "0w", "0d"])
_ONE = frozenset(["one", "a", "an", "single", "once", "only", "another"])
_ZERO = frozenset(
    ["no", "none", "nothing", "nobody", "not", "without", "zero", "free", "nil", "never", "neither"]
)
_ANOTHER = frozenset(["another", "again", "further", "more", "additional"])
_BOTH = frozenset(["both", "pair", "couple"])


_MANY = 60  # leftovers of the other side that are looked at one by one


@dataclass(slots=True)
class Answer:
    """What answers to a leftover: the other side's occurrence if there is one, whether it is sure, and why."""

    side: Side | None
    sure: bool
    reason: str


def answer_to(
    side: Side, others: list[Side], mine: Reading, theirs: Reading, all_theirs: list[Side]
) -> Answer | None:
    """Return what answers to a hard fact without an equal, or None.

    `others` are the leftovers of the other side, `all_theirs` all its hard facts.
    """
    if len(others) > _MANY:
        others = [other for other in others if other.bare == side.bare or other.unit == "date"][:_MANY]
    if side.unit == "ordinal":
        got = _ordinal(side, others, mine, theirs, all_theirs)
        if got is not None:
            return got
    if side.unit == "date":
        ordinal = next((o for o in all_theirs if o.unit == "ordinal" and side.key == f"D{o.bare}"), None)
        if ordinal is not None:
            return Answer(ordinal, True, "")
        return _date(side, others, all_theirs) or _period(side, all_theirs, theirs)
    return _number(side, others, mine, theirs, all_theirs)


def _ordinal(
    side: Side, others: list[Side], mine: Reading, theirs: Reading, all_theirs: list[Side]
) -> Answer | None:
    """The 5th may be a day; a second one may be another one."""
    told = _said_otherwise(side, others, mine, theirs, all_theirs)
    if told is not None and not any(_ordinal_pair(side, other) for other in all_theirs):
        return told
    day = next((other for other in all_theirs if other.key.split()[-1:] == [f"D{side.bare}"]), None)
    return Answer(day, True, "") if day is not None else None


def _number(
    side: Side, others: list[Side], mine: Reading, theirs: Reading, all_theirs: list[Side]
) -> Answer | None:
    said = _said_otherwise(side, others, mine, theirs, all_theirs)
    if said is not None:
        return said
    for other in others:
        got = _same_number(side, other, all_theirs)
        if got is not None:
            return got
    loose = {id(other) for other in others}
    for other in all_theirs:
        if _ordinal_pair(side, other) and (id(other) in loose or _alike(side, mine, other, theirs)):
            return Answer(other, True, "")
        if other.unit == "date" and side.unit == "" and other.key == f"T{side.bare}:00":
            return Answer(other, True, "")
    if side.unit == "ordinal" and not any(other.unit == "ordinal" for other in others):
        lows = {token.low for token in theirs.found.items}
        if lows & _ANOTHER:
            return Answer(None, side.bare == "2", "it is said without its count")
    lows = {token.low for token in theirs.found.items}
    if (
        side.bare == "2"
        and side.kind == "number"
        and lows & {"both"} - {token.low for token in mine.found.items}
    ):
        return Answer(None, True, "")
    if any(other.kind == side.kind or (other.unit != "date" and other.written != "word") for other in others):
        return None  # another figure has come in: it was changed, not put in words
    return _in_words(side, theirs)


def _alike(side: Side, mine: Reading, other: Side, theirs: Reading) -> bool:
    """Say whether two counts count the same thing: "third outage", "three outages", but not "twice", "two visits"."""
    if {side.unit, other.unit} == {"times", ""}:
        return False
    counted = [_counted(mine, side), _counted(theirs, other)]
    return not all(counted) or counted[0] == counted[1]


def _counted(reading: Reading, side: Side) -> str:
    items = reading.found.items
    for at in range(side.last + 1, min(len(items), side.last + 4)):
        mark = reading.marks[at]
        if items[at].kind == "p":
            return ""
        if mark is not None:
            return mark.concept
    return ""


def _ordinal_pair(side: Side, other: Side) -> bool:
    """ "Third outage" and "three outages", "twice" and "two times", are the same count."""
    kinds = {side.unit, other.unit}
    counted = kinds & {"ordinal", "times"} and kinds <= {"ordinal", "times", ""}
    return bool(counted) and side.bare.isdigit() and side.bare == other.bare


_DAYS_OF = {"d": 1.0, "mo": 30.4}


def _about(side: Side, other: Side) -> bool:
    """60 days and two months, six weeks and a month and a half."""
    if {side.unit, other.unit} != set(_DAYS_OF):
        return False
    one, two = (float(each.key.split()[0]) * _DAYS_OF[each.unit] for each in (side, other))
    return abs(one - two) <= 0.1 * max(one, two)


def _same_number(side: Side, other: Side, all_theirs: list[Side]) -> Answer | None:
    if other.unit == "date":
        hour = other.key[1:].split(":")[0] if other.key.startswith("T") and other.key.endswith(":00") else ""
        day = other.key[1:] if other.key.startswith("D") else ""
        if side.unit == "" and side.bare and side.bare in {hour, day}:
            return Answer(other, True, "")
        return None
    if _ordinal_pair(side, other):
        return Answer(other, True, "")
    if (
        {side.unit, other.unit} & {"ordinal"}
        and "duration" in {side.kind, other.kind}
        and side.bare == other.bare
    ):
        return Answer(other, False, "the fourth month running, or four months?")
    if side.unit == other.unit:
        return None
    if _about(side, other):
        return Answer(other, False, "the two durations are about the same")
    scaled = (side.raw == other.bare and not other.unit) or (other.raw == side.bare and not side.unit)
    if side.bare != other.bare and not scaled:
        return None
    if side.unit and other.unit:
        return None
    # One of the two is a bare number: its unit may stand at a neighbour ("from 14 percent to six").
    unit = side.unit or other.unit
    bare_side = other if side.unit else side
    if unit in {"d", "mo", "min", "times", "points"}:
        return Answer(other, True, "")
    shared = any(
        one.unit == unit and abs(one.sentence - bare_side.sentence) <= 1
        for one in all_theirs
        if one is not other
    )
    if bare_side is side:
        return Answer(other, True, "") if other.written else Answer(other, False, "")
    return Answer(other, shared, "the unit of the number is not written there")


def _date(side: Side, others: list[Side], all_theirs: list[Side]) -> Answer | None:  # noqa: PLR0912 - cases, read in order
    mine = set(side.key.split())
    for other in others:
        if other.unit != "date":
            got = _date_number(side, other)
            if got is not None:
                return got
            continue
        yours = set(other.key.split())
        if side.key.startswith("?") or other.key.startswith("?") or "?" in side.key or "?" in other.key:
            if _ambiguous(side.key, other.key):
                return Answer(other, True, "")
            continue
        if mine and yours and (mine < yours or yours < mine):
            extra = (mine | yours) - (mine & yours)
            if all(part[0] in "YDM" for part in extra):
                sure = all(
                    any(part in one.key.split() for one in (*others, *all_theirs) if one is not other)
                    for part in extra
                )
                return Answer(other, sure, "the date is written less fully on one side")
        if _half_day(side, other) or _neighbours(side, other) or _same_end(side.key, other.key):
            return Answer(other, True, "")
        if (":" in side.key and side.key.split(":")[-1] == other.key) or (
            ":" in other.key and other.key.split(":")[-1] == side.key
        ):
            relative = any(one.key in _RELATIVE for one in all_theirs)
            return Answer(other, relative, "one side says last or next, the other does not")
        if {side.key, other.key} <= {"R0", "RN", "RE", "pm", "ev"}:
            return Answer(other, False, "the time of day is not the same word")
    if (told := _told(side, all_theirs)) is not None:
        return told
    for other in all_theirs:
        if other.unit == "date" and set(side.key.split()) < set(other.key.split()) and side.key[0] in "M":
            return Answer(other, True, "")
    return None


# The hours of a part of the day; where a clock without am or pm may be meant, the early ones stand for the late.
_HOURS = {"am": range(1, 12), "pm": range(1, 19), "ev": range(4, 24), "RN": range(17, 24), "night": range(24)}
_LAST_DAYS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _hour(key: str) -> int:
    hour = key[1:].partition(":")[0] if key[:1] == "T" else ""
    return int(hour) if hour.isdigit() else -1


_SAME_END = ({"R0", "RE"}, {"RX", "0w"}, {"RY", "0mo"}, {"RZ", "0q"}, {"end y", "0y"})


def _same_end(key: str, other: str) -> bool:
    """Today and by the end of the day, this week and before the week is over; the end of June is its last day."""
    if {key, other} in _SAME_END:
        return True
    for one, two in ((key, other), (other, key)):
        month = one.removeprefix("end M")
        if month != one and month.isdigit() and two == f"M{month} D{_LAST_DAYS[int(month)]}":
            return True
    return False


def _told(side: Side, all_theirs: list[Side]) -> Answer | None:
    """A part of the day by an hour of it; now by today or this week."""
    if (hours := _HOURS.get(side.key)) is not None:
        clock = next((one for one in all_theirs if _hour(one.key) in hours), None)
        if clock is not None:
            return Answer(clock, True, "")  # "Monday, 9 am" and "nine on Monday morning"
    if side.key in _PRESENT:
        now = next((one for one in all_theirs if one.key in _PRESENT), None)
        return Answer(now, now is not None, "the time is said in other words")
    return None


_WORDS_OF = {
    "y": "year", "q": "quarter", "mo": "month", "w": "week", "d": "day", "au": "autumn", "su": "summer", "sp": "spring",
    "wi": "winter", "we": "weekend", "night": "night",
}  # fmt: skip
_NEXT = frozenset(["after", "next", "following", "later", "coming"])
_AGO = frozenset(["ago", "earlier", "before", "previous", "last", "past"])


def _period(side: Side, all_theirs: list[Side], theirs: Reading) -> Answer | None:
    """ "Last year" and "a year ago" or the year in "last June"; "this autumn" and "in autumn"."""
    step, period = _stepped(side.key)
    if not period:
        return None
    for other in all_theirs:
        if other.key.startswith(f"{step}:") and period == "y":
            return Answer(other, True, "")
    word = _WORDS_OF.get(period, "")
    lows = {token.low for token in theirs.found.items}
    besides = {"0": lows, "1": _NEXT, "-1": _AGO}.get(step, frozenset())
    if word and word in lows and lows & besides:
        return Answer(None, True, "")
    return Answer(None, False, "the time is said in other words")


def _stepped(key: str) -> tuple[str, str]:
    """Return "-1y" as ("-1", "y"); two empty strings where a key is no such period."""
    for step in ("-1", "0", "1"):
        if key.startswith(step) and key[len(step) :].isalpha():
            return step, key[len(step) :]
    return "", ""


def _date_number(side: Side, other: Side) -> Answer | None:
    hour = side.key[1:].split(":")[0] if side.key.startswith("T") and side.key.endswith(":00") else ""
    if hour and other.unit == "" and other.bare == hour:
        return Answer(other, True, "")
    if side.key.startswith(("M", "D")) and other.unit == "" and side.key.split()[-1] == f"D{other.bare}":
        return Answer(other, False, "only the number of the day is written there")
    if side.key.startswith("Y") and other.bare == side.key[1:]:
        return Answer(other, True, "")
    return None


def _ambiguous(first: str, second: str) -> bool:
    """8/1 may be 8 January or 1 August: either reading answers to it."""
    written, plain = (first, second) if "?" in first else (second, first)
    day, _, month = written.rpartition("?")[2].partition("/")
    if "?" in plain:
        other = plain.rpartition("?")[2].split("/")
        return sorted(other) == sorted([day, month])
    parts = set(plain.split())
    return {f"M{month}", f"D{day}"} <= parts or {f"M{day}", f"D{month}"} <= parts


def _half_day(side: Side, other: Side) -> bool:
    """Half past two and 14:30, where one of the two has no am or pm."""
    if not (side.key[0] == other.key[0] == "T"):
        return False
    (first, one), (second, two) = (key[1:].split(":") for key in (side.key, other.key))
    return one == two and abs(int(first) - int(second)) == 12


def _neighbours(side: Side, other: Side) -> bool:
    """ "Before 15 October" and "by 14 October" are the same deadline."""
    for first, second in ((side, other), (other, side)):
        if first.relation == "before" and second.relation == "by":
            one, two = first.key.rpartition(" D"), second.key.rpartition(" D")
            if one[0] and one[0] == two[0] and one[2].isdigit() and two[2].isdigit():
                return int(one[2]) == int(two[2]) + 1
    return False


_FRACTIONS = {
    "50": ("half",), "25": ("quarter",), "75": ("quarters",), "33": ("third",), "66": ("thirds",), "67": ("thirds",),
    "20": ("fifth",), "10": ("tenth",),
}  # fmt: skip
_MULTIPLES = {
    "2": ("double", "doubled", "doubles", "doubling", "twofold", "twice", "dual"),
    "3": ("triple", "tripled", "triples", "tripling", "treble", "trebled", "threefold", "thrice"),
    "4": ("quadruple", "quadrupled", "fourfold"),
}


def _anew(side: Side, lows: set[str], all_theirs: list[Side]) -> bool:
    """Say whether a second one is told as another one, a third time as again after two."""
    if side.bare == "2":
        return "another" in lows
    before = str(int(side.bare) - 1) if side.bare.isdigit() else ""
    return "again" in lows and any(other.bare == before and other.relation == "after" for other in all_theirs)


def _said_otherwise(
    side: Side, others: list[Side], mine: Reading, theirs: Reading, all_theirs: list[Side]
) -> Answer | None:
    """Zero as "not a minute", 50 % as "half", twice as "doubled", a second one as "another", two as "the two"."""
    if side.bare == "0" and {token.low for token in theirs.found.items} & _ZERO:
        return Answer(None, True, "")
    rival = any(other.kind == side.kind and (not other.weak or other.written == "digits") for other in others)
    if rival or side.unit == "date":
        return None
    lows = {token.low for token in theirs.found.items}
    if side.bare == "0" and lows & _ZERO:
        return Answer(None, True, "")
    if side.unit == "%" and lows & set(_FRACTIONS.get(side.bare, ())):
        return Answer(None, True, "")
    if side.unit == "times" and lows & set(_MULTIPLES.get(side.bare, ())):
        return Answer(None, True, "")
    if side.unit == "ordinal" and _anew(side, lows, all_theirs):
        return Answer(None, False, "how often it happened is said in other words")
    before = mine.found.items[side.first - 1].low if side.first else ""
    if side.written == "word" and side.bare == "2" and not side.unit and before in _POINTING:
        return Answer(None, True, "")  # "which of the two": it counts nothing that was not counted before
    return None


_POINTING = frozenset(["the", "these", "those", "between"])


def _in_words(side: Side, theirs: Reading) -> Answer | None:
    """0 as "no", 1 as "a single", 2 as "both"."""
    if side.kind not in {"number", "money", "duration", "percent"}:
        return None
    lows = {token.low for token in theirs.found.items}
    if side.bare == "0" and lows & _ZERO:
        return Answer(None, True, "")
    if side.bare == "1" and side.kind == "number":
        if lows & {"one", "single", "once", "only"}:
            return Answer(None, True, "")
        return Answer(None, False, "the number may be meant by an article") if lows & _ONE else None
    if side.bare == "2" and side.kind == "number" and lows & _BOTH:
        return Answer(None, True, "")
    return None
