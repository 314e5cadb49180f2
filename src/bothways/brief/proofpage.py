"""Check the page of the pair's proof: the manager's page, on the whole ledger."""

from __future__ import annotations

from bothways.brief.proof import Proof, count_of, short_label
from bothways.brief.readback.bearing import bears
from bothways.brief.readback.numbers import numbers_in
from bothways.brief.readback.parse import read_page
from bothways.terms import Refusal


def check_proof_page(text: str, proof: Proof) -> None:
    """Check that each number of the page is borne by its fact, or is one of the page's own counts.

    Raises:
        Refusal: `brief-number` or `brief-file`.
    """
    shown = {use.number: use.shown for use in proof if use.shown}
    page = read_page(text, marks=shown)
    facts = {fact.number: fact for fact in proof.ledger}
    if sorted(page.notes) != sorted(use.number for use in proof):
        raise _wrong("The page does not list each fact once.")
    labels = {use.label for use in proof} | {proof.opening}
    for name, uses in proof.by_person().items():
        labels |= {count_of(uses), *(short_label(use, name) for use in uses)}
    for item in page.items:
        if item.kind == "fact":
            fact = facts.get(item.fact)
            if fact is None:
                raise _wrong(f"“{item.words}” cites fact {item.fact}, which the ledger has not.")
            if why := bears(fact, item.words):
                raise _wrong(f"{why}.")
        elif item.kind in ("text", "told") and item.words not in labels:
            # The page's own headings say “one value” and the like: here only digits can be a claim.
            found = [number for number in numbers_in(item.words) if any(map(str.isdigit, number.text))]
            if found:
                raise _wrong(f"“{found[0].text}” stands in “{item.words}” without a fact.")


def _wrong(sentence: str) -> Refusal:
    return Refusal("brief-number", sentence)
