"""Where it sits, what explains it, the prospects: false discoveries, recall by strength and n, speed and growth."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "tests")]
sys.path.append(str(ROOT / "bench"))

from bothways.evidence import import_files  # noqa: E402
from bothways.evidence.views.columns import LOST, OPEN, WON, deal_columns  # noqa: E402
from bothways.insight.shortfall import prospects, where  # noqa: E402
from bothways.insight.shortfall.drivers import drivers  # noqa: E402
from bothways.insight.shortfall.explain import explain  # noqa: E402
from bothways.insight.shortfall.localise import localise  # noqa: E402
from bothways.insight.shortfall.simpson import simpson  # noqa: E402
from bothways.insight.shortfall.stopping import stops  # noqa: E402
from bothways.insight.shortfall.touches import no_touches  # noqa: E402
from bothways.insight.shortfall.unreal import looks_at, records  # noqa: E402
from insight.drawn import BASE, NOW, columns, company  # noqa: E402
from insight_parts.sized import sized  # noqa: E402

IBM = ROOT.parent / "shared" / "data" / "ibm_sales_win_loss"
ROUTES = {
    "Reseller": 0.2757,
    "Telesales": 0.219,
    "Fields Sales": 0.1857,
    "Other": 0.1852,
    "Telecoverage": 0.0646,
}
SHIFT = {"volume": 0.85, "win": 0.8, "decided": 0.9}


Goals = list[tuple[str, str, str, bool | None]]
"""What, the figure, its goal, whether it is met."""


def run(*, quick: bool = False) -> Goals:
    """Print all figures; return those that have a goal. `quick` makes fewer runs."""
    return [
        *false_discoveries(0.15 if quick else 1.0),
        *recall(8 if quick else 30),
        *ibm(),
        *speed(quick=quick),
    ]


def ibm() -> Goals:
    """Print IBM's drivers: the published win rates by route, and the keys by what they tell."""
    if not IBM.is_dir():
        print("IBM is absent: skipped.")
        return []
    with tempfile.TemporaryDirectory() as folder:
        settings = {"today": date(2026, 1, 1), "as_of": date(2016, 1, 1), "answers": {"duplicates": "keep"}}
        snapshot = import_files(IBM, into=Path(folder), **settings).snapshot
        drawn = deal_columns(snapshot)
        snapshot.close()
    found = {one.by: one for one in drivers(drawn, decided=drawn.meaning > 0, won=drawn.meaning == WON)}
    print("IBM, 78,025 deals: what goes with winning")
    for one in found.values():
        rates = ", ".join(f"{v.key} {v.rate:.4f}" for v in one.values[:6])
        print(f"  {one.by:11} spread {one.spread:.4f}: {rates}")
    routes = {v.key: round(v.rate, 4) for v in found["source"].values}
    right = sum(routes.get(name) == rate for name, rate in ROUTES.items())
    return [
        ("IBM: routes with the published win rate", f"{right} of {len(ROUTES)}", "all", right == len(ROUTES)),
        ("IBM: route tells more than region", f"{found['source'].spread:.4f} to {found['region'].spread:.4f}", "more",
         found["source"].spread > found["region"].spread),
    ]  # fmt: skip


def false_discoveries(scale: float = 1.0) -> Goals:
    goals: Goals = []
    print("An even company: runs that name a place (nominal at most 0.10)")
    for n, full, spread in ((150, 200, 1.0), (500, 200, 1.0), (500, 200, 1.6), (3000, 60, 1.6)):
        runs = max(10, int(full * scale))
        named = sum(
            bool(localise(company(s, n, shift=SHIFT, spread=spread), now=NOW, base=BASE).seats)
            for s in range(runs)
        )
        print(f"  {n:5} opportunities a period, spread of sizes {spread}: {named / runs:.3f} of {runs}")
        what = f"even company that names a place, {n} opportunities, spread {spread}"
        # Chance of the runs themselves: two of their standard errors.
        most = 0.1 + 2 * (0.09 / runs) ** 0.5
        goals.append(
            (
                what,
                f"{named / runs:.3f} of {runs}",
                f"at most .10 (+ chance: {most:.2f})",
                named / runs <= most,
            )
        )
    runs = max(10, int(200 * scale))
    told = sum(bool(explain(company(s, 300, shift=SHIFT), now=NOW, base=BASE).borne) for s in range(runs))
    print(f"  an explanation borne out though there is none: {told / runs:.3f} of {runs}")
    return goals


def recall(runs: int = 30) -> Goals:
    goals: Goals = []
    print("Planted places found (recall), and other places named a run")
    plants = [
        ("volume x 0.5 in a segment of 31 %", {"segment": 0}, {"volume": 0.5}),
        ("volume x 0.7 in a segment of 31 %", {"segment": 0}, {"volume": 0.7}),
        ("share decided x 0.6 in a region of 25 %", {"region": 1}, {"decided": 0.6}),
        ("win rate x 0.5 in a segment of 22 %", {"segment": 1}, {"win": 0.5}),
        ("size x 0.5 in a segment of 31 %", {"segment": 0}, {"size": 0.5}),
        ("volume x 0.4 in a segment of a region, 11 %", {"segment": 0, "region": 0}, {"volume": 0.4}),
    ]
    for words, at, factors in plants:
        line = []
        for n in (200, 500, 1500, 4000):
            hits = others = 0
            for seed in range(1000, 1000 + runs):
                seats = localise(company(seed, n, planted={"at": at, **factors}), now=NOW, base=BASE).seats
                own = [_plain(seat.cell) for seat in seats]
                wanted = {(key, f"{key}{value}") for key, value in at.items()}
                hits += wanted in own
                others += sum(one != wanted for one in own)
            line.append(f"n {n}: {hits / runs:.2f} (+{others / runs:.2f})")
        print(f"  {words:46} {'   '.join(line)}", flush=True)
        goals.append((f"planted: {words}", f"found {hits / runs:.2f} (n 4,000)", "found (no number)", None))
    return goals


def _plain(cell) -> set[tuple[str, str]]:
    pairs = zip(cell.keys, cell.values, strict=True)
    return {("region", v.replace("team", "region")) if k == "team" else (k, v) for k, v in pairs}


def speed(*, quick: bool = False) -> Goals:
    print("Seconds of CPU, by deals in all")
    for n in (25_000, 50_000, 100_000) if quick else (25_000, 50_000, 100_000, 200_000):
        drawn, years = company(1, n // 2, people=40), _years(n)
        parts = {
            "localise": lambda d=drawn: localise(d, now=NOW, base=BASE),
            "simpson": lambda d=drawn: simpson(d, now=NOW, base=BASE),
            "explain": lambda d=drawn: explain(d, now=NOW, base=BASE),
            "drivers": lambda d=drawn: drivers(d, decided=d.meaning > 0, won=d.meaning == WON),
            "prospects": lambda d=years: _prospects(d),
        }
        told = []
        for name, call in parts.items():
            start = time.process_time()
            call()
            told.append(f"{name} {time.process_time() - start:.2f}")
        print(f"  {n:8,}: {'   '.join(told)}")
    goals: Goals = []
    with tempfile.TemporaryDirectory() as folder:
        before = (0, 0.0)
        for n in (10_000, 30_000, 100_000):
            snapshot = sized(Path(folder) / str(n), deals=n)
            asked = {"period": snapshot.calendar.period("2026Q3")}
            took = []
            for ask in (deal_columns, lambda s, a=asked: where(s, **a), lambda s, a=asked: prospects(s, **a)):
                start = time.process_time()
                ask(snapshot)
                took.append(time.process_time() - start)
            snapshot.close()
            grew = (
                f"; where {took[1] / before[1]:.1f} times for {n / before[0]:.1f} times the deals"
                if before[0]
                else ""
            )
            print(
                f"  a snapshot of {n:7,}: reading {took[0]:.2f}   where {took[1]:.2f}   prospects {took[2]:.2f}{grew}"
            )
            before = (n, took[1])
        goals.append(("where(), 100,000 deals", f"{took[1]:.2f} s CPU", "none set", None))
        goals.append(("prospects(), 100,000 deals", f"{took[2]:.2f} s CPU", "none set", None))
    return goals


def _years(n: int):
    """Deals of three years, decided after 10 to 200 days."""
    rng = np.random.default_rng(0)
    created = rng.integers(0, 1095, n).astype(float)
    close = created + rng.integers(10, 200, n)
    meaning = np.where(close > 1095, OPEN, np.where(rng.random(n) < 0.3, WON, LOST))
    return columns(
        n, as_of=1095, created=created, close=close, meaning=meaning, amount=rng.lognormal(12, 1, n)
    )


def _prospects(drawn) -> None:
    looks_at(drawn, no_touches(), 1095)
    records(drawn, no_touches(), origins=[1095 - 91 * k for k in range(9)], as_of=1095)
    stops(drawn, as_of=1095)


if __name__ == "__main__":
    run()
