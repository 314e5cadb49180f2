import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from itertools import pairwise

import example_brief as example
import pytest
from changed_texts import bare
from page_outline import outline

from bothways.brief.document import text_of
from bothways.brief.lines import lines_of
from bothways.brief.readback import numbers_in
from bothways.brief.render import render_html, render_markdown

DOCUMENTS = (example.executive, example.person, example.little, example.hostile)


@pytest.fixture(params=DOCUMENTS, ids=lambda make: make.__name__)
def document(request):
    return request.param()


def test_headings_are_one_tree(document):
    page = outline(render_html(document))
    levels = page.headings()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_it_holds_under_a_strict_policy(document):
    text = render_html(document)
    page = outline(text)
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    for element in page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        assert element.attributes.get("href", "#").startswith("#")
        assert "src" not in element.attributes
    (style,) = page.all("style")
    assert not re.search(r"https?:|//|@import|url\(", re.sub(r"/\*.*?\*/", "", style.text, flags=re.DOTALL))
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    (policy,) = [m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_the_style_sheet_has_no_rule_for_the_data():
    assert (
        outline(render_html(example.executive())).all("style")[0].text
        == outline(render_html(example.person())).all("style")[0].text
    )


def test_links_lead_somewhere_and_ids_are_alone(document):
    page = outline(render_html(document))
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert link.attributes["href"][1:] in ids


def test_a_figure_is_a_link_to_its_evidence():
    page = outline(render_html(example.executive()))
    figures = [a for a in page.all("a") if "data-fact" in a.attributes]
    assert len(figures) > 40
    for figure in figures:
        number = figure.attributes["data-fact"]
        assert figure.attributes["href"] == f"#f{number}"
        assert "fig" in figure.attributes["class"].split()
    marked = '<a class="fig fig--short" data-fact="4" href="#f4">€1.56M<sup>4</sup></a>'
    assert marked in re.sub(' id="c4"', "", render_html(example.executive()))


def test_a_figure_without_evidence_is_no_dead_link():
    page = outline(render_html(replace(example.executive(), evidence=())))
    assert not [a for a in page.all("a") if "data-fact" in a.attributes]
    assert [s for s in page.all("span") if s.attributes.get("data-fact") == "4"]


def test_pictures_are_told_or_hidden(document):
    for svg in outline(render_html(document)).all("svg"):
        told = svg.attributes.get("role") == "img" and svg.attributes.get("aria-label")
        assert told or svg.attributes.get("aria-hidden") == "true"


def test_texts_in_a_picture_name_their_fact():
    texts = outline(render_html(example.executive())).all("text")
    values = {t.text: t.attributes.get("data-fact") for t in texts}
    assert values["−1.56"] == "4"
    assert values["+2.91"] == "7"
    for t in texts:
        assert not re.search(r"\d", t.text) or t.attributes.get("data-fact"), t


def test_tables_say_what_heads_what(document):
    for head in outline(render_html(document)).all("th"):
        assert head.attributes.get("scope") in {"col", "row"}


def test_hostile_names_stay_text():
    text = render_html(example.hostile())
    page = outline(text)
    assert example.HOSTILE in page.seen
    assert "<script" not in text
    assert text.count(html.escape(example.HOSTILE)) > 5 or example.HOSTILE in page.all("h1")[0].text


def test_every_line_of_the_document_is_printed(document):
    seen = outline(render_html(document)).seen_without_numbers
    for line in lines_of(document):
        assert text_of(line) in seen


def test_it_adds_no_digit_of_its_own(document):
    page = outline(render_html(bare(document)))
    assert not re.findall(r".{20}\d.{20}", page.seen_without_numbers)
    for element in page.elements:
        assert not re.search(r"\d", element.attributes.get("aria-label", ""))


def test_it_adds_no_number_word_of_its_own(document):
    document = bare(document)
    own = {number.text.lower() for line in lines_of(document) for number in numbers_in(text_of(line))}
    own |= {
        number.text.lower()
        for fact in document.ledger
        if fact.quote
        for number in numbers_in(f"{fact.quote.text} {fact.quote.who}")
    }
    own |= {number.text.lower() for number in numbers_in(document.title)}
    for seen in (
        outline(render_html(document)).seen_without_numbers,
        re.sub(r"\[\^\d+\]", "", render_markdown(document)),
    ):
        assert {number.text.lower() for number in numbers_in(seen)} <= own


def test_quotes_are_exact_and_labelled():
    page = outline(render_html(example.executive()))
    quotes = {q.attributes["data-fact"]: q for q in page.all("blockquote")}
    for number, (text, _) in example.QUOTES.items():
        assert quotes[str(number)].text == f"“{text}”"
    cites = [c.text for c in page.all("cite")]
    assert len([c for c in cites if c.startswith("Customer's own words")]) == 4
    assert len([c for c in cites if c.startswith("Rep's account")]) == 1


def test_the_ledger_lies_in_the_file_and_is_the_readers_own():
    document = example.executive()
    (ledger,) = [t for t in outline(render_html(document)).all("template") if t.attributes["id"] == "ledger"]
    assert [f["number"] for f in json.loads(ledger.text)["facts"]] == [f.number for f in document.ledger]


def test_scripts_of_the_world_survive():
    seen = outline(render_html(example.executive())).seen
    for name in ("株式会社 日本分析センター", "مختبرات الخليج 7", "Vätterbygdens", "Ana Íñiguez"):
        assert name in seen


def test_little_is_a_brief_too():
    page = outline(render_html(example.little()))
    assert "One export shows no movement" in page.seen
    assert not page.all("table") or "Deal" in page.seen


def test_same_document_same_bytes(document):
    assert render_html(document) == render_html(document)
