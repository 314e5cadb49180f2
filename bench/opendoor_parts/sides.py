"""The two declared sides: how often the bounds hold, how often a verdict is false, how often a true one is seen."""

from __future__ import annotations

from simulated import SIZES, STRETCHES, Group, coverage, stays_as_said, verdicts

from bothways.opendoor import Verdict

Goals = list[tuple[str, str, str, bool | None]]
ROOMS = (((8, 6), (2, 2)), ((14, 12), (2, 2)), ((60, 40), (8, 6)), ((500, 400), (60, 40)))
TRUTHS = (
    ("all agree", (1.0, 0.0), (1.0, 0.0)),
    ("both 70 % for", (0.7, 0.3), (0.7, 0.3)),
    ("both 50 %, 50 %", (0.5, 0.5), (0.5, 0.5)),
    ("staff 50 %, 50 %; executives all against", (0.5, 0.5), (0.0, 1.0)),
    ("60 % for, 60 % against", (0.6, 0.4), (0.4, 0.6)),
    ("80 % for, 80 % against", (0.8, 0.2), (0.2, 0.8)),
    ("all for, all against", (1.0, 0.0), (0.0, 1.0)),
)


def run(*, quick: bool) -> Goals:
    """Print the tables; return what has a goal."""
    draws = 1000 if quick else 10_000
    goals: Goals = []
    print("answered    asked   holds (mean)   holds (worst truth)      90 % bounds")
    for answered in SIZES:
        for stretch in STRETCHES:
            asked = round(answered * stretch)
            mean, worst = coverage(answered, asked, draws=draws, seed=11)
            print(f"{answered:8} {asked:8} {mean:14.3f} {worst:21.3f}")
            slack = 3.5 * (0.09 / draws) ** 0.5
            goals.append(
                (
                    f"bounds hold, {answered} of {asked}, worst truth",
                    f"{worst:.3f}",
                    "at least 0.9",
                    worst >= 0.9 - slack,
                )
            )
    print("\nmore than half hold it: said, came (how many)")
    for answered, asked in ((6, 12), (12, 24), (40, 80), (400, 800)):
        said = stays_as_said(answered, asked, draws=draws * 2, seed=12)
        print(f"{answered:4} of {asked:4}: " + "  ".join(f"{a:.2f} {b:.2f} ({n})" for a, b, n in said))
    print("\n" + " " * 60 + "".join(f"{verdict.value:>16}" for verdict in Verdict))
    for name, staff, executives in TRUTHS:
        for (asked, answered), (others_asked, others) in ROOMS:
            found = verdicts(
                Group(asked, answered, *staff), Group(others_asked, others, *executives),
                statements=draws if asked < 100 else draws // 5, seed=13,
            )  # fmt: skip
            room = f"{answered} of {asked}, {others} of {others_asked}"
            print(f"{name:42} {room:17}" + "".join(f"{100 * found[verdict]:14.1f} %" for verdict in Verdict))
            if name.startswith("staff 50"):
                rate = found[Verdict.DIVIDE]
                goals.append(
                    (
                        f"false divides, {room}",
                        f"{100 * rate:.1f} %",
                        "at most 5 %",
                        rate <= 0.05 + 2.5 * (0.05 / draws) ** 0.5,
                    )
                )
            if name.startswith("all for"):
                goals.append(
                    (
                        f"true divides seen, {room}",
                        f"{100 * found[Verdict.DIVIDE]:.1f} %",
                        "100 %",
                        found[Verdict.DIVIDE] == 1,
                    )
                )
    return goals
