"""What can be recorded of a promise: everything else is refused, with what can be done instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date

from bothways.credibility.standing import Standing, State, standing
from bothways.credibility.values import MANAGER, Event, EventKind, Promise
from bothways.terms import Refusal, given_text

_REASONED = (EventKind.RENEGOTIATED, EventKind.BROKEN, EventKind.CORRECTED)
_MOST_FIGURES = 8


def with_event(events: Iterable[Event], event: Event) -> tuple[Event, ...]:
    """Return events with one more; an event that is there already changes nothing.

    Raises:
        Refusal: as `check_event`.
    """
    held = tuple(events)
    if event in held:
        return held
    check_event(held, event)
    return (*held, event)


def check_event(events: Iterable[Event], event: Event) -> None:
    """Check that an event can be recorded beside those that are, of this promise and others.

    What happened earlier may be written down later, but nothing may have happened after an end, and no
    day may be later than the one on which it is recorded.

    Raises:
        Refusal: `promise-known`, `promise-unknown`, `promise-day`, `promise-due`, `promise-reason`,
            `promise-release`, `promise-party`, `promise-ended`, `promise-corrects`, `given-text` or
            `promise-event` (an id that stands for something else).
    """
    held = tuple(events)
    if any(one.id == event.id and one != event for one in held):
        raise Refusal("promise-event", f"{event.id} was recorded with other words.", hint="Take another id.")
    own = tuple(one for one in held if one.promise == event.promise and one.id != event.id)
    _check_words(event)
    if event.day > event.recorded:
        raise Refusal(
            "promise-day",
            f"{event.day.isoformat()} lies after the day of the record, {event.recorded.isoformat()}.",
            hint="Record it when it has happened.",
        )
    if event.kind is EventKind.MADE:
        _check_made(event, own)
        return
    if not any(one.kind is EventKind.MADE for one in own):
        raise unknown(event.promise, [one.promise for one in held])
    now = max(day for one in (*own, event) for day in _days(one))
    before = standing(own, now=now)
    if event.kind is EventKind.CORRECTED:
        _check_correction(event, own)
    else:
        _check_open(event, before)
    _check_history(standing((*own, event), now=now), before)


def unknown(promise: str, known: Iterable[str]) -> Refusal:
    """Return the refusal of an id that no promise has."""
    ids = sorted(set(known))
    near = difflib.get_close_matches(promise, ids, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else "bothways promises list shows them all."
    return Refusal("promise-unknown", f"There is no promise “{promise}”.", hint=hint, data={"known": ids})


def _days(event: Event) -> tuple[date, ...]:
    later = event.correction.day if event.correction else None
    return (event.day, *((later,) if later else ()))


def _check_words(event: Event) -> None:
    given_text(event.text, what="What is said of it", needed=event.kind is EventKind.NOTE)
    given_text(event.reason, what="The reason", needed=False)
    if event.kind in _REASONED and not event.reason.strip():
        said = {"renegotiated": "renegotiates it", "broken": "breaks it", "corrected": "corrects the record"}
        raise Refusal(
            "promise-reason",
            f"Whoever {said[event.kind]} says why.",
            hint="Give the reason in a sentence: --reason TEXT.",
        )


def _check_made(event: Event, own: Sequence[Event]) -> None:
    promise = event.given
    if promise is None or promise.id != event.promise:
        raise Refusal("promise-event", f"{event.id} makes a promise and does not say which.")
    if own:
        raise Refusal(
            "promise-known", f"There is a promise “{promise.id}” already.", hint="Give this one another id."
        )
    _check_promise(promise)
    if event.day != promise.made:
        raise Refusal("promise-day", f"“{promise.id}” was made on two days.", hint="They have to agree.")


def _check_promise(promise: Promise) -> None:
    given_text(promise.text, what="The promise")
    given_text(promise.benefit, what="What a customer gains", needed=False)
    if promise.due < promise.made:
        raise Refusal(
            "promise-due",
            f"It would be due on {promise.due.isoformat()}, before it was made on {promise.made.isoformat()}.",
            hint="Check both days; they are written year-month-day.",
        )
    by, to = promise.by, promise.to
    if by == to or (by.where == to.where and MANAGER in (by.where, to.where)):
        raise Refusal(
            "promise-party",
            "Whoever promises something to themselves needs no register.",
            hint="Say to whom: --to staff, --to executives, --to manager.",
        )
    if len(promise.figures) > _MOST_FIGURES or any(
        not key.strip() or len(key) > 120 or not key.isprintable() for key in promise.figures
    ):
        raise Refusal(
            "promise-figures",
            f"A promise names up to {_MOST_FIGURES} figures by their keys.",
            hint="ledger.json has the keys: reply_hours_cases/all, say.",
        )


def _check_open(event: Event, before: Standing) -> None:
    if before.state is State.STRUCK or (before.ended and before.ended <= event.day):
        ended = f"It was {before.state}" + (f" on {before.ended.isoformat()}" if before.ended else "")
        raise Refusal(
            "promise-ended",
            f"{ended}: nothing can happen to it any more.",
            hint="If that is wrong, correct it, with a reason: bothways promises correct.",
            data={"state": str(before.state)},
        )
    promise = before.promise
    if event.day < promise.made:
        raise Refusal(
            "promise-day",
            f"On {event.day.isoformat()} it had not been made: it was made on {promise.made.isoformat()}.",
            hint="Check the day.",
        )
    if event.kind is EventKind.RELEASED and not _may_release(event, promise):
        raise Refusal(
            "promise-release",
            f"Only the one to whom it was made can release it: {promise.to}.",
            hint="Renegotiate it, or say that it was broken.",
        )
    if event.kind is EventKind.RENEGOTIATED:
        _check_renegotiated(event, promise)


def _may_release(event: Event, promise: Promise) -> bool:
    if event.by is None or event.by.where != promise.to.where:
        return False
    return not promise.to.name or event.by.name.casefold() == promise.to.name.casefold()


def _check_renegotiated(event: Event, promise: Promise) -> None:
    if event.due is None or event.due < event.day:
        raise Refusal(
            "promise-due",
            "Renegotiated means a new day, and not one that is past.",
            hint="Say it: --due 2026-10-30.",
        )
    asked = event.asked or event.day
    if not promise.made <= asked <= event.day:
        raise Refusal(
            "promise-day",
            f"It was asked on {asked.isoformat()}: that has to lie between the day it was made "
            f"({promise.made.isoformat()}) and the day of the agreement ({event.day.isoformat()}).",
        )


def _check_correction(event: Event, own: Sequence[Event]) -> None:
    correction = event.correction
    ids = [one.id for one in own if one.kind is not EventKind.CORRECTED]
    if correction is None or correction.event not in ids:
        raise Refusal(
            "promise-corrects",
            f"{event.promise} has no event “{correction.event if correction else ''}” that could be corrected.",
            hint=f"It has: {', '.join(ids)}.",
            data={"known": ids},
        )
    target = next(one for one in own if one.id == correction.event)
    changes = (correction.kind, correction.day, correction.due, correction.text)
    if not correction.struck and not any(changes):
        raise Refusal(
            "promise-corrects",
            "The correction changes nothing.",
            hint="Say what should have been there (a day, a due day, a text), or strike it.",
        )
    if correction.kind and not (correction.kind.ends and target.kind.ends):
        raise Refusal(
            "promise-corrects",
            f"“{target.kind}” can't become “{correction.kind}”.",
            hint="Strike it and record what happened.",
        )
    if correction.due and target.kind not in (EventKind.MADE, EventKind.RENEGOTIATED):
        raise Refusal(
            "promise-corrects", f"“{target.kind}” has no due day.", hint="Correct the event that set it."
        )
    if correction.day and correction.day > event.recorded:
        raise Refusal("promise-day", f"{correction.day.isoformat()} has not come yet.")
    given_text(correction.text, what="The corrected text", needed=False)


def _check_history(after: Standing, before: Standing) -> None:
    if trouble := [one for one in after.trouble if one not in before.trouble]:
        raise Refusal(
            "promise-order",
            f"That can't be: {trouble[0]}",
            hint="Check the day. A mistake is corrected, with a reason: bothways promises correct.",
        )
    promise = after.promise
    for move in after.moves:
        if move.due < move.day or move.asked < promise.made:
            raise Refusal("promise-due", f"A day agreed on {move.day.isoformat()} would be past.")
    if promise.due < promise.made:
        raise Refusal(
            "promise-due",
            f"It would be due on {promise.due.isoformat()}, before it was made on {promise.made.isoformat()}.",
        )
