"""What in a free text points to one person: names, ways to reach them, figures, days, rare words, what only one can say."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["Trace", "World", "content_traces", "stem", "words_of"]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|https?://[^\s<>\"]+|\bwww\.[^\s<>\"]+|(?<![\w@])@\w{2,40}"
    r"|(?<![\w+])\+?\d{2,4}(?:[ /().-]{1,2}\d{2,5}){2,5}(?!\w)"
)
REFERENCE = re.compile(r"#\d{2,12}\b|\b(?=[A-Z-]*[A-Z])[A-Z]{1,6}-?\d{3,12}\b")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
DAY = re.compile(
    rf"\b\d{{4}}-\d\d?-\d\d?\b|\b\d\d?[./]\d\d?[./]\d{{2,4}}\b|\b\d\d?(?:st|nd|rd|th)?(?: of)? {MONTH}\b(?:,? \d{{4}}\b)?"
    rf"|\b{MONTH} \d\d?(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?|\b(?:last |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b\d\d?[:.]\d\d ?(?:am|pm|h|uhr)\b|\b\d\d?:\d\d\b",
    re.IGNORECASE,
)
FIGURE = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?(?![\w])|(?<![\w.,])\d+(?:[.,]\d+)?(?!\w|[.,]\d)"
)
ONLY_ONE = re.compile(
    r"\b(?:i am|i'm|i’m|i was|as|being|we are|we're) (?:the )?"
    r"(?:only|first|last|newest|oldest|youngest|most senior)\b[^.!?\n]{0,60}"
    r"|\bas (?:a|an|the) (?:woman|man|mother|father|single parent|parent|"
    r"foreigner|part-timer|trainee|apprentice|intern|newcomer)\b"
    r"|\bmy (?:wife|husband|partner|son|daughter|children|kids|baby|pregnancy|maternity leave|parental leave|illness|"
    r"surgery|disability|accent|age|divorce|religion|notice|probation|sick leave)\b"
    r"|\b(?:since|when|before|after) i (?:joined|started|came|moved|returned|transferred|was hired|was promoted)\b[^.!?\n]{0,40}"
    r"|\b(?:in|after|for|with) my (?:\w+ ){0,2}(?:years?|months?)\b"
    r"|\bi (?:told|asked|warned|wrote to|emailed|reported to|complained to|promised)\b[^.!?\n]{0,60}"
    r"|\bi (?:won|lost|closed|sold|signed|cover|handle|manage|look after|am responsible for|sit in|live in)\b[^.!?\n]{0,60}"
    r"|\bmy (?:own )?(?:region|territory|district|accounts?|customers?|desk|office|predecessor|successor|old company|"
    r"former employer|team of \w+)\b",
    re.IGNORECASE,
)
# The words that hold any English text together, and those of every sales team.
EVERYDAY = (
    "a about after again all also am an and any are as at be because been before being but by can could did do does"
    " doing don't down each even every few for from get give go good had has have he her here him his how i if in into"
    " is it its just know like made make many may me more most much must my need never new no not now of off on once"
    " one only or other our out over own people please same say see she should so some still such take than that the"
    " their them then there these they thing things this those through time to too two under up us use very want was way"
    " we well were what when where which while who why will with work would year you your"
    " always ask asked better both come day first help long other really right sales target targets team today"
    " customer customers deal deals price prices quota manager month quarter week company"
)
ORDINARY = frozenset(EVERYDAY.split())
PEOPLE_MARK = "[name]"


@dataclass(frozen=True, slots=True)
class Trace:
    """A piece of a text, `text[start:end]`, that points to its author or to somebody else.

    instead: what a safer wording has in its place; None where only the author can say it differently (see `why`).
    """

    start: int
    end: int
    kind: str
    words: str
    why: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class World:
    """What others write: in how many of their texts a word stands, and how common it is anywhere else."""

    texts: int
    documents: Mapping[str, int]
    background: Mapping[str, int] | None
    names: tuple[str, ...]
    enough: int
    lowered: tuple[str, ...] = field(default=(), repr=False)

    def shared(self, word: str) -> bool:
        """Whether enough others use a word for it to point to nobody."""
        return self.documents.get(stem(word), 0) >= self.enough

    def ordinary(self, word: str) -> bool:
        """Whether a word is in everybody's mouth."""
        root = stem(word)
        return (
            word.lower() in ORDINARY
            or root in ORDINARY_STEMS
            or (self.background or {}).get(root, 0) > 0
            or self.shared(word)
        )

    @property
    def can_tell_rare(self) -> bool:
        """Whether there is enough to compare with to call a word rare."""
        return self.background is not None or sum(self.documents.values()) >= 2_000

    def said_by_others(self, piece: str) -> bool:
        """Whether enough other texts hold the same piece."""
        wanted = re.compile(rf"(?<!\w){re.escape(piece.lower())}(?!\w)")
        found = 0
        for text in self.lowered:
            found += bool(wanted.search(text))
            if found >= self.enough:
                return True
        return False


def words_of(text: str) -> Iterable[str]:
    """Return the words of a text, as they stand."""
    return (found.group() for found in WORD.finditer(text))


def stem(word: str) -> str:
    """Return a word without its commonest English endings: enough to know "losing" from "lose"."""
    root = word.lower().replace("’", "'").removesuffix("'s")
    for ending, least in (
        ("ingly", 4),
        ("edly", 4),
        ("ing", 4),
        ("ied", 3),
        ("ies", 3),
        ("ed", 4),
        ("ly", 4),
        ("es", 4),
        ("s", 3),
    ):
        if root.endswith(ending) and len(root) - len(ending) >= least:
            root = root[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
            break
    return root.removesuffix("e") if len(root) > 4 else root


ORDINARY_STEMS = frozenset(stem(word) for word in ORDINARY)


def content_traces(text: str, world: World) -> list[Trace]:
    """Return what the text says that points to somebody, without overlaps, in order."""
    found: list[Trace] = []
    taken = bytearray(len(text))
    for trace in every_trace(text, world):
        if not any(taken[trace.start : trace.end]):
            taken[trace.start : trace.end] = b"\1" * (trace.end - trace.start)
            found.append(trace)
    return sorted(found, key=lambda trace: trace.start)


def every_trace(text: str, world: World) -> Iterator[Trace]:
    """Yield candidates, the surest kind first; a later one that overlaps is dropped."""
    for match in DAY.finditer(text):
        if not world.said_by_others(match.group()):
            yield trace_of(match, "day", "Few people were there on that day.", "[day]")
    for match in CONTACT.finditer(text):
        yield trace_of(match, "contact", "It leads to one person directly.", "[contact]")
    for match in REFERENCE.finditer(text):
        yield trace_of(
            match,
            "reference",
            "A number like this can be looked up, and with it who works on it.",
            "[reference]",
        )
    yield from named(text, world)
    for match in FIGURE.finditer(text):
        rounded = about(match.group())
        if rounded is not None and not world.said_by_others(match.group()):
            yield trace_of(
                match,
                "figure",
                "Nobody else gives this exact figure: whoever has the report knows whose it is.",
                rounded,
            )
    for match in ONLY_ONE.finditer(text):
        yield trace_of(
            match,
            "only one could say it",
            "It tells where the author stands or what the author did. Say it as it holds for several people, or leave it out.",
            None,
        )
    yield from unnamed(text, world)
    if world.can_tell_rare:
        for match in WORD.finditer(text):
            if len(match.group()) > 3 and not world.ordinary(match.group()):
                yield trace_of(
                    match, "rare word", "Nobody else here uses this word. Take a more usual one.", None
                )


def trace_of(match: re.Match[str], kind: str, why: str, instead: str | None) -> Trace:
    """Return the trace that a match is."""
    return Trace(match.start(), match.end(), kind, match.group(), why, instead)


def named(text: str, world: World) -> Iterator[Trace]:
    """Yield the names that were handed in, however they are written."""
    names = [
        re.escape(name) for name in sorted(world.names, key=lambda name: (-len(name), name)) if name.strip()
    ]
    if not names:
        return
    for match in re.finditer(rf"(?<!\w)(?i:{'|'.join(names)})(?: [A-Z][\w'’-]+)*(?!\w)", text):
        yield trace_of(match, "name", "Whoever is named, or works with them, is soon found.", PEOPLE_MARK)


def unnamed(text: str, world: World) -> Iterator[Trace]:
    """Yield what looks like a name: capitals inside a sentence, in words that others don't use in common."""
    for match in re.finditer(r"[A-Z][\w'’&-]*(?: (?:of |de |van |von )?[A-Z][\w'’&-]*)*", text):
        words = match.group().split()
        before = text[: match.start()].rstrip()
        opening = not before or before[-1] in '.!?:;\n•-–—"“(' or "\n" in text[len(before) : match.start()]
        start = match.start()
        if opening and (len(words) == 1 or world.ordinary(words[0])):
            if len(words) == 1:
                continue  # every sentence opens with a capital
            start += len(words[0]) + 1
            words = words[1:]
        kept = [
            word
            for word in words
            if not world.ordinary(word.rstrip("'’")) and not (word.isupper() and len(word) <= 4)
        ]
        if kept and not world.said_by_others(text[start : match.end()]):
            yield Trace(
                start,
                match.end(),
                "name",
                text[start : match.end()],
                "It looks like a name that others don't mention.",
                PEOPLE_MARK,
            )


def about(figure: str) -> str | None:
    """Return a figure in round words, or None where it is round or small already.

    >>> about("47,300"), about("37"), about("40"), about("7")
    ('about 50,000', 'about 40', None, None)
    """
    digits = re.sub(r"[,.' ](?=\d{3}(?:\D|$))", "", figure).replace(",", ".")
    value = float(digits)
    if value < 10:
        return None if value == int(value) else f"about {round(value)}"
    size = 10 ** math.floor(math.log10(value))
    rounded = math.floor(value / size + 0.5) * size
    return None if rounded == value else f"about {rounded:,.0f}"


def documents_of(texts: Collection[str]) -> dict[str, int]:
    """Return in how many of the texts each word stands."""
    found: dict[str, int] = {}
    for text in texts:
        for root in {stem(word) for word in words_of(text)}:
            found[root] = found.get(root, 0) + 1
    return found
