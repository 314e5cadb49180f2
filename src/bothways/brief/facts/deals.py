"""Facts about single deals and accounts, out of the evidence's views."""

from __future__ import annotations

from datetime import date
from typing import Any

from bothways.brief.document import Name
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base
from bothways.brief.facts.book import Book, Draft
from bothways.brief.ledger import Reader, Row
from bothways.terms import Figure, Period, Source, Unit
from bothways.terms.period import day_of

METHOD = "deal-view/1"
_FIELDS: dict[str, tuple[str, Unit]] = {
    "amount": ("amount_cents", Unit.CENTS),
    "pushes": ("pushes", Unit.COUNT),
    "age": ("age_days", Unit.DAYS),
    "in_stage": ("days_in_stage", Unit.DAYS),
    "touch": ("days_since_touch", Unit.DAYS),
    "contacts": ("contacts", Unit.COUNT),
    "activities": ("activities", Unit.COUNT),
    "meetings": ("meetings", Unit.COUNT),
    "reply": ("reply_hours", Unit.HOURS),
}


def deal_fact(base: Base, book: Book, view: Any, what: str, *, who: frozenset[Reader] | None = None) -> str:
    """Enter one number of a deal (`amount`, `pushes`, `age`, …); return its key, "" where not known.

    The period of the fact is the deal's close date, so that the date itself is borne by it.
    """
    attribute, unit = _FIELDS[what]
    value = getattr(view, attribute, None)
    if value is None:
        return ""
    name = f"deal_{what}"
    figure = Figure(
        name=name,
        value=value,
        unit=unit,
        period=_closes(base, view),
        as_of=base.as_of,
        source=Source(base.snapshot, f"{attribute} of deals where deal_id is {view.deal_id}"),
        method=METHOD,
        by="deal",
        key=view.deal_id,
        label=view.name,
    )
    label = base.labels.get(name, what)
    return book.enter(
        Draft(
            key=f"deal/{view.deal_id}/{what}",
            kind="figure",
            label=f"{label}: {view.name}",
            title=(f"{label}: ", Name(view.name, "deal")),
            readers=readers.of_deal(view.owner_id) if who is None else who,
            figure=figure,
            rows=(Row("deals", view.deal_id, view.name),),
            rows_total=1,
            why=readers.WHY_DEAL,
        )
    )


def _closes(base: Base, view: Any) -> Period:
    if view.close_day is None:
        return base.period
    when = view.close_day if isinstance(view.close_day, date) else day_of(int(view.close_day))
    return Period(when, when, "days", f"{when}")


def account_fact(base: Base, book: Book, movement: Any, what: str) -> str:
    """Enter what an account moved (`won`, `lost`, `moved_out`, `moved_in`); "" where that is nothing."""
    value = getattr(movement, f"{what}_cents", None)
    if not value:
        return ""
    name = f"account_{what}"
    figure = Figure(
        name=name,
        value=int(value),
        unit=Unit.CENTS,
        period=base.period,
        as_of=base.as_of,
        source=Source(base.snapshot, f"{what} of deals where account_id is {movement.account_id}"),
        method="account-movement/1",
        by="account",
        key=movement.account_id,
        label=movement.account,
        n=_deals(movement),
    )
    label = {"won": "Won", "lost": "Lost", "moved_out": "Moved out", "moved_in": "Moved in"}[what]
    return book.enter(
        Draft(
            key=f"account/{movement.account_id}/{what}",
            kind="figure",
            label=f"{label} at the account: {movement.account}",
            title=(f"{label} at the account: ", Name(movement.account, "account")),
            readers=frozenset({readers.EXECUTIVES}),
            figure=figure,
            rows=(Row("accounts", movement.account_id, movement.account),),
            rows_total=1,
            why=readers.WHY_DEAL,
        )
    )


def _deals(movement: Any) -> int | None:
    deals = getattr(movement, "deals", None)
    return len(deals) if isinstance(deals, tuple | list) else deals
