"""Calm wordings by rules.

For: turning charged spans into edits, each with kind and reason, and mending the sentences that they leave.
Gives: `plan` (edits and what only a person can reword), `render` (the text with any choice of those edits).
Never: adds an apology, thanks, praise, a hedge, a reason or a number; touches a quotation or quoted history.
"""

from bothways.lens.rewrite.model import Edit, Flag, Plan
from bothways.lens.rewrite.plan import plan
from bothways.lens.rewrite.render import render

__all__ = ["Edit", "Flag", "Plan", "plan", "render"]
