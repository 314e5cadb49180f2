"""Ten thousand random histories of releases, and the attack on all that was shown in each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from disclosure_attack import Answer, Sum, people_found, settled, single_others
from scipy.optimize import linprog

from bothways.opendoor.disclosure import Audit, Decision, Part, Piece, Proposal, decide, propose


def history(
    chance: random.Random, *, most: int, cuts: int, leaving: bool = False, record: bool = False
) -> Iterator[Proposal]:
    """Two sides, perhaps other groups that cross them, some answers more in each release, some given again.

    leaving: some drop out between releases, and may come back. record: some executives are on the record, each time anew.
    """
    cast = [f"p{at:02d}" for at in range(chance.randint(8, most))]
    executives = set(chance.sample(cast, chance.randint(2, min(8, len(cast) - 3))))
    groups = {"staff": set(cast) - executives, "executives": executives}
    for name in ("region", "tenure")[: chance.randint(0, cuts)]:
        many = chance.randint(2, 4)
        where = {person: chance.randrange(many) for person in cast}
        groups |= {f"{name}{at}": {person for person in cast if where[person] == at} for at in range(many)}
    if chance.random() < 0.2:
        groups["odd"] = set(chance.sample(cast, chance.randint(3, len(cast))))
    groups["all"] = set(cast)
    if chance.random() < 0.3:
        groups = dict(sorted(groups.items(), key=lambda _: chance.random()))
    answered: set[str] = set()
    again: dict[str, int] = {}
    for release in range(chance.randint(1, 4)):
        if leaving and answered:
            gone = chance.sample(sorted(answered), min(len(answered), chance.choice([0, 1, 1, 2, 6])))
            answered -= set(gone)
        open_to_all = {one for one in sorted(executives) if record and chance.random() < 0.4}
        rest = sorted(set(cast) - answered)
        more = chance.randint(0, len(cast)) if not release else chance.choice([0, 1, 2, 5, 6, 8, 12])
        answered |= set(chance.sample(rest, min(len(rest), more)))
        if answered and chance.random() < 0.15:
            for person in chance.sample(sorted(answered), min(len(answered), chance.choice([1, 2, 6]))):
                again[person] = again.get(person, 0) + 1
        consensus = ("staff", "executives") if chance.random() < 0.5 else ()
        yield propose(
            str(release),
            answered={"s1": answered},
            groups=groups,
            consensus=consensus,
            revisions={"s1": again},
            on_record=open_to_all,
        )


def sum_of(part: Part, people: frozenset[str] | None = None) -> Sum:
    return frozenset((person, part.revisions.get(person, 0)) for person in people or part.people)


def bands_shown(decisions: list[Decision]) -> dict[Sum, tuple[int, ...]]:
    """Every group of which more than one band may be shown, with the lowest counts of its bands."""
    found = {}
    for decision in decisions:
        for cell in decision.shown:
            for part, pieces in zip(cell.parts, decision.pieces[cell.name], strict=True):
                found |= {sum_of(part, piece.people): piece.edges for piece in pieces if len(piece.edges) > 1}
    return found


def attacked(seed: int, count: int, **shape: int | bool) -> Counter[str]:
    """Decide on every cell of `count` histories and attack both what was shown and what was withheld."""
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(count):
        audit, published, known = Audit(), dict.fromkeys(()), set[Answer]()
        for proposal in history(chance, **shape):
            decision, audit = decide(proposal, audit=audit, look=False)
            shown = {cell.name for cell in decision.shown}
            for cell in decision.shown:
                known |= {one for part in cell.parts if part.on_record for one in sum_of(part)}
            for cell in proposal.cells:
                if any(part.on_record for part in cell.parts):
                    found["on the record"] += cell.name in shown
                    continue
                sums = dict.fromkeys(left for part in cell.parts if (left := sum_of(part) - known))
                empty = any(not part.people for part in cell.parts)  # shown, it would tell none from few
                if cell.name in shown:
                    assert not empty
                    found["released"] += 1
                    published |= sums
                    for part, pieces in zip(cell.parts, decision.pieces[cell.name], strict=True):
                        if len(sum_of(part) - known) >= 7:
                            found["with a direction"] += any(len(piece.edges) > 1 for piece in pieces)
                            found["of seven or more"] += 1
                elif empty or any(len(one) < 5 for one in sums) or people_found([*(published | sums)], k=5):
                    found["withheld: unsafe"] += 1
                else:
                    found["withheld though safe"] += 1
        found["isolated"] += bool(published) and people_found([*published], k=5) is not None
        found["histories"] += 1
    return found


def test_ten_thousand_histories_isolate_nobody_and_hold_little_back():
    found = attacked(20260, 10_000, most=24, cuts=1)
    safe = found["released"] + found["withheld though safe"]
    share = found["released"] / safe
    print(f"\n{dict(found)}: {100 * share:.1f} % of {safe} safe cells are released")  # noqa: T201
    assert found["histories"] == 10_000
    assert found["isolated"] == 0
    assert found["withheld: unsafe"] > 1_000  # there was something to find
    assert share >= 0.9


def test_nobody_is_found_who_drops_out_or_comes_back_or_is_on_the_record_for_a_while():
    found = attacked(13, 2_000, most=30, cuts=1, leaving=True, record=True)
    print(f"\n{dict(found)}")  # noqa: T201
    assert found["isolated"] == 0
    assert found["withheld: unsafe"] > 500
    assert found["on the record"] > 200
    assert found["released"] >= 0.9 * (found["released"] + found["withheld though safe"])


@pytest.mark.slow
def test_histories_with_many_groups_that_cross_isolate_nobody():
    found = attacked(7, 4_000, most=40, cuts=2)
    share = found["released"] / (found["released"] + found["withheld though safe"])
    print(f"\n{dict(found)}: {100 * share:.1f} %")  # noqa: T201
    assert found["isolated"] == 0
    assert share >= 0.9


def test_no_member_and_no_two_who_share_compute_the_answer_of_a_third():
    chance, tried = random.Random(3), 0
    for _ in range(150):
        audit, published = Audit(), set[Sum]()
        for proposal in history(chance, most=16, cuts=1):
            if any(part.revisions for cell in proposal.cells for part in cell.parts):
                break
            decision, audit = decide(proposal, audit=audit, look=False)
            published |= {sum_of(part) for cell in decision.shown for part in cell.parts if part.people}
        cast = sorted({person for one in published for person, _ in one})
        for pair in chance.sample(list(combinations(cast, 2)), min(6, len(cast) // 2)):
            tried += 1
            assert single_others([*published], pair) == []
    assert tried > 300


def test_the_attack_finds_what_an_unguarded_release_gives_away():
    """The tests above could not fail if the attack were blind."""
    cast = [f"p{at}" for at in range(8)]
    whole, but_one = frozenset((p, 0) for p in cast), frozenset((p, 0) for p in cast[1:])
    assert people_found([whole, but_one], k=5) == {"p0"}
    assert single_others([whole, but_one], ["p1"]) == ["p0"]
    four = frozenset((p, 0) for p in cast[:4])
    assert single_others([four], ["p0", "p1"]) == []
    assert single_others([frozenset((p, 0) for p in cast[:3])], ["p0", "p1"]) == ["p2"]
    answers = dict.fromkeys(whole, 1)
    assert len(settled([whole], [(8, 8)], answers, [])) == 8
    assert settled([whole], [(5, 8)], answers, []) == []
    minority = {**answers, ("p0", 0): 0, ("p1", 0): 0}
    assert (
        len(settled([whole], [(6, 8)], minority, [("p0", 0), ("p1", 0)])) == 6
    )  # why a band ends three lower


def test_bands_settle_no_answer_for_two_who_share():
    """Answers as one-sided as can be, and the two insiders in the minority: integer programmes over every band shown."""
    chance, tried = random.Random(11), 0
    for _ in range(60):
        audit, decisions = Audit(), []
        for proposal in history(chance, most=40, cuts=1):
            decision, audit = decide(proposal, audit=audit, look=False)
            decisions.append(decision)
        told = bands_shown(decisions)
        if not told:
            continue
        everybody = sorted(frozenset().union(*told))
        for _ in range(2):
            answers = one_sided(chance, [*told], everybody)
            bands = []
            for group, edges in told.items():
                agree = sum(answers[one] for one in group)
                low = max(edge for edge in edges if edge <= agree)
                bands.append((low, min((edge - 1 for edge in edges if edge > agree), default=len(group))))
            few = [one for one in everybody if 2 * answers[one] != round(2 * np.mean([*answers.values()]))]
            insiders = (few + everybody)[:2]
            assert settled([*told], bands, answers, insiders) == []
            tried += 1
    assert tried > 60


def one_sided(chance: random.Random, groups: list[Sum], everybody: list[Answer]) -> dict[Answer, int]:
    """Answers that are nearly all alike among people who are always counted together."""
    leaning = {}
    for one in everybody:
        leaning.setdefault(tuple(one in group for group in groups), chance.choice([0, 0.05, 0.95, 1]))
    return {one: int(chance.random() < leaning[tuple(one in group for group in groups)]) for one in everybody}


def worst_corner(told: dict[Sum, tuple[int, ...]], chance: random.Random, most: int) -> str | None:
    """Look through bands that could be shown together for one that settles people but two; linear programmes."""
    groups = [*told]
    bundles: dict[tuple[bool, ...], int] = {}
    for one in frozenset().union(*groups):
        key = tuple(one in group for group in groups)
        bundles[key] = bundles.get(key, 0) + 1
    matrix, sizes = np.array([*bundles], dtype=float).T, np.array([*bundles.values()], dtype=float)
    cuts = [[*zip(e, [*(x - 1 for x in e[1:]), len(g)], strict=True)] for g, e in told.items()]
    combos = (
        [*product(*cuts)]
        if np.prod([len(cut) for cut in cuts]) <= most
        else [tuple(chance.choice(cut) for cut in cuts) for _ in range(most)]
    )
    for bands in combos:
        low, high = np.array(bands, dtype=float).T
        for at in range(len(sizes)):
            for sign in (1, -1):
                aim = np.eye(len(sizes))[at] * sign
                limits = np.column_stack([0 * sizes, sizes])
                done = linprog(
                    aim, A_ub=np.vstack([matrix, -matrix]), b_ub=np.concatenate([high, -low]), bounds=limits
                )
                if done.status == 2:
                    break  # no answers show these bands together
                reached = np.ceil(done.x[at] - 1e-7) if sign == 1 else np.floor(done.x[at] + 1e-7)
                if (sign == 1 and reached >= sizes[at] - 2) or (sign == -1 and reached <= 2):
                    return f"{sizes[at]:.0f} people of {[len(group) for group in groups]} at {bands}"
    return None


@pytest.mark.parametrize("histories", [12, pytest.param(250, marks=pytest.mark.slow)])
def test_no_bands_that_could_be_shown_together_meet_in_a_corner(histories: int):
    """Not only for answers that were drawn: for all bands, and two insiders among the very people looked at."""
    chance, looked = random.Random(5), 0
    while looked < histories:
        audit, decisions = Audit(), []
        for proposal in history(chance, most=40, cuts=2):
            decision, audit = decide(proposal, audit=audit, look=False)
            decisions.append(decision)
        told = bands_shown(decisions)
        if len(told) > 1:
            looked += 1
            assert worst_corner(told, chance, 60) is None


def test_a_piece_is_only_what_was_counted():
    decision, _ = decide(next(history(random.Random(2), most=24, cuts=1)), audit=Audit())
    for cell in decision.shown:
        for part, pieces in zip(cell.parts, decision.pieces[cell.name], strict=True):
            assert all(isinstance(piece, Piece) for piece in pieces)
            assert sum(len(piece.people) for piece in pieces) == len(part.people)
            assert frozenset().union(*(piece.people for piece in pieces)) == part.people
