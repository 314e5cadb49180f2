"""Import, measures and briefs at 100 k and 1 M deals with five history rows each, beside their peers.

One run prints all of it: for each size, seconds and peak memory of

- our import, beside DuckDB reading every column typed and writing unsorted Parquet;
- all our measures, beside the same measures in hand-written DuckDB SQL and in pandas;
- the briefs;

then the ratios, the growth from size to size, and whether each goal is met. Every stage runs in a fresh
process; its peak memory is what the operating system counted for that process.

    python bench/import.py                 both sizes
    python bench/import.py --deals 100000  one size
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
PERIOD = "2026Q3"
BYS = ("all", "team", "rep", "region", "product", "segment")
TYPES = {
    "User.csv": "{'Id':'VARCHAR','Name':'VARCHAR','Email':'VARCHAR','IsActive':'BOOLEAN','ManagerId':'VARCHAR'}",
    "Account.csv": "{'Id':'VARCHAR','Name':'VARCHAR','Industry':'VARCHAR','BillingState':'VARCHAR',"
    "'BillingCountry':'VARCHAR','CreatedDate':'TIMESTAMP'}",
    "Opportunity.csv": "{'Id':'VARCHAR','IsDeleted':'BOOLEAN','AccountId':'VARCHAR','Name':'VARCHAR',"
    "'StageName':'VARCHAR','Amount':'DECIMAL(14,2)','Probability':'DOUBLE','CloseDate':'DATE','Type':'VARCHAR',"
    "'LeadSource':'VARCHAR','IsClosed':'BOOLEAN','IsWon':'BOOLEAN','ForecastCategoryName':'VARCHAR',"
    "'CurrencyIsoCode':'VARCHAR','OwnerId':'VARCHAR','CreatedDate':'TIMESTAMP'}",
    "OpportunityHistory.csv": "{'Id':'VARCHAR','OpportunityId':'VARCHAR','CreatedById':'VARCHAR',"
    "'CreatedDate':'TIMESTAMP','StageName':'VARCHAR','Amount':'DECIMAL(14,2)','CloseDate':'DATE',"
    "'Probability':'DOUBLE','CurrencyIsoCode':'VARCHAR'}",
}


def stage_generate(folder: Path, deals: int) -> None:
    from generate import write_export

    print(json.dumps(write_export(folder / "export", deals=deals)))


def stage_peer_import(folder: Path) -> None:
    """DuckDB reads every column typed and writes unsorted Parquet."""
    import duckdb

    con = duckdb.connect(config={"preserve_insertion_order": "false"})
    (folder / "peer").mkdir(exist_ok=True)
    for name, types in TYPES.items():
        source, target = folder / "export" / name, folder / "peer" / name.replace(".csv", ".parquet")
        con.execute(
            f"COPY (SELECT * FROM read_csv('{source}', header=true, columns={types}, delim=',', quote='\"', "
            f"escape='\"', auto_detect=false)) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def stage_import(folder: Path) -> None:
    from bothways.evidence import import_files

    done = import_files(
        folder / "export", into=folder / "snapshots", today=date(2026, 10, 1), as_of=date(2026, 9, 30)
    )
    for entry in done.report.files:
        assert entry.read == entry.kept + len(entry.refused), entry.file
    print(json.dumps({"rows": sum(entry.read for entry in done.report.files)}))


def _snapshot(folder: Path):
    from bothways.evidence import open_snapshot

    return open_snapshot(next((folder / "snapshots").glob("2*")))


def _without_pandas() -> None:
    """Time as it is where Bothways is installed: pandas is not among its dependencies.

    Where it is there, DuckDB's constants load it to see whether they are of it: a second a process, once.
    """
    sys.modules["pandas"] = None  # type: ignore[assignment]


def stage_measures(folder: Path) -> None:
    _without_pandas()
    from bothways.evidence import measure

    snapshot = _snapshot(folder)
    done = measure(snapshot, period=snapshot.calendar.period(PERIOD), by=BYS)
    print(json.dumps({"figures": len(done.figures)}))


def stage_sql_measures(folder: Path) -> None:
    _without_pandas()
    from bothways.terms.period import day_number
    from measures_sql import measure_in_sql

    snapshot = _snapshot(folder)
    measure_in_sql(snapshot.con, period=snapshot.calendar.period(PERIOD), now=day_number(snapshot.as_of))


def stage_deal_measures(folder: Path) -> None:
    _without_pandas()
    from answers import DEALS
    from bothways.evidence import measure

    snapshot = _snapshot(folder)
    done = measure(snapshot, period=snapshot.calendar.period(PERIOD), by=BYS, names=DEALS)
    print(json.dumps({"figures": len(done.figures)}))


def stage_pandas_measures(folder: Path) -> None:
    from bothways.terms.period import day_number
    from measures_pandas import deals_in_pandas

    snapshot = _snapshot(folder)
    deals_in_pandas(snapshot.folder, period=snapshot.calendar.period(PERIOD), now=day_number(snapshot.as_of))


def stage_answers(folder: Path) -> None:
    """Hold every answer of the peers against ours; fail where one differs."""
    import answers
    from bothways.evidence import measure
    from bothways.terms.period import day_number
    from measures_pandas import deals_in_pandas
    from measures_sql import measure_in_sql

    snapshot = _snapshot(folder)
    about = {"period": snapshot.calendar.period(PERIOD), "now": day_number(snapshot.as_of)}
    own = answers.of_measures(measure(snapshot, period=about["period"], by=BYS))
    peers = {
        "SQL": answers.of_sql(measure_in_sql(snapshot.con, **about)),
        "pandas": answers.of_pandas(deals_in_pandas(snapshot.folder, **about)),
    }
    wrong = [line for peer, theirs in peers.items() for line in answers.differences(own, theirs, peer)]
    if wrong:
        print("\n".join(["The answers differ:", *wrong[:20]]), file=sys.stderr)
        raise SystemExit(1)
    print(json.dumps({f"answers as in {peer}": len(theirs) for peer, theirs in peers.items()}))


def stage_briefs(folder: Path) -> None:
    from bothways.brief import make_pair, write_briefs

    snapshot = _snapshot(folder)
    pair = make_pair(snapshot, period=snapshot.calendar.period(PERIOD))
    written = write_briefs(pair, folder / "briefs")
    print(json.dumps({"people": len(pair.people), "files": len(written)}))


STAGES = {
    "DuckDB, typed columns to Parquet": "peer_import",
    "import": "import",
    "all measures, with figures": "measures",
    "the same in DuckDB SQL, rows only": "sql_measures",
    "measures of deals, with figures": "deal_measures",
    "the same in pandas, rows only": "pandas_measures",
    "the same answers?": "answers",
    "briefs": "briefs",
}


def run_stage(stage: str, folder: Path, *, deals: int = 0) -> tuple[float, float, dict]:
    """Return seconds, peak MB and what the stage printed.

    A child's peak starts at what its parent held when it forked, so this process stays small: it makes
    no data and imports no engine.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--stage", stage, "--folder", str(folder), "--deals", str(deals)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"stage {stage} failed")
    lines = printed.strip().splitlines()
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss / unit, json.loads(lines[-1]) if lines else {}


def run_size(
    deals: int, out: Path, *, keep: bool, rounds: int, without: list[str]
) -> dict[str, tuple[float, float, dict]]:
    folder = out / f"{deals}"
    shutil.rmtree(folder, ignore_errors=True)
    _, _, rows = run_stage("generate", folder, deals=deals)
    size = sum(path.stat().st_size for path in (folder / "export").iterdir())
    print(f"\n{deals:,} deals, {rows['OpportunityHistory.csv']:,} history rows, {size / 1e6:,.0f} MB of CSV")
    results = {}
    for label, stage in STAGES.items():
        if stage in without:
            continue
        runs = []
        for _ in range(1 if stage in {"briefs", "pandas_measures", "answers"} else rounds):
            for leftover in {"import": ["snapshots"], "briefs": ["briefs"]}.get(stage, []):
                shutil.rmtree(folder / leftover, ignore_errors=True)
            runs.append(run_stage(stage, folder))
        best = sorted(runs, key=lambda run: run[0])[len(runs) // 2]
        results[stage] = best
        print(f"  {label:<34} {best[0]:8.2f} s  {best[1]:8,.0f} MB  {best[2] or ''}", flush=True)
    if not keep:
        shutil.rmtree(folder)
    return results


def judge(results: dict[int, dict[str, tuple[float, float, dict]]]) -> None:
    """Print the ratios, and whether each goal is met."""

    def line(what: str, value: float, goal: float, *, at_least: bool = False) -> None:
        met = value >= goal if at_least else value <= goal
        print(
            f"  {what:<52} {value:6.2f}  goal {'>=' if at_least else '<='} {goal:g}  {'met' if met else 'NOT MET'}"
        )

    for deals, of in results.items():
        print(f"\nRatios at {deals:,} deals (whole processes, start of Python included)")
        line("import / DuckDB typed", of["import"][0] / of["peer_import"][0], 3)
        line("measures / DuckDB SQL", of["measures"][0] / of["sql_measures"][0], 1.2)
        line(
            "pandas / measures of deals", of["pandas_measures"][0] / of["deal_measures"][0], 10, at_least=True
        )
    sizes = sorted(results)
    for small, large in itertools.pairwise(sizes):
        print(f"\nGrowth from {small:,} to {large:,} deals")
        for stage in ("import", "measures"):
            line(stage, results[large][stage][0] / results[small][stage][0], 11 * large / small / 10)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--deals", type=int, nargs="*", default=[100_000, 1_000_000])
    options.add_argument("--out", type=Path, default=HERE / "out")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", action="store_true")
    options.add_argument("--without", nargs="*", default=[], choices=["briefs", "answers"], help="left out")
    options.add_argument("--stage")
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.stage:
        more = {"deals": given.deals[0]} if given.stage == "generate" else {}
        globals()[f"stage_{given.stage}"](given.folder, **more)
        return
    from importlib.metadata import version

    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, DuckDB {version('duckdb')}, "
        f"Narwhals {version('narwhals')}, pandas {version('pandas')}; the median of {given.rounds} runs"
    )
    judge(
        {
            deals: run_size(deals, given.out, keep=given.keep, rounds=given.rounds, without=given.without)
            for deals in given.deals
        }
    )


if __name__ == "__main__":
    main()
