"""Read a page as its reader would: what is seen and what is told, with the facts and names it claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from bothways.terms import Refusal

_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"))
_UNSEEN = frozenset(("style", "script", "noscript", "iframe", "object"))
_TELLING = frozenset(("title", "desc"))
_TOLD = ("aria-label", "alt", "title", "aria-description", "data-head", "placeholder")


@dataclass(slots=True)
class Item:
    """A piece of a page: a fact or name or quote with its words, or plain text between them."""

    kind: Literal["fact", "name", "quote", "text", "told"]
    text: str = ""
    fact: int = 0
    what: str = ""
    mark: str = ""
    note: int = 0
    picture: int = -1

    @property
    def words(self) -> str:
        """The text with its blanks made single."""
        return re.sub(r"\s+", " ", self.text).strip()


@dataclass(slots=True)
class Page:
    """What a page holds: its items in order, its title, its embedded data, and how many pictures."""

    items: list[Item] = field(default_factory=list)
    title: str = ""
    data: str = ""
    pictures: int = 0
    notes: list[int] = field(default_factory=list)


def read_page(text: str, *, marks: Mapping[int, int] | None = None) -> Page:
    """Return what a page holds.

    `marks` says which number is shown at a fact, where that is not its own.

    Raises:
        Refusal: `brief-file` for comments, scripts, styles on elements, or marks that contradict
            each other: nothing in a brief may be hidden from this reader.
    """
    parser = _Reader(marks or {})
    parser.feed(text)
    parser.close()
    return parser.page


class _Reader(HTMLParser):
    def __init__(self, marks: Mapping[int, int]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.page = Page()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.item: Item | None = None
        self.depth = 0
        self.note = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self._guard(tag, held)
        if tag == "svg":
            self.page.pictures += 1
        if match := re.fullmatch(r"f(\d+)", held.get("id", "")):
            self.note = int(match[1])
            self.page.notes.append(self.note)
        if tag not in _VOID:
            self.open.append((tag, held))
        for name in _TOLD:
            if held.get(name):
                self._add(Item("told", held[name], what=name))
        if self.item is None and (item := self._claim(held)) is not None:
            self.item, self.depth = item, len(self.open)
            self._add(item)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (name, _) in enumerate(self.open) if name == tag]
        if not places:
            return
        closed = self.open[places[-1] :]
        del self.open[places[-1] :]
        if self.item is not None and len(self.open) < self.depth:
            self.item = None
        if any(re.fullmatch(r"f\d+", held.get("id", "")) for _, held in closed):
            self.note = 0

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "template" in tags:
            self.page.data += data
        elif "title" in tags and "svg" not in tags:
            self.page.title += data
        elif any(tag in _UNSEEN for tag in tags):
            return
        elif "svg" in tags and tags[-1] in _TELLING:
            # What a picture that stands alone tells: its title and its description.
            self._add(Item("told", data, what=tags[-1]))
        elif "sup" in tags:
            self._mark(data.strip())
        elif self.item is not None:
            self.item.text += data
        elif data.strip():
            self._add(Item("text", data))

    def handle_comment(self, data: str) -> None:
        raise Refusal("brief-file", "The page holds a comment, which no reader sees and no check reads.")

    def _claim(self, held: dict[str, str]) -> Item | None:
        if "data-quote" in held:
            return Item("quote", fact=_number(held.get("data-fact", "")), what=held["data-quote"])
        if "data-fact" in held:
            number = _number(held["data-fact"])
            if "href" in held and held["href"] != f"#f{number}":
                raise _wrong(f"A figure of fact {number} leads to {held['href']}.")
            return Item("fact", fact=number)
        return Item("name", what=held["data-name"]) if "data-name" in held else None

    def _mark(self, text: str) -> None:
        wanted = self.item.fact if self.item is not None else self.note
        if text != str(self.marks.get(wanted, wanted)):
            raise _wrong(f"The mark “{text}” stands at fact {wanted}.")
        if self.item is not None:
            self.item.mark += str(wanted)

    def _add(self, item: Item) -> None:
        item.note = self.note
        item.picture = self.page.pictures - 1 if any(tag == "svg" for tag, _ in self.open) else -1
        self.page.items.append(item)

    def _guard(self, tag: str, held: dict[str, str]) -> None:
        if tag == "script" or any(name.startswith("on") or name == "style" for name in held):
            raise Refusal("brief-file", f"The page holds a script or a style in <{tag}>.")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise _wrong(f"“{text}” is no number of a fact.")
    return int(text)


def _wrong(sentence: str) -> Refusal:
    return Refusal("brief-number", sentence)
