"""How limits read, what about them is stale, what is refused, and the file they are kept in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limited import DECLARED, REVIEW, changed, day, declared, histories, limit

from bothways.constraints import (
    Change,
    ChangeKind,
    LimitKind,
    Limits,
    Moves,
    limit_state,
    read_limits,
    stale,
    with_change,
    write_changes,
)
from bothways.constraints.values import change_of, read_side
from bothways.terms import Refusal, Side

HELD = (declared(),)


@pytest.mark.parametrize(("on", "reasons"), [(REVIEW, 0), (date(2026, 9, 2), 1)])
def test_stale_from_the_day_after_its_review(on: date, reasons: int):
    assert len(limit_state(HELD, now=on).stale) == reasons


def test_stale_says_since_when_in_days():
    assert stale(limit(), now=date(2026, 9, 2)) == ("its review was due 1 day ago",)
    assert stale(limit(), now=date(2026, 9, 24)) == ("its review was due 23 days ago",)


def test_a_limit_whose_evidence_is_gone_is_stale():
    held = limit(evidence=("open_amount/all", "x/all"), cost_figures=("x/all",))
    assert stale(held, now=DECLARED, known={"open_amount/all"}) == ("the data have no figure x/all any more",)
    assert stale(held, now=DECLARED, known={"open_amount/all", "x/all"}) == ()
    assert stale(held, now=DECLARED) == ()


def test_confirmed_holds_until_its_next_review():
    changes = (*HELD, changed("confirmed", day(100), review=day(180)))
    assert limit_state(changes, now=day(99)).stale
    fresh = limit_state(changes, now=day(180))
    assert (fresh.stale, fresh.confirmed, fresh.limit.review) == ((), day(100), day(180))
    assert limit_state(changes, now=day(181)).stale


def test_understood_is_of_the_words_that_were_said():
    said = (*HELD, changed("understood", day(5), by="Chief revenue officer"))
    now = limit_state(said, now=day(9))
    assert now.is_understood
    assert now.understood is not None
    assert (now.understood.words, now.understood.by) == ("They wait for us.", "Chief revenue officer")
    other = limit_state((*said, changed("restated", day(7), number=3)), now=day(9))
    assert not other.is_understood
    assert other.understood is not None
    same = changed(
        "restated", day(7), number=3, now_reads=limit(cost="A quarter of the deals", review=day(90))
    )
    assert limit_state((*said, same), now=day(9)).is_understood
    assert not limit_state(HELD, now=day(9)).is_understood


def test_moved_reads_otherwise_and_is_kept_as_a_move():
    moved = limit_state((*HELD, changed("moved", day(20))), now=day(30))
    assert moved.limit.statement == "It takes 2 weeks"
    assert [change.id for change in moved.moved] == ["l1.2"]
    assert limit_state((*HELD, changed("moved", day(20))), now=day(19)).limit.statement == limit().statement


def test_withdrawn_is_kept_out_of_the_list_and_is_not_stale():
    changes = (*HELD, changed("withdrawn", day(20)))
    gone = limit_state(changes, now=day(200))
    assert (gone.holds, gone.withdrawn, gone.reason, gone.stale) == (
        False,
        day(20),
        "It was looked at again.",
        (),
    )
    assert Limits(changes).states(now=day(200)) == ()
    assert Limits(changes).states(now=day(200), withdrawn=True) == (gone,)
    assert Limits(changes).states(now=day(19))[0].holds


def test_the_register_is_by_side_and_the_stale_stand_first():
    changes = (
        declared(1, review=day(90)), declared(2, review=day(30)), declared(3, side=Side.EXECUTIVES),
        declared(4, declared=day(50), review=day(150)), declared(5, review=day(20)),
    )  # fmt: skip
    held = Limits(changes)
    assert [one.id for one in held.states(now=day(40), side=Side.STAFF)] == ["l5", "l2", "l1"]
    assert [one.id for one in held.states(now=day(60))] == ["l5", "l2", "l1", "l3", "l4"]
    assert [one.id for one in held.states(now=day(60), side=Side.EXECUTIVES)] == ["l3"]
    assert Limits().states(now=day(1)) == ()
    with pytest.raises(Refusal) as refused:
        held.of("l33")
    assert (refused.value.code, "l3" in refused.value.hint) == ("limit-unknown", True)


def test_before_it_was_declared_there_is_none():
    with pytest.raises(Refusal) as refused:
        limit_state(HELD, now=date(2026, 5, 31))
    assert refused.value.code == "limit-undeclared"


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 300))
def test_any_order_of_arrival_reads_the_same(changes, chance, after: int):
    shuffled = [*changes, *chance.sample(changes, k=len(changes) // 2)]
    chance.shuffle(shuffled)
    found = limit_state(shuffled, now=day(after))
    assert found == limit_state(changes, now=day(after))
    assert found.trouble == ()
    assert found.holds == (found.withdrawn is None)
    assert found.limit.side is Side.STAFF
    assert found.confirmed <= day(after)
    assert bool(found.stale) == (found.holds and day(after) > found.limit.review)


@given(histories())
def test_only_added_to_and_the_same_change_twice_changes_nothing(changes: tuple[Change, ...]):
    for change in changes:
        assert with_change(changes, change) == changes
        assert change_of(json.loads(json.dumps(change.as_dict()))) == change


def test_what_can_not_be_is_told_and_the_same_in_any_order():
    changes = (*HELD, changed("withdrawn", day(5)), changed("confirmed", day(8), number=3))
    found = limit_state(changes, now=day(30))
    assert "after it was withdrawn" in found.trouble[0]
    assert limit_state(changes[::-1], now=day(30)) == found
    forged = (*HELD, declared(1, statement="Another"))
    assert limit_state(forged, now=day(30)).trouble
    assert limit_state(forged[::-1], now=day(30)) == limit_state(forged, now=day(30))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (declared(statement=""), "given-text"),
        (declared(statement="x" * 601), "given-text"),
        (declared(owner=" "), "given-text"),
        (declared(cost="y" * 601), "given-text"),
        (declared(review=DECLARED), "limit-review"),
        (declared(moves=Moves.WITHIN), "limit-room"),
        (declared(moves=Moves.NO), "limit-room"),
        (declared(moves=Moves.NO, mover="", room="a bit"), "limit-room"),
        (declared(moves=Moves.YES, mover=""), "limit-mover"),
        (declared(evidence=("a",) * 9), "limit-figures"),
        (declared(cost_figures=("",)), "limit-figures"),
        (declared(deals=("",)), "limit-evidence"),
        (declared(voices=("v",) * 9), "limit-evidence"),
        (declared(begins=REVIEW), "limit-begins"),
        (declared(week="w" * 601), "given-text"),
        (replace(declared(), limit="l9"), "limit-change"),
        (replace(declared(), now_reads=None), "limit-change"),
        (replace(declared(), day=day(1), recorded=day(1)), "limit-day"),
        (replace(declared(), recorded=date(2026, 5, 1)), "limit-day"),
    ],
)
def test_what_is_no_limit(change: Change, code: str):
    with pytest.raises(Refusal) as refused:
        with_change((), change)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (replace(declared(), id="l1.9"), "limit-known"),
        (changed("confirmed", day(5), of=2), "limit-unknown"),
        (changed("confirmed", date(2026, 5, 1)), "limit-day"),
        (changed("confirmed", day(5), recorded=day(4)), "limit-day"),
        (changed("confirmed", day(5), review=None), "limit-review"),
        (changed("confirmed", day(5), review=day(5)), "limit-review"),
        (changed("restated", day(5), reason=""), "limit-reason"),
        (changed("withdrawn", day(5), reason=" "), "limit-reason"),
        (changed("moved", day(5), now_reads=None), "limit-change"),
        (changed("moved", day(5), now_reads=limit(review=day(90))), "limit-change"),
        (changed("restated", day(5), now_reads=limit(side=Side.EXECUTIVES, review=day(90))), "limit-side"),
        (changed("restated", day(5), now_reads=limit(declared=day(1), review=day(90))), "limit-side"),
        (changed("restated", day(95), now_reads=limit()), "limit-review"),
        (changed("understood", day(5), side=Side.STAFF), "limit-side"),
        (changed("understood", day(5), side=None), "limit-side"),
        (changed("understood", day(5), words=""), "given-text"),
        (changed("understood", day(5), words="a security answer takes SIX weeks"), "limit-change"),
        (changed("confirmed", day(5), number=1), "limit-change"),
    ],
)
def test_what_can_not_happen_to_a_limit(change: Change, code: str):
    with pytest.raises(Refusal) as refused:
        with_change(HELD, change)
    assert refused.value.code == code
    assert refused.value.sentence


def test_what_can_not_move_is_not_moved_before_it_is_restated():
    fixed = (declared(moves=Moves.NO, mover=""),)
    with pytest.raises(Refusal) as refused:
        with_change(fixed, changed("moved", day(5)))
    assert refused.value.code == "limit-fixed"
    free = with_change(fixed, changed("restated", day(5), now_reads=limit(review=day(80))))
    assert len(with_change(free, changed("moved", day(6), number=3))) == 3


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not ChangeKind.DECLARED])
def test_nothing_follows_a_withdrawal(kind: ChangeKind):
    gone = with_change(HELD, changed("withdrawn", day(20)))
    with pytest.raises(Refusal) as refused:
        with_change(gone, changed(kind, day(30), number=3))
    assert refused.value.code == "limit-withdrawn"
    if kind is not ChangeKind.WITHDRAWN:  # what happened before may be written down later
        assert len(with_change(gone, changed(kind, day(10), number=3, recorded=day(30)))) == 3
    else:
        with pytest.raises(Refusal) as order:
            with_change(gone, changed(kind, day(10), number=3, recorded=day(30)))
        assert order.value.code == "limit-order"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_what_goes_into_the_file_comes_out(tmp_path: Path, changes: tuple[Change, ...]):
    path = tmp_path / "limits.jsonl"
    path.unlink(missing_ok=True)
    for change in changes:
        assert write_changes(path, [change]) == (change,)
    before = path.read_bytes()
    assert write_changes(path, changes) == ()
    assert path.read_bytes() == before
    assert read_limits(path) == Limits(changes)


def test_a_register_of_promises_is_none_of_limits(tmp_path: Path):
    path = tmp_path / "promises.jsonl"
    path.write_text('{"journal": "promises", "version": 1}\n', "utf-8")
    with pytest.raises(Refusal) as refused:
        read_limits(path)
    assert refused.value.code == "journal-kind"


def test_a_record_that_is_no_change_is_told_and_what_it_declared_is_missed(tmp_path: Path):
    path = tmp_path / "limits.jsonl"
    write_changes(path, [*HELD, changed("confirmed", day(5))])
    text = path.read_text("utf-8").replace('"side": "staff"', '"side": "nobody"')
    path.write_text(text, "utf-8")
    held = read_limits(path)
    assert [change.id for change in held.changes] == ["l1.2"]
    assert "line 2" in held.trouble[0]
    assert any("l1" in told and "not there any more" in told for told in held.trouble)
    assert held.states(now=day(9)) == ()


def test_all_of_them_or_none(tmp_path: Path):
    path = tmp_path / "limits.jsonl"
    with pytest.raises(Refusal):
        write_changes(
            path, lambda held: [declared(), changed("confirmed", day(5), of=len(held.by_limit) + 7)]
        )
    assert not path.exists()


def test_sides_as_they_are_typed():
    assert read_side(" Executives ") is Side.EXECUTIVES
    with pytest.raises(Refusal) as refused:
        read_side("manager")
    assert refused.value.code == "side"


def test_of_one_day_what_was_written_down_later_came_later():
    said = (*HELD, changed("understood", day(5)))
    moved = with_change(said, changed("moved", day(5), number=3))
    assert not limit_state(moved, now=day(9)).is_understood
    again = with_change(moved, changed("understood", day(5), number=4))
    assert limit_state(again[::-1], now=day(9)).is_understood


def test_a_register_from_before_there_were_kinds_reads_as_it_did():
    old = declared().as_dict()
    assert not {"kind", "begins", "week", "deals", "voices"} & old["now_reads"].keys()
    held = change_of(json.loads(json.dumps(old))).now_reads
    assert held == limit()
    assert (held.kind, held.week, held.holds_from) == (None, "", DECLARED)


@pytest.mark.parametrize("kind", list(LimitKind))
def test_all_that_a_limit_says_comes_out_of_the_file_again(tmp_path: Path, kind: LimitKind):
    told = declared(
        kind=kind, begins=day(10), week="Two quotes wait until Friday", deals=("D1", "D2"), voices=("v3",)
    )
    write_changes(tmp_path / "limits.jsonl", [told])
    (held,) = read_limits(tmp_path / "limits.jsonl").changes
    assert held == told
    with pytest.raises(Refusal):
        change_of({**told.as_dict(), "now_reads": {**told.as_dict()["now_reads"], "kind": "money"}})


def test_a_limit_that_has_not_begun_says_so():
    ahead = (declared(begins=day(10)),)
    assert not limit_state(ahead, now=day(9)).has_begun
    assert limit_state(ahead, now=day(10)).has_begun
    assert limit_state(HELD, now=DECLARED).has_begun


def test_each_who_said_it_back_stands_with_their_last_words():
    said = (
        *HELD,
        changed("understood", day(5), by="Eve", words="We wait."),
        changed("understood", day(6), by="Kim", words="They wait.", number=3),
        changed("understood", day(7), by="Eve", words="We wait six weeks.", number=4),
    )
    found = limit_state(said, now=day(9))
    assert [(one.by, one.words, one.change) for one in found.each_back] == [
        ("Eve", "We wait six weeks.", "l1.4"),
        ("Kim", "They wait.", "l1.3"),
    ]
    assert len(found.said_back) == 3
    assert found.understood == found.said_back[-1]
    other = limit_state((*said, changed("moved", day(8), number=5)), now=day(9))
    assert [one.of_these_words for one in other.said_back] == [False, False, False]
    again = changed("understood", day(9), by="Kim", words="Two weeks.", number=6)
    last = limit_state((*said, changed("moved", day(8), number=5), again), now=day(9))
    assert [(one.by, one.of_these_words) for one in last.each_back] == [("Eve", False), ("Kim", True)]
