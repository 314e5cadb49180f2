"""200 people at work on the application: 40 requests a second, on SQLite and on PostgreSQL.

    python bench/web.py                     five minutes on SQLite
    python bench/web.py --minutes 0.5       a quick look
    python bench/web.py --postgresql        on a PostgreSQL of its own, gone afterwards
    python bench/web.py --part pages        what each page costs: processor time, queries

`bothways serve` runs as it is shipped, with its worker beside it; who asks is a process of its own, whose processor
time is told. What was acknowledged is counted in the database afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "web"))

from on_postgresql import running  # noqa: E402 - one way to a cluster, for the tests and here

PARTS = HERE / "web_parts"
GOAL_MS = 200
THINK = 5.0


def part(name: str, *arguments: Any, environment: dict[str, str]) -> str:
    """Run a part to its end; gives what it said."""
    command = [sys.executable, str(PARTS / name), *map(str, arguments)]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def served(*, environment: dict[str, str], used: dict[str, float], more: Sequence[str]) -> Iterator[int]:
    """The server as it is shipped; gives its port, and at its end what it used."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bothways", "serve", "--port", str(port), *more]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(240):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.25)
        warmed(port)
        begun = _used(server.pid)
        yield port
        used.update(_used(server.pid))
        if used:
            used["cpu"] -= begun["cpu"]
    finally:
        server.send_signal(2)
        server.wait(30)


def _used(pid: int) -> dict[str, float]:
    """Seconds of processor of a process and of those that it started, and their peaks of memory added up."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        status = Path(f"/proc/{pid}/status").read_text("ascii")
        others = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return {}
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
    ticks = os.sysconf("SC_CLK_TCK")
    found = [
        {"cpu": (int(fields[11]) + int(fields[12])) / ticks, "mib": int(peak) / 1024},
        *(_used(int(other)) for other in others),
    ]
    return {what: sum(one.get(what, 0.0) for one in found) for what in ("cpu", "mib")}


def quantile(took: list[float], share: float) -> float:
    """Milliseconds that a share of the answers stayed within."""
    return sorted(took)[min(len(took) - 1, int(len(took) * share))] * 1000 if took else float("nan")


def measure(*, database: str, seconds: float, more: Sequence[str]) -> bool:
    """Seed, serve, ask, count, tell; whether all goals are met."""
    with tempfile.TemporaryDirectory(prefix="bw-load-", ignore_cleanup_errors=True) as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("BOTHWAYS_", "DJANGO_"))}
        environment |= {"BOTHWAYS_DATA": folder, "BOTHWAYS_DATABASE_URL": database}
        people, answer, used = Path(folder) / "people.json", Path(folder) / "answer.json", dict[str, float]()
        part("seeding.py", "make", people, environment=environment)
        with served(environment=environment, used=used, more=more) as port:
            part("load.py", people, port, seconds, THINK, answer, environment=environment)
        said = json.loads(answer.read_text("utf-8"))
        there = json.loads(part("seeding.py", "count", answer, environment=environment).splitlines()[-1])
        before = json.loads(people.read_text("utf-8"))["before"]
    return told(said, there=there, before=before, used=used, database=database)


def warmed(port: int) -> None:
    """Ask once, so that what is loaded at the first request is loaded."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as asked:
        asked.sendall(f"GET /in/ HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        while asked.recv(65536):
            pass


def told(said: dict[str, Any], *, there: Any, before: Any, used: Any, database: str) -> bool:
    """Print what was found."""
    lasted = said["lasted"]
    by: dict[str, list[float]] = defaultdict(list)
    for what, took in said["took"]:
        by[what].append(took)
    every = [took for _, took in said["took"]]
    print(
        f"\n{'PostgreSQL' if database else 'SQLite'}: {platform.system()}, {os.cpu_count()} cores, {platform.python_version()}"
    )
    print(f"{'what':<22}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'longest':>9}")
    for what, took in [*sorted(by.items()), ("all", every)]:
        figures = "".join(f"{quantile(took, share):9.0f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"{what:<22}{len(took):>7}{figures}")
    lost = sum(len(ids) - there[name]["found"] for name, ids in said["written"].items())
    more = sum(there[name]["all"] - before[name] - len(ids) for name, ids in said["written"].items())
    wrote = sum(len(ids) for ids in said["written"].values())
    print(
        f"{len(every) / lasted:.1f} requests a second for {lasted:.0f} s; {wrote} writes, {lost} lost, {more} more than told"
    )
    for line in sorted(set(said["errors"]))[:9]:
        print(f"  error: {line} ({said['errors'].count(line)})")
    if used:
        each = used["cpu"] * 1000 / max(1, len(every))
        print(
            f"server with its worker: {used['cpu'] / lasted:.2f} cores, {each:.1f} ms a request, {used['mib']:.0f} MiB"
        )
        print(f"generator: {said['cpu'] / lasted:.2f} cores")
    goals = {
        f"p95 under {GOAL_MS} ms": quantile(every, 0.95) < GOAL_MS,
        "no error": not said["errors"],
        "nothing lost": lost == 0 and more == 0 and wrote > 0,
    }
    for goal, met in goals.items():
        print(f"  {goal}: {'met' if met else 'MISSED'}")
    return all(goals.values())


def pages(*, rounds: int) -> bool:
    """What each page costs, in the process itself."""
    with tempfile.TemporaryDirectory(prefix="bw-load-", ignore_cleanup_errors=True) as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("BOTHWAYS_", "DJANGO_"))}
        command = [sys.executable, str(PARTS / "pages.py"), str(rounds)]
        return not subprocess.run(
            command, env={**environment, "BOTHWAYS_DATA": folder}, check=False
        ).returncode


def main() -> int:
    """Run it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--part", choices=("load", "pages"), default="load")
    asked.add_argument("--minutes", type=float, default=5)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument(
        "--rounds", type=int, default=12, help="of --part pages: how often each page is asked for"
    )
    asked.add_argument("--processes", type=int, help="as `bothways serve` has it, if left out")
    given = asked.parse_args()
    if given.part == "pages":
        return 0 if pages(rounds=given.rounds) else 1
    more = [] if given.processes is None else ["--processes", str(given.processes)]
    if not given.postgresql:
        return 0 if measure(database="", seconds=given.minutes * 60, more=more) else 1
    with running(quick=False) as address:  # with all its safety: a bench without it would flatter
        return 0 if measure(database=address, seconds=given.minutes * 60, more=more) else 1


if __name__ == "__main__":
    raise SystemExit(main())
