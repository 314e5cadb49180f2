"""Whose English: what the lens finds, flags and changes by the style of a message, with n and Wilson intervals.

    python bench/lens_parts/styles.py [--part sealed]

Calm messages that are changed or flagged are the false alarms; a style with more of them is judged more harshly than
others. Charged spans found are the share of labelled spans that a marked one touches. Totals only.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests")]
STYLES = ("non-native", "british", "typos", "formal", "chat", "blunt", "short", "long", "strong-word")


def counted(*, prefix: str) -> dict[str, Counter[str]]:
    """Messages and spans by style and what became of them; "all" is every message."""
    from bothways.lens import reframe
    from lens_parts.own_set import rows

    found: dict[str, Counter[str]] = {name: Counter() for name in ("all", *STYLES)}
    for part in ("calm", "charged"):
        for row in rows(part, f"{prefix}*.jsonl"):
            if row.get("escalate"):
                continue
            told = reframe(row["text"], names=row["names"])
            marked = [(one.start, one.end) for one in told.charge] + [(f.start, f.end) for f in told.flagged]
            counts: Counter[str] = Counter({part: 1})
            if part == "calm":
                counts["calm changed"] = int(told.changed)
                counts["calm flagged"] = int(bool(told.flagged))
            for one in row.get("charge", ()):
                start, end = one["start"], one["start"] + len(one["text"])
                counts["spans"] += 1
                counts["spans found"] += any(a < end and start < b for a, b in marked)
            for style in {"all", *STYLES} & {"all", *row["style"]}:
                found[style] += counts
    return found


def main(prefix: str) -> None:
    """Print a line a style."""
    from lens_parts.own_set import wilson

    def share(counts: Any, what: str, of: str) -> str:
        n = counts[of]
        low, high = wilson(counts[what], n)
        return f"{counts[what]:4} of {n:4} [{low:4.0%} to {high:4.0%}]" if n else f"{'none written':>26}"

    print(f"{'part ' + prefix:12} {'calm, changed':>27}  {'calm, flagged':>27}  {'charged spans found':>27}")
    for style, counts in counted(prefix=prefix).items():
        print(
            f"{style:12} {share(counts, 'calm changed', 'calm'):>27}  {share(counts, 'calm flagged', 'calm'):>27}"
            f"  {share(counts, 'spans found', 'spans'):>27}"
        )


if __name__ == "__main__":
    main(sys.argv[sys.argv.index("--part") + 1] if "--part" in sys.argv else "dev")
