"""What comes out of the box: all that may, shuffled, with new ids and the day of the batch and no other time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices.box import Contents, Letter
from bothways.terms import Refusal

__all__ = ["Release", "Row", "crowd_of", "due", "release", "shuffled"]

_WAITS: Final = "It is in the box. The box is emptied once enough of you have been here."
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

    rows: to be written in this order; held: the contents of the box from now on (letters whose crowd was not here, and
    no spent ticket once the box was emptied, since the old tickets are void).
    """

    emptied: bool
    rows: tuple[Row, ...]
    held: Contents


def due(opened: date, *, today: date, days: int = 1) -> bool:
    """Say whether a batch that was opened on a day may end today; it ends at a fixed hour of the night and never else.

    To release as soon as enough people were here would tell that the last of them completed the number.

    >>> due(date(2026, 9, 7), today=date(2026, 9, 8))
    True
    """
    if days < 1:
        raise Refusal("batch-too-short", "A batch lasts a day or more.", data={"days": days})
    return today >= opened + timedelta(days=days)


def crowd_of(batches: Iterable[Collection[str]]) -> frozenset[str]:
    """Return who can be the author of a voice: the people who were here in every batch that it came out in.

    batches: who was handed a ticket in the batch of the voice, and in that of each later letter to it.

    >>> sorted(crowd_of([{"ann", "bo", "cy"}, {"bo", "cy", "di"}]))
    ['bo', 'cy']
    """
    sets = [frozenset(batch) for batch in batches]
    return frozenset.intersection(*sets) if sets else frozenset()


def release(
    contents: Contents,
    *,
    able: Collection[str],
    crowds: Mapping[str, Collection[str]],
    day: date,
    random_bytes: Callable[[int], bytes],
    rules: Rules | None = None,
) -> Release:
    """Return what comes out of a box at the end of a batch.

    able: everybody who was handed a ticket since the box was last emptied. With fewer than `rules.least` of them nothing
    comes out and the batch goes on. crowds: voice → `crowd_of` its batches so far, for every voice that has letters; a
    letter comes out only if `least` of its crowd were here again, since a voice that is written to in many batches
    would else be told by who was there each time. After the release, this batch belongs to the crowd of each row.

    Decided from who was here, never from what was written. Letters to one voice keep their order. Chance is drawn
    from `random_bytes` (as `secrets.token_bytes`): a seed that is kept, or guessed, gives the order back.

    Errors: `Refusal` "no-crowd" for a letter whose voice is not in `crowds`.
    """
    rules = rules or Rules()
    here = frozenset(able)
    if len(here) < rules.least:
        return Release(emptied=False, rows=(), held=contents)
    out: list[tuple[Letter, ...]] = []
    held: list[Letter] = []
    threads: dict[str, list[Letter]] = {}
    for letter in contents.letters:
        if letter.voice:
            threads.setdefault(letter.voice, []).append(letter)
        else:
            out.append((letter,))
    for voice, letters in threads.items():
        if voice not in crowds:
            raise Refusal("no-crowd", "A letter belongs to a voice that isn't known.", data={"voice": voice})
        if len(here.intersection(crowds[voice])) >= rules.least:
            out.append(tuple(letters))
        else:
            held += letters
    rows = [
        Row(letter.voice or random_bytes(16).hex(), not letter.voice, day, letter.fields)
        for thread in shuffled(out, random_bytes=random_bytes)
        for letter in thread
    ]
    return Release(emptied=True, rows=tuple(rows), held=Contents(tuple(held)))


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
