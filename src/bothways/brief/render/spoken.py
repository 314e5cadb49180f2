"""A quote as every renderer shows it: the exact words, and under them whose words they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bothways.brief import words
from bothways.brief.document import Cite, Insight, Line, Name, Span, text_of
from bothways.brief.ledger import Ledger, Quote
from bothways.terms import Refusal


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quote of the ledger with the line under it; that line holds its label and its number."""

    number: int
    quote: Quote
    caption: Line


def spoken(insight: Insight, ledger: Ledger) -> Iterator[Spoken]:
    """Yield the quotes of an insight, each labelled as the customer's own words or the rep's account.

    Raises:
        Refusal: `no-quote` when a number leads to a fact that is no quote.
    """
    for place, number in enumerate(insight.shown):
        quote = ledger.fact(number).quote
        if quote is None:
            raise Refusal("no-quote", f"Fact {number} is shown as a quote and is none.")
        given = insight.captions[place] if place < len(insight.captions) else _caption(number, quote)
        yield Spoken(number, quote, _labelled(given, number, quote.said_by))


def _caption(number: int, quote: Quote) -> Line:
    line: list[Span] = [quote.said_by[:1].upper() + quote.said_by[1:]]
    if quote.who:
        line += [", ", Name(quote.who, "person")]
    if quote.day:
        line += [", ", Cite(number, words.day(quote.day), mark=False)]
    return tuple(line)


def _labelled(line: Line, number: int, label: str) -> Line:
    """Make the label in a caption the place that leads to the quote's evidence; add what lacks."""
    cited = [span for span in line if isinstance(span, Cite) and span.fact == number]
    if any(span.mark for span in cited) and label in text_of(line).lower():
        return line
    if any(span.text.lower() == label for span in cited):
        # The number stood at an earlier place of this brief.
        return line
    for place, span in enumerate(line):
        at = span.lower().find(label) if isinstance(span, str) else -1
        if at >= 0 and isinstance(span, str):
            before, held, after = span[:at], span[at : at + len(label)], span[at + len(label) :]
            told = (before, Cite(number, held), after)
            return (*line[:place], *(part for part in told if part), *line[place + 1 :])
    return (Cite(number, label[:1].upper() + label[1:]), *((". ", *line) if line else ()))
