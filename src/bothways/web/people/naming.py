"""A person's name and address are taken out of words: the whole name, never the Ben of Benelux."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Model

from bothways.web.people.models import Person

__all__ = ["SOMEBODY", "take_out", "without"]

SOMEBODY: Final = "Somebody who left"


def without(words: Any, person: Person) -> Any:
    """Words, lists or tables of words, without a person's name and address.

    A name is taken as it is written, an address whatever its capitals: a Will doesn't take the will out of a sentence.
    """
    found = _found(person)
    return _without(words, found) if found else words


def take_out(table: type[Model], *fields: str, person: Person) -> None:
    """Take a person's name and address out of fields of a table, row by row: only rows that hold them are written."""
    found = _found(person)
    if not found:
        return
    for row in table._default_manager.only("pk", *fields).iterator(chunk_size=500):
        changed = []
        for field in fields:
            held = getattr(row, field)
            left = _without(held, found)
            if left != held:
                setattr(
                    row,
                    field,
                    left[: table._meta.get_field(field).max_length] if isinstance(left, str) else left,
                )
                changed.append(field)
        if changed:
            row.save(update_fields=changed)


def _found(person: Person) -> list[re.Pattern[str]]:
    name, address = person.name.strip(), person.email.strip()
    patterns = []
    if address:  # first: a name stands in an address, too
        patterns.append(re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE))
    if name:
        patterns.append(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"))
    return patterns


def _without(words: Any, found: list[re.Pattern[str]]) -> Any:
    if isinstance(words, str):
        for one in found:
            words = one.sub(SOMEBODY, words)
        return words
    if isinstance(words, list):
        return [_without(word, found) for word in words]
    if isinstance(words, dict):
        return {_without(key, found): _without(word, found) for key, word in words.items()}
    return words
