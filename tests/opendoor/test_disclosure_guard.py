"""The guard: who may be shown, in what bands, and what a refusal says."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from itertools import product

import pytest
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
    chosen,
    consensus,
    decide,
    edges_for,
    propose,
    share,
    side_too_small,
    size_band,
)
from bothways.opendoor.disclosure.algebra import isolates
from bothways.opendoor.disclosure.bands import band_of, ranges
from bothways.opendoor.disclosure.corners import Told, finest
from bothways.terms import Refusal


def people(count: int, letter: str = "p") -> frozenset[str]:
    return frozenset(f"{letter}{at:03d}" for at in range(count))


def one(name: str, who: frozenset[str], item: str = "s1", **more) -> Cell:
    return Cell(f"{item}: {name}", (Part(item, name, who, **more),))


def names(decision) -> list[str]:
    return [cell.name for cell in decision.shown]


STAFF, EXECUTIVES = people(12, "s"), people(2, "e")


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize("wrong", [{"k": 2}, {"words_k": 2}, {"insiders": 5}, {"k": 5.0}, {"k": True}])
def test_rules_refuse_what_would_protect_nobody(wrong: dict):
    with pytest.raises(Refusal):
        Rules(**wrong)


def test_two_who_share_never_leave_a_single_third():
    assert Rules(k=3).least == 4
    assert Rules(k=3, insiders=1).least == 3
    assert Rules().least == 5


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (4, False), (5, True), (40, True)])
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


# ---------------------------------------------------------------- complementary suppression


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


# ---------------------------------------------------------------- time


def test_a_release_is_a_snapshot_with_k_new_people_or_the_same():
    first = Audit().after(one("all", people(12)))
    assert first.after(one("all", people(12))) is not None
    assert [first.after(one("all", people(count))) is not None for count in (13, 16, 17)] == [
        False,
        False,
        True,
    ]


def test_few_new_and_few_gone_are_refused_although_their_difference_is_about_enough():
    first = Audit().after(one("all", people(12)))
    moved = (people(12) - {"p000", "p001", "p002"}) | people(3, "new")
    assert first.after(one("all", moved)) is None


def test_a_changed_answer_is_an_answer_of_its_own():
    first = Audit().after(one("all", people(12)))
    few = {f"p{at:03d}": 1 for at in range(2)}
    many = {f"p{at:03d}": 1 for at in range(6)}
    assert first.after(one("all", people(12), revisions=few)) is None
    assert first.after(one("all", people(12), revisions=many)) is not None


def test_guessing_that_changed_answers_are_opposite_helps_nobody():
    # x and its opposite sum to a known number: the first sum plus the second leaves those in only one of them
    changed = dict.fromkeys(people(10), 1)
    first = Audit().after(one("a", people(10) | people(5, "q")))
    assert first.after(one("b", people(10) | people(5, "q") | people(4, "z"), revisions=changed)) is None


# ---------------------------------------------------------------- on the record


def test_twelve_and_two_where_both_choose_the_record_is_useful():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    proposal = propose("first", answered={"s1": who}, groups=groups, on_record=EXECUTIVES)
    decision, _ = decide(proposal, audit=Audit())
    assert decision.whole
    (staff,), (whole,) = decision.pieces["s1: staff"], decision.pieces["s1: all"]
    assert staff == whole == (Piece(STAFF, (0, 4, 9)),)  # the same twelve are guarded in both
    assert decision.pieces["s1: on the record"] == ((),)
    gave = {*sorted(STAFF)[:10], "e000"}
    assert str(share(staff, gave=gave)) == "75 to 100 %"
    assert str(share(whole, gave=gave, on_record=EXECUTIVES)) == "70 to 95 %"  # 10 to 13 of 14
    assert str(share((), gave=gave, on_record=EXECUTIVES)) == "50 to 50 %"  # on the record: as it is


def test_the_other_executive_is_not_given_away_by_the_one_on_the_record():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    proposal = propose("first", answered={"s1": who}, groups=groups, on_record={"e000"})
    decision, after = decide(proposal, audit=Audit())
    assert names(decision) == ["s1: on the record", "s1: staff"]
    assert after.after(one("all", who)) is None


def test_taking_the_record_back_by_a_new_answer_guards_the_new_answer():
    who = STAFF | EXECUTIVES
    groups = {"staff": STAFF, "executives": EXECUTIVES, "all": who}
    _, after = decide(
        propose("first", answered={"s1": who}, groups=groups, on_record=EXECUTIVES), audit=Audit()
    )
    again = propose("second", answered={"s1": who}, groups=groups, revisions={"s1": {"e000": 1}})
    decision, _ = decide(again, audit=after)
    assert "s1: all" in decision.withheld


def test_nobody_goes_on_the_record_for_what_was_counted_among_others():
    after = Audit().after(one("all", people(6)))
    shown = Cell("record", (Part("s1", "record", frozenset({"p000"}), on_record=True),))
    assert after.after(shown) is None


def test_the_record_is_ones_own_choice_and_revocable_until_the_release():
    assert chosen(EXECUTIVES, choices={}).on_record == frozenset()
    assert chosen(EXECUTIVES, choices={"e000": True, "stranger": True}).on_record == {"e000"}
    assert chosen(EXECUTIVES, choices={"e000": False}).guarded == EXECUTIVES
    with pytest.raises(Refusal, match="can't be called back"):
        chosen(EXECUTIVES, choices={"e000": False}, released={"e000"})


def test_a_side_too_small_is_said_before_anyone_answers():
    two, five, seven = (side_too_small("executives", invited=invited) for invited in (2, 5, 7))
    assert not two.can_be_anonymous
    assert "on the record" in two.sentence
    assert five.can_be_anonymous
    assert "which way they lean" in five.sentence
    assert "which way they lean" not in seven.sentence


# ---------------------------------------------------------------- a refusal


def test_a_refusal_says_the_same_whatever_the_number_was():
    said = set()
    for few in (1, 2, 3, 4):
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


# ---------------------------------------------------------------- bands


@pytest.mark.parametrize("n", range(1, 61))
def test_no_band_of_one_group_settles_anybody_for_two_who_share(n: int):
    """Every count, and every pair of own answers: the others may be of both minds."""
    edges = edges_for(n)
    for low, high in ranges(edges, n=n):
        if len(edges) > 1:
            for own in range(3):
                others = [agree - own for agree in range(low, high + 1) if 0 <= agree - own <= n - 2]
                assert not others or max(others) > 0
                assert not others or min(others) < n - 2


@pytest.mark.parametrize("n", range(7, 41))
def test_agree_disagree_and_pass_together_settle_nobody(n: int):
    """Brute force: all counts of the three that show the same three bands, and all pairs of own answers."""
    edges = edges_for(n)

    def shown(count: int) -> int:
        return sum(edge <= count for edge in edges)

    seen: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for agree in range(n + 1):
        for disagree in range(n + 1 - agree):
            counts = (agree, disagree, n - agree - disagree)
            seen.setdefault(tuple(map(shown, counts)), []).append(counts)
    for fitting in seen.values():
        for own in ((2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 1, 0), (1, 0, 1), (0, 1, 1)):
            rest = [[c - o for c, o in zip(counts, own, strict=True)] for counts in fitting]
            rest = [counts for counts in rest if min(counts) >= 0]
            for at in range(3):
                some = [counts[at] for counts in rest]
                assert not some or (max(some) > 0 and min(some) < n - 2)


def test_bands_of_a_whole_and_its_part_settle_nobody():
    found = 0
    for n in range(12, 31):
        for inside in range(7, n - 4):
            part = Told(((0, 2**inside - 1),), inside, edges_for(inside))
            edges = finest(((0, 2**n - 1),), told=[part], insiders=2)
            found += len(edges) > 1
            rest = n - inside
            for (low, high), (own_low, own_high) in product(ranges(edges, n=n), ranges(part.edges, n=inside)):
                left = [
                    whole - mine
                    for whole in range(low, high + 1)
                    for mine in range(own_low, own_high + 1)
                    if 0 <= whole - mine <= rest
                ]
                if left and len(edges) > 1:
                    assert max(left) > 2
                    assert min(left) < rest - 2
    assert found > 20


def test_a_whole_is_told_by_the_bands_of_its_parts():
    groups = {"staff": STAFF, "executives": people(7, "e"), "all": STAFF | people(7, "e")}
    decision, after = decide(propose("first", answered={"s1": groups["all"]}, groups=groups), audit=Audit())
    assert {piece.people for piece in decision.pieces["s1: all"][0]} == {STAFF, people(7, "e")}
    later = {"staff": people(20, "s"), "executives": people(14, "e")}
    who = later["staff"] | later["executives"]
    decision, _ = decide(propose("second", answered={"s1": who}, groups=later), audit=after)
    assert {len(piece.people) for piece in decision.pieces["s1: staff"][0]} == {12, 8}  # then, and since


def test_groups_that_cross_tell_one_direction_only():
    left, right = people(20, "a") | people(8, "x"), people(20, "b") | people(8, "x")
    after = Audit().after(one("left", left)).after(one("right", right))
    assert [len(piece.edges) for piece in after.pieces(Part("s1", "right", right))] == [1]


def test_a_band_is_rounded_outward_and_a_count_that_cannot_be_is_refused():
    assert str(band_of(5, n=5, edges=edges_for(5))) == "too few to show which way"
    assert (band_of(7, n=7, edges=(0, 4)).low, band_of(0, n=7, edges=(0, 4)).high) == (55, 45)
    assert band_of(0, n=0, edges=(0,)).high == 100
    with pytest.raises(Refusal):
        band_of(8, n=7, edges=(0, 4))


@given(st.integers(0, 30_000))
def test_a_number_of_people_is_told_in_bands(n: int):
    words = size_band(n)
    low = 0 if words.startswith("fewer") else int(words.split()[0])
    assert low <= n


# ---------------------------------------------------------------- the algebra


@pytest.mark.parametrize(
    ("rows", "sizes", "found"),
    [
        ([[1, 1]], [3, 3], False),  # a sum over two small classes is about six
        ([[1, 1], [1, 0]], [20, 4], True),
        (
            [[1, 1, 0], [0, 1, 1], [1, 0, 1]],
            [2, 2, 2],
            True,
        ),  # pairs of three: each is half a sum of all three
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], [2, 2, 9, 9], True),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], [3, 3, 3, 3], False),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], [3, 3, 3, 3], False),  # a table of margins
        ([], [], False),
    ],
)
def test_what_is_about_few(rows: list[list[int]], sizes: list[int], found: bool):
    assert isolates(rows, owners=list(range(len(sizes))), sizes=sizes, least=5) is found


@given(st.data())
def test_the_search_finds_what_trying_everything_finds(data: st.DataObject):
    columns = data.draw(st.integers(1, 6))
    row = st.lists(st.integers(0, 1), min_size=columns, max_size=columns)
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    sizes = data.draw(st.lists(st.integers(1, 7), min_size=columns, max_size=columns))

    def rank(kept: list[int]) -> int:
        left, found = [[Fraction(one[at]) for at in kept] for one in rows], 0
        for at in range(len(kept)):
            pivot = next((row for row in left if row[at]), None)
            if pivot is not None:
                left.remove(pivot)
                found += 1
                left = [
                    [a - row[at] / pivot[at] * b for a, b in zip(row, pivot, strict=True)] for row in left
                ]
        return found

    whole = rank(list(range(columns)))
    few = [
        [at for at in range(columns) if not chosen >> at & 1]
        for chosen in range(1, 2**columns)
        if sum(sizes[at] for at in range(columns) if chosen >> at & 1) < 5
    ]
    wanted = any(rank(kept) < whole for kept in few)
    assert isolates(rows, owners=list(range(columns)), sizes=sizes, least=5) is wanted


# ---------------------------------------------------------------- size


def test_the_audit_is_fast_at_a_hundred_releases():
    """Five groups of a statement, a hundred releases with seven new people in each group."""
    audit, spent = Audit(), 0.0
    for release in range(1, 101):
        groups = {f"g{at}": people(7 * release, f"g{at}-") for at in range(4)}
        groups["all"] = frozenset().union(*groups.values())
        proposal = propose(str(release), answered={"s1": groups["all"]}, groups=groups)
        before = time.process_time()
        decision, audit = decide(proposal, audit=audit)
        spent = time.process_time() - before
        assert decision.whole
    assert spent < 2.0
    print(f"\nthe hundredth release of 5 groups, 2,800 people: {1000 * spent:.0f} ms")  # noqa: T201
