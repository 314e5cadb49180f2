"""Limits on the page: what each side can't do, what it costs the other, and whether that was understood.

For: the register of a team's limits, kept by its manager; each side says the other's limits back in its own words.
Gives: the page `limits`, `registers.register_of` for the briefs, `queries.my_limits` for both and for the first page.
Never: changes what was written; shows a side the figures behind a limit (they may be the other side's).
"""
