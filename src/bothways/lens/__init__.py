"""The lens: charged words come out calm, and a receipt shows what became of the meaning.

For: the manager, who puts messages in the other side's words. Gives: `reframe` (the calm wording with its edits and
reasons), `receipt` (fact by fact: kept, changed, lost, invented, softened or in doubt), `facts_of`,
`reframe_with` (a language model that is handed in words it; the receipt decides).
Never: passes a text whose receipt is not clean; opens the network; reads a clock.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bothways.lens.facts import KINDS, Fact, facts_of

# Not lazily: a subpackage of the same name would take the function's place once somebody imports from it.
from bothways.lens.receipt import FactVerdict, MeaningReceipt, receipt

# What is loaded when it is first asked for: name → where it lives.
_HOMES: dict[str, str] = {
    "Asked": "asking",
    "Candidate": "asking",
    "Model": "prompting",
    "Prompt": "prompting",
    "mask": "masking",
    "reframe_with": "asking",
    "reframe": "reframing",
    "Reframing": "reframing",
}

__all__ = [
    "KINDS",
    "Asked",
    "Candidate",
    "Fact",
    "FactVerdict",
    "MeaningReceipt",
    "Model",
    "Prompt",
    "Reframing",
    "facts_of",
    "mask",
    "receipt",
    "reframe",
    "reframe_with",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
