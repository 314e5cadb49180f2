"""Which deals, accounts and people a theme comes from, and which of it came in time to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns
from bothways.insight.themes.corpus import Assignment, Corpus
from bothways.insight.themes.landmark import Landmarks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """Texts, deals and themes brought together.

    Of pairs, each text once a theme: `text` and `theme`. Of texts: `counts` (not after the day of the
    report), `account` and `speaker` (numbers, -1 unknown). Of links between a text and a deal that it is
    about: `link_text`, `link_deal`. Of deals: `notes`, how many texts by the landmark, `account_of`.
    Deals by themes: `in_time` (said by the landmark), `late` (said after it only), `ever`.
    """

    text: Ints
    theme: Ints
    counts: Bools
    account: Ints
    speaker: Ints
    link_text: Ints
    link_deal: Ints
    notes: Floats
    account_of: Ints
    in_time: Bools
    late: Bools
    ever: Bools
    undated: int


def mentions(corpus: Corpus, assignment: Assignment, deals: DealColumns, marks: Landmarks) -> Mentions:
    """Return what was said about which deal, and whether in time.

    A text of a deal is about that deal; one that names only an account (a case) is about each deal that
    the account had open on its day. Texts without a day are in no comparison: they can't be shown to have
    come before the outcome.
    """
    themes = len(assignment.themes)
    # The same words of the same account pasted again are said once; what we send to everybody is nobody's word.
    counts = ~(corpus.day > marks.as_of) & ~corpus.is_copy
    own = ~corpus.is_template[assignment.sentence]
    pairs = np.unique(corpus.of[assignment.sentence[own]] * max(themes, 1) + assignment.theme[own])
    text, theme = pairs // max(themes, 1), pairs % max(themes, 1)
    text, theme = text[counts[text]], theme[counts[text]]
    rows = {one: row for row, one in enumerate(deals.deal.tolist())}
    direct = np.array([rows.get(one, -1) for one in corpus.deal.tolist()], dtype=np.int64)
    names: dict[str, int] = {}
    account_of = _numbered(deals.account.tolist(), names)
    account = _numbered(corpus.account.tolist(), names)
    of_deal = (account < 0) & (direct >= 0)
    account[of_deal] = account_of[direct[of_deal]]
    link_text, link_deal = _links(corpus, direct, account, account_of, deals, marks)
    kept = counts[link_text]
    link_text, link_deal = link_text[kept], link_deal[kept]
    on_time = corpus.day[link_text] <= marks.day[link_deal]
    shape = (len(deals), themes)
    in_time, ever = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    place, one = _spread(link_text, text, theme)
    ever[link_deal[place], one] = True
    soon = on_time[place]
    in_time[link_deal[place[soon]], one[soon]] = True
    return Mentions(
        text=text,
        theme=theme,
        counts=counts,
        account=account,
        speaker=_numbered(corpus.speaker.tolist(), {}),
        link_text=link_text,
        link_deal=link_deal,
        notes=np.bincount(link_deal[on_time], minlength=len(deals)).astype(np.float64),
        account_of=account_of,
        in_time=in_time,
        late=ever & ~in_time,
        ever=ever,
        undated=int(np.isnan(corpus.day).sum()),
    )


def _numbered(values: Sequence[str], names: dict[str, int]) -> Ints:
    """Return a number for each different name, -1 for none; `names` is added to."""
    numbers = [names.setdefault(one, len(names)) if one else -1 for one in values]
    return np.array(numbers, dtype=np.int64)


def _links(
    corpus: Corpus, direct: Ints, account: Ints, account_of: Ints, deals: DealColumns, marks: Landmarks
) -> tuple[Ints, Ints]:
    """Return which text is about which deal."""
    own = np.flatnonzero(direct >= 0)
    loose = np.flatnonzero((corpus.deal == "") & (account >= 0) & ~np.isnan(corpus.day))
    order = np.argsort(account_of, kind="stable")
    ordered = account_of[order]
    low, high = np.searchsorted(ordered, account[loose]), np.searchsorted(ordered, account[loose], "right")
    text = np.repeat(loose, high - low)
    deal = order[_ranges(low, high)]
    born = np.where(np.isnan(deals.created), -np.inf, deals.created)[deal]
    ended = np.where(marks.is_open | np.isnan(deals.decided), np.inf, deals.decided)[deal]
    live = (born <= corpus.day[text]) & (corpus.day[text] <= ended)
    return np.concatenate([own, text[live]]), np.concatenate([direct[own], deal[live]])


def _ranges(low: Ints, high: Ints) -> Ints:
    """Return low[0]..high[0]-1, low[1]..high[1]-1, … in one array."""
    length = high - low
    starts = np.repeat(low - np.concatenate([[0], np.cumsum(length)[:-1]]) if len(low) else low, length)
    found: Ints = np.arange(int(length.sum()), dtype=np.int64) + starts
    return found


def _spread(link_text: Ints, text: Ints, theme: Ints) -> tuple[Ints, Ints]:
    """Return for each link and each theme of its text: the place of the link, and the theme."""
    low, high = np.searchsorted(text, link_text), np.searchsorted(text, link_text, "right")
    place = np.repeat(np.arange(len(link_text), dtype=np.int64), high - low)
    return place, theme[_ranges(low, high)]
