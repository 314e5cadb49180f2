"""`bothways shortfall`: why bookings are not what they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.finding import (
    AsOf,
    Deals,
    ForSide,
    OnlySay,
    Out,
    PeriodText,
    SnapshotPath,
    page_of,
    print_out,
    print_page,
)
from bothways.cli.printing import say, say_json, table

if TYPE_CHECKING:
    from bothways.evidence import Snapshot
    from bothways.insight import Prospects, Shortfall

_DEALS = 10


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("shortfall")
    def shortfall_command(
        snapshot: SnapshotPath = None,
        period: PeriodText = None,
        as_of: AsOf = None,
        against: Annotated[
            str | None,
            typer.Option(metavar="WHAT", help="target, before or year; the first that the data allow."),
        ] = None,
        by: Annotated[
            str | None,
            typer.Option(metavar="KEY", help="segment, region, product, source, type, team or all."),
        ] = None,
        only_say: OnlySay = False,
        deals: Deals = False,
        side: ForSide = "executives",
        out: Out = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Say why bookings came as they did, in causes that add up exactly, and what the prospects are worth."""
        from bothways.brief import words  # noqa: PLC0415

        opened, page = page_of(
            snapshot, of="shortfall", period=period, as_of=as_of, side=side, quiet=as_json, out=out, against=against, by=by
        )  # fmt: skip
        found = page.found
        if found.shortfall is None:
            return
        if as_json:
            parts = {"where": found.where, "prospects": found.prospects}
            say_json(
                {
                    **found.shortfall.as_dict(),
                    **{k: part.as_dict() if part else None for k, part in parts.items()},
                }
            )
        elif only_say:
            for sentence in found.shortfall.say:
                say(words.sentence(sentence, opened.currency))
        else:
            print_page(page.document)
            if deals:
                _print_deals(opened, found.shortfall, found.prospects)
        print_out(page, out, quiet=as_json)


def _print_deals(opened: Snapshot, found: Shortfall, prospects: Prospects | None) -> None:
    """Print the deals behind the largest causes, and the open ones that look unreal."""
    from bothways.brief import words  # noqa: PLC0415
    from bothways.evidence.views import deal_views  # noqa: PLC0415

    causes = sorted(found.causes, key=lambda cause: -float(cause.largest.value or 0))[:3]
    unreal = prospects.deals[:_DEALS] if prospects else ()
    ids = [deal.deal_id for cause in causes for deal in cause.deals[:_DEALS]] + [
        deal.deal_id for deal in unreal
    ]
    views = deal_views(opened, ids, as_of=found.as_of)

    def row(one: str) -> list[str]:
        view = views[one]
        amount = "" if view.amount_cents is None else words.money(view.amount_cents, opened.currency)
        return [view.name or one, view.owner, view.stage, amount]

    for cause in causes:
        rows = [row(deal.deal_id) for deal in cause.deals[:_DEALS] if deal.deal_id in views]
        if rows and cause.key != "chance":
            say()
            say(f"FOR YOU ALONE: BEHIND “{cause.label}”")
            table(["deal", "owner", "stage", "amount"], rows, numeric=(3,))
    if unreal:
        say()
        say("FOR YOU ALONE: OPEN DEALS THAT LOOK UNREAL")
        reasons = [", ".join(str(rule) for rule in deal.reasons) for deal in unreal]
        rows = [
            [*row(deal.deal_id), why]
            for deal, why in zip(unreal, reasons, strict=True)
            if deal.deal_id in views
        ]
        table(["deal", "owner", "stage", "amount", "because"], rows, numeric=(3,))
