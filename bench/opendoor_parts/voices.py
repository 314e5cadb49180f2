"""Does anybody find the author of a voice without a name? Thirty backups, the log, sessions and mails, one attacker."""

from __future__ import annotations

from time import perf_counter

from voices_attack import RETURNS, STORES, attacked, wilson


def run(*, quick: bool) -> list[tuple[str, str, str, bool | None]]:
    """Attack every store, and print how often the attacker is right beside what is promised."""
    voices = 1_000 if quick else 5_000
    goals: list[tuple[str, str, str, bool | None]] = []
    print(
        f"{'store':<22} {'authors come back':<20} {'voices':>7} {'right':>7} {'Wilson 95 %':>17} {'promised':>9} {'s':>6}"
    )
    for store in STORES:
        for returns in RETURNS:
            start = perf_counter()
            n, hits, promised = attacked(store=store, returns=returns, voices=voices, seed=2_000)
            low, high = wilson(hits, n)
            spent = perf_counter() - start
            print(
                f"{store:<22} {returns:<20} {n:>7} {hits / n:>7.3f} {low:>9.3f}–{high:.3f} {promised:>10.3f} {spent:>6.1f}"
            )
            if store == "as designed":
                told = f"{hits / n:.3f} ({low:.3f}–{high:.3f})"
                habits = returns == "half when here"
                goal = (
                    f"1 / eligible = {promised:.3f}"
                    if "when here" not in returns
                    else f"1 / crowd = {promised:.3f}"
                )
                goals.append(
                    (
                        f"voices without a name, author {returns}: attributed",
                        told,
                        f"{goal}; habits not covered" if habits else f"<= {goal}",
                        None if habits else low <= promised,
                    )
                )
            if store == "written at once" and returns == "never":
                goals.append(
                    (
                        "the same attacker where rows are written at once",
                        f"{hits / n:.3f}",
                        f"> 4 x {promised:.3f}",
                        low > 4 * promised,
                    )
                )
    return goals
