"""Three sentences on a bridge that can be said aloud, blaming nobody: the gap and its likeliest cause, what stands
beside it, and what is still open.
"""

from __future__ import annotations

from collections.abc import Mapping

from bothways.insight.shortfall.causes import CHANCE, Bar
from bothways.insight.shortfall.comparing import Comparison
from bothways.terms import Called, Figure, Said, Sentence

_SURE = 0.8
_WORTH_SAYING = 0.15
_RARELY = 0.4
_FEW = 30


def ranked(bars: tuple[Bar, ...]) -> list[Bar]:
    """Return the bars by how likely each is the largest; of two alike the larger amount goes before."""
    return sorted(bars, key=lambda bar: (-bar.largest, -abs(bar.amount)))


def sentences(
    bars: tuple[Bar, ...], figures: Mapping[tuple[str, str], Figure], compared: Comparison
) -> tuple[Sentence, Sentence, Sentence]:
    """Return the three sentences; `figures` by (name, key)."""
    top = ranked(bars)[0]
    return _gap(top, figures, compared), _beside(bars, top, figures, compared), question_of(top)


def _gap(top: Bar, figures: Mapping[tuple[str, str], Figure], compared: Comparison) -> Sentence:
    actual, gap = figures["shortfall_actual", ""], figures["shortfall_gap", ""]
    so_far = " so far" if compared.running else ""
    start: Sentence = (f"Bookings{so_far} came to ", Said(actual), ", ")
    if not gap.value:
        return (*start, "no more and no less than ", *_other(compared), ".")
    cause: Sentence = (
        (
            "; the likeliest largest cause is chance (",
            Said(figures["shortfall_chance", CHANCE], "signed"),
            "): ",
        )
        if top.kind.key == CHANCE
        else ("; the likeliest largest cause is that ",)
    )
    likely = figures["shortfall_largest_probability", top.kind.key]
    only = " only" if top.largest < _RARELY else ""
    what: Sentence
    if top.kind.key == CHANCE:
        what = (f"{_clause(top, compared)}, which is the largest{only} ", Said(likely), ".")
    else:
        what = (*_told(top, figures, compared), f": it is the largest{only} ", Said(likely), ".")
    return (*start, *_difference(gap, compared), *cause, *what)


def _difference(gap: Figure, compared: Comparison) -> Sentence:
    below = (gap.value or 0) < 0
    if compared.against == "target":
        part = "the target's part for these days" if compared.running else "the target"
        return (Said(gap, "size", "short" if below else "above"), f" of {part}" if below else f" {part}")
    return (Said(gap, "size", "less" if below else "more"), " than ", *_other(compared))


def _other(compared: Comparison) -> Sentence:
    if compared.against == "target":
        return ("the target's part for these days" if compared.running else "the target",)
    return ("in the same days of " if compared.running else "in ", Called(compared.base.name, "period"))


def _clause(bar: Bar, compared: Comparison) -> str:
    clause = bar.kind.less if bar.amount < 0 else bar.kind.more
    of_plan = compared.against == "target" and bar.kind.player == "volume"
    return f"{clause} than the target takes" if of_plan else clause


def _told(bar: Bar, figures: Mapping[tuple[str, str], Figure], compared: Comparison) -> Sentence:
    return (
        _clause(bar, compared),
        " (",
        Said(figures[f"shortfall_{bar.kind.player}", bar.kind.key], "signed"),
        ")",
    )


def _beside(
    bars: tuple[Bar, ...], top: Bar, figures: Mapping[tuple[str, str], Figure], compared: Comparison
) -> Sentence:
    """Say the next likely cause, or what works the other way, or that no other stands out."""
    rest = [bar for bar in ranked(bars) if bar is not top]
    sign = 1 if top.amount >= 0 else -1
    second = next((bar for bar in rest if bar.largest >= _WORTH_SAYING and bar.amount * sign > 0), None)
    against = [bar for bar in rest if bar.amount * sign < 0 and _sure(bar) and bar.kind.key != CHANCE]
    against.sort(key=lambda bar: -abs(bar.amount))
    turned: Sentence = ()
    if against:
        turned = ("in the other direction, ", *_told(against[0], figures, compared))
    if second is not None:
        likely = figures["shortfall_largest_probability", second.kind.key]
        own = figures[f"shortfall_{second.kind.player}", second.kind.key]
        named = "chance" if second.kind.key == CHANCE else f"that {_clause(second, compared)}"
        told = (f"Next comes {named} (", Said(own, "between"), "), the largest ", Said(likely))
        return (*told, *(("; ", *turned) if turned else ()), ".")
    if turned:
        return ("I", *_lowered(turned), ".")
    return ("No other cause can be told from chance.",)


def _lowered(turned: Sentence) -> Sentence:
    head = turned[0]
    return (head[1:] if isinstance(head, str) else head, *turned[1:])


def _sure(bar: Bar) -> bool:
    return bar.negative >= _SURE or bar.negative <= 1 - _SURE


def question_of(bar: Bar) -> Sentence:
    """Return the question that a cause leaves open, and the side it is put to."""
    is_gain = bar.amount > 0 and bar.kind.key != CHANCE
    question = "what brought that about, and whether it will last" if is_gain else bar.kind.question
    return (f"Still open, and a question to the {bar.kind.asked}: {question}.",)


def counter(
    bar: Bar, bars: tuple[Bar, ...], figures: Mapping[tuple[str, str], Figure], compared: Comparison
) -> Sentence:
    """Return what speaks most against a cause: its range, few deals, or another cause that is as likely."""
    own = figures[f"shortfall_{bar.kind.player}", bar.kind.key]
    if bar.low <= 0 <= bar.high:
        return ("Its likely range lies ", Said(own, "between"), ", so it may have been nothing at all.")
    other = next(one for one in ranked(bars) if one is not bar)
    likely = figures["shortfall_largest_probability", other.kind.key]
    if other.largest >= bar.largest:
        return (
            "Another cause is likelier the largest: that ",
            _clause(other, compared),
            ", ",
            Said(likely),
            ".",
        )
    if bar.n and bar.n < _FEW:
        return ("It stands on ", Said(own, "n", "deal"), " only.")
    return (
        "The strongest other explanation is that ",
        _clause(other, compared),
        ", the largest ",
        Said(likely),
        ".",
    )
