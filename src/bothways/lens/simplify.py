"""A message simplified: what happened, why it matters, what is asked, of whom, by when, on what condition.

Every line is the message's own words. A sentence goes to the first question that it answers; nothing is summed up,
because a summary of a message is where facts get lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bothways.lens.charge.parts import parts_of

_ASK: Final = re.compile(
    r"^(?:please|pls)\b|\b(?:please|pls)\b|\bi (?:want|need|expect|ask|request|demand|'d like|would like)\b|\bi'd "
    r"like\b|\b(?:we|i) (?:ask|need)\b|"
    r"^(?:[A-ZÀ-Þ][\w'-]+(?:,? (?:and )?[A-ZÀ-Þ][\w'-]+)*[,:] )?(?:so,? |then |now )?(?:send|give|get|call|book|fix|"
    r"stop|take|tell|make|put|move|let|allow|approve|"
    r"confirm|add|remove|update|close|clean|hand|spread|enter|read|use|check|ask|change|keep|bring|pay|honou?r|correct|"
    r"find|reprint|replace|swap|"
    r"relabel|recall|switch|turn|drop|explain|name|write|answer|cancel|publish|hire|settle|sit|work|pull|lift|apply|do|"
    r"go|show|drive|settle|sign|"
    r"release|restore|start|set|increase|reduce|extend|include|print|pick|plan|prepare|look|reply|file|grant|decide|choose|"
    r"renew|test|unblock|withdraw|join|issue|deliver|return|schedule|escalate|cover|don't|do not|never)\b",
    re.IGNORECASE,
)
_WHY: Final = re.compile(
    r"\b(?:because|since (?!\d|the \d|last|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday)|"
    r"so that|risk|lose|loses|lost|cost|costs|penalty|fine|fines|cancel\w*|leave|leaves|at stake|claim|damages|churn|"
    r"gone|missed?|"
    r"will not wait|won't (?:wait|sign|renew)|otherwise)\b|[€$£¥₦]\s?\d|\d\s?(?:€|EUR|USD|GBP|CHF|DKK|SEK|NOK|PLN|zł|"
    r"k\b|m\b)",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"\b(?:only )?(?:if|unless|provided(?: that)?|as long as|until|otherwise|or else)\b[^.;!?]*|(?<=, )or (?=i|we|they|"
    r"you|the|it)[^.;!?]*",
    re.IGNORECASE,
)
_DEADLINE: Final = re.compile(
    r"\b(?:by|before|until|till|no later than|not later than|within|at the latest|due|on|after|from|this|next|in the "
    r"next)\s+(?:the )?"
    r"(?:end of (?:the )?\w+|\d{1,2}(?:st|nd|rd|th)?(?:[./ ]?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)\w*)?(?:[./:-]\d{1,2})*\.?(?: ?(?:pm|am))?|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: "
    r"\w+)?|noon|lunchtime|tonight|"
    r"tomorrow(?: \w+)?|today|week(?: \d+)?|month|quarter|q[1-4]|christmas|easter|\w+ (?:days?|weeks?|hours?)|"
    r"payday)\b|\b(?:today|tomorrow|tonight|asap|immediately)\b",
    re.IGNORECASE,
)
_ADDRESSEE: Final = re.compile(
    r"^([A-ZÀ-Þ][\w'-]+(?:(?:,| and|, and) [A-ZÀ-Þ][\w'-]+)*)[,:] (?=\w)|\bfrom (each of you|you|[A-Z][\w'-]+)\b"
)


@dataclass(frozen=True, slots=True)
class Simplified:
    """The message under six questions, in its own words; a question that it does not answer stays empty."""

    happened: tuple[str, ...]
    matters: tuple[str, ...]
    asked: tuple[str, ...]
    of_whom: tuple[str, ...]
    by_when: tuple[str, ...]
    condition: tuple[str, ...]

    def lines(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The six questions with their answers, in order, the empty ones left out."""
        named = (
            ("What happened", self.happened),
            ("Why it matters", self.matters),
            ("What is asked", self.asked),
            ("Of whom", self.of_whom),
            ("By when", self.by_when),
            ("On what condition", self.condition),
        )
        return tuple((label, said) for label, said in named if said)


def simplified(text: str, *, names: Sequence[str] = ()) -> Simplified:
    """A message under the six questions; `names` (people, customers) help to tell who is asked.

    >>> simplified("Acme waits since May. Please send the offer by Friday.").by_when
    ('by Friday',)
    """
    happened: list[str] = []
    matters: list[str] = []
    asked: list[str] = []
    whom: list[str] = []
    when: list[str] = []
    condition: list[str] = []
    for part in parts_of(text):
        if part.kept:
            continue
        said = part.text.strip()
        is_asked = said.endswith("?") or bool(_ASK.search(said))
        place = asked if is_asked else matters if _WHY.search(said) else happened
        place.append(said)
        if is_asked:
            when += [m.group().strip() for m in _DEADLINE.finditer(said)]
            whom += [next(g for g in m.groups() if g) for m in _ADDRESSEE.finditer(said)]
            whom += [n for n in names if re.match(rf"{re.escape(n)}\b[,:]? ", said)]
        condition += [m.group().strip(" ,") for m in _CONDITION.finditer(said)]
    return Simplified(*(tuple(dict.fromkeys(x)) for x in (happened, matters, asked, whom, when, condition)))
