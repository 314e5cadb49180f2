"""Targets: the small spreadsheet that a manager fills in, and quotas in the shapes that CRMs have.

For: writing the template, and turning any table of targets into rows of `tables.TARGETS`.
Gives: `write_template`, `shape_of`, `is_template`, `read_targets` with what was refused and why.
Never: adds a manager's total to the targets it is the total of; guesses a period silently.
"""

from bothways.evidence.targets.amounts import amount_of, share_of
from bothways.evidence.targets.periods import read_period
from bothways.evidence.targets.reading import RefusedTarget, TargetsRead, is_template, read_targets, shape_of
from bothways.evidence.targets.rollups import mark_rollups
from bothways.evidence.targets.template import COLUMNS, write_template

__all__ = [
    "COLUMNS",
    "RefusedTarget",
    "TargetsRead",
    "amount_of",
    "is_template",
    "mark_rollups",
    "read_period",
    "read_targets",
    "shape_of",
    "share_of",
    "write_template",
]
