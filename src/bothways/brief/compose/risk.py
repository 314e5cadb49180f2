"""What is at risk, with names of deals and without their owners; and what is stuck, as totals."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.compose.tables import table_of
from bothways.brief.document import Line, Name, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.deals import deal_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import FEWEST_IN_GROUP
from bothways.evidence.views import DealView

_DEALS = 6


def at_risk(base: Base, book: Book) -> Section | None:
    """Return the open deals that should close in the period and show signs that they may not."""
    rows = tuple(_risk_row(base, book, view) for view in base.at_risk[:_DEALS])
    if not rows:
        return None
    due = known(base, book, "open_due_amount")
    title: Line = ("Open deals that may not close as dated",)
    if due and book.figure(due).value:
        title = ("Of ", book.value(due), " still open and due, these deals show signs against it")
    heads = ("Deal", "Stage", "Signs", "Due", "Amount")
    return Section(title=title, blocks=(table_of(heads, rows, (False, False, False, True, True)),))


def _risk_row(base: Base, book: Book, view: DealView) -> tuple[Line, ...]:
    amount = deal_fact(base, book, view, "amount")
    due: Line = due_line(base, book, amount) if view.close_day is not None else ("no date",)
    deal: Line = (Name(view.name, "deal"),)
    if view.account and view.account.split()[0].lower() not in view.name.lower():
        deal = (*deal, ", ", Name(view.account, "account"))
    return (
        deal,
        (Name(view.stage, "stage"),) if view.stage else (),
        signs(base, book, view),
        due,
        amount_cell(book, amount),
    )


def amount_cell(book: Book, amount: str) -> Line:
    """Say a deal's amount, or that the CRM has none."""
    known_amount = book.figure(amount).value is not None
    return (book.value(amount) if known_amount else book.cite(amount, "no amount"),)


def due_line(base: Base, book: Book, amount: str) -> Line:
    """Say when a deal is due; the year only where it is another than that of the data."""
    when = book.figure(amount).period.first
    return (book.cite(amount, words.day(when, year=when.year != base.as_of.year), mark=False),)


def signs(base: Base, book: Book, view: DealView, *, without: str = "") -> Line:
    """Say what about a deal speaks against its date, as the evidence names it: overdue, pushed, silent."""
    found: list[Line] = []
    for reason in view.reasons:
        if reason.code == without:
            continue
        match reason.code:
            case "overdue":
                found.append(("its date has passed",))
            case "pushed":
                key = deal_fact(base, book, view, "pushes")
                found.append(("pushed ", book.cite(key, words.spell(reason.value, "time"), mark=False)))
            case "untouched":
                key = deal_fact(base, book, view, "touch")
                found.append(("no contact for ", book.value(key, mark=False)))
            case "one_contact":
                found.append(("a single contact",))
            case "long_in_stage":
                key = deal_fact(base, book, view, "in_stage")
                found.append((book.value(key, mark=False), " in its stage"))
    line: Line = ()
    for sign in found:
        line = (*line, *((", ",) if line else ()), *sign)
    return line


def stuck(base: Base, book: Book) -> Section | None:
    """Return what is open, as totals by stage: no deal by name, no stage that points to one person."""
    amounts = [f for f in base.now.each("open_amount", "stage") if f.value]
    shown = [figure for figure in amounts if base.owners_in_stage.get(figure.key, 0) >= FEWEST_IN_GROUP]
    if not shown:
        return _stuck_whole(base, book)
    rows = []
    for figure in shown:
        key = known(base, book, "open_amount", by="stage", key=figure.key)
        count = known(base, book, "open_count", by="stage", key=figure.key)
        age = known(base, book, "open_age_days", by="stage", key=figure.key)
        rows.append(
            (
                (Name(figure.label or figure.key, "stage"),),
                (book.value(count),) if count else (),
                (book.value(age),) if age else (),
                (book.value(key),),
            )
        )
    hidden = len(shown) < len(amounts)
    return Section(
        title=_stuck_title(base, book),
        blocks=(
            table_of(
                ("Stage", "Deals", "Age, median", "Amount"),
                tuple(rows),
                (False, True, True, True),
                caption=(
                    "All that is open, by stage"
                    + ("; stages in which too few people have deals are left out." if hidden else "."),
                ),
            ),
        ),
    )


def _stuck_title(base: Base, book: Book) -> Line:
    pushed = known(base, book, "pushed_amount")
    if pushed and book.figure(pushed).value:
        count = known(base, book, "pushed_count")
        deals: Line = (
            (" in ", book.cite(count, words.count(book.figure(count).value or 0, "deal"), mark=False))
            if count
            else ()
        )
        return (book.value(pushed), *deals, " was pushed to a later day")
    return ("Where open deals stand",)


def _stuck_whole(base: Base, book: Book) -> Section | None:
    amount, count = known(base, book, "open_amount"), known(base, book, "open_count")
    if not amount or not count or not book.figure(count).value:
        return None
    deals = book.figure(count).value or 0
    line: Line = (book.cite(count, words.count(deals, "deal")), " is open" if deals == 1 else " are open")
    # Many a CRM has no amount before a deal is won: a sum of nothing is no nought.
    if book.figure(amount).value:
        line = (*line, ", ", book.value(amount))
    age = known(base, book, "open_age_days")
    if age:
        line = (*line, ", with a median age of ", book.value(age))
    return Section(title=_stuck_title(base, book), blocks=(Paragraph((*line, ".")),))
