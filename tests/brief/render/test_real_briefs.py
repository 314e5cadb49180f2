"""The same questions to briefs that were composed from a snapshot, not written for the renderer."""

import page_questions
import pytest
from page_outline import outline
from sheets import sheets

from bothways.brief.pair import Pair
from bothways.brief.render import render_html, render_markdown, render_pair_html, render_pdf


def documents(pair: Pair):
    return [pair.executive, pair.team, *list(pair.people.values())[:2]]


def test_each_has_a_page_a_text_and_two_sheets_before_its_annex(pair):
    for document in documents(pair):
        page = outline(render_html(document))
        levels = page.headings()
        assert levels.count(1) == 1
        assert render_markdown(document).startswith("# ")
        brief, whole = sheets(document, render_pdf(document))
        assert brief <= 2
        assert whole <= 5


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 390, 768, 1440])
def test_nothing_scrolls_sideways_and_the_headline_comes_first(pair, show, width):
    for text in (*map(render_html, documents(pair)), render_pair_html(pair.proof)):
        page = show(text, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(page_questions.PAST) == []
        assert page.evaluate(page_questions.SPILLS) == []
        if page.locator(".headline").count():
            box = page.locator(".headline").bounding_box()
            assert box["y"] + box["height"] < 844


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_and_pictures_can_be_read(pair, show, theme):
    for text in (*map(render_html, documents(pair)), render_pair_html(pair.proof)):
        page = show(text, 1440, theme=theme)
        assert page.evaluate(page_questions.CONTRAST) == []
        assert page.evaluate(page_questions.OVERLAPS) == []
