"""A browser to look at pages with; tests that need it are skipped, aloud, where there is none."""

import hashlib
import shutil
from collections.abc import Iterator

import pytest

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


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def show(browser, tmp_path_factory):
    """Open a page (its text) at a width; afterwards nothing may stand in the console or have been fetched."""
    told: list[str] = []
    opened = []
    folder = tmp_path_factory.mktemp("pages")

    def at(text: str, width: int, height: int = 844, theme: str = "light", part: str = ""):
        file = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.html"
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith("file:") else told.append(request.url)
        )
        page.goto(file.as_uri() + part)
        opened.append(page)
        return page

    yield at
    for page in opened:
        page.close()
    assert told == []
