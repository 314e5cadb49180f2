"""Put one wrong thing into a document or a file: what the check must find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

from bothways.brief.document import Cite, Document

Change = Callable[[int, Cite], Cite | str]


def changed(document: Document, change: Change) -> Document:
    """Return the document with each citation of its body changed by place, or put into plain text."""
    place = -1

    def walk(value: Any) -> Any:
        nonlocal place
        if isinstance(value, Cite):
            place += 1
            return change(place, value)
        if isinstance(value, tuple):
            return tuple(walk(part) for part in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: walk(getattr(value, f.name)) for f in fields(value)})
        return value

    body = {
        name: walk(getattr(document, name))
        for name in ("kicker", "period_line", "headline", "sections", "footer")
    }
    return replace(document, **body)


def cites(document: Document) -> list[Cite]:
    """Return the citations of the body, in the order of `changed`."""
    found: list[Cite] = []

    def keep(_place: int, cite: Cite) -> Cite:
        found.append(cite)
        return cite

    changed(document, keep)
    return found


def other_digit(text: str, at: int, step: int) -> str:
    """Return a text with the digit at a place replaced by another."""
    assert text[at].isdigit()
    return text[:at] + str((int(text[at]) + step) % 10) + text[at + 1 :]


class _Seen(HTMLParser):
    """Finds where digits stand that a reader, a screen reader or a machine would take from a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: list[int] = []
        self.skip = 0
        self.feed(text)

    def at(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style":
            self.skip += 1
        start, raw = self.at(), self.get_starttag_text() or ""
        for name, value in attrs:
            telling = name in ("data-fact", "aria-label") or (
                name == "href" and (value or "").startswith("#f")
            )
            if telling and value and (place := raw.find(f'{name}="{value}"')) >= 0:
                self.take(start + place + len(name) + 2, value)

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.take(self.at(), data)

    def take(self, start: int, text: str) -> None:
        self.found += [start + place for place, char in enumerate(text) if char.isascii() and char.isdigit()]


def digits_of_page(text: str) -> list[int]:
    """Return the places of all digits of a page that tell something."""
    found = _Seen(text).found
    assert all(text[place].isdigit() for place in found)
    return found
