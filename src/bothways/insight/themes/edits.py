"""A manager's edits of themes: a file that is applied after every run, on whatever data; what it misses is a notice."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from bothways.insight.themes.corpus import BY_EDIT, Assignment, Bools, Corpus, Ints, Pin, Theme
from bothways.insight.themes.language import plain
from bothways.insight.themes.seeds import patterns
from bothways.insight.themes.tokens import Places, tokens_of
from bothways.terms import Refusal

Entry = Mapping[str, Any]
_KINDS: dict[str, dict[str, type]] = {
    "rename": {"theme": str, "to": str},
    "merge": {"themes": list, "into": str},
    "split": {"theme": str, "name": str, "words": list},
    "move": {"phrase": str, "to": str},
    "hide": {"theme": str},
    "pin": {"theme": str, "table": str, "id": str, "quote": str},
}
_OPTIONAL = {"from", "words"}


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits in the order in which they are applied: each a kind (rename, merge, split, move, hide, pin) and its fields."""

    entries: tuple[tuple[str, Entry], ...] = ()


def read_edits(path: Path | str) -> Edits:
    """Read a file of edits.

    Raises:
        Refusal: `edits` when the file is no TOML, or an entry lacks a field or has one that nobody knows.
    """
    try:
        return edits_from(tomllib.loads(Path(path).read_text("utf-8-sig")))
    except OSError as wrong:
        raise Refusal(
            "edits",
            f"The edits in {path} can't be read: {wrong.strerror or 'the file is not to be had'}.",
            hint="Give the path of a TOML file.",
        ) from wrong
    except UnicodeDecodeError as wrong:
        raise Refusal(
            "edits",
            f"{path} is no text in UTF-8.",
            hint="Save it as UTF-8: docs/howto/themes.md has the form.",
        ) from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise Refusal(
            "edits",
            f"The edits in {path} are no TOML: {wrong}.",
            hint="Mend that place: docs/howto/themes.md has the form.",
        ) from wrong


def edits_from(tables: Mapping[str, Any]) -> Edits:
    """Return the edits given as tables: `{"rename": [{"theme": …, "to": …}], …}`.

    Raises:
        Refusal: `edits` when a kind or a field is not known, or one is missing.
    """
    entries: list[tuple[str, Entry]] = []
    for kind, given in tables.items():
        if kind == "version":
            continue
        if kind not in _KINDS or not isinstance(given, list):
            raise _wrong(f"There is no edit “{kind}”; there are {', '.join(_KINDS)}")
        for number, entry in enumerate(given, 1):
            entries.append((kind, _checked(kind, number, entry)))
    order = list(_KINDS)
    return Edits(tuple(sorted(entries, key=lambda one: order.index(one[0]))))


def _checked(kind: str, number: int, entry: Any) -> Entry:
    fields = _KINDS[kind]
    where = f"{kind} number {number}"
    if not isinstance(entry, Mapping):
        raise _wrong(f"The {where} is no table")
    for name, wanted in fields.items():
        if name not in entry:
            raise _wrong(f"The {where} lacks “{name}”")
        if not isinstance(entry[name], wanted) or (
            wanted is list and not all(isinstance(x, str) for x in entry[name])
        ):
            raise _wrong(
                f"In the {where}, “{name}” must be {'a list of texts' if wanted is list else 'a text'}"
            )
    unknown = set(entry) - set(fields) - _OPTIONAL
    if unknown:
        raise _wrong(f"The {where} has “{sorted(unknown)[0]}”, which means nothing there")
    return dict(entry)


def _wrong(sentence: str) -> Refusal:
    return Refusal("edits", sentence + ".", hint="See docs/howto/themes.md for the form.")


def write_edits(edits: Edits, path: Path | str) -> None:
    """Write edits as a file that `read_edits` reads back the same."""
    import tomli_w  # noqa: PLC0415

    tables: dict[str, list[dict[str, Any]]] = {}
    for kind, entry in edits.entries:
        tables.setdefault(kind, []).append(dict(entry))
    Path(path).write_text(tomli_w.dumps(tables, multiline_strings=False), "utf-8", newline="\n")


@dataclass(slots=True)
class _State:
    """Themes and pairs while edits are applied to them."""

    corpus: Corpus
    themes: list[Theme]
    sentence: Ints
    theme: Ints
    score: Any
    how: Ints
    notices: list[str] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    former: dict[str, int] = field(default_factory=dict)

    def find(self, said: str, words: Sequence[str] = ()) -> int | None:
        """Return a theme by id, name or former name, or by the words it had when the edit was made."""
        wanted = plain(said).strip()
        for number, theme in enumerate(self.themes):
            if wanted in {plain(theme.id), plain(theme.name)}:
                return number
        if wanted in self.former:
            return self.former[wanted]
        marks = {plain(word) for word in words}
        for number, theme in enumerate(self.themes):
            if marks and 2 * len(marks & {plain(word) for word in theme.words}) >= len(marks):
                return number
        return None

    def add(self, name: str, words: Sequence[str], kind: Any = "concern") -> int:
        taken = {theme.id for theme in self.themes}
        made = "own-" + "-".join(tokens_of([name]).of_sentence(0))
        while made in taken:
            made += "-x"
        self.themes.append(Theme(made, name, "edited", tuple(words), kind))
        return len(self.themes) - 1

    def matching(self, rows: Ints, given: Sequence[str]) -> Bools:
        """Say which of these sentences hold any of the patterns."""
        tokens = tokens_of([self.corpus.sentence(row) for row in rows.tolist()])
        places = Places(tokens)
        found = np.zeros(len(rows), dtype=bool)
        for pattern in patterns(given):
            begin, _ = places.spans(pattern)
            found[tokens.of[begin]] = True
        return found


def apply_edits(corpus: Corpus, found: Assignment, edits: Edits) -> Assignment:
    """Return the assignment with the edits applied; an edit that names what is not there leaves a notice."""
    state = _State(
        corpus, list(found.themes), found.sentence.copy(), found.theme.copy(), found.score.copy(), found.how.copy(),
        list(found.notices), list(found.pins),
    )  # fmt: skip
    gone: set[int] = set()
    for kind, entry in edits.entries:
        _APPLY[kind](state, entry, gone)
    kept = [n for n in range(len(state.themes)) if n not in gone]
    place = np.full(len(state.themes), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    theme = place[state.theme] if len(state.theme) else state.theme
    pairs = _single(state.sentence, theme, state.score, state.how)
    marks = {key: value for key, value in found.marks.items() if key in {state.themes[n].id for n in kept}}
    return replace(
        found, themes=tuple(state.themes[n] for n in kept), sentence=pairs[0], theme=pairs[1], score=pairs[2],
        how=pairs[3], notices=tuple(state.notices), pins=tuple(state.pins), marks=marks,
    )  # fmt: skip


def _single(sentence: Ints, theme: Ints, score: Any, how: Ints) -> tuple[Ints, Ints, Any, Ints]:
    """Sort the pairs; of a pair that is there twice the surest stays."""
    rows = np.flatnonzero(theme >= 0)
    order = rows[np.lexsort((-score[rows], theme[rows], sentence[rows]))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (sentence[order][1:] != sentence[order][:-1]) | (theme[order][1:] != theme[order][:-1])
    kept = order[first]
    return sentence[kept], theme[kept], score[kept], how[kept]


def _missing(state: _State, kind: str, name: str) -> None:
    state.notices.append(
        f"The edit “{kind}” names the theme “{name}”, which was not found this time; nothing was changed by it."
    )


def _rename(state: _State, entry: Entry, gone: set[int]) -> None:
    number = state.find(entry["theme"], entry.get("words", ()))
    if number is None:
        return _missing(state, "rename", entry["theme"])
    state.former[plain(state.themes[number].name)] = number
    state.themes[number] = replace(state.themes[number], name=entry["to"], is_named=True)
    return None


def _merge(state: _State, entry: Entry, gone: set[int]) -> None:
    parts = [(name, state.find(name, entry.get("words", ()))) for name in entry["themes"]]
    for name, number in parts:
        if number is None:
            _missing(state, "merge", name)
    numbers = [number for _, number in parts if number is not None]
    if not numbers:
        return
    into = state.find(entry["into"])
    if into is None:
        words = tuple(dict.fromkeys(word for n in numbers for word in state.themes[n].words[:4]))
        into = state.add(entry["into"], words, state.themes[numbers[0]].kind)
    for number in set(numbers) - {into}:
        state.theme[state.theme == number] = into
        state.former[plain(state.themes[number].name)] = into
        state.former[plain(state.themes[number].id)] = into
        gone.add(number)


def _split(state: _State, entry: Entry, gone: set[int]) -> None:
    number = state.find(entry["theme"])
    if number is None:
        return _missing(state, "split", entry["theme"])
    rows = np.flatnonzero(state.theme == number)
    chosen = rows[state.matching(state.sentence[rows], entry["words"])]
    if not len(chosen):
        state.notices.append(
            f"The edit “split” found no sentence of “{entry['theme']}” with its words this time."
        )
        return None
    into = state.find(entry["name"])
    if into is None:
        into = state.add(entry["name"], entry["words"], state.themes[number].kind)
    state.theme[chosen] = into
    state.how[chosen] = BY_EDIT
    return None


def _move(state: _State, entry: Entry, gone: set[int]) -> None:
    source = state.find(entry["from"]) if entry.get("from") else None
    if entry.get("from") and source is None:
        return _missing(state, "move", entry["from"])
    target = state.find(entry["to"]) if entry["to"] else None
    everything = np.arange(len(state.corpus.of), dtype=np.int64)
    rows = everything if source is None else np.unique(state.sentence[state.theme == source])
    chosen = rows[state.matching(rows, [entry["phrase"]])]
    if not len(chosen):
        state.notices.append(f"The edit “move” found no sentence with “{entry['phrase']}” this time.")
        return None
    if entry["to"] and target is None:
        target = state.add(entry["to"], (entry["phrase"],))
    leaving = np.isin(state.sentence, chosen)
    if source is not None:
        leaving &= state.theme == source
    elif target is not None:
        leaving[:] = False
    kept = ~leaving
    parts = [state.sentence[kept], state.theme[kept], state.score[kept], state.how[kept]]
    if target is not None:
        parts[0] = np.concatenate([parts[0], chosen])
        parts[1] = np.concatenate([parts[1], np.full(len(chosen), target, dtype=np.int64)])
        parts[2] = np.concatenate([parts[2], np.ones(len(chosen))])
        parts[3] = np.concatenate([parts[3], np.full(len(chosen), BY_EDIT, dtype=np.int64)])
    state.sentence, state.theme, state.score, state.how = parts
    return None


def _hide(state: _State, entry: Entry, gone: set[int]) -> None:
    number = state.find(entry["theme"], entry.get("words", ()))
    if number is None:
        return _missing(state, "hide", entry["theme"])
    gone.add(number)
    return None


def _pin(state: _State, entry: Entry, gone: set[int]) -> None:
    number = state.find(entry["theme"])
    if number is None:
        return _missing(state, "pin", entry["theme"])
    corpus = state.corpus
    rows = np.flatnonzero((corpus.id == entry["id"]) & (corpus.table == entry["table"]))
    if not len(rows) or entry["quote"] not in str(corpus.text[rows[0]]):
        state.notices.append(
            f"The pinned quote of “{entry['theme']}” is not in the texts this time; it is not shown."
        )
        return None
    state.pins.append(Pin(state.themes[number].id, entry["table"], entry["id"], entry["quote"]))
    return None


_APPLY = {"rename": _rename, "merge": _merge, "split": _split, "move": _move, "hide": _hide, "pin": _pin}
