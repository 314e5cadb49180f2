"""The order in which the canonical tables are built from the staged ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import build_accounts, build_contacts
from bothways.evidence.canonical.activities import build_activities
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.changes import build_changes
from bothways.evidence.canonical.deals import build_deals, fill_deals, identify
from bothways.evidence.canonical.lines import ORDERED, build_lines, orders_as_deals
from bothways.evidence.canonical.merges import Merge, find_merges, rename
from bothways.evidence.canonical.money import Rates, collect_rates
from bothways.evidence.canonical.people import build_people, fill_people
from bothways.evidence.canonical.signals import build_signals
from bothways.evidence.canonical.sources import Sources, refuse_dead
from bothways.evidence.canonical.stages import fill_stages
from bothways.evidence.canonical.staging import Staged, stage
from bothways.evidence.mapping import StageGuess, TableGuess
from bothways.evidence.reading import RawTable
from bothways.evidence.tables import DEALS, TABLES, TARGETS
from bothways.evidence.targets import read_targets
from bothways.terms import Calendar, Refusal


@dataclass(frozen=True, slots=True)
class Settings:
    """What the import was told."""

    calendar: Calendar = field(default_factory=Calendar)
    rates: Rates = field(default_factory=lambda: Rates("", {}))
    stages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it."""

    tables: tuple[TableGuess, ...]
    stages: tuple[StageGuess, ...]
    merges: tuple[Merge, ...]
    currency: str
    people: tuple[Mapping[str, Any], ...] = ()


def build(
    bench: Bench,
    raws: Sequence[RawTable],
    guesses: Sequence[TableGuess],
    *,
    settings: Settings,
    step: Callable[[str], None],
) -> Built:
    """Fill the canonical tables of the bench's engine.

    Raises:
        Refusal: `question` when only a person can decide something, `rate` when a currency has no rate.
    """
    for table in TABLES.values():
        e.empty_table(bench.con, table)
    staged: list[Staged] = []
    for number, (raw, guess) in enumerate(zip(raws, guesses, strict=True)):
        if guess.kind and guess.kind != "quotas":
            step(raw.file)
            staged.append(stage(bench, number, raw, guess))
    ask(bench)
    bench.deal_ids = [
        (s.raw.parquet, f"c{s.raw.columns.index(s.guess.columns['id'])}")
        for s in staged
        if s.kind == "deals" and "id" in s.guess.columns
    ]
    for table_ in staged:
        refuse_dead(bench, table_)
    sources = Sources(bench, staged)
    step("names")
    merges, renamed = find_merges(bench, sources)
    rename(bench, sources, renamed)
    people, _ = build_people(bench, sources, renamed["owner"])
    folk = fill_people(bench, people)
    build_accounts(bench, sources)
    build_contacts(bench, sources)
    step("deals")
    rates = collect_rates(sources, settings.rates)
    currency, stages = _deals(bench, sources, rates, settings)
    step("products")
    build_lines(bench, sources, people)
    if bench.has("_deals"):
        fill_deals(bench)
    step("history")
    build_changes(bench, sources, people)
    step("activities")
    build_activities(bench, sources, people)
    build_signals(bench, sources, people)
    ask(bench)
    step("targets")
    for number, (raw, guess) in enumerate(zip(raws, guesses, strict=True)):
        if guess.kind == "quotas":
            _targets(bench, number, raw, folk, rates, currency, settings)
    by_number = {s.number: s.guess for s in staged}
    tables = tuple(by_number.get(i, guess) for i, guess in enumerate(guesses))
    return Built(tables, tuple(stages), tuple(merges), currency, tuple(folk))


def _deals(bench: Bench, sources: Sources, rates: Rates, settings: Settings) -> tuple[str, list[StageGuess]]:
    deals = identify(bench, sources)
    currency, stages = "", []
    if deals is not None:
        made = build_deals(bench, sources, deals, rates=rates, stages=settings.stages)
        currency, stages = made.currency, made.stages
    ask(bench)
    orders = orders_as_deals(bench, sources, rates)
    if orders is not None:
        relation, in_orders = orders
        currency = currency or in_orders
        missing = {c.name: e.val(None, c.type) for c in DEALS.columns if c.name not in relation.columns}
        columns = [*DEALS.names, "_factor"]
        whole = e.pick(e.with_columns(relation, missing), columns)
        parts = [e.pick(bench.con.table("_deals"), columns), whole] if deals is not None else [whole]
        e.keep(bench.con, e.stack(parts), "_deals")
        stages.append(ORDERED)
        fill_stages(bench, [ORDERED])
    return currency, stages


def _targets(
    bench: Bench,
    number: int,
    raw: RawTable,
    folk: Sequence[Mapping[str, Any]],
    rates: Rates,
    currency: str,
    settings: Settings,
) -> None:
    columns = [f"c{i}" for i in range(len(raw.columns))]
    rows = e.rows(e.pick(e.read(bench.con, raw.parquet), ["_row", *columns]).order("_row"))
    read = read_targets(
        raw.columns,
        [row[1:] for row in rows],
        people=folk,
        calendar=settings.calendar,
        numbers=[row[0] for row in rows],
        answers=bench.answers,
        rates=rates.worth(),
        currency=currency,
    )
    bench.used_answers |= {i for i in bench.answers if i == "targets-every" or i.startswith("rollup:")}
    for notice in read.notices:
        bench.say(notice)
    bench.refuse_targets(number, read.refused)
    if read.rows:
        made = {c.name: (c.type, [row.get(c.name) for row in read.rows]) for c in TARGETS.columns}
        e.fill(bench.con, TARGETS, e.of_values(bench.con, made, name="_targets"))


def ask(bench: Bench) -> None:
    """Stop with all questions that are open so far.

    Raises:
        Refusal: `question`.
    """
    if not bench.questions:
        return
    questions: list[dict[str, Any]] = [q.as_dict() for q in bench.questions]
    n = len(questions)
    raise Refusal(
        "question",
        bench.questions[0].question if n == 1 else f"The files leave {n} questions open.",
        hint=f'Answer with --answer "{questions[0]["id"]}={questions[0]["options"][0]["answer"]}"'
        + (", and so on." if n > 1 else " (or another option)."),
        data={"questions": questions},
    )
