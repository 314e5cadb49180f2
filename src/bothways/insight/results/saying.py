"""The sentences of the results: words without a digit, and the figures that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bothways.insight.results.effort import Effort
from bothways.insight.results.habits import Habits
from bothways.insight.results.making import Maker
from bothways.insight.results.moved import REST, Changes
from bothways.insight.results.order import Order
from bothways.insight.results.standings import Standing
from bothways.terms import Sentence, Unit
from bothways.terms.sentence import Said

_SAID_MOST = 0.5
_FEW = 20
_NAMES = {
    "win_rate_count": "win rate", "attainment": "attainment", "deal_size_median": "deal size",
    "cycle_days": "days to a win",
}  # fmt: skip
_MOVED = {"open_amount": "The open amount", "bookings": "Bookings", "pipeline_created": "The amount created"}
_KIND = {
    "created": "deals created", "won": "deals won", "lost": "deals lost", "reopened": "deals reopened",
    "moved_in": "deals that moved in", "moved_out": "deals that moved out", "amount": "changed amounts",
    "gone": "deals that are no longer in the data", REST: "what can't be told deal by deal",
}  # fmt: skip


def sentences_of(
    standings: Sequence[Standing], changes: Changes | None, habits: Habits, effort: Effort
) -> tuple[Sentence, ...]:
    """Return what can be said of the whole: results, what changed, what went with wins, where the time goes."""
    whole = {one.measure: one for one in standings if one.by == "all"}
    found = [_booked(whole), _rate(whole), *_moved(changes)]
    found += [one.sentence for one in habits.habits if one.is_told]
    found += [row.sentence for row in effort.rows if row.sentence]
    return tuple(one for one in found if one)


def said_of(maker: Maker, order: Order) -> Order:
    """Return an order with the sentence of how much of it is sure; for the manager."""
    key = f"{order.by}:{order.measure}"
    what = "pairs of reps" if order.by == "rep" else "pairs of teams"
    pairs = maker.make(
        "result_order_pairs", order.pairs, Unit.COUNT, said=what, by="order", key=key, n=len(order.members)
    )
    apart = maker.make(
        "result_order_apart", len(order.apart), Unit.COUNT, said=f"{what} told apart by {order.measure}",
        by="order", key=key, n=order.pairs,
    )  # fmt: skip
    name = _NAMES[order.measure]
    sentence: Sentence = (
        "By ", name, ", ", Said(apart), " of ", Said(pairs), f" {what} are told apart; the others are not.",
    )  # fmt: skip
    if not order.apart:
        sentence = (
            f"By {name}, none of the ",
            Said(pairs),
            f" {what} are told apart: chance could order them.",
        )
    return replace(order, sentence=sentence, figures=(pairs, apart))


def own_of(standings: Sequence[Standing]) -> dict[str, tuple[Sentence, ...]]:
    """Return what each person is told of their own numbers, by person: for them and their manager alone."""
    held: dict[str, dict[str, Standing]] = {}
    for one in standings:
        if one.by == "rep" and one.key:
            held.setdefault(one.key, {})[one.measure] = one
    found = {
        person: tuple(line for line in (_attained(own), _won(own)) if line) for person, own in held.items()
    }
    return {person: lines for person, lines in found.items() if lines}


def _attained(own: dict[str, Standing]) -> Sentence:
    one = own.get("attainment")
    if one is None or one.now.value is None or one.target is None:
        return ()
    line: Sentence = ("You reached ", Said(one.now), " of your target of ", Said(one.target))
    if one.before is not None and one.before.value is not None:
        line = (*line, "; in the period before it was ", Said(one.before))
    return (*line, ".")


def _won(own: dict[str, Standing]) -> Sentence:
    one = own.get("win_rate_count")
    if one is None or one.now.value is None:
        return ()
    line: Sentence = ("Of ", Said(one.now, "n", "deal"), " of yours decided, ", Said(one.now), " were won")
    if one.shrunk is None:
        return (*line, ".")
    return (
        *line, "; going by all deals, ", Said(one.shrunk), " is what to expect of the next (",
        Said(one.shrunk, "between"), ").",
    )  # fmt: skip


def against_of(one: Standing) -> Sentence:
    """Return the best argument against reading much into a number."""
    if one.borrowed is not None and (one.borrowed.value or 0) >= _SAID_MOST:
        return (
            "Few cases: ", Said(one.borrowed), " of the fair value is borrowed from the others.",
        )  # fmt: skip
    if one.step is not None and one.step.interval is not None and one.before is not None:
        low, high = one.step.interval.low, one.step.interval.high
        if low <= 0 <= high:
            return (
                "It was ",
                Said(one.before),
                " in the period before; chance alone could make the difference.",
            )
    if one.year_ago is not None and one.year_ago.value is not None and one.by in ("all", "team"):
        return ("A year earlier it was ", Said(one.year_ago), ".")
    if one.now.unit is Unit.SHARE and one.now.value is not None and 0 < (one.now.n or 0) < _FEW:
        return ("Only ", Said(one.now, "n", "case"), " stand behind it.")
    return ()


def _booked(whole: dict[str, Standing]) -> Sentence:
    booked = whole.get("bookings")
    if booked is None or booked.now.value is None or not booked.now.n:
        return ()
    line: Sentence = (Said(booked.now), " was booked")
    attained = whole.get("attainment")
    if attained and attained.now.value is not None and attained.target:
        line = (*line, ", ", Said(attained.now), " of the target of ", Said(attained.target))
    if booked.before is not None and booked.before.value is not None:
        line = (*line, "; in the period before it was ", Said(booked.before))
    return (*line, ".")


def _rate(whole: dict[str, Standing]) -> Sentence:
    one = whole.get("win_rate_count")
    if one is None or one.now.value is None:
        return ()
    line: Sentence = ("Of ", Said(one.now, "n", "deal"), " decided, ", Said(one.now), " were won")
    if one.before is None or one.before.value is None or one.step is None or one.step.interval is None:
        return (*line, ".")
    apart = one.step.interval.low > 0 or one.step.interval.high < 0
    end = (
        "; the difference is more than chance makes."
        if apart
        else "; chance alone could make that difference."
    )
    return (*line, ", ", Said(one.before), " in the period before", end)


def _moved(changes: Changes | None) -> list[Sentence]:
    """Say what moved, and by what most, of the sums that are exact."""
    found: list[Sentence] = []
    for name, words in _MOVED.items():
        one = changes.one(name) if changes else None
        if one is None or one.step is None or not one.step.value or one.then.value is None:
            continue
        line: Sentence = (
            words, " went from ", Said(one.then), " to ", Said(one.now), " since the last brief (",
            Said(one.step, "signed"), ")",
        )  # fmt: skip
        largest = sorted(one.kinds, key=lambda kind: -abs(kind.value or 0))[:2]
        for place, kind in enumerate(largest):
            line = (*line, ": " if place == 0 else ", ", _KIND[kind.key], " ", Said(kind, "signed"))
        found.append((*line, "."))
    return found
