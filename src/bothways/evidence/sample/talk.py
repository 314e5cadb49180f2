"""What is said in the sample company: notes, calls, meetings, mails and cases, each by who says it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bothways.evidence.sample.company import Account, Company, Contact, Person
from bothways.evidence.sample.deals import LOST, REVIEW, WON, Deal, State
from bothways.evidence.sample.letters import (
    CASE_ENDS,
    CASE_OPENINGS,
    CASES,
    CUSTOMER,
    REP_MAIL,
    REP_REPLIES,
)
from bothways.evidence.sample.names import PRODUCTS
from bothways.evidence.sample.words import LOST_WORDS, REP, say

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Said:
    """Something said about a deal; kind: call, note, meeting, mail_in, mail_out."""

    deal: Deal
    kind: str
    day: date
    second: int
    subject: str
    text: str
    person: Person
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Case:
    """A customer's case, with the first reply and the end."""

    account: Account
    contact: Contact
    day: date
    second: int
    subject: str
    text: str
    reply_day: date
    reply_second: int
    reply: str
    by: Person
    closed: date | None


def make_talk(rng: random.Random, company: Company, deals: list[Deal]) -> list[Said]:
    """Say what is said in all deals, from the first to the last day."""
    bosses = {team: person.first for team, person in company.managers.items()}
    return [said for deal in deals for said in _of_deal(rng, deal, bosses[deal.account.team])]


def _of_deal(rng: random.Random, deal: Deal, boss: str) -> Iterator[Said]:
    speaker = _Speaker(rng, deal, boss)
    opening = "renewal" if deal.type == "Renewal" else "first"
    yield speaker.rep(deal.states[0], opening, "call" if rng.random() < 0.7 else "note", "First contact")
    for before, state in zip(deal.states, deal.states[1:], strict=False):
        yield from speaker.between(before, state)
        yield from speaker.moment(before, state)
    last = deal.states[-1]
    if last.stage not in {WON, LOST}:
        yield from speaker.between(last, last)


class _Speaker:
    def __init__(self, rng: random.Random, deal: Deal, boss: str) -> None:
        self.rng, self.deal, self.boss = rng, deal, boss
        self.reviewed: date | None = None

    def blanks(self, state: State, day: date, contact: Contact | None) -> dict[str, str]:
        deal = self.deal
        main = max(state.lines, key=lambda line: line.total_cents)
        amount = state.amount_cents / 100
        short = f"{amount / 1000:.0f}k" if amount >= 10_000 else f"{amount / 1000:.1f}k"
        weeks = (day - self.reviewed).days // 7 if self.reviewed else 0
        return {
            "first": contact.first if contact else "somebody",
            "title": (contact.title[0].lower() + contact.title[1:]).replace("iT ", "IT ")
            if contact
            else "no name yet",
            "acct": deal.account.name.rsplit(" ", 1)[0],
            "prod": main.thing.short if self.rng.random() < 0.7 else main.thing.name,
            "qty": str(main.quantity),
            "comp": deal.competitor or "the others",
            "amt": short,
            "close": f"{state.close.day} {_MONTHS[state.close.month - 1]}",
            "boss": self.boss,
            "industry": deal.account.industry.lower(),
            "weeks": str(max(weeks, 2)),
            "rep": state.owner.first,
        }

    def contact(self) -> Contact | None:
        return self.rng.choice(self.deal.contacts) if self.deal.contacts else None

    def said(self, state: State, day: date, kind: str, subject: str, words: str) -> Said:
        """Let the rep or the customer say one text."""
        contact = self.contact()
        blanks = self.blanks(state, day, contact)
        second = self.rng.randint(6 * 3600, 17 * 3600)
        if kind == "mail_in":
            sign = f"{contact.first} {contact.last}" if contact else "the team"
            text = say(self.rng, CUSTOMER[words], blanks, lines=True) + f"\n{sign}"
        elif kind == "mail_out":
            text = say(self.rng, REP_MAIL, blanks, lines=True)
        else:
            text = say(self.rng, REP[words], blanks)
        return Said(self.deal, kind, day, second, subject, text, state.owner, contact)

    def reply(self, mail: Said, state: State, words: str, *, hours: float) -> Said:
        """Let the rep answer a customer's mail some hours later."""
        second = mail.second + int(self.rng.lognormvariate(math.log(hours), 0.7) * 3600)
        day = mail.day + timedelta(days=second // 86_400)
        blanks = self.blanks(state, day, mail.contact)
        text = say(self.rng, REP_REPLIES[words], blanks, lines=True)
        subject = mail.subject if mail.subject.startswith("Re:") else f"Re: {mail.subject}"
        return Said(self.deal, "mail_out", day, second % 86_400, subject, text, state.owner, mail.contact)

    def rep(self, state: State, words: str, kind: str, subject: str) -> Said:
        """Let the rep say something on a state's own day."""
        return self.said(state, state.day, kind, subject, words)

    def between(self, before: State, state: State) -> Iterator[Said]:
        """Say what is said between two states."""
        rng = self.rng
        day = before.day
        while True:
            day += timedelta(days=rng.randint(7, 30) if before.owner.tidy > 0.6 else rng.randint(14, 48))
            if day >= state.day:
                return
            if day.weekday() > 4:
                continue
            if before.stage == REVIEW and rng.random() < 0.7:
                yield self.said(before, day, "note", "Security review", "reviewwait")
                if rng.random() < 0.4 and self.deal.contacts:
                    mail = self.said(before, day, "mail_in", "Security questionnaire", "security")
                    yield mail
                    if rng.random() < 0.6:
                        yield self.reply(mail, before, "reply_security", hours=60)
                continue
            draw = rng.random()
            if draw < 0.40:
                yield self.said(before, day, "call", "Call", "talk")
            elif draw < 0.55:
                yield self.said(before, day, "call", "Call, no answer", "noanswer")
            elif draw < 0.68 and before.stage != "Prospecting":
                yield self.said(before, day, "meeting", "Meeting", "meeting")
            elif draw < 0.84:
                yield self.said(before, day, "mail_out", "Our offer", "")
            elif self.deal.contacts:
                mail = self.said(before, day, "mail_in", "Re: Our offer", "ask")
                yield mail
                if rng.random() < 0.85:
                    yield self.reply(mail, before, "reply", hours=7)

    def moment(self, before: State, state: State) -> Iterator[Said]:
        """Say what is said because of a change."""
        rng, deal = self.rng, self.deal
        if state.changed == "close" and state.close > before.close:
            if rng.random() < 0.75:
                yield self.rep(state, "push", "note", "Close date")
        elif state.changed == "amount":
            yield self.rep(
                state, "up" if state.amount_cents > before.amount_cents else "down", "note", "Amount"
            )
        elif state.stage == REVIEW and before.stage != REVIEW:
            self.reviewed = state.day
            yield self.rep(state, "review", "note", "Security review")
        elif state.stage == "Evaluation" and before.stage != "Evaluation":
            yield self.rep(state, "meeting", "meeting", "Demo")
        elif state.stage == WON:
            yield self.rep(state, "won", "note", "Won")
            if deal.contacts and rng.random() < 0.6:
                yield self.said(state, state.day, "mail_in", "Order", "order")
        elif state.stage == LOST:
            yield self.rep(state, LOST_WORDS[deal.reason], "note", "Lost")
            if deal.contacts and rng.random() < 0.45:
                no = "no_security" if deal.reason.startswith("Security") else "no"
                yield self.said(state, state.day, "mail_in", "Your offer", no)


def make_cases(rng: random.Random, company: Company, *, first: date, last: date, trouble: date) -> list[Case]:
    """Make the customers' cases; replies are slower since `trouble`."""
    cases = []
    customers = [account for account in company.accounts if account.has and account.contacts]
    day = first
    while day <= last and customers:
        day += timedelta(days=rng.choice((0, 1)))
        account = rng.choice(customers)
        contact = rng.choice(account.contacts)
        if day.weekday() > 4 or account.created > day or contact.created > day:
            continue
        by = rng.choice(company.support)
        owned = {name for since, name in account.has if since + timedelta(days=40) < day}
        things = [thing for thing in PRODUCTS if thing.name in owned]
        if not things:
            continue
        thing = rng.choice(things)
        blanks = {"prod": thing.name, "first": contact.first}
        about, middle, replies, _ = rng.choice([case for case in CASES if thing.family in case[3]])
        text = say(rng, (CASE_OPENINGS, (middle,), CASE_ENDS), blanks)
        second = rng.randint(5 * 3600, 17 * 3600)
        hours = rng.lognormvariate(1.6, 0.8) * (2.6 if day > trouble else 1)
        total = second + int(hours * 3600)
        replied = day + timedelta(days=total // 86_400)
        closed = replied + timedelta(days=rng.randint(0, 21)) if rng.random() < 0.93 else None
        subject = f"{thing.short}: {about}"
        reply = rng.choice(replies).format_map(blanks)
        told = (replied, total % 86_400, reply, by, closed)
        cases.append(Case(account, contact, day, second, subject, text, *told))
    return cases
