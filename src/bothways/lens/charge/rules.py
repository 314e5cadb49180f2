"""The lexicon's rules: what is charged, why, and what to do about it.

A rule is looked at only in sentences that hold one of its trigger words: three hundred regular expressions on
every sentence would cost more than all the rest together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from bothways.lens.charge.model import REASONS
from bothways.lens.charge.phrases import families

_MACRO: Final = re.compile(r"\{@([a-z_]+)\}")
WORD: Final = re.compile(r"[^\W_](?:[\w*@$#!’'-]*[\w*])?")
FILES: Final = (
    "people",
    "insults",
    "reproaches",
    "manners",
    "swearing",
    "figures",
    "openings",
    "claims",
    "questions",
    "orders",
    "mockery",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the lexicon: `find` in a sentence; `do` is swap, cut, drop, ask, keep or flag."""

    name: str
    kind: str
    find: re.Pattern[str]
    do: str
    to: str
    hint: str
    needs: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules, by trigger word with others of which one must stand beside it, and the word lists that other parts use."""

    by_word: dict[str, tuple[tuple[Rule, frozenset[str]], ...]]
    always: tuple[Rule, ...]
    words: dict[str, frozenset[str]]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, each once."""
        looked_up = (rule for found in self.by_word.values() for rule, _ in found)
        return tuple({rule.name: rule for rule in (*looked_up, *self.always)}.values())

    def rules_for(self, words: frozenset[str]) -> Iterator[Rule]:
        """The rules that a sentence with these (lower-case) words can meet, each once."""
        seen: set[str] = set()
        for word in words:
            for rule, also in self.by_word.get(word, ()):
                if rule.name not in seen and not (also and also.isdisjoint(words)):
                    seen.add(rule.name)
                    yield rule
        yield from self.always


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(
        files("bothways.lens.charge").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8")
    )


def _alternation(words: list[str]) -> str:
    return "(?:" + "|".join(sorted((w.replace(" ", r"\s+") for w in words), key=len, reverse=True)) + ")"


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once; patterns are compiled when first met (see `_Lazy`)."""
    tables = {name: _read(name) for name in FILES}
    shared = _read("words")["words"]
    lists = {key: value.split("|") if "|" in value else value.split() for key, value in shared.items()}
    lists = {key: [w.strip() for w in value if w.strip()] for key, value in lists.items()}
    macros = {key: _alternation(value) for key, value in lists.items()}
    by_word: dict[str, list[tuple[Rule, frozenset[str]]]] = {}
    always: list[Rule] = []
    for name in FILES:
        for number, entry in enumerate(tables[name].get("rule", ())):
            rule = _rule(f"{name}/{number:03d}", entry, macros)
            triggers = [
                w for t in entry.get("on", "").split() for w in (lists[t[1:]] if t.startswith("@") else [t])
            ]
            if not triggers:
                always.append(rule)
            for trigger in {part for t in triggers for part in _heads(t)}:
                by_word.setdefault(trigger, []).append((rule, frozenset()))
        for number, (entry, said) in enumerate(families(tables[name], lists=lists)):
            rule = _rule(f"{name}/said/{number:03d}", {**entry, "find": said.pattern}, {})
            for trigger, also in ((word, also) for words, also in said.ways for word in words):
                by_word.setdefault(trigger, []).append((rule, also))
            if not said.ways:
                always.append(rule)
    words = {key: frozenset(value) for key, value in lists.items()}
    return Lexicon({word: tuple(rules) for word, rules in by_word.items()}, tuple(always), words)


def _heads(trigger: str) -> tuple[str, ...]:
    """The words that a list entry is looked up by: the first one that is plain text ("a?" is none)."""
    plain = [w for w in re.split(r"\s+|\\s\+", trigger.lower()) if re.fullmatch(r"[\w'’-]+", w)]
    if plain:
        return (max(plain, key=len),)
    return tuple(re.findall(r"\w+", trigger.lower())[:1])


class _Lazy:
    """A pattern that is compiled at its first use: three hundred compiled at import would cost a second."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def search(self, text: str) -> re.Match[str] | None:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, re.IGNORECASE)
        return self._compiled.search(text)


def _rule(name: str, entry: dict[str, Any], macros: dict[str, str]) -> Rule:
    find = _MACRO.sub(
        lambda m: macros[m.group(1)], re.sub(r"(?<!\(\?-i:)\[A-Z\]", "(?-i:[A-Z])", entry["find"])
    )
    do = entry.get("do") or ("swap" if "to" in entry else "cut")
    return Rule(
        name=name,
        kind=entry["kind"],
        find=_Lazy(find),  # type: ignore[arg-type]
        do=do,
        to=entry.get("to", ""),
        hint=entry.get("hint", ""),
        needs=entry.get("needs", ""),
        reason=entry.get("why", REASONS[entry["kind"]]),
    )
