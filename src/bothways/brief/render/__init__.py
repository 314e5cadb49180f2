"""Prints a brief: the same document as a page, as paper and as plain text.

For: HTML in one file, PDF, Markdown, the page that shows that both sides got the same facts, and a picture alone.
Gives: `render_html`, `render_markdown`, `render_pdf`, `render_pair_html`, `render_picture`.
Never: formats a number, adds a digit, reads a snapshot, a clock or the network.
"""

from bothways.brief.render.alone import render_picture
from bothways.brief.render.html import render_html
from bothways.brief.render.markdown import render_markdown
from bothways.brief.render.pair import render_pair_html
from bothways.brief.render.pdf import render_pdf

__all__ = ["render_html", "render_markdown", "render_pair_html", "render_pdf", "render_picture"]
