"""Reads a finished page as a browser would: elements, visible text, headings."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "path", "rect", "circle", "br", "link", "img", "input", "hr"}
UNSEEN = {"style", "template", "title", "head", "script"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: tuple[str, ...] = ()


@dataclass
class Outline(HTMLParser):
    elements: list[Element] = field(default_factory=list)
    seen: str = ""
    seen_without_numbers: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        element = Element(
            tag, {name: value or "" for name, value in attrs}, inside=tuple(e.tag for e in self._open)
        )
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element.text += data
        tags = {element.tag for element in self._open}
        if not tags & UNSEEN:
            self.seen += data
            if "sup" not in tags:
                self.seen_without_numbers += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def headings(self) -> list[int]:
        return [int(e.tag[1]) for e in self.elements if re.fullmatch("h[1-6]", e.tag)]


def outline(html: str) -> Outline:
    page = Outline()
    page.feed(html)
    page.close()
    assert not page._open, f"left open: {[e.tag for e in page._open]}"
    return page
