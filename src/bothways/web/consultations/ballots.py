"""One's own ballot: found by the key and by who one is, read by nobody else, saved as one goes."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import transaction

from bothways.terms import Refusal, Side, given_text
from bothways.web.consultations import sealing
from bothways.web.consultations.models import (
    Consultation,
    ConsultationBallot,
    ConsultationInvited,
    ConsultationStatement,
)

__all__ = [
    "VOTES", "WISH", "Held", "Voter", "do_begin", "do_record", "do_save", "do_stir", "do_wipe", "do_wish", "held_of",
    "make_places", "put", "voter_of",
]  # fmt: skip

WISH: Final = 280
"""Characters of a statement that is missed, as of any other."""
VOTES: Final = {"agree": 1, "disagree": -1, "pass": 0}  # nosec B105 - to pass is a vote


@dataclass(frozen=True, slots=True)
class Held:
    """What a place holds. votes, guesses: by the place of the statement; record: on the record, by one's own choice, and
    then under which name."""

    token: str
    side: Side
    votes: Mapping[int, int] = field(default_factory=dict)
    important: frozenset[int] = frozenset()
    guesses: Mapping[int, int] = field(default_factory=dict)
    record: bool = False
    name: str = ""
    browser: str = ""
    """Which browser answered by a link: another one is not shown what was answered."""
    wish: str = ""
    """A statement that was missed. It lies with the answers, so that no row, and no time, tells of it before the release."""

    def as_json(self) -> dict[str, Any]:
        """Ready to be sealed."""
        return {
            "t": self.token,
            "s": self.side.value,
            "v": {str(at): vote for at, vote in self.votes.items()},
            "i": sorted(self.important),
            "g": {str(at): guess for at, guess in self.guesses.items()},
            "r": self.record,
            "n": self.name,
            "b": self.browser,
            "w": self.wish,
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Held:
        """Back."""
        return cls(
            token=said["t"],
            side=Side(said["s"]),
            votes={int(at): vote for at, vote in said["v"].items()},
            important=frozenset(said["i"]),
            guesses={int(at): guess for at, guess in said["g"].items()},
            record=said["r"],
            name=said["n"],
            browser=said["b"],
            wish=said.get("w", ""),
        )


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who may answer, at their own ballot.

    link: the key of the link that they came by, empty where they are signed in. known: whether this is theirs to see and
    to go on with: always where they signed in, by a link only in the browser in which it was begun. Who is handed links
    (a manager without a mail server hands them out), or gets a mail passed on, learns neither an answer nor whether
    there is one.
    """

    consultation: Consultation
    invited: ConsultationInvited
    ballot: ConsultationBallot
    held: Held
    statements: tuple[ConsultationStatement, ...]
    """In the order in which this person sees them: taken out ones are left out."""
    link: str = ""
    browser: str = ""
    known: bool = True

    @property
    def side(self) -> Side:
        """Whose side they are of."""
        return Side(self.invited.side)

    @property
    def answered(self) -> int:
        """How many of them they have answered."""
        return sum(one.place in self.held.votes for one in self.statements)

    @property
    def done(self) -> bool:
        """Whether all are answered."""
        return self.answered == len(self.statements)

    @property
    def next_place(self) -> int:
        """The first that is not answered, counted from 1; the first where all are."""
        for at, one in enumerate(self.statements, start=1):
            if one.place not in self.held.votes:
                return at
        return 1


def digest_of(browser: str) -> str:
    """What is kept of a browser's own key."""
    return hashlib.sha256(browser.encode()).hexdigest()[:32] if browser else ""


def make_places(consultation: Consultation, *, statements: int) -> None:
    """Make a place for everybody who may answer, before anybody does: in an order of chance, of one size."""
    made = []
    for one in consultation.invited.all():
        ballot = ConsultationBallot(
            consultation=consultation,
            slot=sealing.slot_of(consultation.series, consultation.pk, one.identity),
        )
        held = Held(sealing.token_of(consultation.series, one.identity), Side(one.side))
        size = sealing.size_for(statements)
        ballot.sealed = sealing.sealed(consultation.series, ballot.pk, held.as_json(), size=size)
        made.append(ballot)
    made.sort(key=lambda ballot: ballot.slot)  # chance, where the list of names has an order
    ConsultationBallot.objects.bulk_create(made)


def held_of(consultation: Consultation, ballot: ConsultationBallot) -> Held:
    """What a place holds."""
    return Held.of_json(sealing.opened(consultation.series, ballot.pk, ballot.sealed))


def voter_of(
    consultation: Consultation,
    invited: ConsultationInvited,
    *,
    link: str = "",
    browser: str = "",
    ballot: ConsultationBallot | None = None,
) -> Voter:
    """Somebody at their own ballot; `ballot`: theirs, where it was found already. Refuses `ballots-unreadable`."""
    statements = list(consultation.statements.all())
    try:
        slot = sealing.slot_of(consultation.series, consultation.pk, invited.identity)
        ballot = ballot or ConsultationBallot.objects.filter(slot=slot).first()
        if ballot is None:
            raise Refusal(
                "no-ballot",
                "There is no ballot for you here.",
                hint="Ask your manager.",
                data={"status": 404},
            )
        held = held_of(consultation, ballot)
    except Refusal:
        if not hasattr(consultation, "released"):
            raise
        # Ballots go a year after the last round; what all were shown is read as before.
        gone = ConsultationBallot(consultation=consultation)
        return Voter(consultation, invited, gone, Held("", Side(invited.side)), (), link, browser, False)
    # An order of each person's own: what stands first is answered most carefully, and that should not be one for all.
    random.Random(slot).shuffle(statements)  # nosec B311 - an order, no secret
    # Taken out after the shuffle: whoever has begun finds the others in the order in which they were.
    statements = [one for one in statements if not one.out]
    known = not link or _same(held, browser)
    return Voter(consultation, invited, ballot, held, tuple(statements), link, browser, known)


def _same(held: Held, browser: str) -> bool:
    return bool(held.browser) and hmac.compare_digest(held.browser, digest_of(browser))


def do_begin(voter: Voter) -> Held:
    """Begin by a link in this browser, with an empty ballot: what was answered elsewhere is neither shown nor kept.

    Signed in nothing is taken away. Refuses `closed`.
    """
    if not voter.link:
        return voter.held
    return _kept(
        voter, lambda held: Held(held.token, held.side, browser=digest_of(voter.browser)), begin=True
    )


def do_save(
    voter: Voter, statement: ConsultationStatement, *, vote: str, important: bool, guess: int | None
) -> Held:
    """Keep an answer to one statement. Nothing is logged, and no time is kept: both would tell who has answered.

    vote: `agree`, `disagree`, `pass`, or empty where only the guess is said. guess: 0 to 100, or None.

    Raises:
        Refusal: `closed`; `elsewhere`; `no-such-vote`; `guess-range`.
    """
    if vote and vote not in VOTES:
        raise Refusal("no-such-vote", "That is none of the three answers.", hint="Agree, disagree, or pass.")
    if guess is not None and not 0 <= guess <= 100:
        raise Refusal("guess-range", f"{guess} is no share.", hint="Say a whole number from 0 to 100.")

    def changed(held: Held) -> Held:
        votes = {**held.votes, statement.place: VOTES[vote]} if vote else dict(held.votes)
        marks = held.important | {statement.place} if important else held.important - {statement.place}
        guesses = {at: said for at, said in held.guesses.items() if at != statement.place}
        if guess is not None:
            guesses[statement.place] = guess
        return replace(held, votes=votes, important=marks, guesses=guesses)

    return _kept(voter, changed)


def do_record(voter: Voter, *, on: bool) -> Held:
    """Answer on the record, or take that back. Refuses `closed`: what is released can't be called back."""
    return _kept(voter, lambda held: replace(held, record=on, name=voter.invited.name if on else ""))


def do_wish(voter: Voter, text: str) -> Held:
    """Keep a statement that somebody missed, or take it back with an empty one: the manager reads it with the result.

    Raises:
        Refusal: `closed`; `elsewhere`; `given-text`.
    """
    wish = given_text(text, what="The statement", most=WISH, needed=False)
    return _kept(voter, lambda held: replace(held, wish=wish))


def do_wipe(consultation: Consultation, invited: ConsultationInvited) -> None:
    """Take what somebody answered away; their place stays, of the same size, so that nothing shows that it was used."""
    ballot = ConsultationBallot.objects.get(
        slot=sealing.slot_of(consultation.series, consultation.pk, invited.identity)
    )
    held = held_of(consultation, ballot)
    put(consultation, ballot, Held(held.token, held.side))
    do_stir(consultation)


def do_stir(consultation: Consultation) -> None:
    """Encipher every place anew, in the order of their slots, which is chance.

    Two copies of the database would else tell which places changed between them, and how many: the one that changed as
    somebody was erased would be theirs, and had changed before if they had answered.
    """
    with transaction.atomic():
        held = Consultation.objects.select_for_update().get(pk=consultation.pk)
        for ballot in held.ballots.order_by("slot"):
            put(held, ballot, held_of(held, ballot))


def _kept(voter: Voter, change: Callable[[Held], Held], *, begin: bool = False) -> Held:
    with transaction.atomic():
        # One after the other: two tabs of one person must not lose an answer, and none may come during the release.
        consultation = Consultation.objects.select_for_update().get(pk=voter.consultation.pk)
        if not consultation.is_open:
            raise Refusal(
                "closed",
                "This consultation is closed. What you answered before stands.",
                hint="What was released stands on its page.",
            )
        ballot = ConsultationBallot.objects.get(pk=voter.ballot.pk)
        held = held_of(consultation, ballot)
        if voter.link and not begin and not _same(held, voter.browser):
            raise Refusal(
                "elsewhere",
                "This link was begun in another browser since.",
                hint="Go on there, or begin anew here.",
            )
        made = change(held)
        put(consultation, ballot, made)
    return made


def put(consultation: Consultation, ballot: ConsultationBallot, held: Held) -> None:
    """Put something in a place, in the size of all places."""
    size = sealing.size_for(consultation.statements.count())
    sealed = sealing.sealed(consultation.series, ballot.pk, held.as_json(), size=size)
    ConsultationBallot.objects.filter(pk=ballot.pk).update(sealed=sealed)
