"""Texts: markup taken off, blanks tidied, dated notes told apart, quoted mail marked; no word lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Literal

from bothways.evidence.values.moments import ORDERS, look

_BREAKS = frozenset([
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
])  # fmt: skip
_DROPPED = frozenset(("script", "style", "head", "title", "template", "noscript"))
_MARKUP = re.compile(
    r"<(!doctype|/?[a-z][a-z0-9]*)(\s[^<>]*)?/?>|<!--|&(#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE
)
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")

_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?[ -](?:de )?[^\W\d]{3,10}\.?,?[ -](?:de )?\d{2,4}"
    r"|[^\W\d]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
_TIME = r"(?:[T ,]+\d{1,2}[:h]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_WHO = r"(?:\s*[(\[][^()\[\]\n]{1,40}[)\]])?"
_NOTE = re.compile(
    rf"(?:(?<=\n)|(?<=[.!?;|…]\s)|(?<=\s\s)|^)[ \t]*(?:[-*•]\s*)?(?:"
    rf"[\[(](?P<boxed>{_DATE})(?P<boxed_time>{_TIME})[\])]\s*[:–—-]?"
    rf"|(?P<bare>{_DATE})(?P<time>{_TIME}){_WHO}\s*(?::|\s[–—-](?=\s)|\||\n)"
    r")[ \t]*"
)
_HISTORY = re.compile(
    r"^(?:-{2,}\s*(?:original message|forwarded message|urspr[uü]ngliche nachricht|weitergeleitete nachricht"
    r"|message d.origine|message transf[eé]r[eé]|mensaje original|mensaje reenviado)\s*-{2,}"
    r"|(?:on|am|le|el) .{4,200}(?:wrote|schrieb.{0,80}|a [eé]crit|escribi[oó])\s?:"
    r"|(?:from|von|de)\s?:\s.+\n(?:.+\n)?(?:sent|date|gesendet|datum|envoy[eé]|enviado|fecha|to|an|[aà])\s?:.*)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^(?:--\s?$|_{5,}$|(?:sent from my|von meinem .{2,30} gesendet|envoy[eé] de mon|enviado desde mi)\b.*$)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class MailPart:
    """A stretch of a mail: its own words, quoted history, or the signature; joined they are the mail."""

    kind: Literal["own", "quoted", "signature"]
    text: str


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._silent += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append("\t")
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS and tag not in ("br", "li"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def html_to_text(text: str) -> str:
    """Return the words of a text with markup taken off; a text without markup is only tidied.

    >>> html_to_text("<p>Price &gt; 5&nbsp;%<br>now</p><script>x()</script>")
    'Price > 5 %\\nnow'
    """
    if not _MARKUP.search(text):
        return tidy(text)
    parser = _Plain()
    parser.feed(text)
    parser.close()
    return tidy("".join(parser.parts))


def tidy(text: str) -> str:
    """Return a text with one kind of newline, single blanks, and no blank ends."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_BLANKS.sub(" ", line).strip() for line in plain.split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def split_dated_notes(text: str, *, order: str | None = None) -> list[tuple[date | None, str]]:
    """Split a cell that holds several dated notes; (day, text) each, in the order of the cell.

    A note starts with a date at the start of the cell, of a line or behind a sentence, followed by a colon,
    a dash or a new line (or in brackets). A date inside a sentence starts none. What stands before the
    first date comes with day None. `order` ("dmy", "mdy", "ymd") reads dates in figures; where it is needed
    and absent, such a date starts no note.

    >>> [note for _, note in split_dated_notes("2023-11-07: Had a call. 2023-10-25: Met on 2023-10-24.")]
    ['Had a call.', 'Met on 2023-10-24.']
    """
    starts = [(m, day) for m in _NOTE.finditer(text) if (day := _note_day(m, order)) is not None]
    notes: list[tuple[date | None, str]] = []
    before = text[: starts[0][0].start()] if starts else text
    if before.strip():
        notes.append((None, before.strip()))
    ends = [match.start() for match, _ in starts[1:]] + [len(text)] * bool(starts)
    for (match, day), end in zip(starts, ends, strict=True):
        notes.append((day, text[match.end() : end].strip()))
    return notes


def _note_day(match: re.Match[str], order: str | None) -> date | None:
    shape = look(match["boxed"] or match["bare"])
    if shape is None:
        return None
    if not shape.orders:
        return shape.day("")
    days = {day for one in ([order] if order else ORDERS) if (day := shape.day(one)) is not None}
    return days.pop() if len(days) == 1 else None


def split_mail(text: str) -> tuple[MailPart, ...]:
    """Tell a mail's own words from the quoted history and the signature; joined, the parts are the text."""
    parts: list[MailPart] = []
    history = _HISTORY.search(text)
    end = history.start() if history else len(text)
    quoted = text[end:]
    own = text[:end]
    signature = _SIGNATURE.search(own)
    tail = own[signature.start() :] if signature else ""
    own = own[: signature.start()] if signature else own
    position = 0
    for block in re.finditer(r"(?:^>.*(?:\n|$))+", own, re.MULTILINE):
        if block.start() > position:
            parts.append(MailPart("own", own[position : block.start()]))
        parts.append(MailPart("quoted", block[0]))
        position = block.end()
    if position < len(own):
        parts.append(MailPart("own", own[position:]))
    if tail:
        parts.append(MailPart("signature", tail))
    if quoted:
        parts.append(MailPart("quoted", quoted))
    return tuple(parts)
