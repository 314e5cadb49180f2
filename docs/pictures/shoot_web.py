"""Shoot the pictures of the web application: `python docs/pictures/shoot_web.py`, with Chromium on the machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def brief(page: Page) -> None:
    """Open the draft, and wait for its previews."""
    page.goto("/briefs/")
    page.locator("table a").first.click()
    page.wait_for_timeout(6000)


def voice(page: Page) -> None:
    """Open the voice that has waited longest."""
    page.goto("/door/")
    page.locator("a.voice").first.click()


def shoot(address: str) -> None:
    """Sign in as the sample company's manager and take the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, width, dark in (("desk", 1440, False), ("phone", 390, True)):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if dark else "light",
                base_url=address,
            )
            page = context.new_page()
            page.goto("/in/")
            page.locator('form[action="/demo-in/manager/"] button').click()
            page.screenshot(path=HERE / f"web-home-{name}.png", full_page=name == "desk")
            voice(page)
            page.screenshot(path=HERE / f"web-voice-{name}.png")
            brief(page)
            page.screenshot(path=HERE / f"web-brief-{name}.png")
        browser.close()


def main() -> None:
    """Serve the sample company, shoot, stop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as data:
        serve = [sys.executable, "-m", "bothways", "serve", "--demo", "--data", data, "--port", port]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        try:
            for line in server.stdout or ():
                if line.startswith("Open "):
                    break
            shoot(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
