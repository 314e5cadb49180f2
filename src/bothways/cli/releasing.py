"""A release in a terminal: what everybody may see, and nothing that was made of an exact count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bothways.cli.consulting import short, texts_of
from bothways.cli.printing import say, table
from bothways.terms import Side

if TYPE_CHECKING:
    from bothways.opendoor import Votes
    from bothways.opendoor.asked import Release, SideTold, StatementTold, WayTold
    from bothways.opendoor.disclosure import Band
    from bothways.opendoor.releases import Banded

_MOST_NAMES = 4
_MOST = 10
_VOTES = {1: "agrees", 0: "passes", -1: "disagrees"}


def print_release(release: Release, *, marked: bool) -> None:
    """Print a release: the sentences first, then a table a verdict. marked: whether importance was asked for."""
    from bothways.opendoor import Verdict  # noqa: PLC0415
    from bothways.opendoor.balloting import UNNAMED  # noqa: PLC0415

    if release.question != UNNAMED:
        say(release.question)
        say()
    for sentence in release.sentences:
        say(sentence)
    say()
    for side in release.sides:
        say(side.sentence, soft=True)
    for heading, verdict in (
        ("COMMON GROUND: most of both sides hold it", Verdict.COMMON),
        ("DIVIDES: most of one side hold it, most of the other the opposite", Verdict.DIVIDE),
        ("HELD BY ONE SIDE ONLY", Verdict.ONE_SIDED),
        ("HELD BY NEITHER SIDE", Verdict.NEITHER),
        ("TOO FEW ANSWERS, OR TOO FEW THAT MAY BE SHOWN, TO TELL", Verdict.TOO_FEW),
    ):
        part = release.of_verdict(verdict)
        if part:
            say()
            say(heading)
            rows = [[short(one.text), _told(one.sides[0]), _told(one.sides[1]), _both(one)] for one in part]
            table(["statement", "staff", "executives", "both together agree"], rows)
    _print_record(release)
    if marked:
        _print_importance(release)
    _print_change(release)
    for way in release.ways:
        if way.gaps:
            print_way(way, texts={one.id: one.text for one in release.statements})
    if release.questions:
        say()
        say("TO ASK NEXT")
        for question in release.questions:
            say(f"  {question}")
    if release.withheld:
        say()
        for sentence in (*release.withheld, release.why):
            say(sentence, soft=True)
    say()
    say("This may be passed on: it points at nobody who did not choose to be on the record.", soft=True)


def print_way(way: WayTold, *, texts: dict[str, str]) -> None:
    """Print what one side believes of the other, the widest gap first, in bands."""
    say()
    size = f": off by {way.low} to {way.high} points on average" if way.low is not None else ""
    say(f"WHAT THE {str(way.by).upper()} BELIEVE OF THE {str(way.by.other).upper()}{size}")
    rows = [
        [
            short(texts[gap.statement]), band_text(gap.believed), band_text(gap.true),
            f"{gap.least} or more {gap.direction}" if gap.least else "not sure to be off",
        ]
        for gap in way.gaps
    ]  # fmt: skip
    table(["statement", "believed to agree", "agree", "points off"], rows)
    if way.better is not None:
        than = "better" if way.better else "no better"
        say(f"They know the other side {than} than by taking it for themselves.", soft=True)


def print_bands(bands: Sequence[Banded], *, votes: Votes, offers: Sequence[str]) -> None:
    """Print what may be shown of everybody, where no sides are known; the order is made of the bands alone."""
    texts = texts_of(votes)
    places = {one.id: at for at, one in enumerate(votes.statements)}
    order = sorted(
        bands,
        key=lambda one: (-max(one.agree.low, one.disagree.low), places[one.statement]),
    )
    held = [one for one in order if one.holds]
    say(
        f"Of {len(bands)} statements of which something may be shown, more than half agree with "
        f"{sum(one.holds == 'for' for one in held)} and disagree with {sum(one.holds == 'against' for one in held)}."
        if bands
        else "Nothing may be shown of these votes: too few people answered."
    )
    if any(not one.shown() for one in votes.statements):
        say("What was taken out, and what is about the people and not the matter, is left out.", soft=True)
    say("No sides are known: --sides says what both hold, and what divides them.", soft=True)
    if order:
        say()
        rows = [
            [texts[one.statement], band_text(one.agree), band_text(one.disagree), one.people] for one in order
        ]
        table(["statement", "agree", "disagree", "people"], rows)
    for offer in offers:
        say(offer, soft=True)


def _told(side: SideTold) -> str:
    if side.exact:
        agree, disagree, passed = side.record
        said = [
            f"{number} {word}"
            for number, word in ((agree, "agree"), (disagree, "disagree"), (passed, "pass"))
            if number
        ]
        return f"{', '.join(said)} (on the record)"
    if side.agree is None:
        return "not shown"
    if not side.told:
        return "too few to show which way"
    if side.disagree is not None and side.disagree.low > side.agree.low:
        return f"{side.disagree} disagree"
    return f"{side.agree} agree"


def _both(one: StatementTold) -> str:
    return band_text(one.everybody)


def band_text(band: Band | None) -> str:
    """Return a band as a table shows it; answers on the record are one number.

    >>> from bothways.opendoor.disclosure import Band
    >>> band_text(Band(50, 50)), band_text(Band(75, 100)), band_text(None)
    ('50 %', '75 to 100 %', 'not shown')
    """
    if band is None:
        return "not shown"
    return f"{band.low} %" if band.low == band.high else str(band)


def _print_record(release: Release) -> None:
    if not 0 < len(release.record) <= _MOST_NAMES:
        return
    say()
    say("ON THE RECORD, by their own choice")
    rows = [
        [short(one.text), *(_VOTES.get(who.votes.get(one.id, 9), "") for who in release.record)]
        for one in release.statements
    ]
    table(["statement", *(who.name or str(who.side) for who in release.record)], rows)


def _print_importance(release: Release) -> None:
    known = {one.id: one for one in release.statements}
    say()
    say("CALLED IMPORTANT, by those who voted on it")
    rows = [
        [
            short(known[name].text),
            str(known[name].verdict),
            *(band_text(known[name].of(side).important) for side in Side),
        ]
        for name in release.important[:_MOST]
    ]
    table(["statement", "it is", "staff", "executives"], rows)


def _print_change(release: Release) -> None:
    change = release.change
    if change is None:
        return
    say()
    say("SINCE THE RELEASE BEFORE")
    texts = {one.id: one.text for one in release.statements}
    if not change.moved:
        say("The same is told of every statement.")
    else:
        rows = [[short(texts[name]), str(then), str(now)] for name, then, now in change.moved]
        table(["statement", "it was", "it is"], rows)
    for side, (low, high, now_low, now_high) in change.gaps.items():
        say(
            f"What the {side} believe was off by {low} to {high} points on average, and is by {now_low} to {now_high}."
        )
