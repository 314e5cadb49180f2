"""“In spite of many prospects”: what must be open, what is, and how real it looks."""

from __future__ import annotations

from bothways.brief.compose.tables import table_of
from bothways.brief.document import Block, Bullets, Line, Name, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found

_MOST = 5
_REASONS = {
    "age": "older than nearly all deals were when they were won",
    "pushes": "pushed again and again",
    "silent": "no activity for long",
    "one_contact": "a single person of the customer is known",
    "overdue": "its date has passed",
}


def prospects(base: Base, book: Book) -> Section | None:
    """Return what the prospects are worth, in totals: no deal and no person is named."""
    found = base.insight.prospects
    if found is None:
        return None
    told = Found(base, book, found)
    lines = told.lines(found.say)[:_MOST]
    if not lines:
        return None
    return Section(
        title=("Many prospects: how many are needed, and how real they look",), blocks=(Bullets(lines),)
    )


def own_unreal(base: Base, book: Book, person: str) -> Section | None:
    """Return a person's own open deals that look unreal, with what was found: for them and their manager."""
    found = base.insight.prospects
    mine = [deal for deal in found.deals if deal.owner_id == person] if found is not None else []
    views = {view.deal_id: view for view in base.open_deals}
    rows: list[tuple[Line, ...]] = []
    for deal in mine:
        view = views.get(deal.deal_id)
        if view is None:
            continue
        reasons = ", ".join(_REASONS.get(str(rule), str(rule)) for rule in deal.reasons)
        rows.append(((Name(view.name, "deal"),), (reasons,)))
    if not rows:
        return None
    blocks: list[Block] = [table_of(("Deal", "What the data show"), tuple(rows[:_MOST]), (False, False))]
    return Section(
        title=("Worth another look: deals like these were seldom won",),
        blocks=tuple(blocks),
        aside=("You know more about them than the data do.",),
    )
