"""What may limit the staff, from data that exist: waits of our own, discounts, stages that hold deals long."""

from __future__ import annotations

from bothways.brief.compose.results import before_of
from bothways.brief.document import Bullets, Line, Name, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known

_FEWEST_STAYS = 5


def limits(base: Base, book: Book) -> Section | None:
    """Return where the data show that deals and customers wait, and what was given in price; None for none.

    Both sides read the same words: a wait is nobody's fault until somebody knows why.
    """
    waits = tuple(line for line in (_stage(base, book), *_replies(base, book)) if line)
    price = _discount(base, book)
    if not waits and not price:
        return None
    parts = [
        *(("where deals and customers wait",) if waits else ()),
        *(("what was given in price",) if price else ()),
    ]
    title = ", and ".join(parts)
    return Section(
        title=(title[0].upper() + title[1:],),
        blocks=(Bullets((*waits, *((price,) if price else ()))),),
        aside=("The data show how long, not why.",) if waits else (),
    )


def _stage(base: Base, book: Book) -> Line:
    """Say in which stage deals stay longest; a stage of a handful of deals says nothing."""
    stays = [f for f in base.now.each("days_in_stage", "stage") if f.value and (f.n or 0) >= _FEWEST_STAYS]
    if len(stays) < 2:
        return ()
    longest = max(stays, key=lambda figure: figure.value or 0)
    key = known(base, book, "days_in_stage", by="stage", key=longest.key)
    line: Line = (
        "Deals stay longest in ", Name(longest.label or longest.key, "stage"), ": ", book.value(key),
        " at the median, from ", book.n(key, "deal"), " that entered it",
    )  # fmt: skip
    went = known(base, book, "stage_conversion", by="stage", key=longest.key)
    if went:
        line = (*line, "; ", book.value(went), " went on from it")
    return (*line, ".")


def _replies(base: Base, book: Book) -> tuple[Line, ...]:
    lines = []
    for name, what in (("reply_hours_cases", "case"), ("reply_hours_mail", "mail")):
        key = known(base, book, name)
        if not key:
            continue
        many = "" if what == "case" else "mails"
        line: Line = (
            f"A customer's {what} waits ", book.value(key), " for our answer at the median, from ",
            book.n(key, f"answered {what}", many=f"answered {many}" if many else ""),
        )  # fmt: skip
        lines.append((*line, *_before(base, book, name), "."))
    return tuple(lines)


def _discount(base: Base, book: Book) -> Line:
    share, given = known(base, book, "discount_share"), known(base, book, "discount_given")
    if not share or not book.figure(share).value:
        return ()
    line: Line = ("Discounts came to ", book.value(share), " of the list price of what was won")
    if given:
        line = (*line, " (", book.value(given), ")")
    return (*line, *_before(base, book, "discount_share"), ".")


def _before(base: Base, book: Book, name: str) -> Line:
    key = known(base, book, name, when="before")
    return (f"; {before_of(base)}, ", book.value(key)) if key else ()
