"""Writes a snapshot again and again in a child that is killed at a random moment: run as a program.

Arguments: folder, how many kills, seed. Prints one line a kill: `old`, `new` or what is wrong.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from datetime import date
from pathlib import Path

from bothways.evidence import engine, open_snapshot, write_snapshot
from bothways.evidence.tables import TABLES

ROWS = 4000


def write(into: Path, version: int) -> None:
    con = engine.connect(threads=1)
    for table in TABLES.values():
        engine.empty_table(con, table)
    con.execute(
        "INSERT INTO deals (deal_id, name, stage, meaning, amount_cents, close_day) "
        f"SELECT i::VARCHAR, 'Deal ' || i, 'Won', 'won', i * 100 + {version}, 20000 + i % 90 FROM range({ROWS}) t(i)"
    )
    write_snapshot(con, into, as_of=date(2026, 1, 1 + version), about={"currency": "EUR", "sources": []})


def state(into: Path) -> list[str]:
    names = []
    for folder in sorted(path for path in into.iterdir() if not path.name.startswith(".")):
        snapshot = open_snapshot(folder)
        counted = snapshot.con.execute("SELECT count(*), sum(amount_cents) FROM deals").fetchone()
        version = int(folder.name[8:10]) - 1
        assert counted == (ROWS, sum(i * 100 + version for i in range(ROWS))), counted
        snapshot.close()
        names.append(folder.name[:10])
    return names


def main() -> None:
    into, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    began = time.monotonic()
    if (child := os.fork()) == 0:
        write(into, 0)
        os._exit(0)
    os.waitpid(child, 0)
    lasts = time.monotonic() - began
    for _ in range(kills):
        if (child := os.fork()) == 0:
            write(into, 1)
            os._exit(0)
        time.sleep(chance.uniform(0, lasts * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if (checker := os.fork()) == 0:
            found = state(into)
            sys.stdout.write({1: "old", 2: "new"}.get(len(found), f"wrong: {found}") + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(checker, 0)
        for folder in into.glob("2026-01-02*"):
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
