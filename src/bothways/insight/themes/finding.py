"""From a corpus to themes: seeds, what is learned from them, what is proposed, and what people edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bothways.insight.themes.corpus import BY_SEED, Assignment, Corpus, Ints
from bothways.insight.themes.seeds import Seed, competitor_seeds, find_seeds, own_seeds
from bothways.insight.themes.tokens import tokens_of

METHOD = "themes/1"
Progress = Callable[[str, float], None]


def find_themes(
    corpus: Corpus,
    *,
    competitors: Iterable[str] = (),
    seeds: Sequence[Seed] | None = None,
    edits: Any = None,
    embedder: Any = None,
    previous: Any = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Assignment:
    """Find the themes of a corpus and which sentences belong to them."""
    known = tuple(own_seeds() if seeds is None else seeds)
    known += competitor_seeds(competitors, seeds=known)
    sentences = [corpus.sentence(n) for n in range(len(corpus.of))]
    tokens = tokens_of(sentences)
    hits = find_seeds(tokens, known, sentences=sentences)
    sentence: Ints = hits.sentence
    used = sorted(set(hits.seed.tolist()))
    row = {number: at for at, number in enumerate(used)}
    return Assignment(
        themes=tuple(known[number].theme for number in used),
        sentence=sentence,
        theme=np.array([row[one] for one in hits.seed.tolist()], dtype=np.int64),
        score=np.ones(len(sentence)),
        how=np.full(len(sentence), BY_SEED, dtype=np.int64),
    )
