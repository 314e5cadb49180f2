"""Breaks negation, modality, condition and cause."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lens_set.breaks.amounts import MONTH
from lens_set.breaks.scene import Break, Scene, exchange, found, like
from lens_set.breaks.times import DATE

__all__ = [
    "cause_dropped", "cause_reversed", "condition_dropped", "condition_inverted", "may_to_will", "must_to_should",
    "negation_doubled", "negation_dropped", "negation_inserted", "will_to_may",
]  # fmt: skip

SHORT_FORMS = {
    "won't": "will", "can't": "can", "cannot": "can", "shan't": "shall", "don't": "do", "doesn't": "does",
    "didn't": "did", "isn't": "is", "aren't": "are", "wasn't": "was", "weren't": "were", "hasn't": "has",
    "haven't": "have", "hadn't": "had", "wouldn't": "would", "couldn't": "could", "shouldn't": "should",
    "mustn't": "must", "didnt": "did", "doesnt": "does", "cant": "can", "wont": "will", "dont": "do",
}  # fmt: skip
SHORTENED = re.compile(rf"\b(?:{'|'.join(SHORT_FORMS)})\b".replace("'", "['’]"), re.IGNORECASE)
NOT = re.compile(
    r"(?:(?<=\s)|(?<=^))not\s(?!only\b|just\b|later\b|earlier\b|before\b|after\b|until\b|least\b|yet\b|at\sall|more\b|less\b)(?=\S)",
    re.IGNORECASE,
)
NO_WORDS = {
    "nobody": "somebody", "no one": "someone", "nothing": "something", "none": "some", "never": "often",
    "without": "with", "neither": "each", "nowhere": "somewhere", "if not": "if so", "unable": "able",
}  # fmt: skip
NO_WORD = re.compile(rf"\b(?:{'|'.join(NO_WORDS)})\b(?!\s+only\b)(?![^.!?\n]*\bnor\b)", re.IGNORECASE)
NO = re.compile(
    r"\b[Nn]o\s(?!later|longer|more|fewer|less|earlier|one\b|matter|doubt|idea|\d)(?=[a-z])|\bno\s(?=(?:more|longer)\s[a-z]+s\b)"
)
HELP = re.compile(
    r"(?<=[a-z0-9%)\"'] )(?P<w>is|are|was|were|will|can|could|must|should|would)\b"
    r"(?=\s[a-z0-9])(?!\s(?:not|no|never|nothing|nobody|none|only|neither|without|you|we|I|he|she|they|it|there|the|this|that|an?)\b)"
)
PERFECT = re.compile(
    r"(?<=[a-z0-9] )(?P<w>has|have|had)\b(?=\s(?:been|\w+ed|made|sent|given|said|come|gone|got)\b)"
)
QUESTION = re.compile(r"\b(?:what|who|where|which|whether|if|how|when|why)\b[^.!?]*$", re.IGNORECASE)
DOUBLED = re.compile(
    r"\b(?P<w>cannot|can['’]t|won['’]t|will\snot|did\snot|didn['’]t|does\snot|doesn['’]t|do\snot|don['’]t|would\snot"
    r"|wouldn['’]t|could\snot|couldn['’]t|must\snot|should\snot|may\snot)(?=\s(?!(?:yet|only|just|even|the|a|until|before)\b)[a-z]+)",
    re.IGNORECASE,
)
MAY = re.compile(
    r"(?<=[a-zA-Z)%\"] )(?P<w>may|might|can)(?=\s(?!not\b|you\b|I\b|we\b|have\b|please|only\b|somebody|someone|finance|the\b)[a-z]+)"
)
MUST = re.compile(
    r"(?<!\bnot )(?<!n't )\b(?P<w>must|has\sto|have\sto|need\sto|needs\sto|ought\sto|shall)(?=\s[a-z])",
    re.IGNORECASE,
)
WEAKER = {
    "must": "should",
    "has to": "should",
    "have to": "should",
    "need to": "might",
    "needs to": "might",
    "ought to": "could",
    "shall": "may",
}
WILL = re.compile(
    r"(?<!\bI )(?<!\b[Ww]e )(?<!\b[Tt]he )(?<!\bat )(?<=[a-zA-Z0-9%)] )(?P<w>will)(?=\s(?!not\b|you\b|I\b|we\b|never\b)[a-z]+)"
)
# "Ask if he comes" is no condition.
ASKING = (
    r"(?<!\b[Aa]sk )(?<!\basks )(?<!\basked )(?<!\b[Ss]ee )(?<!\btell me )(?<!\bknow )(?<!\bwonder )(?<!\b[Cc]heck )"
    r"(?<!\b[Ee]ven )(?<!\b[Ww]hat )(?<!\bonly )(?<!\bas )(?<!\bask them )"
)
IF = rf"{ASKING}(?:only\sif|if|unless|provided(?:\sthat)?|as\slong\sas|on\scondition\sthat)"
# A full stop or a comma between figures ends no clause: "1.80 m".
CLAUSE = r"(?:[^,.;!?\n]|(?<=\d)[.,](?=\d))"
REST = r"(?:[^.;!?\n]|(?<=\d)\.(?=\d))"
LEADING = re.compile(
    rf"(?:Only\sif|If|Unless|Provided(?:\sthat)?|As\slong\sas|Should|In\scase)\s{CLAUSE}+,\s"
)
TRAILING = re.compile(rf",?\s\b{IF}\s{CLAUSE}+(?=\s*[.;!?\n,]|$)")
INVERTED = [
    (re.compile(r"\b(?P<w>only\sif)\b", re.IGNORECASE), "unless"),
    (re.compile(rf"{ASKING}\b(?P<w>if)\b(?!\snot\b|\sso\b|\sonly\b)", re.IGNORECASE), "unless"),
    (re.compile(r"\b(?P<w>unless)\b", re.IGNORECASE), "if"),
    (re.compile(r"\b(?P<w>provided\sthat|provided|as\slong\sas|on\scondition\sthat)\b(?=\s(?:the|they|it|we|you|I|that|he|she|\w+s)\b)", re.IGNORECASE), "unless"),
    (re.compile(r"\b(?P<w>otherwise|or\selse)\b(?=[\s,])", re.IGNORECASE), "in that case"),
]  # fmt: skip
BECAUSE = re.compile(rf",?\s\b(?:because|due\sto)\s{REST}+(?=[.;!?\n]|$)")
BECAUSE_FIRST = re.compile(rf"\bBecause\s{CLAUSE}+,\s")
# "Since October, …" is a date and "As agreed, …" a reference: a reason has a subject and a verb of its own.
AS_FIRST = re.compile(
    rf"\b(?:As|Since)\s(?!{DATE}|{MONTH}|\d|last\b|this\b|then\b|\w+\s(?:days|weeks|months|years)\b|(?:we|you|I)\s(?:agreed|said)\b"
    r"|agreed|requested|printed|planned|usual|was\b|well|soon|long|of\b|for\b|to\b|ever\b|is\b)"
    r"(?=[^,.;:!?\n]*\b(?:is|are|was|were|has|have|had|isn't|aren't|can|will|got|needs?|asks?|owns?|leave|hits|[a-z]+ed)\b)"
    rf"{CLAUSE}+,\s"
)
THAT_IS_WHY = re.compile(r"\b[Tt]hat\sis\swhy\s")
REVERSED = re.compile(rf"(?P<a>{REST}+?),?\s(?P<w>because)\s(?!of\b)(?P<b>{REST}+?)(?=[.;!?\n](?!\d)|$)")
BECAUSE_OF = re.compile(r"\b(?P<w>because\sof|due\sto|thanks\sto)\b", re.IGNORECASE)
AGAINST = {"because of": "in spite of", "due to": "in spite of", "thanks to": "in spite of"}


def negation_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Isn't becomes is, cannot becomes can, nobody becomes somebody."""
    for at in found(scene, SHORTENED):
        new = SHORT_FORMS[at[0].casefold().replace("’", "'")]
        yield ((*at.span(), like(new, at[0])),), f"{at[0]!r} became {new!r}"
    for at in found(scene, NOT):
        yield ((*at.span(), ""),), "'not' was dropped"
    yield from exchange(scene, NO_WORD, NO_WORDS)
    for at in found(scene, NO):
        yield ((*at.span(), like("some ", at[0])),), "'no' became 'some'"


def negation_inserted(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Is becomes is not, will becomes will not."""
    for pattern in (HELP, PERFECT):
        for at in found(scene, pattern):
            start, _ = scene.sentence_at(at.start())
            if QUESTION.search(scene.text[start : at.start()]):
                continue  # "say who is on it": a negated question asks nearly the same
            yield ((at.end(), at.end(), " not"),), f"{at[0]!r} became '{at[0]} not'"


def negation_doubled(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Cannot start becomes cannot fail to start: two negations are none."""
    for at in found(scene, DOUBLED):
        yield ((at.end(), at.end(), " fail to"),), f"{at[0]!r} became '{at[0]} fail to'"


def may_to_will(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """What is possible becomes certain."""
    for at in found(scene, MAY):
        start, _ = scene.sentence_at(at.start())
        # "Nobody may" and "nobody will" say nearly the same; "so that we can" is an aim.
        if re.search(
            r"\b(?:no|nobody|none|not|neither|so that \w+|as \w+ as \w+)\b(?=[^,;]*$)",
            scene.text[start : at.start()],
            re.IGNORECASE,
        ):
            continue
        yield ((*at.span("w"), "will"),), f"{at['w']!r} became 'will'"


def will_to_may(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """What is certain becomes possible."""
    for at in found(scene, WILL):
        yield ((*at.span("w"), "may"),), "'will' became 'may'"


def must_to_should(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A duty becomes a wish."""
    yield from exchange(scene, MUST, WEAKER)


def condition_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """The condition is left out, what hung on it stands alone."""
    for at in found_loosely(scene, LEADING):
        if scene.begins(at.start()):
            yield ((*at.span(), ""),), f"the condition {at[0].strip(' ,')!r} is lost"
    for at in found_loosely(scene, TRAILING):
        yield ((*at.span(), ""),), f"the condition {at[0].strip(' ,')!r} is lost"


def condition_inverted(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """If becomes unless, unless becomes if, otherwise becomes in that case."""
    for pattern, new in INVERTED:
        for at in found(scene, pattern):
            yield ((*at.span("w"), like(new, at["w"])),), f"{at['w']!r} became {new!r}"


def cause_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """The reason is left out."""
    for pattern in (BECAUSE, BECAUSE_FIRST, AS_FIRST, THAT_IS_WHY):
        for at in found_loosely(scene, pattern):
            yield ((*at.span(), ""),), f"the cause {at[0].strip(' ,')!r} is lost"


def cause_reversed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A because B becomes B because A; because of becomes in spite of."""
    for at in found_loosely(scene, REVERSED):
        start, _ = scene.sentence_at(at.start("w"))
        first = scene.text[max(start, at.start("a")) : at.end("a")].strip()
        begin = scene.text.index(first, max(start, at.start("a")))
        second = at["b"].strip()
        if len(first.split()) < 2 or len(second.split()) < 2:
            continue
        turned = f"{like(second, first)} because {_lower(scene, first)}"
        yield ((begin, at.end("b"), turned),), f"cause and effect of {at['w']!r} changed places"
    yield from exchange(scene, BECAUSE_OF, AGAINST)


def found_loosely(scene: Scene, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches outside quoted mails; a clause may hold names, but no part of a quotation."""
    shut = scene.history + scene.quotations
    for at in pattern.finditer(scene.text):
        if all(
            at.end() <= start or at.start() >= end or (at.start() <= start and end <= at.end())
            for start, end in shut
        ):
            yield at


def _lower(scene: Scene, piece: str) -> str:
    keep = piece.startswith(("I ", "I'", *scene.names)) or piece[:2].isupper()
    return piece if keep else piece[:1].lower() + piece[1:]
