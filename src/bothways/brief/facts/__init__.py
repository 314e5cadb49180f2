"""From measures, views and texts to the facts of a pair.

For: gathering what the evidence holds for a period, and numbering what the briefs use of it.
Gives: `Base` (what was gathered), `gather`, `Book` (facts, numbered when first cited).
Never: computes a number; lets a fact into the file of somebody who must not have it.
"""

from bothways.brief.facts.base import Base, Person, Sheet
from bothways.brief.facts.book import Book, Draft
from bothways.brief.facts.gather import gather

__all__ = ["Base", "Book", "Draft", "Person", "Sheet", "gather"]
