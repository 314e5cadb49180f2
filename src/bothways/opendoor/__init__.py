"""The open door: both sides are asked, and what they answered is reckoned.

For: consultations of two declared sides, from a handful of people to thousands; whether each side knows the other.
Gives: `Votes` and how they are read and written; what both sides hold in common and what divides them, with n and
    intervals; opinion groups, representative statements, which statement to show next; the perception gap.
Never: knows who a voter is, publishes anything (what may be shown decides the disclosure guard), reads a clock,
    a network or the environment; chance comes by a seed.
"""

from bothways.opendoor.votes import Cast, Statement, Tally, Votes, side_of, votes_from_columns, votes_of

__all__ = ["Cast", "Statement", "Tally", "Votes", "side_of", "votes_from_columns", "votes_of"]
