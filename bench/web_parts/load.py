"""People at work: each with a connection of their own, thinking some seconds, then asking for a page or writing.

python bench/web_parts/load.py PEOPLE PORT SECONDS THINK ANSWER     a process of its own
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

CSRF = "x" * 32
TEXT = (
    "Legal always sits on our quotes! Quote {n} waited 9 days and Nordhavn is furious. "
    "We need one person who answers within 2 days, or we lose them by 14 November."
)
WAYS: dict[str, dict[str, float]] = {
    "staff": {"home": 24, "door": 18, "one": 18, "promises": 12, "limits": 9, "briefs": 9, "lens": 5, "voice": 5},
    "executive": {"home": 24, "door": 20, "one": 20, "promises": 12, "limits": 9, "briefs": 10, "lens": 5},
    "manager": {
        "home": 20, "door": 15, "one": 20, "promises": 10, "limits": 8, "briefs": 8, "evidence": 6, "insight": 4, "lens": 4,
        "promise": 5,
    },
}  # fmt: skip
"""What each role does, in parts of a hundred."""
PLACES = {
    "home": "/", "door": "/door/", "promises": "/promises/", "limits": "/limits/", "briefs": "/briefs/",
    "evidence": "/evidence/", "insight": "/insight/",
}  # fmt: skip
ONE = re.compile(rb'href="(/(?:door|promises|limits|briefs|evidence)/[0-9a-f-]{36}/)"')
MADE = re.compile(r"/(door|promises)/([0-9a-f-]{36})/")


class Visitor:
    """One person with one connection."""

    def __init__(self, person: dict[str, str], *, port: int, seed: int) -> None:
        self.person, self.port = person, port
        self.chance = random.Random(seed)
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.links: list[str] = []
        self.number = seed * 1_000_000

    async def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request and its whole answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        body = urlencode(fields or {}).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/html\r\n"
            f"Cookie: sessionid={self.person['session']}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        raw = await self.reader.readuntil(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").strip().split("\r\n")
        held = {key.lower(): value.strip() for key, value in (line.split(":", 1) for line in lines)}
        if "content-length" in held:
            content = await self.reader.readexactly(int(held["content-length"]))
        else:
            content = b""
            while size := int((await self.reader.readline()).strip() or b"0", 16):
                content += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        if held.get("connection", "").lower() == "close":
            self.writer.close()
            self.writer = None
        return int(first.split()[1]), held, content

    async def do(self, what: str) -> tuple[str, int, str]:
        """One act; gives what it was, the status, what it made."""
        self.number += 1
        text = TEXT.format(n=self.number)
        if what == "one" and not self.links:
            what = "door"
        if what == "lens":
            status, _, _ = await self.ask(
                "POST", "/lens/", {"text": text, "audience": "executives", "step": "word"}
            )
        elif what == "voice":
            fields = {
                "kind": "concern",
                "text": text,
                "team": self.person["team"],
                "step": "send",
                "wording": "own",
            }
            status, held, _ = await self.ask("POST", "/door/bring/", fields)
            return what, 500 if status != 302 else status, held.get("location", "")
        elif what == "promise":
            fields = {
                "team": self.person["team"],
                "text": f"A reviewer for quote {self.number}",
                "giver": "manager",
            }
            fields |= {"receiver": "staff", "due": "2031-01-31"}
            status, held, _ = await self.ask("POST", "/promises/add/", fields)
            return what, 500 if status != 302 else status, held.get("location", "")
        else:
            path = self.chance.choice(self.links) if what == "one" else PLACES[what]
            status, _, content = await self.ask("GET", path)
            if what == "one":
                what = f"one of {path.split('/')[1]}"
            found = [link.decode() for link in ONE.findall(content)]
            self.links = found or self.links
            # A page may lead on: insight to its newest snapshot.
            status = status if status in {200, 302} else 500
        return what, status, ""


async def live(visitor: Visitor, *, until: float, think: float, out: dict[str, Any]) -> None:
    """Think, act, and again."""
    ways = WAYS[visitor.person["role"]]
    while True:
        pause = visitor.chance.expovariate(1 / think)
        if time.monotonic() + pause > until:
            return
        await asyncio.sleep(pause)
        what = visitor.chance.choices(list(ways), list(ways.values()))[0]
        begun = time.perf_counter()
        try:
            what, status, made = await asyncio.wait_for(visitor.do(what), 60)
        except (OSError, EOFError, TimeoutError, ValueError) as bad:
            out["errors"].append(f"{what}: {type(bad).__name__} {bad}")
            visitor.writer = None
            continue
        out["took"].append((what, time.perf_counter() - begun))
        if status >= 400:
            out["errors"].append(f"{what}: {status}")
        if found := MADE.search(made):
            out["written"]["voice" if found[1] == "door" else "promise"].append(found[2])


async def main(people: list[dict[str, str]], *, port: int, seconds: float, think: float) -> dict[str, Any]:
    """Everybody at once."""
    out: dict[str, Any] = {"took": [], "errors": [], "written": {"voice": [], "promise": []}}
    started, begun = time.monotonic(), time.process_time()
    until = started + seconds
    visitors = [Visitor(person, port=port, seed=number) for number, person in enumerate(people)]
    await asyncio.gather(*(live(one, until=until, think=think, out=out) for one in visitors))
    return {**out, "cpu": time.process_time() - begun, "lasted": time.monotonic() - started}


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))["people"]
    said = asyncio.run(
        main(given, port=int(sys.argv[2]), seconds=float(sys.argv[3]), think=float(sys.argv[4]))
    )
    Path(sys.argv[5]).write_text(json.dumps(said), encoding="utf-8")
