"""`mapping.toml`: what was understood, kept beside the snapshot, edited by people, and taken back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from bothways.evidence.mapping.guesses import Guess, TableGuess
from bothways.evidence.mapping.kinds import KINDS
from bothways.evidence.mapping.stages import MEANINGS, StageGuess
from bothways.terms import Refusal

_HEAD = """\
# What each file of the export was taken for, which column for what, and what each stage means.
# Change what is wrong and import again with --mapping. A file with is = "" is not used.
# Lines under "unused" are columns that nothing reads.

"""


@dataclass(frozen=True, slots=True)
class GivenMapping:
    """A mapping.toml that a person gave: by file, by stage, and answers to questions."""

    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def mapping_text(
    tables: Sequence[TableGuess], stages: Sequence[StageGuess], answers: Mapping[str, str]
) -> str:
    """Write what was understood as TOML."""
    files: list[dict[str, Any]] = []
    for table in sorted(tables, key=lambda t: t.file):
        entry: dict[str, Any] = {"name": table.file, "is": table.kind, "because": table.reason}
        if table.kind:
            entry["columns"] = table.columns
            if table.readings:
                entry["readings"] = dict(table.readings)
            if table.unused:
                entry["unused"] = list(table.unused)
        files.append(entry)
    document: dict[str, Any] = {"file": files}
    if stages:
        document["stages"] = {
            s.stage: s.meaning for s in sorted(stages, key=lambda s: (s.pipeline, s.position, s.stage))
        }
    if answers:
        document["answers"] = dict(sorted(answers.items()))
    return _HEAD + tomli_w.dumps(document, multiline_strings=False)


def read_mapping(path: Path) -> GivenMapping:
    """Read a mapping.toml.

    Raises:
        Refusal: `mapping` when it is no TOML, or names a kind, a field or a meaning that there is not.
    """
    if not path.is_file():
        raise Refusal("no-path", f"There is no file at {path}.", hint="Give the mapping.toml of a snapshot.")
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        raise Refusal(
            "mapping",
            f"{path} can't be read as a mapping: {bad}.",
            hint="Give the mapping.toml of a snapshot.",
        ) from bad
    tables: dict[str, Mapping[str, Any]] = {}
    for entry in _list(document, "file"):
        name, kind = entry.get("name"), entry.get("is")
        if not isinstance(name, str) or not isinstance(kind, str) or (kind and kind not in KINDS):
            raise _no(
                f"“{kind}” is nothing that a file can be.", f'It can be one of {", ".join(KINDS)}, or "".'
            )
        columns = _texts(entry, "columns")
        wrong = [f for f in columns if kind and f not in KINDS[kind].names]
        if wrong:
            raise _no(
                f"{name} is read as {kind}, which has no field “{wrong[0]}”.",
                f"Its fields are {', '.join(KINDS[kind].names)}.",
            )
        tables[name] = {"is": kind, "columns": columns, "readings": _texts(entry, "readings")}
    stages = _texts(document, "stages")
    for stage, meaning in stages.items():
        if meaning not in MEANINGS:
            raise _no(f"The stage “{stage}” can't mean “{meaning}”.", "A stage means open, won or lost.")
    return GivenMapping(tables, stages, _texts(document, "answers"))


def columns_by_file(path: Path) -> dict[str, frozenset[str]]:
    """Return all columns of each file that a mapping.toml tells of, the unused ones too."""
    document = tomllib.loads(path.read_text("utf-8-sig"))
    found: dict[str, frozenset[str]] = {}
    for entry in _list(document, "file"):
        unused = entry.get("unused", [])
        columns = frozenset(_texts(entry, "columns").values()) | frozenset(map(str, unused))
        if entry.get("is") and columns:
            found[str(entry.get("name", ""))] = columns
    return found


def given_table(file: str, columns: Sequence[str], entry: Mapping[str, Any]) -> TableGuess:
    """Take a person's word for what a table is.

    Raises:
        Refusal: `mapping` when it names a column that the file has not.
    """
    kind = str(entry["is"])
    guesses = []
    for field_name, column in entry["columns"].items():
        if column not in columns:
            raise _no(
                f"The mapping reads the column “{column}” of {file}, which has none of that name.",
                f"Its columns are {', '.join(columns)}.",
            )
        guesses.append(Guess(file, field_name, column, 1.0, "the mapping says so"))
    order = KINDS[kind].names if kind else ()
    guesses.sort(key=lambda g: order.index(g.field))
    used = {guess.column for guess in guesses}
    unused = tuple(c for c in columns if c not in used)
    return TableGuess(
        file, kind, 1.0, "the mapping says so", "", tuple(guesses), unused, dict(entry["readings"])
    )


def _no(sentence: str, hint: str) -> Refusal:
    return Refusal("mapping", sentence, hint=hint)


def _list(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = document.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _no(f"“{name}” of the mapping is no list of tables.", "Write [[file]] before each.")
    return entries


def _texts(document: Mapping[str, Any], name: str) -> dict[str, str]:
    entries = document.get(name, {})
    if not isinstance(entries, dict) or not all(isinstance(v, str) for v in entries.values()):
        raise _no(f"“{name}” of the mapping is no table of texts.", 'Write name = "text".')
    return dict(entries)
