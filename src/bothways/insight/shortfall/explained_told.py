"""What explains the factors, and what goes with winning, in figures and sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bothways.evidence.measures.intervals import rate_interval
from bothways.insight.shortfall.drivers import DriverKey
from bothways.insight.shortfall.explain import Explanation, Explanations, Factor
from bothways.insight.shortfall.sheet import Sheet, said
from bothways.terms import Called, Period, Sentence, Unit

FACTORS: Mapping[Factor, tuple[str, Unit]] = {
    "volume": ("number of opportunities", Unit.COUNT),
    "mix": ("money that an opportunity brings", Unit.CENTS),
    "share_decided": ("share decided in the period", Unit.SHARE),
    "win_rate": ("win rate", Unit.SHARE),
    "size": ("size of a deal", Unit.CENTS),
}
CAUSES: Mapping[str, str] = {
    "age": "the age of the deals",
    "load": "the number of open deals that each seller has",
    "pushes": "the pushes of the deals",
    "discount": "the discount",
    "amount": "the amounts of the deals",
    "runway": "the days that deals had left in the period",
    "reps": "the number of sellers",
    "segment": "the share of each segment",
    "region": "the share of each region",
    "product": "the share of each product",
    "source": "the share of each source",
    "type": "the share of new business and of renewals",
    "team": "the share of each team",
}
PARTS: Mapping[str, str] = {"type": "kind of business"}
NAMED = frozenset({"segment", "region", "product", "source", "team", "competitor", "stage"})
MOST_SAID = 3
"""So many explanations are said; all that the data bear are figures."""


def called(value: str, by: str) -> Called:
    """Return a name out of the data as what it is; a type of business is told as a segment is."""
    return Called(value, by if by in NAMED else "segment")  # type: ignore[arg-type]


def tell_explanations(sheet: Sheet, explanations: Explanations, base: Period) -> list[Sentence]:
    """Write what explains the factors, and return the sentences of those that explain most."""
    say: list[Sentence] = []
    said_of: set[Factor] = set()
    for one in explanations.borne:
        sentence = _explanation(sheet, one, base)
        # Teams are told to executives only; once a factor is explained, what overlaps it adds little.
        if one.factor not in said_of and one.by != "team" and len(say) < MOST_SAID:
            say.append(sentence)
            said_of.add(one.factor)
    return say


def _explanation(sheet: Sheet, one: Explanation, base: Period) -> Sentence:
    word, unit = FACTORS[one.factor]
    name = f"explain_{one.factor}_{one.kind}"
    by = (
        one.by
        if one.kind == "lost" or one.by in {"segment", "region", "product", "source", "team"}
        else "cause"
    )
    key = one.value if one.kind == "lost" or (by != "cause" and one.value) else one.by
    by = "cause" if key == one.by else by
    n = one.n_before + one.n_now
    sheet.write(f"explain_{one.factor}_change", one.change, unit, f"{word}: how it moved", n=n)
    part = sheet.write(
        f"{name}_part", one.part, unit, f"{word}: what {CAUSES.get(one.by, one.by)} explains of it", by=by, key=key,
        n=n, low=one.low, high=one.high, how="normal",
    )  # fmt: skip
    left = sheet.write(f"{name}_left", one.left, unit, f"{word}: what is left of it", by=by, key=key, n=n)
    counted = one.kind == "capacity"
    shares = [
        sheet.write(
            f"{name}_share{ending}", value, Unit.COUNT if counted else Unit.SHARE,
            "people with opportunities" if counted else "share of the deals", by=by, key=key, n=count,
            period=period,
        )
        for ending, value, count, period in (
            ("_before", one.share_before, one.n_before, base),
            ("", one.share_now, one.n_now, None),
        )
    ]  # fmt: skip
    again = (
        np.isfinite(one.year_ago) and one.year_ago * one.part > 0 and abs(one.year_ago) >= abs(one.part) / 2
    )
    if again:
        ago = sheet.write(f"{name}_year_ago", one.year_ago, unit, "the same a year earlier", by=by, key=key)
        sheet.against[part.name, by, key] = (
            "It may be the season: a year earlier the same did ", said(ago, "signed"), ", now ", said(part, "signed"), ".",
        )  # fmt: skip
    else:
        sheet.against[part.name, by, key] = (
            "It goes with the movement, which does not make it the cause; ", said(left, "signed"),
            " is left when it is taken out.",
        )  # fmt: skip
    now_level = sheet.write(f"explain_{one.factor}_now", one.pooled + one.change / 2, unit, word, n=one.n_now)
    then_level = sheet.write(
        f"explain_{one.factor}_before", one.pooled - one.change / 2, unit, f"{word}, compared with", n=one.n_before,
        period=base,
    )  # fmt: skip
    without = sheet.write(
        f"{name}_without", one.pooled + one.change / 2 - one.part, unit, f"{word}, without what is explained", by=by,
        key=key, n=one.n_now,
    )  # fmt: skip
    if counted:
        return (
            said(shares[1], noun="seller"), " had opportunities, after ", said(shares[0], noun="seller"),
            ": with as many as before, each with as much as now, there would be ",
            said(without, noun="opportunity"), " and not ", said(now_level), ".",
        )  # fmt: skip
    if one.kind == "lost":
        where = {"stage": "from the stage ", "competitor": "to ", "reason": "for the reason "}[one.by]
        name_of = called(one.value, one.by)
        return (
            "Of the decided deals ", said(shares[1]), " were lost ", where, name_of, ", after ", said(shares[0]),
            " (", said(shares[1], "n", "deal"), "); had that not moved, the win rate would be ",
            said(without), " and not ", said(now_level), ".",
        )  # fmt: skip
    noun = "opportunity" if unit is Unit.COUNT else ""
    tail: Sentence = ()
    if one.value and by != "cause":
        tail = ("; ", called(one.value, one.by), " has ", said(shares[1]), " of them after ", said(shares[0]))
    return (
        "The ", word, " went from ", said(then_level, noun=noun), " to ", said(now_level, noun=noun), "; with ",
        CAUSES[one.by], " as before it would be ", said(without, noun=noun), *tail, ".",
    )  # fmt: skip


def tell_drivers(sheet: Sheet, keys: tuple[DriverKey, ...]) -> None:
    """Write the win rate by value of each key, of the year up to the period's end."""
    for group in keys:
        sheet.write(
            "driver_spread", group.spread, Unit.SHARE, "how far win rates lie apart, chance taken out", by="cause",
            key=group.by, n=group.n,
        )  # fmt: skip
        for one in group.values:
            interval = rate_interval(one.won, one.n)
            at = (group.by, one.key)
            sheet.write(
                "driver_rate", one.rate, Unit.SHARE, "won of the decided deals, in a year", by=at[0], key=at[1], n=one.n,
                low=interval.low if interval else np.nan, high=interval.high if interval else np.nan, how="wilson",
            )  # fmt: skip
            sheet.write(
                "driver_shrunk", one.shrunk, Unit.SHARE, "the same, shrunk by the spread of all values", by=at[0],
                key=at[1], n=one.n, low=one.low, high=one.high, how="beta-binomial",
            )  # fmt: skip
            figure = sheet.write(
                "driver_apart", one.apart, Unit.SHARE, "less that of all other deals", by=at[0], key=at[1], n=one.n,
                low=one.apart_low, high=one.apart_high, how="normal",
            )  # fmt: skip
            if one.beside:
                sheet.write(
                    "driver_alike", one.alike, Unit.SHARE, f"the same among deals alike in {one.beside}", by=at[0],
                    key=at[1], n=one.n,
                )  # fmt: skip
                points = sheet.write(
                    "driver_alike_points", 100 * abs(one.alike), Unit.COUNT, "the same in percentage points, without the sign",
                    by=at[0], key=at[1], n=one.n,
                )  # fmt: skip
                sheet.against[figure.name, figure.by, figure.key] = (
                    "Among deals that are alike in ", PARTS.get(one.beside, one.beside), " it is ",
                    said(points, noun="percentage point"), " above" if one.alike >= 0 else " below", " the others.",
                )  # fmt: skip
