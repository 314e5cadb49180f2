"""`bothways measures`: every measure of a period."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bothways.brief.words import between, value
from bothways.cli.importing import choose_snapshot, read_day
from bothways.cli.printing import progress_bar, say, say_json, table
from bothways.evidence import CATALOGUE, measure, rows_behind
from bothways.terms import Figure

LEVELS = ("all", "team", "rep", "region", "product", "stage", "segment", "approver")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("measures")
    def measures_command(
        snapshot: Annotated[
            Path | None, typer.Argument(metavar="PATH", help="A snapshot folder; the newest if left out.")
        ] = None,
        period: Annotated[
            str | None, typer.Option(metavar="PERIOD", help="2026, 2026Q3, 2026-09; the snapshot's quarter.")
        ] = None,
        as_of: Annotated[str | None, typer.Option(metavar="DAY", help="As things stood on this day.")] = None,
        by: Annotated[
            list[str] | None, typer.Option(metavar="LEVEL", help=f"One of {', '.join(LEVELS)}; all of them.")
        ] = None,
        name: Annotated[
            list[str] | None, typer.Option(metavar="NAME", help="Only this measure; can be repeated.")
        ] = None,
        behind: Annotated[
            bool, typer.Option("--behind", help="With --json: the ids behind each figure.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Print every measure of a period, overall and by team, rep, region, product."""
        opened = choose_snapshot(snapshot)
        wanted = opened.calendar.period(period) if period else opened.calendar.quarter_of(opened.as_of)
        with progress_bar(quiet=as_json) as report:
            done = measure(
                opened,
                period=wanted,
                as_of=read_day(as_of, option="--as-of"),
                by=tuple(by or LEVELS),
                names=tuple(name) if name else None,
                progress=report,
            )
        if as_json:
            answer = done.as_dict()
            if behind:
                answer["behind"] = [
                    {"name": f.name, "by": f.by, "key": f.key, "ids": list(rows_behind(opened, f))}
                    for f in done.figures
                ]
            say_json(answer)
            return
        say(
            f"{wanted.name}, as of {done.figures[0].as_of if done.figures else opened.as_of}, snapshot {opened.id}."
        )
        for notice in done.notices:
            say(notice)
        for level in by or LEVELS:
            _print_level(level, [f for f in done.figures if f.by == level], opened.currency)


def _print_level(level: str, figures: Sequence[Figure], currency: str) -> None:
    """Print what is known as a table; what is not known once for each reason, below it."""
    known = [_row(figure, currency) for figure in figures if figure.value is not None]
    unknown: dict[str, dict[str, None]] = {}
    for figure in figures:
        if figure.value is None:
            unknown.setdefault(figure.unknown, {})[CATALOGUE[figure.name].label] = None
    if known or unknown:
        say()
        say("Overall" if level == "all" else f"By {level}")
    if known:
        table(["measure", "of", "value", "n", "80 times in 100"], known, numeric=(2, 3))
    for reason, labels in unknown.items():
        say()
        say(f"Not known: {', '.join(labels)}.")
        say(reason, soft=True)


def _row(figure: Figure, currency: str) -> list[str]:
    return [
        CATALOGUE[figure.name].label,
        figure.label or figure.key,
        value(figure, currency),
        "" if figure.n is None else f"{figure.n:,}",
        between(figure, currency),
    ]
