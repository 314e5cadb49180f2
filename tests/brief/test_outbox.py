"""Of a mail: claimed once, and never handed over twice without a person's word, whatever stops in between."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bothways.brief.outbox import (
    LEASE,
    PAUSES,
    Later,
    Outcome,
    Refused,
    Row,
    Sent,
    Unknown,
    again,
    arrived,
    claimed,
    guard,
    handed_over,
    is_due,
    queued,
    recovered,
    row_from_dict,
    settled,
    withdrawn,
)
from bothways.terms import Refusal

NOW = datetime(2026, 10, 1, 7, tzinfo=UTC)
ROW = queued("<a@b>", to="zoe@firm.example")


def on_the_way(worker: str = "w", row: Row = ROW) -> Row:
    return handed_over(claimed(row, worker=worker, now=NOW), worker=worker, now=NOW)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent("250 ok"), "sent"),
        (Refused("recipient", "no such user"), "failed"),
        (Unknown("lost"), "unknown"),
        (Later("busy"), "queued"),
    ],
)
def test_each_outcome_has_its_state(outcome: Outcome, state: str) -> None:
    row = settled(on_the_way(), worker="w", outcome=outcome, now=NOW)
    assert (row.state, row.worker, row.tries, row.version) == (state, "", 1, 3)


def test_the_pauses_grow_and_end() -> None:
    row, now, waits = ROW, NOW, []
    while row.state == "queued":
        assert is_due(row, now=now)
        row = handed_over(claimed(row, worker="w", now=now), worker="w", now=now)
        row = settled(row, worker="w", outcome=Later("busy"), now=now)
        if row.after:
            assert not is_due(row, now=row.after - timedelta(seconds=1))
            waits.append(row.after - now)
            now = row.after
    assert tuple(waits) == PAUSES
    assert (row.state, row.told, row.tries) == ("failed", "busy", len(PAUSES) + 1)


def test_what_was_not_handed_over_is_queued_again_and_what_may_have_gone_is_unknown() -> None:
    held = claimed(ROW, worker="w", now=NOW)
    assert recovered(held, now=NOW + LEASE - timedelta(seconds=1)) is None
    freed = recovered(held, now=NOW + LEASE)
    assert freed is not None
    assert freed.state == "queued"
    lost = recovered(on_the_way(), now=NOW + LEASE)
    assert lost is not None
    assert lost.state == "unknown"
    assert recovered(on_the_way(), now=NOW, alone=True) == lost
    assert recovered(ROW, now=NOW + LEASE) is None


def test_a_late_worker_may_not_hand_over() -> None:
    held = claimed(ROW, worker="w", now=NOW)
    for wrong in ({"worker": "w", "now": NOW + LEASE}, {"worker": "v", "now": NOW}):
        with pytest.raises(Refusal):
            handed_over(held, **wrong)
    with pytest.raises(Refusal):
        handed_over(on_the_way(), worker="w", now=NOW)


def test_only_a_person_sends_again_or_says_that_it_arrived() -> None:
    lost = settled(on_the_way(), worker="w", outcome=Unknown("lost"), now=NOW)
    for by in ("", "  "):
        with pytest.raises(Refusal):
            again(lost, by=by, now=NOW)
        with pytest.raises(Refusal):
            arrived(lost, by=by)
        with pytest.raises(Refusal):
            withdrawn(ROW, by=by)
    assert again(lost, by="Mira", now=NOW).state == "queued"
    assert (arrived(lost, by="Mira").state, arrived(lost, by="Mira").by) == ("sent", "Mira")
    assert withdrawn(ROW, by="Mira").state == "failed"


def test_no_other_step_is_there() -> None:
    rows = {"queued": ROW, "claimed": on_the_way()} | {
        state: replace(ROW, state=state) for state in ("sent", "failed", "unknown")
    }
    steps = {
        "claim": lambda row: claimed(row, worker="w", now=NOW),
        "settle": lambda row: settled(row, worker="w", outcome=Sent("x"), now=NOW),
        "again": lambda row: again(row, by="Mira", now=NOW),
        "arrived": lambda row: arrived(row, by="Mira"),
        "withdraw": lambda row: withdrawn(row, by="Mira"),
    }
    may = {"queued": {"claim", "withdraw"}, "claimed": {"settle"}, "sent": {"again"}, "failed": {"again"},
           "unknown": {"again", "arrived"}}  # fmt: skip
    for state, row in rows.items():
        for name, step in steps.items():
            if name in may[state]:
                assert step(row).version == row.version + 1
            else:
                with pytest.raises(Refusal, match=state):
                    step(row)
    held = claimed(ROW, worker="w", now=NOW)
    for outcome in (Sent("250"), Unknown("x")):
        with pytest.raises(Refusal, match="not handed over"):
            settled(held, worker="w", outcome=outcome, now=NOW)


def test_a_row_comes_back_from_json() -> None:
    for row in (ROW, on_the_way(), settled(on_the_way(), worker="w", outcome=Later("busy"), now=NOW)):
        assert row_from_dict(json.loads(json.dumps(row.as_dict()))) == row
    for wrong in ({}, {"key": 1}, {**ROW.as_dict(), "state": "lost"}, {**ROW.as_dict(), "after": "soon"},
                  {**ROW.as_dict(), "more": 1}, {**ROW.as_dict(), "tries": -1}):  # fmt: skip
        with pytest.raises(Refusal):
            row_from_dict(wrong)


@given(st.text())
def test_what_a_server_says_is_one_short_line(text: str) -> None:
    told = settled(on_the_way(), worker="w", outcome=Sent(text), now=NOW).told
    assert len(told) <= 300
    assert told.isprintable()


class Post(RuleBasedStateMachine):
    """Workers that read, write where nobody was quicker, stop anywhere; a server that takes what it gets, or not."""

    reads = Bundle("reads")

    @initialize()
    def begin(self) -> None:
        self.kept = ROW
        self.now = NOW
        self.taken = 0
        self.allowed = 1
        self.wires: dict[str, Row] = {}

    def write(self, old: Row, new: Row) -> bool:
        """A conditional update: only where the version is the one that was read."""
        if guard(old) != guard(self.kept):
            return False
        self.kept = new
        return True

    @rule(target=reads)
    def read(self) -> Row:
        return self.kept

    @rule(row=reads, worker=st.sampled_from("abc"))
    def claim(self, row: Row, worker: str) -> None:
        if is_due(row, now=self.now):
            self.write(row, claimed(row, worker=worker, now=self.now))

    @rule(row=reads, worker=st.sampled_from("abc"), takes=st.booleans())
    def hand_over(self, row: Row, worker: str, takes: bool) -> None:
        try:
            step = handed_over(row, worker=worker, now=self.now)
        except Refusal:
            return
        if self.write(row, step):
            self.taken += takes
            self.wires[worker] = step if takes else replace(step, told="not")

    @rule(worker=st.sampled_from("abc"), knows=st.booleans())
    def settle(self, worker: str, knows: bool) -> None:
        held = self.wires.pop(worker, None)
        if held is None:
            return
        took = held.told != "not"
        outcome: Outcome = Unknown("lost") if not knows else Sent("250") if took else Later("busy")
        before = replace(held, told="") if not took else held
        if guard(before) == guard(self.kept):
            self.kept = settled(before, worker=worker, outcome=outcome, now=self.now)

    @rule(worker=st.sampled_from("abc"))
    def crash(self, worker: str) -> None:
        self.wires.pop(worker, None)

    @rule(minutes=st.integers(1, 400))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(row=reads)
    def recover(self, row: Row) -> None:
        freed = recovered(row, now=self.now)
        if freed is not None:
            self.write(row, freed)

    @rule()
    def ask_a_person(self) -> None:
        if self.kept.state in ("unknown", "failed", "sent"):
            self.kept = again(self.kept, by="Mira", now=self.now)
            self.allowed += 1

    @invariant()
    def never_taken_twice_without_a_persons_word(self) -> None:
        assert self.taken <= self.allowed

    @invariant()
    def sent_means_taken(self) -> None:
        assert self.kept.state != "sent" or self.taken


TestPost = Post.TestCase
