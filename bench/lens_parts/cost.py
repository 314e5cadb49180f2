"""What the lens costs: CPU of a message of 60 words with its receipt, memory, import, throughput of batches, growth.

CPU time (not wall time) of one process; the bare interpreter is the peer of the import.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from bothways.lens import receipt, reframe
from lens_parts.own_set import rows
from lens_parts.reframing import speed

_FRESH = """
import resource, sys, time
began = time.process_time()
from bothways.lens import reframe, receipt
print(time.process_time() - began)
import json
rows = json.load(sys.stdin)
began = time.process_time()
reframe(rows[0]["text"])
print(time.process_time() - began)
for row in rows:
    reframe(row["text"], audience=row["for"], names=row["names"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / 1024 if sys.platform == "linux" else peak / 2**20)
"""


def run(*, prefix: str) -> list[tuple[str, Any, str, bool | None]]:
    """Measure and give the figures as lines."""
    messages = rows("charged", f"{prefix}*.jsonl") + rows("calm", f"{prefix}*.jsonl")
    charged = [r for r in messages if r.get("charge")]
    spent = speed(charged)
    figures = [_fresh(messages) for _ in range(3)]
    imported, first, peak = (statistics.median(f[i] for f in figures) for i in range(3))
    pairs = [(r["text"], r["calm"], r["names"]) for r in charged if r["calm"]]
    began = time.process_time()
    for text, calm, names in pairs:
        receipt(text, calm, names=names)
    each = (time.process_time() - began) / len(pairs)
    one = " ".join(r["text"] for r in charged)[:20_000]
    grown = []
    for times in (1, 4):
        text = "\n\n".join([one] * times)
        began = time.process_time()
        reframe(text)
        grown.append(time.process_time() - began)
    ms = spent["per_60_words"]
    return [
        ("CPU of a message of 60 words, with its receipt (mean)", f"{ms:.2f} ms", "2 ms or less", ms <= 2),
        ("… median", f"{spent['median']:.2f} ms", "beside", None),
        ("CPU of a receipt alone, a message and its calm wording", f"{each * 1000:.2f} ms", "no goal of its own", None),
        ("memory of a process that reframes all", f"{peak:.0f} MB", "under 400 MB", peak < 400),
        ("import of the room, CPU", f"{imported * 1000:.0f} ms", "under 300 ms", imported < 0.3),
        ("first message after the import, CPU", f"{first * 1000:.0f} ms", "no goal of its own", None),
        ("a text four times as long takes", f"{grown[1] / grown[0]:.1f} times", "linear (5 times)", grown[1] <= 5 * grown[0]),
    ]  # fmt: skip


def _fresh(messages: list[dict[str, Any]]) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, "-c", _FRESH],
        input=json.dumps([{k: m[k] for k in ("text", "for", "names")} for m in messages]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return tuple(float(line) for line in done.stdout.split())
