"""What moved: the pipeline of the period, from its start to its end, as a waterfall."""

from __future__ import annotations

from typing import Literal

from bothways.brief import words
from bothways.brief.compose.results import kind_of
from bothways.brief.document import Line, Step, Waterfall
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known

_STEPS: tuple[tuple[str, Literal["stock", "inflow", "outflow", "won"]], ...] = (
    ("start", "stock"),
    ("created", "inflow"),
    ("reopened", "inflow"),
    ("moved_in", "inflow"),
    ("amount_up", "inflow"),
    ("amount_down", "outflow"),
    ("moved_out", "outflow"),
    ("gone", "outflow"),
    ("lost", "outflow"),
    ("won", "won"),
    ("end", "stock"),
)
_LEFT = (("moved_out", "moved out of the {kind} without being lost"), ("lost", "was lost"),
         ("gone", "disappeared from the CRM"))  # fmt: skip


def waterfall(base: Base, book: Book) -> Waterfall | None:
    """Return the waterfall, or None where a step is not known: then it would not add up.

    Steps that are nought are left out, the ends never.
    """
    entered = {step: known(base, book, f"waterfall_{step}") for step, _ in _STEPS}
    if not all(entered.values()):
        return None
    steps = []
    for step, role in _STEPS:
        figure = book.figure(entered[step])
        if not figure.value and role != "stock":
            continue
        value = book.value(entered[step], signed=role != "stock", mark=None)
        steps.append(
            Step(
                label=_label(base, book, step, entered[step]),
                value=(value,),
                amount=float(figure.value or 0),
                role=role,
                count=_count(base, book, step),
            )
        )
    if not any(step.amount for step in steps):
        return None
    start = entered["start"]
    return Waterfall(
        title=_title(base, book, entered),
        sub=(
            f"Open deals due in the {kind_of(base)}, ",
            book.cite(start, words.span(base.period), mark=False),
            ". Hatched steps left without being won.",
        ),
        steps=tuple(steps),
        note=("The steps add up exactly. A deal counts with its amount; who closes later has moved out.",),
    )


def _label(base: Base, book: Book, step: str, key: str) -> Line:
    short = {"start": "Open, ", "end": "Open, ", "amount_up": "Amounts up", "amount_down": "Amounts down",
             "gone": "Gone"}  # fmt: skip
    text = short.get(step, base.labels[f"waterfall_{step}"])
    if step == "start":
        return (text, book.cite(key, words.day(base.period.first, year=False), mark=False))
    if step == "end":
        last = min(base.as_of, base.period.last)
        return (text, book.cite(key, words.day(last, year=False), mark=False))
    return (text,)


def _count(base: Base, book: Book, step: str) -> Line:
    key = known(base, book, f"waterfall_{step}_count")
    if not key:
        return ()
    return (book.cite(key, words.count(abs(book.figure(key).value or 0)), mark=False),)


_TOLD = {
    "created": "of what was due was created within the {kind}",
    "reopened": "was reopened",
    "moved_in": "moved into the {kind}",
    "amount_up": "came from amounts that were raised",
    "amount_down": "went because amounts were lowered",
    "moved_out": "moved out of the {kind} without being lost",
    "gone": "disappeared from the CRM",
}


def _title(base: Base, book: Book, entered: dict[str, str]) -> Line:
    """Say the largest movement besides won and lost, which everyone knows; else from where to where it went."""
    moved = [step for step in _TOLD if book.figure(entered[step]).value]
    if moved:
        step = max(moved, key=lambda one: abs(book.figure(entered[one]).value or 0))
        return (book.size(entered[step]), " ", _TOLD[step].format(kind=kind_of(base)))
    last = min(base.as_of, base.period.last)
    return (
        "From ", book.value(entered["start"]), " open to ", book.value(entered["end"]), " on ",
        book.cite(entered["end"], words.day(last, year=False), mark=False),
    )  # fmt: skip


def _left(base: Base, book: Book) -> list[tuple[str, str, str]]:
    found = []
    for step, what in _LEFT:
        key = known(base, book, f"waterfall_{step}")
        if key and book.figure(key).value:
            found.append((step, key, what.format(kind=kind_of(base))))
    return found


def _left_line(base: Base, book: Book) -> Line:
    """Say each way out: “42 deals worth €3.06M moved out of the quarter without being lost, 102 …”."""
    line: Line = ()
    for step, key, what in _left(base, book):
        count = known(base, book, f"waterfall_{step}_count")
        deals = abs(book.figure(count).value or 0) if count else 0
        verb = what if deals == 1 else what.replace("was ", "were ", 1)
        # The noun stands once: "42 deals worth …, 102 worth …".
        said = words.count(deals, "" if line else "deal")
        if deals:
            part: Line = (book.cite(count, said), " worth ", book.size(key), f" {verb}")
        else:
            part = (book.size(key), f" {what}")
        line = (*line, *((", ",) if line else ()), *part)
    return line


def moved_line(base: Base, book: Book) -> Line:
    """Say in one sentence what moved: what left without being won, beside what came in; empty where nothing is known."""
    left = _left_line(base, book)
    created = known(base, book, "pipeline_created")
    if created and not book.figure(created).value:
        created = ""
    if left and created:
        return (*left, "; ", book.value(created), " of new pipeline was created.")
    if left:
        return (*left, ".")
    return (book.value(created), " of new pipeline was created.") if created else ()


def no_history(base: Base, book: Book) -> Line:
    """Say why there is no waterfall, in the evidence's own sentence; empty where there is one."""
    for step, _ in _STEPS:
        key = known(base, book, f"waterfall_{step}", unknown=True)
        if key and book.figure(key).value is None:
            return (book.value(key),)
    return ()
