"""All promises of a register, and what is due to whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bothways.credibility.checking import unknown
from bothways.credibility.standing import WITHIN, Standing, State, standing
from bothways.credibility.values import Event, Where
from bothways.terms import Refusal


@dataclass(frozen=True)
class Promises:
    """Events of any number of promises, as a register or a database holds them.

    `trouble` says what is odd about the file that they came from; empty for a database.
    """

    events: tuple[Event, ...] = ()
    trouble: tuple[str, ...] = field(default=())

    @cached_property
    def by_promise(self) -> dict[str, tuple[Event, ...]]:
        """The events of each promise, by its id."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.promise, []).append(event)
        return {promise: tuple(events) for promise, events in found.items()}

    @property
    def id(self) -> str:
        """A hash of all that it holds, whatever the order: what figures of it name as their source."""
        held = sorted(json.dumps(event.as_dict(), sort_keys=True) for event in set(self.events))
        return hashlib.sha256("\n".join(held).encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, promise: str) -> tuple[Event, ...]:
        """Return the events of one promise.

        Raises:
            Refusal: `promise-unknown`, with the id that was probably meant.
        """
        if promise not in self.by_promise:
            raise unknown(promise, self.by_promise)
        return self.by_promise[promise]

    def standings(self, *, now: date, within: int = WITHIN) -> tuple[Standing, ...]:
        """Say how every promise stands that had been made by that day: what is due first stands first.

        Those that were struck are left out: they never were.
        """
        found = (_standing(events, now=now, within=within) for events in self.by_promise.values())
        return tuple(sorted((one for one in found if one and one.state is not State.STRUCK), key=_by_day))


def due_list(
    standings: Iterable[Standing], *, within: int = 14, to: Where | None = None
) -> tuple[Standing, ...]:
    """Return what is late or due within so many days, the longest late first: what is due to whom.

    Args:
        standings: as `Promises.standings` gives them.
        within: so many days ahead.
        to: only what was promised to one side, or to the manager.
    """
    found = (
        one
        for one in standings
        if one.state.is_open and one.days_left is not None and one.days_left <= within
    )
    return tuple(sorted((one for one in found if to is None or one.promise.to.where == to), key=_by_day))


def _by_day(one: Standing) -> tuple[bool, date, str]:
    return not one.state.is_open, one.due, one.id


def _standing(events: tuple[Event, ...], *, now: date, within: int) -> Standing | None:
    try:
        return standing(events, now=now, within=within)
    except Refusal:
        # Not made yet on that day.
        return None
