"""`bothways opinion`: what both sides hold in common, what divides them, and what only one holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.consulting import (
    Comments,
    Eligible,
    ImportantPath,
    Json,
    LeastPeople,
    Predictions,
    Question,
    Raw,
    RoundEnds,
    SidesPath,
    VotesPath,
    moments,
    read,
)
from bothways.cli.finding import OnlySay
from bothways.cli.importing import today
from bothways.cli.printing import progress_bar, say, say_json
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.opendoor import Consultation, Importance, Votes
    from bothways.opendoor.gathered import Gathered


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("opinion")
    def opinion_command(
        votes: VotesPath,
        comments: Comments = None,
        sides: SidesPath = None,
        predictions: Predictions = None,
        important: ImportantPath = None,
        eligible: Eligible = None,
        rounds: RoundEnds = None,
        question: Question = "",
        least: LeastPeople = 5,
        raw: Raw = False,
        only_say: OnlySay = False,
        write: Annotated[
            Path | None,
            typer.Option(
                metavar="FOLDER",
                help="Also write the votes as pol.is exports them: who voted what, so for you alone.",
            ),
        ] = None,
        draft: Annotated[
            bool,
            typer.Option(
                "--draft", help="Only a joint statement to begin with, in the words that were voted on."
            ),
        ] = False,
        seed: Annotated[
            int, typer.Option(help="Of what is drawn for --raw; the same seed, the same answer.")
        ] = 0,
        as_json: Json = False,
    ) -> None:
        """Say what both sides hold in common and what divides them, so that nobody can be found out.

        Everything without --raw is made of what the guard lets pass: shares in bands, nothing of fewer than five people,
        no difference that gives somebody away, answers on the record as they are. It may be passed on to both sides.
        """
        gathered = read(
            votes,
            comments=comments,
            sides=sides,
            predictions=predictions,
            important=important,
            eligible=eligible,
        )
        at = moments(gathered, rounds)
        if raw:
            _raw(gathered, at, seed=seed, as_json=as_json, only_say=only_say)
        elif gathered.sides:
            _sided(
                gathered, at, question=question, least=least, as_json=as_json, only_say=only_say, draft=draft
            )
        elif draft:
            raise Refusal(
                "no-sides",
                "A joint statement is one of two sides, and it isn't known who belongs to which.",
                hint="Give --sides: person, side.",
            )
        else:
            _unsided(gathered, at, least=least, as_json=as_json)
        if write is not None:
            _write(gathered.at(), write, quiet=as_json)


def _sided(
    gathered: Gathered,
    at: list[tuple[str, float | None]],
    *,
    question: str,
    least: int,
    as_json: bool,
    only_say: bool,
    draft: bool,
) -> None:
    from bothways.cli.releasing import print_release  # noqa: PLC0415
    from bothways.opendoor.balloting import released_of  # noqa: PLC0415
    from bothways.opendoor.disclosure import Rules  # noqa: PLC0415
    from bothways.opendoor.joint import draft_of  # noqa: PLC0415

    last = released_of(gathered, moments=at, day=today(), question=question, rules=Rules(k=least))[-1]
    lines = draft_of(last)
    if as_json:
        say_json({**last.shown(), "draft": list(lines)})
    elif draft:
        for line in lines or ("There is no common ground to begin with.",):
            say(line)
    elif only_say:
        for sentence in last.sentences:
            say(sentence)
    else:
        print_release(last, marked=gathered.marks is not None)


def _unsided(gathered: Gathered, at: list[tuple[str, float | None]], *, least: int, as_json: bool) -> None:
    from bothways.cli.releasing import print_bands  # noqa: PLC0415
    from bothways.opendoor.disclosure import Rules  # noqa: PLC0415
    from bothways.opendoor.releases import bands_of, releases_of  # noqa: PLC0415

    if len(at) > 1:
        raise Refusal(
            "no-sides",
            "Rounds are compared side by side, and it isn't known who belongs to which.",
            hint="Give --sides; or ask `bothways disclose --earlier` what may be shown of everybody.",
        )
    found, _ = releases_of(gathered, moments=at, rules=Rules(k=least))
    votes = gathered.at()
    bands = bands_of(found[-1], votes=votes)
    if as_json:
        say_json({**found[-1].as_dict(), "bands": [one.as_dict() for one in bands]})
    else:
        print_bands(bands, votes=votes, offers=[offer.sentence for offer in found[-1].decision.offers])


def _raw(
    gathered: Gathered,
    at: list[tuple[str, float | None]],
    *,
    seed: int,
    as_json: bool,
    only_say: bool,
) -> None:
    from bothways.cli.weighing import print_exact, said  # noqa: PLC0415
    from bothways.opendoor import between_rounds, bridging_of, consult, important_of, sides_of  # noqa: PLC0415
    from bothways.opendoor.joint import joint_of  # noqa: PLC0415

    last = at[-2][1] if len(at) > 1 else None
    votes = gathered.at(since=last)
    with progress_bar(quiet=as_json) as report:
        report(0, 1, "Reckoning")
        found = consult(votes, asked=gathered.asked, seed=seed)
        bridging = bridging_of(votes)
    importance = None
    if gathered.marks is not None and any(votes.sides):
        importance = important_of(votes, gathered.marked(votes), asked=gathered.asked)
    rounds = None
    if last is not None and any(votes.sides):
        before = gathered.at(last, since=at[-3][1] if len(at) > 2 else None)
        rounds = between_rounds(sides_of(before, asked=gathered.asked), found.sides)
    if as_json:
        names = [one.id for one in votes.statements]
        more = {
            "rounds": None if rounds is None else rounds.as_dict(),
            "bridging": dict(zip(names, bridging.bridge.tolist(), strict=True)),
        }
        if any(votes.sides):
            more["joint"] = joint_of(votes, sides=found.sides).as_dict()
        say_json(_exact(found, importance) | more)
    elif only_say:
        for sentence in said(found):
            say(sentence)
    else:
        print_exact(found, bridging=bridging, importance=importance, rounds=rounds)


def _exact(found: Consultation, importance: Importance | None) -> dict[str, Any]:
    """Return everything that was reckoned; nobody's place and nobody's votes are in it."""
    texts = {one.id: one.text for one in found.votes.statements}
    whole = found.as_dict()
    names = [one.id for one in found.votes.statements]
    return {
        **whole,
        "texts": texts,
        "agreed": [names[one.statement] for one in found.agreed],
        "rejected": [names[one.statement] for one in found.rejected],
        "typical": [
            [
                {"statement": names[one.statement], "way": one.way, "won": one.won, "seen": one.seen}
                for one in group
            ]
            for group in found.typical
        ],
        "priority": dict(zip(names, found.priority.tolist(), strict=True)),
        "importance": None if importance is None else importance.as_dict(),
    }


def _write(votes: Votes, folder: Path, *, quiet: bool) -> None:
    from bothways.opendoor import write_export  # noqa: PLC0415

    paths = write_export(votes, folder)
    if not quiet:
        say()
        say(
            f"Written to {folder}: {', '.join(path.name for path in paths)}. They hold who voted what: for you alone.",
            soft=True,
        )
