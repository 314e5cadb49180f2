"""Sign-in, one's own account, people, invitations."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.terms import Refusal
from bothways.web.access import ANYBODY, EVERYBODY, MANAGER, OWNER, absent, may
from bothways.web.people import entering, operations, queries, selling
from bothways.web.people.forms import AcceptForm, InviteForm, MeForm, SellersForm, TeamForm
from bothways.web.people.models import Invitation, Person, Team
from bothways.web.people.slowing import slow_down

__all__ = [
    "accept", "demo_in", "desk", "end_session", "invite", "leave", "me", "people", "revoke_invitation", "sellers", "sessions",
    "team_add",
]  # fmt: skip


def signed_in(request: HttpRequest, person: Person, *, to: str = "home") -> HttpResponse:
    """Sign somebody in as sign-in itself does: a second factor that they have is asked for."""
    return perform_login(request, person, redirect_url=reverse(to))


@may(ANYBODY, why="an invitation carries its own key")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by an invitation."""
    slow_down(request, "link")
    invitation = operations.invitation_by(token, now=timezone.now())
    form = AcceptForm(request.POST or None, known=bool(invitation.email), initial={"name": invitation.name})
    refusal = None
    if form.is_valid():
        try:
            person = operations.do_accept(token, now=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            refusal = no
        else:
            return signed_in(request, person)
    context = {"invitation": invitation, "form": form, "refusal": refusal}
    return render(
        request, "bothways/people/accept.html", context, status=422 if refusal or form.errors else 200
    )


@may(ANYBODY, why="the desk's key is printed on this machine, for this machine")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, key: str) -> HttpResponse:
    """Open the desk: who has the key that was printed here is the manager of this machine."""
    slow_down(request, "link")
    entering.check_desk(key)
    if request.method == "POST":
        return signed_in(request, entering.do_desk(name=request.POST.get("name", "")))
    return render(request, "bothways/people/desk.html", {"manager": entering.manager_of_desk()})


@may(ANYBODY, why="the sample company has no secrets and is served to its own machine only")
@require_POST
def demo_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the sample company's people."""
    if settings.MODE != "demo":
        raise absent("page")
    from bothways.web.demonstrating import CAST

    email = next((email for name, _name, email, _role in CAST if name == key), None)
    return signed_in(request, Person.objects.get(email=email)) if email else redirect("account_login")


@may(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    form = MeForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.info(request, _("Kept."))
        return redirect("me")
    return render(request, "bothways/people/me.html", {"form": form}, status=422 if form.errors else 200)


@may(*EVERYBODY)
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    return render(request, "bothways/people/sessions.html", {"sessions": queries.my_sessions(request.user)})


@may(*EVERYBODY)
@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign out elsewhere."""
    queries.my_session(request.user, session).end()
    return redirect("sessions")


@may(MANAGER, OWNER)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The teams and who is in them; who was invited."""
    return _people(request)


def _people(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    by = request.user
    teams = Team.objects.all() if by.role == Person.Role.ADMINISTRATOR else queries.my_teams(by)
    context = {
        "teams": teams.prefetch_related("managers", "staff", "executives"),
        "invitations": queries.my_invitations(by).filter(
            used_at=None, revoked_at=None, expires_at__gt=timezone.now()
        ),
        "alone": queries.my_people(by).filter(teams=None, managed=None, overseen=None),
        "invite": InviteForm(by=by),
        "team_form": TeamForm(),
        "desk": settings.MODE == "desk",
        **more,
    }
    return render(request, "bothways/people/people.html", context, status=status)


@may(MANAGER, OWNER)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the page shows the link once."""
    form = InviteForm(request.POST, by=request.user)
    if not form.is_valid():
        return _people(request, status=422, invite=form)
    try:
        made, token = operations.do_invite(request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _people(request, status=422, invite=form, refusal=refusal)
    address = request.build_absolute_uri(reverse("accept", kwargs={"token": token}))
    mailed = _mailed(request, made, address)
    return _people(request, invited=made, address=address, mailed=mailed)


def _mailed(request: HttpRequest, made: Invitation, address: str) -> bool:
    """Mail an invitation, where mail can go; whether it was."""
    from bothways.brief.mailing import mailbox
    from bothways.web.brief.notes import queue_note

    text = _("%(by)s invites you to Bothways.\n\nCome in here, within seven days: %(address)s\n") % {
        "by": request.user.name,
        "address": address,
    }
    try:
        to = mailbox(made.email, name=made.name)
        note = queue_note(
            to=to, subject=_("An invitation"), text=text, team=made.team, now=timezone.now(), key=made.pk.hex
        )
    except Refusal:
        return False
    return note is not None


@may(MANAGER, OWNER)
@require_POST
def revoke_invitation(request: HttpRequest, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    found = queries.my_invitation(request.user, invitation)
    operations.do_revoke_invitation(found, by=request.user, now=timezone.now())
    return redirect("people")


@may(MANAGER, OWNER)
@require_POST
def team_add(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _people(request, status=422, team_form=form)
    try:
        operations.do_add_team(request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _people(request, status=422, team_form=form, refusal=refusal)
    return redirect("people")


@may(MANAGER, OWNER)
@require_POST
def leave(request: HttpRequest, team: str, person: str) -> HttpResponse:
    """Take somebody out of a team."""
    by = request.user
    of = (
        Team.objects.filter(pk=team).first()
        if by.role == Person.Role.ADMINISTRATOR
        else queries.my_team(by, team)
    )
    who = queries.my_people(by).filter(pk=person).first()
    if of is None or who is None:
        raise absent("person")
    operations.do_leave(who, team=of, by=by, now=timezone.now())
    return redirect("people")


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def sellers(request: HttpRequest, team: str) -> HttpResponse:
    """As whom the CRM knows who sells in a team that one manages."""
    of = queries.my_managed(request.user, team)
    staff, known = list(of.staff.all()), selling.known_to(request.user, of)
    form = SellersForm(request.POST or None, staff=staff, known=known)
    if form.is_valid():
        # Who joined since the page was opened is not on it, and stays as they are.
        given = {name: said for name, said in form.cleaned_data.items() if name in request.POST}
        selling.do_name_sellers(of, given, by=request.user, now=timezone.now())
        messages.info(request, _("Kept."))
        return redirect("people")
    context = {"team": of, "staff": staff, "known": known, "form": form}
    return render(request, "bothways/people/sellers.html", context, status=422 if form.errors else 200)
