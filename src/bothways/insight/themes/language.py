"""In which language a sentence is, as far as themes need to know, and whether a text can be read at all."""

from __future__ import annotations

import re
import unicodedata

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
_LETTERS = re.compile(r"[^\W\d_]")
_MARKS = re.compile("[\u0300-\u036f]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORDS: dict[str, frozenset[str]] = {
    "en": _set(
        "the a an and or but if then of to in on at by for from with without about into over is are was were be been being "
        "am has have had do does did will would can could should may might must shall not no nor so as than that this these "
        "those there here it its he she they them their his her him we us our you your i me my mine who whom which what when "
        "where why how all any some such only own same just also very too now again still yet up down out off"
    ),
    "de": _set(
        "der die das den dem des ein eine einen einem einer eines und oder aber wenn dann von zu zum zur im in am an auf bei "
        "mit ohne uber um fur aus nach vor seit bis ist sind war waren sein bin hat haben hatte hatten wird werden wurde "
        "wurden kann konnen konnte soll sollte muss mussen darf nicht kein keine keinen so als wie dass dies diese dieser "
        "dieses es er sie ihr ihre ihren ihm ihn wir uns unser unsere unseren ich mich mir mein meine was wer wo warum alle "
        "auch noch nur schon sehr man mehr wieder hier da sich"
    ),
    "fr": _set(
        "le la les l un une des du de d et ou mais si alors a au aux en dans sur par pour avec sans chez vers est sont etait "
        "etaient etre sera serait ai as avons avez ont avait peut peuvent pouvons doit doivent ne pas plus non que qui quoi "
        "dont ou ce cet cette ces c il elle ils elles nous notre nos vous votre vos je j me mon ma mes on se s sa son ses "
        "leur leurs tout tous toute aussi encore tres y n qu"
    ),
}
"""Small words, without accents."""
SMALL = frozenset().union(*WORDS.values())


def plain(text: str) -> str:
    """Return a text in small letters without accents: “Größe” is “grosse”; may be longer or shorter than before."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def is_readable(text: str) -> bool:
    """Say whether a text has words in Latin script: at least a third of its letters; nothing else is read.

    >>> [is_readable(one) for one in ("Too dear", "会议很好", "😀", "价格 ok")]
    [True, False, False, True]
    """
    if text.isascii():
        return bool(_LATIN.search(text))
    some = text[:4000]
    latin = len(_LATIN.findall(some))
    return latin > 0 and latin * 3 >= len(_LETTERS.findall(some))


def language_of(words: list[str]) -> str:
    """Return en, de, fr or "" (another, or too short to tell) for the plain words of a sentence or text."""
    counts = {name: sum(word in small for word in words) for name, small in WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    rest = max(count for name, count in counts.items() if name != best)
    return best if counts[best] >= 2 and counts[best] > rest else ""
