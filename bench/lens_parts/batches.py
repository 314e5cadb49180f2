"""Batches as scripts feed them: messages a second of CPU and memory of `reframe --jsonl` and `receipt --jsonl`, start included.

Messages of 40 to 80 words of the open part of the house's own set, over and over. `python bench/lens_parts/batches.py [N]`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lens_parts.own_set import rows


def messages() -> list[dict[str, Any]]:
    return [row for row in rows() if row["calm"] and 40 <= len(row["text"].split()) <= 80]


def lines_for(command: str, count: int) -> list[bytes]:
    made = []
    for at, row in enumerate(islice(cycle(messages()), count)):
        pair = {"original": row["text"], "rewrite": row["calm"]}
        said = {"text": row["text"], "for": row["for"]} if command == "reframe" else pair
        made.append(json.dumps({"id": at, **said, "names": row["names"]}).encode() + b"\n")
    return made


def run(count: int = 2000) -> list[dict[str, Any]]:
    """One row a command: how many, seconds of CPU and of the clock, messages a second of CPU, peak memory in MB."""
    figures = []
    for command in ("reframe", "receipt"):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
            source.write_bytes(b"".join(lines_for(command, count)))
            before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            with target.open("wb") as out:
                subprocess.run(
                    [sys.executable, "-m", "bothways", command, "--jsonl", str(source)],
                    stdout=out,
                    check=True,
                )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            answered = target.read_bytes().count(b"\n")
        assert answered == count, (command, answered)
        figures.append(
            {
                "command": command,
                "messages": count,
                "cpu_seconds": cpu,
                "seconds": time.perf_counter() - begun,
                "per_cpu_second": count / cpu,
                "peak_mb": after.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2),
            }
        )
    return figures


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 2000):
        print(
            f"{row['command']:8} {row['messages']:6,} messages  {row['cpu_seconds']:6.1f} s of CPU  "
            f"{row['per_cpu_second']:6,.0f} a second of CPU  {row['peak_mb']:5,.0f} MB"
        )
