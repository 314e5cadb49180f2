"""Rounds of one question, and the same statement in two: held together, so that nobody is the difference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.consultations import ballots, forgetting, inviting, queries, releasing
from bothways.web.consultations.models import (
    Consultation,
    ConsultationRelease,
)
from bothways.web.consultations.operations import do_another_round, do_move, do_open
from bothways.web.jobs.models import Job
from bothways.web.people.operations import do_leave
from web.consultations.released_cast import all_say
from web.makers.consultations import consultation_of


def test_a_second_round_knows_who_is_the_same_and_says_no_name(cast, fourteen):
    found = consultation_of(cast)
    now = timezone.now()
    all_say(found, fourteen, vote="agree", guess=50)
    releasing.do_release(cast.ada, found, now=now)
    again = do_another_round(cast.ada, Consultation.objects.get(pk=found.pk), closes=found.closes, now=now)
    again = do_open(cast.ada, again, now=now)
    assert again.round == 2
    tokens = [{ballots.held_of(one, row).token for row in one.ballots.all()} for one in (found, again)]
    assert tokens[0] == tokens[1]
    assert set(found.ballots.values_list("slot")) & set(again.ballots.values_list("slot")) == set()
    assert queries.my_voter(cast.ben, again).answered == 0
    for person in fourteen[:2]:  # two of fourteen answer again: nothing new may be shown of them
        all_say(again, [person], vote="disagree", guess=50)
    with pytest.raises(Refusal):
        releasing.do_release(cast.ada, again, now=now)
    assert Logged.objects.exists()
    assert not Job.objects.filter(payload__icontains="token").exists()


def released_by(found, people, *, now, vote="agree"):
    all_say(found, people, vote=vote, guess=50)
    return releasing.do_release(found.team.managers.first(), found, now=now)


def test_a_round_that_another_overtook_is_not_opened_again(cast, fourteen):
    """Else the guard would not know of the later release, and both together would tell of the few who moved."""
    now = timezone.now()
    first = consultation_of(cast)
    released_by(first, fourteen, now=now)
    closes = first.closes
    again = lambda: do_open(  # noqa: E731 - three times
        cast.ada,
        do_another_round(cast.ada, Consultation.objects.get(pk=first.pk), closes=closes, now=now),
        now=now,
    )
    second = again()
    assert releasing.do_close(second, now=now) is None
    third = again()
    assert third.round == 3
    released_by(third, fourteen, now=now, vote="disagree")
    with pytest.raises(Refusal) as no:
        do_move(cast.ada, second, closes=closes, now=now)
    assert no.value.code == "round-open"
    # Were it open all the same, the guard itself says no.
    Consultation.objects.filter(pk=second.pk).update(state="open")
    second.refresh_from_db()
    all_say(second, fourteen[:12], vote="agree", guess=50)
    with pytest.raises(Refusal):
        releasing.do_release(cast.ada, second, now=now)
    assert not ConsultationRelease.objects.filter(consultation=second).exists()


def test_what_closed_is_not_opened_beside_the_same_statement_in_another_question(cast, fourteen):
    now = timezone.now()
    first = consultation_of(cast)
    assert releasing.do_close(first, now=now) is None
    second = consultation_of(cast)
    assert second.pk != first.pk
    released_by(second, fourteen, now=now)
    with pytest.raises(Refusal) as no:
        do_move(cast.ada, first, closes=first.closes, now=now)
    assert no.value.code == "asked-before"


def test_rounds_of_a_question_are_forgotten_together(cast, fourteen):
    """A third round beside the second, the first of which was forgotten, would take known people for strangers."""
    now = timezone.now()
    first = consultation_of(cast)
    released_by(first, fourteen, now=now)
    later = Consultation.objects.get(pk=first.pk)
    second = do_open(cast.ada, do_another_round(cast.ada, later, closes=first.closes, now=now), now=now)
    Consultation.objects.filter(pk=first.pk).update(closes=first.closes - timedelta(days=1000))
    forgetting.forget(before=now - timedelta(days=900), now=now)
    assert Consultation.objects.filter(pk__in=[first.pk, second.pk]).count() == 2
    Consultation.objects.filter(pk=second.pk).update(
        closes=first.closes - timedelta(days=950), state="closed"
    )
    forgetting.forget(before=now - timedelta(days=900), now=now)
    assert not Consultation.objects.exists()


def test_who_left_is_asked_no_more_in_the_next_round_nor_out_of_a_draft(cast, fourteen, box):
    now = timezone.now()
    first = consultation_of(cast)
    released_by(first, fourteen, now=now)
    do_leave(fourteen[3], team=cast.ours, by=cast.ada, now=now)
    later = Consultation.objects.get(pk=first.pk)
    draft = do_another_round(cast.ada, later, closes=first.closes, now=now)
    assert not draft.invited.filter(person=fourteen[3]).exists()
    do_leave(fourteen[4], team=cast.ours, by=cast.ada, now=now)
    second = do_open(cast.ada, draft, now=now)
    assert (second.eligible["staff"], second.ballots.count()) == (10, 12)
    assert inviting.do_invite_all(second, now=now) == 12
    # Ten of the twelve answer again: the two who left are not to be had as the difference.
    here = [one for one in fourteen if one not in fourteen[3:5]]
    all_say(second, here, vote="disagree", guess=50)
    with pytest.raises(Refusal):
        releasing.do_release(cast.ada, second, now=now)


def test_where_a_side_is_gone_a_draft_is_not_opened(cast, fourteen):
    first = consultation_of(cast)
    released_by(first, fourteen, now=timezone.now())
    later = Consultation.objects.get(pk=first.pk)
    draft = do_another_round(cast.ada, later, closes=first.closes, now=timezone.now())
    cast.ours.executives.clear()
    with pytest.raises(Refusal) as no:
        do_open(cast.ada, draft, now=timezone.now())
    assert no.value.code == "no-side"
    draft.refresh_from_db()
    assert draft.state == "draft"
