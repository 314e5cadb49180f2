"""In what encoding a text file is written, and the same text as UTF-8."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 4 << 20
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, and whether the file must be written as UTF-8 before it is read."""

    name: str
    foreign: bool
    note: str = ""


def encoding_by_head(head: bytes) -> Encoding | None:
    """Return the encoding that a BOM or the pattern of NUL bytes shows; None: UTF-8, as far as one sees."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding("utf-8", foreign=False) if name == "utf-8-sig" else Encoding(name, foreign=True)
    sample = head[: len(head) // 2 * 2]
    half = len(sample) // 2
    if half >= 2:
        even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
        if odd > 0.4 and even < 0.1:
            return Encoding("utf-16-le", foreign=True)
        if even > 0.4 and odd < 0.1:
            return Encoding("utf-16-be", foreign=True)
    return None


def encoding_of(path: Path) -> Encoding:
    """Return the encoding of a whole file.

    UTF-8 when it is that, or when more of its special characters are than are not (then the damaged
    lines are refused); else Windows-1252, or Latin-1 where bytes occur that Windows-1252 does not define.
    """
    with path.open("rb") as handle:
        head = handle.read(_CHUNK)
        if found := encoding_by_head(head):
            return found
        sound = unsound = undefined = 0
        chunk = head
        while chunk:
            if not chunk.isascii():
                rest, multi = _MULTIBYTE.subn(b"", chunk)
                sound += multi
                unsound += len(_HIGH.findall(rest))
                undefined += sum(rest.count(byte) for byte in _UNDEFINED)
            chunk = handle.read(_CHUNK)
    # Characters cut by the chunks look unsound: two or three bytes in 4 MiB decide nothing.
    if unsound <= max(sound, 0):
        return Encoding("utf-8", foreign=False)
    name = "latin-1" if undefined else "windows-1252"
    return Encoding(name, foreign=True, note=f"The text is not Unicode; it was read as {_TITLE[name]}.")


_TITLE = {"latin-1": "Latin-1", "windows-1252": "Windows-1252 (Western European)"}


def write_as_utf8(source: Path, encoding: str, target: Path) -> bool:
    """Write a file's text as UTF-8, newlines untouched; False when it is not in that encoding.

    Undecodable bytes of UTF-16 become a NUL, so that the line is refused and nothing is invented.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="bothways-nul")
    with source.open("rb") as read, target.open("wb") as write:
        while True:
            chunk = read.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            # A lone half of a surrogate pair can't be written.
            write.write(text.encode("utf-8", "bothways-nul"))
            if not chunk:
                return True


def _nul(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        return "\0", error.end
    raise error


codecs.register_error("bothways-nul", _nul)
