"""Erasure of a person: their name leaves the limits, the limits stay."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from bothways.web.constraints.models import LimitChange
from bothways.web.people.models import Person

__all__ = ["erase"]

_SOMEBODY: Final = "Somebody who left"


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of every change. It is the one change that these rows know."""
    if not person.name.strip():
        return
    name = json.dumps(person.name, ensure_ascii=False)[1:-1]
    for row in LimitChange.objects.iterator(chunk_size=500):
        said = json.dumps(row.words, ensure_ascii=False)
        if name in said:
            row.words = json.loads(said.replace(name, _SOMEBODY))
            row.save(update_fields=["words"])
