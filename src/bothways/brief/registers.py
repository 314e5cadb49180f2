"""How promises and limits are said: the same words in a brief, in a list at the terminal and on a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bothways.brief import words
from bothways.constraints import Limits, LimitState, Moves, read_limits
from bothways.credibility import Party, Promises, Record, Standing, State, read_promises
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release

_SIDES = {"staff": "the sales staff", "executives": "the executives", "manager": "the manager"}


def stands(standing: Standing) -> str:
    """Say how a promise stands, with its days.

    “due on 15 October 2026”, “5 days late: it was due on 1 September 2026”, “kept on 3 October 2026”.
    """
    due, ended = words.day(standing.due), words.day(standing.ended) if standing.ended else ""
    late = words.count(standing.days_late, "day")
    match standing.state:
        case State.OPEN:
            return f"due on {due}"
        case State.DUE:
            left = standing.days_left or 0
            when = f"in {words.count(left, 'day')}" if left else "that is today"
            return f"due on {due}, {when}{_moved(standing)}"
        case State.LATE:
            return f"{late} late: it was due on {due}{_moved(standing)}"
        case State.RENEGOTIATED | State.RENEGOTIATED_LATE:
            return f"due on {due}{_moved(standing)}"
        case State.KEPT:
            return f"kept on {ended}"
        case State.KEPT_LATE:
            return f"kept on {ended}, {late} late"
        case _:
            reason = f": {standing.reason}" if standing.reason else ""
            return f"{standing.state} on {ended}{reason}" if ended else str(standing.state)


def _moved(standing: Standing) -> str:
    if not standing.moves:
        return ""
    move = standing.moves[-1]
    how = "moved in time" if move.in_time else "moved after the day"
    return f"; {how} from {words.day(move.was)}: {move.reason}"


def called(party: Party) -> str:
    """Say who gives or is given a promise; a single person by name: this is for the manager's eyes.

    >>> called(Party("staff")), called(Party("staff", "Ada Berg"))
    ('the sales staff', 'Ada Berg')
    """
    return party.name or _SIDES[party.where]


def promised(standing: Standing) -> str:
    """Say from whom to whom: “the manager to the sales staff”."""
    return f"{called(standing.promise.by)} to {called(standing.promise.to)}"


def record_in_words(record: Record) -> str:
    """Say a record in a sentence, with its n, for the manager's eyes."""
    whom = f" to {_SIDES[record.to]}" if record.to else ""
    who = f" by {_SIDES[record.by]}" if record.by else ""
    parts = [
        f"{words.count(number)} {what}"
        for number, what in (
            (record.kept, "kept in time"), (record.kept_late, "kept late"), (record.broken, "broken"),
            (record.released, "released"), (record.waiting, "still to be kept"), (record.late, "of these late"),
        )
        if number
    ]  # fmt: skip
    head = f"Promised{whom}{who}: {', '.join(parts) if parts else 'nothing so far'}"
    if record.share is None:
        return f"{head}; {record.unknown}." if record.n else f"{head}."
    share = next(figure for figure in record.figures(source="") if figure.name == "promises_kept")
    return (
        f"{head}; {words.value(share, '')} kept in time, {words.between(share, '')}, {words.how_sure(share)}."
    )


def movable(state: LimitState) -> str:
    """Say whether a limit can move, how far, and by whom.

    “no”, “yes, by the finance chief”, “within: up to 15 %, by the finance chief”.
    """
    limit = state.limit
    by = f", by {limit.mover}" if limit.mover else ""
    match limit.moves:
        case Moves.NO:
            return "no"
        case Moves.YES:
            return f"yes{by}"
        case _:
            return f"within: {limit.room}{by}"


def review(state: LimitState) -> str:
    """Say when a limit is to be looked at again, and what about it is stale."""
    if not state.holds and state.withdrawn:
        return f"withdrawn on {words.day(state.withdrawn)}: {state.reason}"
    if not state.stale:
        since = "" if state.has_begun else f"from {words.day(state.limit.holds_from)} "
        return f"holds {since}until it is looked at again on {words.day(state.limit.review)}"
    return f"stale: {'; '.join(state.stale)}"


def read_register_of_promises(source: Path | str | Promises | None) -> Promises | None:
    """Return promises: of a file, or as they are handed in.

    Raises:
        Refusal: `given-file` when the file is not there; else as `read_promises`.
    """
    if source is None or isinstance(source, Promises):
        return source
    return read_promises(_there(source, "promises"))


def read_register_of_limits(source: Path | str | Limits | None) -> Limits | None:
    """Return limits: of a file, or as they are handed in.

    Raises:
        Refusal: `given-file` when the file is not there; else as `read_limits`.
    """
    if source is None or isinstance(source, Limits):
        return source
    return read_limits(_there(source, "limits"))


def read_release(source: Path | str | Mapping[str, Any] | Release | None) -> Release | None:
    """Return the release of a consultation: of its file, of what is in it, or as it is handed in.

    Raises:
        Refusal: `given-file` when the file is not there or is no release.
    """
    if source is None:
        return None
    from bothways.opendoor.asked import Release  # noqa: PLC0415 - only who asked both sides waits for it

    if isinstance(source, Release):
        return source
    told = source
    try:
        if not isinstance(told, Mapping):
            told = json.loads(_there(told, "the consultation").read_text("utf-8-sig"))
        return Release.of_json(told)
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as bad:
        hint = "Take the file that the page of the result offers, or that the command wrote."
        raise Refusal("given-file", "This is no release of a consultation.", hint=hint) from bad


def _there(source: Path | str, kind: str) -> Path:
    path = Path(source)
    if not path.exists():
        # A register that is not there is empty for whoever begins one, and a slip for whoever names it.
        raise Refusal(
            "given-file", f"{path} is not there.", hint=f"Name the file of {kind}, or leave the option out."
        )
    return path
