"""Typed facts out of a text: what must survive when a message is put in other words.

For: the receipt and the rewriting of this room. Gives: `facts_of`, `Fact`, `KINDS`. Never: a model, a network, a clock;
the facts are found with a tokeniser, small grammars and the word lists in `lexicons/`.
"""

from bothways.lens.facts.finding import facts_of
from bothways.lens.facts.kinds import KINDS, Fact

__all__ = ["KINDS", "Fact", "facts_of"]
