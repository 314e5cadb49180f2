"""Numbers, read back out of finished files.

For: finding every number that a reader sees, in digits or in words, and saying whether a fact bears it.
Gives: `numbers_in`, `bears`, and readers of HTML, SVG, Markdown and PDF.
Never: formats a number, or shares code with what does; trusts what a renderer meant.
"""

from bothways.brief.readback.bearing import bears
from bothways.brief.readback.numbers import Number, numbers_in

__all__ = ["Number", "bears", "numbers_in"]
