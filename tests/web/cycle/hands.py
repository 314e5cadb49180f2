"""Two ways to use a page: with a mouse, and with the keyboard alone. The same story is told with either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SEEN = """(element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const on = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return element.matches(":focus-visible") && ring && on;
}"""
"""Whether who looks at the page sees that an element has the focus: a ring, on the screen."""


class Mouse:
    """Clicks and fills."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def says(self, text: str, *, within: int = 120_000) -> None:
        """Wait until the page says something: what stood before a click is still there just after it."""
        try:
            self.page.locator("main", has_text=text).wait_for(timeout=within)
        except Exception as waited:
            said = self.page.locator("main").inner_text()
            raise AssertionError(f"{self.page.url} doesn't say “{text}”, but: {said[:2000]}") from waited
        self.page.wait_for_load_state()

    def press(self, what: Any) -> None:
        """A link, a button, the head of details."""
        what.click()

    def button(self, name: str) -> None:
        """Press a button by what it says."""
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Follow a link by what it says."""
        self.press(self.page.get_by_role("link", name=name, exact=True).first)

    def room(self, name: str) -> None:
        """Go to a room by the menu."""
        rooms = self.page.get_by_role("navigation", name="Rooms")
        self.press(rooms.get_by_role("link", name=name, exact=True))

    def field(self, label: str) -> Any:
        """A field by its label."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}:?\s*$"))

    def write(self, label: str, text: str) -> None:
        """Write into a field, instead of what stands there."""
        self.field(label).fill(text)

    def choose(self, label: str) -> None:
        """Choose one of several."""
        self.page.get_by_label(label).check()

    def pick(self, label: str, option: str) -> None:
        """Pick out of a list."""
        self.field(label).select_option(label=option)

    def hand_over(self, label: str, files: Sequence[Path]) -> None:
        """Choose files."""
        with self.page.expect_file_chooser() as chooser:
            self.press(self.page.get_by_label(label))
        chooser.value.set_files(files)


class Keyboard(Mouse):
    """Tab, Enter, space, arrows and letters; nothing else."""

    MOST = 150
    """Tabs to reach anything: who needs more gives up."""

    def reach(self, what: Any) -> None:
        """Tab until it has the focus; fails where it is not reached, or where nobody sees that it was."""
        what.wait_for()
        passed = []
        for _ in range(self.MOST):
            if what.evaluate("(element) => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        else:
            raise AssertionError(f"{what} was not reached on {self.page.url} by the keyboard: {passed}")
        assert what.evaluate(SEEN), f"{what} has the focus, and nobody sees it"

    def press(self, what: Any) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        wanted = self.page.get_by_label(label)
        name = wanted.get_attribute("name")
        several = self.page.locator(f'input[type="radio"][name="{name}"]')
        if not several.count():
            self.reach(wanted)
            if not wanted.is_checked():
                self.page.keyboard.press("Space")
            return
        chosen = self.page.locator(f'input[type="radio"][name="{name}"]:checked')
        self.reach(chosen if chosen.count() else several.first)
        for _ in range(several.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def pick(self, label: str, option: str) -> None:
        wanted = self.field(label)
        self.reach(wanted)
        self.page.keyboard.type(option)
        assert wanted.evaluate("(list) => list.selectedOptions[0].label") == option

    def hand_over(self, label: str, files: Sequence[Path]) -> None:
        self.reach(self.page.get_by_label(label))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(files)
