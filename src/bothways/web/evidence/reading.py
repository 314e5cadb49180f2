"""What was brought is read: the same call as the command, its report kept, its snapshot known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bothways.terms import Refusal
from bothways.web.evidence.models import Snapshot, Upload, folder_of

if TYPE_CHECKING:
    from bothways.evidence import Import

__all__ = ["do_read", "row_of", "told"]

_MAPPING, _RATES = "mapping.toml", ("rates.toml", "rates.csv")
"""Files that are no part of the export when they bear these names: as the command's --mapping and --rates."""


def do_read(
    upload: Upload, *, now: datetime, today: date, tell: Callable[[int, int, str], None] | None = None
) -> Snapshot | None:
    """Read what was brought into a snapshot of the team; None where a question is open: it is kept with the upload.

    Args:
        upload: whose files.
        now: the time, for the row.
        today: no day after it is taken for the day of the data.
        tell: called with what is done, of how much, and what comes; what it raises ends the reading.

    Raises:
        Refusal: what the import refuses; it is kept with the upload, too.
    """
    from bothways.evidence import find_snapshots, import_files  # the engine takes a moment to load

    into = folder_of(upload.team_id)
    upload.begun_at = now
    upload.save(update_fields=["begun_at"])
    own = {one["kept"].casefold(): upload.folder / one["kept"] for one in upload.files}
    try:
        done = import_files(
            [path for name, path in own.items() if name not in (_MAPPING, *_RATES)] or list(own.values()),
            into=into,
            today=today,
            as_of=upload.as_of,
            answers=upload.answers,
            mapping=own.get(_MAPPING),
            rates=next((own[name] for name in _RATES if name in own), None),
            fiscal_start_month=upload.fiscal_start_month,
            previous=find_snapshots(into),
            progress=_until_written(tell),
        )
    except Refusal as no:
        _asked_or_refused(upload, no)
        return None
    snapshot = row_of(done, upload, now=now)
    upload.report = {**told(done), "snapshot": str(snapshot.pk), "is_known": done.is_known}
    upload.state, upload.questions, upload.refusal = Upload.State.DONE, [], {}
    upload.save(update_fields=["report", "state", "questions", "refusal"])
    return snapshot


def _until_written(tell: Callable[[int, int, str], None] | None) -> Callable[[int, int, str], None] | None:
    """Tell all but the last word: to be stopped by it would leave a written folder that nobody knows of."""
    if tell is None:
        return None

    def told_so(done: int, of: int, what: str) -> None:
        if done < of:
            tell(done, of, what)

    return told_so


def _asked_or_refused(upload: Upload, no: Refusal) -> None:
    asked = list(no.data.get("questions", ())) if no.code == "question" else []
    upload.questions = asked
    upload.state = Upload.State.ASKS if asked else Upload.State.REFUSED
    upload.refusal = {} if asked else {"code": no.code, "sentence": no.sentence, "hint": no.hint}
    upload.save(update_fields=["questions", "state", "refusal"])
    if not asked:
        raise no


def row_of(done: Import, upload: Upload, *, now: datetime) -> Snapshot:
    """The row of a snapshot: made once; one that was taken away and is brought again is back."""
    manifest = done.snapshot.manifest
    about = {
        "snapshot_id": done.snapshot.id,
        "as_of": done.snapshot.as_of,
        "upload": upload,
        "summary": {
            "rows": dict(manifest["tables"]),
            "currency": done.snapshot.currency,
            "read": done.report.read,
            "kept": done.report.kept,
            "refused": sum(len(one.refused) for one in done.report.files if one.table),
            "merges": len(done.report.merges),
        },
    }
    row, made = Snapshot.objects.get_or_create(
        team_id=upload.team_id,
        folder=done.snapshot.folder.name,
        defaults={**about, "imported_at": now, "by": upload.by},
    )
    if not made:
        back = {"removed_at": None, "imported_at": now, "by": upload.by} if row.removed_at else {}
        Snapshot.objects.filter(pk=row.pk).update(**about, **back)
        row.refresh_from_db()
    return row


def told(done: Import) -> dict[str, Any]:
    """The report as it is kept: without the refused rows themselves, which lie beside the snapshot."""
    from bothways.evidence.refusing import file_name
    from bothways.evidence.report import WholeFile

    report = done.report.as_dict()
    taken: list[str] = []
    for entry, one in zip(report["files"], done.report.files, strict=True):
        entry.pop("rows_refused", None)
        entry["failure"] = one.failure.reason if one.failure else ""
        parts = getattr(one.refused, "parts", [one.refused])
        rows = sum(len(part) for part in parts if not isinstance(part, WholeFile))
        entry["rows"] = 0
        # The import names the file of refused rows in this way, in this order, where there are any.
        if rows and one.failure is None and (done.snapshot.folder / "refused").is_dir():
            name = file_name(one.file, taken)
            if (done.snapshot.folder / "refused" / name).is_file():
                taken.append(name)
                entry["rows"], entry["rows_in"] = rows, name
    return report
