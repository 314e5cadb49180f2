"""The order in which the canonical tables are built from the staged ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import build_accounts, build_contacts
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.deals import build_deals, fill_deals, identify
from bothways.evidence.canonical.merges import Merge, find_merges, rename
from bothways.evidence.canonical.money import Rates, collect_rates
from bothways.evidence.canonical.people import build_people, fill_people
from bothways.evidence.canonical.sources import Sources, refuse_dead
from bothways.evidence.canonical.staging import Staged, stage
from bothways.evidence.mapping import StageGuess, TableGuess
from bothways.evidence.reading import RawTable
from bothways.evidence.tables import TABLES
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
    deals = identify(bench, sources)
    currency, stages = "", []
    if deals is not None:
        made = build_deals(bench, sources, deals, rates=collect_rates(sources, settings.rates), stages=settings.stages)
        currency, stages = made.currency, made.stages
        ask(bench)
        fill_deals(bench)
    del folk
    by_number = {s.number: s.guess for s in staged}
    tables = tuple(by_number.get(i, guess) for i, guess in enumerate(guesses))
    return Built(tables, tuple(stages), tuple(merges), currency)


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
        bench.questions[0].question if n == 1 else f"{n} things can be read in two ways. The first: {bench.questions[0].question}",
        hint=f"Answer with --answer {questions[0]['id']}={questions[0]['options'][0]['answer']}" + (", and so on." if n > 1 else " (or another option)."),
        data={"questions": questions},
    )
