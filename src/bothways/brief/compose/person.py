"""A person's own brief, for a talk of two: their numbers, their deals, what to talk about."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.brief import words
from bothways.brief.compose.frame import framed
from bothways.brief.compose.promises import promises_section
from bothways.brief.compose.prospects import own_unreal
from bothways.brief.compose.results import absent, before_of, cell, kind_of
from bothways.brief.compose.risk import amount_cell, due_line, signs
from bothways.brief.compose.tables import table_of
from bothways.brief.document import Block, Bullets, Document, Line, Name, Notice, Section
from bothways.brief.facts import Base, Book, Person
from bothways.brief.facts.deals import deal_fact, win_fact
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import person
from bothways.credibility import Promises
from bothways.evidence.views import DealView, WonView

_NUMBERS = (
    "bookings", "bookings_count", "win_rate_count", "deal_size_median", "pipeline_created", "cycle_days",
    "open_amount", "days_since_touch",
)  # fmt: skip
_OPEN, _WON, _TALK = 10, 5, 4


def compose_person(base: Base, book: Book, who: Person, *, promises: Promises | None = None) -> Document:
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
            own_unreal(base, book, who.id),
            _talk(base, book, who, mine),
            promises_section(base, book, promises, title="What was promised between us"),
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
    line: Line = (
        book.cite(count, words.count(deals, "deal")),
        " of yours is open" if deals == 1 else " of yours are open",
    )
    # Many a CRM has no amount before a deal is won: a sum of nothing is no nought.
    return (*line, ", ", book.value(amount), ".") if book.figure(amount).value else (*line, ".")


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
        if not own or (name == "open_amount" and not _has_open_amount(base, who)):
            continue
        row: list[Line] = [(base.labels[name],), own]
        if has_peers:
            row.append(
                cell(base, book, name, by="rep", key=who.id, when="peers")
                or absent(base, name, by="rep", key=who.id, when="peers")
            )
        if has_past:
            row.append(
                cell(base, book, name, by="rep", key=who.id, when="before")
                or absent(base, name, by="rep", key=who.id, when="before")
            )
        rows.append(tuple(row))
    if not rows:
        return None
    heads = (
        "Measure", "You",
        *((_peers_head(base, who),) if has_peers else ()),
        *((f"You, {before_of(base)}",) if has_past else ()),
    )  # fmt: skip
    numeric = (False, *(True for _ in heads[1:]))
    aside = _peers_aside(base, book, who) if has_peers else ()
    blocks: list[Block] = [table_of(heads, tuple(rows), numeric)]
    if not has_peers:
        blocks.append(
            Notice(("Your numbers stand alone: too few others are here for a median that points to nobody.",))
        )
    return Section(title=("Your numbers",), blocks=tuple(blocks), aside=aside)


def _has_open_amount(base: Base, who: Person) -> bool:
    count, amount = (base.now.one(name, "rep", who.id) for name in ("open_count", "open_amount"))
    return bool(amount and amount.value) or not (count and count.value)


def _peers_aside(base: Base, book: Book, who: Person) -> Line:
    """Say of how many others the median is: a median of people is nothing without their number."""
    key = known(base, book, "open_count", by="rep", key=who.id, when="peers") or known(
        base, book, "bookings", by="rep", key=who.id, when="peers"
    )
    if not key:
        return ()
    where = "in your team" if base.peers_are_team.get(who.id) else "who sell"
    return ("The median is of the ", book.n(key, "other"), f" {where}; you are not in it.")


def _peers_head(base: Base, who: Person) -> str:
    return "Median of your team" if base.peers_are_team.get(who.id) else "Median of all who sell"


def _recognition(base: Base, book: Book, who: Person, won: list[WonView]) -> Section | None:
    """Say what went with the wins: what was done there, in the rep's own deals, and then each deal.

    Nothing is said of what the data do not hold, and nothing is called good: what was done stands there.
    """
    if not won:
        return None
    done = tuple(line for line in (_met(base, book, won), _answered(base, book, won),
                                   _stayed(base, book, won), _kept(base, book, won)) if line)  # fmt: skip
    blocks: list[Block] = [Bullets(done)] if done else []
    heads = ("Deal", "People met", "Meetings", "Calls", "Your answer within", "Amount")
    blocks.append(
        table_of(
            heads,
            tuple(_win(base, book, win) for win in won[:_WON]),
            (False, *(True for _ in heads[1:])),
        )
    )
    return Section(
        title=("What you won, and what you did for it" if done else "What you won",),
        blocks=tuple(blocks),
        aside=("The table has the largest.",) if len(won) > _WON else (),
    )


_SEVERAL, _SAME_DAY, _STAYED, _NAMED = 2, 24, 2, 3


def _met(base: Base, book: Book, won: list[WonView]) -> Line:
    wins = [win for win in won if win.people_met >= _SEVERAL][:_NAMED]
    found: list[Line] = []
    for win in wins:
        key = win_fact(base, book, win, "met")
        people = words.count(win.people_met, "person", many="people")
        found.append((Name(win.deal.name, "deal"), " (", book.cite(key, people, mark=False), ")"))
    return _sentence("You met more than a single person of the customer: ", found)


def _answered(base: Base, book: Book, won: list[WonView]) -> Line:
    found: list[Line] = []
    for win in won:
        if win.reply_hours is not None and win.reply_hours <= _SAME_DAY and len(found) < _NAMED:
            key = win_fact(base, book, win, "reply")
            found.append((Name(win.deal.name, "deal"), " (", book.value(key, mark=False), ")"))
    return _sentence("You answered the customer within a day: ", found)


def _stayed(base: Base, book: Book, won: list[WonView]) -> Line:
    found: list[Line] = []
    for win in won:
        pushes = win.deal.pushes
        if pushes is not None and pushes >= _STAYED and len(found) < _NAMED:
            key = deal_fact(base, book, win.deal, "pushes")
            times = book.cite(key, words.spell(pushes, "time"), mark=False)
            found.append((Name(win.deal.name, "deal"), " (pushed ", times, ")"))
    return _sentence("You stayed with deals whose date had moved, and they were won: ", found)


def _kept(base: Base, book: Book, won: list[WonView]) -> Line:
    found: list[Line] = []
    for win in [win for win in won if win.deal.type == "renewal"][:_NAMED]:
        who = Name(win.deal.account, "account") if win.deal.account else Name(win.deal.name, "deal")
        amount = deal_fact(base, book, win.deal, "amount")
        found.append((who, " (", *amount_cell(book, amount), ")"))
    return _sentence("Customers of yours stayed: ", found)


def _sentence(head: str, found: Sequence[Line]) -> Line:
    line: Line = (head,) if found else ()
    for place, part in enumerate(found):
        line = (*line, *((", ",) if place else ()), *part)
    return (*line, ".") if line else ()


def _win(base: Base, book: Book, win: WonView) -> tuple[Line, ...]:
    row: list[Line] = [(Name(win.deal.name, "deal"),)]
    for what in ("met", "meetings", "calls"):
        key = win_fact(base, book, win, what)
        row.append((book.value(key, mark=False),) if key and book.figure(key).value else ())
    reply = win_fact(base, book, win, "reply")
    row.append((book.value(reply, mark=False),) if reply else ())
    amount = deal_fact(base, book, win.deal, "amount")
    row.append(amount_cell(book, amount))
    return tuple(row)


def _deals(base: Base, book: Book, who: Person, mine: list[DealView]) -> Section | None:
    if not mine:
        return None
    rows = []
    for view in sorted(mine, key=lambda view: -(view.amount_cents or 0))[:_OPEN]:
        amount = deal_fact(base, book, view, "amount")
        due: Line = due_line(base, book, amount) if view.close_day is not None else ("no date",)
        rows.append(
            (
                (Name(view.name, "deal"),),
                (Name(view.stage, "stage"),) if view.stage else (),
                signs(base, book, view, without="one_contact"),
                due,
                amount_cell(book, amount),
            )
        )
    more = len(mine) > _OPEN
    return Section(
        title=("Your open deals",),
        blocks=(
            table_of(
                ("Deal", "Stage", "Signs", "Due", "Amount"),
                tuple(rows),
                (False, False, False, True, True),
            ),
        ),
        aside=("The largest; the others are in the CRM.",) if more else (),
    )


def _talk(base: Base, book: Book, who: Person, mine: list[DealView]) -> Section | None:
    """Say what a talk could be about: the open questions that the deals themselves raise."""
    deals = sorted(mine, key=lambda view: -(view.amount_cents or 0))
    items = tuple(line for code in _QUESTIONS if (line := _question(base, book, code, deals)))
    return Section(title=("What to talk about",), blocks=(Bullets(items),)) if items else None


_QUESTIONS = {
    "pushed": ("Pushed: ", "What would have to happen to close?"),
    "overdue": ("Past the close date: ", "Which date holds?"),
    "untouched": ("No contact for a while: ", "What does the customer wait for?"),
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
