"""A page is worked out: the call that the commands make, then its parts as the page shows them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bothways.terms import Refusal
from bothways.web.insight.asking import ALL_TEXTS, Asked
from bothways.web.insight.before import beside_last
from bothways.web.insight.behind import behind_all

if TYPE_CHECKING:
    from bothways.brief.document import Document
    from bothways.brief.facts.insights import Insights
    from bothways.brief.ledger import Ledger
    from bothways.brief.page import Page
    from bothways.evidence import Snapshot as Evidence

__all__ = ["Made", "document_of", "made", "rendered", "write"]

Made = dict[str, Any]
Progress = Callable[[int, int, str], None]
_OPENS, _CLOSES = "?fact={0}#c{0}", "?#{}"
_PEOPLE = ("bookings", "attainment", "win_rate_count", "open_amount")


def made(
    evidence: Evidence,
    asked: Asked,
    *,
    edits: Mapping[str, Any],
    last: Ledger | None = None,
    progress: Progress | None = None,
) -> Made:
    """Work a page out; what it gives are the fields of an `InsightPage`.

    last: what the last brief stood on, to be set beside what is so now; its claims of days to come are scored.

    Raises:
        Refusal: that of the part; `edits` for an edit that is none.
    """
    page = _page(evidence, asked, edits=edits, last=last, progress=progress)
    shown = rendered(page.document)
    if last is not None:
        shown["html"]["before"] = beside_last(page.document, last=last, currency=evidence.currency)
    return {
        **shown,
        "own": _own(page.found, evidence),
        "behind": behind_all(page.ledger, evidence=evidence),
        "document": _packed(page.document),
    }


def _page(
    evidence: Evidence,
    asked: Asked,
    *,
    edits: Mapping[str, Any],
    last: Ledger | None = None,
    progress: Progress | None,
) -> Page:
    from bothways.brief.page import make_page  # statistics take a second to load
    from bothways.insight.themes.edits import edits_from

    calendar = evidence.calendar
    settings: dict[str, Any] = {name: value for name in ("against", "by") if (value := getattr(asked, name))}
    period = calendar.quarter_of(evidence.as_of)
    if asked.part == "landing":
        settings["until"] = calendar.period(asked.period).last
    elif asked.part == "themes":
        settings["edits"] = edits_from(edits) if edits else None
        if asked.period != ALL_TEXTS:
            settings["first_day"] = calendar.period(asked.period).first
    else:
        period = calendar.period(asked.period)
    if last is not None and asked.part == "landing":
        # Of what moved the first page tells; here it is what was claimed of days to come.
        settings["previous"] = {"facts": [fact.as_dict() for fact in last]}
    return make_page(
        evidence, of=cast("Any", asked.part), period=period, side=cast("Any", asked.side), progress=progress, **settings
    )  # fmt: skip


def rendered(document: Document) -> Made:
    """The parts of a document as a page shows them."""
    from bothways.brief.document import text_of
    from bothways.brief.render.inside import render_inside

    parts = render_inside(document, opens=_OPENS, closes=_CLOSES)
    return {
        "title": text_of(document.headline[0]) if document.headline else document.title,
        "html": {
            "period": parts.period,
            "first": parts.first,
            "more": list(parts.more),
            "sections": parts.sections,
            "foot": list(parts.foot),
            "language": document.language,
        },
        "notes": {str(number): note for number, note in parts.notes.items()},
    }


def _packed(document: Document) -> bytes:
    from bothways.brief.stored import document_to_json

    held = json.dumps(document_to_json(document), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(held.encode("utf-8"))


def document_of(packed: bytes) -> Document:
    """The document that a page keeps."""
    from bothways.brief.stored import document_from_json

    return document_from_json(zlib.decompress(bytes(packed)).decode("utf-8"))


def write(packed: bytes, path: Path) -> Path:
    """Write a kept page as .html, .pdf, .md or its picture as .svg: by the commands' function, read back first.

    Raises:
        Refusal: `out-kind`, `no-picture`, `brief-…`.
    """
    from bothways.brief.facts.insights import Insights
    from bothways.brief.page import Page, write_page

    document = document_of(packed)
    return write_page(Page(document=document, ledger=document.ledger, found=Insights()), path)


def _own(found: Insights, evidence: Evidence) -> Made:
    """What the manager alone sees beside the page: themes to be put in order; each person's numbers."""
    held: Made = {}
    if found.themes is not None:
        held["themes"] = [_theme(one, found.themes) for one in found.themes.measured]
        held["notices"] = list(found.themes.notices)
    if found.results is not None:
        held["people"] = _people(found, evidence.currency)
    return held


def _theme(one: Any, themes: Any) -> Made:
    quotes = themes.quotes.get(one.theme.id)
    return {
        "id": one.theme.id,
        "name": one.theme.name,
        "words": list(one.theme.words[:8]),
        "proposal": one.theme.is_proposal,
        "accounts": one.exposure.accounts,
        "customer": one.exposure.texts_customer,
        "rep": one.exposure.texts_rep,
        "quotes": [pin for quote in quotes.shown if (pin := _pin(quote))] if quotes else [],
    }


def _pin(quote: Any) -> Made | None:
    """A quote as it can be pinned: words to the letter, so the longest piece between two masks."""
    pieces = [part.text for part in quote.parts if hasattr(part, "text")]
    words = max(pieces, key=len, default="").strip()
    if not words:
        return None
    return {"table": quote.table, "id": quote.id, "quote": words, "said_by": quote.said_by}


def _people(found: Insights, currency: str) -> list[Made]:
    from bothways.brief import words

    if found.results is None:
        return []
    rows: dict[str, Made] = {}
    for one in found.results.standings:
        if one.by != "rep" or one.measure not in _PEOPLE or one.now.value is None:
            continue
        row = rows.setdefault(one.key, {"name": one.label or one.key})
        row[one.measure] = words.value(one.now, currency)
        if one.shrunk is not None and one.shrunk.value is not None:
            row[f"{one.measure}_fair"] = words.value(one.shrunk, currency)
    return sorted(rows.values(), key=lambda row: str(row["name"]).casefold())


def refused(refusal: Refusal) -> Made:
    """The fields of a page that was refused."""
    return {"refusal": refusal.as_dict(), "title": refusal.sentence}
