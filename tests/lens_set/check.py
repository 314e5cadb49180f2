"""Loads the house's own charged messages, says what is wrong with them, and counts what is there.

Run it as a program for the counts: `python tests/lens_set/check.py`. A test runs the same checks.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

__all__ = ["Fact", "Message", "Span", "counts", "load", "pairs_too_alike", "problems"]

HERE = Path(__file__).parent
CHARGES = frozenset({
    "insult", "contempt", "profanity", "blame", "generalisation", "motive", "hyperbole", "sarcasm",
    "rhetorical", "threat", "command", "dismissal", "shouting", "passive-aggression",
})  # fmt: skip
FACTS = frozenset({
    "number", "money", "percent", "quantity", "date", "deadline", "duration", "name", "negation",
    "modality", "request", "commitment", "condition", "comparison", "cause", "severity", "quotation",
})  # fmt: skip
ESCALATIONS = frozenset({
    "harassment", "discrimination", "retaliation", "fraud", "safety", "violence", "self-harm",
})  # fmt: skip
STYLES = frozenset({
    "rant", "sarcastic", "blunt", "typos", "non-native", "list", "mail", "chat", "profanity", "emoji",
    "short", "long", "quoted", "british", "formal",
})  # fmt: skip
KEYS = ["id", "from", "for", "text", "names", "style", "charge", "facts", "calm", "escalate"]
SIDES = {"staff": "executives", "executives": "staff"}


class Span(TypedDict):
    """A piece of a message: `message["text"][start : start + len(text)] == text`."""

    kind: str
    text: str
    start: int


class Fact(Span):
    """A piece that bears a fact, and what it means, normalised and short."""

    means: str


# `from` and `for` are words of Python, hence the other way of writing a TypedDict.
Message = TypedDict(
    "Message",
    {
        "id": str,
        "from": str,
        "for": str,
        "text": str,
        "names": list[str],
        "style": list[str],
        "charge": list[Span],
        "facts": list[Fact],
        "calm": str | None,
        "escalate": str,
    },
)


def load(folder: Path = HERE / "charged", *, files: str = "*.jsonl") -> list[Message]:
    """Every message of a folder, file by file in the order of their names.

    `files` is a pattern: `dev_*.jsonl` leaves the sealed third unread. Raises ValueError at a line that is
    no JSON.
    """
    rows: list[Message] = []
    for path in sorted(folder.glob(files)):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return rows


def problems(rows: list[Message]) -> list[str]:
    """What is wrong, a sentence each; an empty list where all is well."""
    twice = [name for name, times in Counter(row["id"] for row in rows).items() if times > 1]
    found = [f"{name}: the id is used more than once" for name in twice]
    for row in rows:
        found += [f"{row['id']}: {what}" for what in [*_shape(row), *_spans(row), *_calm(row)]]
    return found


def pairs_too_alike(rows: list[Message], *, share: float = 0.6) -> list[tuple[str, str, float]]:
    """Pairs of messages that have more than `share` of their words in common (Dice over counted words)."""
    # The second "the" of a message is another element than its first: sets then count like bags, and faster.
    bags = [(row["id"], frozenset(_numbered(row["text"]))) for row in rows]
    alike = []
    for i, (one, first) in enumerate(bags):
        for other, second in bags[i + 1 :]:
            common = 2 * len(first & second) / (len(first) + len(second))
            if common > share:
                alike.append((one, other, round(common, 3)))
    return alike


def counts(rows: list[Message]) -> dict[str, Counter[str]]:
    """How many messages by direction, style and escalation, and how many spans by kind."""
    return {
        "direction": Counter(f"{row['from']} to {row['for']}" for row in rows),
        "escalate": Counter(row["escalate"] or "none" for row in rows),
        "style": Counter(style for row in rows for style in row["style"]),
        "charge": Counter(span["kind"] for row in rows for span in row["charge"]),
        "facts": Counter(fact["kind"] for row in rows for fact in row["facts"]),
    }


def _numbered(text: str) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for word in re.findall(r"[\w'’]+", text.casefold()):
        seen[word] += 1
        yield word, seen[word]


def _shape(row: Message) -> list[str]:
    found = []
    if list(row) != KEYS:
        found.append(f"the keys are {list(row)}")
    if SIDES.get(row["from"]) != row["for"]:
        found.append(f"goes from {row['from']} to {row['for']}")
    if not row["style"] or not set(row["style"]) <= STYLES:
        found.append(f"has the styles {row['style']}")
    if not 2 <= len(row["text"].split()) <= 200:
        found.append(f"has {len(row['text'].split())} words")
    if row["escalate"] and row["escalate"] not in ESCALATIONS:
        found.append(f"escalates to {row['escalate']}")
    if not row["charge"] and not row["escalate"]:
        found.append("has no charge")
    return found


def _spans(row: Message) -> list[str]:
    found = []
    labels: list[tuple[str, frozenset[str], list[Span]]] = [
        ("charge", CHARGES, row["charge"]),
        ("fact", FACTS, [*row["facts"]]),
    ]
    for what, kinds, spans in labels:
        for span in spans:
            piece, start = span["text"], span["start"]
            if span["kind"] not in kinds:
                found.append(f"{what} of the unknown kind {span['kind']}")
            if not piece or piece != piece.strip() or row["text"][start : start + len(piece)] != piece:
                found.append(f"{what} {piece!r} is no exact piece of the text at {start}")
    return found + [
        f"fact {fact['text']!r} says nothing about what it means"
        for fact in row["facts"]
        if not fact["means"].strip()
    ]


def _calm(row: Message) -> list[str]:
    calm = row["calm"]
    if row["escalate"]:
        return [] if calm is None else ["is never softened, yet has a calm wording"]
    if calm is None or not calm.strip():
        return ["has no calm wording"]
    found = []
    if calm == row["text"]:
        found.append("the calm wording is the message itself")
    for fact in row["facts"]:
        if fact["kind"] == "name":
            written = (fact["text"].casefold(), fact["means"].casefold())
            if not any(name in calm.casefold() for name in written):
                found.append(f"the calm wording lost the name {fact['text']!r}")
        elif re.search(r"\d", fact["means"]):
            # Digits inside a word ("b4", "2day") are spelling, not numbers.
            digits = re.findall(r"(?<![^\W\d])\d+(?![^\W\d])", fact["text"])
            found += [f"the calm wording lost {n} of {fact['text']!r}" for n in digits if n not in calm]
    said = set(re.findall(r"\d+", row["text"]))
    found += [f"the calm wording invents {n}" for n in re.findall(r"\d+", calm) if n not in said]
    return found


def main() -> int:
    """Print the counts and what is wrong; 1 where something is."""
    rows = load()
    wrong = problems(rows) + [
        f"{one} and {other} share {part:.0%} of their words" for one, other, part in pairs_too_alike(rows)
    ]
    lines = [f"{len(rows)} messages, {len(load(files='sealed_*.jsonl'))} of them sealed"]
    for title, tally in counts(rows).items():
        lines.append(f"{title}: " + ", ".join(f"{kind} {n}" for kind, n in tally.most_common()))
    sys.stdout.write("\n".join([*lines, *wrong, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
