"""Voices: what somebody of a side brings, how it crosses, and how it ends with an answer and a why.

For: the manager's desk, both sides' pages, the home page's "who waits", and the box of what is sent without a name.
Gives: `Event`, `state_of`, `check_event`, `may_do`, `waiting_for`, `seen_by`, `who_can_read` (the life of a voice);
    `new_key`, `read_key`, `stored_of`, `key_opens` (the author's key); `may_be_anonymous`, `handed_ticket`,
    `check_ticket` (who may send); `sealed`, `put`, `resealed`, `contents_of`, `release`, `Crowd`, `due` (the box);
    `recognisable` (how much a text points to its author).
Never: knows who sent what; stores anything; draws chance that was not handed in; lets words cross that their author has
    not said or agreed to.
"""

from bothways.opendoor.voices.admission import (
    NOT_COVERED,
    Anonymity,
    check_ticket,
    handed_ticket,
    may_be_anonymous,
)
from bothways.opendoor.voices.batch import Release, Row, due, release, shuffled
from bothways.opendoor.voices.box import (
    BOX_KEY,
    BOX_SIZE,
    Contents,
    Letter,
    contents_of,
    put,
    resealed,
    sealed,
)
from bothways.opendoor.voices.crowd import Crowd, back_together
from bothways.opendoor.voices.events import KINDS, MOVES, Consent, Event, How, Move, Who, kinds_of
from bothways.opendoor.voices.keys import LOSS, Key, key_opens, new_key, read_key, stored_of
from bothways.opendoor.voices.life import METHOD, check_event, may_do, state_of
from bothways.opendoor.voices.recognise import recognisable
from bothways.opendoor.voices.sight import seen_by, who_can_read
from bothways.opendoor.voices.stands import ENDS, State, Waiting, waiting_for

__all__ = [
    "BOX_KEY",
    "BOX_SIZE",
    "ENDS",
    "KINDS",
    "LOSS",
    "METHOD",
    "MOVES",
    "NOT_COVERED",
    "Anonymity",
    "Consent",
    "Contents",
    "Crowd",
    "Event",
    "How",
    "Key",
    "Letter",
    "Move",
    "Release",
    "Row",
    "State",
    "Waiting",
    "Who",
    "back_together",
    "check_event",
    "check_ticket",
    "contents_of",
    "due",
    "handed_ticket",
    "key_opens",
    "kinds_of",
    "may_be_anonymous",
    "may_do",
    "new_key",
    "put",
    "read_key",
    "recognisable",
    "release",
    "resealed",
    "sealed",
    "seen_by",
    "shuffled",
    "state_of",
    "stored_of",
    "waiting_for",
    "who_can_read",
]  # fmt: skip
