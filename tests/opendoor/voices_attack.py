"""Thirty nights of a small team in a real SQLite file, kept as designed or leaking, and one attacker for both.

The attacker is passive: a backup of each night (every table in the order of its rows), the access log with people and
seconds, the sessions, the mail queue. It weighs, for each voice, who can have written it: by the batch or the night in
which the voice first shows, by the order of the rows, by seconds, by mails, and by who was here when an answer of the
author's came and when none came. It names the likeliest.
"""

from __future__ import annotations

import math
import random
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices import (
    Contents,
    Crowd,
    Letter,
    back_together,
    check_ticket,
    contents_of,
    due,
    handed_ticket,
    put,
    release,
    resealed,
    sealed,
)
from bothways.opendoor.voices.crowd import VISITS

LEAST = Rules().least
SECRET = b"the installation's own"
BOX_KEY_ = bytes(range(32))
NIGHTS = 30
FIRST = date(2026, 9, 1)
# How authors come back: not at all; with their key from anywhere, on any day; only while they are signed in, always at
# once, four times in five, or every other time. The last three tie what an author does to days that everybody can see.
RETURNS = {
    "never": 0.0, "from anywhere": 0.8, "at once when here": 1.0, "mostly when here": 0.8, "half when here": 0.5,
}  # fmt: skip
STORES = ("as designed", "written at once", "pending in rows", "no crowd waited for")

SCHEMA = """
create table attendance(batch text, person int);
create table session(person int primary key, seen int);
create table box(id int primary key, blob blob);
create table pending(id text, text text);
create table voice(id text, day int, at int, text text);
create table event(voice text, what text, day int, at int);
create table mail(at int, about text);
create table log(at int, person int, path text);
"""


@dataclass
class Team:
    """What happens in a company; `store` says how it is kept. truth: text of a voice → its author."""

    seed: int
    store: str
    size: int
    wishes: float
    returns: str
    seldom: float = 0.25  # how many of the days those who come least are here
    truth: dict[str, int] = field(default_factory=dict)
    backups: list[bytes] = field(default_factory=list)
    able: dict[str, int] = field(default_factory=dict)  # text → how many were eligible in its batch
    crowd: dict[str, frozenset[str]] = field(default_factory=dict)  # voice → who can have written it

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(SCHEMA)
        self.often = [
            self.chance.uniform(self.seldom, min(0.95, self.seldom + 0.7)) for _ in range(self.size)
        ]
        self.box = sealed(Contents(), key=BOX_KEY_, random_bytes=self.chance.randbytes, size=20_000)
        self.opened = FIRST
        self.here: set[str] = set()
        self.moved: dict[str, int] = {}  # voice → the batch in which it last moved
        self.ended: list[frozenset[str]] = []  # who was here, batch by batch
        self.question: dict[str, int] = {}  # voice → from which second its author can answer
        self.asked: dict[str, int] = defaultdict(int)
        self.waiting: set[str] = set()

    # What a night keeps.

    def live(self) -> Team:
        for night in range(NIGHTS):
            self.morning(night)
            visits = sorted(
                (night * 86_400 + self.chance.randint(8 * 3600, 18 * 3600), person)
                for person in range(self.size)
                if self.chance.random() < self.often[person]
            )
            for at, person in visits:
                self.visit(at, person, night)
            if self.returns == "from anywhere":
                for person in range(self.size):
                    if self.chance.random() < 0.4:
                        self.come_back(
                            night * 86_400 + self.chance.randint(7 * 3600, 23 * 3600), person, night
                        )
            self.night(night)
        return self

    def morning(self, night: int) -> None:
        """The manager puts a question to the author of every voice that can take one."""
        for voice in [voice for (voice,) in self.db.execute("select id from voice")]:
            if voice not in self.question and self.asked[voice] < 2:
                at = night * 86_400 + 7 * 3600
                self.db.execute("insert into event values (?, 'asked', ?, ?)", (voice, night, at))
                self.question[voice] = at
                self.moved[voice] = len(self.ended)
                self.asked[voice] += 1

    def visit(self, at: int, person: int, night: int) -> None:
        name = str(person)
        for _ in range(self.chance.randint(1, 5)):
            self.db.execute("insert into log values (?, ?, '/')", (at, person))
            self.db.execute("insert or replace into session values (?, ?)", (person, at))
            at += self.chance.randint(5, 300)
        first = name not in self.here
        if first:
            self.here.add(name)
            self.db.execute("insert into attendance values (?, ?)", (str(self.opened), person))
            self.box = resealed(self.box, key=BOX_KEY_, random_bytes=self.chance.randbytes)
        if first and self.chance.random() < self.wishes:
            text = self.chance.randbytes(8).hex() * self.chance.randint(1, 9)
            self.truth[text] = person
            self.send(at + self.chance.randint(30, 600), text, night)
        if "when here" in self.returns:
            self.come_back(at, person, night)

    def come_back(self, at: int, person: int, night: int) -> None:
        """An author looks after their voices and answers what they are asked."""
        for voice, since in list(self.question.items()):
            mine = self.truth[self.text_of(voice)] == person and since < at and voice not in self.waiting
            if mine and self.chance.random() < RETURNS[self.returns]:
                self.answer(at + self.chance.randint(5, 300), voice, night)

    def text_of(self, voice: str) -> str:
        return self.db.execute("select text from voice where id = ?", (voice,)).fetchone()[0]

    def send(self, at: int, text: str, night: int) -> None:
        if self.store == "written at once":
            voice = str(len(self.truth))
            self.db.execute("insert into voice values (?, ?, ?, ?)", (voice, night, at, text))
            self.db.execute("insert into mail values (?, ?)", (at, voice))
            self.db.execute("insert into log values (?, null, '/box/')", (at,))
            self.moved[voice] = len(self.ended)
            return
        ticket = handed_ticket(str(self.opened), secret=SECRET, random_bytes=self.chance.randbytes)
        serial = check_ticket(ticket, batch=str(self.opened), secret=SECRET)
        self.box = put(
            self.box,
            letter=Letter("", {"text": text}),
            key=BOX_KEY_,
            random_bytes=self.chance.randbytes,
            serial=serial,
        )
        if self.store == "pending in rows":
            self.db.execute("insert into pending values (?, ?)", (serial, text))

    def answer(self, at: int, voice: str, night: int) -> None:
        if self.store == "written at once":
            self.db.execute("insert into event values (?, 'answered', ?, ?)", (voice, night, at))
            self.db.execute("insert into log values (?, null, '/box/')", (at,))
            del self.question[voice]
            return
        self.waiting.add(voice)
        letter = Letter(voice, {"what": "answered"})
        self.box = put(self.box, letter=letter, key=BOX_KEY_, random_bytes=self.chance.randbytes)

    def night(self, night: int) -> None:
        day = FIRST + timedelta(days=night)
        self.box = resealed(self.box, key=BOX_KEY_, random_bytes=self.chance.randbytes)
        if self.store == "written at once":
            for (text,) in self.db.execute("select text from voice where day = ?", (night,)):
                self.able[text] = max(len(self.here), 1)
            self.ended.append(frozenset(self.here))
            self.here, self.opened = set(), day + timedelta(days=1)
        elif due(self.opened, today=day + timedelta(days=1)):
            self.empty(night, day)
        self.db.execute("insert or replace into box values (1, ?)", (self.box,))
        self.db.commit()
        self.backups.append(self.db.serialize())

    def empty(self, night: int, day: date) -> None:
        contents = contents_of(self.box, key=BOX_KEY_)
        crowds = {one.voice: self.crowd_now(one.voice) for one in contents.letters if one.voice}
        done = release(contents, able=self.here, crowds=crowds, day=day, random_bytes=self.chance.randbytes)
        if not done.emptied:
            return
        for row in done.rows:
            if row.new:
                text = row.fields["text"]
                self.db.execute("insert into voice values (?, ?, null, ?)", (row.voice, night, text))
                self.db.execute(
                    "insert into mail values (?, 'the box was emptied')", (night * 86_400 + 86_399,)
                )
                self.db.execute("delete from pending where text = ?", (text,))
                self.able[text] = len(self.here)
            else:
                self.db.execute("insert into event values (?, 'answered', ?, null)", (row.voice, night))
                self.waiting.discard(row.voice)
                self.question.pop(row.voice, None)
            self.moved[row.voice] = len(self.ended) + 1
        self.crowd.update(done.crowds)
        self.box = sealed(done.held, key=BOX_KEY_, random_bytes=self.chance.randbytes, size=20_000)
        self.ended.append(frozenset(self.here))
        self.here, self.opened = set(), day + timedelta(days=1)

    def crowd_now(self, voice: str) -> Crowd:
        if self.store == "no crowd waited for":
            return Crowd(frozenset(self.here), (frozenset(self.here),) * (VISITS - 1))
        return Crowd(self.crowd[voice], tuple(self.ended[self.moved[voice] :]))

    def denominators(self) -> dict[str, int]:
        """Text → among how many its author is promised to be hidden: the eligible of the batch, or who is left of them."""
        made = {}
        for voice, text in self.db.execute("select id, text from voice"):
            left = len(self.crowd.get(voice, range(10**6)))
            made[text] = min(self.able[text], left) if "when here" in self.returns else self.able[text]
        return made


# The attacker: sees the backups alone.


@dataclass
class Attacker:
    """Reads thirty backups and names an author for every voice."""

    backups: list[bytes]
    seed: int
    prompt: float
    visits: int = (
        VISITS  # after how many batches somebody counts as back, as the attacker has read in the program
    )

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.nights = []
        for backup in self.backups:
            db = sqlite3.connect(":memory:")
            db.deserialize(backup)
            names = ("attendance", "pending", "voice", "event", "mail", "log")
            self.nights.append(
                {name: db.execute(f"select * from {name} order by rowid").fetchall() for name in names}
            )
            db.close()
        self.log = self.nights[-1]["log"]
        self.people = sorted({person for _, person, _ in self.log if person is not None})
        self.present = [
            {person for at, person, _ in self.log if person is not None and at // 86_400 == night}
            for night in range(len(self.nights))
        ]
        self.batches = self.batches_of()

    def batches_of(self) -> list[tuple[int, frozenset[int]]]:
        """The night on which each batch ended, and who was here in it: from the attendance tables."""
        by_batch: dict[str, set[int]] = defaultdict(set)
        for batch, person in self.nights[-1]["attendance"]:
            by_batch[batch].add(person)
        starts = sorted(by_batch)
        made = []
        for batch, later in zip(starts, [*starts[1:], None], strict=True):
            end = NIGHTS - 1 if later is None else (date.fromisoformat(later) - FIRST).days - 1
            made.append((end, frozenset(by_batch[batch])))
        return made

    def guesses(self) -> dict[str, int]:
        """Text of a voice → whom the attacker names."""
        found = {}
        shown: dict[str, int] = {}
        for night, tables in enumerate(self.nights):
            new = [row for row in tables["voice"] if row[0] not in shown]
            for place, row in enumerate(new):
                shown[row[0]] = night
                found[row[3]] = self.likeliest(row, night, (place + 0.5) / len(new))
        return found

    def likeliest(self, row: tuple, night: int, place: float) -> int:
        voice, _, at, text = row
        weights = dict.fromkeys(self.people, 1.0)
        window = self.window(text, night)
        order = self.order_of(window)
        for person in self.people:
            if person not in order:
                weights[person] *= 1e-9
            else:
                weights[person] *= math.exp(-2 * abs((order.index(person) + 0.5) / len(order) - place))
            seconds = [at] if at is not None else []
            seconds += [mail for mail, about in self.nights[-1]["mail"] if about == voice]
            weights[person] *= math.prod(self.near(person, second) for second in seconds)
        for person, factor in self.by_answers(voice, night).items():
            weights[person] *= factor
        best = max(weights.values())
        return self.chance.choice([person for person, weight in weights.items() if weight > 0.999 * best])

    def window(self, text: str, night: int) -> list[int]:
        """The nights on which a voice can have been written."""
        for earlier, tables in enumerate(self.nights):
            if any(pending[1] == text for pending in tables["pending"]):
                return [earlier]
        ends = [end for end, _ in self.batches]
        if night in ends:
            first = max((end for end in ends if end < night), default=-1) + 1
            return list(range(first, night + 1))
        return [night]

    def order_of(self, window: list[int]) -> list[int]:
        seen = [
            person for at, person, _ in sorted(self.log, key=lambda row: row[0]) if at // 86_400 in window
        ]
        return [person for person in dict.fromkeys(seen) if person is not None]

    def near(self, person: int, second: int) -> float:
        gaps = [second - at for at, who, _ in self.log if who == person and at <= second]
        return math.exp(-min(gaps, default=10**6) / 300) + 1e-12

    def by_answers(self, voice: str, shown: int) -> dict[int, float]:
        """How well each person's days fit the nights on which the author's answers showed, and those without one."""
        weights = dict.fromkeys(self.people, 1.0)
        events = [event for event in self.nights[-1]["event"] if event[0] == voice]
        people = next((here for end, here in self.batches if end == shown), frozenset(self.people))
        crowd = frozenset(map(str, people))
        asked = None
        for _, what, night, at in events:  # what the attacker believes of habits is right: the worst case
            if what == "asked":
                asked = night
                continue
            if at is not None:
                for person in self.people:
                    weights[person] *= self.near(person, at)
            late, crowd = self.completed_before(crowd, asked, night)
            for person in self.people:
                before = sum(person in self.present[one] for one in range(asked, late + 1))
                within = sum(person in self.present[one] for one in range(max(late + 1, asked), night + 1))
                weights[person] *= (1 - self.prompt) ** before * (1 - (1 - self.prompt) ** within) + 1e-9
        last = events[-1] if events else None
        if last and last[1] == "asked":  # no answer so far
            late, _ = self.completed_before(crowd, last[2], NIGHTS)
            for person in self.people:
                before = sum(person in self.present[one] for one in range(last[2], late + 1))
                weights[person] *= (1 - self.prompt) ** before + 1e-9
        return weights

    def completed_before(self, crowd: frozenset[str], asked: int, night: int) -> tuple[int, frozenset[str]]:
        """The last night before this one on which an answer would have come out; who is left as author after it."""
        back: list[frozenset[str]] = []
        late, left = asked - 1, crowd
        for end, here in self.batches:
            if asked <= end <= night:
                group = back_together(
                    Crowd(crowd, tuple(back)), here=frozenset(map(str, here)), least=LEAST, visits=self.visits
                )
                if group and end < night:
                    late = end
                elif group:
                    left = group
                back.append(frozenset(map(str, here)))
        return late, left


def attack(
    seed: int, *, store: str, size: int, returns: str, wishes: float = 0.12, seldom: float = 0.25
) -> list[tuple[bool, int, bool]]:
    """One team's thirty nights: for each voice whether the attacker was right, its promise, and whether it went on."""
    team = Team(seed, store, size, wishes, returns, seldom).live()
    visits = 1 if store == "no crowd waited for" else VISITS
    guessed = Attacker(team.backups, seed + 1, RETURNS[returns], visits).guesses()
    promised = team.denominators()
    answered = {voice for voice, what, *_ in team.db.execute("select * from event") if what == "answered"}
    texts = {text: voice in answered for voice, text in team.db.execute("select id, text from voice")}
    team.db.close()
    return [(guessed[text] == team.truth[text], promised[text], texts[text]) for text in guessed]


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson 95 % interval of a share."""
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def attacked(
    *, store: str, returns: str, voices: int, seed: int = 1, seldom: float = 0.25, sizes: range = range(5, 15)
) -> tuple[int, int, float]:
    """Teams of all sizes until so many voices were sent: how many there were, how often the attacker was right, and
    the share that was promised (the mean of one in so many)."""
    found: list[tuple[bool, int, bool]] = []
    while len(found) < voices:
        size = sizes[seed % len(sizes)]
        found += attack(7 * seed, store=store, size=size, returns=returns, seldom=seldom)
        seed += 1
    return len(found), sum(hit for hit, *_ in found), sum(1 / among for _, among, _ in found) / len(found)
