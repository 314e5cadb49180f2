"""Rounds of a consultation out of files: what each said, and nobody found out by all of them together."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from churn_attack import found_by_churn
from consultation_cast import DAY, EXAMPLE, write

from bothways.opendoor.balloting import released_of
from bothways.opendoor.gathered import Gathered, gather
from bothways.terms import Refusal, Side


def rounds_file(tmp_path: Path, *, second: int, moved: int) -> Gathered:
    """Fourteen of the staff and two on the record; then `second` of the staff answer anew, `moved` of them otherwise."""
    rows = [f"r{at:02d},s1,{'agree' if at < 12 else 'disagree'},{at}" for at in range(14)]
    rows += [f"e{at},s1,agree,{at}" for at in range(2)]
    rows += [f"r{at:02d},s1,{'disagree' if at < moved else 'agree'},{100 + at}" for at in range(second)]
    rows += [f"e{at},s1,agree,{100 + at}" for at in range(2)]
    votes = write(tmp_path / f"{second}-{moved}.csv", "person,statement,vote,when\n" + "\n".join(rows) + "\n")
    people = [f"r{at:02d},staff,no" for at in range(14)] + [f"e{at},executives,yes" for at in range(2)]
    return gather(
        votes, sides=write(tmp_path / "p.csv", "person,side,on-record\n" + "\n".join(people) + "\n")
    )


def test_a_round_is_what_was_answered_in_it_and_nothing_left_standing(tmp_path: Path):
    """One who changes their mind must not be the difference between two releases of the same fourteen."""
    for moved in (0, 1):
        found = rounds_file(tmp_path, second=1, moved=moved)
        first, second = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)
        staff = second.statement("s1").of(Side.STAFF)
        assert staff.agree is None or not staff.told
        assert first.statement("s1").of(Side.STAFF).told
    found = rounds_file(tmp_path, second=9, moved=1)
    assert found.at(since=50.0).tally.read == 11
    _, second = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)
    assert second.round == 2


def test_whether_anybody_moved_changes_nothing_in_what_is_decided(tmp_path: Path):
    shown = []
    for moved in (0, 1, 9):
        found = rounds_file(tmp_path, second=9, moved=moved)
        last = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)[-1]
        shown.append([cell.name for cell in last.sealed.cells])
    assert shown[0] == shown[1] == shown[2]


@pytest.mark.parametrize("seed", range(4))
def test_law_neither_the_order_of_rows_nor_who_is_called_what_changes_a_release(tmp_path: Path, seed: int):
    folder, chance = tmp_path, random.Random(seed)
    with (EXAMPLE / "votes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    reps = sorted({row[0] for row in rows if row[0].startswith("rep")})
    others = chance.sample([f"x{at}" for at in range(100, 200)], len(reps))
    names = dict(zip(reps, others, strict=True))
    chance.shuffle(rows)
    made: list[dict[str, object]] = []
    for called in ({}, names):
        with (folder / f"{len(called)}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *([called.get(row[0], row[0]), *row[1:]] for row in rows)])
        with (EXAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
            people = [[called.get(row[0], row[0]), *row[1:]] for row in csv.reader(file)]
        with (folder / f"p{len(called)}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(people)
        found = gather(
            folder / f"{len(called)}.csv",
            comments=EXAMPLE / "statements.csv",
            sides=folder / f"p{len(called)}.csv",
        )
        made.append(released_of(found, moments=[("now", None)], day=DAY)[-1].shown())
    plain = gather(EXAMPLE / "votes.csv", comments=EXAMPLE / "statements.csv", sides=EXAMPLE / "people.csv")
    assert made[0] == made[1] == released_of(plain, moments=[("now", None)], day=DAY)[-1].shown()


def test_law_swapping_the_sides_mirrors_a_release(tmp_path: Path):
    people = (EXAMPLE / "people.csv").read_text(encoding="utf-8").replace("staff", "x")
    swapped = write(tmp_path / "p.csv", people.replace("executives", "staff").replace(",x,", ",executives,"))
    made = [
        released_of(
            gather(EXAMPLE / "votes.csv", sides=sides, predictions=EXAMPLE / "predictions.csv"),
            moments=[("now", None)],
            day=DAY,
        )[-1]
        for sides in (EXAMPLE / "people.csv", swapped)
    ]
    for one, other in zip(made[0].statements, made[1].statements, strict=True):
        assert (one.id, one.verdict, one.everybody, one.informed) == (
            other.id, other.verdict, other.everybody, other.informed,
        )  # fmt: skip
        for side in Side:
            here, there = one.of(side), other.of(side.other)
            assert (here.agree, here.disagree, here.record, here.important, here.guess, here.holds) == (
                there.agree, there.disagree, there.record, there.important, there.guess, there.holds,
            )  # fmt: skip
        if one.verdict.value == "one-sided":
            assert one.whose is not None
            assert other.whose is one.whose.other


def test_rounds_out_of_files_isolate_nobody_whatever_is_guessed_of_answers_given_again(tmp_path: Path):
    """An attack on who stood behind everything that three rounds showed, by people and by their answers."""
    chance, released, refused = random.Random(17), 0, 0
    for history in range(40):
        staff = [f"r{at:02d}" for at in range(chance.randint(8, 22))]
        top = [f"e{at}" for at in range(chance.randint(2, 8))]
        record = {name for name in top if chance.random() < 0.4}
        rows = [
            f"{name},s1,{chance.choice(['agree', 'disagree'])},{100 * number + chance.randint(1, 90)}"
            for number in range(3)
            for name in staff + top
            if chance.random() < (0.85 if not number else chance.choice([0.1, 0.5, 0.95]))
        ]
        votes = write(tmp_path / f"v{history}.csv", "person,statement,vote,when\n" + "\n".join(rows) + "\n")
        lines = [f"{name},staff,no" for name in staff]
        lines += [f"{name},executives,{'yes' if name in record else 'no'}" for name in top]
        people = write(tmp_path / f"p{history}.csv", "person,side,on-record\n" + "\n".join(lines) + "\n")
        found = gather(votes, sides=people)
        try:
            made = released_of(found, moments=[("1", 100.0), ("2", 200.0), ("now", None)], day=DAY)
        except Refusal:
            refused += 1
            continue
        sums: list[frozenset[tuple[str, int]]] = []
        known: set[tuple[str, int]] = set()
        for release in made:
            parts = [part for cell in release.sealed.cells for part in cell.parts if part.item == "s1"]
            known |= {
                (name, part.revisions.get(name, 0))
                for part in parts
                if part.on_record
                for name in part.people
            }
            sums += [frozenset((name, part.revisions.get(name, 0)) for name in part.people) for part in parts]
        guarded = [left for one in sums if (left := one - known)]
        released += len(made)
        assert found_by_churn(list(dict.fromkeys(guarded)), k=5) is None, history
    assert released > 40
    assert 0 < refused < 30
