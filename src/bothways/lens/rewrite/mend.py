"""Mends a sentence after edits: spaces, commas, articles, capitals, the mark at its end.

An edit that leaves a sentence dangling ("This pricing change is.") is not mended but reported: guessing the
missing words would invent something.
"""

from __future__ import annotations

import re
from typing import Final

_SPACES: Final = re.compile(r"[ \t]{2,}")
_BEFORE_MARK: Final = re.compile(r"[ \t]+([,.;:?!])")
_DOUBLE: Final = re.compile(r"([,;:])(?:\s*[,;:])+")
_COMMA_END: Final = re.compile(r"\s*[,;:–—-]+\s*(?=[.!?]+$)")
_OPENING: Final = re.compile(r"^[\s,;:.!?…–—-]+(?![\d.])|^[,;:]+\s*")
_LINK: Final = re.compile(r"^(?:and|but|so|because|since|or|then)\b,?\s+(?=\S)", re.IGNORECASE)
_AN: Final = re.compile(
    r"\b([Aa]) (?=[aeio](?!ne\b|nce\b|u[rcl])\w|u(?!ni|se|s[aeiou]|r[aeiou])\w|hour|honest)"
)
_A: Final = re.compile(r"\b([Aa])n (?=(?!hour|honest|heir|honou?r)[bcdfghjklmnpqrstvwyz][a-z])")
_DANGLING: Final = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|am|the|an|of|to|with|from|into|and|or|but|because|than|at|by|"
    r"your|our|their|my|his|if|unless|as|very|has|had|would|could|should|will|must|may|so|that's|it's|i'm))\s*[.!?,;:]*$",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been)(?:,? (?:at this point|in fact|after all|by now|so far|of course|now|still|again))[.!?]*$",
    re.IGNORECASE,
)
_GAP: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|the|an?|of|to|very|too)\s+(?:and|but|or|because|so|which|while|,)(?=\s)",
    re.IGNORECASE,
)
_TWICE: Final = re.compile(
    r"\b(?:at|of|to|with|from|into|by|for) (?:at|of|in|on|with|from|by|to)\b(?! (?:all|least|most|once|hand)\b)",
    re.IGNORECASE,
)
_STUB: Final = re.compile(
    r"^(?:it|this|that|he|she|they|you|we|i|there|which|who)(?:'s|'re|'m| is| are| was| were)?[.!?]*$",
    re.IGNORECASE,
)
# "With all due respect, which is not a lot, …": without what it tells of, the clause has no head.
_HEADLESS: Final = re.compile(r"(?:which|whose|whom|who (?:were|are|have|had))\b", re.IGNORECASE)
_MARKS: Final = frozenset(".!?")
_EMOJI: Final = "\U0001f300"
# A sentence left with an -ing word in front has lost its verb ("Announcing the layoffs in the channel.").
_GERUND: Final = re.compile(
    r"^(?!(?:during|nothing|everything|something|anything|pricing|marketing|planning|billing|purchasing|packing|training|meeting|engineering|"
    r"provisioning|recruiting|accounting|controlling|king|ring|thing|spring|being|according|regarding|concerning|shipping|string|bring|evening|"
    r"morning|hiring|onboarding|building|wing)\b)\w{2,}ing\b(?! (?:freeze|is|was|are|were|has|does|will|costs?|took|takes))",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"^[\W_]*$")


def mended(sentence: str, *, original: str, opened: bool) -> str | None:
    """The sentence made whole again, "" when nothing is left, or None when it can't be mended.

    `original` is the sentence before its edits; `opened` says that its beginning was taken away.

    >>> mended(", a invoice is  late , ", original="Great, a invoice is late.", opened=True)
    'An invoice is late.'
    >>> mended("This change is .", original="This change is shit.", opened=False) is None
    True
    """
    text = _SPACES.sub(" ", sentence.replace("\n", " ")).strip()
    text = _BEFORE_MARK.sub(r"\1", text)
    text = _DOUBLE.sub(r"\1", text)
    text = re.sub(r"([.!?])(?:\s*[,;:.])+$", r"\1", text)
    text = re.sub(r"[,;:–—-]+\s*([?!])", r"\1", text)
    text = _COMMA_END.sub("", text)
    if opened:
        text = _LINK.sub("", _OPENING.sub("", text), count=1)
    if _BARE.match(text) and not re.search(r"\d", text):
        return ""
    text = (
        re.sub(r"[,;:–—-]+\s*$", "", text).rstrip()
        if not original.rstrip().endswith((":", ",", ";", "-", "–"))
        else text
    )
    text = _AN.sub(r"\1n ", text)
    text = _A.sub(r"\1 ", text)
    if _dangles(text, original) or (opened and _HEADLESS.match(text) and not original.rstrip().endswith("?")):
        return None
    last = original.rstrip("\"'”’) ")[-1:]
    if last >= _EMOJI and text[-1:] in '"”' and original.rstrip()[-1:] >= _EMOJI:
        text += "."
    if text and text[-1] not in ".!?:;…\"”)'" and (last in _MARKS or (last >= _EMOJI and text[-1] < _EMOJI)):
        text += "."
    return text[:1].upper() + text[1:] if opened or original[:1].isupper() or text[:1].islower() else text


def _dangles(text: str, original: str) -> bool:
    if _STUB.match(text) or (_GERUND.match(text) and not _GERUND.match(original)):
        return True
    return any(rest.search(text) and not rest.search(original) for rest in (_DANGLING, _ASIDE, _GAP, _TWICE))
