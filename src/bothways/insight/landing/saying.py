"""The sentences of a landing: words without a digit, and the figures that stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bothways.insight.landing.claims import ClaimRecord
from bothways.insight.landing.forecasting import Forecast
from bothways.insight.landing.signals import Signal
from bothways.terms import Called, Figure, Said, Sentence

Held = Mapping[tuple[str, str, str], Figure]
_MANY = 25
_FEW_WINDOWS = 12
_SIMPLE = ("stage_weighted", "conversion", "commit")


def say_of(held: Held, seen: Forecast, until: str) -> tuple[Sentence, ...]:
    """Return the three sentences that can be said aloud: where it lands, what decides it, how sure that is."""
    if not seen.parts:
        return _scarce(held, until)
    total, sure = held["landing_total", "all", ""], held["landing_range_chance", "all", ""]
    lands: Sentence = (
        "From now to ", Called(until, "period"), ", we win ", Said(total, "between"), ", ", Said(sure), ".",
    )  # fmt: skip
    return (lands, _decides(held, seen), _target(held) or _trust(held))


def sentences_of(
    held: Held, seen: Forecast, until: str, tested: Sequence[Signal], claims: ClaimRecord
) -> tuple[Sentence, ...]:
    """Return everything that is to be said of the whole, the most important before the rest."""
    found = list(say_of(held, seen, until))
    if seen.parts:
        found += [
            _parts(held),
            _stuck(held),
            _trust(held) if _target(held) else (),
            _signal(seen),
            _drift(seen),
        ]
    found += [*_baselines(held), _creation(tested), _undated(held), *_claims(held, claims)]
    return tuple(one for one in found if one)


def against_total(held: Held) -> Sentence:
    """Return the strongest thing to be said against the middle: the simple way with the smallest past error."""
    known = [
        (error.value, name)
        for name in _SIMPLE
        if (error := held["landing_baseline_error", "baseline", name]).value is not None
        and held["landing_baseline", "baseline", name].value is not None
    ]
    if not known:
        return ()
    _, name = min(known)
    error, value = (
        held["landing_baseline_error", "baseline", name],
        held["landing_baseline", "baseline", name],
    )
    return (
        value.label[0].upper() + value.label[1:], " says ", Said(value), "; before, it was off by ", Said(error),
        ", this forecast by ", Said(held["landing_baseline_error", "baseline", "model"]), ".",
    )  # fmt: skip


def _scarce(held: Held, until: str) -> tuple[Sentence, ...]:
    closed, won = held["landing_closed_deals", "all", ""], held["landing_won_deals", "all", ""]
    opened, amount = held["landing_open_deals", "all", ""], held["landing_open_amount", "all", ""]
    return (
        ("Too little to say what we win by ", Called(until, "period"), "."),
        (
            "Only ",
            Said(closed, "value", "deal"),
            " with a day of creation closed so far, ",
            Said(won),
            " of them won.",
        ),
        (Said(opened, "value", "deal"), " with a day of creation are open, with ", Said(amount), " in all."),
    )


def _decides(held: Held, seen: Forecast) -> Sentence:
    deals, share = held["landing_deciding_deals", "all", ""], held["landing_deciding_share", "all", ""]
    if not seen.open:
        return ("No deal is open: all of it would have to be created and won by then.",)
    if not len(seen.deciding):
        return ("No open deal is likely enough to be won to decide it.",)
    if len(seen.deciding) >= _MANY:
        return (
            "No few deals decide it: the largest, ",
            Said(deals),
            " of them, hold ",
            Said(share),
            " of what is unsure.",
        )
    if len(seen.deciding) == 1:
        return ("A single deal holds ", Said(share), " of what is unsure in the open deals.")
    return (
        Said(deals, "value", "deal"),
        " decide it: they hold ",
        Said(share),
        " of what is unsure in the open deals.",
    )


def _target(held: Held) -> Sentence:
    chance = held.get(("landing_target_chance", "all", ""))
    if chance is None or chance.value is None:
        return ()
    target, already = held["landing_target", "all", ""], held["landing_already_won", "all", ""]
    start: Sentence = ("The target of ", Said(target), " is reached ", Said(chance))
    return (*start, "; ", Said(already), " of it is already won.") if already.value else (*start, ".")


def _trust(held: Held) -> Sentence:
    coverage = held["landing_coverage", "all", ""]
    if coverage.value is None:
        return (
            "No such window has ended inside the data: how often such a range holds, nobody can say yet.",
        )
    apart = held["landing_windows_apart", "all", ""]
    start: Sentence = (
        "Over ", Said(coverage, "n", "past window"), ", such a range held in ", Said(coverage), " of them",
    )  # fmt: skip
    if (apart.value or 0) < _FEW_WINDOWS:
        return (
            *start, "; as only ", Said(apart), " of them do not overlap, the true share may lie ", Said(coverage, "between"), ".",
        )  # fmt: skip
    return (*start, " (", Said(coverage, "between"), ").")


def _parts(held: Held) -> Sentence:
    existing, fresh = held["landing_existing", "all", ""], held["landing_new", "all", ""]
    return (
        "The open deals that move bring ", Said(existing), " (", Said(existing, "between"),
        "), deals still to be created ", Said(fresh), " (", Said(fresh, "between"), ").",
    )  # fmt: skip


def _stuck(held: Held) -> Sentence:
    deals, worth = held["landing_stuck_deals", "all", ""], held["landing_stuck", "all", ""]
    if not deals.value:
        return ()
    start: Sentence = (
        Said(deals, "value", "deal"), " still open for longer than ", Said(held["landing_stuck_age", "all", ""]),
        ", which hardly any deal took that ever closed: ",
    )  # fmt: skip
    if not worth.value:
        return (*start, "most likely nothing comes of it in this window.")
    return (*start, "a middle of ", Said(worth), " is likely to come.")


def _signal(seen: Forecast) -> Sentence:
    record = seen.record
    if record is None or record.beats is True:
        return ()
    if record.beats is None:
        return (
            "Whether the model tells more than the base rate isn't known yet: too few such windows have ended.",
        )
    if seen.is_flat:
        return (
            "No signal: age, stage, pushes and the time of the quarter did worse than the base rate, which is used.",
        )
    return (
        "No signal proven: age, stage, pushes and the time of the quarter did no better than the base rate beyond chance.",
    )


def _drift(seen: Forecast) -> Sentence:
    if seen.record is None or abs(seen.record.last.alpha - 0.2) < 1e-9:
        return ()
    return ("What comes has been drifting away from what was expected; the range was adapted to that.",)


def _baselines(held: Held) -> list[Sentence]:
    found: list[Sentence] = []
    for name in _SIMPLE:
        value, error = (
            held["landing_baseline", "baseline", name],
            held["landing_baseline_error", "baseline", name],
        )
        if value.value is None:
            continue
        start: Sentence = (value.label[0].upper() + value.label[1:], " says ", Said(value))
        if error.value is None:
            found.append((*start, "; how far it was off before isn't known."))
        else:
            found.append(
                (*start, "; over ", Said(error, "n", "past window"), " it was off by ", Said(error), ".")
            )
    own = held["landing_baseline_error", "baseline", "model"]
    if found and own.value is not None:
        found.append(("This forecast's middle was off by ", Said(own), " in the same windows."))
    return found


def _creation(tested: Sequence[Signal]) -> Sentence:
    known = [one for one in tested if one.tells is not None and one.name != "all"]
    none = [one.name for one in known if not one.tells]
    some = [one.name for one in known if one.tells]
    if not known:
        return ()
    if not some:
        return (
            "No signal in what is known when a deal is created (", ", ".join(none),
            "): later wins could not be told from losses by it.",
        )  # fmt: skip
    start: Sentence = (
        "Of what is known when a deal is created, ",
        ", ".join(some),
        " told later wins from losses",
    )
    return (*start, "; ", ", ".join(none), " held no signal.") if none else (*start, ".")


def _undated(held: Held) -> Sentence:
    deals = held["landing_undated_deals", "all", ""]
    if not deals.value:
        return ()
    return (
        Said(deals, "value", "deal"),
        " without a day of creation are left out: nobody can tell how old they are.",
    )


def _claims(held: Held, record: ClaimRecord) -> list[Sentence]:
    if not record.n:
        return []
    last = record.scored[-1]
    said, came = (
        held["landing_claim_said", "claim", last.claim.key],
        held["landing_claim_came", "claim", last.claim.key],
    )
    found: list[Sentence] = [
        (
            "Last time we said ",
            Said(said, "between"),
            "; it was ",
            Said(came),
            "." if last.inside else ", outside of it.",
        )
    ]
    kept = held["landing_claims_held", "all", ""]
    if record.n > 1:
        found.append(("Of ", Said(kept, "n", "such claim"), " so far, ", Said(kept), " held."))
    return found
