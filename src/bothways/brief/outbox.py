"""A mail on its way, as a value: queued, claimed by one worker, then sent, failed, or unknown.

What is kept of it is kept elsewhere; here is what may follow what. Each step gives the row that comes after, with
`version` one higher: who keeps rows writes it only where the version is still the one that was read (`guard`), so that
of two who try the same step one finds nothing to write.

    queued ──claimed──> claimed ──handed_over──> claimed (may have gone) ──settled──> sent | failed | queued | unknown
       ^                   └─ its worker is gone: recovered ──> queued, or unknown where it may have gone
       └── again(by=a person) ── sent | failed | unknown ── arrived(by=a person) ──> sent

The law: a mail that may have gone is never handed over again without a person's word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bothways.terms import Refusal

__all__ = [
    "LEASE", "PAUSES", "STATES", "Later", "Outcome", "Refused", "Row", "Sent", "State", "Unknown", "again", "arrived",
    "claimed", "guard", "handed_over", "is_due", "queued", "recovered", "row_from_dict", "settled", "withdrawn",
]  # fmt: skip

State = Literal["queued", "claimed", "sent", "failed", "unknown"]
STATES: Final[tuple[State, ...]] = ("queued", "claimed", "sent", "failed", "unknown")
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long is waited before each further try; after the last one the row has failed."""
LEASE: Final = timedelta(minutes=10)
"""How long a worker may hold a row: far longer than one hand-over may take."""
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it; `reply` is what it said."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It won't go, however often it is tried. `of` says what was refused, `who` whose address it was."""

    of: Literal["recipient", "sender", "message", "sign-in", "encryption", "settings"]
    why: str
    who: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """It did not go, for sure; a later try may do."""

    why: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have gone: the connection was lost after the message and before the server's word."""

    why: str


Outcome = Sent | Refused | Later | Unknown
"""What came of handing a message over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mail to one reader. `key` is the Message-ID: the same mail is queued once.

    `after` is from when on it may be tried; `worker` and `since` say who claimed it and when; `may_have_gone` is set
    before the first byte goes out. `told` is the last thing that was learned, in a sentence; `by` who said so, where a
    person did.
    """

    key: str
    to: str
    state: State = "queued"
    version: int = 0
    tries: int = 0
    after: datetime | None = None
    worker: str = ""
    since: datetime | None = None
    may_have_gone: bool = False
    told: str = ""
    by: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "key": self.key, "to": self.to, "state": self.state, "version": self.version, "tries": self.tries,
            "after": self.after.isoformat() if self.after else None, "worker": self.worker,
            "since": self.since.isoformat() if self.since else None, "may_have_gone": self.may_have_gone,
            "told": self.told, "by": self.by,
        }  # fmt: skip


def row_from_dict(held: Mapping[str, Any]) -> Row:
    """Return the row that `Row.as_dict` wrote.

    Raises:
        Refusal: `outbox-row` for anything else.
    """
    try:
        given = dict(held)
        for name in ("after", "since"):
            given[name] = datetime.fromisoformat(given[name]) if given.get(name) else None
        row = Row(**given)
        texts = (row.key, row.to, row.worker, row.told, row.by)
        counts = (row.version, row.tries)
        sound = (
            row.state in STATES
            and all(isinstance(text, str) for text in texts)
            and all(isinstance(count, int) and count >= 0 for count in counts)
            and isinstance(row.may_have_gone, bool)
        )
        if not sound:
            raise ValueError(row.state)
    except (TypeError, ValueError, KeyError) as bad:
        raise Refusal("outbox-row", "This is no row of an outbox.") from bad
    return row


def guard(row: Row) -> dict[str, Any]:
    """Return what must still hold where the row is kept, for the next step of it to be written.

    >>> guard(queued("<a@b>", to="zoe@firm.example"))
    {'key': '<a@b>', 'version': 0}
    """
    return {"key": row.key, "version": row.version}


def queued(key: str, *, to: str, after: datetime | None = None) -> Row:
    """Return a new row; `after` is from when on it may go, at once by default."""
    return Row(key=key, to=to, after=after)


def is_due(row: Row, *, now: datetime) -> bool:
    """Say whether a row may be claimed now."""
    return row.state == "queued" and (row.after is None or row.after <= now)


def claimed(row: Row, *, worker: str, now: datetime) -> Row:
    """Claim a row for one worker.

    Raises:
        Refusal: `outbox-step` when it is not queued or not due.
    """
    if not is_due(row, now=now):
        raise _no_step(row, "be claimed now")
    return _next(row, state="claimed", worker=worker, since=now, may_have_gone=False)


def handed_over(row: Row, *, worker: str, now: datetime) -> Row:
    """Say, before the first byte goes out, that from here on the mail may have gone. Write it before you send.

    Raises:
        Refusal: `outbox-step` when another worker has it, or it was handed over already, or its time is over.
    """
    late = row.since is not None and now - row.since >= LEASE
    if row.state != "claimed" or row.worker != worker or row.may_have_gone or late:
        raise _no_step(row, "be handed over")
    return _next(row, may_have_gone=True)


def settled(row: Row, *, worker: str, outcome: Outcome, now: datetime) -> Row:
    """Write down what came of handing it over.

    `Later` queues it again after a pause, until the pauses are used up; then it has failed. A row that was not
    handed over can only be settled by what proves that nothing went out (`Refused`, `Later`).

    Raises:
        Refusal: `outbox-step` when another worker has it.
    """
    if row.state != "claimed" or row.worker != worker:
        raise _no_step(row, "be settled")
    if not row.may_have_gone and isinstance(outcome, Sent | Unknown):
        raise _no_step(row, "have gone: it was not handed over")
    free: dict[str, Any] = {"worker": "", "since": None, "after": None, "by": ""}
    match outcome:
        case Sent(reply):
            return _next(row, state="sent", tries=row.tries + 1, told=_short(reply), **free)
        case Refused(_, why):
            done = {"state": "failed", "tries": row.tries + 1, "told": _short(why), "may_have_gone": False}
            return _next(row, **(free | done))
        case Unknown(why):
            return _next(row, state="unknown", tries=row.tries + 1, told=_short(why), **free)
        case Later(why):
            tries = row.tries + 1
            done = {"tries": tries, "told": _short(why), "may_have_gone": False}
            if tries > len(PAUSES):
                return _next(row, **(free | done | {"state": "failed"}))
            return _next(row, **(free | done | {"state": "queued", "after": now + PAUSES[tries - 1]}))


def recovered(row: Row, *, now: datetime, alone: bool = False) -> Row | None:
    """Free a row whose worker is gone; None where there is nothing to free.

    What was not handed over is queued again; what may have gone is unknown.

    Args:
        row: the row.
        now: what time it is; a claim holds for `LEASE`.
        alone: no worker lives (the one process has just started): a claim holds no longer.
    """
    if row.state != "claimed" or not (alone or row.since is None or now - row.since >= LEASE):
        return None
    free: dict[str, Any] = {"worker": "", "since": None}
    if row.may_have_gone:
        told = "It was being handed over when the work stopped: whether it arrived is not known."
        return _next(row, state="unknown", tries=row.tries + 1, told=told, **free)
    return _next(row, state="queued", **free)


def again(row: Row, *, by: str, now: datetime) -> Row:
    """Queue a mail again, whether it failed, nobody knows, or it was lost behind the server: only a person may say so.

    Raises:
        Refusal: `outbox-step` for a row that is on its way, or without a person.
    """
    if row.state not in ("failed", "unknown", "sent"):
        raise _no_step(row, "be sent again")
    if not by.strip():
        raise Refusal("outbox-step", "Only a person may have a mail sent again that may have arrived.")
    return _next(row, state="queued", tries=0, after=now, may_have_gone=False, by=by)


def arrived(row: Row, *, by: str) -> Row:
    """Write down that an unknown mail has arrived, as a person found out.

    Raises:
        Refusal: `outbox-step` for any other row, or without a person.
    """
    if row.state != "unknown" or not by.strip():
        raise _no_step(row, "be said to have arrived")
    return _next(row, state="sent", by=by, told="A person says that it arrived.")


def withdrawn(row: Row, *, by: str) -> Row:
    """Take back a mail that nobody has claimed yet.

    Raises:
        Refusal: `outbox-step` for any other row, or without a person.
    """
    if row.state != "queued" or not by.strip():
        raise _no_step(row, "be taken back")
    return _next(row, state="failed", after=None, by=by, told="It was taken back before it went out.")


def _next(row: Row, **changed: Any) -> Row:
    return replace(row, version=row.version + 1, **changed)


def _short(text: str) -> str:
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _no_step(row: Row, what: str) -> Refusal:
    return Refusal(
        "outbox-step",
        f"The mail to {row.to} is {row.state}; it can't {what}.",
        data={"key": row.key, "state": row.state},
    )
