"""Reports both ways: customer insight up, results down, from the same facts.

For: one frozen pair of briefs on one fact ledger, its renderings, and the mails that bring them.
Gives: `make_pair`, `write_briefs`, the ledger, the documents, the proof that both sides got the
same facts; `message` (a brief as a mail), `Schedule` and `next_due`, `worth_sending`.
Never: computes a number; every figure in a rendering is in the ledger.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bothways.brief.ledger import Fact, Ledger, Quote
    from bothways.brief.mailing import message
    from bothways.brief.pair import Pair, make_pair
    from bothways.brief.regular import Schedule, next_due
    from bothways.brief.worth import worth_sending
    from bothways.brief.writing import write_briefs

__all__ = [
    "Fact", "Ledger", "Pair", "Quote", "Schedule", "make_pair", "message", "next_due", "worth_sending", "write_briefs",
]  # fmt: skip

_DOORS = {
    "Fact": "ledger", "Ledger": "ledger", "Quote": "ledger", "Pair": "pair", "make_pair": "pair",
    "write_briefs": "writing", "message": "mailing", "Schedule": "regular", "next_due": "regular",
    "worth_sending": "worth",
}  # fmt: skip
"""What the front door gives, and where it is: loaded when asked for, as statistics take a second to load."""


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_DOORS[name]}"), name)
