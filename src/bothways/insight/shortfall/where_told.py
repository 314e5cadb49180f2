"""Where it sits and what explains it, in figures and sentences that a manager can say aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bothways.evidence.measures.intervals import rate_interval
from bothways.evidence.views.columns import DealColumns
from bothways.insight.shortfall.contrasts import Measure
from bothways.insight.shortfall.drivers import DriverKey
from bothways.insight.shortfall.explain import Explanation, Explanations, Factor
from bothways.insight.shortfall.localise import Effect, Location, Seat
from bothways.insight.shortfall.sheet import Sheet, said
from bothways.insight.shortfall.simpson import Reversal
from bothways.terms import Called, Figure, Period, Sentence, Unit

MEASURES: Mapping[Measure, tuple[str, Unit]] = {
    "bookings": ("bookings", Unit.CENTS),
    "available": ("number of opportunities", Unit.COUNT),
    "share_decided": ("share decided in the period", Unit.SHARE),
    "win_rate": ("win rate", Unit.SHARE),
    "size": ("size of what was won", Unit.CENTS),
}
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
WORTH = 0.01
"""A pooled win rate that moved by less is told as figures, and in no sentence: it prints as no movement."""
MOST_SAID = 3
"""So many explanations are said; all that the data bear are figures."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All that was worked out: what `tell` makes figures and sentences of."""

    columns: DealColumns
    base: Period
    location: Location
    reversals: tuple[Reversal, ...]
    explanations: Explanations
    drivers: tuple[DriverKey, ...]


def tell(sheet: Sheet, found: Found) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """Write the figures and return the sentences and notices."""
    say = [*_location(sheet, found), *_reversals(sheet, found), *_explanations(sheet, found)]
    _drivers(sheet, found)
    notices = []
    if not found.location.dated:
        notices.append(
            "Close dates of earlier days can't be rebuilt: all that was open counts as available, due or not."
        )
    if not found.location.cells:
        notices.append(
            "No part of the company has deals enough, of people enough, to be set beside the rest."
        )
    return tuple(say), tuple(notices)


def called(value: str, by: str) -> Called:
    """Return a name out of the data as what it is; a type of business is told as a segment is."""
    return Called(value, by if by in NAMED else "segment")  # type: ignore[arg-type]


def _name(seat: Seat) -> Sentence:
    parts: list[str | Called] = []
    for key, value in zip(seat.cell.keys, seat.cell.values, strict=True):
        parts += [", ", called(value, key)] if parts else [called(value, key)]
    return tuple(parts)


def _location(sheet: Sheet, found: Found) -> list[Sentence]:
    place = found.location
    before = sheet.write(
        "where_before", place.before, Unit.CENTS, "bookings of the period compared with", period=found.base
    )
    now = sheet.write("where_now", place.now, Unit.CENTS, "bookings of the period")
    sheet.write(
        "where_change",
        place.now - place.before,
        Unit.CENTS,
        "bookings less those compared with",
        n=place.deals,
    )
    tested = sheet.write(
        "where_tested", place.tested, Unit.COUNT, "comparisons that share the false-discovery rate"
    )
    sheet.write(
        "where_named", len(place.seats), Unit.COUNT, "parts of the company that stand out", n=place.tested
    )
    seen = sheet.write(
        "where_detectable_points", 100 * place.detectable, Unit.COUNT,
        "percentage points of a win rate's surplus that would have been named, median over the values", n=place.deals,
        unknown="No part has deals enough for its win rate to be compared.",
    )  # fmt: skip
    for seat in place.table:
        _contribution(sheet, seat)
    if not place.seats:
        if not place.tested:
            return []
        say: list[Sentence] = [
            ("Bookings went from ", said(before), " to ", said(now), ", and the movement sits nowhere in particular: of ",
             said(tested, noun="comparison"), " of parts of the company with the rest none stands out beyond chance.")
        ]  # fmt: skip
        if seen.value is not None:
            say.append(
                ("That is no proof that nothing is there: a win rate would have to move by ",
                 said(seen, noun="percentage point"), " more than that of the others to be seen with so many deals.")
            )  # fmt: skip
        return say
    return [_seat(sheet, found, seat) for seat in place.seats]


def _at(seat: Seat) -> tuple[str, str, str]:
    return "+".join(seat.cell.keys), "|".join(seat.cell.values), ", ".join(seat.cell.values)


def _contribution(sheet: Sheet, seat: Seat) -> Figure:
    by, key, label = _at(seat)
    return sheet.write(
        "where_contribution", seat.contribution, Unit.CENTS, "bookings less those compared with", by=by, key=key,
        label=label, n=seat.deals, rows=seat.rows,
    )  # fmt: skip


def _seat(sheet: Sheet, found: Found, seat: Seat) -> Sentence:
    share = _contribution(sheet, seat)
    written = [_effect(sheet, found, seat, effect) for effect in seat.effects]
    values, surplus = written[0]
    effect = seat.effects[0]
    word, unit = MEASURES[effect.measure]
    before, now, rest_before, rest_now = values
    noun = "opportunity" if unit is Unit.COUNT else ""
    with_rest = " while that of all others went from "
    was, became = found.location.whole[effect.measure]
    with_it = (became - was) * effect.surplus >= 0
    sentence: Sentence = (
        "It sits in " if with_it else "Against the movement of the whole stands ", *_name(seat), ": the ", word,
        " went from ", said(before, noun=noun), " to ",
        said(now, noun=noun), ",", with_rest, said(rest_before, noun=noun), " to ", said(rest_now, noun=noun),
        " (", said(now, "n", "deal"), "); its bookings moved by ", said(share, "signed"), ".",
    )  # fmt: skip
    if effect.measure == "size":
        level = effect.now * (1 + effect.shrunk) / (1 + effect.surplus)
    else:
        level = effect.now - effect.surplus + effect.shrunk
    believed = sheet.write(
        f"where_{effect.measure}_believed", level, unit, f"{word}, with the surplus shrunk", by=surplus.by,
        key=surplus.key, label=surplus.label, n=effect.n,
    )  # fmt: skip
    weak: Sentence = (
        "What stands out does so by some chance too: with that taken out, the ", word, " would be ", said(believed), ".",
    )  # fmt: skip
    sheet.against[surplus.name, surplus.by, surplus.key] = weak
    sheet.against.setdefault((share.name, share.by, share.key), weak)
    return sentence


def _effect(sheet: Sheet, found: Found, seat: Seat, effect: Effect) -> tuple[list[Figure], Figure]:
    """Write what a cell did on a measure, what the rest did, and the surplus, raw and shrunk."""
    by, key, label = _at(seat)
    word, unit = MEASURES[effect.measure]
    name = f"where_{effect.measure}"
    values = [
        sheet.write(
            f"{name}{ending}", value, unit, f"{word}{words}", by=by, key=key, label=label, n=effect.n,
            period=found.base if "before" in ending else None, rows=seat.rows if not ending else (),
        )
        for ending, value, words in (
            ("_before", effect.before, ", compared with"),
            ("", effect.now, ""),
            ("_rest_before", effect.rest_before, " of all others, compared with"),
            ("_rest", effect.rest_now, " of all others"),
        )
    ]  # fmt: skip
    scale = Unit.TIMES if effect.measure == "size" else unit
    sheet.write(
        f"{name}_surplus_raw", effect.surplus, scale, f"{word}: what it moved beyond the rest", by=by, key=key,
        label=label, n=effect.n, low=effect.low, high=effect.high, how="normal",
    )  # fmt: skip
    surplus = sheet.write(
        f"{name}_surplus", effect.shrunk, scale, f"{word}: the same, shrunk by the spread of all values", by=by,
        key=key, label=label, n=effect.n, low=effect.shrunk_low, high=effect.shrunk_high, how="normal-normal",
    )  # fmt: skip
    return values, surplus


def _reversals(sheet: Sheet, found: Found) -> list[Sentence]:
    say: list[Sentence] = []
    for one in found.reversals:
        sentence = _reversal(sheet, found, one)
        # What chance alone would do is a figure, and no news.
        if one.is_clear and abs(one.split.change) >= WORTH and not say:
            say.append(sentence)
    return say


def _reversal(sheet: Sheet, found: Found, one: Reversal) -> Sentence:
    parts, taken = one.parts, one.split
    n = [int(count) for count in parts.n.sum(axis=1)]
    before = sheet.write(
        "where_pooled_before", taken.before, Unit.SHARE, "win rate of all decided deals, compared with", n=n[0],
        period=found.base,
    )  # fmt: skip
    now = sheet.write("where_pooled", taken.now, Unit.SHARE, "win rate of all decided deals", n=n[1])
    made = []
    for name, value, error, words in (
        ("where_within", taken.within, taken.within_error, "how the win rate moved within the parts"),
        ("where_mix", taken.mix, taken.mix_error, "what the shift between the parts did to the win rate"),
    ):
        made.append(
            sheet.write(
                name, value, Unit.SHARE, words, by="mix", key=one.by, n=sum(n), low=value - 1.2816 * error,
                high=value + 1.2816 * error, how="normal",
            )
        )  # fmt: skip
    still = sheet.write(
        "where_still", taken.before + taken.within, Unit.SHARE, "the win rate with the shares of the parts held still",
        by="mix", key=one.by, n=sum(n),
    )  # fmt: skip
    within = made[0]
    word = PARTS.get(one.by, one.by)
    rose, fell = ("rose", "fell") if taken.change < 0 else ("fell", "rose")
    start: Sentence = (
        "The win rate ", fell, " from ", said(before), " to ", said(now), ", and yet it ", rose, " in ",
        "every " if one.every else "nearly every ", word, ": with the shares held still it would be ", said(still),
        "" if one.within_is_clear else " (which may be chance)",
    )  # fmt: skip
    if one.carrier:
        at = parts.names.index(one.carrier)
        level = float(parts.total[:, at].sum() / parts.n[:, at].sum())
        count = int(parts.n[:, at].sum())
        figures = [
            sheet.write(name, value, Unit.SHARE, words, by=one.by, key=one.carrier, n=total)
            for name, value, words, total in (
                (
                    "where_part_share_before",
                    float(taken.shares[0, at]),
                    "share of the decided deals, compared with",
                    n[0],
                ),
                ("where_part_share", float(taken.shares[1, at]), "share of the decided deals", n[1]),
                ("where_part_rate", level, "win rate in both periods", count),
            )
        ]
        start = (
            *start, ". What moved is where the deals are: ", called(one.carrier, one.by), ", where ", said(figures[2]),
            " are won, has ", said(figures[1]), " of the deals after ", said(figures[0]),
        )  # fmt: skip
    if not one.within_is_clear:
        sheet.against["where_within", "mix", one.by] = (
            "What the rate did within the parts may be chance: it lies ", said(within, "between"), ".",
        )  # fmt: skip
    return (*start, ".")


def _explanations(sheet: Sheet, found: Found) -> list[Sentence]:
    say: list[Sentence] = []
    said_of: set[Factor] = set()
    for one in found.explanations.borne:
        sentence = _explanation(sheet, found, one)
        # Teams are told to executives only; once a factor is explained, what overlaps it adds little.
        if one.factor not in said_of and one.by != "team" and len(say) < MOST_SAID:
            say.append(sentence)
            said_of.add(one.factor)
    return say


def _explanation(sheet: Sheet, found: Found, one: Explanation) -> Sentence:
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
            ("_before", one.share_before, one.n_before, found.base),
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
        period=found.base,
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


def _drivers(sheet: Sheet, found: Found) -> None:
    """Write the win rate by value of each key, of the year up to the period's end."""
    for group in found.drivers:
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
