"""The meaning receipt: what became of each fact between a text and its rewrite.

For: whoever wrote the rewrite, a person, the rules or a model. Gives: `receipt`, `MeaningReceipt`, `FactVerdict`.
Never: says that the meaning is safe beyond the facts that it reads; needs a model.
"""

from __future__ import annotations

from collections.abc import Sequence

from bothways.lens.facts.reading import read
from bothways.lens.receipt.comparing import compared, paired
from bothways.lens.receipt.figures import without_figures
from bothways.lens.receipt.verdicts import FactVerdict, MeaningReceipt, whole_of
from bothways.lens.receipt.weighing import weighed

METHOD = "meaning-receipt/3"

__all__ = ["METHOD", "FactVerdict", "MeaningReceipt", "receipt"]


def receipt(original: str, rewrite: str, *, names: Sequence[str] = ()) -> MeaningReceipt:
    """Return what became of each fact of `original` in `rewrite`, and what `rewrite` adds.

    `names` are names that either text may hold, spelt as a CRM spells them. The whole is "clean", "doubt" (at least
    one fact can't be told, none is broken) or "broken".

    >>> receipt("Acme won't pay $240k.", "Acme will pay 240,000 USD.", names=["Acme"]).verdict
    'broken'
    >>> receipt("Acme won't pay $240k.", "Acme will not pay 240,000 USD.", names=["Acme"]).verdict
    'clean'
    """
    pair = paired(read(original, names), read(rewrite, names))
    facts = compared(pair)
    if original == rewrite:
        # The same words say the same, whatever the comparison makes of them.
        return MeaningReceipt("clean", tuple(fact for fact in facts if fact.verdict == "kept"), METHOD)
    facts = without_figures(facts, original, names=names, rewrite=rewrite)
    facts = weighed(pair, facts, names=names)
    return MeaningReceipt(whole_of(facts), facts, METHOD)
