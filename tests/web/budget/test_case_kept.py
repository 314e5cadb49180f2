"""What is kept of a case: without the names of who was erased, and as long as its return is to come."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from bothways.budget import work_out
from bothways.web.budget import forgetting, operations, queries, sample
from bothways.web.budget.casefile import read
from bothways.web.budget.models import ResourceCase
from bothways.web.budget.registers import granted_of
from bothways.web.people.naming import SOMEBODY
from web.makers.budget import PEOPLE, TOOL, case_of

NOW = timezone.now


def test_who_is_erased_leaves_the_case_and_its_numbers(cast):
    line = {**PEOPLE, "felt_by": ["Ada", "Ben and Dana"]}
    found = case_of(cast, lines=[line], put=True)
    operations.do_decide(cast.eve, found.pk, outcome="granted", of="ask", reasons="Ben asked well", now=NOW())
    was = work_out(read(found.asked).case).plan((2,))
    for person in (cast.ada, cast.ben, cast.eve):
        forgetting.erase(person, now=NOW())
    found.refresh_from_db()
    kept = str(found.asked) + str([one.words for one in found.events.all()])
    assert not re.search(r"\b(Ada|Ben|Eve)\b", kept)
    assert [one["who"] for one in found.asked["line"][0]["judged"]] == [SOMEBODY, SOMEBODY]
    assert work_out(read(found.asked).case).plan((2,)) == was
    assert granted_of(cast.ours)[0].reasons == f"{SOMEBODY} asked well"


def test_old_cases_are_forgotten_and_a_return_still_to_come_is_not(cast):
    old = NOW() - timedelta(days=1000)
    gone = case_of(cast, now=old)
    runs_on = case_of(cast, now=old, put=True, first_month="2090-01")
    operations.do_decide(cast.eve, runs_on.pk, outcome="granted", of="ask", reasons="Yes", now=old)
    over = case_of(cast, now=old, put=True, first_month="2020-01")
    operations.do_decide(cast.eve, over.pk, outcome="granted", of="ask", reasons="Yes", now=old)
    fresh = case_of(cast)
    forgetting.forget(before=NOW() - timedelta(days=500), now=NOW())
    assert set(ResourceCase.objects.values_list("pk", flat=True)) == {runs_on.pk, fresh.pk}
    assert gone.pk not in {runs_on.pk, fresh.pk}


def test_the_day_of_a_decision_is_the_one_of_its_place(cast, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    found = case_of(cast, lines=[TOOL], put=True)
    evening = datetime(2027, 3, 1, 20, tzinfo=UTC)  # the second of March where it was decided
    operations.do_decide(cast.eve, found.pk, outcome="granted", of="ask", reasons="Yes", now=evening)
    assert granted_of(cast.ours)[0].decided == date(2027, 3, 2)


def test_the_sample_company_has_a_case_with_an_offer(cast):
    sample.seed(cast={"manager": cast.ada, "executive": cast.eve}, team=cast.ours, now=NOW())
    (found,) = queries.waiting_for(cast.eve)
    assert [one.kind for one in found.events.all()] == ["put", "counter"]
