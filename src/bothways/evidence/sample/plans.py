"""Which themes come up in which deal, and when: the planted truth about what customers say.

The outcome of a deal stands already; its themes are drawn with chances that depend on it where a theme shall
go with winning or losing, and on other things only where it shall not. What shall count is said at least 15
days before the close. Later texts lean on the outcome, as people do when they know it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bothways.evidence.sample.deals import SECURITY, WON, Deal
from bothways.evidence.sample.moments import LOST_WORDS, Moment

EARLY = timedelta(days=15)
SEGMENT = "Food & beverage"


@dataclass(frozen=True, slots=True)
class Planted:
    """What is true of a theme: whether it goes with winning (1), losing (-1) or neither (0), where, and how sure."""

    theme: str
    sign: Literal[-1, 0, 1]
    kind: Literal["effect", "segment", "conduct", "renewals", "confounded", "rising", "no effect"]
    told: str
    won: float | None = None
    lost: float | None = None


PLANTED: tuple[Planted, ...] = (
    Planted("security", -1, "effect", "Raised early in many lost deals and in few that were won.", 0.06, 0.27),
    Planted("delivery", -1, "segment", f"Goes with losing in {SEGMENT} only.", 0.06, 0.55),
    Planted("price", 0, "conduct", "Where it is raised, deals in which several people were met are won."),
    Planted("praise", 1, "renewals", "Said by customers who renew or buy more, seldom by those who don't.", 0.60, 0.10),
    Planted("procurement", 0, "confounded", "Comes with large deals; among alike ones it changes nothing."),
    Planted("integration", 0, "rising", "Rises through the last year; goes with neither winning nor losing."),
    *(
        Planted(theme, 0, "no effect", "Goes with neither winning nor losing.")
        for theme in ("onboarding", "support", "legal", "competition", "champion", "budget", "timing", "loan",
                      "footprint")
    ),
)  # fmt: skip
_ANYWHERE = {"onboarding": 0.14, "support": 0.10, "legal": 0.11, "champion": 0.06, "budget": 0.13, "timing": 0.10,
             "loan": 0.11, "footprint": 0.08}  # fmt: skip
_IN_REVIEW = {True: 0.16, False: 0.45}
_RENEWAL = {"security": 0.03, "delivery": 0.05, "price": 0.16}
_PRICE = {(True, True): 0.36, (True, False): 0.08, (False, True): 0.10, (False, False): 0.20}
"""By won, and whether more than one person of the customer was spoken to in time."""
_BY_REASON = {"Price": "price", "Competitor": "competition", "No decision": "timing", "Lead time": "delivery",
              SECURITY: "security", "No budget": "budget"}  # fmt: skip
_OPEN_TO_ALL = {"first", "renewal", "talk", "meeting", "ask", "review", "reviewwait", "push", "security"}
_OF_REVIEW = {"review", "reviewwait", "security"}
_LAST = {"no", "no_security", *LOST_WORDS.values()}
_TOUCH = {"call", "meeting", "mail_in", "mail_out"}


def chances(deal: Deal, *, several: bool, story: date) -> dict[str, float]:
    """Return the chance of each theme to come up early in a deal."""
    won, renewal = deal.states[-1].stage == WON, deal.type == "Renewal"
    amount = deal.states[0].amount_cents / 100
    reviewed = any(state.stage == "Security Review" for state in deal.states)
    found = dict(_ANYWHERE)
    by_outcome = {one.theme: (one.won if won else one.lost) or 0.0 for one in PLANTED}
    found["security"] = _IN_REVIEW[won] if reviewed else by_outcome["security"]
    if deal.reason == SECURITY:
        found["security"] = 0.92
    found["delivery"] = by_outcome["delivery"] if deal.account.industry == SEGMENT else 0.13
    found["price"] = _PRICE[won, several]
    found["praise"] = 0.10 if deal.type == "New Business" else by_outcome["praise"]
    found["procurement"] = 0.04 if amount < 25_000 else 0.16 if amount < 70_000 else 0.42
    through = (deal.created - (story - timedelta(days=400))).days / 400
    found["integration"] = 0.05 + 0.25 * min(1.0, max(0.0, through))
    # Who lost to a competitor has always named one, and who won seldom: the chance makes up for it.
    found["competition"] = 0.0 if not deal.competitor else 0.15 if deal.reason == "Competitor" else 0.5
    return found | (_RENEWAL if renewal else {})


def topics_of(rng: random.Random, deal: Deal, moments: list[Moment], *, story: date) -> list[tuple[str, ...]]:
    """Return the themes of each moment of a deal."""
    mark = deal.states[-1].day - EARLY
    early = [at for at, one in enumerate(moments) if one.day <= mark and one.occasion in _OPEN_TO_ALL]
    met = {one.contact.id for one in moments if one.day <= mark and one.kind in _TOUCH and one.contact}
    found: list[list[str]] = [[] for _ in moments]
    said: list[str] = []
    for theme, chance in chances(deal, several=len(met) > 1, story=story).items():
        if rng.random() >= chance:
            continue
        said.append(theme)
        for at in rng.sample(early, min(len(early), 1 if rng.random() < 0.6 else 2)):
            if len(found[at]) < 2:
                found[at].append(theme)
    if "security" in said:
        for at, one in enumerate(moments):
            if one.occasion in _OF_REVIEW:
                found[at] = ["security"]
    for at, one in enumerate(moments):
        if deal.reason and one.occasion in _LAST:
            found[at] = [_BY_REASON[deal.reason]]
        elif one.day > mark and one.occasion in _OPEN_TO_ALL and not found[at]:
            found[at] = _late(rng, deal, said)
    return [tuple(one) for one in found]


def _late(rng: random.Random, deal: Deal, said: list[str]) -> list[str]:
    """Return what is talked about when the outcome is as good as clear."""
    if rng.random() < 0.45:
        if deal.reason:
            return [_BY_REASON[deal.reason]]
        return ["praise"]
    return [rng.choice(said)] if said and rng.random() < 0.5 else []
