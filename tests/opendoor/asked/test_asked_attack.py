"""Random consultations, released; and an attack on the finished JSON, which parses every band back into numbers.

The attacker reads what everybody reads, knows who answered what and on which side, and the answers of two people who
took part. It shares no code with the guard.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bothways.opendoor.asked import Ballot, Release, may_release
from opendoor.asked.asked_cast import EXECUTIVES, STAFF, asked, random_round, released
from opendoor.disclosure_attack import people_found, settled, single_others

OPTIONS = {"agree": 1, "disagree": -1, "passed": 0}
Answer = tuple[str, int]
Sum = frozenset[Answer]


def record_of(shown: dict[str, Any], part: str, statement: str) -> dict[str, Any]:
    """Who stands with what on the record, by the name that all can read."""
    if part == "important":
        return {
            one["name"]: statement in one["important"] for one in shown["record"] if statement in one["votes"]
        }
    return {one["name"]: one[part][statement] for one in shown["record"] if statement in one[part]}


def counts_in(band: list[int], of: int) -> tuple[int, int]:
    """Return the lowest and the highest count that a band of shares can mean, of so many."""
    low = math.ceil(band[0] * of / 100 - 1e-9)
    return low, math.floor(band[1] * of / 100 + 1e-9)


def published(
    shown: dict[str, Any], ballots: list[Ballot]
) -> Iterator[tuple[str, str, set[str], dict[str, tuple[int, int]]]]:
    """Yield every sum that the JSON tells of people who are not on the record: item, group, who, bands by answer."""
    for one in shown["statements"]:
        name = one["id"]
        votes = record_of(shown, "votes", name)
        voters = {
            side: {b.token for b in ballots if b.side is side and name in b.votes}
            for side in (STAFF, EXECUTIVES)
        }
        for told in one["sides"]:
            side = STAFF if told["side"] == "staff" else EXECUTIVES
            if not told["guarded"]:
                continue
            hidden = voters[side] - set(votes)
            bands = {}
            for option, value in OPTIONS.items():
                known = sum(votes[p] == value for p in votes if p in voters[side])
                low, high = counts_in(told[option], len(voters[side]))
                bands[option] = (max(0, low - known), min(len(hidden), high - known))
            yield name, told["side"], hidden, bands
            if told["important"] is not None:
                marks = record_of(shown, "important", name)
                known = sum(marks[p] for p in marks if p in voters[side])
                low, high = counts_in(told["important"], len(voters[side]))
                yield (
                    f"!{name}",
                    told["side"],
                    hidden,
                    {"marked": (max(0, low - known), min(len(hidden), high - known))},
                )
            yield from guessed(shown, ballots, one, told, side)
        if one["everybody"] is not None:
            everybody = voters[STAFF] | voters[EXECUTIVES]
            hidden = everybody - set(votes)
            if hidden:
                known = sum(value == 1 for value in votes.values())
                low, high = counts_in(one["everybody"], len(everybody))
                yield (
                    name,
                    "everybody",
                    hidden,
                    {"agree": (max(0, low - known), min(len(hidden), high - known))},
                )


def guessed(
    shown, ballots, one, told, side
) -> Iterator[tuple[str, str, set[str], dict[str, tuple[int, int]]]]:
    """Yield the sum of guesses, where more than those of the record are in it."""
    if told["guess"] is None:
        return
    name = one["id"]
    who = {b.token for b in ballots if b.side is side and name in b.predictions}
    record = {p: share for p, share in record_of(shown, "predictions", name).items() if p in who}
    if record:
        mean = sum(record.values()) / len(record) / 5
        if told["guess"] == [math.floor(mean + 1e-9) * 5, math.ceil(mean - 1e-9) * 5]:
            return  # the record alone
    yield f"?{name}", told["side"], who - set(record), {}


def history(
    chance: random.Random, *, rounds: int, most: int
) -> Iterator[tuple[dict[str, Any], list[Ballot]]]:
    """Yield the JSON and the ballots of each round that was released; in half of the rounds the same people answer again."""
    staff, executives = chance.randint(3, most), chance.choice([2, 2, 3, 5, 6, 8, 12])
    people = everybody_of(staff, executives)
    earlier: list[Release] = []
    answered: dict[str, Any] = {}
    for number in range(1, rounds + 1):
        question = asked(chance.randint(1, 3), staff=staff, executives=executives, number=number)
        ballots = random_round(chance, question, people)
        if answered and chance.random() < 0.5:
            came = {one.token: one for one in ballots}
            again = random_round(chance, question, answered) + random_round(chance, question, answered)
            spare = {one.token: one for one in again}
            ballots = [came.get(name) or spare[name] for name in answered if name in came or name in spare]
        answered = {one.token: one.side for one in ballots}
        if not may_release(question, ballots, earlier=earlier).allowed:
            continue
        made = released(question, ballots, *earlier)
        earlier.append(made)
        yield json.loads(json.dumps(made.shown())), ballots


def everybody_of(staff: int, executives: int) -> dict[str, Any]:
    names = {f"t{at:02}": STAFF for at in range(staff)}
    return names | {f"x{at:02}": EXECUTIVES for at in range(executives)}


def attacked(seed: int, count: int, *, rounds: int, most: int) -> Counter[str]:
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(count):
        found["histories"] += 1
        # Answers of two rounds are strangers, or the same: an attacker may take them for either.
        fresh: dict[str, set[Sum]] = {}
        alike: dict[str, set[Sum]] = {}
        known: dict[str, set[Answer]] = {}
        for number, (shown, ballots) in enumerate(history(chance, rounds=rounds, most=most)):
            found["releases"] += 1
            for one in shown["record"]:
                for mark, part in (("", "votes"), ("!", "votes"), ("?", "predictions")):
                    for name in one[part]:
                        known.setdefault(f"{mark}{name}", set()).add((one["name"], 0))
            for item, group, who, bands in published(shown, ballots):
                found["sums"] += 1
                found["with a direction"] += any(high - low < len(who) for low, high in bands.values())
                found["of a side"] += group != "everybody"
                fresh.setdefault(item, set()).add(frozenset((person, number) for person in who))
                alike.setdefault(item, set()).add(frozenset((person, 0) for person in who))
        for item, sums in fresh.items():
            found["isolated"] += people_found([*sums], k=5) is not None
            same = [left for one in alike[item] if (left := one - known.get(item, set()))]
            found["isolated by a guess"] += people_found(same, k=5) is not None
            cast = sorted({person for one in same for person, _ in one})
            if len(cast) > 2:
                found["computed by two"] += bool(single_others(same, chance.sample(cast, 2)))
    return found


@pytest.mark.parametrize(("rounds", "most", "count"), [(1, 26, 150), (3, 22, 80)])
def test_nothing_in_the_json_isolates_fewer_than_five(rounds: int, most: int, count: int):
    found = attacked(20261, count, rounds=rounds, most=most)
    print(f"\n{dict(found)}")  # noqa: T201
    assert found["isolated"] == found["isolated by a guess"] == 0
    assert found["computed by two"] == 0
    assert found["releases"] > count / 2
    assert found["with a direction"] > count  # a guard that shows nothing would pass all else


def test_the_attack_finds_what_an_unguarded_total_gives_away():
    """The tests above could not fail if the attack were blind."""
    staff = frozenset((f"t{at}", 0) for at in range(12))
    assert people_found([staff, staff | {("x0", 0), ("x1", 0)}], k=5) == {"x0", "x1"}


def test_bands_parsed_back_settle_nobodys_answer_for_two_who_share():
    chance, tried = random.Random(7), 0
    for _ in range(60):
        for shown, ballots in history(chance, rounds=1, most=24):
            told = [(item, who, bands) for item, _group, who, bands in published(shown, ballots) if bands]
            for item in {item for item, _who, _bands in told}:
                for option in {option for one, _who, bands in told if one == item for option in bands}:
                    rows = [
                        (frozenset((p, 0) for p in who), bands[option])
                        for one, who, bands in told
                        if one == item and option in bands
                    ]
                    answers = answers_of(ballots, item, option)
                    everybody = sorted(frozenset().union(*(one for one, _ in rows)))
                    mean = np.mean([answers[one] for one in everybody])
                    few = [one for one in everybody if answers[one] != round(float(mean))]
                    insiders = (few + everybody)[:2]
                    assert (
                        settled([one for one, _ in rows], [band for _, band in rows], answers, insiders) == []
                    )
                    tried += 1
    assert tried > 200


def test_agree_disagree_and_pass_together_settle_nobodys_answer_for_two_who_share():
    """One integer programme over the three at once, for both sides and the total."""
    chance, tried = random.Random(17), 0
    for _ in range(40):
        for shown, ballots in history(chance, rounds=1, most=20):
            told = [(item, who, bands) for item, _group, who, bands in published(shown, ballots) if bands]
            for name in {item for item, _who, _bands in told if item[0] == "s"}:
                rows = [(who, bands) for item, who, bands in told if item == name]
                truth = {one.token: one.votes[name] for one in ballots if name in one.votes}
                everybody = sorted(set().union(*(who for who, _ in rows)))
                votes = [truth[person] for person in everybody]
                common = max(set(votes), key=votes.count)
                insiders = ([person for person in everybody if truth[person] != common] + everybody)[:2]
                assert settled_together(rows, truth, insiders) == []
                tried += 1
    assert tried > 40


def settled_together(rows, truth: dict[str, int], insiders: list[str]) -> list[str]:
    """People outside the coalition of whom it is sure that they gave an answer, or that none of their kind did."""
    kinds: dict[tuple[bool, ...], list[str]] = {}
    for person in sorted(set().union(*(who for who, _ in rows)) - set(insiders)):
        kinds.setdefault(tuple(person in who for who, _ in rows), []).append(person)
    many, options = len(kinds), list(OPTIONS.values())
    table, low, high = [], [], []
    for at, people in enumerate(kinds.values()):  # each answered one of the three
        table.append([float(kind == at) for kind in range(many) for _ in options])
        low.append(len(people))
        high.append(len(people))
    for at, (who, bands) in enumerate(rows):
        for option, (least, most) in bands.items():
            own = sum(truth[person] == OPTIONS[option] for person in insiders if person in who)
            table.append([float(key[at] and value == OPTIONS[option]) for key in kinds for value in options])
            low.append(least - own)
            high.append(most - own)
    found = []
    inside = LinearConstraint(np.array(table), low, high)
    for at, people in enumerate(kinds.values()):
        for place in range(len(options)):
            aim = np.zeros(3 * many)
            aim[3 * at + place] = 1
            bounds = Bounds(0, max(len(one) for one in kinds.values()))
            least = milp(aim, constraints=inside, bounds=bounds, integrality=np.ones(3 * many))
            most = milp(-aim, constraints=inside, bounds=bounds, integrality=np.ones(3 * many))
            assert least.success
            assert most.success
            if round(least.fun) == len(people) or not round(-most.fun):
                found += people
    return found


def test_a_band_of_guesses_leaves_every_guess_open_for_two_who_share():
    """A mean is cut as a count is, in whole people: whatever two of them guessed, a third may have guessed 0 or 100."""
    chance, tried = random.Random(23), 0
    for _ in range(80):
        for shown, ballots in history(chance, rounds=1, most=24):
            for item, group, who, _bands in published(shown, ballots):
                if item[0] != "?":
                    continue
                name = item[1:]
                (one,) = (one for one in shown["statements"] if one["id"] == name)
                band = next(told["guess"] for told in one["sides"] if told["side"] == group)
                said = {
                    b.token: b.predictions[name]
                    for b in ballots
                    if name in b.predictions and str(b.side) == group
                }
                known = sum(share for person, share in said.items() if person not in who)
                guesses = sorted(said[person] for person in who)
                others = len(guesses) - 3  # beside the two who share, and the one they are after
                for two in (guesses[:2], guesses[-2:]):
                    least = band[0] * len(said) - known - sum(two) - 100 * others
                    most = band[1] * len(said) - known - sum(two)
                    assert least <= 0
                    assert most >= 100
                    tried += 1
    assert tried > 100


def answers_of(ballots: list[Ballot], item: str, option: str) -> dict[Answer, int]:
    """The truth that the attacker is after."""
    name = item.lstrip("!?")
    if option == "marked":
        return {(one.token, 0): int(name in one.important) for one in ballots if name in one.votes}
    return {(one.token, 0): int(one.votes[name] == OPTIONS[option]) for one in ballots if name in one.votes}


def bands_only(shown: dict[str, Any]) -> list[Any]:
    """The bands of a JSON and the record: nothing else that answers went into."""
    keys = ("people", "guarded", "record", "agree", "disagree", "passed", "important", "guess")
    sides = [[told[key] for key in keys] for one in shown["statements"] for told in one["sides"]]
    return [sides, [one["everybody"] for one in shown["statements"]], shown["record"]]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_all_of_a_release_is_made_of_its_bands_and_its_record_alone(seed: int):
    """Answers that show the same bands show the same verdicts, gaps, orders, sentences and maps: to the last byte."""
    chance = random.Random(seed)
    staff, executives = chance.randint(7, 20), chance.choice([2, 7, 9])
    question = asked(3, staff=staff, executives=executives)
    people = {f"t{at:02}": STAFF for at in range(staff)} | {
        f"x{at:02}": EXECUTIVES for at in range(executives)
    }
    ballots = random_round(chance, question, people)
    if not may_release(question, ballots).allowed:
        return
    shown = released(question, ballots).shown()
    for _ in range(12):
        at = chance.randrange(len(ballots))
        other = changed_somewhere(chance, ballots[at])
        again = released(question, [*ballots[:at], other, *ballots[at + 1 :]]).shown()
        if bands_only(again) == bands_only(shown):
            assert again == shown


def changed_somewhere(chance: random.Random, one: Ballot) -> Ballot:
    """The same ballot with some answers exchanged: what was answered at all stays."""
    votes = {
        name: chance.choice([1, 0, -1]) if chance.random() < 0.4 else vote for name, vote in one.votes.items()
    }
    guesses = {name: min(100, share + 3) for name, share in one.predictions.items()}
    marks = frozenset(name for name in one.votes if chance.random() < 0.5)
    return replace(one, votes=votes, predictions=guesses, important=marks)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_is_shown_and_whether_is_decided_without_an_answer(seed: int):
    chance = random.Random(seed)
    staff, executives = chance.randint(3, 16), chance.choice([2, 4, 5, 8])
    question = asked(2, staff=staff, executives=executives)
    people = {f"t{at:02}": STAFF for at in range(staff)} | {
        f"x{at:02}": EXECUTIVES for at in range(executives)
    }
    ballots = random_round(chance, question, people)
    others = [changed_somewhere(chance, one) for one in ballots]
    assert may_release(question, ballots) == may_release(question, others)
    if may_release(question, ballots).allowed:
        one, other = (released(question, chosen) for chosen in (ballots, others))
        assert one.sealed == other.sealed
        assert holes(one.shown()) == holes(other.shown())


def holes(shown: dict[str, Any]) -> list[Any]:
    """Which numbers are there at all."""
    keys = ("agree", "disagree", "passed", "important", "guess", "whole")
    return [
        [told["people"], told["guarded"], sum(told["record"]), *(told[key] is None for key in keys)]
        for one in shown["statements"]
        for told in one["sides"]
    ] + [one["everybody"] is None for one in shown["statements"]]
