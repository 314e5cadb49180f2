"""Insight: worked out once by a worker, seen by its manager, opened to the side that it was made for."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.insight.themes.edits import edits_from
from bothways.web.insight import styling
from bothways.web.insight.models import InsightPage, ThemeEdit
from bothways.web.insight.work import prepare
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import do_one
from web.makers.evidence import snapshot_of

pytestmark = pytest.mark.django_db
HELD = "Only of our own quarter"
THEMES = [
    {"id": "price", "name": "Price", "words": ["price"], "proposal": False, "accounts": 2, "customer": 2, "rep": 1,
     "quotes": [{"table": "activities", "id": "A1", "quote": "double of what we pay", "said_by": "rep's account"}]},
    {"id": "support", "name": "Support", "words": ["hotline"], "proposal": False, "accounts": 1, "customer": 1,
     "rep": 0, "quotes": []},
]  # fmt: skip


def made(snapshot, *, part="results", side="executives", n=0, **more):
    """A page as a worker leaves it, with words in it that a stranger would recognise."""
    return InsightPage.objects.create(
        snapshot=snapshot, part=part, period="2026Q3", side=side, version="1", key=f"k{n}", asked_at=timezone.now(),
        made_at=timezone.now(), title=HELD, notes={"1": f'<aside class="proof">{HELD}</aside>'},
        html={"first": HELD, "sections": f"<p>{HELD}</p>", "more": [], "foot": [], "language": "en"},
        own={"themes": THEMES, "notices": []} if part == "themes" else {"people": [{"name": "Ilse", "bookings": "€5k"}]},
        **more,
    )  # fmt: skip


def at(name, *args):
    return reverse(name, args=args)


def worked_off():
    while do_one(worker="test", clock=lambda: datetime.now(UTC)):
        pass


def test_a_page_is_asked_for_worked_out_and_kept(cast, as_person):
    snapshot, ada = snapshot_of(cast), as_person(cast.ada)
    address = at("insight-part", snapshot.pk, "results")
    assert b"Nobody has asked" in ada.get(address).content
    assert not InsightPage.objects.exists(), "looking must ask for nothing"
    ada.post(at("insight-ask", snapshot.pk, "results"))
    ada.post(at("insight-ask", snapshot.pk, "results"))
    assert Job.objects.filter(kind="insight").count() == 1
    assert b"being worked out" in ada.get(address).content
    worked_off()
    page = InsightPage.objects.get()
    assert page.stands == "made", page.refusal
    answer = ada.get(address, follow=True)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "€17" in shown
    assert "style=" not in shown
    fact = next(iter(page.notes))
    part = ada.get(
        at("insight-read", page.pk), {"fact": fact}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Snapshot" in part
    assert "<html" not in part
    assert 'class="proof"' in ada.get(at("insight-read", page.pk), {"fact": fact}).content.decode()
    for ending in ("md", "html", "pdf"):
        held = ada.get(at("insight-file", page.pk, ending))
        assert held.status_code == 200
        assert held.headers["Content-Disposition"].startswith("attachment")


def test_what_is_refused_says_why_and_is_not_asked_again(cast, as_person):
    snapshot, ada = snapshot_of(cast), as_person(cast.ada)
    ada.post(at("insight-ask", snapshot.pk, "themes"))
    worked_off()
    page = InsightPage.objects.get()
    assert (page.stands, page.refusal["refused"]) == ("refused", "no-texts")
    assert b"No note, mail, call" in ada.get(at("insight-read", page.pk)).content


def test_a_new_snapshot_s_pages_are_asked_for_by_the_clock_once(cast):
    snapshot_of(cast)
    prepare(timezone.now())
    prepare(timezone.now())
    assert sorted(InsightPage.objects.values_list("part", flat=True)) == [
        "landing",
        "results",
        "shortfall",
        "themes",
    ]


@pytest.mark.parametrize("query", ["period=soon", "side=nobody", "period=2026-01-01..2026-02-01"])
def test_what_can_t_be_meant_is_refused(cast, as_person, query):
    assert (
        as_person(cast.ada).get(f"{at('insight-part', snapshot_of(cast).pk, 'results')}?{query}").status_code
        == 422
    )


def test_a_part_that_is_none_is_absent(cast, as_person):
    assert as_person(cast.ada).get(at("insight-part", snapshot_of(cast).pk, "horoscope")).status_code == 404


@pytest.mark.parametrize("who", ["ben", "eve", "cy", "dot", "guy", "fay"])
def test_nobody_sees_a_page_that_was_not_opened_to_them(cast, as_person, who):
    snapshot = snapshot_of(cast)
    pages = [made(snapshot), made(snapshot, side="staff", n=1)]
    client = as_person(getattr(cast, who))
    for page in pages:
        for address in (at("insight-read", page.pk), at("insight-file", page.pk, "md")):
            answer = client.get(address)
            assert answer.status_code in {403, 404}
            assert HELD not in answer.content.decode()
    if who != "fay":
        assert HELD not in client.get(at("insight"), follow=True).content.decode()


def test_a_page_that_is_opened_is_seen_by_its_side_of_its_team_alone_and_names_nobody(cast, as_person):
    page = made(snapshot_of(cast))
    ada = as_person(cast.ada)
    assert "Ilse" in ada.get(at("insight-read", page.pk)).content.decode()
    ada.post(at("insight-open", page.pk))
    shown = as_person(cast.eve).get(at("insight-read", page.pk)).content.decode()
    assert HELD in shown
    assert "Ilse" not in shown
    assert HELD in as_person(cast.eve).get(at("insight")).content.decode()
    for other in (cast.ben, cast.guy, cast.dot, cast.cy):
        assert as_person(other).get(at("insight-read", page.pk)).status_code == 404
    ada.post(at("insight-close", page.pk))
    assert as_person(cast.eve).get(at("insight-read", page.pk)).status_code == 404


EDITS = {
    "rename": {"theme": "price", "to": "What it costs"},
    "merge": {"theme": "price", "into": "support"},
    "split": {"theme": "price", "name": "Discounts", "words": "discount*, rebate"},
    "move": {"phrase": "sharpen", "to": "price"},
    "hide": {"theme": "price"},
    "pin": {"theme": "price", "quote": "0"},
}


def kinds_in(client, page):
    """The kinds of the edits in the file, as the command reads it."""
    file = client.get(at("insight-edits", page.snapshot_id)).content.decode()
    return [kind for kind, _entry in edits_from(tomllib.loads(file)).entries]


@pytest.mark.parametrize("kind", EDITS)
def test_each_edit_is_written_applied_and_undone(cast, as_person, kind):
    page = made(snapshot_of(cast), part="themes")
    ada = as_person(cast.ada)
    assert ada.post(at("insight-edit", page.pk, kind), EDITS[kind]).status_code == 302
    edit = ThemeEdit.objects.get()
    assert edit.kind == kind
    assert Job.objects.filter(kind="insight").count() == 1
    assert kinds_in(ada, page) == [kind]
    old = ada.get(at("insight-read", page.pk)).content.decode()
    assert "before your last edit" in old
    ada.post(at("insight-undo", edit.pk), {"page": page.pk})
    assert kinds_in(ada, page) == []


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("rename", {"theme": "price", "to": ""}),
        ("rename", {"theme": "nothing", "to": "My <b>name</b>"}),
        ("split", {"theme": "price", "name": "My <b>name</b>", "words": ""}),
        ("pin", {"theme": "price", "quote": "7"}),
        ("burn", {"theme": "price"}),
        ("merge", {"theme": "price", "into": "price"}),
    ],
)
def test_an_edit_that_means_nothing_is_refused_and_what_was_typed_stays(cast, as_person, kind, typed):
    page = made(snapshot_of(cast), part="themes")
    answer = as_person(cast.ada).post(at("insight-edit", page.pk, kind), typed)
    assert answer.status_code == 422
    assert not ThemeEdit.objects.exists()
    shown = answer.content.decode()
    assert "<b>name</b>" not in shown
    if kind == "split":
        assert "My &lt;b&gt;name" in shown


def test_lists_ask_the_same_at_three_as_at_one(cast, as_person):
    snapshot = snapshot_of(cast)
    made(snapshot, opened_at=timezone.now())

    def asked(person, address):
        client = as_person(person)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    places = [(cast.eve, at("insight")), (cast.ada, at("insight-overview", snapshot.pk))]
    one = [asked(*place) for place in places]
    for n in (1, 2):
        made(snapshot, n=n, opened_at=timezone.now())
        snapshot_of(cast)
    assert [asked(*place) for place in places] == one
    assert max(one) <= 15


def test_the_style_of_blocks_is_the_brief_s():
    assert styling.FILE.read_text("utf-8") == styling.blocks_sheet(), "python -m bothways.web.insight.styling"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_a_number_opens_its_evidence_and_escape_leads_back(cast, browse, as_person, width):
    snapshot = snapshot_of(cast)
    as_person(cast.ada).post(at("insight-ask", snapshot.pk, "results"))
    worked_off()
    page = browse(cast.ada, width=width)
    page.goto(at("insight-part", snapshot.pk, "results"))
    figure = page.locator(".found a.fig").first
    figure.focus()
    page.keyboard.press("Enter")
    page.locator("#margin .proof").wait_for()
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("Escape")
    page.locator("#margin .proof").wait_for(state="detached")
    assert page.evaluate("document.activeElement.classList.contains('fig')")
