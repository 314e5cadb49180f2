"""Take the pictures of a folder of briefs that the README and the docs show.

    python docs/pictures/shoot.py BRIEFS [CHROMIUM]

Needs playwright and a browser of the system; the pictures come from the files as they are.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

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
PAIR = """<!doctype html><meta charset="utf-8"><title>The pair</title>
<style>body{{margin:0;display:flex;gap:24px;padding:24px;background:#e9ecee}}img{{width:0;flex:1}}</style>
<img src="{team}" alt="The brief for the team"><img src="{executive}" alt="The brief for the executives">"""


def main(briefs: Path, browser: str) -> None:
    """Take each picture."""
    people = sorted((briefs / "people").glob("*.html"))
    person = next((one for one in people if "what you did for it" in one.read_text("utf-8")), people[0])
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
        side_by_side(chromium, briefs, HERE / "pair.png")
        chromium.close()


def side_by_side(chromium: Browser, briefs: Path, into: Path) -> None:
    """Set the top of both briefs beside each other: staff left, executives right."""
    with tempfile.TemporaryDirectory() as folder:
        shot = {}
        for name in ("team", "executive"):
            page = chromium.new_page(viewport={"width": 820, "height": 1160}, color_scheme="light")
            page.goto((briefs / f"{name}.html").resolve().as_uri())
            path = Path(folder) / f"{name}.png"
            page.screenshot(path=path)
            shot[name] = path.as_uri()
            page.close()
        beside = Path(folder) / "pair.html"
        beside.write_text(PAIR.format(**shot), "utf-8")
        page = chromium.new_page(viewport={"width": 1320, "height": 936})
        page.goto(beside.as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=into)
        page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else shutil.which("chromium") or "chromium")
