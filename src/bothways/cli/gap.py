"""`bothways gap`: what each side believes of the other, beside what the other side answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bothways.cli.consulting import (
    Comments,
    Eligible,
    Json,
    LeastPeople,
    Predictions,
    Raw,
    RoundEnds,
    SidesPath,
    VotesPath,
    moments,
    percent,
    points,
    read,
    texts_of,
)
from bothways.cli.finding import OnlySay
from bothways.cli.importing import today
from bothways.cli.printing import say, say_json, table
from bothways.terms import Refusal, Side

if TYPE_CHECKING:
    from bothways.opendoor import OneWay
    from bothways.opendoor.gathered import Gathered


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("gap")
    def gap_command(
        votes: VotesPath,
        predictions: Predictions = None,
        sides: SidesPath = None,
        comments: Comments = None,
        eligible: Eligible = None,
        rounds: RoundEnds = None,
        least: LeastPeople = 5,
        raw: Raw = False,
        only_say: OnlySay = False,
        as_json: Json = False,
    ) -> None:
        """Say how well each side knows the other: what it believes, what is so, and how far apart they are.

        Without --raw both are shown in bands that give nobody away, and a gap is said only where the bands are sure of it.
        """
        if predictions is None:
            raise Refusal(
                "no-predictions",
                "A gap needs what each side expects of the other.",
                hint="Give --predictions with the columns person, statement, percent.",
            )
        gathered = read(votes, comments=comments, sides=sides, predictions=predictions, eligible=eligible)
        if raw:
            _raw(gathered, moments(gathered, rounds), as_json=as_json, only_say=only_say)
        else:
            _guarded(gathered, moments(gathered, rounds), least=least, as_json=as_json, only_say=only_say)


def _guarded(
    gathered: Gathered, at: list[tuple[str, float | None]], *, least: int, as_json: bool, only_say: bool
) -> None:
    from bothways.cli.releasing import print_way  # noqa: PLC0415
    from bothways.opendoor.balloting import released_of  # noqa: PLC0415
    from bothways.opendoor.disclosure import Rules  # noqa: PLC0415

    last = released_of(gathered, moments=at, day=today(), rules=Rules(k=least))[-1]
    if as_json:
        say_json({"ways": [way.to_json() for way in last.ways], "said": last.sentences[-1]})
        return
    say(last.sentences[-1])
    if only_say:
        return
    for way in last.ways:
        if way.gaps:
            print_way(way, texts={one.id: one.text for one in last.statements})
        else:
            say()
            say(
                f"What the {way.by} believe of the {way.by.other} can't be shown without pointing at somebody.",
                soft=True,
            )


def _raw(gathered: Gathered, at: list[tuple[str, float | None]], *, as_json: bool, only_say: bool) -> None:
    from bothways.cli.weighing import ALONE  # noqa: PLC0415
    from bothways.opendoor import perception_gap  # noqa: PLC0415

    votes = gathered.at(since=at[-2][1] if len(at) > 1 else None)
    if not any(votes.sides):
        raise Refusal(
            "no-sides", "It isn't known who belongs to which side.", hint="Give --sides: person, side."
        )
    known = gathered.predictions(votes, beside=len(at) > 1)
    if known is None:
        raise Refusal(
            "no-predictions", "The file holds no predictions.", hint="One a line: person, statement, percent."
        )
    ways = [perception_gap(votes, known, by=side, asked=gathered.asked) for side in Side]
    if as_json:
        say_json({str(way.by): way.as_dict() for way in ways})
        return
    texts = texts_of(votes)
    say(ALONE, soft=True)
    for way in ways:
        say()
        for sentence in _said(way, texts):
            say(sentence)
        if not only_say:
            _print(way, texts)


def _said(way: OneWay, texts: dict[str, str]) -> tuple[str, ...]:
    """Return what a side believes in one sentence, and how good that is in another."""
    if way.mean is None or not way.gaps:
        return (f"Nothing is known of what the {way.by} believe.",)
    widest = max(way.gaps, key=lambda gap: abs(gap.gap))
    first = (
        f"The {way.by} are off by {100 * way.mean:.0f} points on average ({100 * (way.low or 0.0):.0f} to "
        f"{100 * (way.high or 0.0):.0f}), most on “{texts[widest.statement]}”: {percent(widest.believed)} believed, "
        f"{percent(widest.true)} so."
    )
    if way.skill is None:
        return (first, "Taking the other side for themselves would have been right.")
    if way.skill < 0:
        return (first, "They would know the other side better by taking it for themselves.")
    return (first, f"That is {100 * way.skill:.0f} % less wrong than taking the other side for themselves.")


def _print(way: OneWay, texts: dict[str, str]) -> None:
    rows: list[list[Any]] = [
        [
            texts[gap.statement], percent(gap.believed), str(gap.predicted_by), percent(gap.true),
            f"{gap.answered} of {gap.asked}" if gap.asked is not None else str(gap.answered), points(gap.gap),
            f"{points(gap.low)} to {points(gap.high)}", "yes" if gap.beyond_chance else "no",
            "–" if gap.baseline is None else points(gap.baseline),
        ]
        for gap in sorted(way.gaps, key=lambda gap: -abs(gap.gap))
    ]  # fmt: skip
    heads = [
        "statement", "believed", "by", "agree", "answered", "gap", "bounds", "beyond chance", "taking them for oneself",
    ]  # fmt: skip
    table(heads, rows, numeric=(1, 2, 3, 4, 5, 6, 8))
