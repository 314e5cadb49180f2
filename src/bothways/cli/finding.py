"""What the commands of the insight room share: a snapshot and a period in, blocks drawn, a file out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.importing import choose_snapshot, read_day
from bothways.cli.printing import (
    draw_bridge,
    draw_compare,
    draw_dots,
    draw_ranges,
    draw_trends,
    progress_bar,
    say,
    table,
)
from bothways.evidence import Snapshot

if TYPE_CHECKING:
    from bothways.brief.document import Block, Document, Insight
    from bothways.brief.ledger import Ledger
    from bothways.brief.page import Page

HELP_SNAPSHOT = "A snapshot folder; the newest if left out."
HELP_PERIOD = "2026, 2026Q3, 2026-09; the snapshot's quarter."
HELP_AS_OF = "As things stood on this day."
HELP_OUT = "Write a page too: .html, .pdf, .md, or its picture as .svg."
HELP_FOR = "Who the page is for: executives or staff."
HELP_LAST = "The last brief's folder or ledger.json: what changed, what was claimed."
HELP_EDITS = "Your edits of themes: merge, rename, split, move, hide, pin (TOML)."

SnapshotPath = Annotated[Path | None, typer.Argument(metavar="PATH", help=HELP_SNAPSHOT)]
PeriodText = Annotated[str | None, typer.Option(metavar="PERIOD", help=HELP_PERIOD)]
AsOf = Annotated[str | None, typer.Option(metavar="DAY", help=HELP_AS_OF)]
Last = Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_LAST)]
ForSide = Annotated[str, typer.Option("--for", metavar="SIDE", help=HELP_FOR)]
Out = Annotated[Path | None, typer.Option(metavar="PATH", help=HELP_OUT)]
OnlySay = Annotated[bool, typer.Option("--say", help="Only the three sentences.")]
Deals = Annotated[
    bool, typer.Option("--deals", help="Deals by name too: for you alone, not to be passed on.")
]
"""Options that several of the commands have: said once, so that they mean the same."""


def page_of(
    path: Path | None,
    *,
    of: Any,
    period: str | None,
    as_of: str | None,
    side: str,
    quiet: bool,
    out: Path | None,
    **settings: Any,
) -> tuple[Snapshot, Page]:
    """Open a snapshot and make the page of one part; the rest of the settings are the part's own.

    What can be refused is refused before the long work: an ending of `out` that nothing writes, too.
    """
    from bothways.brief.page import check_ending, make_page  # noqa: PLC0415 - statistics take a second to load
    from bothways.terms import Refusal  # noqa: PLC0415

    if side not in ("executives", "staff"):
        raise Refusal("side", f"There is no side “{side}”.", hint="Write executives or staff.")
    if out is not None:
        check_ending(out)
    snapshot = choose_snapshot(path)
    day = read_day(as_of, option="--as-of")
    wanted = (
        snapshot.calendar.period(period) if period else snapshot.calendar.quarter_of(day or snapshot.as_of)
    )
    given = {name: value for name, value in settings.items() if value is not None}
    with progress_bar(quiet=quiet) as report:
        page = make_page(
            snapshot, of=of, period=wanted, as_of=day, side=side, progress=report, **given  # type: ignore[arg-type]
        )  # fmt: skip
    return snapshot, page


def print_page(document: Document) -> None:
    """Print a page in the terminal: its headline, then each section with its pictures and sentences."""
    from bothways.brief.document import text_of  # noqa: PLC0415

    for line in document.headline:
        say(text_of(line))
    for section in document.sections:
        say()
        say(text_of(section.title).upper())
        for block in section.blocks:
            say()
            print_block(block, document.ledger)


def print_block(block: Block, ledger: Ledger) -> None:
    """Print one block; the words of quotes stand in the ledger."""
    from bothways.brief.document import (  # noqa: PLC0415
        Bridge,
        Bullets,
        Compare,
        Dots,
        Insight,
        Notice,
        Paragraph,
        Ranges,
        TableBlock,
        Trends,
        text_of,
    )

    drawers: dict[type[Any], Callable[[Any], None]] = {
        Bridge: draw_bridge, Ranges: draw_ranges, Compare: draw_compare, Dots: draw_dots, Trends: draw_trends,
        TableBlock: _print_table,
    }  # fmt: skip
    match block:
        case Paragraph(line):
            say(text_of(line))
        case Insight():
            _print_insight(block, ledger)
        case Bullets(items):
            for item in items:
                say(f"- {text_of(item)}")
        case Notice():
            for line in (block.title, *block.lines):
                say(text_of(line))
        case _ if type(block) in drawers:
            drawers[type(block)](block)


def _print_table(block: Any) -> None:
    from bothways.brief.document import text_of  # noqa: PLC0415
    from bothways.cli.drawing import as_range  # noqa: PLC0415

    if block.caption:
        say(text_of(block.caption))
    rows = [[as_range(text_of(cell)) for cell in row] for row in block.rows]
    table(block.heads, rows, numeric=[at for at, one in enumerate(block.numeric) if one])


def _print_insight(block: Insight, ledger: Ledger) -> None:
    """Print a theme: what is told of it, then what was said, each with whose words it is."""
    from bothways.brief.document import text_of  # noqa: PLC0415
    from bothways.brief.render.spoken import spoken  # noqa: PLC0415

    money = text_of(block.money)
    say(f"{text_of(block.title)}{f'   {money}' if money else ''}")
    for line in block.lines:
        say(f"  {text_of(line)}")
    for said in spoken(block, ledger):
        say(f"  {'Against it: ' if said.number in block.against else ''}“{said.quote.text}”")
        say(f"    {text_of(said.caption)}", soft=True)
    if block.foot:
        say(f"  {text_of(block.foot)}", soft=True)


def print_out(page: Page, out: Path | None, *, quiet: bool = False) -> None:
    """Write the page where it is asked for, and say where; `quiet` only writes."""
    if out is not None:
        from bothways.brief.page import write_page  # noqa: PLC0415

        written = write_page(page, out)
        if not quiet:
            say()
            say(f"Written: {written}")
