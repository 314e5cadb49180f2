"""An outbox in a file, for one person at one desk: a line for each step, the last one of a mail counts.

Each line is on the disk before the next step is taken: what was handed over when the machine stopped is known to have
been handed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bothways.brief.outbox import Row, row_from_dict
from bothways.terms import Refusal

__all__ = ["OutboxFile", "opened"]


class OutboxFile:
    """The rows of one file; made by `opened`, which lets one program in at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, Row] = {}
        for place, line in enumerate(_lines(path), 1):
            try:
                row = row_from_dict(json.loads(line))
            except (ValueError, Refusal) as bad:
                raise Refusal(
                    "outbox-file",
                    f"{path}, line {place} is no row of an outbox, so what was sent is not known for sure.",
                    hint="Look into the file; who has had what stands there line by line.",
                ) from bad
            self.rows[row.key] = row

    def write(self, row: Row) -> Row:
        """Write a row, to the disk, and return it."""
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(row.as_dict(), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.rows[row.key] = row
        return row


@contextmanager
def opened(path: Path) -> Iterator[OutboxFile]:
    """Open an outbox for this program alone.

    Raises:
        Refusal: `outbox-busy` while another has it, `outbox-file` for a file that is none.
    """
    lock = path.with_name(f".{path.name}.lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError as bad:
        raise Refusal(
            "outbox-busy",
            f"Mails are being sent from {path.parent} already.",
            hint=f"If that is not so, because the machine stopped, remove {lock} and look at the mails it names unknown.",
        ) from bad
    try:
        yield OutboxFile(path)
    finally:
        with suppress(OSError):
            lock.unlink()


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as bad:
        raise Refusal("outbox-file", f"{path} is no outbox.") from bad
    lines = text.split("\n")
    # A machine that stopped in the middle of a line left its step undone: the step before it counts. That is safe,
    # for what may have gone is written before anything goes.
    return [line for line in lines[:-1] if line]
