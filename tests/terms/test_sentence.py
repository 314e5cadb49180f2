"""A sentence has one form for machines, whichever room says it."""

from __future__ import annotations

import json
from datetime import date

from bothways.terms import Calendar, Called, Figure, Said, Source, Unit, sentence_parts


def test_words_figures_and_names_each_have_their_form() -> None:
    quarter = Calendar().period("2026Q3")
    figure = Figure(
        name="gap", value=-1, unit=Unit.CENTS, period=quarter, as_of=date(2026, 9, 30),
        source=Source("9c41", "x"), method="x/1", by="team", key="North",
    )  # fmt: skip
    parts = sentence_parts((Called("North", "team"), " is ", Said(figure, "size", "short"), "."))
    assert parts == [
        {"called": "North", "what": "team"},
        " is ",
        {"figure": "gap", "by": "team", "key": "North", "form": "size", "noun": "short"},
        ".",
    ]
    assert json.loads(json.dumps(parts)) == parts
    assert sentence_parts(()) == []
