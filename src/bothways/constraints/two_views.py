"""One disputed thing as both sides see it: set beside each other before anything is argued, and not before both wrote.

METHOD: docs/method/constraints.md, “Two views of one thing”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bothways.terms import Refusal, Side, given_text

__all__ = ["MOST_FACTS", "TwoViews", "View", "check_view", "view_of", "with_view"]

MOST_FACTS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a side sees a disputed thing. facts: what it has seen, one by one; wish: what it would have instead."""

    side: Side
    statement: str
    facts: tuple[str, ...]
    wish: str
    day: date
    by: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "side": str(self.side),
            "statement": self.statement,
            "facts": list(self.facts),
            "wish": self.wish,
            "day": self.day.isoformat(),
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class TwoViews:
    """A disputed thing, and what was written of it so far: at most one view a side.

    >>> TwoViews("How long approvals take").is_open
    True
    """

    about: str
    views: tuple[View, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether one side, or both, have not written yet: until then nobody reads the other's."""
        return {one.side for one in self.views} != set(Side)

    def of(self, side: Side) -> View | None:
        """Return the view of a side, for that side and whoever keeps it."""
        return next((one for one in self.views if one.side is side), None)

    def shown_to(self, side: Side | None) -> tuple[View, ...]:
        """Return what somebody may read: both views once both are there, else only their own side's.

        side: whose side they are of; None: of neither, as the manager is, who reads nothing before both wrote, either.
        """
        if not self.is_open:
            return tuple(sorted(self.views, key=lambda one: list(Side).index(one.side)))
        own = self.of(side) if side else None
        return (own,) if own else ()

    @property
    def agreed_facts(self) -> tuple[str, ...]:
        """What both sides name in the same words: nobody has to argue about it. Empty while it is open."""
        if self.is_open:
            return ()
        first, second = (self.of(side) for side in Side)
        if first is None or second is None:
            return ()
        also = {_bare(one) for one in second.facts}
        return tuple(one for one in first.facts if _bare(one) in also)

    def as_dict(self, *, side: Side | None) -> dict[str, Any]:
        """Return what a side may read, ready for JSON."""
        return {
            "about": self.about,
            "is_open": self.is_open,
            "written": sorted(str(one.side) for one in self.views),
            "views": [one.as_dict() for one in self.shown_to(side)],
            "agreed_facts": list(self.agreed_facts),
        }


def check_view(view: View) -> None:
    """Check that a view can stand beside another.

    Raises:
        Refusal: `given-text` for an empty or overlong part; `view-facts` for none, or too many.
    """
    given_text(view.statement, what="How it looks from your side")
    given_text(view.wish, what="What you wish")
    given_text(view.by, what="Who wrote it", needed=False)
    if not view.facts or len(view.facts) > MOST_FACTS:
        raise Refusal(
            "view-facts",
            "It names no fact." if not view.facts else f"It names {len(view.facts)} facts; there is room for {MOST_FACTS}.",
            hint="One a line: what was seen, when, in which deal. Wishes have a place of their own.",
        )  # fmt: skip
    for one in view.facts:
        given_text(one, what="A fact", most=300)


def with_view(held: TwoViews, view: View) -> TwoViews:
    """Return it with a side's view: a new one, or another in place of its last.

    Raises:
        Refusal: `views-shown` once both are there (what the other has read is not rewritten); else as `check_view`.
    """
    if not held.is_open:
        raise Refusal(
            "views-shown",
            "Both sides have read both views.",
            hint="What has changed since is said in new words: open it anew.",
        )
    check_view(view)
    return TwoViews(held.about, (*(one for one in held.views if one.side is not view.side), view))


def view_of(held: Mapping[str, Any]) -> View:
    """Read a view out of `View.as_dict`.

    Raises:
        Refusal: `view-record` when a part is missing or is not what it should be.
    """
    try:
        return View(
            side=Side(held["side"]),
            statement=str(held["statement"]),
            facts=tuple(str(one) for one in held["facts"]),
            wish=str(held["wish"]),
            day=date.fromisoformat(held["day"]),
            by=str(held.get("by", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise Refusal("view-record", f"A record is no view of a side: {bad!r}.") from bad


def _bare(text: str) -> str:
    return " ".join(text.casefold().rstrip(".").split())
