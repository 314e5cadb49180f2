"""Reports both ways: customer insight up, results down, from the same facts.

For: one frozen pair of briefs on one fact ledger, and its renderings.
Gives: `make_pair`, `write_briefs`, the ledger, the documents, the proof that both sides got the same facts.
Never: computes a number; every figure in a rendering is in the ledger.
"""

from bothways.brief.ledger import Fact, Ledger, Quote
from bothways.brief.pair import Pair, make_pair
from bothways.brief.writing import write_briefs

__all__ = ["Fact", "Ledger", "Pair", "Quote", "make_pair", "write_briefs"]
