"""What explains the factors of the bridge: never added beside them, and shown only when the data bear it.

A factor (how many opportunities, the share decided, the win rate, the size) moved. For each thing that is
known of the deals, the movement is taken apart into what its mix did and what is left within; the mix
part is the explanation, with its interval. All explanations of all factors share one false-discovery rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special

from bothways.evidence.views.columns import Bools, DealColumns, Floats, Ints
from bothways.insight.shortfall.attributes import (
    KEYS,
    UNKNOWN,
    Attribute,
    Losses,
    available_attributes,
    decided_attributes,
    key_attribute,
    losses,
)
from bothways.insight.shortfall.coding import coded, known_alike, nameable
from bothways.insight.shortfall.discovery import Z80, adjusted
from bothways.insight.shortfall.simpson import Parts, split
from bothways.insight.shortfall.spans import Days, Span, spans_of

Factor = Literal["volume", "mix", "share_decided", "win_rate", "size"]
RATE = 0.1
OVERLAP = 0.8
"""So much of each span must lie in parts that the other span has too: else what is mix and what is time can't be told."""
FEWEST = 20
"""So many deals are needed in each span before anything is explained."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one thing explains of one factor's movement.

    `factor` moved by `change` (deals, share, cents; of the mix: the money a deal brings, in cents); `part` of it is explained,
    `low` to `high` at 80 %, `left` is not. `by` is what explains it (a key, or age, load, pushes,
    discount, amount, runway, reps, stage, competitor, reason), `kind` how: `mix` of the deals, where they
    are `lost`, `capacity`. `value` is the part that carries most of it ("" where none may be named):
    its share of the deals went from `share_before` to `share_now`, and `level` is the factor in it (NaN
    for losses). `year_ago` is what the same thing explained a year earlier, NaN unknown.
    """

    factor: Factor
    by: str
    kind: Literal["mix", "lost", "capacity"]
    change: float
    part: float
    low: float
    high: float
    left: float
    p: float
    q: float
    n_before: int
    n_now: int
    value: str
    share_before: float
    share_now: float
    level: float
    pooled: float
    year_ago: float = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Explanations:
    """`borne`: what the data bear, that which explains most of its factor first.

    `all_tested` holds every one, for whoever wants to know what was not borne out.
    """

    borne: tuple[Explanation, ...]
    all_tested: tuple[Explanation, ...]
    dated: bool

    @property
    def tested(self) -> int:
        """How many explanations were looked at."""
        return len(self.all_tested)


def explain(
    columns: DealColumns,
    *,
    now: Days,
    base: Days,
    year_ago: tuple[Days, Days] | None = None,
    discount: Floats | None = None,
    keys: Sequence[str] = KEYS,
    rate: float = RATE,
    as_of: int | None = None,
) -> Explanations:
    """Return what explains the movement of each factor from `base` to `now`.

    Args:
        columns: the deals.
        now: first and last day of the span that is asked about.
        base: the span that it is compared with.
        year_ago: the same two spans a year earlier, (base, now): did it happen then, too?
        discount: by deal, the share of list price that was given away; NaN unknown.
        keys: names of text columns of `columns`.
        rate: the false-discovery rate over all explanations of all factors.
        as_of: the day from which all is seen; that of the columns unless given.
    """
    found, dated = _tested(columns, base, now, discount, keys, as_of)
    q = adjusted(np.array([one.p for one in found], dtype=np.float64))
    found = [replace(one, q=float(value)) for one, value in zip(found, q, strict=True)]
    if year_ago is not None and any(one.q <= rate for one in found):
        earlier, _ = _tested(columns, *year_ago, discount, keys, as_of)
        then = {(one.factor, one.by, one.kind): one.part for one in earlier}
        found = [replace(one, year_ago=then.get((one.factor, one.by, one.kind), np.nan)) for one in found]
    borne = [one for one in found if one.q <= rate]
    borne.sort(key=lambda one: (-_weight(one), one.factor, one.by))
    return Explanations(tuple(borne), tuple(found), dated)


def _weight(one: Explanation) -> float:
    """Return how much of the factor a thing explains, in units of the factor's own level."""
    return abs(one.part) / max(abs(one.pooled), 1e-12)


def _tested(
    columns: DealColumns,
    base: Days,
    now: Days,
    discount: Floats | None,
    keys: Sequence[str],
    as_of: int | None,
) -> tuple[list[Explanation], bool]:
    before, after = spans_of(columns, base, now, as_of=as_of)
    own = [one for key in keys if (one := key_attribute(columns, key)) is not None]
    found: list[Explanation | None] = []
    outcomes: list[tuple[Factor, tuple[Bools, Bools], tuple[Floats, Floats], list[Attribute]]] = []
    decided = decided_attributes(columns, before, after, discount=discount)
    either, ended = before.available | after.available, before.decided | after.decided
    early = [one for one in own if known_alike(_is_known(one), ended, either & ~ended)]
    things = [*early, *available_attributes(columns, before, after)]
    flags = (before.decided.astype(np.float64), after.decided.astype(np.float64))
    outcomes.append(("share_decided", (before.available, after.available), flags, things))
    won = (before.won.astype(np.float64), after.won.astype(np.float64))
    wins = before.won | after.won
    telling = [one for one in own if known_alike(_is_known(one), wins, ended & ~wins)]
    outcomes.append(("win_rate", (before.decided, after.decided), won, [*telling, *decided]))
    sized = (before.won & (before.amount > 0), after.won & (after.amount > 0))
    size = (before.amount, after.amount)
    by_size = [*own, *(one for one in decided if one.kind != "amount")]
    outcomes.append(("size", sized, size, by_size))
    for factor, which, value, things in outcomes:
        found += [_mix(columns, factor, which, value, thing) for thing in things]
    found += _lost(columns, before, after, losses(columns, known=columns.history.has("stage")))
    found.append(_capacity(columns, before, after))
    found += [_moved(columns, before, after, one) for one in early]
    return [one for one in found if one is not None], before.dated


def _is_known(thing: Attribute) -> Bools:
    return np.asarray(np.array([name != "" for name in thing.names], dtype=bool)[thing.now])


def _mix(
    columns: DealColumns,
    factor: Factor,
    which: tuple[Bools, Bools],
    value: tuple[Floats, Floats],
    thing: Attribute,
) -> Explanation | None:
    """Return what a shift in an attribute explains of a mean."""
    counts = [int(one.sum()) for one in which]
    if min(counts) < FEWEST:
        return None
    # Two spans may hold the same deal, with another age: each span is summed by its own codes.
    sums = np.stack(
        [_sums(codes[flags], own[flags], len(thing.names))
         for codes, own, flags in zip((thing.before, thing.now), value, which, strict=True)]
    )  # fmt: skip
    parts = Parts(thing.names, sums[:, 0], sums[:, 1], sums[:, 2])
    common = (parts.n > 0).all(axis=0)
    if (parts.n[:, common].sum(axis=1) < OVERLAP * parts.n.sum(axis=1)).any():
        return None
    found = split(parts)
    if found is None or found.mix_error == 0 or (parts.n.sum(axis=0) > 0).sum() < 2:
        return None
    way = np.sign(found.mix)
    may = np.array([name not in {"", UNKNOWN} for name in thing.names], dtype=bool)
    may &= _people(columns, thing, which)
    pull = np.where(may, found.mix_by * way, 0.0)
    best = int(np.argmax(pull))
    level = float(np.nanmean(found.means[:, best])) if parts.n[:, best].sum() else float("nan")
    return Explanation(
        factor=factor,
        by=thing.by,
        kind="mix",
        change=found.change,
        part=found.mix,
        low=found.mix - Z80 * found.mix_error,
        high=found.mix + Z80 * found.mix_error,
        left=found.within,
        p=_p(found.mix / found.mix_error),
        q=1.0,
        n_before=counts[0],
        n_now=counts[1],
        value=thing.names[best] if pull[best] > 0 else "",
        share_before=float(found.shares[0, best]),
        share_now=float(found.shares[1, best]),
        level=level,
        pooled=(found.before + found.now) / 2,
    )


def _sums(codes: Ints, value: Floats, count: int) -> Floats:
    return np.stack(
        [np.bincount(codes, weights=w, minlength=count) for w in (value, value**2, value * 0 + 1)]
    )


def _people(columns: DealColumns, thing: Attribute, which: tuple[Bools, Bools]) -> Bools:
    may = np.ones(len(thing.names), dtype=bool)
    for codes, flags in zip((thing.before, thing.now), which, strict=True):
        if flags.any():
            # A band may be empty in a span; what is in it must be of three people in that span.
            empty = np.bincount(codes[flags], minlength=len(thing.names)) == 0
            may &= empty | nameable(codes, len(thing.names), columns.owner, flags)
    return may


def _lost(
    columns: DealColumns, before: Span, now: Span, things: Sequence[Losses]
) -> list[Explanation | None]:
    """Return what losses at each stage, to each competitor, for each reason explain of the win rate.

    Of the decided deals, the share that is not won is lost somewhere: a rise of the share lost at a stage
    is a fall of the win rate by as much.
    """
    n = [int(span.decided.sum()) for span in (before, now)]
    if min(n) < FEWEST:
        return []
    rates = [float(span.won.sum()) / count for span, count in zip((before, now), n, strict=True)]
    found: list[Explanation | None] = []
    for thing in things:
        count = len(thing.names)
        shares = [
            np.bincount(thing.codes[span.decided & (thing.codes >= 0)], minlength=count) / total
            for span, total in zip((before, now), n, strict=True)
        ]
        either = before.decided | now.decided
        may = nameable(np.where(thing.codes < 0, count, thing.codes), count + 1, columns.owner, either)
        for place in np.flatnonzero(may[:count] & (shares[0] + shares[1] > 0)).tolist():
            one, other = float(shares[0][place]), float(shares[1][place])
            fair = [(share * total + 1) / (total + 2) for share, total in zip((one, other), n, strict=True)]
            error = float(np.sqrt(sum(f * (1 - f) / total for f, total in zip(fair, n, strict=True))))
            part = one - other
            found.append(
                Explanation(
                    factor="win_rate",
                    by=thing.by,
                    kind="lost",
                    change=rates[1] - rates[0],
                    part=part,
                    low=part - Z80 * error,
                    high=part + Z80 * error,
                    left=rates[1] - rates[0] - part,
                    p=_p(part / error),
                    q=1.0,
                    n_before=n[0],
                    n_now=n[1],
                    value=thing.names[place],
                    share_before=one,
                    share_now=other,
                    level=float("nan"),
                    pooled=sum(rates) / 2,
                )
            )
    return found


def _capacity(columns: DealColumns, before: Span, now: Span) -> Explanation | None:
    """Return what the number of people explains of the number of opportunities: people x deals each.

    Tested by who came and who left: their deals, against what chance makes of as many.
    """
    known = columns.owner != ""
    counts = [int((span.available & known).sum()) for span in (before, now)]
    if min(counts) < FEWEST:
        return None
    names, codes = coded(columns.owner)
    own = np.stack(
        [np.bincount(codes[span.available & known], minlength=len(names)) for span in (before, now)]
    )
    people = (own > 0).sum(axis=1)
    if people.min() < 3:
        return None
    each = [counts[place] / int(people[place]) for place in (0, 1)]
    part = float(people[1] - people[0]) * sum(each) / 2
    came, left = own[1][own[0] == 0], own[0][own[1] == 0]
    net, noise = float(came.sum() - left.sum()), float(came.sum() + left.sum())
    # Reps are not alike: one more is as many deals more or less as they differ, not only as chance has it.
    spread = max(1.0, float(own[own > 0].var() / own[own > 0].mean()))
    error = float(np.sqrt(max(noise, 1.0) * spread))
    return Explanation(
        factor="volume",
        by="reps",
        kind="capacity",
        change=float(counts[1] - counts[0]),
        part=part,
        low=part - Z80 * error,
        high=part + Z80 * error,
        left=counts[1] - counts[0] - part,
        p=_p(net / error) if noise else 1.0,
        q=1.0,
        n_before=counts[0],
        n_now=counts[1],
        value="",
        share_before=float(people[0]),
        share_now=float(people[1]),
        level=sum(each) / 2,
        pooled=sum(counts) / 2,
    )


def _moved(columns: DealColumns, before: Span, now: Span, thing: Attribute) -> Explanation | None:
    """Return how the shares of a key's values moved: what carries the mix of the identity.

    Tested by chi-square over all values; the part is what the shift is worth in money a deal.
    """
    which = (before.available, now.available)
    counts = [int(one.sum()) for one in which]
    if min(counts) < FEWEST:
        return None
    n = np.stack([np.bincount(thing.before[one], minlength=len(thing.names)) for one in which]).astype(float)
    used = n.sum(axis=0) > 0
    if used.sum() < 2:
        return None
    expected = n.sum(axis=0)[used] * n.sum(axis=1)[:, None] / n.sum()
    statistic = float(((n[:, used] - expected) ** 2 / expected).sum())
    p = float(special.chdtrc(int(used.sum()) - 1, statistic)) if expected.min() >= 3 else 1.0
    money = (before.amount * before.won, now.amount * now.won)
    found = _mix(columns, "mix", which, money, thing)
    return None if found is None else replace(found, p=max(p, 1e-300))


def _p(z: float) -> float:
    return float(2 * special.ndtr(-abs(z)))
