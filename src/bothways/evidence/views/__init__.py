"""Deals, accounts and texts as people speak of them: rows for a brief, never totals.

For: naming the deals, accounts and words that stand behind figures.
Gives: `DealView`, `Reason`, `WonView`, `AccountMovement`, `Text`, and the functions that find them.
Never: computes a figure of a period (see `measures`); writes prose; reads one deal at a time.
"""

from bothways.evidence.views.accounts import AccountMovement, account_movements
from bothways.evidence.views.columns import DealColumns, States, deal_columns
from bothways.evidence.views.deals import DealView, Reason, deal_views
from bothways.evidence.views.risk import at_risk, stuck
from bothways.evidence.views.texts import Text, text_columns, texts
from bothways.evidence.views.wins import WonView, won

__all__ = [
    "AccountMovement", "DealColumns", "DealView", "Reason", "States", "Text", "WonView",
    "account_movements", "at_risk", "deal_columns", "deal_views", "stuck", "text_columns", "texts", "won",
]  # fmt: skip
