"""A reframing as a file: Markdown to read, JSON for machines, plain text for the wording alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bothways.cli.proving import WHOLE
from bothways.cli.rewording import FOR, HEADS, Worded
from bothways.lens.routes import help_first
from bothways.terms import Refusal

KINDS: Final = (".md", ".json", ".txt")


def check_kind(path: Path) -> None:
    """Refuse an ending that nothing writes."""
    if path.suffix.lower() not in KINDS:
        raise Refusal("ending", f"Nothing writes “{path.name}”.", hint=f"End it with {', '.join(KINDS)}.")


def write_worded(told: Worded, path: Path) -> None:
    """Write a reframing, as the ending of the path says."""
    check_kind(path)
    kind = path.suffix.lower()
    if kind == ".json":
        text = json.dumps(told.as_dict(), indent=1, ensure_ascii=False) + "\n"
    elif kind == ".txt":
        text = told.reframing.reframed
    else:
        text = as_markdown(told)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


def as_markdown(told: Worded) -> str:
    """The whole account as Markdown; the message's own words stand in blocks that nothing in them can end."""
    found = told.reframing
    parts = ["# A message in calm words", "## The message", _block(found.text)]
    rows: list[tuple[str, ...]]
    if found.charge:
        parts.append(_table(("charged", "kind", "why"), [(c.text, c.kind, c.reason) for c in found.charge]))
    if found.escalate:
        parts += ["## Not softened: for its author alone"]
        first = help_first(told.routing.kinds)
        parts += [f"**{first}**"] if first else []
        parts.append(_table(("kind", "words"), [(e.topic, e.text) for e in found.escalate]))
        parts.append("The message stays word for word. Nothing was sent to anybody.")
        if told.routing.routes:
            rows = [(r.name, r.contact, r.note) for r in told.routing.routes]
            parts.append(_table(("route", "contact", "note"), rows))
        parts += [
            f"Left out: {_cell(r.name)}, because the message may name {_cell(p)}."
            for r, p in told.routing.left_out
        ]
    else:
        parts += ["## The calm wording", _block(found.reframed)]
        if found.edits:
            rows = [
                (
                    e.id,
                    e.before,
                    e.after or "(left out)",
                    e.kind,
                    e.reason + (" A proposal." if e.proposal else ""),
                )
                for e in found.edits
            ]
            parts += ["## What was changed", _table(("", "was", "is", "kind", "why"), rows)]
        parts += ["## The receipt", f"**{found.receipt.verdict}**: {WHOLE[found.receipt.verdict]}"]
        if found.receipt.facts:
            rows = [
                (f.kind, f.verdict, f.original or "", f.rewrite or "", f.reason) for f in found.receipt.facts
            ]
            parts.append(_table(("fact", "verdict", "message", "calm wording", "note"), rows))
        if found.flagged:
            rows = [(f.text, f.kind, f.suggestion) for f in found.flagged]
            parts += ["## This needs you", _table(("sentence", "kind", "suggestion"), rows)]
        simple = [(label, one) for label, said in found.simplified.lines() for one in said]
        if simple:
            parts += ["## In short, in its own words", _table(("", ""), simple)]
        if found.lens:
            rows = [
                (HEADS[line.head], line.text, "handed in" if line.handed_in else "") for line in found.lens
            ]
            parts += [f"## {FOR[found.audience]}", _table(("", "", ""), rows)]
    parts.append(" ".join(_cell(sentence) for sentence in told.account()))
    return "\n\n".join(parts) + "\n"


def _block(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)])


def _cell(text: str) -> str:
    """Words as they stand, in one cell: marks of Markdown and HTML mean nothing there."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", " ".join(text.split()))
