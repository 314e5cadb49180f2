"""A rhetorical question becomes the request that it hides, with the question's own words."""

from __future__ import annotations

import re
from typing import Final

_AUX: Final = "is|are|was|were|am|do|does|did|have|has|had|can|could|will|would|should|shall|must"
_SUBJECT: Final = (
    r"(?P<subject>(?:the|this|that|these|those|your|our|my|their|his|her|a|an|no|every|each|some) (?:[\w'-]+ ){0,2}?[\w'-]+?|"
    r"(?:I|you|we|they|he|she|it|u|there|this|that|these|those|nobody|anyone|somebody)(?: all| people| guys| lot)?|"
    r"(?-i:[A-Z])[\w.&'-]+(?: (?-i:[A-Z])[\w.&'-]+)?)"
)
_WH: Final = re.compile(
    rf"^(?:(?:so|and|but|then|ok|okay|boss|seriously|honestly|please|or),? )*"
    rf"(?P<wh>why|how|when|where|what|which(?: [\w'-]+){{1,3}}?|how (?:many|much|long|often)(?: [\w'-]+)?|who|whom|for what) "
    rf"(?:exactly |on earth |the hell |in the world |in god.s name |again )?(?P<aux>{_AUX})(?P<neg>n't|nt)? {_SUBJECT} "
    rf"(?P<rest>[^?]*)\?+!*$",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    rf"^(?:(?:so|and|but|then|ok|okay),? )*(?P<wh>who|what|which(?: of (?:you|them|us))?(?: [\w'-]+)??) "
    rf"(?P<rest>(?!(?:{_AUX}) (?:I|you|we|they|he|she|it|u)\b)[^?]*)\?+!*$",
    re.IGNORECASE,
)
_PARTICIPLE: Final = re.compile(
    r"\w+(?:ed|en|ing)\b|(?:done|made|gone|got|been|told|sent|left|lost|put|so|too|not|going|supposed)\b"
)
_THIRD: Final = {"have": "has", "do": "does", "go": "goes"}
_VAGUE: Final = re.compile(
    r"\s*(?:,? ?(?:lol|lmao|please|pls|exactly|even|actually|again|still))+\s*$", re.IGNORECASE
)


def _subject(words: str) -> str:
    plain = re.sub(r"^(u|you(?: people| guys| lot)?)$", "you", words, flags=re.IGNORECASE)
    return (
        plain
        if plain[:1].isupper() and plain.lower() not in _LOWER
        else plain[:1].lower() + plain[1:]
        if plain != "I"
        else plain
    )


_LOWER: Final = frozenset([
    "you", "we", "they", "he", "she", "it", "this", "that", "these", "those", "there", "nobody", "anyone",
    "somebody", "the", "your", "our", "my", "their",
])  # fmt: skip


def asked_plainly(question: str) -> str | None:
    """The request that a wh-question hides, or None when its shape isn't understood.

    >>> asked_plainly("Why do we still have to fill in three tools??")
    'Please tell me why we still have to fill in three tools.'
    >>> asked_plainly("What were you all doing at 11?")
    'Please tell me what you were doing at 11.'
    """
    text = re.sub(r"\s+", " ", question.strip())
    found = _WH.match(text)
    if found:
        return _indirect(found)
    found = _WHO.match(text)
    if found and not re.match(rf"(?:{_AUX}) (?:the|your|this|that|my)\b", found["rest"]):
        rest = _VAGUE.sub("", found["rest"]).rstrip(" .,")
        return f"Please tell me {found['wh'].lower()} {rest}." if len(rest.split()) > 1 else None
    return None


def _indirect(found: re.Match[str]) -> str | None:
    aux, rest = found["aux"].lower(), _VAGUE.sub("", found["rest"]).strip(" .,")
    subject = re.sub(r"(?i)\b(you) all\b", r"\1", found["subject"])
    subject = _subject(subject)
    wh = found["wh"]
    wh = wh.lower() if not wh.isupper() or len(wh) > 1 else wh
    if aux == "do" and not found["neg"]:
        verb = rest
    elif aux == "does" and not found["neg"]:
        first, _, tail = rest.partition(" ")
        if not first.isalpha():
            return None
        verb = _THIRD.get(first, first + ("es" if first.endswith(("s", "sh", "ch", "x", "o")) else "s"))
        verb = re.sub(r"([^aeiou])ys$", r"\1ies", verb) + (f" {tail}" if tail else "")
    elif aux == "did":
        return None if not found["neg"] else f"Please tell me {wh} {subject} did not {rest}."
    else:
        verb = f"{aux}{' not' if found['neg'] else ''} {rest}"
    if aux in {"do", "does"} and found["neg"]:
        verb = f"{aux} not {rest}"
    return f"Please tell me {wh} {subject} {verb.strip()}."
