"""One mail at most a day to a manager, and what it must not tell."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from bothways.terms import Side
from bothways.web.brief import operations
from bothways.web.brief.digest import banded, digest_of, digests
from bothways.web.brief.models import Brief, Digest, Mail, Timetable
from bothways.web.brief.work import timetables
from bothways.web.jobs.operations import do_one
from bothways.web.opendoor.models import Box, BoxBatch
from bothways.web.opendoor.operations import do_bring
from web.makers.credibility import promise_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 3, 7, 30, tzinfo=UTC)


def work(now=None) -> None:
    while do_one(worker="w", clock=lambda: now or timezone.now()):
        pass


def bring(cast, n=1, days=9, now=MORNING):
    for at in range(n):
        do_bring(
            cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=f"Quotes take nine days, case {at}.",
            now=now - timedelta(days=days),
        )  # fmt: skip


def emptied(cast, day: date):
    box = Box.objects.create(team=cast.ours, side="staff", opened=day, looked=day)
    return BoxBatch.objects.create(id=uuid.uuid4(), box=box, opened=day - timedelta(days=7), ended=day)


def mails() -> list[Mail]:
    return list(Mail.objects.filter(subject__startswith="What waits").order_by("made_at"))


def test_it_comes_in_the_manager_s_morning_once_a_day_and_to_nobody_else(cast, box):
    bring(cast)
    cast.ada.time_zone = "America/New_York"
    cast.ada.save()
    digests(now=MORNING)  # half past two at night in New York
    assert mails() == []
    for minute in range(3):
        digests(now=MORNING + timedelta(hours=5, minutes=minute))
    work()
    (message,) = box.messages
    assert message["To"].addresses[0].addr_spec == "ada@example.com"
    assert "The longest has waited 9 days" in message.get_content()
    # In winter New York is five hours behind: the digest came at half past seven of its clocks.
    assert message["Date"].datetime == datetime(2026, 11, 3, 12, 30, tzinfo=UTC)


def test_a_day_with_nothing_new_has_no_mail(cast, box):
    bring(cast)
    digests(now=MORNING)
    digests(now=MORNING + timedelta(days=1))
    assert len(mails()) == 1
    # A week later the same voice has waited another week: that is news.
    digests(now=MORNING + timedelta(days=7))
    assert len(mails()) == 2


def test_nothing_waits_no_mail(cast, box):
    digests(now=MORNING)
    assert mails() == []


def test_of_a_box_it_tells_that_it_was_emptied_and_never_what_came_out(cast, box):
    emptied(cast, MORNING.date())
    told = digest_of(cast.ada, today=MORNING.date())
    assert told.lines == (
        "The box of the staff of ours was emptied. Voices that wait for you now: fewer than 5.",
    )
    # With voices or without, in any number under the least group, it reads the same.
    bring(cast, n=3, days=0)
    assert digest_of(cast.ada, today=MORNING.date()).lines == told.lines
    bring(cast, n=2, days=0)
    assert "5 to 9" in digest_of(cast.ada, today=MORNING.date()).lines[0]
    assert digest_of(cast.cy, today=MORNING.date()).lines == ()


def test_no_word_of_a_voice_and_no_name_stands_in_it(cast, box):
    bring(cast, n=6)
    emptied(cast, MORNING.date())
    digests(now=MORNING)
    work()
    (message,) = box.messages
    whole = message.as_string() + message.get_content()
    for secret in ("nine days, case", "Quotes", "Ben", cast.ben.email):
        assert secret not in whole


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "fewer than 5"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5 to 9"), (250, "200 to 499")],
)
def test_how_many_is_said_in_bands(n, said):
    assert banded(n, least=5) == said


def test_promises_of_the_week_drafts_and_troubled_mails_stand_in_it(cast, draft, box):
    today = timezone.localdate()
    for text, left in (
        ("Say what became of the price list", 2),
        ("Bring the bookings", -3),
        ("Far away", 12),
    ):
        promise_of(cast, text=text, left=left)
    Mail.objects.create(
        key="<1@x>", team=cast.ours, to="x@example.com", subject="S", raw=b"", made_at=timezone.now(), state="failed"
    )  # fmt: skip
    text = "\n".join(digest_of(cast.ada, today=today).lines)
    for words in (
        "in 2 days: Say what became",
        "3 days late: Bring the bookings",
        "2026Q3 (ours) wait for your word",
        "arrived: 1.",
    ):
        assert words in text
    assert "Far away" not in text
    assert digest_of(cast.cy, today=today).lines == ()


def test_who_switched_it_off_has_none(cast, box):
    bring(cast)
    Digest.objects.create(person=cast.ada, wanted=False)
    digests(now=MORNING)
    assert mails() == []


def test_it_can_be_stopped_by_one_click(cast, box, settings, client):
    settings.SITE_URL = "https://bothways.example.com"
    bring(cast)
    digests(now=MORNING)
    work()
    (message,) = box.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = message["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    assert "gets a mail on days" in client.get(path).content.decode()
    assert Digest.objects.get(person=cast.ada).wanted
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert Digest.objects.get(person=cast.ada).wanted is False


def test_without_a_mail_server_nothing_is_looked_at(cast):
    bring(cast)
    digests(now=MORNING)
    assert not Digest.objects.exists()


class TestTimetableMails:
    @pytest.fixture
    def monthly(self, cast, draft):
        made = Timetable(team=cast.ours, on=True, every="month", weekday=0, hour=7, zone="Europe/Oslo")
        operations.do_set_timetable(made, now=MORNING)
        return made

    @pytest.mark.slow
    def test_a_draft_comes_to_the_manager_first(self, cast, snapshot, box, settings):
        settings.SITE_URL = "https://bothways.example.com"
        monthly = Timetable(team=cast.ours, on=True, every="month", weekday=0, hour=7, zone="Europe/Oslo")
        operations.do_set_timetable(monthly, now=timezone.now())
        operations.do_add_reader(cast.ours, name="Eve", email="eve@example.com", side="executives")
        timetables(monthly.next_at)
        work(monthly.next_at)
        brief = Brief.objects.get(regular=True)
        assert brief.state == "draft", brief.refusal
        # The manager is told with where it is; the reader gets nothing before the manager's word.
        (message,) = box.messages
        assert message["To"].addresses[0].addr_spec == "ada@example.com"
        assert "It waits for your approval" in message.get_content()
        assert f"/briefs/{brief.pk}/" in message.get_content()

    def test_what_could_not_be_made_is_told(self, cast, draft, monthly, box, settings):
        settings.SITE_URL = "https://bothways.example.com"
        Brief.objects.filter(pk=draft.pk).update(regular=True, state="making", snapshot=None)
        work()
        (message,) = box.messages
        assert message["To"].addresses[0].addr_spec == "ada@example.com"
        assert "could not be made" in message.get_content()
        assert f"https://bothways.example.com/briefs/{draft.pk}/" in message.get_content()

    def test_a_skip_without_a_snapshot_is_told_once(self, cast, draft, monthly, box):
        draft.snapshot.delete()
        due = monthly.next_at + timedelta(minutes=1)
        for _ in range(2):
            timetables(due)
        work(due)
        assert [message["Subject"] for message in box.messages] == ["No brief of ours"]

    @pytest.mark.parametrize(
        ("every", "now", "due"),
        [
            # The clocks of Oslo go back on 25 October and forward on 29 March: seven stays seven.
            ("week", "2026-10-20T12:00+00:00", "2026-10-26T06:00+00:00"),
            ("week", "2027-03-23T12:00+00:00", "2027-03-29T05:00+00:00"),
            ("month", "2026-10-20T12:00+00:00", "2026-11-02T06:00+00:00"),
            ("quarter", "2026-10-20T12:00+00:00", "2027-01-04T06:00+00:00"),
        ],
    )
    def test_an_hour_is_of_a_place_in_winter_and_in_summer(self, cast, every, now, due):
        made = Timetable(team=cast.ours, on=True, every=every, weekday=0, hour=7, zone="Europe/Oslo")
        operations.do_set_timetable(made, now=datetime.fromisoformat(now))
        made.refresh_from_db()
        assert made.next_at == datetime.fromisoformat(due)

    def test_a_fortnight_keeps_its_week_over_the_change_of_clocks(self, cast):
        made = Timetable(
            team=cast.ours,
            on=True,
            every="fortnight",
            weekday=0,
            hour=7,
            zone="Europe/Oslo",
            anchor=date(2026, 10, 12),
        )
        found = []
        now = datetime(2026, 10, 12, 12, tzinfo=UTC)
        for _ in range(3):
            operations.do_set_timetable(made, now=now)
            now = made.next_at
            found.append(now.astimezone(UTC).isoformat())
        assert found == [
            "2026-10-26T06:00:00+00:00", "2026-11-09T06:00:00+00:00", "2026-11-23T06:00:00+00:00",
        ]  # fmt: skip
