"""The cycle is measured from days; small lines keep their distances; the three acts are not all of one kind."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bothways.terms import Calendar, Side
from bothways.web.brief.models import Brief, Mail, Said
from bothways.web.home import candidates, gathering
from bothways.web.home.acting import Candidate, next_acts
from bothways.web.home.cycle import Happened, cycle_of
from bothways.web.home.sparking import spark
from bothways.web.opendoor.models import Voice, VoiceEvent
from bothways.web.opendoor.operations import do_bring, do_event
from bothways.web.priorities.models import AgreedTop
from web.home.test_home_page import results_of
from web.makers.evidence import snapshot_of
from web.makers.priorities import round_of

QUARTER = Calendar().period("2026Q4")


def voice(pk, side, *events):
    return [Happened(pk, side, what, date.fromisoformat(day)) for what, day in events]


def numbers(way):
    return {name: value for name, value in asdict(way).items() if name != "side"}


def test_the_cycle_by_hand():
    found = cycle_of(
        [
            # Brought and carried before the quarter, answered in it: 20 days.
            *voice(1, "staff", ("brought", "2026-09-20"), ("crossed", "2026-09-22"), ("answered", "2026-10-01"),
                   ("returned", "2026-10-10"), ("closed", "2026-10-12")),
            # Carried in it and answered the same day: 0 days. It went to and fro again: it counts once.
            *voice(2, "staff", ("brought", "2026-10-05"), ("crossed", "2026-10-05"), ("answered", "2026-10-05"),
                   ("returned", "2026-10-05"), ("replied", "2026-10-06"), ("crossed", "2026-10-07")),
            *voice(3, "staff", ("brought", "2026-10-08"), ("declined", "2026-10-09")),
            *voice(4, "executives", ("brought", "2026-12-31"), ("crossed", "2027-01-01")),
            *voice(5, "executives", ("brought", "2026-10-01")),
        ],
        period=QUARTER,
    )  # fmt: skip
    assert numbers(found.staff) == {"carried": 1, "answered": 2, "days": 10.0, "waits": 1}
    assert numbers(found.executives) == {"carried": 0, "answered": 0, "days": None, "waits": 2}
    assert not found.still


def test_without_voices_there_is_nothing_to_say():
    assert cycle_of([], period=QUARTER).still


@given(
    st.lists(
        st.tuples(
            st.sampled_from([side.value for side in Side]),
            st.integers(0, 90),
            st.integers(0, 200),
            st.integers(0, 200),
        )
    )
)
def test_what_is_answered_was_brought_and_each_voice_counts_once(given_voices):
    first = QUARTER.first - timedelta(days=40)
    events = []
    for pk, (side, at, crossed, back) in enumerate(given_voices):
        day = first + timedelta(days=at)
        events += [
            Happened(pk, side, "brought", day),
            Happened(pk, side, "crossed", day + timedelta(days=crossed)),
            Happened(pk, side, "returned", day + timedelta(days=crossed + back)),
            Happened(pk, side, "closed", day + timedelta(days=crossed + back)),
        ]
    found = cycle_of(events, period=QUARTER)
    for way in (found.staff, found.executives):
        of = [one for one in given_voices if one[0] == way.side.value]
        assert max(way.carried, way.answered) <= len(of)
        assert way.waits == 0
        assert (way.days is None) == (way.answered == 0)
        assert way.days is None or 0 <= way.days <= 400


def test_a_line_keeps_the_distances_of_days_and_needs_two():
    assert spark([]) is None
    assert spark([(0, 1.0)]) is None
    assert spark([(0, 1.0), (0, 2.0)]) is None
    found = spark([(0, 0.0), (7, 10.0), (28, 5.0)])
    assert found.path == "M2.0 21.0L23.0 3.0L86.0 12.0"
    assert spark([(0, 4.0), (7, 4.0)]).path == "M2.0 12.0L86.0 12.0"


@given(st.lists(st.tuples(st.integers(0, 5000), st.floats(-1e9, 1e9)), max_size=30))
def test_every_line_stays_in_its_box(points):
    found = spark(points)
    if found is not None:
        places = [tuple(map(float, one.split(" "))) for one in found.path[1:].split("L")]
        assert len(places) <= 8
        assert all(2 <= x <= 86 and 3 <= y <= 21 for x, y in places)
        assert [x for x, _ in places] == sorted(x for x, _ in places)


def act(what, kind, waited):
    return Candidate(what=what, why="", button="", address=f"/{what}/", minutes=2, kind=kind, waited=waited)


def test_thirty_voices_do_not_hide_the_promise_that_is_late():
    many = [act(f"v{n}", "voice", 40 - n) for n in range(30)]
    assert [one.what for one in next_acts([*many, act("p", "promise", 3)])] == ["v0", "v1", "p"]
    # Where there is nothing else, they are all of one kind.
    assert [one.what for one in next_acts(many)] == ["v0", "v1", "v2"]
    assert [one.what for one in next_acts([act("p", "promise", 50), *many])] == ["p", "v0", "v1"]


def carried(cast, *, days=9, text="Quotes take nine days."):
    """A voice that was carried over, answered and carried back."""
    now = timezone.now()
    made = do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=text, now=now - timedelta(days=days)
    )
    VoiceEvent.objects.filter(voice=made).update(day=(now - timedelta(days=days)).date())
    for person, what, more in (
        (cast.ada, "crossed", {"text": text}),
        (cast.eve, "answered", {"text": "From May on.", "why": "The tool comes."}),
        (cast.ada, "returned", {"text": "From May on."}),
    ):
        do_event(person, voice_id=made.pk, what=what, now=now, **more)
    return made


@pytest.mark.django_db
def test_the_page_says_what_was_carried_and_answered(cast, as_person):
    carried(cast)
    do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="idea", text="Pair on audits.", now=timezone.now()
    )
    page = " ".join(as_person(cast.ada).get("/").content.decode().split())
    assert (
        "This quarter you carried 1 voice up and 1 answer down, in a median of 9 days; 2 still wait." in page
    )
    assert "From the executives" not in page
    for other in (cast.ben, cast.eve, cast.cy, cast.dot, cast.fay):
        assert "you carried" not in as_person(other).get("/").content.decode()


@pytest.mark.django_db
def test_the_quarter_is_that_of_the_fiscal_year(cast):
    snapshot = snapshot_of(cast)
    carried(cast)
    day = date(2026, 2, 15)
    assert gathering.cycle(cast.ada, today=day).period.name == "2026Q1"
    snapshot.upload.fiscal_start_month = 2
    snapshot.upload.save()
    found = gathering.cycle(cast.ada, today=day).period
    assert (found.first, found.last) == (date(2026, 2, 1), date(2026, 4, 30))
    assert gathering.cycle(cast.cy, today=day).still


@pytest.mark.django_db
def test_a_charged_voice_stands_with_its_receipt(cast, as_person):
    hot = "Those idiots in finance always block us. 40 deals wait for a discount of 12 %."
    do_bring(cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=hot, now=timezone.now())
    assert Voice.objects.get().heat
    page = as_person(cast.ada).get("/").content.decode()
    assert "of the calm one" in page
    voice = Voice.objects.get()
    do_event(
        cast.ada, voice_id=voice.pk, what="drafted", text="Discounts hurt our quotes.", now=timezone.now()
    )  # fmt: skip
    page = as_person(cast.ada).get("/").content.decode()
    # The draft lost the 12 % and the 40 deals.
    assert "of your wording" in page
    assert "state--lost" in page
    for other in (cast.ben, cast.eve, cast.cy):
        assert "of your wording" not in as_person(other).get("/").content.decode()


@pytest.mark.django_db
def test_what_was_agreed_stands_on_the_page_of_both_sides(cast, as_person):
    AgreedTop.objects.create(
        team=cast.ours, round=round_of(cast), day=date(2026, 10, 3), note="", at=timezone.now(),
        items=["Security answers", "Price lists", "Trainers"],
    )  # fmt: skip
    for person in (cast.ada, cast.ben, cast.eve):
        page = as_person(person).get("/").content.decode()
        assert "Security answers" in page
        assert "3 October 2026" in page
    for stranger in cast.strangers:
        assert "Security answers" not in as_person(stranger).get("/").content.decode()


@pytest.mark.django_db
def test_lines_have_their_numbers_behind_them(cast, as_person):
    history = [
        {"day": f"2026-09-{day:02d}", "value": value, "said": f"€{value}k"} for day, value in ((16, 9), (23, 12), (30, 17))
    ]  # fmt: skip
    row = {
        "key": "bookings",
        "label": "Bookings",
        "was": "€12k",
        "is": "€17k",
        "small": "",
        "why": "",
        "history": history,
    }
    results_of(snapshot_of(cast), rows=[row, {**row, "label": "Old", "history": []}])
    page = as_person(cast.ada).get("/").content.decode()
    assert page.count('class="spark"') == 1
    assert "Last 3 snapshots" in page
    assert "23 September 2026" in page
    assert "€9k" in page
    assert "style=" not in page


@pytest.mark.django_db
class TestActs:
    def of(self, cast):
        return candidates.more_acts(cast.ada, now=timezone.now())

    def test_with_nothing_there_is_none(self, cast):
        assert self.of(cast) == []

    def test_drafts_mails_and_what_readers_said_are_acts_and_ours_alone(self, cast):
        brief = Brief.objects.create(
            team=cast.ours, period="2026Q3", made_by=cast.ada, made_at=timezone.now() - timedelta(days=4), state="draft"
        )  # fmt: skip
        Mail.objects.create(
            key="<1@x>", team=cast.ours, to="Eve <eve@x>", name="Eve", subject="S", raw=b"", made_at=timezone.now(),
            state="failed", told="550 no such person",
        )  # fmt: skip
        Said.objects.create(
            brief=brief, name="Eve", side="executives", kind="question", text="Why so late?", at=timezone.now()
        )  # fmt: skip
        found = self.of(cast)
        assert [one.kind for one in found] == ["brief", "mail", "said"]
        assert "550 no such person" in found[1].why
        assert "Why so late?" in found[2].why
        assert candidates.more_acts(cast.cy, now=timezone.now()) == []

    @pytest.mark.parametrize(("age", "count"), [(0, 0), (14, 0), (15, 1), (400, 1)])
    def test_an_old_export_is_an_act_and_never_above_who_waits(self, cast, age, count):
        snapshot = snapshot_of(cast)
        snapshot.as_of = timezone.now().date() - timedelta(days=age)
        snapshot.save()
        found = [one for one in self.of(cast) if one.kind == "evidence"]
        assert len(found) == count
        assert all(one.waited <= 4 for one in found)
