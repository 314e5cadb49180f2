"""What each page costs: processor time and queries of one request, in the process itself; the load's mix of them.

python bench/web_parts/pages.py [ROUNDS] [--profile PAGE]     with the settings of the server in the environment

Processor time hardly depends on what else a machine does. Requests go through the whole application as it is shipped (all
middleware, sessions, templates), without the server's own parsing and without the generator.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from load import CSRF, ONE, PLACES, TEXT, WAYS

ROUNDS = 12


class Asker:
    """One signed-in person who asks for pages in this process."""

    def __init__(self, person: dict[str, str], *, number: int) -> None:
        from django.test import Client

        self.person, self.number = person, number
        self.client = Client(HTTP_HOST="127.0.0.1", HTTP_X_CSRFTOKEN=CSRF)
        self.client.cookies["sessionid"] = person["session"]
        self.client.cookies["csrftoken"] = CSRF

    def ask(self, what: str) -> Any:
        """One act, as the load does it; `one of …` is the first link of that room's page."""
        self.number += 1
        text = TEXT.format(n=self.number)
        if what == "lens":
            return self.client.post("/lens/", {"text": text, "audience": "executives", "step": "word"})
        if what == "lens, as you type":
            return self.client.post(
                "/lens/charge/", {"text": text, "audience": "executives"}, HTTP_HX_REQUEST="true"
            )
        if what == "voice":
            said = {
                "kind": "concern",
                "text": text,
                "team": self.person["team"],
                "step": "send",
                "wording": "own",
            }
            return self.client.post("/door/bring/", said)
        if what == "promise":
            said = {"team": self.person["team"], "text": f"A reviewer for quote {self.number}", "giver": "manager",
                    "receiver": "staff", "due": "2031-01-31"}  # fmt: skip
            return self.client.post("/promises/add/", said)
        return self.client.get(self.address(what))

    def asked(self, what: str) -> Callable[[], Any] | None:
        """The asking for a page, without looking for it each time; None where there is none of it."""
        if not what.startswith("one of "):
            return lambda: self.ask(what)
        address = self.address(what)
        return (lambda: self.client.get(address)) if address else None

    def address(self, what: str) -> str:
        """Where a page is; of a room's objects, the first that it lists."""
        if not what.startswith("one of "):
            return PLACES[what]
        listed = self.client.get(f"/{what.removeprefix('one of ')}/", follow=True).content
        found = [link.decode() for link in ONE.findall(listed) if link.startswith(f"/{what[7:]}/".encode())]
        return found[0] if found else ""


def measured(ask: Callable[[], Any], *, rounds: int) -> tuple[int, float, int, int]:
    """Of one request: its status, milliseconds of processor (median), queries, bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    queries = len(asked)  # at once: the next request empties the list
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        ask()
        took.append(time.process_time() - begun)
    return answer.status_code, statistics.median(took) * 1000, queries, len(answer.content)


def shares(role: str) -> dict[str, float]:
    """How often each page is asked for by a role, in parts of one; an object of a room is one of those just listed."""
    ways = WAYS[role]
    whole = sum(ways.values())
    found = {what: n / whole for what, n in ways.items() if what != "one"}
    rooms = [
        ("door", "door"),
        ("promises", "promises"),
        ("limits", "limits"),
        ("briefs", "briefs"),
        ("evidence", "evidence"),
    ]
    known = {room: found[what] for room, what in rooms if what in found}
    for room, share in known.items():
        found[f"one of {room}"] = ways["one"] / whole * share / sum(known.values())
    return found


def main(rounds: int, profiled: str) -> int:
    """Measure every page of every role; print; say what the mix costs."""
    from bothways.web.start import prepare

    prepare(data=None, mode="server")
    from seeding import _made

    made = _made()
    count = {"staff": 0, "executive": 0, "manager": 0}
    for person in made["people"]:
        count[person["role"]] += 1
    print(f"{'role':<11}{'page':<20}{'status':>7}{'CPU ms':>9}{'queries':>9}{'KiB':>7}{'share':>8}")
    mixed = 0.0
    for role, people in count.items():
        asker = Asker(next(p for p in made["people"] if p["role"] == role), number=9_000_000)
        for what, often in {**shares(role), "lens, as you type": 0.0}.items():
            asked = asker.asked(what)
            if asked is None:
                continue
            status, ms, queries, size = measured(asked, rounds=rounds)
            share = often * people / sum(count.values())
            mixed += ms * share
            print(f"{role:<11}{what:<20}{status:>7}{ms:>9.1f}{queries:>9}{size / 1024:>7.0f}{share:>8.1%}")
            if what == profiled:
                _profile(asked)
    print(f"the load's mix: {mixed:.1f} ms of processor a request")
    return 0


def _profile(ask: Callable[[], Any]) -> None:
    told = cProfile.Profile()
    told.enable()
    for _ in range(10):
        ask()
    told.disable()
    pstats.Stats(told).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one.isdigit()]
    wanted = sys.argv[sys.argv.index("--profile") + 1] if "--profile" in sys.argv else ""
    raise SystemExit(main(int(given[0]) if given else ROUNDS, wanted))
