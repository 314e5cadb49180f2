import io
import re
import time
from dataclasses import replace

import example_brief as example
import pypdf
import pytest
from changed_texts import bare, squeezed

from bothways.brief.document import Name, text_of
from bothways.brief.lines import lines_of, quotes_of
from bothways.brief.render import pdf, render_html, render_markdown, render_pdf

RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(data).pages)


@pytest.fixture(scope="module")
def executive() -> bytes:
    return render_pdf(example.executive())


def test_an_executive_brief_has_two_pages_and_a_personal_one(executive):
    assert len(read(executive).pages) == 2
    assert len(read(render_pdf(example.person())).pages) == 1
    assert len(read(render_pdf(example.little())).pages) == 1


def test_it_says_what_it_is(executive):
    reader = read(executive)
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Brief for the executives, third quarter 2026"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def structure(node, found):
    kind = node.get("/S")
    if kind:
        found.append((kind, node.get("/Alt")))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        held = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(held, dict):
            structure(held, found)
    return found


def test_its_structure_can_be_read_aloud(executive):
    found = structure(read(executive).trailer["/Root"]["/StructTreeRoot"], [])
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 5
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/H3")
    assert kinds.count("/Table") >= 3
    assert "/TH" in kinds
    alts = [alt for kind, alt in found if kind == "/Figure"]
    assert alts
    assert any(alt and "Pushed out: −1.56 (19)" in alt for alt in alts)


def test_every_word_and_number_can_be_read_back(executive):
    document = example.executive()
    seen = squeezed(RAISED.sub("", text(executive)))
    counts = [step.count for step in example.WATERFALL.steps]
    for line in lines_of(document, evidence=False):
        if line == example.WATERFALL.unit or line in counts:
            continue  # the line under the title says the unit; the counts stand in the picture's text
        if "株" in text_of(line) or "مخ" in text_of(line):
            continue
        assert squeezed(text_of(line)) in seen, text_of(line)
    for number in quotes_of(document):
        assert squeezed(example.QUOTES[number][0]) in seen


def test_numbers_stay_whole(executive):
    seen = text(executive)
    for number in ("€790k¹", "€4.20M²", "−1.56", "€1,240k⁵", "23 of 100³", "14 November¹⁸"):
        assert number in seen


def test_letters_that_paper_lacks_are_told_of():
    seen = text(render_pdf(example.executive()))
    assert "株式会社" in seen or pdf.LACKING_NOTE.split(" stand")[0] in seen
    assert pdf.LACKING_NOTE.split(" stand")[0] not in text(render_pdf(example.little()))


def test_hostile_names_stay_text():
    seen = squeezed(text(render_pdf(example.hostile())))
    assert squeezed(example.HOSTILE) in seen


def test_it_adds_no_digit_of_its_own():
    for make in (example.executive, example.person, example.hostile):
        assert not re.search(r"\d", RAISED.sub("", text(render_pdf(bare(make())))))


def test_same_document_same_bytes(executive):
    pdf._compiler.cache_clear()
    assert render_pdf(example.executive()) == executive


def test_the_date_is_that_of_the_data(executive):
    assert read(executive).metadata.creation_date.date() == example.AS_OF


def test_a_long_brief_keeps_its_type_and_takes_more_pages():
    document = example.executive()
    long = replace(document, sections=document.sections * 3)
    assert len(read(render_pdf(long)).pages) > 2


def test_thirty_two_briefs_take_seconds():
    begun = time.process_time()
    for _ in range(2):
        render_pdf(example.executive())
        render_html(example.executive())
        render_markdown(example.executive())
    for _ in range(30):
        render_pdf(example.person())
        render_html(example.person())
        render_markdown(example.person())
    assert time.process_time() - begun < 15


@pytest.mark.parametrize(
    "letters", ["\U00010600\U00010601", "\ue000", "\U000f0000 日本 \U00012000", "🙂 ok", "a\u200bb\ufeff"]
)
def test_letters_that_no_font_has_do_not_stop_a_brief(letters):
    document = replace(example.little(), headline=(("Deal ", Name(letters, "deal"), " closed"),))
    seen = text(render_pdf(document))
    assert "Deal" in seen
    assert "closed" in seen


def test_a_brief_that_is_a_little_long_is_set_closer():
    document = example.executive()
    assert len(document.sections) == 6
    longer = replace(
        document, sections=(*document.sections[:5], *document.sections[3:5], document.sections[5])
    )
    assert len(read(render_pdf(longer)).pages) == 2
