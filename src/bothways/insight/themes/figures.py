"""Every number about a theme that a reader may see, as figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bothways.evidence.measures.intervals import rate_interval
from bothways.insight.making import figure_of
from bothways.insight.themes import association, exposure, stake, trend, working
from bothways.insight.themes.covariates import WORDS
from bothways.insight.themes.exposure import EMERGING
from bothways.insight.themes.measuring import METHOD, Measured
from bothways.terms import Figure, Interval, Period, Source, Unit

LEVEL = 0.8
_FEW = "So few accounts say it that nothing can be worked out of it; it is emerging."
_NO_MONEY = "No open deal has an amount, so money can't be told."
_WORKS = {"people": "theme_works_people", "meetings": "theme_works_meetings", "answer": "theme_works_answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Makes figures of one report: its snapshot, its span of days, and its day."""

    snapshot: str
    period: Period
    as_of: date

    def figure(
        self,
        name: str,
        value: float | None,
        unit: Unit,
        *,
        expression: str,
        method: str,
        by: str = "theme",
        key: str = "",
        label: str = "",
        n: int | None = None,
        ends: tuple[float, float, str] | None = None,
        unknown: str = "",
        period: Period | None = None,
    ) -> Figure:
        """Return a figure; NaN is unknown, cents and counts are whole."""
        interval = Interval(*ends[:2], LEVEL, ends[2]) if ends else None
        return figure_of(
            name, value, unit, interval=interval, unknown=unknown or "It can't be told from this export.",
            period=period or self.period, as_of=self.as_of, source=Source(self.snapshot, expression),
            method=method, by=by, key=key, label=label, n=n,
        )  # fmt: skip


def figures_of(sheet: Sheet, one: Measured, names: dict[str, str]) -> Iterator[Figure]:
    """Yield all figures of a theme; `names` are those of all themes, by id."""
    yield from _exposure(sheet, one)
    yield from _association(sheet, one)
    yield from _stake(sheet, one)
    yield from _trend(sheet, one)
    yield from _beside(sheet, one, names)


def _exposure(sheet: Sheet, one: Measured) -> Iterator[Figure]:
    held, method = one.exposure, exposure.METHOD
    of: dict[str, Any] = {"key": one.theme.id, "label": one.theme.name, "method": method}
    counts = (
        ("theme_accounts", held.accounts, held.texts, "distinct accounts of which a text says it"),
        ("theme_accounts_customer", held.accounts_customer, held.texts_customer, "distinct accounts in the customer's words"),
        ("theme_accounts_rep", held.accounts_rep, held.texts_rep, "distinct accounts of which a rep's account says it"),
        ("theme_people", held.people, held.texts_customer - held.unnamed, "distinct people of customers who say it"),
        ("theme_texts_customer", held.texts_customer, held.texts_customer, "texts in the customer's own words that say it"),
        ("theme_texts_rep", held.texts_rep, held.texts_rep, "rep's accounts that say it"),
        ("theme_deals", held.deals, held.texts, "distinct deals about which it is said"),
        ("theme_open_deals", held.open_deals, held.open_deals, "open deals about which it is said"),
    )  # fmt: skip
    for name, value, n, expression in counts:
        yield sheet.figure(name, value, Unit.COUNT, n=n, expression=expression, **of)
    priced = held.open_priced > 0 or not held.open_deals
    yield sheet.figure(
        "theme_open_amount", held.open_amount if priced else None, Unit.CENTS, n=held.open_priced,
        expression="sum of the amounts of open deals about which it is said", unknown=_NO_MONEY, **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_open_share", held.share, Unit.SHARE, n=held.open_deals, unknown=_NO_MONEY,
        ends=(held.low, held.high, "bootstrap of deals"),
        expression="share of the open amount that is of deals about which it is said", **of,
    )  # fmt: skip


def _association(sheet: Sheet, one: Measured) -> Iterator[Figure]:
    held, method = one.association, association.METHOD
    of: dict[str, Any] = {"key": one.theme.id, "label": one.theme.name, "method": method}
    # Of the few deals of an emerging theme a win rate would be a portrait.
    few = one.exposure.is_emerging or (0 < held.n_with < EMERGING)
    why = _FEW if few else held.unknown
    shown = not why

    def number(value: float) -> float | None:
        return value if shown else None

    rate = held.won_with / held.n_with if held.n_with else math.nan
    yield sheet.figure(
        "theme_win_rate", None if few else rate, Unit.SHARE, n=held.n_with, ends=_rate(held.won_with, held.n_with),
        expression="won, of closed deals about which it was said in time", unknown=why, **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_win_rate_alike", number(min(1.0, max(0.0, rate - held.value))), Unit.SHARE, n=held.n_without,
        expression="theme_win_rate − theme_win_difference: what deals that were alike came to without it",
        unknown=why, **of,
    )  # fmt: skip
    total = held.n_with + held.n_without
    yield sheet.figure(
        "theme_win_difference", number(held.value), Unit.SHARE, n=total, unknown=why,
        ends=(held.low, held.high, "empirical Bayes over all themes"),
        expression="Mantel and Haenszel's difference of win rates with and without it, in strata of deals as likely "
        "to hear it, shrunk: associated, not caused", **of,
    )  # fmt: skip
    z = association.Z * held.error
    yield sheet.figure(
        "theme_win_difference_unshrunk", number(held.raw), Unit.SHARE, n=total, unknown=why,
        ends=(held.raw - z, held.raw + z, "Sato"), expression="the same, before it is shrunk", **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_win_difference_plain", number(held.plain), Unit.SHARE, n=total, unknown=why,
        expression="difference of the win rates of all closed deals with and without it", **of,
    )  # fmt: skip
    if held.alternative and shown:
        yield sheet.figure(
            "theme_win_difference_alternative", held.alternative_value, Unit.SHARE, n=total,
            expression=f"the same, within strata of {WORDS[held.alternative]} alone", **of,
        )  # fmt: skip
    yield sheet.figure(
        "theme_win_ratio", number(held.ratio), Unit.TIMES, n=total, unknown=why,
        ends=(held.ratio_low, held.ratio_high, "Greenland and Robins"),
        expression="Mantel and Haenszel's ratio of win rates with and without it, same strata", **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_e_value", number(held.e_value), Unit.TIMES, n=total, unknown=why,
        expression="E-value of theme_win_ratio", **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_e_value_cautious", number(held.e_limit), Unit.TIMES, n=total, unknown=why,
        expression="E-value of the end of theme_win_ratio's interval that is nearer to no difference", **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_false_discovery", number(held.q), Unit.SHARE, n=total, unknown=why,
        expression="Cochran, Mantel and Haenszel's p, adjusted for the number of themes (Benjamini, Hochberg)", **of,
    )  # fmt: skip
    yield sheet.figure(
        "theme_too_late", held.late, Unit.COUNT, n=held.late + held.n_with,
        expression="closed deals about which it was said only later than 14 days before the close: not counted", **of,
    )  # fmt: skip


def _rate(won: int, n: int) -> tuple[float, float, str] | None:
    found = rate_interval(won, n) if n else None
    return None if found is None else (found.low, found.high, found.method)


def _stake(sheet: Sheet, one: Measured) -> Iterator[Figure]:
    held = one.stake
    why = _FEW if one.exposure.is_emerging else held.unknown
    yield sheet.figure(
        "theme_at_stake", None if why else held.value, Unit.CENTS, n=held.n, key=one.theme.id, label=one.theme.name,
        ends=(held.low, held.high, "bootstrap of accounts"), method=stake.METHOD, unknown=why,
        expression="sum over open deals of amount × (chance to be won without it − with it): associated, not caused",
    )  # fmt: skip


def _trend(sheet: Sheet, one: Measured) -> Iterator[Figure]:
    held = one.trend
    of: dict[str, Any] = {"label": one.theme.name, "method": trend.METHOD}
    why = _FEW if one.exposure.is_emerging else held.unknown
    texts = sum(share.texts for share in (*held.customer, *held.rep))
    yield sheet.figure(
        "theme_trend", None if why else held.value, Unit.SHARE, n=texts, key=one.theme.id, unknown=why,
        ends=(held.low, held.high, "empirical Bayes over all themes"),
        expression="change of the share of texts that say it over all periods, each voice with itself, shrunk", **of,
    )  # fmt: skip
    if why:
        return
    for voice, shares in (("customer", held.customer), ("rep", held.rep)):
        for share in shares:
            if share.texts:
                yield sheet.figure(
                    f"theme_share_{voice}", share.hits / share.texts, Unit.SHARE, n=share.texts, by="theme_period",
                    key=f"{one.theme.id}/{share.period.name}", ends=(share.low, share.high, "wilson"),
                    period=share.period, expression=f"share of texts of the {voice} that say it", **of,
                )  # fmt: skip
    for place in held.where:
        yield sheet.figure(
            "theme_trend_in", place.value, Unit.SHARE, n=place.texts, by=f"theme_{place.what}",
            key=f"{one.theme.id}/{place.name}", label=place.name, method=trend.METHOD,
            ends=(place.low, place.high, "empirical Bayes over its kind"),
            expression=f"theme_trend of the deals of this {place.what}",
        )  # fmt: skip


def _beside(sheet: Sheet, one: Measured, names: dict[str, str]) -> Iterator[Figure]:
    of: dict[str, Any] = {"key": one.theme.id, "label": one.theme.name}
    if one.reasons:
        yield sheet.figure(
            "theme_lost_reason", one.reason / one.reasons, Unit.SHARE, n=one.reasons, method=METHOD,
            ends=_rate(one.reason, one.reasons),
            expression="lost deals whose reason names it, of lost deals with a reason; shown beside, never used", **of,
        )  # fmt: skip
    for rival, accounts in one.competitors:
        yield sheet.figure(
            "theme_competitor", accounts, Unit.COUNT, n=accounts, by="theme_competitor", method=METHOD,
            key=f"{one.theme.id}/{rival}", label=f"{one.theme.name}, {names.get(rival, rival)}",
            expression="distinct accounts that say it and name this competitor",
        )  # fmt: skip
    for work in one.works:
        name = _WORKS[work.what]
        of_work: dict[str, Any] = {**of, "method": working.METHOD}
        yield sheet.figure(
            name, work.value, Unit.SHARE, n=work.n_done + work.n_not,
            ends=(work.low, work.high, "empirical Bayes over all themes"),
            expression="difference of win rates of its deals in which this was done and was not: associated, not caused",
            **of_work,
        )  # fmt: skip
        for what, won, n in (("done", work.won_done, work.n_done), ("not", work.won_not, work.n_not)):
            yield sheet.figure(
                f"{name}_{what}", won / n, Unit.SHARE, n=n, ends=_rate(won, n),
                expression=f"won, of its closed deals in which this was {'done' if what == 'done' else 'not done'}",
                **of_work,
            )  # fmt: skip
