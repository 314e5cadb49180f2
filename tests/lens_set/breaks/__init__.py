"""Rules that break a rewrite, a file for each family of facts; `lens_set.mutations` puts them together.

Every rule takes a `Scene` (a text with the places that it must leave alone) and a random generator, and gives
each place that it can break as `(edits, what)`. A rule that finds nothing gives nothing. Rules know words and
their neighbours, not what the lens knows: they share no code with it, so that the two don't err together.
"""

from __future__ import annotations

__all__: list[str] = []
