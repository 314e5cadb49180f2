"""The lives of the sample company's deals, whole, from creation to close: a day cuts them later.

A life is a list of dated states. What a state of a later day says is never looked at for an earlier
one, so two exports of the same company on two days agree on everything up to the earlier day.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bothways.evidence.sample.company import Account, Company, Contact, Person, salesforce_id
from bothways.evidence.sample.names import COMPETITORS, PRODUCTS, SOURCES, Thing

WON, LOST = "Closed Won", "Closed Lost"
REVIEW = "Security Review"
STAGES = {
    "Prospecting": (1, 10, "Pipeline"),
    "Qualification": (2, 20, "Pipeline"),
    "Evaluation": (3, 40, "BestCase"),
    REVIEW: (4, 55, "BestCase"),
    "Negotiation": (5, 75, "Commit"),
    WON: (6, 100, "Closed"),
    LOST: (7, 0, "Omitted"),
}
SECURITY = "Security questions unanswered"
REASONS = ("Price", "Competitor", "No decision", "Lead time", SECURITY, "No budget")
AFTER = 92  # how many days after the story's end lives are told
QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A product of a deal; money in cents."""

    thing: Thing
    quantity: int
    discount: int
    approver: str

    @property
    def list_cents(self) -> int:
        """List price of the line."""
        return self.thing.price * 100 * self.quantity

    @property
    def total_cents(self) -> int:
        """Price after discount; whole cents, for prices are whole and discounts are percent."""
        return self.thing.price * (100 - self.discount) * self.quantity

    @property
    def cost_cents(self) -> int | None:
        """Cost of the line, where known."""
        return None if self.thing.cost is None else self.thing.cost * 100 * self.quantity


@dataclass(frozen=True, slots=True)
class State:
    """How a deal stands from a day (and second of the day) on, and what has just changed."""

    day: date
    second: int
    changed: str
    stage: str
    close: date
    lines: tuple[Line, ...]
    owner: Person
    by: Person

    @property
    def amount_cents(self) -> int:
        """The sum of the lines."""
        return sum(line.total_cents for line in self.lines)


@dataclass(slots=True)
class Deal:
    """A deal's whole life."""

    id: str
    name: str
    account: Account
    type: str
    source: str
    contacts: list[Contact]
    competitor: str
    reason: str
    states: list[State] = field(default_factory=list)

    @property
    def created(self) -> date:
        """Day of creation."""
        return self.states[0].day

    def at(self, day: date) -> State | None:
        """Return how it stood at the end of a day; None before it was created."""
        found = None
        for state in self.states:
            if state.day > day:
                break
            found = state
        return found


def make_deals(rng: random.Random, company: Company, *, story: date) -> list[Deal]:
    """Make the lives of all deals of eight quarters and some weeks after."""
    maker = _Maker(rng, company, story)
    first = story - timedelta(days=math.ceil(QUARTERS * 91.3) + 170)
    day = first
    while day <= story + timedelta(days=AFTER):
        if day.weekday() < 5:
            for _ in range(_poisson(rng, maker.rate(day))):
                maker.new(day)
            maker.due(day)
        day += timedelta(days=1)
    maker.deals.sort(key=lambda deal: (deal.created, deal.name))
    seen: dict[tuple[str, str, date], int] = {}
    for number, deal in enumerate(maker.deals, 1):
        deal.id = salesforce_id("006", number)
        key = (deal.name, deal.account.id, deal.created)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:  # two deals of one name, account and day could not be told apart without ids
            deal.name += f" ({seen[key]})"
    return maker.deals


def _poisson(rng: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


class _Maker:
    def __init__(self, rng: random.Random, company: Company, story: date) -> None:
        self.rng, self.company, self.story = rng, company, story
        self.deals: list[Deal] = []
        self.coming: dict[date, list[tuple[Account, str, tuple[Line, ...]]]] = {}
        self.head = company.head
        # The quarter of the story and the one before: more prospects, and their own review is slow.
        self.trouble = story - timedelta(days=115)

    def rate(self, day: date) -> float:
        """How many new deals a working day brings: growth, a slow summer, more of them lately."""
        years = (day - self.story).days / 365
        base = 2.35 * math.exp(0.10 * years)
        if day.month in {7, 8} or (day.month == 12 and day.day > 15):
            base *= 0.85
        return base * (1.33 if day > self.trouble - timedelta(days=30) else 1.0)

    def new(self, day: date) -> None:
        """Create a deal of a prospect, or an expansion of a customer."""
        rng = self.rng
        known = [a for a in self.company.accounts if a.created <= day]
        account = rng.choice(known)
        kind = (
            "Expansion"
            if any(since < day for since, _ in account.has) and rng.random() < 0.6
            else "New Business"
        )
        self.tell(account, kind, day, self.lines(account.owner, kind, account.employees))

    def due(self, day: date) -> None:
        """Create the renewals that come up."""
        for offset in range(3):  # those that fell on a weekend come on Monday
            for account, kind, lines in self.coming.pop(day - timedelta(days=offset), ()):
                self.tell(account, kind, day, lines)

    def lines(self, owner: Person, kind: str, employees: int) -> tuple[Line, ...]:
        """Draw products, quantities and discounts."""
        rng = self.rng
        count = rng.choices((1, 2, 3), weights=(52, 33, 15))[0]
        things: list[Thing] = []
        while len(things) < count:
            thing = rng.choices(PRODUCTS, weights=[p.weight for p in PRODUCTS])[0]
            if thing not in things:
                things.append(thing)
        scale = 1 + math.log10(max(employees, 10)) / 2.2
        middle = 0.1 if kind == "Expansion" else 0.25
        lines = []
        for thing in things:
            many = scale if thing.price < 30_000 else 1.0
            quantity = max(1, round(min(rng.lognormvariate(middle, 0.5), 5) * many))
            lines.append(self.line(thing, 1 if thing.price > 80_000 else quantity, owner))
        return tuple(lines)

    def line(self, thing: Thing, quantity: int, owner: Person) -> Line:
        """Make a line; discounts over 15 % carry who approved them, over 25 % the head did."""
        drawn = (
            self.rng.choices((0, 1, 2), weights=(35, 45, 20))[0]
            * owner.discount
            * 100
            * self.rng.uniform(0.6, 1.3)
        )
        discount = min(38, round(drawn))
        return Line(thing, quantity, discount, self.approver(discount, owner))

    def approver(self, discount: int, owner: Person) -> str:
        """Return the id of who approves a discount."""
        if discount <= 15:
            return ""
        return self.head.id if discount > 25 else owner.manager_id

    def tell(self, account: Account, kind: str, day: date, lines: tuple[Line, ...]) -> None:
        """Tell one life: when it closes, through which stages, what moved on the way."""
        rng = self.rng
        owner = self.owner(account, day)
        money = sum(line.total_cents for line in lines) / 100
        renewal = kind == "Renewal"
        software = any(line.thing.family == "Software" for line in lines)
        review = (software and not renewal) or (money > 90_000 and not renewal and rng.random() < 0.5)
        contacts = [c for c in account.contacts if c.created <= day]
        contacts = rng.sample(contacts, min(len(contacts), rng.choices((1, 2, 3), weights=(45, 37, 18))[0]))
        days = rng.lognormvariate(math.log(46 if renewal else 64), 0.28 if renewal else 0.55)
        days *= 1 + 0.10 * math.log10(max(money, 5_000) / 5_000)
        closing = day + timedelta(days=max(4, round(days)))
        if review and day <= self.story and closing > self.trouble and owner.team != "North":
            closing += timedelta(days=rng.randint(18, 55))
        closing = self.pulled_to_quarter_end(closing)
        won = rng.random() < self.chance(owner, kind, closing, review=review, contacts=len(contacts))
        if not won and rng.random() < 0.16:
            # Nobody says no: it hangs on, pushed and pushed again.
            closing = self.pulled_to_quarter_end(closing + timedelta(days=rng.randint(60, 240)))
        late_in_trouble = review and not won and closing > self.trouble and owner.team != "North"
        reason = "" if won else rng.choice([r for r in REASONS if r != SECURITY])
        if late_in_trouble and rng.random() < 0.55:
            reason = SECURITY
        competitor = rng.choice(COMPETITORS) if reason == "Competitor" or rng.random() < 0.28 else ""
        main = max(lines, key=lambda line: line.total_cents).thing
        deal = Deal(
            "", self.name(account, main, kind, day), account, kind,
            "Existing customer" if kind != "New Business" else rng.choice(SOURCES[:5]),
            contacts, competitor, reason,
        )  # fmt: skip
        self.live(deal, owner, day, closing, lines, won=won, review=review)
        self.deals.append(deal)
        if won:
            account.has.append((deal.states[-1].day, main.name))
            repeat = tuple(line for line in lines if line.thing.family in {"Software", "Service"})
            if repeat:
                again = deal.states[-1].day + timedelta(days=rng.randint(300, 325))
                self.coming.setdefault(again, []).append((account, "Renewal", repeat))

    @staticmethod
    def name(account: Account, main: Thing, kind: str, day: date) -> str:
        """Return a name as reps write it."""
        stem = account.name.rsplit(" ", 1)[0]
        tail = {
            "Renewal": f"renewal {day.year}",
            "Expansion": f"more {main.short}",
            "New Business": main.short,
        }[kind]
        return f"{stem} - {tail}"

    def owner(self, account: Account, day: date) -> Person:
        """Return the account's owner, or a colleague where the owner has left or not yet come."""
        owner = account.owner
        if (owner.left and day > owner.left - timedelta(days=20)) or day < owner.started:
            mates = [
                p
                for p in self.company.reps
                if p.team == owner.team and p is not owner and not p.left and p.started <= day
            ]
            return mates[len(account.name) % len(mates)]
        return owner

    def chance(self, owner: Person, kind: str, closing: date, *, review: bool, contacts: int) -> float:
        """Return the chance to win."""
        base = {"New Business": 0.34, "Expansion": 0.48, "Renewal": 0.86}[kind]
        base *= owner.skill if kind != "Renewal" else 1.0
        base *= {0: 0.75, 1: 0.85, 2: 1.05, 3: 1.25}[contacts] if kind != "Renewal" else 1.0
        if closing > self.trouble + timedelta(days=23) and owner.team != "North":
            base *= 0.90 if kind == "Renewal" else 0.45 if review else 0.72
        return min(base, 0.95)

    def pulled_to_quarter_end(self, closing: date) -> date:
        """Half of the closings are pulled to the last days of their quarter; none falls on a weekend."""
        end_month = (closing.month - 1) // 3 * 3 + 3
        end = date(closing.year + end_month // 12, end_month % 12 + 1, 1) - timedelta(days=1)
        left = (end - closing).days
        if left < 30 and self.rng.random() < 0.55:
            closing = end - timedelta(days=min(left, int(self.rng.expovariate(0.35))))
        while closing.weekday() > 4:
            closing -= timedelta(days=1)
        return closing

    def live(
        self,
        deal: Deal,
        owner: Person,
        day: date,
        closing: date,
        lines: tuple[Line, ...],
        *,
        won: bool,
        review: bool,
    ) -> None:
        """Write the states of one life."""
        rng = self.rng
        path = ["Prospecting", "Qualification", "Evaluation", *([REVIEW] if review else []), "Negotiation"]
        if deal.type == "Renewal":
            path = ["Qualification", "Negotiation"]
        if not won:
            path = path[: max(1, len(path) - rng.choices((0, 1, 2, 3), weights=(30, 34, 22, 14))[0])]
        events: list[tuple[date, int, str, object]] = []
        span = (closing - day).days
        weights = [rng.uniform(0.5, 1.5) * (2.2 if stage == REVIEW else 1) for stage in path]
        passed = 0.0
        for stage, weight in zip(path[1:], weights, strict=False):
            passed += weight
            moved = day + timedelta(days=int(span * passed / sum(weights)))
            events.append((moved, 1, "stage", stage))
        events.append((closing, 9, "stage", WON if won else LOST))
        if rng.random() < 0.34 and span > 12:
            factor = rng.choice((0, 0, 1))
            events.append((day + timedelta(days=int(span * rng.uniform(0.45, 0.95))), 4, "amount", factor))
        if owner.left and day < owner.left < closing:
            events.append((owner.left, 5, "owner", None))
        hoped = self.pulled_to_quarter_end(day + timedelta(days=max(14, int(span * rng.uniform(0.3, 1.05)))))
        events += [(when, 6, "close", to) for when, to in self.pushes(owner, day, hoped, closing)]
        events = sorted((e for e in events if e[0] <= closing), key=lambda e: (e[0], e[1]))
        state = State(day, _second(rng), "created", path[0], hoped, lines, owner, owner)
        deal.states.append(state)
        for when, _, what, value in events:
            state = self.after(state, when, what, value, deal)
            deal.states.append(state)

    def pushes(self, owner: Person, day: date, hoped: date, closing: date) -> list[tuple[date, date]]:
        """Return the days on which the rep moves the close date, and where to."""
        rng = self.rng
        found: list[tuple[date, date]] = []
        expected = hoped
        while expected < closing:
            tidy = rng.random() < owner.tidy * 0.85
            when = expected + timedelta(days=rng.randint(-4, 2) if tidy else rng.randint(8, 60))
            when = max(when, day + timedelta(days=1))
            if when >= closing:
                break
            far = closing - when
            step = timedelta(days=rng.choice((14, 30, 30, 60, 91)))
            expected = self.pulled_to_quarter_end(max(when, expected) + min(step, far + timedelta(days=25)))
            if found and expected <= found[-1][1]:
                expected = found[-1][1] + timedelta(days=7)
            found.append((when, expected))
        if not found and closing < hoped - timedelta(days=21) and rng.random() < 0.5:
            found.append((closing - timedelta(days=7), closing + timedelta(days=1)))
        return found

    def after(self, state: State, when: date, what: str, value: object, deal: Deal) -> State:
        """Return the state after one event."""
        second = _second(self.rng) if when > state.day else min(86_000, state.second + 600)
        new = replace(state, day=when, second=second, changed=what)
        if what == "stage":
            stage = str(value)
            # Closing sets the close date to the day itself, as CRMs do.
            return replace(new, stage=stage, close=when if stage in {WON, LOST} else state.close)
        if what == "close":
            assert isinstance(value, date)  # noqa: S101 - pushes() gives dates
            return replace(new, close=value)
        if what == "owner":
            heir = self.owner(deal.account, when)
            return replace(new, owner=heir, by=self.company.managers[heir.team])
        lines = list(state.lines)
        place = self.rng.randrange(len(lines))
        line = lines[place]
        if value == 1:
            lines[place] = replace(line, quantity=line.quantity + 1)
        elif line.quantity > 1 and self.rng.random() < 0.5:
            lines[place] = replace(line, quantity=line.quantity - 1)
        else:
            discount = min(38, line.discount + self.rng.choice((3, 5, 8, 12)))
            approver = self.approver(discount, state.owner)
            lines[place] = replace(line, discount=discount, approver=approver)
        return replace(new, lines=tuple(lines))


def _second(rng: random.Random) -> int:
    """A second of the working day, UTC."""
    return rng.randint(6 * 3600, 16 * 3600)
