"""How an equal number or date is meant on both sides: at least or at most, by or after."""

from __future__ import annotations

from bothways.lens.receipt.hard import Side
from bothways.lens.receipt.verdicts import Verdict

_LOW, _HIGH = frozenset(["ge", "gt"]), frozenset(["le", "lt"])


def relation_of(ours: list[Side], theirs: list[Side], side: Side) -> tuple[Verdict, str, Side]:
    """Return the verdict of the relation of one occurrence, the reason, and the occurrence that it was compared with."""
    same = next((other for other in theirs if other.relation == side.relation), None)
    if same is not None:
        return "kept", "", same
    best = theirs[0]
    if any(one.relation == best.relation for one in ours):
        return "kept", "", best
    verdict = _dates(side.relation, best.relation) if side.unit == "date" else _numbers(side, best)
    reason = "the relation to it has changed" if verdict != "kept" else ""
    return verdict, reason, best


def _dates(mine: str, yours: str) -> Verdict:
    pair = {mine, yours}
    if pair == {"by", "before"}:
        return "doubt"
    if pair == {"", "by"}:
        return "kept"
    if "after" in pair and pair & {"by", "before", "from"}:
        return "changed"
    if pair in ({"by", "from"}, {"before", "from"}):
        return "changed"
    return "kept" if pair in ({"", "from"},) else "doubt"


def _numbers(side: Side, other: Side) -> Verdict:
    mine, yours = side.relation, other.relation
    if {mine, yours} == {"within", "after"}:
        return "changed"
    if {mine, yours} <= {"within", "after", "", "lt", "le"} or "after" in {mine, yours}:
        return "kept"
    if (mine in _LOW and yours in _HIGH) or (mine in _HIGH and yours in _LOW):
        return "changed"
    if {mine, yours} <= _LOW or {mine, yours} <= _HIGH:
        return "doubt"
    if side.kind in {"duration"} and not {mine, yours} & {"ge", "le"}:
        return "kept"
    return "doubt"
