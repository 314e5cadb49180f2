"""What a proposed theme is called: phrases that stand in many of its sentences and in few others.

A name is one to three phrases of one to three words that stand beside each other to the letter. Small and
everyday words, numbers and abbreviations never stand in a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from bothways.insight.themes.corpus import Floats, Ints
from bothways.insight.themes.features import stem
from bothways.insight.themes.language import SMALL
from bothways.insight.themes.tokens import Tokens

MOST = 3
_LONGEST = 3
_LEAST = 0.12
"""Share of the sentences that a further phrase has to add."""
_LIKE_BEST = 0.45
"""A further phrase's worth beside the best one's."""
_VOWEL = re.compile("[aeiouy]")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EVERYDAY = _set(
    "says said asks asked wants want wanted need needs needed like likes likely gets getting takes took taken gave give "
    "given comes came come coming goes went going back before after until till first last next many much more most less "
    "least only even ever never always often once twice again soon later early today tomorrow yesterday week weeks month "
    "months year years hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december nobody somebody everybody nothing something "
    "everything anything thing things people person good well better best nice okay right wrong left long short high lower "
    "every each other others another both same such half whole second third three four five seven eight nine ten made make "
    "makes making done doing keep keeps kept look looks looked find finds found know knows known think thinks tell tells told "
    "still without through around since because while during between against within whether please thanks thank dear hello "
    "regards best kind many must cannot really quite very yet also just however maybe perhaps open free full new old big small "
    "whose where which there their these those what when with from have been being will would could should your ours yours "
    "lost gone signed closed done dead update call calls called mail mails spoke phone meeting note notes "
    "sagt will wollen fragt braucht brauchen niemand alles nichts wieder immer heute gestern morgen woche wochen monat "
    "monate jahr jahre montag dienstag mittwoch donnerstag freitag letztes nachstes mussten machen macht gibt geht kommt "
    "veut demande toujours jamais rien tout semaine semaines mois lundi mardi mercredi jeudi vendredi fait faire faut"
)


def names_of(
    tokens: Tokens, groups: Sequence[Ints], *, weights: Floats, plain: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    """Return the phrases that name each group of sentences: at most three, the best first; () where none fits.

    `groups` are rows of sentences, `weights` how often each sentence was said, `plain` words (plain, small)
    that are names of people, firms or products and so name no theme. A phrase is worth the square root of the
    share of the group's sentences that hold it, times the share of all its occurrences that are the group's,
    and more where it has two words or three; another phrase has to stand in sentences that have none yet.
    """
    barred = _barred(tokens, plain)
    starts = np.searchsorted(tokens.of, np.arange(len(tokens) + 1))
    every: dict[tuple[int, ...], float] = {}
    inside: list[dict[tuple[int, ...], list[int]]] = [{} for _ in groups]
    of_group: dict[int, list[int]] = {}
    for number, rows in enumerate(groups):
        for row in rows.tolist():
            of_group.setdefault(row, []).append(number)
    for row in range(len(tokens)):
        phrases = _phrases(tokens.id[starts[row] : starts[row + 1]].tolist(), barred)
        for phrase in phrases:
            every[phrase] = every.get(phrase, 0.0) + float(weights[row])
        for number in of_group.get(row, ()):
            for phrase in phrases:
                inside[number].setdefault(phrase, []).append(row)
    return [_chosen(tokens, rows, held, every, weights) for rows, held in zip(groups, inside, strict=True)]


def _barred(tokens: Tokens, plain: Sequence[str]) -> list[bool]:
    no = frozenset(plain) | SMALL | _EVERYDAY
    return [
        len(word) < 4 or not word.isalpha() or not _VOWEL.search(word) or word in no for word in tokens.words
    ]


def _phrases(ids: list[int], barred: list[bool]) -> set[tuple[int, ...]]:
    found: set[tuple[int, ...]] = set()
    for at in range(len(ids)):
        for length in range(1, _LONGEST + 1):
            phrase = tuple(ids[at : at + length])
            if len(phrase) < length or barred[phrase[-1]]:
                break
            if len(set(phrase)) == length:
                found.add(phrase)
    return found


def _chosen(
    tokens: Tokens,
    rows: Ints,
    held: dict[tuple[int, ...], list[int]],
    every: dict[tuple[int, ...], float],
    weights: Floats,
) -> tuple[str, ...]:
    total = max(1e-9, float(weights[rows].sum()))
    worth: list[tuple[float, str, tuple[int, ...]]] = []
    for phrase, where in held.items():
        often = float(weights[np.array(where)].sum())
        if len(where) < 2 or often < 2:
            continue
        score = (often / total) ** 0.5 * (often / every[phrase]) * (1.0, 1.5, 1.6)[len(phrase) - 1]
        worth.append((score, " ".join(tokens.words[one] for one in phrase), phrase))
    worth.sort(key=lambda one: (-one[0], one[1]))
    chosen: list[str] = []
    said: set[str] = set()
    covered: set[int] = set()
    for score, text, phrase in worth:
        if chosen and score < _LIKE_BEST * worth[0][0]:
            break
        stems = {stem(word) for word in text.split()}
        new = set(held[phrase]) - covered
        if stems & said or (chosen and weights[np.array(sorted(new), dtype=np.int64)].sum() < _LEAST * total):
            continue
        chosen.append(text)
        said |= stems
        covered |= set(held[phrase])
        if len(chosen) == MOST:
            break
    return tuple(chosen)
