"""What the insight room finds, in the briefs: who has it, in what words, on paper, and what became of last time's."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from firm import NAMES, firm
from sheets import sheets

from bothways.brief.check import check_document, check_file, must_not_contain
from bothways.brief.compose import compose_executive
from bothways.brief.document import Bridge, Cite, Document, Insight, Paragraph, Ranges, Section, text_of
from bothways.brief.facts import Base, Book, gather
from bothways.brief.facts.found import Found, who_may
from bothways.brief.facts.found_labels import FOUND, is_named, label_of
from bothways.brief.facts.insights import PARTS
from bothways.brief.lines import lines_of
from bothways.brief.page import make_page, write_page
from bothways.brief.pair import Pair, make_pair, numbered_on
from bothways.brief.readback.numbers import numbers_in
from bothways.brief.render import render_html, render_markdown, render_pdf
from bothways.evidence import Snapshot
from bothways.terms import Figure, Refusal, Source, Unit
from company import day, snapshot_of

OF = ("results", "shortfall", "landing", "themes")
SIDES = ("executives", "staff")


def told(document: Document) -> str:
    return "\n".join(text_of(line) for line in lines_of(document, evidence=False))


def blocks(document: Document, kind: type) -> list[Any]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


@pytest.fixture(scope="module")
def base(snapshot: Snapshot) -> Base:
    return gather(snapshot, period=snapshot.calendar.period("2026Q3"))


# ---- What stands there


def test_the_headline_says_the_likeliest_cause_and_says_nothing_twice(pair: Pair) -> None:
    said = [text_of(line) for line in pair.executive.headline]
    assert "likeliest largest cause" in said[1]
    assert said[1].count(" the target of ") == 0
    assert len({line.partition(",")[0] for line in said}) == 3


def test_both_sides_have_the_bridge_and_it_adds_up(pair: Pair) -> None:
    for document in (pair.executive, pair.team):
        (bridge,) = blocks(document, Bridge)
        reached = bridge.base.amount + sum(cause.amount for cause in bridge.causes)
        assert reached == pytest.approx(bridge.actual.amount, abs=0.5)
        assert len(bridge.causes) <= 8


def test_the_brief_itself_ends_within_two_pages(pair: Pair) -> None:
    for document in (pair.executive, pair.team):
        brief, whole = sheets(document, render_pdf(document))
        assert brief <= 2
        assert whole <= 5


@pytest.mark.parametrize("period", ["2026Q3", "2026Q4", "2026-09", "2026"])
def test_two_pages_do_for_any_period_and_without_targets(tmp_path: Path, period: str) -> None:
    aimless = firm(tmp_path, as_of="2026-09-30", targets=False)
    pair = make_pair(aimless, period=aimless.calendar.period(period))
    for document in (pair.executive, pair.team):
        assert sheets(document, render_pdf(document))[0] <= 2


def test_two_pages_do_for_a_running_period(tmp_path: Path) -> None:
    running = firm(tmp_path, as_of="2026-08-15")
    pair = make_pair(running, period=running.calendar.period("2026Q3"))
    for document in (pair.executive, pair.team):
        assert sheets(document, render_pdf(document))[0] <= 2


def test_what_bears_a_brief_out_comes_after_it(pair: Pair) -> None:
    for document in (pair.executive, pair.team):
        places = [section.annex for section in document.sections]
        assert places == sorted(places)
        assert any(places)
    assert not any(section.annex for one in pair.people.values() for section in one.sections)


# ---- Words


def test_every_figure_of_the_insight_room_has_a_name_that_was_given_to_it(base: Base) -> None:
    figures = [
        one for part in PARTS for one in getattr(base.insight, part).figures if getattr(base.insight, part)
    ]
    assert len({one.name for one in figures}) > 150
    assert [one.name for one in figures if not is_named(one.name, base.labels)] == []
    for name in {one.name for one in figures} | set(FOUND):
        label = label_of(name, base.labels)
        assert not numbers_in(label), label
        assert "_" not in label
        assert label[0].isupper()


def test_plain_words_of_every_part_hold_no_number(base: Base) -> None:
    for part in PARTS:
        found = getattr(base.insight, part)
        sentences = [*getattr(found, "sentences", ()), *getattr(found, "say", ()), *found.against.values()]
        assert sentences
        for sentence in sentences:
            for piece in sentence:
                assert not isinstance(piece, str) or not numbers_in(piece), sentence


def test_how_far_a_rate_is_above_another_is_said_in_points(pair: Pair) -> None:
    for fact in pair.ledger:
        figure = fact.figure
        if figure is None or "difference" not in figure.name or figure.unit is not Unit.SHARE:
            continue
        for document in pair.documents():
            for line in lines_of(document):
                for span in line:
                    if isinstance(span, Cite) and span.fact == fact.number:
                        assert "%" not in span.text


# ---- Who has what


def figure_of(base: Base, by: str, key: str) -> Figure:
    return Figure(
        name="result_bookings", value=100, unit=Unit.CENTS, period=base.period, as_of=base.as_of,
        source=Source(base.snapshot, "x"), method="x/1", by=by, key=key, label=key,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "key", "who"),
    [
        ("rep", "r1", {"person:r1"}), ("rep_stage", "r1|Propose", {"person:r1"}), ("rep_product", "r1|Device", {"person:r1"}),
        ("approver", "r1", set()), ("team_stage", "North|Propose", set()), ("deal", "d1", set()),
        ("something_new", "x", set()), ("segment", "nobody has heard of it", set()),
        ("theme_region", "price/nowhere", set()), ("all", "", {"executives", "staff"}),
        ("segment", "Labs", {"executives", "staff"}), ("theme_segment", "price/Labs", {"executives", "staff"}),
    ],
)  # fmt: skip
def test_what_is_not_foreseen_is_for_nobody(base: Base, by: str, key: str, who: set[str]) -> None:
    assert who_may(base, figure_of(base, by, key))[0] == frozenset(who)


def test_a_group_of_two_people_is_shown_to_no_side(base: Base) -> None:
    few = replace(base, sellers={("segment", "Labs"): 2})
    assert who_may(few, figure_of(few, "segment", "Labs"))[0] == frozenset()
    book = Book(few.currency)
    document = compose_executive(few, book)
    for number, draft in book.cited():
        assert draft.figure is None or draft.figure.by not in ("segment", "product", "region"), number
    assert "Labs" not in told(document)


def test_a_leaked_figure_is_refused(base: Base) -> None:
    """A person's figure that is cited for a side stops the brief, whichever part it comes from."""
    results = base.insight.results
    assert results is not None
    theirs = next(one for one in results.figures if one.by == "rep" and one.value is not None)
    for reader in ("executives", "staff", "person:somebody-else"):
        book = Book(base.currency)
        book.begin(reader)
        leaking = Found(base, book, results)
        assert not leaking.has(theirs)
        with pytest.raises(Refusal) as refused:
            leaking.value(theirs)
        assert refused.value.code == "reader"


def test_a_figure_that_the_cut_has_not_is_refused_in_a_finished_document(pair: Pair) -> None:
    own = next(
        fact for fact in pair.ledger if min(fact.readers, default="").startswith("person:") and fact.figure
    )
    for document in (pair.executive, pair.team):
        leak = Section(title=("More",), blocks=(Paragraph((Cite(own.number, "1"),)),))
        with pytest.raises(Refusal, match="not in this reader's cut"):
            check_document(replace(document, sections=(*document.sections, leak)))


def test_no_page_of_a_part_names_a_colleague_an_id_or_an_open_deal(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    rows = snapshot.con.execute("SELECT name, meaning FROM deals").fetchall()
    won = {str(name) for name, meaning in rows if meaning == "won"}
    hidden = [str(name) for name, meaning in rows if meaning != "won"]
    hidden = [name for name in hidden if not any(other.startswith(name) for other in won)]
    assert len(hidden) > 20
    for of in OF:
        for side in SIDES:
            page = make_page(snapshot, of=of, period=snapshot.calendar.period("2026Q3"), side=side)  # type: ignore[arg-type]
            for data in (
                render_html(page.document),
                render_markdown(page.document),
                render_pdf(page.document),
            ):
                must_not_contain(data, words=NAMES)
                must_not_contain(data, words=hidden if side == "staff" else ())
                if isinstance(data, str):
                    must_not_contain(data, words=[f'"r{i}"' for i in range(9)])


def test_the_teams_quotes_say_not_whose_they_are(pair: Pair) -> None:
    shown = [number for block in blocks(pair.team, Insight) for number in block.shown]
    for number in shown:
        fact = pair.team.ledger.fact(number)
        assert fact.quote is not None
        assert fact.quote.who == ""
        assert fact.quote.row.label == ""
        assert fact.rows == ()


# ---- Names are material


HOSTILE = "<b onclick=x>7 Q3</b> `#eval(1)` [a](javascript:1) €9 seven_of_9 ⁴ {{x}} $x$"


def hostile(into: Path) -> Snapshot:
    """A firm whose every name looks like markup, a number or a number word."""
    owners = [f"r{i}" for i in range(6)]
    rows, notes = [], []
    for number in range(150):
        created = day("2025-06-01") + number * 3
        close = created + 20 + number % 60
        meaning = "open" if close > day("2026-09-30") else "won" if number % 3 else "lost"
        rows.append(
            {"deal_id": f"d{number}", "name": f"{HOSTILE} {number}", "owner_id": owners[number % 6], "account_id": f"a{number % 20}",
             "stage": {"open": "First half", "won": "Won 100%", "lost": "Lost"}[meaning], "meaning": meaning,
             "amount_cents": 5_000_00 + 977 * number, "original_cents": 5_000_00 + 977 * number, "currency": "EUR",
             "created_day": created, "close_day": close, "segment": ("3rd & <third>", "Twenty-one", "€1 shops")[number % 3],
             "product": ("Model 7", "one", "#2")[number % 3], "source": "2nd hand", "competitor": "Half & Twice <1>",
             "reason": "two late" if meaning == "lost" else None, "type": "new"})  # fmt: skip
        notes.append(
            {"activity_id": f"n{number}", "deal_id": f"d{number}", "account_id": f"a{number % 20}", "person_id": owners[number % 6],
             "at_day": created + 2, "at_second": (created + 2) * 86400, "kind": "mail" if number % 2 else "note",
             "voice": "customer" if number % 2 else "rep", "subject": "7 <b>",
             "text": f"Your price is too high, {HOSTILE} sells it for less than half, and the delivery takes 12 weeks."})  # fmt: skip
    return snapshot_of(
        into, as_of="2026-09-30", deals=rows, activities=notes,
        people=[{"person_id": one, "name": f"Jo <b> {place} two", "role": "rep", "team": "7 <North>"} for place, one in enumerate(owners)],
        accounts=[{"account_id": f"a{i}", "name": f"A&B {i} <i> first"} for i in range(20)],
        targets=[{"target_id": "t", "scope": "company", "key": "", "first_day": day("2026-07-01"), "last_day": day("2026-09-30"),
                  "total_cents": 20_000_000, "is_rollup": False}],
    )  # fmt: skip


def test_hostile_names_stay_names_in_every_file(tmp_path: Path) -> None:
    snapshot = hostile(tmp_path / "in")
    quarter = snapshot.calendar.period("2026Q3")
    pair = make_pair(snapshot, period=quarter)
    for document in (pair.executive, pair.team, *list(pair.people.values())[:1]):
        page = render_html(document)
        assert "<b onclick" not in page
        check_file(page, kind="html", ledger=pair.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=pair.ledger, document=document)
        check_file(render_pdf(document), kind="pdf", ledger=pair.ledger, document=document)
    made = 0
    for of in OF:
        for side in SIDES:
            page = make_page(snapshot, of=of, period=quarter, side=side)  # type: ignore[arg-type]
            for ending in ("html", "md", "pdf"):
                write_page(page, tmp_path / f"{of}-{side}.{ending}")
                made += 1
    assert made == 24


# ---- Pages, each read back


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("of", OF)
def test_a_page_is_written_in_every_kind_and_a_wrong_digit_in_none(
    snapshot: Snapshot, tmp_path: Path, of: Any, side: Any
) -> None:
    page = make_page(snapshot, of=of, period=snapshot.calendar.period("2026Q3"), side=side)
    assert page.document.headline
    for ending in ("html", "md", "pdf"):
        assert write_page(page, tmp_path / f"{of}.{ending}").stat().st_size > 500
    kinds = {"svg"} if blocks(page.document, Bridge) or blocks(page.document, Ranges) else set()
    for ending in kinds:
        assert write_page(page, tmp_path / f"{of}.{ending}").stat().st_size > 500
    document = page.document
    at = next(at for at, line in enumerate(document.headline) if any(isinstance(span, Cite) for span in line))
    wrong = tuple(_other(span) if isinstance(span, Cite) else span for span in document.headline[at])
    assert wrong != document.headline[at]
    broken = replace(document, headline=(*document.headline[:at], wrong, *document.headline[at + 1 :]))
    for kind, render in (("html", render_html), ("markdown", render_markdown), ("pdf", render_pdf)):
        with pytest.raises(Refusal):
            check_file(render(broken), kind=kind, ledger=page.ledger, document=document)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        write_page(replace(page, document=broken), tmp_path / "broken.html")
    assert not (tmp_path / "broken.html").exists()


def _other(cite: Cite) -> Cite:
    digits = [place for place, char in enumerate(cite.text) if char.isdigit()]
    if not digits:
        return cite
    place = digits[0]
    return replace(
        cite, text=f"{cite.text[:place]}{(int(cite.text[place]) + 3) % 10}{cite.text[place + 1 :]}"
    )


def test_a_page_has_no_other_ending_and_no_picture_of_nothing(snapshot: Snapshot, tmp_path: Path) -> None:
    page = make_page(snapshot, of="shortfall", period=snapshot.calendar.period("2026Q3"))
    with pytest.raises(Refusal) as refused:
        write_page(page, tmp_path / "x.docx")
    assert refused.value.code == "out-kind"
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(Refusal) as refused:
        write_page(page, tmp_path / "file" / "x.html")
    assert refused.value.code == "out-file"


def test_a_part_that_refuses_has_no_page(tmp_path: Path) -> None:
    nothing = snapshot_of(tmp_path, as_of="2026-09-30")
    for of in ("shortfall", "themes"):
        with pytest.raises(Refusal) as refused:
            make_page(nothing, of=of, period=nothing.calendar.period("2026Q3"))  # type: ignore[arg-type]
        assert refused.value.sentence
        assert refused.value.hint
    landing = told(make_page(nothing, of="landing", period=nothing.calendar.period("2026Q3")).document)
    assert "Too little to say what we win by 31 December 2026" in landing
    assert "Nothing can be said of results" in told(
        make_page(nothing, of="results", period=nothing.calendar.period("2026Q3")).document
    )


def test_a_document_of_one_part_stands_on_its_own_numbers(base: Base) -> None:
    book = Book(base.currency)
    document = compose_executive(base, book)
    ledger, (done,) = numbered_on(book, [document])
    seen = list(dict.fromkeys(span.fact for line in done.headline for span in line if isinstance(span, Cite)))
    assert seen == sorted(seen)
    assert seen[0] == 1
    assert {fact.number for fact in done.ledger} <= {fact.number for fact in ledger}


# ---- The last brief


@pytest.mark.slow
def test_the_second_brief_says_how_the_first_ones_claim_fared(sample: Snapshot, tmp_path: Path) -> None:
    quarter = sample.calendar.period("2026Q3")
    some = ("results", "shortfall", "landing")
    early = make_pair(sample, period=quarter, as_of=date(2026, 8, 15), parts=some)
    claim = early.ledger.keyed("landing_total/all")
    assert claim is not None
    (tmp_path / "ledger.json").write_text(
        json.dumps({"facts": [fact.as_dict() for fact in early.ledger]}), "utf-8"
    )
    late = make_pair(sample, period=quarter, previous=tmp_path, parts=some)
    for document in (late.executive, late.team):
        (ranges,) = blocks(document, Ranges)
        claims = [row for row in ranges.rows if row.kind == "claim"]
        assert len(claims) == 1
        assert text_of(claims[0].outcome).endswith((", inside", ", outside"))
        assert claims[0].happened is not None
        assert "What changed since the last brief" in told(document)
        check_file(render_html(document), kind="html", ledger=late.ledger, document=document)
        check_file(render_pdf(document), kind="pdf", ledger=late.ledger, document=document)
    inside = claims[0].low <= claims[0].happened <= claims[0].high
    assert text_of(claims[0].outcome).endswith(", inside" if inside else ", outside")


@pytest.mark.parametrize("text", ["", "no json", "{}", '{"facts": 3}', "[]"])
def test_what_is_no_ledger_is_refused(snapshot: Snapshot, tmp_path: Path, text: str) -> None:
    (tmp_path / "ledger.json").write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        make_pair(snapshot, period=snapshot.calendar.period("2026Q3"), previous=tmp_path, parts=())
    assert refused.value.code == "previous"
    assert "ledger.json" in refused.value.hint
    with pytest.raises(Refusal):
        make_pair(snapshot, period=snapshot.calendar.period("2026Q3"), previous=tmp_path / "absent", parts=())
