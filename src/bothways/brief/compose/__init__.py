"""What each reader is told, and in which words: documents, made of citations.

For: the briefs of the executives, of the staff, and of each person who sells.
Gives: `compose_executive`, `compose_team`, `compose_person`, `evidence_for`.
Never: writes a digit of its own; says why where no reason is in the data; names who owns a stuck deal.
"""

from bothways.brief.compose.evidence import evidence_for
from bothways.brief.compose.executive import compose_executive
from bothways.brief.compose.page import compose_page
from bothways.brief.compose.person import compose_person
from bothways.brief.compose.team import compose_team

__all__ = ["compose_executive", "compose_page", "compose_person", "compose_team", "evidence_for"]
