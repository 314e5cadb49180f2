"""The lens on the page: charge as one types, the calm wording, changes undone, nothing kept."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from bothways.lens import reframe
from bothways.web.lens.wording import LONGEST, mark_of, worded

HEATED = "You people always blew the 5 May date. Nobody up there cares. We need one person by 14 November."
HARD = "He put his hand on my back again at dinner."
PERSONS = ("ada", "ben", "eve")


def word(client, text=HEATED, **more):
    return client.post(reverse("lens"), {"text": text, "audience": "executives", "step": "word", **more})


@pytest.mark.parametrize("who", PERSONS)
def test_the_page_words_as_the_command_does(cast, as_person, who):
    answer = word(as_person(getattr(cast, who)))
    assert answer.status_code == 200
    said = answer.context["told"]
    assert said.found.reframed == reframe(HEATED).reframed != HEATED
    page = answer.content.decode()
    assert page.count('<li><span class="heat heat--') == len(said.found.charge) > 0
    assert "What became of it" in page


def test_a_change_is_undone_and_the_receipt_drawn_up_anew(cast, as_person):
    client = as_person(cast.ada)
    edits = word(client).context["told"].edits
    assert edits
    undone = word(client, undo=[edits[0].id], of=mark_of(HEATED)).context["told"]
    assert undone.found.reframed == reframe(HEATED).without(edits[0].id).reframed
    assert [edit.undone for edit in undone.edits].count(True) == 1
    other = word(client, text=HEATED + " Please.", undo=[edits[0].id], of=mark_of(HEATED)).context["told"]
    assert not any(edit.undone for edit in other.edits), "another text, other changes"
    assert word(client, undo=["e999"], of=mark_of(HEATED)).status_code == 422


def test_what_is_charged_shows_as_one_types(cast, as_person):
    answer = as_person(cast.ben).post(
        reverse("lens-charge"), {"text": HEATED}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "heat--" in page
    assert "<html" not in page
    assert (
        "charged shows here"
        in as_person(cast.ben).post(reverse("lens-charge"), {"text": " "}).content.decode()
    )


def test_what_must_not_be_softened_is_not_touched_and_ways_are_shown(cast, as_person):
    answer = word(as_person(cast.ben), text=HARD)
    told = answer.context["told"]
    assert told.found.reframed == HARD
    page = answer.content.decode()
    assert "must not be softened" in page
    assert "does not pass your manager" in page
    assert "Bring the calm wording" not in page


def test_what_was_heat_is_not_told_as_kept(cast, as_person):
    text = (
        "Legal is killing our deals. Eleven deals worth €640k slipped last quarter because the security questionnaire always "
        "takes six weeks, and nobody up there cares. We need one person who answers these within ten days, before 14 November."
    )
    told = word(as_person(cast.ada), text=text).context["told"]
    assert "nobody" in told.heat
    assert "nobody" not in [fact.original for fact in told.receipt.facts]


def test_refusals_keep_what_was_typed(cast, as_person):
    assert word(as_person(cast.ada), text="  ").status_code == 422
    long = "Nobody cares. " * (LONGEST // 14 + 2)
    answer = word(as_person(cast.ada), text=long)
    assert answer.status_code == 422
    assert long[:200] in answer.content.decode()


def test_nothing_typed_is_stored_or_logged(cast, as_person, caplog):
    typed = "Zyzzyva never answers, you people always blew it."
    caplog.set_level(logging.DEBUG)
    client = as_person(cast.ada)
    word(client, text=typed)
    client.post(reverse("lens-charge"), {"text": typed})
    rows = [str(list(table._base_manager.values())) for table in apps.get_models()]
    assert not [row for row in rows if "Zyzzyva" in row]
    assert "Zyzzyva" not in caplog.text
    kept = [
        path for path in Path(settings.DATA).rglob("*") if path.is_file() and b"Zyzzyva" in path.read_bytes()
    ]
    assert not kept
    assert "Zyzzyva" not in str(dict(client.session))


def test_what_is_typed_is_shown_and_never_run(cast, as_person):
    evil = 'You people always <script>alert(1)</script> lie" onfocus="x.'
    page = word(as_person(cast.ada), text=evil).content.decode()
    assert "<script>alert" not in page
    assert 'onfocus="x' not in page


def test_names_of_the_team_are_known_and_those_of_others_are_not(cast):
    assert worded("Ben says: Dot always forgets.", person=cast.ada).found.names == ("Ben",)


def test_the_model_is_asked_only_by_its_own_button(cast, as_person, settings):
    # Nothing listens there: whoever is asked says so, and the rules' wording stands.
    settings.LENS_MODEL = {"BOTHWAYS_LLM_BASE_URL": "http://127.0.0.1:9/v1", "BOTHWAYS_LLM_MODEL": "small"}
    client = as_person(cast.ada)
    assert "Ask small on 127.0.0.1:9, which is this machine" in client.get(reverse("lens")).content.decode()
    assert word(client).context["told"].said_of_model == ()
    asked = word(client, step="model").context["told"]
    assert asked.said_of_model
    assert asked.found.reframed == reframe(HEATED).reframed
    settings.LENS_MODEL = {
        "BOTHWAYS_LLM_BASE_URL": "https://models.example.com/v1",
        "BOTHWAYS_LLM_MODEL": "big",
    }
    assert "leaves this machine for models.example.com" in client.get(reverse("lens")).content.decode()


def test_the_text_is_handed_to_the_door(cast, as_person):
    for person in (cast.ben, cast.ada):
        client = as_person(person)
        answer = client.post(
            reverse("door-bring"),
            {"text": "You missed it.", "kind": "concern", "step": "edit", "team": cast.ours.pk},
        )
        assert answer.status_code == 200
        assert "You missed it." in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_lens_in_a_browser(cast, browse, width, dark):
    page = browse(cast.ada, width=width, dark=dark)
    page.goto(reverse("lens"))
    assert page.violations() == []
    page.fill("#text", HEATED)
    page.locator("#text").press_sequentially(" Now.")
    page.wait_for_selector("#charged .heat")
    assert page.locator("#text").input_value() == HEATED + " Now."
    page.click("text=Word it calmly")
    assert page.locator("#calm").input_value()
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
