"""What the judge proposes: a sentence or a clause that looks charged and bears no fact falls away.

Only what leaves a whole sentence behind is proposed; the receipt decides afterwards as for every other edit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bothways.lens.charge.parts import Part
from bothways.lens.judge.falling import Clause
from bothways.lens.judge.words import class_of
from bothways.lens.rewrite.model import Edit
from bothways.lens.rewrite.render import sentence_after

REASON: Final = "A proposal, learned from other messages: it reads like heat and states no fact."
EXPLAIN: Final = "Please explain this."
_WHY: Final = re.compile(r"\W*(?:(?:and|so|but|well|seriously),? )*(?:why|how|what|who)\b", re.IGNORECASE)
_ELLIPSIS: Final = re.compile(
    r"(?:[\w'-]+ ){1,3}(?:does|did|do|has|have|is|are|was|were|will|would|can|could)(?: not|n't| too)?\s*[:.,;!?]|"
    r"not (?:the|a|an|my|our|your|one|even) [\w' -]+, not\b|"
    r"(?:so|neither|nor) (?:do|did|does|is|are|has|have|can|will)\b|(?:yes|no)[,.]",
    re.IGNORECASE,
)
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|should|shall|need|want|please|"
    r"get|send|give|call|take|put|make|tell|stop|move|fix|[a-z]{2,}(?:ed|s|ing))\b|'(?:s|re|ve|ll|m|d)\b|n't\b|\b(?:went|got|took|lost|"
    r"told|said|sent|left|came|gave|made|knew|bought|sold|paid|found|put|cut|kept|built|met|ran|wrote|read|held)\b",
    re.IGNORECASE,
)
# What follows a clause and hangs on it can't stay without it ("each drafted by someone | who had never seen it").
_HANGS: Final = re.compile(r"[\s,]*(?:who|whom|whose|which|that|than|if it)\b", re.IGNORECASE)
_LEFT: Final = re.compile(r"[\s,;:–—-]*(?:\b(?:and|but|while|because|since|so that|so)\s+)?$", re.IGNORECASE)
ENOUGH: Final = 0.4  # a sentence or a piece of one
PLAIN: Final = 0.5  # a whole sentence that is neither a question nor about the reader
_TO_YOU: Final = re.compile(r"\?|\b(?:you|your|u|ur)\b", re.IGNORECASE)
SHORT: Final = 3  # words of a sentence that says next to nothing by itself
SURELY: Final = 0.6  # what the words before it may need, a beginning, what the next sentence goes on from
SURER: Final = 0.75  # what the writer says of what happened to him
_JOINTS: Final = frozenset(",;:–—-(")
_SIMILE: Final = re.compile(r"\W*(?:and|but|like|while|as if|as though|as|so that|because)\b", re.IGNORECASE)
_ADDS: Final = re.compile(r"\W*(?:and|but|so)\b", re.IGNORECASE)
_RELATIVE: Final = re.compile(r"\W*(?:who|whom|whose|which|that|where|when)\b", re.IGNORECASE)
# "My desk was given away", "I had to ring the broker": an account of what happened.
_TELLS: Final = re.compile(
    r"\W*(?:and |but |so )?(?:i|we|my [\w-]+(?: [\w-]+)?|our [\w-]+(?: [\w-]+)?) "
    r"(?:(?:do|did|does|have|has|had|can|could|will|would|are|were|is|was)(?:n't| not)|never|"
    r"had to|was|were|are|have|has|had|ends?|starts?|started|ended|"
    r"found|sent|called|rang|phoned|drove|wrote|asked|said|pressed|signed|spent|waited|got|paid|went|came|told|promised|checked|made)\b",
    re.IGNORECASE,
)
# "of mine", "for the notes", "who decides": it tells which one, and a comparison or a reproach does not begin so.
_TIED: Final = re.compile(
    r"[\s,]*(?:of|for|at|with|without|by|in|on|to|from|between|before|after|since|until|about|over|under|against|into|during|through|"
    r"who|whom|whose|which|that|than|where|when)\b",
    re.IGNORECASE,
)
# "Five days since you called" is no heat but a figure's other half; "that your roadmap gods nodded | at in Leipzig".
_SINCE: Final = re.compile(r"[\s,]*(?:of|since|until|till|before|after|so)\b", re.IGNORECASE)
_STRANDED: Final = re.compile(
    r"\s+(?:at|of|to|on|with|for|about|by|from)\b\s*(?:[.,;:!?]|$|(?:in|at|on|by|for|from|with|to)\b)",
    re.IGNORECASE,
)
# The writer's own word, or what the writer went through, is never heat.
_VOUCHES: Final = re.compile(r"\b(?:i|we)(?:'ll|'d| will| would| shall)\b|^\W*(?:yes|no)\W*$", re.IGNORECASE)
_POINTS: Final = re.compile(
    r"(?:it|they|he|she|this|that|these|those|its|their|his|her)(?:'s|'re|'ve|'ll|'d)?\s", re.IGNORECASE
)
# After an aside between two commas both go, unless another clause or an element of a list begins there.
_BEGINS: Final = re.compile(
    r",\s+(?:and|but|so|or|nor|yet|because|while|whereas|although|though|if|when|unless|until|since|which|who|whose|where|then|plus|"
    r"not|i|you|we|they|he|she|it|there|nobody|everybody|somebody|this|these|those|the|an?|our|your|my|his|her|its|their|no|[A-Z0-9€$£])\b",
)
_FRAGMENT: Final = re.compile(r"(?:that|than|of|whether|to|being|having|not)\b", re.IGNORECASE)
_WHOEVER: Final = re.compile(r"(?:they|he|she)(?:'\w+)?\s|(?:[\w%.,]+ ){1,2}(?:its)\b", re.IGNORECASE)
_SAYS_WHO: Final = re.compile(r"\b(?:they|he|she|them|him|her|firm|team|company|[A-Z][a-z]+ (?:said|says))\b")
_GREETS: Final = re.compile(
    r"\W*(?:dear|hello|hi|good (?:day|morning|afternoon|evening)|respected|sir|madam|to whom|thanks|thank you)\b",
    re.IGNORECASE,
)
_OPEN: Final = frozenset(["w", "ly", "ing", "ed", "adv"])  # what "which is" has none of
_STOPS: Final = re.compile(r"\s*[.,;:!?–—)]|\s+-\s")
_ASKED: Final = re.compile(
    r"\W*(?:(?:and|so|but|then),? )?"
    r"(?:who|what|where|when|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may)\b",
    re.IGNORECASE,
)
_EXCLAIMS: Final = re.compile(r"\W*what an? ", re.IGNORECASE)
_CLOSES: Final = re.compile(r"\w{0,2}\s*(?:[,;:–—]|\s-\s|(?:and|but|so)\b)", re.IGNORECASE)


def leans(parts: Sequence[Part], index: int) -> bool:
    """Whether the next sentence leans on this one ("You never bring me one. Ines does.") and would lose its verb.

    The same where "they" or "he" would be the first word of a message that has not said who.
    """
    if index + 1 >= len(parts):
        return False
    follows = parts[index + 1].text.replace("’", "'")
    first = all(p.kept for p in parts[:index])
    return bool(
        _ELLIPSIS.match(follows)
        or (first and _WHOEVER.match(follows) and _SAYS_WHO.search(parts[index].text))
    )


def proposed(
    parts: Sequence[Part], index: int, made: list[Edit], loose: Sequence[Clause]
) -> tuple[list[Edit], list[Clause]]:
    """A sentence's edits with the proposals added, and the clauses that could not be taken out of it."""
    part = parts[index]
    made = [
        e for e in made if e.whole or not any(_takes_along(c, e) and _may_go(parts, index, c) for c in loose)
    ]
    loose = [c for c in loose if not any(e.start < c.end and c.start < e.end for e in made)]
    held = [c for c in loose if not _may_go(parts, index, c)]
    loose = [c for c in loose if c not in held]
    if not loose or any(e.whole for e in made):
        return made, [] if any(e.whole for e in made) else held
    left: list[Clause] = [*held]
    taken = made
    if not _remains(part, [*made, *(_edit(part, c.start, c.end, c.part) for c in loose)]):
        whole = _edit(part, part.start, part.end, index, whole=True)
        if not made and not leans(parts, index) and _covered(part, loose) >= 0.7:
            return [whole], held
        return made, [*held, *loose]
    for clause in sorted(loose, key=lambda c: -c.cut):
        more = sorted([*taken, _with_joint(part, clause)], key=lambda e: e.start)
        hangs = _HANGS.match(part.text[clause.end - part.start :]) and not any(
            c.start > clause.end for c in loose
        )
        if not hangs and sentence_after(part, more) and _remains(part, more):
            taken = more
        else:
            left.append(clause)
    return taken, left


def _takes_along(clause: Clause, edit: Edit) -> bool:
    """Whether a clause that goes takes a smaller edit along: one that says something else only where it is a small part."""
    if not (clause.start <= edit.start and edit.end <= clause.end):
        return False
    small = 3 * (edit.end - edit.start) < clause.end - clause.start
    return not edit.after or (small and clause.cut >= SURER)


def _may_go(parts: Sequence[Part], index: int, clause: Clause) -> bool:
    """Whether a piece may fall away on a guess: the more may hang on it, the surer the guess has to be."""
    part = parts[index]
    start, end = clause.start - part.start, clause.end - part.start
    words = len(re.findall(r"[\w'’-]+", clause.text))
    before, after = part.text[:start].strip(" \"'“(–—-"), part.text[end:].strip(" .!?…\"')”")
    plain = clause.text.replace("’", "'")
    if _VOUCHES.search(plain):
        return False
    if _GREETS.match(plain) and start == 0:
        return False
    if not before and not after:
        if clause.cut < SURELY and (words <= SHORT or (_ASKED.match(plain) and plain.rstrip().endswith("?"))):
            return False
        follows = parts[index + 1].text if index + 1 < len(parts) else ""
        if _TELLS.match(plain):
            return clause.cut >= SURER
        return clause.cut >= SURELY or not _POINTS.match(follows.replace("’", "'"))
    if _ADDS.match(clause.text) and after and not _BEGINS.match(part.text[end:]):
        return False  # what follows hangs on it ("and he has, as ever, | two questions")
    bears = any(class_of(w) in _OPEN for w in re.findall(r"[\w'-]+", plain.lower()))
    if words < 2 or not bears or _SINCE.match(clause.text) or _STRANDED.match(part.text[end:]):
        return False
    if (before[-1:] in _JOINTS or _ADDS.match(clause.text)) and after and not _STOPS.match(part.text[end:]):
        return False  # an aside that does not close where the piece ends
    if before and not after and part.text.rstrip("\"'”’) ").endswith("?") and _ADDS.match(clause.text):
        return False  # it is the question
    joined = before[-1:] in _JOINTS or bool(_SIMILE.match(clause.text))
    if not joined and _RELATIVE.match(clause.text):
        return False  # "people who would like to know": it tells which ones
    # "What a mess, and …" may begin a sentence; "We lost the bid, and …" says something.
    loose = joined if before else _EXCLAIMS.match(clause.text) or not _VERB.search(clause.text)
    return clause.cut >= SURELY or bool(loose)


def _covered(part: Part, loose: Sequence[Clause]) -> float:
    return sum(c.end - c.start for c in loose) / max(1, part.end - part.start)


def _remains(part: Part, edits: Sequence[Edit]) -> bool:
    """Whether what the edits leave is a sentence: three words and a verb, or something with a figure."""
    after = sentence_after(part, edits)
    if not after or (_FRAGMENT.match(after) and not _FRAGMENT.match(part.text)):
        return False
    return len(after.split()) >= 3 and bool(_VERB.search(after) or re.search(r"\d", after))


def _with_joint(part: Part, clause: Clause) -> Edit:
    """The clause with the comma or conjunction that joins it to what stands before."""
    before = part.text[: clause.start - part.start]
    joint = _LEFT.search(before)
    start = clause.start - (len(joint.group()) if joint and joint.start() else 0)
    end = clause.end
    tail = part.text[end - part.start :]
    if re.search(r",\s*$", part.text[start - part.start : clause.start - part.start]) and re.match(
        r",\s", tail
    ):
        lone = re.search(r"\b(?:and|or|but)$", before[: start - part.start])
        end += 1 if lone or not _BEGINS.match(tail) else 0
    if start == part.start:
        joint = re.match(r"[\s,;:–—-]*(?:(?:and|but|so)\s+)?", tail)
        end += len(joint.group()) if joint else 0
    marks = re.match(r"[?!]+", part.text[end - part.start :])
    if (
        marks
        and "?" in marks.group()
        and not _ASKED.search(re.split(r"[,;:–—]\s", part.text[: start - part.start])[-1])
    ):
        # What is left is no question.
        return _edit(part, start, end + marks.end(), clause.part, after=".")
    while end > start and part.text[end - part.start - 1 : end - part.start] in ".!?…" and end == part.end:
        end -= 1
    return _edit(part, start, end, clause.part)


def _edit(part: Part, start: int, end: int, index: int, *, whole: bool = False, after: str = "") -> Edit:
    before = part.text[start - part.start : end - part.start]
    # A mocking why, how or what still asks for an answer; a mocking yes-or-no asks for nothing.
    if whole and _WHY.match(part.text) and part.text.rstrip().endswith("?"):
        after = EXPLAIN
    kind = _kind(part, before)
    return Edit("", start, end, kind, REASON, before, after, whole, index, proposal=True)


def _kind(part: Part, piece: str) -> str:
    """The nearest kind of charge: a guess, as the proposal is."""
    if part.text.rstrip("\"'”’) ").endswith("?") and part.text.endswith(piece[-6:]):
        return "rhetorical"
    low = f" {piece.casefold()} "
    if " like a" in low or " as if " in low or " as though " in low:
        return "hyperbole"
    return "contempt" if re.search(r"\b(?:you|your|u)\b", low) else "sarcasm"
