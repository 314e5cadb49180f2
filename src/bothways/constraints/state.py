"""How a limit reads on a day, and what about it is stale: the same whatever order its changes came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bothways.constraints.values import Change, ChangeKind, Limit
from bothways.terms import Refusal, Side

METHOD = "limit-register/1"


@dataclass(frozen=True, slots=True)
class Understood:
    """What the other side said back, in its own words.

    `of_these_words`: of the limit as it reads now. `change`: the id of the change that brought it, by which a page
    knows whose it was, where two are called the same.
    """

    side: Side
    words: str
    by: str
    day: date
    of_these_words: bool = True
    change: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "side": str(self.side),
            "words": self.words,
            "by": self.by,
            "day": self.day.isoformat(),
            "of_these_words": self.of_these_words,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitState:
    """A limit as it reads on the day `now`, with everything that it stands on.

    `confirmed` is when its side last said that it holds (declaring, restating and moving it say so, too).
    `understood` is the last that the other side said back; None: it has not. `said_back` has all that was said
    back, in order, each with whether it was of these words. `stale` has the reasons why it
    should not be relied on unasked. `trouble` is empty for everything that `check_change` let in.
    """

    limit: Limit
    now: date
    confirmed: date
    withdrawn: date | None = None
    reason: str = ""
    moved: tuple[Change, ...] = ()
    understood: Understood | None = None
    said_back: tuple[Understood, ...] = ()
    stale: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()
    trouble: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the limit."""
        return self.limit.id

    @property
    def holds(self) -> bool:
        """Say whether it has not been withdrawn."""
        return self.withdrawn is None

    @property
    def has_begun(self) -> bool:
        """Say whether the day from which it holds has come."""
        return self.now >= self.limit.holds_from

    @property
    def is_understood(self) -> bool:
        """Say whether somebody of the other side has said it back as it reads now."""
        return self.understood is not None and self.understood.of_these_words

    @property
    def each_back(self) -> tuple[Understood, ...]:
        """The last that each said back, by the names that were written; who said it first stands first."""
        return tuple({one.by.casefold(): one for one in self.said_back}.values())

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "limit": self.limit.as_dict(),
            "now": self.now.isoformat(),
            "holds": self.holds,
            "confirmed": self.confirmed.isoformat(),
            "withdrawn": self.withdrawn.isoformat() if self.withdrawn else None,
            "reason": self.reason,
            "understood": self.understood.as_dict() if self.understood else None,
            "is_understood": self.is_understood,
            "said_back": [one.as_dict() for one in self.said_back],
            "has_begun": self.has_begun,
            "stale": list(self.stale),
            "history": [change.as_dict() for change in self.history],
            "trouble": list(self.trouble),
            "method": METHOD,
        }


def stale(limit: Limit, *, now: date, known: Collection[str] | None = None) -> tuple[str, ...]:
    """Return why a limit should not be relied on unasked; empty when nothing speaks against it.

    Args:
        limit: as it reads now, with its next review day.
        now: the day.
        known: the keys of the figures that the data hold, where they are at hand: a limit whose evidence
            is gone is stale, too.

    >>> held = Limit(id="l1", side=Side.STAFF, statement="Two quotes a day", owner="Sales", declared=date(2026, 6, 1),
    ...              review=date(2026, 9, 1))
    >>> stale(held, now=date(2026, 9, 1)), stale(held, now=date(2026, 9, 11))
    ((), ('its review was due 10 days ago',))
    """
    found = []
    over = (now - limit.review).days
    if over > 0:
        found.append(f"its review was due {over} {'day' if over == 1 else 'days'} ago")
    if known is not None:
        gone = [key for key in (*limit.evidence, *limit.cost_figures) if key not in known]
        found += [f"the data have no figure {key} any more" for key in dict.fromkeys(gone)]
    return tuple(found)


def limit_state(changes: Iterable[Change], *, now: date, known: Collection[str] | None = None) -> LimitState:
    """Say how a limit reads on a day.

    The order of the changes does not matter, and a change that comes twice counts once: they are put in the
    order of the days on which they happened. What happened after `now` is left out.

    Args:
        changes: all changes of one limit.
        now: the day.
        known: the keys of the figures that the data hold; see `stale`.

    Raises:
        Refusal: `limit-undeclared` when none of them declares it by that day.
    """
    every, trouble = _once(changes)
    history = tuple(change for change in sorted(every, key=_order) if change.day <= now)
    declared = [c for c in history if c.kind is ChangeKind.DECLARED and c.now_reads]
    if not declared or declared[0].now_reads is None:
        raise Refusal("limit-undeclared", f"On {now.isoformat()} this limit had not been declared.")
    if len(declared) > 1:
        trouble.append("It was declared twice.")
    told = _Telling(declared[0].now_reads, declared[0].day, trouble)
    for change in history:
        told.add(change)
    return LimitState(
        limit=told.limit,
        now=now,
        confirmed=told.confirmed,
        withdrawn=told.end.day if told.end else None,
        reason=told.end.reason if told.end else "",
        moved=tuple(change for change in history if change.kind is ChangeKind.MOVED),
        understood=told.understood,
        said_back=tuple(told.said_back),
        stale=() if told.end else stale(told.limit, now=now, known=known),
        history=history,
        trouble=tuple(told.trouble),
    )


class _Telling:
    """Goes through the changes of a limit in the order in which they happened."""

    def __init__(self, limit: Limit, day: date, trouble: list[str]) -> None:
        self.limit = limit
        self.confirmed = day
        self.trouble = trouble
        self.said_back: list[Understood] = []
        self.end: Change | None = None

    @property
    def understood(self) -> Understood | None:
        """The last that was said back, by whomever."""
        return self.said_back[-1] if self.said_back else None

    def add(self, change: Change) -> None:
        """Take a change in."""
        if change.day < self.limit.declared:
            self.trouble.append(f"{change.id} ({change.kind}) was before the limit was declared.")
        if self.end is not None:
            self.trouble.append(f"{change.id} ({change.kind}) came after it was withdrawn.")
            return
        match change.kind:
            case ChangeKind.RESTATED | ChangeKind.MOVED if change.now_reads is not None:
                said_otherwise = change.now_reads.statement != self.limit.statement
                self.limit, self.confirmed = change.now_reads, change.day
                if said_otherwise:
                    # What was understood were other words.
                    self.said_back = [replace(one, of_these_words=False) for one in self.said_back]
            case ChangeKind.CONFIRMED if change.review is not None:
                self.limit, self.confirmed = replace(self.limit, review=change.review), change.day
            case ChangeKind.UNDERSTOOD if change.side is not None:
                said = Understood(change.side, change.words, change.by, change.day, change=change.id)
                self.said_back.append(said)
            case ChangeKind.WITHDRAWN:
                self.end = change
            case _:
                pass


_RANK = {kind: place for place, kind in enumerate(ChangeKind)}


def _order(change: Change) -> tuple[date, bool, date, int, int, str]:
    # Of one day: first declared, then as it was written down; where that does not say, worded before understood.
    later = change.kind is not ChangeKind.DECLARED
    return change.day, later, change.recorded, change.number, _RANK[change.kind], change.id


def _recorded(change: Change) -> tuple[date, int, str]:
    return change.recorded, change.number, change.id


def _once(changes: Iterable[Change]) -> tuple[list[Change], list[str]]:
    """Return each change once, the first as it was recorded, and what came twice and says two things."""
    found: dict[str, Change] = {}
    ordered = sorted(changes, key=lambda one: (_recorded(one), repr(one)))
    twice = {one.id: None for one in ordered if found.setdefault(one.id, one) != one}
    return [*found.values()], [f"{one} says two things; the one recorded first holds." for one in twice]
