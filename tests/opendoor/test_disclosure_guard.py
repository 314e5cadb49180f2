"""The guard: who may be shown, what else is then withheld, and what a refusal says."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
from disclosure_cast import EXECUTIVES, STAFF, names, one, people
from hypothesis import given
from hypothesis import strategies as st

from bothways.opendoor.disclosure import (
    Audit,
    Cell,
    Part,
    Piece,
    Proposal,
    Rules,
    check_release,
    consensus,
    decide,
    propose,
)
from bothways.terms import Refusal


@pytest.mark.parametrize("wrong", [{"k": 2}, {"words_k": 2}, {"insiders": 5}, {"k": 5.0}, {"k": True}])
def test_rules_refuse_what_would_protect_nobody(wrong: dict):
    with pytest.raises(Refusal):
        Rules(**wrong)


def test_two_who_share_never_leave_a_single_third():
    assert Rules(k=3).least == 4
    assert Rules(k=3, insiders=1).least == 3
    assert Rules().least == 5


@pytest.mark.parametrize(("count", "shown"), [(0, False), (1, False), (4, False), (5, True), (40, True)])
def test_the_minimum_is_counted_in_people_who_answered(count: int, shown: bool):
    decision, _ = decide(Proposal("first", (one("all", people(count)),)), audit=Audit())
    assert bool(decision.shown) is shown


def test_words_need_ten():
    for count, shown in ((9, False), (10, True)):
        cell = Cell("why: north", (Part("why", "north", people(count)),), words=True)
        assert (Audit().after(cell) is not None) is shown


def test_words_shown_for_all_and_for_a_part_must_not_leave_a_few():
    whole = Cell("why: all", (Part("why", "all", people(25)),), words=True)
    part = Cell("why: north", (Part("why", "north", people(16)),), words=True)  # nine others
    assert Audit().after(whole).after(part) is None


def test_a_text_that_stands_in_two_places_is_not_of_few():
    """No sum gives the overlap away, but the texts do: who reads both lists sees which stand in both."""
    for both, shown in ((1, False), (9, False), (10, True)):
        left, right = (
            Cell(name, (Part("why", name, people(20, name) | people(both, "x")),), words=True)
            for name in ("a", "b")
        )
        after = Audit().after(left)
        assert after is not None
        assert (after.after(right) is not None) is shown


def test_a_total_and_a_side_never_leave_the_other_side():
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": STAFF | EXECUTIVES}
    decision, _ = decide(propose("first", answered={"s1": STAFF | EXECUTIVES}, groups=groups), audit=Audit())
    assert names(decision) == ["s1: staff"]
    assert decision.withheld == ("s1: executives", "s1: all")


def test_three_sums_together_can_isolate_where_no_two_do():
    a, b, c = people(8, "a"), people(8, "b"), people(2, "c")
    whole = Audit().after(one("all", a | b | c)).after(one("a", a))
    assert whole is not None
    assert whole.after(one("b", b)) is None


def test_an_overlap_of_few_is_shown_when_nothing_computes_it():
    left, right = people(20, "a") | {"x"}, people(20, "b") | {"x"}
    after = Audit().after(one("left", left)).after(one("right", right))
    assert after is not None
    assert after.after(one("both", left | right)) is None  # left + right - both is the one


def test_consensus_inverts_to_the_counts_of_both_sides_and_is_guarded_as_they_are():
    both = Cell("consensus", (Part("s1", "staff", STAFF), Part("s1", "executives", people(4, "e"))))
    assert Audit().after(both) is None
    exact = {}
    for agree, other in product(range(13), range(8)):
        exact.setdefault(Fraction(agree + 1, 14) * Fraction(other + 1, 9), []).append((agree, other))
    assert (
        sum(len(pairs) == 1 for pairs in exact.values()) > len(exact) / 2
    )  # the exact product tells both counts
    # science's vector: 8 of 10 and 9 of 12 give 0.535714, which is shown as a band made of the two groups' bands
    assert round(float(Fraction(9, 12) * Fraction(10, 14)), 6) == 0.535714
    ten, twelve = people(10, "t"), people(12, "u")
    gave = {*sorted(ten)[:8], *sorted(twelve)[:9]}
    assert str(consensus([[Piece(ten, (0, 6))], [Piece(twelve, (0, 4, 9))]], gave=gave)) == "40 to 90 %"


def test_a_perception_gap_needs_the_other_side_to_be_large_enough():
    for executives, shown in ((4, False), (5, True)):
        gap = Cell("gap", (Part("guess", "staff", STAFF), Part("s1", "executives", people(executives, "e"))))
        assert (Audit().after(gap) is not None) is shown


def test_a_refusal_says_the_same_whatever_the_number_was():
    said = set()
    for few in (0, 1, 2, 3, 4):  # nobody either: else a "no" would say that somebody answered
        groups = {"north": people(few, "n"), "south": people(8, "s"), "west": people(9, "w")}
        who = frozenset().union(*groups.values())
        decision, _ = decide(propose("first", answered={"s1": who}, groups=groups), audit=Audit())
        said.add(
            (
                decision.withheld,
                tuple((offer.kind, offer.groups, offer.sentence) for offer in decision.offers),
            )
        )
    assert len(said) == 1
    ((withheld, offers),) = said
    assert withheld == ("s1: north",)
    assert [kind for kind, _, _ in offers] == [
        "wait"
    ]  # merged with one that is shown, the difference would be the few


def test_two_small_groups_are_offered_as_one_and_that_is_safe():
    groups = {"north": people(3, "n"), "east": people(4, "e"), "south": people(8, "s")}
    who = frozenset().union(*groups.values())
    decision, after = decide(propose("first", answered={"s1": who}, groups=groups), audit=Audit())
    assert decision.offers[0].groups == ("east", "north")
    assert after.after(one("east + north", groups["north"] | groups["east"])) is not None


def test_the_wait_that_is_offered_is_enough_and_tells_no_count():
    decision, _ = decide(Proposal("first", (one("all", people(3)),)), audit=Audit())
    assert [(offer.kind, offer.people) for offer in decision.offers] == [("wait", 5)]
    assert Audit().after(one("all", people(3) | people(5, "new"))) is not None


def test_nothing_to_show_is_a_refusal_without_numbers_of_people():
    with pytest.raises(Refusal) as caught:
        check_release(Proposal("first", (one("all", people(3)),)), audit=Audit())
    assert "3" not in json.dumps(caught.value.as_dict()).replace("s1", "")


def test_trying_a_release_changes_nothing():
    audit = Audit().after(one("all", people(12)))
    before = dict(audit.items)
    decide(Proposal("second", (one("all", people(20)), one("part", people(6)))), audit=audit)
    assert dict(audit.items) == before


def test_two_cells_of_one_name_are_refused():
    with pytest.raises(Refusal, match="one name"):
        decide(Proposal("first", (one("all", people(6)), one("all", people(7)))), audit=Audit())


@given(st.data())
def test_the_decision_is_the_same_whatever_was_answered(data: st.DataObject):
    """From votes to what may be shown, with the answers exchanged among those who answered."""
    cast = sorted(people(data.draw(st.integers(5, 20))))
    votes = {person: data.draw(st.sampled_from([-1, 0, 1, None])) for person in cast}
    marked = [person for person, vote in votes.items() if vote is not None]
    order = data.draw(st.permutations([votes[person] for person in marked]))
    flipped = {**votes, **dict(zip(marked, order, strict=True))}
    groups = {"staff": cast[: len(cast) // 2], "executives": cast[len(cast) // 2 :], "all": cast}
    made = []
    for answers in (
        votes,
        flipped,
        {person: None if vote is None else -vote for person, vote in votes.items()},
    ):
        who = {person for person, vote in answers.items() if vote is not None}
        decision, _ = decide(propose("first", answered={"s1": who}, groups=groups), audit=Audit())
        made.append((names(decision), decision.withheld, decision.offers, decision.pieces))
    assert made[0] == made[1] == made[2]


@given(st.integers(6, 14), st.randoms(use_true_random=False))
def test_the_names_of_people_do_not_matter(count: int, chance):
    who = sorted(people(count))
    other = who[:]
    chance.shuffle(other)
    turned = dict(zip(who, other, strict=True))
    part = frozenset(who[: count // 2])
    one_way = decide(Proposal("a", (one("all", frozenset(who)), one("part", part))), audit=Audit())[0]
    another = Proposal("a", (one("all", frozenset(who)), one("part", frozenset(turned[p] for p in part))))
    assert names(one_way) == names(decide(another, audit=Audit())[0])
