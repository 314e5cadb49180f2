"""Escalation measured: what must never be softened, by kind, and what only sounds like it.

`run()` gives the figures over the probes and over the other parts of the set; `python bench/lens_parts/escalation.py`
prints them, `… --show` what went wrong in `probe_01`. Of `probe_02` and of fresh files only totals are ever given.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bothways.lens.escalate import TOPICS, escalations, hints

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lens_parts.own_set import rows

# Its writer widened the rules and remembered it: it says nothing about how they carry over to other hands.
OPEN, SAME_HAND = "probe_01.jsonl", "probe_02.jsonl"


def measured(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """How many that must escalate do, by kind (any kind found counts), or are asked about; and how many that must not."""
    kinds = {kind: [0, 0] for kind in TOPICS}
    named = false = calm = asked = asked_of_calm = 0
    for row in messages:
        found = {e.topic for e in escalations(row["text"])}
        kind = row.get("escalate") or ""
        if kind:
            kinds[kind][0] += bool(found)
            kinds[kind][1] += 1
            named += kind in found
            asked += bool(hints(row["text"]))
        else:
            calm += 1
            false += bool(found)
            asked_of_calm += bool(hints(row["text"]))
    return {
        "found": sum(hits for hits, _ in kinds.values()),
        "of": sum(n for _, n in kinds.values()),
        "same_kind": named,
        "asked": asked,
        "kinds": {kind: tuple(counts) for kind, counts in kinds.items() if counts[1]},
        "false_alarms": false,
        "asked_of_calm": asked_of_calm,
        "of_calm": calm,
    }


def run() -> dict[str, Any]:
    """The figures of each part of the set that may be measured by everybody."""
    return {
        "probe 1, in view": measured(rows("escalation", OPEN)),
        "probe 2, same hand": measured(rows("escalation", SAME_HAND)),
        "charged, dev": measured(rows("charged", "dev_*.jsonl")),
        "charged, fresh": measured(rows("charged", "fresh_*.jsonl")),
        "calm, dev": measured(rows("calm", "dev_*.jsonl")),
        "learning": measured(rows("learning", "learn_*.jsonl")),
    }


def _show() -> None:
    for row in rows("escalation", OPEN):
        found = [(e.topic, e.text) for e in escalations(row["text"])]
        if bool(found) != bool(row["escalate"]) or (found and row["escalate"] not in {t for t, _ in found}):
            print(row["escalate"] or "-", "|", row["text"], found or "")


if __name__ == "__main__":
    if "--show" in sys.argv:
        _show()
    elif "--open" in sys.argv:
        print(json.dumps(measured(rows("escalation", OPEN))))
    else:
        for part, figures in run().items():
            print(part, json.dumps(figures))
