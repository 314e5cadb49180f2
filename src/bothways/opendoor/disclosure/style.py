"""How a text is written: habits by which colleagues know each other's mails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bothways.opendoor.disclosure.traces import Trace

__all__ = ["habits", "style_traces"]

EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2764]\uFE0F?|(?<!\w)[:;]-?[)(DPp/](?!\w)")
CLOSING = re.compile(
    r"\n\s*(?:best|kind|warm)?\s*(?:regards|wishes|cheers|thanks|thank you|yours|sincerely|br|greetings)\b[ ,.!]*"
    r"(?:\n.{0,40})?\s*$",
    re.IGNORECASE,
)
SPELLINGS = {
    "colour": "color", "favour": "favor", "behaviour": "behavior", "labour": "labor", "honour": "honor",
    "organise": "organize", "realise": "realize", "recognise": "recognize", "prioritise": "prioritize",
    "analyse": "analyze", "centre": "center", "programme": "program", "whilst": "while", "amongst": "among",
    "catalogue": "catalog", "licence": "license", "defence": "defense", "judgement": "judgment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habit:
    """One way of writing: where it shows, why it tells, and the plain way."""

    name: str
    shows: re.Pattern[str]
    why: str
    plain: Callable[[re.Match[str]], str]


def lower(match: re.Match[str]) -> str:
    """Return words in capitals as plain words."""
    return match.group().lower()


HABITS = (
    Habit("closing", CLOSING, "A way of closing is a signature.", lambda _: ""),
    Habit("pictures", EMOJI, "Few people here write with little faces.", lambda _: ""),
    Habit(
        "capitals",
        re.compile(r"\b(?:[A-Z]{5,}|[A-Z]{2,}(?:\s+[A-Z]{2,})+)\b"),
        "Few people here write in capitals.",
        lower,
    ),
    Habit(
        "marks",
        re.compile(r"[!?]{2,}"),
        "Few people here repeat their marks.",
        lambda found: found.group()[-1],
    ),
    Habit("dots", re.compile(r"\.{2,}|…"), "Few people here trail off in dots.", lambda _: "."),
    Habit("spaces", re.compile(r"(?<=\S)  +(?=\S)"), "Few people here leave two spaces.", lambda _: " "),
    Habit("semicolons", re.compile(r";(?= )"), "Few people here use semicolons.", lambda _: ","),
    Habit(
        "dashes", re.compile(r"(?<=\w) ?(?:—|--) ?(?=\w)"), "Few people here use long dashes.", lambda _: ", "
    ),
)


def habits(text: str) -> set[str]:
    """Return the names of the habits that a text shows, spelling and small letters included."""
    found = {habit.name for habit in HABITS if habit.shows.search(text)}
    if small_letters(text):
        found.add("small letters")
    words = set(re.findall(r"[a-z]+", text.lower()))
    if words & SPELLINGS.keys():
        found.add("British spelling")
    if words & set(SPELLINGS.values()):
        found.add("American spelling")
    return found


def small_letters(text: str) -> bool:
    """Whether somebody writes sentences without capitals."""
    return len(re.findall(r"[a-z]+", text)) >= 5 and not re.search(r"[A-Z]", text)


def style_traces(text: str, usual: dict[str, int], enough: int) -> Iterator[Trace]:
    """Yield where a habit shows that fewer than `enough` others have. usual: habit → texts of others that show it."""
    for habit in HABITS:
        if usual.get(habit.name, 0) < enough:
            for match in habit.shows.finditer(text):
                yield Trace(match.start(), match.end(), "style", match.group(), habit.why, habit.plain(match))
    if small_letters(text) and usual.get("small letters", 0) < enough:
        for match in re.finditer(r"(?:^|[.!?]\s+|\n)([a-z])|\b(i)\b", text):
            at = match.start(1) if match.group(1) else match.start(2)
            yield Trace(
                at, at + 1, "style", text[at], "Few people here leave capitals out.", text[at].upper()
            )
    yield from spelling(text, usual, enough)


def spelling(text: str, usual: dict[str, int], enough: int) -> Iterator[Trace]:
    """Yield British or American spellings where the others write the other one."""
    british, american = usual.get("British spelling", 0), usual.get("American spelling", 0)
    if american >= enough > british:
        swaps = SPELLINGS
    elif british >= enough > american:
        swaps = {there: here for here, there in SPELLINGS.items() if here not in {"whilst", "amongst"}}
    else:
        return
    for match in re.finditer(r"[A-Za-z]+", text):
        if (other := swaps.get(match.group().lower())) is not None:
            other = other.capitalize() if match.group()[0].isupper() else other
            yield Trace(
                match.start(), match.end(), "style", match.group(), "Most others spell it otherwise.", other
            )
