"""A document inside a page of the application: the file's own blocks, and nothing that a strict policy forbids."""

from __future__ import annotations

import re

from bothways.brief.pair import Pair
from bothways.brief.render import render_html
from bothways.brief.render.inside import render_inside


def test_the_parts_are_those_of_the_file(pair: Pair):
    for document in pair.documents():
        parts, whole = render_inside(document), render_html(document)
        assert parts.first in whole
        assert parts.sections.strip() in whole
        assert set(parts.notes) == {note.fact for note in document.evidence}
        assert all(note.strip() in whole for note in parts.notes.values())


def test_nothing_in_them_needs_more_than_classes(pair: Pair):
    for document in pair.documents():
        parts = render_inside(document)
        for text in (parts.first, parts.sections, *parts.more, *parts.foot, *parts.notes.values()):
            assert not re.search(r"<style|<script|\sstyle=|\son\w+=", text)


def test_evidence_opens_and_closes_where_the_page_says(pair: Pair):
    parts = render_inside(pair.documents()[0], opens="?fact={0}#c{0}", closes="?#{}")
    assert 'href="#' not in parts.sections
    fact = next(iter(parts.notes))
    assert f'href="?fact={fact}#c{fact}"' in parts.first + parts.sections + "".join(parts.more)
    assert re.search(r'class="note" href="\?#(c\d+|main)"', parts.notes[fact])
