"""Who may have what: the rules that every cut follows. They stand in docs/method/brief.md."""

from __future__ import annotations

from bothways.brief.ledger import Reader

EXECUTIVES = "executives"
STAFF = "staff"
SIDES = frozenset({EXECUTIVES, STAFF})
FEWEST_IN_GROUP = 3
"""A figure of a team is shown to others only when this many people stand behind it."""
FEWEST_PEERS = 5
"""A median of others is shown beside one's own number only when this many stand behind it."""

WHY_PERSON = "It points to one person: it is for that person and the manager."
WHY_DEAL = "It names an open deal: a deal that is stuck is not named before colleagues."
WHY_QUOTE = "It is a voice about one deal, and would point to whoever works on it."
WHY_TEAM = "Teams are not set beside each other before colleagues."
WHY_PROMISE = "It is between those who gave the promise and those to whom it was given."
WHY_ANSWER = "It waits for the answer of the side to which it crossed."


def person(person_id: str) -> Reader:
    """Return the reader that a person is."""
    return f"person:{person_id}"


def of_person(person_id: str) -> frozenset[Reader]:
    """Return who may have what points to one person: nobody but that person (and the manager)."""
    return frozenset({person(person_id)})


def of_deal(owner_id: str | None) -> frozenset[Reader]:
    """Return who may have an open deal by name: the executives, without its owner, and its owner."""
    return frozenset({EXECUTIVES, *({person(owner_id)} if owner_id else ())})
