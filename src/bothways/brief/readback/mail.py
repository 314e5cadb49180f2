"""Check a mail: both its parts say what the brief says, nothing is hidden in it, nothing is fetched or leads elsewhere.

Mail programs need styles on the elements, so here styles are read, not refused: only those that can't hide a word are
let through, and every word must stand out from its ground, in the light theme and in the dark one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final, Literal

from bothways.brief.document import Cite, Document, Line, Name
from bothways.brief.mailed import Mailed, Quoted, mailed, pieces_of
from bothways.brief.readback.atoms import atoms_in, first_difference
from bothways.brief.readback.bearing import bears
from bothways.brief.readback.numbers import numbers_in
from bothways.terms import Refusal

__all__ = ["check_mail_html", "check_mail_text"]

_VOID: Final = frozenset(("br", "meta"))
_TAGS: Final = frozenset((
    "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "th", "h1", "h2", "h3", "p", "a", "span",
    "sup", "blockquote", "ul", "li", "br",
))  # fmt: skip
_ATTRIBUTES: Final = frozenset((
    "lang", "dir", "role", "width", "align", "cellpadding", "cellspacing", "border", "colspan", "scope", "style",
    "class", "href", "name", "content", "charset", "data-fact", "data-name", "data-quote",
))  # fmt: skip
_STYLES: Final = re.compile(
    r"(margin|padding|border-width|border-radius):(\d{1,2}(px)?( |$)){1,4}"
    r"|border-style:solid|table-layout:fixed|vertical-align:(top|bottom)|white-space:nowrap|width:(100%|104px)"
    r"|max-width:600px|text-decoration:(none|underline)|font-weight:[46]00|line-height:\d(\.\d+)?|line-height:\d{1,2}px"
    r"|font-size:\d{1,2}px|font:(600 )?\d{2}px/1\.\d{1,2} [A-Za-z ,'-]+"
    r"|(color|background-color|border-color):(#[0-9a-f]{6}|inherit)"
)
_TURNED: Final = re.compile(r"\.([a-z-]+)\{(color|background-color|border-color):(#[0-9a-f]{6}) !important\}")
_SHEET: Final = re.compile(
    r":root\{color-scheme:light dark;supported-color-schemes:light dark\}\s*"
    r"@media \(prefers-color-scheme:dark\)\{\s*((?:" + _TURNED.pattern + r"\s*)+)\}\s*"
)
_CONTRAST: Final = 4.5
_LEAST_SIZE: Final = 11
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
Run = list[tuple[str, int | str, str, str]]
"""Facts, names and quotes as they follow each other: kind, number or what, words, mark."""


def check_mail_html(text: str, document: Document, *, link: str = "", stop: str = "") -> None:
    """Check the HTML part of a mail.

    Raises:
        Refusal: `brief-number`, `brief-name` or `brief-quote` as for the page; `brief-file` for anything that could
            hide a word, run, be fetched, or lead to another place than `link` and `stop`.
    """
    reader = _Reader(document, link, stop)
    reader.feed(text)
    reader.close()
    reader.check_seen()
    if _one_line(reader.title) != _one_line(document.title):
        raise _wrong(f"The title is “{_one_line(reader.title)}”, not “{document.title}”.")
    facts = {fact.number: fact for fact in document.ledger}
    for item in reader.items:
        if item.kind == "text" and (found := numbers_in(item.words)):
            raise _wrong(f"“{found[0].text}” stands in “{item.words}” without a fact.")
        if item.kind == "fact":
            fact = facts.get(item.fact)
            if fact is None:
                raise _wrong(f"“{item.words}” cites fact {item.fact}, which is not in this reader's cut.")
            # What can't be seen was left out of the mail, so it is left out of what was given, too.
            if why := bears(replace(fact, given=_UNSEEN.sub(" ", fact.given)), item.words):
                raise _wrong(f"{why}.")
    found_run = [item.seen for item in reader.items if item.kind != "text"]
    wanted = list(_run(mailed(document)))
    for place in range(max(len(found_run), len(wanted))):
        here = found_run[place] if place < len(found_run) else None
        there = wanted[place] if place < len(wanted) else None
        if here != there:
            raise _wrong(_parted(here, there))


def check_mail_text(text: str, document: Document, *, link: str = "", stop: str = "") -> None:
    """Check the text part of a mail: every number, number word, mark and quote, in order.

    Raises:
        Refusal: `brief-number`, `brief-quote`, or `brief-file` for an address that is not the mail's own.
    """
    lines = [line for line in text.splitlines() if line not in {one for one in (link, stop) if one}]
    told = "\n".join(lines)
    if re.search(r"[a-z][a-z0-9+.-]*://|mailto:", _told_without(document, told), re.IGNORECASE):
        raise Refusal("brief-file", "The text of the mail holds an address that is not its own.")
    wanted = [atom for piece in pieces_of(mailed(document)) for atom in atoms_in(_plain(piece, document))]
    if difference := first_difference(atoms_in(_INVISIBLE.sub("", told)), wanted):
        raise _wrong(f"In the text of the mail, {difference}")
    read = re.sub(r"\s+", "", re.sub(r"(?m)^ *> ?", "", told))
    for piece in pieces_of(mailed(document)):
        words = _plain(piece, document)
        if isinstance(piece, Quoted) and re.sub(r"\s+", "", words) not in read:
            raise Refusal("brief-quote", f"The quote of fact {piece.fact} does not stand there exactly.")


def _told_without(document: Document, told: str) -> str:
    """Leave out what the brief itself says: a name of a CRM, or a customer, may hold an address."""
    read = re.sub(r"\s+", "", told)
    for piece in pieces_of(mailed(document)):
        spans = (_plain(piece, document),) if isinstance(piece, Quoted) else (_text(span) for span in piece)
        for words in spans:
            if "://" in words or "mailto:" in words.lower():
                read = read.replace(re.sub(r"\s+", "", words), "")
    return read


def _text(span: str | Cite | Name) -> str:
    return _UNSEEN.sub(" ", span if isinstance(span, str) else span.text)


def _plain(piece: Line | Quoted, document: Document) -> str:
    if isinstance(piece, Quoted):
        quote = document.ledger.fact(piece.fact).quote
        return _UNSEEN.sub(" ", quote.text) if quote else ""
    return "".join(
        _text(span)
        + (str(document.mark(span.fact)).translate(_RAISED) if isinstance(span, Cite) and span.mark else "")
        for span in piece
    )


def _run(mail: Mailed) -> Iterable[tuple[str, int | str, str, str]]:
    document = mail.document
    for piece in pieces_of(mail):
        if isinstance(piece, Quoted):
            yield ("quote", piece.fact, _one_line(_plain(piece, document)), "")
            continue
        for span in piece:
            if isinstance(span, Cite):
                mark = str(document.mark(span.fact)) if span.mark else ""
                yield ("fact", span.fact, _one_line(_text(span)), mark)
            elif isinstance(span, Name):
                yield ("name", span.what, _one_line(_text(span)), "")


def _parted(
    here: tuple[str, int | str, str, str] | None, there: tuple[str, int | str, str, str] | None
) -> str:
    if here is None and there is not None:
        return f"“{there[2]}” ({there[0]} {there[1]}) is missing in the mail."
    if there is None and here is not None:
        return f"“{here[2]}” stands at the end of the mail and the brief does not say it."
    if here is None or there is None:
        return ""
    return f"“{here[2]}” ({here[0]} {here[1]}) stands where “{there[2]}” ({there[0]} {there[1]}) should."


@dataclass(slots=True)
class _Item:
    kind: Literal["fact", "name", "quote", "text"]
    fact: int = 0
    what: str = ""
    text: str = ""
    mark: str = ""

    @property
    def words(self) -> str:
        return _one_line(self.text)

    @property
    def seen(self) -> tuple[str, int | str, str, str]:
        words = self.words.removeprefix("“").removesuffix("”") if self.kind == "quote" else self.words
        return (self.kind, self.what if self.kind == "name" else self.fact, words, self.mark)


@dataclass(slots=True)
class _Level:
    """An open element: its letters and ground by theme, its size, and the item that it began."""

    tag: str
    ink: tuple[str, str]
    ground: tuple[str, str]
    size: int
    item: _Item | None = None


@dataclass(slots=True)
class _Words:
    """Words as they are seen: on which ground, in which letters, by class until the style sheet is known."""

    text: str
    level: _Level


@dataclass
class _Reader(HTMLParser):
    document: Document
    link: str
    stop: str
    items: list[_Item] = field(default_factory=list)
    title: str = ""
    open: list[_Level] = field(default_factory=list)
    dark: dict[tuple[str, str], str] = field(default_factory=dict)
    sheets: int = 0
    shown: list[_Words] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag not in _TAGS or len(held) != len(attrs) or not held.keys() <= _ATTRIBUTES:
            raise _hidden(f"<{tag}> with {', '.join(sorted(held)) or 'nothing'} has no place in a mail")
        if held.get("dir", "auto") != "auto":
            raise _hidden("text that is turned round")
        styles = self._styles(held.get("style", ""))
        if tag == "style":
            self.sheets += 1
        above = self.open[-1] if self.open else _Level("", ("#000000", "#000000"), ("#ffffff", "#ffffff"), 16)
        level = _Level(
            tag,
            self._coloured(above.ink, "color", styles, held),
            self._coloured(above.ground, "background-color", styles, held),
            _size(styles) or above.size,
        )
        self._lead(held)
        level.item = self._claim(held, any(one.item for one in self.open))
        if tag not in _VOID:
            self.open.append(level)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1].tag != tag:
            # Programs mend what is not closed each in its own way: then nobody knows what is seen.
            raise _hidden(f"</{tag}> closes what is not open")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        tags = [level.tag for level in self.open]
        if "style" in tags:
            self._read_sheet(data)
        elif "title" in tags:
            self.title += data
        elif data.strip():
            self.shown.append(_Words(data, self.open[-1]))
            item = next((level.item for level in reversed(self.open) if level.item), None)
            if "sup" in tags:
                self._mark(item, data.strip())
            elif item is not None:
                item.text += data
            elif data.replace("■", "").strip():
                self.items.append(_Item("text", text=data))
        elif self.open and (item := next((one.item for one in reversed(self.open) if one.item), None)):
            item.text += data

    def handle_comment(self, data: str) -> None:
        raise _hidden("a comment, which no reader sees")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            raise _hidden("a declaration that is not the usual one")

    def handle_pi(self, data: str) -> None:
        raise _hidden("an instruction for machines")

    def unknown_decl(self, data: str) -> None:
        raise _hidden("a declaration that no reader sees")

    def check_seen(self) -> None:
        """Check that every word stands out from its ground, in both themes, and is large enough to read."""
        if self.open or self.sheets > 1:
            raise _hidden("an element that is not closed, or a second style sheet")
        for words in self.shown:
            level = words.level
            if level.size < _LEAST_SIZE:
                raise _hidden(f"letters of {level.size} pixels: “{_one_line(words.text)}”")
            for theme in (0, 1):
                if _contrast(level.ink[theme], level.ground[theme]) < _CONTRAST:
                    raise _hidden(f"letters that do not stand out: “{_one_line(words.text)}”")

    def _styles(self, style: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in style.split(";") if style else ():
            if not _STYLES.fullmatch(part):
                raise _hidden(f"a style that could hide something: {part}")
            name, _, value = part.partition(":")
            if name in found:
                raise _hidden(f"a style that says {name} twice")
            found[name] = value
        return found

    def _coloured(
        self, above: tuple[str, str], name: str, styles: Mapping[str, str], held: Mapping[str, str]
    ) -> tuple[str, str]:
        """The colour in the light theme, and what a class makes of it in the dark one."""
        given = styles.get(name, "inherit")
        light = above[0] if given == "inherit" else given
        turned = [
            self.dark[key] for one in held.get("class", "").split() if (key := (one, name)) in self.dark
        ]
        if len(turned) > 1:
            raise _hidden(f"two classes that set {name}")
        return light, turned[0] if turned else light if given != "inherit" else above[1]

    def _read_sheet(self, text: str) -> None:
        match = _SHEET.fullmatch(text)
        if match is None:
            raise _hidden("a style sheet that does more than turn colours")
        self.dark = {(name, what): value for name, what, value in _TURNED.findall(match[1])}

    def _lead(self, held: Mapping[str, str]) -> None:
        if "href" not in held:
            return
        own = {one for one in (self.link, self.stop) if one}
        if self.link and held.get("data-fact", "").isdigit():
            own = {f"{self.link}#f{held['data-fact']}"}
        if held["href"] not in own:
            raise _hidden(f"a link that leads to {held['href']}")

    def _claim(self, held: Mapping[str, str], inside: bool) -> _Item | None:
        kind: Literal["fact", "name", "quote"]
        if "data-quote" in held:
            kind = "quote"
        elif "data-fact" in held:
            kind = "fact"
        elif "data-name" in held:
            kind = "name"
        else:
            return None
        number = held.get("data-fact", "0")
        if inside or not (number.isascii() and number.isdigit()):
            raise _wrong(f"“{number}” is no number of a fact, or stands inside another.")
        item = _Item(kind, fact=int(number), what=held.get("data-name", ""))
        if kind == "quote":
            quote = next((one.quote for one in self.document.ledger if one.number == item.fact), None)
            if quote is None or quote.voice != held["data-quote"]:
                raise Refusal(
                    "brief-quote", f"The quote of fact {item.fact} is not the {held['data-quote']}'s own."
                )
        self.items.append(item)
        return item

    def _mark(self, item: _Item | None, text: str) -> None:
        if item is None or item.mark or text != str(self.document.mark(item.fact)):
            raise _wrong(f"The mark “{text}” stands where it should not.")
        item.mark = text


def _size(styles: Mapping[str, str]) -> int:
    if "font-size" in styles:
        return int(styles["font-size"].removesuffix("px"))
    match = re.search(r"(\d+)px/", styles.get("font", ""))
    return int(match[1]) if match else 0


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 measures it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _hidden(what: str) -> Refusal:
    return Refusal("brief-file", f"The mail holds {what}.")


def _wrong(sentence: str) -> Refusal:
    return Refusal("brief-number", sentence, hint="A brief says nothing that no fact bears.")
