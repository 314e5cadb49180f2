"""The lens: charged words come out calm, and a receipt shows what became of the meaning.

For: the manager, who puts messages in the other side's words. Gives: `reframe` (the calm wording with its edits and
reasons), `receipt` (fact by fact: kept, changed, lost, invented, softened or in doubt), `facts_of`.
Never: passes a text whose receipt is not clean; opens the network; reads a clock.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bothways.lens.facts import KINDS, Fact, facts_of
    from bothways.lens.receipt import FactVerdict, MeaningReceipt, receipt

# Loaded when first asked for: a command that only wants the receipt should not pay for the rewriting.
_HOMES = {
    "KINDS": "facts",
    "Fact": "facts",
    "facts_of": "facts",
    "FactVerdict": "receipt",
    "MeaningReceipt": "receipt",
    "receipt": "receipt",
}

__all__ = ["KINDS", "Fact", "FactVerdict", "MeaningReceipt", "facts_of", "receipt"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value  # also over the subpackage of the same name
    return value
