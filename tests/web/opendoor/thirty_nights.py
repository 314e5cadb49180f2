"""Thirty days of many teams on the application's own functions and tables, and an attacker with a copy of each night.

People pass by and write without a name; the manager words, crosses and returns; authors come back by their key, agree,
write back. The attacker has every row of every table in physical order, each night, the access log with people and
seconds, the sessions and the queues of jobs and mails; it weighs as the one of the core's test does (`voices_attack`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection

from bothways.opendoor.voices import stored_of
from bothways.opendoor.voices.crowd import VISITS
from bothways.web.brief.models import Mail
from bothways.web.jobs.models import Job
from bothways.web.opendoor import anonymous, operations, sealing
from bothways.web.opendoor.models import Box, BoxBatch, Handed, Voice, VoiceEvent
from bothways.web.people.models import Person, Team
from opendoor.voices_attack import FIRST, NIGHTS, RETURNS, Attacker

TABLES = (Person, Session, Job, Mail, Box, BoxBatch, Handed, Voice, VoiceEvent)
NO_SIGN_IN = {"password": "!"}
START = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
ASKED, SAID = ("proposed", "returned"), {"proposed": "agreed", "returned": "replied"}


def moment(second: int) -> datetime:
    return START + timedelta(seconds=second)


def copied() -> dict[str, list[dict[str, Any]]]:
    """Every table, each row as it lies on the disk."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    made = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'select * from "{table._meta.db_table}" order by {place}')
            names = [column[0] for column in cursor.description]
            made[table.__name__] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return made


@dataclass
class Company:
    """What happens in thirty days. returns: how authors come back, of `RETURNS`; `leaky` keeps the second of each
    writing in the queue of mails."""

    teams: int
    wishes: float
    seed: int
    returns: str = "never"
    leaky: bool = False
    truth: dict[str, str] = field(default_factory=dict)
    """Text of a voice → who wrote it."""
    log: list[tuple[int, str]] = field(default_factory=list)
    nights: list[dict[str, list[dict[str, Any]]]] = field(default_factory=list)
    bytes: list[bytes] = field(default_factory=list)
    first_crowd: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.people: dict[Person, float] = {}
        self.tickets: dict[str, tuple[Box, str]] = {}
        self.keys: dict[str, str] = {}
        self.asked: dict[str, list[str]] = defaultdict(list)
        self.told: set[tuple[str, str]] = set()
        self.desk: dict[Any, tuple[Person, Person]] = {}
        for number in range(self.teams):
            team = Team.objects.create(name=f"Team {self.seed} {number}")
            made = [self.person(number, n, "staff") for n in range(5 + number % 10)]
            manager, executive = self.person(number, 90, "manager"), self.person(number, 91, "executive")
            Person.objects.bulk_create([*made, manager, executive])
            team.staff.add(*made)
            team.managers.add(manager)
            team.executives.add(executive)
            self.desk[team.pk] = manager, executive
            self.people |= {person: self.chance.uniform(0.3, 0.95) for person in made}

    def person(self, team: int, number: int, role: str) -> Person:
        return Person(
            email=f"p{self.seed}-{team}-{number}@example.com",
            name=f"P {team} {number}",
            role=role,
            **NO_SIGN_IN,
        )

    def live(self) -> Company:
        for night in range(NIGHTS):
            if self.returns != "never":
                self.morning(night)
            self.day(night)
            for box in Box.objects.filter(team__in=self.desk).order_by("team__name"):
                anonymous.do_night(box.pk, now=moment((night + 1) * 86_400 + 30))
            self.nights.append(copied())
            if connection.vendor == "sqlite":
                self.bytes.append(connection.connection.serialize())
            self.look()
        return self

    def morning(self, night: int) -> None:
        """The desk does what it can with every voice: words it, carries it over, carries the answer back."""
        now = moment(night * 86_400 + 7 * 3600)
        waits = Voice.objects.filter(team__in=self.desk, stage__in=["brought", "agreed"])
        for voice in waits.prefetch_related("events"):
            manager, executive = self.desk[voice.team_id]
            rows = list(voice.events.all())
            words = rows[0].text

            def does(who: Person, what: str, text: str = "", why: str = "", voice: Voice = voice) -> None:
                operations.do_event(who, voice.pk, what=what, now=now, text=text, why=why)

            if voice.stage == "brought" and len(rows) == 1:
                does(manager, "proposed", f"Calm: {words}")
            elif voice.stage == "agreed":
                does(manager, "crossed", f"Calm: {words}")
                does(executive, "answered", "It will be looked at.", "It costs us deals, too.")
                does(manager, "returned", "It will be looked at.")

    def day(self, night: int) -> None:
        visits = sorted(
            (night * 86_400 + self.chance.randint(8 * 3600, 18 * 3600), str(person.pk), person)
            for person, often in self.people.items()
            if self.chance.random() < often
        )
        for at, _pk, person in visits:
            self.visit(at, person)
        if self.returns == "from anywhere":
            for person in self.people:
                if self.chance.random() < 0.4:
                    self.come_back(str(person.pk))

    def visit(self, at: int, person: Person) -> None:
        name = str(person.pk)
        for _ in range(self.chance.randint(1, 4)):
            self.log.append((at, name))
            at += self.chance.randint(5, 300)
        Session.objects.create(
            session_key=f"{person.pk.hex[:20]}{at:012d}",
            session_data="",
            expire_date=moment(at + 14 * 86_400),
        )
        for box, ticket in anonymous.do_pass(person, now=moment(at)):
            self.tickets[name] = (box, ticket)
            if self.chance.random() < self.wishes:
                self.write(at + self.chance.randint(30, 600), name)
        if "when here" in self.returns:
            self.come_back(name)

    def write(self, at: int, person: str) -> None:
        text = f"{self.chance.randbytes(12).hex()} takes too long."
        box, ticket = self.tickets[person]
        key = anonymous.do_put(box.pk, ticket, kind="concern", text=text)
        self.truth[text], self.keys[text] = person, key.printed
        if self.leaky:
            about = stored_of(key, secret=sealing.secret())
            Job.objects.create(
                kind="mail", asked_at=moment(at), not_before=moment(at), payload={"about": about}
            )

    def come_back(self, person: str) -> None:
        """An author opens what their keys open, and answers what they are asked."""
        for text in list(self.asked[person]):
            if self.chance.random() >= RETURNS[self.returns]:
                continue
            held = anonymous.voice_by(self.keys[text])
            assert held.voice is not None
            what = SAID[held.voice.stage]
            more = "And then?" if what == "replied" else ""
            anonymous.do_letter(self.keys[text], what=what, text=more)
            self.asked[person].remove(text)

    def look(self) -> None:
        """After the night: which authors are asked something that shows from the batch that begins."""
        opened = dict(Box.objects.values_list("team", "opened"))
        new = VoiceEvent.objects.filter(what="brought", voice__team__in=self.desk).exclude(
            text__in=self.first_crowd
        )
        for text, crowd in new.values_list("text", "voice__crowd"):
            self.first_crowd[text] = len(crowd)
        if self.returns == "never":
            return
        for voice in Voice.objects.filter(team__in=self.desk, stage__in=ASKED).prefetch_related("events"):
            rows = list(voice.events.all())
            text = rows[0].text
            shows = voice.stage in ASKED and rows[-1].day < opened[voice.team_id]
            replied = any(row.what == "replied" for row in rows)
            if shows and not replied and (text, voice.stage) not in self.told:
                self.told.add((text, voice.stage))
                self.asked[self.truth[text]].append(text)


# The attacker.


def seconds(stored: object) -> int:
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return int((at.replace(tzinfo=UTC) - START).total_seconds())


def day_of(stored: object) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(str(stored))


def attackers(company: Company) -> list[Attacker]:
    """One attacker a team: what the copies say of it, in the form that the core's attacker reads."""
    last = company.nights[-1]
    teams = {str(pk).replace("-", "") for pk in company.desk}
    made = []
    for box in last["Box"]:
        if str(box["team_id"]).replace("-", "") not in teams:
            continue
        opened = {
            row["id"]: day_of(row["opened"]).isoformat()
            for row in last["BoxBatch"]
            if row["box_id"] == box["id"]
        }
        opened[box["batch"]] = day_of(box["opened"]).isoformat()
        known = {
            str(row["person_id"]).replace("-", "") for row in last["Handed"] if row["box_id"] == box["id"]
        }
        log = [(at, who.replace("-", ""), "/") for at, who in company.log if who.replace("-", "") in known]
        attacker = Attacker.__new__(Attacker)
        attacker.chance, attacker.prompt = random.Random(len(made)), RETURNS[company.returns]
        attacker.visits = VISITS
        attacker.log = log
        attacker.nights = [of_team(night, box, opened, log) for night in company.nights]
        attacker.nights[-1] |= {"event": events_of(last, box, sorted(opened.values()))}
        attacker.people = sorted({who for _, who, _ in log})
        attacker.present = [{who for at, who, _ in log if at // 86_400 == night} for night in range(NIGHTS)]
        attacker.batches = attacker.batches_of()
        made.append(attacker)
    return made


def of_team(
    night: dict[str, Any], box: dict[str, Any], opened: dict[Any, str], log: list[Any]
) -> dict[str, list[Any]]:
    voices = {row["id"]: row for row in night["Voice"] if row["team_id"] == box["team_id"]}
    keys = {row["key"]: identity for identity, row in voices.items()}
    told = [
        (seconds(row["asked_at"]), next((keys[key] for key in keys if str(key) in str(row["payload"])), None))
        for row in night["Job"]
    ]
    return {
        "attendance": [
            (opened[row["batch"]], str(row["person_id"]).replace("-", ""))
            for row in night["Handed"]
            if row["box_id"] == box["id"]
        ],
        "pending": [],
        # In the order in which they lie on the disk: what stands first may have been written first.
        "voice": [
            (row["voice_id"], 0, None, row["text"])
            for row in night["VoiceEvent"]
            if row["what"] == "brought" and row["voice_id"] in voices
        ],
        "event": [],
        "mail": [(at, about) for at, about in told if about is not None],
        "log": log,
    }


def events_of(
    night: dict[str, Any], box: dict[str, Any], opened: list[str]
) -> list[tuple[Any, str, int, None]]:
    voices = {row["id"] for row in night["Voice"] if row["team_id"] == box["team_id"]}
    rows = [row for row in night["VoiceEvent"] if row["voice_id"] in voices]
    told = [told_of(row, opened) for row in sorted(rows, key=lambda row: row["place"])]
    return [one for one in told if one is not None]


def told_of(row: dict[str, Any], opened: list[str]) -> tuple[Any, str, int, None] | None:
    """An event as the attacker weighs it: from which night on its author could answer, or in which an answer came out."""
    day = day_of(row["day"])
    if row["what"] in SAID.values():
        return row["voice_id"], "answered", (day - FIRST).days - 1, None
    if row["what"] not in ASKED:
        return None
    shows = next((one for one in opened if one > day.isoformat()), None)
    return (
        None if shows is None else (row["voice_id"], "asked", (date.fromisoformat(shows) - FIRST).days, None)
    )


@dataclass(frozen=True)
class Found:
    """n: voices that came out; hits: how often the attacker was right; promised: the sum of one in so many.

    eligible: the same sum by who could send in its batch; answers: how many came back by a key.
    """

    n: int
    hits: int
    promised: float
    eligible: float
    answers: int

    def __add__(self, other: Found) -> Found:
        return Found(*(a + b for a, b in zip(self.as_tuple(), other.as_tuple(), strict=True)))

    def as_tuple(self) -> tuple[Any, ...]:
        return self.n, self.hits, self.promised, self.eligible, self.answers


def attacked(company: Company) -> Found:
    """What the attacker finds in a company's thirty nights."""
    guesses: dict[str, str] = {}
    for attacker in attackers(company):
        guesses |= attacker.guesses()
    truth = {text: who.replace("-", "") for text, who in company.truth.items()}
    rows = VoiceEvent.objects.filter(what="brought", voice__team__in=company.desk)
    left = {text: len(crowd) for text, crowd in rows.values_list("text", "voice__crowd")}
    first = company.first_crowd
    promised = {
        text: min(first[text], left[text]) if "when here" in company.returns else first[text]
        for text in guesses
    }
    said = VoiceEvent.objects.filter(what__in=SAID.values(), voice__team__in=company.desk).count()
    return Found(
        len(guesses),
        sum(guesses[text] == truth[text] for text in guesses),
        sum(1 / among for among in promised.values()),
        sum(1 / first[text] for text in guesses),
        said,
    )
