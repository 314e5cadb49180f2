"""Facts about single deals and accounts, out of the evidence's views."""

from __future__ import annotations

from bothways.brief.document import Name
from bothways.brief.facts import readers
from bothways.brief.facts.base import Base
from bothways.brief.facts.book import Book, Draft
from bothways.brief.ledger import Reader, Row
from bothways.evidence.views import AccountMovement, DealView, WonView
from bothways.terms import Figure, Period, Source, Unit

METHOD = "deal-view/1"
_FIELDS: dict[str, tuple[str, Unit]] = {
    "amount": ("amount_cents", Unit.CENTS),
    "pushes": ("pushes", Unit.COUNT),
    "age": ("age_days", Unit.DAYS),
    "in_stage": ("days_in_stage", Unit.DAYS),
    "touch": ("days_since_touch", Unit.DAYS),
}
_WON: dict[str, tuple[str, Unit]] = {
    "met": ("people_met", Unit.COUNT),
    "meetings": ("meetings", Unit.COUNT),
    "calls": ("calls", Unit.COUNT),
    "answers": ("answers", Unit.COUNT),
    "reply": ("reply_hours", Unit.HOURS),
    "cycle": ("cycle_days", Unit.DAYS),
}


def deal_fact(base: Base, book: Book, view: DealView, what: str) -> str:
    """Enter one number of a deal (`amount`, `pushes`, `age`, …); return its key, "" where not known.

    An amount that is not known is a fact too: the deal can be named, and its evidence says what is missing.
    The period of the fact is the deal's close date, so that the date itself is borne by it. What the
    executives' brief says of a deal is also its owner's; what an owner's own brief says stays theirs.
    """
    attribute, unit = _FIELDS[what]
    to_executives = book.reader == readers.EXECUTIVES
    who = readers.of_deal(view.owner_id) if to_executives else readers.of_person(view.owner_id)
    return _enter(base, book, view, what, held=(attribute, getattr(view, attribute), unit), who=who)


def win_fact(base: Base, book: Book, win: WonView, what: str) -> str:
    """Enter one number of what went with a win (`met`, `meetings`, …), for whoever won it; "" if unknown."""
    attribute, unit = _WON[what]
    who = readers.of_person(win.deal.owner_id)
    return _enter(base, book, win.deal, what, held=(attribute, getattr(win, attribute), unit), who=who)


def _enter(
    base: Base,
    book: Book,
    view: DealView,
    what: str,
    *,
    held: tuple[str, int | float | None, Unit],
    who: frozenset[Reader],
) -> str:
    attribute, value, unit = held
    if value is None and what != "amount":
        return ""
    name = f"deal_{what}"
    figure = Figure(
        name=name,
        value=value,
        unit=unit,
        period=_closes(base, view),
        as_of=base.as_of,
        source=Source(base.snapshot, f"{attribute} of the deal {view.deal_id}"),
        method=METHOD,
        by="deal",
        key=view.deal_id,
        label=view.name,
        unknown="The CRM has no amount for this deal." if value is None else "",
    )
    label = base.labels.get(name, what)
    rows = [Row("deals", view.deal_id, view.name)]
    rows += [Row("accounts", view.account_id, view.account)] if view.account else []
    rows += [Row("stages", view.stage, view.stage)] if view.stage else []
    return book.enter(
        Draft(
            key=f"deal/{view.deal_id}/{what}",
            kind="figure",
            label=f"{label}: {view.name}",
            title=(f"{label}: ", Name(view.name, "deal")),
            readers=who,
            figure=figure,
            rows=tuple(rows),
            rows_total=1,
            why=readers.WHY_DEAL,
        )
    )


def _closes(base: Base, view: DealView) -> Period:
    if view.close_day is None:
        return base.period
    return Period(view.close_day, view.close_day, "days", f"{view.close_day}")


def account_fact(base: Base, book: Book, movement: AccountMovement, what: str) -> str:
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
