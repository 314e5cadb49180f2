"""When something is said in a deal, by whom and on what occasion; what is said is chosen afterwards.

The stream of chance of these moments is older than the words: each moment draws from it as many numbers, of
the same ranges, as it always did, so that other words leave days, people and counts as they were.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bothways.evidence.sample.company import Contact
from bothways.evidence.sample.deals import LOST, REVIEW, WON, Deal, State

_DRAWS: dict[str, tuple[int, ...]] = {
    "first": (5, 6, 6), "talk": (6, 9, 8), "noanswer": (5, 5, 4), "meeting": (4, 6, 5), "review": (4, 5, 4),
    "reviewwait": (4, 5, 5), "push": (4, 9, 6), "up": (3, 3, 3), "down": (4, 4, 4), "won": (5, 6, 4),
    "lost_price": (3, 3, 3), "lost_competitor": (2, 3, 3), "lost_nodecision": (3, 4, 3),
    "lost_leadtime": (2, 3, 3), "lost_security": (2, 3, 3), "lost_budget": (2, 3, 3), "renewal": (3, 5, 4),
    "ask": (3, 5, 4), "security": (2, 3, 4), "order": (2, 3, 3), "no": (2, 4, 4), "no_security": (1, 2, 2),
    "reply": (2, 4, 2), "reply_security": (2, 3, 2), "offer": (3, 4, 3),
}  # fmt: skip
LOST_WORDS = {
    "Price": "lost_price",
    "Competitor": "lost_competitor",
    "No decision": "lost_nodecision",
    "Lead time": "lost_leadtime",
    "Security questions unanswered": "lost_security",
    "No budget": "lost_budget",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """Something is said; kind: call, note, meeting, mail_in, mail_out; `weeks` in the own firm's review."""

    deal: Deal
    state: State
    kind: str
    day: date
    second: int
    occasion: str
    subject: str
    contact: Contact | None
    weeks: int


def spend(rng: random.Random, sizes: tuple[int, ...]) -> None:
    """Draw numbers that nobody looks at any more, to leave the stream where it has always been."""
    for size in sizes:
        rng.randrange(size)


def moments_of(rng: random.Random, deal: Deal) -> Iterator[Moment]:
    """Say when something is said in a deal, from its first to its last day."""
    diary = _Diary(rng, deal)
    opening = "renewal" if deal.type == "Renewal" else "first"
    yield diary.rep(deal.states[0], opening, "call" if rng.random() < 0.7 else "note", "First contact")
    for before, state in zip(deal.states, deal.states[1:], strict=False):
        yield from diary.between(before, state)
        yield from diary.change(before, state)
    last = deal.states[-1]
    if last.stage not in {WON, LOST}:
        yield from diary.between(last, last)


class _Diary:
    def __init__(self, rng: random.Random, deal: Deal) -> None:
        self.rng, self.deal = rng, deal
        self.reviewed: date | None = None

    def moment(self, state: State, day: date, kind: str, subject: str, occasion: str) -> Moment:
        """Let the rep or the customer say something."""
        rng = self.rng
        contact = rng.choice(self.deal.contacts) if self.deal.contacts else None
        rng.random()
        second = rng.randint(6 * 3600, 17 * 3600)
        spend(rng, _DRAWS[occasion])
        return Moment(self.deal, state, kind, day, second, occasion, subject, contact, self.weeks(day))

    def weeks(self, day: date) -> int:
        """Return for how many weeks the own review has gone on, two at least."""
        return max((day - self.reviewed).days // 7 if self.reviewed else 0, 2)

    def reply(self, mail: Moment, occasion: str, *, hours: float) -> Moment:
        """Let the rep answer a customer's mail some hours later."""
        second = mail.second + int(self.rng.lognormvariate(math.log(hours), 0.7) * 3600)
        day = mail.day + timedelta(days=second // 86_400)
        self.rng.random()
        spend(self.rng, _DRAWS[occasion])
        subject = mail.subject if mail.subject.startswith("Re:") else f"Re: {mail.subject}"
        return Moment(self.deal, mail.state, "mail_out", day, second % 86_400, occasion, subject, mail.contact,
                      self.weeks(day))  # fmt: skip

    def rep(self, state: State, occasion: str, kind: str, subject: str) -> Moment:
        """Let the rep say something on a state's own day."""
        return self.moment(state, state.day, kind, subject, occasion)

    def between(self, before: State, state: State) -> Iterator[Moment]:
        """Say when something is said between two states."""
        rng = self.rng
        day = before.day
        while True:
            day += timedelta(days=rng.randint(7, 30) if before.owner.tidy > 0.6 else rng.randint(14, 48))
            if day >= state.day:
                return
            if day.weekday() > 4:
                continue
            if before.stage == REVIEW and rng.random() < 0.7:
                yield self.moment(before, day, "note", "Security review", "reviewwait")
                if rng.random() < 0.4 and self.deal.contacts:
                    mail = self.moment(before, day, "mail_in", "Security questionnaire", "security")
                    yield mail
                    if rng.random() < 0.6:
                        yield self.reply(mail, "reply_security", hours=60)
                continue
            draw = rng.random()
            if draw < 0.40:
                yield self.moment(before, day, "call", "Call", "talk")
            elif draw < 0.55:
                yield self.moment(before, day, "call", "Call, no answer", "noanswer")
            elif draw < 0.68 and before.stage != "Prospecting":
                yield self.moment(before, day, "meeting", "Meeting", "meeting")
            elif draw < 0.84:
                yield self.moment(before, day, "mail_out", "Our offer", "offer")
            elif self.deal.contacts:
                mail = self.moment(before, day, "mail_in", "Re: Our offer", "ask")
                yield mail
                if rng.random() < 0.85:
                    yield self.reply(mail, "reply", hours=7)

    def change(self, before: State, state: State) -> Iterator[Moment]:
        """Say when something is said because of a change."""
        rng, deal = self.rng, self.deal
        if state.changed == "close" and state.close > before.close:
            if rng.random() < 0.75:
                yield self.rep(state, "push", "note", "Close date")
        elif state.changed == "amount":
            more = state.amount_cents > before.amount_cents
            yield self.rep(state, "up" if more else "down", "note", "Amount")
        elif state.stage == REVIEW and before.stage != REVIEW:
            self.reviewed = state.day
            yield self.rep(state, "review", "note", "Security review")
        elif state.stage == "Evaluation" and before.stage != "Evaluation":
            yield self.rep(state, "meeting", "meeting", "Demo")
        elif state.stage == WON:
            yield self.rep(state, "won", "note", "Won")
            if deal.contacts and rng.random() < 0.6:
                yield self.moment(state, state.day, "mail_in", "Order", "order")
        elif state.stage == LOST:
            yield self.rep(state, LOST_WORDS[deal.reason], "note", "Lost")
            if deal.contacts and rng.random() < 0.45:
                no = "no_security" if deal.reason.startswith("Security") else "no"
                yield self.moment(state, state.day, "mail_in", "Your offer", no)
