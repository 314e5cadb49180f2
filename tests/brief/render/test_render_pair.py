import re
from dataclasses import replace

import example_brief as example
from page_outline import outline

from bothways.brief.render import render_pair_html


def test_staff_stand_left_and_executives_right_of_the_fact():
    page = outline(render_pair_html(example.proof()))
    kinds = [e.attributes.get("class", "") for e in page.all("div")]
    row = [kind for kind in kinds if kind.startswith(("pair__side", "pair__fact"))]
    assert row[1:4] == ["pair__side pair__side--staff", "pair__fact", "pair__side pair__side--executives"]


def test_what_one_side_has_not_is_said_with_its_reason():
    page = outline(render_pair_html(example.proof()))
    assert "Not in this brief. It is an ask to the executives." in page.seen
    assert "Not in this brief. It says how staff work, and moves no decision." in page.seen


def test_what_is_a_single_persons_is_listed_under_their_name():
    proof = example.proof()
    page = outline(render_pair_html(proof))
    (name,) = proof.by_person()
    rows = [e for e in page.all("tr") if e.attributes.get("id", "").startswith("f")]
    assert [row.attributes["id"] for row in rows] == [f"f{use.number}" for use in proof.people_only]
    assert f"{name} 1 fact" in " ".join(page.seen.split())


def test_a_square_for_each_fact_and_side():
    page = outline(render_pair_html(example.proof()))
    squares = [r.attributes["class"] for r in page.all("rect")]
    # Of the five, one is only a person's own: no side has it, so neither has a square for it.
    assert squares == ["c-staff", "c-staff", "c-staff", "c-none", "c-exec", "c-exec", "c-none", "c-exec"]


def test_what_a_side_has_only_as_evidence_is_said_so():
    proof = example.proof()
    quiet = replace(proof, executives_only=(replace(proof.executives_only[0], executives=()),))
    page = outline(render_pair_html(quiet))
    assert "In the evidence notes of this brief." in page.seen
    assert "Those that stand only in the evidence notes" in page.seen


def test_it_holds_under_a_strict_policy_and_escapes():
    text = render_pair_html(example.proof())
    page = outline(text)
    assert "<script" not in text
    assert not re.search(r'\sstyle="', text)
    assert example.HOSTILE in page.seen
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
    assert {a.attributes["href"][1:] for a in page.all("a")} <= ids
    levels = page.headings()
    assert levels.count(1) == 1


def test_a_part_that_holds_nothing_is_absent():
    proof = replace(example.proof(), staff_only=(), people_only=())
    assert "Told to staff only" not in outline(render_pair_html(proof)).seen
