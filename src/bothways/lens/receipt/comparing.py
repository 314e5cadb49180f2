"""The comparison of two readings, fact by fact."""

from __future__ import annotations

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.actors import actors, blame
from bothways.lens.receipt.alignment import align
from bothways.lens.receipt.amounts import compare_hard
from bothways.lens.receipt.binding import exchanged
from bothways.lens.receipt.causes import causes, weakened
from bothways.lens.receipt.conditions import conditions
from bothways.lens.receipt.coverage import unsupported
from bothways.lens.receipt.denials import denials
from bothways.lens.receipt.heat import heat_of
from bothways.lens.receipt.leaning import leaning
from bothways.lens.receipt.merging import merged
from bothways.lens.receipt.modality import modality
from bothways.lens.receipt.named import names, quotations
from bothways.lens.receipt.persons import persons
from bothways.lens.receipt.polarity import Pair, flips
from bothways.lens.receipt.quantities import amounts_in_words
from bothways.lens.receipt.requests import requests
from bothways.lens.receipt.soft import families, quantities
from bothways.lens.receipt.swaps import swaps
from bothways.lens.receipt.verbatim import nearly_same
from bothways.lens.receipt.verdicts import FactVerdict


def paired(here: Reading, there: Reading) -> Pair:
    """Set an original (here) and a rewrite (there) side by side, sentence by sentence."""
    return Pair(here, there, align(here, there), align(there, here), heat_of(here))


def compare(here: Reading, there: Reading) -> tuple[FactVerdict, ...]:
    """Compare the facts of an original (here) and a rewrite (there)."""
    return compared(paired(here, there))


def compared(pair: Pair) -> tuple[FactVerdict, ...]:
    """Compare the facts of the two texts of a pair."""
    turned = pair.turned()
    out = compare_hard(pair)
    out += names(pair)
    out += quotations(pair)
    out += exchanged(pair)
    turns, mine, yours = flips(pair)
    out += turns
    out += denials(pair, mine, pair.heat.questions, kind="lost")
    out += denials(turned, yours, pair.heat.questions, kind="invented")
    out += modality(pair)
    out += conditions(pair)
    out += quantities(pair)
    out += amounts_in_words(pair)
    out += leaning(pair)
    out += actors(pair)
    out += persons(pair)
    out += blame(pair)
    out += causes(pair)
    out += weakened(pair)
    out += nearly_same(pair)
    out += swaps(pair)
    out += unsupported(pair, kind="lost")
    out += unsupported(turned, kind="invented")
    out += families(pair, kind="lost")
    out += families(turned, kind="invented")
    out += requests(pair)
    return merged(pair, out)
