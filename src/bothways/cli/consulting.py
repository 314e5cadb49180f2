"""What `opinion`, `gap` and `disclose` read and how they write it: files of a consultation, statements, sides, shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bothways.opendoor import Votes
    from bothways.opendoor.gathered import Gathered
    from bothways.terms import Side

VotesPath = Annotated[
    Path,
    typer.Argument(
        metavar="VOTES",
        help="An export of pol.is (its folder, a zip of it, votes.csv or participants-votes.csv), or a table with the "
        "columns person, statement, vote (agree, disagree, pass) and perhaps when, side, important.",
    ),
]
Comments = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="The statements and their texts; a pol.is export has them beside the votes."
    ),
]
SidesPath = Annotated[
    Path | None,
    typer.Option(
        "--sides",
        metavar="FILE",
        help="person, side (staff or executives) and perhaps on-record (yes or no): everybody who was asked.",
    ),
]
Eligible = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBERS", help="How many could answer, as staff=12,executives=2; else those in --sides."
    ),
]
Predictions = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="person, statement, percent: what share of the other side they expect to agree."
    ),
]
ImportantPath = Annotated[
    Path | None,
    typer.Option("--important", metavar="FILE", help="person, statement: what they marked as important."),
]
Earlier = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DAY",
        help="A day on which a release was made before, the earliest first; votes until its end were in it. Needs times.",
    ),
]
RoundEnds = Annotated[
    list[str] | None,
    typer.Option(
        "--round",
        metavar="DAY",
        help="A day on which a round ended and was released, the earliest first; what was answered since is the next one.",
    ),
]
LeastPeople = Annotated[
    int,
    typer.Option(
        "--least", metavar="PEOPLE", help="Least people behind anything that is shown; never under 3."
    ),
]
Raw = Annotated[
    bool,
    typer.Option(
        "--raw",
        help="Exact counts: for you alone, who hold the votes anyway. What is shown without it may be passed on.",
    ),
]
Question = Annotated[str, typer.Option(metavar="TEXT", help="The question, for the heading.")]
Json = Annotated[bool, typer.Option("--json", help="For machines; with --raw, the exact figures too.")]

_WIDE = 72


def read(
    votes: Path,
    *,
    comments: Path | None = None,
    sides: Path | None = None,
    predictions: Path | None = None,
    important: Path | None = None,
    eligible: str | None = None,
) -> Gathered:
    """Return what the files say."""
    from bothways.opendoor.gathered import eligible_of, gather  # noqa: PLC0415

    return gather(
        votes,
        comments=comments,
        sides=sides,
        predictions=predictions,
        important=important,
        eligible=eligible_of(eligible) if eligible else None,
    )


def moments(gathered: Gathered, earlier: list[str] | None) -> list[tuple[str, float | None]]:
    """Return every release, the one that is asked about last."""
    from bothways.opendoor.history import moment_of  # noqa: PLC0415

    found: list[tuple[str, float | None]] = [
        (day, moment_of(day, history=gathered.history)) for day in earlier or ()
    ]
    return [*found, ("now", None)]


def texts_of(votes: Votes) -> dict[str, str]:
    """Return each statement as a table names it: its text, cut where it is long, else its id."""
    return {one.id: short(" ".join(one.text.split()) or one.id) for one in votes.statements}


def short(text: str) -> str:
    """Return a text on one line of a table.

    >>> short("x" * 100)[-3:], len(short("x" * 100))
    ('xx…', 72)
    """
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"


def percent(share: float | None) -> str:
    """Return a share in whole per cent.

    >>> percent(0.755), percent(None)
    ('76 %', '–')
    """
    return "–" if share is None else f"{100 * share:.0f} %"


def points(apart: float) -> str:
    """Return a difference of shares in points, with its sign.

    >>> points(-0.21), points(0.004)
    ('−21', '0')
    """
    rounded = round(100 * apart)
    return "0" if not rounded else f"{rounded:+d}".replace("-", "−")


def called(side: Side) -> str:
    """Return what a side is called.

    >>> from bothways.terms import Side
    >>> called(Side.STAFF)
    'the staff'
    """
    return f"the {side}"
