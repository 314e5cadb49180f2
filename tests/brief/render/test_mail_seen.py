"""A mail in a browser: the first screen of a phone, no sideways scrolling, both themes, nothing fetched."""

from __future__ import annotations

import example_insight
import pytest

from bothways.brief.render.mail import mail_html

LINK = "https://desk.firm.example/r/Xy"
PHONE, FIRST = 390, 700
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_screen_holds_number_target_cause_and_ask(show, theme: str) -> None:
    document = example_insight.document()
    page = show(mail_html(document, link=LINK), PHONE, FIRST, theme)
    foot = page.evaluate("document.querySelector('h2').getBoundingClientRect().top")
    assert foot <= FIRST
    shown = page.evaluate(
        """[...document.querySelectorAll('h1, h1 ~ p, h1 ~ table')]
        .filter(one => one.getBoundingClientRect().bottom <= innerHeight).map(one => one.innerText).join(' ')"""
    )
    for line in document.headline:
        for span in line:
            if not isinstance(span, str):
                assert span.text in shown
    assert "Open it with its evidence" in shown


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1440])
def test_nothing_scrolls_sideways(show, width: int) -> None:
    page = show(mail_html(example_insight.document(), link=LINK), width, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_stand_out_as_the_browser_sees_them(show, theme: str) -> None:
    page = show(mail_html(example_insight.document()), PHONE, FIRST, theme)
    weakest = page.evaluate(
        """() => {
        const parts = text => text.match(/[\\d.]+/g).map(Number)
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
        const ground = one => { for (; one; one = one.parentElement) {
          const found = parts(getComputedStyle(one).backgroundColor)
          if (found.length < 4 || found[3]) return found } return [255, 255, 255] }
        const found = []
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walk.nextNode()) { const one = walk.currentNode
          if (!one.data.trim()) continue
          const [high, low] = [light(parts(getComputedStyle(one.parentElement).color)),
            light(ground(one.parentElement))].sort((a, b) => b - a)
          found.push((high + 0.05) / (low + 0.05)) }
        return Math.min(...found) }"""
    )
    assert weakest >= 4.5
