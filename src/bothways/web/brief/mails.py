"""Readers, timetables, and the archive of what was sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bothways.web.access import MANAGER, absent, may
from bothways.web.brief import operations, posting, queries
from bothways.web.brief.forms import ReaderForm, TimetableForm
from bothways.web.brief.models import Reader, Timetable
from bothways.web.evidence.queries import teams_i_manage
from bothways.web.people.models import Team

__all__ = ["mail", "mail_step", "mails", "reader_add", "reader_stop", "readers", "said_done", "timetable"]


@may(MANAGER)
@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    """Who gets the briefs, and when."""
    return _readers(request)


def _readers(
    request: HttpRequest, *, status: int = 200, refused: tuple[Team, TimetableForm] | None = None, **more: Any
) -> HttpResponse:
    teams = list(teams_i_manage(request.user))
    found = {one.team_id: one for one in Timetable.objects.filter(team__in=teams)}
    people: dict[Any, list[Reader]] = {}
    for reader in Reader.objects.filter(team__in=teams, stopped_at=None):
        people.setdefault(reader.team_id, []).append(reader)
    rows = []
    for team in teams:
        held = found.get(team.pk) or Timetable(team=team)
        form = TimetableForm(instance=held, prefix=str(team.pk))
        if refused is not None and refused[0] == team:
            form = refused[1]  # with what was typed
        rows.append({"team": team, "readers": people.get(team.pk, []), "timetable": held, "form": form})
    form = ReaderForm(teams=teams_i_manage(request.user))
    context = {"rows": rows, "form": form, "server": posting.mail_settings(), **more}
    return render(request, "bothways/brief/readers.html", context, status=status)


@may(MANAGER)
@require_POST
def reader_add(request: HttpRequest) -> HttpResponse:
    """Add a reader."""
    form = ReaderForm(request.POST, teams=teams_i_manage(request.user))
    if not form.is_valid():
        return _readers(request, status=422, form=form)
    operations.do_add_reader(**form.cleaned_data)
    return redirect("readers")


@may(MANAGER)
@require_POST
def reader_stop(request: HttpRequest, reader_id: str) -> HttpResponse:
    """Stop a reader's mails and links."""
    operations.do_stop_reader(queries.my_reader(request.user, reader_id), now=timezone.now())
    return redirect("readers")


@may(MANAGER)
@require_POST
def timetable(request: HttpRequest, team: str) -> HttpResponse:
    """Set when a team's briefs are made."""
    of = queries.my_team_of_briefs(request.user, team)
    held = Timetable.objects.filter(team=of).first() or Timetable(team=of)
    form = TimetableForm(request.POST, instance=held, prefix=str(of.pk))
    if not form.is_valid():
        return _readers(request, status=422, refused=(of, form))
    operations.do_set_timetable(form.save(commit=False), now=timezone.now())
    return redirect("readers")


@may(MANAGER)
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """What was sent, byte for byte, and what waits."""
    page = Paginator(queries.my_mails(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "bothways/brief/mails.html", {"page": page, "server": posting.mail_settings()})


@may(MANAGER)
@require_GET
def mail(request: HttpRequest, mail: str) -> HttpResponse:
    """A brief's mail as it travelled."""
    found = queries.my_archived(request.user, mail)
    answer = HttpResponse(bytes(found.raw), content_type="message/rfc822")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.pk}.eml"'
    return answer


@may(MANAGER)
@require_POST
def mail_step(request: HttpRequest, mail: str, step: str) -> HttpResponse:
    """Send again, say that it arrived, take back: a person's word."""
    found = queries.my_mail(request.user, mail)
    match step:
        case "again":
            posting.do_again(found, by=request.user.name, now=timezone.now())
        case "arrived":
            posting.do_arrived(found, by=request.user.name)
        case "withdraw":
            posting.do_withdraw(found, by=request.user.name)
        case _:
            raise absent("step")
    return redirect("mails")


@may(MANAGER)
@require_POST
def said_done(request: HttpRequest, said: str) -> HttpResponse:
    """What a reader said was taken up."""
    found = queries.my_said(request.user, said)
    found.done_at = found.done_at or timezone.now()
    found.save(update_fields=["done_at"])
    return redirect("brief", brief=found.brief_id)
