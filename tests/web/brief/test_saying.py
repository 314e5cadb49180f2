"""What readers say comes back as a voice; what the other side has besides; drafts that are made anew keep their words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.brief.document import text_of
from bothways.brief.rewording import places
from bothways.opendoor.voices import How
from bothways.web.audit.models import Logged
from bothways.web.brief import operations, pages
from bothways.web.brief.carrying import carried
from bothways.web.brief.models import Brief, Reader, Said
from bothways.web.opendoor.models import Voice
from bothways.web.people.operations import do_make_link
from web.brief.test_briefs_web import headline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


@pytest.fixture
def sent(cast, draft):
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    draft.refresh_from_db()
    return draft


def link_of(cast, brief, *, side="executives", name="Zoe", **more):
    _link, token = do_make_link(
        purpose="brief", target=brief.pk, team=cast.ours, name=name, email=f"{name.lower()}@example.com", side=side,
        now=timezone.now(), lasts=operations.LASTS, **more,
    )  # fmt: skip
    return token


@pytest.mark.parametrize(
    ("kind", "as_kind"), [("question", "question"), ("concern", "concern"), ("answer", "idea")]
)
def test_who_has_only_a_link_is_brought_on_their_behalf_with_the_evidence(
    cast, sent, as_person, kind, as_kind
):
    token = link_of(cast, sent)
    place, text = headline(sent)
    address = reverse("read-say", kwargs={"token": token})
    page = Client().get(f"{address}?place={place}").content.decode()
    assert f'value="{place}" selected' in page
    assert Client().post(address, {"kind": kind, "place": place, "text": "Why so late?"}).status_code == 200
    voice = Voice.objects.get(pk=Said.objects.get().voice)
    assert (voice.how, voice.kind, voice.side) == (How.ON_BEHALF.value, as_kind, "executives")
    shown = as_person(cast.ada).get(reverse("door-voice", kwargs={"voice": voice.pk})).content.decode()
    assert "Why so late?" in shown
    assert "Behind it:" in shown
    event = voice.events.get()
    assert (event.consent_who, event.consent_day) == ("Zoe", timezone.localdate())
    # The sentence, and the figure that it cites with how many stand behind it.
    assert text in event.text
    assert re.search(r"Behind it: [A-Z].*\(n \d+\)", event.text)
    # The other side learns neither that it is there nor whose it is.
    for other in (cast.ben, *cast.strangers):
        client = as_person(other)
        assert client.get(reverse("door-voice", kwargs={"voice": voice.pk})).status_code in {403, 404}


def test_who_has_an_account_says_it_in_their_own_name_from_the_page(cast, sent, as_person):
    eve = as_person(cast.eve)
    page = eve.get(reverse("brief-read", kwargs={"brief": sent.pk})).content.decode()
    address = reverse("brief-say", kwargs={"brief": sent.pk})
    assert address in page
    assert "You answer as Eve" in eve.get(address).content.decode()
    assert not Said.objects.exists()
    place, _text = headline(sent)
    assert eve.post(address, {"kind": "question", "place": place, "text": ""}).status_code == 422
    eve.post(address, {"kind": "concern", "place": place, "text": "The range is wide."})
    voice = Voice.objects.get()
    assert (voice.author, voice.kind, voice.how) == (cast.eve, "concern", How.NAMED.value)


def test_who_manages_the_team_now_brings_it_where_who_approved_has_left(cast, sent):
    assert sent.approved_by == cast.ada
    cast.ours.managers.set([cast.cy])
    address = reverse("read-say", kwargs={"token": link_of(cast, sent)})
    Client().post(address, {"kind": "question", "place": "", "text": "Why so late?"})
    assert Voice.objects.get().pk == Said.objects.get().voice


def test_the_log_does_not_name_who_speaks_through_the_manager(cast, sent):
    address = reverse("read-say", kwargs={"token": link_of(cast, sent)})
    Client().post(address, {"kind": "question", "place": "", "text": "Why so late?"})
    said = [row.payload for row in Logged.objects.exclude(payload=None)]
    assert any("wrote about the brief" in one for one in said)
    assert not any("Zoe" in one for one in said)


@pytest.mark.parametrize("who", ["dot", "guy"])
@pytest.mark.parametrize("name", ["brief-say", "brief-more", "brief-read"])
def test_strangers_neither_read_nor_say(cast, sent, as_person, who, name):
    client = as_person(getattr(cast, who))
    address = reverse(name, kwargs={"brief": sent.pk})
    assert client.get(address).status_code == 404
    assert client.post(address, {"kind": "question", "text": "x"}).status_code in {404, 405}
    assert not Said.objects.exists()


def test_what_is_too_long_for_a_voice_stands_beside_the_brief_all_the_same(cast, sent):
    token = link_of(cast, sent)
    Client().post(
        reverse("read-say", kwargs={"token": token}), {"kind": "answer", "place": "", "text": "x" * 3500}
    )
    assert Said.objects.get().voice is None
    assert not Voice.objects.exists()


def test_a_reader_sees_what_the_other_brief_has_besides_without_its_sentences(cast, sent, as_person):
    told = operations.previewed(sent)
    listed = pages.only_theirs(told, "executives")
    assert listed
    token = link_of(cast, sent)
    brief = Client().get(reverse("read-link", kwargs={"token": token})).content.decode()
    more = reverse("read-more", kwargs={"token": token})
    assert more in brief
    assert f"{len(listed)} fact" in brief
    page = Client().get(more).content.decode()
    for one in listed[:5]:
        assert one.value.replace("'", "&#x27;") in page
    theirs = next(line for one in listed for line in one.staff if len(line) > 60)
    assert theirs not in page
    assert as_person(cast.eve).get(reverse("brief-more", kwargs={"brief": sent.pk})).status_code == 200


def test_a_fact_that_is_for_the_other_side_alone_is_not_even_counted(draft):
    told = operations.documents_of(draft)
    listed = pages.only_theirs(told, "executives")
    number = listed[0].number
    facts = tuple(
        replace(fact, readers=frozenset({"staff"})) if fact.number == number else fact for fact in told.ledger
    )
    kept = pages.only_theirs(replace(told, ledger=replace(told.ledger, facts=facts)), "executives")
    assert [one.number for one in kept] == [one.number for one in listed[1:]]


def test_a_forwarded_link_shows_what_is_besides_only_after_the_code(cast, sent):
    token = link_of(cast, sent, ask_code=True)
    for name in ("read-more", "read-say"):
        assert Client().get(reverse(name, kwargs={"token": token})).status_code == 302


class TestMadeAnew:
    def test_words_go_on_where_a_line_is_the_same_and_nowhere_else(self, draft):
        document = operations.documents_of(draft).executive
        held = {place: text_of(line) for place, line in places(document)}
        place, text = next(
            (p, t) for p, t in held.items() if p.startswith("s") and list(held.values()).count(t) == 1
        )
        edits = {
            "words": {place: f"So: {text}"}, "without": ["s1"], "order": [1, 0], "receipts": {place: {"verdict": "clean"}},
        }  # fmt: skip
        assert carried(edits, before=document, now=document) == edits
        # The first section is gone: what was in it stays behind, the rest finds its new place.
        later = replace(document, sections=document.sections[1:])
        found = carried(edits, before=document, now=later)
        assert found["without"] == ["s0"]
        assert found["order"] == [0]
        if place.startswith("s0."):
            assert found["words"] == {}

    def test_the_manager_adds_a_note_and_asks_to_a_draft(self, cast, draft, as_person):
        ada = as_person(cast.ada)
        page = ada.get(reverse("brief", kwargs={"brief": draft.pk})).content.decode()
        assert "Make it anew with these" in page
        answer = ada.post(reverse("brief-again", kwargs={"brief": draft.pk}), {
            "note": "Thank you all.",
            "ask-TOTAL_FORMS": "1", "ask-INITIAL_FORMS": "0", "ask-0-what": "One reviewer",
            "imperative-TOTAL_FORMS": "1", "imperative-INITIAL_FORMS": "0", "imperative-0-what": "Discounts stop at 8 %",
            "imperative-0-stand": "Right for new business.",
        })  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()
        draft.refresh_from_db()
        made = Brief.objects.exclude(pk=draft.pk).get()
        assert draft.state == "dropped"
        assert (made.note, made.asks, made.period) == (
            "Thank you all.",
            [{"what": "One reviewer"}],
            draft.period,
        )
        assert made.imperatives == [{"what": "Discounts stop at 8 %", "stand": "Right for new business."}]
        assert made.job.payload["instead"] == str(draft.pk)

    def test_what_is_too_long_is_refused_and_stays(self, cast, draft, as_person):
        answer = as_person(cast.ada).post(reverse("brief-again", kwargs={"brief": draft.pk}), {
            "note": "n" * 700, "ask-TOTAL_FORMS": "0", "ask-INITIAL_FORMS": "0",
            "imperative-TOTAL_FORMS": "0", "imperative-INITIAL_FORMS": "0",
        })  # fmt: skip
        assert answer.status_code == 422
        assert "n" * 700 in answer.content.decode()
        assert Brief.objects.count() == 1


def test_each_person_s_own_brief_can_be_looked_at_before_it_goes(cast, draft, as_person):
    told = operations.documents_of(draft)
    page = as_person(cast.ada).get(reverse("brief", kwargs={"brief": draft.pk})).content.decode()
    key = next(iter(told.people))
    address = reverse("brief-as", kwargs={"brief": draft.pk, "reader": f"person-{key}"})
    assert address in page
    assert as_person(cast.ada).get(address).status_code == 200
    for name in ("team.mail", "executive.mail"):
        given = {"brief": draft.pk, "reader": name}
        assert as_person(cast.ada).get(reverse("brief-as", kwargs=given)).status_code == 200
    for stranger in cast.strangers:
        assert as_person(stranger).get(address).status_code in {403, 404}


def test_a_reader_at_the_address_of_an_account_of_their_side_is_that_person(cast, draft):
    assert Reader.objects.get(name="Eve").person == cast.eve
    assert Reader.objects.get(name="Ben").person == cast.ben
    # Of another team, or of the other side, an address is an address.
    for email, side in (("dot@example.com", "staff"), ("ben@example.com", "executives")):
        assert operations.do_add_reader(cast.ours, name="X", email=email, side=side).person is None
