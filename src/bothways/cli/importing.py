"""`bothways import`: files in, a snapshot out, and what became of each row."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from bothways.cli.printing import as_option, err, progress_bar, say, say_json, table
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.evidence import Import, Snapshot

SNAPSHOTS = Path("bothways-snapshots")


def today() -> date:
    """Return today's date, here: the clock is read by the command alone."""
    return datetime.now(UTC).astimezone().date()


def read_day(text: str | None, *, option: str) -> date | None:
    """Read an ISO date of an option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise Refusal("day", f"{option} “{text}” is no date.", hint="Write it as 2026-09-30.") from bad


def read_answers(given: list[str]) -> dict[str, str]:
    """Read `id=answer` pairs."""
    answers = {}
    for pair in given:
        name, equals, answer = pair.rpartition("=")
        if not equals:
            raise Refusal(
                "answer", f"“{pair}” is no answer.", hint="Write it as the question shows: id=answer."
            )
        answers[name] = answer
    return answers


def take_in(
    paths: list[Path], *, into: Path, answers: dict[str, str], quiet: bool, **settings: Any
) -> Import:
    """Import, and ask the person at the terminal where two readings are possible."""
    from bothways.evidence import import_files  # noqa: PLC0415 - the engine takes a moment to load

    while True:
        try:
            with progress_bar(quiet=quiet) as report:
                return import_files(
                    paths, into=into, today=today(), answers=answers, progress=report, **settings
                )
        except Refusal as refusal:
            asked = refusal.data.get("questions", ()) if refusal.code == "question" else ()
            if quiet or not asked or not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            err.print()
            err.print(
                "The files leave one question open."
                if len(asked) == 1
                else f"The files leave {len(asked)} questions open.",
                style="bold",
            )
            for question in asked:
                answers[question["id"]] = choose(question)


def choose(question: Mapping[str, Any]) -> str:
    """Ask one question at the terminal: by number or by word, until one of its options is chosen."""
    options = question["options"]
    err.print()
    err.print(escape(question["question"]), soft_wrap=True)
    if question.get("samples"):
        samples = ", ".join(str(sample) for sample in question["samples"][:4])
        err.print(f"  for example {escape(samples)}", style="dim", soft_wrap=True)
    for number, option in enumerate(options, start=1):
        err.print(f"  {number}  {escape(option['means'])} ({escape(option['answer'])})", soft_wrap=True)
    while True:
        typed = str(typer.prompt("Number", err=True)).strip()
        if typed.isdigit() and 1 <= int(typed) <= len(options):
            return str(options[int(typed) - 1]["answer"])
        if typed in {option["answer"] for option in options}:
            return typed
        err.print(f"Type a number from 1 to {len(options)}.")


def print_explained(done: Import) -> None:
    """Print how each file and column was understood, the unused ones too, and why."""
    from bothways.evidence.mapping import LAYOUTS  # noqa: PLC0415

    report = done.report
    files = [
        [f.file, f.table or "not used", LAYOUTS.get(f.layout, ""), f.reason, " ".join(f.notes)]
        for f in report.files
    ]
    table(["file", "understood as", "layout", "because", "notes"], files)
    say()
    guesses = [
        [guess.file, guess.column, guess.field, f"{guess.confidence:.0%}", guess.reason]
        for entry in report.files
        for guess in entry.guesses
    ]
    unused = [
        [entry.file, column, "not used", "", "nothing here reads it"]
        for entry in report.files
        if entry.table and entry.table != "quotas"
        for column in entry.unused
    ]
    table(["file", "column", "read as", "sure", "because"], [*guesses, *unused], numeric=(3,))
    if report.stages:
        say()
        stages = [[s.pipeline, s.stage, s.meaning, f"{s.confidence:.0%}", s.reason] for s in report.stages]
        table(["pipeline", "stage", "means", "sure", "because"], stages, numeric=(3,))


def print_import(done: Import, *, explain: bool) -> None:
    """Print what was kept, what was refused and why, and where the snapshot is."""
    report = done.report
    rows = [
        [
            entry.file,
            entry.table or "not used",
            f"{entry.read:,}",
            f"{entry.kept:,}",
            f"{len(entry.refused):,}",
        ]
        for entry in report.files
        if entry.read or entry.table
    ]
    table(["file", "understood as", "rows read", "kept", "refused"], rows, numeric=(2, 3, 4))
    say()
    for sentence in report.sentences():
        say(sentence)
    for merge in report.merges:
        say(
            f"To decide: {merge.sentence} Yes: {as_option(merge.id, merge.answer)}  No: {as_option(merge.id, 'keep')}"
        )
    if explain:
        say()
        print_explained(done)
    say()
    if done.is_known:
        say("The same content was imported before: its snapshot is kept as it is.")
    say(f"Snapshot {done.snapshot.id}, as of {done.snapshot.as_of}: {done.snapshot.folder}")


def earlier_snapshots(into: Path, *, alone: bool) -> list[Snapshot]:
    """Return the snapshots of a folder, of which the import compares with the right one."""
    from bothways.evidence import find_snapshots  # noqa: PLC0415

    return [] if alone else find_snapshots(into)


def choose_snapshot(path: Path | None) -> Snapshot:
    """Open the snapshot at a path, or the newest one."""
    from bothways.evidence import find_snapshots, open_snapshot  # noqa: PLC0415

    if path is not None:
        return open_snapshot(path)
    found = find_snapshots(SNAPSHOTS)
    if not found:
        raise Refusal(
            "no-snapshot",
            "There is no snapshot here yet.",
            hint="Import an export first: bothways import PATH",
        )
    # One without deals (headers alone, targets alone) is nothing to look at while there is another.
    return next((s for s in reversed(found) if s.rows("deals")), found[-1])


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("import")
    def import_command(
        paths: Annotated[
            list[Path],
            typer.Argument(metavar="PATH", help="A folder, a zip or files: export, targets, rates."),
        ],
        into: Annotated[Path, typer.Option(metavar="PATH", help="Where snapshots are kept.")] = SNAPSHOTS,
        as_of: Annotated[
            str | None, typer.Option(metavar="DAY", help="The day of the export, if not its latest day.")
        ] = None,
        answer: Annotated[
            list[str] | None, typer.Option(metavar="ID=ANSWER", help="Answer a question: id=answer.")
        ] = None,
        mapping: Annotated[
            Path | None, typer.Option(metavar="PATH", help="A mapping.toml, as a former import left it.")
        ] = None,
        rates: Annotated[
            Path | None, typer.Option(metavar="PATH", help="Exchange rates, TOML or CSV.")
        ] = None,
        fiscal_start_month: Annotated[
            int | None,
            typer.Option(
                metavar="MONTH", min=1, max=12, help="Month the fiscal year starts; as before, or 1."
            ),
        ] = None,
        alone: Annotated[
            bool, typer.Option("--alone", help="Do not compare with the snapshot before.")
        ] = False,
        explain: Annotated[
            bool, typer.Option("--explain", help="Show how each column was understood, and why.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Read a CRM export; keep it as a snapshot; say what was refused and why."""
        done = take_in(
            paths,
            into=into,
            answers=read_answers(answer or []),
            quiet=as_json,
            as_of=read_day(as_of, option="--as-of"),
            mapping=mapping,
            rates=rates,
            fiscal_start_month=fiscal_start_month,
            previous=earlier_snapshots(into, alone=alone),
        )
        if as_json:
            say_json({"snapshot": str(done.snapshot.folder), "id": done.snapshot.id, **done.report.as_dict()})
        else:
            print_import(done, explain=explain)
