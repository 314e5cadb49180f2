"""What a person gives to a brief: asks, imperatives, a note. It is material, never a command.

The forms of the two files stand in docs/method/brief.md, with an example each.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bothways.brief import words
from bothways.terms import Refusal, Side

_LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One ask of the executives: what, why, what it costs and brings, what would do instead."""

    what: str
    why: str = ""
    cost: str = ""
    brings: str = ""
    instead: str = ""
    by: str = ""
    of: str = ""
    given_by: str = "the manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imperative:
    """What the executives require: what, why, what it means for the week, where the manager stands."""

    what: str
    why: str = ""
    means: str = ""
    instead: str = ""
    by: str = ""
    of: str = ""
    stand: str = ""
    given_by: str = "the executives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one side brought, in the words that crossed, and what was answered. No name and no other day stands in it.

    side: who brought it. kind: `concern`, `question`, … crossed: the day of the crossing. answer: as it went back; empty
    while it is waited for.
    """

    side: Side
    kind: str
    said: str
    crossed: date
    answer: str = ""
    why: str = ""


Given = TypeVar("Given", Asked, Imperative)


def read_asks(source: Path | str | Sequence[Mapping[str, Any]] | None) -> tuple[Asked, ...]:
    """Read asks: a TOML file with `[[ask]]` tables, or such tables as mappings.

    Raises:
        Refusal: `given-file`, `given-form`, `given-key` or `given-text`, naming the place.
    """
    return tuple(_one(Asked, table, place) for place, table in _tables(source, "ask"))


def read_imperatives(source: Path | str | Sequence[Mapping[str, Any]] | None) -> tuple[Imperative, ...]:
    """Read imperatives: a TOML file with `[[imperative]]` tables, or such tables as mappings.

    Raises:
        Refusal: `given-file`, `given-form`, `given-key` or `given-text`, naming the place.
    """
    return tuple(_one(Imperative, table, place) for place, table in _tables(source, "imperative"))


def read_note(text: str) -> str:
    """Return a note as it will stand: blanks trimmed, line ends made blanks.

    Raises:
        Refusal: `given-text` when it is too long for a brief of two pages.
    """
    return _text(text, "The note")


def read_answered(given: Sequence[Answered]) -> tuple[Answered, ...]:
    """Return what crossed as it will stand: blanks and line ends made one blank; what is too long ends with […].

    People wrote it long before a brief was thought of: nothing of it is refused here.
    """
    return tuple(
        replace(one, said=_shortened(one.said), answer=_shortened(one.answer), why=_shortened(one.why))
        for one in given
    )


def _shortened(text: str) -> str:
    """A text on one line, cut between words where it is longer than a brief has room for, with a mark that says so."""
    seen = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(seen.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 4].rsplit(' ', 1)[0]} […]"


def _tables(
    source: Path | str | Sequence[Mapping[str, Any]] | None, name: str
) -> list[tuple[str, Mapping[str, Any]]]:
    if source is None:
        return []
    if not isinstance(source, str | Path):
        return [(f"{name} {place}", table) for place, table in enumerate(source, 1)]
    path = Path(source)
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as bad:
        raise Refusal("given-file", f"{path} can't be read: {bad.strerror}.") from bad
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        hint = f'Write it as UTF-8 text with [[{name}]] tables; texts stand in "quotes".'
        raise Refusal("given-form", f"{path.name} is no TOML: {bad}.", hint=hint) from bad
    for key in document:
        if key != name:
            raise _unknown(f"{path.name}", key, (name,))
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Refusal("given-form", f"{path.name} has no [[{name}]] tables.", hint=f"Begin with [[{name}]].")
    return [(f"{path.name}, {name} {place}", table) for place, table in enumerate(tables, 1)]


def _one(kind: type[Given], table: Mapping[str, Any], place: str) -> Given:
    known = tuple(part.name for part in fields(kind))
    held: dict[str, str] = {}
    for key, value in table.items():
        if key not in known:
            raise _unknown(place, key, known)
        held[key] = _text(value, f"{place}: “{key}”")
    if not held.get("what"):
        raise Refusal("given-text", f"{place} does not say what.", hint='Add a line: what = "…"')
    return kind(**{key: text for key, text in held.items() if text})


def _text(value: Any, place: str) -> str:
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal("given-text", f"{place} is neither a text nor a date.", hint='Write it in "quotes".')
    text = _as_day(" ".join(str(value).split()), place)
    if len(text) > _LONGEST:
        raise Refusal(
            "given-text",
            f"{place} has {len(text)} characters; a brief of two pages has room for {_LONGEST}.",
            hint="Say it shorter; the long form can be handed over beside.",
        )
    if any(not char.isprintable() for char in text):
        raise Refusal("given-text", f"{place} holds characters that can't be printed.")
    return text


def _as_day(text: str, place: str) -> str:
    """Say a date that was written for a machine as people say it; every other text stays to the letter."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return text
    try:
        return words.day(date.fromisoformat(text))
    except ValueError as bad:
        raise Refusal(
            "given-text",
            f"{place}: there is no day {text}.",
            hint="Write it as year-month-day, or in words: 15 October 2026.",
        ) from bad


def _unknown(place: str, key: str, known: Sequence[str]) -> Refusal:
    near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    hint = f"Did you mean “{near[0]}”?" if near else f"It may hold: {', '.join(known)}."
    return Refusal("given-key", f"{place} has no “{key}”.", hint=hint, data={"key": key, "known": [*known]})
