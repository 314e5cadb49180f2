"""What is brought: the place to drop it, its questions, its progress, its report."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bothways.terms import Refusal
from bothways.web.access import MANAGER, absent, may
from bothways.web.evidence import operations, queries
from bothways.web.evidence.forms import BringForm
from bothways.web.evidence.keeping import check_sent
from bothways.web.evidence.listing import PAGE, page_of
from bothways.web.evidence.models import Snapshot, Upload
from bothways.web.evidence.refusedrows import refused_page
from bothways.web.evidence.words import said

__all__ = [
    "add", "again", "answer", "bring", "decide", "evidence", "refused", "refused_file", "remove_upload", "stop", "upload",
]  # fmt: skip


@may(MANAGER)
@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """The snapshots, what is under way, and the place to drop an export."""
    return _evidence(request)


def _evidence(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    snapshots = list(queries.my_snapshots(request.user)[:100])
    under_way = list(queries.my_uploads(request.user).exclude(state=Upload.State.DONE)[:20])
    context = {
        "snapshots": snapshots,
        "newest": next((one for one in snapshots if one.summary.get("rows", {}).get("deals")), None),
        "under_way": under_way,
        "asking": [one for one in under_way if one.stands == "asks"],
        "reading": [one for one in under_way if one.reads],
        "form": BringForm(by=request.user),
        "most": settings.UPLOAD_BYTES,
        "step": 3 if snapshots else 2 if under_way else 1,
        "first_run": len(snapshots) < 2,
        **more,
    }
    return render(request, "bothways/evidence/evidence.html", context, status=status)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take an export in; a worker reads it."""
    if request.method == "GET":
        return redirect("evidence")  # the form stands there; a reloaded address of this one leads to it
    form = BringForm(request.POST, by=request.user)
    files = _sent(request)
    if not form.is_valid():
        return _evidence(request, status=422, form=form)
    try:
        check_sent(files, most_bytes=settings.UPLOAD_BYTES)
        made = operations.do_bring(
            request.user, files=((f.name, f.chunks()) for f in files), now=timezone.now(), **form.cleaned_data
        )
    except Refusal as no:
        return _evidence(request, status=422, form=form, refusal=no)
    return redirect("upload", made.pk)


def _sent(request: HttpRequest) -> list[Any]:
    """The files that were sent: those chosen, and those of a folder. An empty field of a form sends one without a name."""
    return [one for field in ("files", "folder") for one in request.FILES.getlist(field) if one.name]


@may(MANAGER)
@require_GET
def upload(request: HttpRequest, upload: str) -> HttpResponse:
    """Where something that was brought stands: read, asked for, refused, or its report.

    While it is read the page renews itself: a part of it by htmx, all of it without a script.
    """
    brought = queries.my_upload(request.user, upload)
    if request.htmx and brought.reads:
        return render(request, "bothways/evidence/reading.html", _reading(brought))
    response = _upload(request, brought)
    if request.htmx:
        response.headers["HX-Refresh"] = "true"
    elif brought.reads:
        response.headers["Refresh"] = "2"
    return response


def _upload(request: HttpRequest, brought: Upload, *, status: int = 200, **more: Any) -> HttpResponse:
    report = brought.report if brought.stands == "done" else {}
    snapshot = None
    if report:
        snapshot = queries.my_snapshots(request.user).filter(pk=report.get("snapshot")).first()
    context = {
        **_reading(brought),
        "report": report,
        "sentences": [said(one) for one in report.get("sentences", ())],
        "refused_count": sum(one["refused"] for one in report.get("files", ()) if one["table"]),
        "snapshot": snapshot,
        "hint": said(brought.refusal.get("hint", "")),
        "questions": [_question(one, request.POST) for one in brought.questions],
        "most": settings.UPLOAD_BYTES,
        "kept_until": brought.made_at + operations.KEPT_FOR,
        **more,
    }
    return render(request, "bothways/evidence/upload.html", context, status=status)


def _reading(brought: Upload) -> dict[str, Any]:
    job = brought.job
    left = None
    if job is not None and brought.begun_at is not None and job.of and job.done >= job.of // 10:
        spent = (timezone.now() - brought.begun_at).total_seconds()
        left = round(spent * (job.of - job.done) / job.done) if spent > 3 else None
    return {"upload": brought, "job": job, "left": left}


def _question(question: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """A question with its field's name, and what was chosen in a form that was refused."""
    name = f"answer:{question['id']}"
    return {**question, "name": name, "chosen": chosen.get(name, "")}


@may(MANAGER)
@require_POST
def answer(request: HttpRequest, upload: str) -> HttpResponse:
    """Answer the questions of the mapping; the import goes on."""
    brought = queries.my_upload(request.user, upload)
    answers = {
        name.removeprefix("answer:"): request.POST[name]
        for name in request.POST
        if name.startswith("answer:")
    }
    try:
        operations.do_answer(brought, answers=answers, by=request.user, now=timezone.now())
    except Refusal as no:
        return _upload(request, brought, status=422, refusal=no)
    return redirect("upload", brought.pk)


@may(MANAGER)
@require_POST
def decide(request: HttpRequest, upload: str) -> HttpResponse:
    """Say of names that may be one whether they are; the files are read again with that."""
    brought = queries.my_upload(request.user, upload)
    said_of = {
        name.removeprefix("names:"): request.POST[name] for name in request.POST if name.startswith("names:")
    }
    yes = [one for one, word in said_of.items() if word == "yes"]
    no = [one for one, word in said_of.items() if word == "no"]
    try:
        operations.do_decide(brought, yes=yes, no=no, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _upload(request, brought, status=422, refusal=refusal)
    return redirect("upload", brought.pk)


@may(MANAGER)
@require_POST
def again(request: HttpRequest, upload: str) -> HttpResponse:
    """Take the reading up again."""
    brought = queries.my_upload(request.user, upload)
    try:
        operations.do_again(brought, by=request.user, now=timezone.now())
    except Refusal as no:
        return _upload(request, brought, status=422, refusal=no)
    return redirect("upload", brought.pk)


@may(MANAGER)
@require_POST
def add(request: HttpRequest, upload: str) -> HttpResponse:
    """Put a file beside the export (the targets, filled in); all is read again."""
    brought = queries.my_upload(request.user, upload)
    files = _sent(request)
    try:
        check_sent(files, most_bytes=settings.UPLOAD_BYTES - sum(one["size"] for one in brought.files))
        operations.do_add(
            brought, files=((f.name, f.chunks()) for f in files), by=request.user, now=timezone.now()
        )
    except Refusal as no:
        return _upload(request, brought, status=422, refusal=no)
    return redirect("upload", brought.pk)


@may(MANAGER)
@require_POST
def stop(request: HttpRequest, upload: str) -> HttpResponse:
    """Stop the reading."""
    brought = queries.my_upload(request.user, upload)
    operations.do_stop_reading(brought)
    return redirect("upload", brought.pk)


@may(MANAGER)
@require_http_methods(["GET", "POST"])
def remove_upload(request: HttpRequest, upload: str) -> HttpResponse:
    """Take away what was brought: asked for twice."""
    brought = queries.my_upload(request.user, upload)
    refusal = None
    if request.method == "POST":
        try:
            operations.do_remove_upload(brought, by=request.user, now=timezone.now())
        except Refusal as no:
            refusal = no
        else:
            messages.info(request, _("What you brought was taken away. The snapshots that came of it stay."))
            return redirect("evidence")
    context = {
        "upload": brought,
        "refusal": refusal,
        "came": Snapshot.objects.filter(upload=brought, removed_at=None),
    }
    return render(request, "bothways/evidence/remove_upload.html", context, status=422 if refusal else 200)


def _refused_of(request: HttpRequest, upload: str, number: int) -> tuple[Upload, dict[str, Any], Any]:
    """The upload, a file of its report by its number, and where its refused rows lie."""
    brought = queries.my_upload(request.user, upload)
    files = brought.report.get("files", [])
    entry = files[number - 1] if 0 < number <= len(files) else {}
    if not entry.get("rows"):
        raise absent("file of refused rows")
    snapshot = queries.my_snapshot(request.user, brought.report["snapshot"])
    path = snapshot.path / "refused" / entry["rows_in"]
    if not path.is_file():
        raise absent("file of refused rows")
    return brought, entry, path


@may(MANAGER)
@require_GET
def refused(request: HttpRequest, upload: str, file_number: int) -> HttpResponse:
    """The rows of a file that were refused, with their reasons."""
    brought, entry, path = _refused_of(request, upload, file_number)
    page = page_of(request.GET.get("page", ""), of=entry["rows"])
    context = {
        "upload": brought, "file": entry, "number": file_number, "rows": refused_page(path, page=page), "page": page,
        "before": page - 1, "after": page + 1 if page * PAGE < entry["rows"] else 0,
        "first": (page - 1) * PAGE + 1, "last": min(page * PAGE, entry["rows"]),
    }  # fmt: skip
    return render(request, "bothways/evidence/refused.html", context)


@may(MANAGER)
@require_GET
def refused_file(request: HttpRequest, upload: str, file_number: int) -> HttpResponse:
    """The refused rows of a file as a file: guarded so that no spreadsheet takes a cell for a formula."""
    _brought, entry, path = _refused_of(request, upload, file_number)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"refused {entry['rows_in']}",
        content_type="text/csv; charset=utf-8",
    )
