"""Erasure of a person: their name leaves the promises, what was promised stays."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from bothways.web.credibility.models import PromiseEvent
from bothways.web.people.models import Person

__all__ = ["erase"]

_SOMEBODY: Final = "Somebody who left"


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of every event. It is the one change that events know."""
    if not person.name.strip():
        return
    name = json.dumps(person.name, ensure_ascii=False)[1:-1]
    for row in PromiseEvent.objects.iterator(chunk_size=500):
        said = json.dumps(row.words, ensure_ascii=False)
        if name in said:
            row.words = json.loads(said.replace(name, _SOMEBODY))
            row.save(update_fields=["words"])
