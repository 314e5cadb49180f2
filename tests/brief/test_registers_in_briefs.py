"""What was promised and kept, and the limits of both sides, in the briefs: each reader's own, every number borne."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.brief.check import check_file, must_not_contain
from bothways.brief.compose.cited import figures_line
from bothways.brief.document import Document, text_of
from bothways.brief.lines import lines_of, told_in
from bothways.brief.pair import Pair, make_pair
from bothways.brief.registers import movable, promised, record_in_words, review, stands
from bothways.brief.render import render_html, render_markdown, render_pdf
from bothways.constraints import Change, ChangeKind, Limit, Limits, Moves, limit_state, write_changes
from bothways.credibility import Event, EventKind, Party, Promise, Promises, record, standing, write_events
from bothways.evidence import Snapshot
from bothways.terms import Refusal, Side


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


def made(name: str, by: str, to: str, text: str, due: date, **more: object) -> Event:
    given = Promise(
        id=name, by=Party.read(by), to=Party.read(to), text=text, made=day(7, 1), due=due, **more  # type: ignore[arg-type]
    )  # fmt: skip
    return Event(
        id=f"{name}.1",
        promise=name,
        kind=EventKind.MADE,
        day=day(7, 1),
        recorded=day(7, 1),
        given=given,
        number=1,
    )


def then(name: str, kind: str, on: date, **more: object) -> Event:
    more = {"reason": "Parts became 12 % dearer."} | more if kind in ("broken", "renegotiated") else more
    return Event(
        id=f"{name}.2", promise=name, kind=EventKind(kind), day=on, recorded=on, number=2, **more  # type: ignore[arg-type]
    )  # fmt: skip


EVENTS = (
    made("p1", "manager", "staff", "A tool for 12 quotes a day", day(8, 1), benefit="An offer within 3 days"),
    then("p1", "kept", day(8, 1)),
    made("p2", "manager", "staff", "Shorter meetings, 30 minutes", day(8, 10)), then("p2", "kept", day(8, 14)),
    made("p3", "manager", "staff", "A price list", day(8, 20)), then("p3", "broken", day(8, 22)),
    made("p4", "manager", "staff", "Training in week 35", day(8, 28)), then("p4", "kept", day(8, 27)),
    made("p5", "executives", "staff", "Borders of the territories", day(9, 1)), then("p5", "kept", day(8, 30)),
    made("p6", "executives", "staff", "A delivery date", day(9, 10)),
    then("p6", "renegotiated", day(9, 5), due=day(11, 20)),
    made("p7", "manager", "executives", "Secret of the executives", day(9, 20)),
    made("p8", "manager", "staff:Ada Lindqvist", "Secret of Ada", day(10, 3)),
    made("p9", "staff:Ben Okafor", "executives", "Secret of Ben to them", day(10, 9)),
    made("p10", "executives", "manager", "Open to both sides", day(10, 2), shared=True),
    made("p11", "manager", "executives:Rut Imhof", "Secret of Rut", day(10, 2), shared=True),
    made("p12", "manager", "staff:Nobody Known", "Secret of nobody", day(10, 2)),
    made("p13", "executives", "manager", "Secret of the manager", day(10, 2)),
)  # fmt: skip


def limit(name: str, side: Side, statement: str, **more: object) -> Change:
    held: dict[str, object] = {
        "id": name, "side": side, "statement": statement, "owner": "Finance chief", "declared": day(7, 1),
        "review": day(9, 1),
    }  # fmt: skip
    reads = Limit(**(held | more))  # type: ignore[arg-type]
    return Change(
        id=f"{name}.1",
        limit=name,
        kind=ChangeKind.DECLARED,
        day=day(7, 1),
        recorded=day(7, 1),
        now_reads=reads,
        number=1,
    )


CHANGES = (
    limit("l1", Side.EXECUTIVES, "Discounts stop at 8 %", cost="2 days of waiting in each deal", week="3 offers wait until Thursday",
          evidence=("discount_share/all", "reply_hours_cases/all"), moves=Moves.WITHIN, room="up to 12 %", mover="the board"),
    limit("l2", Side.STAFF, "A rep has 40 accounts", review=day(12, 1), evidence=("gone/all",),
          cost_figures=("open_amount/all", "open_amount/all@before", "bookings/rep/r1")),
    Change(id="l2.2", limit="l2", kind=ChangeKind.UNDERSTOOD, day=day(7, 9), recorded=day(7, 9), side=Side.EXECUTIVES,
           words="No more than 40 can be looked after", number=2),
)  # fmt: skip


@pytest.fixture(scope="module")
def told(snapshot: Snapshot) -> Pair:
    return make_pair(
        snapshot,
        period=snapshot.calendar.period("2026Q3"),
        promises=Promises(EVENTS),
        limits=Limits(CHANGES),
        parts=(),
    )


def words_of(document: Document) -> str:
    return "\n".join(text_of(line) for line in lines_of(document))


def test_each_side_has_what_was_promised_to_it_and_by_it(told: Pair):
    executives, staff = words_of(told.executive), words_of(told.team)
    assert "Secret of the executives" in executives
    assert "Borders of the territories" in executives
    assert "Borders of the territories" in staff
    for text in (
        "A tool for 12 quotes a day",
        "An offer within 3 days",
        "broken on 22 August 2026: Parts became 12 % dearer.",
    ):
        assert text in staff
        assert text not in executives
    for document in (executives, staff):
        assert "Open to both sides" in document
    assert "due on 20 November 2026; moved in time from 10 September 2026" in staff


def test_what_is_a_single_persons_is_in_their_own_brief_alone(told: Pair):
    assert "Secret of Ada" in words_of(told.people["r0"])
    assert "Secret of Ben" in words_of(told.people["r1"])
    for document in (told.executive, told.team, *(told.people[one] for one in ("r0", "r1", "r2"))):
        own = {"person:r0": "Ada", "person:r1": "Ben"}.get(document.reader, "")
        hidden = [f"Secret of {who}" for who in ("Ada", "Ben", "Rut", "nobody", "the manager") if who != own]
        if document.reader == "executives":
            # Made to them, and by them: they know of these, without Ben's name.
            hidden = [text for text in hidden if text not in ("Secret of Ben", "Secret of the manager")]
        names = [name for one, name in told.names.items() if document.reader != f"person:{one}"]
        for data in (render_html(document), render_markdown(document), render_pdf(document)):
            must_not_contain(data, words=[*hidden, "Rut Imhof"])
            must_not_contain(data, words=names if not document.reader.startswith("person:") else [])


def test_a_promise_by_somebody_is_told_to_its_side_without_the_name(told: Pair):
    rows = [text_of(line) for line in told_in(told.executive)]
    assert any("Secret of Ben to them" in row and "somebody of the sales staff" in row for row in rows)
    assert "Secret of Ben" not in words_of(told.team)


def test_the_record_has_its_n_its_range_and_counts_no_single_persons_promise(told: Pair):
    (said,) = [text_of(line) for line in told_in(told.team) if "Kept in time" in text_of(line)]
    assert said.startswith(
        "Kept in time, of what was promised to you and came to an end: 3 of 5, between 33 and 82 of 100"
    )
    assert "80 times in 100, from 5 promises; kept late: 1, by 4 days; broken: 1." in said
    fact = told.ledger.keyed("promises_kept/to-staff")
    assert fact is not None
    assert fact.readers == {"staff"}
    assert fact.figure is not None
    assert (fact.figure.n, fact.figure.source.snapshot) == (5, Promises(EVENTS).id)
    (few,) = [text_of(line) for line in told_in(told.executive) if "came to an end" in text_of(line)]
    assert few == "Promises by you that came to an end: 1; kept in time: 1; too few for a rate."


def test_both_sides_read_the_same_limits_in_the_same_words(told: Pair):
    executives, staff = words_of(told.executive), words_of(told.team)
    for text in (
        "Discounts stop at 8 %", "2 days of waiting in each deal", "within: up to 12 %, by the board",
        "stale: its review was due 29 days ago", "A rep has 40 accounts", "No more than 40 can be looked after",
    ):  # fmt: skip
        assert text in executives
        assert text in staff
    for text in (staff, executives):
        assert "3 offers wait until Thursday" in text
    assert "A week of yours" in staff
    assert "A week of theirs" in executives
    assert "What limits the executives, in their own words" in staff
    assert "What limits the sales staff, in their own words" in executives
    assert "You have not said it back yet." in staff
    assert "The other side has not said it back yet." in executives
    # Discounts are not in these data; the hours until an answer are.
    assert "Answering a customer's case, median: " in staff
    assert "What was named is not in these data." in executives
    for document in told.people.values():
        assert "Discounts stop" not in words_of(document)


def test_a_figure_of_somebody_named_as_evidence_is_not_shown(told: Pair):
    for document in (told.executive, told.team):
        limits = [text_of(line) for line in told_in(document) if text_of(line).startswith("What it costs")]
        assert any("Open pipeline: €" in line for line in limits)
        assert not any("Ben" in line or "Bookings" in line for line in limits)


def test_every_number_is_borne_in_every_file(told: Pair):
    for document in (told.executive, told.team, told.people["r0"]):
        check_file(render_html(document), kind="html", ledger=told.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=told.ledger, document=document)
        check_file(render_pdf(document), kind="pdf", ledger=told.ledger, document=document)


def test_the_proof_says_why_a_side_has_a_promise_not(told: Pair):
    (use,) = [
        use
        for use in told.proof
        if any("Secret of the executives" in text_of(line) for line in use.executives)
    ]
    assert use.staff == ()
    assert "between those who gave the promise" in use.why


@pytest.mark.slow
def test_of_what_ended_before_the_period_and_of_later_days_nothing_is_told(snapshot: Snapshot):
    events = (
        made("p1", "manager", "staff", "Long settled", day(7, 1)), then("p1", "kept", day(7, 1)),
        made("p2", "manager", "staff", "Kept tomorrow", day(9, 30)), then("p2", "kept", day(10, 1)),
    )  # fmt: skip
    september = snapshot.calendar.period("2026-09")
    pair = make_pair(snapshot, period=september, promises=Promises(events), parts=())
    said = words_of(pair.team)
    assert "Long settled" not in said
    assert "Kept tomorrow, promised by your manager to you: due on 30 September 2026, that is today" in said
    early = make_pair(
        snapshot, period=snapshot.calendar.period("2026Q2"), as_of=day(6, 30), promises=Promises(events),
        limits=Limits(CHANGES), parts=(),
    )  # fmt: skip
    assert "promised" not in words_of(early.team).lower()
    assert "What limits" not in words_of(early.executive)


@pytest.mark.slow
def test_nothing_given_and_nothing_on_record_are_the_same_brief(snapshot: Snapshot):
    period = snapshot.calendar.period("2026Q3")
    bare = make_pair(snapshot, period=period, parts=())
    empty = make_pair(snapshot, period=period, promises=Promises(), limits=Limits(), parts=())
    assert words_of(bare.executive) == words_of(empty.executive)
    assert "Promised, and kept" not in words_of(bare.team)


def test_files_of_registers_are_read_and_absent_ones_refused(snapshot: Snapshot, tmp_path: Path, told: Pair):
    write_events(tmp_path / "p.jsonl", EVENTS)
    write_changes(tmp_path / "l.jsonl", CHANGES)
    period = snapshot.calendar.period("2026Q3")
    pair = make_pair(
        snapshot, period=period, promises=tmp_path / "p.jsonl", limits=str(tmp_path / "l.jsonl"), parts=()
    )
    assert words_of(pair.team) == words_of(told.team)
    with pytest.raises(Refusal) as refused:
        make_pair(snapshot, period=period, promises=tmp_path / "q.jsonl", parts=())
    assert refused.value.code == "given-file"
    with pytest.raises(Refusal) as mixed:
        make_pair(snapshot, period=period, limits=tmp_path / "p.jsonl", parts=())
    assert mixed.value.code == "journal-kind"


HOSTILE = "<script>alert(1)</script> 7 of 9 | **x** =cmd() {{ 2 }} `y` #z"


def test_what_a_person_wrote_is_shown_and_never_obeyed(snapshot: Snapshot):
    events = (made("p1", "manager", "staff", HOSTILE, day(10, 2), benefit=HOSTILE),)
    changes = (limit("l1", Side.STAFF, HOSTILE, owner=HOSTILE[:100], cost=HOSTILE),)
    pair = make_pair(
        snapshot,
        period=snapshot.calendar.period("2026Q3"),
        promises=Promises(events),
        limits=Limits(changes),
        parts=(),
    )
    page = render_html(pair.team)
    assert "<script>alert" not in page
    for document in (pair.team, pair.executive):
        check_file(render_html(document), kind="html", ledger=pair.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=pair.ledger, document=document)
        check_file(render_pdf(document), kind="pdf", ledger=pair.ledger, document=document)


@pytest.mark.parametrize(
    ("events", "on", "said"),
    [
        (EVENTS[:1], day(7, 2), "due on 1 August 2026"),
        (EVENTS[:1], day(7, 31), "due on 1 August 2026, in 1 day"),
        (EVENTS[:1], day(8, 2), "1 day late: it was due on 1 August 2026"),
        (EVENTS[:2], day(9, 1), "kept on 1 August 2026"),
        (EVENTS[2:4], day(9, 1), "kept on 14 August 2026, 4 days late"),
        (EVENTS[4:6], day(9, 1), "broken on 22 August 2026: Parts became 12 % dearer."),
        ((EVENTS[0], then("p1", "released", day(7, 5), by=Party("staff"))), day(9, 1), "released on 5 July 2026"),
        ((EVENTS[0], then("p1", "renegotiated", day(8, 3), due=day(9, 9))), day(9, 8),
         "due on 9 September 2026, in 1 day; moved after the day from 1 August 2026: Parts became 12 % dearer."),
    ],
)  # fmt: skip
def test_how_a_promise_stands_in_words(events: tuple[Event, ...], on: date, said: str):
    found = standing(events, now=on)
    assert stands(found) == said
    assert promised(found) == "the manager to the sales staff"


def test_a_record_in_words():
    held = Promises(EVENTS).standings(now=day(9, 30))
    assert (
        record_in_words(record((), now=day(9, 30), to="staff"))
        == "Promised to the sales staff: nothing so far."
    )
    said = record_in_words(record(held, now=day(9, 30), to="staff"))
    assert said.startswith(
        "Promised to the sales staff: 3 kept in time, 1 kept late, 1 broken, 3 still to be kept; 3 of 5"
    )
    few = record_in_words(record(held, now=day(9, 30), by="executives"))
    assert few.endswith("too few to say: 1 of the 5 that a share needs.")


def test_a_limit_in_words():
    first = limit_state(CHANGES[:1], now=day(9, 2))
    assert (movable(first), review(first)) == (
        "within: up to 12 %, by the board",
        "stale: its review was due 1 day ago",
    )
    assert movable(limit_state(CHANGES[1:2], now=day(9, 2))) == "no"
    gone = Change(
        id="l1.2",
        limit="l1",
        kind=ChangeKind.WITHDRAWN,
        day=day(9, 3),
        recorded=day(9, 3),
        reason="Gone.",
        number=2,
    )
    assert review(limit_state((CHANGES[0], gone), now=day(9, 4))) == "withdrawn on 3 September 2026: Gone."


def test_keys_that_nothing_bears_say_nothing(snapshot: Snapshot):
    from bothways.brief.facts import Book, gather  # noqa: PLC0415

    base = gather(snapshot, period=snapshot.calendar.period("2026Q3"), parts=())
    book = Book(base.currency)
    book.begin("staff")
    assert (
        figures_line(base, book, ("", "/", "x", "@before", "open_amount/rep/r1", "open_amount/team/North"))
        == ()
    )
    said = [text_of(figures_line(base, book, (key,))) for key in ("open_count", "open_count/all")]
    assert said == ["Open deals: 23", "Open deals: 23"]
