"""From a corpus to themes: seeds, what is learned from them, what is proposed, and what people edited."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bothways.insight.themes.corpus import BY_SEED, LEARNED, Assignment, Bools, Corpus, Floats, Ints, Theme
from bothways.insight.themes.edits import Edits, apply_edits, read_edits
from bothways.insight.themes.embedding import Embedder, embedded
from bothways.insight.themes.features import Features, features_of
from bothways.insight.themes.language import language_of, plain
from bothways.insight.themes.learning import SURE, Company, learn
from bothways.insight.themes.naming import names_of
from bothways.insight.themes.proposing import propose, words_of
from bothways.insight.themes.remembering import Remembered, matched, remember, remembered
from bothways.insight.themes.seeds import Hits, Seed, competitor_seeds, find_seeds, own_seeds
from bothways.insight.themes.tokens import Tokens, tokens_of
from bothways.insight.threads import single_threaded

METHOD = "themes/1"
Progress = Callable[[int, int, str], None]
STEPS = 4
LEAST_TO_LEARN = 60
"""Fewer distinct sentences teach nothing: then there are the seed themes, and honest counts."""
_LANGUAGES = {"": 0, "en": 1, "de": 2, "fr": 3}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, eq=False)
class _Distinct:
    """The distinct sentences, sorted by what they say; `row` is each sentence's, -1 of those that are no evidence."""

    said: list[str]
    row: Ints
    tokens: Tokens
    hits: Hits


@single_threaded
def find_themes(
    corpus: Corpus,
    *,
    competitors: Iterable[str] = (),
    seeds: Sequence[Seed] | None = None,
    edits: Edits | Path | str | None = None,
    embedder: Embedder | None = None,
    previous: Remembered | Assignment | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Assignment:
    """Find the themes of a corpus and which sentences belong to them.

    Seed themes come from the seed list (`seeds`, else the package's own) and the names of `competitors`; other
    sentences are learned from the company they keep, and new themes are proposed from what is left. Copies of
    a text and the own firm's templates count for nothing. `edits` are a manager's (a file or `Edits`), applied
    last. `previous` are the themes of an earlier run (its assignment, or what was stored of it): a theme that
    is found again keeps its id and name. The same input gives the same themes, whatever the order of texts.

    `progress` is told how many steps are done, of how many, and what comes.

    Raises:
        Refusal: `edits` when the file of edits can't be read.
    """
    tell = progress or (lambda _done, _of, _what: None)
    known = tuple(own_seeds() if seeds is None else seeds)
    known += competitor_seeds(competitors, seeds=known)
    tell(0, STEPS, "reading sentences")
    distinct = _distinct(corpus, known)
    tell(1, STEPS, "learning from the seeds")
    likely, themes, by_seed = _all_themes(corpus, distinct, known, embedder, seed, tell)
    tell(3, STEPS, "putting together")
    found = _assigned(distinct, likely, themes, by_seed)
    found = _with_memory(corpus, found, previous)
    if edits is not None:
        found = apply_edits(corpus, found, edits if isinstance(edits, Edits) else read_edits(edits))
    tell(STEPS, STEPS, "done")
    return _counted(corpus, found)


def _distinct(corpus: Corpus, known: Sequence[Seed]) -> _Distinct:
    texts, of = corpus.text.tolist(), corpus.of
    counts = ~corpus.is_template & ~corpus.is_copy[of] if len(of) else np.zeros(0, dtype=bool)
    said = [
        _SPACE.sub(" ", texts[t][a:b]) if keep else ""
        for t, a, b, keep in zip(
            of.tolist(), corpus.start.tolist(), corpus.end.tolist(), counts.tolist(), strict=True
        )
    ]
    # Sorted by what is said: rows in another order, or under other ids, give the same numbers.
    ordered = sorted(set(said) - {""})
    number = {one: at for at, one in enumerate(ordered)}
    number[""] = -1
    tokens = tokens_of(ordered)
    return _Distinct(
        ordered,
        np.array([number[one] for one in said], dtype=np.int64),
        tokens,
        find_seeds(tokens, known, sentences=ordered),
    )


def _company(corpus: Corpus, distinct: _Distinct) -> Company:
    used = distinct.row >= 0
    sentence, text = distinct.row[used], corpus.of[used]
    votes = np.zeros((len(corpus), len(_LANGUAGES)), dtype=np.int64)
    tongue = np.array(
        [_LANGUAGES[language_of(distinct.tokens.of_sentence(at))] for at in range(len(distinct.said))],
        dtype=np.int64,
    )
    np.add.at(votes, (text, tongue[sentence]), 1)
    votes[:, 0] = 0
    # A short sentence tells no language: it has that of the texts it stands in, by their votes.
    shares = np.zeros((len(distinct.said), len(_LANGUAGES)), dtype=np.int64)
    np.add.at(shares, (sentence, votes.argmax(axis=1)[text]), 1)
    tongue = np.where(tongue == 0, shares.argmax(axis=1), tongue)
    kinds = np.array(
        [f"{kind} {own}" for kind, own in zip(corpus.kind.tolist(), corpus.is_customer.tolist(), strict=True)]
        + [""]
    )[:-1]
    names, of_kind = np.unique(kinds, return_inverse=True)
    often = np.zeros((len(distinct.said), max(1, len(names))), dtype=np.int64)
    np.add.at(often, (sentence, of_kind.ravel()[text]), 1)
    occasion = tongue * often.shape[1] + often.argmax(axis=1)
    rank = np.array(
        [zlib.crc32(plain(one).encode("utf-8", "replace")) for one in distinct.said], dtype=np.int64
    )
    return Company(len(corpus), text, sentence, occasion, rank)


def _all_themes(
    corpus: Corpus,
    distinct: _Distinct,
    known: Sequence[Seed],
    embedder: Embedder | None,
    seed: int,
    tell: Progress,
) -> tuple[Floats, list[Theme], Any]:
    rows = len(distinct.said)
    hits = np.zeros((rows, len(known)), dtype=bool)
    hits[distinct.hits.sentence, distinct.hits.seed] = True
    used = np.flatnonzero(hits.any(axis=0))
    hits = hits[:, used]
    themes = [known[one].theme for one in used.tolist()]
    if rows < LEAST_TO_LEARN:
        return hits.astype(np.float64), themes, hits
    company = _company(corpus, distinct)
    features = features_of(distinct.tokens)
    # A competitor is its name: company teaches nothing about who was meant.
    is_name = np.array([one.kind == "competitor" for one in themes], dtype=bool)
    likely = hits.astype(np.float64)
    if (~is_name).any():
        likely[:, ~is_name] = learn(features.matrix, hits[:, ~is_name], company)
    tell(2, STEPS, "looking for themes that no list holds")
    vectors = embedded(distinct.said, embedder, features, company.rank) if embedder is not None else None
    taken: Bools = np.asarray((likely > SURE).any(axis=1), dtype=bool)
    new = propose(features.matrix, taken, company, vectors=vectors, seed=seed)
    new = new[:, (new > SURE).sum(axis=0) >= 3]
    themes += _named(distinct, features, new, company)
    all_likely = np.concatenate([likely, new], axis=1)
    return all_likely, themes, np.concatenate([hits, np.zeros(new.shape, dtype=bool)], axis=1)


def _named(distinct: _Distinct, features: Features, new: Floats, company: Company) -> list[Theme]:
    groups = [np.flatnonzero(column > SURE) for column in new.T]
    if not groups:
        return []
    often = np.bincount(company.sentence, minlength=len(new)).astype(np.float64)
    words = words_of(features.matrix, features.names, groups, weights=often)
    called = names_of(distinct.tokens, groups, weights=often)
    themes: list[Theme] = []
    taken: set[str] = set()
    for marks, phrases in zip(words, called, strict=True):
        own = marks or ("unnamed",)
        name = ", ".join(phrases or own[:3])
        theme_id = "new-" + re.sub(r"[^\w]+", "-", plain(" ".join(phrases or own[:3])))
        while theme_id in taken:
            theme_id += "-x"
        taken.add(theme_id)
        themes.append(Theme(theme_id, name, "proposed", own))
    return themes


def _assigned(distinct: _Distinct, likely: Floats, themes: list[Theme], by_seed: Any) -> Assignment:
    row, theme = np.nonzero(likely > SURE)
    used = distinct.row >= 0
    sentences = np.flatnonzero(used)
    of = distinct.row[sentences]
    first = np.searchsorted(row, np.arange(len(distinct.said) + 1))
    many = (first[1:] - first[:-1])[of]
    sentence = np.repeat(sentences, many)
    at = np.repeat(first[:-1][of], many) + (np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many))
    which = theme[at]
    return Assignment(
        themes=tuple(themes),
        sentence=sentence,
        theme=which,
        score=likely[row[at], which],
        how=np.where(by_seed[row[at], which], BY_SEED, LEARNED).astype(np.int64),
    )


def _with_memory(corpus: Corpus, found: Assignment, previous: Remembered | Assignment | None) -> Assignment:
    if previous is not None:
        found = matched(corpus, found, previous if isinstance(previous, Remembered) else remembered(previous))
    return remember(corpus, found)


def _counted(corpus: Corpus, found: Assignment) -> Assignment:
    """Add what a reader should know of what was read and what was not."""
    counts = {
        "texts": len(corpus),
        "unread": int(corpus.is_unread.sum()),
        "copies": int(corpus.is_copy.sum()),
        "templates": int(corpus.is_template.sum()),
        "sentences": len(corpus.of),
        "themed": len(np.unique(found.sentence)),
    }
    notices = list(found.notices)
    if counts["unread"]:
        notices.append(
            f"{counts['unread']:,} of {counts['texts']:,} texts are in a script that is not read here, or hold no word; "
            "they are in no theme."
        )
    return replace(found, counts=counts, notices=tuple(notices))
