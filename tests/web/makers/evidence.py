import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone

from bothways.evidence import Import, import_files, open_snapshot
from bothways.web.evidence.models import Upload, folder_of
from bothways.web.evidence.operations import do_bring
from bothways.web.evidence.reading import do_read, row_of, told

EXPORT = (
    "Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Currency,Close Date,Created Date,Region\n"
    "D1,Harbour line,Nordhavn,Ben,Closed Won,12000.00,EUR,2026-08-14,2026-03-02,North\n"
    "D2,Second harbour,Nordhavn,Ben,Closed Lost,8000.00,EUR,2026-09-02,2026-04-11,North\n"
    "D3,Cold store,Isfjord,Ilse,Blue table,31000.00,EUR,2026-11-20,2026-05-05,South\n"
    "D4,Freezer,Isfjord,Ilse,Blue table,not money,EUR,2026-11-30,2026-06-01,South\n"
    "D5,Crates,Kystlag,Ilse,Closed Won,5000.00,EUR,2026-09-20,2026-06-20,South\n"
)
"""A small report with one row that is refused: its amount can't be read."""
AS_OF = date(2026, 9, 30)
ANSWERS = {"stage:Blue table": "open"}


def brought(cast, *, by=None, team=None, text=EXPORT, name="report.csv", **more):
    """An export that waits to be read, by nobody yet."""
    return do_bring(
        by or cast.ada,
        team=team or cast.ours,
        files=[(name, [text.encode()])],
        now=timezone.now(),
        wait=True,
        **{"as_of": AS_OF, **more},
    )


@cache
def _read_once():
    """The folder of the small report's snapshot: read once, copied for each test that needs one."""
    into = Path(tempfile.mkdtemp(prefix="bothways-small-"))
    (into / "report.csv").write_text(EXPORT, encoding="utf-8")
    return import_files(into / "report.csv", into=into / "in", today=AS_OF, as_of=AS_OF, answers=ANSWERS)


def snapshot_of(cast, *, by=None, team=None):
    """A snapshot with its report, as the reading of the small report leaves it, without the seconds it takes."""
    upload = brought(cast, by=by, team=team)
    upload.answers = ANSWERS
    upload.save(update_fields=["answers"])
    into = folder_of(upload.team_id)
    into.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        _read_once().snapshot.folder, into / _read_once().snapshot.folder.name, dirs_exist_ok=True
    )
    folder = into / _read_once().snapshot.folder.name
    done = Import(open_snapshot(folder), _read_once().report)
    snapshot = row_of(done, upload, now=timezone.now())
    upload.report = {**told(done), "snapshot": str(snapshot.pk), "is_known": False}
    upload.state = Upload.State.DONE
    upload.save(update_fields=["report", "state"])
    return snapshot


def read_now(upload):
    """Read what was brought, here."""
    return do_read(upload, now=timezone.now(), today=AS_OF)


MAKERS = {
    "upload": lambda cast: snapshot_of(cast).upload_id,
    "snapshot": lambda cast: snapshot_of(cast).pk,
    "file_number": lambda cast: 1,
    "measure_name": lambda cast: "bookings",
}
