"""Every table of the application is filled with a person's name, in every field of words; erasure reaches them all.

A table that is added, and that no room's `forgetting` reaches, fails here.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from bothways.web.audit.erasing import do_erase
from bothways.web.people.models import Person, Team
from bothways.web.people.naming import take_out, without

NAME, ADDRESS = "Quillon Zaphre", "quillon@zaphre.example"
TABLES = [table for table in apps.get_app_config("bothways").get_models() if table is not Person]
NO_WORDS = {
    # Made by the program out of chance, digests and its own short words: nobody writes there.
    "Box.side", "Brief.period", "Consultation.eligible", "Digest.said", "ConsultationBallot.slot", "ConsultationRelease.digest", "Invitation.digest",
    "Job.kind", "Job.worker", "Link.code_digest", "Link.digest", "Logged.digest", "Logged.link", "Logged.salt",
    "Mail.key", "Mail.worker", "Minute.name", "Snapshot.folder", "Timetable.zone", "Voice.crowd", "Voice.heat", "Voice.key",
    "InsightPage.key",
    # Numbers and places by a digest, of a page that is made anew: `document` is worked out of what `html` shows.
    "InsightPage.document",
    # Sealed with a key that is elsewhere, or guarded values without a person.
    "ConsultationBallot.sealed", "ConsultationRelease.trace",
    # The archive of what others were sent, byte for byte; it goes with its day.
    "Mail.raw",
}  # fmt: skip
SHORTEST = 30
"""Fields with room for fewer characters hold a word of the program's, not of a person's."""


def words_of(table: type[models.Model]) -> list[models.Field]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [
        field
        for field in table._meta.concrete_fields
        if isinstance(field, kinds)
        and not field.choices
        and not (isinstance(field, models.CharField) and field.max_length < SHORTEST)
        and f"{table.__name__}.{field.name}" not in NO_WORDS
    ]


class Filling:
    """Makes a row of any table, with the person wherever one can be."""

    def __init__(self, person: Person, team: Team) -> None:
        self.made: dict[type[models.Model], models.Model] = {Person: person, Team: team}
        self.count = 0

    def row(self, table: type[models.Model]) -> models.Model:
        if table not in self.made:
            values = {f.name: self.value(table, f) for f in table._meta.concrete_fields if not f.auto_created}
            self.made[table] = table(**values)
            self.made[table].save(force_insert=True)
            for many in table._meta.many_to_many:
                getattr(self.made[table], many.name).set([self.made[Person]])
        return self.made[table]

    def value(self, table: type[models.Model], field: models.Field):
        self.count += 1
        if isinstance(field, models.ForeignKey):
            return self.row(field.related_model)
        if field in words_of(table):
            return self.words(field)
        if field.choices:
            return field.choices[0][0]
        plain = {
            models.UUIDField: uuid.uuid4(), models.DateTimeField: datetime(2026, 1, 5, tzinfo=UTC),
            models.DateField: datetime(2026, 1, 5, tzinfo=UTC).date(), models.BooleanField: False, models.JSONField: [],
            models.BinaryField: b"",
        }  # fmt: skip
        for kind, value in plain.items():
            if isinstance(field, kind):
                return value
        return f"x{self.count}"[: field.max_length] if isinstance(field, models.CharField) else self.count

    def words(self, field: models.Field):
        if isinstance(field, models.EmailField):
            return ADDRESS
        if isinstance(field, models.JSONField):
            return [{"said": f"{NAME} and {ADDRESS.upper()}", NAME: [f"by {NAME}."]}]
        if isinstance(field, models.BinaryField):
            return NAME.encode()
        long = field.max_length is None or field.max_length > 60
        return f"{self.count} {NAME}, {ADDRESS}." if long else f"{self.count} {NAME}"


def holds(table: type[models.Model]) -> list[str]:
    return [
        f"{table.__name__}.{name}"
        for row in table._default_manager.values()
        for name, value in row.items()
        if NAME.split(maxsplit=1)[0].lower()
        in (bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)).lower()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_erasure_reaches_every_field_of_words(table, cast):
    person = Person.objects.create_user(ADDRESS, name=NAME, role="staff", crm_id=NAME)
    cast.ours.staff.add(person)
    filling = Filling(person, cast.ours)
    if table is Team:
        del filling.made[Team]
    filling.row(table)
    if words_of(table):
        assert holds(table), "nothing could have been left"
    do_erase(person, by=cast.fay, now=timezone.now())
    assert [left for each in (*TABLES, Person) for left in holds(each)] == []


@pytest.mark.django_db
def test_a_name_is_taken_whole_and_others_stay(cast):
    assert without(["Ben and Benelux", {"Ben": "BEN@example.com; big.ben@example.com"}], cast.ben) == [
        "Somebody who left and Benelux", {"Somebody who left": "Somebody who left; big.ben@example.com"},
    ]  # fmt: skip
    assert without("the ben of it", cast.ben) == "the ben of it"
    assert without(7, cast.ben) == 7
    nobody = Person(name="", email="")
    assert without("All of it.", nobody) == "All of it."
    take_out(Team, "name", person=nobody)
    assert set(Team.objects.values_list("name", flat=True)) == {"ours", "theirs"}


@pytest.mark.django_db
def test_two_teams_that_were_named_after_people_who_left_have_two_names(cast):
    for team, person in ((cast.ours, cast.ben), (cast.theirs, cast.dot)):
        Team.objects.filter(pk=team.pk).update(name=person.name)
        do_erase(person, by=cast.fay, now=timezone.now())
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Somebody who left", "Somebody who left 2"]
