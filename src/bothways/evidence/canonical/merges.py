"""Names that differ by a blank, a capital or an accent: proposed as one, never made one silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.sources import Sources

# What is named where: kind → field, and, for each thing, the kind whose file knows its right name.
_NAMED = {
    "product": ((("deals", "product"), ("lines", "product"), ("orders", "product")), ("products", "name")),
    "account": (
        (("deals", "account"), ("orders", "account"), ("contacts", "account"), ("cases", "account")),
        ("accounts", "name"),
    ),
    "owner": ((("deals", "owner"), ("orders", "owner"), ("accounts", "owner")), ("people", "name")),
}


@dataclass(frozen=True, slots=True)
class Merge:
    """A proposal: these names may be one; `answer` is the name to keep."""

    id: str
    what: str
    names: tuple[str, ...]
    answer: str
    rows: int

    @property
    def sentence(self) -> str:
        """Say it in words."""
        others = " and ".join(f"“{n}”" for n in self.names if n != self.answer)
        return f"{others} may be “{self.answer}” ({self.what}, {self.rows:,} {'row' if self.rows == 1 else 'rows'})."

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "id": self.id,
            "what": self.what,
            "names": list(self.names),
            "answer": self.answer,
            "rows": self.rows,
            "sentence": self.sentence,
        }


def find_merges(bench: Bench, sources: Sources) -> tuple[list[Merge], dict[str, dict[str, str]]]:
    """Return open proposals, and the renames that answers accept: product, account, owner → old → new."""
    open_: list[Merge] = []
    renamed: dict[str, dict[str, str]] = {what: {} for what in _NAMED}
    for what in _NAMED:
        for merge in _proposals(bench, sources, what):
            answer = bench.answer(merge.id)
            if answer in merge.names:
                renamed[what] |= {name: answer for name in merge.names if name != answer}
            elif answer != "keep":
                open_.append(merge)
    return open_, renamed


def _proposals(bench: Bench, sources: Sources, what: str) -> list[Merge]:
    places, (file_kind, file_field) = _NAMED[what]
    parts = []
    for kind, field in places:
        relation = sources.of(kind) if sources.maps(kind, field) else None
        if relation is not None:
            parts.append(e.group(e.pick(relation, {"name": e.col(field)}), ["name"], {"n": e.counted()}))
    if not parts:
        return []
    official = sources.of(file_kind) if sources.maps(file_kind, file_field) else None
    named = e.with_columns(e.stack(parts), {"_known": e.val(0, "BIGINT")})
    if official is not None:
        names = e.pick(
            official, {"name": e.col(file_field), "n": e.val(0, "BIGINT"), "_known": e.val(1, "BIGINT")}
        ).distinct()
        named = e.stack([named, names])
    key = e.call(
        "regexp_replace", e.call("lower", e.call("strip_accents", e.col("name"))), r"[^\p{L}\p{N}]", "", "g"
    )
    keyed = e.with_columns(named.filter(e.col("name").isnotnull()), {"key": key})
    one = e.keep(
        bench.con,
        e.group(
            keyed, ["key", "name"], {"n": e.call("sum", e.col("n")), "known": e.call("max", e.col("_known"))}
        ),
        "_names",
    )
    several = e.group(one, ["key"], {"different": e.counted()}).filter(
        (e.col("different") > e.val(1)) & (e.col("key") != e.val(""))
    )
    groups: dict[str, list[tuple[str, int, int]]] = {}
    for key_, name, n, known in e.rows(
        e.pick(e.matching(one, several, on={"key": "key"}), ["key", "name", "n", "known"])
    ):
        groups.setdefault(str(key_), []).append((str(name), int(n), int(known)))
    merges = []
    for key_, found in sorted(groups.items()):
        best = max(found, key=lambda f: (f[2], f[1], f[0]))
        rows = sum(n for name, n, _ in found if name != best[0])
        if rows:
            merges.append(
                Merge(
                    f"merge:{what}:{key_}", what, tuple(sorted(name for name, _, _ in found)), best[0], rows
                )
            )
    return merges


def rename(bench: Bench, sources: Sources, renamed: dict[str, dict[str, str]]) -> None:
    """Put the accepted names into the staged tables."""
    for what, (places, _) in _NAMED.items():
        names = renamed[what]
        if not names:
            continue
        table = e.of_values(
            bench.con,
            {"old": ("VARCHAR", list(names)), "new": ("VARCHAR", list(names.values()))},
            name=f"_renamed_{what}",
        )
        for kind, field in places:
            for staged in sources.tables(kind):
                relation = bench.con.table(staged.name)
                if field not in relation.columns:
                    continue
                found = e.lookup(relation, table, on={field: "old"}, take={"_new": "new"})
                columns = {
                    c: e.first(e.col("_new"), e.col(field)) if c == field else e.col(c)
                    for c in relation.columns
                }
                e.keep(bench.con, e.pick(found, columns), staged.name)
