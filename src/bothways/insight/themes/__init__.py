"""What customers say, theme by theme: with exact quotes, and three numbers kept apart.

For: hearing what customers say, and what reps say that they say, over all texts at once.
Gives: themes with exposure, association and revenue at stake, quotes made of exact segments, edits that survive.
Never: calls an association a cause; passes a rep's account off as the customer's words; shows a group that is too small.
"""
