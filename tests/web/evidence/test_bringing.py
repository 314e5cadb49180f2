"""An export is brought, asked about, read, stopped, taken up again, and taken away."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bothways.evidence import find_snapshots
from bothways.terms import Refusal
from bothways.web.evidence import operations, queries
from bothways.web.evidence.models import Snapshot, Upload, folder_of
from bothways.web.evidence.operations import KEPT_FOR, do_bring, do_tidy
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Stopped, do_one, do_stop
from web.makers.evidence import ANSWERS, AS_OF, EXPORT, brought, read_now, snapshot_of

pytestmark = pytest.mark.django_db


def sent(text=EXPORT, name="report.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def work():
    return do_one(worker="test", clock=lambda: datetime.now(UTC))


@pytest.fixture
def ada(cast, as_person):
    return as_person(cast.ada)


def bring(client, cast, *files, **more):
    return client.post(
        reverse("evidence-bring"),
        {"team": str(cast.ours.pk), "as_of": "2026-09-30", "files": list(files), **more},
    )


def test_from_an_empty_installation_to_a_snapshot(cast, ada):
    assert b"There is no evidence yet" in ada.get(reverse("evidence")).content
    answer = bring(ada, cast, sent())
    upload = Upload.objects.get()
    assert answer.headers["Location"] == reverse("upload", args=[upload.pk])
    assert [path.name for path in upload.folder.iterdir()] == ["report.csv"]
    page = ada.get(reverse("upload", args=[upload.pk]))
    assert page.headers["Refresh"] == "2"
    assert work().state == Job.State.DONE
    asked = ada.get(reverse("upload", args=[upload.pk])).content.decode()
    assert "One question, then it can be read on." in asked
    assert 'name="answer:stage:Blue table"' in asked
    ada.post(reverse("upload-answer", args=[upload.pk]), {"answer:stage:Blue table": "open"})
    assert work().state == Job.State.DONE
    told = ada.get(reverse("upload", args=[upload.pk])).content.decode()
    assert "5 rows read, 4 kept." in told
    snapshot = Snapshot.objects.get()
    assert snapshot.summary["rows"]["deals"] == 4
    assert snapshot.as_of == AS_OF
    assert reverse("snapshot", args=[snapshot.pk]) in told
    assert "4 deals, as they stood on" in ada.get(reverse("evidence")).content.decode()
    upload.refresh_from_db()
    assert upload.answers == ANSWERS


def test_the_next_export_of_the_same_report_is_not_asked_again(cast):
    first = brought(cast)
    assert read_now(first) is None
    operations.do_answer(first, answers=ANSWERS, by=cast.ada, now=timezone.now())
    Job.objects.all().delete()
    first.refresh_from_db()
    assert read_now(first) is not None
    later = brought(cast, text=EXPORT.replace("31000.00", "29000.00"), as_of=AS_OF + timedelta(days=7))
    assert read_now(later).as_of == AS_OF + timedelta(days=7)


def test_a_question_left_open_keeps_what_was_chosen(cast, ada):
    more = "D6,Ice,Isfjord,Ilse,Green table,1000.00,EUR,2026-12-01,2026-06-01,South\n"
    upload = brought(cast, text=EXPORT + more)
    assert read_now(upload) is None
    assert len(upload.questions) == 2
    page = ada.post(reverse("upload-answer", args=[upload.pk]), {"answer:stage:Green table": "lost"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "One question has no answer yet." in text
    assert 'value="lost" required checked' in text.split("answer:stage:Green table", 1)[1]
    upload.refresh_from_db()
    assert (upload.answers, upload.state) == ({}, "asks")
    forged = ada.post(
        reverse("upload-answer", args=[upload.pk]),
        {"answer:stage:Green table": "lost", "answer:stage:Blue table": "everything"},
    )
    assert forged.status_code == 422


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("<img src=x onerror=alert(1)>.csv", "_img src=x onerror=alert(1)_.csv"),
        ("CON.csv", "_CON.csv"),
        ("2026-09-30 Größe.csv", "2026-09-30 Größe.csv"),
    ],
)
def test_a_file_s_name_is_material(cast, ada, name, kept):
    bring(ada, cast, sent(name=name))
    upload = Upload.objects.get()
    assert [path.name for path in upload.folder.iterdir()] == [kept.replace("=", "_")]
    work()
    for page in (ada.get(reverse("evidence")), ada.get(reverse("upload", args=[upload.pk]))):
        assert b"<img src=x" not in page.content


def test_names_that_point_elsewhere_stay_in_the_folder(cast):
    names = ["../../evil.csv", "/etc/passwd", "C:\\windows\\win.ini", "..", "a\0b.csv", "x" * 400 + ".csv"]
    upload = do_bring(
        cast.ada, team=cast.ours, files=[(n, [b"x"]) for n in names], now=timezone.now(), wait=True
    )
    there = list(upload.folder.iterdir())
    assert len(there) == len(names)
    assert all(path.resolve().parent == upload.folder.resolve() for path in there)
    assert max(len(path.name) for path in there) < 160


def test_nothing_chosen_is_said_and_leaves_nothing(cast, ada):
    answer = bring(ada, cast)
    assert answer.status_code == 422
    assert b"No file was chosen." in answer.content
    assert not Upload.objects.exists()
    assert b'value="2026-09-30"' in answer.content


def test_too_much_is_refused_and_leaves_nothing(cast, ada, settings):
    settings.UPLOAD_BYTES = 100
    answer = bring(ada, cast, sent())
    assert answer.status_code == 422
    assert b"too-large" in answer.content
    assert not Upload.objects.exists()
    assert not Job.objects.exists()


def test_a_bomb_is_refused_by_what_it_unpacks_to(cast, ada):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deals.csv", b"0" * (90 << 20))
    bring(ada, cast, sent(packed.getvalue(), "export.zip"))
    assert work().state == Job.State.REFUSED
    page = ada.get(reverse("upload", args=[Upload.objects.get().pk])).content.decode()
    assert "unpacks to far more than it should" in page
    assert "zip-bomb" in page
    assert not Snapshot.objects.exists()


def test_a_zip_is_read_and_one_that_points_outside_is_refused(cast, ada):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/report.csv", EXPORT)
    upload = brought(cast, text="")
    (upload.folder / "report.csv").unlink()
    upload.delete()
    bring(ada, cast, sent(packed.getvalue(), "export.zip"))
    work()
    assert Upload.objects.get().stands == "asks"
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("../../evil.csv", EXPORT)
    bring(ada, cast, sent(packed.getvalue(), "evil.zip"))
    work()
    assert Upload.objects.first().refusal["code"] == "zip-path"


def test_stopped_while_it_waits_and_taken_up_again(cast, ada):
    bring(ada, cast, sent())
    upload = Upload.objects.get()
    ada.post(reverse("upload-stop", args=[upload.pk]))
    assert work() is None
    page = ada.get(reverse("upload", args=[upload.pk])).content.decode()
    assert "The reading was stopped. Nothing was changed." in page
    ada.post(reverse("upload-again", args=[upload.pk]))
    assert work().state == Job.State.DONE
    upload.refresh_from_db()
    assert upload.stands == "asks"


def test_stopped_while_it_is_read_leaves_no_snapshot(cast, monkeypatch):
    upload = brought(cast)
    upload.answers = ANSWERS
    upload.state = "done"
    upload.save()
    operations.do_again(upload, by=cast.ada, now=timezone.now())
    seen = []

    def stop_at_the_last_word(done, of, what):
        seen.append(done)
        if done >= 90:
            raise Stopped

    from bothways.web.evidence.reading import do_read  # noqa: PLC0415 - as the worker calls it

    with pytest.raises(Stopped):
        do_read(upload, now=timezone.now(), today=AS_OF, tell=stop_at_the_last_word)
    assert (
        max(seen) == 90
    )  # the word that comes after the snapshot is written is told to nobody: it can't be stopped
    assert not Snapshot.objects.exists()
    assert find_snapshots(folder_of(cast.ours.pk)) == []
    do_stop(upload.job)
    assert work() is None


def test_a_worker_s_stop_is_kept_with_the_upload(cast, ada):
    bring(ada, cast, sent())
    upload = Upload.objects.get()

    class Clock:
        def __call__(self):
            do_stop(Job.objects.get())  # somebody presses Stop as soon as it runs
            return datetime.now(UTC) + timedelta(seconds=next(self.n))

        n = iter(range(1000))

    Job.objects.update(not_before=timezone.now() - timedelta(days=1))
    Upload.objects.update(answers=ANSWERS)
    done = do_one(worker="test", clock=Clock())
    upload.refresh_from_db()
    assert done is None or done.state == Job.State.STOPPED
    assert upload.stands == "stopped"
    assert not Snapshot.objects.exists()


def test_being_read_it_takes_no_other_answer(cast, ada):
    bring(ada, cast, sent())
    upload = Upload.objects.get()
    for name in ("upload-again", "upload-remove"):
        assert ada.post(reverse(name, args=[upload.pk])).status_code == 422
    assert Job.objects.count() == 1
    assert upload.folder.exists()


def test_the_refused_rows_are_shown_with_their_reason_and_as_a_file(cast, ada):
    snapshot = snapshot_of(cast)
    page = ada.get(reverse("upload-refused", args=[snapshot.upload_id, 1])).content.decode()
    assert "1 row of report.csv was refused" in page
    assert "Freezer" in page
    assert "not money" in page
    file = ada.get(reverse("upload-refused-file", args=[snapshot.upload_id, 1]))
    assert "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode())))
    assert rows[0]["Opportunity ID"] == "D4"
    assert ada.get(reverse("upload-refused", args=[snapshot.upload_id, 2])).status_code == 404


def test_refused_rows_come_a_page_at_a_time(cast, ada):
    many = "".join(
        f"R{n},Row {n},Isfjord,Ilse,Closed Won,=1+{n},EUR,2026-08-01,2026-06-01,South\n" for n in range(60)
    )
    upload = brought(cast, text=EXPORT + many)
    upload.answers = ANSWERS
    read_now(upload)
    address = reverse("upload-refused", args=[upload.pk, 1])
    first, second = ada.get(address).content.decode(), ada.get(f"{address}?page=2").content.decode()
    assert "1 to 50 of 61" in first
    assert "51 to 61 of 61" in second
    assert "Row 3<" in first
    assert "Row 59<" in second
    assert "=1+3<" in first  # as the file has it: the apostrophe is for spreadsheets
    assert "51 to 61 of 61" in ada.get(f"{address}?page=99").content.decode()
    assert "1 to 50 of 61" in ada.get(f"{address}?page=-1").content.decode()


def test_names_that_may_be_one_are_made_one_by_an_answer_only(cast, ada):
    twice = EXPORT.replace("D2,Second harbour,Nordhavn", "D2,Second harbour,NORDHAVN ")
    upload = brought(cast, text=twice)
    upload.answers = ANSWERS
    before = read_now(upload)
    assert before.summary["rows"]["accounts"] == 4
    [merge] = upload.report["merges"]
    page = ada.get(reverse("upload", args=[upload.pk])).content.decode()
    assert "Are these the same?" in page
    assert ada.post(reverse("upload-names", args=[upload.pk]), {}).status_code == 422
    ada.post(reverse("upload-names", args=[upload.pk]), {f"names:{merge['id']}": "yes"})
    work()
    upload.refresh_from_db()
    assert upload.report["merges"] == []
    assert queries.newest(cast.ada, cast.ours).summary["rows"]["accounts"] == 3
    assert Snapshot.objects.count() == 2  # the first one stays as it was


def test_no_keeps_names_apart_and_asks_no_more(cast, ada):
    upload = brought(cast, text=EXPORT.replace("D2,Second harbour,Nordhavn", "D2,Second harbour,NORDHAVN "))
    upload.answers = ANSWERS
    read_now(upload)
    [merge] = upload.report["merges"]
    ada.post(reverse("upload-names", args=[upload.pk]), {f"names:{merge['id']}": "no", "names:other": "yes"})
    work()
    upload.refresh_from_db()
    assert upload.report["merges"] == []
    assert queries.newest(cast.ada, cast.ours).summary["rows"]["accounts"] == 4


def test_targets_are_put_beside_the_export(cast, ada):
    snapshot = snapshot_of(cast)
    targets = b"Scope,Who,Period,Target\nwhole,,2026Q3,50000\n"
    answer = ada.post(
        reverse("upload-add", args=[snapshot.upload_id]), {"files": [sent(targets, "targets.csv")]}
    )
    assert answer.status_code == 302
    assert work().state == Job.State.DONE
    newest = queries.newest(cast.ada, cast.ours)
    assert newest.summary["rows"]["targets"] == 1
    assert newest.pk != snapshot.pk


def test_the_same_content_again_is_the_same_snapshot(cast):
    snapshot = snapshot_of(cast)
    again = brought(cast)
    again.answers = ANSWERS
    assert read_now(again).pk == snapshot.pk
    assert again.report["is_known"] is True


def test_what_was_brought_is_taken_away_only_when_asked_twice(cast, ada):
    upload = brought(cast)
    read_now(upload)
    address = reverse("upload-remove", args=[upload.pk])
    assert b"Take this file away?" in ada.get(address).content
    assert upload.folder.exists()
    ada.post(address)
    assert not upload.folder.exists()
    assert not Upload.objects.exists()


def test_files_are_kept_for_thirty_days(cast, ada):
    snapshot = snapshot_of(cast)
    upload = snapshot.upload
    do_tidy(now=upload.made_at + KEPT_FOR)
    assert upload.folder.exists()
    do_tidy(now=upload.made_at + KEPT_FOR + timedelta(seconds=1))
    assert not upload.folder.exists()
    assert snapshot.path.exists()
    page = ada.get(reverse("upload", args=[upload.pk]))
    assert b"They were taken away" in page.content
    assert ada.post(reverse("upload-again", args=[upload.pk])).status_code == 422


def test_a_write_that_fails_leaves_no_files(cast, monkeypatch):
    def full():
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        do_bring(cast.ada, team=cast.ours, files=[("a.csv", full())], now=timezone.now())
    assert not Upload.objects.exists()
    left = Path(folder_of(cast.ours.pk)).parent.parent / "uploads"
    assert not [path for path in left.iterdir() if (path / "a.csv").exists()]


def test_a_manager_brings_for_their_own_teams_only(cast, ada):
    answer = ada.post(reverse("evidence-bring"), {"team": str(cast.theirs.pk), "files": [sent()]})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


def test_a_manager_who_only_sells_in_a_team_sees_none_of_its_evidence(cast, as_person):
    snapshot = snapshot_of(cast)
    cast.ours.staff.add(cast.cy)
    cast.ours.executives.add(cast.cy)
    assert queries.newest(cast.cy, cast.ours) is None
    with pytest.raises(Refusal):
        queries.my_snapshot(cast.cy, snapshot.pk)
    page = as_person(cast.cy).get(reverse("evidence")).content.decode()
    assert str(snapshot.pk) not in page


def test_strangers_find_nothing_of_it_on_their_list(cast, as_person):
    snapshot_of(cast)
    brought(cast, name="our-secret.csv")
    mine = as_person(cast.ada).get(reverse("evidence")).content.decode()
    assert "our-secret.csv" in mine
    theirs = as_person(cast.cy).get(reverse("evidence")).content.decode()
    assert "our-secret" not in theirs
    assert "There is no evidence yet" in theirs


def test_the_list_asks_as_often_for_one_as_for_three(cast, ada, django_assert_num_queries):
    snapshot_of(cast)
    brought(cast)
    ada.get(reverse("evidence"))
    with django_assert_num_queries(6) as counted:
        ada.get(reverse("evidence"))
    for n in range(2):
        one = Snapshot.objects.first()
        one.pk, one.folder = None, f"2026-0{n + 1}-01-aaaaaaaaaaaa"
        one._state.adding = True
        one.id = None
        Snapshot(
            team=cast.ours, folder=one.folder, snapshot_id="aaaaaaaaaaaa", as_of=AS_OF - timedelta(days=n + 1),
            imported_at=timezone.now(), summary=one.summary,
        ).save()  # fmt: skip
        brought(cast)
    with django_assert_num_queries(len(counted.captured_queries)):
        ada.get(reverse("evidence"))


def test_reading_a_page_changes_nothing(cast, ada):
    snapshot = snapshot_of(cast)
    open_one = brought(cast)
    read_now(open_one)
    was = (list(Upload.objects.values()), list(Snapshot.objects.values()), Job.objects.count())
    files = sorted(str(path) for path in snapshot.path.rglob("*"))
    for name in (
        "upload",
        "upload-answer",
        "upload-again",
        "upload-add",
        "upload-stop",
        "upload-names",
        "upload-remove",
    ):
        for upload in (open_one, snapshot.upload):
            ada.get(reverse(name, args=[upload.pk]))
    for name in ("snapshot", "snapshot-since", "snapshot-remove", "snapshot-targets"):
        assert ada.get(reverse(name, args=[snapshot.pk])).status_code == 200
    for name in ("evidence", "evidence-bring"):
        ada.get(reverse(name))
    assert (list(Upload.objects.values()), list(Snapshot.objects.values()), Job.objects.count()) == was
    assert sorted(str(path) for path in snapshot.path.rglob("*")) == files
