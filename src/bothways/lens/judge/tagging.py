"""The tagger: word by word, how likely a calm wording leaves it out. A sum of weights that can be read one by one.

Three views are added up: the word with its neighbours, its clause (what opens it, between which signs it stands, what is
in it) and its sentence. The weights were learned from messages beside their calm wordings (`bench/lens_parts/tagger.py`).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise, repeat
from typing import Any, Final

from bothways.lens.judge.words import business, class_of, warm

TOKEN: Final = re.compile(r"[^\W_]+(?:['.,*][^\W_]+)*|\.{2,}|[^\w\s]")
_DELIMITERS: Final = frozenset(",;:—–()-…")
_HARD: Final = frozenset(
    [
        "number",
        "money",
        "percent",
        "date",
        "deadline",
        "duration",
        "quotation",
        "request",
        "commitment",
        "name",
    ]
)
_WORDS: Final = (-1.5, -0.75, 0.0, 0.75, 1.5)  # borders of the warmth of a word
_MEANS: Final = (-0.8, -0.4, -0.1, 0.2, 0.5, 0.9)  # and of a clause's mean
WORD_VIEWS: Final = (
    "word", "before", "after", "two before", "two after", "pair before", "pair after", "three", "ending", "class",
    "classes before", "classes after", "three classes", "warmth", "warmth before", "warmth after", "warmth around",
    "fact", "fact before", "fact after", "class and warmth", "opens and class", "loud",
)  # fmt: skip
CLAUSE_VIEWS: Final = (
    "first", "first two", "first three", "first classes", "sign before", "sign after", "signs", "signs and class",
    "long", "warm", "warmest", "hard", "business", "hard and warm", "hard, business, long", "you and hard",
    "first and hard", "first and warm", "sign and first", "last word", "place", "ends and hard", "sign, hard and class",
)  # fmt: skip
SENTENCE_VIEWS: Final = (
    "first of all", "first two of all", "ending mark", "you in it", "all warm", "all warmest", "all hard", "all business",
    "all long", "all hard and warm", "all hard and business", "all hard, you, mark",
)  # fmt: skip
VIEWS: Final = (*WORD_VIEWS, *CLAUSE_VIEWS, *SENTENCE_VIEWS)
Place = tuple[int, int, str]


# Views of the words that join more than one of them, and what stands between. The keys of the tables are spelt so; here
# they are tuples, for to spell each key anew would cost more than all the rest.
_JOINED: Final[dict[str, str]] = {
    "pair before": " ", "pair after": " ", "three": " ", "classes before": " ", "classes after": " ", "three classes": " ",
    "warmth before": "", "warmth after": "", "warmth around": "", "class and warmth": "", "opens and class": " ",
}  # fmt: skip
_NONE: Final = repeat(0.0)
Key = str | tuple[str, ...]
Columns = tuple[Sequence[Key], ...]
Views = tuple[dict[Any, float], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A sentence as the tagger sees it: its words with their places, and the keys of each view.

    `columns` has the keys of all words view by view, `clauses` a row of keys a clause (`clause_of` says which a word
    belongs to), `sentence` one.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    low: tuple[str, ...]
    columns: Columns
    clause_of: tuple[int, ...]
    clauses: tuple[tuple[str, ...], ...]
    sentence: tuple[str, ...]

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """A row of keys a word, spelt as in the tables."""
        joiners = [_JOINED.get(view, "") for view in WORD_VIEWS]
        return tuple(
            tuple(joiner.join(key) for joiner, key in zip(joiners, row, strict=True))
            for row in zip(*self.columns, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Tagged:
    """The words of a sentence, signs among them, each with its log-odds of being left out."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    low: tuple[str, ...]
    scores: tuple[float, ...]


def _step(value: float, borders: Sequence[float]) -> str:
    return str(bisect_left(borders, value))


@lru_cache(maxsize=8192)
def _word(low: str) -> tuple[str, float | None, str, bool]:
    """Of a word in small letters: its class, its warmth, the step of that, whether it is one of business English."""
    heat = warm(low)
    return class_of(low), heat, "x" if heat is None else _step(heat, _WORDS), business(low)


_NAMED: Final = ("@", None, "x")


def looked_over(text: str, *, facts: Iterable[Place] = (), names: Sequence[str] = ()) -> Looked:
    """What the tagger sees of a sentence; `facts` are places in it with their kinds, `names` those handed in.

    >>> looked_over("Send it, you clowns.").low
    ('send', 'it', ',', 'you', 'clowns', '.')
    """
    plain = text.replace("’", "'")
    found = list(TOKEN.finditer(plain))
    starts, ends = tuple(m.start() for m in found), tuple(m.end() for m in found)
    raw = [m.group() for m in found]
    low = tuple(w.lower() for w in raw)
    kinds = _covered(starts, ends, facts)
    named = _covered(starts, ends, _places(plain, names))
    known = list(map(_word, low))
    said = ["@" if n else "0" if w[0].isdigit() else w for w, n in zip(low, named, strict=True)]
    seen = [_NAMED if n else one[:3] for one, n in zip(known, named, strict=True)]
    cls, heat, steps = map(list, zip(*seen, strict=True)) if seen else ([], [], [])
    clause_of, spans = _clauses(low)
    hard = [k in _HARD or bool(n) for k, n in zip(kinds, named, strict=True)]
    told = _Told(said, cls, heat, hard, low, [one[3] for one in known])
    opening = {a for a, _ in spans}
    columns = _columns(told, steps=steps, kinds=kinds, raw=raw, opening=opening)
    clauses = tuple(_clause_row(told, a, b, n, len(spans)) for n, (a, b) in enumerate(spans))
    return Looked(starts, ends, low, columns, clause_of, clauses, _sentence_row(told) if low else ())


@dataclass(frozen=True, slots=True)
class _Told:
    """Of each word of a sentence: as it counts, its class, its warmth, whether a hard fact is in it, as it is written.

    `work`: whether it is a word of business English.
    """

    said: list[str]
    cls: list[str]
    heat: list[float | None]
    hard: list[bool]
    low: tuple[str, ...]
    work: list[bool]


def _places(text: str, names: Sequence[str]) -> list[Place]:
    small = text.lower()
    found = []
    for name in names:
        wanted = name.lower().replace("’", "'")
        at = small.find(wanted) if wanted else -1
        while at >= 0:
            found.append((at, at + len(wanted), "name"))
            at = small.find(wanted, at + len(wanted))
    return found


def _covered(starts: Sequence[int], ends: Sequence[int], places: Iterable[Place]) -> list[str]:
    """The kind of what lies over each word, "" where nothing does; the first place wins."""
    over = [""] * len(starts)
    for a, b, kind in places:
        for i in range(bisect_right(ends, a), bisect_left(starts, b)):
            over[i] = over[i] or kind
    return over


def _clauses(low: Sequence[str]) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    """Which clause each word belongs to, and the first and last word of each; a sign is a clause of its own."""
    of: list[int] = []
    spans: list[tuple[int, int]] = []
    fresh = True
    for i, word in enumerate(low):
        sign = word[0] in _DELIMITERS or word.startswith("..")
        if sign or fresh:
            spans.append((i, i))
        else:
            spans[-1] = (spans[-1][0], i)
        of.append(len(spans) - 1)
        fresh = sign
    return tuple(of), spans


def _columns(
    told: _Told, *, steps: Sequence[str], kinds: Sequence[str], raw: Sequence[str], opening: set[int]
) -> Columns:
    """The keys of all words, view by view in the order of `WORD_VIEWS`."""
    n = len(raw)
    said, cls = told.said, told.cls
    w = ["^", "^", *said, "$", "$"]
    c = ["^", *cls, "$"]
    h = ["-", "-", *steps, "-", "-"]
    f = ["^", *kinds, "$"]
    pairs = list(pairwise(w[1:-1]))  # pairs[i]: word i-1 with word i
    classes = list(pairwise(c))
    heats = list(pairwise(h[1:-1]))
    return (
        said, w[1 : n + 1], w[3 : n + 3], w[:n], w[4:], pairs[:n], pairs[1:], list(zip(w[1:], said, w[3:], strict=False)),
        [word[-3:] for word in told.low], cls, classes[:n], classes[1:], list(zip(c, cls, c[2:], strict=False)), steps,
        heats[:n], heats[1:], list(zip(h, h[1:], steps, h[3:], h[4:], strict=False)), f[1 : n + 1], f[:n], f[2:],
        list(zip(cls, steps, strict=True)), [("True" if i in opening else "False", one) for i, one in enumerate(cls)],
        ["loud" if len(word) > 2 and word.isupper() else "" for word in raw],
    )  # fmt: skip


def _measured(told: _Told, a: int, b: int) -> tuple[str, str, str, str]:
    """Of the words from a to b: how warm they are, how warm the warmest is, whether one is hard, how many mean business."""
    warms = [h for h in told.heat[a : b + 1] if h is not None]
    mean = _step(sum(warms) / len(warms), _MEANS) if warms else "x"
    most = _step(max(warms), _WORDS) if warms else "x"
    hard = "hard" if any(told.hard[a : b + 1]) else "soft"
    return mean, most, hard, str(min(3, sum(told.work[a : b + 1])))


def _clause_row(told: _Told, a: int, b: int, number: int, count: int) -> tuple[str, ...]:
    said, cls = told.said, told.cls
    mean, most, hard, work = _measured(told, a, b)
    left = told.low[a - 1] if a else "^"
    right = told.low[b + 1] if b + 1 < len(said) else "$"
    first = said[a]
    second = said[a + 1] if a < b else "$"
    third = said[a + 2] if a + 2 <= b else "$"
    long = _step(b - a + 1, (1, 2, 4, 7, 11, 16))
    you = "you" if "you" in cls[a : b + 1] or "your" in cls[a : b + 1] else "-"
    return (
        first, f"{first} {second}", f"{first} {second} {third}", f"{cls[a]} {cls[a + 1] if a < b else '$'}", left, right,
        left + right, f"{left}{right} {cls[a]}", long, mean, most, hard, work, hard + mean, hard + work + long,
        you + hard, f"{first} {hard}", f"{first} {mean}", f"{left} {first}", said[b], f"{min(number, 5)} {min(count, 6)}",
        f"{number == count - 1} {hard}", f"{right} {hard} {cls[a]}",
    )  # fmt: skip


def _sentence_row(told: _Told) -> tuple[str, ...]:
    said, cls, low = told.said, told.cls, told.low
    mean, most, hard, work = _measured(told, 0, len(said) - 1)
    mark = "?" if "?" in low[-2:] else "!" if "!" in low[-3:] else "."
    you = "you" if "you" in cls or "your" in cls else "-"
    long = _step(len(said), (3, 6, 10, 16, 25))
    second = said[1] if len(said) > 1 else "$"
    return (
        said[0], f"{said[0]} {second}", mark, you, mean, most, hard, work, long, hard + mean, hard + work, hard + you + mark,
    )  # fmt: skip


@lru_cache(maxsize=1)
def weights() -> tuple[Views, float]:
    """The weights of the keys, view by view in the order of `VIEWS`, and what is added to all."""
    return weighted(json.loads(files(__package__).joinpath("tags.json").read_text(encoding="utf-8")))


def weighted(made: dict[str, Any]) -> tuple[Views, float]:
    """The weights of a table, as `weights` gives them: its keys are spelt, here the words of each stand apart."""
    views = []
    for view in VIEWS:
        spelt, joiner = made["views"].get(view, {}), _JOINED.get(view)
        if joiner is None:
            views.append(spelt)
        elif view == "class and warmth":
            views.append({(key[:-1], key[-1]): weight for key, weight in spelt.items()})
        else:
            views.append({tuple(key.split(" ") if joiner else key): weight for key, weight in spelt.items()})
    return tuple(views), made["base"]


def tagged(text: str, *, facts: Iterable[Place] = (), names: Sequence[str] = ()) -> Tagged:
    """The words of a sentence, each with its log-odds of being left out (above 0: rather out). Linear in its length.

    >>> found = tagged("Send the list by Friday, you absolute geniuses.")
    >>> found.scores[found.low.index("geniuses")] > found.scores[found.low.index("list")]
    True
    """
    seen = looked_over(text, facts=facts, names=names)
    views, base = weights()
    mine, clause, all_ = (
        views[: len(WORD_VIEWS)],
        views[len(WORD_VIEWS) : -len(SENTENCE_VIEWS)],
        views[-len(SENTENCE_VIEWS) :],
    )
    whole = base + _summed(all_, seen.sentence)
    parts = [whole + _summed(clause, row) for row in seen.clauses]
    # Column by column; a key without a weight adds nothing, not even to the rounding.
    found = [map(view.get, column, _NONE) for view, column in zip(mine, seen.columns, strict=True)]
    scores = tuple(
        parts[at] + sum(row) for at, row in zip(seen.clause_of, zip(*found, strict=False), strict=True)
    )
    return Tagged(seen.starts, seen.ends, seen.low, scores)


def _summed(views: Sequence[dict[str, float]], row: Sequence[str]) -> float:
    return sum([view[key] for view, key in zip(views, row, strict=False) if key in view])


def running(scores: Iterable[float]) -> list[float]:
    """The sums of the scores before each place: what lies between two is a difference."""
    return list(accumulate(scores, initial=0.0))
