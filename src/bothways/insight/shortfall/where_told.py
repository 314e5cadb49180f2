"""Where it sits and what explains it, in figures and sentences that a manager can say aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bothways.evidence.views.columns import DealColumns
from bothways.insight.shortfall.contrasts import Measure
from bothways.insight.shortfall.drivers import DriverKey
from bothways.insight.shortfall.explain import Explanations
from bothways.insight.shortfall.explained_told import PARTS, called, tell_drivers, tell_explanations
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
WORTH = 0.01
"""A pooled win rate that moved by less is told as figures, and in no sentence: it prints as no movement."""


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
    say = [
        *_location(sheet, found),
        *_reversals(sheet, found),
        *tell_explanations(sheet, found.explanations, found.base),
    ]
    tell_drivers(sheet, found.drivers)
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
