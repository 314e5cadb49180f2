"""The log, the settings, the data."""

from __future__ import annotations

import json
import os
from typing import Any

from django.conf import settings as configured
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from bothways.ports.settings import SETTINGS as OF_MODELS
from bothways.terms import Refusal
from bothways.web.access import EVERYBODY, OWNER, absent, may
from bothways.web.audit.erasing import do_erase
from bothways.web.audit.operations import verify
from bothways.web.audit.queries import my_log
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import enqueue
from bothways.web.people.models import Person
from bothways.web.table import SETTINGS

__all__ = ["data", "download", "erase", "export", "log", "settings"]

_SECRET = ("SECRET", "KEY", "DATABASE_URL", "SMTP_URL", "PASSWORD")


@may(*EVERYBODY)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What was done that concerns this person."""
    page = Paginator(my_log(request.user).select_related("team"), 50).get_page(request.GET.get("page"))
    entries: list[dict[str, Any]] = []
    for row in page:
        words = json.loads(row.payload)
        entries.append(
            {"number": row.number, "team": row.team, **words, "when": parse_datetime(words["when"])}
        )
    context = {"page": page, "entries": entries, "held": verify() if "check" in request.GET else None}
    return render(request, "bothways/audit/log.html", context)


@may(OWNER)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Every setting, what it is now, and what it would be if left out. They are set where the server is started."""
    rows = []
    for setting in (*SETTINGS, *OF_MODELS):
        said = os.environ.get(setting.name, "")
        hidden = bool(said) and any(word in setting.name for word in _SECRET)
        rows.append({"setting": setting, "said": "••••••" if hidden else said, "is_set": bool(said)})
    return render(request, "bothways/settings/settings.html", {"rows": rows, "given": configured.GIVEN})


@may(OWNER)
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Export and erasure."""
    done = Job.objects.filter(kind="export", by=request.user, state=Job.State.DONE).order_by("-ended_at")
    exports = [work for work in done[:10] if (configured.DATA / "exports" / f"{work.pk}.zip").is_file()]
    people = Person.objects.filter(is_active=True)
    context = {"exports": exports, "people": people, "keep_days": configured.KEEP_DAYS}
    return render(request, "bothways/settings/data.html", context)


@may(OWNER)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for everything in one zip."""
    work = enqueue("export", by=request.user, now=timezone.now())
    return redirect("job", job=work.pk)


@may(OWNER)
@require_GET
def download(request: HttpRequest, export: str) -> HttpResponse:
    """An export, to who asked for it."""
    work = Job.objects.filter(pk=export, kind="export", by=request.user, state=Job.State.DONE).first()
    path = configured.DATA / "exports" / f"{export}.zip"
    if work is None or not path.is_file():
        raise absent("export")
    return FileResponse(path.open("rb"), as_attachment=True, filename="bothways-export.zip")


@may(OWNER)
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person; the name is typed, so that it is nobody else."""
    who = request.POST.get("who")
    person = next((one for one in Person.objects.filter(is_active=True) if str(one.pk) == who), None)
    if person is None:
        raise absent("person")
    if request.POST.get("typed", "").strip() != person.name:
        raise Refusal(
            "typed", "What you typed is not their name.", hint=f"Type “{person.name}” to erase them for good."
        )
    do_erase(person, by=request.user, now=timezone.now())
    return redirect("data")
