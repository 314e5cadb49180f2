"""What the first page is made of: what other rooms hold for this person. A room that isn't there has nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from bothways.terms import Calendar
from bothways.web.home.cycle import Cycle, Happened, cycle_of
from bothways.web.home.sparking import spark
from bothways.web.people.models import Person

__all__ = [
    "Of", "Voice", "address", "agreed", "asked", "cases", "changed", "cycle", "due", "limits", "receipts", "steps", "voices",
]  # fmt: skip

Of = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice on its way, as this person may read it."""

    side: str
    said: str
    step: int
    stage: Any
    days: int
    name: str
    anonymous: bool
    heat: tuple[tuple[str, int], ...]
    mine: bool
    what: str
    address: str
    words: str = ""
    """As it was said, and `wording` as it would cross: where the reader is the manager."""
    wording: str = ""
    receipt: str = ""
    """What became of the meaning in that wording: `clean`, `doubt`, `broken`; empty where nobody looked."""

    @property
    def done(self) -> tuple[int, int]:
        """Where the line of its way begins and ends, in the small picture."""
        return (5, self.here) if self.side == "staff" else (85, self.here)

    @property
    def here(self) -> int:
        """Where it stands in the small picture."""
        return 5 + 20 * (self.step - 1) if self.side == "staff" else 85 - 20 * (self.step - 1)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The stops that are still before it."""
        places = range(5, 86, 20)
        return tuple(x for x in places if (x > self.here if self.side == "staff" else x < self.here))

    @property
    def heats(self) -> str:
        """What heats it, in words."""
        return ", ".join(f"{kind} {count}" for kind, count in self.heat)


def asked(module: str, name: str) -> Callable[..., Any] | None:
    """A function of another room's queries; None where the room, or the function, isn't there."""
    room = f"bothways.web.{module.split('.', maxsplit=1)[0]}"
    if find_spec(room) is None or find_spec(f"bothways.web.{module}") is None:
        return None
    return getattr(import_module(f"bothways.web.{module}"), name, None)


def address(name: str, *args: Any) -> str:
    """The address of a page; empty where its room isn't there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def voices(person: Person, *, today: date) -> list[Voice]:
    """The voices on their way that this person may read, the longest waiting first; `mine` where they wait for them."""
    find, mine = asked("opendoor.queries", "on_the_way"), asked("opendoor.queries", "whose_turn")
    if find is None:
        return []
    found = [
        Voice(
            side=str(one.side),
            said=one.said,
            step=one.step,
            stage=one.stage_word,
            days=max(0, (today - one.since).days),
            name=one.name,
            anonymous=one.anonymous,
            heat=tuple(one.heat),
            # A voice without a name waits for nobody whom the page knows: its author has the key.
            mine=one.mine and not (one.anonymous and str(one.who) == "author"),
            what=str(mine(one.state).what) if mine else "",
            address=address("door-voice", one.pk),
            words=one.state.words if str(one.who) == "manager" else "",
            wording=(one.state.proposed or one.state.draft) if str(one.who) == "manager" else "",
        )
        for one in find(person)
    ]
    return sorted(found, key=lambda one: -one.days)


def due(person: Person) -> list[Any]:
    """Promises that are late or due soon, as this person may read them, the longest late first."""
    find = asked("credibility.queries", "due_for")
    return list(find(person)) if find else []


def limits(person: Person, *, today: date) -> list[Any]:
    """The limits of which this person may know, the stale ones first."""
    find = asked("constraints.queries", "my_limits")
    return list(find(person, now=today)) if find else []


def cases(person: Person) -> list[Any]:
    """The cases that lie before this executive and are not decided, the longest waiting first."""
    find = asked("budget.queries", "waiting_for")
    return list(find(person).order_by("put", "pk")) if find and person.role == Person.Role.EXECUTIVE else []


def agreed(person: Person) -> list[Any]:
    """What both sides agreed to do first, with the day, in each team of this person."""
    find = asked("priorities.queries", "agreed_for")
    return list(find(person)) if find else []


def cycle(person: Person, *, today: date) -> Cycle | None:
    """What a manager carried this quarter, of their fiscal year; None where the door isn't there."""
    if find_spec("bothways.web.opendoor.models") is None:
        return None
    from bothways.web.opendoor.models import VoiceEvent

    mine = VoiceEvent.objects.filter(voice__team__managers=person).order_by("voice", "place")
    rows = mine.values_list("voice", "voice__side", "what", "day")
    return cycle_of((Happened(*row) for row in rows), period=_calendar(person).quarter_of(today))


def _calendar(person: Person) -> Calendar:
    """The fiscal calendar of the newest export of whose year something was said; else the year of the calendar."""
    from bothways.web.evidence.queries import my_snapshots

    said = my_snapshots(person).filter(upload__fiscal_start_month__isnull=False)
    start = said.values_list("upload__fiscal_start_month", flat=True).first()
    return Calendar(start or 1)


def receipts(person: Person, found: list[Voice]) -> list[Voice]:
    """Charged voices before they cross, each with the receipt of its wording; of the calm one where nobody worded it."""
    if not found:
        return found
    here = Q(teams__managers=person) | Q(overseen__managers=person) | Q(pk=person.pk)
    people = Person.objects.filter(here).values_list("name", flat=True).distinct()
    names = frozenset(part for name in people for part in (name, *name.split()) if part[:1].isupper())
    return [
        replace(one, receipt=verdict_of(one.words, one.wording, one.side, names)) if one.words else one
        for one in found
    ]


@lru_cache(maxsize=512)
def verdict_of(words: str, wording: str, side: str, names: frozenset[str]) -> str:
    """What becomes of the meaning of a text: worked out once, since the lens takes its time over each."""
    from bothways.lens import receipt, reframe

    called = tuple(sorted(names))
    if not wording:
        wording = reframe(
            words, audience="staff" if side == "executives" else "executives", names=called
        ).reframed.strip()
    return str(receipt(words, wording, names=called).verdict)


def changed(person: Person) -> Of:
    """What changed in the numbers since the snapshot before: of the manager's newest results."""
    from bothways.web.insight.models import InsightPage
    from bothways.web.insight.queries import my_pages

    pages = my_pages(person).filter(part="results", side="executives", made_at__isnull=False).defer(None)
    page: InsightPage | None = (
        pages.defer("html", "notes", "behind", "document").order_by("-snapshot__as_of", "-made_at").first()
    )
    if page is None:
        return {}
    held = page.own.get("changes") or {}
    since = date.fromisoformat(held["since"]) if held else None
    rows = [_with_line(row) for row in held.get("rows", [])]
    days: list[Of] = max((row["history"] for row in rows), key=len, default=[])
    return {
        "page": page, "since": since, "rows": rows, "of": held.get("of", 0), "of_day": page.snapshot.as_of,
        "days": [date.fromisoformat(one["day"]) for one in days],
    }  # fmt: skip


def _with_line(row: Of) -> Of:
    history = row.get("history", [])
    points = [(date.fromisoformat(one["day"]).toordinal(), float(one["value"])) for one in history]
    told = [{**one, "date": date.fromisoformat(one["day"])} for one in history]
    return {**row, "history": told, "line": spark(points)}


def steps(*, has_evidence: bool, has_people: bool, has_brief: bool) -> list[Of]:
    """The way from an empty installation to the first brief: each step with whether it is done."""
    desk = settings.MODE == "desk"
    ways = (
        (has_evidence, _("Bring an export of your CRM"),
         _("A report export will do: it is read here, what is odd is asked, nothing leaves this machine."), "evidence", 3),
        (has_people, _("Say who reads the briefs") if desk else _("Say who sells and who reads"),
         _("You can leave this for later: a brief can be printed, too."), "readers" if desk else "people", 2),
        (has_brief, _("Write the first brief"),
         _("Both sides' briefs from the same numbers: you see each before it goes."), "briefs", 2),
    )  # fmt: skip
    found = [
        {"done": done, "what": what, "why": why, "address": address(name), "minutes": minutes}
        for done, what, why, name, minutes in ways
    ]
    return [one for one in found if one["address"]]
