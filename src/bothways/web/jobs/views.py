"""Progress that lives, and stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothways.web.access import EVERYBODY, may
from bothways.web.jobs.operations import do_stop
from bothways.web.jobs.queries import my_job

__all__ = ["show", "stop"]


@may(*EVERYBODY)
@require_GET
def show(request: HttpRequest, job: str) -> HttpResponse:
    """How far a job is: a page that renews itself without a script, a part where htmx asks.

    A job that is done says where its result is (`answer["address"]`); htmx goes there by itself.
    """
    work = my_job(request.user, job)
    if request.htmx:
        response = render(request, "bothways/jobs/progress.html", {"job": work})
        if work.state == work.State.DONE and work.answer.get("address"):
            response.headers["HX-Redirect"] = work.answer["address"]
        return response
    if work.state == work.State.DONE and work.answer.get("address"):
        return redirect(work.answer["address"])
    response = render(request, "bothways/jobs/job.html", {"job": work})
    if not work.ended:
        response.headers["Refresh"] = "3"
    return response


@may(*EVERYBODY)
@require_POST
def stop(request: HttpRequest, job: str) -> HttpResponse:
    """Stop a job."""
    do_stop(my_job(request.user, job))
    return redirect("job", job=job)
