"""What can't be known: said once, plainly, with what to do about it."""

from __future__ import annotations

from bothways.brief.compose.crossing import enter_given
from bothways.brief.document import Line, Notice, Section
from bothways.brief.facts import Base, Book


def unknown_section(base: Base, book: Book) -> Section | None:
    """Return what the data can't show; None where they show all.

    A sentence with a command in it is for the manager's terminal, not for a reader of a brief.
    """
    lines: list[Line] = []
    for place, sentence in enumerate(base.unknowable, 1):
        if "`" in sentence:
            continue
        key = enter_given(book, f"unknown/{place}", "What can't be known", (sentence,), "the evidence")
        lines.append((book.cite(key, sentence, mark=False),))
    if not lines:
        return None
    return Section(title=(), blocks=(Notice(title=("What this brief can't show",), lines=tuple(lines)),))
