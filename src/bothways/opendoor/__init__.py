"""The open door: both sides are asked, and what they answered is reckoned.

For: consultations of two declared sides, from a handful of people to thousands; whether each side knows the other.
Gives: `Votes` and how they are read and written; `consult`: what both sides hold in common and what divides them,
    with n and exact bounds, opinion groups where there are any, what is typical of them, which statement to show next;
    `perception_gap`: what each side believes of the other; `bridging_of`: agreement that outlooks don't explain;
    `important_of`: who calls what important.
Never: knows who a voter is, publishes anything (what may be shown decides the disclosure guard), reads a clock,
    a network or the environment; chance comes by a seed.
"""

from bothways.opendoor.asking_next import priorities
from bothways.opendoor.bridging import Bridging, bridging_of
from bothways.opendoor.consulting import Consultation, consult
from bothways.opendoor.declared import Between, Holds, Reading, Sides, Verdict, sides_of
from bothways.opendoor.gap import Change, Gap, OneWay, gap_change, misread, perception_gap, predictions_of
from bothways.opendoor.grouping import Groups, groups_of
from bothways.opendoor.important import Cares, Importance, Important, by_bands, important_cells, important_of
from bothways.opendoor.polis import (
    participants_table,
    read_comments,
    read_export,
    read_sides,
    read_votes,
    write_export,
)
from bothways.opendoor.representing import group_informed, majority_of, typical_of
from bothways.opendoor.rounds import Moved, Rounds, between_rounds
from bothways.opendoor.showing import next_for, weights_for
from bothways.opendoor.space import Space, in_conversation, map_of, polis_matrix, space_of
from bothways.opendoor.surprising import surprisingly_popular, truth_serum
from bothways.opendoor.votes import Cast, Statement, Tally, Votes, side_of, votes_from_columns, votes_of

__all__ = [
    "Between", "Bridging", "Cares", "Cast", "Change", "Consultation", "Gap", "Groups", "Holds", "Importance",
    "Important", "Moved", "OneWay", "Reading", "Rounds", "Sides", "Space", "Statement", "Tally", "Verdict", "Votes",
    "between_rounds", "bridging_of", "by_bands", "consult", "gap_change", "group_informed", "groups_of",
    "important_cells", "important_of", "in_conversation", "majority_of", "map_of", "misread", "next_for",
    "participants_table", "perception_gap", "polis_matrix", "predictions_of", "priorities", "read_comments",
    "read_export", "read_sides", "read_votes", "side_of", "sides_of", "space_of", "surprisingly_popular",
    "truth_serum", "typical_of", "votes_from_columns", "votes_of", "weights_for", "write_export",
]  # fmt: skip
