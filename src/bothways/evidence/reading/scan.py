"""The quick look at a block of bytes: is all regular in it, how many records, where do they start.

Counts records, delimiters and quotes with vector operations, apart from the engine's parser, so that what
the engine reads can be checked against it. Anything that is not plainly regular is left to `fields`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.evidence.reading.layout import Layout

_FEED, _RETURN, _QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class Regular:
    """A run of regular records: bytes, records, physical lines, and the longest record.

    `lines_before` is None where each record is one line, else the count of lines before each record.
    """

    size: int
    records: int
    lines: int
    longest: int
    lines_before: NDArray[np.int64] | None


class Scanner:
    """Looks at blocks of one file, whose layout is known."""

    def __init__(self, layout: Layout, *, header: bytes, limit: int) -> None:
        self._delimiter = ord(layout.delimiter)
        self._quote = bool(layout.quote)
        self._newline = layout.newline.encode()
        self._end = self._newline[-1]
        self._width = layout.width
        self._header = header
        self._limit = limit
        self._empty = layout.delimiter.join(['""'] * layout.width).encode()

    def look(self, block: bytes, *, at_end: bool) -> Regular | None:
        """Return the regular records that fill the block up to its last newline, or None.

        The block starts where a record starts. None: something in it needs the careful reader, or no
        record ends in it.
        """
        if b"\0" in block or self._repeats_header(block):
            return None
        bytes_ = np.frombuffer(block, np.uint8)
        quotes = self._structure(block, bytes_)
        ends = self._outside(np.flatnonzero(bytes_ == self._end), quotes)
        if at_end and not block.endswith(self._newline):
            ends = np.append(ends, len(block) + len(self._newline) - 1)
        if not len(ends):
            return None
        cut = min(int(ends[-1]) + 1, len(block))
        if self._end == _RETURN and block[cut : cut + 1] == b"\n":
            return None  # this "\r" is half of a line's end: taken alone, the line would count twice
        if quotes is not None:
            quotes = quotes[: int(np.searchsorted(quotes, cut))]
            if not self._sound(bytes_, quotes, cut):
                return None
        if not _is_utf8(block[:cut]) or not self._newlines_sound(block, bytes_, quotes, ends, cut):
            return None
        starts = np.concatenate(([0], ends[:-1] + 1))
        lengths = ends - starts - (len(self._newline) - 1)
        if not self._fields_sound(block, bytes_, quotes, starts, ends, lengths):
            return None
        longest = int(lengths.max())
        if longest > self._limit:
            return None
        lines, before = len(ends), None
        if quotes is not None and len(quotes):
            lines, before = self._lines(block, bytes_, starts, cut, len(ends))
        return Regular(cut, len(ends), lines, longest, before)

    def _repeats_header(self, block: bytes) -> bool:
        header = self._header
        if block.startswith(header) and block[len(header) : len(header) + 1] in (b"", b"\n", b"\r"):
            return True
        return self._newline + header + self._newline in block

    def _structure(self, block: bytes, bytes_: NDArray[np.uint8]) -> NDArray[np.int64] | None:
        if not self._quote or block.find(b'"') < 0:
            return None
        return np.flatnonzero(bytes_ == _QUOTE)

    def _outside(self, positions: NDArray[np.int64], quotes: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Keep the positions outside quotes: an even count of quotes stands before them."""
        if quotes is None or not len(quotes):
            return positions
        even: NDArray[np.bool_] = (np.searchsorted(quotes, positions) & 1) == 0
        return positions[even]

    def _sound(self, bytes_: NDArray[np.uint8], quotes: NDArray[np.int64], cut: int) -> bool:
        """Opening quotes stand at the start of a field, closing ones at its end, others are doubled."""
        if len(quotes) % 2:
            return False
        opening, closing = quotes[0::2], quotes[1::2]
        before = bytes_[np.maximum(opening - 1, 0)]
        starts = (before == self._delimiter) | (before == self._end) | (opening == 0)
        doubled = np.zeros(len(opening), np.bool_)
        doubled[1:] = opening[1:] == closing[:-1] + 1
        if not (starts | doubled).all():
            return False
        last = closing + 1 >= cut
        after = bytes_[np.minimum(closing + 1, cut - 1)]
        stops = (after == self._delimiter) | (after == self._newline[0]) | last
        doubled = np.zeros(len(closing), np.bool_)
        doubled[:-1] = opening[1:] == closing[:-1] + 1
        return bool((stops | doubled).all())

    def _newlines_sound(
        self,
        block: bytes,
        bytes_: NDArray[np.uint8],
        quotes: NDArray[np.int64] | None,
        ends: NDArray[np.int64],
        cut: int,
    ) -> bool:
        """All newlines outside quotes are of the file's kind."""
        other = _FEED if self._end == _RETURN else _RETURN
        if block.find(other, 0, cut) < 0:
            return len(self._newline) == 1
        others = self._outside(np.flatnonzero(bytes_[:cut] == other), quotes)
        if len(self._newline) == 1:
            return not len(others)
        real = ends[ends < len(block)]
        return len(others) == len(real) and bool((others == real - 1).all())

    def _fields_sound(
        self,
        block: bytes,
        bytes_: NDArray[np.uint8],
        quotes: NDArray[np.int64] | None,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        lengths: NDArray[np.int64],
    ) -> bool:
        """Each record has its delimiters, and something beside them."""
        seams = self._width - 1
        if int(lengths.min()) <= seams:
            return False
        if quotes is not None:
            for row in np.flatnonzero(lengths == len(self._empty)):
                at = int(starts[row])
                if block.startswith(self._empty, at):
                    return False
        if not seams:
            return True
        cut = min(int(ends[-1]) + 1, len(block))
        found = self._outside(np.flatnonzero(bytes_[:cut] == self._delimiter), quotes)
        if len(found) != seams * len(ends):
            return False
        grid = found.reshape(-1, seams)
        return bool((grid[:, 0] >= starts).all() and (grid[:, -1] < ends).all())

    def _lines(
        self, block: bytes, bytes_: NDArray[np.uint8], starts: NDArray[np.int64], cut: int, records: int
    ) -> tuple[int, NDArray[np.int64] | None]:
        """Count physical lines; a record with a newline in quotes has several."""
        marks = np.flatnonzero(bytes_[:cut] == _FEED)
        if block.find(b"\r", 0, cut) >= 0:
            returns = np.flatnonzero(bytes_[:cut] == _RETURN)
            following = bytes_[np.minimum(returns + 1, len(bytes_) - 1)]
            alone = returns[(following != _FEED) | (returns + 1 >= len(bytes_))]
            marks = np.sort(np.concatenate((marks, alone)))
        unended = 0 if cut and bytes_[cut - 1] in (_FEED, _RETURN) else 1
        lines = len(marks) + unended
        if lines == records:
            return lines, None
        return lines, np.searchsorted(marks, starts).astype(np.int64)


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
