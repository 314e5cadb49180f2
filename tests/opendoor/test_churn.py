"""The churn guard: the same people answer again between two releases, a few come, a few go; nobody is found."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from churn_attack import Sum, found_by_churn

from bothways.opendoor.disclosure import Audit, Part, decide, propose


def sum_of(part: Part) -> Sum:
    return frozenset((person, part.revisions.get(person, 0)) for person in part.people)


def churned(seed: int, histories: int) -> Counter[str]:
    """Two sides who stay the same people but for a few; each release, some of them answer again."""
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(histories):
        staff = [f"s{at:02d}" for at in range(chance.randint(8, 20))]
        executives = [f"e{at:02d}" for at in range(chance.randint(5, 9))]
        present = set(staff) | set(executives)
        groups = {"staff": set(staff), "executives": set(executives), "all": present}
        answered = set(chance.sample(sorted(present), chance.randint(len(present) // 2, len(present))))
        again: dict[str, int] = {}
        audit, published = Audit(), dict.fromkeys(list[Sum]())
        for release in range(chance.randint(2, 4)):
            proposal = propose(
                str(release), answered={"s1": answered}, groups=groups, revisions={"s1": dict(again)}
            )
            decision, audit = decide(proposal, audit=audit, look=False)
            shown = {cell.name for cell in decision.shown}
            for cell in proposal.cells:
                (part,) = cell.parts
                one = sum_of(part)
                if cell.name in shown:
                    published[one] = None
                    found["released again" if release else "released"] += 1
                elif len(part.people) < 5 or found_by_churn([*published, one], k=5):
                    found["withheld: unsafe"] += 1
                else:
                    found["withheld though safe"] += 1
            for person in chance.sample(
                sorted(answered), min(len(answered), chance.choice([0, 1, 2, 5, 6, 8, 40]))
            ):
                again[person] = again.get(person, 0) + 1
            rest = sorted(present - answered)
            answered = answered | set(chance.sample(rest, min(len(rest), chance.choice([0, 0, 1, 2, 5]))))
            if chance.random() < 0.2:
                answered = answered - set(
                    chance.sample(sorted(answered), min(len(answered), chance.choice([1, 2, 6])))
                )
        found["isolated"] += found_by_churn([*published], k=5) is not None
        found["histories"] += 1
    return found


@pytest.mark.parametrize("histories", [300, pytest.param(3_000, marks=pytest.mark.slow)])
def test_the_same_people_who_answer_again_are_not_found_whatever_is_guessed(histories: int):
    found = churned(31, histories)
    print(f"\n{dict(found)}")  # noqa: T201
    assert found["histories"] == histories
    assert found["isolated"] == 0
    assert found["withheld: unsafe"] > histories // 10
    assert found["released again"] > histories // 2


def test_the_attack_on_churn_sees_what_an_unguarded_release_gives_away():
    """It could not fail if it were blind: one who answers again, one who comes, four left under a guess."""
    cast = [f"p{at}" for at in range(12)]
    first = frozenset((person, 0) for person in cast)
    moved = frozenset((person, int(person == "p3")) for person in cast)
    found = found_by_churn([first, moved], k=5)
    assert found is not None
    assert found[1] == {"p3"}  # not what they said, but by how much it moved
    one_more = frozenset((person, 1) for person in cast) | {("new", 0)}
    assert found_by_churn([first, one_more], k=5) == ("the same", {"new"})
    eight = frozenset((person, int(at < 8)) for at, person in enumerate(cast))
    opposite = found_by_churn([first, eight], k=5)
    assert opposite is not None
    assert opposite == ("the opposite", set(cast[8:]))
    assert found_by_churn([first], k=5) is None


@pytest.mark.parametrize("again", [1, 2, 4])
def test_few_who_answer_again_make_no_new_release(again: int):
    cast = {f"p{at:02d}" for at in range(14)}
    groups = {"all": cast}
    _, after = decide(propose("first", answered={"s1": cast}, groups=groups), audit=Audit())
    revisions = {"s1": dict.fromkeys(sorted(cast)[:again], 1)}
    decision, _ = decide(
        propose("second", answered={"s1": cast}, groups=groups, revisions=revisions), audit=after
    )
    assert not decision.shown


def test_five_who_answer_again_make_one_if_as_many_stayed_with_theirs_as_a_group_needs():
    cast = {f"p{at:02d}" for at in range(14)}
    _, after = decide(propose("first", answered={"s1": cast}, groups={"all": cast}), audit=Audit())
    for again, shown in ((5, True), (9, True), (10, False), (14, True)):
        revisions = {"s1": dict.fromkeys(sorted(cast)[:again], 1)}
        decision, _ = decide(
            propose("second", answered={"s1": cast}, groups={"all": cast}, revisions=revisions), audit=after
        )
        # Ten again leave four: if all ten say the opposite, both sums together are twice those four.
        assert bool(decision.shown) is shown, again
