"""What a receipt says: fact by fact, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["kept", "changed", "lost", "invented", "softened", "doubt"]
Whole = Literal["clean", "doubt", "broken"]
BREAKING = frozenset(["changed", "lost", "invented", "softened"])


@dataclass(frozen=True, slots=True)
class FactVerdict:
    """What became of one fact.

    `original` and `rewrite` are the pieces of the two texts (None: nothing there answers to it), with their places
    in characters; in doubt both places are shown where there are two. `reason` is a sentence for the reader.
    """

    kind: str
    verdict: Verdict
    original: str | None
    rewrite: str | None
    reason: str = ""
    original_span: tuple[int, int] | None = None
    rewrite_span: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict, ready for JSON."""
        return {
            "kind": self.kind,
            "verdict": self.verdict,
            "original": self.original,
            "rewrite": self.rewrite,
            "reason": self.reason,
            "original_span": self.original_span,
            "rewrite_span": self.rewrite_span,
        }


@dataclass(frozen=True, slots=True)
class MeaningReceipt:
    """The receipt of a rewrite: the whole and each fact.

    "clean" says that every fact that the product reads was found again, and nothing more: a meaning that no fact
    carries is not seen (docs/method/lens.md).
    """

    verdict: Whole
    facts: tuple[FactVerdict, ...]
    method: str

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt, ready for JSON."""
        return {
            "verdict": self.verdict,
            "facts": [fact.as_dict() for fact in self.facts],
            "method": self.method,
        }


def whole_of(facts: tuple[FactVerdict, ...]) -> Whole:
    """Return what the facts make of the whole: one broken fact breaks it, one doubt puts it in doubt."""
    verdicts = {fact.verdict for fact in facts}
    if verdicts & BREAKING:
        return "broken"
    return "doubt" if "doubt" in verdicts else "clean"
