"""Home."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from bothways.web.access import EVERYBODY, MANAGER, OWNER, may
from bothways.web.home import candidates, gathering
from bothways.web.home.acting import next_acts
from bothways.web.home.bridging import PLACES, deck, marks
from bothways.web.home.questions import questions, to_answer
from bothways.web.people.models import Person
from bothways.web.people.queries import my_people, my_teams

__all__ = ["home"]

_CHARGED: Final = 6


@may(*EVERYBODY)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page: of each role its own part."""
    person = request.user
    if person.role == OWNER:
        return render(request, "bothways/home/keeper.html", {"people": my_people(person).count()})
    today = timezone.localdate()
    found = gathering.voices(person, today=today)
    mine = [one for one in found if one.mine]
    limits = gathering.limits(person, today=today)
    context: dict[str, Any] = {
        "mine": mine,
        "first": mine[0] if mine else None,
        "due": gathering.due(person),
        "stale": [one for one in limits if one.state.stale],
        "limits_address": gathering.address("limits"),
        "briefs_address": gathering.address("briefs"),
        "insight_address": gathering.address("insight"),
        "door_address": gathering.address("opendoor"),
        "bring_address": gathering.address("door-bring"),
        "promises_address": gathering.address("promises"),
        "priorities_address": gathering.address("priorities"),
        "agreed": gathering.agreed(person),
        "questions": questions(person),
    }
    if person.role != MANAGER:
        context["unsaid"] = [one for one in limits if one.waits_for_me]
        context["cases"] = gathering.cases(person)
        context["acts"] = next_acts(
            [
                *candidates.acts_of(found, context["due"], {}, limits=[], today=today, side=str(person.side)),
                *candidates.to_rank(person),
                *candidates.to_say_back(context["unsaid"], today=today),
                *candidates.to_decide(context["cases"], now=timezone.now()),
                *to_answer(context["questions"], today=today),
            ]
        )
        context["found"] = found
        return render(request, "bothways/home/side.html", context)
    changes = gathering.changed(person)
    context |= _desk(person, found, changes)
    context["acts"] = next_acts(
        [
            *candidates.acts_of(found, context["due"], changes, limits=context["stale"], today=today),
            *candidates.more_acts(person, now=timezone.now()),
            *to_answer(context["questions"], today=today, manager=True),
        ]
    )
    context["cycle"] = gathering.cycle(person, today=today)
    return render(request, "bothways/home/home.html", context)


def _desk(person: Person, found: list[gathering.Voice], changes: dict[str, Any]) -> dict[str, Any]:
    """The manager's part: both shores, what is charged, the way to the first brief where there is nothing yet."""
    people = {
        "staff": Person.objects.filter(teams__in=my_teams(person)).distinct().count(),
        "executives": Person.objects.filter(overseen__in=my_teams(person)).distinct().count(),
    }
    held: dict[str, Any] = {
        "shores": {side: [one for one in found if one.side == side] for side in people},
        "people": people,
        "marks": marks(found),
        "places": [(x, round(deck(x), 1)) for x in PLACES],
        "charged": gathering.receipts(person, [one for one in found if one.heat][:_CHARGED]),
        "changes": changes,
    }
    snapshots, briefs = (
        gathering.asked("evidence.queries", "my_snapshots"),
        gathering.asked("brief.queries", "my_briefs"),
    )
    has_evidence = snapshots is not None and snapshots(person).exists()
    has_brief = briefs is not None and briefs(person).exists()
    if not (has_evidence and has_brief):
        held["steps"] = gathering.steps(
            has_evidence=has_evidence, has_people=any(people.values()), has_brief=has_brief
        )
    return held
