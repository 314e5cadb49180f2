"""Where it will land: the likely range, beside other ways to guess, and last time's claim with what became of it."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Block, Bullets, Cite, Line, Paragraph, Range, Ranges, Section, Tick
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found
from bothways.insight import Landing
from bothways.terms import Figure, Sentence

_BASELINES = (
    ("stage_weighted", "Pipeline weighted by stage"),
    ("conversion", "Conversion of the past"),
    ("commit", "What the reps commit to"),
)
_PARTS = (("landing_existing", "Open deals that move"), ("landing_new", "Deals still to be created"))
_TOLD = 6


def ahead(base: Base, book: Book, *, whole: bool = False) -> Section | None:
    """Return the landing as a picture with its sentences, all of them on the `whole` page; None without any."""
    found = base.insight.landing
    if found is None:
        return None
    told = Found(base, book, found)
    picture = _ranges(base, told, found)
    # The picture's title says the range and the chance of the target.
    said = found.say[1:2] if picture is not None else found.say
    more = _more(found) if whole else []
    blocks: list[Block] = [picture] if picture is not None else []
    blocks += [Paragraph(line) for line in told.lines((*said, *more))]
    return Section(title=("Where it will land",), blocks=tuple(blocks)) if blocks else None


def behind_ahead(base: Base, book: Book) -> Section | None:
    """Return what the landing stands on, for the annex: how it held before, and what was left out of it."""
    found = base.insight.landing
    lines = Found(base, book, found).lines(_more(found))[:_TOLD] if found is not None else ()
    return Section(title=("What the forecast stands on",), blocks=(Bullets(lines),)) if lines else None


def _more(found: Landing) -> list[Sentence]:
    """Return what a landing has to say beside its picture."""
    return [sentence for sentence in found.sentences if sentence not in found.say]


def _ranges(base: Base, told: Found, found: Landing) -> Ranges | None:
    held = {(one.name, one.by, one.key): one for one in found.figures}
    total, whole = held.get(("landing_total", "all", "")), held.get(("landing_period_total", "all", ""))
    if total is None or not told.has(total):
        return None
    rows = [_row(told, ("Our forecast",), total)]
    already = held.get(("landing_already_won", "all", ""))
    if whole is not None and told.has(whole) and already is not None and already.value:
        # The target is held against the whole period: what is won already, and what is still to come.
        rows = [_row(told, ("The whole period",), whole), _row(told, ("Still to come",), total)]
        total = whole
    for name, label in _PARTS:
        part = held.get((name, "all", ""))
        if part is not None and told.has(part):
            rows.append(_row(told, (label,), part))
    for key, label in _BASELINES:
        guess = held.get(("landing_baseline", "baseline", key))
        if guess is None or not told.has(guess):
            continue
        error = held.get(("landing_baseline_error", "baseline", key))
        about: Line = ()
        if error is not None and told.has(error) and error.n:
            about = ("was off by ", told.value(error, mark=False), ", n ", _n(told, error))
        rows.append(
            Range(
                label=(label,), value=(told.value(guess, mark=None),), middle=float(guess.value or 0),
                kind="baseline", about=about,
            )
        )  # fmt: skip
    rows += _claims(told, found)
    target = held.get(("landing_target", "all", ""))
    ticks = (
        (Tick(label=("Target ", told.value(target, mark=None)), amount=float(target.value or 0)),)
        if target is not None and told.has(target)
        else ()
    )
    return Ranges(
        title=_title(told, held, total),
        sub=_sub(told, total),
        rows=tuple(rows),
        ticks=ticks,
        value_head="Middle",
        note=_record(told, held),
    )


def _row(told: Found, label: Line, figure: Figure) -> Range:
    interval = figure.interval
    return Range(
        label=label,
        value=(told.value(figure, mark=None),),
        middle=float(figure.value or 0),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        small=told.between(figure),
    )


def _n(told: Found, figure: Figure) -> Cite:
    return told.book.cite(told.enter(figure), words.count(figure.n or 0), mark=False)


def _title(told: Found, held: dict[tuple[str, str, str], Figure], total: Figure) -> Line:
    chance = held.get(("landing_target_chance", "all", ""))
    span = told.between(total)
    likely: Line = ("Likely ", *span) if span else ()
    if chance is None or not told.has(chance):
        return likely or ("What is likely to be won",)
    if likely:
        return (*likely, "; the target is reached ", told.value(chance))
    return ("The target is reached ", told.value(chance))


def _sub(told: Found, total: Figure) -> Line:
    key = told.enter(total)
    return (
        "What is won from ", told.book.cite(key, words.span(total.period), mark=False),
        ": the middle, and the range that holds it ", told.book.cite(key, words.how_sure(total), mark=False), ".",
    )  # fmt: skip


def _record(told: Found, held: dict[tuple[str, str, str], Figure]) -> Line:
    coverage = held.get(("landing_coverage", "all", ""))
    if coverage is None or not told.has(coverage):
        return ("There are too few past windows to say how often such a range held.",)
    return (
        "Such a range held in ", told.value(coverage, mark=False), " of ",
        told.book.cite(told.enter(coverage), words.count(coverage.n or 0), mark=False), " past windows.",
    )  # fmt: skip


def _claims(told: Found, found: Landing) -> list[Range]:
    """Return the claims of earlier briefs, each with what happened."""
    rows = []
    for one in found.claims.scored:
        own = {f.name: f for f in found.figures if f.by == "claim" and f.key == one.claim.key}
        claim, came = own.get("landing_claim_said"), own.get("landing_claim_came")
        if claim is None or came is None or not told.has(claim) or not told.has(came):
            continue
        rows.append(
            Range(
                label=("Said last time",),
                value=(told.value(claim, mark=None),),
                middle=float(claim.value or 0),
                kind="claim",
                low=claim.interval.low if claim.interval else None,
                high=claim.interval.high if claim.interval else None,
                small=told.between(claim),
                happened=float(came.value or 0),
                outcome=("it was ", told.value(came), ", inside" if one.inside else ", outside"),
            )
        )  # fmt: skip
    return rows
