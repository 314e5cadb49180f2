"""A person's own brief, for a talk of two: their numbers, their deals, what to talk about."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.compose.frame import framed
from bothways.brief.compose.results import cell, kind_of
from bothways.brief.compose.risk import due_line, signs
from bothways.brief.document import Block, Bullets, Document, Line, Name, Notice, Section, TableBlock
from bothways.brief.facts import Base, Book, Person
from bothways.brief.facts.deals import deal_fact, win_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import person
from bothways.evidence.views import DealView, WonView

_NUMBERS = (
    "bookings", "bookings_count", "win_rate_count", "deal_size_median", "pipeline_created", "cycle_days",
    "open_amount", "days_since_touch",
)  # fmt: skip
_OPEN, _WON, _TALK = 10, 5, 4


def compose_person(base: Base, book: Book, who: Person) -> Document:
    """Write one person's brief: plain, without blame, without a rank."""
    book.begin(person(who.id))
    mine = [view for view in base.open_deals if view.owner_id == who.id]
    won = [win for win in base.won if win.deal.owner_id == who.id]
    period_key = known(base, book, "bookings", by="rep", key=who.id, unknown=True)
    return framed(
        base,
        book,
        reader=person(who.id),
        side="staff",
        title=f"Brief for {who.name}" if not any(char.isdigit() for char in who.name) else "Your own brief",
        kicker=("For ", Name(who.name, "person"), " alone"),
        headline=(_result(base, book, who), _open_line(base, book, who)),
        sections=(
            _numbers(base, book, who),
            _recognition(base, book, who, won),
            _deals(base, book, who, mine),
            _talk(base, book, who, mine),
        ),
        footer=("For a talk between you and your manager: nobody else has this page.",),
        period_key=period_key,
    )


def _result(base: Base, book: Book, who: Person) -> Line:
    booked = known(base, book, "bookings", by="rep", key=who.id)
    kind = kind_of(base)
    if not booked:
        return ("No deal of yours was closed, so there is no result to talk about yet.",)
    count = known(base, book, "bookings_count", by="rep", key=who.id)
    if count and book.figure(count).value:
        won = words.count(book.figure(count).value or 0, "deal")
        head: Line = ("You booked ", book.value(booked), " with ", book.cite(count, won))
    elif count and not book.figure(booked).value:
        head = (book.cite(count, "No deal"), " of yours was won")
    else:
        head = ("You booked ", book.value(booked))
    head = (*head, f" in the {kind}" if not base.is_running else f" in this {kind} so far")
    target = known(base, book, "target", by="rep", key=who.id)
    gap = known(base, book, "gap", by="rep", key=who.id)
    if not target or not gap:
        return (*head, "; no target of your own is in the data.")
    missing = book.figure(gap).value or 0
    if not book.figure(booked).value:
        return (*head, "; your target ", "is " if base.is_running else "was ", book.value(target), ".")
    if missing == 0:
        return (*head, ", exactly your target of ", book.value(target), ".")
    word, of = ("above", " ") if missing > 0 else ("short", " of ")
    return (*head, ", ", book.size(gap, word), f"{of}your target of ", book.value(target), ".")


def _open_line(base: Base, book: Book, who: Person) -> Line:
    count = known(base, book, "open_count", by="rep", key=who.id)
    amount = known(base, book, "open_amount", by="rep", key=who.id)
    if not count or not amount or not book.figure(count).value:
        return ()
    deals = book.figure(count).value or 0
    return (
        book.cite(count, words.count(deals, "deal")),
        " of yours is open, " if deals == 1 else " of yours are open, ",
        book.value(amount),
        ".",
    )


def _numbers(base: Base, book: Book, who: Person) -> Section | None:
    """Set own numbers beside the median of the others and the own past; no place, no order."""
    sheet = base.peers.get(who.id)
    has_peers = sheet is not None and any(sheet.one(name, "rep", who.id) for name in _NUMBERS)
    has_past = base.before is not None and any(
        (figure := base.before.one(name, "rep", who.id)) and figure.value for name in _NUMBERS
    )
    rows = []
    for name in _NUMBERS:
        own = cell(base, book, name, by="rep", key=who.id)
        if not own:
            continue
        row: list[Line] = [(base.labels[name],), own]
        if has_peers:
            row.append(cell(base, book, name, by="rep", key=who.id, when="peers") or ("not known",))
        if has_past:
            row.append(cell(base, book, name, by="rep", key=who.id, when="before") or ("not known",))
        rows.append(tuple(row))
    if not rows:
        return None
    heads = (
        "Measure", "You",
        *((_peers_head(base, who),) if has_peers else ()),
        *((f"You, the {kind_of(base)} before",) if has_past else ()),
    )  # fmt: skip
    blocks: list[Block] = [TableBlock(heads, tuple(rows), (False, *(True for _ in heads[1:])))]
    if not has_peers:
        blocks.append(
            Notice(("Your numbers stand alone: too few others are here for a median that points to nobody.",))
        )
    return Section(title=("Your numbers",), blocks=tuple(blocks))


def _peers_head(base: Base, who: Person) -> str:
    return "Median of your team" if base.peers_are_team.get(who.id) else "Median of all who sell"


def _recognition(base: Base, book: Book, who: Person, won: list[WonView]) -> Section | None:
    items = tuple(_win(base, book, win) for win in won[:_WON])
    return (
        Section(title=("What you won, and what went with it",), blocks=(Bullets(items),)) if items else None
    )


def _win(base: Base, book: Book, win: WonView) -> Line:
    amount = deal_fact(base, book, win.deal, "amount")
    line: Line = (Name(win.deal.name, "deal"),)
    if amount:
        line = (*line, ", ", book.value(amount))
    found: list[Line] = []
    for what, noun, many in _BEHAVIOUR:
        key = win_fact(base, book, win, what)
        if key and (value := book.figure(key).value):
            found.append((book.cite(key, words.count(value, noun, many=many), mark=False),))
    reply = win_fact(base, book, win, "reply")
    if reply:
        found.append(("answered within ", book.value(reply, mark=False)))
    for place, part in enumerate(found):
        line = (*line, ": " if place == 0 else ", ", *part)
    return (*line, ".")


_BEHAVIOUR = (
    ("met", "person met there", "people met there"),
    ("meetings", "meeting", "meetings"),
    ("calls", "call", "calls"),
)


def _deals(base: Base, book: Book, who: Person, mine: list[DealView]) -> Section | None:
    if not mine:
        return None
    rows = []
    for view in sorted(mine, key=lambda view: -(view.amount_cents or 0))[:_OPEN]:
        amount = deal_fact(base, book, view, "amount")
        due: Line = ("no date",)
        if amount and view.close_day is not None:
            due = due_line(base, book, amount)
        rows.append(
            (
                (Name(view.name, "deal"),),
                (Name(view.stage, "stage"),) if view.stage else (),
                signs(base, book, view, without="one_contact"),
                due,
                (book.value(amount),) if amount else ("not known",),
            )
        )
    more = len(mine) > _OPEN
    return Section(
        title=("Your open deals",),
        blocks=(
            TableBlock(
                heads=("Deal", "Stage", "Signs", "Due", "Amount"),
                rows=tuple(rows),
                numeric=(False, False, False, True, True),
                caption=("Your largest open deals; the smaller ones are in the CRM.",) if more else (),
            ),
        ),
    )


def _talk(base: Base, book: Book, who: Person, mine: list[DealView]) -> Section | None:
    """Say what a talk could be about: the open questions that the deals themselves raise."""
    deals = sorted(mine, key=lambda view: -(view.amount_cents or 0))
    items = tuple(line for code in _QUESTIONS if (line := _question(base, book, code, deals)))
    return Section(title=("What to talk about",), blocks=(Bullets(items),)) if items else None


_QUESTIONS = {
    "pushed": ("Pushed: ", "What would have to happen to close?"),
    "overdue": ("Past the close date: ", "Which date holds?"),
    "untouched": ("Untouched: ", "What does the customer wait for?"),
    "one_contact": ("A single contact: ", "Who else decides there?"),
}
_NUMBER_OF = {"pushed": "pushes", "untouched": "touch"}


def _question(base: Base, book: Book, code: str, deals: list[DealView]) -> Line:
    head, question = _QUESTIONS[code]
    found: list[Line] = []
    for view in deals:
        reason = next((reason for reason in view.reasons if reason.code == code), None)
        if reason is None or len(found) == _TALK:
            continue
        part: Line = (Name(view.name, "deal"),)
        key = deal_fact(base, book, view, _NUMBER_OF[code]) if code in _NUMBER_OF else ""
        if key:
            unit = "time" if code == "pushed" else "day"
            part = (*part, " (", book.cite(key, words.spell(reason.value, unit), mark=False), ")")
        found.append(part)
    if not found:
        return ()
    line: Line = (head,)
    for place, part in enumerate(found):
        line = (*line, *((", ",) if place else ()), *part)
    return (*line, ". ", question)
