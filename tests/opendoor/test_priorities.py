"""Agreed priorities: both sides rank blind; overlap, distance, and what a small side does not give away."""

from __future__ import annotations

import itertools
import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.overlap import kendall_tau_b, places_of, rank_biased_overlap, weight_of_top
from bothways.opendoor.ranked import (
    Agreed,
    SideOrder,
    agreed_on,
    check_ranking,
    compare_sides,
    side_order,
    standing,
)
from bothways.terms import Refusal, Side

DAY = date(2026, 9, 7)
ITEMS = ["price", "quotes", "leads", "training", "tools", "travel", "quota", "demo", "hiring"]
REPS = {f"rep {n}": ITEMS[n % 3 : n % 3 + 5] for n in range(6)}
BOTH = {"cro": ["price", "quota", "leads"], "cfo": ["quota", "price"]}


def code_of(call, *args, **more) -> str:
    with pytest.raises(Refusal) as no:
        call(*args, **more)
    assert no.value.hint or no.value.code in {"wrong-side", "no-share"}
    return no.value.code


def flat(*items: str) -> tuple[tuple[str, ...], ...]:
    return tuple((item,) for item in items)


orders = st.lists(st.sampled_from("abcdefghi"), min_size=1, max_size=7, unique=True)


@st.composite
def level_orders(draw: st.DrawFn):
    items, made = draw(orders), []
    while items:
        size = draw(st.integers(1, len(items)))
        made.append(tuple(items[:size]))
        items = items[size:]
    return tuple(made)


# Overlap and distance.


def test_a_case_worked_by_hand():
    # docs/method/opendoor-priorities.md: in common at depth 1, 2, 3: 0, 2, 2.
    staff, executives = flat("a", "b", "c"), flat("b", "a", "d")
    by_hand = 0.2 / 0.8 * (0 + 2 / 2 * 0.8**2 + 2 / 3 * 0.8**3) + 2 / 3 * 0.8**3
    assert rank_biased_overlap(staff, other=executives) == pytest.approx(by_hand, abs=1e-12)
    assert by_hand == pytest.approx(0.5867, abs=5e-5)
    assert kendall_tau_b(staff, other=executives) == pytest.approx((4 - 2) / 6)


def test_lists_of_unlike_length_worked_by_hand():
    # a b | b a c d: in common 0, 2, 2, 2; below the short list it is taken to go on at 2 of 2.
    by_hand = 0.25 * (1 * 0.64 + 2 / 3 * 0.512 + 2 / 4 * 0.4096 + 2 / 6 * 0.512 + 4 / 8 * 0.4096) + 1 * 0.4096
    assert rank_biased_overlap(flat("a", "b"), other=flat("b", "a", "c", "d")) == pytest.approx(
        by_hand, abs=1e-12
    )


@given(orders)
def test_the_same_order_is_one_and_nothing_in_common_is_nought(items: list[str]):
    same = flat(*items)
    assert rank_biased_overlap(same, other=same) == pytest.approx(1)
    assert rank_biased_overlap(same, other=flat(*(item.upper() for item in items))) == 0
    if len(items) > 1:
        assert kendall_tau_b(same, other=same) == pytest.approx(1)
        assert kendall_tau_b(same, other=same[::-1]) == pytest.approx(-1)


@settings(max_examples=300, deadline=None)
@given(level_orders(), level_orders(), st.floats(0.05, 0.95))
def test_both_are_the_same_from_either_side_and_keep_their_bounds(one, two, p):
    here, there = rank_biased_overlap(one, other=two, p=p), rank_biased_overlap(two, other=one, p=p)
    assert here == pytest.approx(there, abs=1e-9)
    assert 0 <= here <= 1
    tau = kendall_tau_b(one, other=two)
    assert tau == kendall_tau_b(two, other=one)
    assert tau is None or -1 - 1e-9 <= tau <= 1 + 1e-9


@settings(max_examples=60, deadline=None)
@given(level_orders().filter(lambda o: math.prod(math.factorial(len(g)) for g in o) <= 24), level_orders())
def test_level_items_are_the_mean_over_all_ways_of_breaking_ties(one, two):
    if math.prod(math.factorial(len(group)) for group in two) > 24:
        return

    def broken(order):
        for parts in itertools.product(*(itertools.permutations(group) for group in order)):
            yield flat(*itertools.chain(*parts))

    every = [rank_biased_overlap(a, other=b) for a in broken(one) for b in broken(two)]
    assert rank_biased_overlap(one, other=two) == pytest.approx(sum(every) / len(every), abs=1e-9)


@settings(max_examples=300, deadline=None)
@given(level_orders(), level_orders())
def test_tau_is_what_scipy_finds(one, two):
    here, there = places_of(one), places_of(two)
    items = sorted(here.keys() | there.keys())
    ours = kendall_tau_b(one, other=two)
    if ours is None:
        assert len({here.get(i, 99) for i in items}) == 1 or len({there.get(i, 99) for i in items}) == 1
    else:
        theirs = kendalltau([here.get(i, 99) for i in items], [there.get(i, 99) for i in items]).statistic
        assert ours == pytest.approx(theirs, abs=1e-12)


@given(orders.filter(lambda items: len(items) >= 4))
def test_a_swap_at_the_top_weighs_more_than_one_at_the_end(items: list[str]):
    top = [items[1], items[0], *items[2:]]
    end = [*items[:-2], items[-1], items[-2]]
    same = flat(*items)
    assert rank_biased_overlap(same, other=flat(*top)) < rank_biased_overlap(same, other=flat(*end))


def test_the_weight_of_the_top_is_that_of_the_paper():
    # Webber et al. say of p = 0.9 that the first ten places carry 86 % of the weight.
    assert weight_of_top(10, p=0.9) == pytest.approx(0.8556, abs=5e-5)
    assert weight_of_top(1, p=0.5) == pytest.approx(math.log(2), abs=1e-12)


def test_what_can_not_be_compared():
    assert code_of(rank_biased_overlap, (), other=flat("a")) == "empty-order"
    assert code_of(rank_biased_overlap, flat("a"), other=flat("a"), p=1) == "no-share"
    with pytest.raises(Refusal):
        places_of((("a",), ("a",)))


# People and sides.


@pytest.mark.parametrize(
    ("ranking", "code"),
    [
        ([], "ranking-empty"),
        (ITEMS[:8], "ranking-long"),
        (["price", "price"], "ranked-twice"),
        (["golf"], "no-such-item"),
    ],
)
def test_a_ranking_is_checked(ranking: list[str], code: str):
    assert code_of(check_ranking, ranking, items=ITEMS) == code


def test_points_worked_by_hand():
    people = {
        "ann": ["price", "quotes"],
        "bo": ["quotes"],
        "cy": ["leads", "price"],
        "di": ["quotes"],
        "ed": ["price"],
    }
    # price 7 + 6 + 7 = 20, quotes 6 + 7 + 7 = 20, leads 7
    assert side_order(people, side=Side.STAFF).order == (("price", "quotes"), ("leads",))


@pytest.mark.parametrize("n", range(8))
def test_a_small_side_is_shown_only_on_the_record(n: int):
    people = dict(list(REPS.items())[:n]) | ({"rep 9": ["demo"]} if n == 7 else {})
    found = side_order(people, side=Side.STAFF)
    assert (found.order is not None) is (len(people) >= 5)
    if found.order is None:
        assert found.n == 0
        assert "on the record" in found.sentence
    one = side_order(people | {"kim": ["demo"]}, side=Side.STAFF, on_record=["kim", "nobody"])
    assert one.on_record is (len(people) < 5)
    if one.on_record:
        assert (one.order, one.n) == ((("demo",),), 1)


def test_the_decision_hangs_on_who_ranked_and_never_on_what():
    other = {person: ["hiring"] for person in REPS}
    for some in range(7):
        one = dict(list(REPS.items())[:some])
        two = dict(list(other.items())[:some])
        for new in (None, set(), set(list(REPS)[:4]), set(REPS)):
            a, b = (side_order(x, side=Side.STAFF, new=new) for x in (one, two))
            assert (a.order is None, a.n, a.sentence) == (b.order is None, b.n, b.sentence)


def test_ranking_again_is_shown_once_enough_did():
    assert side_order(REPS, side=Side.STAFF, new=["rep 1"]).order is None
    assert side_order(REPS, side=Side.STAFF, new=list(REPS)[:5]).order is not None
    assert side_order(REPS, side=Side.STAFF, new=[*list(REPS)[:4], "who left"]).order is None
    assert (
        side_order(dict(list(REPS.items())[:3]), side=Side.STAFF, rules=Rules(k=3)).order is None
    )  # 3 means 4


def test_nothing_shows_of_either_side_while_one_of_them_is_too_few():
    staff = side_order(REPS, side=Side.STAFF)
    none = compare_sides(staff, executives=side_order(BOTH, side=Side.EXECUTIVES))
    assert (none.overlap, none.tau, none.both_first, none.both, none.apart) == (None, None, (), (), ())
    assert "executives" in none.sentence
    assert code_of(agreed_on, ["price"], day=DAY, compared=none) == "nothing-released"


def test_twelve_reps_and_two_executives_on_the_record():
    staff = side_order(REPS, side=Side.STAFF)
    executives = side_order(BOTH, side=Side.EXECUTIVES, on_record=BOTH)
    # Twice each: leads 36, training 30, quotes 26, tools 24, price and travel 14, quota 6.
    assert staff.order == (
        ("leads",),
        ("training",),
        ("quotes",),
        ("tools",),
        ("price", "travel"),
        ("quota",),
    )
    assert executives.order == (("price", "quota"), ("leads",))
    found = compare_sides(staff, executives=executives)
    assert found.both_first == ("leads",)
    assert set(found.both) == {"price", "leads", "quota"}
    assert (found.apart[0].item, found.apart[0].distance) == ("training", 6)
    assert "not ranked for the executives" in found.sentence
    mirrored = rank_biased_overlap(executives.order, other=staff.order)
    assert found.overlap == mirrored


def test_the_sides_are_not_confused():
    staff = side_order(REPS, side=Side.STAFF)
    assert code_of(compare_sides, staff, executives=staff) == "wrong-side"


def test_three_are_agreed_with_their_day_and_the_last_one_stands():
    found = compare_sides(
        side_order(REPS, side=Side.STAFF), executives=side_order(BOTH, side=Side.EXECUTIVES, on_record=BOTH)
    )
    first = agreed_on(["leads", "price"], day=DAY, compared=found, note=" in the meeting ")
    later = agreed_on(["price", "quota", "leads"], day=date(2026, 10, 5), compared=found)
    assert first.as_dict() == {"day": "2026-09-07", "items": ["leads", "price"], "note": "in the meeting"}
    assert standing([later, first], on=date(2026, 9, 30)) == first
    assert standing([first, later], on=date(2026, 10, 5)) == later
    assert standing([first], on=date(2026, 9, 6)) is None
    same_day = Agreed(DAY, ("quota",))
    assert standing([first, same_day], on=DAY) == same_day
    for items, code in (
        ([], "agreed-none"),
        (["leads", "price", "quota", "tools"], "agreed-many"),
        (["golf"], "no-such-item"),
        (["price", "price"], "ranked-twice"),
    ):
        assert code_of(agreed_on, items, day=DAY, compared=found) == code


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.text("pqrst", min_size=1, max_size=3), orders, min_size=5, max_size=12),
    st.randoms(use_true_random=False),
)
def test_neither_the_order_of_people_nor_their_names_matter(people: dict[str, list[str]], how):
    turned = list(people.items())
    how.shuffle(turned)
    one: SideOrder = side_order(people, side=Side.STAFF)
    assert one == side_order(dict(turned), side=Side.STAFF)
    assert one == side_order({f"x{person}": ranking for person, ranking in people.items()}, side=Side.STAFF)
    assert one.order is not None
    assert sorted(itertools.chain(*one.order)) == sorted(set(itertools.chain(*people.values())))


@given(orders, orders)
def test_swapping_the_sides_mirrors_the_result(one: list[str], two: list[str]):
    def made(a: list[str], b: list[str]):
        return compare_sides(
            side_order({"a": a}, side=Side.STAFF, on_record=["a"]),
            executives=side_order({"b": b}, side=Side.EXECUTIVES, on_record=["b"]),
        )

    here, there = made(one, two), made(two, one)
    assert (here.overlap, here.tau, set(here.both)) == (there.overlap, there.tau, set(there.both))
    assert {(a.item, a.staff, a.executives) for a in here.apart} == {
        (a.item, a.executives, a.staff) for a in there.apart
    }
