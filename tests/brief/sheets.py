"""How many sheets of paper a brief takes, and on which of them its annex begins."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from bothways.brief.document import Document, text_of

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", _RAISED.sub("", text))


def sheets(document: Document, pdf: bytes) -> tuple[int, int]:
    """Return how many pages the brief itself takes, and how many there are in all."""
    pages = [_squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    annex = [section for section in document.sections if section.annex]
    if not annex:
        return len(pages), len(pages)
    title = _squeezed(text_of(annex[0].title))
    begins = [place for place, text in enumerate(pages) if text.startswith(title)]
    assert len(begins) == 1, f"the annex begins on pages {begins}"
    return begins[0], len(pages)
