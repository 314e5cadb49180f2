"""JSON lines in and out, one at a time: memory stays the same however many there are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import typer

from bothways.cli.reading import opened
from bothways.lens.lines import LONGEST, Answer, answers
from bothways.terms import Refusal


def check_alone(others: Mapping[str, Any]) -> None:
    """Refuse what means nothing beside `--jsonl`."""
    for name, value in others.items():
        if value:
            raise Refusal(
                "jsonl",
                f"With --jsonl, {name} means nothing.",
                hint="Lines come from the file or from standard input, and go to standard output.",
            )


def answer_lines(source: str | None, answer: Callable[[Mapping[str, Any]], Answer]) -> None:
    """Answer each line as it comes, in order; end with 2 if any was bad."""
    good = True
    with _opened(source) as file:
        for line, is_good in answers(_lines(file), answer):
            good = good and is_good
            _write(line)
    if not good:
        raise typer.Exit(2)


@contextmanager
def _opened(source: str | None) -> Iterator[BinaryIO]:
    if source is None or source == "-":
        yield sys.stdin.buffer
        return
    with opened(Path(source), what="JSON lines") as file:
        yield file


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, none of them held longer than it may be; the rest of one that is too long is passed over unread."""
    while line := file.readline(LONGEST + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST + 1)


def _write(line: str) -> None:
    """Write one answer as UTF-8 whatever the console speaks, at once, for whoever waits at the other end of a pipe."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
