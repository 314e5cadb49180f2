"""The answer as a value: what customers say, what it is worth, and what stands behind each number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bothways.insight.themes.corpus import Assignment
from bothways.insight.themes.measuring import METHOD, Measured
from bothways.insight.themes.quotes import Quotes, ThemeQuote
from bothways.terms import Figure, Period, Refusal, Sentence, sentence_parts

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One of the themes that matter, as a customer's scenario: what they say, what it is worth, what would change it."""

    theme: str
    name: str
    lines: tuple[Sentence, Sentence, Sentence]
    quotes: tuple[ThemeQuote, ...]
    hidden: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """For the team: what went with winning where a theme was said, and words out of deals that were won."""

    theme: str
    name: str
    lines: tuple[Sentence, ...]
    quotes: tuple[ThemeQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeal:
    """An open deal about which a theme was said: for its owner and the manager, never for the sides."""

    theme: str
    deal: str
    owner: str
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Themes:
    """What customers say, theme by theme, and what it is worth.

    `measured` in the order of the five, then of the cautious open money; `five`: ids of those that matter;
    `quotes` by theme id; `scenarios` for the executives, `works` for the team; `open_deals` for owner and
    manager. `figures`, `behind`, `against`, `say` as in every part; `notices` say what a reader should know.
    """

    snapshot: str
    period: Period
    as_of: date
    measured: tuple[Measured, ...]
    five: tuple[str, ...]
    quotes: Mapping[str, Quotes]
    scenarios: tuple[Scenario, ...]
    works: tuple[Works, ...]
    open_deals: tuple[OpenDeal, ...]
    figures: tuple[Figure, ...]
    behind: Mapping[Key, tuple[tuple[str, str], ...]]
    against: Mapping[Key, Sentence]
    say: tuple[Sentence, ...]
    notices: tuple[str, ...]
    assignment: Assignment

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What it says, as `say`."""
        return self.say

    def figure(self, name: str, *, by: str = "theme", key: str = "") -> Figure:
        """Return a figure.

        Raises:
            Refusal: `no-figure` where there is none.
        """
        for one in self.figures:
            if (one.name, one.by, one.key) == (name, by, key):
                return one
        raise Refusal("no-figure", f"There is no figure {name} by {by} of “{key}”.", hint="See `figures`.")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON: themes, figures, quotes; sentences as lists of their parts."""
        return {
            "method": METHOD,
            "snapshot": self.snapshot,
            "as_of": self.as_of.isoformat(),
            "first": self.period.first.isoformat(),
            "five": list(self.five),
            "themes": [_theme(one, self.quotes.get(one.theme.id, Quotes())) for one in self.measured],
            "figures": [one.as_dict() for one in self.figures],
            "scenarios": [
                {"theme": one.theme, "name": one.name, "lines": [sentence_parts(line) for line in one.lines]}
                for one in self.scenarios
            ],
            "works": [
                {
                    "theme": one.theme,
                    "name": one.name,
                    "lines": [sentence_parts(line) for line in one.lines],
                    "quotes": [quote.as_dict() for quote in one.quotes],
                }
                for one in self.works
            ],
            "against": {"/".join(key): sentence_parts(line) for key, line in self.against.items()},
            "say": [sentence_parts(line) for line in self.say],
            "notices": list(self.notices),
        }


def _theme(one: Measured, quotes: Quotes) -> dict[str, Any]:
    """Return a theme with its numbers; NaN is no JSON, so it is None."""
    return {
        "id": one.theme.id,
        "name": one.theme.name,
        "kind": one.theme.kind,
        "origin": one.theme.origin,
        "words": list(one.theme.words),
        "emerging": one.exposure.is_emerging,
        "exposure": _plain(asdict(one.exposure)),
        "association": _plain(asdict(one.association)),
        "at_stake": _plain(asdict(one.stake)),
        "quotes": [quote.as_dict() for quote in quotes.shown],
        "quotes_hidden": quotes.hidden,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(one, float) and math.isnan(one) else one for name, one in values.items()}
