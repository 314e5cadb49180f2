"""The limits that each side faces, and what the other side has understood of them.

For: a register of limits with owner, evidence, cost to the other side, review day, and who can move them.
Gives: `Limit` and its `Change`s, `limit_state`, `stale`, `Limits` by side, a register as a plain file;
`binding`: which of them bind in a plan, from prices handed in; `cost.cost_in_deals`: what they cost, measured;
`TwoViews`: a disputed thing as both sides see it, shown when both have written.
Never: optimises; edits the past; copies a number (its evidence names figures of the ledger).
"""

from bothways.constraints.checking import check_change, with_change
from bothways.constraints.file import read_limits, write_changes
from bothways.constraints.priced import Binding, Binds, LimitPrice, Priced, binding
from bothways.constraints.register import Limits
from bothways.constraints.state import METHOD, LimitState, Understood, limit_state, stale
from bothways.constraints.two_views import TwoViews, View, check_view, with_view
from bothways.constraints.values import Change, ChangeKind, Limit, LimitKind, Moves

__all__ = [
    "METHOD", "Binding", "Binds", "Change", "ChangeKind", "Limit", "LimitKind", "LimitPrice", "LimitState", "Limits",
    "Moves", "Priced", "TwoViews", "Understood", "View", "binding", "check_change", "check_view", "limit_state",
    "read_limits", "stale", "with_change", "with_view", "write_changes",
]  # fmt: skip
