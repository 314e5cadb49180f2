"""The deals behind a figure: for the manager by name, for their owner their own, for others how many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.brief.ledger import Ledger
from bothways.evidence import open_snapshot
from bothways.terms import Calendar
from bothways.web.brief.models import Brief
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.opening import opened
from bothways.web.insight.asking import read
from bothways.web.insight.before import beside_last, last_brief, ledger_of
from bothways.web.insight.behind import behind_all
from bothways.web.insight.changing import add_history, changes_since
from bothways.web.insight.making import made
from bothways.web.insight.models import InsightPage
from bothways.web.insight.queries import footing_of
from web.makers.evidence import snapshot_of

pytestmark = pytest.mark.django_db
DEALS = {"Harbour line", "Second harbour", "Crates", "Cold store"}


@pytest.fixture
def worked(cast, settings, tmp_path):
    """The results of the small report, worked out, and opened to the staff."""
    settings.DATA = tmp_path
    snapshot = snapshot_of(cast)
    evidence = opened(snapshot)
    fields = made(evidence, read({"side": "staff"}, part="results", evidence=evidence), edits={})
    return InsightPage.objects.create(
        snapshot=snapshot, part="results", period="2026Q3", side="staff", version="1", key="k", asked_at=timezone.now(),
        made_at=timezone.now(), opened_at=timezone.now(), **fields,
    )  # fmt: skip


def fact_of(page, name):
    return next(number for number, held in page.behind["facts"].items() if held.get("measure") == name)


def note(as_person, person, page, fact, **headers):
    answer = as_person(person).get(reverse("insight-read", args=[page.pk]), {"fact": fact}, headers=headers)
    return answer, answer.content.decode()


def test_the_manager_reads_every_deal_by_name_and_goes_to_the_evidence(cast, as_person, worked):
    answer, text = note(as_person, cast.ada, worked, fact_of(worked, "bookings"), **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Harbour line" in text
    assert "Crates" in text
    # Won only: what was lost does not stand behind what was booked.
    assert "Second harbour" not in text
    address = text.split('<p><a href="')[1].split('"')[0].replace("&amp;", "&")
    page = as_person(cast.ada).get(address)
    assert page.status_code == 200
    assert "Harbour line" in page.content.decode()


def test_who_sells_reads_their_own_by_name_and_of_others_how_many(cast, as_person, worked):
    owners = {deal["name"]: deal["owner"] for deal in worked.behind["deals"].values()}
    cast.ben.crm_id = owners["Harbour line"]
    cast.ben.save()
    fact = fact_of(worked, "bookings")
    _answer, text = note(as_person, cast.ben, worked, fact, **{"HX-Request": "true"})
    own = text.split("behind__names")[1]
    assert "Harbour line" in own
    assert "Crates" not in own
    assert "2 stand behind the number in all" in own
    assert "/evidence/" not in own


@pytest.mark.parametrize("who", ["ben", "eve"])
def test_who_owns_none_is_told_of_none(cast, as_person, worked, who):
    for fact in worked.behind["facts"]:
        answer, text = note(as_person, getattr(cast, who), worked, fact)
        assert "behind__names" not in text
        assert answer.status_code == (200 if who == "ben" else 404)


@pytest.mark.parametrize("who", ["dot", "guy", "cy", "fay"])
def test_strangers_are_told_of_nothing_at_all(cast, as_person, worked, who):
    answer, text = note(as_person, getattr(cast, who), worked, fact_of(worked, "bookings"))
    assert answer.status_code in {403, 404}
    assert not any(name in text for name in DEALS)


def test_a_stranger_with_an_owner_s_id_of_the_crm_sees_nothing(cast, as_person, worked):
    cast.dot.crm_id = next(iter(worked.behind["deals"].values()))["owner"]
    cast.dot.save()
    assert note(as_person, cast.dot, worked, fact_of(worked, "bookings"))[0].status_code == 404


def test_what_is_behind_is_never_written_into_the_page(worked):
    whole = str(worked.html)
    lost = next(deal for deal in worked.behind["deals"].values() if deal["name"] == "Second harbour")
    assert lost["name"] not in whole


def test_the_largest_stand_first_and_each_only_where_it_counts(cast, worked):
    evidence = opened(worked.snapshot)
    held = behind_all([], evidence=evidence)
    assert held["facts"] == {}
    for fact in worked.behind["facts"].values():
        cents = [worked.behind["deals"][one]["cents"] for one in fact["ids"]]
        assert cents == sorted(cents, reverse=True)
        assert len(fact["ids"]) <= fact["of"]


def test_a_number_is_followed_through_the_snapshots_of_its_period(small_three):
    newest, *earlier = small_three
    period = Calendar().period("2026Q3")
    held = changes_since(newest, since=earlier[0], period=period)
    add_history(held, earlier=iter([newest, *earlier]), period=period, currency="EUR")
    row = next(row for row in held["rows"] if row["key"] == "bookings")
    assert [point["day"] for point in row["history"]] == ["2026-09-16", "2026-09-23", "2026-09-30"]
    assert [point["value"] for point in row["history"]] == [500_000, 1_700_000, 2_500_000]
    assert row["history"][-1]["said"] == row["is"]
    assert row["history"][-2]["said"] == row["was"]
    # Another currency is another number: it is passed over.
    other = changes_since(newest, since=earlier[0], period=period)
    add_history(other, earlier=iter([newest, *earlier]), period=period, currency="USD")
    assert all("history" not in row for row in other["rows"])


@pytest.fixture
def small_three(tmp_path):
    """Three exports of the same report, a week apart: one deal more is won in each."""
    from bothways.evidence import import_files  # noqa: PLC0415
    from web.makers.evidence import ANSWERS, EXPORT  # noqa: PLC0415

    made = []
    won = EXPORT.replace(
        "D2,Second harbour,Nordhavn,Ben,Closed Lost", "D2,Second harbour,Nordhavn,Ben,Closed Won"
    )
    texts = [
        EXPORT.replace("Harbour line,Nordhavn,Ben,Closed Won", "Harbour line,Nordhavn,Ben,Blue table"),
        EXPORT,
        won,
    ]
    for week, text in enumerate(texts):
        day = date(2026, 9, 16) + timedelta(days=7 * week)
        folder = tmp_path / str(week)
        folder.mkdir()
        (folder / "report.csv").write_text(text, encoding="utf-8")
        done = import_files(folder / "report.csv", into=folder / "in", today=day, as_of=day, answers=ANSWERS)
        made.append(open_snapshot(done.snapshot.folder))
    return list(reversed(made))


class TestTheLastBrief:
    def page(self, evidence, **more):
        from bothways.brief.page import make_page  # noqa: PLC0415

        return make_page(
            evidence, of="results", period=Calendar().period("2026Q3"), side="executives", **more
        )

    def test_what_it_said_stands_beside_what_is_so_now(self, small_three):
        newest, before, _first = small_three
        last, now = self.page(before), self.page(newest)
        rows = {row["label"]: row for row in beside_last(now.document, last=last.ledger, currency="EUR")}
        assert (rows["Bookings"]["then"], rows["Bookings"]["now"]) == ("€17k", "€25k")
        assert not rows["Bookings"]["same"]
        # Last quarter's figures are told beside; of another period than the brief's nothing is compared with this one's.
        assert all(row["number"] in {fact.number for fact in now.document.ledger} for row in rows.values())

    def test_what_a_side_was_not_told_then_is_not_told_it_now(self, small_three):
        newest, before, _first = small_three
        last, now = self.page(before), self.page(newest)
        hidden = Ledger(tuple(replace(fact, readers=frozenset({"staff"})) for fact in last.ledger))
        assert beside_last(now.document, last=hidden, currency="EUR") == []

    def test_only_a_brief_that_went_out_on_an_earlier_day_is_set_beside(self, cast, settings, tmp_path):
        settings.DATA = tmp_path
        snapshot = snapshot_of(cast)
        earlier = Snapshot.objects.create(
            team=cast.ours, folder="x", snapshot_id="x", as_of=snapshot.as_of - timedelta(days=7), imported_at=timezone.now()
        )  # fmt: skip
        made_at = {
            "team": cast.ours,
            "period": "2026Q3",
            "made_at": timezone.now(),
            "approved_at": timezone.now(),
        }
        Brief.objects.create(snapshot=earlier, state="draft", **made_at)
        Brief.objects.create(snapshot=snapshot, state="approved", **made_at)
        Brief.objects.create(snapshot=earlier, state="approved", **{**made_at, "team": cast.theirs})
        assert last_brief(snapshot) is None
        assert footing_of(snapshot, "results") == ""
        sent = Brief.objects.create(snapshot=earlier, state="approved", **made_at)
        assert last_brief(snapshot) == sent
        assert footing_of(snapshot, "results") == sent.pk.hex[:16]
        assert footing_of(snapshot, "themes") == ""
        # Its files are gone: the page is worked out all the same.
        assert ledger_of(sent) is None

    def test_it_stands_on_the_page_and_opens_the_evidence(self, cast, as_person, worked):
        worked.html["before"] = [
            {"number": 1, "label": "Bookings", "then": "€12k", "now": "€17k", "same": False}
        ]
        worked.save()
        page = as_person(cast.ben).get(reverse("insight-read", args=[worked.pk])).content.decode()
        assert "What the last brief said" in page
        assert "€12k" in page
        assert "?fact=1#c1" in page
