"""`bothways results`: where each stands, what changed, what went with wins, effort against money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.finding import (
    AsOf,
    ForSide,
    Last,
    Out,
    PeriodText,
    SnapshotPath,
    page_of,
    print_out,
    print_page,
)
from bothways.cli.printing import say, say_json, table

if TYPE_CHECKING:
    from bothways.insight import Results

_SHOWN = (
    ("bookings", "booked"), ("attainment", "of target"), ("win_rate_count", "won"), ("open_amount", "open"),
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("results")
    def results_command(
        snapshot: SnapshotPath = None,
        period: PeriodText = None,
        as_of: AsOf = None,
        last: Last = None,
        people: Annotated[
            bool, typer.Option("--people", help="Each person too: for you alone, not to be passed on.")
        ] = False,
        side: ForSide = "executives",
        out: Out = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="For machines: all of it, people included.")
        ] = False,
    ) -> None:
        """Show results beside target and own past, what changed, what went with wins, effort against money."""
        opened, page = page_of(
            snapshot,
            of="results",
            period=period,
            as_of=as_of,
            side=side,
            quiet=as_json,
            out=out,
            previous=last,
        )
        found = page.found.results
        if as_json:
            say_json(found.as_dict() if found else {})
        else:
            print_page(page.document)
            if found is not None and people:
                _print_people(found, opened.currency)
        print_out(page, out, quiet=as_json)


def _print_people(found: Results, currency: str) -> None:
    """Print each person's numbers, shrunk where few stand behind them, and how far an order is sure."""
    from bothways.brief import words  # noqa: PLC0415

    rows: dict[tuple[str, str], dict[str, str]] = {}
    for one in found.standings:
        if one.by != "rep" or one.now.value is None:
            continue
        text = words.value(one.now, currency)
        if one.shrunk is not None and one.shrunk.value is not None:
            text = f"{text} (fair {words.value(one.shrunk, currency)})"
        rows.setdefault((one.label or one.key, one.key), {})[one.measure] = text
    say()
    say("FOR YOU ALONE: EACH PERSON")
    table(
        ["person", *(head for _, head in _SHOWN)],
        [
            [name, *(held.get(measure, "") for measure, _ in _SHOWN)]
            for (name, _), held in sorted(rows.items())
        ],
        numeric=(1, 2, 3, 4),
    )
    for order in found.orders:
        if order.by == "rep":
            say(words.sentence(order.sentence, currency), soft=True)
