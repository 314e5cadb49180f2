"""A brief as the application shows it: the pair side by side on its ledger; a reader's page out of a finished file."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from bothways.brief.document import Cite, Document, Line, text_of
from bothways.brief.lines import quotes_of, told_in
from bothways.brief.render import render_html
from bothways.brief.rewording import edits_from_dict, places
from bothways.terms import Side
from bothways.web.brief.models import Brief
from bothways.web.brief.operations import Told, documents_of

__all__ = ["Beside", "bar_for", "bar_of", "beside", "finished", "only_theirs", "rows_to_word"]

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Beside:
    """One fact: what each side reads of it."""

    number: int
    label: str
    value: str
    small: str
    staff: tuple[str, ...]
    executives: tuple[str, ...]


def beside(told: Told) -> dict[str, list[Beside]]:
    """Return the facts of a pair, in the ledger's order: told to `both`, of these `otherwise` in other words and `alike`
    in the same; to the `executives` only, to `staff` only."""
    executives, staff = _said(told.executive), _said(told.team)
    found: dict[str, list[Beside]] = {"both": [], "executives": [], "staff": []}
    for fact in told.ledger:
        up, down = executives.get(fact.number, {}), staff.get(fact.number, {})
        if not up and not down:
            continue
        where = "both" if up and down else "executives" if up else "staff"
        value = next(iter(up.values() or down.values()))
        figure = fact.figure
        small = f"n {figure.n}" if figure is not None and figure.n is not None else ""
        found[where].append(Beside(fact.number, fact.label, value, small, tuple(down), tuple(up)))
    found["otherwise"] = [fact for fact in found["both"] if fact.staff != fact.executives]
    found["alike"] = [fact for fact in found["both"] if fact.staff == fact.executives]
    return found


def _said(document: Document) -> dict[int, dict[str, str]]:
    """The lines that cite each fact, with the words of its value."""
    found: dict[int, dict[str, str]] = {}
    for line in told_in(document):
        for span in line:
            if isinstance(span, Cite):
                found.setdefault(span.fact, {}).setdefault(text_of(line), span.text)
    for number in quotes_of(document):
        quote = next((fact.quote for fact in document.ledger if fact.number == number), None)
        if quote is not None:
            found.setdefault(number, {}).setdefault(f"“{quote.text}”", quote.said_by)
    return found


def only_theirs(told: Told, side: Side | str) -> list[Beside]:
    """The facts that the other side's brief has and this side's has not, as far as this side may have them.

    Without the other side's sentences: these may say more than the fact. A fact for the other side alone is not even
    counted here: that it is there would tell of it.
    """
    other = "staff" if str(side) == Side.EXECUTIVES else "executives"
    may_have = {fact.number for fact in told.ledger if str(side) in fact.readers}
    return [fact for fact in beside(told)[other] if fact.number in may_have]


def rows_to_word(brief: Brief, which: str) -> list[dict[str, Any]]:
    """Each section of one document with its lines: as they were made, as they are now, and what became of the meaning."""
    told = documents_of(brief)
    document = told.of(which)
    edits = edits_from_dict(brief.edits.get(which))
    receipts = brief.edits.get(which, {}).get("receipts", {})

    def row(place: str, line: Line) -> dict[str, Any]:
        text = text_of(line)
        return {
            "place": place, "made": text, "now": edits.words.get(place, text), "reworded": place in edits.words,
            "out": place in edits.without, "receipt": receipts.get(place), "cites": sum(isinstance(s, Cite) for s in line),
        }  # fmt: skip

    lines = [(place, line) for place, line in places(document)]
    head = [row(place, line) for place, line in lines if place.startswith("h")]
    made: list[dict[str, Any]] = [{"number": None, "title": "", "rows": head, "out": False}]
    numbers = [
        *(at for at in edits.order if at < len(document.sections)),
        *(at for at in range(len(document.sections)) if at not in edits.order),
    ]
    for number in numbers:
        rows = [row(place, line) for place, line in lines if place.startswith(f"s{number}.")]
        title = text_of(document.sections[number].title)
        made.append({"number": number, "title": title, "rows": rows, "out": f"s{number}" in edits.without})
    return made


def finished(document: Document, *, bar: Markup | None = None) -> HttpResponse:
    """A brief as its finished file, with a policy that lets its own style through and nothing else.

    bar: what stands below it, where the reader can answer; it is ours and looks like the brief.
    """
    page = render_html(document)
    styles = [*_STYLE.findall(page)]
    hashes = " ".join(
        f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles
    )
    if bar is not None:
        head, body, rest = page.rpartition("</body>")
        page = f"{head}{bar}{body}{rest}"
    answer = HttpResponse(page)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' {hashes}; img-src 'self' data:; font-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'none'"
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def bar_of(address: str, words: str, call: str, *, more: tuple[str, str] | None = None) -> Markup:
    """The line under a reader's brief. more: the address of what the other side's has besides, and the words for it."""
    also = Markup(' <a href="{}">{}</a>').format(more[0], escape(more[1])) if more else Markup("")
    return Markup(
        '<aside class="replybar"><span>{}</span>{} <a class="button" href="{}">{}</a></aside>'
    ).format(escape(words), also, address, escape(call))


def bar_for(told: Told, side: Side | str, *, say: str, more: str, words: str) -> Markup:
    """The line under a reader's brief, with what the other side's brief has besides, where that is anything."""
    count = len(only_theirs(told, side))
    other = _("the team’s") if str(side) == Side.EXECUTIVES else _("the executives’")
    also = ngettext(
        "%(n)s fact stands in %(other)s brief and not in this one: see it",
        "%(n)s facts stand in %(other)s brief and not in this one: see them",
        count,
    ) % {"n": count, "other": other}
    return bar_of(say, words, _("Answer or ask"), more=(more, also) if count else None)
