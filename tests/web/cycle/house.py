"""The installation's own side of the cycle, in a process of its own: its people before it is served, and its nights.

`python house.py people`; `python house.py night`: everybody of the sides passes by, a day passes, the night comes.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

PASSWORD = "an umbrella in a rowing boat"  # noqa: S105 - of people who are made up
SELLERS = ("Ben", "Dag", "Eli", "Fia", "Gro", "Ivo", "Kai")


def people() -> None:
    """Ada manages a team of seven who sell, and one executive; nobody else is here."""
    from bothways.web.people.models import Person, Team  # noqa: PLC0415

    def make(name: str, role: str) -> Person:
        return Person.objects.create_user(f"{name.lower()}@firm.example", PASSWORD, name=name, role=role)

    team = Team.objects.create(name="North")
    team.managers.add(make("Ada", "manager"))
    team.staff.add(*(make(name, "staff") for name in SELLERS))
    team.executives.add(make("Eve", "executive"))


def night() -> None:
    """A day passes: the door's days move back by one, since the server's own clock can't be turned. Then its night."""
    from django.db.models import F  # noqa: PLC0415

    from bothways.terms import Side  # noqa: PLC0415
    from bothways.web.opendoor import anonymous, queries  # noqa: PLC0415
    from bothways.web.opendoor.models import Box, BoxBatch, Voice, VoiceEvent  # noqa: PLC0415
    from bothways.web.opendoor.work import nights  # noqa: PLC0415
    from bothways.web.people.models import Team  # noqa: PLC0415

    now, day = datetime.now(UTC), timedelta(days=1)
    for person in queries.able_people(Team.objects.get(), Side.STAFF):
        anonymous.do_pass(person, now=now)
    BoxBatch.objects.update(opened=F("opened") - day, ended=F("ended") - day)
    VoiceEvent.objects.update(day=F("day") - day)
    Voice.objects.update(since=F("since") - day)
    Box.objects.update(opened=F("opened") - day, looked=F("looked") - day)
    nights(now)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bothways.web.configured"
    django.setup()
    if sys.argv[1] == "people":
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        people()
    else:
        night()
