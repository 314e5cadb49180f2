"""How the terminal speaks: sentences, tables, a progress bar, refusals with their hint."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.brief.document import Bridge, Compare, Dots, Ranges, Trends
    from bothways.cli.drawing import Pen

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


def as_option(name: str, answer: str) -> str:
    """Return an answer as it is typed behind a command: in quotation marks where a shell would tear it.

    >>> as_option("stage:Demo", "open"), as_option("stage:Demo (40 %)", "open")
    ('--answer stage:Demo=open', '--answer "stage:Demo (40 %)=open"')
    """
    text = f"{name}={answer}"
    if re.fullmatch(r"[\w.,:/=+@-]+", text):
        return f"--answer {text}"
    # Inside double quotes a Unix shell still reads these; there single ones hold, and a mark inside is escaped.
    if set(text) & set('$`"\\!'):
        return "--answer '" + text.replace("'", "'\\''") + "'"
    return f'--answer "{text}"'


def complain(refusal: Refusal) -> None:
    """Print a refusal: what, where, what to do."""
    err.print(escape(refusal.sentence), style="bold", soft_wrap=True)
    for question in refusal.data.get("questions", ()):
        if question["question"] != refusal.sentence:
            err.print()
            err.print(escape(question["question"]), soft_wrap=True)
        if question.get("samples"):
            samples = ", ".join(str(sample) for sample in question["samples"][:4])
            err.print(f"  for example {escape(samples)}", style="dim", soft_wrap=True)
        for option in question["options"]:
            answer = as_option(question["id"], option["answer"])
            err.print(f"  {escape(answer)}   {escape(option['means'])}", soft_wrap=True)
    if refusal.hint:
        err.print(escape(refusal.hint), soft_wrap=True)


def draw_bridge(block: Bridge) -> None:
    """Draw a bridge from target to actual, as wide as the terminal."""
    _draw(_pen().bridge(block))


def draw_ranges(block: Ranges) -> None:
    """Draw where something will land."""
    _draw(_pen().ranges(block))


def draw_compare(block: Compare) -> None:
    """Draw several measures of the same things beside each other."""
    _draw(_pen().compare(block))


def draw_dots(block: Dots) -> None:
    """Draw a distribution as dots."""
    _draw(_pen().dots(block))


def draw_trends(block: Trends) -> None:
    """Draw small lines, one a row."""
    _draw(_pen().trends(block))


def _pen() -> Pen:
    from bothways.cli.drawing import Pen  # noqa: PLC0415 - what it draws with takes a second to load

    return Pen(width=out.width, encoding=out.encoding)


def _draw(lines: list[Text]) -> None:
    for line in lines:
        # Wider than the terminal only where that is narrower than any picture: then it may break.
        out.print(line, soft_wrap=True)


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
    """Give a `(done, total, what)` reporter whose bar appears once the work lasts over a second.

    A timer starts the bar, not the next report: one long step that reports nothing must show it too.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=28, style="dim", complete_style="default", finished_style="default"),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )
    task = bar.add_task("", total=None)
    timer = threading.Timer(_BAR_AFTER_SECONDS, bar.start)
    timer.daemon = True
    timer.start()

    def report(done: int, total: int, what: str) -> None:
        bar.update(task, completed=done, total=total or None, description=escape(what))

    try:
        yield report
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
