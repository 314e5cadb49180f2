"""From raw tables to a proposal: what each is, and what only a person can decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bothways.evidence.mapping.columns import Assigned
from bothways.evidence.mapping.content import Sample, complete_deals
from bothways.evidence.mapping.file import GivenMapping, given_table
from bothways.evidence.mapping.guesses import Guess, Question, TableGuess
from bothways.evidence.mapping.recognise import recognise
from bothways.evidence.reading import RawTable


@dataclass(frozen=True, slots=True)
class Proposal:
    """What each table is taken for, in the order of the raw tables, and the open questions."""

    tables: tuple[TableGuess, ...]
    questions: tuple[Question, ...]
    asked: frozenset[str] = frozenset()  # the ids of all questions that there were, answered ones too


def propose(
    tables: Sequence[RawTable],
    *,
    answers: Mapping[str, str],
    given: GivenMapping,
    filled: Callable[[RawTable], frozenset[str]],
    sample: Callable[[RawTable], Sample],
    rates_file: str = "",
) -> Proposal:
    """Say what each raw table is.

    Args:
        tables: what was read.
        answers: answers to earlier questions, by id.
        given: a mapping.toml that a person gave; its word holds.
        sample: gives values of a table's columns; asked only where names do not tell.
        rates_file: the file that was given as rates.
        filled: tells which columns of a table hold any value; asked only where it decides something.
    """
    guesses: list[TableGuess] = []
    questions: list[Question] = []
    for raw in tables:
        entry = given.tables.get(raw.file)
        if entry is not None:
            guesses.append(given_table(raw.file, raw.columns, entry))
            continue
        said = "rates" if rates_file and raw.file == rates_file else ""
        guess, found = recognise(raw.file, raw.columns, answers=answers, kind=said)
        if found.questions and raw.rows_kept:
            guess, found = recognise(raw.file, raw.columns, answers=answers, filled=filled(raw))
        elif found.questions:
            found = Assigned(found.guesses, found.unused, ())
        by_content: list[Question] = []
        if raw.rows_kept:
            guess, by_content = complete_deals(guess, lambda raw=raw: sample(raw), answers)  # type: ignore[misc]
        guess, asked = _weighted_only(guess, answers)
        guesses.append(guess)
        questions += [*found.questions, *by_content, *asked]
    rows = {raw.file: raw.rows_kept for raw in tables}
    chosen, asked = _which_deals(guesses, rows, answers, given)
    every = frozenset(
        i
        for i in answers
        if i == "deals-table" or i.split(":", 1)[0] in ("amount", "close", "owner", "stage")
    )
    return Proposal(tuple(chosen), (*questions, *asked), every)


def _weighted_only(guess: TableGuess, answers: Mapping[str, str]) -> tuple[TableGuess, list[Question]]:
    """Ask before a weighted amount is taken for the amount: it is smaller, and nobody would notice."""
    columns = guess.columns
    if (
        guess.kind != "deals"
        or "expected_amount" not in columns
        or {"amount", "amount_converted"} & set(columns)
    ):
        return guess, []
    column = columns["expected_amount"]
    question = Question(
        f"amount:{guess.file}",
        f"The only money in {guess.file} is “{column}”, which is an amount times its probability. Is it to be the amount?",
        ((column, f"take “{column}” as the amount"), ("none", "the amounts are unknown")),
    )
    answer = answers.get(question.id, "")
    if answer == column:
        taken = [
            Guess(g.file, "amount", g.column, 1.0, "it was chosen") if g.field == "expected_amount" else g
            for g in guess.guesses
        ]
        return replace(guess, guesses=tuple(taken)), []
    return guess, [] if answer == "none" else [question]


def _which_deals(
    guesses: list[TableGuess], rows: Mapping[str, int], answers: Mapping[str, str], given: GivenMapping
) -> tuple[list[TableGuess], list[Question]]:
    """Ask where two tables could be the deals; parts of one table (the same columns) are one."""
    deals = [g for g in guesses if g.kind == "deals" and rows.get(g.file) and g.file not in given.tables]
    if len({tuple(sorted(g.columns)) for g in deals}) < 2:
        return guesses, []
    names = [g.file for g in deals]
    question = Question(
        "deals-table",
        f"{len(names)} files could hold the deals: {', '.join(names)}. Which is it?",
        (*((name, f"only {name}") for name in names), ("all", "all of them: each holds other deals")),
    )
    answer = answers.get(question.id, "")
    if answer == "all":
        return guesses, []
    if answer not in names:
        return guesses, [question]
    chosen = [
        replace(
            g,
            kind="",
            reason="another file was chosen for the deals",
            guesses=(),
            unused=tuple(g.columns.values()) + g.unused,
        )
        if g.file in names and g.file != answer
        else g
        for g in guesses
    ]
    return chosen, []
