"""The exact figures of a consultation, for whoever holds the votes: what `opinion --raw` prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bothways.cli.consulting import percent, points, texts_of
from bothways.cli.printing import say, table
from bothways.terms import Side

if TYPE_CHECKING:
    from bothways.opendoor import Between, Bridging, Consultation, Importance, Reading, Rounds, Votes

ALONE = "FOR YOU ALONE: exact counts, made for whoever may see each vote. Leave out --raw for what may be passed on."
_HEADS = ("statement", "staff", "of all of them", "executives", "of all of them")
_MOST = 10
_NOTHING = 1e-6  # sums of chances that are 1 stray from it by rounding
_MANY = (
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def many(number: int) -> str:
    """Return a number as a sentence writes it.

    >>> many(3), many(13)
    ('three', '13')
    """
    return _MANY[number] if number < len(_MANY) else str(number)


def said(found: Consultation) -> tuple[str, str, str]:
    """Return the three sentences: who answered, what came of it, and whether more answers would change it."""
    votes = found.votes
    shown = int(votes.shown.sum())
    if not any(votes.sides):
        who = f"{len(votes.people)} people voted on {shown} statements; no sides are known."
        came = (
            f"{many(len(found.agreed))} of the statements are agreed with by a majority of everybody, "
            f"{many(len(found.rejected))} rejected."
        )
        return (
            who,
            came[0].upper() + came[1:],
            "What both sides hold can be said once --sides names who is of which.",
        )
    parts = []
    for side in Side:
        size = found.sides.asked[list(Side).index(side)]
        answered = sum(own is side for own in votes.sides)
        parts.append(f"{answered} of {size} {side}" if size is not None else f"{answered} {side}")
    who = f"{' and '.join(parts)} answered, on {shown} statements."
    told = [
        (len(found.common), "both sides hold {} in common", "both sides hold {} in common"),
        (len(found.divides), "{} divides them", "{} divide them"),
        (len(found.one_sided), "{} is held by one side only", "{} are held by one side only"),
        (len(found.too_few), "on {} too few answers tell", "on {} too few answers tell"),
    ]
    listed = [(one if number == 1 else more).format(many(number)) for number, one, more in told if number]
    came = f"Of these {', '.join(listed)}." if listed else "Neither side holds any of these."
    if math.isnan(found.would_change):
        return (
            who,
            came,
            "How many more could answer isn't known, so it can't be said whether that would change it.",
        )
    if found.would_change < _NOTHING:
        return who, came, "Everybody answered everything: more answers can't change it."
    hardly = found.would_change < 0.5
    last = (
        "More answers would hardly change this"
        if hardly
        else f"If everybody answered everything, the reading of {found.would_change:.1f} statements would be expected to change"
    )
    return who, came, f"{last}{f' ({found.would_change:.1f} statements expected)' if hardly else ''}."


def print_exact(
    found: Consultation, *, bridging: Bridging, importance: Importance | None, rounds: Rounds | None = None
) -> None:
    """Print the tables with counts and bounds."""
    say(ALONE, soft=True)
    for sentence in said(found):
        say(sentence)
    texts = texts_of(found.votes)
    if any(found.votes.sides):
        for heading, part in (
            ("COMMON GROUND, by the support in the weaker side", found.common),
            ("DIVIDES, the widest first", found.divides),
            ("HELD BY ONE SIDE ONLY", found.one_sided),
            ("TOO FEW ANSWERS TO TELL", found.too_few),
        ):
            _print_part(heading, part, texts)
        if importance is not None:
            _print_importance(importance, found, texts)
        if rounds is not None:
            _print_rounds(rounds, texts)
    else:
        _print_majorities(found, texts)
    _print_bridges(bridging, found, texts)
    _print_groups(found, texts)
    _print_next(found, texts)


def _print_part(heading: str, part: Sequence[Between], texts: dict[str, str]) -> None:
    if not part:
        return
    say()
    say(heading)
    rows = [
        [
            texts[one.statement],
            *(cell for reading in one.readings for cell in (_counts(reading), _bounds(reading))),
        ]
        for one in part
    ]
    table(_HEADS, rows, numeric=(1, 2, 3, 4))


def _counts(reading: Reading) -> str:
    if not reading.answered:
        return "nobody"
    return f"{percent(reading.share)} of {reading.answered} ({reading.agree}, {reading.disagree}, {reading.passed})"


def _bounds(reading: Reading) -> str:
    if reading.census:
        return "all answered"
    return f"{percent(reading.low)} to {percent(reading.high)}"


def _print_importance(importance: Importance, found: Consultation, texts: dict[str, str]) -> None:
    say()
    say("CALLED IMPORTANT, of those who voted on it")
    order = [
        one.statement
        for part in (found.common, found.divides, found.one_sided, found.too_few)
        for one in part
    ]
    verdicts = dict(zip(found.sides.ids, found.sides.verdicts, strict=True))
    rows = [
        [texts[name], str(verdicts[name]), *(_marked(importance, name, at) for at in (0, 1)), str(importance.of(name).cares)]
        for name in sorted(order, key=lambda name: -importance.of(name).weaker)[:_MOST]
    ]  # fmt: skip
    table(["statement", "it is", "staff", "executives", "surely matters to"], rows, numeric=(2, 3))


def _marked(importance: Importance, name: str, side: int) -> str:
    one = importance.of(name)
    return f"{percent(one.share[side])} of {one.answered[side]}"


def _print_rounds(rounds: Rounds, texts: dict[str, str]) -> None:
    say()
    say("SINCE THE RELEASE BEFORE, in points of agreement")
    rows = []
    for one in rounds.moved:
        cells = [
            "–" if change is None else f"{points(change)} ({points(low)} to {points(high)})"
            for change, low, high in zip(one.change, one.low, one.high, strict=True)
        ]
        rows.append([texts[one.statement], *cells, str(one.then) if one.turned else "", str(one.now)])
    table(["statement", "staff", "executives", "it was", "it is"], rows, numeric=(1, 2))


def _print_majorities(found: Consultation, texts: dict[str, str]) -> None:
    for heading, part in (
        ("AGREED WITH BY A MAJORITY", found.agreed),
        ("REJECTED BY A MAJORITY", found.rejected),
    ):
        if part:
            say()
            say(heading)
            rows = [
                [texts[found.votes.statements[one.statement].id], percent(one.won / one.seen), str(one.seen)]
                for one in part
            ]
            table(["statement", "share", "voted on it"], rows, numeric=(1, 2))


def _print_bridges(bridging: Bridging, found: Consultation, texts: dict[str, str]) -> None:
    shown = found.votes.shown
    order = [int(at) for at in bridging.order if shown[at] and bridging.bridge[at] > 0.0][:5]
    if not order:
        return
    say()
    say("AGREED WITH BEYOND WHAT OUTLOOKS EXPLAIN, whatever side people are of")
    counts = found.everybody
    rows = [
        [texts[found.votes.statements[at].id], f"{counts.agree[0, at]} of {counts.seen[0, at]}"]
        for at in order
    ]
    table(["statement", "agree"], rows, numeric=(1,))


def _print_groups(found: Consultation, texts: dict[str, str]) -> None:
    say()
    if not found.groups.told:
        say(f"GROUPS THAT SHOW BY THEMSELVES: none that may be told. {found.groups.why}")
        return
    groups = found.groups
    say(f"GROUPS THAT SHOW BY THEMSELVES: {many(len(groups.sizes))}")
    how = (
        ""
        if groups.steady is None
        else f"Other people of the same kind make groups {groups.steady:.2f} alike (1: the same)"
    )
    say(f"{how}; votes without any group in them hardly ever look as grouped." if how else "", soft=True)
    for number, (size, typical) in enumerate(zip(found.groups.sizes, found.typical, strict=True), start=1):
        say(f"Group {number}, {size} people. Typical of it:")
        rows = [
            [texts[found.votes.statements[one.statement].id], one.way, f"{one.won} of {one.seen}"]
            for one in typical
        ]
        table(["statement", "they", "how many"], rows, numeric=(2,))


def _print_next(found: Consultation, texts: dict[str, str]) -> None:
    votes: Votes = found.votes
    if any(votes.sides) and found.would_change < _NOTHING:
        return  # everybody of both sides has said everything
    order = [int(at) for at in (-found.priority).argsort(kind="stable") if votes.shown[at]][:5]
    if order and votes.matrix.size:
        say()
        say("WHAT DESERVES THE NEXT LOOK")
        for at in order:
            say(f"  {texts[votes.statements[at].id]}")
