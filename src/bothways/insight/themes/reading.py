"""All texts of a snapshot as a corpus: whose words they are, where their sentences are, which are copies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.evidence import Snapshot
from bothways.evidence.views import text_columns
from bothways.insight.themes.corpus import Bools, Corpus, Floats, Ints, Texts
from bothways.insight.themes.language import is_readable
from bothways.insight.themes.sentences import split
from bothways.terms.period import day_number

TEMPLATE_ACCOUNTS = 5
"""A sentence in the own firm's mails to this many accounts, to the letter, is a template and no theme's evidence."""
_SPACE = re.compile(r"\s+")
_COLUMNS = ("table", "id", "text", "is_customer", "kind", "account", "deal", "speaker", "day")


def corpus_of(snapshot: Snapshot, *, first_day: date | None = None, last_day: date | None = None) -> Corpus:
    """Return all texts of activities and customer signals, by table and id, with their sentences.

    Days are inclusive; with a day asked, texts without one are left out. What a customer wrote or said is
    told by the column `voice` (signals are always the customer's); an activity without an account has its
    deal's.
    """
    rows = text_columns(snapshot)
    day = _numbers(rows["day"])
    keep = np.ones(len(day), dtype=bool)
    if first_day:
        keep &= day >= day_number(first_day)
    if last_day:
        keep &= day <= day_number(last_day)
    columns = {name: _objects(rows[name])[keep] for name in _COLUMNS if name not in {"day", "is_customer"}}
    return corpus_from(
        {**columns, "is_customer": np.ma.getdata(rows["is_customer"])[keep].astype(bool), "day": day[keep]}
    )


def corpus_from(columns: Mapping[str, Sequence[Any] | npt.NDArray[Any]]) -> Corpus:
    """Return the corpus of texts given as columns; only `text` is needed, the rest is unknown when absent.

    >>> made = corpus_from({"text": ["Too dear. We wait."]})
    >>> [made.sentence(0), made.sentence(1)]
    ['Too dear.', 'We wait.']
    """
    text = np.array([str(one) for one in columns["text"]] + [None], dtype=object)[:-1]
    rows = len(text)
    given = {
        name: _given(columns.get(name), rows) for name in ("table", "kind", "account", "deal", "speaker")
    }
    table = np.where(given["table"] == "", "activities", given["table"]).astype(object)
    ids = columns.get("id")
    is_customer = np.asarray(columns.get("is_customer", np.zeros(rows)), dtype=bool)
    unread, of, start, end = _split_all(text)
    return Corpus(
        table=table,
        id=_given(ids, rows)
        if ids is not None
        else np.array([str(n) for n in range(rows)] + [None], dtype=object)[:-1],
        text=text,
        is_customer=is_customer,
        kind=given["kind"],
        account=given["account"],
        deal=given["deal"],
        speaker=given["speaker"],
        day=np.asarray(columns.get("day", np.full(rows, np.nan)), dtype=np.float64),
        of=of,
        start=start,
        end=end,
        copy_of=_copies(text, given["account"], given["deal"], given["speaker"]),
        is_unread=unread,
        is_template=_templates(text, is_customer, given["kind"], given["account"], of, start, end),
    )


def _split_all(text: Texts) -> tuple[Bools, Ints, Ints, Ints]:
    """Split each distinct text once: the same text logged a thousand times costs nothing more."""
    known: dict[str, list[tuple[int, int]]] = {}
    unread = np.zeros(len(text), dtype=bool)
    of: list[int] = []
    spans: list[tuple[int, int]] = []
    for row, one in enumerate(text.tolist()):
        found = known.get(one)
        if found is None:
            found = known[one] = split(one) if is_readable(one) else []
        unread[row] = not found and not is_readable(one)
        of += [row] * len(found)
        spans += found
    ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return unread, np.array(of, dtype=np.int64), ends[:, 0].copy(), ends[:, 1].copy()


def _copies(text: Texts, account: Texts, deal: Texts, speaker: Texts) -> Ints:
    """Tell copies by words, account, deal and speaker; without account and deal nobody knows whose text it is."""
    first: dict[tuple[str, ...], int] = {}
    copy_of = np.arange(len(text), dtype=np.int64)
    for row, key in enumerate(
        zip(text.tolist(), account.tolist(), deal.tolist(), speaker.tolist(), strict=True)
    ):
        if key[1] or key[2]:
            bare = _SPACE.sub(" ", key[0]).strip().casefold()
            copy_of[row] = first.setdefault((bare, *key[1:]), row)
    return copy_of


def _templates(
    text: Texts, is_customer: Bools, kind: Texts, account: Texts, of: Ints, start: Ints, end: Ints
) -> Bools:
    """Find the own firm's sentences that go out to many accounts: a newsletter's words are nobody's account."""
    sent = ~is_customer & (kind == "mail_out") & (account != "")
    rows = np.flatnonzero(sent[of]) if len(of) else np.zeros(0, dtype=np.int64)
    to: dict[str, set[str]] = {}
    said = [
        _SPACE.sub(" ", text[t][a:b]).casefold()
        for t, a, b in zip(of[rows].tolist(), start[rows].tolist(), end[rows].tolist(), strict=True)
    ]
    for one, who in zip(said, account[of[rows]].tolist(), strict=True):
        to.setdefault(one, set()).add(who)
    found = np.zeros(len(of), dtype=bool)
    found[rows] = [len(to[one]) >= TEMPLATE_ACCOUNTS for one in said]
    return found


def _given(values: Sequence[Any] | npt.NDArray[Any] | None, rows: int) -> Texts:
    found = np.full(rows, "", dtype=object)
    if values is not None:
        found[:] = ["" if one is None else str(one) for one in values]
    return found


def _objects(array: npt.NDArray[Any]) -> Texts:
    found = np.ma.getdata(array).astype(object)
    if np.ma.isMaskedArray(array):
        found[np.ma.getmaskarray(array)] = ""
    return found


def _numbers(array: npt.NDArray[Any]) -> Floats:
    found: Floats = np.ma.getdata(array).astype(np.float64)
    if np.ma.isMaskedArray(array):
        found[np.ma.getmaskarray(array)] = np.nan
    return found
