"""All measures beside their peers, in one run: bare DuckDB SQL, Ibis (where it is installed) and pandas.

    python bench/measures_engines.py [DEALS ...]      # 100000 1000000

Times are CPU seconds (what a busy machine doesn't change much) and wall seconds, the best of the rounds. Every
answer that a peer gives is held against ours; where one differs the exit status is 1.

Each runs once on a small company before it is timed: what is loaded once is not counted (bench/import.py times
whole processes). pandas reads its rows through DuckDB's Parquet reader.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import answers
from answers import BYS, DEALS
from bothways.evidence import Snapshot, open_snapshot
from bothways.evidence.measures import Measures, measure
from bothways.terms import Calendar
from bothways.terms.period import day_number
from company import write_company
from measures_sql import deals_in_sql, measure_in_sql

ROUNDS = 2
PERIOD = Calendar().period("2026Q3")


def timed(snapshot: Path, run: Callable[[Snapshot], Any]) -> tuple[float, float, Any]:
    best: tuple[float, float, Any] | None = None
    for _ in range(ROUNDS):
        opened = open_snapshot(snapshot)
        assert opened.con
        cpu, wall = time.process_time(), time.perf_counter()
        found = run(opened)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        opened.close()
        if best is None or cpu < best[0]:
            best = (cpu, wall, found)
    assert best
    return best


def _with_figures(done: Measures) -> Measures:
    # Figures are made when they are asked for: here they are all asked for.
    assert done.figures
    return done


def peers() -> dict[str, Callable[[Snapshot], Any]]:
    def now(snapshot: Snapshot) -> int:
        return day_number(snapshot.as_of)

    found: dict[str, Callable[[Snapshot], Any]] = {
        "all measures: Narwhals, with figures": lambda s: _with_figures(measure(s, period=PERIOD, by=BYS)),
        "all measures: DuckDB SQL, rows only": lambda s: measure_in_sql(s.con, period=PERIOD, now=now(s)),
        "measures of deals: Narwhals, with figures": lambda s: _with_figures(
            measure(s, period=PERIOD, by=BYS, names=DEALS)
        ),
        "measures of deals: DuckDB SQL, rows only": lambda s: deals_in_sql(s.con, period=PERIOD, now=now(s)),
    }
    if importlib.util.find_spec("ibis"):
        from measures_ibis import deals_in_ibis

        found["measures of deals: Ibis, rows only"] = lambda s: deals_in_ibis(
            s.con, period=PERIOD, now=now(s)
        )
    if importlib.util.find_spec("pandas"):
        from measures_pandas import deals_in_pandas

        found["measures of deals: pandas, rows only"] = lambda s: deals_in_pandas(
            s.folder, period=PERIOD, now=now(s)
        )
    return found


def compared(found: dict[str, Any]) -> int:
    """Hold every answer of every peer against ours; print what differs; return how many do.

    Ibis is held against five of ours alone.
    """
    ours = found["all measures: Narwhals, with figures"]
    own, wrong = answers.of_measures(ours), 0
    for peer, rows in found.items():
        if "Narwhals" in peer:
            theirs = answers.of_measures(rows)
        elif "Ibis" in peer:
            row = rows["all"][0]
            sums = ("n_won_in", "n_lost_in", "s_won_in_amount", "s_in_start_entry", "s_in_end_exit")
            names = ("won_count", "lost_count", "bookings", "waterfall_start", "waterfall_end")
            theirs = {(name, "all", ""): int(row[one]) for name, one in zip(names, sums, strict=True)}
        else:
            theirs = (answers.of_sql if "SQL" in peer else answers.of_pandas)(rows)
        differing = answers.differences(own, theirs, peer)
        print(f"{peer}: {len(theirs):,} answers compared, {len(differing)} differ from ours")
        for line in differing[:10]:
            print(f"    {line}")
        wrong += len(differing)
    return wrong


def imports() -> None:
    for name in ("duckdb", "narwhals", "pandas", "ibis"):
        if importlib.util.find_spec(name):
            code = f"import duckdb, time; t = time.process_time(); import {name}; print(f'{{time.process_time() - t:.2f}}')"
            shown = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            ).stdout.strip()
            print(f"import {name} (after duckdb): {shown} s CPU")


def main(sizes: list[int]) -> None:
    imports()
    with tempfile.TemporaryDirectory() as folder:
        warm = write_company(Path(folder) / "warm", deals=200).folder
        before: dict[str, float] = {}
        for size in sizes:
            snapshot = write_company(Path(folder) / str(size), deals=size)
            snapshot.close()
            print(
                f"\n{size:,} deals, {snapshot.rows('deal_changes'):,} changes, {snapshot.rows('activities'):,} activities"
            )
            results: dict[str, Any] = {}
            for name, run in peers().items():
                timed(warm, run)
                cpu, wall, found = timed(snapshot.folder, run)
                results[name] = found
                growth = f"  x{cpu / before[name]:.1f}" if name in before else ""
                print(f"{name:45} {cpu:8.2f} s CPU {wall:8.2f} s wall{growth}")
                before[name] = cpu
            if compared(results):
                raise SystemExit("The answers differ: the times say nothing.")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
