"""How long a consultation takes to reckon, how it grows, and beside the peer that can do it."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from bothways.opendoor import (
    Cast,
    Votes,
    bridging_of,
    consult,
    group_informed,
    groups_of,
    majority_of,
    map_of,
    typical_of,
    votes_of,
)
from bothways.opendoor.counting import counts_of
from bothways.opendoor.space import polis_matrix, space_of
from bothways.opendoor.threads import one_thread
from opendoor_parts.drawing import drawn

Goals = list[tuple[str, str, str, bool | None]]


def timed(work: Callable[[], Any], *, times: int) -> tuple[float, float, Any]:
    """Return the best wall and the best processor time in milliseconds, and what came."""
    wall, processor, came = [], [], None
    for _ in range(times):
        begun, used = time.perf_counter(), time.process_time()
        came = work()
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return min(wall) * 1e3, min(processor) * 1e3, came


def run(*, quick: bool) -> Goals:
    """Print the tables; return what has a goal."""
    goals: Goals = []
    times = 3 if quick else 10
    print("  people  statements   all (ms)   one vote more (ms: wall, processor)   bridging (ms)")
    grown = []
    consult(drawn(50, 10, 2, seed=0, sided=True)[0], samples=0)  # what is imported once is no time of a vote
    for people in (100, 1000, 3000, 10_000):
        votes, _ = drawn(people, 200, 3, seed=1, given=0.5, sided=True)
        whole, _, before = timed(lambda votes=votes: consult(votes, samples=0), times=max(times // 3, 1))
        wall, processor, _ = timed(
            lambda votes=votes, before=before: consult(
                votes.with_vote(Cast("p5", "7", 1.0)), samples=0, before=before
            ),
            times=times,
        )
        bridge, _, _ = timed(lambda votes=votes: bridging_of(votes), times=1)
        grown.append(processor)
        print(f"{people:8} {200:11} {whole:10.1f} {wall:12.1f} {processor:12.1f} {bridge:30.1f}")
        if people == 1000:
            goals.append(
                (
                    "one vote to updated result, 1,000 × 200, processor time",
                    f"{processor:.1f} ms",
                    "under 50 ms",
                    processor < 50,
                )
            )
    factor = grown[-1] / grown[1]
    goals.append(
        (
            "ten times the people take so many times as long",
            f"{factor:.1f}",
            "linear: 12 or less",
            factor <= 12,
        )
    )
    return goals + peer(times=max(times // 3, 1), quick=quick)


def alike(votes: Votes) -> None:
    """Reckon what the peer reckons: axes, places, groups, what is typical of them, consensus, majorities."""
    with one_thread():
        space = map_of(votes)
        groups = groups_of(votes, samples=0, space=space)
        counts = counts_of(votes.matrix, groups.labels)
        typical_of(counts, allowed=votes.shown)
        group_informed(counts)
        everybody = counts.everybody()
        for way in ("agree", "disagree"):
            majority_of(everybody, way=way, allowed=votes.shown)


def peer(*, times: int, quick: bool) -> Goals:
    """The same votes by red-dwarf: centre, places and consensus equal for its groups, and its time."""
    try:
        warnings.simplefilter("ignore")
        from reddwarf.implementations.polis import run_pipeline
        from reddwarf.utils.matrix import generate_raw_matrix
    except ImportError:
        print("\nred-dwarf is not installed here: no comparison")
        return []
    goals: Goals = []
    print("\n                           red-dwarf (ms)         this (ms)        times as fast")
    print(
        "  people  statements   reading  reckoning   reading  reckoning   reckoning  both   places, consensus differ"
    )
    sizes = ((100, 50), (300, 100), (1000, 200), (3000, 200), (10_000, 200))
    for people, statements in sizes[:3] if quick else sizes:
        votes, _ = drawn(people, statements, 3, seed=2, given=0.6, sided=True)
        rows = [
            {"participant_id": int(p), "statement_id": int(s), "vote": int(votes.matrix[p, s]), "modified": 0}
            for p, s in zip(*np.nonzero(~np.isnan(votes.matrix)), strict=True)
        ]

        def theirs(rows: list[dict[str, int]] = rows) -> Any:
            with contextlib.redirect_stdout(io.StringIO()), one_thread():
                return run_pipeline(votes=rows, random_state=1)

        # Processor time: on a machine that others use, time on the wall tells of them.
        _, slow, other = timed(theirs, times=times if people <= 1000 else 1)
        _, fast, _ = timed(lambda votes=votes: alike(votes), times=3 * times)
        # Its call begins with rows and makes a matrix of them; what is reckoned from the matrix is compared apart.
        _, its_matrix, _ = timed(lambda rows=rows: generate_raw_matrix(votes=rows), times=times)
        triples = [(row["participant_id"], row["statement_id"], row["vote"]) for row in rows]
        _, our_matrix, _ = timed(lambda triples=triples: votes_of(triples), times=times)
        slow -= its_matrix
        both = (slow + its_matrix) / (fast + our_matrix)
        mine = space_of(polis_matrix(votes))
        places = np.array([other.participant_projections[p] for p in range(people)])
        apart = float(np.max(np.abs(np.abs(places) - np.abs(mine.places))))
        # Their consensus is of their own groups: ours is reckoned for the same ones.
        clusters = other.participants_df["cluster_id"]
        labels = np.array(
            [
                int(clusters.get(p, -1)) if clusters.get(p, -1) == clusters.get(p, -1) else -1
                for p in range(people)
            ]
        )
        informed = group_informed(counts_of(votes.matrix, labels))
        told = other.statements_df.sort_index()
        column = next((name for name in told.columns if "consensus" in name and "disagree" not in name), "")
        differs = float(np.max(np.abs(told[column].to_numpy() - informed))) if column else float("nan")
        print(
            f"{people:8} {statements:11} {its_matrix:9.1f} {slow:10.1f} {our_matrix:9.1f} {fast:10.1f} {slow / fast:11.0f} "
            f"{both:5.1f} {apart:15.1e} {differs:9.1e}"
        )
        # From 500 people on, the peer's own solver is a drawn one, and good to some 1e-7.
        close = 1e-9 if people < 500 else 1e-6
        goals.append(
            (
                f"times faster than red-dwarf, {people} × {statements}, from the matrix on",
                f"{slow / fast:.0f}",
                "at least 20",
                slow / fast >= 20,
            )
        )
        goals.append((f"the same, from rows on, {people} × {statements}", f"{both:.1f}", "", None))
        goals.append(
            (
                f"places equal red-dwarf's, {people} × {statements}",
                f"{apart:.1e}",
                f"{close:.0e}",
                apart < close,
            )
        )
        goals.append(
            (
                f"consensus equals red-dwarf's, {people} × {statements}",
                f"{differs:.1e}",
                "1e-9",
                differs < 1e-9,
            )
        )
    return goals
