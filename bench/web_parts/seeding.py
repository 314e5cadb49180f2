"""The application's data before and after a load: the sample company and 200 people with sessions; what is there.

python bench/web_parts/seeding.py make|count FILE     with the settings of the server in the environment
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PEOPLE = 200
TEAMS = 8
PROMISES, VOICES = 25, 25
"""Of each team."""


def main(what: str, file: Path) -> None:
    """Make everything, or count what the generator says that it wrote."""
    from bothways.web.start import prepare

    prepare(data=None, mode="server")
    if what == "make":
        file.write_text(json.dumps(_made()), encoding="utf-8")
        return
    told = json.loads(file.read_text("utf-8"))
    print(json.dumps({name: _there(name, told["written"][name]) for name in ("voice", "promise")}))


def _there(name: str, ids: list[str]) -> dict[str, int]:
    from bothways.web.credibility.models import PromiseEvent
    from bothways.web.opendoor.models import Voice

    table = {"voice": Voice, "promise": PromiseEvent}[name]
    return {"found": table.objects.filter(pk__in=ids).count(), "all": table.objects.count()}


def _made() -> dict[str, Any]:
    from django.db import transaction

    from bothways.web.demonstrating import seed
    from bothways.web.people.models import Person, Team

    now = datetime.now(UTC)
    cast = seed(now=now)
    first = Team.objects.get(name="Northern Europe")
    people = [(cast["manager"], first), (cast["rep"], first), (cast["executive"], first)]
    with transaction.atomic():
        teams = [first, *(Team.objects.create(name=f"Team {n}") for n in range(1, TEAMS))]
        for number in range(PEOPLE - len(people)):
            team = teams[number % TEAMS]
            place = number // TEAMS
            role = (
                "manager" if place == 0 and team is not first else "executive" if place in (1, 2) else "staff"
            )
            person = Person.objects.create_user(f"{number}@load.example", name=f"Person {number}", role=role)
            {"manager": team.managers, "executive": team.executives, "staff": team.staff}[role].add(person)
            people.append((person, team))
        for team in teams:
            _filled(team, now=now)
    return {
        "people": [
            {"role": person.role, "team": str(team.pk), "session": _session(person)}
            for person, team in people
        ],
        "before": {name: _there(name, [])["all"] for name in ("voice", "promise")},
    }


def _filled(team: Any, *, now: datetime) -> None:
    from bothways.terms import Side
    from bothways.web.credibility.operations import do_add
    from bothways.web.opendoor.operations import do_bring

    manager, staff = team.managers.first(), list(team.staff.order_by("email"))
    for number in range(PROMISES):
        text, due = f"An answer to quote {number} within five days", now.date() + timedelta(days=number - 9)
        do_add(
            manager,
            team=team,
            text=text,
            giver="manager",
            receiver="staff",
            due=due,
            now=now,
            made=now.date() - timedelta(days=20),
        )
    for number in range(VOICES):
        text = f"Quote {number} waited nine days for a discount that everybody gets."
        do_bring(staff[number % len(staff)], team=team, side=Side.STAFF, kind="concern", text=text, now=now)


def _session(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
