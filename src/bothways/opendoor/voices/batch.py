"""What comes out of the box: all that may, shuffled, with new ids and the day of the batch and no other time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices.box import Contents, Letter
from bothways.opendoor.voices.crowd import Crowd, back_together
from bothways.terms import Refusal

__all__ = ["Release", "Row", "due", "release", "shuffled"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be written, in the order in which they stand. voice: its id, new and random for a new voice.

    new: whether the voice is new. day: of the release, for every row alike.
    """

    voice: str
    new: bool
    day: date
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """What a batch gave: `emptied` says whether there was a release at all, then a new batch begins.

    rows: to be written in this order; held: the contents of the box from now on (letters that wait for their crowd, and
    no spent ticket once the box was emptied, since the old tickets are void). crowds: voice → who can be its author from
    now on, for every voice that has a row.
    """

    emptied: bool
    rows: tuple[Row, ...]
    held: Contents
    crowds: Mapping[str, frozenset[str]]


def due(opened: date, *, today: date, days: int = 1) -> bool:
    """Say whether a batch that was opened on a day may end today; it ends at a fixed hour of the night and never else.

    To release as soon as enough people were here would tell that the last of them completed the number.

    >>> due(date(2026, 9, 7), today=date(2026, 9, 8))
    True
    """
    if days < 1:
        raise Refusal("batch-too-short", "A batch lasts a day or more.", data={"days": days})
    return today >= opened + timedelta(days=days)


def release(
    contents: Contents,
    *,
    able: Collection[str],
    crowds: Mapping[str, Crowd],
    day: date,
    random_bytes: Callable[[int], bytes],
    rules: Rules | None = None,
) -> Release:
    """Return what comes out of a box at the end of a batch.

    able: everybody who was handed a ticket since the box was last emptied. With fewer than `rules.least` of them nothing
    comes out and the batch goes on. crowds: of every voice that has letters in the box, as the last release left it; a
    letter to a voice comes out where `back_together` finds a group.

    Decided from who was here, never from what was written. Letters to one voice keep their order. Chance is drawn
    from `random_bytes` (as `secrets.token_bytes`): a seed that is kept, or guessed, gives the order back.

    Errors: `Refusal` "no-crowd" for a letter whose voice is not in `crowds`.
    """
    rules = rules or Rules()
    here = frozenset(able)
    if len(here) < rules.least:
        return Release(emptied=False, rows=(), held=contents, crowds={})
    new, threads = _sorted(contents.letters)
    groups = {voice: back_together(_known(voice, crowds), here=here, least=rules.least) for voice in threads}
    out = [(letter,) for letter in new] + [tuple(threads[voice]) for voice in threads if groups[voice]]
    rows = [
        Row(letter.voice or random_bytes(16).hex(), not letter.voice, day, letter.fields)
        for thread in shuffled(out, random_bytes=random_bytes)
        for letter in thread
    ]
    held = tuple(letter for voice in threads if not groups[voice] for letter in threads[voice])
    return Release(
        emptied=True,
        rows=tuple(rows),
        held=Contents(held),
        crowds={row.voice: here if row.new else groups[row.voice] for row in rows},
    )


def _sorted(letters: Iterable[Letter]) -> tuple[list[Letter], dict[str, list[Letter]]]:
    """The letters that begin a voice, and those to each voice that there is."""
    new: list[Letter] = []
    threads: dict[str, list[Letter]] = {}
    for letter in letters:
        (threads.setdefault(letter.voice, []) if letter.voice else new).append(letter)
    return new, threads


def _known(voice: str, crowds: Mapping[str, Crowd]) -> Crowd:
    if voice not in crowds:
        raise Refusal("no-crowd", "A letter belongs to a voice that isn't known.", data={"voice": voice})
    return crowds[voice]


def shuffled(items: Sequence[_T], *, random_bytes: Callable[[int], bytes]) -> list[_T]:
    """Return the items in an order drawn evenly from all orders (Fisher and Yates; draws that would tilt it are thrown)."""
    made = list(items)
    for last in range(len(made) - 1, 0, -1):
        at = _below(last + 1, random_bytes)
        made[last], made[at] = made[at], made[last]
    return made


def _below(limit: int, random_bytes: Callable[[int], bytes]) -> int:
    # A remainder of 2^64 favours small numbers by less than one in 10^15; thrown draws make it exact.
    top = (1 << 64) // limit * limit
    while True:
        drawn = int.from_bytes(random_bytes(8), "big")
        if drawn < top:
            return drawn % limit
