"""`bothways disclose`: what may be shown of a consultation, with everything that was shown before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.consulting import (
    Comments,
    Earlier,
    ImportantPath,
    Json,
    LeastPeople,
    SidesPath,
    VotesPath,
    moments,
    read,
    texts_of,
)
from bothways.cli.printing import say, say_json, table
from bothways.cli.releasing import band_text
from bothways.terms import Refusal

ON_RECORD = "on the record"

if TYPE_CHECKING:
    from bothways.opendoor import Votes
    from bothways.opendoor.disclosure import Rules
    from bothways.opendoor.releases import Banded, Released


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("disclose")
    def disclose_command(
        votes: VotesPath,
        comments: Comments = None,
        sides: SidesPath = None,
        groups: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help="person and a column for each way to group them (region, tenure): each value is a group.",
            ),
        ] = None,
        important: ImportantPath = None,
        earlier: Earlier = None,
        published: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help="What was published in fact: release (a day of --earlier, or now), statement, group.",
            ),
        ] = None,
        least: LeastPeople = 5,
        insiders: Annotated[
            int,
            typer.Option(
                metavar="PEOPLE", help="How many who took part may put their answers together, 0 to 4."
            ),
        ] = 2,
        explain: Annotated[
            bool, typer.Option("--explain", help="Also say how it was decided, step by step.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Say what may be shown so that nobody can be found out, with all earlier releases together.

        It is decided from who answered and from what was shown before, never from an answer. Shares come in bands.
        """
        from bothways.opendoor.disclosure import Rules  # noqa: PLC0415
        from bothways.opendoor.releases import bands_of, groups_of_file, published_of_file, releases_of  # noqa: PLC0415

        rules = Rules(k=least, insiders=insiders)
        gathered = read(votes, comments=comments, sides=sides, important=important)
        at = moments(gathered, earlier)
        was = published_of_file(published) if published else None
        if was and (strange := was.keys() - {name for name, _ in at}):
            raise Refusal(
                "published",
                f"There is no release “{min(strange)}”.",
                hint="Name a day that --earlier gives, or now.",
            )
        found, _ = releases_of(
            gathered,
            moments=at,
            groups=groups_of_file(groups) if groups else None,
            published=was,
            rules=rules,
            marks=important is not None,
        )
        last = found[-1]
        bands = bands_of(last, votes=gathered.at())
        if as_json:
            say_json(
                {
                    "releases": [one.as_dict() for one in found],
                    "bands": [one.as_dict() for one in bands],
                    "rules": {"least": rules.least, "direction": rules.direction, "insiders": rules.insiders},
                }
            )
            return
        _print(found, bands, gathered.at(), checked=was is not None)
        if explain:
            _explain(rules, earlier=len(found) > 1)


def _print(found: tuple[Released, ...], bands: tuple[Banded, ...], votes: Votes, *, checked: bool) -> None:
    last = found[-1]
    if checked:
        _print_check(found)
    now = "" if len(found) == 1 else ", with everything that was shown before"
    shown, all_of_it = len(last.decision.shown), not last.decision.withheld
    if not shown and not last.decision.withheld:
        say("Nobody answered anything: there is nothing to show.")
    elif not shown:
        say(f"Nothing can be shown{now}, without giving somebody away.")
    elif all_of_it:
        say(f"All of it can be shown{now}; nobody can be found out by it.")
    else:
        say(
            f"Part of it can be shown{now}; the rest would give somebody away, by itself or together with that part."
        )
    for number, offer in enumerate(last.decision.offers):
        # The wait is worded as the other way; where it is the only one, it stands alone.
        alone = offer.sentence.removeprefix("Or ") if not number else offer.sentence
        say(alone[0].upper() + alone[1:])
    texts = texts_of(votes)
    if bands:
        say()
        say("WHAT CAN BE SHOWN, in the bands in which it can")
        rows, before = list[list[str]](), ""
        for one in _in_order(bands, votes):
            many = f"{one.people}{' on the record' if one.exact else ''}"
            name = texts[one.statement] if one.statement != before else ""
            rows.append([name, one.group, band_text(one.agree), band_text(one.disagree), many])
            before = one.statement
        table(["statement", "of", "agree", "disagree", "people"], rows)
    if last.decision.withheld:
        say()
        say("WHAT CAN'T")
        by_group: dict[str, list[str]] = {}
        for name in last.decision.withheld:
            item, _, group = name.rpartition(": ")
            by_group.setdefault(group, []).append(item)
        table(["of", "statements"], [[group, _listed(items, votes)] for group, items in by_group.items()])
        say("There is one reason for all of it, so that the reason tells nothing either.", soft=True)


def _in_order(bands: tuple[Banded, ...], votes: Votes) -> list[Banded]:
    """Return them statement by statement; a side that is told by its record alone is told by the record's own line."""
    places = {one.id: at for at, one in enumerate(votes.statements)}
    told = [one for one in bands if not one.exact or one.group == ON_RECORD]
    return sorted(told, key=lambda one: places[one.statement])


def _listed(items: list[str], votes: Votes) -> str:
    return "all" if len(set(items)) >= int(votes.shown.sum()) else ", ".join(dict.fromkeys(items))


def _print_check(found: tuple[Released, ...]) -> None:
    """Say of what was published which would not have passed."""
    given = [(one.name, name) for one in found for name in one.given_away]
    if not given:
        say("What was published passes the guard, all of it together.")
    else:
        say(
            "Of what was published, this gives somebody away, by itself or together with what was published before it:"
        )
        table(["release", "what"], [list(row) for row in given])
        say(
            "It can't be called back. Nothing more of these statements should be shown; ask about them anew.",
            soft=True,
        )
    say()


def _explain(rules: Rules, *, earlier: bool) -> None:
    """Say how it is decided: the rules, in their order, and no number of any answer."""
    steps = [
        "Answers on the record are set aside: everybody knows them.",
        "Everything that would be shown is taken in order: each statement for each side, each group, everybody last.",
        f"Whatever is shown, or can be computed from all that is shown, must be about {rules.least} people or more who "
        "answered, and never about nobody.",
        f"If something of a group was shown before, {rules.least} answers or more must be new since, or none at all. An "
        "answer given again counts as new, whether it moved or not.",
        "All sums shown so far are put beside each other. Whatever can be added and taken away until only a few people are "
        "left is looked for, exactly; also by guessing that whoever answered again said the same, or the opposite.",
        "What would leave few is withheld, and so is what would together with it.",
        f"Shares come in bands. They are cut so that {rules.insiders} people who put their answers together stay in doubt "
        f"about everybody else, whatever was answered. Of fewer than {rules.direction} people no band does: then no "
        "direction is told.",
    ]
    if earlier:
        steps.append("All earlier releases took part in this, each as it stood on its day.")
    say()
    say("HOW IT WAS DECIDED, without looking at an answer")
    for number, step in enumerate(steps, start=1):
        say(f"{number}. {step}")
