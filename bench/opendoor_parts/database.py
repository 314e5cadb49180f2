"""Does anybody find an author in the application's own database? Several seeds of each way of coming back, pooled."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import perf_counter

TESTS = Path(__file__).resolve().parents[2] / "tests"
WAYS = ("never", "from anywhere", "at once when here", "mostly when here", "half when here")


def run(*, quick: bool) -> list[tuple[str, str, str, bool | None]]:
    """Live thirty nights with the application's functions, seed by seed, and attack the copies."""
    # The tests' folders are called as the benchmarks are: these files stand back.
    here = Path(__file__).resolve().parents[1]
    sys.path[:] = [str(TESTS), *(place for place in sys.path if Path(place).resolve() != here)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web_settings")
    import django
    from django.core.management import call_command
    from django.db import transaction

    os.environ.setdefault("TEST_MIGRATIONS", "1")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from opendoor.voices_attack import wilson
    from web.opendoor.thirty_nights import Company, Found, attacked

    goals: list[tuple[str, str, str, bool | None]] = []
    seeds = range(2) if quick else range(8)
    print(
        f"{'authors come back':<20} {'voices':>7} {'answers':>8} {'right':>7} {'Wilson 95 %':>17} {'promised':>9} {'s':>7}"
    )
    pooled = Found(0, 0, 0.0, 0.0, 0)
    for at, way in enumerate(WAYS):
        start, found = perf_counter(), Found(0, 0, 0.0, 0.0, 0)
        for seed in seeds:
            with transaction.atomic():
                found += attacked(Company(teams=10, wishes=0.4, seed=100 * at + seed, returns=way).live())
                transaction.set_rollback(True)
        low, high = wilson(found.hits, found.n)
        share, promised, spent = found.hits / found.n, found.promised / found.n, perf_counter() - start
        print(
            f"{way:<20} {found.n:>7} {found.answers:>8} {share:>7.3f} {low:>9.3f}–{high:.3f} {promised:>9.3f} {spent:>7.0f}"
        )
        if way != "half when here":
            pooled += found
        else:
            told = f"{share:.3f} ({low:.3f}–{high:.3f})"
            goals.append(
                (f"in the database, author {way}: attributed", told, f"{promised:.3f}; not covered", None)
            )
    low, high = wilson(pooled.hits, pooled.n)
    promised = pooled.promised / pooled.n
    told = f"{pooled.hits / pooled.n:.3f} ({low:.3f}–{high:.3f})"
    goals.append(
        (
            "in the database, authors who come back, pooled: attributed",
            told,
            f"<= {promised:.3f}",
            low <= promised,
        )
    )
    return goals
