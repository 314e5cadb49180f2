"""From files to ballots: so that a table of votes is released by the same call as a consultation on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from bothways.opendoor.asked import Asked, AskedStatement, Ballot, Release, release
from bothways.opendoor.disclosure import Rules
from bothways.opendoor.gathered import Gathered
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

__all__ = ["UNNAMED", "ballots_of", "released_of"]

UNNAMED = "What both sides were asked"
"""The heading of a release whose files don't say what was asked: the briefs quote it."""


def ballots_of(gathered: Gathered, votes: Votes, *, beside: bool = False) -> tuple[Ballot, ...]:
    """Return the ballot of everybody of a side; who declared none has none.

    Only what is in `votes` is in them. A prediction has no time: `beside` counts it only where its person voted on the
    statement there.

    Raises:
        Refusal: `no-sides` when nobody declared a side; `person`, `no-side` when a prediction is of somebody unknown.
    """
    if not any(votes.sides):
        raise Refusal(
            "no-sides",
            "It isn't known who belongs to which side.",
            hint="Name them: --sides with the columns person and side (staff or executives).",
        )
    names = [one.id for one in votes.statements]
    asked = frozenset(names)
    known = dict(zip(votes.people, votes.sides, strict=True)) | dict(gathered.sides)
    guesses: dict[str, dict[str, int]] = {}
    for person, statement, percent in gathered.guesses:
        if statement not in asked and beside:
            continue
        if statement not in asked:
            raise Refusal(
                "statement",
                f"A prediction is about “{statement}”, which nobody was asked.",
                hint="Name statements as the votes do.",
            )
        if known.get(person) is None:
            raise Refusal(
                "no-side",
                f"“{person}” predicts the other side and belongs to none.",
                hint="Say which side they belong to, or leave their predictions out.",
            )
        guesses.setdefault(person, {})[statement] = round(percent)
    marks = gathered.marked(votes)
    rows = {person: at for at, person in enumerate(votes.people)}
    found: list[Ballot] = []
    for person in dict.fromkeys([*votes.people, *guesses]):
        side = known.get(person)
        if side is None:
            continue
        cast = votes.matrix[rows[person]] if person in rows else np.full(len(names), np.nan)
        voted = {name: int(vote) for name, vote in zip(names, cast, strict=True) if not np.isnan(vote)}
        own = guesses.get(person, {})
        found.append(
            Ballot(
                token=person,
                side=Side(side),
                votes=voted,
                important=marks.get(person, frozenset()),
                predictions={name: share for name, share in own.items() if name in voted or not beside},
                on_record=person in gathered.on_record,
                name=person if person in gathered.on_record else "",
            )
        )
    return tuple(found)


def released_of(
    gathered: Gathered,
    *,
    moments: Sequence[tuple[str, float | None]],
    day: date,
    question: str = "",
    rules: Rules | None = None,
) -> tuple[Release, ...]:
    """Return the release of each round, each with all before it: the last one is what may be shown now.

    A round is what was answered since the one before, and nothing that was only left standing: of an answer that nobody
    gave again everybody would know that it is the old one, and the difference of two releases be about the few who did
    answer. A round of which nothing could be released goes on into the next: nothing of it was seen.

    Args:
        gathered: the consultation, with sides.
        moments: (name, until) of the end of each round, in time; until None: at the end.
        day: of the last release, and of its opening: files don't say when it was opened.
        question: for the heading.
        rules: of the guard.

    Raises:
        Refusal: `no-sides`; `would-give-somebody-away` when the last one can't be; those of `asked.release`.
    """
    found: list[Release] = []
    since: float | None = None
    for number, (_, until) in enumerate(moments, start=1):
        votes = gathered.at(until, since=since)
        asked = Asked(
            id="files",
            question=" ".join(question.split()) or UNNAMED,
            statements=tuple(
                AskedStatement(
                    one.id, " ".join(one.text.split()) or one.id, meta=one.meta, out=one.moderated < 0
                )
                for one in votes.statements
            ),
            eligible={side: (gathered.asked or {}).get(side, 0) for side in Side},
            round=number,
            opened=day,
        )
        try:
            ballots = ballots_of(gathered, votes, beside=len(moments) > 1)
            found.append(release(asked, ballots, earlier=tuple(found), rules=rules, day=day))
            since = until
        except Refusal as no:
            if number == len(moments) or no.code not in {"would-give-somebody-away", "no-sides"}:
                raise
    return tuple(found)
