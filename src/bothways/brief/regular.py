"""When a brief is due: weekly, fortnightly, monthly, at quarter's end, at an hour of a place.

An hour is of a place: at seven in Oslo, in winter and in summer. Where the clocks leave that hour out, the brief is
due the moment they go on; where it comes twice, at the first of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bothways.terms import Calendar, Refusal

__all__ = ["EVERY", "METHOD", "WEEKDAYS", "Every", "Schedule", "next_due"]

METHOD = "regular/1"
Every = Literal["week", "fortnight", "month", "quarter"]
EVERY: Final[tuple[Every, ...]] = ("week", "fortnight", "month", "quarter")
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_MONDAY: Final = date(1970, 1, 5)
_LAST_YEAR: Final = 9900


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often, and when.

    Args:
        every: `week`, `fortnight`, `month` or `quarter`.
        weekday: 0 is Monday, 6 Sunday. Needed for weeks. For months: the first such day on or after `day`. For
            quarters: the first such day after the quarter has ended. None: the day itself.
        hour, minute: by the clocks of `zone`.
        zone: a name of the IANA list, such as `Europe/Oslo`.
        day: for months: 1 to 31; in a shorter month its last day.
        anchor: for fortnights: any day of a week in which one is due.
        start_month: the month in which the fiscal year begins, for quarters.

    Raises:
        Refusal: `schedule` for what can't be meant.
    """

    every: Every
    weekday: int | None = None
    hour: int = 7
    minute: int = 0
    zone: str = "UTC"
    day: int = 1
    anchor: date | None = None
    start_month: int = 1

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise _nonsense(f"“{self.every}” is not how often", f"Say {', '.join(EVERY)}.")
        if self.weekday is None and self.every in ("week", "fortnight"):
            raise _nonsense("The weekday is missing", "Monday is 0, Sunday 6.")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise _nonsense(f"There is no weekday {self.weekday}", "Monday is 0, Sunday 6.")
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise _nonsense(f"There is no time {self.hour}:{self.minute:02d}", "Hours run from 0 to 23.")
        if not 1 <= self.day <= 31:
            raise _nonsense(f"No month has a day {self.day}", "Give a day from 1 to 31.")
        if self.every == "fortnight" and self.anchor is None:
            raise _nonsense("Which of two weeks is not said", "Give a day of a week in which it is due.")
        Calendar(self.start_month)
        _zone(self.zone)

    def in_words(self) -> str:
        """Say it as people do.

        >>> Schedule(every="week", weekday=0, hour=7, zone="Europe/Oslo").in_words()
        'Every Monday at 07:00 (Europe/Oslo)'
        """
        day = WEEKDAYS[self.weekday] if self.weekday is not None else ""
        match self.every:
            case "week":
                told = f"Every {day}"
            case "fortnight":
                told = f"Every second {day}"
            case "month" if day:
                told = f"Every month, the first {day}" + (f" from day {self.day} on" if self.day > 1 else "")
            case "month":
                told = f"Every month, on day {self.day}" + (" or its last" if self.day > 28 else "")
            case "quarter":
                told = f"The first {day} after each quarter" if day else "On the last day of each quarter"
        return f"{told} at {self.hour:02d}:{self.minute:02d} ({self.zone})"


def next_due(schedule: Schedule, *, after: datetime) -> datetime:
    """Return when a brief is due next, strictly after a moment; in the schedule's own zone.

    Raises:
        Refusal: `schedule` when the moment has no time zone.

    >>> weekly = Schedule(every="week", weekday=0, hour=7, zone="Europe/Oslo")
    >>> next_due(weekly, after=datetime(2026, 10, 1, 12, tzinfo=UTC)).isoformat()
    '2026-10-05T07:00:00+02:00'
    """
    if after.tzinfo is None or after.utcoffset() is None:
        raise _nonsense("The moment has no time zone", "Give it one.")
    if not 1900 <= after.year <= _LAST_YEAR:
        raise _nonsense(f"The year {after.year} is none of a brief", f"Give one from 1900 to {_LAST_YEAR}.")
    zone = _zone(schedule.zone)
    moment = after.astimezone(UTC)
    clock = time(schedule.hour, schedule.minute)
    # A day early: an hour that the clocks leave out may make the due moment fall on the next day.
    for day in _days(schedule, moment.astimezone(zone).date() - timedelta(days=2)):
        due = _at(day, clock, zone)
        if due > moment:
            return due.astimezone(zone)
    raise AssertionError("days never end")  # pragma: no cover


def _days(schedule: Schedule, first: date) -> Iterator[date]:
    """Yield the days on which a brief is due, in order, from a day on or somewhat before."""
    if schedule.every in ("week", "fortnight"):
        step = 7 if schedule.every == "week" else 14
        start = _on_or_after(_monday(schedule.anchor or _FIRST_MONDAY), schedule.weekday)
        day = start + timedelta(days=step * ((first - start).days // step))
        while True:
            yield day
            day += timedelta(days=step)
    # A weekday after the end of a month may fall into the next one: one month, or quarter, is looked back.
    month = first.year * 12 + first.month - 1 - (3 if schedule.every == "quarter" else 1)
    while True:
        year, place = divmod(month, 12)
        if schedule.every == "month":
            yield _on_or_after(
                date(year, place + 1, min(schedule.day, _length(year, place + 1))), schedule.weekday
            )
        elif (place + 1 - schedule.start_month) % 3 == 2:
            end = date(year, place + 1, _length(year, place + 1))
            yield end if schedule.weekday is None else _on_or_after(end + timedelta(days=1), schedule.weekday)
        month += 1


def _on_or_after(day: date, weekday: int | None) -> date:
    return day if weekday is None else day + timedelta(days=(weekday - day.weekday()) % 7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a day and hour, in UTC.

    `fold=0` is the first of two equal hours. An hour that is left out is read by the clock before the change with
    `fold=0`, which is later, and by the clock after it with `fold=1`: the change lies between, and is looked for there.
    """
    first, second = (
        datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if first <= second:
        return first
    before = second.astimezone(zone).utcoffset()
    low, high = 0, int((first - second).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (second + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return second + timedelta(seconds=high)


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as bad:
        raise _nonsense(f"“{name}” is no time zone", "Give a name such as Europe/Oslo.") from bad


def _nonsense(what: str, hint: str) -> Refusal:
    return Refusal("schedule", f"{what}.", hint=hint)
