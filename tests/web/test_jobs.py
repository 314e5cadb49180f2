"""Jobs: claimed once, told as they go, stopped, given up when their worker is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bothways.terms import Refusal
from bothways.web.jobs import operations
from bothways.web.jobs.models import Job, Minute
from bothways.web.jobs.operations import do_minute, do_one, do_stop, each_minute, enqueue, job

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(operations, "_KINDS", {})
    monkeypatch.setattr(operations, "_MINUTES", {})


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


def test_a_job_is_done_once_and_tells_what_it_found(db, kinds):
    job("count")(lambda work, tell: {"sum": sum(work.payload["of"])})
    asked = enqueue("count", by=None, now=NOW, payload={"of": [1, 2]})
    done = do_one(worker="a", clock=Clock())
    assert done.pk == asked.pk
    assert do_one(worker="a", clock=Clock()) is None
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.tries) == ("done", {"sum": 3}, 1)


def test_the_one_that_has_waited_longest_comes_first_and_none_before_its_time(db, kinds):
    seen = []
    job("see")(lambda work, tell: seen.append(work.payload["n"]))
    enqueue("see", by=None, now=NOW + timedelta(seconds=-5), payload={"n": 2})
    enqueue("see", by=None, now=NOW + timedelta(seconds=-9), payload={"n": 1})
    enqueue("see", by=None, now=NOW, payload={"n": 3}, not_before=NOW + timedelta(days=1))
    while do_one(worker="a", clock=Clock()):
        pass
    assert seen == [1, 2]


def test_a_claimed_job_is_nobody_else_s(db, kinds):
    def meanwhile(work, tell):
        assert do_one(worker="b", clock=Clock()) is None
        return {}

    job("long")(meanwhile)
    enqueue("long", by=None, now=NOW)
    assert do_one(worker="a", clock=Clock()).state == "done"


def test_stopped_while_it_runs(db, kinds):
    def long(work, tell):
        tell(1, 9, "one")
        do_stop(work)
        tell(2, 9, "two")
        raise AssertionError("it went on")

    job("long")(long)
    enqueue("long", by=None, now=NOW)
    work = do_one(worker="a", clock=Clock())
    assert (work.state, Job.objects.get(pk=work.pk).state) == ("stopped", "stopped")
    assert Job.objects.get(pk=work.pk).what == "two"


def test_stopped_before_it_began(db, kinds):
    job("long")(lambda work, tell: {})
    asked = enqueue("long", by=None, now=NOW)
    do_stop(asked)
    assert do_one(worker="a", clock=Clock()) is None


def test_a_refusal_is_its_answer_and_a_fault_stands_in_the_log(db, kinds, caplog):
    def refuse(work, tell):
        raise Refusal("no-deals", "No file holds deals.", hint="Add them.")

    def fault(work, tell):
        raise ZeroDivisionError

    job("refuse")(refuse)
    job("fault")(fault)
    enqueue("refuse", by=None, now=NOW)
    enqueue("fault", by=None, now=NOW + timedelta(milliseconds=1))
    assert do_one(worker="a", clock=Clock()).answer["hint"] == "Add them."
    assert do_one(worker="a", clock=Clock()).state == "failed"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(("again", "state"), [(True, "queued"), (False, "failed")])
def test_a_job_whose_worker_is_gone_is_done_anew_if_it_may_be(db, kinds, again, state):
    job("long", again=again)(lambda work, tell: {})
    asked = enqueue("long", by=None, now=NOW + timedelta(days=9))
    Job.objects.filter(pk=asked.pk).update(state="running", worker="gone", seen_at=NOW, tries=1)
    assert do_one(worker="a", clock=Clock(NOW + timedelta(minutes=2))) is None
    assert Job.objects.get().state == "running"
    do_one(worker="a", clock=Clock(NOW + timedelta(minutes=4)))
    assert Job.objects.get().state == state


def test_a_job_that_takes_its_worker_along_is_given_up_after_three_tries(db, kinds):
    job("deadly")(lambda work, tell: {})
    asked = enqueue("deadly", by=None, now=NOW)
    Job.objects.filter(pk=asked.pk).update(state="running", worker="gone", seen_at=NOW, tries=3)
    assert do_one(worker="a", clock=Clock(NOW + timedelta(hours=1))) is None
    assert Job.objects.get().state == "failed"


def test_a_worker_that_was_given_up_ends_nothing(db, kinds):
    def slow(work, tell):
        Job.objects.filter(pk=work.pk).update(worker="other")
        return {"from": "the first"}

    job("slow")(slow)
    enqueue("slow", by=None, now=NOW)
    do_one(worker="a", clock=Clock())
    assert Job.objects.get().answer == {}


def test_what_is_due_each_minute_is_done_once_a_minute_and_a_fault_stops_no_other(db, kinds, caplog):
    seen = []

    def fault(now):
        raise ZeroDivisionError

    each_minute("a fault")(fault)
    each_minute("b sees")(seen.append)
    for second in (0, 20, 40, 60):
        do_minute(now=NOW + timedelta(seconds=second))
    assert seen == [NOW, NOW + timedelta(seconds=60)]
    assert "ZeroDivisionError" in caplog.text
    assert Minute.objects.count() == 2


def test_nobody_asks_for_what_nothing_does(db, kinds):
    with pytest.raises(LookupError):
        enqueue("nothing", by=None, now=NOW)


def test_progress_is_for_who_asked(cast, as_person, kinds):
    job("count")(lambda work, tell: {"address": "/"})
    asked = enqueue("count", by=cast.ada, now=NOW)
    page = as_person(cast.ada).get(f"/work/{asked.pk}/")
    assert page.status_code == 200
    assert page.headers["Refresh"] == "3"
    do_one(worker="a", clock=Clock())
    assert as_person(cast.ada).get(f"/work/{asked.pk}/").headers["Location"] == "/"
    part = as_person(cast.ada).get(f"/work/{asked.pk}/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/"
