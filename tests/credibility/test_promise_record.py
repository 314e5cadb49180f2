"""The record of a direction: counts, n, an interval, and why there is no share where there is none."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promised import day, happened, histories, promise

from bothways.credibility import FEWEST, Promises, State, record
from bothways.evidence.measures.intervals import rate_interval
from bothways.terms import Refusal, Unit

NOW = day(90)


def register(*ends: str, to: str = "staff") -> Promises:
    events = []
    for number, end in enumerate(ends, 1):
        events.append(promise(number, to=to))
        if end.startswith("kept late"):
            events.append(happened("kept", day(30 + int(end.split()[-1])), of=number))
        elif end != "open":
            events.append(
                happened(end, day(25), of=number, **({"due": day(99)} if end == "renegotiated" else {}))
            )
    return Promises(tuple(events))


def test_a_record_counts_what_was_settled_and_says_its_n():
    held = register(
        "kept",
        "kept",
        "kept",
        "kept late 2",
        "kept late 9",
        "kept late 4",
        "broken",
        "released",
        "open",
        "renegotiated",
    )
    found = record(held.standings(now=NOW), now=NOW)
    assert (found.n, found.kept, found.kept_late, found.broken, found.released) == (7, 3, 3, 1, 1)
    assert (found.waiting, found.late, found.renegotiated_in_time, found.renegotiated_late) == (2, 1, 1, 0)
    assert found.share == pytest.approx(3 / 7)
    assert found.interval == rate_interval(3, 7)
    assert found.median_late == 4
    assert found.longest_late == 60
    assert found.unknown == ""


def test_by_hand_wilson_at_80_per_cent():
    # z² = 1.6424: (0.8 + 0.1642) / 1.3285 = 0.7258, ± 1.2816 / 1.3285 × √(0.032 + 0.016424) = 0.2123
    found = record(register(*["kept"] * 4, "broken").standings(now=NOW), now=NOW)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (
        pytest.approx(0.5135, abs=5e-4),
        pytest.approx(0.9381, abs=5e-4),
    )


def test_few_have_no_share_and_it_is_said_why():
    found = record(register(*["kept"] * (FEWEST - 1)).standings(now=NOW), now=NOW)
    assert (found.share, found.interval) == (None, None)
    assert "4 of the 5" in found.unknown
    share = next(figure for figure in found.figures(source="abc") if figure.name == "promises_kept")
    assert (share.value, share.unknown, share.n) == (None, found.unknown, 4)


def test_nothing_promised_has_no_figures():
    found = record((), now=NOW)
    assert (found.n, found.first, found.figures(source="abc"), found.median_late) == (0, None, (), None)


def test_all_and_none_kept_leave_room():
    every = record(register(*["kept"] * 6).standings(now=NOW), now=NOW)
    none = record(register(*["broken"] * 6).standings(now=NOW), now=NOW)
    assert every.interval is not None
    assert none.interval is not None
    assert every.interval.low < 1 == every.interval.high
    assert none.interval.low == 0 < none.interval.high


def test_directions_are_kept_apart():
    held = Promises(
        (*register("kept").events, *[promise(7, to="executives"), happened("broken", day(3), of=7)])
    )
    standings = held.standings(now=NOW)
    assert (record(standings, now=NOW, to="staff").kept, record(standings, now=NOW, to="staff").broken) == (
        1,
        0,
    )
    assert record(standings, now=NOW, to="executives").broken == 1
    assert record(standings, now=NOW, by="executives").n == 0
    assert record(standings, now=NOW, by="manager").n == 2


def test_of_another_day_is_refused():
    with pytest.raises(Refusal) as refused:
        record(register("kept").standings(now=day(80)), now=NOW)
    assert refused.value.code == "promise-day"


def test_figures_say_what_they_are_and_where_from():
    held = register(*["kept"] * 5, "kept late 3")
    found = record(held.standings(now=NOW), now=NOW, to="staff")
    figures = {figure.name: figure for figure in found.figures(source=held.id)}
    assert figures["promises_kept"].unit is Unit.SHARE
    assert (figures["promises_kept"].n, figures["promises_settled"].value) == (6, 6)
    assert (figures["promises_late_days"].value, figures["promises_late_days"].unit) == (3, Unit.DAYS)
    assert {figure.source.snapshot for figure in figures.values()} == {held.id}
    assert {figure.key for figure in figures.values()} == {"to-staff"}
    assert figures["promises_kept"].period.last == NOW


@given(st.lists(histories(), max_size=6))
def test_what_is_counted_adds_up(every):
    events = [_renumbered(event, place) for place, history in enumerate(every, 1) for event in history]
    standings = Promises(tuple(events)).standings(now=NOW)
    found = record(standings, now=NOW)
    states = Counter(one.state for one in standings)
    assert found.n == sum(count for state, count in states.items() if state.is_settled)
    assert found.n + found.released + found.waiting == len(standings)
    assert found.late == states[State.LATE]
    if found.share is not None:
        assert found.n >= FEWEST
        assert found.interval.low <= found.share <= found.interval.high
    assert sum(record(standings, now=NOW, to=to).n for to in ("staff", "executives", "manager")) == found.n


def _renumbered(event, place: int):
    from dataclasses import replace  # noqa: PLC0415

    name = f"p{place}"
    swap = lambda text: text.replace("p1.", f"{name}.")  # noqa: E731
    return replace(
        event,
        id=swap(event.id),
        promise=name,
        given=replace(event.given, id=name) if event.given else None,
        correction=replace(event.correction, event=swap(event.correction.event))
        if event.correction
        else None,
    )
