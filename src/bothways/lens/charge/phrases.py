"""Phrases of the lexicon: turns of speech written as they are said, with slots, instead of regular expressions.

`you [all] (failed|forgot) to <x>`: round brackets choose, square ones may be missing, `<x>` is kept for the calm words,
`...` is some words, `_` is one word, `{fool}` is a list of the lexicon. Short forms and their spellings come by themselves
(`don't` is also "dont" and "do not", `you're` also "youre" and "ur"), because people in a rage don't write apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ITEM: Final = re.compile(r"\.\.\.|<\w+>|\{\w+\}|[()\[\]|]|[^\s()\[\]|<>{}]+")
_SEP: Final = r"(?:,?\s+|(?=n?'))"
_GAP: Final = r"(?:,?\s+[^\s.!?;:]+){0,9}?"
_REST: Final = r"[^.!?;:…]*"
_SLOTS: Final = {
    "x": r"(?P<x>[^.!?;:]+?)",
    "y": r"(?P<y>[^.!?;:,]+?)",
    "v": r"(?P<v>[\w'-]+)",
    "who": r"(?P<who>[\w'&-]+(?:\s(?!(?:and|but|who|that|is|are|was|were|has|have|had)\b)[\w'&-]+){0,3}?)",
}
_SHORT: Final = {
    "you": "you|u|ya|yous|youse|ye",
    "are": "are|'re|r",
    "is": "is|'s",
    "have": "have|'ve|hav",
    "has": "has|'s",
    "had": "had|'d",
    "will": "will|'ll",
    "would": "would|'d",
    "not": "not|n't",
    "am": "am|'m",
    "your": "your|ur|yr",
    "you're": "you're|youre|you are|u are|ur|u r|you were|you all are",
    "you've": "you've|youve|you have|u have|you had",
    "you'll": "you'll|youll|you will|u will",
    "i'm": "i'm|im|i am",
    "it's": "it's|its|it is|it was|this is|this was|that's|thats|that is|that was",
    "can't": "can't|cant|cannot|can not",
    "won't": "won't|wont|will not",
    "because": "because|cause|cuz|bcs|coz|becuase|since",
    "people": "people|ppl",
    "please": "please|pls|plz",
    "what's": "what's|whats|what is",
    "there's": "there's|theres|there is",
    "who's": "who's|whos|who is",
    "let's": "let's|lets|let us",
}
_COMMON: Final = frozenset([
    "a", "an", "the", "and", "or", "but", "so", "of", "to", "in", "on", "at", "by", "for", "with", "from",
    "as", "is", "are", "was", "were", "be", "been", "am", "do", "does", "did", "have", "has", "had",
    "will", "would", "can", "could", "should", "must", "may", "i", "you", "u", "your", "ur", "he", "she",
    "it", "we", "they", "me", "him", "her", "us", "them", "my", "his", "our", "their", "this", "that",
    "these", "those", "what", "who", "how", "why", "when", "where", "all", "any", "some", "no", "not",
    "if", "than", "then", "there", "here", "up", "out", "off", "about", "just", "even", "ever", "never",
    "now", "one", "it's", "its", "i'm", "im", "you're", "youre", "people", "get", "got", "go", "going",
    "like", "make", "more", "only", "over", "very",
])  # fmt: skip
_Ways = tuple[tuple[frozenset[str], frozenset[str]], ...]
_NOTHING: Final[frozenset[str]] = frozenset()
LEAD: Final = (
    r"^\W*(?:(?:and|but|so|well|honestly|frankly|seriously|sorry|look|listen|oh|ah|please|just|really|again|ok|okay|right|"
    r"yes|yeah|no|guys|people|folks|boss|hey|hi|man|mate|once again|as always|as usual|clearly|obviously|apparently|simply|"
    r"then|now|also|i mean|come on|to be honest|tbh|lol|sir|madam|dear \w+|all of you|everyone|everybody|gentlemen|team|"
    r"(?-i:[A-Z][\w-]*[a-z])[\w-]*,)(?:\s*[,:–-]\s*|\s+))*?"
)
TAIL: Final = (
    r"(?:[\s,–-]+(?:again|already|really|honestly|frankly|people|guys|folks|everyone|everybody|all of you|lol|man|mate|"
    r"please|pls|for once|at all|any ?more|you know|to be honest|tbh|here|there|now|as always|as usual|as ever|either|though|"
    r"anyway|thanks|thank you|sir|team|boss|seriously|right|ok|(?-i:[A-Z][\w-]*[a-z])[\w-]*))*?"
    r"[\s.!?…,;:)\U0001F300-\U0001FAFF]*$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as a pattern, with the words of which one must stand in a sentence before it is tried, and one of others.

    `ways` says the same branch by branch, since a phrase may be a hundred turns between bars: words, and others of which
    one stands beside them (none: they need nothing beside). A sentence that meets none of them can't hold the phrase.
    """

    pattern: str
    triggers: frozenset[str]
    also: frozenset[str] = frozenset()
    ways: _Ways = ()


def phrase(said: str, *, lists: Mapping[str, Sequence[str]], at: str, kept: bool = False) -> Phrase:
    r"""A phrase read. `at` is whole (a sentence), start, end or inside; `kept`: the blank behind an opening stays.

    >>> sorted(phrase("you [all] don't (care|mind)", lists={}, at="inside").triggers)
    ['care', 'mind']
    """
    items = _ITEM.findall(said)
    branches, rest = _choice(items, 0, lists)
    if rest != len(items):
        raise ValueError(f"a bracket too many in {said!r}")
    body = "|".join(b.pattern for b in branches)
    body = f"(?:{body})" if len(branches) > 1 else body
    pattern = {
        "whole": f"{LEAD}{body}{TAIL}",
        "start": f"{LEAD}{body}(?!\\w)" + ("" if kept else "[\\s,:;.!?…–-]*"),
        "end": f"[\\s,;:–-]*(?<!\\w){body}(?=[\\s.!?…]*$)",
        "inside": f"(?<!\\w){body}(?!\\w)",
    }[at]
    also = branches[0].also if len(branches) == 1 else frozenset()
    return Phrase(pattern, _either(branches), also, _ways(branches))


def _choice(items: Sequence[str], at: int, lists: Mapping[str, Sequence[str]]) -> tuple[list[Phrase], int]:
    """The branches between bars, up to the closing bracket or the end."""
    branches = []
    while True:
        one, at = _row(items, at, lists)
        branches.append(one)
        if at < len(items) and items[at] == "|":
            at += 1
            continue
        return branches, at


def _row(items: Sequence[str], at: int, lists: Mapping[str, Sequence[str]]) -> tuple[Phrase, int]:
    """One branch: its parts in a row; what may be missing brings its own blank."""
    out: list[str] = []
    musts: list[frozenset[str]] = []
    inside: dict[int, _Ways] = {}
    begun = False
    while at < len(items) and items[at] not in {")", "]", "|"}:
        item = items[at]
        last = at + 1 == len(items)
        if item in {"(", "["}:
            inner, at = _choice(items, at + 1, lists)
            body = "(?:" + "|".join(b.pattern for b in inner) + ")"
            if item == "[":
                out.append(f"(?:{_SEP}{body})?" if begun else f"(?:{body}{_SEP})?")
                at += 1
                continue
            inside[len(musts)] = _ways(inner)
            musts.append(_either(inner))
        elif item == "...":
            out.append(_REST if last else _GAP)
            at += 1
            continue
        else:
            body, words = _one(item, lists, last=last)
            musts.append(words)
        out.append(f"{_SEP}{body}" if begun else body)
        begun = True
        at += 1
    best = _best(musts)
    beside = _best([m for m in musts if m is not best and not any("'" in w for w in m)])
    own = next((inside[n] for n, m in enumerate(musts) if m is best and n in inside), ((best, _NOTHING),))
    ways = tuple((words, also or beside) for words, also in own) if best else ()
    return Phrase("".join(out), best, beside, ways), at


def _one(item: str, lists: Mapping[str, Sequence[str]], *, last: bool) -> tuple[str, frozenset[str]]:
    if item == "_":
        return r"[\w'’-]+", frozenset()
    if item.startswith("<"):
        body = _SLOTS[item[1:-1]]
        return (body.replace("+?)", "+)") if last and item in {"<x>", "<y>"} else body), frozenset()
    if item.startswith("{"):
        words = lists[item[1:-1]]
        body = "|".join(sorted((w.replace(" ", r"\s+") for w in words), key=len, reverse=True))
        heads = (max(re.findall(r"[\w'-]+", w.replace("?", "")) or [""], key=len) for w in words)
        return f"(?:{body})", frozenset(h for h in heads if h)
    if item.endswith("*"):
        return re.escape(item[:-1]) + r"[\w'-]*", frozenset()
    forms = tuple(_forms(item.lower()))
    body = "|".join(re.escape(f).replace(r"\ ", r"\s+") for f in forms)
    return (f"(?:{body})" if len(forms) > 1 else body), frozenset(w for f in forms for w in f.split()[-1:])


@lru_cache(maxsize=1024)
def _forms(word: str) -> tuple[str, ...]:
    """A word with the spellings that it has in a hurry: don't, dont, do not."""
    if word in _SHORT:
        return tuple(_SHORT[word].split("|"))
    found = re.fullmatch(r"(\w+)n't", word)
    if found:
        return (word, word.replace("'", ""), f"{found[1]} not")
    found = re.fullmatch(r"(\w+)'(re|ve|ll|d)", word)
    if found:
        full = {"re": "are", "ve": "have", "ll": "will", "d": "would"}[found[2]]
        return (word, f"{found[1]} {full}", *((word.replace("'", ""),) if found[2] != "ll" else ()))
    return (word,)


def _either(branches: Sequence[Phrase]) -> frozenset[str]:
    """What one of the branches needs; nothing when one of them needs nothing."""
    return (
        frozenset(w for b in branches for w in b.triggers)
        if all(b.triggers for b in branches)
        else frozenset()
    )


def _ways(branches: Sequence[Phrase]) -> _Ways:
    """The ways of all branches; none when one of them needs nothing."""
    return tuple(way for b in branches for way in b.ways) if all(b.triggers for b in branches) else ()


def _best(musts: Sequence[frozenset[str]]) -> frozenset[str]:
    """The part of a row that is rarest, because a sentence is held against the phrase only when it has one of its words."""
    return min(
        (m for m in musts if m), key=lambda m: (len(m & _COMMON) / len(m), len(m)), default=frozenset()
    )


def families(
    table: Mapping[str, object], *, lists: Mapping[str, Sequence[str]]
) -> Iterator[tuple[dict[str, str], Phrase]]:
    """The phrases of a file of the lexicon, each with what its family says about them (kind, do, to, needs, why, hint)."""
    entries = table.get("family", ())
    for entry in entries if isinstance(entries, list) else ():
        at = str(entry.get("at", "whole" if entry.get("do") == "drop" else "inside"))
        common = {k: str(v) for k, v in entry.items() if k not in {"say", "at"}}
        for said in entry["say"]:
            mild = said.startswith("~")  # counts only in a message that is heated elsewhere
            found = phrase(said.lstrip("~ "), lists=lists, at=at, kept="to" in entry)
            yield ({**common, "needs": "heat"} if mild else common), found
