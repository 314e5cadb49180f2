"""A consultation of twelve reps and two executives on the record, answered and released, as the web keeps it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from bothways.terms import Side
from bothways.web.consultations import ballots, operations, queries, releasing
from bothways.web.consultations.models import Consultation
from bothways.web.people.models import Person

STATEMENTS = (
    "The security review costs us more deals than price does.",
    "Customers should hear one price from us, and hear it once.",
    "Discounts need two signatures.",
    "Quotas should follow the season.",
    "A quote that takes more than five days is usually lost.",
    "The CRM asks for more than it gives back.",
)
# How many of the twelve agree with each; the rest disagree. What each executive says; what each side guesses.
AGREE = (12, 11, 2, 11, 10, 6)
EXECUTIVES = ((1, 1), (1, 1), (1, 1), (1, -1), (1, 1), (0, -1))
GUESSES = (20, 50, 90, 30, 40, 20)


def at(name, consultation, **more):
    """A page of a consultation."""
    return reverse(name, kwargs={"consultation": consultation.pk, **more})


def answered(
    cast,
    *,
    record: bool = True,
    reps: int = 12,
    wait: bool = False,
    question="What slows our deals down?",
    statements=STATEMENTS,
) -> Consultation:
    """Ask, and answer as everybody of both sides."""
    now = timezone.now()
    people = list(cast.ours.staff.all()) + list(cast.ours.executives.all())
    for at in range(len(people), reps + 2):
        executive = at == reps + 1
        role = Person.Role.EXECUTIVE if executive else Person.Role.STAFF
        one = Person.objects.create_user(f"p{at}@example.com", name=f"Person {at:02}", role=role)
        (cast.ours.executives if executive else cast.ours.staff).add(one)
        people.append(one)
    made = operations.do_make(
        cast.ada, team=cast.ours, question=question, statements=[operations.Given(text) for text in statements],
        closes=timezone.localdate() + timedelta(days=7), now=now, people=people,
    )  # fmt: skip
    made = operations.do_open(cast.ada, made, now=now)
    vote(made, record=record)
    if not wait:
        releasing.do_release(cast.ada, made, now=now)
    return Consultation.objects.select_related("released", "team").get(pk=made.pk)


def vote(made: Consultation, *, record: bool = True, agree: tuple[int, ...] = AGREE) -> None:
    """Everybody answers every statement."""
    at = {Side.STAFF: 0, Side.EXECUTIVES: 0}
    words = {1: "agree", 0: "pass", -1: "disagree"}
    for invited in made.invited.order_by("name"):
        voter = ballots.voter_of(made, invited)
        number = at[voter.side]
        at[voter.side] += 1
        for statement in made.statements.all():
            place = statement.place
            if voter.side is Side.STAFF:
                said = 1 if number < agree[place] else -1
                guess = min(100, GUESSES[place] + 10 * (number % 3 == 0))
            else:
                said, guess = EXECUTIVES[place][number], (60, 70, 10, 90, 50, 100)[place]
            important = place in (0, 3) or number == 0
            ballots.do_save(voter, statement, vote=words[said], important=important, guess=guess)
        if record and voter.side is Side.EXECUTIVES:
            ballots.do_record(voter, on=True)


def all_say(found, people, *, vote, guess, record=False):
    """Everybody answers everything, in the same words."""
    for person in people:
        voter = queries.my_voter(person, found)
        for one in voter.statements:
            ballots.do_save(voter, one, vote=vote, important=vote == "agree", guess=guess)
        ballots.do_record(voter, on=record)
