"""Which of a message's edits can be made together so that its receipt stays clean.

Trying edit by edit draws a receipt of the whole message each time: twice the message, four times the work. What a receipt
finds wrong has a place, so the edits at that place are blamed first; then groups are tried and halved, with a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bothways.lens.charge.parts import Part
from bothways.lens.receipt import MeaningReceipt
from bothways.lens.rewrite.model import Edit

BLAMED: Final = 3  # rounds in which edits are blamed
TRIES: Final = 24  # receipts that may be drawn for one message
_TOGETHER: Final = 8  # groups that are tried first

Tried = Callable[[Sequence[Edit]], MeaningReceipt | None]


def chosen(parts: Sequence[Part], edits: tuple[Edit, ...], tried: Tried) -> tuple[Edit, ...]:
    """A large set of edits whose receipt is clean, in their order; the number of receipts is bounded.

    `tried` gives the receipt of the message with some edits, or None where nothing would be left of it.
    """
    left = [TRIES]

    def passes(some: Sequence[Edit]) -> bool:
        left[0] -= 1
        proof = tried(some)
        return proof is not None and proof.verdict == "clean"

    kept = _unblamed(parts, edits, tried)
    left[0] -= BLAMED
    if kept and not passes(kept):
        kept = ()
    open_ = [part for part in dict.fromkeys(e.part for e in edits) if not any(e.part == part for e in kept)]
    size = max(1, -(-len(open_) // _TOGETHER))
    groups = [open_[at : at + size] for at in range(0, len(open_), size)]
    while groups and left[0] > 0:
        group = groups.pop(0)
        mine = tuple(e for e in edits if e.part in group)
        if passes(_in_order(edits, (*kept, *mine))):
            kept = _in_order(edits, (*kept, *mine))
        elif len(group) > 1:
            groups += [group[: len(group) // 2], group[len(group) // 2 :]]
        elif len(mine) > 1:
            for edit in mine:
                with_ = _in_order(edits, (*kept, edit))
                kept = with_ if left[0] > 0 and passes(with_) else kept
    return kept


def _unblamed(parts: Sequence[Part], edits: tuple[Edit, ...], tried: Tried) -> tuple[Edit, ...]:
    """The edits without those at whose places the receipt finds something wrong."""
    kept = edits
    for _ in range(BLAMED):
        proof = tried(kept) if kept else None
        if proof is None:
            return ()
        if proof.verdict == "clean":
            return kept
        wrong = [f for f in proof.facts if f.verdict != "kept"]
        places = sorted(f.original_span[0] for f in wrong if f.original_span)
        said = [f.rewrite for f in wrong if f.rewrite]
        blamed = {
            e.part
            for e in kept
            if _holds(parts[e.part], places) or any(piece in e.after for piece in said if e.after)
        }
        if not blamed:
            return ()
        kept = tuple(e for e in kept if e.part not in blamed)
    return kept


def _holds(part: Part, places: Sequence[int]) -> bool:
    return any(part.start <= place < part.end for place in places)


def _in_order(edits: Sequence[Edit], some: Sequence[Edit]) -> tuple[Edit, ...]:
    wanted = {e.id for e in some}
    return tuple(e for e in edits if e.id in wanted)
