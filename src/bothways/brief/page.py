"""A single part as a page of its own: results, shortfall, landing or themes, for a side to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bothways.brief.check import FileKind, check_file
from bothways.brief.compose import compose_page
from bothways.brief.document import Document, Picturable
from bothways.brief.facts import Base, Book, gather
from bothways.brief.facts.insights import Insights
from bothways.brief.ledger import Ledger
from bothways.brief.pair import numbered_on
from bothways.brief.previous import claimed, read_previous
from bothways.evidence import Snapshot
from bothways.insight import Claim
from bothways.terms import Period, Refusal

Of = Literal["results", "shortfall", "landing", "themes"]
For = Literal["executives", "staff"]
ASKED: Mapping[Of, tuple[str, ...]] = {
    "results": ("results",),
    "shortfall": ("shortfall", "where", "prospects"),
    "landing": ("landing",),
    "themes": ("themes",),
}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part as a document on its own ledger; `found` is what the insight room gave for it."""

    document: Document
    ledger: Ledger
    found: Insights


def make_page(
    snapshot: Snapshot,
    *,
    of: Of,
    period: Period,
    as_of: date | None = None,
    side: For = "executives",
    previous: Path | str | Mapping[str, Any] | None = None,
    claims: Iterable[Claim] = (),
    progress: Progress | None = None,
    **settings: Any,
) -> Page:
    """Return one part as a page for a side.

    Args:
        snapshot: the evidence.
        of: `results`, `shortfall`, `landing` or `themes`.
        period: of which period.
        as_of: seen from which day; the snapshot's own by default.
        side: who reads it.
        previous: the last brief's ledger, to be set beside.
        claims: what was claimed before, beside what `previous` claims.
        progress: called with what is done, of how many, and what comes.
        settings: what the part's own function takes (`against`, `until`, `edits` …).

    Raises:
        Refusal: that of the part; a page of nothing is none.
    """
    last = read_previous(previous)
    base: Base = gather(
        snapshot,
        period=period,
        as_of=as_of,
        since=last,
        claims=(*claims, *claimed(last)),
        parts=ASKED[of],
        alone=True,
        progress=progress,
        **settings,
    )
    if of in base.insight.missing:
        raise base.insight.refused[of]
    book = Book(base.currency)
    document = compose_page(base, book, of=of, side=side)
    ledger, documents = numbered_on(book, [document])
    return Page(document=documents[0], ledger=ledger, found=base.insight)


ENDINGS = (".html", ".pdf", ".md", ".svg")


def check_ending(path: Path | str) -> str:
    """Return the ending of a file's name, in small letters.

    Raises:
        Refusal: `out-kind` for one that nothing here writes.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise Refusal(
            "out-kind",
            f"{path.name} has no ending that is known.",
            hint="Write it as .html, .pdf, .md or .svg.",
        )
    return path.suffix.lower()


def write_page(page: Page, path: Path | str) -> Path:
    """Write a page as .html, .pdf, .md, or its picture as .svg; it is checked before it is there.

    Raises:
        Refusal: `out-kind` for another ending, `no-picture`, `out-file`, `brief-…`.
    """
    from bothways.brief.render import render_html, render_markdown, render_pdf, render_picture  # noqa: PLC0415

    path = Path(path)
    makers: Mapping[str, tuple[FileKind, Any]] = {
        ".html": ("html", render_html), ".md": ("markdown", render_markdown), ".pdf": ("pdf", render_pdf),
    }  # fmt: skip
    ending = check_ending(path)
    if ending == ".svg":
        data: str | bytes = render_picture(picture_of(page))
        check_file(data, kind="svg", ledger=page.ledger, document=page.document)
    else:
        kind, render = makers[ending]
        data = render(page.document)
        check_file(data, kind=kind, ledger=page.ledger, document=page.document)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        part.replace(path)
    except OSError as bad:
        raise Refusal("out-file", f"{path} can't be written: {bad.strerror or bad}.") from bad
    return path


def picture_of(page: Page) -> Picturable:
    """Return the first picture of a page.

    Raises:
        Refusal: `no-picture` where it has none.
    """
    for section in page.document.sections:
        for block in section.blocks:
            if isinstance(block, Picturable):
                return block
    raise Refusal("no-picture", "There is nothing to draw here.", hint="Ask for .html or .md: it says why.")
