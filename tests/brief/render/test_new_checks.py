"""The new blocks go through the check in every format, and one wrong digit anywhere is found."""

import io
import re
from dataclasses import replace

import example_insight as example
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutate import changed, cites, digits_of_page, other_digit
from pypdf import PdfReader

from bothways.brief.check import check_document, check_file
from bothways.brief.document import Bridge, Cite, Insight, Section
from bothways.brief.lines import block_lines, cites_of, in_context, told_in
from bothways.brief.render import render_html, render_markdown, render_pdf, render_picture
from bothways.terms import Refusal

RENDER = {"html": render_html, "markdown": render_markdown, "pdf": render_pdf}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BRIEFS = {"rows": example.document(), "columns": example.document(renewals=False)}
FILES = {
    (kind, name): render(document) for kind, render in RENDER.items() for name, document in BRIEFS.items()
}
ALONE = {name: example.one(block) for name, block in example.pictures().items()}
PICTURES = {name: render_picture(example.only(document)) for name, document in ALONE.items()}


def refuses(data, kind, document):
    with pytest.raises(Refusal) as refused:
        check_file(data, kind=kind, ledger=document.ledger, document=document)
    assert refused.value.code in ("brief-number", "brief-name", "brief-quote", "brief-file")


@pytest.mark.parametrize("name", BRIEFS)
@pytest.mark.parametrize("kind", RENDER)
def test_every_block_passes_in_every_format(kind, name):
    document = BRIEFS[name]
    check_file(FILES[kind, name], kind=kind, ledger=document.ledger, document=document)


@pytest.mark.parametrize("name", ALONE)
def test_a_picture_alone_passes_and_so_does_its_page(name):
    document = ALONE[name]
    check_file(PICTURES[name], kind="svg", ledger=document.ledger, document=document)
    check_file(render_html(document), kind="html", ledger=document.ledger, document=document)


@MANY
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_a_page_is_found(data):
    name = data.draw(st.sampled_from(list(BRIEFS)))
    page = FILES["html", name]
    place = data.draw(st.sampled_from(PLACES[name]))
    refuses(other_digit(page, place, data.draw(st.integers(1, 9))), "html", BRIEFS[name])


@MANY
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_a_picture_alone_is_found(data):
    name = data.draw(st.sampled_from(list(PICTURES)))
    picture = PICTURES[name]
    place = data.draw(st.sampled_from(digits_of_page(picture)))
    refuses(other_digit(picture, place, data.draw(st.integers(1, 9))), "svg", ALONE[name])


@MANY
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_markdown_is_found(data):
    name = data.draw(st.sampled_from(list(BRIEFS)))
    text = FILES["markdown", name]
    place = data.draw(st.sampled_from([match.start() for match in re.finditer("[0-9]", text)]))
    refuses(other_digit(text, place, data.draw(st.integers(1, 9))), "markdown", BRIEFS[name])


@pytest.mark.slow
@pytest.mark.parametrize("kind", RENDER)
@FEW
@given(data=st.data())
def test_one_wrong_digit_in_what_was_rendered_is_found(kind, data):
    document = BRIEFS["rows"]
    held = [(place, cite) for place, cite in enumerate(cites(document)) if re.search("[0-9]", cite.text)]
    wrong, cite = data.draw(st.sampled_from(held))
    at = data.draw(st.sampled_from([match.start() for match in re.finditer("[0-9]", cite.text)]))
    text = other_digit(cite.text, at, data.draw(st.integers(1, 9)))
    other = changed(document, lambda place, one: replace(one, text=text) if place == wrong else one)
    file = RENDER[kind](other)
    assume(_seen(file) != _seen(FILES[kind, "rows"]))
    refuses(file, kind, document)


def _seen(file):
    if isinstance(file, str):
        return file
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


PLACES = {name: digits_of_page(FILES["html", name]) for name in BRIEFS}


def test_two_numbers_of_a_bridge_that_change_places_are_found():
    document = BRIEFS["rows"]
    bridge = next(block for block in document.sections[0].blocks if isinstance(block, Bridge))
    first, second, *rest = bridge.causes
    swapped = replace(
        bridge, causes=(replace(first, value=second.value), replace(second, value=first.value), *rest)
    )
    other = replace(document, sections=(Section(("Why",), (swapped,)), *document.sections[1:]))
    for kind, render in RENDER.items():
        refuses(render(other), kind, document)


def test_causes_that_do_not_add_up_are_no_document():
    document = BRIEFS["rows"]
    bridge = example.only(document)
    first, *rest = bridge.causes
    for amount in (first.amount + 1, first.amount - 100_000):
        wrong = replace(bridge, causes=(replace(first, amount=amount), *rest))
        with pytest.raises(Refusal, match="do not add up"):
            check_document(replace(document, sections=(Section((), (wrong,)),)))


def test_a_changed_word_of_a_quote_is_found():
    for kind in ("html", "markdown"):
        refuses(FILES[kind, "rows"].replace("budget closed", "budget closes"), kind, BRIEFS["rows"])
    refuses(FILES["html", "rows"].replace('<span class="mask">[name]</span>', "Ana"), "html", BRIEFS["rows"])


def test_each_line_of_a_block_is_walked_once_and_told_in_context():
    for document in (*BRIEFS.values(), *ALONE.values()):
        walked = list(cites_of(document, evidence=False))
        held = cites(replace(document, evidence=()))
        assert sorted((c.fact, c.text) for c in walked) == sorted((c.fact, c.text) for c in held)
        told = [span for line in told_in(document) for span in line if isinstance(span, Cite)]
        assert {(c.fact, c.text) for c in told} <= {(c.fact, c.text) for c in held}
    bridge = example.only(ALONE["bridge"])
    said = ["".join(s if isinstance(s, str) else s.text for s in line) for line in in_context(bridge)]
    assert (
        "Decided later: −€290k, −€370k to −€210k, 19 deals, past the end of the quarter, Security review"
        in said
    )
    assert len(list(block_lines(bridge))) > 40


def test_an_insight_without_more_is_as_it_was():
    insight = Insight(("A",), (3,), ("b",), ("c",), (("d",),))
    assert list(block_lines(insight)) == [("A",), ("d",), ("b",), ("c",)]
