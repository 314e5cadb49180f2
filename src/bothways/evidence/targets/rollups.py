"""Whose target is the total of others' targets, and so must not be added to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

METHOD = "rollups/1"
SHARE_OF_SUM = 0.75
TIMES_LARGEST = 1.5


def mark_rollups(
    rows: Sequence[dict[str, Any]],
    *,
    people: Iterable[Mapping[str, Any]],
    answers: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Set `is_rollup` on rows of `tables.TARGETS`, in place; return plain notices of what was in doubt.

    A person's targets are a roll-up, as a whole and not month by month, when the person leads people
    who have targets, and over the days that both have targets for
    - the own ones come to at least 75 % of theirs (sums are usually planned above the manager's), or
    - the own ones come to at least 1.5 times the largest of theirs (no player has one and a half
      players' target; said in a notice).
    Who leads by role, without anybody known to report there, counts as a roll-up too, with a notice.
    Otherwise it is the manager's own target. `answers` {"rollup:<person_id>": "total" | "own"} decides.
    """
    decided = dict(answers or {})
    folk = {str(p["person_id"]): p for p in people if p.get("person_id") is not None}
    led: dict[str, list[str]] = defaultdict(list)
    for person in folk.values():
        boss = person.get("manager_id")
        if boss is not None and str(boss) != str(person["person_id"]):
            led[str(boss)].append(str(person["person_id"]))
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["scope"] == "rep":
            of[str(row["key"])].append(row)
    notices: list[str] = []
    for person_id, own in of.items():
        name = str(folk.get(person_id, {}).get("name") or person_id)
        reports = [r for r in led.get(person_id, ()) if r in of]
        is_manager = folk.get(person_id, {}).get("role") == "manager"
        answer = decided.get(f"rollup:{person_id}")
        if answer in {"total", "own"}:
            rollup, notice = answer == "total", ""
        elif reports:
            rollup, notice = _compare(name, own, [of[r] for r in reports])
        elif is_manager and not led.get(person_id) and len(of) > 1:
            rollup = True
            notice = (
                f"{name} leads, but nobody is known to report to {name}: the target counts as a total of "
                "others' and is not added to them."
            )
        else:
            rollup, notice = False, ""
        if notice:
            notices.append(f"{notice} The answer rollup:{person_id} = own or total changes it.")
        for row in own:
            row["is_rollup"] = rollup
    return tuple(notices)


def _compare(name: str, own: list[dict[str, Any]], reports: list[list[dict[str, Any]]]) -> tuple[bool, str]:
    """Compare a manager's targets with the reports', over the days that both cover."""
    spans = _merged([(int(row["first_day"]), int(row["last_day"])) for row in own])
    theirs = [_inside(rows, spans) for rows in reports]
    covered = _merged([(int(r["first_day"]), int(r["last_day"])) for rows in reports for r in rows])
    mine, total, largest = _inside(own, covered), sum(theirs), max(theirs)
    if not total or not mine:
        return False, ""
    if mine >= SHARE_OF_SUM * total:
        one = len(theirs) == 1
        return True, f"{name} leads one person with about the same target." if one else ""
    share = f"{100 * mine / total:.0f} %"
    if mine >= TIMES_LARGEST * largest:
        return True, (
            f"{name}'s target is {share} of the sum of the people led, and more than one of them could "
            "carry: it counts as a total of theirs and is not added."
        )
    return False, f"{name} leads people with targets; {name}'s own, {share} of their sum, is added to theirs."


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _inside(rows: list[dict[str, Any]], spans: list[tuple[int, int]]) -> float:
    """Sum the targets, each in proportion to its days inside the spans: months beside quarters compare."""
    total = 0.0
    for row in rows:
        first, last = int(row["first_day"]), int(row["last_day"])
        days = sum(max(0, min(last, b) - max(first, a) + 1) for a, b in spans)
        total += int(row["total_cents"]) * days / (last - first + 1)
    return total
