"""The judge: which pieces of an angry message state nothing and can go, learned from the house's own set.

For: what no rule knows, because anger invents. Gives: `falling`, the pieces that may fall away and those that are only
suspected. Never: touches a message that is calm as a whole; takes out a piece with a figure, a date, a name handed in, a
quotation, a condition, a promise or a request; has the last word: what it proposes is marked, and the receipt decides.
"""

from bothways.lens.judge.falling import Clause, falling

__all__ = ["Clause", "falling"]
