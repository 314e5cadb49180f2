"""A small learned eye for charge that nobody wrote a rule for: irony, contempt, pictures from far outside business.

It weighs the words of a clause, the fields that they come from, and what kind of clause it is (a question, one with
figures, one that shares no word with the rest of the message). It was fitted on the open part of the house's own set
by `bench/lens_parts/fit_learned.py`; the weights are a plain table beside the lexicon. It proposes and flags, and never
overrules a rule: what it says about a clause is a number, not a reason.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bothways.lens.charge.parts import Part
from bothways.lens.charge.rules import lexicon
from bothways.lens.charge.weight import carries_fact

_WORD: Final = re.compile(
    r"[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*|\d[\d.,:%]*|[?!…]+|[\U0001F300-\U0001FAFF\u2600-\u27bf]", re.IGNORECASE
)
_CUT: Final = re.compile(
    r"\s*[;:–—]\s+|\s+-\s+|,\s+|\s+(?=(?:and|but|while|because|since|so that|which|who|as if|as though|like an?|instead of|"
    r"whereas|than|until|unless|if|when)\s)",
    re.IGNORECASE,
)
_ENDINGS: Final = ("ing", "ed", "es", "s", "ly", "er", "est")
_HARD: Final = re.compile(r"\d|[€$£¥%]")
_VERBISH: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|do|does|did)\b|'(?:s|re|ve|ll|m)\b", re.IGNORECASE
)


_ASKS: Final = re.compile(
    r"\b(?:please|pls|plz|kindly|need|needs|want|wants|expect|require|asap|agreed?|approve|deadline|"
    r"should|ought|recommend|propose|suggest|thank you|thanks)\b|"
    r"^\W*(?:and |so |then )?(?:can|could|may|might) (?:i|we|you|somebody|someone)\b|"
    r"^\W*what (?:can|shall|should|do) (?:i|we) (?:tell|offer|say|do|answer)\b",
    re.IGNORECASE,
)
SURE: Final = 0.85  # alone in a message that no rule finds charged
LIKELY: Final = 0.4  # a whole sentence beside other charge
SURER: Final = 0.85  # a question without a picture
MOST: Final = 3  # suspected clauses of a message that are flagged: more would be read by nobody
PIECE: Final = 0.5  # a piece of a sentence, where less of it is to be seen
ALONE: Final = 0.35  # flagged in a message that nothing else finds charged
SUSPECT: Final = 0.15  # flagged, not changed


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence, `text[start:end]` of the message, with how charged it looks: 0 not at all, 1 surely."""

    start: int
    end: int
    text: str
    part: int
    score: float


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    """Words that bring a picture, with the field that they come from."""
    found: dict[str, str] = {}
    text = files("bothways.lens.charge").joinpath("lexicon", "imagery.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            field, _, words = line.partition(":")
            for word in words.split():
                found.setdefault(word, field)
    return found


@lru_cache(maxsize=1)
def _weights() -> tuple[float, dict[str, float]]:
    path = files("bothways.lens.charge").joinpath("lexicon", "learned.json")
    table = json.loads(path.read_text(encoding="utf-8"))
    return float(table["bias"]), {str(k): float(v) for k, v in table["weights"].items()}


@lru_cache(maxsize=16384)
def stemmed(word: str) -> str:
    """A rough stem: enough to let "promised" and "promises" share their weight."""
    for tail in _ENDINGS:
        if word.endswith(tail) and len(word) - len(tail) >= 4:
            return word[: -len(tail)]
    return word


def clauses_of(sentence: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence stand; together they are the sentence without what joins them."""
    found, start = [], 0
    for cut in _CUT.finditer(sentence):
        if cut.start() > start:
            found.append((start, cut.start()))
        start = cut.end()
    if start < len(sentence):
        found.append((start, len(sentence)))
    return found


def features_of(
    clause: str,
    *,
    sentence: str,
    others: frozenset[str],
    names: frozenset[str] = frozenset(),
    place: str = "middle",
) -> list[str]:
    """What is weighed: words, pairs of words, their fields, the clause's kind. `others`: words elsewhere in the message."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(clause)]
    found: list[str] = []
    before = "^"
    pictures = content = shared = strange = 0
    book, known = _fields(), lexicon().words["common"]
    for word in words:
        if word[0].isdigit():
            key = "#"
        elif word in names:
            key = "@"
        else:
            key = stemmed(word)
            if len(word) > 3 and word not in known:
                content += 1
                shared += key in others
                strange += 1
            if word in book:
                pictures += 1
                found.append(f"field {book[word]}")
        found += [f"w {key}", f"p {before} {key}"]
        before = key
    whole = clause.strip() == sentence.strip()
    hard = bool(_HARD.search(clause)) or "w @" in found
    found += [f"pictures {min(pictures, 3)}", f"whole {whole}", f"hard {hard}", f"place {place}"]
    found += [f"pictures {min(pictures, 3)} hard {hard}", f"question {'?' in clause} hard {hard}"]
    found += [
        f"question {sentence.rstrip().endswith('?')} whole {whole}",
        f"elsewhere hard {bool(_HARD.search(sentence))}",
    ]
    found += [f"long {min(len(words) // 4, 5)}", f"long {min(len(words) // 4, 5)} hard {hard}"]
    if content:
        found.append(f"shared {round(2 * shared / content)} hard {hard}")
        found.append(f"strange {round(4 * strange / max(1, len(words)))} hard {hard}")
    found.append(f"verb {bool(_VERBISH.search(clause))} hard {hard}")
    if "!" in clause:
        found.append(f"exclaimed hard {hard}")
    return found


def content_of(text: str) -> frozenset[str]:
    """The stems of a text's longer words, for `others`."""
    return frozenset(stemmed(w.lower()) for w in _WORD.findall(text) if len(w) > 3)


def score_of(features: Iterable[str]) -> float:
    """How charged a clause with these features looks, 0 to 1."""
    bias, table = _weights()
    total = bias + sum(table.get(f, 0.0) for f in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def pictured(text: str) -> bool:
    """Whether the words hold a picture from outside business: a question without one is taken for a real one."""
    book = _fields()
    return any(w.lower() in book for w in _WORD.findall(text))


_QUOTED: Final = re.compile('["“”„«»]')
_HEATED: Final = re.compile(
    r"\b(?:you|your|u|ur|nobody|no one|everyone|everybody|anyone|never|always|ever|even|apparently|obviously|clearly|"
    r"presumably|wow|"
    r"what an?|such|so|like|as if|as though|than|suppose|guess|sure|must be|too|only|just|again|please spare|enough|"
    r"hardly|of course)\b|[!\"“]|"
    r"[\U0001F300-\U0001FAFF]",
    re.IGNORECASE,
)
_LEANING: Final = re.compile(
    r"\b(?:treat|handl|look|sound|feel|felt|smell|tast|read|act|behav|seem|come across|work|is|are|was|were|be|"
    r"been)\w{0,3}\b[^,;]*$",
    re.IGNORECASE,
)


def shows_heat(text: str) -> bool:
    """Whether anything in the words could be heat at all: "The sensor has a fault." has nothing, whatever its score."""
    return len(text.split()) <= 3 or bool(_HEATED.search(text)) or pictured(text)


def charged_clauses(
    parts: Sequence[Part],
    *,
    names: tuple[str, ...] = (),
    least: float = 0.5,
    only: frozenset[int] | None = None,
) -> list[Clause]:
    """The clauses that look charged, in order; `only`: the sentences to look at. Linear in the message's length."""
    name_words = frozenset(w.lower() for n in names for w in n.split())
    stems = [content_of(p.text) for p in parts]
    counted: dict[str, int] = {}
    for own in stems:
        for stem in own:
            counted[stem] = counted.get(stem, 0) + 1
    found = []
    open_parts = [i for i, p in enumerate(parts) if not p.kept]
    for index in open_parts:
        part = parts[index]
        if only is not None and index not in only:
            continue
        others = frozenset(s for s in stems[index] if counted[s] > 1)
        place = "first" if index == open_parts[0] else "last" if index == open_parts[-1] else "middle"
        for start, end in clauses_of(part.text[:1500]):
            clause = part.text[start:end]
            score = score_of(
                features_of(clause, sentence=part.text, others=others, names=name_words, place=place)
            )
            if score >= least:
                found.append(Clause(part.start + start, part.start + end, clause, index, score))
    return found


@lru_cache(maxsize=1)
def _pictures() -> re.Pattern[str]:
    """A picture that hangs on a sentence by a preposition: "by her fingernails", "over a plate of sausages"."""
    fields = {"animal", "childhood", "show", "faith", "tale", "war", "body", "sleep", "food", "home"}
    words = "|".join(
        sorted((re.escape(w) for w, f in _fields().items() if f in fields), key=len, reverse=True)
    )
    return re.compile(
        rf",?\s+(?:just |much |rather |exactly )?(?:like|as|by|over|behind|with|into|from behind|on|under|through) "
        rf"(?:an? |some |your |their |his |her |my |our )(?:[\w-]+ (?:of |and )?){{0,2}}?(?:{words})(?: (?:of|in|on|"
        rf"at|with|and) (?:an? |the )?[\w-]+)?"
        rf"(?=[.,;:!?…]|$)",
        re.IGNORECASE,
    )


def _hanging(parts: Sequence[Part], index: int, names: tuple[str, ...]) -> list[Clause]:
    """Pictures that hang on a sentence and bear no fact; words that stand elsewhere in the message too are no picture."""
    found: list[Clause] = []
    part = parts[index]
    for match in _pictures().finditer(part.text[:1500]):
        said = match.group()
        # A message of thousands of sentences is no place to look for pictures: the time would not stay linear.
        near = parts[max(0, index - 20) : index + 20]
        others = content_of(" ".join(p.text for p in near if p is not part))
        if content_of(said) & others or carries_fact(said, names=names):
            continue
        if re.match(r",?\s+(?:just |much |rather |exactly )?(?:like|as)\b", said) and _LEANING.search(
            part.text[: match.start()]
        ):
            # "Your team treats deadlines like a rumour" says nothing without its comparison.
            continue
        found.append(Clause(part.start + match.start(), part.start + match.end(), said, index, PIECE))
    return found


def _leans_on_comparison(part: Part, clause: Clause) -> bool:
    """Whether what stands before would say nothing without this clause: "treats deadlines | like a rumour"."""
    before = part.text[: clause.start - part.start]
    return bool(re.match(r"(?:like|as)\b", clause.text, re.IGNORECASE) and _LEANING.search(before))


def falling(
    parts: Sequence[Part], *, charged: bool, names: tuple[str, ...] = ()
) -> tuple[list[Clause], list[Clause]]:
    """Clauses that may fall away, and those that are only suspected: (loose, suspected).

    What holds a number, a date, a name handed in, a condition, a duty or a request never falls away. `charged`: whether
    rules found charge in the message; where they found none, one clause must look surely charged before any is touched.
    """
    found = charged_clauses(parts, names=names, least=SUSPECT)
    if not charged and not any(c.score >= SURE for c in found):
        return [], [c for c in found if c.score >= ALONE]
    loose: list[Clause] = []
    suspected: list[Clause] = []
    hanging: dict[int, list[Clause]] = {}
    for index, part in enumerate(parts):
        if not part.kept:
            hanging[index] = _hanging(parts, index, names)
            loose += hanging[index]
    for clause in found:
        if any(c.start < clause.end and clause.start < c.end for c in hanging.get(clause.part, ())):
            continue
        whole = len(clause.text) >= 0.8 * len(parts[clause.part].text)
        firm = carries_fact(clause.text, names=names) or bool(_ASKS.search(clause.text))
        # What others said, and one word of a list, are no place to guess.
        firm = firm or bool(_QUOTED.search(clause.text)) or (not whole and len(clause.text.split()) < 2)
        firm = firm or not shows_heat(clause.text)
        firm = firm or _leans_on_comparison(parts[clause.part], clause)
        asks = (
            parts[clause.part].text.rstrip().endswith("?")
            and clause.score < SURER
            and not pictured(clause.text)
        )
        firm = firm or asks
        if clause.score >= (LIKELY if whole else PIECE) and not firm:
            loose.append(clause)
        else:
            suspected.append(clause)
    suspected.sort(key=lambda c: -c.score)
    return sorted(loose, key=lambda c: c.start), suspected[:MOST]
