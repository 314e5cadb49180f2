"""Every measure by name."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.evidence.measures.buckets import BUCKETS, WATERFALL
from bothways.evidence.measures.customers import CUSTOMERS
from bothways.evidence.measures.forms import Measure
from bothways.evidence.measures.results import RESULTS

__all__ = ["CATALOGUE", "WATERFALL"]

CATALOGUE: Mapping[str, Measure] = {measure.name: measure for measure in (*RESULTS, *BUCKETS, *CUSTOMERS)}
"""All measures by name."""
