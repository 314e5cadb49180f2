"""Looks at the pages in a real browser: widths, the first screen, colours, links, the console."""

import io

import example_brief as example
import page_questions
import pytest

from bothways.brief.render import render_html, render_pair_html

pytestmark = pytest.mark.browser

PAGES = {
    "executive": lambda: render_html(example.executive()),
    "person": lambda: render_html(example.person()),
    "little": lambda: render_html(example.little()),
    "hostile": lambda: render_html(example.hostile()),
    "pair": lambda: render_pair_html(example.proof()),
}


@pytest.fixture
def look(show):
    return lambda name, *where, **how: show(PAGES[name](), *where, **how)


@pytest.mark.parametrize("width", [360, 390, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(look, name, width):
    page = look(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(page_questions.PAST) == []
    assert page.evaluate(page_questions.SPILLS) == []


def test_the_first_phone_screen_holds_the_whole_headline(look):
    for width, height in ((390, 844), (360, 740)):
        page = look("executive", width, height)
        box = page.locator(".headline").bounding_box()
        assert box["y"] + box["height"] < height
        assert page.locator(".headline p").count() == 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_from_its_ground(look, name, width, theme):
    page = look(name, width, theme=theme)
    assert page.evaluate(page_questions.CONTRAST) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 22, 28)"
    assert dark == (theme == "dark")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (900, 900), (1440, 900)])
def test_a_figure_opens_its_evidence_and_closing_leads_back(look, width, height):
    page = look("executive", width, height)
    proof = page.locator("#f4")
    assert not proof.is_visible()
    before = page.evaluate("scrollY")
    page.locator(".headline a[data-fact='4']").click()
    assert proof.is_visible()
    assert page.evaluate("scrollY") == before
    box = proof.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height + 1
    if width == 1440:
        sheet = page.locator(".sheet").bounding_box()
        assert box["x"] >= sheet["x"] + sheet["width"]
    proof.get_by_role("link", name="Close").click()
    assert not proof.is_visible()
    assert page.locator(".headline a[data-fact='4']").is_visible()
    assert 0 <= page.locator("#c4").bounding_box()["y"] < height


def test_every_evidence_note_can_be_read_without_a_click_on_each(look):
    page = look("executive", 1440, part="#evidence")
    shown = page.locator(".proof").evaluate_all("notes => notes.filter(n => n.checkVisibility()).length")
    assert shown == len(example.executive().evidence)


def test_every_link_resolves(look):
    for name in PAGES:
        page = look(name, 1440)
        assert (
            page.evaluate("[...document.links].filter(a => !document.getElementById(a.hash.slice(1))).length")
            == 0
        )


def test_columns_when_wide_and_rows_on_a_phone(look):
    wide, phone = look("executive", 1440), look("executive", 390)
    assert wide.locator("svg.wide").first.is_visible()
    assert not wide.locator("table.narrow-only").first.is_visible()
    assert not phone.locator("svg.wide").first.is_visible()
    assert phone.locator("table.narrow-only").first.is_visible()


def test_no_two_words_of_a_picture_overlap(look):
    page = look("executive", 1440)
    assert page.evaluate(page_questions.OVERLAPS) == []


def test_printing_takes_two_pages_and_leaves_the_controls(look):
    pypdf = pytest.importorskip("pypdf")
    page = look("executive", 1440)
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 2
    seen = " ".join(p.extract_text() for p in reader.pages)
    assert "What customers said" in seen
    assert "Against it" not in seen
    assert "All evidence" not in seen


def test_the_page_can_be_walked_by_keyboard(look):
    page = look("executive", 1440)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert "fig" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    assert page.locator(".proof:target").is_visible()
