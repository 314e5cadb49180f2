"""The limits that each side declared, in its own words: what they cost the other, and whether they can move."""

from __future__ import annotations

from bothways.brief.compose.cited import figures_line
from bothways.brief.document import Ask, Asks, Block, Line, Paragraph, Section
from bothways.brief.facts import Base, Book, Draft
from bothways.brief.facts.readers import SIDES
from bothways.brief.registers import movable, review
from bothways.constraints import Limits, LimitState
from bothways.terms import Side

_MOST = 4
_CALLED = {Side.STAFF: "the sales staff", Side.EXECUTIVES: "the executives"}


def declared_sections(base: Base, book: Book, limits: Limits | None, *, side: Side) -> tuple[Section, ...]:
    """Return the limits of both sides for a side's brief: the other's first. Nothing where there are none.

    Both briefs have the same limits in the same words: they are there to be seen by the other side.
    """
    if limits is None:
        return ()
    heads = {
        side.other: f"What limits {_CALLED[side.other]}, in their own words",
        side: "What limits you, as they read it",
    }
    sections = []
    for of, title in heads.items():
        if states := limits.states(now=base.as_of, side=of):
            blocks: list[Block] = [Asks(tuple(_item(base, book, one, side) for one in states[:_MOST]))]
            if len(states) > _MOST:
                blocks.append(Paragraph(("More of these stand in the manager's register.",)))
            sections.append(Section(title=(title,), blocks=tuple(blocks)))
    return tuple(sections)


def _item(base: Base, book: Book, state: LimitState, side: Side) -> Ask:
    limit = state.limit
    key = _given(book, state)
    own = limit.side is side
    cost: Line = (book.cite(key, limit.cost.rstrip("."), mark=False),) if limit.cost else ()
    if figures := figures_line(base, book, limit.cost_figures):
        cost = (*cost, *((". ",) if cost else ()), *figures)
    shown = figures_line(base, book, limit.evidence)
    if limit.evidence and not shown:
        shown = ("What was named is not in these data.",)
    terms: tuple[tuple[str, Line], ...] = (
        ("What it costs them" if own else "What it costs you", cost),
        (
            "A week of theirs" if own else "A week of yours",
            (book.cite(key, limit.week.rstrip("."), mark=False),) if limit.week else (),
        ),
        ("What shows it", shown),
        ("Whose it is", (book.cite(key, limit.owner, mark=False),) if limit.owner else ()),
        ("Can it move", (book.cite(key, movable(state), mark=False),)),
        ("Does it still hold", (book.cite(key, review(state), mark=False),)),
        ("Understood as", _understood(book, key, state, own)),
    )
    return Ask(title=(book.cite(key, limit.statement),), rows=tuple(term for term in terms if term[1]))


def _understood(book: Book, key: str, state: LimitState, own: bool) -> Line:
    said = state.understood
    if said is None:
        return ("The other side has not said it back yet.",) if own else ("You have not said it back yet.",)
    line: Line = ("“", book.cite(key, said.words, mark=False), "”")
    return line if said.of_these_words else (*line, " That was before it was worded anew.")


def _given(book: Book, state: LimitState) -> str:
    limit = state.limit
    said = state.understood.words if state.understood else ""
    texts = (limit.statement, limit.owner, limit.cost, limit.week, movable(state), review(state), said)
    return book.enter(
        Draft(
            key=f"limit/{limit.id}",
            kind="given",
            label=f"Limit of {_CALLED[limit.side]}",
            title=(f"Limit of {_CALLED[limit.side]}",),
            readers=SIDES,
            given="\n".join(text for text in texts if text),
            given_by="the register of limits",
        )
    )
