"""Which column of a table is which field of a kind, by names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.evidence.mapping.guesses import Guess, Question
from bothways.evidence.mapping.kinds import Kind
from bothways.evidence.mapping.words import ENTITIES, plain, split_entity

_OWN_ENTITY = {
    "deals": "deal",
    "lines": "deal",
    "accounts": "account",
    "contacts": "contact",
    "activities": "activity",
    "tasks": "activity",
    "meetings": "activity",
    "calls": "activity",
    "mails": "activity",
    "notes": "note",
}
# Fields where two equally good columns would change the results: a person chooses.
_ASKED = {
    ("deals", "amount"): "Which column holds the amount of a deal?",
    ("deals", "close"): "Which column holds the day on which a deal closes?",
    ("deals", "owner"): "Which column holds the person whose deal it is?",
    ("deals", "stage"): "Which column holds the stage of a deal?",
}


@dataclass(frozen=True, slots=True)
class Assigned:
    """Columns given to fields, what is left over, and what a person must choose."""

    guesses: tuple[Guess, ...]
    unused: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(guess.field for guess in self.guesses)


def column_words(column: str, kind: str) -> str:
    """Return the words of a column as a table of that kind would say them."""
    entity, rest = split_entity(column)
    if entity and entity != _OWN_ENTITY.get(kind, entity):
        prefix = column.strip().split(" ", 1)[0].strip(":-").casefold()
        return plain(f"{prefix if prefix in ENTITIES else entity} {rest}")
    return plain(rest if entity else column)


def assign(
    kind: Kind,
    columns: Sequence[str],
    *,
    file: str,
    answers: Mapping[str, str],
    filled: frozenset[str] | None = None,
) -> Assigned:
    """Give each field of a kind its column.

    Args:
        kind: what the table is.
        columns: its column labels.
        file: its name, for the ids of questions.
        answers: answers to earlier questions, by id.
        filled: the columns that hold any value; an empty column never rivals a filled one.
    """
    words = {column: column_words(column, kind.name) for column in columns}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for position, column in enumerate(columns):
        for item in kind.fields:
            rank = _rank(words[column], item.strong, item.weak)
            if rank is not None:
                found.setdefault(item.name, []).append((rank, position, column))
    guesses: list[Guess] = []
    questions: list[Question] = []
    taken: set[str] = set()
    # The best matches first, so that a weak name of one field can't take the strong column of another.
    order = sorted(
        (rank, position, name, column) for name, hits in found.items() for rank, position, column in hits
    )
    names = list(kind.names)
    order.sort(key=lambda hit: (hit[0] >= 1000, names.index(hit[2]) if hit[0] >= 1000 else 0, hit[0], hit[1]))
    given: dict[str, str] = {}
    for rank, _position, name, column in order:
        if name in given or column in taken:
            continue
        rivals = (
            _rivals(kind.name, name, found[name], taken, filled) if rank < 1000 or name != "owner" else []
        )
        chosen = column
        if len(rivals) > 1:
            question = _which(kind.name, name, file, rivals)
            answer = answers.get(question.id, "")
            if answer in rivals:
                chosen = answer
            else:
                questions.append(question)
        given[name] = chosen
        taken.add(chosen)
        strong = rank < 1000
        reason = (
            f"“{chosen}” is a name of it"
            if strong
            else f"“{chosen}” can be a name of it, and nothing better is there"
        )
        if chosen != column or (len(rivals) > 1 and not questions):
            reason = f"“{chosen}” was chosen"
        guesses.append(Guess(file, name, chosen, 0.95 if strong else 0.7, reason))
    guesses.sort(key=lambda guess: names.index(guess.field))
    unused = tuple(column for column in columns if column not in taken)
    return Assigned(tuple(guesses), unused, tuple(questions))


def _rank(words: str, strong: tuple[str, ...], weak: tuple[str, ...]) -> int | None:
    if words in strong:
        return strong.index(words)
    if words in weak:
        return 1000 + weak.index(words)
    return None


def _rivals(
    kind: str, name: str, hits: list[tuple[int, int, str]], taken: set[str], filled: frozenset[str] | None
) -> list[str]:
    if (kind, name) not in _ASKED:
        return []
    strong = [hit for hit in hits if hit[0] < 1000]
    best = strong or hits
    return [
        c
        for _, _, c in sorted(best, key=lambda h: h[1])
        if c not in taken and (filled is None or c in filled)
    ]


def _which(kind: str, name: str, file: str, rivals: list[str]) -> Question:
    return Question(
        f"{name}:{file}",
        f"{file} has {len(rivals)} columns that could be it. {_ASKED[(kind, name)]}",
        tuple((column, f"take “{column}”") for column in rivals),
    )
