"""Rounds are opened, ranked in, released; a top three is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways.opendoor.disclosure.bands import size_band
from bothways.opendoor.ranked import agreed_on, check_ranking, side_order
from bothways.terms import Refusal, Side, given_text
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.credibility.operations import check_may_write
from bothways.web.people.models import Person, Team
from bothways.web.priorities.models import AgreedTop, PriorityRound, Ranking
from bothways.web.priorities.queries import can_rank, compared_of, my_round, rules_of

__all__ = ["MOST", "do_agree", "do_open", "do_rank", "do_release", "do_told"]

MOST: Final = 20


def do_open(by: Person, *, team: Team, question: str, items: Sequence[str], now: datetime) -> PriorityRound:
    """Open a round with what can be ranked: two to twenty items, the same for both sides.

    Raises:
        Refusal: `few-items`, `many-items`, `item-twice`, `round-open`, `given-text`; `absent` for a team of others.
    """
    check_may_write(by, team)
    question = given_text(question, what="The question", most=200)
    held = [given_text(item, what="An item", most=200) for item in items if item.strip()]
    if len(held) < 2:
        raise Refusal(
            "few-items", "There is nothing to choose between.", hint="Name two or more, one a line."
        )
    if len(held) > MOST:
        raise Refusal(
            "many-items", f"These are {len(held)}; at most {MOST} can be ranked.", hint="Leave out what nobody would put first."
        )  # fmt: skip
    folded = [item.casefold() for item in held]
    twice = next((item for item in held if folded.count(item.casefold()) > 1), None)
    if twice:
        raise Refusal("item-twice", f"“{twice}” stands there twice.", hint="Leave it once.")
    try:
        with transaction.atomic():
            made = PriorityRound.objects.create(
                team=team, question=question, items=held, opened=timezone.localtime(now).date(), by=by
            )
            record(
                by=by,
                did="open-round",
                what=f"A round of priorities was opened: {question}",
                team=team,
                now=now,
            )
    except IntegrityError as two:
        raise Refusal(
            "round-open", "A round is open in this team already.", hint="Release it first."
        ) from two
    return made


def do_rank(by: Person, round_id: object, *, ranked: Sequence[str], on_record: bool) -> None:
    """Keep one's own ranking, in the place of an earlier one. Nothing is logged: the log would tell who has answered.

    Raises:
        Refusal: as `check_ranking`; `round-closed`; `not-yours` for who is of no side.
    """
    with transaction.atomic():
        found = _held(by, round_id)
        if found.closed is not None:
            raise Refusal("round-closed", "The round is closed.", hint="What it showed stands on this page.")
        if not can_rank(by, found) or by.side is None:
            raise Refusal(
                "not-yours", "Both sides rank; whoever stands between them does not.", hint="Release the round when it is time.",
                data={"status": 403},
            )  # fmt: skip
        kept = check_ranking(ranked, items=found.items)
        values = {"side": by.side.value, "ranked": list(kept), "on_record": on_record}
        Ranking.objects.update_or_create(round=found, person=by, defaults=values)


def do_told(by: Person, round_id: object, *, side: Side, ranked: Sequence[str]) -> None:
    """Write down what a side puts first, as its people told the manager: alone at a desk, where nobody else can rank.

    Raises:
        Refusal: as `check_ranking`; `round-closed`; `absent` anywhere but at a desk.
    """
    with transaction.atomic():
        found = _held(by, round_id)
        check_may_write(by, found.team)
        if settings.MODE != "desk":
            raise absent("page")
        if found.closed is not None:
            raise Refusal("round-closed", "The round is closed.", hint="What it showed stands on this page.")
        order = [[item] for item in check_ranking(ranked, items=found.items)]
        sentence = f"This is the order of the {side} as the manager was told it."
        told = {"order": order, "on_record": True, "size": "", "sentence": sentence}
        found.released = {**found.released, side.value: told}
        found.save(update_fields=["released"])


def do_release(by: Person, round_id: object, *, now: datetime) -> PriorityRound:
    """Close a round and keep what it shows by the guard; the rankings themselves are deleted.

    Raises:
        Refusal: `absent`, `round-closed`.
    """
    with transaction.atomic():
        found = _held(by, round_id)
        check_may_write(by, found.team)
        if found.closed is not None:
            raise Refusal(
                "round-closed", "It was released already.", hint="What it showed stands on this page."
            )
        if settings.MODE == "desk" and len(found.released) < len(Side):
            raise Refusal(
                "desk-needs-both",
                "One side is missing.",
                hint="Ask both, and write down what each puts first.",
            )
        rows = list(Ranking.objects.filter(round=found))
        found.released = {side.value: found.released.get(side.value) or _shown(rows, side) for side in Side}
        found.closed = timezone.localtime(now).date()
        found.save(update_fields=["released", "closed"])
        Ranking.objects.filter(round=found).delete()
        record(
            by=by, did="release-round", what=f"A round of priorities was released: {found.question}", team=found.team, now=now
        )  # fmt: skip
    return found


def do_agree(
    by: Person, round_id: object, *, items: Sequence[str], now: datetime, note: str = ""
) -> AgreedTop:
    """Write down what both sides agreed to do first.

    Raises:
        Refusal: as `agreed_on`; `round-closed` while it is open.
    """
    with transaction.atomic():
        found = _held(by, round_id)
        check_may_write(by, found.team)
        if found.closed is None:
            raise Refusal(
                "nothing-released", "Nothing is agreed before the release.", hint="Release the round first."
            )
        day = timezone.localtime(now).date()
        note = given_text(note, what="The note", most=400, needed=False)
        agreed = agreed_on([item for item in items if item], day=day, compared=compared_of(found), note=note)
        made = AgreedTop.objects.create(
            team=found.team, round=found, day=day, items=list(agreed.items), note=agreed.note, at=now
        )
        record(
            by=by,
            did="agree",
            what=f"Agreed to come first: {', '.join(agreed.items)}.",
            team=found.team,
            now=now,
        )
    return made


def _held(by: Person, round_id: object) -> PriorityRound:
    """The round, with nobody else at it: a ranking that comes during the release is refused, never lost."""
    mine = my_round(by, round_id)
    found = PriorityRound.objects.select_for_update(no_key=True).filter(pk=mine.pk).first()
    if found is None:
        raise absent("round")
    return found


def _shown(rows: Sequence[Ranking], side: Side) -> dict[str, Any]:
    own = [row for row in rows if row.side == side.value]
    shown = side_order(
        {str(row.person_id): row.ranked for row in own},
        side=side, on_record=[str(row.person_id) for row in own if row.on_record], rules=rules_of(),
    )  # fmt: skip
    return {
        "order": shown.order,
        "on_record": shown.on_record,
        "size": "" if shown.order is None else str(shown.n) if shown.on_record else size_band(shown.n),
        "sentence": shown.sentence,
    }
