"""Pages to look at, in the browser that all tests share."""

import hashlib

import pytest


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
