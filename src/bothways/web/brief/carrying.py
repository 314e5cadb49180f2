"""What a manager worded in a draft goes on in the one that takes its place, wherever a line is still the same."""

from __future__ import annotations

from typing import Any

from bothways.brief.document import Document, text_of
from bothways.brief.rewording import edited, edits_from_dict, places
from bothways.terms import Refusal
from bothways.web.brief.models import Brief
from bothways.web.brief.operations import WHICH, documents_of

__all__ = ["carried", "do_carry"]


def carried(held: dict[str, Any], *, before: Document, now: Document) -> dict[str, Any]:
    """The edits of one document for another: those of lines and sections that read to the letter as they did.

    A line that changed has new figures: words that were found for the old ones are not put on it.
    """
    edits = edits_from_dict(held)
    there = {text: place for place, text in _texts(now).items()}
    moved = {place: there[text] for place, text in _texts(before).items() if text in there}
    sections = {
        at: to
        for at, section in enumerate(before.sections)
        for to, other in enumerate(now.sections)
        if text_of(section.title) and text_of(section.title) == text_of(other.title)
    }
    moved |= {f"s{at}": f"s{to}" for at, to in sections.items()}
    receipts = held.get("receipts", {})
    return {
        "words": {moved[place]: text for place, text in edits.words.items() if place in moved},
        "without": sorted(moved[place] for place in edits.without if place in moved),
        "order": [sections[at] for at in edits.order if at in sections],
        "receipts": {moved[place]: receipt for place, receipt in receipts.items() if place in moved},
    }


def _texts(document: Document) -> dict[str, str]:
    """Lines by place that can be told apart by their words: one that stands twice is carried nowhere."""
    every = {place: text_of(line) for place, line in places(document)}
    once = list(every.values())
    return {place: text for place, text in every.items() if text and once.count(text) == 1}


def do_carry(old: Brief, new: Brief) -> None:
    """Carry the edits of a draft into the one that was made instead of it; what does not hold there stays behind."""
    before, now = documents_of(old), documents_of(new)
    kept: dict[str, Any] = {}
    for which in WHICH:
        held = old.edits.get(which)
        if not held:
            continue
        made = carried(held, before=before.of(which), now=now.of(which))
        try:
            edited(now.of(which), edits_from_dict(made), ledger=now.ledger)
        except Refusal:
            continue
        kept[which] = made
    Brief.objects.filter(pk=new.pk).update(edits=kept)
    new.refresh_from_db()
