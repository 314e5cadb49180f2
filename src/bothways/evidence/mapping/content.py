"""What a column holds, where its name says nothing: deals told by their values.

Only deals are told by content, and only columns that no name explains: a stage by its won and lost deals, an
amount by being the only money, a close by being the only date. Where several could be it, it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bothways.evidence.mapping.columns import assign
from bothways.evidence.mapping.guesses import Guess, Question, TableGuess
from bothways.evidence.mapping.kinds import KINDS
from bothways.evidence.mapping.stages import meaning_by_name
from bothways.evidence.values import read_dates, read_numbers

# The distinct texts of a column with their counts, of a sample of rows: label → text → count.
Sample = Mapping[str, Mapping[str, int]]
_ASKED = {
    "amount": "Which column holds the amount of a deal?",
    "close": "Which column holds the day on which a deal closes?",
}
_ENOUGH = 0.95


def complete_deals(
    guess: TableGuess, sample: Callable[[], Sample], answers: Mapping[str, str]
) -> tuple[TableGuess, list[Question]]:
    """Fill what names did not tell of a table of deals; or find that a table is one.

    Args:
        guess: what the names told.
        sample: gives values of the table's columns; called only where something is missing.
        answers: answers to earlier questions, by id.
    """
    fields = set(guess.columns)
    if guess.kind not in ("", "deals") or (guess.kind == "" and guess.layout):
        return guess, []
    missing = [
        name
        for name, others in {
            "stage": {"stage", "stage_id", "status", "is_won", "is_closed", "probability"},
            "amount": {"amount", "amount_converted", "expected_amount", "line_total"},
            "close": {"close", "actual_close", "won_at"},
        }.items()
        if not others & fields
    ]
    if guess.kind == "deals":
        # Beside columns that have good names, a lonely date is rather the next call than the close.
        missing = [name for name in missing if name != "close"]
    if not missing:
        return guess, []
    values = {c: v for c, v in sample().items() if c in guess.unused and v}
    if guess.kind == "":
        return _find_deals(guess, values, answers)
    found, questions = _fill(guess, values, missing, answers)
    return (
        (replace(guess, guesses=(*guess.guesses, *found), unused=_left(guess, found)), questions)
        if found or questions
        else (guess, [])
    )


def _find_deals(
    guess: TableGuess, values: Sample, answers: Mapping[str, str]
) -> tuple[TableGuess, list[Question]]:
    """Take a table for deals when one column holds won and lost deals, and another money or days."""
    named_ = assign(
        KINDS["deals"], [*guess.unused], file=guess.file, answers=answers, filled=frozenset(values)
    )
    # Names tell the rest; that these are deals at all, only a column that holds won and lost ones tells.
    known = [g for g in named_.guesses if g.column in values and g.field not in ("stage", "status")]
    taken = {g.column for g in known}
    missing = ["stage", *(f for f in ("amount", "close") if f not in {g.field for g in known})]
    rest = {c: v for c, v in values.items() if c not in taken}
    found, questions = _fill(guess, rest, missing, answers)
    found = [*known, *found]
    told = {g.field for g in found} | {q.id.split(":", 1)[0] for q in questions}
    if "stage" not in told or not told & {"amount", "close"}:
        return guess, []
    taken = {g.column for g in found}
    rest = {
        c: v
        for c, v in values.items()
        if c not in taken and all(c != o for q in questions for o, _ in q.options)
    }
    unique = [c for c, v in rest.items() if len(v) == sum(v.values())]
    named = [c for c in unique if any(" " in text for text in rest[c])]
    if (named or unique) and not {"name", "id"} & {g.field for g in known}:
        name = "name" if named else "id"
        column = (named or unique)[0]
        found.append(Guess(guess.file, name, column, 0.5, f"no two rows of “{column}” are alike"))
    reason = "it holds won and lost deals, by its values"
    return TableGuess(
        guess.file, "deals", 0.5, reason, guess.layout, tuple(found), _left(guess, found)
    ), questions


def _fill(
    guess: TableGuess, values: Sample, missing: list[str], answers: Mapping[str, str]
) -> tuple[list[Guess], list[Question]]:
    tests = {"stage": _is_stage, "amount": _is_money, "close": _is_date}
    reasons = {
        "stage": "its values are stages, won and lost among them",
        "amount": "it is the only column of money",
        "close": "it is the only column of dates",
    }
    found: list[Guess] = []
    questions: list[Question] = []
    for name in missing:
        taken = {g.column for g in found}
        fitting = [c for c, v in values.items() if c not in taken and tests[name](v)]
        answer = answers.get(f"{name}:{guess.file}", "")
        if len(fitting) == 1 or answer in fitting:
            column = answer if answer in fitting else fitting[0]
            found.append(
                Guess(
                    guess.file,
                    name,
                    column,
                    1.0 if answer else 0.6,
                    "it was chosen" if answer else reasons[name],
                )
            )
        elif len(fitting) > 1 and name in _ASKED and answer != "none":
            options = (*((c, f"take “{c}”") for c in fitting), ("none", "none of them"))
            questions.append(
                Question(
                    f"{name}:{guess.file}",
                    f"No name of a column in {guess.file} tells it. {_ASKED[name]}",
                    options,
                )
            )
    return found, questions


def _left(guess: TableGuess, found: list[Guess]) -> tuple[str, ...]:
    taken = {g.column for g in found}
    return tuple(c for c in guess.unused if c not in taken)


def _is_stage(values: Mapping[str, int]) -> bool:
    if not 2 <= len(values) <= 25:
        return False
    meanings = [meaning_by_name(text) for text in values]
    return "won" in meanings and ("lost" in meanings or "open" in meanings)


def _is_date(values: Mapping[str, int]) -> bool:
    if all(text.strip().isdigit() for text in values):
        return False  # a bare number is a date only where its name says so
    read = read_dates(values)
    good = len(values) - len(read.bad)
    return good >= _ENOUGH * len(values)


def _is_money(values: Mapping[str, int]) -> bool:
    read = read_numbers(values)
    if len(values) - len(read.bad) < _ENOUGH * len(values) or read.percent:
        return False
    if read.currency:
        return True
    numbers = [abs(n) for n in read.parsed.values()]
    return (
        bool(numbers)
        and max(numbers) >= 100
        and any(n != n.to_integral_value() or n % 10 == 0 for n in numbers)
        and not _is_date(values)
    )
