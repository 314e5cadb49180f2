"""What the import says, for who reads it on a page: where a sentence names the command, it names the page's own way."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["said"]

_INSTEAD: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (
            r" Another --answer changes it\.",
            " To answer otherwise, bring the files again with a mapping.toml.",
        ),
        (r"Give --as-of if", "Bring them again with the day of the export if"),
        (r"give their day with --as-of", "bring them again and give the day of the export"),
        (r", or give the right --as-of", ", or give the right day of the export"),
        (r"import it with --alone", "keep it for a team of its own"),
        (
            r"`bothways targets --template` writes (.*?) to fill in\.",
            r"The page of a snapshot gives \1 to fill in.",
        ),
        (r"`bothways targets --template` writes a spreadsheet", "The page of a snapshot gives a spreadsheet"),
        (r"Give --rates rates\.toml with", "Bring a file rates.toml beside the export, with"),
        (r", or give another folder with --into", " on the server"),
        (r"Give the folder that `bothways import` printed\.", "Bring the export again."),
        (r"Write --template --out targets\.xlsx\.", "Save it as .xlsx or .csv."),
        (r"Answer with --answer \S.*", "Choose one of its lines."),
    )
)


def said(sentence: str) -> str:
    """A sentence of the import as a page says it.

    >>> said("If these files are newer, give their day with --as-of.")
    'If these files are newer, bring them again and give the day of the export.'
    """
    for pattern, instead in _INSTEAD:
        sentence = pattern.sub(instead, sentence)
    return sentence
