"""Trend: is a theme said more often than before, by how much, and where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns
from bothways.insight.themes.corpus import Corpus
from bothways.insight.themes.mentions import Mentions
from bothways.insight.themes.pooling import pooled
from bothways.insight.themes.stratified import false_discovery, two_sided
from bothways.terms import Calendar, Period
from bothways.terms.period import day_of, month_period

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
METHOD = "theme-trend/1"
FALSE = 0.05
SCALE = 0.03
"""The spread of changes from first to last that is held likeliest before the data speak: 3 texts of 100."""
FEWEST_ACCOUNTS = 5
"""In a segment, region or product of fewer accounts nothing is said: it would be about single customers."""
_QUARTERS = 4
_MOST = 12
_Z = 1.2815515655446004


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of `texts` in a period `hits` say it; `low` to `high` at 80 % (Wilson)."""

    period: Period
    hits: int
    texts: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it rises: `what` (segment, region, product) and its `name`; the rise and on how much it rests."""

    what: str
    name: str
    value: float
    low: float
    high: float
    texts: int
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The change of the share of texts that say it, from the first period to the last, in shares of 1.

    `value`, `low`, `high`: shrunk, 80 %; `raw`, `error` before; `p`, `q` of a test for any change, with
    whole accounts as units; `rises`, `falls`: q is low enough to say so. `customer` and `rep`: the shares
    by period, apart; the test compares each voice with itself. `where`: where it rises most surely.
    """

    value: float
    low: float
    high: float
    raw: float
    error: float
    p: float
    q: float
    rises: bool
    falls: bool
    customer: tuple[Share, ...]
    rep: tuple[Share, ...]
    where: tuple[Place, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The texts that count: period, voice, account, and the place of each pair (text, theme) among them."""

    period: Ints
    voice: Ints
    account: Ints
    row: Ints
    theme: Ints
    themes: int


def spans(calendar: Calendar, first: int, last: int) -> tuple[Period, ...]:
    """Return the quarters between two days, the months where there are fewer than four quarters; twelve at most."""
    quarters = [calendar.quarter_of(day_of(last))]
    while quarters[0].first_day > first:
        quarters.insert(0, calendar.before(quarters[0]))
    if len(quarters) >= _QUARTERS:
        return tuple(quarters[-_MOST:])
    months = [month_period(day_of(last).year, day_of(last).month)]
    while months[0].first_day > first:
        months.insert(0, calendar.before(months[0]))
    return tuple(months[-_MOST:])


def trends(
    corpus: Corpus, held: Mentions, deals: DealColumns, *, calendar: Calendar, as_of: int
) -> list[Trend]:
    """Return the trend of each theme, of the texts that have a day."""
    themes = held.ever.shape[1]
    dated = held.counts & ~np.isnan(corpus.day)
    if not dated.any():
        return [_none("No text has a day, so no trend can be told.") for _ in range(themes)]
    periods = spans(calendar, int(corpus.day[dated].min()), min(as_of, int(corpus.day[dated].max())))
    if len(periods) < 2:
        return [_none("All texts are of a single month, so no trend can be told.") for _ in range(themes)]
    starts = np.array([one.first_day for one in periods])
    dated &= corpus.day >= starts[0]
    places = np.cumsum(dated) - 1
    period = np.searchsorted(starts, corpus.day[dated], side="right") - 1
    kept = dated[held.text]
    rows = _Rows(
        period, corpus.is_customer[dated].astype(np.int64), held.account[dated],
        places[held.text[kept]], held.theme[kept], themes,
    )  # fmt: skip
    raw, error = _slopes(rows, np.ones(len(period), dtype=bool))
    shrunk = pooled(raw, error, scale=SCALE)
    p = np.where(np.isnan(raw), np.nan, two_sided(np.nan_to_num(raw / np.where(error > 0, error, np.inf))))
    q = false_discovery(p)
    tables = _tables(rows, periods)
    where = _where(rows, held, deals, np.flatnonzero(dated), q <= FALSE)
    return [
        _none("It is said too seldom for a trend.", tables[row])
        if np.isnan(raw[row])
        else Trend(
            value=float(shrunk.value[row]), low=float(shrunk.low[row]), high=float(shrunk.high[row]),
            raw=float(raw[row]), error=float(error[row]), p=float(p[row]), q=float(q[row]),
            rises=bool(q[row] <= FALSE and raw[row] > 0), falls=bool(q[row] <= FALSE and raw[row] < 0),
            customer=tables[row][1], rep=tables[row][0],
            where=tuple(where.get(row, ())) if raw[row] > 0 else (),
        )
        for row in range(themes)
    ]  # fmt: skip


def _none(unknown: str, shares: Sequence[tuple[Share, ...]] = ((), ())) -> Trend:
    nan = float("nan")
    return Trend(
        value=nan, low=nan, high=nan, raw=nan, error=nan, p=nan, q=nan, rises=False, falls=False,
        customer=shares[1], rep=shares[0], unknown=unknown,
    )  # fmt: skip


def _slopes(rows: _Rows, which: Bools) -> tuple[Floats, Floats]:
    """Return each theme's change over the whole span and its error, each voice compared with itself.

    The slope of said on the period, with a constant for each voice; its error from whole accounts, since
    an account that complains does so in many texts. NaN where fewer than five accounts say it.
    """
    last = int(rows.period.max(initial=1)) or 1
    step = rows.period / last
    size = np.bincount(rows.voice[which], minlength=2).astype(np.float64)
    middle = np.bincount(rows.voice[which], step[which], minlength=2) / np.maximum(size, 1)
    pull = np.where(which, step - middle[rows.voice], 0.0)
    spread = float((pull**2).sum())
    raw, error = np.full(rows.themes, np.nan), np.full(rows.themes, np.nan)
    if not spread > 0:
        return raw, error
    kept = which[rows.row]
    row, theme = rows.row[kept], rows.theme[kept]
    hits = np.bincount(theme, minlength=rows.themes)
    code = np.bincount(theme * 2 + rows.voice[row], minlength=rows.themes * 2).reshape(-1, 2)
    rate = code / np.maximum(size, 1)
    slope = np.bincount(theme, pull[row], minlength=rows.themes) / spread
    # By account: the sum of pull × (said − rate − slope × pull), the last two terms from sums of the account.
    unit = np.where(rows.account < 0, rows.account.max(initial=-1) + 1, rows.account)
    units = int(unit.max(initial=0)) + 1
    sums = np.stack(
        [np.bincount(unit, pull * (rows.voice == voice), minlength=units) for voice in (0, 1)]
        + [np.bincount(unit, pull**2, minlength=units)]
    )
    for one in np.flatnonzero(hits >= FEWEST_ACCOUNTS):
        own = row[theme == one]
        if len(np.unique(unit[own])) < FEWEST_ACCOUNTS:
            continue
        said = np.bincount(unit[own], pull[own], minlength=units)
        left = said - rate[one, 0] * sums[0] - rate[one, 1] * sums[1] - slope[one] * sums[2]
        raw[one], error[one] = slope[one], np.sqrt((left**2).sum()) / spread
    return raw, np.where(error > 0, error, np.nan)


def _tables(rows: _Rows, periods: Sequence[Period]) -> list[tuple[tuple[Share, ...], tuple[Share, ...]]]:
    count = len(periods)
    texts = np.bincount(rows.voice * count + rows.period, minlength=2 * count).reshape(2, count)
    code = (rows.theme * 2 + rows.voice[rows.row]) * count + rows.period[rows.row]
    hits = np.bincount(code, minlength=rows.themes * 2 * count).reshape(rows.themes, 2, count)
    low, high = _wilson(hits, np.broadcast_to(texts, hits.shape))
    told = [
        tuple(
            Share(
                period=period, hits=int(hits[theme, voice, at]), texts=int(texts[voice, at]),
                low=float(low[theme, voice, at]), high=float(high[theme, voice, at]),
            )
            for at, period in enumerate(periods)
        )
        for theme in range(rows.themes)
        for voice in (0, 1)
    ]  # fmt: skip
    return list(zip(told[::2], told[1::2], strict=True))


def _wilson(hits: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    size = np.maximum(n, 1).astype(np.float64)
    p, z2 = hits / size, _Z * _Z
    middle = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = _Z / (1 + z2 / size) * np.sqrt(p * (1 - p) / size + z2 / (4 * size * size))
    low, high = np.where(hits == 0, 0.0, middle - half), np.where(hits == n, 1.0, middle + half)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def _where(
    rows: _Rows, held: Mentions, deals: DealColumns, texts: Ints, moving: Bools
) -> Mapping[int, list[Place]]:
    """Return where each moving theme rises: in which segment, region or product, the surest first."""
    found: dict[int, list[Place]] = {}
    if not moving.any():
        return found
    deal = np.full(int(texts.max(initial=0)) + 1, -1, dtype=np.int64)
    inside = held.link_text < len(deal)
    deal[held.link_text[inside]] = held.link_deal[inside]
    linked = deal[texts]
    for what in ("segment", "region", "product"):
        values = getattr(deals, what).astype(str)
        names, numbers = np.unique(values, return_inverse=True)
        group = np.where(linked >= 0, numbers[linked], -1)
        places: list[tuple[str, Bools, Floats, Floats]] = []
        for number, name in enumerate(names.tolist()):
            inside_group = group == number
            if name and len(np.unique(rows.account[inside_group])) >= FEWEST_ACCOUNTS:
                places.append((name, inside_group, *_slopes(rows, inside_group)))
        for theme in np.flatnonzero(moving):
            _rising(rows, what, places, int(theme), found.setdefault(int(theme), []))
    for one in found.values():
        one.sort(key=lambda place: (-place.low, place.what, place.name))
    return found


def _rising(
    rows: _Rows,
    what: str,
    places: Sequence[tuple[str, Bools, Floats, Floats]],
    theme: int,
    found: list[Place],
) -> None:
    """Add the places where a theme rises beyond chance, each shrunk beside the others of its kind."""
    raw = np.array([place[2][theme] for place in places], dtype=np.float64)
    error = np.array([place[3][theme] for place in places], dtype=np.float64)
    shrunk = pooled(raw, error, scale=SCALE)
    for row, (name, inside, _, _) in enumerate(places):
        if not shrunk.low[row] > 0:
            continue
        own = rows.row[(rows.theme == theme) & inside[rows.row]]
        accounts = np.unique(rows.account[own])
        # Counted in who says it: a rise that three accounts make is about those three.
        if (accounts >= 0).sum() >= FEWEST_ACCOUNTS:
            found.append(
                Place(
                    what=what, name=name, value=float(shrunk.value[row]), low=float(shrunk.low[row]),
                    high=float(shrunk.high[row]), texts=int(inside.sum()), accounts=len(accounts),
                )
            )  # fmt: skip
