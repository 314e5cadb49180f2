"""Exports are brought, answered for, read, decided on and taken away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from bothways.terms import Refusal
from bothways.web.audit.operations import record
from bothways.web.evidence.keeping import Sent, empty, keep
from bothways.web.evidence.models import Snapshot, Upload
from bothways.web.jobs.operations import do_stop, enqueue
from bothways.web.people.models import Person, Team

__all__ = [
    "KIND", "check_answers", "check_files_there", "check_idle", "do_add", "do_again", "do_answer", "do_bring",
    "do_decide", "do_remove", "do_remove_upload", "do_stop_reading", "do_tidy",
]  # fmt: skip

KIND: Final = "evidence-read"
KEPT_FOR: Final = timedelta(days=30)
"""How long the files that were brought are kept: so long they can be read again with other answers."""


def do_bring(
    by: Person,
    *,
    team: Team,
    files: Iterable[Sent],
    now: datetime,
    as_of: date | None = None,
    fiscal_start_month: int | None = None,
    wait: bool = False,
) -> Upload:
    """Keep what was brought and ask a worker to read it (`wait`: who calls reads it).

    Args:
        by: the manager.
        team: whose deals they are.
        files: names and bytes.
        now: the time.
        as_of: the day of the export, where it is not in the files.
        fiscal_start_month: 1 to 12, where it is not as before.
        wait: keep it only.
    """
    upload = Upload(id=uuid.uuid4(), team=team, by=by, made_at=now, as_of=as_of)
    upload.fiscal_start_month = fiscal_start_month
    try:
        upload.files = keep(files, upload.folder)
        with transaction.atomic():
            upload.save(force_insert=True)
            record(
                by=by,
                did="bring-evidence",
                what=f"{by.name} brought an export for {team.name}.",
                now=now,
                team=team,
            )
            if not wait:
                _ask(upload, by=by, now=now)
    except BaseException:
        empty(upload.folder)  # files without a row are nobody's: nothing would ever take them away
        raise
    return upload


def check_idle(upload: Upload) -> None:
    """Refuse while it is being read."""
    if upload.reads:
        raise Refusal("reading", "These files are being read.", hint="Wait until they are, or stop it.")


def check_files_there(upload: Upload) -> None:
    """Refuse where the files are gone."""
    if upload.emptied_at is not None:
        raise Refusal(
            "files-gone",
            "The files that were brought are kept for 30 days, and are gone.",
            hint="Bring the export again.",
        )


def do_again(upload: Upload, *, by: Person, now: datetime) -> None:
    """Read it again: after it was stopped, after a fault, with other answers."""
    check_idle(upload)
    check_files_there(upload)
    with transaction.atomic():
        _ask(upload, by=by, now=now)


def do_stop_reading(upload: Upload) -> None:
    """Stop the reading; nothing is written by one that was stopped."""
    if upload.job is not None:
        do_stop(upload.job)


def check_answers(upload: Upload, answers: Mapping[str, str]) -> dict[str, str]:
    """Give the answers to the open questions, by id.

    Raises:
        Refusal: `unanswered` where one is missing, or is none of its question's options.
    """
    missing = [
        question
        for question in upload.questions
        if answers.get(question["id"]) not in {option["answer"] for option in question["options"]}
    ]
    if missing or not upload.questions:
        raise Refusal(
            "unanswered",
            "One question has no answer yet." if len(missing) == 1 else "Some questions have no answer yet.",
            hint="Choose one line of each question: nothing is guessed.",
            data={"questions": [question["id"] for question in missing]},
        )
    return {question["id"]: answers[question["id"]] for question in upload.questions}


def do_answer(upload: Upload, *, answers: Mapping[str, str], by: Person, now: datetime) -> None:
    """Keep the answers and read on."""
    check_idle(upload)
    check_files_there(upload)
    upload.answers = {**upload.answers, **check_answers(upload, answers)}
    with transaction.atomic():
        upload.save(update_fields=["answers"])
        _ask(upload, by=by, now=now)


def do_decide(upload: Upload, *, yes: Iterable[str], no: Iterable[str], by: Person, now: datetime) -> None:
    """Decide on proposals to take names for one, by their ids, and read the files again with that.

    Raises:
        Refusal: `undecided` where nothing was decided.
    """
    check_idle(upload)
    check_files_there(upload)
    proposed = {merge["id"]: merge["answer"] for merge in upload.report.get("merges", ())}
    said = {one: proposed[one] for one in yes if one in proposed}
    said |= {one: "keep" for one in no if one in proposed and one not in said}
    if not said:
        raise Refusal("undecided", "Nothing was decided.", hint="Choose yes or no for one of the names.")
    upload.answers = {**upload.answers, **said}
    with transaction.atomic():
        upload.save(update_fields=["answers"])
        _ask(upload, by=by, now=now)


def do_add(upload: Upload, *, files: Iterable[Sent], by: Person, now: datetime) -> None:
    """Put files beside those that were brought (the targets, filled in), and read all of them."""
    check_idle(upload)
    check_files_there(upload)
    upload.files = keep(files, upload.folder, beside=upload.files)
    with transaction.atomic():
        upload.save(update_fields=["files"])
        _ask(upload, by=by, now=now)


def do_remove_upload(upload: Upload, *, by: Person, now: datetime) -> None:
    """Take what was brought away, with what was said of it. The snapshots that came of it stay."""
    check_idle(upload)
    folder, what = upload.folder, f"{by.name} took away an export that was brought for {upload.team.name}."
    with transaction.atomic():
        record(by=by, did="remove-export", what=what, now=now, team=upload.team)
        upload.delete()
    empty(folder)


def do_remove(snapshot: Snapshot, *, by: Person, now: datetime) -> None:
    """Take a snapshot's files away. Its row stays, empty, for the briefs that stand on it: they have their ledger."""
    snapshot.removed_at, snapshot.summary = now, {}
    what = f"{by.name} took away the snapshot of {snapshot.as_of} of {snapshot.team.name}."
    with transaction.atomic():
        snapshot.save(update_fields=["removed_at", "summary"])
        record(by=by, did="remove-snapshot", what=what, now=now, team=snapshot.team)
    empty(snapshot.path)


def do_tidy(*, now: datetime) -> None:
    """Take away files that are kept too long, those of nobody, and folders of snapshots that were open when removed."""
    old = Upload.objects.filter(made_at__lt=now - KEPT_FOR, emptied_at=None).exclude(
        state=Upload.State.READING
    )
    for upload in old.only("id"):
        empty(upload.folder)
        Upload.objects.filter(pk=upload.pk).update(emptied_at=now)
    for snapshot in Snapshot.objects.exclude(removed_at=None).only("folder", "team_id"):
        if snapshot.path.exists():
            empty(snapshot.path)


def _ask(upload: Upload, *, by: Person, now: datetime) -> None:
    """Ask a worker to read it."""
    upload.job = enqueue(KIND, by=by, now=now, payload={"upload": str(upload.pk)})
    upload.state, upload.refusal, upload.begun_at = Upload.State.READING, {}, None
    upload.save(update_fields=["job", "state", "refusal", "begun_at"])
