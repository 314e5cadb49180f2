"""Whose a target is: a person, a team, or the whole."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.evidence.targets.periods import plain

WHOLE = {
    "whole",
    "all",
    "total",
    "company",
    "everybody",
    "gesamt",
    "firma",
    "ensemble",
    "entreprise",
    "empresa",
    "todo",
    "todos",
}
TEAMS = {"team", "group", "equipe", "equipo", "mannschaft", "gruppe"}
REPS = {"rep", "person", "user", "owner", "salesperson", "vendeur", "vendedor", "verkaufer"}


@dataclass(frozen=True, slots=True)
class Found:
    """Scope and key; with a code where it is refused, with words where something is to be said."""

    scope: str
    key: str | None
    code: str = ""
    words: str = ""


def _folded(text: object) -> str:
    return " ".join(plain(str(text)).replace(",", " ").split())


class Owners:
    """The people and teams that a target can belong to."""

    def __init__(self, people: Iterable[Mapping[str, Any]]) -> None:
        self.people: dict[str, str | None] = {}
        self.teams: dict[str, str] = {}
        self.names: list[str] = []
        for person in people:
            ident = str(person["person_id"])
            words = [ident, person.get("email"), *(person.get("aliases") or ())]
            # Salesforce shows the first 15 signs of an id in reports, and exports 18.
            words += [str(w)[:15] for w in words if w and re.fullmatch(r"005[A-Za-z0-9]{15}", str(w))]
            name = person.get("name")
            if name:
                self.names.append(str(name))
                words += [name, " ".join(reversed(str(name).rsplit(" ", 1)))]  # “Ito, Shu” too
            for word in {_folded(word) for word in words if word}:
                # Two people of one name: None, so that neither gets the other's target.
                self.people[word] = ident if self.people.get(word, ident) == ident else None
            if person.get("team"):
                self.teams[_folded(person["team"])] = str(person["team"])

    def find(self, scope: str, who: str, team: str) -> Found:
        """Find whose a target is, by the words of a line."""
        wanted = _folded(scope.removeprefix("'"))
        who, team = who.removeprefix("'"), team.removeprefix("'")
        if wanted and wanted not in WHOLE | TEAMS | REPS:
            if not who and not team:
                return Found("", None, "note", "The line is a note: it names neither a scope nor a person.")
            return Found("", None, "scope", f"“{scope}” is no scope: write whole, team or rep.")
        if wanted in WHOLE or (not wanted and _folded(who or team) in WHOLE | {""}):
            return Found("whole", None)
        if wanted in TEAMS or (not wanted and not who):
            return self._team(who or team)
        if not who:
            return Found("", None, "no-person", "The line names nobody.")
        return self._person(who, only=wanted in REPS)

    def _team(self, text: str) -> Found:
        if not text:
            return Found("", None, "no-team", "The line names no team.")
        known = self.teams.get(_folded(text))
        if known or not self.teams:
            return Found("team", known or text)
        return Found("", None, "team", f"There is no team “{text}”.{self._near(text, self.teams.values())}")

    def _person(self, text: str, *, only: bool) -> Found:
        folded = _folded(text)
        if folded in self.people:
            ident = self.people[folded]
            if ident is None:
                return Found(
                    "", None, "two-people", f"Two people are called “{text}”: write the id or mail address."
                )
            return Found("rep", ident)
        if not only and folded in self.teams:
            return Found("team", self.teams[folded])
        if not self.people:
            return Found(
                "rep", text, "", "The people of the CRM are not known: whoever has a target counts as a rep."
            )
        return Found("", None, "person", f"There is nobody called “{text}”.{self._near(text, self.names)}")

    @staticmethod
    def _near(text: str, names: Iterable[str]) -> str:
        by_fold = {_folded(name): name for name in names}
        near = difflib.get_close_matches(_folded(text), by_fold, n=1, cutoff=0.7)
        return f" Did you mean “{by_fold[near[0]]}”?" if near else ""
