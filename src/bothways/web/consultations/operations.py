"""Consultations are made, opened, moved and closed by the manager; reminders go to everybody alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from bothways.terms import Refusal, Side, given_text
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.brief.models import Reader
from bothways.web.consultations import sealing
from bothways.web.consultations.ballots import make_places
from bothways.web.consultations.models import (
    Consultation,
    ConsultationInvited,
    ConsultationStatement,
)
from bothways.web.consultations.queries import still_asked
from bothways.web.credibility.operations import check_may_write
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Link, Person, Team
from bothways.web.people.operations import do_make_link

__all__ = [
    "LONGEST", "MOST", "Given", "do_another_round", "do_drop", "do_hand_link", "do_link",
    "do_make", "do_move", "do_open", "do_take_out",
]  # fmt: skip

LONGEST: Final = 280
"""Characters of a statement: what is read at a glance on a phone."""
FEWEST, MOST = 2, 40
LATEST: Final = timedelta(days=92)
TOGETHER: Final = timedelta(days=365)
"""For how long two questions with the same statement would tell of each other."""
_GRACE: Final = timedelta(days=60)
"""How long a link opens after the last day: what was released is read by it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A statement as it is asked. side: whose it is, where it came from a voice or a limit."""

    text: str
    side: Side | None = None


def check_statements(given: Iterable[Given]) -> list[Given]:
    """The statements as they are kept. Refuses `few-statements`, `many-statements`, `statement-twice`, `given-text`."""
    kept = [Given(given_text(one.text, what="A statement", most=LONGEST), one.side) for one in given]
    if len(kept) < FEWEST:
        raise Refusal(
            "few-statements",
            "There is too little to agree or disagree with.",
            hint="Choose or write two statements or more.",
        )
    if len(kept) > MOST:
        raise Refusal(
            "many-statements",
            f"These are {len(kept)} statements; at most {MOST} can be asked.",
            hint="Twelve take four minutes on a phone. Leave out what few would care about.",
        )
    seen: set[str] = set()
    for one in kept:
        if one.text.casefold() in seen:
            raise Refusal("statement-twice", f"“{one.text}” stands there twice.", hint="Leave it once.")
        seen.add(one.text.casefold())
    return kept


def check_not_asked(consultation: Consultation, *, today: date) -> None:
    """Refuse a statement that some of the same people answer, or answered, in another question.

    The guard holds the rounds of one question together. Of two questions it would take the same statement for two, and
    twelve answers beside eleven of the same people would give the twelfth away.
    """
    asked = {_bare(one.text): one.text for one in consultation.statements.all()}
    emails = {email.casefold() for email in consultation.invited.values_list("email", flat=True)}
    others = Consultation.objects.exclude(series=consultation.series).filter(
        Q(state=Consultation.State.OPEN) | Q(released__day__gte=today - TOGETHER)
    )
    met = {
        pk
        for pk, email in ConsultationInvited.objects.filter(consultation__in=others).values_list(
            "consultation", "email"
        )
        if email.casefold() in emails
    }
    for text in ConsultationStatement.objects.filter(consultation__in=met, out=False).values_list(
        "text", flat=True
    ):
        if _bare(text) in asked:
            raise Refusal(
                "asked-before",
                f"“{asked[_bare(text)]}” was asked of some of the same people in another question.",
                hint="Ask another round of that one: both are then held together, so that nobody is given away. Or leave it out.",
            )


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def check_closes(closes: date, *, today: date) -> None:
    """Refuse a last day that is over, or too far."""
    if closes < today:
        raise Refusal("closes-over", "The last day is over already.", hint="Choose a day to come.")
    if closes > today + LATEST:
        raise Refusal(
            "closes-late",
            "The last day is more than three months away.",
            hint="A week is enough: two at most.",
        )


def do_make(
    by: Person, *, team: Team, question: str, statements: Sequence[Given], closes: date, now: datetime, people: Sequence[Person],
    readers: Sequence[Reader] = (), guesses: bool = True, over: Consultation | None = None,
) -> Consultation:  # fmt: skip
    """Write a consultation as a draft, with who is asked. `do_open` asks. over: an earlier draft, in whose place it comes.

    Raises:
        Refusal: `absent` for a team of others; those of `check_statements`, `check_closes` and `check_not_asked`;
            `no-side` where a side has nobody; `given-text`.
    """
    check_may_write(by, team)
    question = given_text(question, what="The question", most=200)
    kept = check_statements(statements)
    check_closes(closes, today=day_of(now))
    asked = _asked(team, people=people, readers=readers)
    with transaction.atomic():
        if over is not None:
            do_drop(by, over)
        made = Consultation(team=team, question=question, closes=closes, guesses=guesses, by=by)
        if over is not None:
            made.pk = over.pk  # whoever has its page open finds it there
        made.save(force_insert=True)
        ConsultationStatement.objects.bulk_create(
            ConsultationStatement(
                consultation=made, place=at, text=one.text, side=one.side.value if one.side else ""
            )
            for at, one in enumerate(kept)
        )
        for one in asked:
            one.consultation = made
        ConsultationInvited.objects.bulk_create(asked)
        check_not_asked(made, today=day_of(now))
    return made


def do_drop(by: Person, consultation: Consultation) -> None:
    """Take a draft away. Refuses `not-a-draft`."""
    check_may_write(by, consultation.team)
    if not Consultation.objects.filter(pk=consultation.pk, state=Consultation.State.DRAFT).exists():
        raise Refusal("not-a-draft", "It was opened already.", hint="What was asked is closed, not dropped.")
    Consultation.objects.filter(pk=consultation.pk).delete()


def _asked(team: Team, *, people: Sequence[Person], readers: Sequence[Reader]) -> list[ConsultationInvited]:
    mine = {person.pk for person in (*team.staff.all(), *team.executives.all()) if person.is_active}
    found: dict[str, ConsultationInvited] = {}
    for person in people:
        if person.pk not in mine or person.side is None:
            raise absent("person")
        found[person.email.casefold()] = ConsultationInvited(
            person=person, name=person.name, email=person.email, side=person.side.value
        )
    for reader in readers:
        if reader.team_id != team.pk or reader.stopped_at is not None:
            raise absent("reader")
        found.setdefault(
            reader.email.casefold(),
            ConsultationInvited(person=reader.person, name=reader.name, email=reader.email, side=reader.side),
        )
    check_sides(one.side for one in found.values())
    return list(found.values())


def check_sides(sides: Iterable[str]) -> None:
    """Refuse `no-side` where nobody of a side is asked."""
    asked = set(sides)
    for side in Side:
        if side.value not in asked:
            raise Refusal(
                "no-side",
                f"Nobody of the {side.value} is asked.",
                hint="A consultation asks both sides. Invite somebody, or add a reader without an account.",
            )


def do_open(by: Person, consultation: Consultation, *, now: datetime) -> Consultation:
    """Ask: a place is made for everybody, and from now on it can be answered. Invitations are the caller's to send.

    Raises:
        Refusal: `not-a-draft`; `closes-over`; `asked-before`; `no-side` where all of a side left since.
    """
    check_may_write(by, consultation.team)
    with transaction.atomic():
        held = Consultation.objects.select_for_update().select_related("team").get(pk=consultation.pk)
        if held.state != Consultation.State.DRAFT:
            raise Refusal("not-a-draft", "It was opened already.", hint="Everybody has been asked.")
        check_closes(held.closes, today=day_of(now))
        check_not_asked(held, today=day_of(now))
        _let_go(held)
        sides = list(held.invited.values_list("side", flat=True))
        check_sides(sides)
        held.eligible = {side.value: sides.count(side.value) for side in Side}
        held.state, held.opened = Consultation.State.OPEN, day_of(now)
        held.save(update_fields=["eligible", "state", "opened"])
        sealing.begin(held.series)
        make_places(held, statements=held.statements.count())
        record(
            by=by, did="ask", what=f"Both sides were asked: {held.question}", team=held.team, now=now
        )  # fmt: skip
    return held


def do_move(by: Person, consultation: Consultation, *, closes: date, now: datetime) -> None:
    """Move the last day. What closed without a result can be opened again by it; what was released can't.

    Raises:
        Refusal: `not-open`; those of `check_closes`; opened again: `round-open`, `asked-before`.
    """
    check_may_write(by, consultation.team)
    check_closes(closes, today=day_of(now))
    with transaction.atomic():
        held = Consultation.objects.select_for_update().select_related("team").get(pk=consultation.pk)
        if held.state == Consultation.State.DRAFT or hasattr(held, "released"):
            raise Refusal(
                "not-open",
                "Its last day can’t be moved.",
                hint="What was released stands. Ask another round.",
            )
        if not held.is_open:
            # What was asked since would stand beside it: a later round, or the same statement in another question.
            if Consultation.objects.filter(series=held.series, round__gt=held.round).exists():
                raise Refusal("round-open", "Another round came after it.", hint="Go on with that one.")
            check_not_asked(held, today=day_of(now))
        held.closes, held.state, held.closed, held.told = closes, Consultation.State.OPEN, None, {}
        held.save(update_fields=["closes", "state", "closed", "told"])
        # Whoever has only their link would else lose it before the last day, and never read the result.
        until = now + _lasts(held, now=now)
        Link.objects.filter(purpose="consultation", target=held.pk, expires_at__lt=until).update(
            expires_at=until
        )
        record(
            by=by, did="move-consultation", what=f"It can be answered until {closes}: {held.question}", team=held.team, now=now
        )  # fmt: skip


def do_take_out(by: Person, statement: ConsultationStatement, *, now: datetime) -> None:
    """Take a statement out of an open consultation: nobody sees it any more, and nothing of it is shown."""
    team = statement.consultation.team
    check_may_write(by, team)
    with transaction.atomic():
        held = Consultation.objects.select_for_update().get(pk=statement.consultation_id)
        left = held.statements.filter(out=False).exclude(pk=statement.pk).count()
        if held.state == Consultation.State.CLOSED or left < FEWEST:
            raise Refusal(
                "stays", "This statement stays.", hint="Two at least are asked, and what closed stands."
            )
        ConsultationStatement.objects.filter(pk=statement.pk).update(out=True)
        record(
            by=by, did="take-out", what=f"A statement was taken out: {statement.text}", team=team, now=now
        )  # fmt: skip


def do_link(invited: ConsultationInvited, *, now: datetime) -> tuple[Link, str]:
    """A link of somebody who is asked; its key is given here, once. Each of theirs leads to the same ballot."""
    consultation = invited.consultation
    return do_make_link(
        purpose="consultation", target=consultation.pk, team=consultation.team, person=invited.person,
        name=invited.name, email=invited.email, side=invited.side, now=now, lasts=_lasts(consultation, now=now),
    )  # fmt: skip


def _lasts(consultation: Consultation, *, now: datetime) -> timedelta:
    """How long a link opens from now on: past the last day, so that the result is read by it."""
    last = datetime.combine(consultation.closes, datetime.min.time(), tzinfo=now.tzinfo) + timedelta(days=1)
    return max(last - now, timedelta(0)) + _GRACE


def do_hand_link(by: Person, invited: ConsultationInvited, *, now: datetime) -> str:
    """Make a link for the manager to hand over; gives its key. It is logged, and whose it is reads that.

    Raises:
        Refusal: `not-open`; `left`.
    """
    consultation = invited.consultation
    check_may_write(by, consultation.team)
    if not consultation.is_open:
        raise Refusal("not-open", "It is not open.", hint="A link opens what is.")
    if not still_asked(consultation).filter(pk=invited.pk).exists():
        raise Refusal("left", f"{invited.name} left since.", hint="A link would open nothing for them.")
    with transaction.atomic():
        _link, token = do_link(invited, now=now)
        about = [invited.person] if invited.person else []
        what = f"A link to answer was made for {invited.name}: {consultation.question}"
        record(by=by, did="link", what=what, team=consultation.team, about=about, now=now)
    return token


def do_another_round(
    by: Person, consultation: Consultation, *, closes: date, now: datetime, more: Sequence[str] = ()
) -> Consultation:
    """Ask the same statements again, of the same people as far as they are still there, as a draft.

    more: statements that come to them, such as were missed in this round.

    The guard holds both rounds together, so statements keep what they are known by and people what stands for them.

    Raises:
        Refusal: `not-released`: there is nothing yet to compare with; `ballots-unreadable`: the key is gone;
            `round-open`; those of `check_statements` and `check_not_asked`.
    """
    check_may_write(by, consultation.team)
    check_closes(closes, today=day_of(now))
    if not hasattr(consultation, "released"):
        raise Refusal(
            "not-released",
            "There is no result yet to set another round beside.",
            hint="Release this one first.",
        )
    sealing.token_of(consultation.series, "")
    same = list(consultation.statements.filter(out=False))
    added = check_statements([*(Given(one.text) for one in same), *(Given(text) for text in more)])[
        len(same) :
    ]
    with transaction.atomic():
        rounds = Consultation.objects.filter(series=consultation.series)
        if rounds.exclude(state=Consultation.State.CLOSED).exists():
            raise Refusal("round-open", "Another round is under way.", hint="Close that one first.")
        last = max(rounds.values_list("round", flat=True))
        made = Consultation.objects.create(
            team=consultation.team, series=consultation.series, round=last + 1, closes=closes, by=by,
            question=consultation.question, guesses=consultation.guesses,
        )  # fmt: skip
        ConsultationStatement.objects.bulk_create(
            ConsultationStatement(
                consultation=made, item=one.item, place=at, text=one.text, side=one.side, meta=one.meta
            )
            for at, one in enumerate(same)
        )
        ConsultationStatement.objects.bulk_create(
            ConsultationStatement(consultation=made, place=at, text=one.text)
            for at, one in enumerate(added, start=len(same))
        )
        ConsultationInvited.objects.bulk_create(
            ConsultationInvited(
                consultation=made, person=one.person, name=one.name, email=one.email, side=one.side
            )
            for one in consultation.invited.all()
        )
        _let_go(made)
        check_not_asked(made, today=day_of(now))
    return made


def _let_go(consultation: Consultation) -> None:
    """Who left since is asked no more: by a link they would read, and answer, what is the team's."""
    consultation.invited.exclude(pk__in=still_asked(consultation).values("pk")).delete()
