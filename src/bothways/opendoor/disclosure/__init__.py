"""Nobody can be found out: what may be shown of a consultation, decided from who answered alone.

For: everything that leaves the room (pages, exports, charts, mails) and was made of people's answers.
Gives: `Rules`, `Part`, `Cell`, `Proposal`, `propose`; `decide` and `check_release` with an `Audit` of everything shown
so far; `share` and `consensus` (values, in bands), `size_band`; `side_too_small`, `chosen` (on the record);
`recognisable` (free text).
Never: sees an answer in a decision; gives a count away in a refusal; sees an administrator who changes the code.
"""

from bothways.opendoor.disclosure.audit import Audit
from bothways.opendoor.disclosure.bands import Band, edges_for, size_band
from bothways.opendoor.disclosure.guard import check_release, decide
from bothways.opendoor.disclosure.proposing import propose
from bothways.opendoor.disclosure.recognising import Recognisability, recognisable
from bothways.opendoor.disclosure.released import Cell, Decision, Offer, Part, Piece, Proposal
from bothways.opendoor.disclosure.rules import METHOD, Rules
from bothways.opendoor.disclosure.sides import Choice, SideNotice, chosen, side_too_small
from bothways.opendoor.disclosure.telling import consensus, share
from bothways.opendoor.disclosure.traces import Trace

__all__ = [
    "METHOD", "Audit", "Band", "Cell", "Choice", "Decision", "Offer", "Part", "Piece", "Proposal", "Recognisability",
    "Rules", "SideNotice", "Trace", "check_release", "chosen", "consensus", "decide", "edges_for", "propose",
    "recognisable", "share", "side_too_small", "size_band",
]  # fmt: skip
