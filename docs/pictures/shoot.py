"""Take the pictures of the demo that the README and the docs show.

    bothways demo
    python docs/pictures/shoot.py bothways-demo [CHROMIUM]

Needs playwright and a browser of the system; the pictures come from the files, and from the terminal, as they are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

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
PAGES = (("shortfall", 1250), ("landing", 900), ("themes", 1250), ("results", 1250))
MAILS = (
    ("mail-phone", 390, 844, "light"),
    ("mail-phone-dark", 390, 844, "dark"),
    ("mail-tablet", 768, 1000, "light"),
)
COLUMNS = 100
PAIR = """<!doctype html><meta charset="utf-8"><title>The pair</title>
<style>body{{margin:0;display:flex;gap:24px;padding:24px;background:#e9ecee}}img{{width:0;flex:1}}</style>
<img src="{team}" alt="The brief for the team"><img src="{executive}" alt="The brief for the executives">"""
TERMINAL = """<!doctype html><meta charset="utf-8"><title>In the terminal</title>
<style>body{margin:0;padding:24px;background:#14202b;color:#e8edf1}
pre{margin:0;font:14px/1.35 'DejaVu Sans Mono',monospace}</style>
<pre>{code}</pre>"""


def main(demo: Path, browser: str) -> None:
    """Take each picture."""
    briefs = demo / "briefs"
    snapshot = max((demo / "snapshots").glob("*/manifest.json"), key=lambda path: path.stat().st_mtime).parent
    people = sorted((briefs / "people").glob("*.html"))
    person = next((one for one in people if "what you did for it" in one.read_text("utf-8")), people[0])
    wanted = [
        ("executive-desk", briefs / "executive.html", 1440, 1000, "light", "#f2"),
        ("executive-phone", briefs / "executive.html", 390, 844, "dark", ""),
        ("team-phone", briefs / "team.html", 390, 844, "light", ""),
        ("person-desk", person, 1100, 900, "light", ""),
        ("pair-desk", briefs / "pair.html", 1440, 1000, "light", ""),
    ]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        for name, height in PAGES:
            page = Path(folder) / f"{name}.html"
            bothways(name, snapshot, "--out", page)
            wanted.append((f"{name}-desk", page, 1280, height, "light", ""))
        terminal = Path(folder) / "terminal.html"
        terminal.write_text(in_terminal(bothways("shortfall", snapshot)), "utf-8")
        wanted.append(("shortfall-terminal", terminal, 940, 900, "dark", ""))
        names = ("--names", demo / "names.txt")
        calm = Path(folder) / "calm.html"
        calm.write_text(in_terminal(bothways("reframe", "--file", demo / "message.txt", *names)), "utf-8")
        wanted.append(("reframe-terminal", calm, 900, 1450, "dark", ""))
        proof = Path(folder) / "proof.html"
        proof.write_text(
            in_terminal(bothways("receipt", demo / "message.txt", demo / "wording.txt", *names)), "utf-8"
        )
        wanted.append(("receipt-terminal", proof, 900, 390, "dark", ""))
        for name, file, width, height, theme, part in wanted:
            shown = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
            shown.goto(file.resolve().as_uri() + part)
            shown.screenshot(path=HERE / f"{name}.png")
            shown.close()
        for name, width, height, theme in MAILS:
            shoot_mail(chromium, briefs, HERE / f"{name}.png", width=width, height=height, theme=theme)
        side_by_side(chromium, briefs, HERE / "pair.png")
        chromium.close()


def shoot_mail(chromium: Browser, briefs: Path, into: Path, *, width: int, height: int, theme: str) -> None:
    """Take a picture of the executives' mail, as the command previews it."""
    with tempfile.TemporaryDirectory() as folder:
        bothways("send", briefs, "--to", "executives=vera@firm.example", "--dry-run", "--out", folder)
        (preview,) = Path(folder).glob("*.eml")
        mail = message_from_bytes(preview.read_bytes(), policy=SMTP)
        body = mail.get_body(("html",))
        page = Path(folder) / "mail.html"
        page.write_text(body.get_content() if body else "", "utf-8")
        shown = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
        shown.goto(page.as_uri())
        shown.screenshot(path=into)
        shown.close()


def bothways(command: str, *arguments: object) -> str:
    """Run a command as in a terminal and return what it prints, colours included."""
    # A receipt ends with its verdict, which is no error.
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bothways", command, *map(str, arguments)], capture_output=True,
        check=command != "receipt",
        env=os.environ | {"COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "COLORTERM": "truecolor", "PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout.decode("utf-8")


def in_terminal(printed: str) -> str:
    """Return what was printed as a page."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(Text.from_ansi(printed))
    code = console.export_html(inline_styles=True, code_format="{code}")
    return TERMINAL.replace("{code}", code)


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
