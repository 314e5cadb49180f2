"""Words brought to a stem: a table of irregular forms, then the regular endings of English.

Stems are only compared, never shown: British and American spellings meet, and so do "move" and "moving".
"""

from __future__ import annotations

from functools import lru_cache

from bothways.lens.facts.lexicon import groups, words

_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdgmnprt")
# Words whose doubled letter belongs to them, so that "added" is no form of "ad".
_TWICE = frozenset(["add", "err", "odd", "inn", "egg", "butt", "putt", "purr", "ebb", "boycott", "watt"])
_NO_FORMS = frozenset(
    ["whole_ly", "double_l", "whole_verbal"]
)  # lines of the table that are no forms of a word


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """Return the stem of a lower-case word.

    >>> [stem_of(word) for word in ("missed", "missing", "sent", "policies", "discounting")]
    ['miss', 'miss', 'send', 'policy', 'discount']
    >>> stem_of("cancelled") == stem_of("canceling"), stem_of("organise") == stem_of("organized")
    (True, True)
    """
    irregular = _irregular().get(word)
    if irregular is not None:
        return irregular
    size = len(word)
    if size <= 3 or not word.isalpha():
        return word
    if size > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word[-1] == "s" and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        size -= 1
    if word.endswith("ing") and word not in words("irregular", "whole_verbal"):
        return _verbal(word, word[:-3])
    if word.endswith("ed") and word not in words("irregular", "whole_verbal"):
        return _verbal(word, word[:-2])
    if size > 5 and word.endswith("ly") and word not in words("irregular", "whole_ly"):
        return _adverb(word)
    return _alike(word[:-1] if word[-1] == "e" and size > 3 else word)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    forms: dict[str, str] = {}
    for stem, members in groups("irregular").items():
        if stem not in _NO_FORMS:
            forms |= dict.fromkeys(members, stem)
            forms.setdefault(stem, stem)  # the base itself: "write" loses no e that "wrote" keeps
    for base in words("comparatives", "bases"):
        stem = forms.get(base) or stem_plain(base)
        for tail in ("er", "est"):
            forms.setdefault(compared(base, tail), stem)
    return forms


def stem_plain(base: str) -> str:
    """Return the stem of a base form, without the table of irregular forms."""
    return _alike(base[:-1] if base.endswith("e") and len(base) > 3 else base)


def compared(base: str, tail: str) -> str:
    """Return the comparative ("er") or superlative ("est") of a short adjective.

    >>> compared("big", "er"), compared("easy", "est"), compared("large", "er")
    ('bigger', 'easiest', 'larger')
    """
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "i" + tail
    if base.endswith("e"):
        return base + tail[1:]
    short = len(base) == 3 or base in {"slim", "grim", "trim", "flat", "glad"}
    if short and base[-1] in "bdgmnpt" and base[-2] in _VOWELS and base[-3] not in _VOWELS:
        return base + base[-1] + tail
    return base + tail


def _verbal(word: str, base: str) -> str:
    """Take -ed or -ing off, where what is left can be a verb."""
    if len(base) < 3 or not _VOWELS & set(base):
        return word
    if base[-1] == base[-2] and base not in _TWICE:
        if base[-1] in _DOUBLED:
            return base[:-1]
        if base[-1] == "l" and _beats(base) > 1 and base not in words("irregular", "double_l"):
            return base[:-1]  # "cancelled" and "canceled"
    return _alike(base[:-1] if base[-1] == "e" and len(base) > 3 else base)


def _beats(base: str) -> int:
    """Count the groups of vowels of a word."""
    count, before = 0, False
    for letter in base:
        vowel = letter in _VOWELS
        count += vowel and not before
        before = vowel
    return count


def _adverb(word: str) -> str:
    if word.endswith("ily"):
        return word[:-3] + "y"
    if word.endswith(("bly", "mply")):
        return word[:-1]  # possibly and simply meet possible and simple
    return stem_of(word[:-2])


def _alike(base: str) -> str:
    """Bring British and American spellings together."""
    if len(base) > 5:
        if base.endswith("is") and not base.endswith(("sis", "xis")):
            return base[:-2] + "iz"
        if base.endswith("our"):
            return base[:-3] + "or"
        if base.endswith("isation"):
            return base[:-7] + "ization"
        if base.endswith("ogu"):
            return base[:-1]
    return base
