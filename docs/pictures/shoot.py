"""Take the pictures of a folder of briefs that the README and the docs show.

    python docs/pictures/shoot.py BRIEFS [CHROMIUM]

Needs playwright and a browser of the system; the pictures come from the files as they are.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(briefs: Path, browser: str) -> None:
    """Take each picture."""
    person = sorted((briefs / "people").glob("*.html"))[0]
    wanted = [
        ("executive-desk", briefs / "executive.html", 1440, 1000, "light", "#f2"),
        ("executive-phone", briefs / "executive.html", 390, 844, "dark", ""),
        ("team-phone", briefs / "team.html", 390, 844, "light", ""),
        ("person-desk", person, 1100, 900, "light", ""),
        ("pair-desk", briefs / "pair.html", 1440, 1000, "light", ""),
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        for name, file, width, height, theme, part in wanted:
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
            page.goto(file.resolve().as_uri() + part)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else shutil.which("chromium") or "chromium")
