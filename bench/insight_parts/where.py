"""Where it sits, what explains it, the prospects: false discoveries, recall by strength and n, speed and growth."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from bothways.evidence.views.columns import LOST, OPEN, WON  # noqa: E402
from bothways.insight.shortfall.drivers import drivers  # noqa: E402
from bothways.insight.shortfall.explain import explain  # noqa: E402
from bothways.insight.shortfall.localise import localise  # noqa: E402
from bothways.insight.shortfall.simpson import simpson  # noqa: E402
from bothways.insight.shortfall.stopping import stops  # noqa: E402
from bothways.insight.shortfall.touches import no_touches  # noqa: E402
from bothways.insight.shortfall.unreal import looks_at, records  # noqa: E402
from insight.drawn import BASE, NOW, columns, company  # noqa: E402

SHIFT = {"volume": 0.85, "win": 0.8, "decided": 0.9}


def run() -> None:
    """Print all figures."""
    false_discoveries()
    recall()
    speed()


def false_discoveries() -> None:
    print("An even company: runs that name a place (nominal at most 0.10)")
    for n, runs, spread in ((150, 200, 1.0), (500, 200, 1.0), (500, 200, 1.6), (3000, 60, 1.6)):
        named = sum(
            bool(localise(company(s, n, shift=SHIFT, spread=spread), now=NOW, base=BASE).seats)
            for s in range(runs)
        )
        print(f"  {n:5} opportunities a period, spread of sizes {spread}: {named / runs:.3f} of {runs}")
    told = sum(bool(explain(company(s, 300, shift=SHIFT), now=NOW, base=BASE).borne) for s in range(200))
    print(f"  an explanation borne out though there is none: {told / 200:.3f} of 200")


def recall() -> None:
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
            for seed in range(1000, 1030):
                seats = localise(company(seed, n, planted={"at": at, **factors}), now=NOW, base=BASE).seats
                own = [_plain(seat.cell) for seat in seats]
                wanted = {(key, f"{key}{value}") for key, value in at.items()}
                hits += wanted in own
                others += sum(one != wanted for one in own)
            line.append(f"n {n}: {hits / 30:.2f} (+{others / 30:.2f})")
        print(f"  {words:46} {'   '.join(line)}")


def _plain(cell) -> set[tuple[str, str]]:
    pairs = zip(cell.keys, cell.values, strict=True)
    return {("region", v.replace("team", "region")) if k == "team" else (k, v) for k, v in pairs}


def speed() -> None:
    print("Seconds, by deals in all")
    for n in (25_000, 50_000, 100_000, 200_000):
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
            start = time.perf_counter()
            call()
            told.append(f"{name} {time.perf_counter() - start:.2f}")
        print(f"  {n:8,}: {'   '.join(told)}")


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
