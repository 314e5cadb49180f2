"""The check finds one wrong digit, wherever it stands, in every format."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutate import changed, cites, digits_of_page, other_digit
from pypdf import PdfReader

from bothways.brief.check import FileKind, check_document, check_file, check_quotes
from bothways.brief.document import Cite, Document, Name, Paragraph, Section, Waterfall
from bothways.brief.ledger import Ledger
from bothways.brief.pair import Pair
from bothways.brief.readback import numbers_in
from bothways.brief.render import render_html, render_markdown, render_pdf
from bothways.brief.render.charts import columns
from bothways.brief.render.picture import page_svg, paper_svg
from bothways.evidence import Snapshot
from bothways.terms import Refusal

RENDER: dict[FileKind, Any] = {"html": render_html, "markdown": render_markdown, "pdf": render_pdf}
KINDS = pytest.mark.parametrize("kind", ["html", "markdown", "pdf"])
OF_ALL = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEWER = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_files: dict[tuple[FileKind, str], Any] = {}


def rendered(kind: FileKind, document: Document) -> Any:
    key = (kind, document.reader)
    if key not in _files:
        _files[key] = RENDER[kind](document)
    return _files[key]


def wrongly(kind: FileKind, other: Document, document: Document) -> Any:
    """Render what was changed; on paper the picture stands without its table, and shows no counts."""
    file = RENDER[kind](other)
    assume(_seen(file) != _seen(rendered(kind, document)))
    return file


def _seen(file: Any) -> str:
    if isinstance(file, str):
        return file
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


def refuses(data: Any, kind: FileKind, pair: Pair, document: Document) -> Refusal:
    with pytest.raises(Refusal) as refused:
        check_file(data, kind=kind, ledger=pair.ledger, document=document)
    assert refused.value.code in ("brief-number", "brief-name", "brief-quote", "brief-file")
    return refused.value


@KINDS
def test_every_brief_passes_in_every_format(kind: FileKind, pair: Pair) -> None:
    for document in pair.documents():
        check_file(rendered(kind, document), kind=kind, ledger=pair.ledger, document=document)


@OF_ALL
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_a_page_is_found(data: st.DataObject, pair: Pair) -> None:
    document = data.draw(st.sampled_from([pair.executive, pair.team, next(iter(pair.people.values()))]))
    page = rendered("html", document)
    place = data.draw(st.sampled_from(_places(page)))
    refuses(other_digit(page, place, data.draw(st.integers(1, 9))), "html", pair, document)


@cache
def _places(page: str) -> list[int]:
    return digits_of_page(page)


@OF_ALL
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_markdown_is_found(data: st.DataObject, pair: Pair) -> None:
    document = data.draw(st.sampled_from([pair.executive, pair.team]))
    text = rendered("markdown", document)
    place = data.draw(st.sampled_from([m.start() for m in re.finditer("[0-9]", text)]))
    refuses(other_digit(text, place, data.draw(st.integers(1, 9))), "markdown", pair, document)


@pytest.mark.slow
@KINDS
@FEWER
@given(data=st.data())
def test_one_wrong_digit_in_what_was_rendered_is_found(
    kind: FileKind, data: st.DataObject, pair: Pair
) -> None:
    document = data.draw(st.sampled_from([pair.executive, pair.team]))
    held = [(n, c) for n, c in enumerate(cites(document)) if re.search("[0-9]", c.text)]
    wrong, cite = data.draw(st.sampled_from(held))
    at = data.draw(st.sampled_from([m.start() for m in re.finditer("[0-9]", cite.text)]))
    text = other_digit(cite.text, at, data.draw(st.integers(1, 9)))
    other = changed(document, lambda place, one: replace(one, text=text) if place == wrong else one)
    refuses(wrongly(kind, other, document), kind, pair, document)


@pytest.mark.slow
@KINDS
@FEWER
@given(data=st.data())
def test_two_numbers_that_change_places_are_found(kind: FileKind, data: st.DataObject, pair: Pair) -> None:
    document = pair.executive
    held = [(n, c) for n, c in enumerate(cites(document)) if numbers_in(c.text) and c.mark]
    (a, one), (b, two) = data.draw(
        st.lists(st.sampled_from(held), min_size=2, max_size=2, unique_by=lambda pair: pair[1].text)
    )
    swap = {a: two.text, b: one.text}
    other = changed(document, lambda place, cite: replace(cite, text=swap.get(place, cite.text)))
    refuses(wrongly(kind, other, document), kind, pair, document)


@pytest.mark.slow
@KINDS
@FEWER
@given(data=st.data())
def test_a_number_that_is_missing_is_found(kind: FileKind, data: st.DataObject, pair: Pair) -> None:
    document = pair.team
    held = [n for n, c in enumerate(cites(document)) if re.search("[0-9]", c.text)]
    gone = data.draw(st.sampled_from(held))
    other = changed(document, lambda place, cite: "it" if place == gone else cite)
    refuses(wrongly(kind, other, document), kind, pair, document)


def picture_of(document: Document) -> str:
    blocks = [
        block for section in document.sections for block in section.blocks if isinstance(block, Waterfall)
    ]
    drawn = columns(blocks[0])
    assert drawn is not None
    return str(page_svg(drawn))


@OF_ALL
@given(data=st.data())
def test_one_wrong_digit_in_a_picture_is_found(data: st.DataObject, pair: Pair) -> None:
    svg = picture_of(pair.executive)
    check_file(svg, kind="svg", ledger=pair.ledger, document=pair.executive)
    place = data.draw(st.sampled_from(_places(svg)))
    refuses(other_digit(svg, place, data.draw(st.integers(1, 9))), "svg", pair, pair.executive)


def test_a_picture_for_paper_is_read_too(pair: Pair) -> None:
    blocks = [b for s in pair.executive.sections for b in s.blocks if isinstance(b, Waterfall)]
    drawn = columns(blocks[0])
    assert drawn is not None
    svg = paper_svg(drawn, font="Inter")
    check_file(svg, kind="svg", ledger=pair.ledger, document=pair.executive)
    value = blocks[0].steps[0].value[0]
    assert isinstance(value, Cite)
    assert value.text in svg
    at = re.search("[0-9]", value.text)
    assert at is not None
    wrong = svg.replace(value.text, other_digit(value.text, at.start(), 1))
    refuses(wrong, "svg", pair, pair.executive)


@pytest.mark.parametrize(
    "put_in",
    ["<p>7 more</p>", "<p>a dozen more</p>", "<p>half of it</p>", '<img alt="seven deals">', "<p>½</p>", "<p>٣</p>",
     "<!-- €7k -->", "<script>1</script>", '<p style="x">a</p>', '<a class="fig" data-fact="1" href="#f2">€1k</a>',
     '<span data-fact="99999">€1k</span>', '<span data-name="deal">Deal 77</span>', '<p aria-label="third">x</p>'],
)  # fmt: skip
def test_what_is_put_into_a_page_beside_the_facts_is_found(put_in: str, pair: Pair) -> None:
    page = rendered("html", pair.executive)
    assert "</footer>" in page
    refuses(page.replace("</footer>", f"{put_in}</footer>", 1), "html", pair, pair.executive)


def test_the_refusal_names_the_wrong_digit(pair: Pair) -> None:
    page = rendered("html", pair.executive)
    bookings = pair.executive.headline[0]
    cite = next(span for span in bookings if isinstance(span, Cite) and span.text.startswith("€"))
    wrong = "€9.99M"
    refused = refuses(page.replace(f">{cite.text}<", f">{wrong}<", 1), "html", pair, pair.executive)
    assert wrong in refused.sentence


def test_a_number_without_a_fact_is_no_document(pair: Pair) -> None:
    for text in ("We won 12 deals.", "We won twelve deals.", "Half of it is gone.", "A dozen remain."):
        section = Section(title=("More",), blocks=(Paragraph((text,)),))
        with pytest.raises(Refusal, match="without a fact"):
            check_document(replace(pair.executive, sections=(*pair.executive.sections, section)))


def test_a_name_that_the_cut_has_not_is_no_document(pair: Pair) -> None:
    section = Section(title=("More",), blocks=(Paragraph((Name("Hidden Deal 5", "deal"),)),))
    with pytest.raises(Refusal, match="Hidden Deal 5"):
        check_document(replace(pair.executive, sections=(section,)))


def test_a_document_that_cites_what_its_reader_has_not_is_refused(pair: Pair) -> None:
    own = next(fact for fact in pair.ledger if fact.readers == frozenset({"person:r0"}))
    section = Section(title=("More",), blocks=(Paragraph((Cite(own.number, "1"),)),))
    with pytest.raises(Refusal, match="not in this reader's cut"):
        check_document(replace(pair.team, sections=(section,)))


def test_a_file_on_another_ledger_is_refused(pair: Pair) -> None:
    fewer = Ledger(
        pair.ledger.facts[:-1] if "staff" in pair.ledger.facts[-1].readers else pair.ledger.facts[1:]
    )
    with pytest.raises(Refusal, match="cut of this ledger"):
        check_file(rendered("html", pair.team), kind="html", ledger=fewer, document=pair.team)


def test_quotes_are_exact_and_labelled(pair: Pair, snapshot: Snapshot) -> None:
    quotes = [fact for fact in pair.ledger if fact.quote]
    assert {fact.quote.voice for fact in quotes if fact.quote} == {"customer", "rep"}
    check_quotes(pair.ledger, snapshot)
    page = rendered("html", pair.executive)
    for fact in quotes:
        assert fact.quote is not None
        assert fact.quote.said_by in html.unescape(page)
        for wrong in (
            replace(fact.quote, text=fact.quote.text + " indeed"),
            replace(fact.quote, voice="rep" if fact.quote.voice == "customer" else "customer"),
        ):
            with pytest.raises(Refusal, match=r"does not stand in|is not the"):
                check_quotes(Ledger((replace(fact, quote=wrong),)), snapshot)


def test_a_changed_word_of_a_quote_is_found(pair: Pair) -> None:
    fact = next(fact for fact in pair.ledger if fact.quote and "budget" in fact.quote.text)
    assert fact.quote is not None
    for kind in ("html", "markdown"):
        text = rendered(kind, pair.executive)
        refuses(text.replace("budget", "budgets"), kind, pair, pair.executive)


def test_no_file_of_another_kind(pair: Pair) -> None:
    assert refuses(b"not a pdf", "pdf", pair, pair.team).code == "brief-file"
    assert refuses("text", "pdf", pair, pair.team).code == "brief-file"
    assert refuses(b"\xff\xfe", "html", pair, pair.team).code == "brief-file"
    refuses("", "html", pair, pair.team)
    refuses("", "markdown", pair, pair.team)
