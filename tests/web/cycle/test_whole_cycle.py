"""The whole cycle, on the application as it is served: from an export and an angry word to the mail with the answer.

Told with a mouse, and with the keyboard alone: then no address is typed but the first, and those out of mails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from web.cycle.conftest import Post, Served, fetched
from web.cycle.hands import Keyboard, Mouse
from web.cycle.house import PASSWORD

SAID = "You people never answer. Norrvik waits for 11 quotes since 5 October."
CALM = "Norrvik waits for 11 quotes since 5 October."
ANSWER = "The 11 quotes go out by Friday."
WHY = "2 people are back from leave."
MAKING = 300_000
"""Milliseconds for what a worker does: a machine that is busy takes its time."""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample company's export."""
    from bothways.evidence import write_sample  # noqa: PLC0415 - the engine takes a moment

    folder = tmp_path_factory.mktemp("sample") / "export"
    write_sample(folder, seed=7, as_of=date(2026, 9, 30))
    return sorted(folder.iterdir())


def signs_in(hands: Mouse, name: str) -> None:
    hands.page.goto("/")
    hands.write("Email", f"{name}@firm.example")
    hands.write("Password", PASSWORD)
    hands.button("Sign in")
    hands.page.get_by_role("navigation", name="Rooms").wait_for()


def imports(ada: Mouse, export: list[Path]) -> None:
    ada.room("Evidence")
    ada.says("There is no evidence yet.")
    ada.hand_over("Files, or a zip", export)
    ada.button("Read it")
    ada.says("rows were refused, none was changed.", within=MAKING)


def names_a_reader(ada: Mouse) -> None:
    ada.room("Briefs")
    ada.says("No brief was made yet.")
    ada.link("Readers and timetable")
    ada.says("Each reader gets their own cut")
    ada.write("Name", "Hal")
    ada.write("E-mail address", "hal@firm.example")
    ada.pick("Side", "Executives")
    ada.button("Add")
    ada.says("hal@firm.example")


def brings(ben: Mouse) -> str:
    """Into the closed box; gives the key."""
    ben.page.wait_for_load_state("networkidle")  # the ticket comes by itself
    ben.link("Say something without your name")
    ben.says("This page doesn’t know who you are.")
    ben.choose("Concern")
    ben.write("In your words", SAID)
    ben.button("Look at it before sending")
    ben.says("How recognisable is this?")
    assert ben.page.locator(".heat").count()
    ben.choose("Ask me again before it crosses.")
    ben.button("Put it in the box")
    ben.says("Write down this key now.")
    return str(ben.page.locator("#key").inner_text())


def reframes(ada: Mouse) -> None:
    ada.room("Open door")
    ada.press(ada.page.locator("a.voice"))
    ada.says("As it was said")
    assert "Ben" not in ada.page.locator("main").inner_text()
    ada.write("The wording", CALM)
    ada.page.locator("#wording del", has_text="You people").wait_for()
    ada.button("Show it to the author")
    ada.says("Its author has your wording, and decides.")


def returns(hands: Mouse, key: str) -> None:
    hands.says("Your key opens what you wrote.")
    hands.write("Key", key.lower())
    hands.button("Open")


def agrees(ben: Mouse, key: str) -> None:
    ben.link("I have written it down")
    ben.link("Return with a key")
    returns(ben, key)
    ben.says("May it cross like this?")
    ben.button("It may go like this")
    ben.says("What you wrote lies in the closed box.")


def carries_across(ada: Mouse) -> None:
    ada.room("Open door")
    ada.press(ada.page.locator("a.voice"))
    ada.says("These words may cross.")
    ada.button("Carry it across")
    ada.says("Ask for the answer by mail")
    ada.choose("Hal hal@firm.example")
    ada.button("Mail them the link")
    ada.says("The link is on its way to Hal.")


def answers(hal: Mouse, post: Post, served: Served) -> None:
    text = post.mail(to="hal@firm.example", about="Concern of the sales staff").get_content()
    assert CALM in text
    assert "You people" not in text
    address = re.search(r"http://\S+/door/link/\S+/", text)
    assert address
    before = served.kept(reader="hal@firm.example")
    for _ in range(3):  # a scanner of mails opens it first
        fetched(address[0])
    hal.page.goto(address[0])
    hal.says("You answer as Hal.")
    assert served.kept(reader="hal@firm.example") == before
    hal.write("Your answer", ANSWER)
    hal.write("Why", WHY)
    hal.button("Answer as Hal")
    hal.says("Your side has answered.")
    assert served.kept(reader="hal@firm.example") != before


def carries_back(ada: Mouse) -> None:
    ada.room("Open door")
    ada.press(ada.page.locator("a.voice"))
    ada.says("Answered by Hal.")
    ada.button("Carry the answer back in these words")
    ada.says("The answer went back.")


def reads_the_answer(anybody: Mouse, key: str) -> None:
    anybody.page.goto("/door/box/key/")
    returns(anybody, key)
    anybody.says("An answer came back.")
    anybody.says(ANSWER)
    anybody.says(WHY)


def sends_the_brief(ada: Mouse) -> None:
    ada.room("Briefs")
    ada.says("A new pair")
    ada.button("Make the pair")
    ada.says("Read both, word them, approve.", within=MAKING)
    ada.link("To the approval")
    ada.button("Approve and send")
    ada.says("Approved on")


def arrives(hal: Mouse, post: Post) -> None:
    made = post.mail(to="hal@firm.example", about="2026")
    for kind in ("plain", "html"):
        body = made.get_body((kind,))
        assert body is not None
        text = " ".join(body.get_content().split())
        assert CALM in text
        assert ANSWER in text
        assert "You people" not in text
    address = re.search(r"http://\S+/r/\S+/", made.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert address
    hal.page.goto(address[0])
    hal.page.locator("body", has_text=ANSWER).wait_for()


@pytest.mark.parametrize("hands", [Mouse, Keyboard], ids=["mouse", "keyboard"])
def test_from_an_angry_word_to_the_mail_with_the_answer(
    served: Served, post: tuple[Post, int], opened: Callable[..., Any], export: list[Path], hands: type[Mouse]
) -> None:
    ada, ben, hal = (hands(opened()) for _ in range(3))
    signs_in(ada, "ada")
    signs_in(ben, "ben")
    imports(ada, export)
    names_a_reader(ada)
    key = brings(ben)
    served.does("night")
    reframes(ada)
    served.does("night")
    agrees(ben, key)
    served.does("night")
    served.does("night")  # an author's answer comes out once all who can have written it were here twice
    carries_across(ada)
    answers(hal, post[0], served)
    carries_back(ada)
    served.does("night")
    reads_the_answer(hands(opened(width=390)), key)
    sends_the_brief(ada)
    arrives(hal, post[0])
