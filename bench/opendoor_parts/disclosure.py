"""The disclosure guard: nobody isolated, how much of what is safe is released, and the audit at a hundred releases."""

from __future__ import annotations

import time

from test_churn import churned
from test_disclosure_histories import attacked

from bothways.opendoor.disclosure import Audit, decide, propose

Goals = list[tuple[str, str, str, bool | None]]


def run(*, quick: bool) -> Goals:
    """Print the tables; return what has a goal."""
    goals: Goals = []
    print("histories                                       isolated   safe   released")
    many = 10 if quick else 1
    for name, seed, count, shape in (
        ("up to four releases", 20260, 10_000, {"most": 24, "cuts": 1}),
        ("groups that cross", 7, 4_000, {"most": 40, "cuts": 2}),
        ("drop out, on the record", 13, 2_000, {"most": 30, "cuts": 1, "leaving": True, "record": True}),
    ):
        found = attacked(seed, count // many, **shape)
        safe = found["released"] + found["withheld though safe"]
        share = 100 * found["released"] / safe
        print(f"{count // many:6} {name:38} {found['isolated']:10} {safe:6} {share:8.1f} %")
        goals += [
            (f"isolated: {name}", str(found["isolated"]), "nobody", found["isolated"] == 0),
            (f"released of what is safe: {name}", f"{share:.1f} %", "at least 90 %", share >= 90.0),
        ]
    found = churned(31, 300 if quick else 3_000)
    shown = found["released"] + found["released again"]
    share = 100 * shown / (shown + found["withheld though safe"])
    safe = shown + found["withheld though safe"]
    print(
        f"{found['histories']:6} {'the same people again and again':38} {found['isolated']:10} {safe:6} {share:8.1f} %"
    )
    goals += [
        ("isolated: the same people again", str(found["isolated"]), "nobody", found["isolated"] == 0),
        ("released of what is safe: the same people again", f"{share:.1f} %", "at least 90 %", share >= 90.0),
    ]
    print("\nreleases   people   the last one (ms, processor)")
    audit, spent = Audit(), {}
    for release in range(1, 101):
        groups = {f"g{at}": {f"g{at}-{number}" for number in range(7 * release)} for at in range(4)}
        groups["all"] = frozenset().union(*groups.values())
        proposal = propose(str(release), answered={"s1": groups["all"]}, groups=groups)
        begun = time.process_time()
        _, audit = decide(proposal, audit=audit)
        spent[release] = 1000 * (time.process_time() - begun)
        if release in (10, 50, 100):
            print(f"{release:8} {len(groups['all']):8} {spent[release]:10.1f}")
    goals.append(
        ("the hundredth release, processor time", f"{spent[100]:.0f} ms", "under 2,000 ms", spent[100] < 2000)
    )
    return goals
