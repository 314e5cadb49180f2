"""Texts in: typed, from a file, from standard input; what is no text is refused."""

from __future__ import annotations

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bothways.cli.printing import err
from bothways.terms import Refusal

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST: Final = 4_000_000
"""Bytes of one text: a book has fewer; what is longer is no message."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what must be said about how it was read."""

    text: str
    note: str = ""


def read_file(path: Path, *, what: str = "text") -> Text:
    """Read a text file; `-` is standard input."""
    if str(path) == "-":
        return read_input(what=what)
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except FileNotFoundError as bad:
        raise Refusal("no-path", f"There is no file {path}.", hint=f"Give the file with the {what}.") from bad
    except IsADirectoryError as bad:
        raise Refusal("no-path", f"{path} is a folder.", hint=f"Give the file with the {what}.") from bad
    except PermissionError as bad:
        said = "is a folder" if path.is_dir() else "may not be read"
        raise Refusal("no-path", f"{path} {said}.", hint=f"Give the file with the {what}.") from bad
    except OSError as bad:
        raise Refusal(
            "no-path", f"{path}: {bad.strerror or bad}.", hint="Check the name of the file."
        ) from bad
    return decoded(data, where=str(path))


def read_input(*, what: str = "text") -> Text:
    """Read standard input to its end."""
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        err.print(f"Type or paste the {what}, then {end} on a line of its own.", style="dim")
    return decoded(sys.stdin.buffer.read(LONGEST + 1), where="Standard input")


def decoded(data: bytes, *, where: str) -> Text:
    """Return bytes as text: UTF-8, or UTF-16 with its mark, or Windows-1252, which is then said."""
    if len(data) > LONGEST:
        raise Refusal(
            "too-long",
            f"{where} holds more than {LONGEST:,} bytes.",
            hint="Give one message; for many, --jsonl takes one a line.",
        )
    no_text = Refusal(
        "no-text", f"{where} holds no text.", hint="Save it as plain text (UTF-8), not as .docx or .pdf."
    )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Text(_lines(data.decode(encoding)))
            except UnicodeDecodeError as bad:
                raise no_text from bad
    # Such bytes stand in pictures and archives, in no text: a decoder would take some of them.
    if any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in set(data)):
        raise no_text
    try:
        return Text(_lines(data.decode("utf-8")))
    except UnicodeDecodeError:
        pass
    try:
        return Text(_lines(data.decode("cp1252")), f"{where} is not UTF-8: it was read as Windows-1252.")
    except UnicodeDecodeError as bad:
        raise no_text from bad


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
