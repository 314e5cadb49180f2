"""`bothways brief`: the pair of briefs, and one for each rep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.finding import HELP_EDITS, HELP_LAST
from bothways.cli.importing import (
    SNAPSHOTS,
    choose_snapshot,
    earlier_snapshots,
    read_answers,
    read_day,
    take_in,
)
from bothways.cli.limiting import LIMITS
from bothways.cli.printing import progress_bar, say, say_json
from bothways.cli.promising import PROMISES, tell
from bothways.evidence import Snapshot
from bothways.evidence.snapshot import MANIFEST

HELP_PROMISES = f"The register of promises; {PROMISES} beside the snapshots."
HELP_CONSULTATION = "What both sides answered: the file that the page of the result offers."
HELP_LIMITS = f"The register of limits; {LIMITS} beside the snapshots."


def beside(snapshot: Snapshot, name: str) -> Path | None:
    """Return a register that lies beside the folder of the snapshots, where there is one."""
    path = snapshot.folder.parent.parent / name
    return path if path.is_file() else None


def print_written(written: tuple[Path, ...]) -> None:
    """Say where the briefs are."""
    pages = {path.stem: path for path in written if path.suffix == ".html" and path.parent.name != "people"}
    people = [path for path in written if path.suffix == ".html" and path.parent.name == "people"]
    say(f"For the executives   {pages['executive']}")
    say(f"For the sales staff  {pages['team']}")
    if people:
        say(f"For a talk of two    {people[0].parent}{os.sep} ({len(people)}, one for each person)")
    say(f"For you              {pages['pair']}, and ledger.json beside it")
    say("Each brief is there as a web page, as PDF and as Markdown.", soft=True)


def brief_from(
    snapshot: Snapshot,
    *,
    period: str | None,
    as_of: str | None,
    out: Path,
    asks: Path | None = None,
    imperatives: Path | None = None,
    note: str = "",
    promises: Path | None = None,
    limits: Path | None = None,
    consultation: Path | None = None,
    last: Path | None = None,
    edits: Path | None = None,
    quiet: bool = False,
) -> tuple[Path, ...]:
    """Make and write the briefs of a snapshot; what is odd about a register's file is said first."""
    from bothways.brief import make_pair, write_briefs  # noqa: PLC0415 - statistics take a second to load
    from bothways.brief.registers import (  # noqa: PLC0415
        read_register_of_limits,
        read_register_of_promises,
    )

    wanted = snapshot.calendar.period(period) if period else snapshot.calendar.quarter_of(snapshot.as_of)
    registers = (read_register_of_promises(promises), read_register_of_limits(limits))
    tell(tuple(odd for register in registers if register is not None for odd in register.trouble))
    with progress_bar(quiet=quiet) as report:
        pair = make_pair(
            snapshot,
            period=wanted,
            as_of=read_day(as_of, option="--as-of"),
            asks=asks,
            imperatives=imperatives,
            note=note,
            promises=registers[0],
            limits=registers[1],
            consultation=consultation,
            previous=last,
            edits=edits,
            progress=report,
        )
        return write_briefs(pair, out, progress=report)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("brief")
    def brief_command(
        path: Annotated[
            Path | None,
            typer.Argument(metavar="PATH", help="A snapshot or an export; the newest snapshot."),
        ] = None,
        period: Annotated[
            str | None, typer.Option(metavar="PERIOD", help="2026, 2026Q3, 2026-09; the snapshot's quarter.")
        ] = None,
        as_of: Annotated[str | None, typer.Option(metavar="DAY", help="As things stood on this day.")] = None,
        out: Annotated[Path, typer.Option(metavar="PATH", help="Where the briefs go.")] = Path("briefs"),
        asks: Annotated[
            Path | None, typer.Option(metavar="PATH", help="What you ask of the executives (TOML).")
        ] = None,
        imperatives: Annotated[
            Path | None, typer.Option(metavar="PATH", help="What the executives require (TOML).")
        ] = None,
        note: Annotated[str, typer.Option(metavar="TEXT", help="Your own note, in both briefs.")] = "",
        promises: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_PROMISES)] = None,
        limits: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_LIMITS)] = None,
        consultation: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_CONSULTATION)] = None,
        last: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_LAST)] = None,
        edits: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_EDITS)] = None,
        answer: Annotated[
            list[str] | None,
            typer.Option(metavar="ID=ANSWER", help="Answer a question of the import: id=answer."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Write the pair of briefs: executives, team, and one for each person."""
        if path is not None and not (path / MANIFEST).is_file():
            snapshot = take_in(
                [path],
                into=SNAPSHOTS,
                answers=read_answers(answer or []),
                quiet=as_json,
                previous=earlier_snapshots(SNAPSHOTS, alone=False),
            ).snapshot
        else:
            snapshot = choose_snapshot(path)
        written = brief_from(
            snapshot,
            period=period,
            as_of=as_of,
            out=out,
            asks=asks,
            imperatives=imperatives,
            note=note,
            promises=promises or beside(snapshot, PROMISES.name),
            limits=limits or beside(snapshot, LIMITS.name),
            consultation=consultation,
            last=last,
            edits=edits,
            quiet=as_json,
        )
        if as_json:
            say_json({"snapshot": snapshot.id, "files": [str(file) for file in written]})
        else:
            print_written(written)
