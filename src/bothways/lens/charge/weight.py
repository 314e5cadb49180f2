"""Whether words carry a fact: what does is never dropped with the heat around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bothways.lens.charge.rules import lexicon

_NUMBERS: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|"
    "fifty|sixty|dozen|second time|third time|zero"
)
_TIMES: Final = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu|thurs|fri|january|february|april|june|"
    "july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|today|tomorrow|tmrw|"
    "tonight|yesterday|midnight|easter|q[1-4]|h[12]"
)
_LINKS: Final = (
    "unless|otherwise|provided|deadline|must(?! (?:assume|say|admit|confess|suppose|be joking|be nice))|shall|asap|"
    "subject to"
)
_FACT: Final = re.compile(rf"\d|[€$£¥₦%‰]|\b(?:{_NUMBERS}|{_TIMES}|{_LINKS})\b", re.IGNORECASE)


_HARD: Final = re.compile(rf"\d|[€$£¥₦%‰]|\b(?:{_NUMBERS}|{_TIMES})\b", re.IGNORECASE)


@lru_cache(maxsize=256)
def _named(names: tuple[str, ...]) -> re.Pattern[str] | None:
    heated = lexicon().words["masked"]
    single = {w for n in names for w in n.split() if w[:1].isupper() and w.lower() not in heated}
    wanted = [re.escape(n) for n in sorted({*names, *single}, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)") if wanted else None


def carries_fact(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Whether the words hold a number, a date, a name handed in, a condition, a duty, a request or a quotation."""
    return bool(_FACT.search(text)) or names_in(text, names=names) != ()


def carries_hard_fact(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """The same without conditions and duties: in a sentence that is heat as a whole the receipt judges those."""
    return bool(_HARD.search(text)) or names_in(text, names=names) != ()


def names_in(text: str, *, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The handed-in names (or parts of them) in the words, in order."""
    pattern = _named(tuple(n for n in names if n))
    return tuple(m.group() for m in pattern.finditer(text)) if pattern else ()
