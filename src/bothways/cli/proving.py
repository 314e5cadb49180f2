"""The meaning receipt in a terminal: the whole, each fact that did not come through, and what was kept, in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich.text import Text

from bothways.cli.marking import SOFT, VERDICTS, placed, put, put_rows, shown
from bothways.cli.printing import out
from bothways.lens.receipt import FactVerdict, MeaningReceipt
from bothways.lens.receipt.figures import REASON as HEAT

WHOLE: Final = {
    "clean": "Each fact that it reads was found again, and none was added. It does not see every meaning.",
    "doubt": "It can't tell about what is in doubt. Read both places.",
    "broken": "The rewrite does not say what the original says.",
}
_VERDICT_STYLES: Final = {"doubt": VERDICTS["doubt"], "kept": ""}
_ORDER: Final = ("changed", "lost", "invented", "softened", "doubt")
_MOST_KEPT: Final = 4
_CUT: Final = 48


def print_receipt(
    found: MeaningReceipt, *, original: str, rewrite: str, names: tuple[str, str] = ("original", "rewrite")
) -> None:
    """Print a receipt; `names` are what both texts are called."""
    line = Text()
    line.append(found.verdict.upper(), VERDICTS[found.verdict])
    facts = _once([fact for fact in found.facts if not is_heat(fact)])
    line.append(f"  {counted(facts)}")
    put(line)
    put(Text(WHOLE[found.verdict], style=SOFT))
    for fact in sorted((f for f in facts if f.verdict != "kept"), key=lambda f: _ORDER.index(f.verdict)):
        out.print()
        _print_fact(fact, original, rewrite, names)
    kept = [fact for fact in facts if fact.verdict == "kept"]
    if kept:
        out.print()
        _print_kept(kept)
    heat = [fact for fact in found.facts if is_heat(fact)]
    if heat:
        out.print()
        said = "; ".join(dict.fromkeys(f"“{_cut(fact.original)}”" for fact in heat))
        put(Text(f"Counted as heat, not as a fact: {said}.", style=SOFT))


def _once(facts: Sequence[FactVerdict]) -> list[FactVerdict]:
    """The facts, those at the same places as one with all reasons: two comparisons may find the same word."""
    found: dict[object, FactVerdict] = {}
    for fact in sorted(facts, key=lambda f: _ORDER.index(f.verdict) if f.verdict != "kept" else len(_ORDER)):
        # What was kept is never one with another: each is counted.
        key = id(fact) if fact.verdict == "kept" else (fact.original_span, fact.rewrite_span)
        first = found.setdefault(key, fact)
        if first is not fact and fact.reason and fact.reason not in first.reason:
            said = "; ".join(one.rstrip(".") for one in (first.reason, fact.reason) if one)
            found[key] = replace(first, reason=said)
    return list(found.values())


def is_heat(fact: FactVerdict) -> bool:
    """Whether what is gone was settled as heat: a reader who is told that it was kept would look for it."""
    return fact.verdict == "kept" and fact.reason == HEAT


def counted(facts: Sequence[FactVerdict]) -> str:
    """How many facts there are and what became of them, in words; heat is left to the caller."""
    counts = Counter(fact.verdict for fact in facts)
    if not counts:
        return "no fact of the kinds that are read"
    if counts["kept"] == len(facts):
        return f"{len(facts)} facts, all kept" if len(facts) > 1 else "1 fact, kept"
    said = ", ".join(
        f"{counts[verdict]} {_word(verdict)}" for verdict in ("kept", *_ORDER) if counts[verdict]
    )
    return f"{len(facts)} {'fact' if len(facts) == 1 else 'facts'}: {said}"


def _word(verdict: str) -> str:
    return "in doubt" if verdict == "doubt" else verdict


def _print_fact(fact: FactVerdict, original: str, rewrite: str, names: tuple[str, str]) -> None:
    line = Text()
    line.append(f"{_word(fact.verdict)}", _VERDICT_STYLES.get(fact.verdict, VERDICTS["broken"]))
    line.append(f"  {fact.kind}", "bold")
    put(line)
    places = (
        (names[0], original, fact.original_span, fact.original),
        (names[1], rewrite, fact.rewrite_span, fact.rewrite),
    )
    rows: list[tuple[Text, Text]] = []
    for name, text, span, words in places:
        told = Text(shown(words), "bold") if words else Text("nothing there", SOFT)
        rows.append((Text(f"  {name}", SOFT), placed(text, span) or told))
    if fact.reason:
        rows.append((Text(), Text(f"{fact.reason[:1].upper()}{fact.reason[1:].rstrip('.')}.")))
    put_rows(rows)


def _print_kept(kept: Sequence[FactVerdict]) -> None:
    """One line a kind: what was kept, and how it is written now where that is otherwise."""
    by_kind: dict[str, list[FactVerdict]] = {}
    for fact in kept:
        by_kind.setdefault(fact.kind, []).append(fact)
    counts = {kind: str(len(facts)) for kind, facts in by_kind.items()}
    widest = max(map(len, counts.values()))
    rows: list[tuple[Text | str, ...]] = []
    for kind, facts in by_kind.items():
        said = "; ".join(_kept(fact) for fact in facts[:_MOST_KEPT])
        more = f"; and {len(facts) - _MOST_KEPT} more" if len(facts) > _MOST_KEPT else ""
        rows.append((Text("" if rows else "kept", SOFT), kind, counts[kind].rjust(widest), said + more))
    put_rows(rows)


def _kept(fact: FactVerdict) -> str:
    before, after = _cut(fact.original), _cut(fact.rewrite)
    if not after:
        return f"{before} ({fact.reason.rstrip('.').lower()})" if fact.reason else before
    return before if before.casefold() == after.casefold() else f"{before} = {after}"


def _cut(words: str | None) -> str:
    text = shown(" ".join((words or "").split()))
    return text if len(text) <= _CUT else text[: _CUT - 1] + "…"
