"""The answer to “what do customers say, and what is it worth?”, in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from bothways.evidence import Snapshot
from bothways.evidence.measures.frames import DuckFrames
from bothways.evidence.views import DealColumns, deal_columns
from bothways.evidence.views.columns import LOST, OPEN, WON
from bothways.insight.themes import exposure, saying
from bothways.insight.themes.conduct import conduct_of
from bothways.insight.themes.corpus import Assignment, Corpus
from bothways.insight.themes.covariates import WORDS as ALIKE
from bothways.insight.themes.figures import Sheet, figures_of
from bothways.insight.themes.finding import STEPS, find_themes
from bothways.insight.themes.landmark import DAYS, landmarks
from bothways.insight.themes.masking import Names, names_from
from bothways.insight.themes.measuring import Core, Measured, measured
from bothways.insight.themes.quotes import Ended, Store, quotes_of, won_quotes
from bothways.insight.themes.reading import corpus_of
from bothways.insight.themes.told import Key, OpenDeal, Scenario, Themes, Works
from bothways.insight.threads import single_threaded
from bothways.terms import Figure, Period, Refusal, Sentence, Unit
from bothways.terms.period import day_number, day_of

Progress = Callable[[int, int, str], None]
_STEPS = 3 + STEPS
"""Reading, the steps of finding, measuring, quotes."""
_MOST = 200
_ENDED: dict[int, Ended] = {OPEN: "open", WON: "won", LOST: "lost"}


@single_threaded
def themes(
    snapshot: Snapshot,
    *,
    as_of: date | None = None,
    first_day: date | None = None,
    edits: Any = None,
    embedder: Any = None,
    previous: Any = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Themes:
    """Return what customers say, theme by theme: exposure, association, revenue at stake, trend and quotes.

    Args:
        snapshot: the evidence.
        as_of: the day of the report; the snapshot's own where None.
        first_day: texts from this day on; all where None.
        edits: what a manager changed of the themes (see `find_themes`).
        embedder: an embedding model, where the extra is installed.
        previous: what an earlier run remembered of its themes.
        seed: of all draws: the same seed gives the same answer.
        progress: told how many steps are done, of how many, and what comes.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day; `no-texts` when nobody wrote anything.
    """
    day = as_of or snapshot.as_of
    if day > snapshot.as_of:
        raise Refusal(
            "as-of-later",
            f"The snapshot is of {snapshot.as_of.isoformat()}, and {day.isoformat()} is later.",
            hint="Import a later export.",
        )
    tell = progress or (lambda _done, _of, _what: None)
    tell(0, _STEPS, "reading texts")
    corpus = corpus_of(snapshot, first_day=first_day, last_day=as_of)
    if not len(corpus):
        raise Refusal(
            "no-texts",
            "No note, mail, call or case with a text is in the snapshot.",
            hint="Export activities and cases with their descriptions.",
        )
    deals = deal_columns(snapshot)
    rivals = sorted(set(deals.competitor.tolist()) - {""})
    assignment = find_themes(
        corpus,
        competitors=rivals,
        edits=edits,
        embedder=embedder,
        previous=previous,
        seed=seed,
        progress=lambda done, _of, what: tell(1 + done, _STEPS, what),
    )
    tell(1 + STEPS, _STEPS, "measuring themes")
    number = day_number(day)
    conduct = conduct_of(snapshot, deals, landmarks(deals, as_of=number, days=DAYS))
    core = measured(
        corpus, assignment, deals, as_of=number, calendar=snapshot.calendar, conduct=conduct, seed=seed
    )
    tell(2 + STEPS, _STEPS, "choosing quotes")
    store = Store(corpus, assignment, core.held, _names(snapshot, assignment), _ended(deals, number))
    known = corpus.day[core.held.counts & ~np.isnan(corpus.day)]
    first = first_day or (day_of(int(known.min())) if known.size else day)
    period = Period(first, day, "days", f"{first} to {day}")
    answer = answer_of(core, store, deals, sheet=Sheet(snapshot=snapshot.id, period=period, as_of=day))
    tell(_STEPS, _STEPS, "done")
    return answer


def answer_of(core: Core, store: Store, deals: DealColumns, *, sheet: Sheet) -> Themes:
    """Return the answer from what was measured and what quotes are chosen from."""
    order = [*core.five, *_others(core)]
    names = {one.theme.id: one.theme.name for one in core.themes}
    figures = [figure for row in order for figure in figures_of(sheet, core.themes[row], names)]
    figures += _totals(core, store.corpus, sheet)
    by_key = {(one.name, one.by, one.key): one for one in figures}
    quotes = {
        core.themes[row].theme.id: quotes_of(store, row, against=_opposed(core.themes[row])) for row in order
    }
    scenarios = tuple(
        Scenario(
            theme=one.theme.id,
            name=one.theme.name,
            lines=saying.scenario(one, by_key),
            quotes=quotes[one.theme.id].shown,
            hidden=quotes[one.theme.id].hidden,
        )
        for one in (core.themes[row] for row in core.five)
    )
    against: dict[Key, Sentence] = {}
    for row in order:
        against.update(saying.against(core.themes[row], by_key))
    return Themes(
        snapshot=sheet.snapshot,
        period=sheet.period,
        as_of=sheet.as_of,
        measured=tuple(core.themes[row] for row in order),
        five=tuple(core.themes[row].theme.id for row in core.five),
        quotes=quotes,
        scenarios=scenarios,
        works=_works(core, store, deals, by_key, order),
        open_deals=_open_deals(core, deals, order),
        figures=tuple(figures),
        behind=_behind(core, store.corpus, deals, order),
        against=against,
        say=tuple(saying.summary(core.themes[row], by_key) for row in core.five),
        notices=_notices(core, store),
        assignment=store.assignment,
    )


def _others(core: Core) -> list[int]:
    rows = [row for row in range(len(core.themes)) if row not in core.five]
    return sorted(
        rows,
        key=lambda row: (
            core.themes[row].theme.is_proposal,
            -core.themes[row].certain_open,
            -core.themes[row].exposure.accounts,
            row,
        ),
    )


def _opposed(one: Measured) -> frozenset[Ended]:
    """Return how a deal must have ended to speak against what a theme is said to go with."""
    good = one.theme.kind == "praise" or (one.association.called and one.association.value > 0)
    return frozenset({"lost" if good else "won"})


def _totals(core: Core, corpus: Corpus, sheet: Sheet) -> list[Figure]:
    held = core.held
    counts = (
        ("themes_texts", int(held.counts.sum()), "texts that were read"),
        (
            "themes_texts_customer",
            int((held.counts & corpus.is_customer).sum()),
            "texts in the customer's own words",
        ),
        ("themes_texts_rep", int((held.counts & ~corpus.is_customer).sum()), "rep's accounts"),
        ("themes_found", len(core.themes), "themes"),
        (
            "themes_deals_compared",
            int(core.marks.enters.sum()),
            "closed deals that were open 14 days before their close",
        ),
    )
    return [
        sheet.figure(name, value, Unit.COUNT, by="all", n=value, expression=words, method=exposure.METHOD)
        for name, value, words in counts
    ]


def _works(
    core: Core, store: Store, deals: DealColumns, sheet: Mapping[Key, Figure], order: list[int]
) -> tuple[Works, ...]:
    owners = dict(zip(deals.deal.tolist(), deals.owner.tolist(), strict=True))
    found = []
    for row in order:
        one = core.themes[row]
        lines = saying.what_works(one, sheet)
        quotes = won_quotes(store, row, owners=owners) if row in core.five or lines else ()
        if lines or quotes:
            found.append(Works(theme=one.theme.id, name=one.theme.name, lines=lines, quotes=quotes))
    return tuple(found)


def _open_deals(core: Core, deals: DealColumns, order: list[int]) -> tuple[OpenDeal, ...]:
    return tuple(
        OpenDeal(
            theme=core.themes[row].theme.id,
            deal=str(deals.deal[deal]),
            owner=str(deals.owner[deal]),
            amount=None if np.isnan(deals.amount[deal]) else int(deals.amount[deal]),
        )
        for row in order
        for deal in _largest(deals, core.marks.is_open & core.held.ever[:, row])
    )


def _largest(deals: DealColumns, which: np.ndarray[Any, Any]) -> list[int]:
    rows = np.flatnonzero(which)
    return [int(one) for one in rows[np.argsort(-np.nan_to_num(deals.amount[rows]), kind="stable")][:_MOST]]


def _behind(
    core: Core, corpus: Corpus, deals: DealColumns, order: list[int]
) -> dict[Key, tuple[tuple[str, str], ...]]:
    """Return the rows behind the figures of which a reader asks “which?”."""
    found: dict[Key, tuple[tuple[str, str], ...]] = {}
    held, marks = core.held, core.marks
    worth = np.bincount(
        held.account_of[held.account_of >= 0], np.nan_to_num(deals.amount)[held.account_of >= 0]
    )
    ids: dict[int, str] = {
        int(n): str(one) for n, one in zip(held.account, corpus.account, strict=True) if one
    }
    for row in order:
        one = core.themes[row].theme.id
        rows = {
            "theme_open_amount": marks.is_open & held.ever[:, row],
            "theme_at_stake": marks.is_open & held.in_time[:, row],
            "theme_win_rate": marks.enters & held.in_time[:, row],
            "theme_win_difference": marks.enters & held.in_time[:, row],
            "theme_too_late": marks.enters & held.late[:, row],
        }
        for name, which in rows.items():
            told = tuple(("deals", str(deals.deal[deal])) for deal in _largest(deals, which))
            if told:
                found[(name, "theme", one)] = told
        texts = held.text[held.theme == row]
        accounts = np.unique(held.account[texts])
        accounts = accounts[accounts >= 0]
        size = (
            np.where(accounts < len(worth), worth[np.minimum(accounts, len(worth) - 1)], 0.0)
            if len(worth)
            else accounts
        )
        ordered = accounts[np.argsort(-size, kind="stable")]
        told = tuple(
            ("accounts", ids[int(account)]) for account in ordered[:_MOST].tolist() if int(account) in ids
        )
        if told:
            found[("theme_accounts", "theme", one)] = told
        late = texts[np.argsort(-np.nan_to_num(corpus.day[texts]), kind="stable")]
        for name, mine in (("theme_texts_customer", True), ("theme_texts_rep", False)):
            own = late[corpus.is_customer[late] == mine][:_MOST]
            if len(own):
                found[(name, "theme", one)] = tuple(
                    (str(corpus.table[at]), str(corpus.id[at])) for at in own.tolist()
                )
    return found


def _notices(core: Core, store: Store) -> tuple[str, ...]:
    notes = list(store.assignment.notices)
    if core.held.undated:
        notes.append(f"{core.held.undated:,} texts have no day: they count as said, and in no comparison.")
    if not core.marks.enters.any():
        notes.append("No closed deal was open two weeks before its close: no win rates are compared.")
    proposed = [one.theme.name for one in core.themes if one.theme.is_proposal]
    if proposed:
        told = ", ".join(f"“{name}”" for name in proposed)
        notes.append(f"Proposed, and in no brief until you name or merge them in the file of edits: {told}.")
    known = set(core.covariates.names)
    absent = [words for name, words in ALIKE.items() if name not in known]
    if absent and core.marks.enters.any():
        notes.append(
            f"Deals could not be compared by {', '.join(absent)}: too few have it, or all are alike."
        )
    emerging = [one.theme.name for one in core.themes if one.exposure.is_emerging]
    if emerging:
        notes.append(
            f"Emerging, said at fewer than {exposure.EMERGING} accounts: {', '.join(sorted(emerging))}."
        )
    if core.held.late.any():
        notes.append(
            f"What was said later than {DAYS} days before a deal closed is counted apart: by then the outcome may be clear."
        )
    return tuple(notes)


def _names(snapshot: Snapshot, assignment: Assignment) -> Names:
    """Return whom to mask: all customers and all own people; products, firms and places are none."""
    frames = DuckFrames(snapshot)
    try:
        people = _read(frames, "contacts", "name") + _read(frames, "people", "name")
        safe = (
            _read(frames, "accounts", "name")
            + _read(frames, "deal_lines", "product")
            + _read(frames, "people", "team")
        )
        for column in ("product", "competitor", "segment", "region", "stage", "pipeline"):
            safe += _read(frames, "deals", column)
    finally:
        frames.close()
    return names_from(people, safe=sorted({*safe, *(one.name for one in assignment.themes)}))


def _read(frames: DuckFrames, table: str, column: str) -> list[str]:
    return [str(row[0]) for row in frames.rows(frames.table(table).select(column).unique()) if row[0]]


def _ended(deals: DealColumns, as_of: int) -> dict[str, Ended]:
    then = deals.at(as_of)
    return {
        str(one): _ENDED[int(means)]
        for one, means, there in zip(deals.deal, then.meaning, then.exists, strict=True)
        if there
    }
