"""Voices, with the permission in the question: the manager's of their teams, one's own, and what crossed to one's side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bothways.opendoor.voices import Event, How, State, Who, seen_by, state_of
from bothways.opendoor.voices import waiting_for as whose_turn
from bothways.terms import Side
from bothways.web.access import absent
from bothways.web.opendoor.keeping import events_of
from bothways.web.opendoor.models import Voice
from bothways.web.people.models import Person, Team

__all__ = [
    "KINDS", "STAGES", "STEPS", "Seen", "Waits", "able_people", "as_author", "my_teams_at", "my_voice", "my_voices", "on_the_way",
    "seen", "waiting_for", "who_is",
]  # fmt: skip

STEPS: Final = (_("Brought"), _("Put in words"), _("Agreed"), _("Crossed"), _("Answered"))
STAGES: Final[dict[str, tuple[int, Any]]] = {
    "brought": (1, _("Brought")),
    "proposed": (2, _("Wording with the author")),
    "refused": (2, _("Wording refused")),
    "reworded": (3, _("In the author’s words")),
    "agreed": (3, _("Agreed")),
    "crossed": (4, _("Crossed")),
    "answered": (5, _("Answered")),
    "answer proposed": (5, _("Answer being worded")),
    "answer refused": (5, _("Answer being worded")),
    "answer agreed": (5, _("Answered")),
    "returned": (5, _("Answer carried back")),
    "closed": (5, _("Closed with an answer")),
    "declined": (2, _("Not carried")),
    "withdrawn": (1, _("Taken back")),
    "unanswered": (4, _("No answer came")),
}
"""Where a voice stands: the step of five, and the word for it."""
KINDS: Final[dict[str, Any]] = {
    "idea": _("Idea"),
    "concern": _("Concern"),
    "question": _("Question"),
    "imperative": _("Imperative"),
    "cost concern": _("Question about costs"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A voice as one person may read it in a list.

    said: the words that this person may read; name: who brought it, as far as this person may know.
    """

    pk: Any
    said: str
    side: str
    kind: Any
    stage: str
    stage_word: Any
    step: int
    who: Who
    name: str
    anonymous: bool
    team: str
    heat: tuple[tuple[str, int], ...]
    since: date
    awaits: str
    ended: bool
    state: State

    @property
    def mine(self) -> bool:
        """Whether it waits for the person who reads."""
        return self.awaits == self.who.value


class Waits(NamedTuple):
    """A voice that waits for a person: since when, and what for."""

    voice: Seen
    since: date
    what: str


def my_teams_at(person: Person, who: Who) -> QuerySet[Team]:
    """The teams in which somebody is the manager, an author of their side, or of the other side."""
    role = Person.Role
    if who is Who.MANAGER:
        return Team.objects.filter(managers=person) if person.role == role.MANAGER else Team.objects.none()
    if person.role == role.STAFF:
        return Team.objects.filter(staff=person)
    return Team.objects.filter(executives=person) if person.role == role.EXECUTIVE else Team.objects.none()


def able_people(team: Team, side: Side) -> QuerySet[Person]:
    """Who could bring a voice of a side of a team: everybody knows how many they are."""
    people = team.staff if side is Side.STAFF else team.executives
    return people.filter(is_active=True)


def my_voices(person: Person) -> QuerySet[Voice]:
    """The voices that a person may read something of."""
    found = Voice.objects.select_related("team", "author").prefetch_related("events")
    if person.role == Person.Role.MANAGER:
        return found.filter(team__in=my_teams_at(person, Who.MANAGER))
    if person.side is None:
        return found.none()
    crossed = Q(team__in=my_teams_at(person, Who.OTHER_SIDE), side=person.side.other.value, crossed=True)
    return found.filter(Q(author=person) | crossed)


def who_is(person: Person, voice: Voice) -> Who:
    """What a person is to a voice that they may read."""
    if person.role == Person.Role.MANAGER:
        return Who.MANAGER
    return Who.AUTHOR if voice.author_id == person.pk else Who.OTHER_SIDE


def my_voice(person: Person, voice_id: object) -> tuple[Voice, Who, tuple[Event, ...]]:
    """One of them, what the person is to it, and what they may read of it. The refusal `absent` tells nothing of others."""
    voice = my_voices(person).filter(pk=voice_id).first()
    if voice is None:
        raise absent("voice")
    who = who_is(person, voice)
    return voice, who, seen_by(events_of(voice), who=who)


def as_author(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events as their author may read them."""
    return seen_by(events, who=Who.AUTHOR)


def seen(voice: Voice, who: Who) -> Seen:
    """A voice as one of the three may read it."""
    state = state_of(events_of(voice))
    said = state.crossed[-1] if who is Who.OTHER_SIDE else state.words
    stage = state.stage
    if who is Who.OTHER_SIDE and not waits_or_ended(state):
        stage = "answered"  # what the desk does with an answer is not the other side's to follow
    step, word = STAGES[stage]
    return Seen(
        pk=voice.pk,
        said=said,
        side=voice.side,
        kind=KINDS[voice.kind],
        stage=stage,
        stage_word=word,
        step=step,
        who=who,
        name=_name(voice, who, state),
        anonymous=voice.anonymous,
        team=voice.team.name,
        heat=tuple((kind, count) for kind, count in voice.heat) if who is not Who.OTHER_SIDE else (),
        since=state.since,
        awaits=whose_turn(state).whom.value,
        ended=state.ended,
        state=state,
    )


def waits_or_ended(state: State) -> bool:
    """Whether the other side sees the stage itself: it is awaited, or all is over."""
    return state.stage in ("crossed", "answer proposed", "closed", "unanswered")


def _name(voice: Voice, who: Who, state: State) -> str:
    if state.how is How.ANONYMOUS:
        return ""
    if state.how is How.ON_BEHALF:
        first = voice.events.all()[0]
        return first.consent_who if who is Who.MANAGER else ""
    if who is Who.OTHER_SIDE and not state.name_crosses:
        return ""
    return voice.author.name if voice.author else ""


def on_the_way(person: Person) -> list[Seen]:
    """All voices that a person may read and that have not ended, the longest waiting first."""
    found = my_voices(person).exclude(awaits=Who.NOBODY.value)
    return [seen(voice, who_is(person, voice)) for voice in found]


def waiting_for(person: Person) -> list[Waits]:
    """The voices that wait for this person, the longest waiting first: for the first page.

    A staff member's or an executive's own that ask for their word, and those of the other side that ask for an answer;
    for a manager what lies on the desk. A voice without a name waits for nobody here: its author has the key.
    """
    return [
        Waits(one, one.since, whose_turn(one.state).what)
        for one in on_the_way(person)
        if one.mine and not (one.who is Who.AUTHOR and one.anonymous)
    ]
