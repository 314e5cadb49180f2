"""The workbench of one import: the engine, what was refused, what must be asked, what should be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.mapping import Question
from bothways.evidence.reading import RawTable
from bothways.evidence.targets import RefusedTarget

# A refused row: which source (its number), which data record, a code, the reason.
_REFUSED: dict[str, tuple[str, Sequence[Any]]] = {
    "_f": ("INTEGER", []),
    "_row": ("BIGINT", []),
    "code": ("VARCHAR", []),
    "reason": ("VARCHAR", []),
}


def some(n: int, one: str, many: str) -> str:
    """Say a count with the right words.

    >>> some(1, "row is", "rows are"), some(2000, "row is", "rows are")
    ('1 row is', '2,000 rows are')
    """
    return f"{n:,} {one if n == 1 else many}"


@dataclass
class Bench:
    """What the steps of an import share."""

    con: e.Connection
    answers: Mapping[str, str]
    tables: Sequence[RawTable] = ()
    notices: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    used_answers: set[str] = field(default_factory=set)
    deal_ids: list[tuple[Path, str]] = field(
        default_factory=list
    )  # where the raw ids of deals stand: file, column
    _names: int = 0

    def __post_init__(self) -> None:
        e.of_values(self.con, _REFUSED, name="_refused")

    def fresh(self, word: str) -> str:
        """Return a name for a table that no other has."""
        self._names += 1
        return f"_{word}{self._names}"

    def has(self, table: str) -> bool:
        """Say whether a table of that name was kept."""
        return e.exists(self.con, table)

    def empty(self, rows: e.Relation, column: str) -> bool:
        """Say whether a column holds nothing."""
        return (
            column not in rows.columns
            or not e.one(e.group(rows, [], {"n": e.call("count", e.col(column))}))[0]
        )

    def say(self, sentence: str) -> None:
        """Add a notice, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)

    def answer(self, question: str) -> str:
        """Return the answer to a question, "" where there is none; what was used stays in the mapping."""
        given = self.answers.get(question, "")
        if given:
            self.used_answers.add(question)
        return given

    def ask(self, question: Question) -> str:
        """Return the answer if it is one of the options, else note that it must be asked and return ""."""
        given = self.answer(question.id)
        if given in {answer for answer, _ in question.options}:
            return given
        self.questions.append(question)
        return ""

    def refuse(self, rows: e.Relation, code: str, reason: e.Expr | str) -> int:
        """Refuse rows (with `_f` and `_row`); return how many."""
        said = e.val(reason) if isinstance(reason, str) else reason
        picked = e.pick(rows, {"_f": e.col("_f"), "_row": e.col("_row"), "code": e.val(code), "reason": said})
        kept = e.keep(self.con, picked, "_refusing")
        n = e.count(kept)
        if n:
            kept.insert_into("_refused")
        return n

    def refuse_targets(self, number: int, refused: Sequence[RefusedTarget]) -> None:
        """Refuse rows of a table of targets."""
        columns: dict[str, tuple[str, Sequence[Any]]] = {
            "_f": ("INTEGER", [number] * len(refused)),
            "_row": ("BIGINT", [r.row for r in refused]),
            "code": ("VARCHAR", [r.code for r in refused]),
            "reason": ("VARCHAR", [r.reason for r in refused]),
        }
        if refused:
            e.of_values(self.con, columns, name="_refusing").insert_into("_refused")
