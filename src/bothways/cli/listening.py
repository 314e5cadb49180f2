"""`bothways themes`: what customers say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.finding import (
    HELP_EDITS,
    AsOf,
    ForSide,
    Out,
    SnapshotPath,
    page_of,
    print_out,
    print_page,
)
from bothways.cli.importing import read_day
from bothways.cli.printing import say, say_json, table

if TYPE_CHECKING:
    from bothways.insight import Themes

_UNSURE = "no telling"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("themes")
    def themes_command(
        snapshot: SnapshotPath = None,
        as_of: AsOf = None,
        first: Annotated[
            str | None, typer.Option("--from", metavar="DAY", help="Texts from this day on; all if left out.")
        ] = None,
        edits: Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_EDITS)] = None,
        only_say: Annotated[bool, typer.Option("--say", help="Only a sentence a theme.")] = False,
        side: ForSide = "executives",
        out: Out = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Show what customers say, theme by theme: how many, what hangs on it, and in whose words."""
        from bothways.brief import words  # noqa: PLC0415

        opened, page = page_of(
            snapshot, of="themes", period=None, as_of=as_of, side=side, quiet=as_json, out=out, edits=edits,
            first_day=read_day(first, option="--from"),
        )  # fmt: skip
        found = page.found.themes
        if found is None:
            return
        if as_json:
            say_json(found.as_dict())
        elif only_say:
            for sentence in found.say:
                say(words.sentence(sentence, opened.currency))
        else:
            _print_table(found, opened.currency)
            say()
            print_page(page.document)
            for notice in found.notices:
                say()
                say(notice, soft=True)
        print_out(page, out, quiet=as_json)


def _print_table(found: Themes, currency: str) -> None:
    """Print every theme with its three numbers apart: exposure, association, what is at stake."""
    from bothways.brief import words  # noqa: PLC0415

    held = {(figure.name, figure.key): figure for figure in found.figures if figure.by == "theme"}

    def cell(name: str, theme: str) -> str:
        figure = held.get((name, theme))
        if figure is None or figure.value is None:
            return ""
        return words.value(figure, currency, signed=name == "theme_win_difference")

    rows = [
        [
            f"? {one.theme.name}" if one.theme.is_proposal else one.theme.name,
            cell("theme_accounts", one.theme.id),
            cell("theme_texts_customer", one.theme.id),
            cell("theme_texts_rep", one.theme.id),
            cell("theme_open_amount", one.theme.id),
            cell("theme_win_difference", one.theme.id) if one.association.called else _UNSURE,
            cell("theme_at_stake", one.theme.id) if one.association.called else "",
        ]
        for one in found.measured
    ]
    table(
        ["theme", "accounts", "own words", "reps'", "open", "won", "at stake"],
        rows,
        numeric=(1, 2, 3, 4, 6),
    )
    say(
        "Texts in customers' own words and in reps' accounts are counted apart. “Won”: how much more or less",
        soft=True,
    )
    say(
        "often than deals alike without it; associated, not caused; “no telling” where chance would do.",
        soft=True,
    )
