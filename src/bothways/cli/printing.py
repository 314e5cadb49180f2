"""How the terminal speaks: sentences, tables, a progress bar, refusals with their hint."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bothways.terms import Refusal

Report = Callable[[int, int, str], None]
_BAR_AFTER_SECONDS = 0.7
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def say(text: str = "", *, soft: bool = False) -> None:
    """Print a sentence; `soft` for what is second. Text out of files is shown, never interpreted."""
    out.print(escape(text), style="dim" if soft else None, soft_wrap=True)


def say_json(value: Any) -> None:
    """Print a value for machines."""
    print(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def complain(refusal: Refusal) -> None:
    """Print a refusal: what, where, what to do."""
    err.print(escape(refusal.sentence), style="bold", soft_wrap=True)
    for question in refusal.data.get("questions", ()):
        err.print()
        err.print(escape(question["question"]), soft_wrap=True)
        if question.get("samples"):
            samples = ", ".join(str(sample) for sample in question["samples"][:4])
            err.print(f"  for example {escape(samples)}", style="dim", soft_wrap=True)
        for option in question["options"]:
            answer = f"--answer {question['id']}={option['answer']}"
            err.print(f"  {escape(answer)}   {escape(option['means'])}", soft_wrap=True)
    if refusal.hint:
        err.print(escape(refusal.hint), soft_wrap=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[int] = ()) -> None:
    """Print a table with hairlines; `numeric` columns are right-aligned."""
    drawn = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for at, head in enumerate(heads):
        drawn.add_column(escape(head), justify="right" if at in numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(escape(cell) for cell in row))
    out.print(drawn)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Report]:
    """Give a `(done, total, what)` reporter that draws a bar once the work lasts over a second."""
    shown = not quiet and sys.stderr.isatty()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=28, style="dim", complete_style="default", finished_style="default"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )
    began = time.monotonic()
    task = bar.add_task("", total=None, start=True)
    started = False

    def report(done: int, total: int, what: str) -> None:
        nonlocal started
        if not shown:
            return
        if not started and time.monotonic() - began >= _BAR_AFTER_SECONDS:
            bar.start()
            started = True
        bar.update(task, completed=done, total=total or None, description=escape(what))

    try:
        yield report
    finally:
        if started:
            bar.stop()
