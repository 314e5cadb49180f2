"""Agreed priorities: each side ranks blind, the overlap and the distance show on release, a top three is agreed.

Rankings of people become one order a side (positional points, ties left standing). Only the order is ever shown, never
points, and only where enough people stand behind it or those who do chose to be on the record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.overlap import Order, kendall_tau_b, places_of, rank_biased_overlap
from bothways.terms import Refusal, Side

__all__ = ["LONGEST", "METHOD", "Agreed", "Apart", "Compared", "SideOrder", "agreed_on", "check_ranking", "compare_sides",
           "side_order", "standing"]  # fmt: skip

METHOD: Final = "priorities/1"
LONGEST: Final = 7
_FIRST: Final = 3
_PLACES: Final = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_COUNTS: Final = ("none", "one", "two", "three")
_Rankings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SideOrder:
    """The order of one side: groups of items, first to last; items in one group are level.

    order is None where it can't be shown, and `sentence` says why, in the same words whatever the number. n: how many
    people are in it; on a page it stands in a band (`size_band`), unless all are on the record. on_record: whether it is
    made of answers on the record alone.
    """

    side: Side
    order: Order | None
    n: int
    on_record: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Apart:
    """An item and its place on each side, from 1; None where a side did not rank it. Level items share the middle place."""

    item: str
    staff: float | None
    executives: float | None

    @property
    def distance(self) -> float:
        """How many places lie between the sides; what is not ranked counts as one place after the seventh."""
        return abs((self.staff or LONGEST + 1) - (self.executives or LONGEST + 1))


@dataclass(frozen=True, slots=True)
class Compared:
    """What a release shows: both orders, what they have in common, and how far apart they are.

    overlap: rank-biased overlap, 0 (nothing in common) to 1 (the same order). tau: Kendall's tau-b, −1 to 1, None where
    a side is level throughout. both_first: what is among the first three of both; both: what both ranked at all.
    apart: every item, the furthest apart first. All of it is None or empty while a side can't be shown.
    """

    staff: SideOrder
    executives: SideOrder
    overlap: float | None
    tau: float | None
    both_first: tuple[str, ...]
    both: tuple[str, ...]
    apart: tuple[Apart, ...]
    sentence: str
    method: str = METHOD


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides agreed to do first: at most three, in order, from a day on. note: how it was agreed."""

    day: date
    items: tuple[str, ...]
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"day": self.day.isoformat(), "items": list(self.items), "note": self.note}


def check_ranking(ranking: Sequence[str], *, items: Collection[str]) -> tuple[str, ...]:
    """Return one person's ranking, first to last, or refuse it. items: what can be ranked.

    Errors: `Refusal` "ranking-empty", "ranking-long" (over seven), "ranked-twice", "no-such-item".

    >>> check_ranking(["quotes", "price"], items={"price", "quotes", "leads"})
    ('quotes', 'price')
    """
    ranking = tuple(ranking)
    if not ranking:
        raise Refusal("ranking-empty", "Nothing is ranked.", hint="Put at least one first.")
    if len(ranking) > LONGEST:
        raise Refusal(
            "ranking-long",
            f"At most {LONGEST} can be ranked; these are {len(ranking)}.",
            hint="What stands after the seventh place is no priority. Take some out.",
        )
    twice = [item for item in dict.fromkeys(ranking) if ranking.count(item) > 1]
    if twice:
        raise Refusal(
            "ranked-twice", f"“{twice[0]}” has two places.", hint="Leave it at one.", data={"item": twice[0]}
        )
    strange = [item for item in ranking if item not in items]
    if strange:
        raise Refusal(
            "no-such-item",
            f"“{strange[0]}” is not among what can be ranked.",
            hint="Add it for both sides before the round begins, or leave it out.",
            data={"item": strange[0]},
        )
    return ranking


def side_order(
    rankings: _Rankings,
    *,
    side: Side,
    on_record: Collection[str] = (),
    new: Collection[str] | None = None,
    rules: Rules | None = None,
) -> SideOrder:
    """Return the order of a side: a place r gives 8 − r points, what is not ranked none; equal sums are level.

    rankings: person → ranking, as `check_ranking` gave it. on_record: who chose to be shown with theirs. Are those who
    did not at least `rules.least`, all count; else only those on the record do, and without any the side can't be shown.
    new: who ranked anew since the last release of the round (None: first release); of those not on the record it takes
    as many again, or the order is not shown. What is decided hangs on who ranked, never on what.

    >>> side_order({"ann": ["price"], "bo": ["quotes"]}, side=Side.EXECUTIVES, on_record=["ann", "bo"]).order
    (('price', 'quotes'),)
    """
    rules = rules or Rules()
    known = frozenset(on_record) & rankings.keys()
    guarded = rankings.keys() - known
    enough = len(guarded) >= rules.least and (new is None or len(guarded & frozenset(new)) >= rules.least)
    counted = rankings.keys() if enough else known
    if not counted:
        return SideOrder(
            side,
            None,
            0,
            on_record=False,
            sentence=f"The order of the {side} can't be shown yet: it is shown once {rules.least} or more have ranked (anew, "
            "if it was shown before), or as the ranking of those who choose to be on the record.",
        )
    points: dict[str, int] = {}
    for person in counted:
        for place, item in enumerate(rankings[person]):
            points[item] = points.get(item, 0) + LONGEST - place
    levels = sorted(set(points.values()), reverse=True)
    order = tuple(tuple(sorted(item for item in points if points[item] == level)) for level in levels)
    told = f"This is the order of the {side}" + (
        "." if enough else " who are on the record, and of nobody else."
    )
    return SideOrder(side, order, len(counted), on_record=not enough, sentence=told)


def compare_sides(staff: SideOrder, *, executives: SideOrder, p: float = 0.8) -> Compared:
    """Return the overlap and the distance of both orders, or why they can't be shown. p: see `rank_biased_overlap`.

    >>> one = side_order({"ann": ["a", "b", "c"]}, side=Side.STAFF, on_record=["ann"])
    >>> two = side_order({"bo": ["b", "a", "d"]}, side=Side.EXECUTIVES, on_record=["bo"])
    >>> compare_sides(one, executives=two).both_first
    ('a', 'b')
    """
    if staff.side is not Side.STAFF or executives.side is not Side.EXECUTIVES:
        raise Refusal("wrong-side", "The staff's order is compared with that of the executives.")
    if staff.order is None or executives.order is None:
        missing = staff if staff.order is None else executives
        return Compared(staff, executives, None, None, (), (), (), missing.sentence)
    here, there = places_of(staff.order), places_of(executives.order)
    apart = sorted(
        (Apart(item, here.get(item), there.get(item)) for item in here.keys() | there.keys()),
        key=lambda one: (-one.distance, one.item),
    )
    both = tuple(item for item in here if item in there)
    both_first = tuple(item for item in _first(staff.order) if item in _first(executives.order))
    return Compared(
        staff,
        executives,
        rank_biased_overlap(staff.order, other=executives.order, p=p),
        kendall_tau_b(staff.order, other=executives.order),
        both_first,
        both,
        tuple(apart),
        _said(both_first, apart),
    )


def agreed_on(items: Sequence[str], *, day: date, compared: Compared, note: str = "") -> Agreed:
    """Return the agreed top three as a dated value: one to three items that a side ranked.

    Errors: `Refusal` "nothing-released" (nothing can be agreed on before both sides see the same), "agreed-none",
    "agreed-many", "ranked-twice", "no-such-item".
    """
    items = tuple(items)
    if compared.overlap is None:
        raise Refusal(
            "nothing-released",
            "Nothing is agreed before both sides have seen the same release.",
            hint=compared.sentence,
        )
    if not items:
        raise Refusal("agreed-none", "Nothing was agreed on.", hint="Name one to three.")
    if len(items) > _FIRST:
        raise Refusal("agreed-many", f"{len(items)} are too many to come first.", hint="Name three at most.")
    return Agreed(day, check_ranking(items, items={one.item for one in compared.apart}), note.strip())


def standing(agreed: Sequence[Agreed], *, on: date) -> Agreed | None:
    """Return what stands on a day: the last one agreed by then; of one day, the later in the list."""
    found = [one for one in agreed if one.day <= on]
    return max(enumerate(found), key=lambda pair: (pair[1].day, pair[0]))[1] if found else None


def _first(order: Order) -> tuple[str, ...]:
    """What is among the first three: groups that begin at a place up to three, level ones with them."""
    found: tuple[str, ...] = ()
    for group in order:
        if len(found) >= _FIRST:
            break
        found += group
    return found


def _said(both_first: Sequence[str], apart: Sequence[Apart]) -> str:
    count = len(both_first)
    many = _COUNTS[count] if count < len(_COUNTS) else str(count)
    names = ", ".join(f"“{item}”" for item in both_first)
    common = (
        f"Among the first three of both sides: {many} ({names})."
        if count
        else "Nothing is among the first three of both."
    )
    furthest = apart[0]
    if furthest.distance < 1:
        return f"{common} Nothing lies a place or more apart."
    return (
        f"{common} Furthest apart: “{furthest.item}”, {_place(furthest.staff)} for the staff and "
        f"{_place(furthest.executives)} for the executives."
    )


def _place(place: float | None) -> str:
    if place is None:
        return "not ranked"
    return _PLACES[int(place)] if place == int(place) and place < len(_PLACES) else f"at place {place:g}"
