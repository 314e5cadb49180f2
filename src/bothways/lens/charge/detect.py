"""Finds what is charged: the rules of the lexicon and the shapes (capitals, repeated marks), sentence by sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bothways.lens.charge.model import REASONS, Charge
from bothways.lens.charge.parts import Part, parts_of
from bothways.lens.charge.rules import Lexicon, Rule, lexicon
from bothways.lens.charge.shouting import shouted_marks, shouted_words
from bothways.lens.charge.weight import carries_hard_fact

_TOKEN: Final = re.compile(r"[A-Za-zÀ-ÿ0-9][\w*@$#!’'-]*[\w*]|[A-Za-zÀ-ÿ0-9]")
_MASKED: Final = re.compile(r"\b[A-Za-z][A-Za-z0-9@$!#*]*[*@$#0-9!][A-Za-z0-9@$!#*]*")
_WORDS: Final = re.compile(r"[\w'-]+")
_QUOTE: Final = re.compile(r"[\"“„][^\"“”]*[\"”]")
_LEET: Final = {
    "1": "il",
    "3": "e",
    "0": "o",
    "@": "a",
    "4": "a",
    "5": "s",
    "$": "s",
    "7": "t",
    "!": "i",
    "8": "b",
}
LONGEST: Final = (
    1500  # characters of one sentence that are looked at: no rule needs more, and time stays linear
)
ECHO: Final = "It repeats words of the sentence before, for force."
_ECHO: Final = 3  # words of an echo at most
_ANSWERS: Final = frozenset(["no", "not", "yes", "never"])
_COUNTERS: Final = frozenset(["a", "an", "the", "one", "single"])


@dataclass(frozen=True, slots=True)
class Hit:
    """A charge found in a part, with the rule (or the calm words) that says what to do about it."""

    start: int
    end: int
    kind: str
    reason: str
    do: str
    part: int
    rule: Rule | None
    match: re.Match[str] | None
    calm: str


def unmasked(text: str) -> str:
    """The text with hidden swear words spelt out, letter for letter, so that places stay the same.

    >>> unmasked("Sh1t, the f***ing portal is down at A1")
    'Shit, the fucking portal is down at A1'
    """
    return _MASKED.sub(lambda m: _spelt(m.group()), text) if re.search(r"[A-Za-z][*@$#0-9!]", text) else text


@lru_cache(maxsize=4096)
def _spelt(token: str) -> str:
    core = token.rstrip("!")
    for word in _by_length().get(len(core), ()):
        letters = zip(core.lower(), word, strict=True)
        if (
            all(c == w or c in "*#" or (c in _LEET and w in _LEET[c]) for c, w in letters)
            and core[0].lower() == word[0]
        ):
            return (core[0] + word[1:]) + token[len(core) :]
    return token


@lru_cache(maxsize=1)
def _by_length() -> dict[int, tuple[str, ...]]:
    sizes: dict[int, list[str]] = {}
    for word in sorted(lexicon().words["masked"]):
        sizes.setdefault(len(word), []).append(word)
    return {size: tuple(words) for size, words in sizes.items()}


def spans_of(names: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where names that were handed in stand in the text (as they are spelt, any case for long ones)."""
    found = []
    for name in names:
        start = text.find(name)
        while name and start >= 0:
            found.append((start, start + len(name)))
            start = text.find(name, start + len(name))
    return found


def hits_in(text: str, parts: Sequence[Part], *, names: tuple[str, ...] = ()) -> list[Hit]:
    """Every charge with what is to be done, in order of place. The last few messages are kept: the receipt asks again."""
    return list(_hits_in(text, tuple(parts), names))


@lru_cache(maxsize=16)
def _hits_in(text: str, parts: tuple[Part, ...], names: tuple[str, ...]) -> tuple[Hit, ...]:
    book = lexicon()
    plain = unmasked(text)
    shielded = spans_of(names, text) + [m.span() for m in _QUOTE.finditer(text)]
    name_words = frozenset(w for n in names for w in (n, *n.split()))
    found: list[Hit] = []
    for index, part in enumerate(parts):
        if part.kept:
            continue
        found += _by_rule(plain[part.start : part.end][:LONGEST], index, part, book, shielded)
        body = part.text[:LONGEST]
        loud = [*shouted_words(body, names=name_words), *shouted_marks(body)]
        for start, end, calm in loud:
            if not _inside(part.start + start, part.start + end, shielded):
                place = (part.start + start, part.start + end)
                found.append(Hit(*place, "shouting", REASONS["shouting"], "calm", index, None, None, calm))
    found = _needed(found, text, parts)
    if is_charged(found):
        found += _echoes(parts, names=names)
    return tuple(sorted(found, key=lambda h: (h.start, -h.end)))


def _echoes(parts: Sequence[Part], *, names: tuple[str, ...]) -> list[Hit]:
    """Sentences of one to three words that only say words of the one before again, for force ("… a lid. A LID!").

    One with a name handed in, an answer ("No.") or a question about a statement ("Friday?") is none.
    """
    return [
        Hit(part.start, part.end, "shouting", ECHO, "echo", index, None, None, "")
        for index, (before, part) in enumerate(pairwise(parts), start=1)
        if not (part.kept or before.kept or any(n in part.text for n in names))
        and _is_echo(part.text, before.text)
    ]


def _is_echo(said: str, before: str) -> bool:
    words = _WORDS.findall(said.lower())
    asks = "?" in said and "?" not in before
    if asks or not 1 <= len(words) <= _ECHO or words[0] in _ANSWERS:
        return False
    known = set(_WORDS.findall(before.lower()))
    again = known.intersection(words)
    return len(known) > len(words) and bool(again) and {*words} - again <= _COUNTERS


def _by_rule(body: str, index: int, part: Part, book: Lexicon, shielded: list[tuple[int, int]]) -> list[Hit]:
    words = frozenset(w.lower().replace("’", "'") for w in _TOKEN.findall(body))
    words |= {p for w in words if "'" in w for p in (w.split("'")[0], w.partition("n't")[0])}
    words |= frozenset(p for w in words if "-" in w for p in w.split("-"))
    found = []
    body = body.replace("’", "'")
    for rule in book.rules_for(words):
        for match in _matches(rule, body):
            own = "span" if "span" in match.re.groupindex and match["span"] else 0
            start, end = (part.start + place for place in match.span(own))
            if not _inside(start, end, shielded):
                found.append(Hit(start, end, rule.kind, rule.reason, rule.do, index, rule, match, ""))
    return found


def _matches(rule: Rule, body: str) -> Iterator[re.Match[str]]:
    """Where a rule is met: once, but swear words come in numbers."""
    match = rule.find.search(body)
    while match is not None and match.group().strip():
        yield match
        if rule.kind != "profanity" or rule.do != "cut":
            return
        # Blanks keep the places of what follows.
        match = rule.find.search(" " * match.end() + body[match.end() :])


def _inside(start: int, end: int, shielded: list[tuple[int, int]]) -> bool:
    """Whether a place lies in a name or a quotation, or ends in the middle of one ("the Bloody" of "the Bloody Mary")."""
    return any((a <= start and end <= b) or (start < a < end < b) for a, b in shielded)


def _needed(found: list[Hit], text: str, parts: Sequence[Part]) -> list[Hit]:
    """Leaves out what a rule calls charged only beside something else: praise is sarcasm only beside bad news."""
    kept = [h for h in found if h.rule is None or not h.rule.needs]
    # In one order, whatever the words of a set came in; what is sure beside doubt first, for the others ask for it.
    asking = sorted(
        (h for h in found if h.rule is not None and h.rule.needs),
        key=lambda h: (h.rule is not None and h.rule.needs == "charged", *_place(h)),
    )
    taken = set()
    for number, hit in enumerate(asking):
        bad = hit.rule is not None and hit.rule.needs in {"bad", "heat"}
        if bad and not _thanks().search(parts[hit.part].text) and _bad_around(hit, text, parts):
            kept.append(hit)
            taken.add(number)
    # Counted, not compared pair by pair: a message may be ten thousand emoji.
    sure = Counter((h.part, h.kind) for h in kept if _counts(h))
    # Two rules that ask for heat in one sentence are one doubt, not two: they don't warm each other.
    others = Counter((h.part, h.rule) for n, h in enumerate(asking) if n not in taken)
    place: Counter[int] = Counter()
    rules: Counter[Rule | None] = Counter()
    for (part, rule), n in others.items():
        place[part] += n
        rules[rule] += n
    total, waiting = sum(sure.values()), sum(others.values())
    for number, hit in enumerate(asking):
        if number in taken or hit.rule is None or hit.rule.needs not in {"charged", "heat"}:
            continue
        here = (hit.part, hit.kind)
        certain = total - sure[here] > 0
        beside = waiting - place[hit.part] - rules[hit.rule] + others[hit.part, hit.rule] > 0
        if certain or (beside and hit.rule.needs == "heat"):
            kept.append(hit)
            sure[here] += 1
            total += 1
    return sorted(kept, key=_place)


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, -hit.end, hit.rule.name if hit.rule is not None else ""


def _counts(hit: Hit) -> bool:
    """Whether a hit makes a message a charged one: a single mark for a doubled one doesn't."""
    return hit.kind != "shouting" or hit.calm not in {".", "?"}


def _bad_around(hit: Hit, text: str, parts: Sequence[Part]) -> bool:
    """Whether bad news stands within two sentences of the hit (beside the hit's own words)."""
    start = parts[max(hit.part - 2, 0)].start
    end = parts[min(hit.part + 2, len(parts) - 1)].end
    around = f"{text[start : hit.start]} {text[hit.end : end]}" if hit.do == "drop" else text[start:end]
    return bool(_bad().search(around))


@lru_cache(maxsize=1)
def _bad() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in sorted(lexicon().words["bad"]))
    signs = "".join(sorted(lexicon().words["bad_signs"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|[{signs}]", re.IGNORECASE)


@lru_cache(maxsize=1)
def _thanks() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:thanks|thank you|thx)\b(?! for (?:nothing|the (?:flowers|warning)))", re.IGNORECASE
    )


def charge(text: str, *, names: Iterable[str] = ()) -> tuple[Charge, ...]:
    """The charged spans of a message, in order; `names` (customers, people, products) are never charged.

    >>> [(c.kind, c.text) for c in charge("You people blew the 5 May date.")]
    [('blame', 'You people'), ('blame', 'blew the 5 May date')]
    """
    return spans_as_charge(text, hits_in(text, parts_of(text), names=tuple(names)))


def spans_as_charge(text: str, hits: Iterable[Hit]) -> tuple[Charge, ...]:
    """Hits as charged spans, each place and kind once."""
    seen: dict[tuple[int, int, str], Charge] = {}
    for hit in hits:
        start = hit.start + len(text[hit.start : hit.end]) - len(text[hit.start : hit.end].lstrip(" ,;"))
        end = hit.start + len(text[hit.start : hit.end].rstrip(" ,;:"))
        if start < end:
            seen.setdefault((start, end, hit.kind), Charge(start, end, hit.kind, text[start:end], hit.reason))
    return tuple(seen.values())


_FALLS_AWAY: Final = frozenset([
    "generalisation", "hyperbole", "insult", "contempt", "motive", "passive-aggression", "dismissal",
    "sarcasm", "profanity", "rhetorical",
])  # fmt: skip


def heat_of(text: str, *, names: Iterable[str] = ()) -> tuple[tuple[int, int, str], ...]:
    """Where a text holds heat that may fall away with its own "never", "all", "nobody" or "because": start, end, kind.

    These are the matched words of rules that cut, drop or reword (a threat or a capitalised word is none), so that the
    meaning receipt can tell a figure of speech ("nobody tells us anything") from a fact. Words that hold a number, a
    date, money or a name handed in are never given: what is said of them is a fact, whatever the tone.
    """
    parts = parts_of(text)
    handed = tuple(names)
    hits = hits_in(text, parts, names=handed)
    return heat_in(parts, hits, names=handed)


def is_charged(hits: Iterable[Hit]) -> bool:
    """Whether rules found more than a doubled mark at the end of a sentence."""
    return any(_counts(h) for h in hits)


def heat_in(
    parts: Sequence[Part], hits: Iterable[Hit], *, names: tuple[str, ...] = ()
) -> tuple[tuple[int, int, str], ...]:
    """The same from hits that were found before. What the judge proposes excuses nothing: a guess must pass unexcused."""
    found: list[tuple[int, int, str]] = []
    for hit in hits:
        if hit.match is None or not _falls_away(hit) or carries_hard_fact(hit.match.group(), names=names):
            continue
        base = parts[hit.part].start
        found += [(base + start, base + end, hit.kind) for start, end in _said_away(hit)]
    return tuple(found)


def _said_away(hit: Hit) -> list[tuple[int, int]]:
    """The words of a match that its calm wording does not take over: what stands in a slot is said again."""
    if hit.match is None:
        return []
    start, end = hit.match.span()
    taken = []
    if hit.do in {"swap", "ask"} and hit.rule is not None:
        slots = [n for n in hit.match.re.groupindex if f"\\g<{n}>" in hit.rule.to]
        taken = sorted(hit.match.span(n) for n in slots if hit.match[n])
    pieces = []
    for a, b in [*taken, (end, end)]:
        if start < a:
            pieces.append((start, a))
        start = max(start, b)
    return pieces


def _falls_away(hit: Hit) -> bool:
    """Whether the hit's words say nothing; a question that becomes a request says something, unless it is rhetorical."""
    if hit.do == "drop" or hit.kind not in _FALLS_AWAY:
        return hit.do == "drop"
    return hit.do in {"cut", "swap"} or (hit.do == "ask" and hit.kind == "rhetorical")


def calm_words(text: str, *, names: tuple[str, ...] = ()) -> tuple[tuple[int, int, str], ...]:
    """The places whose calm wording the lexicon knows: start, end and the words that it puts there, for one reading."""
    parts = parts_of(text)
    found = []
    for hit in hits_in(text, parts, names=names):
        if hit.match is not None and hit.rule is not None and hit.do in {"swap", "ask"} and hit.rule.to:
            base = parts[hit.part].start
            after = re.sub(r"\s+", " ", hit.match.expand(hit.rule.to)).strip(" .,;!?")
            found.append((base + hit.match.start(), base + hit.match.end(), after))
    return tuple(found)
