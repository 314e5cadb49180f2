"""The release: what the room below makes of the ballots, kept as everybody may see it; by the manager or by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from bothways.terms import Refusal, Side, given_text
from bothways.web.audit.operations import record
from bothways.web.consultations import sealing
from bothways.web.consultations.ballots import Held, Voter, do_stir, held_of
from bothways.web.consultations.models import Consultation, ConsultationRelease, digest_of
from bothways.web.consultations.queries import rules_of
from bothways.web.credibility.operations import check_may_write
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Person

if TYPE_CHECKING:
    from bothways.opendoor.asked import Asked, Ballot, MayRelease, Mine, Notice, Release

__all__ = ["asked_of", "do_close", "do_look", "do_release", "do_say", "mine_of", "notice_of", "release_of"]

_TRACE = 4096
SAID = 600
"""Characters of what a manager says to a result, as of the note of a brief."""


def asked_of(consultation: Consultation) -> Asked:
    """A consultation as the room below reckons with it."""
    from bothways.opendoor.asked import Asked, AskedStatement

    return Asked(
        id=consultation.series.hex,
        question=consultation.question,
        statements=tuple(
            AskedStatement(one.item.hex, one.text, Side(one.side) if one.side else None, one.meta, one.out)
            for one in consultation.statements.all()
        ),
        eligible={side: int(consultation.eligible.get(side.value, 0)) for side in Side},
        round=consultation.round,
        opened=consultation.opened or consultation.closes,
    )


def notice_of(consultation: Consultation) -> Notice:
    """What each side is told before anybody answers: from who could answer alone."""
    from bothways.opendoor.asked import before

    return before(asked_of(consultation), rules=rules_of())


def release_of(consultation: Consultation, *, trace: bool = False) -> Release | None:
    """What was released, the same for everybody; None before. trace: with what the guard must know of it later."""
    from bothways.opendoor.asked import Release

    row: ConsultationRelease | None = getattr(consultation, "released", None)
    if row is None:
        return None
    kept = sealing.opened(consultation.series, row.pk, row.trace) if trace else {}
    return Release.of_json({**row.shown, **kept})


def mine_of(voter: Voter) -> Mine | None:
    """Where one sits and what one misread: of the release and one's own ballot, for oneself. None where there is none,
    or where a link was opened in another browser than it was answered in."""
    from bothways.opendoor.asked import mine

    release = release_of(voter.consultation)
    if release is None or not voter.known or not voter.held.votes:
        return None
    items = _items(voter.consultation)
    return mine(release, _ballot(voter.held, items), asked_of(voter.consultation))


def do_look(consultation: Consultation, *, now: datetime) -> None:
    """Keep whether a result could be shown, once a night: told at any moment it would tell who has just answered.

    As if nobody were on the record. One person who is would be enough for a result by themselves, and of two executives
    the manager would read overnight that one has chosen it, or has taken it back. Every place is enciphered anew on the
    way, so that two nights' copies of the database don't tell which were used between.
    """
    try:
        enough = _may(consultation, record=False).allowed
        do_stir(consultation)
    except Refusal:
        return
    Consultation.objects.filter(pk=consultation.pk).update(enough=enough, looked=day_of(now))


def do_release(by: Person, consultation: Consultation, *, now: datetime) -> ConsultationRelease:
    """Close a consultation and show its result to everybody, on the manager's word.

    A release that is refused stays open, and another is tried on another day only: who could try at any moment would
    see after whose answer it is no longer refused.

    Raises:
        Refusal: `absent`; `not-open`; `tried`; the guard's own where too few have answered.
    """
    check_may_write(by, consultation.team)
    with transaction.atomic():
        held = _locked(consultation)
        if held.tried == day_of(now):
            raise Refusal(
                "tried",
                "It was tried today: too few had answered.",
                hint="Try again tomorrow, or leave it to the last day.",
            )
        may = _may(held)
        if may.allowed:
            return _released(held, by=by, now=now)
        Consultation.objects.filter(pk=held.pk).update(tried=day_of(now), enough=False, looked=day_of(now))
    raise Refusal("too-few", may.sentence, hint=may.hint)


def do_say(by: Person, consultation: Consultation, words: str, *, now: datetime) -> None:
    """Set the manager's own words beside the three sentences, for everybody alike; empty ones take them away.

    Raises:
        Refusal: `absent`; `not-released`: the manager knows no more than all do, and no sooner; `given-text`.
    """
    check_may_write(by, consultation.team)
    said = given_text(words, what="What you say", most=SAID, needed=False)
    row = ConsultationRelease.objects.filter(consultation=consultation).first()
    if row is None:
        raise Refusal("not-released", "Nothing has been shown yet.", hint="Say it beside the result.")
    row.words, row.words_by, row.words_on = said, by, day_of(now)
    row.save(update_fields=["words", "words_by", "words_on"])
    record(
        by=by, did="say-to-consultation", what=f"The manager said something to the result: {consultation.question}",
        team=consultation.team, now=now,
    )  # fmt: skip


def do_close(consultation: Consultation, *, now: datetime) -> ConsultationRelease | None:
    """What the clock does when the last day is over: close, and release where the guard lets it; else say why not."""
    with transaction.atomic():
        held = _locked(consultation)
        try:
            may = _may(held)
        except Refusal as lost:
            _ended(held, lost.sentence, lost.hint, now=now)
            return None
        if may.allowed:
            return _released(held, by=None, now=now)
        _ended(held, may.sentence, may.hint, now=now)
        return None


def _ended(held: Consultation, sentence: str, hint: str, *, now: datetime) -> None:
    held.state, held.closed = Consultation.State.CLOSED, day_of(now)
    held.told = {"sentence": sentence, "hint": hint}
    held.save(update_fields=["state", "closed", "told"])
    record(
        by=None, did="close-consultation", what=f"It closed without a result: {held.question}", team=held.team, now=now
    )  # fmt: skip


def _locked(consultation: Consultation) -> Consultation:
    """With nobody else at it: an answer that comes during the release is refused, never lost."""
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not held.is_open:
        raise Refusal("not-open", "It is closed already.", hint="What it showed stands on its page.")
    return held


def _may(consultation: Consultation, *, record: bool = True) -> MayRelease:
    from bothways.opendoor.asked import may_release

    ballots = _ballots(consultation)
    if not record:
        ballots = [replace(one, on_record=False, name="") for one in ballots]
    return may_release(asked_of(consultation), ballots, earlier=_earlier(consultation), rules=rules_of())


def _released(held: Consultation, *, by: Person | None, now: datetime) -> ConsultationRelease:
    from bothways.opendoor.asked import release

    made = release(
        asked_of(held),
        _ballots(held),
        earlier=_earlier(held),
        rules=rules_of(),
        day=day_of(now),
    )
    shown = made.shown()
    row = ConsultationRelease(
        consultation=held,
        day=day_of(now),
        shown=shown,
        digest=digest_of(shown),
    )
    row.trace = sealing.sealed(held.series, row.pk, {"trace": made.sealed.to_json()}, size=_TRACE)
    row.save(force_insert=True)
    held.state, held.closed, held.told = Consultation.State.CLOSED, day_of(now), {}
    # By the alphabet, without a side: neither where they lay nor whose they are goes along.
    held.wishes = sorted({wish for row in held.ballots.all() if (wish := held_of(held, row).wish)})
    held.save(update_fields=["state", "closed", "told", "wishes"])
    record(
        by=by, did="release-consultation", what=f"The result was shown to everybody: {held.question}", team=held.team, now=now
    )  # fmt: skip
    return row


def _earlier(consultation: Consultation) -> tuple[Release, ...]:
    """Every other release of the question, whatever its number: the guard refuses a round that a later one overtook."""
    rounds = (
        Consultation.objects.filter(series=consultation.series, released__isnull=False)
        .exclude(pk=consultation.pk)
        .select_related("released")
    )
    found = (release_of(one, trace=True) for one in rounds.order_by("round"))
    return tuple(one for one in found if one is not None)


def _ballots(consultation: Consultation) -> Sequence[Ballot]:
    """The ballots with an answer in them, in the order of what stands for people: it is chance."""
    held = [held_of(consultation, row) for row in consultation.ballots.all()]
    items = _items(consultation)
    found = [_ballot(one, items) for one in held if one.votes]
    return sorted(found, key=lambda one: one.token)


def _items(consultation: Consultation) -> dict[int, str]:
    """By what a statement is known in every round, from its place in this one."""
    return {one.place: one.item.hex for one in consultation.statements.all()}


def _ballot(held: Held, item: Mapping[int, str]) -> Ballot:
    from bothways.opendoor.asked import Ballot

    return Ballot(
        token=held.token,
        side=held.side,
        votes={item[at]: vote for at, vote in held.votes.items()},
        important=frozenset(item[at] for at in held.important),
        predictions={item[at]: guess for at, guess in held.guesses.items()},
        on_record=held.record,
        name=held.name,
    )
