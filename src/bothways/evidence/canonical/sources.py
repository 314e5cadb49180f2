"""The staged tables of an import, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.staging import Staged, columns_of
from bothways.evidence.mapping import KINDS


@dataclass
class Sources:
    """Staged tables; `of` puts those of a kind under each other, with every field of the kind."""

    bench: Bench
    staged: Sequence[Staged]

    def tables(self, *kinds: str) -> list[Staged]:
        """Return the staged tables of these kinds, in the order of their files."""
        return [s for s in self.staged if s.kind in kinds]

    def has(self, *kinds: str) -> bool:
        """Say whether there is a table of one of these kinds."""
        return bool(self.tables(*kinds))

    def maps(self, kind: str, field: str) -> bool:
        """Say whether a table of that kind has a column for a field."""
        return any(field in s.guess.columns for s in self.tables(kind))

    def of(self, *kinds: str) -> e.Relation | None:
        """Return all rows of these kinds (which share their fields), or None where no table is one of them.

        Rows that were deleted or superseded in the CRM are refused here, once.
        """
        parts = [self._part(s) for s in self.tables(*kinds)]
        return e.stack(parts) if parts else None

    def _part(self, staged: Staged) -> e.Relation:
        relation = self.bench.con.table(staged.name)
        has = set(relation.columns)
        columns = {
            "_f": e.col("_f"),
            "_row": e.col("_row"),
            "_line": e.col("_line"),
            "_kind": e.val(staged.kind),
        }
        for field in KINDS[staged.kind].fields:
            for name, type_ in columns_of(field):
                columns[name] = e.col(name) if name in has else e.val(None, type_)
        return e.pick(relation, columns)


def refuse_dead(bench: Bench, staged: Staged) -> None:
    """Refuse the rows that the CRM itself has deleted, or keeps only as an older version."""
    table = bench.con.table(staged.name)
    for column, code, reason, dead in (
        ("is_deleted", "deleted", "It was deleted in the CRM.", e.col("is_deleted") == e.val(True)),
        (
            "is_current",
            "superseded",
            "It is an older version of a row that the CRM has changed since.",
            e.col("is_current") == e.val(False),
        ),
    ):
        if column in table.columns and bench.refuse(table.filter(dead), code, reason):
            alive = table.filter(e.first(dead, e.val(False)) == e.val(False))
            table = e.keep(bench.con, alive, staged.name)
