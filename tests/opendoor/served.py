"""Real conversations with what the pol.is server itself made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bothways.opendoor import Statement, Votes, votes_of

NAMES = ("150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta")


@dataclass(frozen=True)
class Served:
    votes: Votes
    server: dict[str, Any]
    groups: np.ndarray  # each person's group as the server has it, -1 for who is in none

    @property
    def tids(self) -> list[int]:
        return list(self.server["tids"])

    def by_statement(self, key: str) -> np.ndarray:
        return np.array([self.server[key][str(tid)] for tid in self.tids], dtype=float)


def served(data: Path, name: str) -> Served:
    folder = data / "red_dwarf_fixtures" / name
    server, comments, votes = (
        json.loads((folder / file).read_text("utf-8"))
        for file in ("math-pca2.json", "comments.json", "votes.json")
    )
    known = {
        one["statement_id"]: Statement(str(one["statement_id"]), one["txt"], one["moderated"], one["is_meta"])
        for one in comments
    }
    made = votes_of(
        [(one["participant_id"], one["statement_id"], one["vote"], one["modified"]) for one in votes],
        statements=[known[tid] for tid in server["tids"]],
    )
    members = dict(zip(server["base-clusters"]["id"], server["base-clusters"]["members"], strict=True))
    row = {person: number for number, person in enumerate(made.people)}
    groups = np.full(len(made.people), -1)
    for group in server["group-clusters"]:
        for base in group["members"]:
            groups[[row[str(person)] for person in members[base]]] = group["id"]
    return Served(made, server, groups)
