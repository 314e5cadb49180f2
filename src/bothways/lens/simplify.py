"""A message simplified: what happened, why it matters, what is asked, of whom, by when, on what condition.

Every line is the message's own words, save that a request that names nobody is asked of "you", its reader.
A sentence goes to the first question that it answers; nothing is summed up,
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
    r"like\b|\bwe (?:want|expect|request)\b|\b(?:we|i) (?:ask|need)\b|"
    r"^(?:[A-ZÀ-Þ][\w'-]+(?:,? (?:and )?[A-ZÀ-Þ][\w'-]+)*[,:] )?(?:so,? |then |now |and |but |also |next,? )?"
    r"(?:send|give|get|call|book|fix|"
    r"stop|take|tell|make|put|move|let|allow|approve|"
    r"confirm|add|remove|update|close|clean|hand|spread|enter|read|use|check|ask|change|keep|bring|pay|honou?r|correct|"
    r"find|reprint|replace|swap|"
    r"relabel|recall|switch|turn|drop|explain|name|write|answer|cancel|publish|hire|settle|sit|work|pull|lift|apply|do|"
    r"go|show|drive|settle|sign|"
    r"release|restore|start|set|increase|reduce|extend|include|print|pick|plan|prepare|look(?!,)|reply|file|grant|decide|choose|"
    r"renew|test|unblock|withdraw|join|issue|deliver|return|schedule|escalate|cover|"
    r"undo|redo|speak|talk|ring|phone|reopen|merge|repay|refund|forward|respond|submit|delete|collect|revoke|count|"
    r"(?:credit|report|copy|post|park|date) (?:the|them|him|her|it|us|me|this|that|to)|don't|do not|never)\b",
    re.IGNORECASE,
)
_WHY: Final = re.compile(
    r"\b(?:because|since (?:it|there|nobody|no one|they|he|she|otherwise|without|customers?)\b|"
    r"so that|risk|lose|loses|costs?|penalty|penalties|(?:a|the|of|any|pay|pays|paying|in) fines?|fined|cancel|cancels|"
    r"leave|leaves|at stake|damages|will be gone|be missed|would miss|"
    r"will not wait|won't (?:wait|sign|renew)|otherwise|either\b[^.;!?]*\bor|(?:if|unless)\b[^.;!?]*\b(?:will|'ll|"
    r"won't|goes?|lose|have to)|"
    r"(?:will|'ll|won't)\b[^.;!?]*\b(?:if|unless))\b|[€$£¥₦]\s?\d|\d\s?(?:€|EUR|USD|GBP|CHF|DKK|SEK|NOK|PLN|zł|"
    r"k\b|m\b)",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"\beither\b[^.;!?]*\bor\b[^.;!?]*|\b(?:(?:only |even )?if|unless|provided(?: that)?|on condition that|as long as|"
    r"otherwise|or else|"
    r"without (?:your|a|an|the|it|them|that)|"
    r"until (?!\d|the \d|further|then|now|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next|noon|midnight|q[1-4]|"
    r"christmas|easter|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b|end of|the end|week|year|spring|summer|autumn|"
    r"winter))\b(?:[^,.;!?]|[,.](?=\d))*"
    r"(?:, (?!i\b|we\b|they\b|you\b|it\b|both\b|the\b|please\b|then\b|[A-Z]\w+ (?:will|has|is|sends)\b)(?:[^,.;!?]|"
    r"[,.](?=\d))*)?|"
    r"(?<=, )or (?=i\b|we\b|they\b|you\b|the\b|it\b|he\b|she\b)[^.;!?]*",
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
    r"payday)\b(?:,? (?:at )?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)?\b)?|\b(?:today|tomorrow|tonight|asap|"
    r"immediately)\b(?: morning| evening|,? \d{1,2}[:.]\d\d)?|"
    r"(?<=, )(?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?: \w+)?(?=[.!]*$)|\bin the next \w+\b",
    re.IGNORECASE,
)
_ADDRESSEE: Final = re.compile(
    r"^(?:and |so |but )?([A-ZÀ-Þ][\w'-]+(?:(?:,| and|, and) [A-ZÀ-Þ][\w'-]+)*)[,:] (?=\w)|"
    r"\b(?:want|need|expect)\b[^.;!?]*\bfrom (each of you|one of you|[A-Z][\w'-]+)\b|"
    r"\b(?:want|need|expect|ask|like) (somebody|someone|an? [\w-]+|[A-Z][\w'-]+)(?: from [\w ]+?)? to\b|"
    r"^([A-ZÀ-Þ][\w'-]+) (?:must|has to|needs to|takes over|will please)\b"
)
# "Fine." answers none of the six; "Twice." belongs to what was said before it.
_EMPTY: Final = re.compile(
    r"\W*(?:fine|ok|okay|right|well|so|hello|hi|hey|thanks|cheers|noted|sure|really|look|listen)\W*$",
    re.IGNORECASE,
)
_NOT_WHO: Final = re.compile(
    r"(?:so|and|but|then|now|please|today|tomorrow|tonight|first|second|third|also|otherwise|however|yes|no|ok|okay|"
    r"well|right|fine|look|listen|honestly|frankly|hello|hi|hey|apparently|instead|finally|seriously|"
    r"next|meanwhile|in|on|by|at|for|if|when|until|since|before|after|\w+day)$",
    re.IGNORECASE,
)
_GREETED: Final = re.compile(
    r"^\W*(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)),? )?((?:(?:mr|mrs|ms|dr|prof|herr|frau|señor|"
    r"madame|monsieur)\.? )?"
    r"[A-ZÀ-Þ][\w'-]+(?:(?:,| and|, and)? [A-ZÀ-Þ][\w'-]+){0,2})[,:!]?\s*$",
    re.IGNORECASE,
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
    spare: list[str] = []
    last: list[str] | None = None
    greeted = ""
    for part in parts_of(text):
        said = part.text.strip()
        greeting = _GREETED.match(said) if part.line == 0 and not asked else None
        if part.kept or (greeting and said.endswith(",")):
            greeted = greeted or (greeting.group(1) if greeting and not said.endswith(":") else "")
            continue
        if _EMPTY.match(said):
            continue
        if last is not None and len(said.split()) <= 2 and not said.endswith("?") and not _ASK.search(said):
            last.append(said)
            continue
        is_asked = said.endswith("?") or bool(_ASK.search(said))
        place = asked if is_asked else matters if _WHY.search(said) else happened
        place.append(said)
        last = place
        dates = [m.group().strip() for m in _DEADLINE.finditer(said)]
        if is_asked:
            when += dates
            called = [next(g for g in m.groups() if g) for m in _ADDRESSEE.finditer(said)]
            whom += [w for w in called if not _NOT_WHO.match(w.split()[0].strip(","))]
            whom += [n for n in names if re.match(rf"{re.escape(n)}\b[,:] ", said)]
        else:
            spare += [
                d for d in dates if re.match(r"(?:by|before|no later|not later|due)\b", d, re.IGNORECASE)
            ]
        condition += [m.group().strip(" ,") for m in _CONDITION.finditer(said)]
    if asked and not whom:
        whom = [greeted] if greeted else ["you"]
    when = when or (spare if asked else [])
    return Simplified(*(tuple(dict.fromkeys(x)) for x in (happened, matters, asked, whom, when, condition)))
