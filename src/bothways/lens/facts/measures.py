"""What a number is compared with: at least, at most, more than, less than, about."""

from __future__ import annotations

from functools import lru_cache

from bothways.lens.facts.lexicon import groups
from bothways.lens.facts.numbers import Amount
from bothways.lens.facts.tokens import Token

_BEHIND = {
    ("or", "more"): "ge", ("or", "less"): "le", ("or", "fewer"): "le", ("at", "most"): "le", ("at", "least"): "ge",
    ("at", "minimum"): "ge", ("and", "above"): "ge", ("and", "over"): "ge", ("and", "up"): "ge", ("max",): "le",
    ("maximum",): "le", ("minimum",): "ge", ("min",): "ge", ("or", "so"): "approx", ("plus",): "ge",
}  # fmt: skip


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Index the phrases by their last word, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for relation, phrases in groups("measures").items():
        for phrase in phrases:
            parts = tuple(phrase.split())
            index.setdefault(parts[-1], []).append((parts, relation))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def relate_amounts(items: list[Token], amounts: list[Amount]) -> None:
    """Write into each amount how it is compared."""
    for amount in amounts:
        if amount.written == "ordinal":
            continue
        amount.relation = _before(items, amount.first) or _behind(items, amount.last)


def _before(items: list[Token], first: int) -> str:
    at = first - 1
    while at >= 0 and items[at].low in {"a", "an", "the", "of", "another"} and first - at < 3:
        at -= 1
    for start in dict.fromkeys((first - 1, at)):
        if start < 0:
            continue
        for parts, relation in _phrases().get(items[start].low, ()):
            size = len(parts)
            if start + 1 >= size and all(items[start - step].low == parts[-1 - step] for step in range(size)):
                if parts == ("some",) and start and items[start - 1].low in {"of", "the"}:
                    continue
                return relation
    return ""


def _behind(items: list[Token], last: int) -> str:
    behind = items[last + 1 : last + 4]
    cut = next(
        (step for step, token in enumerate(behind) if token.kind == "p" and token.low != ","), len(behind)
    )
    tail = tuple(token.low for token in behind[:cut])
    for start in (0, 1):  # the noun may stand between: 20 units or more
        for size in (2, 1):
            relation = _BEHIND.get(tail[start : start + size])
            if relation and (size == 2 or start == 0):
                return relation
    return ""
