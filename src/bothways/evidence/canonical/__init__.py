"""Raw tables, once it is known what they are, become the canonical tables.

For: conversion, identity, duplicates, stages, money, people and accounts, history, activities, targets.
Gives: `build`, `Built`, `Bench`.
Never: drops a row without a reason; merges two names silently; lets the order of rows change the content.
"""

from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.build import Built, Settings, build
from bothways.evidence.canonical.merges import Merge
from bothways.evidence.canonical.money import Rates, read_rates

__all__ = ["Bench", "Built", "Merge", "Rates", "Settings", "build", "read_rates"]
