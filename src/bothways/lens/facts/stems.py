"""Words brought to a stem: a small stemmer and a table of irregular forms."""

from __future__ import annotations

from functools import lru_cache

from bothways.lens.facts.lexicon import table

_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdgmnprt")


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """Return the stem of a lower-case word.

    >>> [stem_of(word) for word in ("missed", "missing", "sent", "policies", "discounting", "late")]
    ['miss', 'miss', 'send', 'policy', 'discount', 'late']
    """
    irregular = table("irregular").get(word)
    if irregular is not None:
        return irregular
    size = len(word)
    if size <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and size > 4:
        return word[:-3] + "y"
    if word.endswith("ied") and size > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        size -= 1
    for tail in ("ing", "ed"):
        if word.endswith(tail) and size - len(tail) >= 3:
            base = word[: -len(tail)]
            if not _VOWELS & set(base):
                return word
            if base[-1] == base[-2] and base[-1] in _DOUBLED:
                return base[:-1]
            return _with_e(base)
    if word.endswith("ly") and size > 5:
        return word[:-2]
    return _with_e(word[:-1]) if word.endswith("e") and size > 4 else word


def _with_e(base: str) -> str:
    # Stems are only compared, never shown: the silent e is dropped everywhere, so that "move" and "moving" meet.
    return base[:-1] if base.endswith("e") and len(base) > 4 else base
