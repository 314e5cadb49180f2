"""People are invited and come in; teams are made; readers get links of their own."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bothways.terms import Refusal, Side
from bothways.web.access import MANAGER, OWNER
from bothways.web.audit.operations import record
from bothways.web.people.models import Invitation, Link, Person, Team

__all__ = [
    "CODE_FOR", "INVITED_FOR", "check_may_invite", "do_accept", "do_add_team", "do_check_code", "do_invite", "do_leave",
    "do_make_link", "do_new_code", "do_revoke_invitation", "do_revoke_link", "invitation_by", "link_by",
]  # fmt: skip

INVITED_FOR: Final = timedelta(days=7)
CODE_FOR: Final = timedelta(minutes=15)
_CODE_TRIES: Final = 5
_GONE: Final = "This link opens nothing any more: it was used, taken back, or its time is over."


def check_may_invite(by: Person, *, role: str, team: Team | None) -> None:
    """Who may invite whom: a manager the two sides of their teams and a lead; an administrator anybody.

    At a desk nobody: no other machine reaches it.
    """
    if settings.MODE == "desk":
        raise Refusal(
            "desk-alone", "This desk is for you alone: nobody else could open such a link.",
            hint="Name them as readers of your briefs, or serve it for your organisation.",
        )  # fmt: skip
    if by.role == Person.Role.ADMINISTRATOR:
        return
    mine = team is not None and team.managers.filter(pk=by.pk).exists()
    if by.role != MANAGER or not mine or role == OWNER:
        raise Refusal(
            "may-not-invite",
            "You can invite into your own teams only.",
            hint="Ask an administrator for anybody else.",
            data={"status": 403},
        )


def do_invite(
    by: Person | None, *, email: str, role: str, team: Team | None, now: datetime, name: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody; the key of the link is given here, once, and stored nowhere.

    `by` is nobody only for the first person of an empty installation.
    """
    if by is None:
        if Person.objects.exists():
            raise Refusal(
                "not-empty", "There are people here already.", hint="Ask one of them to invite you."
            )
    else:
        check_may_invite(by, role=role, team=team)
    keeps = by is None or by.role == OWNER
    if team is None and role != OWNER and not keeps:
        raise Refusal("no-team", "Into which team?", hint="Choose one of your teams.")
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        digest=Invitation.digest_of(token), email=email.strip().lower(), name=name.strip(), role=role, team=team,
        by=by, made_at=now, expires_at=now + INVITED_FOR,
    )  # fmt: skip
    if by is not None:
        into = f" into {team.name}" if team else ""
        record(
            by=by,
            did="invite",
            what=f"{email.strip().lower()} was invited{into} as {role}.",
            team=team,
            now=now,
        )
    return invitation, token


def invitation_by(token: str, *, now: datetime) -> Invitation:
    """The invitation of a key that still opens something."""
    found = Invitation.objects.select_related("team").filter(
        digest=Invitation.digest_of(token), used_at=None, revoked_at=None, expires_at__gt=now
    )
    invitation = found.first()
    if invitation is None:
        raise Refusal("gone", _GONE, hint="Ask for a new invitation.", data={"status": 404})
    return invitation


def do_accept(token: str, *, name: str, password: str, now: datetime, email: str = "") -> Person:
    """Come in by an invitation: an account is made, and is in the team. The first person gives their own address.

    Raises:
        Refusal: `gone`; `password` when it is too easy; `known` when the address has an account and must sign in.
    """
    invitation = invitation_by(token, now=now)
    address = invitation.email or email.strip().lower()
    if not address:
        raise Refusal("email", "Which address is yours?", hint="You will sign in with it.")
    person = Person(email=address, name=name.strip() or invitation.name, role=invitation.role)
    try:
        validate_password(password, person)
    except ValidationError as bad:
        raise Refusal(
            "password", " ".join(bad.messages), hint="Three or four words that belong to no saying do well."
        ) from bad
    if not person.name:
        raise Refusal("name", "What are you called?", hint="Others read it beside what you say.")
    with transaction.atomic():
        # Whose update changes the row has the invitation: two clicks make one account.
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
            raise Refusal("gone", _GONE, hint="Ask for a new invitation.", data={"status": 404})
        if Person.objects.filter(email__iexact=address).exists():
            raise Refusal(
                "known",
                "This address has an account already.",
                hint="Sign in, and ask to be added to the team.",
            )
        person.set_password(password)
        person.save()
        if invitation.team is not None:
            _join(person, invitation.team)
        record(by=person, did="come-in", what=f"{person.name} came in.", team=invitation.team, now=now)
    return person


def _join(person: Person, team: Team) -> None:
    place = {
        Person.Role.STAFF: team.staff,
        Person.Role.EXECUTIVE: team.executives,
        Person.Role.MANAGER: team.managers,
    }
    if person.role in place:
        place[person.role].add(person)


def do_revoke_invitation(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Take an invitation back; one that was used stays used."""
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=now):
        what = f"The invitation of {invitation.email} was taken back."
        record(by=by, did="invite-back", what=what, team=invitation.team, now=now)


def do_add_team(by: Person, *, name: str) -> Team:
    """Make a team. A manager who makes one manages it."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("name", "What is the team called?", hint="A name that its people would say.")
    if Team.objects.filter(name__iexact=name).exists():
        raise Refusal("team-known", f"There is a team “{name}” already.", hint="Give it another name.")
    team = Team.objects.create(name=name)
    if by.role == Person.Role.MANAGER:
        team.managers.add(by)
    return team


def do_leave(person: Person, *, team: Team, by: Person, now: datetime) -> None:
    """Take somebody out of a team; their account stays. They get its briefs no more, unless they are made a reader again."""
    from bothways.web.brief.operations import do_stop_reading

    what = f"{person.name} was taken out of {team.name}."
    record(by=by, did="leave", what=what, team=team, about=[person], now=now)
    for place in (team.staff, team.executives, team.managers):
        place.remove(person)
    do_stop_reading(person, team=team, now=now)


def do_make_link(
    *, purpose: str, target: Any, team: Team, name: str, email: str, side: Side | str, now: datetime, lasts: timedelta,
    person: Person | None = None, ask_code: bool = False,
) -> tuple[Link, str]:  # fmt: skip
    """Make a reader's link; its key (192 bits) is given here, once."""
    token = secrets.token_urlsafe(24)
    link = Link.objects.create(
        digest=Link.digest_of(token), purpose=purpose, target=target, team=team, person=person, name=name, email=email,
        side=str(side), made_at=now, expires_at=now + lasts, ask_code=ask_code,
    )  # fmt: skip
    return link, token


def link_by(token: str, *, purpose: str | None, now: datetime) -> Link:
    """The link of a key that still opens something. Opening it as often as one likes changes nothing.

    purpose: what it must open; None where that is all the same: for the code that a link asks for.
    """
    found = Link.objects.select_related("team").filter(
        digest=Link.digest_of(token), revoked_at=None, expires_at__gt=now
    )
    link = (found if purpose is None else found.filter(purpose=purpose)).first()
    if link is None:
        raise Refusal("gone", _GONE, hint="Ask the manager for a new one.", data={"status": 404})
    return link


def do_revoke_link(link: Link, *, now: datetime) -> None:
    """Take a link back at once."""
    Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)


def do_new_code(link: Link, *, now: datetime) -> str:
    """A code of eight digits for a link that asks for one; the caller mails it to the link's own address."""
    code = f"{secrets.randbelow(10**8):08d}"
    Link.objects.filter(pk=link.pk).update(
        code_digest=_code_digest(link, code), code_sent_at=now, code_tries=0
    )
    return code


def do_check_code(link: Link, code: str, *, now: datetime) -> None:
    """Refuse a code that isn't the one that was mailed, is old, or was guessed at five times; it holds once."""
    wrong = Refusal("code", "This is not the code, or its time is over.", hint="Ask for a new one.")
    tried = Link.objects.filter(pk=link.pk, code_tries__lt=_CODE_TRIES, code_sent_at__gt=now - CODE_FOR)
    if not tried.update(code_tries=F("code_tries") + 1):
        raise wrong
    link.refresh_from_db()
    digits = "".join(ch for ch in code if ch.isdigit())
    if not link.code_digest or not hmac.compare_digest(link.code_digest, _code_digest(link, digits)):
        raise wrong
    Link.objects.filter(pk=link.pk).update(code_digest="", code_tries=0)


def _code_digest(link: Link, code: str) -> str:
    # Eight digits alone could be tried out from a backup: the server's own secret goes in.
    return hmac.new(settings.SECRET_KEY.encode(), f"{link.pk}:{code}".encode(), "sha256").hexdigest()
