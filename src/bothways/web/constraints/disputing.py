"""Two views of one disputed thing: opened by the manager, written by each side, read by both once both have written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bothways.constraints import TwoViews, View, with_view
from bothways.constraints.two_views import view_of
from bothways.terms import Refusal, Side, given_text
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.constraints.models import Dispute, DisputeView
from bothways.web.constraints.queries import my_limit
from bothways.web.credibility.operations import check_may_write
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person, Team

__all__ = ["Held", "do_open_dispute", "do_write_view", "my_dispute", "my_disputes", "sides_to_write"]


@dataclass(frozen=True, slots=True)
class Held:
    """A dispute as one person may read it.

    views: what may be read, both or the own side's; written: the sides that have written, which is no secret.
    number: how often the own side's words were written, for the form to say of which it knew.
    """

    row: Dispute
    views: tuple[View, ...]
    written: frozenset[Side]
    number: int
    agreed_facts: tuple[str, ...]
    side: Side | None

    @property
    def is_open(self) -> bool:
        """Whether one side, or both, have not written yet."""
        return self.row.shown_on is None

    @property
    def own(self) -> View | None:
        """What the reader's own side wrote."""
        return next((one for one in self.views if one.side is self.side), None)

    @property
    def waits_for_me(self) -> bool:
        """Whether the reader's side has not written yet."""
        return self.is_open and self.side is not None and self.side not in self.written


def my_disputes(person: Person) -> list[Held]:
    """What is disputed in a person's teams: what waits for their side first, then what is open, the newest first.

    The words of the other side are not even fetched while it is open.
    """
    rows = list(Dispute.objects.filter(team__in=my_teams_at_work(person)).select_related("team"))
    kept = DisputeView.objects.filter(dispute__in=[row.pk for row in rows if row.shown_on is None])
    written: dict[object, dict[Side, int]] = {}
    for dispute, side, number in kept.values_list("dispute", "side", "number"):
        written.setdefault(dispute, {})[Side(side)] = number
    own = {}
    if person.side is not None and written:
        own = {one.dispute_id: view_of(one.words) for one in kept.filter(side=str(person.side))}
    found = [_held(row, written.get(row.pk, {}), own.get(row.pk), person.side) for row in rows]
    return sorted(found, key=lambda one: (not one.waits_for_me, not one.is_open))


def _held(row: Dispute, written: dict[Side, int], own: View | None, side: Side | None) -> Held:
    if row.shown_on is None:
        number = written.get(side, 0) if side else 0
        return Held(row, (own,) if own else (), frozenset(written), number, (), side)
    both = TwoViews(row.about, tuple(view_of(words) for words in row.shown))
    return Held(row, both.shown_to(side), frozenset(Side), 0, both.agreed_facts, side)


def my_dispute(person: Person, dispute_id: object) -> Held:
    """One of them, or the refusal that tells nothing of others."""
    found = next((one for one in my_disputes(person) if one.row.pk == dispute_id), None)
    if found is None:
        raise absent("dispute")
    return found


def sides_to_write(person: Person, held: Held) -> tuple[Side, ...]:
    """For which sides somebody may write: their own; a manager alone at a desk for either that has not yet."""
    if not held.is_open:
        return ()
    if person.side is not None:
        return (person.side,)
    is_desk = settings.MODE == "desk" and person.role == Person.Role.MANAGER
    return tuple(side for side in Side if side not in held.written) if is_desk else ()


def do_open_dispute(by: Person, *, team: Team, about: str, now: datetime, limit: object = None) -> Dispute:
    """Open a dispute about a number in words, or about a limit of the team.

    Args:
        limit: what stands in a limit's address; its statement is what it is about then.

    Raises:
        Refusal: `given-text`; `absent` for a team or limit of others; `dispute-open` where one of it is open already.
    """
    check_may_write(by, team)
    today = timezone.localtime(now).date()
    name = ""
    if limit is not None:
        seen = my_limit(by, limit, now=today)
        if seen.team.pk != team.pk:
            raise absent("limit")
        name, about = seen.limit.id, seen.limit.statement
    about = given_text(about, what="What is disputed")
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if Dispute.objects.filter(team=team, about=about, shown_on=None).exists():
            raise Refusal(
                "dispute-open",
                "Both sides are asked about this already.",
                hint="Wait until both have written.",
            )
        row = Dispute.objects.create(team=team, about=about, limit=name, by=by, opened=today)
        record(by=by, did="dispute-opened", what="Both sides were asked how they see it.", team=team, now=now)
    return row


def do_write_view(
    by: Person, dispute_id: object, *, statement: str, facts: Iterable[str], wish: str, number: int, now: datetime,
    side: str = "",
) -> Held:  # fmt: skip
    """Write how a side sees it, or write it anew; with the second side's, both are shown to both.

    Args:
        facts: one by one.
        number: how often the side's words had been written when this was begun: 0 for the first.
        side: for whom a manager at a desk writes; else the writer's own.

    Raises:
        Refusal: as `with_view`; `not-yours` for whoever is of no side; `view-changed` where a colleague wrote meanwhile.
    """
    held = my_dispute(by, dispute_id)
    sides = sides_to_write(by, held)
    mine = next((one for one in sides if side in ("", str(one))), None)
    if mine is None and held.is_open:
        raise Refusal(
            "not-yours", "Each side writes its own.", hint="They find it on their page of limits.", data={"status": 403}
        )  # fmt: skip
    with transaction.atomic():
        # Two sides that write at the same moment: the second of them sees the first, and shows both.
        row = Dispute.objects.select_for_update(no_key=True).get(pk=held.row.pk)
        kept = {Side(one.side): one for one in row.views.all()}
        words = [one.words for one in kept.values()] or row.shown
        before = TwoViews(row.about, tuple(view_of(one) for one in words))
        view = View(
            side=mine or Side.STAFF, statement=_bare(statement), facts=tuple(_bare(one) for one in facts), wish=_bare(wish),
            by=by.name, day=timezone.localtime(now).date(),
        )  # fmt: skip
        after = with_view(before, view)
        own = kept.get(view.side)
        if (own.number if own else 0) != number:
            raise Refusal(
                "view-changed",
                "Somebody of your side has written it since.",
                hint="Theirs stands below. Send yours again to put it in its place.",
            )
        if after.is_open:
            DisputeView.objects.update_or_create(
                dispute=row, side=str(view.side), defaults={"words": view.as_dict(), "number": number + 1}
            )
        else:
            row.shown = [one.as_dict() for one in after.shown_to(None)]
            row.shown_on = view.day
            row.save(update_fields=["shown", "shown_on"])
            row.views.all().delete()
        record(by=by, did="view-written", what="A side wrote how it sees it.", team=row.team, now=now)
    return my_dispute(by, dispute_id)


def _bare(text: str) -> str:
    return " ".join(text.split())
