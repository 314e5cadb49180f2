"""The measures: what the deals of a period come to, as portable expressions.

For: bookings, rates, the waterfall, attainment, stages, relationships, discounts and effort, of a
period, as of a day, overall and by group; and the rows behind each figure.
Gives: `CATALOGUE`, `measure`, `Measures`, `rows_behind`.
Never: assumes a past that the data don't hold; speaks an engine's own SQL; ranks people.
"""

from bothways.evidence.measures.catalogue import CATALOGUE, WATERFALL
from bothways.evidence.measures.forms import Measure
from bothways.evidence.measures.measuring import BYS, Measures, measure, rows_behind

__all__ = ["BYS", "CATALOGUE", "WATERFALL", "Measure", "Measures", "measure", "rows_behind"]
