"""`bothways landing`: where it will land by a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.finding import (
    AsOf,
    Deals,
    ForSide,
    Last,
    OnlySay,
    Out,
    SnapshotPath,
    page_of,
    print_out,
    print_page,
)
from bothways.cli.importing import read_day
from bothways.cli.printing import say, say_json, table

if TYPE_CHECKING:
    from bothways.evidence import Snapshot
    from bothways.insight import Landing

_DEALS = 15


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("landing")
    def landing_command(
        snapshot: SnapshotPath = None,
        until: Annotated[
            str | None,
            typer.Option(metavar="DAY", help="The last day; the end of the quarter that runs, or comes."),
        ] = None,
        as_of: AsOf = None,
        last: Last = None,
        only_say: OnlySay = False,
        deals: Deals = False,
        side: ForSide = "executives",
        out: Out = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Say what is likely to be won by a date, beside other ways to guess and what was said before."""
        from bothways.brief import words  # noqa: PLC0415

        opened, page = page_of(
            snapshot, of="landing", period=None, as_of=as_of, side=side, quiet=as_json, out=out, previous=last,
            until=read_day(until, option="--until"),
        )  # fmt: skip
        found = page.found.landing
        if found is None:
            return
        if as_json:
            say_json(found.as_dict())
        elif only_say:
            for sentence in found.say:
                say(words.sentence(sentence, opened.currency))
        else:
            print_page(page.document)
            if deals:
                _print_deals(opened, found)
        print_out(page, out, quiet=as_json)


def _print_deals(opened: Snapshot, found: Landing) -> None:
    """Print the deals that decide it, with their chance."""
    from bothways.brief import words  # noqa: PLC0415
    from bothways.evidence.views import deal_views  # noqa: PLC0415

    deciding = found.deciding[:_DEALS]
    views = deal_views(opened, [deal.deal_id for deal in deciding], as_of=found.as_of)
    rows = [
        [
            views[deal.deal_id].name or deal.deal_id, views[deal.deal_id].owner, views[deal.deal_id].stage,
            words.money(deal.cents, opened.currency), words.chance(deal.chance),
        ]
        for deal in deciding
        if deal.deal_id in views
    ]  # fmt: skip
    say()
    say("FOR YOU ALONE: THE DEALS THAT DECIDE IT")
    table(["deal", "owner", "stage", "amount", "won by then"], rows, numeric=(3,))
