"""What can be recorded of a limit: everything else is refused, with what can be done instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bothways.constraints.state import LimitState, limit_state
from bothways.constraints.values import Change, ChangeKind, Limit, Moves
from bothways.terms import Refusal, given_text

_MOST_FIGURES = 8


def with_change(changes: Iterable[Change], change: Change) -> tuple[Change, ...]:
    """Return changes with one more; a change that is there already changes nothing.

    Raises:
        Refusal: as `check_change`.
    """
    held = tuple(changes)
    if change in held:
        return held
    check_change(held, change)
    return (*held, change)


def check_change(changes: Iterable[Change], change: Change) -> None:
    """Check that a change can be recorded beside those that are, of this limit and others.

    Raises:
        Refusal: `limit-known`, `limit-unknown`, `limit-day`, `limit-review`, `limit-reason`, `limit-fixed`,
            `limit-room`, `limit-side`, `limit-withdrawn`, `limit-figures`, `limit-evidence`, `limit-begins`,
            `limit-order`, `given-text` or `limit-change` (an id that stands for something else, a change
            without what it has to bring).
    """
    held = tuple(changes)
    if any(one.id == change.id and one != change for one in held):
        raise Refusal("limit-change", f"{change.id} was recorded with other words.", hint="Take another id.")
    own = tuple(one for one in held if one.limit == change.limit and one.id != change.id)
    for text, what in (
        (change.by, "Who did it"),
        (change.reason, "The reason"),
        (change.words, "What was said"),
    ):
        given_text(text, what=what, needed=False)
    if change.day > change.recorded:
        raise Refusal(
            "limit-day",
            f"{change.day.isoformat()} lies after the day of the record, {change.recorded.isoformat()}.",
            hint="Record it when it has happened.",
        )
    if change.kind is ChangeKind.DECLARED:
        _check_declared(change, own)
        return
    if not any(one.kind is ChangeKind.DECLARED for one in own):
        raise unknown(change.limit, [one.limit for one in held])
    last = max(one.day for one in (*own, change))
    before = limit_state(own, now=last)
    _check_follows(change, before)
    after = limit_state((*own, change), now=last)
    if trouble := [one for one in after.trouble if one not in before.trouble]:
        raise Refusal("limit-order", f"That can't be: {trouble[0]}", hint="Check the day.")


def unknown(limit: str, known: Iterable[str]) -> Refusal:
    """Return the refusal of an id that no limit has."""
    ids = sorted(set(known))
    near = difflib.get_close_matches(limit, ids, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else "bothways limits list shows them all."
    return Refusal("limit-unknown", f"There is no limit “{limit}”.", hint=hint, data={"known": ids})


def _check_declared(change: Change, own: Sequence[Change]) -> None:
    if own:
        raise Refusal(
            "limit-known", f"There is a limit “{change.limit}” already.", hint="Give this one another id."
        )
    limit = _brought(change)
    if change.day != limit.declared:
        raise Refusal("limit-day", f"“{limit.id}” was declared on two days.", hint="They have to agree.")
    _check_limit(limit)
    _check_review(change, limit)


def _brought(change: Change) -> Limit:
    if change.now_reads is None or change.now_reads.id != change.limit:
        raise Refusal("limit-change", f"{change.id} does not say how the limit reads.")
    return change.now_reads


def _check_limit(limit: Limit) -> None:
    given_text(limit.statement, what="The limit")
    given_text(limit.owner, what="Who owns it", most=120)
    for text, what in (
        (limit.cost, "Its cost"),
        (limit.room, "How far it can move"),
        (limit.mover, "Who moves it"),
        (limit.week, "What it means for a week of theirs"),
    ):
        given_text(text, what=what, needed=False)
    if limit.moves is Moves.WITHIN and not limit.room:
        raise Refusal(
            "limit-room",
            "It can move within, but within what is not said.",
            hint='Say it: --room "up to 15 % for new customers".',
        )
    if limit.moves is Moves.NO and (limit.room or limit.mover):
        raise Refusal(
            "limit-room",
            "It can't move, and it is said how far or by whom.",
            hint="Say --moves yes or --moves within, or leave out the rest.",
        )
    if limit.moves is not Moves.NO and not limit.mover:
        raise Refusal(
            "limit-mover",
            "It can move, but who can move it is not said.",
            hint="Say it: --mover TEXT.",
        )
    if limit.begins is not None and limit.begins >= limit.review:
        raise Refusal(
            "limit-begins",
            f"It would hold from {limit.begins.isoformat()} on, and be looked at before, on {limit.review.isoformat()}.",
            hint="Look at it again after it has begun: --review DAY.",
        )
    for keys, what in ((limit.deals, "deals"), (limit.voices, "voices")):
        if len(keys) > _MOST_FIGURES or any(not _is_key(key) for key in keys):
            raise Refusal(
                "limit-evidence",
                f"A limit names up to {_MOST_FIGURES} {what} by their ids.",
                hint="The ones that show it best are enough.",
            )
    for keys in (limit.evidence, limit.cost_figures):
        if len(keys) > _MOST_FIGURES or any(not _is_key(key) for key in keys):
            raise Refusal(
                "limit-figures",
                f"A limit names up to {_MOST_FIGURES} figures by their keys.",
                hint="ledger.json has the keys: days_in_stage/stage/Negotiation, say.",
            )


def _is_key(key: str) -> bool:
    return bool(key.strip()) and len(key) <= 120 and key.isprintable()


def _check_review(change: Change, limit: Limit) -> None:
    if limit.review <= change.day:
        raise Refusal(
            "limit-review",
            f"Its review would be on {limit.review.isoformat()}, not after {change.day.isoformat()}.",
            hint="Say when it is to be looked at again: --review 2027-01-15.",
        )


def _check_follows(change: Change, before: LimitState) -> None:
    if before.withdrawn and before.withdrawn <= change.day:
        raise Refusal(
            "limit-withdrawn",
            f"It was withdrawn on {before.withdrawn.isoformat()}.",
            hint="Declare it anew if it holds again.",
        )
    limit = before.limit
    if change.day < limit.declared:
        raise Refusal(
            "limit-day",
            f"On {change.day.isoformat()} it had not been declared: it was on {limit.declared.isoformat()}.",
            hint="Check the day.",
        )
    if change.kind in (ChangeKind.RESTATED, ChangeKind.MOVED, ChangeKind.WITHDRAWN) and not change.reason:
        raise Refusal(
            "limit-reason", f"Whoever has it {change.kind} says why.", hint="Give the reason: --reason TEXT."
        )
    match change.kind:
        case ChangeKind.RESTATED | ChangeKind.MOVED:
            _check_reads(change, limit)
        case ChangeKind.CONFIRMED:
            if change.review is None:
                raise Refusal(
                    "limit-review",
                    "It is confirmed until when?",
                    hint="Say when it is to be looked at again: --review 2027-01-15.",
                )
            _check_review(change, replace(limit, review=change.review))
        case ChangeKind.UNDERSTOOD:
            _check_understood(change, limit)
        case _:
            pass


def _check_reads(change: Change, limit: Limit) -> None:
    reads = _brought(change)
    if (reads.side, reads.declared) != (limit.side, limit.declared):
        raise Refusal(
            "limit-side",
            "A limit stays with its side and keeps the day on which it was declared.",
            hint="Withdraw it, and declare another.",
        )
    if change.kind is ChangeKind.MOVED:
        if limit.moves is Moves.NO:
            raise Refusal(
                "limit-fixed",
                "It was declared as one that can't move.",
                hint="Restate it first, with who can move it: bothways limits restate.",
            )
        if reads.statement == limit.statement:
            raise Refusal(
                "limit-change", "It reads as before.", hint="Say how it reads now: --now-reads TEXT."
            )
    _check_limit(reads)
    _check_review(change, reads)


def _check_understood(change: Change, limit: Limit) -> None:
    given_text(change.words, what="What the other side understands")
    if change.side is not limit.side.other:
        raise Refusal(
            "limit-side",
            f"It is a limit of the {limit.side}: the {limit.side.other} say it back.",
            hint=f"Say --side {limit.side.other}.",
        )
    if change.words.casefold() == limit.statement.casefold():
        raise Refusal(
            "limit-change",
            "These are the words of the limit itself.",
            hint="Said back in one's own words: only so it shows what was understood.",
        )
