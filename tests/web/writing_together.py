"""Several people write into the same registers at the same moment: nothing is lost, nothing stands twice.

On PostgreSQL the tests call `together` as it is. SQLite's database of the tests is in memory and belongs to one
connection; there this file is a program of its own, on a file as `bothways serve` makes it:

    python tests/web/writing_together.py FOLDER
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

WRITERS = 8
EACH = 6
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


def at_once(does: Sequence[Callable[[], Any]]) -> list[Any]:
    """Begin all in the same moment; what each gave, or its refusal."""
    from django.db import connection  # noqa: PLC0415 - once the settings are there

    from bothways.terms import Refusal  # noqa: PLC0415

    begin = threading.Barrier(len(does))

    def one(write: Callable[[], Any]) -> Any:
        try:
            begin.wait(30)
            return write()
        except Refusal as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(does)) as many:
        return list(many.map(one, does))


def together(*, ada: Any, ben: Any, eve: Any, team: Any) -> None:
    """Write into the log, promises, limits and a round of priorities at once; raises where something is amiss."""
    the_log_begins(ada, team)
    the_registers(ada, team)
    a_round(ada, ben, eve, team)
    a_consultation(ada, ben, eve, team)
    a_dispute(ada, ben, eve, team)


def a_dispute(ada: Any, ben: Any, eve: Any, team: Any) -> None:
    """Both sides write in the same moment, each twice: both views are shown, and each once."""
    from bothways.web.constraints.disputing import do_open_dispute, do_write_view  # noqa: PLC0415
    from bothways.web.constraints.models import Dispute, DisputeView  # noqa: PLC0415

    opened = at_once([lambda: do_open_dispute(ada, team=team, about="Approvals", now=NOW)] * 4)
    assert [str(one) for one in opened].count("dispute-open") == 3, opened
    row = Dispute.objects.get()

    def write(person: Any) -> Callable[[], Any]:
        said = {"statement": person.name, "facts": ["One."], "wish": "Less.", "number": 0}
        return lambda: do_write_view(person, row.pk, now=NOW, **said)

    came = at_once([write(ben), write(eve), write(ben), write(eve)])
    refused = [one for one in came if isinstance(one, str)]
    assert len(refused) == 2, came
    assert set(refused) <= {"view-changed", "views-shown"}
    row.refresh_from_db()
    assert sorted(one["side"] for one in row.shown) == ["executives", "staff"]
    assert not DisputeView.objects.exists()


def a_consultation(ada: Any, ben: Any, eve: Any, team: Any) -> None:
    """Tabs of one person lose no answer to each other, and an answer during the release is in it or is refused."""
    from datetime import timedelta  # noqa: PLC0415

    from bothways.web.consultations import ballots, queries, releasing  # noqa: PLC0415
    from bothways.web.consultations.operations import Given, do_make, do_open  # noqa: PLC0415

    said = [Given(f"Statement {number}.") for number in range(WRITERS)]
    made = do_make(
        ada, team=team, question="What first?", statements=said, closes=NOW.date() + timedelta(days=5), now=NOW, people=[ben, eve],
    )  # fmt: skip
    made = do_open(ada, made, now=NOW)
    voter = queries.my_voter(ben, made)

    def save(at: int, vote: str) -> Callable[[], Any]:
        return lambda: ballots.do_save(voter, voter.statements[at], vote=vote, important=False, guess=None)

    at_once([save(at, "agree") for at in range(WRITERS)])
    assert len(queries.my_voter(ben, made).held.votes) == WRITERS
    ends = [lambda: releasing.do_close(made, now=NOW)] * 2
    came = at_once([*ends, *(save(at, "disagree") for at in range(WRITERS))])
    assert sorted(str(one) for one in came[:2]) == ["None", "not-open"], "too few for a result: closed once"
    held = queries.my_voter(ben, made).held
    for at, one in enumerate(came[2:]):
        assert (one == "closed") == (held.votes[voter.statements[at].place] == 1)


def the_log_begins(ada: Any, team: Any) -> None:
    from bothways.web.audit.models import Logged  # noqa: PLC0415
    from bothways.web.audit.operations import record, verify  # noqa: PLC0415

    assert not Logged.objects.exists(), "the first entry is what two can collide at"
    at_once([lambda: record(by=ada, did="say", what="One.", now=NOW, team=team)] * WRITERS)
    assert Logged.objects.count() == WRITERS
    assert verify().holds


def the_registers(ada: Any, team: Any) -> None:
    from bothways.web.audit.models import Logged  # noqa: PLC0415
    from bothways.web.audit.operations import record, verify  # noqa: PLC0415
    from bothways.web.constraints import operations as limits  # noqa: PLC0415
    from bothways.web.constraints.registers import register_of as limits_of  # noqa: PLC0415
    from bothways.web.credibility import operations as promises  # noqa: PLC0415
    from bothways.web.credibility.registers import register_of as promises_of  # noqa: PLC0415

    before = Logged.objects.count()

    def promise() -> None:
        for number in range(EACH):
            promises.do_add(
                ada, team=team, text=f"Promise {number}.", giver="manager", receiver="staff", due=date(2026, 12, 1), now=NOW
            )  # fmt: skip

    def limit() -> None:
        for number in range(EACH):
            limits.do_add(
                ada, team=team, side="executives", statement=f"Limit {number}.", owner="Eve", review=date(2027, 2, 1), now=NOW
            )  # fmt: skip

    def say() -> None:
        for _ in range(EACH):
            record(by=ada, did="say", what="Something.", now=NOW, team=team)

    writers = [promise, limit, say, promise, limit, say, promise, limit]
    at_once(writers)
    assert sorted(promises_of(team).by_promise) == sorted(f"p{n + 1}" for n in range(3 * EACH))
    assert sorted(limits_of(team).by_limit) == sorted(f"l{n + 1}" for n in range(3 * EACH))
    assert Logged.objects.count() == before + len(writers) * EACH
    assert verify().holds
    # One promise, ended by two at once: one of them is told that it has ended.
    row = team.promise_events.get(promise="p1")
    ended = at_once([lambda: promises.do_event(ada, row.pk, what="kept", now=NOW)] * 2)
    assert sum(isinstance(one, str) for one in ended) == 1, ended
    assert team.promise_events.filter(promise="p1").count() == 2


def a_round(ada: Any, ben: Any, eve: Any, team: Any) -> None:
    from bothways.web.audit.operations import verify  # noqa: PLC0415
    from bothways.web.priorities import operations as priorities  # noqa: PLC0415
    from bothways.web.priorities.models import AgreedTop, PriorityRound, Ranking  # noqa: PLC0415

    things = ["Quotes", "Prices", "People"]
    opened = at_once(
        [lambda: priorities.do_open(ada, team=team, question="First?", items=things, now=NOW)] * WRITERS
    )
    assert opened.count("round-open") == WRITERS - 1, opened
    found = PriorityRound.objects.get()

    def rank(person: Any) -> Callable[[], Any]:
        return lambda: priorities.do_rank(person, found.pk, ranked=things, on_record=True)

    assert at_once([rank(ben), rank(eve), rank(ben), rank(eve)]) == [None] * 4
    assert Ranking.objects.count() == 2
    closed = at_once([lambda: priorities.do_release(ada, found.pk, now=NOW), rank(ben), rank(eve)])
    assert set(closed[1:]) <= {None, "round-closed"}, closed
    found.refresh_from_db()
    assert found.closed is not None
    assert not Ranking.objects.exists(), "a ranking came after the release and stayed"
    at_once([lambda: priorities.do_agree(ada, found.pk, items=["Quotes"], now=NOW)] * 4)
    assert AgreedTop.objects.count() == 4
    assert verify().holds


def main(folder: str) -> None:
    """On a file of SQLite, as it is served."""
    from bothways.web.start import prepare  # noqa: PLC0415

    prepare(data=Path(folder), mode="server")
    from bothways.web.people.models import Person, Team  # noqa: PLC0415

    people = {
        name: Person.objects.create_user(f"{name}@example.com", name=name.title(), role=role)
        for name, role in (("ada", "manager"), ("ben", "staff"), ("eve", "executive"))
    }
    team = Team.objects.create(name="ours")
    team.managers.add(people["ada"])
    team.staff.add(people["ben"])
    team.executives.add(people["eve"])
    together(**people, team=team)
    print("together")  # noqa: T201 - a program


if __name__ == "__main__":
    main(sys.argv[1])
