"""The whole sample world of a seed: company, deals, what is said, targets. A day cuts it afterwards."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from bothways.evidence.sample.company import REPS_IN, Company, Person, make_company
from bothways.evidence.sample.deals import AFTER, LOST, QUARTERS, WON, Deal, State, make_deals
from bothways.evidence.sample.talk import Case, Said, make_cases, make_talk
from bothways.terms import Calendar, Period, Refusal

# What share of each quarter's target was booked, the oldest first; the story's quarter fell short.
ATTAINED = (1.01, 0.96, 1.04, 0.99, 1.06, 0.98, 1.03, 0.86, 1.0)


@dataclass(frozen=True, slots=True)
class Quota:
    """A target of a person, team (person is its manager) or the whole (person is the head), in cents."""

    person: Person
    team: str
    scope: str
    period: Period
    cents: int


@dataclass(frozen=True, slots=True)
class World:
    """Everything, over all days."""

    seed: int
    story: date
    company: Company
    deals: list[Deal]
    talk: list[Said]
    cases: list[Case]
    quotas: list[Quota]

    def standing(self, day: date) -> list[tuple[Deal, State]]:
        """Return the deals that exist on a day, as they stand."""
        return [(deal, state) for deal in self.deals if (state := deal.at(day))]


def make_world(seed: int, *, story: date) -> World:
    """Make the world of a seed; its story ends with the quarter that holds `story`."""
    end = Calendar().quarter_of(story).last
    # A stream of chance for each part: more words in one never change the others.
    rng = random.Random(f"{seed}/company")
    company = make_company(rng, story=end)
    deals = make_deals(random.Random(f"{seed}/deals"), company, story=end)
    writing = random.Random(f"{seed}/words")
    planning = random.Random(f"{seed}/themes")
    talk = make_talk(
        random.Random(f"{seed}/talk"), company, deals, story=end, planning=planning, writing=writing
    )
    first, last = end - timedelta(days=round(QUARTERS * 91.3)), end + timedelta(days=AFTER)
    trouble = end - timedelta(days=100)
    cases = make_cases(
        random.Random(f"{seed}/cases"), company, first=first, last=last, trouble=trouble, writing=writing
    )
    return World(seed, end, company, deals, talk, cases, _quotas(company, deals, end))


def check_day(as_of: date, *, story: date) -> None:
    """Raise a refusal when the story holds nothing of a day."""
    end = Calendar().quarter_of(story).last
    first, last = end - timedelta(days=QUARTERS * 91), end + timedelta(days=AFTER)
    if not first <= as_of <= last:
        raise Refusal(
            "sample-day",
            f"The sample's story runs from {first} to {last}; {as_of} is outside.",
            hint="Give a day inside, or another end of the story.",
        )


def _quotas(company: Company, deals: list[Deal], end: date) -> list[Quota]:
    """Plan as firms plan: the whole by what was sold, teams by their past, reps a little above their team."""
    calendar = Calendar()
    now = calendar.quarter_of(end)
    booked: dict[str, int] = {}
    past: dict[str, int] = dict.fromkeys(REPS_IN, 0)
    for deal in deals:
        last = deal.states[-1]
        if last.stage == WON:
            name = calendar.quarter_of(last.day).name
            booked[name] = booked.get(name, 0) + last.amount_cents
            past[deal.account.team] += last.amount_cents if last.day < now.first else 0
    step = 5_000_000
    quotas = []
    for back, share in zip(range(QUARTERS - 1, -2, -1), ATTAINED, strict=True):
        period = calendar.before(now, steps=back)
        want = booked.get(period.name, 0) / share
        teams = {
            team: max(step, round(want * cents / sum(past.values()) / step) * step)
            for team, cents in past.items()
        }
        quotas.append(Quota(company.head, "", "whole", period, sum(teams.values())))
        for team, cents in teams.items():
            quotas.append(Quota(company.managers[team], team, "team", period, cents))
            reps = [p for p in company.reps if p.team == team and _sells(p, period)]
            each = round(cents * 1.06 / len(reps) / 500_000) * 500_000
            quotas += [Quota(rep, team, "rep", period, each) for rep in reps]
    return quotas


def _sells(person: Person, period: Period) -> bool:
    return person.started <= period.first and not (person.left and person.left <= period.first)


def meaning(stage: str) -> str:
    """Return open, won or lost."""
    return {WON: "won", LOST: "lost"}.get(stage, "open")
