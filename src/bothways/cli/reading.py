"""Texts in: typed, from a file, from standard input; what is no text is refused."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bothways.cli.printing import err, say
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
    with opened(path, what=what) as file:
        return decoded(file.read(LONGEST + 1), where=str(path), what=what)


@contextmanager
def opened(path: Path, *, what: str) -> Iterator[BinaryIO]:
    """Open a file to read, a pipe too; refuse what is none or may not be read."""
    hint = f"Give the file with the {what}."
    try:
        file = path.open("rb")
    except FileNotFoundError as bad:
        raise Refusal("no-path", f"There is no file {path}.", hint=hint) from bad
    except (IsADirectoryError, PermissionError) as bad:  # Windows says the latter of a folder
        said = "is a folder" if path.is_dir() else "may not be read"
        raise Refusal("no-path", f"{path} {said}.", hint=hint) from bad
    except OSError as bad:
        raise Refusal(
            "no-path", f"{path}: {bad.strerror or bad}.", hint="Check the name of the file."
        ) from bad
    with file:
        yield file


def read_input(*, what: str = "text") -> Text:
    """Read standard input to its end."""
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        err.print(f"Type or paste the {what}, then {end} on a line of its own.", style="dim")
    return decoded(sys.stdin.buffer.read(LONGEST + 1), where="Standard input", what=what)


def decoded(data: bytes, *, where: str, what: str) -> Text:
    """Return bytes as text: UTF-8, or UTF-16 with its mark, or Windows-1252, which is then said."""
    if len(data) > LONGEST:
        raise Refusal(
            "too-long",
            f"{where} holds more than {LONGEST:,} bytes.",
            hint=f"Is it the file with the {what}? For many messages, --jsonl takes one a line.",
        )
    no_text = Refusal(
        "no-text", f"{where} holds no text.", hint="Save it as plain text (UTF-8), not as .docx or .pdf."
    )
    half = Refusal(
        "no-text", f"{where} ends in the middle of a letter.", hint="A part of it is missing: copy it again."
    )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Text(_lines(data.decode(encoding)))
            except UnicodeDecodeError as bad:
                raise (half if "truncated" in bad.reason else no_text) from bad
    # Such bytes stand in pictures and archives, in no text: a decoder would take some of them.
    if any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in set(data)):
        raise no_text
    try:
        return Text(_lines(data.decode("utf-8")))
    except UnicodeDecodeError as bad:
        if _is_cut_off(data, bad):
            raise half from bad
    try:
        return Text(_lines(data.decode("cp1252")), f"{where} is not UTF-8: it was read as Windows-1252.")
    except UnicodeDecodeError as bad:
        raise no_text from bad


def print_notes(*notes: str, aside: bool) -> None:
    """Print how texts were read; `aside` to the other stream, where what is printed goes on to a machine or is pasted."""
    for note in dict.fromkeys(filter(None, notes)):
        if aside:
            err.print(note, markup=False, style="dim", soft_wrap=True)
        else:
            say(note, soft=True)


def _is_cut_off(data: bytes, bad: UnicodeDecodeError) -> bool:
    """Whether it is UTF-8 but for a letter at its end that is not whole. One odd byte there may be Windows-1252."""
    return bad.reason == "unexpected end of data" and (
        bad.end - bad.start > 1 or not data[: bad.start].isascii()
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
