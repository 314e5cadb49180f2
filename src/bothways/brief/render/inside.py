"""A document inside a page of somebody else's: its parts as HTML that carries classes and nothing else.

The same blocks as in the file of a brief (`html.py`), without its head, its style sheet and its ledger: the page
around it brings those. No style, no script, so that it holds under the strictest policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bothways.brief.document import Document
from bothways.brief.render.html import page_of, template

__all__ = ["Inside", "render_inside"]


@dataclass(frozen=True, slots=True)
class Inside:
    """The parts of a document: what it says first, its sections, the lines at its foot, the evidence of each fact."""

    period: Markup
    first: Markup
    more: tuple[Markup, ...]
    sections: Markup
    foot: tuple[Markup, ...]
    notes: Mapping[int, Markup]


def render_inside(document: Document, *, opens: str = "#f{}", closes: str = "#{}") -> Inside:
    """Return a document in parts, to stand inside a page.

    `first` is the first line of the headline, for the page's own `h1`; headings begin at the second level.

    Args:
        document: what is shown.
        opens: the address of a figure's evidence, `{}` for its number.
        closes: the address of the page without evidence, `{}` for where the figure stands in it.
    """
    page, parts = page_of(document, opens=opens, closes=closes), template("parts.html.j2").module
    period = page.line(document.period_line)
    lines = [page.line(line) for line in document.headline]
    # In the order of reading: the way back from the evidence leads to where a figure was cited first.
    sections = Markup(parts.sections(document, page))  # type: ignore[attr-defined]  # noqa: S704 - it escapes
    foot = tuple(page.line(line) for line in (*document.notes, document.footer) if line)
    notes = {
        one.fact: Markup(parts.proof(one, document, page))  # type: ignore[attr-defined]  # noqa: S704
        for one in document.evidence
    }
    return Inside(
        period=period,
        first=lines[0] if lines else Markup(""),
        more=tuple(lines[1:]),
        sections=sections,
        foot=foot,
        notes=notes,
    )
