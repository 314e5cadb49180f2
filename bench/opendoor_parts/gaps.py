"""The perception gap: how often its bounds hold."""

from __future__ import annotations

from simulated import gap_coverage

Goals = list[tuple[str, str, str, bool | None]]


def run(*, quick: bool) -> Goals:
    """Print the table; return what has a goal."""
    goals: Goals = []
    print("answered    asked     one gap   mean of five   its change        90 % bounds")
    for answered, asked in ((2, 2), (2, 4), (6, 6), (6, 12), (12, 14), (12, 40), (40, 60), (400, 500)):
        runs = (200 if quick else 2000) // (5 if answered > 100 else 1)
        one, mean, moved = gap_coverage(answered, asked, runs=runs, seed=21)
        print(f"{answered:8} {asked:8} {one:11.3f} {mean:14.3f} {moved:12.3f}")
        goals.append((f"gap, {answered} of {asked}: bounds hold", f"{one:.3f}", "0.85 or more", one >= 0.85))
        goals.append((f"mean of five gaps, {answered} of {asked}: bounds hold", f"{mean:.3f}", "", None))
    return goals
