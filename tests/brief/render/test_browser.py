"""Looks at the pages in a real browser: widths, the first screen, colours, links, the console."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import example_brief as example
import pytest

from bothways.brief.render import render_html, render_pair_html

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "executive": lambda: render_html(example.executive()),
    "person": lambda: render_html(example.person()),
    "little": lambda: render_html(example.little()),
    "hostile": lambda: render_html(example.hostile()),
    "pair": lambda: render_pair_html(example.proof()),
}
CONTRAST = """() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const l = [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * l[0] + .7152 * l[1] + .0722 * l[2]; };
  const ground = element => { for (let e = element; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility() || element.closest('.unseen, .skip, template')) continue;
    const style = getComputedStyle(element);
    const colour = numbers(element.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(colour), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push([node.textContent.trim().slice(0, 30), ratio]);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    into = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        (into / f"{name}.html").write_text(make(), encoding="utf-8")
    return into


@pytest.fixture
def look(browser, folder):
    told: list[str] = []
    opened = []

    def at(name: str, width: int, height: int = 844, theme: str = "light", part: str = ""):
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith("file:") else told.append(request.url)
        )
        page.goto((folder / f"{name}.html").as_uri() + part)
        opened.append(page)
        return page

    yield at
    for page in opened:
        page.close()
    assert told == []


@pytest.mark.parametrize("width", [360, 390, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(look, name, width):
    page = look(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    past = f"[...document.querySelectorAll('main *:not(.unseen, .unseen *)')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > {width} + 1 && !e.closest('svg')).map(e => e.outerHTML.slice(0, 90))"
    assert page.evaluate(past) == []


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
    assert page.evaluate(CONTRAST) == []
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
    overlaps = """[...document.querySelectorAll('svg.wide')].flatMap(svg => { const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
      return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3).map(([b]) => a + ' × ' + b)); })"""
    assert page.evaluate(overlaps) == []


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
