"""What else is talked about: groups of sentences that no known theme holds, found without a list, named by their words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.corpus import Bools, Floats, Ints
from bothways.insight.themes.learning import SURE, Company, learn

Vectors = npt.NDArray[np.float32]
LANDMARKS, FEWER = 14_000, 4_000
NEIGHBOURS = 15
LEAST_TEXTS = 8
MOST = 12
_TOGETHER, _TIMES = 3.0, 1.5
_OWN_COMPANY = 0.12


def unit(vectors: Any) -> Vectors:
    """Make each row's length one; a row of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0), dtype=np.float32)


def reduced(matrix: Any, *, size: int = 64, seed: int = 0) -> Vectors:
    """Return sparse features, or an embedding, as rows of length one with at most `size` numbers."""
    from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415

    if not hasattr(matrix, "tocsr"):
        matrix = np.asarray(matrix, dtype=np.float32)
        matrix = matrix - matrix.mean(axis=0)
    size = min(size, min(matrix.shape) - 1)
    if size < 1:
        return np.ones((matrix.shape[0], 1), dtype=np.float32)
    if hasattr(matrix, "tocsr") or matrix.shape[0] < matrix.shape[1]:
        left, strength, _ = randomized_svd(matrix, size, random_state=seed)
        return unit(left * strength)
    _, axes = np.linalg.eigh(matrix.T @ matrix)
    return unit(matrix @ axes[:, ::-1][:, :size])


def cluster(
    vectors: Vectors,
    *,
    k: int | None = None,
    seed: int = 0,
    rank: Ints | None = None,
    landmarks: int = LANDMARKS,
) -> Ints:
    """Group rows of length one; return each row's group, 0 to k−1 by size.

    Each row first moves to the middle of its nearest neighbours, twice: that draws groups together and
    parts them, as a manifold method does, at a price that grows only with the rows. Of more rows than
    `landmarks`, neighbours are sought among that many, by `rank`. `k` unknown: 2.5 · √rows, at most 300.
    """
    rows = len(vectors)
    k = min(rows, k or max(1, min(300, round(2.5 * rows**0.5))))
    if k <= 1:
        return np.zeros(rows, dtype=np.int64)
    chosen = np.argsort(np.arange(rows) if rank is None else rank, kind="stable")
    if rank is None and rows > landmarks:
        chosen = np.random.default_rng(seed).permutation(rows)
    chosen = np.sort(chosen[:landmarks])
    marks = vectors[chosen]
    calm = _smoothed(marks, marks, marks)
    calm = _smoothed(calm, calm, calm)
    centres = _centres(calm, k, seed)
    if rows == len(chosen):
        spread = calm
    else:
        # The others lean on fewer marks: a third of them say the same of a point, in a third of the time.
        some = np.linspace(0, len(chosen) - 1, min(FEWER, len(chosen))).astype(np.int64)
        spread = _smoothed(vectors, marks[some], calm[some], near=5)
    return _by_size(np.argmax(spread @ centres.T, axis=1).astype(np.int64))


def _smoothed(points: Vectors, among: Vectors, values: Vectors, *, near: int = NEIGHBOURS) -> Vectors:
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415

    near = min(near, len(among))
    index = NearestNeighbors(n_neighbors=near, algorithm="brute").fit(among)
    found = np.empty((len(points), values.shape[1]), dtype=np.float32)
    for at in range(0, len(points), 20_000):
        which = index.kneighbors(points[at : at + 20_000], return_distance=False)
        found[at : at + 20_000] = values[which].mean(axis=1)
    return unit(found)


def _centres(points: Vectors, k: int, seed: int) -> Vectors:
    from sklearn.cluster import KMeans  # noqa: PLC0415

    k = min(k, len(np.unique(points.round(5), axis=0)))
    return unit(KMeans(k, n_init=1, max_iter=40, random_state=seed).fit(points).cluster_centers_)


def _by_size(labels: Ints) -> Ints:
    names, at, often = np.unique(labels, return_inverse=True, return_counts=True)
    order = np.argsort(-often, kind="stable")
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return place[at.ravel()]


def propose(
    matrix: Any,
    taken: Bools,
    company: Company,
    *,
    vectors: Vectors | None = None,
    seed: int = 0,
    most: int = MOST,
) -> Floats:
    """Return how likely each distinct sentence is about each proposed theme: sentences × proposals.

    `taken` are the sentences that a known theme holds already. Groups of like sentences are joined while they
    stand in the same texts more often than chance would have it; a group whose sentences don't keep each
    other company is no theme but a turn of phrase. Where texts hold one sentence each, likeness alone decides.
    """
    free = np.flatnonzero(~taken & (np.asarray(matrix.getnnz(axis=1)).ravel() > 0))
    if len(free) < 40:
        return np.zeros((len(taken), 0))
    own = vectors[free] if vectors is not None else reduced(matrix[free], seed=seed)
    micro = cluster(
        own, k=max(2, min(200, len(free) // 8)), seed=seed, rank=company.rank[free], landmarks=FEWER
    )
    label = np.full(len(taken), -1, dtype=np.int64)
    label[free] = micro
    several = company.accompanied[free].sum()
    if several < 0.2 * np.isin(company.sentence, free).sum():
        return _alike(own, micro, free, len(taken), company, most)
    joined = _join(label, company)
    kept = _keeping_company(joined, company, most)
    if not kept:
        return np.zeros((len(taken), 0))
    start = np.stack([joined == one for one in kept], axis=1)
    likely = learn(matrix, start, company, keep=False, rounds=3)
    likely[taken] = 0.0
    return np.where(likely == likely.max(axis=1, keepdims=True), likely, 0.0)


def _pairs(label: Ints, company: Company) -> list[Floats]:
    """Return, occasion by occasion, how often sentences of two groups (or two of one) stand in one text."""
    import scipy.sparse as sp  # noqa: PLC0415

    which = label[company.sentence]
    rows = np.flatnonzero(which >= 0)
    groups = int(label.max()) + 1
    tongue = np.zeros(company.texts, dtype=np.int64)
    tongue[company.text] = company.occasion[company.sentence]
    said = sp.csr_matrix(
        (np.ones(len(rows)), (company.text[rows], which[rows])), shape=(company.texts, groups)
    )
    found = []
    for one in np.unique(tongue):
        part = said[tongue == one]
        both = np.asarray((part.T @ part).todense())
        both[np.diag_indices(groups)] -= np.asarray(part.sum(axis=0)).ravel()
        found.append(both)
    return found


def _join(label: Ints, company: Company) -> Ints:
    """Join the two groups that stand together most beyond chance, again and again, while any two do.

    Chance is that of the occasion, and what a group's sentences stand beside each other counts in it: a
    theme that is often said twice is not the same as another for being seldom said beside it.
    """
    pairs = _pairs(label, company)
    groups = len(pairs[0])
    into = np.arange(groups)
    alive = np.ones(groups, dtype=bool)
    upper = np.triu(np.ones((groups, groups), dtype=bool), 1)
    while True:
        together = np.sum(pairs, axis=0)
        expected = np.sum([np.outer(p.sum(1), p.sum(1)) / max(1.0, p.sum()) for p in pairs], axis=0)
        may = upper & alive[:, None] & alive[None, :] & (together >= _TIMES * expected)
        beyond = np.where(may, (together - expected) / np.sqrt(expected + 0.5), -np.inf)
        a, b = np.unravel_index(np.argmax(beyond), beyond.shape)
        if not beyond[a, b] >= _TOGETHER:
            break
        for both in pairs:
            both[a] += both[b]
            both[:, a] += both[:, b]
            both[b] = 0
            both[:, b] = 0
        alive[b] = False
        into[into == b] = a
    return np.where(label >= 0, into[np.maximum(label, 0)], -1)


def _keeping_company(label: Ints, company: Company, most: int) -> list[int]:
    """Return the groups, largest first, whose sentences stand beside others of their own beyond chance."""
    which = label[company.sentence]
    size = np.bincount(company.text, minlength=company.texts)
    several = size[company.text] > 1
    found: list[tuple[int, int]] = []
    language = company.occasion[company.sentence]
    for one in np.unique(label[label >= 0]).tolist():
        inside = which == one
        texts = np.unique(company.text[inside])
        if len(texts) < LEAST_TEXTS:
            continue
        of_text = np.bincount(company.text[inside], minlength=company.texts)
        beside = (of_text[company.text] - inside) > 0
        gap = 0.0
        total = 0
        for tongue in np.unique(language[inside & several]).tolist():
            rows = several & (language == tongue)
            members, others = rows & inside, rows & ~inside
            if not members.any():
                continue
            gap += members.sum() * (beside[members].mean() - (beside[others].mean() if others.any() else 0.0))
            total += int(members.sum())
        if total >= LEAST_TEXTS and gap / total >= _OWN_COMPANY:
            found.append((len(texts), one))
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:most]]


def _alike(own: Vectors, micro: Ints, free: Ints, rows: int, company: Company, most: int) -> Floats:
    """Return the largest groups of alike sentences, with how near each is to the middle of its group."""
    often = np.bincount(company.sentence, minlength=rows)[free]
    near = np.zeros(len(free))
    middle = {}
    for one in np.unique(micro).tolist():
        inside = micro == one
        middle[one] = unit(own[inside].mean(axis=0, keepdims=True))[0]
        near[inside] = own[inside] @ middle[one]
    size = np.bincount(micro, weights=often)
    kept = [one for one in np.argsort(-size, kind="stable").tolist() if size[one] >= LEAST_TEXTS][:most]
    found = np.zeros((rows, len(kept)))
    for column, one in enumerate(kept):
        inside = micro == one
        found[free[inside], column] = np.clip(near[inside], 0.0, 1.0)
    return np.where(found >= SURE, found, 0.0)


def words_of(
    matrix: Any, names: list[str], groups: list[Ints], *, weights: Floats, most: int = 8
) -> list[tuple[str, ...]]:
    """Return the words that mark each group of sentences against the others, by class-based TF-IDF.

    A word's share in the group, times log(1 + words of a mean group / the word's count overall); a word that
    a chosen pair holds already is not said again.
    """
    plain = (matrix > 0).astype(np.float64).tocsr()
    count = np.stack([plain[rows].T @ weights[rows] for rows in groups])
    overall = plain.T @ weights
    mean = max(1.0, overall.sum() / max(1, len(groups)))
    marking = (
        count / np.maximum(count.sum(axis=1, keepdims=True), 1.0) * np.log1p(mean / np.maximum(overall, 1.0))
    )
    # What is as common everywhere marks nothing, however often it is said here.
    marking *= np.clip(count / np.maximum(overall, 1.0), 0.0, 1.0) ** 0.5
    found = []
    for row in marking:
        chosen: list[str] = []
        for at in np.argsort(-row, kind="stable")[: most * 6].tolist():
            if row[at] <= 0 or len(chosen) == most:
                break
            said = set(" ".join(chosen).split())
            if not set(names[at].split()) & said:
                chosen.append(names[at])
        found.append(tuple(chosen))
    return found
