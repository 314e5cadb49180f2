"""Consultations: do the intervals hold, are divides true, are groups real, and how long does it take?

One run prints the tables of each part, and then every figure that has a goal with the goal and whether it is met.

    python bench/opendoor.py                  everything: some minutes on two cores
    python bench/opendoor.py --quick          fewer draws
    python bench/opendoor.py sides speed      these parts only

The peer red-dwarf (0.4.0) is in the group `bench`; it runs in the same run, and is said to be absent where it isn't
installed: uv pip install -c constraints.txt --group bench
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "opendoor")]
PARTS = ("sides", "gaps", "groups", "speed", "disclosure", "voices", "database")


def main() -> int:
    """Run the parts asked for."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    asked.add_argument("--quick", action="store_true")
    wanted = asked.parse_args()
    there = [part for part in PARTS if (HERE / "opendoor_parts" / f"{part}.py").is_file()]
    goals = []
    for part in wanted.parts or there:
        print(f"\n== {part}")
        goals += importlib.import_module(f"opendoor_parts.{part}").run(quick=wanted.quick)
    print()
    for what, figure, goal, met in goals:
        print(f"{'ok ' if met else 'NOT' if met is not None else '-  '}  {what:<72} {figure:>16}   {goal}")
    return int(any(met is False for *_, met in goals))


if __name__ == "__main__":
    raise SystemExit(main())
