"""What each bar of the bridge is called, which side can move it and why, and the question it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import DealColumns
from bothways.insight.shortfall.bridge import GAMES, Bridge
from bothways.terms import Side

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Mover = Literal["staff", "executives", "both", "market", "nobody"]
CHANCE = "chance"
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a bar before any data: its words.

    `less` and `more` end a sentence that begins “it is that …” for a bar below and above zero; `mover` the
    side that can move it and `because` why; `question` what it leaves open, `asked` the side it is put to.
    """

    key: str
    game: str
    player: str
    label: str
    less: str
    more: str
    mover: Mover
    because: str
    question: str
    asked: Side


def _kind(
    game: str, player: str, label: str, less: str, more: str, mover: Mover, because: str, asked: Side, question: str
) -> Kind:  # fmt: skip
    name = {"new": "New business", "renewal": "Renewals"}[game]
    return Kind(
        f"{game}_{player}", game, player, f"{name}: {label}", less, more, mover, because, question, asked
    )


KINDS: tuple[Kind, ...] = (
    _kind(
        "new", "volume", "opportunities available",
        "there were fewer opportunities of new business", "there were more opportunities of new business",
        "both", "Those who sell open opportunities; people, time and marketing for it are decided above.",
        Side.EXECUTIVES,
        "what would be given in people, time or marketing to open more of them, and which target fits those that there are",
    ),
    _kind(
        "new", "mix", "mix of segments",
        "new business stood more in segments that bring less", "new business stood more in segments that bring more",
        "executives", "Which segments are worked before others is set by priorities, territories and targets.",
        Side.EXECUTIVES,
        "which segments are to have priority, and whether the targets say the same",
    ),
    _kind(
        "new", "slippage", "share decided in the period",
        "less of the new business was decided in the period", "more of the new business was decided in the period",
        "both", "Dates are agreed between those who sell and the customer; approvals of the own firm can hold them up.",
        Side.STAFF,
        "what the customers who have not decided wait for, and what of it lies with the own firm",
    ),
    _kind(
        "new", "win_rate", "win rate of what was decided",
        "less of the decided new business was won", "more of the decided new business was won",
        "both", "How a deal is led lies with those who sell; product, price and terms are decided above.",
        Side.STAFF,
        "what the customers who said no chose instead, and what would have changed it",
    ),
    _kind(
        "new", "size", "mean size of what was won",
        "new business was won at smaller amounts", "new business was won at larger amounts",
        "executives", "Prices, packages and the room for discounts are decided above.",
        Side.EXECUTIVES,
        "which amounts were meant to change, by price, package or discount, and which were not",
    ),
    _kind(
        "renewal", "volume", "renewals available",
        "there were fewer renewals to decide", "there were more renewals to decide",
        "market", "What comes up for renewal was settled by contracts signed earlier.",
        Side.EXECUTIVES,
        "whether the plan knew which contracts come up for renewal, and when",
    ),
    _kind(
        "renewal", "mix", "mix of segments",
        "renewals stood more in segments that bring less", "renewals stood more in segments that bring more",
        "market", "Which customers come up for renewal was settled by contracts signed earlier.",
        Side.EXECUTIVES,
        "whether the plan knew which customers come up for renewal",
    ),
    _kind(
        "renewal", "slippage", "share decided in the period",
        "fewer of the renewals were decided in the period", "more of the renewals were decided in the period",
        "staff", "When a renewal is talked about lies with those who look after the customer.",
        Side.STAFF,
        "which renewals wait, and for what",
    ),
    _kind(
        "renewal", "win_rate", "share renewed of what was decided",
        "fewer of the decided renewals were won", "more of the decided renewals were won",
        "both", "Customers stay for the people who look after them, and for product, service and price.",
        Side.STAFF,
        "what the customers who did not renew had told before",
    ),
    _kind(
        "renewal", "size", "mean size of what was renewed",
        "renewals were won at smaller amounts", "renewals were won at larger amounts",
        "executives", "Prices at renewal and the room for discounts are decided above.",
        Side.EXECUTIVES,
        "which renewals changed in size by price, and which because the customer uses less or more",
    ),
    Kind(
        CHANCE, "", CHANCE, "Chance",
        "single decisions fell out worse than the rates behind them",
        "single decisions fell out better than the rates behind them",
        "nobody", "It is what is left when the rates are known: how single decisions and amounts fell out.",
        "whether the same work would be judged the same, had a few decisions fallen out the other way", Side.EXECUTIVES,
    ),
)  # fmt: skip
KEYS = tuple(kind.key for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the bridge in numbers: cents; chances 0 to 1; the deals behind it, the largest first.

    `amount` is the mean of the draws; the amounts of all bars sum to the gap. `low` to `high` holds 80 of 100
    draws. `negative`: how likely it is below zero; `largest`: how likely it is the largest of those that have
    the sign of the gap. `rows` are places in the columns; `n` how many deals there are behind it.
    """

    kind: Kind
    amount: int
    low: int
    high: int
    negative: float
    largest: float
    n: int
    rows: tuple[int, ...]


def bars_of(bridge: Bridge, columns: DealColumns) -> tuple[Bar, ...]:
    """Return the bars in their fixed order: new business, renewals, chance."""
    drawn = bridge.amounts
    amounts = [round(float(one)) for one in drawn[:, :-1].mean(axis=0)]
    amounts.append(bridge.gap - sum(amounts))
    low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
    sized = np.abs(drawn) if bridge.gap == 0 else drawn * np.sign(bridge.gap)
    largest = np.bincount(sized.argmax(axis=1), minlength=len(KINDS)) / len(drawn)
    renewal = columns.is_renewal
    found = []
    for place, kind in enumerate(KINDS):
        which = renewal if kind.game == "renewal" else ~renewal
        rows = _rows(bridge, columns, kind, which, below=amounts[place] < 0)
        found.append(
            Bar(
                kind=kind,
                amount=amounts[place],
                low=round(float(low[place])),
                high=round(float(high[place])),
                negative=float((drawn[:, place] < 0).mean()),
                largest=float(largest[place]),
                n=len(rows),
                rows=tuple(rows[:MOST_ROWS].tolist()),
            )
        )
    return tuple(found)


def _rows(bridge: Bridge, columns: DealColumns, kind: Kind, which: Bools, *, below: bool) -> Ints:
    """Return the deals behind a bar, the largest first.

    Volume: what arrived in the period. Mix: what was available. Slippage: what was available and is not
    decided. Win rate: what was lost, or won where the bar is above zero. Size: what was won below the mean of
    its segment in the base, or above it. Chance: what was decided.
    """
    stood = bridge.standing[1]
    match kind.player:
        case "volume":
            mask = stood.arrived & which
        case "mix":
            mask = stood.available & which
        case "slippage":
            mask = stood.available & ~stood.decided & which if below else stood.decided & which
        case "win_rate":
            mask = (stood.decided & ~stood.won if below else stood.won) & which
        case "size":
            mask = stood.won & which & _apart(bridge, columns, kind.game, below=below)
        case _:
            mask = stood.decided
    rows = np.flatnonzero(mask)
    amount = np.nan_to_num(columns.amount[rows], nan=0.0)
    return rows[np.lexsort((columns.deal[rows].astype(str), -amount))]


def _apart(bridge: Bridge, columns: DealColumns, name: str, *, below: bool) -> Bools:
    """Say which deals are smaller (or larger) than what was usual in their segment in the base."""
    game = bridge.games[GAMES.index(name)]
    usual = game.base.mean().size[0]
    place = game.segments.place
    own = usual[np.where(place >= 0, place, 0)]
    apart = columns.amount < own if below else columns.amount > own
    return np.asarray((place >= 0) & apart)
