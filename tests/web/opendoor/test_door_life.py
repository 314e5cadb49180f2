"""A voice with a name from brought to closed; who reads what of it on the way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.terms import Refusal, Side
from bothways.web.opendoor import keeping, operations, queries
from bothways.web.opendoor.models import Voice, VoiceEvent

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SAID = "You people never answer. Norrvik waits for 11 quotes since 5 October."
CALM = "Norrvik waits for 11 quotes since 5 October."


def brought(cast, text=SAID, **more):
    more = {"team": cast.ours, "side": Side.STAFF, "kind": "concern", "now": NOW} | more
    return operations.do_bring(more.pop("by", cast.ben), text=text, **more)


@pytest.mark.django_db
def test_from_brought_to_closed_by_the_pages(cast, as_person):
    ada, ben, eve = as_person(cast.ada), as_person(cast.ben), as_person(cast.eve)
    form = {"kind": "concern", "text": SAID, "team": cast.ours.pk}
    looked = ben.post("/door/bring/", form | {"step": "look"})
    assert looked.status_code == 200
    assert b"Nothing is sent yet" in looked.content
    assert b"The manager reads your words and your name." in looked.content
    assert Voice.objects.count() == 0  # looking keeps nothing
    sent = ben.post("/door/bring/", form | {"step": "send"})
    address = sent.headers["Location"]
    assert sent.status_code == 302
    voice = Voice.objects.get()
    assert eve.get(address).status_code == 404
    desk = ada.get(address).content.decode()
    assert "Ben" in desk
    assert 'data-kind="' in desk
    assert ada.post(f"{address}do/", {"what": "proposed", "text": CALM}).status_code == 302
    assert b"May it cross like this?" in ben.get(address).content
    assert [w.voice.pk for w in queries.waiting_for(cast.ben)] == [voice.pk]
    assert ben.post(f"{address}do/", {"what": "agreed"}).status_code == 302
    assert ada.post(f"{address}do/", {"what": "crossed", "text": CALM}).status_code == 302
    crossed = eve.get(address).content.decode()
    assert CALM in crossed
    assert "You people" not in crossed
    assert "Ben" not in crossed
    assert [w.voice.said for w in queries.waiting_for(cast.eve)] == [CALM]
    eve.post(f"{address}do/", {"what": "answered", "text": "By Friday.", "why": "Two people are back."})
    assert b"By Friday." not in ben.get(address).content  # it is on the desk
    ada.post(f"{address}do/", {"what": "returned", "text": "By Friday."})
    back = ben.get(address).content.decode()
    assert "By Friday." in back
    assert "Two people are back." in back
    ben.post(f"{address}do/", {"what": "accepted"})
    voice.refresh_from_db()
    assert (voice.stage, voice.awaits) == ("closed", "nobody")
    assert queries.waiting_for(cast.ada) == []


@pytest.mark.django_db
def test_words_that_were_not_agreed_to_don_t_cross_and_what_was_typed_stays(cast, as_person):
    voice = brought(cast)
    answer = as_person(cast.ada).post(f"/door/{voice.pk}/do/", {"what": "crossed", "text": "Other words."})
    assert answer.status_code == 422
    assert b"These are not words that the author has said" in answer.content
    assert b"Other words." in answer.content
    assert VoiceEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["eve", "cy", "dot", "guy", "fay"])
def test_before_it_crosses_nobody_else_finds_a_byte_of_it(cast, as_person, who):
    voice = brought(cast, name_crosses=True)
    client = as_person(getattr(cast, who))
    for address in ("/", "/door/", "/door/bring/", f"/door/{voice.pk}/", "/door/box/", "/door/box/key/"):
        page = client.get(address).content.decode()
        assert "Norrvik" not in page, address
        assert "Ben" not in page, address
    assert "Norrvik" in as_person(cast.ada).get("/door/").content.decode()  # it is there to be found


@pytest.mark.django_db
def test_on_somebody_s_behalf_only_with_consent_and_their_name_stays_with_the_manager(cast, as_person):
    with pytest.raises(Refusal, match="consent"):
        brought(cast, by=cast.ada, text="Trainers are booked out.")
    voice = brought(
        cast,
        by=cast.ada,
        text="Trainers are booked out.",
        consent_who="Kim Berg",
        consent_day=keeping.day_of(NOW),
        consent_how="in person",
    )
    ada, eve = as_person(cast.ada), as_person(cast.eve)
    assert b"Kim Berg" in ada.get(f"/door/{voice.pk}/").content
    ada.post(f"/door/{voice.pk}/do/", {"what": "crossed", "text": "Trainers are booked out."})
    page = eve.get(f"/door/{voice.pk}/").content
    assert b"Trainers are booked out." in page
    assert b"Kim" not in page


@pytest.mark.django_db
def test_what_must_not_be_softened_goes_nowhere_by_itself_and_shows_a_way_past_the_manager(
    cast, as_person, settings, tmp_path
):
    settings.ROUTES = tmp_path / "routes.toml"
    text = "He put his hand on my back again at dinner."
    ben = as_person(cast.ben)
    form = {"kind": "concern", "text": text, "team": cast.ours.pk, "step": "send"}
    page = ben.post("/door/bring/", form)
    assert page.status_code == 422
    assert "does not pass your manager" in page.content.decode()
    settings.ROUTES.write_text('[[route]]\nname = "Ombudsperson"\ncontact = "room 4"\n', encoding="utf-8")
    assert "Ombudsperson" in ben.post("/door/bring/", form).content.decode()
    assert Voice.objects.count() == 0
    assert ben.post("/door/bring/", form | {"all_the_same": "1"}).status_code == 302
    assert Voice.objects.count() == 1


@pytest.mark.django_db
def test_declined_needs_a_reason_and_its_author_reads_it(cast, as_person):
    voice = brought(cast)
    ada = as_person(cast.ada)
    assert ada.post(f"/door/{voice.pk}/do/", {"what": "declined"}).status_code == 422
    ada.post(f"/door/{voice.pk}/do/", {"what": "declined", "why": "Legal answered it on Monday."})
    assert "Legal answered it on Monday." in as_person(cast.ben).get(f"/door/{voice.pk}/").content.decode()


@pytest.mark.django_db
def test_the_receipt_is_drawn_up_as_one_types(cast, as_person):
    voice = brought(cast)
    part = as_person(cast.ada).post(
        f"/door/{voice.pk}/receipt/", {"text": "Norrvik waits for 12 quotes."}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert b"state--changed" in part.content or b"state--lost" in part.content
    assert VoiceEvent.objects.count() == 1


@pytest.mark.django_db
def test_executives_bring_imperatives_and_staff_answer(cast, as_person):
    text = "Discounts stop at 8 % from 1 December, because the margin fell by 3 points."
    voice = brought(cast, by=cast.eve, text=text, side=Side.EXECUTIVES, kind="imperative")
    as_person(cast.ada).post(f"/door/{voice.pk}/do/", {"what": "crossed", "text": text})
    assert [w.voice.pk for w in queries.waiting_for(cast.ben)] == [voice.pk]
    with pytest.raises(Refusal, match="own side"):
        brought(cast, by=cast.ben, text=text, side=Side.EXECUTIVES, kind="imperative")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ada", "ben", "eve"])
def test_lists_ask_as_much_for_three_as_for_one(cast, as_person, who):
    client = as_person(getattr(cast, who))
    counts = []
    for _ in range(2):
        for _ in range(1 if not counts else 2):
            voice = brought(cast, text="Quotes take nine days.")
            operations.do_event(cast.ada, voice.pk, what="crossed", text="Quotes take nine days.", now=NOW)
        with CaptureQueriesContext(connection) as asked:
            client.get("/door/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_reading_changes_nothing(cast, as_person):
    voice = brought(cast)
    before = list(Voice.objects.values()), list(VoiceEvent.objects.values())
    for person in (cast.ada, cast.ben, cast.eve):
        for address in ("/door/", "/door/bring/", f"/door/{voice.pk}/", "/door/box/", "/door/box/key/"):
            as_person(person).get(address)
    assert before == (list(Voice.objects.values()), list(VoiceEvent.objects.values()))
