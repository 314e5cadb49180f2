"""Insight: why it came as it did, where it will land, what customers say.

For: the manager, who looks, puts themes in order, and opens a page to a side; the sides, for what was opened to them.
Gives: pages that the same function makes as the commands, worked out once by a worker and kept; downloads; edits of themes.
Never: computes inside a request; shows a side a page that was not made for it, or anything by person.
"""
