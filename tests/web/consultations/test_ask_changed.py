"""What is changed after it was written or read: a draft, a statement that is taken out."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from bothways.terms import Side
from bothways.web.consultations import queries
from bothways.web.consultations.operations import Given, do_make
from bothways.web.opendoor.keeping import day_of
from web.consultations.released_cast import at
from web.makers.consultations import SAID, consultation_of


def page_holds(client, address):
    """The statement that a page would send along with an answer."""
    return re.search(r'name="statement" value="([^"]+)"', client.get(address).content.decode()).group(1)


def test_an_answer_stays_with_the_statement_that_was_read_when_one_before_it_is_taken_out(
    cast, fourteen, as_person
):
    found = consultation_of(cast, said=(*SAID, "Territories without anybody should lower the target."))
    client = as_person(cast.ben)
    first, _second, third, fourth = queries.my_voter(cast.ben, found).statements
    pages = [at("consultation-answer", found, place=place) for place in (1, 2, 3)]
    gone, read = page_holds(client, pages[0]), page_holds(client, pages[2])
    assert as_person(cast.ada).post(at("consultation-out", found, statement=first.pk)).status_code == 302
    go = client.post(pages[2], {"statement": read, "vote": "disagree", "go": "next"})
    assert queries.my_voter(cast.ben, found).held.votes == {third.place: -1}
    assert go["Location"] == pages[2]
    assert page_holds(client, go["Location"]) == str(fourth.pk), (
        "the others stand in the order in which they were"
    )
    script = {"HX-Request": "true"}
    late = client.post(pages[0], {"statement": gone, "vote": "agree"})
    assert (late.status_code, "taken out" in late.content.decode()) == (422, True)
    assert client.post(pages[0], {"statement": gone, "vote": "agree"}, headers=script).status_code == 422
    client.post(pages[2], {"statement": read, "vote": "pass"}, headers=script)
    assert queries.my_voter(cast.ben, found).held.votes == {third.place: 0}


def test_what_a_draft_holds_and_is_proposed_no_more_is_not_lost(cast, fourteen, as_person):
    said, now = [Given("A limit that ended.", Side.STAFF), Given(SAID[0])], timezone.now()
    made = do_make(
        cast.ada, team=cast.ours, question="What slows us?", statements=said, closes=day_of(now) + timedelta(days=3),
        now=now, people=fourteen,
    )  # fmt: skip
    client, address = as_person(cast.ada), at("consultation-change", made)
    assert f">A limit that ended.\n{SAID[0]}</textarea>" in client.get(address).content.decode()
    given = {
        "team": cast.ours.pk, "question": "What slows us?", "own": SAID[0], "said": ["A limit that ended."],
        "people": [str(one.pk) for one in fourteen], "closes": made.closes.isoformat(), "do": "draft",
    }  # fmt: skip
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "A limit that ended. is not one of" in refused.content.decode(), "it says what is wrong"
