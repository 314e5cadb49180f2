"""What is asked and what comes back: plain values, ready for JSON, that know nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from bothways.opendoor.declared import SIDES
from bothways.terms import Refusal, Side

__all__ = ["Asked", "AskedStatement", "Ballot", "checked"]


@dataclass(frozen=True, slots=True)
class AskedStatement:
    """One sentence to agree with or not.

    side: whose voice it came from, where it came from one. meta: about the people, not the matter: it is left out of
    every result. out: taken out by a moderator, likewise. Keep `id` for the same wording in every round.
    """

    id: str
    text: str
    side: Side | None = None
    meta: bool = False
    out: bool = False

    @property
    def shown(self) -> bool:
        """Whether there are results of it."""
        return not (self.meta or self.out)

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        side = None if self.side is None else str(self.side)
        return {"id": self.id, "text": self.text, "side": side, "meta": self.meta, "out": self.out}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> AskedStatement:
        """Read what `to_json` gave."""
        side = None if told.get("side") is None else Side(told["side"])
        return cls(str(told["id"]), str(told["text"]), side, bool(told.get("meta")), bool(told.get("out")))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to both sides. eligible: how many of each side could answer. round: 1, 2, …; one release a round."""

    id: str
    question: str
    statements: tuple[AskedStatement, ...]
    eligible: Mapping[Side, int] = field(hash=False)
    round: int
    opened: date

    @property
    def shown(self) -> tuple[AskedStatement, ...]:
        """The statements that there are results of."""
        return tuple(one for one in self.statements if one.shown)

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "id": self.id,
            "question": self.question,
            "statements": [one.to_json() for one in self.statements],
            "eligible": {str(side): self.eligible.get(side, 0) for side in SIDES},
            "round": self.round,
            "opened": self.opened.isoformat(),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Asked:
        """Read what `to_json` gave."""
        return cls(
            id=str(told["id"]),
            question=str(told["question"]),
            statements=tuple(AskedStatement.of_json(one) for one in told["statements"]),
            eligible={Side(side): int(many) for side, many in told["eligible"].items()},
            round=int(told["round"]),
            opened=date.fromisoformat(told["opened"]),
        )


@dataclass(frozen=True, slots=True)
class Ballot:
    """All that one person answered in one round.

    token: random, the same for one person in every round of a consultation (else the guard takes them for two
    strangers, and the two releases together may give them away). votes: statement → 1 agree, 0 pass, −1 disagree;
    important: what they marked (counts only beside a vote); predictions: statement → what share of the **other** side
    will agree, in per cent. on_record: their own choice; name: how they are then shown, "" for their side alone.
    """

    token: str
    side: Side
    votes: Mapping[str, int] = field(default_factory=dict, hash=False)
    important: frozenset[str] = frozenset()
    predictions: Mapping[str, int] = field(default_factory=dict, hash=False)
    on_record: bool = False
    name: str = ""

    @property
    def person(self) -> str:
        """Who the guard takes them for: a trace that is kept must not lead back to a ballot's own key."""
        return sha256(f"asked:{self.token}".encode()).hexdigest()[:20]

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "token": self.token,
            "side": str(self.side),
            "votes": dict(self.votes),
            "important": sorted(self.important),
            "predictions": dict(self.predictions),
            "on_record": self.on_record,
            "name": self.name,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Ballot:
        """Read what `to_json` gave."""
        return cls(
            token=str(told["token"]),
            side=Side(told["side"]),
            votes={str(name): int(vote) for name, vote in told.get("votes", {}).items()},
            important=frozenset(str(name) for name in told.get("important", ())),
            predictions={str(name): int(share) for name, share in told.get("predictions", {}).items()},
            on_record=bool(told.get("on_record")),
            name=str(told.get("name", "")),
        )


def checked(asked: Asked, ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Return the ballots in an order that tells nothing of when they came.

    Raises:
        Refusal: `two-ballots`, `statement`, `vote`, `percent`; `asked` where more answered than could.
    """
    found = tuple(sorted(ballots, key=lambda one: one.person))
    known = {one.id for one in asked.statements}
    if len({one.token for one in found}) != len(found):
        raise Refusal("two-ballots", "Two ballots have one token.", hint="Hand in each person's last ballot.")
    for one in found:
        if strangers := (set(one.votes) | set(one.important) | set(one.predictions)) - known:
            raise Refusal(
                "statement", f"There is no statement “{min(strangers)}”.", hint="Name one that was asked."
            )
        if any(vote not in (-1, 0, 1) for vote in one.votes.values()):
            raise Refusal("vote", "A vote is none.", hint="A vote is 1 (agree), 0 (pass) or -1 (disagree).")
        if any(not 0 <= share <= 100 for share in one.predictions.values()):
            raise Refusal("percent", "A prediction is outside 0 to 100.", hint="A prediction is in per cent.")
    for side in SIDES:
        if sum(one.side is side for one in found) > asked.eligible.get(side, 0):
            raise Refusal(
                "asked",
                f"More of the {side} answered than could.",
                hint="Count everybody who was asked, whether they answered or not.",
                data={"side": str(side)},
            )
    return found
