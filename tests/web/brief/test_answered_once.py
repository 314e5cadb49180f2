"""An answer that went back stands in one brief, also where it has the day on which that brief was made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bothways.brief.readback.paper import everything_in
from bothways.terms import Side
from bothways.web.brief import operations
from bothways.web.brief.models import Brief
from bothways.web.opendoor.operations import do_bring, do_event


def answer_to(cast, said: str, answer: str) -> None:
    """Ben's, carried across, answered by Eve, carried back: all on one day."""
    now = timezone.now()
    voice = do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=said, agreed=said, now=now
    )
    do_event(cast.ada, voice.pk, what="crossed", text=said, now=now)
    do_event(cast.eve, voice.pk, what="answered", text=answer, why="So it is.", now=now)
    do_event(cast.ada, voice.pk, what="returned", text=answer, now=now)


def made(cast, snapshot) -> str:
    """What the staff read in the next brief, which then goes out."""
    brief = operations.do_begin(
        cast.ours, snapshot=snapshot, by=cast.ada, now=timezone.now(), period="2026Q3"
    )
    operations.do_make(brief, tell=lambda *_: None)
    Brief.objects.filter(pk=brief.pk).update(state=Brief.State.APPROVED, approved_at=timezone.now())
    return " ".join(everything_in((brief.folder / "team.html").read_text("utf-8")).split())


@pytest.mark.slow
@pytest.mark.django_db
def test_what_one_brief_told_the_next_does_not_and_what_came_after_it_does(cast, snapshot, draft):
    # The last brief went out this morning, and knew of none of it.
    Brief.objects.filter(pk=draft.pk).update(
        state=Brief.State.APPROVED, approved_at=timezone.now() - timedelta(seconds=1)
    )
    answer_to(cast, "Norrvik waits for 11 quotes.", "They go out by Friday.")
    told = made(cast, snapshot)
    assert "they go out by friday" in told
    answer_to(cast, "The price list changed twice.", "It stays until May.")
    told = made(cast, snapshot)
    assert "it stays until may" in told
    assert "they go out by friday" not in told
