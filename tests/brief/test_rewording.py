"""A brief in the manager's words: figures and names hold, the meaning is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.check import check_file
from bothways.brief.document import Cite, Document, Line, Name, text_of
from bothways.brief.lines import cites_of, names_in
from bothways.brief.pair import Pair
from bothways.brief.render import render_html, render_markdown
from bothways.brief.rewording import Edits, edited, edits_from_dict, places, reword, sections_of
from bothways.terms import Refusal

NOTHING = Edits(words={}, without=frozenset())


def with_figure(document: Document) -> tuple[str, Line]:
    """A line of the headline that cites a figure in digits."""
    return next(
        (place, line)
        for place, line in places(document)
        if place[0] == "h" and any(isinstance(span, Cite) and re.search(r"\d", span.text) for span in line)
    )


@pytest.fixture(params=["executive", "team"])
def document(request: pytest.FixtureRequest, pair: Pair) -> Document:
    found: Document = getattr(pair, request.param)
    return found


def test_nothing_changed_is_the_same_brief(pair: Pair, document: Document):
    assert edited(document, NOTHING, ledger=pair.ledger) == document


def test_each_line_in_its_own_words_is_itself(pair: Pair, document: Document):
    for line in (line for _place, line in places(document) if text_of(line).strip()):
        said = reword(line, text_of(line), document=document, ledger=pair.ledger)
        assert [s for s in said.line if isinstance(s, Cite)] == [s for s in line if isinstance(s, Cite)]
        assert text_of(said.line) == " ".join(text_of(line).split())
        assert said.receipt.verdict == "clean"


def test_other_words_keep_the_citations_and_render_and_check(pair: Pair, document: Document):
    place, line = with_figure(document)
    new = f"{text_of(line)} More of it below."
    made = edited(document, Edits(words={place: new}, without=frozenset()), ledger=pair.ledger)
    assert new in {text_of(line) for line in made.headline}
    assert list(cites_of(made)) == list(cites_of(document))
    check_file(render_html(made), kind="html", ledger=pair.ledger, document=made)
    check_file(render_markdown(made), kind="markdown", ledger=pair.ledger, document=made)


def test_a_changed_a_lost_and_a_new_figure_are_refused(pair: Pair, document: Document):
    _place, line = with_figure(document)
    text = text_of(line)
    cite = next(span for span in line if isinstance(span, Cite) and re.search(r"\d", span.text))
    digit = re.search(r"\d", cite.text)
    assert digit is not None
    other = cite.text.replace(digit[0], str((int(digit[0]) + 1) % 10), 1)
    for wrong in (
        text.replace(cite.text, other, 1),
        text.replace(cite.text, "a lot", 1),
        f"{text} And 17 more.",
        f"{text} Twice.",
    ):
        with pytest.raises(Refusal) as refused:
            reword(line, wrong, document=document, ledger=pair.ledger)
        assert refused.value.code == "reword-number"
    with pytest.raises(Refusal) as refused:
        reword(line, f"{text} And {cite.text} again.", document=document, ledger=pair.ledger)
    assert refused.value.data["invented"], "a figure said twice has one fact and two places"


def test_a_figure_inside_another_is_not_it(pair: Pair):
    line: Line = ("It is ", Cite(1, "5"), " of them.")
    with pytest.raises(Refusal) as refused:
        reword(line, "It is 55 of them.", document=pair.team, ledger=pair.ledger)
    assert refused.value.data["lost"] == ["5"]


def test_a_name_that_this_reader_has_not_is_refused(pair: Pair):
    labels = {row.label for fact in pair.ledger for row in fact.rows}
    foreign = sorted(
        name
        for name in labels - names_in(pair.ledger.cut("staff"))
        if len(name) > 2 and not re.search(r"\d", name)
    )
    assert foreign, "nothing could leak"
    line = pair.team.headline[0]
    for name in foreign:
        with pytest.raises(Refusal) as refused:
            reword(line, f"{text_of(line)} So says {name.upper()}.", document=pair.team, ledger=pair.ledger)
        assert refused.value.code == "reword-name"


def test_a_changed_meaning_is_told(pair: Pair):
    line: Line = ("We will not lose ", Name("Acme", "account"), " if the price holds.")
    told = reword(line, "We will lose Acme if the price holds.", document=pair.team, ledger=pair.ledger)
    assert told.receipt.verdict != "clean"
    assert any(fact.verdict != "kept" for fact in told.receipt.facts)


def test_lines_and_sections_go_and_change_places(pair: Pair, document: Document):
    sections = sections_of(document)
    gone = next(
        place for place, _ in places(document) if ".i" in place or (".b" in place and ".n" not in place)
    )
    backwards = tuple(at for at, _ in reversed(sections))
    made = edited(
        document,
        Edits(words={}, without=frozenset({gone, f"s{sections[-1][0]}"}), order=backwards),
        ledger=pair.ledger,
    )
    titles = [text_of(section.title) for section in made.sections]
    assert titles == [title for _, title in reversed(sections) if title in titles]
    assert len(made.sections) <= len(sections) - 1
    check_file(render_html(made), kind="html", ledger=pair.ledger, document=made)


def test_a_place_that_is_gone_and_a_brief_without_headline_are_refused(pair: Pair, document: Document):
    for edits, code in (
        (Edits(words={"s99.b0": "x"}, without=frozenset()), "reword-place"),
        (
            Edits(words={}, without=frozenset(f"h{at}" for at in range(len(document.headline)))),
            "reword-empty",
        ),
        (Edits(words={"h0": "  "}, without=frozenset()), "reword-empty"),
        (Edits(words={"h0": "x" * 601}, without=frozenset()), "reword-long"),
    ):
        with pytest.raises(Refusal) as refused:
            edited(document, edits, ledger=pair.ledger)
        assert refused.value.code == code


def test_edits_come_back_as_they_were():
    edits = Edits(words={"h0": "We won."}, without=frozenset({"s1", "s2.b0"}), order=(2, 1))
    assert edits_from_dict(edits.as_dict()) == edits
    assert edits_from_dict(None) == NOTHING


@given(st.lists(st.integers(0, 20), max_size=12))
def test_any_order_keeps_every_section_once(pair: Pair, order: list[int]):
    made = edited(pair.team, Edits(words={}, without=frozenset(), order=tuple(order)), ledger=pair.ledger)
    assert sorted(text_of(s.title) for s in made.sections) == sorted(
        text_of(s.title) for s in pair.team.sections
    )
