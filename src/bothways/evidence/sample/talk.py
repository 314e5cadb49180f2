"""What is said in the sample company: notes, calls, meetings, mails and cases, each by who says it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from bothways.evidence.sample.company import Account, Company, Contact, Person
from bothways.evidence.sample.deals import Deal
from bothways.evidence.sample.letters import case_text, chance_blanks, write
from bothways.evidence.sample.moments import Moment, moments_of, spend
from bothways.evidence.sample.names import PRODUCTS
from bothways.evidence.sample.plans import topics_of
from bothways.evidence.sample.words import filled, words

_SLOW = {False: 0.06, True: 0.24}
"""Share of cases that complain of the support, before its answers became slow and since."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said about a deal; kind: call, note, meeting, mail_in, mail_out; `topics` the themes of the text."""

    deal: Deal
    kind: str
    day: date
    second: int
    subject: str
    text: str
    person: Person
    contact: Contact | None
    topics: tuple[str, ...] = ()


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


def make_talk(
    rng: random.Random,
    company: Company,
    deals: list[Deal],
    *,
    story: date,
    planning: random.Random,
    writing: random.Random,
) -> list[Said]:
    """Say what is said in all deals, from the first to the last day.

    `rng` is the chance of when and who, `planning` that of the themes, `writing` that of the words.
    """
    bosses = {team: person.first for team, person in company.managers.items()}
    found: list[Said] = []
    for deal in deals:
        moments = list(moments_of(rng, deal))
        topics = topics_of(planning, deal, moments, story=story)
        found += _of_deal(moments, topics, bosses[deal.account.team], writing)
    return found


def _of_deal(
    moments: list[Moment], topics: list[tuple[str, ...]], boss: str, writing: random.Random
) -> list[Said]:
    found = []
    for one, about in zip(moments, topics, strict=True):
        # An answer's own words are of no theme but the review's.
        told = ("security",) if one.occasion == "reply_security" and _asked(moments, topics) else about
        subject, text = write(writing, one, told, boss)
        found.append(
            Said(one.deal, one.kind, one.day, one.second, subject, text, one.state.owner, one.contact, about)
        )
    return found


def _asked(moments: list[Moment], topics: list[tuple[str, ...]]) -> bool:
    return any(
        one.occasion == "security" and "security" in about for one, about in zip(moments, topics, strict=True)
    )


def make_cases(
    rng: random.Random, company: Company, *, first: date, last: date, trouble: date, writing: random.Random
) -> list[Case]:
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
        case = rng.choice([case for case in words()["case"] if thing.family in case["families"]])
        spend(rng, (3, 1, 6))
        second = rng.randint(5 * 3600, 17 * 3600)
        hours = rng.lognormvariate(1.6, 0.8) * (2.6 if day > trouble else 1)
        total = second + int(hours * 3600)
        replied = day + timedelta(days=total // 86_400)
        closed = replied + timedelta(days=rng.randint(0, 21)) if rng.random() < 0.93 else None
        mates = [one.first for one in account.contacts if one is not contact]
        mate = writing.choice(mates) if mates else "my colleague"
        blanks = {"prod": thing.name, "first": contact.first, "mate": mate, **chance_blanks(writing, day)}
        slow = writing.random() < _SLOW[day > trouble]
        text = case_text(writing, case, blanks, contact, account.name, slow=slow)
        reply = filled(rng.choice(case["replies"]), blanks)
        told = (replied, total % 86_400, reply, by, closed)
        cases.append(Case(account, contact, day, second, f"{thing.short}: {case['about']}", text, *told))
    return cases
