"""A person's own brief, for a talk of two: their numbers, their deals, what to talk about."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.compose.frame import framed
from bothways.brief.compose.results import cell, kind_of
from bothways.brief.compose.risk import signs
from bothways.brief.document import Block, Bullets, Document, Line, Name, Notice, Section, TableBlock
from bothways.brief.facts import Base, Book, Person
from bothways.brief.facts.deals import deal_fact, win_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import of_person, person
from bothways.evidence.views import DealView, WonView

_NUMBERS = (
    "bookings", "bookings_count", "win_rate_count", "deal_size_median", "pipeline_created", "cycle_days",
    "open_amount", "days_since_touch",
)  # fmt: skip
_OPEN, _WON, _TALK = 10, 5, 4
_NAMED_QUIET, _NAMED_PUSHED = 21, 2


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
    head: Line = ("You booked ", book.value(booked))
    if count and book.figure(count).value:
        head = (*head, " with ", book.cite(count, words.count(book.figure(count).value or 0, "deal")))
    head = (*head, f" in the {kind}" if not base.is_running else f" in this {kind} so far")
    target = known(base, book, "target", by="rep", key=who.id)
    gap = known(base, book, "gap", by="rep", key=who.id)
    if not target or not gap:
        return (*head, "; no target of your own is in the data.")
    missing = book.figure(gap).value or 0
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
    amount = deal_fact(base, book, win.deal, "amount", who=of_person(win.deal.owner_id))
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
            due = (book.cite(amount, words.day(book.figure(amount).period.first), mark=False),)
        rows.append(
            (
                (Name(view.name, "deal"),),
                (Name(view.stage, "stage"),) if view.stage else (),
                signs(base, book, view),
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
    """Say what a talk could be about: open questions that the deals themselves raise."""
    items: list[Line] = []
    for view in sorted(mine, key=lambda view: -(view.amount_cents or 0)):
        if len(items) < _TALK and (line := _question(base, book, view)):
            items.append(line)
    return Section(title=("What to talk about",), blocks=(Bullets(tuple(items)),)) if items else None


def _question(base: Base, book: Book, view: DealView) -> Line:
    pushes = deal_fact(base, book, view, "pushes")
    if pushes and (book.figure(pushes).value or 0) >= _NAMED_PUSHED:
        times = book.value(pushes, mark=False)
        return (
            Name(view.name, "deal"),
            " was pushed ",
            times,
            " times: what would have to happen for it to close?",
        )
    touch = deal_fact(base, book, view, "touch")
    if touch and (book.figure(touch).value or 0) >= _NAMED_QUIET:
        return (
            Name(view.name, "deal"),
            " was last touched ",
            book.value(touch, mark=False),
            " ago: is it still alive?",
        )
    if view.close_day is not None and view.close_day is not None and view.close_day < base.as_of:
        return (Name(view.name, "deal"), " is past its close date: which date holds?")
    return ()
