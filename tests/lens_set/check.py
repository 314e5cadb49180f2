"""Loads the house's own set (charged and calm messages, paraphrases), says what is wrong, and counts what is there.

Run it as a program for the counts: `python tests/lens_set/check.py`. A test runs the same checks.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, cast

__all__ = [
    "Calm", "Fact", "Message", "Paraphrase", "Span", "calm_counts", "calm_problems", "counts", "fresh_problems", "load",
    "load_calm", "load_paraphrases", "overlap", "pairs_too_alike", "paraphrase_problems", "problems",
]  # fmt: skip

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
# What a calm message is there for: each of these must be left as it is.
PURPOSES = frozenset({
    "request", "bad-news", "numbers", "refusal", "deadline", "condition", "correction", "disagreement", "strong-word",
    "word-name", "capitals", "exclamation", "reported-anger",
})  # fmt: skip
CALM_KEYS = ["id", "from", "for", "text", "names", "style", "facts"]
PARAPHRASE_KEYS = ["id", "of", "original", "paraphrase", "names"]
KEYS = ["id", "from", "for", "text", "names", "style", "charge", "facts", "calm", "escalate"]
# Written later, by a third writer: c601 to c650 in the first file, c651 to c700 in the second, and so on.
FRESH_FIRST, FRESH_FILE = 601, 50
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

Calm = TypedDict(
    "Calm",
    {
        "id": str,
        "from": str,
        "for": str,
        "text": str,
        "names": list[str],
        "style": list[str],
        "facts": list[Fact],
    },
)


class Paraphrase(TypedDict):
    """A text (`of`: the calm wording of a charged message, or a calm message) said in other words."""

    id: str
    of: str
    original: str
    paraphrase: str
    names: list[str]


def load(folder: Path = HERE / "charged", *, files: str = "*.jsonl") -> list[Message]:
    """Every message of a folder, file by file in the order of their names.

    `files` is a pattern: `dev_*.jsonl` leaves the sealed third unread. Raises ValueError at a line that is
    no JSON.
    """
    rows: list[Message] = []
    for path in sorted(folder.glob(files)):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return rows


def load_calm(*, files: str = "*.jsonl") -> list[Calm]:
    """Every firm but calm message."""
    return cast(list[Calm], load(HERE / "calm", files=files))


def load_paraphrases(*, files: str = "*.jsonl") -> list[Paraphrase]:
    """Every free paraphrase."""
    return cast(list[Paraphrase], load(HERE / "paraphrases", files=files))


def problems(rows: list[Message]) -> list[str]:
    """What is wrong, a sentence each; an empty list where all is well."""
    found = _twice([row["id"] for row in rows])
    for row in rows:
        found += [f"{row['id']}: {what}" for what in [*_shape(row), *_spans(row), *_calm(row)]]
    return found


def fresh_problems(folder: Path = HERE / "charged") -> list[str]:
    """What is wrong with how the fresh messages are numbered and mixed, a sentence each."""
    found = []
    for at, path in enumerate(sorted(folder.glob("fresh_*.jsonl"))):
        rows = load(folder, files=path.name)
        first = FRESH_FIRST + at * FRESH_FILE
        if [row["id"] for row in rows] != [f"c{n}" for n in range(first, first + FRESH_FILE)]:
            found.append(f"{path.name}: the ids are not c{first} to c{first + FRESH_FILE - 1}, in order")
        tally = counts(rows)
        for what, wanted in (("charge", CHARGES), ("facts", FACTS), ("style", STYLES)):
            found += [f"{path.name}: has no {kind}" for kind in sorted(wanted - set(tally[what]))]
        softened = tally["escalate"]["none"]
        if not 2 <= len(rows) - softened <= 3:
            found.append(f"{path.name}: {len(rows) - softened} messages escalate, not 2 or 3")
    return found


def calm_problems(rows: list[Calm]) -> list[str]:
    """What is wrong with calm messages, a sentence each."""
    found = _twice([row["id"] for row in rows])
    for row in rows:
        name, text = row["id"], row["text"]
        if list(row) != CALM_KEYS:
            found.append(f"{name}: the keys are {list(row)}")
        if SIDES.get(row["from"]) != row["for"]:
            found.append(f"{name}: goes from {row['from']} to {row['for']}")
        if not row["style"] or not set(row["style"]) <= STYLES | PURPOSES:
            found.append(f"{name}: has the styles {row['style']}")
        if not 2 <= len(text.split()) <= 200:
            found.append(f"{name}: has {len(text.split())} words")
        found += [f"{name}: the name {one!r} is not in it" for one in row["names"] if one not in text]
        found += [f"{name}: {what}" for what in _facts(text, row["facts"])]
    return found


def paraphrase_problems(rows: list[Paraphrase], of: Mapping[str, str], *, share: float = 0.6) -> list[str]:
    """What is wrong with paraphrases, a sentence each.

    `of` gives each original by its id. A paraphrase must keep the names, and at most `share` of the words.
    """
    found = _twice([row["id"] for row in rows])
    for row in rows:
        name, new = row["id"], row["paraphrase"]
        if list(row) != PARAPHRASE_KEYS:
            found.append(f"{name}: the keys are {list(row)}")
        if of.get(row["of"]) != row["original"]:
            found.append(f"{name}: its original is not that of {row['of']}")
        if (part := overlap(row["original"], new)) > share:
            found.append(f"{name}: shares {part:.0%} of its words with its original")
        said = row["original"].casefold()
        lost = [
            one for one in row["names"] if one.casefold() in said and one.casefold() not in new.casefold()
        ]
        found += [f"{name}: lost the name {one!r}" for one in lost]
        quoted = re.findall(r'"[^"\n]+"', row["original"])
        found += [f"{name}: lost the quotation {one}" for one in quoted if one not in new]
    return found


def overlap(one: str, other: str) -> float:
    """The share of words that two texts have in common: Dice over counted words, figures and names included."""
    first, second = frozenset(_numbered(one)), frozenset(_numbered(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def pairs_too_alike(rows: Sequence[Message | Calm], *, share: float = 0.6) -> list[tuple[str, str, float]]:
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


def calm_counts(rows: list[Calm]) -> dict[str, Counter[str]]:
    """How many calm messages by direction and style, and how many facts by kind."""
    return {
        "direction": Counter(f"{row['from']} to {row['for']}" for row in rows),
        "style": Counter(style for row in rows for style in row["style"]),
        "facts": Counter(fact["kind"] for row in rows for fact in row["facts"]),
    }


def _twice(names: list[str]) -> list[str]:
    return [f"{name}: the id is used more than once" for name, times in Counter(names).items() if times > 1]


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
    return [*_pieces(row["text"], "charge", CHARGES, row["charge"]), *_facts(row["text"], row["facts"])]


def _facts(text: str, facts: list[Fact]) -> list[str]:
    return _pieces(text, "fact", FACTS, facts) + [
        f"fact {fact['text']!r} says nothing about what it means"
        for fact in facts
        if not fact["means"].strip()
    ]


def _pieces(text: str, what: str, kinds: frozenset[str], spans: Sequence[Span]) -> list[str]:
    found = []
    for span in spans:
        piece, start = span["text"], span["start"]
        if span["kind"] not in kinds:
            found.append(f"{what} of the unknown kind {span['kind']}")
        if not piece or piece != piece.strip() or text[start : start + len(piece)] != piece:
            found.append(f"{what} {piece!r} is no exact piece of the text at {start}")
    return found


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
    rows, calm, free = load(), load_calm(), load_paraphrases()
    of = {row["id"]: row["calm"] or "" for row in rows} | {row["id"]: row["text"] for row in calm}
    wrong = problems(rows) + fresh_problems() + calm_problems(calm) + paraphrase_problems(free, of)
    for some in (rows, calm):
        wrong += [
            f"{one} and {other} share {part:.0%} of their words" for one, other, part in pairs_too_alike(some)
        ]
    lines = [
        f"{len(rows)} charged messages, {len(load(files='sealed_*.jsonl'))} of them sealed, "
        f"{len(load(files='fresh_*.jsonl'))} fresh",
        *_told(counts(rows)),
    ]
    lines += [f"{len(calm)} calm messages, {len(load_calm(files='sealed_*.jsonl'))} of them sealed"]
    lines += _told(calm_counts(calm))
    shares = sorted(overlap(row["original"], row["paraphrase"]) for row in free)
    lines += [
        f"{len(free)} paraphrases, {len(load_paraphrases(files='sealed_*.jsonl'))} of them sealed; words in common: "
        f"{shares[len(shares) // 2]:.0%} in the middle, {shares[-1]:.0%} at most"
    ]
    sys.stdout.write("\n".join([*lines, *wrong, ""]))
    return 1 if wrong else 0


def _told(tallies: dict[str, Counter[str]]) -> list[str]:
    return [
        f"{title}: " + ", ".join(f"{kind} {n}" for kind, n in tally.most_common())
        for title, tally in tallies.items()
    ]


if __name__ == "__main__":
    raise SystemExit(main())
