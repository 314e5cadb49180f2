"""From the ballots of a round to its release: decided first, from who answered; then told, in bands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bothways.opendoor.asked.asking import Asked, Ballot, checked
from bothways.opendoor.asked.between import StatementTold, WayTold, between, way_of
from bothways.opendoor.asked.deciding import (
    RECORD,
    MayRelease,
    Sealed,
    cell_name,
    decided,
    guess_of,
    judged,
    refused,
)
from bothways.opendoor.asked.deciding import tells as tells_anything
from bothways.opendoor.asked.released import METHOD, Change, OnRecord, Release, SideSummary
from bothways.opendoor.asked.shores import METHOD as MAP_METHOD
from bothways.opendoor.asked.shores import shores_of
from bothways.opendoor.asked.told import SideTold, everybody_of, known_of, side_told
from bothways.opendoor.asked.wording import WHY, next_questions, three_sentences, withheld_of
from bothways.opendoor.declared import METHOD as SIDES_METHOD
from bothways.opendoor.declared import SIDES, Verdict
from bothways.opendoor.disclosure import METHOD as GUARD_METHOD
from bothways.opendoor.disclosure import Band, Decision, Rules, consensus
from bothways.opendoor.important import METHOD as IMPORTANCE_METHOD
from bothways.opendoor.important import by_bands, item_of
from bothways.terms import Refusal, Side

__all__ = ["may_release", "release"]

VERDICTS = (Verdict.COMMON, Verdict.DIVIDE, Verdict.ONE_SIDED, Verdict.NEITHER, Verdict.TOO_FEW)


def may_release(
    asked: Asked, ballots: Iterable[Ballot], *, earlier: Sequence[Release] = (), rules: Rules | None = None
) -> MayRelease:
    """Return whether this round may be released: from who answered what, and from what was released before.

    Change every answer and it says the same. A refusal has one sentence for every reason, and no count.

    Raises:
        Refusal: `two-ballots`, `statement`, `vote`, `percent`, `asked`: the ballots don't fit the question.
    """
    return judged(asked, ballots, earlier=sealed_of(asked, earlier), rules=rules or Rules())


def release(
    asked: Asked,
    ballots: Iterable[Ballot],
    *,
    earlier: Sequence[Release] = (),
    rules: Rules | None = None,
    day: date,
) -> Release:
    """Return the release of a round: the same for everybody.

    earlier: every release of this consultation so far, with its trace. day: of the release.

    Raises:
        Refusal: `would-give-somebody-away`, `already-released`, `rules-stricter`; those of `may_release`.
    """
    rules = rules or Rules()
    people = checked(asked, ballots)
    before = sealed_of(asked, earlier)
    decision = decided(asked, people, earlier=before, rules=rules)
    if not tells_anything(decision, asked):
        no = refused(rules, again=bool(before))
        raise Refusal("would-give-somebody-away", no.sentence, hint=no.hint)
    statements = tuple(told_of(asked, one.id, one.text, people, decision) for one in asked.shown)
    ranked = ranking(statements)
    ways = (way_of(Side.STAFF, statements), way_of(Side.EXECUTIVES, statements))
    record = record_of(asked, people, decision)
    last = max(earlier, key=lambda one: one.round, default=None)
    return Release(
        id=asked.id,
        question=asked.question,
        round=asked.round,
        opened=asked.opened,
        day=day,
        k=rules.least,
        sides=(
            summary(Side.STAFF, asked, statements, record),
            summary(Side.EXECUTIVES, asked, statements, record),
        ),
        statements=statements,
        ways=ways,
        order=tuple(one.id for one in ranked),
        important=importance(statements),
        shores=shores_of(statements),
        record=record,
        withheld=(gone := withheld_of(statements)),
        why=WHY if gone else "",
        sentences=three_sentences(ranked, ways),
        questions=next_questions(ranked, ways),
        change=None if last is None else changed(last, statements, ways),
        methods=(METHOD, SIDES_METHOD, IMPORTANCE_METHOD, MAP_METHOD, GUARD_METHOD),
        sealed=Sealed(asked.round, decision.shown),
    )


def sealed_of(asked: Asked, earlier: Sequence[Release]) -> tuple[Sealed, ...]:
    """Return the traces of earlier releases.

    Raises:
        Refusal: `other-consultation`, `no-trace`.
    """
    if any(one.id != asked.id for one in earlier):
        raise Refusal(
            "other-consultation", "An earlier release is of another question.", hint="Hand in its own rounds."
        )
    if any(not one.sealed.cells for one in earlier):
        raise Refusal(
            "no-trace",
            "Of an earlier release it isn't known who stood behind it.",
            hint="Read it with its trace, as `to_json` gave it.",
        )
    return tuple(one.sealed for one in earlier)


def told_of(
    asked: Asked, statement: str, text: str, people: Sequence[Ballot], decision: Decision
) -> StatementTold:
    """Return what is told of one statement."""
    staff, executives = (
        side_told(statement, side, ballots=people, decision=decision, asked=asked.eligible.get(side, 0))
        for side in SIDES
    )
    return between(
        statement,
        text,
        sides=(staff, executives),
        everybody=everybody_of(statement, ballots=people, decision=decision),
        informed=informed_of(statement, people, decision),
    )


def informed_of(statement: str, people: Sequence[Ballot], decision: Decision) -> Band | None:
    """Return the band of the group-informed consensus, made of what is told of both sides."""
    sources = [
        known_of(
            decision,
            item=statement,
            group=str(side),
            members={one.person for one in people if one.side is side},
        )
        for side in SIDES
    ]
    if any(source is None for source in sources):
        return None
    kept = [source for source in sources if source is not None]
    return consensus(
        [source.pieces for source in kept],
        gave={one.person for one in people if one.votes.get(statement) == 1},
        on_record=[source.known for source in kept],
    )


def ranking(statements: Sequence[StatementTold]) -> list[StatementTold]:
    """Return the statements, common ground first, each kind by its bands alone; what is level stays as it was asked."""

    def key(one: StatementTold) -> tuple[int, int, int]:
        kind = VERDICTS.index(one.verdict)
        if one.verdict is Verdict.COMMON:
            return kind, -one.weaker, -(one.informed.low if one.informed and one.way is not None else 0)
        staff, executives = (side.agree for side in one.sides)
        if staff is None or executives is None:
            return kind, 0, 0
        return kind, -max(staff.low - executives.high, executives.low - staff.high, 0), 0

    return sorted(statements, key=key)


def importance(statements: Sequence[StatementTold]) -> tuple[str, ...]:
    """Return the statements whose importance is told, the most important first."""
    bands = {
        one.id: [side.important for side in one.sides]
        for one in statements
        if any(side.important is not None and side.important.tells for side in one.sides)
    }
    return by_bands(bands)


def record_of(asked: Asked, people: Sequence[Ballot], decision: Decision) -> tuple[OnRecord, ...]:
    """Return who is shown with their answers, and with which; staff first, then by name."""
    known = {
        cell.parts[0].item: cell.parts[0].people
        for cell in decision.shown
        if cell.name == cell_name(cell.parts[0].item, RECORD)
    }
    ids = [one.id for one in asked.shown]
    found = []
    for one in people:
        votes = {name: one.votes[name] for name in ids if one.person in known.get(name, ())}
        marks = tuple(
            name for name in ids if name in one.important and one.person in known.get(item_of(name), ())
        )
        guesses = {name: one.predictions[name] for name in ids if one.person in known.get(guess_of(name), ())}
        if votes or guesses:
            found.append(OnRecord(one.name, one.side, votes, marks, guesses))
    return tuple(sorted(found, key=lambda one: (SIDES.index(one.side), one.name)))


def summary(
    side: Side, asked: Asked, statements: Sequence[StatementTold], record: Sequence[OnRecord]
) -> SideSummary:
    """Return a side as a whole, in words."""
    told = [one.of(side) for one in statements]
    named = sum(one.side is side for one in record)
    people = max((one.people for one in told if one.people), key=first_number, default="")
    eligible = asked.eligible.get(side, 0)
    return SideSummary(side, eligible, people, named, summary_sentence(side, told, people, named, eligible))


def first_number(people: str) -> int:
    """Return the number that a band of people begins with."""
    return int("".join(part for part in people.split(" ", maxsplit=1)[0] if part.isdigit()) or 0)


def summary_sentence(side: Side, told: Sequence[SideTold], people: str, named: int, eligible: int) -> str:
    """Say what is shown of a side."""
    asked = f"{eligible} {side} were asked."
    if not eligible:
        return f"No {side} were asked."
    if not any(one.agree is not None for one in told):
        return f"{asked} Nothing of what they answered can be shown."
    found = [asked]
    if people:
        found.append(f"What {people} of them answered is shown in bands.")
    if named:
        found.append(f"{named} answered on the record and {'is' if named == 1 else 'are'} shown exactly.")
    return " ".join(found)


def changed(before: Release, statements: Sequence[StatementTold], ways: Sequence[WayTold]) -> Change:
    """Return what moved since an earlier release, from what both tell."""
    then = {one.id: one.verdict for one in before.statements}
    both = [(one.id, then[one.id], one.verdict) for one in statements if one.id in then]
    gaps = {}
    for way, old in zip(ways, before.ways, strict=True):
        shared = {gap.statement for gap in way.gaps} & {gap.statement for gap in old.gaps}
        if shared:
            sizes = [
                round(sum(size) / len(shared))
                for one in (old, way)
                for size in (
                    [gap.least for gap in one.gaps if gap.statement in shared],
                    [gap.most for gap in one.gaps if gap.statement in shared],
                )
            ]
            gaps[way.by] = (sizes[0], sizes[1], sizes[2], sizes[3])
    moved = tuple(row for row in both if row[1] is not row[2])
    return Change(before.round, moved, len(both) - len(moved), gaps)
