"""Where the rows of one file go: sound bytes for the engine, refused rows apart, and the numbers of both."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bothways.evidence.reading.layout import Layout
from bothways.evidence.reading.raw import Refused, cut
from bothways.evidence.reading.scan import Regular

Copy = Callable[[int, int], bytes]


class Sink:
    """Takes the records of a file in their order.

    As long as all is regular the engine can read the file itself. From the first record on that is
    refused or mended, sound bytes are copied to `clean`, and the engine reads that.
    """

    def __init__(self, file: str, layout: Layout, *, peek: Copy, clean: Path) -> None:
        self._file, self._layout, self._peek, self._path = file, layout, peek, clean
        self._out: io.BufferedWriter | None = None
        self.read = 0
        self.kept = 0
        self.filled = 0
        self.lazy = 0
        self.longest = 0
        self.several = False  # a kept record spans several lines
        self.doubtful = False  # something stood there that only quoting explains, or that quoting spoils
        self.refused: list[Refused] = []
        self._steps: list[NDArray[np.int64]] = []
        self._last = (0, 0)

    @property
    def clean(self) -> Path | None:
        """The file of sound bytes; None while the source itself is sound."""
        return self._path if self._out is not None else None

    def verbatim(self, block: bytes, regular: Regular, *, line: int) -> None:
        """Take regular records as they are."""
        if self._out is not None:
            self._out.write(memoryview(block)[: regular.size])
            if regular.size == len(block) and not block.endswith(self._layout.newline.encode()):
                self._out.write(self._layout.newline.encode())
        if regular.lines_before is None:
            self._step(self.read - self.kept, line - self.kept)
        else:
            self.doubtful = self.several = True
            ahead = regular.lines_before - np.arange(regular.records)
            turns = np.flatnonzero(np.diff(ahead, prepend=ahead[0] - 1))
            rows = np.full(len(turns), self.read - self.kept)
            self._steps.append(np.stack((turns + self.kept, rows, ahead[turns] + line - self.kept), axis=1))
            self._last = (self.read - self.kept, int(ahead[-1]) + line - self.kept)
        self.read += regular.records
        self.kept += regular.records
        self.longest = max(self.longest, regular.longest)

    def keep(self, cells: list[str], *, line: int) -> None:
        """Take one row that the careful reader read; `mend` must have been called before."""
        self._step(self.read - self.kept, line - self.kept)
        self._rows.append(cells)
        self.several |= any("\n" in cell or "\r" in cell for cell in cells)
        self.read += 1
        self.kept += 1

    def refuse(self, code: str, reason: str, text: str, *, line: int) -> None:
        """Put one record apart."""
        self.read += 1
        self.doubtful |= code in ("open-quote", "quotes", "broken-quotes")
        self.refused.append(Refused(self._file, line, self.read, code, reason, cut(text)))

    _rows: list[list[str]]

    def mend(self, upto: int) -> None:
        """Begin to copy, if that has not begun: all up to that byte of the source was sound."""
        self._rows = []
        if self._out is not None:
            return
        self._out = self._path.open("wb")
        at = self._layout.body_start
        while at < upto:
            block = self._peek(at, min(1 << 22, upto - at))
            self._out.write(block)
            at += len(block)

    def mended(self) -> None:
        """Write the rows that were kept since `mend`."""
        assert self._out is not None  # noqa: S101 - mend opened it
        text = io.StringIO()
        quoted = bool(self._layout.quote)
        writer = csv.writer(
            text,
            delimiter=self._layout.delimiter,
            quotechar='"' if quoted else None,
            quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_NONE,
            lineterminator=self._layout.newline,
        )
        for cells in self._rows:
            writer.writerow(cells)
            self.longest = max(self.longest, 2 * sum(map(len, cells)) * 4)
        self._out.write(text.getvalue().encode("utf-8"))
        self._rows = []

    def close(self) -> None:
        """Finish the clean file."""
        if self._out is not None:
            self._out.close()

    def numbers(self) -> tuple[int, int] | tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what must be added to the count of kept rows before a row (0, 1, …) for its _row and _line.

        Two numbers where they are the same for all rows, else an array of the numbers themselves.
        """
        steps = np.concatenate(self._steps) if self._steps else np.array([[0, 0, self._layout.body_line]])
        if len(steps) == 1:
            return int(steps[0, 1]) + 1, int(steps[0, 2])
        lengths = np.diff(steps[:, 0], append=self.kept)
        index = np.arange(self.kept, dtype=np.int64)
        return index + np.repeat(steps[:, 1], lengths) + 1, index + np.repeat(steps[:, 2], lengths)

    def _step(self, rows: int, lines: int) -> None:
        if (rows, lines) != self._last or not self._steps:
            self._steps.append(np.array([[self.kept, rows, lines]], dtype=np.int64))
            self._last = (rows, lines)
