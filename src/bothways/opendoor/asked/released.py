"""A release: what everybody may see, the same for all. And, apart from it, who stood behind it, for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bothways.opendoor.asked.between import StatementTold, WayTold
from bothways.opendoor.asked.deciding import Sealed
from bothways.opendoor.asked.shores import Shores
from bothways.opendoor.declared import Verdict
from bothways.terms import Side

__all__ = ["METHOD", "Change", "OnRecord", "Release", "SideSummary"]

METHOD = "consultation-release/1"


@dataclass(frozen=True, slots=True)
class SideSummary:
    """A side as a whole. asked: how many could answer; people: of how many most is told, as a band; record: on the record."""

    side: Side
    asked: int
    people: str
    record: int
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        told = {"asked": self.asked, "people": self.people, "record": self.record, "sentence": self.sentence}
        return {"side": str(self.side), **told}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> SideSummary:
        """Read what `to_json` gave."""
        return cls(Side(told["side"]), told["asked"], told["people"], told["record"], told["sentence"])


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Somebody who chose to be shown with their answers."""

    name: str
    side: Side
    votes: Mapping[str, int] = field(hash=False)
    important: tuple[str, ...]
    predictions: Mapping[str, int] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "name": self.name,
            "side": str(self.side),
            "votes": dict(self.votes),
            "important": list(self.important),
            "predictions": dict(self.predictions),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> OnRecord:
        """Read what `to_json` gave."""
        return cls(
            told["name"],
            Side(told["side"]),
            dict(told["votes"]),
            tuple(told["important"]),
            dict(told["predictions"]),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the round before, on what both rounds tell.

    moved: (statement, verdict then, verdict now). gaps: side → mean size of its gaps then and now, each at least and at
    most, on the statements of both rounds.
    """

    round: int
    moved: tuple[tuple[str, Verdict, Verdict], ...]
    same: int
    gaps: Mapping[Side, tuple[int, int, int, int]] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "round": self.round,
            "moved": [[name, str(then), str(now)] for name, then, now in self.moved],
            "same": self.same,
            "gaps": {str(side): list(sizes) for side, sizes in self.gaps.items()},
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any] | None) -> Change | None:
        """Read what `to_json` gave."""
        if told is None:
            return None
        return cls(
            told["round"],
            tuple((name, Verdict(then), Verdict(now)) for name, then, now in told["moved"]),
            told["same"],
            {Side(side): (sizes[0], sizes[1], sizes[2], sizes[3]) for side, sizes in told["gaps"].items()},
        )


@dataclass(frozen=True, slots=True)
class Release:
    """One round, as everybody sees it.

    statements: in the order asked. order: every statement, common ground first, by bands alone. important: those that
    most call important first. withheld, why: what is not shown, and the one reason there is. sealed: who stood behind
    it, which the next round needs. **`shown` is what everybody may see.** `to_json` has the sealed trace beside it: store
    it apart, and show it to nobody.
    """

    id: str
    question: str
    round: int
    opened: date
    day: date
    k: int
    sides: tuple[SideSummary, SideSummary]
    statements: tuple[StatementTold, ...]
    ways: tuple[WayTold, WayTold]
    order: tuple[str, ...]
    important: tuple[str, ...]
    shores: Shores | None
    record: tuple[OnRecord, ...]
    withheld: tuple[str, ...]
    why: str
    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    change: Change | None
    methods: tuple[str, ...]
    sealed: Sealed = field(repr=False, compare=False)

    def of_verdict(self, verdict: Verdict) -> tuple[StatementTold, ...]:
        """Return the statements of one verdict, in the order that the bands give."""
        known = {one.id: one for one in self.statements}
        return tuple(known[name] for name in self.order if known[name].verdict is verdict)

    def statement(self, name: str) -> StatementTold:
        """Return one statement.

        Raises:
            KeyError: where there is no such one.
        """
        return {one.id: one for one in self.statements}[name]

    def to_json(self) -> dict[str, Any]:
        """Return what is to be stored: `shown`, and under `trace` what nobody is shown."""
        return {**self.shown(), "trace": self.sealed.to_json()}

    def shown(self) -> dict[str, Any]:
        """Return what everybody may see, and nothing else."""
        return {
            "method": METHOD,
            "methods": list(self.methods),
            "id": self.id,
            "question": self.question,
            "round": self.round,
            "opened": self.opened.isoformat(),
            "day": self.day.isoformat(),
            "k": self.k,
            "sides": [side.to_json() for side in self.sides],
            "statements": [one.to_json() for one in self.statements],
            "ways": [way.to_json() for way in self.ways],
            "order": list(self.order),
            "important": list(self.important),
            "map": None if self.shores is None else self.shores.to_json(),
            "record": [one.to_json() for one in self.record],
            "withheld": list(self.withheld),
            "why": self.why,
            "sentences": list(self.sentences),
            "questions": list(self.questions),
            "change": None if self.change is None else self.change.to_json(),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Release:
        """Read what `to_json` or `shown` gave; only with the trace can it stand among the `earlier` of the next round.

        Raises:
            ValueError: where it is of another method.
        """
        if told.get("method") != METHOD:
            raise ValueError(f"no release of {METHOD}")
        first, second = (SideSummary.of_json(one) for one in told["sides"])
        staff, executives = (WayTold.of_json(one) for one in told["ways"])
        return cls(
            id=told["id"],
            question=told["question"],
            round=told["round"],
            opened=date.fromisoformat(told["opened"]),
            day=date.fromisoformat(told["day"]),
            k=told["k"],
            sides=(first, second),
            statements=tuple(StatementTold.of_json(one) for one in told["statements"]),
            ways=(staff, executives),
            order=tuple(told["order"]),
            important=tuple(told["important"]),
            shores=Shores.of_json(told["map"]),
            record=tuple(OnRecord.of_json(one) for one in told["record"]),
            withheld=tuple(told["withheld"]),
            why=told["why"],
            sentences=tuple(told["sentences"]),
            questions=tuple(told["questions"]),
            change=Change.of_json(told["change"]),
            methods=tuple(told["methods"]),
            sealed=Sealed.of_json(told["trace"]) if told.get("trace") else Sealed(told["round"], ()),
        )
