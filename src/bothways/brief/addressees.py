"""Who gets which brief: readers and their addresses, as the manager wrote them, held to each reader's own cut."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bothways.brief.addresses import Mailbox, mailbox
from bothways.brief.document import Document, Name
from bothways.terms import Refusal

__all__ = ["Addressed", "Readers", "addressed", "read_readers", "reader_name"]

Readers = Mapping[str, Sequence[Mailbox]]
"""By reader as people name them (`executives`, `team`, the name of a person): whose addresses."""
_HINT = 'Write executives = ["cro@firm.example"], team = […], and under [people] a line for each: "Ada Lindqvist" = "…".'


@dataclass(frozen=True, slots=True)
class Addressed:
    """One brief and one address that it goes to."""

    document: Document
    to: Mailbox


def read_readers(source: Path | str) -> Readers:
    """Read a file of readers (TOML): `executives` and `team` with addresses, `[people]` with one for each name.

    Raises:
        Refusal: `readers-file` for one that can't be read, `mail-address` for what is no address.
    """
    path = Path(source)
    try:
        held = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as bad:
        raise Refusal("readers-file", f"{path} can't be read: {bad.strerror}.") from bad
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        raise Refusal("readers-file", f"{path.name} is no TOML: {bad}.", hint=_HINT) from bad
    unknown = [key for key in held if key not in ("executives", "team", "people")]
    people = held.get("people", {})
    if unknown or not isinstance(people, Mapping):
        what = f"has no “{unknown[0]}”" if unknown else "has no [people] table"
        raise Refusal("readers-file", f"{path.name} {what}.", hint=_HINT)
    given = {key: value for key, value in held.items() if key != "people"} | dict(people)
    return {key: _boxes(value, key, path.name) for key, value in given.items()}


def addressed(documents: Iterable[Document], readers: Readers) -> tuple[Addressed, ...]:
    """Return each brief with each address that it goes to, in the order of the briefs.

    Raises:
        Refusal: `readers-unknown` for a reader who has no brief here; `readers-cut` where one address would get the
            briefs of two readers who may not have each other's: an executive's and the team's, or two people's.
    """
    held = tuple(documents)
    named = {reader_name(one).casefold(): one for one in held}
    if len(named) < len(held):
        twice = next(one for one in held if named[reader_name(one).casefold()] is not one)
        raise Refusal(
            "readers-unknown",
            f"Two people are called {reader_name(twice)}: nobody knows whose brief goes where.",
        )
    wanted: dict[str, list[Mailbox]] = {}
    for name, boxes in readers.items():
        document = named.get({"staff": "team"}.get(name.casefold(), name.casefold()))
        if document is None:
            near = get_close_matches(name.casefold(), named, n=1, cutoff=0.5)
            hint = f"Did you mean {reader_name(named[near[0]])}?" if near else "Write it as the briefs do."
            raise Refusal("readers-unknown", f"“{name}” has no brief here.", hint=hint)
        wanted.setdefault(document.reader, []).extend(boxes)
    _check_cuts(held, wanted)
    found: dict[tuple[str, str], Addressed] = {}
    for document in held:
        for box in wanted.get(document.reader, ()):
            # One who stands there twice gets it once.
            found.setdefault((document.reader, box.address.casefold()), Addressed(document, box))
    return tuple(found.values())


def reader_name(document: Document) -> str:
    """Return a brief's reader as people name them: `executives`, `team`, or the person's name."""
    if document.reader in ("executives", "staff"):
        return "team" if document.reader == "staff" else "executives"
    names = [span.text for span in document.kicker if isinstance(span, Name) and span.what == "person"]
    return names[0] if names else document.reader.removeprefix("person:")


def _check_cuts(documents: Iterable[Document], wanted: Mapping[str, Sequence[Mailbox]]) -> None:
    """Whoever sells has the team's brief and their own; an executive has the executives' and no other."""
    names = {one.reader: reader_name(one) for one in documents}
    whose: dict[str, str] = {}
    for reader, boxes in wanted.items():
        for box in boxes:
            other = whose.get(box.address.casefold())
            if other is None or other == reader or (other == "staff" and reader != "executives"):
                whose[box.address.casefold()] = reader
            elif reader == "staff" and other != "executives":
                continue
            else:
                raise Refusal(
                    "readers-cut",
                    f"{box.address} would get the briefs for {names[other]} and for {names[reader]}, "
                    "and neither may have the other's.",
                    hint="Give each reader an address of their own.",
                    data={"address": box.address},
                )


def _boxes(value: Any, key: str, file: str) -> tuple[Mailbox, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise Refusal(
            "readers-file", f"{file}: “{key}” is neither an address nor a list of them.", hint=_HINT
        )
    return tuple(mailbox(one) for one in texts)
