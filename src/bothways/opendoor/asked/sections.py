"""What of a release enters both briefs, in the same words: texts that are cited, each with what it says."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.opendoor.asked.between import StatementTold
from bothways.opendoor.asked.released import Release
from bothways.opendoor.asked.told import SideTold
from bothways.opendoor.asked.wording import quoted
from bothways.opendoor.declared import SIDES, Verdict

__all__ = ["Told", "sections"]

MOST = 3
CALLED = {
    Verdict.COMMON: "common ground",
    Verdict.DIVIDE: "what divides the sides",
    Verdict.ONE_SIDED: "held by one side only",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a brief: what it is about, and rows of (what is said, the text)."""

    title: str
    rows: tuple[tuple[str, str], ...]


def sections(release: Release) -> tuple[Told, ...]:
    """Return the three sentences with what to ask next, then the statements behind them with their bands.

    No number is in it that `Release.shown` hasn't, so whoever reads both briefs and the page learns no more.
    """
    common, apart, known = release.sentences
    rows = [
        ("What both hold", common),
        ("What sets them apart", apart),
        ("What they know of each other", known),
    ]
    if release.questions:
        rows.append(("To ask next", release.questions[0]))
    rows.append(("Who answered", " ".join(side.sentence for side in release.sides)))
    found = [Told(release.question, tuple(rows))]
    for verdict, called in CALLED.items():
        found += [statement_of(one, called) for one in release.of_verdict(verdict)[:MOST]]
    return tuple(found)


def statement_of(one: StatementTold, called: str) -> Told:
    """Return a statement with what each side answered."""
    rows = [(str(side).capitalize(), side_of(one.of(side))) for side in SIDES]
    return Told(quoted(one.text), (("It is", called), *rows))


def side_of(told: SideTold) -> str:
    """Return what a side answered, in words: “75 to 100 % agree, of 10 to 12 who answered”."""
    if told.exact:
        return f"{told.record[0]} of {sum(told.record)} on the record agree"
    if told.agree is None or not told.agree.tells:
        return "which way they lean is not shown"
    return f"{told.agree} agree, of {told.people} who answered"
