"""`bothways targets`: the small spreadsheet that a manager fills in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bothways.cli.importing import SNAPSHOTS, today
from bothways.cli.printing import say
from bothways.evidence import find_snapshots, open_snapshot, write_template
from bothways.terms import Calendar, Refusal


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("targets")
    def targets_command(
        template: Annotated[
            bool, typer.Option("--template", help="Write the spreadsheet to fill in.")
        ] = False,
        out: Annotated[Path, typer.Option(metavar="PATH", help="The file to write, .xlsx or .csv.")] = Path(
            "targets.xlsx"
        ),
        snapshot: Annotated[
            Path | None, typer.Option(metavar="PATH", help="Fill in names from this snapshot.")
        ] = None,
        by: Annotated[Literal["whole", "team", "rep"], typer.Option(help="A target for whom.")] = "rep",
        every: Annotated[Literal["month", "quarter"], typer.Option(help="A target how often.")] = "quarter",
        year: Annotated[
            str | None, typer.Option(metavar="YEAR", help="The fiscal year; the current one if left out.")
        ] = None,
        fiscal_start_month: Annotated[
            int, typer.Option(metavar="MONTH", min=1, max=12, help="Month the fiscal year starts.")
        ] = 1,
    ) -> None:
        """Write the targets spreadsheet; fill it in, then `bothways import` takes it."""
        if not template:
            raise Refusal(
                "targets", "There is one thing to do here.", hint="Call it as: bothways targets --template"
            )
        found = [open_snapshot(snapshot)] if snapshot else find_snapshots(SNAPSHOTS)
        source = found[-1] if found else None
        calendar = source.calendar if source else Calendar(fiscal_start_month)
        wanted = calendar.period(year) if year else calendar.year_of(source.as_of if source else today())
        path = write_template(out, snapshot=source, period=wanted, by=by, every=every, calendar=calendar)
        say(f"Wrote {path}. Fill in the column Target, save, then: bothways import EXPORT {path}")
