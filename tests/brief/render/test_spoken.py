from dataclasses import replace

import example_brief as example
import pytest

from bothways.brief.document import Cite, Insight, Name, text_of
from bothways.brief.ledger import Ledger
from bothways.brief.render.spoken import spoken
from bothways.terms import Refusal


def captions(*given, number=20):
    return [said.caption for said in spoken(Insight(("T",), (number,), captions=given), example.ledger())]


def test_a_quote_without_a_caption_gets_its_label_who_and_when():
    assert captions() == [
        (
            Cite(20, "Customer's own words"),
            ", ",
            Name("Head of laboratory IT, Norrvik Pharma", "person"),
            ", ",
            Cite(20, "21 September 2026", mark=False),
        )
    ]


def test_a_caption_that_lacks_the_label_gets_it():
    (caption,) = captions(("Head of IT, 3 May",))
    assert text_of(caption) == "Customer's own words. Head of IT, 3 May"
    assert caption[0] == Cite(20, "Customer's own words")


def test_a_reps_note_is_never_shown_without_saying_so():
    (caption,) = captions((), number=22)
    assert caption == (Cite(22, "Rep's account"),)


def test_the_label_in_a_caption_leads_to_the_quote():
    (caption,) = captions((Name("Ana", "person"), ": customer's own words, in a mail"))
    assert caption == (Name("Ana", "person"), ": ", Cite(20, "customer's own words"), ", in a mail")


def test_a_caption_that_has_all_stays_as_it_is():
    given = ("Customer's own words", Cite(20, " (May)"))
    assert captions(given) == [given]


def test_a_figure_is_not_shown_as_a_quote():
    with pytest.raises(Refusal, match="shown as a quote and is none"):
        captions(number=1)


def test_a_quote_of_an_unknown_person_on_an_unknown_day():
    fact = example.ledger().fact(20)
    bare = replace(fact, quote=replace(fact.quote, who="", day=None))
    (said,) = spoken(Insight(("T",), (20,)), Ledger((bare,)))
    assert said.caption == (Cite(20, "Customer's own words"),)


def test_a_label_that_is_cited_already_is_not_cited_twice():
    given = (Name("Ana", "person"), ": ", Cite(20, "customer's own words", mark=False), ", won")
    assert captions(given) == [given]


def test_quotes_against_stand_last():
    insight = Insight(("T",), (20, 21), against=(20, 22))
    assert insight.shown == (21, 20, 22)
    assert [said.number for said in spoken(insight, example.ledger())] == [21, 20, 22]
