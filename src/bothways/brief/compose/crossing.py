"""What crosses between the sides by a person's hand: asks up, imperatives down, the manager's note."""

from __future__ import annotations

from bothways.brief.document import Ask, Asks, Line, Paragraph, Section
from bothways.brief.facts import Book, Draft
from bothways.brief.facts.readers import SIDES
from bothways.brief.given import Asked, Imperative


def enter_given(book: Book, key: str, label: str, texts: tuple[str, ...], given_by: str) -> str:
    """Enter what a person gave as one fact: its texts to the letter, one a line."""
    return book.enter(
        Draft(
            key=key,
            kind="given",
            label=label,
            title=(label,),
            readers=SIDES,
            given="\n".join(text for text in texts if text),
            given_by=given_by,
        )
    )


def asks_section(book: Book, asks: tuple[Asked, ...]) -> Section | None:
    """Return what is asked of the executives; None where nothing is."""
    if not asks:
        return None
    items = []
    for place, ask in enumerate(asks, 1):
        key = _ask(book, place, ask)
        terms = (
            ("Why", ask.why), ("Costs", ask.cost), ("Brings", ask.brings), ("Instead", ask.instead),
            ("By when", ask.by), ("Of whom", ask.of),
        )  # fmt: skip
        items.append(
            Ask(
                title=(book.cite(key, ask.what),),
                rows=tuple((term, (book.cite(key, text, mark=False),)) for term, text in terms if text),
            )
        )
    return Section(title=("What is asked of you",), blocks=(Asks(tuple(items)),))


def _ask(book: Book, place: int, ask: Asked) -> str:
    texts = (ask.what, ask.why, ask.cost, ask.brings, ask.instead, ask.by, ask.of)
    return enter_given(book, f"ask/{place}", "Asked of the executives", texts, ask.given_by)


def ask_line(book: Book, asks: tuple[Asked, ...]) -> Line:
    """Say in one sentence what is asked, for the headline; empty where nothing is."""
    if not asks:
        return ()
    lead = asks[0]
    key = _ask(book, 1, lead)
    line: Line = ("We ask of you: ", book.cite(key, _unstopped(lead.what)))
    if lead.by:
        line = (*line, ", by ", book.cite(key, lead.by, mark=False))
    if len(asks) > 1:
        line = (*line, "; more stands at the end of this brief")
    return (*line, ".")


def imperatives_section(book: Book, imperatives: tuple[Imperative, ...]) -> Section | None:
    """Return what the executives require, why, what it means, and where the manager stands."""
    if not imperatives:
        return None
    items = []
    for place, one in enumerate(imperatives, 1):
        texts = (one.what, one.why, one.means, one.instead, one.by, one.of, one.stand)
        key = enter_given(book, f"imperative/{place}", "Required by the executives", texts, one.given_by)
        terms = (
            ("Why", one.why), ("What it means for your week", one.means), ("Instead", one.instead),
            ("By when", one.by), ("Who requires it", one.of), ("Where I stand", one.stand),
        )  # fmt: skip
        items.append(
            Ask(
                title=(book.cite(key, one.what),),
                rows=tuple((term, (book.cite(key, text, mark=False),)) for term, text in terms if text),
            )
        )
    return Section(title=("What the executives require, and why",), blocks=(Asks(tuple(items)),))


def note_section(book: Book, note: str, *, title: str = "A note from the manager") -> Section | None:
    """Return the manager's note; None where there is none."""
    if not note:
        return None
    key = enter_given(book, "note", "The manager's note", (note,), "the manager")
    return Section(title=(title,), blocks=(Paragraph((book.cite(key, note, mark=False),)),))


def _unstopped(text: str) -> str:
    return text.rstrip(".")
