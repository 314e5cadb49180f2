"""`bothways promises`: what was promised to whom, what came of it, and what is due."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from rich.markup import escape

from bothways.brief import words
from bothways.brief.registers import promised, record_in_words, stands
from bothways.cli.importing import read_day, today
from bothways.cli.printing import err, say, say_json, table
from bothways.credibility import (
    Correction,
    Event,
    EventKind,
    Party,
    Promise,
    Promises,
    Standing,
    due_list,
    read_promises,
    record,
    standing,
    write_events,
)
from bothways.terms import Refusal

PROMISES: Final = Path("bothways-promises.jsonl")
HELP: Final = "What was promised to whom, what came of it, and what is due."
File = Annotated[Path, typer.Option("--file", metavar="PATH", help="The file that promises are kept in.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Which promise: p1, as the list shows it.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it happened; today.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="As it stood on this day; today.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
To = Literal["staff", "executives", "manager"]


def list_command(
    to: Annotated[To | None, typer.Option("--to", help="Only what was promised to these.")] = None,
    every: Annotated[bool, typer.Option("--all", help="What has ended, too.")] = False,
    as_of: AsOf = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """List what was promised, how it stands, and how often the word was kept."""
    now = read_day(as_of, option="--as-of") or today()
    held = read_promises(file)
    standings = [one for one in held.standings(now=now) if to is None or one.promise.to.where == to]
    records = [record(standings, now=now, to=side) for side in ("staff", "executives", "manager")]
    records = [one for one in records if one.first is not None]
    shown = [one for one in standings if every or one.state.is_open]
    if as_json:
        say_json(
            {
                "promises": [one.as_dict() for one in shown],
                "records": [one.as_dict() for one in records],
                "trouble": list(held.trouble),
            }
        )
        return
    tell(held.trouble)
    if not standings:
        say("No promise is on record here. The first: bothways promises add TEXT --to staff --due DAY")
        return
    _print(shown)
    if ended := len(standings) - len(shown):
        say(f"{ended} that ended: bothways promises list --all shows them.", soft=True)
    say()
    for one in records:
        say(record_in_words(one))


def due_command(
    within: Annotated[int, typer.Option(metavar="DAYS", min=0, help="So many days ahead.")] = 14,
    to: Annotated[To | None, typer.Option("--to", help="Only what was promised to these.")] = None,
    as_of: AsOf = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Say what is due to whom: what is late first."""
    held = read_promises(file)
    standings = held.standings(now=read_day(as_of, option="--as-of") or today())
    shown = due_list(standings, within=within, to=to)
    if as_json:
        say_json({"due": [one.as_dict() for one in shown], "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    if shown:
        _print(shown)
    else:
        say(f"Nothing is due within {words.count(within, 'day')}.")


def add_command(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was promised, in a sentence.")],
    to: Annotated[
        str,
        typer.Option("--to", metavar="WHOM", help="staff, executives, manager; a person as staff:Ada Berg."),
    ],
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="Until when.")],
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Who gave it, written in the same way.")
    ] = "manager",
    made: Annotated[
        str | None, typer.Option("--made", metavar="DAY", help="When it was given; today.")
    ] = None,
    benefit: Annotated[str, typer.Option(metavar="TEXT", help="What a customer gains when it is kept.")] = "",
    figure: Annotated[
        list[str] | None,
        typer.Option("--figure", metavar="KEY", help="A figure it is about, by its key in ledger.json."),
    ] = None,
    shared: Annotated[
        bool, typer.Option("--shared", help="The side that is no party to it may read it, too.")
    ] = False,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Put a promise on record."""
    day = read_day(made, option="--made") or today()
    given, receiver, until = Party.read(by), Party.read(to), needed_day(due, option="--due")

    def make(held: Promises) -> Event:
        name = next_id("p", held.by_promise)
        promise = Promise(
            id=name, by=given, to=receiver, text=text, made=day, due=until, benefit=benefit,
            figures=tuple(figure or ()), shared=shared,
        )  # fmt: skip
        return Event(
            id=f"{name}.1",
            promise=name,
            kind=EventKind.MADE,
            day=day,
            recorded=today(),
            given=promise,
            number=1,
        )

    _write(file, make, as_json=as_json)


def keep_command(
    promise: Id,
    on: On = None,
    how: Annotated[
        str, typer.Option("--how", metavar="TEXT", help="How it can be seen that it was kept.")
    ] = "",
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Say that a promise was kept."""
    _happened(file, promise, EventKind.KEPT, on, as_json=as_json, text=how)


def renegotiate_command(
    promise: Id,
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="The new day.")],
    reason: Reason,
    asked: Annotated[
        str | None, typer.Option("--asked", metavar="DAY", help="When it was asked; the day of --on.")
    ] = None,
    on: On = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Agree on another day: in time when asked before the day that was due."""
    _happened(
        file, promise, EventKind.RENEGOTIATED, on, as_json=as_json, reason=reason,
        due=needed_day(due, option="--due"), asked=read_day(asked, option="--asked"),
    )  # fmt: skip


def break_command(
    promise: Id, reason: Reason, on: On = None, file: File = PROMISES, as_json: Json = False
) -> None:
    """Say that a promise was broken, and why."""
    _happened(file, promise, EventKind.BROKEN, on, as_json=as_json, reason=reason)


def release_command(
    promise: Id,
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Who releases it: the one to whom it was made.")
    ],
    reason: Reason = "",
    on: On = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Say that the one to whom a promise was made released it."""
    _happened(file, promise, EventKind.RELEASED, on, as_json=as_json, reason=reason, by=Party.read(by))


def note_command(
    promise: Id,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    on: On = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Add a note to a promise."""
    _happened(file, promise, EventKind.NOTE, on, as_json=as_json, text=text)


def correct_command(
    promise: Id,
    reason: Reason,
    event: Annotated[
        str | None, typer.Option("--event", metavar="ID", help="Which event, p1.2; the last.")
    ] = None,
    strike: Annotated[bool, typer.Option("--strike", help="It never happened.")] = False,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help="The day it should have had.")
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="DAY", help="The due day it should have had.")
    ] = None,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What it should have said.")] = "",
    ended: Annotated[
        Literal["kept", "broken", "released"] | None, typer.Option("--ended", help="How it really ended.")
    ] = None,
    file: File = PROMISES,
    as_json: Json = False,
) -> None:
    """Correct what was recorded: the record stays, and the correction stands beside it."""

    def make(held: Promises) -> Event:
        own = [one for one in held.of(promise) if one.kind is not EventKind.CORRECTED]
        correction = Correction(
            event=event or own[-1].id, struck=strike, kind=EventKind(ended) if ended else None,
            day=read_day(day, option="--day"), due=read_day(due, option="--due"), text=text,
        )  # fmt: skip
        return _event(held, promise, EventKind.CORRECTED, today(), reason=reason, correction=correction)

    _write(file, make, as_json=as_json)


def history_command(promise: Id, file: File = PROMISES, as_json: Json = False) -> None:
    """Show all that happened to a promise, as it was recorded."""
    held = read_promises(file)
    events = held.of(promise)
    if as_json:
        say_json({"events": [one.as_dict() for one in events], "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    _print_one(standing(events, now=max(today(), *(one.recorded for one in events))))
    say()
    rows = [
        [one.id, one.day.isoformat(), one.recorded.isoformat(), str(one.kind), _told(one)] for one in events
    ]
    table(["event", "happened", "written down", "what", ""], rows)


def _told(event: Event) -> str:
    parts = [event.reason or event.text]
    if event.due:
        parts.append(f"new day {event.due}")
    if event.asked:
        parts.append(f"asked on {event.asked}")
    if correction := event.correction:
        changes = (
            ("it never happened", correction.struck), (f"it was {correction.kind}", correction.kind),
            (f"on {correction.day}", correction.day), (f"due on {correction.due}", correction.due),
            (f"“{correction.text}”", correction.text),
        )  # fmt: skip
        parts.append(f"{correction.event}: {', '.join(said for said, there in changes if there)}")
    return "; ".join(part for part in parts if part)


def needed_day(text: str, *, option: str) -> date:
    """Read an ISO date of an option that must be there."""
    found = read_day(text, option=option)
    if found is None:  # read_day gives None for None alone
        raise Refusal("day", f"{option} needs a day.", hint="Write it as 2026-09-30.")
    return found


def next_id(letter: str, known: dict[str, Any]) -> str:
    """Return the next id of a register: p1, p2, … A number is never given twice.

    >>> next_id("p", {"p1": 0, "p9": 0, "mine": 0}), next_id("p", {})
    ('p10', 'p1')
    """
    taken = [int(name[1:]) for name in known if re.fullmatch(rf"{letter}[0-9]{{1,9}}", name)]
    return f"{letter}{max(taken, default=0) + 1}"


def tell(trouble: tuple[str, ...]) -> None:
    """Say what is odd about a register's file."""
    for sentence in trouble:
        err.print(escape(sentence), style="bold", soft_wrap=True)


def _happened(
    file: Path, promise: str, kind: EventKind, on: str | None, *, as_json: bool, **more: Any
) -> None:
    day = read_day(on, option="--on") or today()
    _write(file, lambda held: _event(held, promise, kind, day, **more), as_json=as_json)


def _event(held: Promises, promise: str, kind: EventKind, day: date, **more: Any) -> Event:
    number = len(held.of(promise)) + 1
    return Event(
        id=f"{promise}.{number}", promise=promise, kind=kind, day=day, recorded=today(), number=number, **more
    )


def _write(file: Path, make: Callable[[Promises], Event], *, as_json: bool) -> None:
    """Record one event and say how its promise stands now."""
    (event,) = write_events(file, lambda held: [make(held)])
    held = read_promises(file)
    now = standing(held.of(event.promise), now=today())
    if as_json:
        say_json({"event": event.as_dict(), "standing": now.as_dict(), "trouble": list(held.trouble)})
        return
    tell(held.trouble)
    _print_one(now)


def _print_one(one: Standing) -> None:
    say(f"{one.id:<4} {one.promise.text}")
    say(f"     {promised(one)}: {stands(one)}", soft=True)


def _print(standings: Iterable[Standing]) -> None:
    for one in standings:
        _print_one(one)


def register(app: typer.Typer) -> None:
    """Add the command."""
    promises = typer.Typer(
        help=HELP, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )

    @promises.callback(invoke_without_command=True)
    def promises_command(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            list_command()

    for name, command in (
        ("list", list_command), ("due", due_command), ("add", add_command), ("keep", keep_command),
        ("renegotiate", renegotiate_command), ("break", break_command), ("release", release_command),
        ("note", note_command), ("correct", correct_command), ("history", history_command),
    ):  # fmt: skip
        promises.command(name)(command)
    app.add_typer(promises, name="promises", help=HELP)
